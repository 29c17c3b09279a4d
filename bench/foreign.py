"""Untranslated text: quotations left in Spanish, foreign words and sentences set into English ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bench.common import (
    Options,
    Skip,
    cleaner,
    excerpt,
    grid,
    part,
    per_thousand,
    rows,
    share,
    shown,
    word_count,
)
from cleanup.pipeline import Pipeline, clean_string
from cleanup.types import Finding, Span

SAMPLE = 150  # rows of each unit and language of lang_sentences
CODES = {"german": "de", "polish": "pl", "russian": "ru", "czech": "cs"}
EDGES = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in `text`, whose part at `gold` is in `language` (gold None: none is)."""

    text: str
    gold: Span | None
    language: str
    findings: tuple[Finding, ...]

    @property
    def hits(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if self.gold and f.span.overlaps(self.gold))

    @property
    def exact(self) -> bool:
        """The words are the same: quotation marks and full stops at the ends do not count."""
        return self.gold is not None and _core(self.text, self.gold) in (
            _core(self.text, f.span) for f in self.hits
        )

    @property
    def right_language(self) -> bool:
        return any(f.evidence.get("language") == self.language for f in self.hits)

    @property
    def covered(self) -> int:
        """Characters of the foreign part that are found."""
        return sum(min(f.span.end, self.gold.end) - max(f.span.start, self.gold.start) for f in self.hits)


def table(options: Options) -> Iterator[str]:
    """Recall, spans and languages; each negative is the same text without the foreign part."""
    built = cleaner(stages=("foreign",))
    if not built.stages:
        raise Skip("the stage foreign is not in the pipeline")
    yield from _quotes(options, built)
    yield ""
    yield from _sentences(options, built)
    yield ""
    yield from _codemix(options, built)


def _quotes(options: Options, built: Pipeline) -> Iterator[str]:
    data = rows(options, "foreign_quotes")[: options.limit]
    found = [_look(built, r["text"], Span(*r["spans"][0]), r["lang"]) for r in data]
    clean = [_look(built, r["gold_en"], None, "en") for r in data]
    hit = [o for o in found if o.hits]
    over = sum(sum(len(f.span) for f in o.hits) - o.covered for o in hit)
    under = sum(len(o.gold) - o.covered for o in hit)
    false = [o for o in clean if o.findings]
    words = sum(word_count(o.text) for o in clean)
    yield "foreign_quotes: one quotation in Spanish; exact: the same words; reach in characters, mean"
    counts = (len(hit), sum(o.exact for o in hit), sum(o.right_language for o in hit))
    cells = [part(n, len(found)) for n in counts]
    reach = [f"{n / max(len(hit), 1):.1f}" for n in (over, under)]
    yield from grid(
        ["rows", "found", "exact", "language right", "over-reach", "under-reach"],
        [[len(data), *cells, *reach]],
    )
    beside = sum(len(o.findings) - len(o.hits) for o in found)
    flags = per_thousand(sum(len(o.findings) for o in clean), words)
    yield f"beside the quotation: {beside}; of the same sentences in English, flagged:"
    yield f"  {part(len(false), len(clean))}, findings per 1,000 words: {flags}"
    if options.verbose:
        yield from (excerpt(o.text, o.gold, "missed") for o in found if not o.hits)
        yield from (excerpt(o.text, o.findings[0].span, "false") for o in false)


def _sentences(options: Options, built: Pipeline) -> Iterator[str]:
    """Each unit is set into English of the same data; its words take the place of as many."""
    cells = defaultdict(list)
    for row in rows(options, "lang_sentences"):
        cells[row["unit"], row["lang"]].append(row["text"])
    english = [t for t in cells["sentences", "en"] if 10 <= word_count(t) <= 30 and t.endswith(".")]
    yield f"lang_sentences, {options.limit or SAMPLE} of each, a sentence set between two English ones, words"
    yield "in the middle of one: found / with the right language; en: false, set in likewise"
    languages = [*(code for code in dict.fromkeys(code for _, code in cells) if code != "en"), "en"]
    body = []
    for unit in dict.fromkeys(unit for unit, _ in cells):
        line: list[object] = [unit]
        for code in languages:
            texts = cells[unit, code][: options.limit or SAMPLE]
            outcomes = [_look(built, *_set_in(unit, t, english, n), code) for n, t in enumerate(texts)]
            hit, right = sum(bool(o.hits) for o in outcomes), sum(o.right_language for o in outcomes)
            line.append(share(hit, len(texts)) + ("" if code == "en" else f" / {share(right, len(texts))}"))
        body.append(line)
    yield from grid(["unit", *languages], body)


def _set_in(unit: str, text: str, english: list[str], n: int) -> tuple[str, Span]:
    before, after = (english[k % len(english)] for k in (2 * n, 2 * n + 1))
    if unit != "sentences":
        words = before.split()
        middle, size = len(words) // 2, word_count(text)
        before, after = " ".join(words[:middle]), " ".join(words[middle + size :])
    return f"{before} {text} {after}", Span(len(before) + 1, len(before) + 1 + len(text))


def _codemix(options: Options, built: Pipeline) -> Iterator[str]:
    data = [r for r in rows(options, "demetr_other") if "codemix" in r["pert_name"]][: options.limit]
    if not data:
        raise Skip("demetr_other holds no code mix")
    yield "demetr_other, code mix: one word left in the source language"
    body = []
    for name in dict.fromkeys(row["lang"] for row in data):
        mine = [row for row in data if row["lang"] == name]
        found = [
            _look(built, r["bad"], _difference(r["good"], r["bad"]), CODES.get(name, name)) for r in mine
        ]
        false = sum(bool(_look(built, r["good"], None, "en").findings) for r in mine)
        hit, right = sum(bool(o.hits) for o in found), sum(o.right_language for o in found)
        beside = sum(len(o.findings) - len(o.hits) for o in found)
        cells = [part(count, len(mine)) for count in (hit, right)]
        body.append([name, len(mine), *cells, beside, false])
    yield from grid(["from", "rows", "found", "language right", "beside", "false on the good"], body)


def _difference(good: str, bad: str) -> Span:
    """The words of `bad` that `good` has not, from the first to the last."""
    old, new = good.split(), [*re.finditer(r"\S+", bad)]
    head = tail = 0
    while head < min(len(old), len(new)) - 1 and old[head] == new[head][0]:
        head += 1
    while tail < min(len(old), len(new)) - head - 1 and old[-1 - tail] == new[-1 - tail][0]:
        tail += 1
    return Span(new[head].start(), new[len(new) - 1 - tail].end())


def _look(built: Pipeline, text: str, gold: Span | None, language: str) -> Outcome:
    decisions = shown(clean_string(built, text), "foreign")
    return Outcome(text, gold, language, tuple(decision.finding for decision in decisions))


def _core(text: str, span: Span) -> str:
    return EDGES.sub("", text[span.start : span.end])
