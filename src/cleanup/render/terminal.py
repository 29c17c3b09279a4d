"""The annotated diff in the terminal: what was changed, removed and flagged, with the reason under it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from cleanup.render.changes import Change, Kind, Piece, changes, pieces
from cleanup.render.paragraph import body_of, lead_of, notes_of
from cleanup.render.summary import summary
from cleanup.render.words import confidence, one_line, percent, repaired, shorten
from cleanup.types import Result, Span

__all__ = ["render", "summary"]


def render(result: Result, console: Console) -> None:
    """Prints the paragraphs of `result` that hold something, each with its notes; the others and
    what is removed are folded to one line. Without colour, words stand between marks instead."""
    marked = console.color_system is None or console.no_color
    _print(console, _heading(result))
    together = False  # folded lines that follow each other
    for folded, lines in _blocks(result, console.width, marked):
        if not (folded and together):
            console.print()
        together = folded
        for lead, line in lines:
            _print(console, line, lead)


def _heading(result: Result) -> Text:
    heading = Text(one_line(result.document.path), "bold")
    if result.prior.reasons:
        language = f" from {result.source_language}" if result.source_language else ""
        said = f" · machine translation{language}: {percent(result.prior.probability)} likely"
        heading.append(said, "not bold dim")
    return heading


_Lines = list[tuple[Text, Text]]  # each with what stands before its first line


def _blocks(result: Result, width: int, marked: bool) -> Iterator[tuple[bool, _Lines]]:
    """What is shown, in order; True with what is folded to one line."""
    text, shown = result.document.text, changes(result)
    repairs = [change for change in shown if change.number == 0]
    for kind, verb in ((Kind.REPAIRED, "repaired"), (Kind.FLAGGED, "could be repaired")):
        if some := [change for change in repairs if change.kind is kind]:
            yield True, [(Text("· ", "dim"), Text(repaired(some, verb), "dim"))]
    if len(repairs) == len(shown):
        yield True, [(Text(), Text("Nothing else to change." if shown else "Nothing to change."))]
        return
    visible = [c for c in shown if c.number or c.kind is Kind.REPAIRED]
    paragraphs = [p.span for p in result.document.paragraphs] or [Span(0, len(text))]
    unchanged = 0
    for place, group in _by_paragraph(text, visible, paragraphs):
        folds = [(p.change, p.span) for p in group if p.change and _is_block(p.change, p.span, place)]
        rest = [p for p in group if not (p.change and _is_block(p.change, p.span, place))]
        removed = [change for change, _ in folds]
        ended = [c for p in group for c in p.closing if c.number and c not in removed]
        touched = ended or any(_is_marked(piece) for piece in rest)
        if unchanged and (folds or touched):
            yield True, [_unchanged(unchanged)]
            unchanged = 0
        for change, span in folds:
            yield True, [_removal(change, text[span.start : span.end], width)]
        if touched:
            notes = notes_of(text, sorted(ended, key=lambda change: change.number))
            yield False, [*([(Text("  "), body_of(text, rest, marked))] if rest else []), *notes]
        elif any(not text[piece.span.start : piece.span.end].isspace() for piece in rest):
            unchanged += 1
    if unchanged:
        yield True, [_unchanged(unchanged)]


def _by_paragraph(
    text: str, shown: Sequence[Change], paragraphs: Sequence[Span]
) -> Iterator[tuple[Span, list[Piece]]]:
    """The pieces of each paragraph; the blank lines before it belong to it."""
    ends = [paragraph.end for paragraph in paragraphs]

    def number(piece: Piece) -> int:
        find = bisect_right if len(piece.span) else bisect_left  # an insertion at the end: still it
        return min(find(ends, piece.span.start), len(ends) - 1)

    for n, group in groupby(pieces(text, shown, ends), number):
        yield paragraphs[n], list(group)


def _is_block(change: Change, place: Span, paragraph: Span) -> bool:
    return change.kind is Kind.REMOVED and place.contains(paragraph)


def _is_marked(piece: Piece) -> bool:
    return bool(piece.flags) or (piece.change is not None and piece.change.number > 0)


def _unchanged(count: int) -> tuple[Text, Text]:
    return Text("… ", "dim"), Text(f"{count} paragraph{'s' * (count > 1)} unchanged", "dim")


def _removal(change: Change, words: str, width: int) -> tuple[Text, Text]:
    finding = change.decision.finding
    count = len(words.split())
    before = f"removed {count} word{'s' * (count != 1)}: {one_line(finding.message)}"
    after = f" · {percent(confidence(change))} · {one_line(finding.rule_id)}"
    room = max(24, width - len(before) - len(after) - 10)
    quoted = f"“{shorten(words, room)}”"
    line = Text.assemble((before, "red"), (" · ", "dim"), quoted, (after, "dim"))
    return lead_of(change), line


def _print(console: Console, line: Text, lead: Text | None = None) -> None:
    """Prints `line` wrapped to the console, all of it as far in as `lead` is wide."""
    lead = lead or Text()
    for row in line.wrap(console, max(20, console.width - lead.cell_len)):
        row.rstrip()
        console.print(lead + row, soft_wrap=True)
        lead = Text(" " * lead.cell_len)
