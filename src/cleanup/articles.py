"""One article from its file to its outputs: what every command does with a `Job`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanup import outputs
from cleanup.document import encode, read_bytes
from cleanup.exports import SUFFIXES, export
from cleanup.render import record
from cleanup.saved import Saved
from cleanup.types import Result, Rule, SiteEvidence
from cleanup.verdictfile import VerdictFile

if TYPE_CHECKING:
    from cleanup.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Composed:
    """All that is written for one article."""

    text: bytes
    encoding: str  # of `text`
    record: str
    exports: Mapping[Path, bytes]
    text_sha256: str
    findings: Sequence[Mapping[str, Any]]  # as the record holds them


def clean_job(pipeline: Pipeline, job: outputs.Job, evidence: SiteEvidence | None = None) -> Result:
    """The article of `job`, cleaned, with the verdicts that lie beside its record. Raises InputError."""
    from cleanup.pipeline import clean_bytes

    raw = read_bytes(job.input, pipeline.config.max_bytes)
    verdicts = VerdictFile(job.verdicts).read().verdicts
    return clean_bytes(pipeline, raw, str(job.path), verdicts.values(), evidence)


def compose(
    job: outputs.Job, result: Result, formats: Collection[str], rules: Mapping[str, Rule]
) -> Composed:
    """What `job` writes of `result`: the text, the record and an export in each of `formats`.
    Raises UsageError for a format that does not fit the input."""
    text, encoding = encode(result.output, result.document.source)
    source = outputs.input_name(job)
    target = outputs.relative(job.text, job.record)
    exports = {job.export(SUFFIXES[name]): export(name, result, rules, source, target) for name in formats}
    hashes = outputs.exports_before(job) | {p.name: _sha256(data) for p, data in exports.items()}
    digest = _sha256(text)
    made = record.record(result, source, target, digest, hashes)
    return Composed(text, encoding, record.dumps(made), exports, digest, made["findings"])


def write(job: outputs.Job, composed: Composed) -> None:
    """Writes all of it, or raises OutputError."""
    outputs.write(job, composed.text, composed.record.encode("utf-8"), composed.exports)


def write_saved(
    saved: Saved, result: Result, formats: Collection[str], rules: Mapping[str, Rule], force: bool
) -> Saved:
    """Writes `result`, which a review made of what was saved, over what was written before. Raises
    OutputError, for one if the text was edited since and `force` is not given."""
    outputs.check_replaceable(saved.job, force)
    outputs.check_exports(saved.job, formats, force)
    composed = compose(saved.job, result, formats, rules)
    write(saved.job, composed)
    return replace(saved, output_sha256=composed.text_sha256)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
