"""The one place where text changes: a single sweep of disjoint edits."""

from __future__ import annotations

from collections.abc import Iterable

from cleanup.types import Edit


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
