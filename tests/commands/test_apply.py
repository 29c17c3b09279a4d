"""`cleanup apply`: the text from input, findings and verdicts alone."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cleanup.review.desk import Desk
from cleanup.saved import open_saved
from tests.commands.articles import ARTICLE, CLEAN, one_line_error


@pytest.fixture
def cleaned(run, article):
    assert run("fix", article)[0] == 0
    return article


def reject_all(article):
    desk = Desk(open_saved(article))
    desk.act(desk.reject_all(d.finding.fingerprint for d in desk.result.decisions))


def text_of(article):
    return article.with_name("article.clean.txt").read_text()


def test_without_verdicts_it_gives_what_fix_gave(run, cleaned):
    before = {path: path.read_bytes() for path in cleaned.parent.glob("article*")}
    cleaned.with_name("article.clean.txt").unlink()
    assert run("apply", cleaned)[0] == 0
    assert {path: path.read_bytes() for path in cleaned.parent.glob("article*")} == before


def test_rejecting_all_gives_the_input_and_fix_and_apply_agree(run, cleaned):
    reject_all(cleaned)
    assert run("apply", cleaned)[0] == 0
    assert text_of(cleaned) == ARTICLE
    record = cleaned.with_name("article.cleanup.json").read_bytes()
    assert {f["status"] for f in json.loads(record)["findings"]} == {"rejected"}
    assert run("fix", cleaned)[0] == 0
    assert text_of(cleaned) == ARTICLE
    assert cleaned.with_name("article.cleanup.json").read_bytes() == record
    cleaned.with_name("article.verdicts.json").unlink()
    assert run("apply", cleaned)[0] == 0
    assert text_of(cleaned) == CLEAN


def test_after_in_place(run, article):
    run("fix", "--in-place", article)
    assert article.read_text() == CLEAN
    reject_all(article)
    assert run("apply", article)[0] == 0
    assert article.read_text() == ARTICLE
    assert run("fix", "--in-place", article)[0] == 0
    assert article.read_text() == ARTICLE
    assert article.with_name("article.txt.orig").read_text() == ARTICLE


@pytest.mark.parametrize("name", ["article.txt", "article.clean.txt", "article.cleanup.json"])
def test_any_of_the_files_names_the_article(run, cleaned, name):
    assert run("apply", cleaned.with_name(name))[0] == 0


def test_a_record_elsewhere(run, article, tmp_path):
    run("fix", article, "--out", tmp_path / "out")
    code, out, _ = run("apply", tmp_path / "out" / "article.cleanup.json", "--report", "--export", "unified")
    assert code == 0
    assert "article.clean.txt" in out
    assert (tmp_path / "out" / "article.report.html").exists()
    assert (tmp_path / "out" / "article.cleanup.diff").exists()


def test_an_input_that_moved_is_named_with_input(run, cleaned, tmp_path):
    moved = tmp_path / "elsewhere.txt"
    cleaned.rename(moved)
    code, _, err = run("apply", cleaned.with_name("article.cleanup.json"))
    assert code == 3
    one_line_error(err, "article.txt", "--input")
    assert run("apply", cleaned.with_name("article.cleanup.json"), "--input", moved)[0] == 0
    assert run("apply", cleaned.with_name("article.cleanup.json"))[0] == 0


def test_an_input_that_changed_is_an_error(run, cleaned):
    cleaned.write_text(ARTICLE + "More.\n")
    code, _, err = run("apply", cleaned)
    assert code == 3
    one_line_error(err, "article.txt", "changed", "cleanup fix")


def test_a_text_edited_since_is_kept(run, cleaned):
    cleaned.with_name("article.clean.txt").write_text("mine")
    code, _, err = run("apply", cleaned)
    assert code == 3
    one_line_error(err, "article.clean.txt", "edited", "--force")
    assert run("apply", cleaned, "--force")[0] == 0
    assert text_of(cleaned) == CLEAN


def test_an_article_never_cleaned(run, article):
    code, _, err = run("apply", article)
    assert code == 3
    one_line_error(err, "article.cleanup.json", "cleanup fix article.txt")


def test_broken_verdicts_are_an_error_and_nothing_is_written(run, cleaned):
    verdicts = cleaned.with_name("article.verdicts.json")
    verdicts.write_text('{"schema": 1, "verdicts": [\n{]}')
    cleaned.with_name("article.clean.txt").unlink()
    code, _, err = run("apply", cleaned)
    assert code == 3
    one_line_error(err, "article.verdicts.json:2:2")
    assert not cleaned.with_name("article.clean.txt").exists()


def test_no_engine_is_loaded(cleaned):
    code = "import sys; from cleanup.cli import main\ntry: main(['apply', sys.argv[1]])\nfinally: "
    code += "assert not {'spacy', 'wordfreq', 'trafilatura'} & sys.modules.keys()"
    done = subprocess.run([sys.executable, "-c", code, cleaned], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
