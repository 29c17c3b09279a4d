"""What articles of one site share: 1,000 made of the data, and real texts that share what they say."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from bench.common import (
    Options,
    applied,
    articles,
    cleaner,
    document,
    excerpt,
    gold_items,
    grid,
    gum_text,
    part,
    per_thousand,
    rows,
    shown,
    word_count,
)
from cleanup.batch.survey import Learned, learn, survey
from cleanup.pipeline import Pipeline, clean
from cleanup.types import Decision, Document, SiteEvidence, Span, Status

SEED = 13
DOCUMENTS, SITES = 1000, 20
SHORTEST, LONGEST = 100, 400  # words of a body
TOP, BOTTOM = 8, 12  # lines around the body, of those nearest to it on the real page
EVERY, FIFTH = 1.0, 0.2  # shares of a site's articles that one of these lines stands in
COPIES, NEAR_COPIES = 50, 50  # articles
STORIES = 40  # articles that share paragraphs of background, ten a site
SUBHEADS = ("What happens next?", "Background", "Why it matters", "The figures", "What the experts say")
CLOSINGS = (
    "Anyone with information is asked to call police on 101.",
    "No arrests have been made.",
    "The trial continues.",
    "The company did not respond to a request for comment.",
)
NAMES = ("Ana Torres", "Jim Brown", "María Peña", "Sam O'Neill", "Lee Wong", "Dr Ruth Adler", "Tom Hall")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    drop: bool
    kind: str  # of what is dropped: every, fifth, changing, near; of what stays: text, subhead, closing ...


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    site: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, and what became of it."""

    line: Line
    article: Article
    span: Span
    lost: bool
    flagged: bool
    decision: Decision | None


def table(options: Options) -> Iterator[str]:
    """Lines found in single-document mode and with evidence; then texts in which nothing may be removed."""
    built = cleaner(stages=("boilerplate", "duplicates"))
    made = corpus(options)
    words = sum(word_count(article.text) for article in made)
    learned, seconds = learnt([(a.name, a.site, a.text) for a in made])
    begin = perf_counter()
    read = [document(article.text) for article in made]
    opening = perf_counter() - begin
    yield f"{len(made):,} articles of {SITES} sites, {words:,} words"
    yield f"{len(learned.copies)} groups of copies, {sum(len(s.repeats) for s in learned.sites)} repeats"
    sites = {known.site: known for known in learned.sites}
    modes: dict[str, list[Judged]] = {}
    for mode in ("alone", "evidence"):
        begin = perf_counter()
        known = sites if mode == "evidence" else {}
        modes[mode] = [
            line
            for a, doc in zip(made, read, strict=True)
            for line in judged(built, a, doc, known.get(a.site))
        ]
        cleaning = perf_counter() - begin
    kinds = sorted({(line.drop, line.kind) for article in made for line in article.lines})
    for drop, title in ((True, "boilerplate"), (False, "article")):
        yield ""
        yield from grid(
            [title, "lines", *(f"{mode} {what}" for mode in modes for what in ("removed", "flagged"))],
            [_row(modes, drop, kind) for d, kind in [*kinds, (True, ""), (False, "")] if d is drop],
        )
    yield ""
    ratio = seconds / (opening + cleaning)
    yield f"first pass {1000 * seconds / len(made):.1f} ms an article, {ratio:.3f} of the second"
    if options.verbose:
        alone = {(j.article.name, j.span) for j in modes["alone"] if j.lost or j.flagged}
        yield from _places(
            "new, of the article",
            [
                j
                for j in modes["evidence"]
                if not j.line.drop and (j.lost or j.flagged) and (j.article.name, j.span) not in alone
            ],
        )
        yield from _places("not removed", [j for j in modes["evidence"] if j.line.drop and not j.lost])
    yield ""
    yield from _negative(options, built)


def _row(modes: dict[str, list[Judged]], drop: bool, kind: str) -> list[object]:
    some = {
        m: [j for j in lines if j.line.drop is drop and kind in ("", j.line.kind)]
        for m, lines in modes.items()
    }
    total = len(some["alone"])
    show = part if drop else per_thousand
    cells = [
        show(n, total) for js in some.values() for n in (sum(j.lost for j in js), sum(j.flagged for j in js))
    ]
    return [kind or "all", total, *cells]


def _places(title: str, found: Iterable[Judged]) -> Iterator[str]:
    yield title
    counts = Counter(
        (
            j.article.site,
            j.line.kind,
            "removed" if j.lost else "flagged" if j.flagged else "",
            j.line.text[:90],
            j.decision.finding.rule_id if j.decision else "",
        )
        for j in found
    )
    for (site, kind, what, text, rule), count in counts.most_common(400):
        yield f"  {count:4} {site:12} {kind:9} {what:8} {rule:30} {text}"


def learnt(texts: Sequence[tuple[str, str, str]]) -> tuple[Learned, float]:
    """What is learned of name, site and text of each article, and the seconds that it took."""
    by_name = {name: text for name, _, text in texts}
    begin = perf_counter()
    learned = learn([(name, site, survey(text)) for name, site, text in texts], by_name.get)
    return learned, perf_counter() - begin


def judged(built: Pipeline, article: Article, doc: Document, known: SiteEvidence | None) -> Iterator[Judged]:
    decisions = shown(clean(built, replace(doc, evidence=known)))
    deletions = [e.span for d in applied(decisions) for e in d.finding.alternatives[d.chosen or 0].edits]
    at = 0
    for line in article.lines:
        span = Span(at, at + len(line.text))
        at = span.end + 2
        gone = sum(max(min(d.end, span.end) - max(d.start, span.start), 0) for d in deletions)
        first = next((d for d in decisions if d.finding.span.overlaps(span)), None)
        lost = gone > len(span) / 2
        flagged = first is not None and first.status is Status.PENDING and not lost
        yield Judged(line, article, span, lost, flagged, first)


def _negative(options: Options, built: Pipeline) -> Iterator[str]:
    """Human texts that share subheads, steps and formulas: each genre of GUM as a site, and Brown."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(options, "clean_gum")[: options.limit]:
        texts[f"gum {row['genre']}"][row["doc"]] = gum_text(row)
    texts["brown news"] = {
        r["doc"]: "\n".join(r["lines"]) for r in rows(options, "clean_brown_news")[: options.limit]
    }
    body, places = [], []
    for site, docs in sorted(texts.items()):
        learned, _ = learnt([(name, site, text) for name, text in docs.items()])
        known = learned.sites[0] if learned.sites else None
        words = sum(map(word_count, docs.values()))
        counts: Counter[str] = Counter()
        for text in docs.values():
            doc = document(text)
            before, after = (shown(clean(built, replace(doc, evidence=k))) for k in (None, known))
            spans = {d.finding.span for d in before}
            gone = {d.finding.span for d in applied(before)}
            counts.update({"alone removed": len(gone), "alone flagged": len(before) - len(gone)})
            counts.update({"removed": len(applied(after)), "flagged": len(after) - len(applied(after))})
            counts["new"] += sum(d.finding.span not in gone for d in applied(after))
            places += [
                excerpt(text, d.finding.span, f"{site} {d.status} {d.finding.rule_id}")
                for d in after
                if d.finding.span not in spans or (d.status is Status.APPLIED and d.finding.span not in gone)
            ]
        keys = ("alone removed", "removed", "new")
        flags = [per_thousand(counts[key], words) for key in ("alone flagged", "flagged")]
        body.append(
            [site, len(docs), words, len(known.repeats) if known else 0, *(counts[k] for k in keys), *flags]
        )
    yield "human texts, a genre as a site; new: removed with evidence and not alone; flagged: per 1,000 words"
    yield from grid(
        [
            "site",
            "texts",
            "words",
            "repeats",
            "removed alone",
            "evidence",
            "new",
            "flagged alone",
            "evidence",
        ],
        body,
    )
    if options.verbose:
        yield from places


def corpus(options: Options) -> list[Article]:
    """The articles: bodies of human texts amid the lines that one real page of each site has around them."""
    rng = random.Random(SEED)
    bodies = _bodies(options)
    rng.shuffle(bodies)
    pages = _pages(options)
    rng.shuffle(pages)
    sites = [f"site{n:02}.example" for n in range(SITES)]
    around = dict(zip(sites, pages, strict=False))
    background = {site: bodies.pop()[1:3] for site in sites[:4]}
    made: list[Article] = []
    fresh = DOCUMENTS - COPIES - NEAR_COPIES
    for n in range(fresh):
        site = sites[n % SITES]
        lines = [Line(text, False, "text") for text in bodies.pop()]
        if site in background and n < STORIES // 4 * SITES:
            at = rng.choice((2, len(lines)))
            lines[at:at] = [Line(text, False, "background") for text in background[site]]
        if rng.random() < 0.3 and len(lines) > 3:
            lines.insert(rng.randrange(2, len(lines) - 1), Line(rng.choice(SUBHEADS), False, "subhead"))
        if rng.random() < 0.3 or (site == sites[0] and rng.random() < 0.7):
            lines.append(Line(CLOSINGS[0] if site == sites[0] else rng.choice(CLOSINGS), False, "closing"))
        made.append(Article(f"{site}/{n:04}", site, tuple(_framed(lines, around[site], rng))))
    for n in range(fresh, DOCUMENTS):
        first = made[rng.randrange(fresh)]
        lines = [replace(line, kind="copy") if not line.drop else line for line in first.lines]
        if n >= fresh + COPIES:  # a paragraph is gone, another has a word more
            own = [i for i, line in enumerate(lines) if line.kind == "copy"]
            changed = own[-2]
            lines[changed] = replace(lines[changed], text="Meanwhile, " + lines[changed].text)
            if len(own) > 5:
                del lines[own[3]]
        made.append(Article(f"{first.site}/{n:04}", first.site, tuple(lines)))
    return sorted(made, key=lambda article: article.name)


def _bodies(options: Options) -> list[list[str]]:
    """A headline and the paragraphs of each piece of human text."""
    texts = [gum_text(row).split("\n\n") for row in rows(options, "clean_gum")]
    texts += [row["lines"] for row in rows(options, "clean_brown_news")]
    texts += [p.read_text("utf-8").split("\n\n") for p in articles(options) if not gold_items(p)]
    pieces = []
    for paragraphs in texts:
        piece: list[str] = []
        for paragraph in filter(str.strip, paragraphs):
            piece.append(" ".join(paragraph.split()))
            if word_count(" ".join(piece)) >= SHORTEST:
                if len(piece) > 2 and word_count(" ".join(piece)) <= LONGEST:
                    longest = max(piece, key=len)
                    pieces.append([" ".join(longest.split()[:9]).rstrip(".,;:"), *piece])
                piece = []
    return pieces


def _pages(options: Options) -> list[tuple[list[str], list[str], list[str]]]:
    """Of each real page the lines to drop: above the article, amid it, below it."""
    pages = []
    for row in (*rows(options, "article_lines"), *rows(options, "readability_lines")):
        lines = row["lines"]
        keep = [i for i, line in enumerate(lines) if line["y"] == "keep"]
        if keep:
            drop = [
                (i, line["t"]) for i, line in enumerate(lines) if line["y"] == "drop" and line["t"].strip()
            ]
            top = list(dict.fromkeys(t for i, t in drop if i < keep[0]))[-TOP:]
            amid = list(dict.fromkeys(t for i, t in drop if keep[0] < i < keep[-1]))[:3]
            bottom = list(dict.fromkeys(t for i, t in drop if i > keep[-1]))[:BOTTOM]
            if len(top) >= 4 and len(bottom) >= 6:
                pages.append((top, amid, bottom))
    return pages


def _framed(
    body: list[Line], page: tuple[list[str], list[str], list[str]], rng: random.Random
) -> Iterator[Line]:
    top, amid, bottom = page
    yield from (line for text in top if (line := _boilerplate(text, rng)))
    places = {rng.randrange(2, len(body)): text for text in amid} if len(body) > 2 else {}
    for n, line in enumerate(body):
        if n in places and (extra := _boilerplate(places[n], rng)):
            yield extra
        yield line
    yield from (line for text in bottom if (line := _boilerplate(text, rng)))


def _boilerplate(text: str, rng: random.Random) -> Line | None:
    """`text` as it stands on one page of its site: on every page or on a fifth, as it is, with other
    numbers, dates and names, or in other words."""
    kind = ("every", "every", "fifth", "changing", "near")[sum(map(ord, text)) % 5]
    if rng.random() >= (FIFTH if kind == "fifth" else EVERY):
        return None
    if kind == "changing":
        text = re.sub(rf"\b(?:{MONTHS})\b", lambda _: rng.choice(MONTHS.split("|")), text)
        text = re.sub(r"\d+", lambda m: str(rng.randrange(10 ** (len(m[0]) - 1), 10 ** len(m[0]))), text)
        text = re.sub(r"(?<=[a-z] )[A-Z][a-z]+ [A-Z][a-z]+", lambda _: rng.choice(NAMES), text)
    words = text.split()
    if kind == "near" and len(words) > 5:
        at = rng.randrange(1, len(words))
        words[at] = rng.choice(("now", "today", "here", "the latest", words[at]))
        text = " ".join(words)
    return Line(text, True, kind)
