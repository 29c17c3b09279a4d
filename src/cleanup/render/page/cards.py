"""What a card says of one decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanup.apply import reading
from cleanup.render.changes import Change, Kind, is_repair
from cleanup.render.words import SIGN, confidence, inert, old_and_new, one_line, percent, shorten
from cleanup.types import Decision, Rule, Status, Verdict
from cleanup.verdicts import REVIEW, place_of, readings

LONGEST = 90  # characters of a place or a proposal in a card's head


@dataclass(frozen=True, slots=True)
class Option:
    """One way to correct the place."""

    text: str  # what the place then reads; "": it is removed
    percent: str
    chosen: bool
    reviewer: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Everything shown of a decision, ready to be escaped."""

    id: str
    number: int
    sign: str
    kind: str
    status: str  # what the filter knows: open, applied, accepted, rejected or superseded
    label: str  # what the reader is told
    stage: str
    rule: str
    confidence: int  # per cent, rounded down
    percent: str
    meaning: str  # of the confidence
    old: str
    new: str
    message: str
    why: str
    reason: str
    evidence: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    judged: bool  # there is a verdict
    own: bool
    place: str  # what a reviewer rewrites, as it reads in the input
    reads: str  # and as it reads now, with the characters that act
    repair: bool


def card(text: str, change: Change, rules: Mapping[str, Rule]) -> Card:
    """The card of `change`."""
    decision, finding = change.decision, change.decision.finding
    old, new = (shorten(words, LONGEST) for words in old_and_new(text, change))
    rule, place, sure = rules.get(finding.rule_id), place_of(finding), confidence(change)
    evidence = dict(finding.evidence)
    status, label = _status(decision)
    return Card(
        id=finding.fingerprint,
        number=change.number,
        sign=SIGN[change.kind],
        kind=str(change.kind),
        status=status,
        label=label,
        stage=finding.stage,
        rule=one_line(finding.rule_id),
        confidence=int(100 * sure),
        percent=percent(sure),
        meaning="that it is wrong" if decision.chosen is None else "that the correction is right",
        old=old,
        new=new if change.kind is not Kind.REMOVED else "",
        message=one_line(finding.message),
        why=one_line(rule.why) if rule and rule.why not in evidence.values() else "",
        reason=one_line(decision.reason).removeprefix("unsafe: ") if decision.chosen is None else "",
        evidence=tuple((one_line(k.replace("_", " ")), one_line(str(v))) for k, v in evidence.items()),
        options=tuple(
            Option(shorten(words, 200), percent(a.p_right), n == decision.chosen, a.reviewer)
            for n, (words, a) in enumerate(zip(readings(text, finding), finding.alternatives, strict=True))
        ),
        judged=is_judged(decision),
        own=finding.stage == REVIEW,
        place=inert(text[place.start : place.end]),
        reads=reading(text, place, change.edits),
        repair=is_repair(decision),
    )


def is_judged(decision: Decision) -> bool:
    """A reviewer's verdict made it what it is."""
    if decision.status is Status.APPLIED:
        return decision.before is not None or decision.finding.stage == REVIEW
    return decision.status is Status.REJECTED


def lost_words(verdict: Verdict) -> tuple[str, str, str]:
    """Of a verdict that finds no place: the words before it, what it said, the words after it."""
    wanted = "leave it" if verdict.text is None else f"“{shorten(verdict.text, LONGEST)}”"
    said = f"“{shorten(verdict.original, LONGEST)}” → {wanted}"
    return inert(verdict.before), said, inert(verdict.after)


def _status(decision: Decision) -> tuple[str, str]:
    finding = decision.finding
    if decision.status is Status.SUPERSEDED:
        return "superseded", "superseded"
    if decision.status is Status.REJECTED:
        return "rejected", "rejected"
    if decision.status is Status.APPLIED:
        if not is_judged(decision):
            return "applied", "applied"
        if finding.stage == REVIEW:
            return "accepted", "your change"
        return "accepted", "rewritten" if finding.alternatives[decision.chosen or 0].reviewer else "accepted"
    return "open", "to decide"
