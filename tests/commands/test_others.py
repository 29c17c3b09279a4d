"""`cleanup rules`, `explain`, `setup`, `doctor` and `--version`."""

from __future__ import annotations

from pathlib import Path


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("cleanup 0.")


def test_a_new_rule_passes_its_test_and_a_spoilt_one_does_not(run):
    assert run("rules", "new", "mine/press.yaml")[0] == 0
    code, out, _ = run("rules", "test", "mine/press.yaml")
    assert code == 0
    assert "1 rules, 3 examples, 0 entries, 0 failures" in out
    pack = Path("mine/press.yaml")
    pack.write_text(pack.read_text().replace("gave a press conference", "gave one press conference"))
    code, out, _ = run("rules", "test", "mine/press.yaml")
    assert code == 3
    assert "press.yaml:2: my.press.press-conference" in out


def test_entries_of_the_lexicon_are_tested_and_looked_up(run):
    entries = Path("mine/senses/es/house")
    entries.parent.mkdir(parents=True)
    entries.write_text("tribuna zonal n = zonal stand < zonal tribune\ntribuna zonal n = stand < tribune\n")
    code, out, _ = run("rules", "test", "mine")
    assert code == 3
    assert "es/house:2: tribuna zonal n: stands in house:1 too" in out
    entries.write_text("tribuna zonal n = zonal stand < zonal tribune\n")
    code, out, _ = run("rules", "test", "mine")
    assert code == 0
    assert "0 rules, 0 examples, 1 entries, 0 failures" in out
    for word in ("zonal tribune", "zonal"):
        code, out, _ = run("rules", "senses", word, "--rules", "mine")
        assert code == 0
        assert "es/house  tribuna zonal n = zonal stand < zonal tribune" in out


def test_a_word_that_the_lexicon_does_not_know_is_told(run):
    code, out, err = run("rules", "senses", "xyzzy")
    assert (code, out) == (2, "")
    assert "xyzzy: the lexicon does not know it" in err


def test_a_new_rule_overwrites_nothing(run):
    Path("press.yaml").write_text("mine")
    code, _, err = run("rules", "new", "press.yaml")
    assert code == 3
    assert "exists already" in err
    assert Path("press.yaml").read_text() == "mine"


def test_list_names_every_rule_and_show_prints_its_source(run):
    code, out, _ = run("rules", "list")
    assert code == 0
    first = out.split()[0]
    code, shown, _ = run("rules", "show", first)
    assert code == 0
    assert f"- id: {first}" in shown
    assert shown.count("- id:") == 1


def test_explain_knows_rules_and_stages(run):
    run("rules", "new", "mine/press.yaml")
    code, out, _ = run("explain", "my.press.press-conference", "--rules", "mine")
    assert code == 0
    assert "rueda de prensa" in out
    assert "80%" in out
    assert "headline" in run("explain", "duplicates.headline")[1]
    assert run("explain", "no.such.rule")[0] == 2


def test_doctor_shows_the_configuration_that_counts(run):
    Path("cleanup.toml").write_text('apply = "none"\n')
    code, out, _ = run("doctor")
    assert code == 0
    assert "cleanup.toml" in out
    assert "en_core_web_sm" in out
    assert "nothing is degraded" in out


def test_doctor_names_what_is_missing_and_the_remedy(run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    code, out, _ = run("doctor")
    assert code == 0
    assert "degraded: spaCy pipeline" in out
    assert "cleanup setup" in out


def test_setup_is_done_once(run):
    code, out, _ = run("setup")
    assert code == 0
    assert "ready" in out
    assert "fetching" not in out
