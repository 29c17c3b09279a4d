"""The annotated diff in the terminal: what was changed, removed and flagged, with the reason under it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cleanup.render.changes import Change, Kind, Piece, changes, pieces
from cleanup.render.summary import summary
from cleanup.render.words import (
    confidence,
    inert,
    old_and_new,
    one_line,
    percent,
    repaired,
    shorten,
    suggestion,
)
from cleanup.types import Result, Span

__all__ = ["render", "summary"]

STYLE = {"old": "red strike", "new": "green", "flag": "yellow underline", "aside": "dim"}
SIGN = {Kind.REMOVED: ("−", "red"), Kind.CORRECTED: ("~", "green"), Kind.FLAGGED: ("?", "yellow")}
MARKS = {"old": ("[-", "-]"), "new": ("{+", "+}"), "flag": ("[?", "?]")}  # where colour says nothing
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
INDENT = 2  # of the article; its notes stand two deeper
LONGEST = 70  # characters of a place repeated in a note


def render(result: Result, console: Console) -> None:
    """Prints the paragraphs of `result` that hold something, each with its notes. Without colour,
    deleted, inserted and flagged words stand between marks."""
    text = result.document.text
    shown = changes(result)
    console.print(_heading(result), end="\n\n")
    folded = [change for change in shown if change.number == 0]
    for kind, verb in ((Kind.REPAIRED, "repaired"), (Kind.FLAGGED, "could be repaired")):
        if some := [change for change in folded if change.kind is kind]:
            _print(console, Text(repaired(some, verb), STYLE["aside"]), 0)
    visible = [change for change in shown if change.number or change.kind is Kind.REPAIRED]
    unchanged = 0
    for number, group in _by_paragraph(result, visible):
        removed = _removed(group, _paragraphs(result)[number])
        group = [piece for piece in group if piece.change is None or piece.change not in removed]
        touched = any(_is_marked(piece) for piece in group)
        if removed or touched:
            _unchanged(console, unchanged)
            unchanged = 0
        for change in removed:
            _print(console, _removal(text, change, console.width), 0)
        if touched:
            _paragraph(console, text, group)
        elif _is_text(text, group):
            unchanged += 1
    _unchanged(console, unchanged)
