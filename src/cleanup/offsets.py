"""Tidy readings of a text that know where every character came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.types import Edit, Span


@dataclass(frozen=True, slots=True)
class View:
    """`text` as an engine should read it; its character i came from `starts[i]` to `ends[i]` of
    `Document.text`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def to_document(self, start: int, end: int) -> Span:
        """Where characters `start` to `end` (half-open, not empty) of the view came from."""
        return Span(self.starts[start], self.ends[end - 1])


def view(text: str, span: Span, repairs: Sequence[Edit]) -> View:
    """The part of `text` at `span`, read with `repairs` (sorted, disjoint, inside `span`) made."""
    if not repairs:
        return View(
            text[span.start : span.end],
            range(span.start, span.end),
            range(span.start + 1, span.end + 1),
        )
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = span.start
    for edit in [*repairs, Edit(Span(span.end, span.end), "")]:
        out += [text[at : edit.span.start], edit.text]
        starts += [*range(at, edit.span.start), *[edit.span.start] * len(edit.text)]
        ends += [*range(at + 1, edit.span.start + 1), *[edit.span.end] * len(edit.text)]
        at = edit.span.end
    return View("".join(out), tuple(starts), tuple(ends))
