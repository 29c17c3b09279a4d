"""The text of an article as HTML, with its changes and flags in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from cleanup.document import paragraph_lines
from cleanup.render.changes import Change, Kind, Piece, pieces
from cleanup.render.words import ACTIVE, inert
from cleanup.tidy import lines
from cleanup.types import Result, Span
from cleanup.verdicts import reach_of

# Where a run of text ends, so that what the browser holds of it has the same characters as the text.
_SEAM = re.compile(rf"(\r\n|{ACTIVE.pattern})")


def blocks(result: Result) -> tuple[Span, ...]:
    """The text in blocks, without a gap: a paragraph each, with the blank lines after it. Paragraphs
    that one edit joins are one block."""
    text = result.document.text
    begins = [group[0].start for group in paragraph_lines(text, list(lines(text)))][1:]
    reach = sorted(reach_of(decision.finding) for decision in result.decisions)
    kept, at, end = [0], 0, 0
    for begin in begins:
        while at < len(reach) and reach[at].start < begin:
            end = max(end, reach[at].end)
            at += 1
        if end <= begin:
            kept.append(begin)
    return tuple(Span(a, b) for a, b in zip(kept, [*kept[1:], len(text)], strict=True))


def marked(text: str, block: Span, shown: Sequence[Change]) -> Markup:
    """The block's text as HTML. `shown`: the changes that have a place in it. Every run that stands in
    the text carries its offset in `data-s`."""
    visible = block.start + len(text[_slice(block)].rstrip())
    inside = [
        piece
        for piece in pieces(text, shown, (block.start, visible, block.end))
        if block.start <= piece.span.start
        and piece.span.end <= block.end
        # A piece without length belongs to the block that it begins or, at the very end, to the last.
        and (piece.span.start < block.end or block.end == len(text))
    ]
    while inside and inside[-1].edit is None and not text[_slice(inside[-1].span)].strip():
        last = inside.pop()
        if last.closing:
            inside.append(Piece(Span(last.span.start, last.span.start), None, None, (), last.closing))
            break
    return Markup("").join(part for piece in inside for part in _piece(text, piece, block.end))


def _piece(text: str, piece: Piece, end: int) -> Iterator[Markup]:
    old = text[_slice(piece.span)]
    if piece.span.end == end:
        old = old.rstrip()
    if piece.edit is None or piece.change is None:
        runs = _runs(old, piece.span.start)
        flag = piece.flags[-1] if piece.flags else None
        yield _tag("mark", flag, str(flag.kind), runs) if flag and old else runs
    else:
        repair = piece.change.kind is Kind.REPAIRED
        if old:
            yield _tag("del", piece.change, "damaged" if repair else "old", _runs(old, piece.span.start))
        if piece.edit.text:
            yield _tag("ins", piece.change, "repaired" if repair else "new", _runs(piece.edit.text))
    for change in piece.closing:
        if change.number:
            id = change.decision.finding.fingerprint
            label = Markup('<sup class="note {}"><a href="#card-{}" data-id="{}">{}</a></sup>')
            yield label.format(change.kind, id, id, change.number)


def _tag(name: str, change: Change, kind: str, inner: Markup) -> Markup:
    id = change.decision.finding.fingerprint
    return Markup('<{} class="{}" data-id="{}">{}</{}>').format(name, kind, id, inner, name)


def _runs(words: str, start: int | None = None) -> Markup:
    """`words`, cut at line ends of two characters and at characters that act, which show as signs."""
    out = []
    for part in filter(None, _SEAM.split(words)):
        place = "" if start is None else Markup(' data-s="{}"').format(start)
        if part == "\r\n" or ACTIVE.match(part):
            sign = inert(part)
            kind = "" if sign == "\n" else Markup(' class="sign"')
            place += Markup(' data-e="{}"').format((start or 0) + len(part)) if place else ""
            out.append(Markup("<span{}{}>{}</span>").format(kind, place, sign))
        elif place:
            out.append(Markup("<span{}>{}</span>").format(place, part))
        else:
            out.append(Markup("{}").format(part))
        if start is not None:
            start += len(part)
    return Markup("").join(out)


def _slice(span: Span) -> slice:
    return slice(span.start, span.end)
