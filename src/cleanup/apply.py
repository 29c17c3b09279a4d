"""The one place where text changes: a single sweep of disjoint edits."""

from __future__ import annotations

from collections.abc import Iterable

from cleanup.types import Edit, Span


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits` made. Raises ValueError if two of them overlap."""
    out, at = [], 0
    for edit in sorted(edits):
        if edit.span.start < at:
            raise ValueError(f"edits overlap at {edit.span.start}")
        out += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    out.append(text[at:])
    return "".join(out)


def reading(text: str, place: Span, edits: Iterable[Edit]) -> str:
    """What `place` of `text` reads once `edits` (disjoint) are made. What an edit does beside the
    place is left out: an article before it, the words it shares with the text around."""
    out, at = [], place.start
    for edit in sorted(edits):
        start, end = edit.span.start, edit.span.end
        touches = place.start <= start <= end <= place.end
        if not (touches or edit.span.overlaps(place)):
            continue
        before, after = text[start : max(start, place.start)], text[min(end, place.end) : end]
        new = edit.text.removeprefix(before)
        out += [text[at : max(at, start)], new.removesuffix(after)]
        at = max(at, end)
    return "".join([*out, text[at : place.end]])
