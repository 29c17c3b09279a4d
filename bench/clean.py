"""False flags: what is shown and applied on flawless English, per 1,000 words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bench.common import (
    Clean,
    Options,
    applied,
    clean_texts,
    cleaner,
    excerpt,
    grid,
    per_thousand,
    shown,
    word_count,
)
from cleanup import pipeline
from cleanup.types import Decision, Status

# True places of GUM's news, by the data's README: stand-alone date lines, image credits, a repeated paragraph.
NAMED = ("dateline", "credits", "duplicate")

Place = tuple[Clean, Decision]


def table(options: Options) -> Iterator[str]:
    """Flags of each set by stage; those at GUM's named true places are counted apart."""
    built = cleaner()
    texts = clean_texts(options)
    places = [(text, d) for text in texts for d in shown(pipeline.clean(built, text.document, {}))]
    stages = [stage.name for stage in built.stages]
    yield "flags per 1,000 words of flawless English (and how many); * without the named true places"
    yield from grid(["set", "", "words", "all", *stages], _rows(texts, places, stages))
    named = [(text, d) for text, d in places if _is_named(text, d)]
    counts = Counter(decision.finding.category for _, decision in named)
    listed = ", ".join(f"{category} {count}" for category, count in sorted(counts.items())) or "none"
    yield f"* named true places in gum news: {listed}; applied {len(applied(d for _, d in named))}"
    if options.verbose:
        for text, decision in sorted(places, key=lambda place: place[1].finding.rule_id):
            mark = "applied " if decision.status is Status.APPLIED else ""
            mark += "named " if _is_named(text, decision) else ""
            label = f"{mark}{decision.finding.rule_id} {text.name}"
            yield excerpt(text.document.text, decision.finding.span, label)


def _rows(texts: Sequence[Clean], places: Sequence[Place], stages: Sequence[str]) -> Iterator[list[object]]:
    everything = [place for place in places if not _is_named(*place)]
    for group in dict.fromkeys(text.group for text in texts):
        words = _words(text for text in texts if text.group == group)
        mine = [place for place in places if place[0].group == group]
        yield from _pair(group, words, mine, stages)
        if group == "gum news":
            yield from _pair("gum news *", words, [p for p in mine if not _is_named(*p)], stages)
    yield from _pair("all *", _words(texts), everything, stages)


def _pair(name: str, words: int, places: Sequence[Place], stages: Sequence[str]) -> Iterator[list[object]]:
    """Two rows of the table: what is shown, what is applied."""
    decisions = [decision for _, decision in places]
    for label, some in (("shown", decisions), ("applied", applied(decisions))):
        counts = Counter(decision.finding.stage for decision in some)
        cells = [per_thousand(count, words) for count in (len(some), *(counts[s] for s in stages))]
        yield [name, label, words, *cells] if label == "shown" else ["", label, "", *cells]


def _words(texts) -> int:
    return sum(word_count(text.document.text) for text in texts)


def _is_named(text: Clean, decision: Decision) -> bool:
    return text.group == "gum news" and decision.finding.category in NAMED
