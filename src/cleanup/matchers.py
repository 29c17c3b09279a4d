"""Token patterns and conditions: the small language in which rules say where a word is wrong.

CONTRIBUTING.md describes it for rule authors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from spacy.tokens import Token

from cleanup.inflection import lemmas
from cleanup.types import Paragraph

MAX_GAP = 3  # tokens that `...` may stand for
RELATIVE = ("which", "that", "who")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one token of a pattern may be. Empty sets allow anything."""

    words: frozenset[str] = frozenset()  # lemma or lower-cased form
    exact: bool = False  # the form only
    tags: frozenset[str] = frozenset()  # coarse or fine part-of-speech tags
    either: bool = False  # one of the words or one of the tags is enough
    optional: bool = False
    gap: bool = False

    def matches(self, token: Token, keys: frozenset[str], title_case: bool) -> bool:
        word = not self.words or (
            token.lower_ in self.words if self.exact else not self.words.isdisjoint(keys)
        )
        tag = not self.tags or token.pos_ in self.tags or token.tag_ in self.tags
        if not tag and title_case and token.pos_ == "PROPN":
            tag = not self.tags.isdisjoint({"NOUN", "ADJ"})
        return word or tag if self.either else word and tag

    @property
    def needs_word(self) -> bool:
        """No token fits it but one of its words."""
        return bool(self.words) and not (self.optional or self.either)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Items in order; those from `first` to `last` (inclusive) are the place that is wrong."""

    items: tuple[Item, ...]
    first: int
    last: int

    @property
    def anchor(self) -> frozenset[str]:
        """Words of which a text must hold one; the longest, since long words are rare."""
        required = (item.words for item in self.items if item.needs_word)
        return max(required, key=lambda words: min(map(len, words)))


@cache
def compile_items(text: str) -> tuple[Item, ...]:
    """The items of `text`, separated by blanks. Raises PatternError."""
    items: list[Item] = []
    for part in text.split():
        if part == "...":
            items.append(Item(gap=True))
            continue
        match = re.fullmatch(r"(=?)([^/?]*)(?:/([A-Za-z,$]+))?(\??)", part)
        if not match or not (match[2] or match[3]):
            raise PatternError(f"{part!r} is no item")
        exact, words, tags, optional = match.groups()
        common = {
            "exact": bool(exact),
            "tags": frozenset(tags.split(",") if tags else ()),
            "either": bool(tags) and words.endswith("|"),
            "optional": bool(optional),
        }
        alternatives = [word for word in words.lower().split("|") if word]
        pieces = re.findall(r"[^-]+|-", words.lower())  # spaCy splits at hyphens
        if len(alternatives) > 1 and any(len(w) > 1 and "-" in w for w in alternatives):
            raise PatternError(f"{part!r}: a word with a hyphen is several tokens, no alternative")
        if len(alternatives) == 1 and len(pieces) > 1:
            items += [Item(frozenset({piece}), **common) for piece in pieces]
        else:
            items.append(Item(frozenset(alternatives), **common))
    return tuple(items)


@cache
def compile_pattern(text: str) -> Pattern:
    """The pattern that `text` says, as in `in the <short film|movie>`. Raises PatternError."""
    match = re.fullmatch(r"([^<>]*)(?:<([^<>]+)>)?([^<>]*)", text)
    if not match:
        raise PatternError("one place at most may stand between < and >")
    before, place, after = (compile_items(part or "") for part in match.groups())
    if not place:
        before, place = (), before
    items = before + place + after
    if not any(item.needs_word for item in items):
        raise PatternError("at least one word that must stand there is needed")
    for edge in (*place[:1], *place[-1:]):
        if edge.gap:
            raise PatternError("a place does not begin or end with ...")
    return Pattern(items, len(before), len(before) + len(place) - 1)


def compile_condition(text: str) -> tuple[Item, ...]:
    """The items of a condition: the first is the word it looks for. Raises PatternError."""
    if re.search(r"[^\W\d_]-[^\W\d_]", text):
        raise PatternError(f"{text!r}: a word with a hyphen is several tokens; name one of them")
    return compile_items(text)


class Reading:
    """A paragraph as patterns see it: its tokens without white space, and what each may be called."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.title_case = paragraph.title_case
        self.tokens: list[Token] = [t for t in paragraph.parsed if not t.is_space]
        self.keys = [_keys(t, self.title_case) for t in self.tokens]
        self.index = {token.i: n for n, token in enumerate(self.tokens)}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset().union(*self.keys)

    def fits(self, item: Item, token: Token) -> bool:
        n = self.index.get(token.i)
        return n is not None and item.matches(token, self.keys[n], self.title_case)


def _keys(token: Token, title_case: bool) -> frozenset[str]:
    lower = token.lower_.replace("’", "'")
    keys = {lower, token.lemma_.lower()}
    if token.pos_ in ("NOUN", "VERB", "ADJ"):
        keys |= lemmas(lower, token.pos_)  # spaCy takes `graves` for a form of `graf`
    # spaCy takes capitalised words of headlines and openings for names, and leaves those as they are.
    if token.pos_ == "PROPN" and (title_case or token.is_sent_start):
        keys |= lemmas(lower)
    return frozenset(keys)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pattern matched: tokens `start` to `end` (half-open) of the reading."""

    reading: Reading
    start: int
    end: int

    @property
    def tokens(self) -> list[Token]:
        return self.reading.tokens[self.start : self.end]

    @property
    def root(self) -> Token:
        """The token on which the rest of the place depends."""
        return self.reading.paragraph.parsed[self.tokens[0].i : self.tokens[-1].i + 1].root

    def holds(self, token: Token) -> bool:
        return self.tokens[0].i <= token.i <= self.tokens[-1].i


def find_places(pattern: Pattern, reading: Reading) -> Iterator[Place]:
    """Every place where `pattern` matches, each once, from left to right."""
    last = 0  # end of the place found last; one inside it is the same without optional items
    for start in range(len(reading.tokens)):
        ends = _match(pattern, reading, 0, start, ())
        if ends:
            begin = start if pattern.first == 0 else ends[pattern.first - 1]
            place = Place(reading, begin, ends[pattern.last])
            if place.start < place.end and place.end > last:
                last = place.end
                yield place


def _match(
    pattern: Pattern, reading: Reading, k: int, at: int, ends: tuple[int, ...]
) -> tuple[int, ...] | None:
    """Where each item from the k-th on ends if they match from token `at` on; None: they do not."""
    if k == len(pattern.items):
        return ends
    item = pattern.items[k]
    if item.gap:
        lengths: Iterable[int] = range(min(MAX_GAP, len(reading.tokens) - at) + 1)
    elif at < len(reading.tokens) and item.matches(reading.tokens[at], reading.keys[at], reading.title_case):
        lengths = (1, 0) if item.optional else (1,)
    else:
        lengths = (0,) if item.optional else ()
    for length in lengths:
        found = _match(pattern, reading, k + 1, at + length, (*ends, at + length))
        if found:
            return found
    return None


# Conditions: how the place stands to the words around it.


def _with_conjuncts(verbs: Iterable[Token]) -> Iterator[Token]:
    for verb in verbs:
        yield verb
        yield from (c for c in verb.conjuncts if not _child(c, "nsubj", "nsubjpass"))


def _child(token: Token, *deps: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in deps), None)


def _relative_role(verb: Token) -> str:
    """What the noun is to the verb of its relative clause: nsubj, nsubjpass or dobj."""
    subject = _child(verb, "nsubj", "nsubjpass")
    return subject.dep_ if subject is not None and subject.lower_ in RELATIVE else "dobj"


def _object_of(root: Token) -> Iterator[Token]:
    noun = root.head if root.dep_ == "conj" else root
    if noun.dep_ in ("dobj", "nsubjpass"):
        yield noun.head
    for child in root.children:
        if (child.dep_ == "acl" and child.tag_ == "VBN") or (
            child.dep_ == "relcl" and _relative_role(child) != "nsubj"
        ):
            yield child


def _subject_of(root: Token) -> Iterator[Token]:
    noun = root.head if root.dep_ == "conj" else root
    if noun.dep_ == "nsubj":
        yield noun.head
    for child in root.children:
        if (child.dep_ == "acl" and child.tag_ == "VBG") or (
            child.dep_ == "relcl" and _relative_role(child) == "nsubj"
        ):
            yield child


def _predicate(root: Token) -> Iterator[Token]:
    for verb in _subject_of(root):
        yield from (c for c in verb.children if c.dep_ in ("attr", "acomp", "oprd"))


def _beside(place: Place, at: int) -> Iterator[Token]:
    if 0 <= at < len(place.reading.tokens):
        yield place.reading.tokens[at]


# Each yields the tokens of which one must fit an item.
RELATIONS: Mapping[str, Callable[[Place], Iterable[Token]]] = {
    "before": lambda p: _beside(p, p.start - 1),
    "after": lambda p: _beside(p, p.end),
    "near": lambda p: p.root.sent,
    "head": lambda p: [p.root.head] if p.root.head.i != p.root.i else [],
    "child": lambda p: p.root.children,
    "of": lambda p: (o for c in p.root.children if c.lower_ == "of" for o in c.children),
    "subject_of": lambda p: _with_conjuncts(_subject_of(p.root)),
    "object_of": lambda p: _with_conjuncts(_object_of(p.root)),
    "predicate": lambda p: _predicate(p.root),
}
CONDITIONS = (*RELATIONS, "article")


def holds(condition: Mapping[str, tuple[str, ...]], place: Place, article: Sequence[Reading]) -> bool:
    """Whether all keys of `condition` hold at `place` of an article."""
    return all(_key_holds(key, values, place, article) for key, values in condition.items())


def _key_holds(key: str, values: tuple[str, ...], place: Place, article: Sequence[Reading]) -> bool:
    options = [compile_condition(value) for value in values]
    if key == "article":
        return any(_in_article(items, place, article) for items in options)
    tokens = [t for t in RELATIONS[key](place) if not place.holds(t)]
    return any(_token_fits(items, token, place) for token in tokens for items in options)


def _token_fits(items: tuple[Item, ...], token: Token, place: Place) -> bool:
    """The token fits the first item, and dependents of it the others (`take place`)."""
    first, *others = items
    return place.reading.fits(first, token) and all(
        any(place.reading.fits(other, c) for c in token.children) for other in others
    )


def _in_article(items: tuple[Item, ...], place: Place, article: Sequence[Reading]) -> bool:
    return any(
        reading.fits(items[0], token)
        for reading in article
        if not items[0].words or items[0].words & reading.vocabulary
        for token in reading.tokens
        if not (reading is place.reading and place.holds(token))
    )
