"""The words of source expressions: which of them carry meaning, and what they may be forms of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanup.lexicon.entries import SLOTS


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Articles, prepositions, pronouns, conjunctions: a machine renders them in too many ways to count on.
FUNCTION = {
    "es": _set(
        "a al ante como con de del desde e el en entre es ha hasta la las le les lo los me mi ni no nos o"
        " para pero por que qué se según si sin sobre su sus te tu u un una uno unos y ya"
    ),
    "pt": _set(
        "a à ao aos às as com como da das de do dos e é em entre era há já lhe lhes me na nas não nem no nos"
        " num numa o os ou para pela pelas pelo pelos por que se sem seu sua um uma"
    ),
    "fr": _set(
        "à a au aux avec c ce ces comme d dans de des du elle en est et il j je l la le les leur lui mais n"
        " ne on ou où par pas pour qu que qui s sa sans se ses si son sous sur un une y"
    ),
}
WORD = re.compile(r"[^\W\d_]+|\d+")
# Endings of plurals and feminines, and what stands there in a dictionary.
ENDINGS = {
    "es": (("ces", "z"), ("as", "o"), ("os", "o"), ("es", ""), ("s", ""), ("a", "o"), ("a", ""), ("se", "")),
    "pt": (
        ("ões", "ão"),
        ("ães", "ão"),
        ("ais", "al"),
        ("eis", "el"),
        ("ns", "m"),
        ("as", "o"),
        ("es", ""),
        ("s", ""),
        ("a", "o"),
        ("a", ""),
    ),
    "fr": (
        ("eaux", "eau"),
        ("aux", "al"),
        ("euse", "eux"),
        ("elle", "el"),
        ("ve", "f"),
        ("es", ""),
        ("s", ""),
        ("x", ""),
        ("e", ""),
    ),
}


def content(lemma: str, language: str) -> list[str]:
    """The words of an expression that carry meaning, in its order. Raises KeyError for a language whose
    function words are not known."""
    return [
        word for word in WORD.findall(lemma) if word not in SLOTS and word.lower() not in FUNCTION[language]
    ]


def lemmas_of(word: str, language: str) -> Iterator[str]:
    """What a dictionary may list `word` under, the likeliest first."""
    word = word.lower()
    yield word
    for ending, base in ENDINGS[language]:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield word[: -len(ending)] + base
