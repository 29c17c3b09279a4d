"""A last look at the corrected text: a correction that makes it newly wrong has to wait."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from cleanup.apply import apply
from cleanup.resolve import edits_of
from cleanup.types import Decision, Document, Edit, Paragraph, Span, Status

DOUBLED = re.compile(r"\b([^\W\d_]+)[ \t]+\1\b", re.IGNORECASE)


def guard(doc: Document, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """`decisions`, with those applied corrections pending that double a word of their paragraph."""
    changes = sorted(
        (edit, n)
        for n, decision in enumerate(decisions)
        if decision.status is Status.APPLIED
        for edit in edits_of([decision])
    )
    starts = [edit.span.start for edit, _ in changes]
    held: dict[int, str] = {}
    for paragraph in doc.paragraphs:
        near = changes[bisect_left(starts, paragraph.span.start) : bisect_left(starts, paragraph.span.end)]
        inside = [(edit, n) for edit, n in near if paragraph.span.contains(edit.span)]
        if any(edit.text for edit, _ in inside):
            held |= _doubled(doc.text, paragraph, inside)
    return tuple(
        replace(d, status=Status.PENDING, chosen=None, reason=held[n]) if n in held else d
        for n, d in enumerate(decisions)
    )


def _doubled(text: str, paragraph: Paragraph, inside: list[tuple[Edit, int]]) -> dict[int, str]:
    before = text[paragraph.span.start : paragraph.span.end]
    old = {match[0].casefold() for match in DOUBLED.finditer(before)}
    shift = -paragraph.span.start
    edits = [Edit(Span(e.span.start + shift, e.span.end + shift), e.text) for e, _ in inside]
    after = apply(before, edits)
    held, grown = {}, 0
    places = []
    for edit, (_, n) in zip(edits, inside, strict=True):
        start = edit.span.start + grown
        places.append((start, start + len(edit.text), n))
        grown += len(edit.text) - len(edit.span)
    for match in DOUBLED.finditer(after):
        if match[0].casefold() not in old:
            for start, end, n in places:
                if start < match.end() and match.start() < end:
                    held[n] = f"guard: “{match[0]}” would stand there"
    return held
