"""`cleanup fix` on compressed articles."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from tests.commands.articles import ARTICLE, CLEAN, one_line_error

PAGE = "<html><head><title>A vote</title></head><body><article>{}</article></body></html>"
PACK = {".gz": gzip.compress, ".zst": zstandard.compress}


def make(name: str, content: str) -> Path:
    path = Path(name)
    path.write_bytes(PACK[path.suffix](content.encode()))
    return path


@pytest.mark.parametrize("suffix", PACK)
def test_a_compressed_article_is_cleaned_like_the_article(run, article, suffix):
    run("fix", article, "--out", "plain")
    assert run("fix", make("article.txt" + suffix, ARTICLE))[0] == 0
    assert Path("article.clean.txt").read_text() == CLEAN
    record, plain = (
        json.loads(Path(folder, "article.cleanup.json").read_text()) for folder in (".", "plain")
    )
    assert record["input"].pop("path") == "article.txt" + suffix
    assert plain["input"].pop("path") == "../article.txt"
    assert record == plain


def test_its_outputs_are_no_inputs_and_may_be_replaced(run):
    make("article.txt.gz", ARTICLE)
    run("fix", "article.txt.gz", "--report")
    before = sorted(Path().glob("article*"))
    assert len(before) == 4
    assert run("fix", *before)[0] == 0
    assert sorted(Path().glob("article*")) == before


def test_its_text_can_be_written_again_from_its_record(run):
    make("article.txt.gz", ARTICLE)
    run("fix", "article.txt.gz")
    Path("article.clean.txt").unlink()
    assert run("apply", "article.txt.gz")[0] == 0
    assert Path("article.clean.txt").read_text() == CLEAN


def test_an_article_and_its_compressed_copy_would_write_the_same(run, article):
    code, _, err = run("fix", article, make("article.txt.gz", ARTICLE))
    assert code == 2
    one_line_error(err, "article.txt.gz", "would both write")


def test_a_compressed_page_is_a_page(run):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n\n"))
    make("article.html.gz", PAGE.format(paragraphs))
    assert run("fix", "article.html.gz")[0] == 0
    text = Path("article.html.clean.txt").read_text()
    assert "four hours of debate" in text
    assert "<p>" not in text


def test_in_place_is_refused(run):
    path = make("article.txt.zst", ARTICLE)
    before = path.read_bytes()
    code, _, err = run("fix", path, "--in-place")
    assert code == 2
    one_line_error(err, "article.txt.zst", "compressed", "--in-place")
    assert path.read_bytes() == before
    assert list(Path().iterdir()) == [path]


def test_a_damaged_one_is_one_line(run):
    path = make("article.txt.gz", ARTICLE)
    path.write_bytes(path.read_bytes()[:-9])
    code, _, err = run("fix", path)
    assert code == 3
    one_line_error(err, "article.txt.gz", "damaged")
    assert list(Path().iterdir()) == [path]


def test_the_limit_holds_for_the_unpacked_article(run):
    make("article.txt.gz", ARTICLE * 100)
    code, _, err = run("fix", "article.txt.gz", "--max-bytes", "2000")
    assert code == 3
    one_line_error(err, "article.txt.gz", "--max-bytes")
