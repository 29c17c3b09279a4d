"""What a rule puts in the place of a wrong word: its number, tense, case and article follow."""

from __future__ import annotations

import re

from spacy.tokens import Token

from cleanup.inflection import inflect, lemmas
from cleanup.matchers import Place

SLOT = re.compile(r"\{(\d+)(?::([A-Z]+))?\}")
SMALL = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}

PLURAL = {"they", "we", "you", "these", "those"}


def check_template(template: str) -> str | None:
    """What is wrong with a rule's replacement; None: nothing."""
    rest = SLOT.sub("", template)
    if "{" in rest or "}" in rest:
        return "a slot is written {2} or {2:VBD}"
    if any(int(number) < 1 for number, _ in SLOT.findall(template)):
        return "tokens are counted from 1"
    if rest.count("~") > 1:
        return "only one word can be marked with ~"
    return None


def render(template: str, place: Place) -> str:
    """The text that `template` makes of `place`."""
    tokens, root = place.tokens, place.root

    def fill(slot: re.Match[str]) -> str:
        token = tokens[min(int(slot[1]), len(tokens)) - 1]
        return inflect(token.lemma_, slot[2]) if slot[2] else token.text

    words = SLOT.sub(fill, template.removeprefix("=")).split(" ")
    if not template.startswith("="):
        at = _head(words, root.pos_)
        words[at] = _form(words[at].removeprefix("~"), root)
    first, last = tokens[0], tokens[-1]
    original = root.doc.text[first.idx : last.idx + len(last)]
    return _cased(" ".join(words), original, place.reading.title_case)


def _head(words: list[str], pos: str) -> int:
    """Which of `words` carries the inflection: the marked one, a verb's first, a noun's last before
    a preposition."""
    for n, word in enumerate(words):
        if word.startswith("~"):
            return n
    if pos not in ("NOUN", "PROPN"):
        return 0
    return next((n for n, w in enumerate(words) if n and w in SMALL), len(words)) - 1


def _form(word: str, root: Token) -> str:
    if word == "be":
        return _be(root)
    # In headlines spaCy takes any capitalised word for a name in the singular.
    is_form = root.tag_ == "NNP" and root.lower_ not in lemmas(root.lower_)
    return inflect(word, "NNS" if is_form and root.lower_.endswith("s") else root.tag_)


def _be(verb: Token) -> str:
    """The form of *be* that stands as `verb` does."""
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    first = any(c.lower_ == "i" for c in subjects)
    plural = verb.lower_ == "were" or any(
        c.tag_ in ("NNS", "NNPS") or c.lower_ in PLURAL or any(d.dep_ == "conj" for d in c.children)
        for c in subjects
    )
    if verb.tag_ == "VBP":
        return "am" if first else "are"
    return "were" if verb.tag_ == "VBD" and plural else inflect("be", verb.tag_)


def _cased(text: str, original: str, title_case: bool) -> str:
    if original.isupper() and len(original) > 1:
        return text.upper()
    if not original[:1].isupper():
        return text
    words = text.split(" ")
    if title_case:
        words = [w if n and w in SMALL else w[:1].upper() + w[1:] for n, w in enumerate(words)]
    return words[0][:1].upper() + " ".join(words)[1:]
