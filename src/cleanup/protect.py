"""What is not to be changed unseen: names, numbers, addresses, the inside of quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleanup.types import Paragraph, Protected

if TYPE_CHECKING:
    from spacy.tokens import Token

NAMES = {
    "EVENT",
    "FAC",
    "GPE",
    "LANGUAGE",
    "LAW",
    "LOC",
    "NORP",
    "ORG",
    "PERSON",
    "PRODUCT",
    "WORK_OF_ART",
}
# Where every word is capitalised, or the first of a sentence, only these are recognised well enough.
SURE_NAMES = {"GPE", "LOC", "NORP", "PERSON"}
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>”\"]*[^\s<>”\".,;:!?')\]]|[\w.+-]+@[\w-]+\.[\w.-]*\w|(?<![\w/])[@#]\w+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|news|io|tv|[a-z]{2})\b(?:/\S*)?",
)
OPENING = {"“": "”", "«": "»", "„": "“”", "‘": "’", "‹": "›", '"': '"', "'": "'"}
SINGLE = "‘’'"


def protected_spans(
    paragraphs: Sequence[Paragraph], house_terms: Sequence[str] = ()
) -> tuple[Protected, ...]:
    """The protected places of an article, by place; they may overlap."""
    terms = sorted(house_terms, key=len, reverse=True)
    house = re.compile("|".join(rf"(?<!\w){re.escape(t)}(?!\w)" for t in terms)) if terms else None
    found: list[Protected] = []
    for paragraph in paragraphs:
        text, where = paragraph.view.text, paragraph.view.to_document
        found += [Protected(where(a, b), "quotation") for a, b in quotations(text)]
        found += [Protected(where(*m.span()), "address") for m in ADDRESS.finditer(text)]
        for token in paragraph.parsed:
            if token.like_num or any(c.isdigit() for c in token.text):
                found.append(Protected(where(token.idx, token.idx + len(token)), "number"))
        found += [Protected(where(a, b), "name") for a, b in _names(paragraph)]
        if house:
            found += [Protected(where(*m.span()), "house") for m in house.finditer(text)]
    return tuple(sorted(found, key=lambda p: (p.span, p.kind)))


def quotations(text: str) -> list[tuple[int, int]]:
    """The insides of the quotations of one paragraph, half-open, in `text`. One that is not closed goes
    on to the end, as it does where the next paragraph carries on with it."""
    found = []
    at = 0
    while at < len(text):
        closers = OPENING.get(text[at])
        if closers and not _ends_a_word(text, at):
            end = _closing(text, at, closers)
            if end is None and text[at] not in SINGLE:
                end = len(text)
            if end is not None:
                if at + 1 < end:
                    found.append((at + 1, end))
                at = end
        at += 1
    return found


def _ends_a_word(text: str, at: int) -> bool:
    """The mark at `at` is an apostrophe, a foot or an inch rather than the beginning of a quotation."""
    before = text[at - 1 : at]
    return (text[at] in SINGLE and before.isalnum()) or (text[at] == '"' and before.isdigit())


def _closing(text: str, start: int, closers: str) -> int | None:
    """Where the quotation ends; one that is inside it, and an apostrophe inside a word, end none."""
    depth = 1
    for at in range(start + 1, len(text)):
        inside_word = text[at] in SINGLE and text[at + 1 : at + 2].isalnum()
        if text[at] in closers and not inside_word:
            depth -= 1
            if depth == 0:
                return at
        elif text[at] == text[start] and text[at] not in SINGLE:
            depth += 1
    return None


def _names(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Names, by spaCy's entities and by capitals; small words between two capitals belong to a name."""
    for entity in paragraph.parsed.ents:
        doubtful = paragraph.title_case or (_opens(entity[0]) and len(entity) == 1)
        if entity.label_ in (SURE_NAMES if doubtful else NAMES):
            capitals = [t for t in entity if t.text[:1].isupper()]
            if capitals:
                yield capitals[0].idx, capitals[-1].idx + len(capitals[-1])
    if not paragraph.title_case:
        for token in paragraph.parsed:
            inner_capital = any(c.isupper() for c in token.text[1:])
            if inner_capital or (token.text[:1].isupper() and not _opens(token) and token.text != "I"):
                yield token.idx, token.idx + len(token)


def _opens(token: Token) -> bool:
    """The token begins a sentence, also one inside quotation marks, brackets or after a colon."""
    if token.is_sent_start or token.i == 0:
        return True
    before = token.nbor(-1)
    return before.is_quote or before.text in "([—–-:•" or (before.is_punct and _opens(before))
