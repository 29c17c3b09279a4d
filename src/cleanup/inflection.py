"""English word forms, by `lemminflect`, and the indefinite article, by `inflect`."""

from __future__ import annotations

from functools import lru_cache

INFLECTED = {"NNS", "NNPS", "VBD", "VBZ", "VBG", "VBN", "JJR", "JJS", "RBR", "RBS"}


@lru_cache(maxsize=100_000)
def lemmas(word: str, pos: str | None = None) -> frozenset[str]:
    """What `word` may be an inflected form of, as noun, verb or adjective, or as `pos` only."""
    from lemminflect import getAllLemmas

    return frozenset(lemma for found in getAllLemmas(word, pos).values() for lemma in found)


@lru_cache(maxsize=10_000)
def inflect(word: str, tag: str) -> str:
    """`word`, a lemma, in the form that a Penn Treebank tag names; as it stands if that is no
    inflected form, if it is inflected already, or if none is known."""
    from lemminflect import getInflection, getLemma

    tag = "NNS" if tag == "NNPS" else tag
    coarse = {"N": "NOUN", "V": "VERB", "J": "ADJ", "R": "ADV"}.get(tag[0], "")
    if tag not in INFLECTED or word not in getLemma(word, coarse):
        return word
    forms = getInflection(word, tag)
    if tag == "NNS" and forms == (word,) and word.endswith("ion"):
        return word + "s"  # `inauguration` counts as uncountable there
    return forms[0] if forms else word


@lru_cache(maxsize=1)
def _engine():
    from inflect import engine  # takes a second to import, and few articles need it

    return engine()


@lru_cache(maxsize=10_000)
def indefinite_article(phrase: str) -> str:
    """`a` or `an`, whichever stands before `phrase`."""
    return _engine().a(phrase).split()[0]
