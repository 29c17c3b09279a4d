"""Where the words of a correction stand in the articles that it was given in, and what became of them."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language

from cleanup import outputs
from cleanup.apply import reading
from cleanup.document import paragraph_lines
from cleanup.errors import InputError
from cleanup.learn import Given, Reviewed
from cleanup.replacements import SMALL
from cleanup.resolve import edits_of
from cleanup.saved import Saved, open_saved
from cleanup.tidy import LINE_END, lines
from cleanup.types import Decision, Edit, Span, Status
from cleanup.verdicts import place_of

ARTICLES = 200  # in which the words of a correction are looked up: the first ones, by path
REACH = 3  # words either side that a pattern may name

Key = tuple[str, str]


class Fate(enum.Enum):
    """What became of a sighting."""

    CORRECTED = enum.auto()  # with this correction
    CHANGED = enum.auto()  # otherwise
    KEPT = enum.auto()
    APART = enum.auto()  # the words do not stand together there


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place in an article where the words of a correction stand, or some of them."""

    fate: Fate
    words: tuple[str, ...]  # as they stand there
    opens: bool  # the first one begins a sentence
    before: tuple[str, ...]  # in the same sentence, in lower case, the nearest first
    after: tuple[str, ...]
    sentence: str  # on one line
    corrected: str  # the same, with the correction where it was given
    others: int  # what else was found in the sentence, or changed there


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the articles say about one correction."""

    given: Sequence[Given]
    sightings: Sequence[Sighting]
    languages: frozenset[str | None]  # from which the articles were translated


def look_up(
    repeated: Mapping[Key, Sequence[Given]], reviews: Iterable[Reviewed]
) -> tuple[dict[Key, Evidence], list[InputError]]:
    """Where the words of the `repeated` corrections stand in the articles that they were given in, and
    why some of these could not be opened."""
    by_path: defaultdict[Path, dict[Key, list[Given]]] = defaultdict(dict)
    for key, group in repeated.items():
        near = set(islice(dict.fromkeys(given.path for given in group), ARTICLES))
        for given in group:
            if given.path in near:
                by_path[given.path].setdefault(key, []).append(given)
    sightings: dict[Key, list[Sighting]] = {key: [] for key in repeated}
    languages: dict[Key, set[str | None]] = {key: set() for key in repeated}
    errors = []
    for review in reviews:
        if review.path not in by_path:
            continue
        stem = review.path.name.removesuffix(outputs.VERDICTS)
        try:
            saved = open_saved(review.path.with_name(stem + outputs.RECORD))
        except InputError as error:
            errors.append(error)
            continue
        article = _Article(saved, review)
        for key, group in by_path[review.path].items():
            sightings[key] += article.sightings(group)
            languages[key].add(saved.result.source_language)
    found = {
        key: Evidence(group, sightings[key], frozenset(languages[key])) for key, group in repeated.items()
    }
    return found, errors


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    line: str  # on one line
    words: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]  # of the words, in the article


class _Article:
    """An article under its verdicts, split into words only where it must be."""

    def __init__(self, saved: Saved, review: Reviewed) -> None:
        result = saved.settled(review.verdicts)
        self.text = result.document.text
        decisions = [d for d in result.decisions if d.status in (Status.APPLIED, Status.PENDING)]
        self.places = [(place, d) for d in decisions for place in _places(d)]
        self.applied = {d.finding.fingerprint: d for d in decisions if d.status is Status.APPLIED}
        groups = paragraph_lines(self.text, list(lines(self.text)))
        flat = LINE_END.sub(lambda match: " " * len(match[0]), self.text)
        self.paragraphs = [(g[0].start, flat[g[0].start : g[-1].end]) for g in groups]
        self.lower = [text.lower() for _, text in self.paragraphs]
        self.sentences = cache(self._sentences)

    def sightings(self, group: Sequence[Given]) -> Iterator[Sighting]:
        """Where the words of the corrections of `group`, which are all the same, stand."""
        corrected = dict(place for given in group if (place := self._place(given)))
        wanted = tokens(group[0].original)
        telling = {word for word in wanted if word not in SMALL} or set(wanted)
        for n, lower in enumerate(self.lower):
            if any(word in lower for word in telling):
                for sentence in self.sentences(n):
                    yield from self._in_sentence(sentence, wanted, telling, corrected)

    def _in_sentence(
        self,
        sentence: _Sentence,
        wanted: tuple[str, ...],
        telling: set[str],
        corrected: Mapping[Span, tuple[Span, str]],
    ) -> Iterator[Sighting]:
        words, lower, line = sentence.words, sentence.lower, sentence.line
        starts = [n for n in range(len(words)) if lower[n : n + len(wanted)] == wanted]
        for n in starts:
            m = n + len(wanted)
            span = Span(sentence.starts[n], sentence.starts[m - 1] + len(words[m - 1]))
            fate = Fate.CORRECTED if span in corrected else self._fate(span)
            if fate is not None:
                yield Sighting(
                    fate=fate,
                    words=words[n:m],
                    opens=not any(word.isalpha() for word in words[:n]),
                    before=lower[max(0, n - REACH) : n][::-1],
                    after=lower[m : m + REACH],
                    sentence=line,
                    corrected=self._line(sentence.span, *corrected[span]) if span in corrected else line,
                    others=len(self._touching(sentence.span) - self._touching(span)),
                )
        shared = telling.intersection(lower)
        if shared and not starts and not self._touching(sentence.span):
            yield Sighting(Fate.APART, tuple(sorted(shared)), False, (), (), line, line, 0)

    def _sentences(self, n: int) -> list[_Sentence]:
        """The sentences of the n-th paragraph."""
        start, text = self.paragraphs[n]
        found = []
        for part in _english()(text).sents:
            span = Span(start + part.start_char, start + part.end_char)
            tokens = [token for token in part if not token.is_space]
            words = tuple(token.text for token in tokens)
            lower = tuple(word.lower() for word in words)
            starts = tuple(start + token.idx for token in tokens)
            found.append(_Sentence(span, self._line(span), words, lower, starts))
        return found

    def _place(self, given: Given) -> tuple[Span, tuple[Span, str]] | None:
        """Where the words stand that were corrected, with the place and the text of the verdict."""
        decision = self.applied.get(given.verdict.id)
        if decision is None:
            return None
        whole = place_of(decision.finding)
        start = whole.start + given.skipped
        return Span(start, start + len(given.original)), (whole, given.verdict.text or "")

    def _fate(self, span: Span) -> Fate | None:
        """None: nobody decided about these words themselves."""
        over = self._touching(span)
        if not over:
            return Fate.KEPT
        decided = over <= self.applied.keys() and not any(self.applied[id].finding.removes for id in over)
        return Fate.CHANGED if decided else None

    def _touching(self, span: Span) -> set[str]:
        """The decisions that change or flag something in `span`, by fingerprint."""
        return {d.finding.fingerprint for place, d in self.places if place.overlaps(span)}

    def _line(self, whole: Span, place: Span | None = None, new: str = "") -> str:
        """The sentence `whole` on one line, with what stands at `place` replaced."""
        edits = [Edit(place, new)] if place else []
        return " ".join(reading(self.text, whole, edits).split())


@cache
def _english() -> Language:
    """It splits words and sentences as the whole pipeline does words, and in no time."""
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    return language


def tokens(words: str) -> tuple[str, ...]:
    """`words` as spaCy splits them, in lower case."""
    return tuple(token.lower_ for token in _english().tokenizer(words) if not token.is_space)


def _places(decision: Decision) -> list[Span]:
    if decision.status is Status.APPLIED:
        return [edit.span for edit in edits_of([decision])]
    return [decision.finding.span]
