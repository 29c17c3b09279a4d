"""`cleanup learn`: tables, drafts, exit codes, and a draft that `cleanup rules test` passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.types import Verdict
from cleanup.verdictfile import Review, dumps
from tests.commands.articles import one_line_error
from tests.test_learn import RIGHT, WRONG, articles, reviewed


def save(name: str, *verdicts: Verdict) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(dumps(Review({str(n): v for n, v in enumerate(verdicts)})), "utf-8")


def verdict(n: int, text: str | None, stage: str = "mistranslation") -> Verdict:
    found = {"rule": "es.test.rule", "p_wrong": 0.9, "p_right": 0.6, "proposed": "right"}
    return Verdict(str(n), "wrong", text, stage=stage, **(found if stage != "review" else {}))


def rows(out: str, first: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines() if line.startswith(first)]


def test_the_tables(run):
    save("reviews/b.verdicts.json", *(verdict(n, "right") for n in range(6)), verdict(6, "other"))
    save("reviews/in/a.verdicts.json", *(verdict(n, None) for n in range(7)), verdict(7, "more", "review"))
    code, out, err = run("learn", "reviews")
    assert (code, err) == (0, "")
    assert out.startswith("Articles reviewed: 2\nVerdicts: 15\nMissed: 1 (")
    # 7 of 14: 27 to 73 %, which 90 % is not in; 6 of 7: 49 to 97 %
    assert rows(out, "es.test.rule") == [
        ["es.test.rule", "14", "7", "90%", "50%", "27–73%", "!"],
        ["es.test.rule", "7", "1", "60%", "86%", "49–97%"],
    ]
    assert rows(out, "90% to 95%") == [["90%", "to", "95%", "14", "7", "90%", "50%", "27–73%", "!"]]
    assert rows(out, "60% to 70%") == [["60%", "to", "70%", "7", "1", "60%", "86%", "49–97%"]]
    assert max(map(len, out.splitlines())) <= 80
    assert "No rule to draft" in out


def test_no_verdicts(run):
    Path("empty").mkdir()
    save("empty/a.verdicts.json")
    code, out, err = run("learn", "empty")
    assert (code, err) == (0, "")
    assert "no verdicts below empty" in out
    assert "cleanup review" in out


def test_no_such_folder(run):
    code, _, err = run("learn", "nowhere")
    assert code == 3
    one_line_error(err, "nowhere", "no such folder")


@pytest.mark.parametrize("spoilt", [b"{", b"\xff", b'{"schema": 1, "verdicts": [{}]}', b"[]"])
def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(run, spoilt):
    save("reviews/a.verdicts.json", verdict(1, "right"))
    Path("reviews/spoilt.verdicts.json").write_bytes(spoilt)
    code, out, err = run("learn", "reviews")
    assert code == 5
    one_line_error(err, "reviews/spoilt.verdicts.json")
    assert "Verdicts: 1\n" in out


def test_a_draft_passes_rules_test(run, tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    code, out, err = run("learn", ".", "--drafts", "mine.yaml")
    assert (code, err) == (0, "")
    assert "mine.yaml: written" in out
    code, out, _ = run("rules", "test", "mine.yaml")
    assert code == 0
    assert "1 rules, 6 examples, 0 entries, 0 failures" in out


def test_drafts_are_printed_without_a_file_and_are_always_the_same(run, tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    before = sorted(path.name for path in tmp_path.iterdir())
    code, out, _ = run("learn", ".")
    assert code == 0
    assert "- id: learned.assistance.attendance" in out
    assert run("learn", ".")[1] == out
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_drafts_replace_no_file(run):
    save("reviews/a.verdicts.json", verdict(1, "right"))
    Path("mine.yaml").write_text("mine")
    code, out, err = run("learn", "reviews", "--drafts", "mine.yaml")
    assert (code, out) == (3, "")
    one_line_error(err, "mine.yaml", "exists already")
    assert Path("mine.yaml").read_text() == "mine"


def test_drafts_into_a_folder_that_is_not_there(run, tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    code, _, err = run("learn", ".", "--drafts", "nowhere/mine.yaml")
    assert code == 3
    one_line_error(err, "nowhere/mine.yaml", "cannot be written")


def test_without_the_pipeline_the_tables_stand_and_nothing_is_drafted(run, tmp_path, monkeypatch):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    Path("cleanup.toml").write_text("offline = true\n")
    code, out, err = run("learn", ".")
    assert code == 0
    assert "Verdicts: 6\n" in out
    assert "cleanup setup" in err
    assert "rule" not in out
