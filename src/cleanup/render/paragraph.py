"""A paragraph of the annotated diff: its text with the changes and flags in it, and the notes under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from cleanup.render.changes import Change, Kind, Piece
from cleanup.render.words import (
    SIGN,
    confidence,
    inert,
    old_and_new,
    one_line,
    percent,
    shorten,
    suggestion,
)

STYLE = {"old": "red strike", "new": "green", "flag": "yellow underline"}
MARKS = {"old": ("[-", "-]"), "new": ("{+", "+}"), "flag": ("[?", "?]")}  # where there is no colour
COLOUR = {Kind.REMOVED: "red", Kind.CORRECTED: "green", Kind.FLAGGED: "yellow"}
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LONGEST = 70  # characters of a place or a proposal in a note


def body_of(text: str, group: Sequence[Piece], marked: bool) -> Text:
    """A paragraph with its changes and flags in place, between marks if `marked`."""
    body = Text()
    for piece in group:
        old = text[piece.span.start : piece.span.end]
        if piece.edit is None or piece.change is None:
            if piece.flags:
                _append(body, old, "flag", marked)
            else:
                body.append(inert(old if body else old.lstrip()))
        elif piece.change.kind is Kind.REPAIRED:
            body.append(inert(piece.edit.text), STYLE["flag"] if piece.flags else "")
        else:
            _append(body, old, "old", marked)
            if old and piece.edit.text and not marked:  # some terminals strike nothing through
                body.append("→", "dim")
            _append(body, piece.edit.text, "new", marked)
        _append_numbers(body, [change for change in piece.closing if change.number])
    body.rstrip()
    return body


def _append(body: Text, words: str, role: str, marked: bool) -> None:
    """Spaces around the words stay outside the marks, where lines may break."""
    before, after = MARKS[role] if marked else ("", "")
    shown = inert(words)
    if role != "flag":
        shown = shown.replace("\n", "⏎").replace("\t", "␉")
    inner = shown.strip(" ") or shown
    if inner:
        left, right = shown.split(inner, 1)
        body.append(left).append(f"{before}{inner}{after}", STYLE[role]).append(right)


def _append_numbers(body: Text, noted: Sequence[Change]) -> None:
    """At the last word, before any space after it."""
    if not noted:
        return
    space = body.plain[len(body.plain.rstrip()) :]
    body.rstrip()
    for change in noted:
        number = str(change.number).translate(SUPERSCRIPT)
        body.append(number, f"bold {COLOUR[change.kind]}")
    body.append(space)


def notes_of(text: str, noted: Sequence[Change]) -> Iterator[tuple[Text, Text]]:
    """What is said of changes and flags under their paragraph: lines, each with what stands before."""
    for change in noted:
        finding = change.decision.finding
        old, new = (shorten(words, LONGEST) for words in old_and_new(text, change))
        if change.kind is Kind.FLAGGED:
            title = Text.assemble((old, COLOUR[change.kind]))
        elif not new:
            title = Text.assemble("removed ", (f"“{old}”", "red"))
        elif not old:
            title = Text.assemble("inserted ", (f"“{new}”", "green"))
        else:
            title = Text.assemble((old, "red"), " → ", (new, "green"))
        sure = f" · {percent(confidence(change))} · {one_line(finding.rule_id)}"
        yield Text("    ") + lead_of(change), title.append(sure, "dim")
        evidence = [f"{k.replace('_', ' ')}: {v}" for k, v in finding.evidence.items()]
        said = [finding.message]
        if change.kind is Kind.FLAGGED:
            left = f"not changed ({change.decision.reason})"
            said.append(" · ".join(filter(None, [suggestion(text, change), left])))
        for line, style in [*((line, "") for line in said), (" · ".join(evidence), "dim")]:
            if line:
                yield Text(" " * (4 + lead_of(change).cell_len)), Text(one_line(line), style)


def lead_of(change: Change) -> Text:
    """The sign and number of a change, as they stand before its line."""
    sign = (SIGN[change.kind], f"bold {COLOUR[change.kind]}")
    return Text.assemble(sign, (f"{change.number} ", "bold"))
