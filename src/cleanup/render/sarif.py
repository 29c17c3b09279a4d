"""All decisions as SARIF 2.1.0, for code-scanning sites and the viewers in editors."""

from __future__ import annotations

import codecs
import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import cleanup
from cleanup.apply import reading
from cleanup.render.changes import Change, changes
from cleanup.render.record import dumps
from cleanup.render.words import one_line, percent, shorten, suggestion, what
from cleanup.types import Alternative, Applicability, Decision, Finding, Result, Rule, Span, Status

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NEWLINES = ("\r\n", "\n", "\r")  # in the order in which SARIF tries them
_NEWLINE = re.compile("|".join(NEWLINES))
MAX_DESCRIPTION = 1024  # characters that GitHub shows
MAX_QUOTED = 60

# What a stage finds by itself, without a rule of a pack.
STAGES = {
    "normalise": "Characters that were damaged on the way",
    "duplicates": "A headline or paragraph that stands in the article already",
    "foreign": "Words left untranslated",
    "review": "A change by the reviewer",
}
# Python's names of encodings, and IANA's, which SARIF wants.
ENCODINGS = {
    "ascii": "US-ASCII",
    "utf-8": "UTF-8",
    "utf-(16|32)": r"UTF-\1",
    "utf-(16|32)-le": r"UTF-\1LE",
    "utf-(16|32)-be": r"UTF-\1BE",
    r"cp(125\d)": r"windows-\1",
    r"iso8859-(\d+)": r"ISO-8859-\1",
}


def render(result: Result, rules: Mapping[str, Rule], source: str) -> str:
    """One run with a result for each decision, by place; a fix for each of its alternatives, the best
    first, `chosen` being the index of the one that is applied. What is rejected or superseded is
    suppressed. `rules` are those of the packs, by id; `source` is the input's path relative to the
    folder of the file, with slashes.

    Regions count in the decoded text without its byte-order mark, lines ending at LF, CRLF and CR;
    columns and offsets are code points. The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
    What GitHub asks beyond it is kept, too: no description is empty, and every file is a category of
    its own. Its `primaryLocationLineHash` is left to its upload action, which warns of any other.
    """
    doc = result.document
    shown = changes(result, also=(Status.REJECTED, Status.SUPERSEDED))
    described: dict[str, Finding] = {}
    for change in shown:
        described.setdefault(change.decision.finding.rule_id, change.decision.finding)
    index = {rule_id: number for number, rule_id in enumerate(described)}
    location = {"uri": quote(os.fsencode(source)), "index": 0}
    starts = _line_starts(doc.text)
    encoding = _iana(doc.source.label)
    run = {
        "tool": {
            "driver": {
                "name": "cleanup",
                "version": cleanup.__version__,
                "rules": [_rule(finding, rules.get(rule_id)) for rule_id, finding in described.items()],
            }
        },
        "automationDetails": {"id": f"cleanup/{location['uri']}/"},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": list(NEWLINES),
        "artifacts": [
            {
                "location": location,
                "roles": ["analysisTarget"],
                **({"encoding": encoding} if encoding else {}),
                "hashes": {"sha-256": doc.source.sha256},
            }
        ],
        "results": [
            _result(doc.text, starts, location, index[change.decision.finding.rule_id], change)
            for change in shown
        ],
    }
    return dumps(
        {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    )


def _rule(finding: Finding, rule: Rule | None) -> dict[str, Any]:
    """What made `finding`; without a rule of a pack, in words that fit all that its stage finds."""
    short = rule.message if rule else STAGES.get(finding.stage, finding.message)
    why = (rule.why if rule else "") or short
    flags = finding.applicability is Applicability.DISPLAY
    return {
        "id": finding.rule_id,
        "shortDescription": _message(shorten(short, MAX_DESCRIPTION)),
        "fullDescription": _message(shorten(why, MAX_DESCRIPTION)),
        "help": _message(one_line(why)),
        "defaultConfiguration": {"level": "note" if flags else "warning"},
        "properties": {
            "stage": finding.stage,
            "category": finding.category,
            "applicability": str(finding.applicability),
        },
    }


def _result(
    text: str, starts: Sequence[int], location: Mapping[str, Any], rule: int, change: Change
) -> dict[str, Any]:
    decision, finding = change.decision, change.decision.finding
    place = _region(starts, finding.span)
    place["snippet"] = {"text": text[finding.span.start : finding.span.end]}
    best = finding.alternatives[decision.chosen or 0] if finding.alternatives else None
    return {
        "ruleId": finding.rule_id,
        "ruleIndex": rule,
        "level": "warning" if finding.alternatives else "note",
        "message": _message(_said(text, change)),
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": place}}],
        "partialFingerprints": {"cleanup/v1": finding.fingerprint},
        "fixes": [_fix(text, starts, location, finding, a) for a in finding.alternatives],
        "suppressions": list(_suppressions(decision)),
        "properties": {
            "status": str(decision.status),
            "reason": decision.reason,
            "chosen": decision.chosen,
            "confidence": _rounded(best.p_right if best and change.edits else finding.p_wrong),
            "p_wrong": _rounded(finding.p_wrong),
            "p_right": _rounded(best.p_right) if best else None,
            "evidence": {key: _rounded(value) for key, value in sorted(finding.evidence.items())},
        },
    }


def _said(text: str, change: Change) -> str:
    """What is wrong and what became of it; GitHub shows neither fixes nor properties."""
    decision, finding = change.decision, change.decision.finding
    wrong = one_line(finding.message)
    if change.edits:
        return f"{wrong}: {what(text, change)}"
    old = shorten(text[finding.span.start : finding.span.end], MAX_QUOTED)
    reason = one_line(decision.reason)
    outcome = reason if decision.status is Status.SUPERSEDED else f"not changed ({reason})"
    return "; ".join(part for part in (f"{wrong}: “{old}”", suggestion(text, change), outcome) if part)


def _fix(
    text: str,
    starts: Sequence[int],
    location: Mapping[str, Any],
    finding: Finding,
    alternative: Alternative,
) -> dict[str, Any]:
    new = shorten(reading(text, finding.span, alternative.edits), MAX_QUOTED)
    title = f"Change to “{new}”" if new else "Remove"
    replacements = []
    for edit in sorted(alternative.edits):
        replacements.append({"deletedRegion": _region(starts, edit.span)})
        if edit.text:
            replacements[-1]["insertedContent"] = {"text": edit.text}
    return {
        "description": _message(f"{title} ({percent(alternative.p_right)})"),
        "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
    }


def _suppressions(decision: Decision) -> Iterator[dict[str, Any]]:
    if decision.status in (Status.REJECTED, Status.SUPERSEDED):
        yield {"kind": "external", "status": "accepted", "justification": decision.reason}


def _message(text: str) -> dict[str, str]:
    """Text in which nothing is a placeholder or a link (the standard's 3.11.5 and 3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _region(starts: Sequence[int], span: Span) -> dict[str, Any]:
    (start_line, start_column), (end_line, end_column) = (
        _position(starts, at) for at in (span.start, span.end)
    )
    return {
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": span.start,
        "charLength": len(span),
    }


def _position(starts: Sequence[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def _line_starts(text: str) -> list[int]:
    """Where the lines begin. After a newline that ends the text there is none: the end of the text is
    a column of its last line (the standard's 3.30.2, example 8)."""
    return [0, *(match.end() for match in _NEWLINE.finditer(text) if match.end() < len(text))]


def _iana(encoding: str) -> str | None:
    """The IANA name of one of Python's encodings; None if we know none."""
    name = codecs.lookup(encoding.removesuffix("-sig")).name
    matches = ((re.fullmatch(pattern, name), iana) for pattern, iana in ENCODINGS.items())
    return next((match.expand(iana) for match, iana in matches if match), None)


def _rounded(value: str | int | float) -> str | int | float:
    return round(value, 4) if isinstance(value, float) else value
