"""The whole text in CriticMarkup, with a comment after each change."""

from __future__ import annotations

import re

from cleanup.render.changes import changes, pieces
from cleanup.render.words import in_words
from cleanup.types import Result

_PAIRS = r"\+\+|--|~~|==|>>"
_OPENER = re.compile(rf"(?<=\{{)(?={_PAIRS})")
# Where a mark's content must be cut: inside an opener, a closer and the arrow of a substitution.
_CUT = re.compile(rf"{_OPENER.pattern}|(?:(?<=\+\+)|(?<=--)|(?<=~~)|(?<===)|(?<=<<))(?=\}})|(?<=~)(?=>)")
OWN = "{>>as in the article<<}"


def render(result: Result) -> str:
    """All of the text with every change and flag marked. Accepting all gives the output, rejecting
    all gives the input, exactly: comments dropped, marks read once from left to right.

    What is CriticMarkup in the article itself does not become markup: outside our marks the comment
    “as in the article” parts its brace from its sign; inside, the mark is closed and opened again.
    """
    text = result.document.text
    out: list[str] = []
    for piece in pieces(text, changes(result)):
        old = text[piece.span.start : piece.span.end]
        if piece.edit is not None:
            out.append(_change(old, piece.edit.text) or "{>><<}")  # keeps its neighbours apart
        elif piece.flags:
            out.append(_mark("==", old, "=="))
        else:
            out.append(_OPENER.sub(OWN, old))
        out += [f"{{>>{_comment(in_words(text, change))}<<}}" for change in piece.closing]
    return "".join(out)


def _change(old: str, new: str) -> str:
    if old and new and not _CUT.search(old) and not _CUT.search(new):
        return f"{{~~{old}~>{new}~~}}"
    return _mark("--", old, "--") + _mark("++", new, "++")


def _mark(before: str, content: str, after: str) -> str:
    parts = _CUT.split(content)
    return "".join(f"{{{before}{part}{after}}}" for part in parts if part)


def _comment(words: str) -> str:
    """Inside a comment nothing may end it or look like a mark."""
    return _CUT.sub(" ", words)
