"""`cleanup fix --report --export FORMAT`: further files beside the record."""

from __future__ import annotations

import hashlib
import json

import pytest

from cleanup.exports import LINED, SUFFIXES
from tests.commands.articles import CLEAN, one_line_error

FORMATS = [name for name in SUFFIXES if name != "report"]
ALL = [word for name in FORMATS for word in ("--export", name)]
PAGE = "<html><body><article>{}</article></body></html>"


def exports(article):
    record = json.loads(article.with_name("article.cleanup.json").read_text())
    return {entry["path"]: entry["sha256"] for entry in record["exports"]}


def test_each_format_is_written_and_named_in_the_record(run, article):
    assert run("fix", article, "--report", *ALL)[0] == 0
    written = {path.name: path.read_bytes() for path in article.parent.iterdir()}
    names = {"article" + suffix for suffix in SUFFIXES.values()}
    assert names | {"article.txt", "article.clean.txt", "article.cleanup.json"} == {
        name for name in written if name.startswith("article")
    }
    assert exports(article) == {name: hashlib.sha256(written[name]).hexdigest() for name in names}


def test_the_same_input_gives_the_same_bytes(run, article):
    run("fix", article, "--report", *ALL)
    first = {path: path.read_bytes() for path in article.parent.glob("article.*")}
    run("fix", article, "--report", *ALL)
    assert {path: path.read_bytes() for path in article.parent.glob("article.*")} == first


def test_they_go_where_the_record_goes(run, article, tmp_path):
    run("fix", article, "--out", tmp_path / "out", "--export", "sarif")
    sarif = json.loads((tmp_path / "out" / "article.cleanup.sarif").read_text())
    assert sarif["runs"][0]["artifacts"][0]["location"]["uri"] == "../article.txt"


@pytest.mark.parametrize("words", [[], ["--check"], ["--diff"]])
def test_nothing_more_than_asked_is_written(run, article, words):
    run("fix", article, *words, *(["--report"] if words else []))
    assert not list(article.parent.glob("*.html"))


def test_an_export_that_was_edited_is_kept(run, article):
    run("fix", article, "--export", "docx")
    run("fix", article)  # a run without it does not forget that it was ours
    run("fix", article, "--export", "docx")
    docx = article.with_name("article.cleanup.docx")
    docx.write_bytes(b"accepted in Word")
    code, _, err = run("fix", article, "--export", "docx")
    assert code == 3
    one_line_error(err, "article.cleanup.docx", "edited", "--force")
    assert docx.read_bytes() == b"accepted in Word"
    assert run("fix", article, "--export", "docx", "--force")[0] == 0
    assert docx.read_bytes() != b"accepted in Word"


def test_somebody_elses_file_is_kept(run, article):
    report = article.with_name("article.report.html")
    report.write_text("mine")
    assert run("fix", article, "--report")[0] == 3
    assert report.read_text() == "mine"
    assert not article.with_name("article.clean.txt").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_a_page_has_no_lines_to_point_into(run, tmp_path, name):
    page = tmp_path / "page.html"
    page.write_text(PAGE.format("".join(f"<p>{line}</p>" for line in CLEAN.splitlines() if line)))
    code, _, err = run("fix", page, "--export", name)
    if name in LINED:
        assert code == 2
        one_line_error(err, "page.html", name, "docx")
        assert [path.name for path in tmp_path.glob("page*")] == ["page.html"]
    else:
        assert code == 0


def test_our_own_exports_are_no_articles(run, article, tmp_path):
    run("fix", article, "--report", *ALL)
    code, _, err = run("fix", *sorted(tmp_path.glob("article*")))
    assert code == 0
    assert f"{len(SUFFIXES) + 2} of our own outputs left out" in err


def test_standard_input_has_no_name_for_them(run):
    code, _, err = run("fix", "-", "--report")
    assert code == 2
    one_line_error(err, "--report")
