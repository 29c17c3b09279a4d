"""What every renderer shows: the changes and flags of a result in order of place, and the text cut
into pieces at them."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from cleanup.types import Applicability, Decision, Edit, Result, Span, Status

_REMOVERS = frozenset({"boilerplate", "duplicates"})
_WORDS = re.compile(r"[\w’'\u0300-\u036f-]+|\s+|.", re.DOTALL)


class Kind(enum.StrEnum):
    """What a change is to the reader."""

    REMOVED = "removed"  # boilerplate or a copy: deleted, nothing in its place
    CORRECTED = "corrected"
    FLAGGED = "flagged"  # pending: the text stands as it was
    REJECTED = "rejected"  # in review: the text stands as it was
    REPAIRED = "repaired"  # encoding, spaces, invisible characters


@dataclass(frozen=True, slots=True)
class Change:
    """One decision that a reader sees. Its places share one number: a word and its article."""

    number: int  # 1, 2, ... by place; 0 for a repair, made or not: those are only counted
    kind: Kind
    decision: Decision
    edits: tuple[Edit, ...]  # what is applied, by place; none on a flag

    @property
    def span(self) -> Span:
        """From its first place to its last."""
        if not self.edits:
            return self.decision.finding.span
        return Span(self.edits[0].span.start, self.edits[-1].span.end)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that is shown in one manner."""

    span: Span
    edit: Edit | None  # without the words at its ends that stay; None: the text stands
    change: Change | None  # that the edit belongs to
    flags: tuple[Change, ...]  # that lie over it
    closing: tuple[Change, ...]  # those whose last place this is: their notes follow here


def changes(result: Result, also: Collection[Status] = ()) -> tuple[Change, ...]:
    """The decisions of `result` that are applied, pending or of the statuses `also`, by place, numbered."""
    shown = [
        Change(0, kind_of(decision), decision, _edits(decision))
        for decision in result.decisions
        if decision.status in (Status.APPLIED, Status.PENDING, *also)
    ]
    shown.sort(key=lambda change: (change.span, change.decision.finding.fingerprint))
    numbers = iter(range(1, len(shown) + 1))
    return tuple(
        change
        if is_repair(change.decision)
        else Change(next(numbers), change.kind, change.decision, change.edits)
        for change in shown
    )


def pieces(text: str, shown: Sequence[Change], cuts: Iterable[int] = ()) -> Iterator[Piece]:
    """All of `text` in order, cut where an edit or a flag of `shown` begins or ends, and at `cuts`.
    A flag that overlaps an edit is shown on the rest of its place and noted after the edit."""
    edits = sorted(((e, c) for c in shown for e in c.edits), key=lambda pair: pair[0])
    nothing = Edit(Span(len(text), len(text)), "")
    flags = [change for change in shown if not change.edits]
    bounds = sorted({at for flag in flags for at in (flag.span.start, flag.span.end)} | {*cuts})
    coming = sorted(flags, key=lambda flag: (flag.span.start, flag.number), reverse=True)
    waiting = sorted(flags, key=lambda flag: (flag.span.end, flag.number), reverse=True)
    over: list[Change] = []

    def closed(end: int) -> tuple[Change, ...]:
        done = []
        while waiting and waiting[-1].span.end <= end:
            done.append(waiting.pop())
        return tuple(done)

    def flagged(at: int) -> tuple[Change, ...]:
        while coming and coming[-1].span.start <= at:
            over.append(coming.pop())
        over[:] = [flag for flag in over if flag.span.end > at]
        return tuple(over)

    at, taken = 0, 0
    for whole, change in [*edits, (nothing, None)]:
        edit = _tight(text, whole)
        inner = [at]
        while taken < len(bounds) and bounds[taken] <= edit.span.start:
            inner.append(max(at, bounds[taken]))
            taken += 1
        for start, end in pairwise([*inner, edit.span.start]):
            closing = closed(end)
            if start < end or closing:
                yield Piece(Span(start, end), None, None, flagged(start), closing)
        if change is not None:
            own = (change,) if whole is change.edits[-1] else ()
            notes = (*own, *closed(edit.span.end))
            yield Piece(edit.span, edit, change, flagged(edit.span.start), notes)
        at = edit.span.end


def common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many items both begin with."""
    pairs = zip(left, right, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def kind_of(decision: Decision) -> Kind:
    """What a decision is to the reader."""
    finding = decision.finding
    if decision.status is Status.REJECTED:
        return Kind.REJECTED
    if decision.status is not Status.APPLIED:
        return Kind.FLAGGED
    if is_repair(decision):
        return Kind.REPAIRED
    deletes = all(not edit.text for edit in finding.alternatives[decision.chosen or 0].edits)
    return Kind.REMOVED if deletes and finding.stage in _REMOVERS else Kind.CORRECTED


def is_repair(decision: Decision) -> bool:
    """Characters only: what a reader counts and need not read."""
    finding = decision.finding
    return finding.stage == "normalise" and finding.applicability is Applicability.SAFE


def _edits(decision: Decision) -> tuple[Edit, ...]:
    if decision.status is not Status.APPLIED:
        return ()
    return tuple(sorted(decision.finding.alternatives[decision.chosen or 0].edits))


def _tight(text: str, edit: Edit) -> Edit:
    """The same edit without the words at its ends that stay."""
    old, new = (_WORDS.findall(words) for words in (text[edit.span.start : edit.span.end], edit.text))
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    start = edit.span.start + sum(map(len, old[:head]))
    end = edit.span.end - sum(map(len, old[len(old) - tail :]))
    return Edit(Span(start, end), "".join(new[head : len(new) - tail]))
