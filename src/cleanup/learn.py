"""What the verdicts of reviews say: how the promises of rules came true, and which corrections were given
again and again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from cleanup import outputs
from cleanup.errors import InputError
from cleanup.render.changes import common
from cleanup.types import Verdict
from cleanup.verdictfile import VerdictFile
from cleanup.verdicts import REVIEW

LEAST = 5  # times that a correction is given before a rule is drafted from it
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)  # where each begins; the last one includes 1

_TOKEN = re.compile(r"[\w’'-]+|\s+|.", re.DOTALL)
_ARTICLES = frozenset({"a", "an"})
# What the language of patterns and replacements cannot say.
_NOT_IN_PATTERN, _NOT_IN_REPLACEMENT = re.compile(r"[\d/?<>|]"), re.compile(r"[{}~]")


Promise = Callable[[Verdict], float | None]
Rating = Callable[[Iterable[Verdict]], "Rate | None"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An article that somebody reviewed; `path` is its verdict file."""

    path: Path
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """How often what was promised, on average with the probability `promised`, came true."""

    number: int
    hits: int
    promised: float

    @property
    def seen(self) -> float:
        return self.hits / self.number

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.number)

    @property
    def broken(self) -> bool:
        """The promise lies outside the interval."""
        low, high = self.interval
        return not low <= self.promised <= high


@dataclass(frozen=True, slots=True)
class Given:
    """A correction that a reviewer wrote or chose, where no rule proposed it first."""

    path: Path  # the verdict file
    verdict: Verdict
    original: str  # without the words at its ends that stay
    text: str
    skipped: int  # characters of the verdict's original before that


def read_reviews(folder: Path) -> tuple[list[Reviewed], list[InputError]]:
    """The reviews below `folder`, by path, and what is wrong with the files that cannot be read."""
    reviews, errors = [], []
    for path in sorted(folder.rglob(f"*{outputs.VERDICTS}")):
        try:
            reviews.append(Reviewed(path, tuple(VerdictFile(path).read().verdicts.values())))
        except InputError as error:
            errors.append(error)
    return reviews, errors


def wilson(hits: int, number: int) -> tuple[float, float]:
    """The 95% score interval of a proportion: E. B. Wilson, Probable inference, the law of succession, and
    statistical inference, J. Am. Stat. Assoc. 22 (1927), 209-212."""
    z = 1.959964
    rate = hits / number
    middle = (rate + z * z / (2 * number)) / (1 + z * z / number)
    reach = z / (1 + z * z / number) * sqrt(rate * (1 - rate) / number + z * z / (4 * number * number))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def by_rule(verdicts: Iterable[Verdict], rate: Rating) -> list[tuple[str, Rate]]:
    """The rate of each rule's verdicts, the rule with the most first."""
    groups = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.rule].append(verdict)
    rates = [(rule, found) for rule, group in groups.items() if (found := rate(group))]
    return sorted(rates, key=lambda item: (-item[1].number, item[0]))


def by_bin(verdicts: Iterable[Verdict], promise: Promise, rate: Rating) -> list[tuple[float, Rate]]:
    """The rate of the verdicts whose promise lies in each of `BINS`; a bin without any is left out."""
    groups: dict[float, list[Verdict]] = {low: [] for low in BINS}
    for verdict in verdicts:
        promised = promise(verdict)
        if promised is not None:
            groups[max(low for low in BINS if low <= promised)].append(verdict)
    return [(low, found) for low, group in groups.items() if (found := rate(group))]


def flag_rate(verdicts: Iterable[Verdict]) -> Rate | None:
    """How often an editor changed the place; None without verdicts."""
    return _rate((v.p_wrong, is_changed(v)) for v in verdicts)


def correction_rate(verdicts: Iterable[Verdict]) -> Rate | None:
    """How often a place that was changed reads as was proposed first; None where nothing was proposed."""
    proposed = (v for v in verdicts if is_changed(v) and v.proposed is not None)
    return _rate((v.p_right, v.text == v.proposed) for v in proposed)


def is_changed(verdict: Verdict) -> bool:
    return verdict.text is not None and verdict.text != verdict.original


def repeated(reviews: Iterable[Reviewed]) -> dict[tuple[str, str], list[Given]]:
    """The corrections that were given `LEAST` times or more and that no rule proposed there, by their
    words in lower case. Left out is what no rule can say: a deletion, a number, a change of case."""
    found = defaultdict(list)
    for review in reviews:
        for verdict in review.verdicts:
            if verdict.text and (verdict.stage == REVIEW or verdict.text != verdict.proposed):
                given = _given(review.path, verdict, verdict.text)
                key = given.original.lower(), given.text.lower()
                if key[0] != key[1] and _can_be_said(given):
                    found[key].append(given)
    often = {key: given for key, given in found.items() if len(given) >= LEAST}
    return dict(sorted(often.items(), key=lambda item: (-len(item[1]), item[0])))


def _rate(outcomes: Iterable[tuple[float | None, bool]]) -> Rate | None:
    known = [(promised, hit) for promised, hit in outcomes if promised is not None]
    if not known:
        return None
    return Rate(len(known), sum(hit for _, hit in known), sum(promised for promised, _ in known) / len(known))


def _given(path: Path, verdict: Verdict, text: str) -> Given:
    old, new = _TOKEN.findall(verdict.original), _TOKEN.findall(text)
    head = common(old, new)
    if head == 0 and {words[0].lower() for words in (old, new) if words} == _ARTICLES:
        head = 2  # a rule's correction brings its own article
    tail = common(old[head:][::-1], new[head:][::-1])
    trimmed = ["".join(words[head : len(words) - tail]) for words in (old, new)]
    if not all(re.search(r"\w", words) for words in trimmed):  # a word was put in or taken out
        return Given(path, verdict, verdict.original, text, 0)
    return Given(path, verdict, *trimmed, sum(map(len, old[:head])))


def _can_be_said(given: Given) -> bool:
    words = given.original, given.text
    return (
        all(part.isprintable() and re.search(r"\w", part) for part in words)
        and not _NOT_IN_PATTERN.search(given.original)
        and not _NOT_IN_REPLACEMENT.search(given.text)
    )
