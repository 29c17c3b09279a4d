"""What was left untranslated: from one word in an English sentence to whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleanup.engines.languages import NAMES, Languages
from cleanup.types import Applicability, Document, Finding, Paragraph

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
QUOTE = "\"“”«»„‹›"
# What parts two sentences or units: after it a capital is no sign of a name.
BREAK = re.compile(rf"[.!?…:][{QUOTE}’)\]]*\s|[{QUOTE}()\[\]¿¡]|(?:^|\s)[‘'–—|·•*-]")
CLAUSE = re.compile("[,;/]")
# What it costs to change language between two words, by what stands between them; in the unit of
# `Languages.gain`, so that 3 is what one word at its most can outweigh.
CHANGE, CHANGE_AT_CLAUSE, CHANGE_AT_BREAK = 3.0, 2.0, 1.0

SEED = 1.5  # gain of a word that gives a foreign run away
ENGLISH_ENOUGH = 3.0  # Zipf value of words too common in English to be a seed
CERTAIN_WORDS, CERTAIN_GAIN = 4, 8.0  # a run that tells which language the article comes from
TRUST = 2.0  # what a run in the article's own language is worth more than one in another


@dataclass(frozen=True, slots=True)
class _Word:
    start: int  # in the paragraph's view
    end: int
    key: str  # lower-case, as the word lists have it
    neutral: bool  # a name, number or part of an address, the same in all languages
    cost: float  # of a change of language before it

    @property
    def opens(self) -> bool:
        return self.cost == CHANGE_AT_BREAK


@dataclass(frozen=True, slots=True)
class _Run:
    """Words `first` to `last` (half-open) of a paragraph in one language; `gain` is their sum."""

    language: str
    first: int
    last: int
    gain: float


class Foreign:
    name = "foreign"

    def __init__(self, languages: Languages, source_language: str | None) -> None:
        self.languages = languages
        self.source_language = source_language

    def find(self, doc: Document) -> Iterator[Finding]:
        trusted = {self.source_language} - {None}
        articles = [(p, self._words(p, doc)) for p in doc.paragraphs]
        runs = [self._runs(words, trusted) for _, words in articles]
        found = {r.language for rs in runs for r in rs if _certain(r)} - trusted
        if found:
            trusted |= found
            runs = [self._runs(words, trusted) for _, words in articles]
        for (paragraph, words), rs in zip(articles, runs, strict=True):
            for run in rs:
                yield self._finding(paragraph, words, run, trusted)

    def _words(self, paragraph: Paragraph, doc: Document) -> list[_Word]:
        text, to = paragraph.view.text, paragraph.view.to_document
        addresses = [p.span for p in doc.protected if p.kind == "address" and p.span.overlaps(paragraph.span)]
        capitals_say_nothing = paragraph.title_case or text.isupper()
        words, at = [], 0
        for match in WORD.finditer(text):
            word, between = match.group(), text[at : match.start()]
            at = match.end()
            if not words or BREAK.search(between):
                cost = CHANGE_AT_BREAK
            else:
                cost = CHANGE_AT_CLAUSE if CLAUSE.search(between) else CHANGE
            neutral = (
                any(c.isdigit() for c in word)
                or not capitals_say_nothing and self._is_name(word, cost)
                or bool(addresses) and any(a.overlaps(to(*match.span())) for a in addresses)
            )
            words.append(_Word(*match.span(), word.lower().replace("’", "'"), neutral, cost))
        return words

    def _is_name(self, word, cost):
        return word[0].isupper() and (cost != CHANGE_AT_BREAK or (len(word) > 1 and word.isupper()))

    def _seeds(self, words, trusted):
        seeds: dict[str, set[int]] = {}
        for n, word in enumerate(words):
            if not word.neutral and self.languages.english(word.key) < ENGLISH_ENOUGH:
                for language in self.languages.candidates(word.key):
                    if self.languages.gain(word.key, language, language in trusted) >= SEED:
                        seeds.setdefault(language, set()).add(n)
        return seeds

    def _runs(self, words: Sequence[_Word], trusted: set[str]) -> list[_Run]:
        runs = []
        for language, seeds in self._seeds(words, trusted).items():
            gains = [
                0.0 if w.neutral else self.languages.gain(w.key, language, language in trusted)
                for w in words
            ]
            stretches = [s for s in _segment(gains, [w.cost for w in words]) if any(n in seeds for n in range(*s))]
            inside = {n for s in stretches for n in range(*s)}
            for n in sorted(seeds - inside):
                if n not in inside:
                    a, b = n, n+1
                    while a > 0 and not words[a].opens and not words[a-1].neutral and gains[a-1] > .5: a -= 1
                    while b < len(words) and not words[b].opens and not words[b].neutral and gains[b] > .5: b += 1
                    stretches.append((a, b))
                    inside |= set(range(a, b))
            for a, b in stretches:
                runs.append(_Run(language, a, b, sum(gains[a:b])))
        runs.sort(key=lambda r: (-r.gain - TRUST * (r.language in trusted), r.first, list(NAMES).index(r.language)))
        kept: list[_Run] = []
        for run in runs:
            if not any(run.first < k.last and k.first < run.last for k in kept):
                kept.append(run)
        return sorted(kept, key=lambda r: r.first)

    def _finding(self, paragraph, words, run, trusted):
        first, last = _whole(words, run)
        size = "word" if run.last - run.first == 1 else "phrase"
        name = NAMES[run.language]
        return Finding(
            rule_id=f"foreign.{size}", stage=self.name, category="untranslated",
            span=paragraph.view.to_document(words[first].start, words[last - 1].end),
            message=f"left in {name}", p_wrong=.9, applicability=Applicability.DISPLAY,
            evidence={"language": run.language, "language_name": name, "gain": round(run.gain, 2), "trusted": run.language in trusted, "n": run.last-run.first},
        )


def _certain(run):
    return run.last - run.first >= CERTAIN_WORDS and run.gain >= CERTAIN_GAIN


def _whole(words, run):
    """Names and numbers between the run and the next break on either side belong to it."""
    first, last = run.first, run.last
    while not words[first].opens and words[first - 1].neutral:
        first -= 1
    while last < len(words) and words[last].neutral and not words[last].opens:
        last += 1
    if not words[first].opens: first = run.first
    if last < len(words) and not words[last].opens: last = run.last
    return first, last


def _segment(gains: Sequence[float], costs: Sequence[float]) -> list[tuple[int, int]]:
    """The foreign stretches of a paragraph: the reading, each word English or foreign, that gains most
    after the costs of its changes (Viterbi)."""
    english, foreign = 0.0, float("-inf")
    steps = []
    for gain, cost in zip(gains, costs, strict=True):
        back, forth = foreign - cost > english, english - cost >= foreign
        steps.append((back, forth))
        english, foreign = (
            foreign - cost if back else english,
            gain + (english - cost if forth else foreign),
        )
    stretches, end = [], len(gains) if foreign - CHANGE_AT_BREAK > english else None
    for n in range(len(gains) - 1, -1, -1):
        back, forth = steps[n]
        if end is None:
            end = n if back else None
        elif forth:
            stretches.append((n, end))
            end = None
    return stretches[::-1]
