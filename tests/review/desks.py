"""Articles as `cleanup fix` leaves them, written without any engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cleanup import articles, outputs
from cleanup.apply import apply
from cleanup.document import decode
from cleanup.fingerprint import with_fingerprints
from cleanup.resolve import edits_of, resolve
from cleanup.review.desk import Desk
from cleanup.saved import open_saved
from cleanup.types import Applicability, Finding, Metadata, Prior, Result
from tests.making import SAFE, bare


def found(text: str, findings: list[Finding], level: Applicability | None = SAFE) -> Result:
    """What a run makes of `findings`."""
    doc = bare(text)
    decisions = resolve(doc, with_fingerprints(text, findings), level, 0.75)
    return Result(doc, decisions, apply(text, edits_of(decisions)), Metadata(), "es", Prior(0.9, ("a sign",)))


def written(folder: Path, result: Result, name: str = "article.txt") -> Path:
    """Writes the input, the text and the record of `result`; returns the path of the input."""
    path = folder / name
    path.write_bytes(result.document.text.encode("utf-8"))
    _, source = decode(path.read_bytes())
    doc = replace(result.document, path=str(path), source=source)
    (job,) = outputs.plan([path], None, False)
    articles.write(job, articles.compose(job, replace(result, document=doc), (), {}))
    return path


def desk(folder: Path, result: Result) -> Desk:
    return Desk(open_saved(written(folder, result)))


def output_of(path: Path) -> str:
    """What the files on the disk make of an article by now."""
    return Desk(open_saved(path)).result.output
