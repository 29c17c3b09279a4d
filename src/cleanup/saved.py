"""An article that was cleaned before, read back from its record: no engine is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cleanup import outputs
from cleanup.apply import apply
from cleanup.document import read_bytes, read_text
from cleanup.errors import InputError
from cleanup.render.record import SCHEMA, text_sha256
from cleanup.resolve import edits_of
from cleanup.types import (
    Alternative,
    Applicability,
    Decision,
    Degraded,
    Document,
    Edit,
    Finding,
    Metadata,
    Prior,
    Result,
    SiteEvidence,
    Span,
    Status,
    Verdict,
)
from cleanup.verdicts import REVIEW, settle


@dataclass(frozen=True, slots=True)
class Saved:
    """What a run found, as it stood before any verdict."""

    job: outputs.Job
    result: Result
    output_sha256: str  # of the text that was written last

    def settled(self, verdicts: Iterable[Verdict]) -> Result:
        """The result with `verdicts`."""
        text = self.result.document.text
        decisions, lost = settle(text, self.result.decisions, verdicts)
        output = apply(text, edits_of(decisions))
        return replace(self.result, decisions=decisions, output=output, lost=lost)


def record_of(path: Path) -> Path:
    """Where the record of an article lies; `path` is the article, its corrected text or the record."""
    if path.name.endswith(outputs.RECORD):
        return path
    stem = outputs.stem_of(path.name.removesuffix(outputs.TEXT))
    return path.with_name(stem + outputs.RECORD)


def open_saved(path: Path, source: Path | None = None) -> Saved:
    """The article whose record lies at `path` (or beside it); `source`: its input, if that has moved.

    Raises InputError if there is no record, if it cannot be read, or if the input has moved or changed.
    """
    where = record_of(path)
    if not where.is_file():
        what = f"there is no {where.name} beside it" if where != path else "no such file"
        raise InputError(str(path), what, f"run `cleanup fix {path.name}` first, or name the record")
    try:
        data = json.loads(where.read_text("utf-8"))
        if data["schema"] != SCHEMA:
            raise InputError(str(where), f"has schema {data['schema']!r}", "use the cleanup that wrote it")
        job = _job(where, data, source)
        result = _restored(job, where, data)
        return Saved(job, result, _text(data["output"], "sha256"))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError) as error:
        remedy = "run `cleanup fix` again; verdicts are kept"
        raise InputError(str(where), f"is no record of ours: {error}", remedy) from error


def _job(where: Path, data: Mapping[str, Any], source: Path | None) -> outputs.Job:
    named = where.parent / data["input"]["path"]
    if source is None and (data["input"]["path"] == "-" or not named.is_file()):
        raise InputError(str(named), "the input is not there any more", "name it with --input")
    read = source or named
    text = where.parent / _text(data["output"], "path")
    in_place = source is None and read == outputs.original(text)
    return outputs.Job(text if in_place else read, read, text, where, in_place)


def _restored(job: outputs.Job, where: Path, data: Mapping[str, Any]) -> Result:
    raw = read_bytes(job.input, sys.maxsize)
    text, source, _ = read_text(raw, str(job.input))
    changed = "run `cleanup fix` again; verdicts are kept"
    if source.sha256 != data["input"]["sha256"]:
        raise InputError(str(job.input), f"has changed since {where.name} was written", changed)
    if text_sha256(text) != data["input"]["text_sha256"]:
        raise InputError(str(job.input), "is read otherwise by this version of cleanup", changed)
    return restored(data, Document(path=str(job.path), source=source, text=text))


def restored(data: Mapping[str, Any], document: Document) -> Result:
    """What the record `data` tells of `document`, as it stood before any verdict. Raises ValueError,
    KeyError, TypeError, IndexError or AttributeError if it is no record of that text."""
    decisions = [_decision(document.text, f) for f in data["findings"] if f["stage"] != REVIEW]
    metadata, prior = data["metadata"], data["prior"]
    return Result(
        document=replace(document, evidence=_evidence(data)),
        decisions=tuple(decisions),
        output=apply(document.text, edits_of(decisions)),
        metadata=Metadata(metadata["title"], metadata["byline"], metadata["date"], metadata["site"]),
        source_language=metadata["source_language"],
        prior=Prior(_probability(prior, "probability"), tuple(prior["reasons"])),
        config_hash=data["config_hash"],
        rules_hash=data["rules_hash"],
        engines=data["engines"],
        degraded=tuple(Degraded(d["part"], d["reason"], d["remedy"]) for d in data["degraded"]),
    )


def _evidence(data: Mapping[str, Any]) -> SiteEvidence | None:
    """What the run knew of the site: its name and hash, all that a record keeps of it."""
    known = data["evidence"]
    return known and SiteEvidence(_text(known, "site"), 0, (), _text(known, "sha256"))


def _decision(text: str, data: Mapping[str, Any]) -> Decision:
    span = _span(text, data)
    if text[span.start : span.end] != data["original"]:
        raise ValueError(f"{data['id']}: its original does not stand at {span.start}")
    finding = Finding(
        rule_id=_text(data, "rule"),
        stage=_text(data, "stage"),
        category=_text(data, "category"),
        span=span,
        message=_text(data, "message"),
        p_wrong=_probability(data, "p_wrong"),
        applicability=Applicability.of(data["applicability"]),
        alternatives=tuple(
            _alternative(text, a) for a in data["alternatives"] if not a.get("reviewer", False)
        ),
        evidence=dict(data["evidence"]),
        fingerprint=_text(data, "id"),
    )
    told = data.get("before_review", data)
    chosen = told["chosen"]
    if (chosen is None) is (told["status"] == Status.APPLIED):
        raise ValueError(f"{data['id']}: what is applied has a choice, and nothing else has")
    if chosen is not None and not 0 <= chosen < len(finding.alternatives):
        raise ValueError(f"{data['id']}: there is no alternative {chosen}")
    return Decision(finding, Status(told["status"]), _text(told, "reason"), chosen, told["superseded_by"])


def _alternative(text: str, data: Mapping[str, Any]) -> Alternative:
    edits = tuple(Edit(_span(text, edit), edit["text"]) for edit in data["edits"])
    apply(text, edits)
    return Alternative(edits, _probability(data, "p_right"))


def _span(text: str, data: Mapping[str, Any]) -> Span:
    span = Span(data["start"], data["end"])
    if not 0 <= span.start <= span.end <= len(text):
        raise ValueError(f"{span.start} to {span.end} lies outside the text")
    return span


def _text(data: Mapping[str, Any], name: str) -> str:
    if not isinstance(data[name], str):
        raise ValueError(f"`{name}` is a text")
    return data[name]


def _probability(data: Mapping[str, Any], name: str) -> float:
    if type(data[name]) not in (int, float) or not 0 <= data[name] <= 1:
        raise ValueError(f"`{name}` is a probability")
    return data[name]
