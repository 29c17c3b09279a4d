"""False flags: what is shown and applied on flawless English, per 1,000 words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bench.common import (
    Clean,
    Options,
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

# True places of GUM's news, by the data's README: date lines, image credits, a repeated paragraph.
NAMED = ("dateline", "credits", "duplicate")

Place = tuple[Clean, Decision]


def table(options: Options) -> Iterator[str]:
    """Flags of each set by stage; those at GUM's named true places are counted apart."""
    built = cleaner()
    texts = clean_texts(options)
    places = [(text, d) for text in texts for d in shown(pipeline.clean(built, text.document))]
    made = [place for place in places if place[1].status is Status.APPLIED]
    stages = [stage.name for stage in built.stages]
    yield "per 1,000 words of flawless English (and how many); * without the named true places"
    for label, some in (("shown", places), ("applied", made)):
        yield from grid([label, "words", "all", *stages], _rows(texts, some, stages))
        yield ""
    for label, some in (("shown", places), ("applied", made)):
        counts = Counter(decision.finding.category for text, decision in some if _is_named(text, decision))
        listed = ", ".join(f"{category} {count}" for category, count in sorted(counts.items()))
        yield f"named true places in gum news, {label}: {listed or 'none'}"
    if options.verbose:
        for text, decision in sorted(places, key=lambda place: place[1].finding.rule_id):
            mark = "applied " if decision.status is Status.APPLIED else ""
            mark += "named " if _is_named(text, decision) else ""
            label = f"{mark}{decision.finding.rule_id} {text.name}"
            yield excerpt(text.document.text, decision.finding.span, label)


def _rows(texts: Sequence[Clean], places: Sequence[Place], stages: Sequence[str]) -> Iterator[list[object]]:
    false = [place for place in places if not _is_named(*place)]
    for group in dict.fromkeys(text.group for text in texts):
        words = _words(text for text in texts if text.group == group)
        yield _row(group, words, [place for place in places if place[0].group == group], stages)
        if group == "gum news":
            yield _row("gum news *", words, [place for place in false if place[0].group == group], stages)
    yield _row("all", _words(texts), places, stages)
    yield _row("all *", _words(texts), false, stages)


def _row(name: str, words: int, places: Sequence[Place], stages: Sequence[str]) -> list[object]:
    counts = Counter(decision.finding.stage for _, decision in places)
    numbers = (len(places), *(counts[stage] for stage in stages))
    return [name, words, *(per_thousand(number, words) for number in numbers)]


def _words(texts: Iterable[Clean]) -> int:
    return sum(word_count(text.document.text) for text in texts)


def _is_named(text: Clean, decision: Decision) -> bool:
    return text.group == "gum news" and decision.finding.category in NAMED
