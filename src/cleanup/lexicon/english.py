"""The words of English texts, and what they may be forms of."""

from __future__ import annotations

import re
from functools import lru_cache

from cleanup.inflection import lemmas
from cleanup.lexicon.entries import SLOTS

PIECE = re.compile(r"['’]s\b|-|[^\s-]+?(?=['’]s\b|-|\s|$)")


def pieces(text: str) -> tuple[str, ...]:
    """The words of a text as spaCy parts them, in lower case but for the slots."""
    return tuple(word if word in SLOTS else word.lower() for word in PIECE.findall(text))


@lru_cache(maxsize=100_000)
def keys_of(word: str) -> frozenset[str]:
    """A word in lower case, and what it may be a form of."""
    return lemmas(word) | {word}
