"""Characters that were damaged on the way: mojibake, entities, odd spaces, invisible characters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby

import ftfy
from rapidfuzz.distance import Indel

from cleanup.types import Edit, Repair, Span

# Line ends, as `str.splitlines` knows them, less the separators that no article uses.
LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Control and format characters that no reader sees. ZWNJ and ZWJ (U+200C, U+200D) are left out: emoji
# and several scripts need them. Direction marks count only where nothing runs from right to left.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Spaces of typography: no-break, thin, ideographic ...
ODD_SPACE = re.compile(
    "[ \t]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000][ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*"
)
DOUBLE_SPACE = re.compile(r"(?<=[\w,;’'”\")]) {2}(?=[\w“\"‘'(])")
ENTITY = re.compile(r"&(?:amp;)*(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
PASSES = 5  # one repair may lay bare another (an entity inside an entity)

FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


def lines(text: str) -> Iterator[Span]:
    """The lines of `text` without their line ends."""
    start = 0
    for end in LINE_END.finditer(text):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, len(text))


def repairs(text: str) -> tuple[Repair, ...]:
    """What is damaged in `text`, from left to right; the places are disjoint. Text with its repairs
    made has none."""
    return tuple(
        Repair(Edit(Span(line.start + start, line.start + end), new), kind)
        for line in lines(text)
        for kind, start, end, new in _line_repairs(text[line.start : line.end])
    )


# kind, start and end in the line, replacement
_Found = tuple[str, int, int, str]


def _line_repairs(line: str) -> list[_Found]:
    if line.isascii() and line.isprintable() and "&" not in line and "  " not in line:
        return []
    text, starts, ends = line, list(range(len(line))), list(range(1, len(line) + 1))
    kinds: list[tuple[int, int, str]] = []
    for _ in range(PASSES):
        found = _one_pass(text)
        if not found:
            break
        kinds += [(starts[start], ends[end - 1], kind) for kind, start, end, _ in found]
        for _, start, end, new in reversed(found):
            origin = starts[start], ends[end - 1]
            text = text[:start] + new + text[end:]
            starts[start:end] = [origin[0]] * len(new)
            ends[start:end] = [origin[1]] * len(new)
    return [
        (next(k for s, e, k in kinds if s < end and start < e), start, end, new)
        for start, end, new in _differences(line, text, starts, ends)
    ]


def _one_pass(text: str) -> list[_Found]:
    found: list[_Found] = []
    for kind, start, end, new in (*_mojibake(text), *_entities(text), *_characters(text)):
        if not any(start < e and s < end for _, s, e, _ in found):
            found.append((kind, start, end, new))
    return sorted(found, key=lambda f: f[1])


def _differences(
    before: str, after: str, starts: list[int], ends: list[int]
) -> Iterator[tuple[int, int, str]]:
    """Where `after`, whose characters came from `starts` to `ends` of `before`, differs from it."""
    at, start, new = 0, 0, ""  # `before` is read up to `at`; an open difference goes from `start` on
    for (s, e), group in groupby(zip(starts, ends, after, strict=True), key=lambda c: c[:2]):
        part = "".join(char for _, _, char in group)
        same = before[s:e] == part
        if same and s == at:
            if start < at:
                yield start, at, new
            start, new = e, ""
        elif same:
            yield start, s, new
            start, new = e, ""
        else:
            new += part
        at = e
    if start < len(before):
        yield start, len(before), new


def _mojibake(text: str) -> Iterator[_Found]:
    if text.isascii():
        return
    fixed = ftfy.fix_text(text, FTFY)
    if fixed == text:
        return
    ops = [op for op in Indel.opcodes(text, fixed) if op.tag != "equal"]
    while ops:
        first = last = ops.pop(0)
        while ops and ops[0].src_start == last.src_end:
            last = ops.pop(0)
        start, end = first.src_start, last.src_end
        new = fixed[first.dest_start : last.dest_end]
        if start == end:  # an insertion takes its neighbour with it, so that it has a place
            start, end = max(start - 1, 0), max(start, 1)
            new = text[start:end] + new if last.src_end else new + text[start:end]
        yield "mojibake", start, end, new


def _entities(text: str) -> Iterator[_Found]:
    for match in ENTITY.finditer(text):
        old, new = "", match[0]
        while new != old:
            old, new = new, html.unescape(new)
        if new != match[0]:
            yield "entity", match.start(), match.end(), " " if new.isspace() else new


def _characters(text: str) -> Iterator[_Found]:
    keep_direction = bool(RIGHT_TO_LEFT.search(text))
    for match in INVISIBLE.finditer(text):
        if not (keep_direction and DIRECTION.search(match[0])):
            yield "invisible", match.start(), match.end(), ""
    for match in (*ODD_SPACE.finditer(text), *DOUBLE_SPACE.finditer(text)):
        at_edge = match.start() == 0 or match.end() == len(text)
        yield "space", match.start(), match.end(), "" if at_edge else " "
