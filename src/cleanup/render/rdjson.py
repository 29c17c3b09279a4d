"""What is applied or waits for a look in reviewdog's diagnostic format, for comments on a pull request."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from cleanup.apply import reading
from cleanup.render.changes import Change, changes
from cleanup.render.record import dumps
from cleanup.render.words import confidence, one_line, percent
from cleanup.types import Alternative, Result, Rule, Span, Status


def render(result: Result, rules: Mapping[str, Rule], source: str) -> str:
    """One DiagnosticResult, its diagnostics by place. `rules` are those of the packs, by id; `source`
    is the input's path relative to the folder of the file, with slashes.

    Each suggestion corrects its diagnostic by itself; what is applied comes first. It is one range from
    its first edit to its last, so those of two diagnostics may overlap: then only one fits.
    Lines end at LF; columns are bytes of UTF-8, also where the input's encoding is another; ends are
    exclusive. The format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf.
    """
    text = result.document.text
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return dumps(
        {
            "source": {"name": "cleanup"},
            "severity": "WARNING",
            "diagnostics": [
                _diagnostic(text, starts, source, rules.get(change.decision.finding.rule_id), change)
                for change in changes(result)
            ],
        }
    )


def _diagnostic(
    text: str, starts: Sequence[int], source: str, rule: Rule | None, change: Change
) -> dict[str, Any]:
    finding, chosen = change.decision.finding, change.decision.chosen or 0
    applied_first = sorted(finding.alternatives, key=lambda a: a is not finding.alternatives[chosen])
    links = [link for link in (rule.references if rule else ()) if re.match("https?://", link)]
    return {
        "message": _message(change),
        "location": {"path": source, "range": _range(text, starts, finding.span)},
        "severity": "WARNING" if finding.alternatives else "INFO",
        "code": {"value": finding.rule_id, **({"url": links[0]} if links else {})},
        "suggestions": [_suggestion(text, starts, alternative) for alternative in applied_first],
    }


def _message(change: Change) -> str:
    """None of the article's own words: what reads it takes it for Markdown."""
    decision = change.decision
    said = f"{one_line(decision.finding.message)} ({percent(confidence(change))})"
    waits = decision.status is Status.PENDING
    return f"{said}; not changed ({one_line(decision.reason)})" if waits else said


def _suggestion(text: str, starts: Sequence[int], alternative: Alternative) -> dict[str, Any]:
    spans = [edit.span for edit in alternative.edits]
    place = Span(min(span.start for span in spans), max(span.end for span in spans))
    return {"range": _range(text, starts, place), "text": reading(text, place, alternative.edits)}


def _range(text: str, starts: Sequence[int], span: Span) -> dict[str, Any]:
    return {"start": _position(text, starts, span.start), "end": _position(text, starts, span.end)}


def _position(text: str, starts: Sequence[int], offset: int) -> dict[str, int]:
    line = bisect_right(starts, offset)
    before = text[starts[line - 1] : offset].encode("utf-8", "surrogatepass")
    return {"line": line, "column": len(before) + 1}
