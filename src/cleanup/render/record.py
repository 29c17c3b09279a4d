"""The record of a run as JSON, schema 1; docs/cleanup.schema.json describes every field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import cleanup
from cleanup.apply import reading
from cleanup.render.words import ACTIVE
from cleanup.types import Decision, Result

SCHEMA = 1


def record(
    result: Result,
    input_path: str,
    output_path: str | None,
    output_sha256: str,
    exports: Mapping[str, str],
) -> dict[str, Any]:
    """What `dumps` writes. Paths are relative to the folder of the JSON; the output's is None where
    no file is written. `exports` maps the names of what else was written to their SHA-256."""
    doc, metadata = result.document, result.metadata
    known = doc.evidence
    return {
        "schema": SCHEMA,
        "version": cleanup.__version__,
        "config_hash": result.config_hash,
        "rules_hash": result.rules_hash,
        "engines": dict(sorted(result.engines.items())),
        "input": {
            "path": input_path,
            "sha256": doc.source.sha256,
            "encoding": doc.source.label,
            "text_sha256": text_sha256(doc.text),
        },
        "output": {"path": output_path, "sha256": output_sha256},
        "evidence": {"site": known.site, "sha256": known.sha256} if known else None,
        "exports": [{"path": name, "sha256": digest} for name, digest in sorted(exports.items())],
        "metadata": {
            "title": metadata.title,
            "byline": metadata.byline,
            "date": metadata.date,
            "site": metadata.site,
            "source_language": result.source_language,
        },
        "prior": {
            "probability": _rounded(result.prior.probability),
            "reasons": list(result.prior.reasons),
        },
        "findings": [_finding(doc.text, decision) for decision in result.decisions],
        "degraded": [
            {"part": part.part, "reason": part.reason, "remedy": part.remedy} for part in result.degraded
        ],
    }


def dumps(record: Mapping[str, Any]) -> str:
    """The record as text: the same record gives the same bytes. Characters that act on a terminal or
    hide in it are escaped. Raises ValueError if a number is not finite."""
    return escaped(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def escaped(text: str) -> str:
    """JSON with the characters escaped that act on a terminal or hide in it."""
    return ACTIVE.sub(lambda match: json.dumps(match[0])[1:-1], text)


def text_sha256(text: str) -> str:
    """The hash by which a reader of the record knows that offsets count in `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _finding(text: str, decision: Decision) -> dict[str, Any]:
    finding, before = decision.finding, decision.before
    return {
        "id": finding.fingerprint,
        "stage": finding.stage,
        "rule": finding.rule_id,
        "category": finding.category,
        "start": finding.span.start,
        "end": finding.span.end,
        "original": text[finding.span.start : finding.span.end],
        "p_wrong": _rounded(finding.p_wrong),
        "alternatives": [
            {
                "replacement": reading(text, finding.span, alternative.edits),
                "edits": [
                    {"start": edit.span.start, "end": edit.span.end, "text": edit.text}
                    for edit in sorted(alternative.edits)
                ],
                "p_right": _rounded(alternative.p_right),
                **({"reviewer": True} if alternative.reviewer else {}),
            }
            for alternative in finding.alternatives
        ],
        "applicability": str(finding.applicability),
        **_decided(decision),
        **({"before_review": _decided(before)} if before else {}),
        "message": finding.message,
        "evidence": {key: _rounded(value) for key, value in sorted(finding.evidence.items())},
    }


def _decided(decision: Decision) -> dict[str, Any]:
    return {
        "status": str(decision.status),
        "chosen": decision.chosen,
        "reason": decision.reason,
        "superseded_by": decision.superseded_by,
    }


def _rounded(value: str | int | float) -> str | int | float:
    return round(value, 4) if isinstance(value, float) else value
