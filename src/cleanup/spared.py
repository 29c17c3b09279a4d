"""Foreign words that belong in an English text: names, titles, loanwords, and what the text explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.engines.languages import LATIN, RARE_ENGLISH, Languages
from cleanup.language_names import NAMES
from cleanup.runs import COMMON_ENGLISH, QUOTES, SEED, Run, Word

TERM_WORDS = 6  # of a term, title or name at the most; longer, it is a passage
LOAN_WORDS = 3  # of a phrase that English may have taken in with words that it knows
# Zipf values in English: what is commoner is a loan (schadenfreude 2.4, siesta 2.6). A phrase that fills
# a quotation is more often speech than a term, so its words must be better known.
LOAN, LOAN_QUOTED = 2.0, 2.6
# A single word in a language that nothing else is in must be unknown in English and gain this much.
STRANGE, STRANGE_GAIN = 1.5, 2.0
CARRIES_ON = 1.0  # gain of a capital word before a place that is of its language ("La siesta ajena")
MIN_LETTERS = 3  # of a word that can give a run away; shorter ones may be symbols

MARK = rf"[{QUOTES}‘’']"
WORK = (
    r"(?:albums?|articles?|ballad|books?|column|comedy|documentary|drama|essay|exhibition|festival|films?"
    r"|handbook|headline|magazine|movies?|newspaper|daily|weekly|novels?|operas?|paintings?|plays?|poems?"
    r"|programmes?|programs?|publication|series|shows?|singles?|songs?|story|titled?|entitled|tracks?|works?|called"
    r"|named)"
)
# A quotation that stands where a noun would, right after these, is a title; speech follows a comma, a
# colon or a verb.
TITLE_BEFORE = re.compile(
    rf"\b(?:{WORK},?|in|of|for|from|with|at|the|his|her|their|its|\w+['’]s?) ?{MARK}$", re.IGNORECASE
)
TERM_BEFORE = re.compile(
    r"\b(?:known (?:\w+ )?as|called|termed|named|so-called|terms?|words?|phrase|expression)"
    r" (?:an? |the )?$",
    re.IGNORECASE,
)
EXPLAINED_AFTER = re.compile(
    rf"{MARK}?[.,]?{MARK}? ?(?:\([^)\d]{{3,60}}\)|(?:, |; |[–—-] ?)?(?:which means|meaning|that is|i\.e\."
    rf"|literally|or {MARK}|as it is called|translated|[A-Z]\w+ for\b|in English))"
)
LANGUAGE = rf"(?:{'|'.join(NAMES.values())}|Latin)"
LANGUAGE_AFTER = re.compile(rf"{MARK}?,? in {LANGUAGE}\b")
LANGUAGE_BEFORE = re.compile(
    rf"\bin {LANGUAGE}\b|\b{LANGUAGE}(?::| (?:word|term|phrase|expression|saying|proverb|name|for)\b)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A run in its paragraph's `text`; `first` to `last` (half-open) are its words and the names that
    belong to it. `expected`: it is in a language of which the article has more."""

    text: str
    words: Sequence[Word]
    run: Run
    first: int
    last: int
    expected: bool

    @property
    def inside(self) -> list[Word]:
        """The words that speak for the language."""
        run = self.run
        return [w for w in self.words[run.first : run.last] if w.speaks(run.language)]

    @property
    def before(self) -> str:
        start = self.words[self.first].start
        return self.text[max(0, start - 60) : start]

    @property
    def after(self) -> str:
        end = self.words[self.last - 1].end
        return self.text[end : end + 80]

    @property
    def quoted(self) -> bool:
        """It fills a quotation."""
        closing = self.after.lstrip(".,!?…%")[:1]
        return bool(re.search(f"{MARK}[¿¡]?$", self.before)) and bool(re.match(MARK, closing))


def is_spared(place: Place, languages: Languages) -> bool:
    """The place is no sign of an unfinished translation."""
    return (
        _is_loan(place, languages)
        or _is_name(place, languages)
        or _is_title(place, languages)
        or _is_explained(place)
    )


def _is_loan(place: Place, languages: Languages) -> bool:
    """English has taken it in, or there is too little to tell."""
    foreign = [w.key for w in place.inside if _gain(w, place, languages) >= 0]
    rarest = min(map(languages.english, foreign))
    if len(foreign) > 1:
        return len(foreign) <= LOAN_WORDS and rarest >= (LOAN_QUOTED if place.quoted else LOAN)
    if place.expected:
        return rarest >= LOAN
    return rarest >= STRANGE or place.run.gain < (SEED if place.quoted else STRANGE_GAIN)


def _is_name(place: Place, languages: Languages) -> bool:
    """Nothing but capitals gives it away, or little else."""
    if place.run.language not in LATIN:
        return sum(len(w.key) for w in place.inside) < MIN_LETTERS
    if place.text.isupper():
        return place.last - place.first < len(place.words)
    telling = sum(_gives_away(w, place, languages) for w in place.inside)
    words = place.words[place.first : place.last]
    capitals = sum(w.capital and not w.opens for w in words)
    mostly_capitals = capitals > 1 and capitals >= sum(not w.capital for w in words)
    return telling == 0 or (telling == 1 and mostly_capitals)


def _gives_away(word: Word, place: Place, languages: Languages) -> bool:
    if (word.capital and not word.lone) or len(word.key) < MIN_LETTERS:
        return False
    english = languages.english(word.key)
    gain = _gain(word, place, languages)
    return gain >= (0 if english <= RARE_ENGLISH else SEED) and english < COMMON_ENGLISH


def _gain(word: Word, place: Place, languages: Languages) -> float:
    return languages.gain(word.key, place.run.language, place.expected)


def _is_title(place: Place, languages: Languages) -> bool:
    """It carries on from a name in its language or script, or a quotation of it stands for a noun."""
    if len(place.inside) > TERM_WORDS:
        return False
    first = place.words[place.first]
    if first.opens:
        return first.capital and place.quoted and bool(TITLE_BEFORE.search(place.before))
    ahead = place.words[place.first - 1]
    if not ahead.capital or place.text[ahead.end : first.start] != " ":
        return False
    if place.run.language not in LATIN:
        return not place.text[first.start].islower()
    species = len(place.inside) == 1 and not languages.english(ahead.key)
    return species or languages.gain(ahead.key, place.run.language) >= CARRIES_ON


def _is_explained(place: Place) -> bool:
    """The text says what it means, or presents it as a term of its language."""
    if len(place.inside) > TERM_WORDS:
        return False
    return bool(
        EXPLAINED_AFTER.match(place.after)
        or LANGUAGE_AFTER.match(place.after)
        or LANGUAGE_BEFORE.search(place.before)
        or re.search(rf"\({MARK}?$", place.before)
        or (TERM_BEFORE.search(place.before) and not place.quoted)
    )
