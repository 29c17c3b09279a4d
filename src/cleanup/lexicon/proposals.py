"""What may have been meant where a text says something else: the lexicon read against the words of a
paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from spacy.tokens import Token

from cleanup.lexicon.building import OPEN
from cleanup.lexicon.english import keys_of, pieces
from cleanup.lexicon.entries import LEFTOVER, SLOTS, Entry
from cleanup.lexicon.index import Form, Lexicon
from cleanup.matchers import Place, Reading
from cleanup.replacements import SMALL, render
from cleanup.types import Span

OPEN_TOKENS = 3  # in a row
HEADS = {"NN", "NNS", "NNP", "NNPS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"}
CONTRACTED = ("n't", "n’t", "'", "’")
TEMPLATE = re.compile(r"[{}~]|^=")  # what `render` would take for an instruction
PREPOSITIONS = {"to", "in", "with", "of", "on", "at", "for", "by", "from", "about"}
MOST = 4  # texts of one entry; `python -m bench lexicon` finds hardly more right ones beyond
SLOT_TOKENS = 6  # that X and Y may stand for inside an expression
# Parts of speech in which spaCy may read what an entry's word became.
TAGS = {
    "n": ("NOUN", "PROPN"),
    "name": ("NOUN", "PROPN"),
    "v": ("VERB", "AUX"),
    "adj": ("ADJ", "NOUN", "VERB"),
    "adv": ("ADV", "ADP"),
    "prep": ("ADP", "SCONJ", "ADV"),
    "conj": ("CCONJ", "SCONJ", "ADP", "ADV"),
    "det": ("DET", "ADJ", "PRON"),
    "pron": ("PRON", "DET"),
    "num": ("NUM", "NOUN"),
    "intj": ("INTJ", "ADV", "NOUN"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an entry proposes for a place, if its source word stood there."""

    place: Place
    entry: Entry
    texts: tuple[str, ...]  # right renderings as the entry writes them, the usual first; slots are filled
    literal: bool  # a leftover stands there, which is right in no sense; else the word of another sense
    generated: bool = False  # the words of an expression, each rendered for itself; no entry lists this text

    @property
    def fits(self) -> bool:
        """The place has the entry's part of speech."""
        tags = TAGS.get(self.entry.pos)
        return tags is None or self.entry.is_expression or self.place.root.pos_ in tags

    @property
    def span(self) -> Span:
        """The place in `Document.text`."""
        first, last = self.place.tokens[0], self.place.tokens[-1]
        return self.place.reading.paragraph.view.to_document(first.idx, last.idx + len(last))

    def rendered(self) -> Iterator[str]:
        """`texts`, cased like what stands there; nouns, verbs and adjectives are inflected like it, if they
        replace one."""
        follows = self.entry.pos in ("n", "name", "v", "adj") and self.place.root.pos_ in TAGS[self.entry.pos]
        mark = "" if follows else "="
        yield from dict.fromkeys(render(mark + text, self.place) for text in self.texts)


def proposals(lexicon: Lexicon, reading: Reading, languages: Collection[str] = ()) -> Iterator[Proposal]:
    """All that the lexicon proposes for the words of a paragraph, from left to right; for a text from one
    of `languages` (ISO 639-1; none: any)."""
    words = [_words(lexicon, keys) for keys in reading.keys]
    for start in range(len(reading.tokens)):
        listed = list(_listed(lexicon, reading, start, lexicon.forms, languages))
        known = {(p.entry, p.place.end) for p in listed}
        for proposal in (*listed, *_generated(lexicon, reading, start, words, languages)):
            if not proposal.generated or (proposal.entry, proposal.place.end) not in known:
                yield proposal
                yield from _with_preposition(proposal)


def certain(lexicon: Lexicon, reading: Reading, languages: Collection[str] = ()) -> Iterator[Proposal]:
    """Those proposals alone for what is never good English, the longest for each place. Nouns are not taken
    out of longer compounds (`the hamster wheel of press conferences`)."""
    end = 0
    for start in range(len(reading.tokens)):
        found = _listed(lexicon, reading, start, partial(lexicon.forms, certain=True), languages, strict=True)
        whole = (p for p in found if p.entry.pos != "n" or not _in_compound(p.place))
        longest = max(whole, key=lambda p: p.place.end, default=None)
        if longest and longest.place.end > end:
            end = longest.place.end
            yield longest


def _in_compound(place: Place) -> bool:
    tokens = place.reading.tokens
    before, after = tokens[max(place.start - 1, 0) : place.start], tokens[place.end : place.end + 1]
    return any(t.pos_ == "NOUN" or t.text == "-" for t in before) or any(
        t.pos_ in ("NOUN", "PROPN", "NUM") or t.text == "-" for t in after
    )


def _with_preposition(proposal: Proposal) -> Iterator[Proposal]:
    """The same for a verb or adjective with the preposition after it, perhaps the source's (`assist to`)."""
    place, entry = proposal.place, proposal.entry
    tokens = place.reading.tokens
    if entry.pos in ("v", "adj") and place.end < len(tokens) and tokens[place.end].lower_ in PREPOSITIONS:
        yield replace(proposal, place=replace(place, end=place.end + 1))


def ranked(found: Sequence[Proposal]) -> tuple[str, ...]:
    """The texts of all proposals for one place, of each entry the usual word before its others, and of those
    only a few. Entries of another part of speech count if there are no others."""
    fitting = [proposal for proposal in found if proposal.fits] or found
    rows = [tuple(islice(proposal.rendered(), MOST)) for proposal in fitting]
    return tuple(dict.fromkeys(row[n] for n in range(MOST) for row in rows if n < len(row)))


def _words(lexicon: Lexicon, keys: Collection[str]) -> frozenset[int]:
    return frozenset().union(*map(lexicon.words, keys))


def _listed(
    lexicon: Lexicon,
    reading: Reading,
    start: int,
    forms_of: Callable[[str], Iterable[Form]],
    languages: Collection[str],
    strict: bool = False,
) -> Iterator[Proposal]:
    """Where an English text of an entry stands as the entry writes it, but for inflection: of any word or,
    if `strict`, of a noun's number and a verb's tense."""
    if reading.tokens[start].lower_.startswith(CONTRACTED):
        return
    found: defaultdict[tuple[int, int], list[tuple[Form, _Match]]] = defaultdict(list)
    for form in {form: None for key in sorted(reading.keys[start]) for form in forms_of(key)}:
        if not languages or form.language in languages:
            head = _head(form.words, lexicon.entry(form.entry).pos) if strict else None
            match = _match(form.words, reading, start, head)
            if match:
                found[form.entry, match.end].append((form, match))
    for (number, end), matches in found.items():
        entry = lexicon.entry(number)
        right = {form.sense for form, _ in matches} - {LEFTOVER}
        texts = _ordered(entry, right)
        filled = dict.fromkeys(text for t in texts for text in _filled(t, matches[0][0].words, matches[0][1]))
        if filled:
            yield Proposal(Place(reading, start, end), entry, tuple(filled), not right)


def _generated(
    lexicon: Lexicon,
    reading: Reading,
    start: int,
    words: Sequence[frozenset[int]],
    languages: Collection[str],
) -> Iterator[Proposal]:
    """Where an expression's words stand rendered one by one, in one of its orders; articles and
    prepositions between them are open."""
    for word in sorted(words[start]):
        for order in lexicon.orders(word):
            end = _spelled(order.words, reading, start, words)
            if end is None:
                continue
            entry = lexicon.entry(order.entry)
            if languages and entry.language not in languages:
                continue
            place = Place(reading, start, end)
            texts = tuple(t for t in map(_outer, _ordered(entry, ())) if t)
            if texts and not any(_match(pieces(t), reading, start) for t in entry.renderings):
                yield Proposal(place, entry, texts, literal=True, generated=True)


def _spelled(
    order: Sequence[int], reading: Reading, start: int, words: Sequence[frozenset[int]]
) -> int | None:
    """The token after the last word of `order`, whose first stands at `start`; None if one is missing."""
    at = start + 1
    for word in order[1:]:
        limit = min(at + OPEN_TOKENS, len(reading.tokens) - 1)
        while at < limit and word not in words[at] and reading.tokens[at].lower_ in OPEN:
            at += 1
        if at >= len(reading.tokens) or word not in words[at]:
            return None
        at += 1
    return at


def _outer(text: str) -> str:
    """`text` without slots at its ends; empty if it needs one inside."""
    words = text.split(" ")
    while words and words[0] in SLOTS:
        del words[0]
    while words and words[-1] in SLOTS:
        del words[-1]
    inner = any(word.removesuffix("'s") in SLOTS or word == "one's" for word in words)
    return "" if inner else " ".join(words)


def _ordered(entry: Entry, right: Collection[int]) -> list[str]:
    """The renderings of the senses that are not `right` here: the usual word of each, then the others."""
    senses = [sense for n, sense in enumerate(entry.senses) if n not in right]
    kept = {text for n in right for text in entry.senses[n]}
    longest = max(map(len, senses), default=0)
    return [s[n] for n in range(longest) for s in senses if n < len(s) and s[n] not in kept]


@dataclass(frozen=True, slots=True)
class _Match:
    end: int  # token after the last
    slots: Mapping[str, str]  # what stands for X, Y and one's


def _match(words: Sequence[str], reading: Reading, start: int, head: int | None = None) -> _Match | None:
    """Where `words` end if they stand at token `start`. A slot at either end is not part of the place: what
    stands there stays. `head`: index of the only word that may be inflected (None: any may)."""
    first = 1 if words and words[0] in SLOTS else 0
    last = len(words) - 1 if words and words[-1] in SLOTS else len(words)
    found = _rest(words, first, last, reading, start, head, {})
    return found if found and found.end > start else None


def _rest(
    words: Sequence[str],
    n: int,
    last: int,
    reading: Reading,
    at: int,
    head: int | None,
    slots: Mapping[str, str],
) -> _Match | None:
    """The same for the words from the n-th to before `last`, from token `at` on."""
    if n >= last:
        return _Match(at, slots)
    if at >= len(reading.tokens):
        return None
    token, word = reading.tokens[at], words[n]
    if word in SLOTS:
        for end in range(at + 1, min(at + SLOT_TOKENS, len(reading.tokens)) + 1):
            text = reading.paragraph.view.text[token.idx : _end(reading.tokens[end - 1])]
            if TEMPLATE.search(text):
                return None
            found = _rest(words, n + 1, last, reading, end, head, {**slots, word: text})
            if found:
                return found
        return None
    if word == "one" and n + 1 < last and words[n + 1] == "'s" and token.tag_ == "PRP$":
        return _rest(words, n + 2, last, reading, at + 1, head, {**slots, "one's": token.lower_})
    fits = token.lower_ == word
    if not fits and (head is None or (head == n and token.tag_ in HEADS)):
        fits = not reading.keys[at].isdisjoint(keys_of(word))
    return _rest(words, n + 1, last, reading, at + 1, head, slots) if fits else None


def _end(token: Token) -> int:
    return token.idx + len(token)


def _head(words: Sequence[str], pos: str) -> int:
    """Which of `words` carries number or tense: of a verb the first, of a noun the last before a preposition;
    len(words): none does."""
    if pos == "v":
        return 0
    if pos == "n":
        return next((n for n, word in enumerate(words) if n and word in SMALL), len(words)) - 1
    return len(words)


def _filled(text: str, form: Sequence[str], match: _Match) -> Iterator[str]:
    """`text`, a right rendering, with what the slots of `form` matched; nothing if a slot that it needs
    inside was outside of the place."""
    words = text.split(" ")
    for edge, at in ((form[0], 0), (form[-1], -1)):
        if edge in SLOTS:
            if words[at] != edge or len(words) == 1:
                return
            del words[at]
    for n, word in enumerate(words):
        slot = word.removesuffix("'s") if word != "one's" else word
        if slot in SLOTS or slot == "one's":
            if slot not in match.slots:
                return
            words[n] = match.slots[slot] + word[len(slot) :]
    yield " ".join(words)
