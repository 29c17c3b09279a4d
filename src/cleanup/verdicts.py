"""What a reviewer's verdicts say of a text: from decisions and verdicts to the decisions that count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from cleanup.apply import reading
from cleanup.fingerprint import context, fingerprint
from cleanup.resolve import judge
from cleanup.types import Alternative, Applicability, Decision, Edit, Finding, Span, Status, Verdict

REVIEW = "review"  # the stage of what a reviewer finds


def settle(
    text: str, decisions: Iterable[Decision], verdicts: Iterable[Verdict]
) -> tuple[tuple[Decision, ...], tuple[Verdict, ...]]:
    """`decisions` about `text` after a review, and the verdicts that find no place in it any more."""
    known = {decision.finding.fingerprint: decision for decision in decisions}
    told = dict(known)
    choices: dict[str, int | None] = {}
    lost = []
    for verdict in verdicts:
        chosen = _own(text, verdict) if verdict.stage == REVIEW else _on(text, known.get(verdict.id), verdict)
        if chosen is None:
            lost.append(verdict)
        else:
            told[verdict.id], choices[verdict.id] = chosen
    settled = []
    for decision in judge(told.values(), choices):
        old = known.get(decision.finding.fingerprint)
        settled.append(decision if decision == old else replace(decision, before=old))
    return tuple(settled), tuple(lost)


def place_of(finding: Finding) -> Span:
    """What a reviewer rewrites: the place with all that its corrections reach, an article or a verb.
    Of a removal the place alone, without the blank lines after it."""
    spans = [finding.span]
    if not finding.removes:
        spans += [edit.span for alternative in finding.alternatives for edit in alternative.edits]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def reach_of(finding: Finding) -> Span:
    """All that a correction of `finding`, proposed or written by a reviewer, can change."""
    spans = [place_of(finding), *(edit.span for a in finding.alternatives for edit in a.edits)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def readings(text: str, finding: Finding) -> list[str]:
    """What `place_of(finding)` reads with each of its alternatives."""
    place = place_of(finding)
    return [reading(text, place, alternative.edits) for alternative in finding.alternatives]


def verdict_on(text: str, finding: Finding, wanted: str | None) -> Verdict:
    """That `place_of(finding)` shall read `wanted`; None rejects the finding."""
    place = place_of(finding)
    before, after = context(text, place)
    return Verdict(
        id=finding.fingerprint,
        original=text[place.start : place.end],
        text=wanted,
        before=before,
        after=after,
        stage=finding.stage,
        rule=finding.rule_id,
        p_wrong=finding.p_wrong,
        p_right=finding.alternatives[0].p_right if finding.alternatives else None,
        proposed=reading(text, place, finding.alternatives[0].edits) if finding.alternatives else None,
    )


def own_verdict(text: str, span: Span, wanted: str) -> Verdict:
    """That `span`, where nothing was found, shall read `wanted`. Raises ValueError if it is empty."""
    original = text[span.start : span.end]
    before, after = context(text, span)
    number = sum(1 for place in _places(text, original, before, after) if place.start <= span.start)
    return Verdict(fingerprint(REVIEW, original, before, after, number), original, wanted, before, after)


def _on(text: str, decision: Decision | None, verdict: Verdict) -> tuple[Decision, int | None] | None:
    """The decision that `verdict` is about and the alternative that it chose, or None for no place."""
    if decision is None:
        return None
    if verdict.text is None:
        return decision, None
    finding, place = decision.finding, place_of(decision.finding)
    if text[place.start : place.end] != verdict.original:
        return None
    proposed = readings(text, finding)
    if verdict.text in proposed:
        return decision, proposed.index(verdict.text)
    written = Alternative((Edit(place, verdict.text),), 1.0, reviewer=True)
    changed = replace(finding, alternatives=(*finding.alternatives, written))
    return replace(decision, finding=changed), len(proposed)


def _own(text: str, verdict: Verdict) -> tuple[Decision, int] | None:
    span = _locate(text, verdict)
    if span is None or verdict.text is None:
        return None
    finding = Finding(
        rule_id=verdict.rule,
        stage=REVIEW,
        category=REVIEW,
        span=span,
        message="Changed by the reviewer",
        p_wrong=1.0,
        applicability=Applicability.UNSAFE,
        alternatives=(Alternative((Edit(span, verdict.text),), 1.0, reviewer=True),),
        fingerprint=verdict.id,
    )
    return Decision(finding, Status.PENDING, "changed in review"), 0


@lru_cache(maxsize=4096)  # a review settles the same verdicts after every key
def _locate(text: str, verdict: Verdict) -> Span | None:
    found = _places(text, verdict.original, verdict.before, verdict.after)
    for number, span in enumerate(found, 1):
        if fingerprint(REVIEW, verdict.original, verdict.before, verdict.after, number) == verdict.id:
            return span
    return None


def _places(text: str, original: str, before: str, after: str) -> Iterable[Span]:
    """Where `original` stands between the same words."""
    if not original:
        raise ValueError("a change of one's own needs words to replace")
    start = text.find(original)
    while start >= 0:
        span = Span(start, start + len(original))
        if context(text, span) == (before, after):
            yield span
        start = text.find(original, start + 1)
