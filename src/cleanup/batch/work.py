"""What a worker does with one document. It opens what is large once and keeps it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any

from cleanup import articles, outputs, sites
from cleanup.batch.columns import ADDED
from cleanup.batch.inputs import Item
from cleanup.config import Config
from cleanup.document import read_bytes, read_text
from cleanup.errors import CleanupError, EditedError, InputError, OutputError, UnwritableError
from cleanup.exports import SUFFIXES
from cleanup.render import record
from cleanup.render.changes import Kind, changes
from cleanup.render.words import characters
from cleanup.types import Degraded, Metadata, Result, SiteEvidence, Status, Verdict

NOTHING = Metadata()
# What the stages open when they first read a text is opened by this one, and is no document's time.
WARMING = "The minister spoke of the grave, scheduled for May. Todavía no hay preparativos sustanciales."
AROUND = 60  # characters on either side of a finding that stand with it in findings.jsonl


@dataclass(frozen=True, slots=True)
class Task:
    """One document, with all that a worker needs besides what it keeps."""

    item: Item
    config: Config
    out: Path | None = None  # None: nothing is written
    formats: tuple[str, ...] = ()
    force: bool = False
    digest: str = ""  # SHA-256 of the input or, in the second pass, of all that the outcome depends on
    site: str | None = None  # as the first pass read it; None: there was none
    evidence: Path | None = None  # evidence.json
    verdicts: tuple[Verdict, ...] = ()  # of a row


@dataclass(frozen=True, slots=True)
class About:
    """What every result depends on, and what it costs."""

    rules_hash: str
    engines: tuple[tuple[str, str], ...]
    degraded: tuple[Degraded, ...]
    dear: tuple[str, ...]  # stages that cost many times what reading the article does


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the first pass keeps of a document."""

    site: str
    survey: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: all that is kept of it besides its own outputs."""

    summary: dict[str, Any]  # its line of the site report
    error: str = ""  # class of what went wrong
    findings: str = ""  # its lines of findings.jsonl
    files: tuple[str, ...] = ()  # written, relative to the output folder
    text_sha256: str = ""  # of the corrected text as written
    added: bytes = b""  # of a row: the columns that are added to it; compressed JSON
    seconds: Mapping[str, float] = field(default_factory=dict)
    degraded: tuple[tuple[str, str, str], ...] = ()
    kept: bool = False  # an output was edited, and stays as it is


def about(config: Config) -> About:
    """Opens what is large. Raises CleanupError if the rules cannot be used."""
    pipeline = _pipeline(config)
    engines = tuple(sorted(pipeline.engines.items()))
    dear = tuple(stage.name for stage in pipeline.stages if stage.dear)
    return About(pipeline.rules_hash, engines, pipeline.degraded, dear)


def survey(task: Task) -> Surveyed | None:
    """The first pass over a document; None if it cannot be read, which the second pass will tell."""
    from cleanup.batch.survey import survey

    try:
        text, metadata = _read(task)
    except InputError:
        return None
    return Surveyed(site_of(task.item, metadata), survey(text))


def text_of(item: Item, config: Config) -> str | None:
    """The text of a document; None if it cannot be read (any more)."""
    try:
        return _read(Task(item, config))[0]
    except InputError:
        return None


def clean(task: Task) -> Outcome:
    """Cleans a document and writes its outputs. What is wrong with it is part of the outcome; raises
    UnwritableError where no other document could be written either."""
    _pipeline(task.config)  # opened once; no document's time
    begin = perf_counter()
    try:
        outcome = _clean_row(task) if task.item.row else _clean_file(task)
        outcome.summary["seconds"] = round(perf_counter() - begin, 4)
        return outcome
    except UnwritableError:
        raise
    except EditedError as error:
        return replace(failed(task.item, type(error).__name__, str(error)), kept=True)
    except CleanupError as error:
        return failed(task.item, type(error).__name__, str(error))
    except OSError as error:  # a name that is too long for its outputs
        what = f"{task.item.name}: its outputs cannot be written: {error.strerror}"
        return failed(task.item, OutputError.__name__, what)
    except Exception as error:
        what = f"{task.item.name}: cleanup itself failed: {type(error).__name__}: {error}"
        return failed(task.item, type(error).__name__, what)


def failed(item: Item, error: str, message: str) -> Outcome:
    """The outcome of a document that could not be cleaned; `error` is the class of the reason."""
    summary = _summary(item.name, site_of(item), "failed") | {"error": message}
    added = _added(cleanup_status="failed", cleanup_error=message) if item.row else b""
    return Outcome(summary, error=error, added=added)


def site_of(item: Item, metadata: Metadata = NOTHING) -> str:
    """The site of a document: what its page says, else its address, else its folders."""
    address = sites.of_address(item.row.url) if item.row else None
    return metadata.site or address or sites.of_folders(item.entry.place)


def added_columns(added: bytes | None) -> dict[str, Any]:
    """What `Outcome.added` holds; nulls for a row that was not cleaned."""
    return json.loads(zlib.decompress(added)) if added else dict.fromkeys(ADDED)


@lru_cache(maxsize=1)
def _pipeline(config: Config):
    from cleanup.pipeline import build, clean_string

    pipeline = build(config)
    clean_string(pipeline, WARMING)
    return pipeline


@lru_cache(maxsize=1)
def _evidence(path: Path) -> Mapping[str, SiteEvidence]:
    from cleanup.evidence import read

    return read(path)


def _read(task: Task) -> tuple[str, Metadata]:
    item = task.item
    if item.row:
        if item.row.text is None:
            raise InputError(item.name, item.row.error, "mend or remove that row")
        return item.row.text, Metadata()
    if item.entry.error:
        raise InputError(item.name, item.entry.error, "mend or rename it")
    raw = read_bytes(item.entry.path, task.config.max_bytes)
    text, _, metadata = read_text(raw, str(item.entry.path))
    return text, metadata


def _known(task: Task) -> SiteEvidence | None:
    return _evidence(task.evidence).get(task.site) if task.evidence and task.site is not None else None


def _clean_file(task: Task) -> Outcome:
    item, pipeline = task.item, _pipeline(task.config)
    if item.entry.error:
        raise InputError(item.name, item.entry.error, "mend or rename it")
    job = item.entry.job(task.out or Path())
    if task.out:
        outputs.check_replaceable(job, task.force)
        outputs.check_exports(job, task.formats, task.force)
    result = articles.clean_job(pipeline, job, _known(task))
    composed = articles.compose(job, result, task.formats, {rule.id: rule for rule in pipeline.rules})
    files: dict[str, str] = {}
    if task.out:
        articles.write(job, composed)
        written = {"text": job.text, "record": job.record}
        written |= {
            "report" if path == job.export(SUFFIXES["report"]) else path.name: path
            for path in composed.exports
        }
        files = {kind: path.relative_to(task.out).as_posix() for kind, path in written.items()}
    return _outcome(task, result, composed.findings, files, composed.text_sha256)


def _clean_row(task: Task) -> Outcome:
    from cleanup.pipeline import clean_string

    item, row = task.item, task.item.row
    text, _ = _read(task)
    metadata = Metadata(title=row.title, site=sites.of_address(row.url))
    result = clean_string(_pipeline(task.config), text, task.verdicts, _known(task), item.name, metadata)
    digest = record.text_sha256(result.output)
    made = record.record(result, item.name, None, digest, {})
    outcome = _outcome(task, result, made["findings"], {}, digest)
    added = _added(
        cleanup_status="done",
        cleanup_text=result.output,
        cleanup_changed=result.output != result.document.text,
        cleanup_applied=sum(d.status is Status.APPLIED for d in result.decisions),
        cleanup_pending=sum(d.status is Status.PENDING for d in result.decisions),
        cleanup_record=made,
    )
    return replace(outcome, added=added)


def _added(**values: Any) -> bytes:
    columns = dict.fromkeys(ADDED) | values
    return zlib.compress(json.dumps(columns, allow_nan=False).encode("ascii"), 1)


def _summary(name: str, site: str, status: str) -> dict[str, Any]:
    counts = dict.fromkeys(("words", "removed", "corrected", "flagged", "repaired"), 0)
    rest = dict.fromkeys(("confidence", "translated", "language", "error", "text", "record", "report"))
    return {"name": name, "site": site, "title": None, "status": status, **counts, **rest, "seconds": 0.0}


def _outcome(
    task: Task,
    result: Result,
    findings: Sequence[Mapping[str, Any]],
    files: Mapping[str, str],
    text_sha256: str,
) -> Outcome:
    """`findings`: as the record holds them."""
    item, shown = task.item, changes(result)
    site = site_of(item, result.document.metadata) if task.site is None else task.site
    applied = [d for d in result.decisions if d.status is Status.APPLIED and d.chosen is not None]
    sure = [d.finding.alternatives[d.chosen].p_right for d in applied]
    summary = _summary(item.name, site, "done") | {
        "title": result.metadata.title,
        "words": len(result.document.text.split()),
        "removed": sum(c.kind is Kind.REMOVED for c in shown),
        "corrected": sum(c.kind is Kind.CORRECTED for c in shown),
        "flagged": sum(c.kind is Kind.FLAGGED for c in shown),
        "repaired": characters(c.decision.finding for c in shown if c.kind is Kind.REPAIRED),
        "changed": result.output != result.document.text,
        "confidence": round(min(sure), 4) if sure else None,
        "translated": round(result.prior.probability, 4),
        "language": result.source_language,
        **{kind: files.get(kind) for kind in ("text", "record", "report")},
    }
    return Outcome(
        summary,
        findings=_lines(item.name, site, result, findings),
        files=tuple(files.values()),
        text_sha256=text_sha256,
        seconds=result.timings,
        degraded=tuple((d.part, d.reason, d.remedy) for d in result.degraded),
    )


def _lines(name: str, site: str, result: Result, findings: Iterable[Mapping[str, Any]]) -> str:
    """One line of JSON for each finding of the record, with the document, its site and the text around."""
    text, lines = result.document.text, []
    for finding in findings:
        start, end = finding["start"], finding["end"]
        around = {"before": text[max(start - AROUND, 0) : start], "after": text[end : end + AROUND]}
        lines.append(json.dumps({"document": name, "site": site, **finding, **around}) + "\n")
    return "".join(lines)
