"""A unified diff of input and output that says above each hunk what is changed in it, and why."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cleanup.apply import apply
from cleanup.render.changes import Change, Kind, changes, common
from cleanup.render.words import SIGN, in_words, repaired, what
from cleanup.types import Edit, Result, Span

CONTEXT = 3  # lines shown around a change
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # only "\n" ends a line, as for GNU patch
_PLAIN_NAME = re.compile(r'[^\x00-\x1f\x7f"\\]+')


@dataclass(frozen=True, slots=True)
class _Region:
    """Input lines `start` to `end` (half-open, from 0) that the output has as `new`."""

    start: int
    end: int
    new: tuple[str, ...]


def render(result: Result, names: tuple[str, str]) -> str:
    """The diff from input to output, under the two `names`. GNU patch applies it: it skips the lines
    that begin with “#”. A flag stands before the first hunk that ends after it, or at the end."""
    text = result.document.text
    old = _LINE.findall(text)
    starts = [0, *accumulate(map(len, old))]
    waiting = list(changes(result))
    edits = sorted(edit for change in waiting for edit in change.edits)
    out: list[str] = []
    grown = 0
    for hunk in _hunks(list(_regions(text, old, starts, edits))):
        if not out:
            out += [f"--- {_name(names[0])}\n", f"+++ {_name(names[1])}\n"]
        start, end = max(0, hunk[0].start - CONTEXT), min(len(old), hunk[-1].end + CONTEXT)
        here = [change for change in waiting if _line(starts, change.span.start) < end]
        waiting = waiting[len(here) :]
        out += _notes(text, starts, here)
        more = sum(len(region.new) - (region.end - region.start) for region in hunk)
        before, after = _range(start, end), _range(start + grown, end + grown + more)
        out += [f"@@ -{before} +{after} @@\n", *_body(old, hunk, start, end)]
        grown += more
    return "".join([*out, *_notes(text, starts, waiting)])


def _regions(
    text: str, old: Sequence[str], starts: Sequence[int], edits: Sequence[Edit]
) -> Iterator[_Region]:
    """What the edits do to whole lines, without the lines that stay."""
    spans: list[tuple[int, int, list[Edit]]] = []
    for edit in edits:
        start, end = _line(starts, edit.span.start), _line(starts, edit.span.end) + 1
        inside = [edit]
        if spans and start < spans[-1][1]:
            start, before, inside = spans.pop()
            end = max(before, end)
            inside.append(edit)
        spans.append((start, end, inside))
    for start, end, inside in spans:
        at, end = starts[start], min(end, len(old))
        moved = [Edit(Span(e.span.start - at, e.span.end - at), e.text) for e in inside]
        new = _LINE.findall(apply(text[at : starts[end]], moved))
        head = common(old[start:end], new)
        tail = common(old[start + head : end][::-1], new[head:][::-1])
        start, end, new = start + head, end - tail, new[head : len(new) - tail]
        if start < end or new:
            yield _Region(start, end, tuple(new))


def _hunks(regions: Sequence[_Region]) -> list[list[_Region]]:
    """The regions whose context would touch, together."""
    hunks: list[list[_Region]] = []
    for region in regions:
        if hunks and region.start - hunks[-1][-1].end <= 2 * CONTEXT:
            hunks[-1].append(region)
        else:
            hunks.append([region])
    return hunks


def _body(old: Sequence[str], hunk: Sequence[_Region], start: int, end: int) -> Iterator[str]:
    for region in hunk:
        yield from _marked(" ", old[start : region.start])
        yield from _marked("-", old[region.start : region.end])
        yield from _marked("+", region.new)
        start = region.end
    yield from _marked(" ", old[start:end])


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _notes(text: str, starts: Sequence[int], here: Sequence[Change]) -> Iterator[str]:
    for kind, verb in ((Kind.REPAIRED, "repaired"), (Kind.FLAGGED, "could be repaired")):
        if some := [change for change in here if change.number == 0 and change.kind is kind]:
            yield f"# {repaired(some, verb)}\n"
    for change in here:
        if change.number:
            line = _line(starts, change.decision.finding.span.start) + 1
            sign = f"{SIGN[change.kind]}{change.number}"
            yield f"# {sign} line {line}: {what(text, change)}; {in_words(text, change)}\n"


def _line(starts: Sequence[int], at: int) -> int:
    """The line, from 0, of a place; the end of the text belongs to the last line."""
    return max(0, min(bisect_right(starts, at) - 1, len(starts) - 2))


def _range(start: int, end: int) -> str:
    """As in a hunk's head: 1-based; an empty range names the line before it."""
    return f"{start + (start < end)},{end - start}"


def _name(name: str) -> str:
    """A file's name as patch reads it: quoted where it must be, ended by a tab."""
    if _PLAIN_NAME.fullmatch(name):
        return f"{name}\t"
    quoted = "".join(
        f"\\{ord(c):03o}" if ord(c) < 0x20 or ord(c) == 0x7F else f"\\{c}" if c in '"\\' else c for c in name
    )
    return f'"{quoted}"\t'
