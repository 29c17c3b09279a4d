"""From findings to decisions: thresholds, protected places, conflicts; then a reviewer's choices."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping

from cleanup.types import (
    Applicability,
    Decision,
    Document,
    Edit,
    Finding,
    Protected,
    Span,
    Status,
)

HELD = {
    "quotation": "inside a quotation",
    "name": "on a name",
    "number": "on a number",
    "address": "on an address",
}


def resolve(
    doc: Document,
    findings: Iterable[Finding],
    apply_up_to: Applicability | None,
    min_confidence: float,
) -> tuple[Decision, ...]:
    """One decision for each finding, by place.

    Findings of at least `apply_up_to` are applied (None: none is); a safe one counts as unsafe if its
    first alternative's `p_right` is below `min_confidence`. Of two that overlap the safer wins, then
    the longer, the likelier, and at last the one that sorts first: the order of `findings` is nothing.
    """
    wanted: list[tuple[tuple, Finding, Applicability]] = []
    waiting: list[tuple[Finding, str]] = []
    guarded = _Intervals((p.span, p) for p in doc.protected)
    for finding in findings:
        level = effective(finding, min_confidence)
        if not finding.alternatives:
            waiting.append((finding, "a flag: no correction is known"))
        elif apply_up_to is None or level < apply_up_to:
            waiting.append((finding, f"{level}: needs a look"))
        elif held := _held(finding, doc.text, guarded):
            waiting.append((finding, held))
        else:
            wanted.append((_rank(finding, level), finding, level))

    decisions: list[Decision] = []
    taken = _Intervals()
    for _, finding, level in sorted(wanted, key=lambda w: w[0]):
        winner = _conflict(finding.alternatives[0].edits, taken)
        if winner is None:
            decisions.append(Decision(finding, Status.APPLIED, str(level), 0))
            for edit in finding.alternatives[0].edits:
                taken.add(edit.span, finding)
        else:
            decisions.append(_superseded(finding, winner))
    for finding, reason in waiting:
        winner = _hidden_by(finding, taken)
        pending = Decision(finding, Status.PENDING, reason)
        decisions.append(_superseded(finding, winner) if winner else pending)
    return _by_place(decisions)


def judge(decisions: Iterable[Decision], choices: Mapping[str, int | None]) -> tuple[Decision, ...]:
    """`decisions` after a review: `choices`, keyed by fingerprint, hold the index of the alternative that
    was accepted, or None where the finding was rejected.

    A rejected finding is not applied, an accepted one is, and supersedes what it overlaps. What was
    superseded by a finding that is applied no more waits for a look.
    """
    decisions = list(decisions)
    taken = _Intervals()
    accepted: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.finding.fingerprint):
        finding = decision.finding
        choice = choices.get(finding.fingerprint)
        if choice is not None and 0 <= choice < len(finding.alternatives):
            edits = finding.alternatives[choice].edits
            winner = _conflict(edits, taken)
            if winner is None:
                new = Decision(finding, Status.APPLIED, "accepted in review", choice)
                for edit in edits:
                    taken.add(edit.span, finding)
            else:
                new = _superseded(finding, winner)
            accepted[finding.fingerprint] = new

    def settle(decision: Decision) -> Decision:
        finding = decision.finding
        if finding.fingerprint in accepted:
            return accepted[finding.fingerprint]
        if choices.get(finding.fingerprint, 0) is None:
            return Decision(finding, Status.REJECTED, "rejected in review")
        if decision.status is Status.APPLIED:
            winner = _conflict(edits_of([decision]), taken)
        else:
            winner = _hidden_by(finding, taken)
        return _superseded(finding, winner) if winner else decision

    settled = [settle(decision) for decision in decisions]
    applied = {d.finding.fingerprint for d in settled if d.status is Status.APPLIED}
    return _by_place(
        Decision(d.finding, Status.PENDING, "what superseded it is not applied")
        if d.status is Status.SUPERSEDED and d.superseded_by not in applied
        else d
        for d in settled
    )


def effective(finding: Finding, min_confidence: float) -> Applicability:
    """The applicability that counts: a safe finding needs enough confidence in its correction."""
    confident = finding.alternatives and finding.alternatives[0].p_right >= min_confidence
    if finding.applicability is Applicability.SAFE and not confident:
        return Applicability.UNSAFE
    return finding.applicability


def edits_of(decisions: Iterable[Decision]) -> list[Edit]:
    """The edits of the applied decisions: they, and nothing else, make the output."""
    return [
        edit
        for d in decisions
        if d.status is Status.APPLIED and d.chosen is not None
        for edit in d.finding.alternatives[d.chosen].edits
    ]


def _by_place(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(decisions, key=lambda d: (d.finding.span, d.finding.fingerprint)))


def _rank(finding: Finding, level: Applicability) -> tuple:
    return (
        -level,
        -len(finding.span),
        -finding.alternatives[0].p_right,
        finding.span,
        finding.stage,
        finding.fingerprint,
    )


def _superseded(finding: Finding, winner: Finding) -> Decision:
    reason = f"{winner.rule_id} changes this place"
    return Decision(finding, Status.SUPERSEDED, reason, superseded_by=winner.fingerprint)


def _conflict(edits: Iterable[Edit], taken: _Intervals) -> Finding | None:
    """What already changes a place of `edits`."""
    return next((winner for edit in edits for winner in taken.all(edit.span)), None)


def _hidden_by(finding: Finding, taken: _Intervals) -> Finding | None:
    """What changes the place of a finding that is not applied. A flag on a long place outlives the
    correction of a word in it, but not its removal."""
    if finding.alternatives:
        return _conflict((e for a in finding.alternatives for e in a.edits), taken)
    return next((w for w in taken.all(finding.span) if w.span.contains(finding.span)), None)


def _held(finding: Finding, text: str, guarded: _Intervals) -> str:
    """Why a finding must wait: it would change a protected word. Removals of whole lines and sentences
    are not held back, nor are repairs of characters, nor corrections that keep the name or number, nor, in a
    quotation, what is certain."""
    edits = finding.alternatives[0].edits
    if finding.stage == "normalise" or finding.removes:
        return ""
    kinds = {p.kind for edit in edits for p in guarded.all(edit.span) if not _keeps(edit, p, text)}
    if finding.certain:
        kinds.discard("quotation")
    return next((reason for kind, reason in HELD.items() if kind in kinds), "")


def _keeps(edit: Edit, protected: Protected, text: str) -> bool:
    """The name or number stands in what `edit` puts in its place."""
    if protected.kind == "quotation" or not edit.span.contains(protected.span):
        return False
    kept = re.escape(text[protected.span.start : protected.span.end])
    return bool(re.search(rf"(?<!\w){kept}(?!\w)", edit.text))


class _Intervals:
    """Spans with what lies there, kept in order for quick look-ups."""

    def __init__(self, items: Iterable[tuple[Span, Finding | Protected]] = ()) -> None:
        self.spans: list[tuple[Span, int]] = []
        self.values: list[Finding | Protected] = []
        self.longest = 0
        for span, value in items:
            self.add(span, value)

    def add(self, span: Span, value: Finding | Protected) -> None:
        insort(self.spans, (span, len(self.values)))
        self.values.append(value)
        self.longest = max(self.longest, len(span))

    def all(self, span: Span) -> list:
        at = bisect_left(self.spans, (Span(span.start - self.longest, 0), 0))
        found = []
        while at < len(self.spans) and self.spans[at][0].start < span.end:
            if self.spans[at][0].overlaps(span):
                found.append(self.values[self.spans[at][1]])
            at += 1
        return found
