"""`cleanup batch` from its command line to its outputs, in processes of its own."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.batch.corpora import PLUG, article, batch, call, folder, tree


def summary(out) -> dict:
    return json.loads((out / "summary.json").read_text("utf-8"))


def test_the_outputs_mirror_the_inputs_and_are_named_as_fix_names_them(done):
    out = done / "out"
    written = sorted(path.name for path in (out / "a.example").iterdir())
    assert written[:3] == ["000.clean.txt", "000.cleanup.json", "000.report.html"]
    assert len(written) == 3 * 12
    assert PLUG not in (out / "a.example/000.clean.txt").read_text("utf-8")
    assert sorted(path.name for path in out.iterdir()) == [
        ".cleanup",
        "a.example",
        "b.example",
        "evidence.json",
        "findings.jsonl",
        "index.html",
        "summary.json",
    ]


def test_findings_stand_one_a_line_in_the_order_of_the_documents(done):
    lines = (done / "out/findings.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    names = [finding["document"] for finding in found]
    assert names == sorted(names)
    assert len(set(names)) == 24
    first = found[0]
    assert (first["site"], first["original"], first["status"]) == ("a.example", PLUG, "applied")
    assert (first["before"].endswith("debate.\n\n"), first["after"].startswith("\n\n")) == (True, True)


def test_the_record_is_what_fix_writes_with_the_evidence_of_the_batch(done, tmp_path):
    for name in ("in", "out"):
        shutil.copytree(done / name, tmp_path / name)
    record = tmp_path / "out/b.example/001.cleanup.json"
    before = record.read_bytes()
    words = ["in/b.example/001.txt", "--out", "out/b.example", "--evidence", "out/evidence.json", "--report"]
    call("fix", *words, cwd=tmp_path)
    assert record.read_bytes() == before
    assert json.loads(before)["evidence"]["site"] == "b.example"


def test_the_summary_counts_what_there_is(done):
    found = summary(done / "out")
    assert found["documents"] == {
        "total": 24, "done": 24, "failed": 0, "kept": 0, "fresh": 24, "unchanged": 0, "gone": 0, "pruned": 0,
    }  # fmt: skip
    assert found["changed"] == 24
    assert found["findings"]["by_site"]["a.example"]["applied"] >= 24
    assert found["workers"] == 1
    assert found["failures"] == []


def test_two_workers_write_the_same_bytes(done, tmp_path):
    shutil.copytree(done / "in", tmp_path / "in")
    batch("in", "--out", "out", "--workers", 2, "--report", cwd=tmp_path)
    assert tree(tmp_path / "out") == tree(done / "out")


class TestASecondRun:
    @pytest.fixture
    def again(self, done, tmp_path):
        for name in ("in", "out"):
            shutil.copytree(done / name, tmp_path / name)

        def run(*arguments, code=0):
            result = batch(
                "in", "--out", "out", "--workers", 1, "--report", *arguments, cwd=tmp_path, code=code
            )
            return result, summary(tmp_path / "out")["documents"]

        run.folder = tmp_path
        return run

    def test_does_nothing_and_changes_nothing(self, again):
        before = tree(again.folder / "out")
        _, counts = again()
        assert (counts["fresh"], counts["unchanged"]) == (0, 24)
        assert tree(again.folder / "out") == before

    def test_does_what_changed_was_deleted_or_is_new(self, again):
        (again.folder / "in/a.example/000.txt").write_text(article(99), "utf-8")
        (again.folder / "out/b.example/003.clean.txt").unlink()
        (again.folder / "in/c.example").mkdir()
        (again.folder / "in/c.example/000.txt").write_text(article(98), "utf-8")
        _, counts = again()
        assert counts["total"] == 25
        assert counts["fresh"] >= 3
        assert (again.folder / "out/b.example/003.clean.txt").exists()
        assert "Report 99" in (again.folder / "out/a.example/000.clean.txt").read_text("utf-8")

    def test_force_does_all_anew(self, again):
        _, counts = again("--force")
        assert counts["fresh"] == 24

    def test_another_configuration_does_all_anew(self, again):
        _, counts = again("--keep", "newsletter")
        assert counts["fresh"] == 24
        assert PLUG in (again.folder / "out/a.example/000.clean.txt").read_text("utf-8")

    def test_an_output_that_was_edited_is_kept_and_named(self, again):
        edited = again.folder / "out/a.example/000.clean.txt"
        edited.write_text("What the editor wrote.\n", "utf-8")
        (again.folder / "in/a.example/002.txt").write_text(article(97), "utf-8")
        result, counts = again()
        assert edited.read_text("utf-8") == "What the editor wrote.\n"
        assert counts["kept"] == 1
        assert "000.clean.txt: was edited" in result.stdout
        _, counts = again("--force")
        assert counts["kept"] == 0
        assert "Report 0" in edited.read_text("utf-8")

    def test_what_is_gone_is_named_and_removed_only_if_asked(self, again):
        (again.folder / "in/a.example/000.txt").unlink()
        kept = again.folder / "out/a.example/000.clean.txt"
        result, counts = again()
        assert counts["gone"] == 1
        assert "a.example/000.txt" in result.stdout
        assert kept.exists()
        _, counts = again("--prune")
        assert (counts["total"], counts["pruned"]) == (23, 1)
        assert not kept.exists()
        assert not kept.with_name("000.cleanup.json").exists()

    def test_an_output_that_was_edited_is_not_pruned(self, again):
        (again.folder / "in/a.example/000.txt").unlink()
        edited = again.folder / "out/a.example/000.clean.txt"
        edited.write_text("What the editor wrote.\n", "utf-8")
        again("--prune")
        assert edited.exists()

    def test_a_review_is_honoured(self, again):
        from cleanup import clean_text
        from cleanup.verdictfile import VerdictChange, VerdictFile
        from cleanup.verdicts import verdict_on

        text = (again.folder / "in/a.example/000.txt").read_text("utf-8")
        first = clean_text(text).decisions[0].finding
        verdict = verdict_on(text, first, None)
        file = VerdictFile(again.folder / "out/a.example/000.verdicts.json")
        file.change([VerdictChange(verdict.id, None, verdict)])
        _, counts = again()
        assert counts["fresh"] == 1
        assert PLUG in (again.folder / "out/a.example/000.clean.txt").read_text("utf-8")

    def test_a_dry_run_names_what_is_to_do_and_writes_nothing(self, again):
        (again.folder / "in/a.example/000.txt").write_text(article(99), "utf-8")
        before = tree(again.folder / "out", but=())
        words = ["in", "--out", "out", "--workers", 1, "--report", "--dry-run"]
        result = batch(*words, cwd=again.folder)
        assert result.stdout.splitlines() == ["a.example/000.txt"]
        assert "1 to go: about" in result.stderr
        assert tree(again.folder / "out", but=()) == before


def test_a_dry_run_creates_nothing(tmp_path):
    folder(tmp_path / "in", 3)
    result = batch("in", "--out", "out", "--workers", 1, "--dry-run", cwd=tmp_path)
    assert len(result.stdout.splitlines()) == 3
    assert not (tmp_path / "out").exists()


def test_a_list_on_standard_input_and_a_limit(tmp_path):
    folder(tmp_path / "in", 6)
    listed = "in/a.example/000.txt\nin/b.example/001.txt\nin/a.example/002.txt\n"
    batch("-", "--out", "out", "--workers", 1, "--limit", 2, cwd=tmp_path, stdin=listed)
    written = [
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.clean.txt")
    ]
    assert len(written) == 2
    assert set(written) < {"a.example/000.clean.txt", "b.example/001.clean.txt", "a.example/002.clean.txt"}


def test_two_runs_on_one_folder_do_not_mix(tmp_path):
    from filelock import FileLock

    folder(tmp_path / "in", 2)
    (tmp_path / "out/.cleanup").mkdir(parents=True)
    with FileLock(tmp_path / "out/.cleanup/lock"):
        result = batch("in", "--out", "out", cwd=tmp_path, code=3)
    assert "another run is writing there" in result.stderr


def test_quiet_says_nothing(tmp_path):
    folder(tmp_path / "in", 2)
    result = batch("in", "--out", "out", "--workers", 1, "--quiet", cwd=tmp_path)
    assert (result.stdout, result.stderr) == ("", "")


def test_a_folder_without_articles_is_an_empty_batch(tmp_path):
    (tmp_path / "in").mkdir()
    batch("in", "--out", "out", "--workers", 1, cwd=tmp_path)
    assert summary(tmp_path / "out")["documents"]["total"] == 0
