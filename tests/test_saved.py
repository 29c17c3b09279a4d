"""A cleaned article read back from its record: the same text without an engine, or an error that says why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleanup import document, outputs
from cleanup.articles import clean_job, compose, write
from cleanup.config import Config
from cleanup.document import decode, encode
from cleanup.errors import InputError
from cleanup.pipeline import Pipeline, build
from cleanup.saved import Saved, open_saved, record_of
from cleanup.types import Span, Status
from cleanup.verdictfile import VerdictChange, VerdictFile
from cleanup.verdicts import REVIEW, own_verdict, verdict_on

ARTICLE = (
    "Council delays vote on “bridge”\n\n"
    "The council put off a vote on the harbour bridge on Tuesday, after four hours of debate.\n\n"
    "Sign up for our newsletter\n\n"
    "The mayor’s grave, scheduled for January 20, was put off, and the café stayed shut.\n\n"
    "Council delays vote on “bridge”\n"
)
PAGE = "<html><head><title>Vote</title></head><body><article>{}</article></body></html>".format(
    "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n"))
)


@dataclass(frozen=True)
class Case:
    name: str
    raw: bytes
    out: bool = False
    in_place: bool = False


CASES = {
    "beside": Case("article.txt", ARTICLE.encode()),
    "another suffix": Case("story.md", ARTICLE.encode()),
    "another folder": Case("article.txt", ARTICLE.encode(), out=True),
    "in place": Case("article.txt", ARTICLE.encode(), in_place=True),
    "CRLF": Case("article.txt", ARTICLE.replace("\n", "\r\n").encode()),
    "byte order mark": Case("article.txt", ARTICLE.encode("utf-8-sig")),
    "UTF-16": Case("article.txt", ARTICLE.encode("utf-16")),
    "cp1252": Case("article.txt", ARTICLE.encode("cp1252")),
    "mojibake": Case("article.txt", ARTICLE.replace("café", "cafÃ©").encode()),
    "page": Case("page.html", PAGE.encode()),
}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return build(Config())


@pytest.fixture(autouse=True)
def locks_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def fixed(pipeline: Pipeline, folder: Path, case: Case) -> outputs.Job:
    """What `cleanup fix` leaves in `folder`."""
    folder.mkdir(exist_ok=True)
    path = folder / case.name
    path.write_bytes(case.raw)
    (job,) = outputs.plan([path], folder / "out" if case.out else None, case.in_place)
    write(job, compose(job, clean_job(pipeline, job), (), {}))
    return job


@pytest.fixture(params=CASES)
def case(request) -> Case:
    return CASES[request.param]


@pytest.fixture
def job(pipeline, tmp_path, case) -> outputs.Job:
    return fixed(pipeline, tmp_path / "articles", case)


@pytest.fixture
def plain(pipeline, tmp_path) -> outputs.Job:
    return fixed(pipeline, tmp_path / "articles", CASES["beside"])


def made(saved: Saved, verdicts=()) -> bytes:
    result = saved.settled(verdicts)
    return encode(result.output, result.document.source)[0]


def test_without_verdicts_it_is_what_was_written(job):
    saved = open_saved(job.record)
    assert made(saved) == job.text.read_bytes()
    applied = {d.finding.stage for d in saved.result.decisions if d.status is Status.APPLIED}
    assert {"boilerplate", "duplicates", "mistranslation"} <= applied


def test_rejecting_all_gives_the_input(job, case):
    saved = open_saved(job.record)
    text = saved.result.document.text
    data = made(saved, [verdict_on(text, d.finding, None) for d in saved.result.decisions])
    if case.name.endswith(".html"):
        assert data.decode() == text
    else:
        assert data == case.raw


def test_nothing_but_what_an_engine_knows_is_lost(job, pipeline):
    saved = open_saved(job.record)
    fresh = clean_job(pipeline, saved.job)
    read = saved.result
    assert (read.document.text, read.document.source) == (fresh.document.text, fresh.document.source)
    for name in ("output", "metadata", "source_language", "engines", "degraded", "config_hash", "rules_hash"):
        assert getattr(read, name) == getattr(fresh, name), name
    assert read.prior.reasons == fresh.prior.reasons
    for old, new in zip(fresh.decisions, read.decisions, strict=True):
        assert (old.status, old.chosen, old.reason) == (new.status, new.chosen, new.reason)
        for name in ("fingerprint", "span", "rule_id", "stage", "category", "applicability", "message"):
            assert getattr(old.finding, name) == getattr(new.finding, name)
        assert [a.edits for a in old.finding.alternatives] == [a.edits for a in new.finding.alternatives]
        assert new.finding.p_wrong == pytest.approx(old.finding.p_wrong, abs=1e-4)


def test_reading_and_writing_it_again_gives_the_same_bytes(job):
    saved = open_saved(job.record)
    again = compose(saved.job, saved.settled(()), (), {})
    assert again.text == job.text.read_bytes()
    assert again.record == job.record.read_text("utf-8")


def test_a_review_can_be_written_and_taken_back(job):
    before = job.text.read_bytes(), job.record.read_bytes()
    saved = open_saved(job.record)
    text = saved.result.document.text
    at = text.index("harbour")
    verdicts = [verdict_on(text, d.finding, None) for d in saved.result.decisions]
    verdicts.append(own_verdict(text, Span(at, at + 7), "port"))
    write(saved.job, compose(saved.job, saved.settled(verdicts), (), {}))
    assert "port bridge" in decode(job.text.read_bytes())[0]
    again = open_saved(job.record)
    assert again.result == saved.result
    assert all(d.finding.stage != REVIEW for d in again.result.decisions)
    write(again.job, compose(again.job, again.settled(()), (), {}))
    assert (job.text.read_bytes(), job.record.read_bytes()) == before


def test_an_article_is_found_by_its_text_its_output_or_its_record(plain):
    for path in (plain.path, plain.text, plain.record):
        assert record_of(path) == plain.record
        assert made(open_saved(path)) == plain.text.read_bytes()


def test_fix_honours_the_verdicts_that_lie_beside_the_record(pipeline, plain):
    saved = open_saved(plain.record)
    text = saved.result.document.text
    (grave,) = [d for d in saved.result.decisions if d.finding.stage == "mistranslation"]
    verdict = verdict_on(text, grave.finding, "wedding")
    VerdictFile(plain.verdicts).change([VerdictChange(verdict.id, None, verdict)])
    write(plain, compose(plain, clean_job(pipeline, plain), (), {}))
    assert "The mayor’s wedding, scheduled" in plain.text.read_text("utf-8")
    again = open_saved(plain.record)
    assert "wedding" not in again.result.output
    assert made(again, [verdict]) == plain.text.read_bytes()


def test_an_input_that_has_moved_can_be_named(plain, tmp_path):
    moved = tmp_path / "moved.txt"
    plain.path.rename(moved)
    refused(plain.record, "the input is not there any more", "--input", plain.path)
    saved = open_saved(plain.record, moved)
    assert made(saved) == plain.text.read_bytes()
    assert (saved.job.input, saved.job.text, saved.job.record) == (moved, plain.text, plain.record)
    write(saved.job, compose(saved.job, saved.settled(()), (), {}))
    assert made(open_saved(plain.record)) == plain.text.read_bytes()


def test_the_original_of_a_text_corrected_in_place_is_its_input(pipeline, tmp_path):
    job = fixed(pipeline, tmp_path, CASES["in place"])
    saved = open_saved(job.record)
    assert (saved.job.input, saved.job.in_place) == (tmp_path / "article.txt.orig", True)


def refused(record: Path, what: str, remedy: str, where: Path | None = None, source: Path | None = None):
    with pytest.raises(InputError) as raised:
        open_saved(record, source)
    assert str(raised.value).startswith(f"{where or record}: ")
    assert what in raised.value.what
    assert remedy in raised.value.remedy


def test_an_input_that_has_changed(plain, tmp_path):
    plain.path.write_text(ARTICLE.replace("Tuesday", "Monday"), "utf-8")
    refused(
        plain.record, "has changed since article.cleanup.json was written", "verdicts are kept", plain.path
    )
    other = tmp_path / "other.txt"
    other.write_text("Another article.\n", "utf-8")
    refused(plain.record, "has changed", "cleanup fix", other, other)
    refused(plain.record, "no such file", "check the name", tmp_path / "nowhere", tmp_path / "nowhere")


def test_a_page_that_is_extracted_otherwise_by_now(pipeline, tmp_path, monkeypatch):
    job = fixed(pipeline, tmp_path, CASES["page"])
    extract = document.extract
    monkeypatch.setattr(document, "extract", lambda *a: (extract(*a)[0] + ".", extract(*a)[1]))
    refused(job.record, "is read otherwise by this version", "verdicts are kept", job.input)


def test_no_record(tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    refused(article, "there is no article.cleanup.json beside it", "cleanup fix article.txt")
    refused(tmp_path / "no.cleanup.json", "no such file", "name the record")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", '{"schema": 1}', '{"schema": 1, "input": 1}', "\udcff", "[" * 5]
)
def test_what_is_no_record(plain, content):
    plain.record.write_text(content, "utf-8", "surrogateescape")
    refused(plain.record, "is no record of ours", "run `cleanup fix` again")


def test_a_record_of_another_schema(plain):
    spoil(plain, lambda record: record.update(schema=2))
    refused(plain.record, "has schema 2", "use the cleanup that wrote it")


def spoil(job: outputs.Job, how) -> None:
    record = json.loads(job.record.read_text("utf-8"))
    how(record)
    job.record.write_text(json.dumps(record), "utf-8")


def applied(record: dict) -> dict:
    return next(entry for entry in record["findings"] if entry["status"] == "applied")


def edits(record: dict) -> list[dict]:
    return applied(record)["alternatives"][0]["edits"]


@pytest.mark.parametrize(
    "how",
    [
        lambda r: edits(r)[0].update(end=10_000),
        lambda r: edits(r)[0].update(start=-1),
        lambda r: edits(r)[0].update(start=edits(r)[0]["end"] + 1),
        lambda r: edits(r)[0].update(text=None),
        lambda r: edits(r).append(edits(r)[0]),
        lambda r: r["findings"].append(applied(r)),
        lambda r: applied(r).update(end=10_000),
        lambda r: applied(r).update(start=0, end=3),
        lambda r: applied(r).update(original="something else"),
        lambda r: applied(r).update(chosen=7),
        lambda r: applied(r).update(chosen=-1),
        lambda r: applied(r).update(chosen=None),
        lambda r: applied(r).update(status="pending"),
        lambda r: applied(r).update(status="unknown"),
        lambda r: applied(r).update(applicability="sure"),
        lambda r: applied(r).update(id=None),
        lambda r: applied(r).update(p_wrong="likely"),
        lambda r: applied(r).update(evidence=None),
        lambda r: applied(r).update(message=1),
        lambda r: applied(r)["alternatives"][0].update(p_right=None),
        lambda r: applied(r).pop("rule"),
        lambda r: r.pop("degraded"),
        lambda r: r["metadata"].pop("site"),
        lambda r: r["output"].update(path=None),
        lambda r: r["output"].update(sha256=None),
        lambda r: r["prior"].update(probability="much"),
    ],
)
def test_a_record_that_somebody_broke(plain, how):
    spoil(plain, how)
    refused(plain.record, "is no record of ours", "run `cleanup fix` again")


def test_a_record_of_standard_input_names_no_text(plain):
    spoil(plain, lambda r: (r["output"].update(path=None), r["input"].update(path="-")))
    refused(plain.record, "the input is not there any more", "--input", plain.record.parent / "-")
