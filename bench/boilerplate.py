"""Lines of real pages: what is removed of the boilerplate around an article, and what of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.common import Options, applied, cleaner, excerpt, grid, part, per_thousand, rows, shown
from cleanup.pipeline import Pipeline, clean_string
from cleanup.types import Decision, Span, Status

SETS = ("article_lines", "readability_lines")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, what the data says of it, and what was decided on it."""

    text: str  # of its page
    span: Span
    label: str  # keep, drop or uncertain
    gone: int  # characters deleted
    decision: Decision | None  # the first that touches it

    @property
    def lost(self) -> bool:
        return self.gone > len(self.span) / 2

    @property
    def flagged(self) -> bool:
        return self.decision is not None and self.decision.status is Status.PENDING and not self.lost


def table(options: Options) -> Iterator[str]:
    """Recall on the lines to drop, losses on those to keep; the page is cut to the lines near its body."""
    built = cleaner(stages=("boilerplate", "duplicates"))
    body, lost, categories = [], [], Counter()
    for name in SETS:
        pages = rows(options, name)[: options.limit]
        lines = [line for page in pages for line in _lines(built, page)]
        drop, keep = ([line for line in lines if line.label == label] for label in ("drop", "keep"))
        gone, kept = sum(x.gone for x in keep), sum(len(x.span) for x in keep)
        recall = [part(n, len(drop)) for n in _counts(drop)]
        losses = [per_thousand(n, len(keep)) for n in _counts(keep)]
        chars = f"{1000 * gone / max(kept, 1):.2f}"
        body.append([name, len(pages), len(drop), *recall, len(keep), *losses, chars])
        lost += [line for line in keep if line.gone]
        categories.update((x.decision.finding.category, x.label, x.lost) for x in drop + keep if x.decision)
    yield "lines near the body, a blank line between them; uncertain ones stand there and are not counted"
    yield "lost, flagged: lines to keep, per 1,000 of them; chars: deleted per 1,000 characters to keep"
    yield from grid(["set", "pages", "drop", "removed", "flagged", "keep", "lost", "flagged", "chars"], body)
    names = sorted({name for name, _, _ in categories})
    cells = [(label, gone) for label in ("drop", "keep") for gone in (True, False)]
    yield ""
    yield from grid(
        ["category", "removed", "flagged", "keep lost", "keep flagged"],
        [[n, *(categories[n, *cell] for cell in cells)] for n in names],
    )
    if options.verbose:
        yield "lines to keep that lost text"
        yield from (excerpt(x.text, x.span, x.decision.finding.rule_id if x.decision else "?") for x in lost)


def _counts(lines: Iterable[Line]) -> tuple[int, int]:
    """How many are removed, how many only flagged."""
    lines = list(lines)
    return sum(line.lost for line in lines), sum(line.flagged for line in lines)


def _lines(built: Pipeline, page: dict[str, Any]) -> Iterator[Line]:
    """The lines near the page's body, once the text that they make is cleaned."""
    near = [line for line in page["lines"] if line["near"]]
    text = "\n\n".join(line["t"] for line in near)
    if not text.strip():
        return
    decisions = shown(clean_string(built, text))
    deletions = [e.span for d in applied(decisions) for e in d.finding.alternatives[d.chosen or 0].edits]
    at = 0
    for line in near:
        span = Span(at, at + len(line["t"]))
        at = span.end + 2
        gone = sum(max(min(d.end, span.end) - max(d.start, span.start), 0) for d in deletions)
        first = next((d for d in decisions if d.finding.span.overlaps(span)), None)
        yield Line(text, span, line["y"], gone, first)
