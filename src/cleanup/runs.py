"""The runs of words in another language within an English text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cleanup.engines.languages import RARE_ENGLISH, Languages, script
from cleanup.language_names import NAMES

SEED = 1.5  # gain of a word that gives a foreign run away
SEED_EXPECTED = 0.75  # the same in an expected language, for a word that is none in English
COMMON_ENGLISH = 3.0  # Zipf value of English words too common to do so
CLEAR = 0.5  # gain of a word that goes with one beside it
LONGEST_LOAN = 5  # words
PREFERENCE = 2.0  # what a run in an expected language is worth more than the same run in another

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
PHONETIC = re.compile("[\u0250-\u02ff]")
POSSESSIVE = re.compile(r"['’]s$")
QUOTES = '"“”«»„‹›'
# What parts two sentences or units: a language may well change there, and a capital is no sign of a name.
BREAK = re.compile(rf"[.!?…:][{QUOTES}’)\]]*\s|[{QUOTES}()\[\]¿¡–—|·•]|\s[‘'*-]")
CLAUSE = re.compile("[,;/]")
# What a change of language costs between two words, by what stands between them; in units of gain. A
# bare change takes the best that one word can say, so a foreign run within an English clause needs
# more than two words or clear ones.
CHANGE, CHANGE_AT_CLAUSE, CHANGE_AT_BREAK = 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text at `start` to `end`; `key` is what word lists know it by."""

    start: int
    end: int
    key: str
    capital: bool
    neutral: bool  # a name or number, at home in every language
    cost: float  # of a change of language before it
    lone: bool = False  # a capital word with none beside it: a name, or a German noun

    def speaks(self, language: str) -> bool:
        """Whether the word says anything for or against `language`."""
        return not self.neutral or (self.lone and language == "de")

    @property
    def opens(self) -> bool:
        """A sentence, quotation or another unit begins with it."""
        return self.cost == CHANGE_AT_BREAK


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first` to `last` (half-open) of a text, all in one language; `gain` is their sum."""

    language: str
    first: int
    last: int
    gain: float


def read_words(text: str, capitals: bool, skip: Sequence[tuple[int, int]] = ()) -> list[Word]:
    """The words of a paragraph. `capitals`: inside a sentence they mean a name; what lies in the
    half-open ranges `skip` is neutral."""
    skipped = {match.start() for a, b in skip for match in WORD.finditer(text, a, b)}
    words: list[Word] = []
    at = 0
    after_capital = True
    for match in WORD.finditer(text):
        word, between = match.group(), text[at : match.start()]
        at = match.end()
        cost = CHANGE_AT_CLAUSE if CLAUSE.search(between) else CHANGE
        if not words or BREAK.search(between):
            cost = CHANGE_AT_BREAK
        capital = not word.islower() and any(c.isupper() for c in word)  # also l'Ombre
        name = capital and (cost != CHANGE_AT_BREAK or (len(word) > 1 and word.isupper()))
        neutral = (
            (capitals and name and script(word) == "LATIN")
            or (not word.isalpha() and any(c.isdigit() for c in word))
            or (not word.isascii() and bool(PHONETIC.search(word)))
            or match.start() in skipped
        )
        lone = neutral and name and cost == CHANGE and word.istitle() and not after_capital
        joins_name = capital or word[0].isdigit()
        if joins_name and cost == CHANGE and words[-1].lone:
            words[-1] = replace(words[-1], lone=False)
        after_capital = capital
        key = POSSESSIVE.sub("", word).lower().replace("’", "'")
        words.append(Word(match.start(), match.end(), key, capital, neutral, cost, lone))
    return words


def without_loans(words: Sequence[Word], languages: Languages) -> list[Word]:
    """`words` with those neutral that English has borrowed."""
    out = list(words)
    for n, word in enumerate(words):
        if languages.begins_loan(word.key):
            length = languages.loan_length([w.key for w in words[n : n + LONGEST_LOAN]])
            for m in range(n, n + length):
                out[m] = replace(words[m], neutral=True, lone=False)
    return out


def find_runs(languages: Languages, words: Sequence[Word], expected: Collection[str] = ()) -> list[Run]:
    """The runs of `words` in other languages, disjoint, by place. Languages that are `expected` (ISO
    639-1) are preferred, and their rarer words are known too."""
    found = []
    for language, seeds in _seeds(languages, words, expected).items():
        wide = language in expected
        gains = [languages.gain(w.key, language, wide) if w.speaks(language) else 0.0 for w in words]
        ranges = [r for r in _segment(gains, [w.cost for w in words]) if seeds & set(range(*r))]
        inside = {n for r in ranges for n in range(*r)}
        ranges += {_around(n, words, gains) for n in seeds - inside}
        for first, last in ranges:
            speaking = [n for n in range(first, last) if words[n].speaks(language)]
            first, last = speaking[0], speaking[-1] + 1
            found.append(Run(language, first, last, sum(gains[first:last])))
    order = tuple(NAMES)

    def rank(run: Run) -> tuple[float, int, int]:
        worth = run.gain + (PREFERENCE if run.language in expected else 0)
        return -worth, run.first, order.index(run.language)

    kept = []
    taken = bytearray(len(words))
    for run in sorted(found, key=rank):
        if not any(taken[run.first : run.last]):
            kept.append(run)
            taken[run.first : run.last] = b"\1" * (run.last - run.first)
    return sorted(kept, key=lambda run: run.first)


def _seeds(languages: Languages, words: Sequence[Word], expected: Collection[str]) -> dict[str, set[int]]:
    """The places of the words that are plainly of another language, by language."""
    seeds: defaultdict[str, set[int]] = defaultdict(set)
    for n, word in enumerate(words):
        german = word.lone and "de" in expected
        if word.neutral and not german:
            continue
        english = languages.english(word.key)
        if german:
            if english <= RARE_ENGLISH and languages.gain(word.key, "de") >= SEED:
                seeds["de"].add(n)
        elif english < COMMON_ENGLISH:
            for language in languages.candidates(word.key):
                wide = language in expected
                least = SEED_EXPECTED if wide and english <= RARE_ENGLISH else SEED
                if languages.gain(word.key, language, wide) >= least:
                    seeds[language].add(n)
    return seeds


def _around(seed: int, words: Sequence[Word], gains: Sequence[float]) -> tuple[int, int]:
    """The words beside a seed that go with it, half-open."""
    first, last = seed, seed + 1
    while first and words[first].cost == CHANGE and gains[first - 1] >= CLEAR:
        first -= 1
    while last < len(words) and words[last].cost == CHANGE and gains[last] >= CLEAR:
        last += 1
    return first, last


def _segment(gains: Sequence[float], costs: Sequence[float]) -> list[tuple[int, int]]:
    """The foreign stretches of a text: of all readings of its words as English or foreign the one that
    gains most after the costs of its changes (Viterbi)."""
    english, foreign = 0.0, float("-inf")
    steps = []
    for gain, cost in zip(gains, costs, strict=True):
        back, forth = foreign - cost > english, english - cost >= foreign
        steps.append((back, forth))
        english, foreign = (
            foreign - cost if back else english,
            gain + (english - cost if forth else foreign),
        )
    stretches = []
    end = len(gains) if foreign - CHANGE_AT_BREAK > english else None
    for n in range(len(gains) - 1, -1, -1):
        back, forth = steps[n]
        if end is None:
            end = n if back else None
        elif forth:
            stretches.append((n, end))
            end = None
    return stretches
