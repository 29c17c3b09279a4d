"""What the lexicon proposes: whether the right word is among the proposals for a wrong one, and how many
proposals there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import wordnet
from bench.common import (
    REPOSITORY,
    Options,
    articles,
    clean_texts,
    document,
    excerpt,
    gold_items,
    grid,
    part,
    rows,
    word_count,
)
from cleanup.lexicon.english import keys_of
from cleanup.lexicon.index import Lexicon, opened
from cleanup.lexicon.proposals import Proposal, certain, proposals, ranked
from cleanup.matchers import Reading
from cleanup.rules import rules_dir
from cleanup.types import Document, Span

FIRST = 12
SENSES = "es_sense_errors, error"
GROUPS = {"r": "es", "q": "pt"}  # articles by the first letter of their name, with their source language
KINDS = ("mistranslation", "idiom")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong place, with what would be right there."""

    group: str
    span: Span
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    wrong: Wrong
    shown: str  # the place, in its sentence
    rank: int | None  # of the first right text among the proposals, from 0
    wordnet: bool  # wordnet proposes a right word
    count: int  # texts proposed for exactly that place


def table(options: Options) -> Iterator[str]:
    """Of single words and of whole articles; then the certain expressions in flawless English."""
    lexicon = opened([rules_dir()])
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes(lexicon, options):
        groups[outcome.wrong.group].append(outcome)
    head = ["right text proposed", "places", "lexicon", f"in its first {FIRST}", "wordnet", "either", "texts"]
    yield from grid(head, [_row(name, mine) for name, mine in groups.items()])
    yield "texts: the lexicon's for exactly that place, in the median"
    if options.verbose:
        yield from (o.shown for mine in groups.values() for o in mine if o.rank is None)
    yield ""
    yield from _certain(lexicon, options)


def outcomes(lexicon: Lexicon, options: Options) -> Iterator[Outcome]:
    """Of each wrong place of the data; the first set is SENSES."""
    for text, language, places in _texts(options):
        yield from _outcomes(lexicon, document(text), language, places)


def _texts(options: Options) -> Iterator[tuple[str, str, Sequence[Wrong]]]:
    """Each text with its source language and its wrong places."""
    for row in rows(options, "es_sense_errors")[: options.limit]:
        if row["label"] == "error":
            span, right = Span(row["start"], row["end"]), (row["good_word"], *row["also"])
            yield row["bad_sentence"], "es", [Wrong(SENSES, span, right)]
    for name, language in (("apertium_local_subst", "es"), ("fren_google_local_subst", "fr")):
        for row in rows(options, name)[: options.limit]:
            text, bad = row["bad_in_good_context"], row["bad_word"]
            if at := re.search(rf"(?<!\w){re.escape(bad)}(?!\w)", text):
                yield text, language, [Wrong(name, Span(*at.span()), (row["good_word"],))]
    for path in articles(options):
        if language := GROUPS.get(path.stem[0]):
            text = path.read_text("utf-8")
            yield text, language, list(_gold(path, text))


def _gold(path: Path, text: str) -> Iterator[Wrong]:
    for item in gold_items(path):
        quote, start = item["quote"], -1
        for _ in range(item.get("occurrence", 1)):
            start = text.find(quote, start + 1)
        if item["kind"] in KINDS and item["detectable"] and start >= 0:
            kind = "idiom" if item["kind"] == "idiom" else "word" if len(_words(quote)) == 1 else "several"
            span = Span(start, start + len(quote))
            yield Wrong(f"articles {path.stem[0]}, {kind}", span, tuple(item["accept"]))


def _outcomes(lexicon: Lexicon, doc: Document, language: str, places: Sequence[Wrong]) -> Iterator[Outcome]:
    by_span: defaultdict[Span, list[Proposal]] = defaultdict(list)
    for span, proposal in _proposed(lexicon, doc, language):
        by_span[span].append(proposal)
    for wrong in places:
        original = doc.text[wrong.span.start : wrong.span.end]
        words = _words(original)
        from_wordnet = wordnet.proposed(keys_of(words[0]), language) if len(words) == 1 else ()
        yield Outcome(
            wrong,
            excerpt(doc.text, wrong.span, f"{wrong.group}, wanted {wrong.right[0]}"),
            _rank(doc.text, wrong, by_span),
            any(_same(text, right) for text in from_wordnet for right in wrong.right),
            len(ranked(by_span.get(wrong.span, ()))),
        )


def _proposed(lexicon: Lexicon, doc: Document, language: str) -> Iterator[tuple[Span, Proposal]]:
    for paragraph in doc.paragraphs:
        for proposal in proposals(lexicon, Reading(paragraph), (language,)):
            yield proposal.span, proposal


def _rank(text: str, wrong: Wrong, by_span: dict[Span, list[Proposal]]) -> int | None:
    """Of the first text that makes what a right one makes, in any place that overlaps."""
    ranks = []
    for span, found in by_span.items():
        if span.overlaps(wrong.span):
            low, high = min(span.start, wrong.span.start), max(span.end, wrong.span.end)
            wanted = [
                text[low : wrong.span.start] + right + text[wrong.span.end : high] for right in wrong.right
            ]
            made = [text[low : span.start] + new + text[span.end : high] for new in ranked(found)]
            ranks += [n for n, new in enumerate(made) if any(_same(new, right) for right in wanted)][:1]
    return min(ranks, default=None)


def _words(text: str) -> list[str]:
    """Words without articles, which follow by themselves."""
    return [word for word in re.findall(r"\w+", text.lower()) if word not in ("a", "an", "the")]


def _same(one: str, other: str) -> bool:
    """The same words in any inflection."""
    a, b = _words(one), _words(other)
    return len(a) == len(b) and all(keys_of(x) & keys_of(y) for x, y in zip(a, b, strict=True))


def _row(name: str, outcomes: Sequence[Outcome]) -> list[object]:
    counts = (
        sum(o.rank is not None for o in outcomes),
        sum(o.rank is not None and o.rank < FIRST for o in outcomes),
        sum(o.wordnet for o in outcomes),
        sum(o.wordnet or o.rank is not None for o in outcomes),
    )
    cells = [part(count, len(outcomes)) for count in counts]
    return [name, len(outcomes), *cells, f"{median(o.count for o in outcomes):g}"]


def _certain(lexicon: Lexicon, options: Options) -> Iterator[str]:
    """Where flawless English holds what an entry calls certain to be none."""
    body, listed = [], []
    contrast = "\n".join(
        p.read_text("utf-8") for p in sorted(REPOSITORY.glob("tests/lexicon/contrast/*.txt"))
    )
    groups: defaultdict[str, list[Document]] = defaultdict(list)
    for clean in clean_texts(options):
        groups[clean.group].append(clean.document)
    groups["contrast sentences"].append(document(contrast))
    for name, documents in groups.items():
        found = [
            excerpt(doc.text, proposal.span, proposal.entry.lemma)
            for doc in documents
            for paragraph in doc.paragraphs
            for proposal in certain(lexicon, Reading(paragraph))
        ]
        listed += found
        body.append([name, sum(word_count(doc.text) for doc in documents), len(found)])
    yield from grid(["certain expressions in flawless English", "words", "found"], body)
    yield from listed
