"""What the articles under `samples/` must give; `python -m tests.update_samples` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path

from cleanup import Result, clean_file
from cleanup.types import Status

SAMPLES = Path(__file__).parents[1] / "samples"


def names() -> list[str]:
    return sorted(path.parent.name for path in SAMPLES.glob("*/input.txt"))


def clean(name: str) -> Result:
    return clean_file(SAMPLES / name / "input.txt")


def findings(result: Result) -> str:
    """The findings as a reader would list them: no offsets, so that a difference is easy to read."""
    text = result.document.text
    rows = []
    for decision in result.decisions:
        finding = decision.finding
        row = {"rule": finding.rule_id, "status": str(decision.status), "text": _short(text, finding.span)}
        if finding.alternatives and not all(e.text == "" for e in finding.alternatives[0].edits):
            row["corrections"] = [a.edits[-1].text for a in finding.alternatives]
        if decision.status is Status.PENDING:
            row["reason"] = decision.reason
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _short(text, span) -> str:
    words = text[span.start : span.end]
    return words if len(words) <= 60 else f"{words[:40]} … {words[-15:]}"
