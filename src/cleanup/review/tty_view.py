"""A finding as the review in the terminal shows it: its paragraph, what speaks for it, the corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanup.render.changes import Change, Kind, Piece, changes, pieces
from cleanup.render.page.marks import blocks
from cleanup.render.paragraph import body_of, notes_of
from cleanup.render.words import one_line, percent, shorten
from cleanup.types import Decision, Edit, Result, Status
from cleanup.verdicts import readings

LONGEST = 70  # characters of a correction


def show(console: Console, result: Result, decision: Decision, number: int) -> None:
    """Prints the paragraph with only this change marked in it, under `number`; what else is applied there
    is shown as it will read."""
    text = result.document.text
    change = _asked(result, decision, number)
    others = [
        replace(other, number=0, kind=Kind.REPAIRED)
        for other in changes(result)
        if other.edits and other.decision != decision and not _overlap(other, change)
    ]
    marked = console.color_system is None or console.no_color
    group = list(_paragraph(result, others, change))
    body = (Text("  "), body_of(text, group, marked))
    console.print()
    for lead, line in (body, *notes_of(text, [change]), *_choices(text, decision)):
        row = Table.grid()
        row.add_column(no_wrap=True)
        row.add_column(overflow="fold")
        row.add_row(lead, line)
        console.print(row)


def _asked(result: Result, decision: Decision, number: int) -> Change:
    """The change that `decision` makes or proposes; a flag where it proposes nothing or was rejected."""
    if decision.status is Status.PENDING and decision.finding.alternatives:
        decision = replace(decision, status=Status.APPLIED, chosen=0)
    (change,) = changes(replace(result, decisions=(decision,)), (Status.REJECTED,))
    kind = Kind.FLAGGED if change.kind is Kind.REJECTED else change.kind
    # The blank lines that go with a paragraph are nothing to see.
    edits = (Edit(decision.finding.span, ""),) if kind is Kind.REMOVED else change.edits
    return Change(number, kind, decision, edits)


def _overlap(one: Change, other: Change) -> bool:
    return any(a.span.overlaps(b.span) for a in one.edits for b in other.edits)


def _paragraph(result: Result, others: Sequence[Change], change: Change) -> Iterator[Piece]:
    """The pieces of the blocks of text that `change` lies in."""
    text, whole, place = result.document.text, blocks(result), change.span
    touched = [b for b in whole if b.overlaps(place) or b.start <= place.start < b.end] or whole[-1:]
    start, end = touched[0].start, touched[-1].end
    for piece in pieces(text, [*others, change], (start, end)):
        inside = start <= piece.span.start and piece.span.end <= end
        # What is inserted at the end belongs to the next block, unless it is what is asked about.
        if inside and (piece.span.start < end or end == len(text) or change in piece.closing):
            yield piece


def _choices(text: str, decision: Decision) -> Iterator[tuple[Text, Text]]:
    """Why it is as it is, and its corrections by number."""
    finding = decision.finding
    if finding.alternatives and decision.status is not Status.REJECTED:
        state = "applied" if decision.status is Status.APPLIED else "not changed"
        yield Text(" " * 7), Text(f"{state} ({one_line(decision.reason)})")
    if len(finding.alternatives) > 1:
        both = zip(readings(text, finding), finding.alternatives, strict=True)
        for n, (words, alternative) in enumerate(both, 1):
            new = f"“{shorten(words, LONGEST)}”" if words else "remove it"
            sure = "by hand" if alternative.reviewer else percent(alternative.p_right)
            yield Text(f"    {n:>2} ", "bold"), Text(f"{new} · {sure}")
