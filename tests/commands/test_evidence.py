"""`fix --evidence`: one article is given what its batch knew of its site."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.batch.survey import learn, survey
from cleanup.evidence import dumps
from tests.commands.articles import one_line_error
from tests.stages.test_boilerplate_evidence import BOILERPLATE, articles

TEXTS = articles(bottom=BOILERPLATE[0])


@pytest.fixture
def evidence(tmp_path) -> Path:
    surveys = [(f"{n:02}.txt", "daily.example", survey(text)) for n, text in enumerate(TEXTS)]
    path = tmp_path / "evidence.json"
    path.write_text(dumps(learn(surveys, lambda name: None)), "utf-8")
    return path


def written(folder: str, suffix: str, content: str = TEXTS[3]) -> Path:
    path = Path(folder, f"story{suffix}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def cleaned(path: Path) -> str:
    return path.with_name(path.name.removesuffix(".txt") + ".clean.txt").read_text("utf-8")


def test_alone_the_line_of_the_site_stays(run):
    path = written("plain", ".txt")
    assert run("fix", path, "--quiet")[0] == 0
    assert BOILERPLATE[0] in cleaned(path)


def test_the_site_that_is_named_counts(run, evidence):
    path = written("plain", ".txt")
    assert run("fix", path, "--quiet", "--evidence", evidence, "--site", "daily.example")[0] == 0
    assert cleaned(path) == TEXTS[3].replace(BOILERPLATE[0], "").rstrip() + "\n\n"


def test_the_folder_tells_the_site(run, evidence):
    path = written("scraped/daily.example/today", ".txt")
    code, _, err = run("fix", path, "--quiet", "--evidence", evidence)
    assert (code, err) == (0, "")
    assert BOILERPLATE[0] not in cleaned(path)


def test_the_page_tells_the_site(run, evidence):
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXTS[3].split("\n\n"))
    head = '<link rel="canonical" href="https://www.daily.example/storks"><title>Orchestra</title>'
    path = written("plain", ".html", f"<html><head>{head}</head><body><article>{paragraphs}</article></body>")
    code, _, err = run("fix", path, "--quiet", "--evidence", evidence)
    assert (code, err) == (0, "")
    assert BOILERPLATE[0] not in cleaned(path)


def test_an_article_of_no_known_site_is_cleaned_alone_and_it_is_said(run, evidence):
    path = written("plain", ".txt")
    code, _, err = run("fix", path, "--quiet", "--evidence", evidence)
    assert code == 0
    one_line_error(err, "knows nothing of its site", "--site names one")
    assert BOILERPLATE[0] in cleaned(path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--site", "other.example"), ("knows nothing of 'other.example'", "it knows daily.example")),
        (("--site", "daily.example"), ("--site has no use without --evidence",)),
    ],
)
def test_what_cannot_be_is_an_error_and_writes_nothing(run, evidence, arguments, said):
    path = written("plain", ".txt")
    given = ("--evidence", evidence) if "other.example" in arguments else ()
    code, _, err = run("fix", path, *given, *arguments)
    assert code == 2
    one_line_error(err, *said)
    assert [p.name for p in path.parent.iterdir()] == ["story.txt"]
