"""What the tables share: the data, one cleaner that is built once, and how lines are set."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from cleanup import Config, Result, pipeline
from cleanup.document import make_document
from cleanup.lexicon.index import opened
from cleanup.rules import rules_dir
from cleanup.types import Decision, Document, Source, Span, Status

REPOSITORY = Path(__file__).parents[1]
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    data: Path
    limit: int | None = None  # rows or documents of each set; None: all
    verbose: bool = False
    found: Path | None = None  # where the findings of whole articles are kept


class Skip(Exception):
    """Why a table cannot be printed."""


def rows(options: Options, name: str) -> list[dict[str, Any]]:
    """All rows of one file of the development data. Raises Skip if there is no such file."""
    path = options.data / "dev" / f"{name}.jsonl.gz"
    if not path.is_file():
        raise Skip(f"the data has no dev/{path.name}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def articles(options: Options) -> list[Path]:
    """The texts of the whole articles, without their sources. Raises Skip if there are none."""
    paths = sorted((options.data / "articles").glob("*.txt"))
    if not paths:
        raise Skip("the data has no articles/")
    return [path for path in paths if not path.name.endswith(".src.txt")]


def gum_text(row: dict[str, Any]) -> str:
    """A document of GUM: its paragraphs with blank lines between them."""
    paragraphs: list[list[str]] = []
    for sentence in row["sents"]:
        if sentence["newpar"] or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(sentence["text"])
    return "\n\n".join(map(" ".join, paragraphs))


@cache
def _built() -> pipeline.Pipeline:
    return pipeline.build(Config(), print)


def cleaner(**settings: Any) -> pipeline.Pipeline:
    """The pipeline with `settings` of `Config`; what is dear in it is opened once."""
    config = Config(**settings)
    stages = pipeline.build_stages(config, _built().rules, opened([rules_dir()]))
    return replace(_built(), config=config, stages=stages)


def document(text: str) -> Document:
    """`text` as the stages read it."""
    return make_document(text, "-", Source("", "utf-8"), cleaner().nlp.parse)


@dataclass(frozen=True, slots=True)
class Clean:
    """A flawless English text and the set that it belongs to."""

    group: str
    name: str
    document: Document


@lru_cache(maxsize=1)
def clean_texts(options: Options) -> tuple[Clean, ...]:
    """All flawless English that there is, read once: two tables need it."""
    gum = [
        ("gum news" if r["genre"] == "news" else "gum other", r["doc"], gum_text(r))
        for r in rows(options, "clean_gum")
    ]
    brown = [("brown news", r["doc"], "\n".join(r["lines"])) for r in rows(options, "clean_brown_news")]
    own = [("articles", p.stem, p.read_text("utf-8")) for p in articles(options) if not gold_items(p)]
    samples = sorted(REPOSITORY.glob("samples/*-en/input.txt"))
    own += [("samples", p.parent.name, p.read_text("utf-8")) for p in samples]
    sets = groupby(sorted(gum, key=lambda text: text[0]) + brown + own, key=lambda text: text[0])
    chosen = [text for _, texts in sets for text in list(texts)[: options.limit]]
    return tuple(Clean(group, name, document(text)) for group, name, text in chosen)


def gold_items(path: Path) -> list[dict[str, Any]]:
    """What an editor would change in the article at `path`."""
    return json.loads(path.with_suffix(".json").read_text("utf-8"))["items"]


def shown(result: Result, *stages: str) -> list[Decision]:
    """The decisions that a reader sees, of all stages or of `stages`."""
    seen = (Status.APPLIED, Status.PENDING)
    return [d for d in result.decisions if d.status in seen and (not stages or d.finding.stage in stages)]


def applied(decisions: Iterable[Decision]) -> list[Decision]:
    """Those of `decisions` that change the text."""
    return [decision for decision in decisions if decision.status is Status.APPLIED]


def word_count(text: str) -> int:
    return len(text.split())


def share(part: float, whole: float) -> str:
    """`part` of `whole`, as .xx."""
    return f"{part / whole:.2f}" if whole else "-"


def part(count: int, total: int) -> str:
    """`count` as a share of `total`, with the count."""
    return f"{share(count, total)} ({count:,})"


def per_thousand(count: float, total: float) -> str:
    """`count` per 1,000 of `total`, with the count."""
    return f"{1000 * count / total:.2f} ({count:,})" if total else "-"


def grid(head: Sequence[str], body: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a table: the first column to the left, the others to the right."""
    cells = [head, *[[f"{c:,}" if isinstance(c, int) else str(c) for c in row] for row in body]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        first, *others = zip(row, widths, strict=True)
        yield "  ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in others)]).rstrip()


def excerpt(text: str, span: Span, label: str) -> str:
    """One line: `label`, then the place at `span` in brackets with the words around it."""
    room = max(WIDTH - 2 - len(label) - 4, 30)
    place = text[span.start : span.end]
    if len(place) > room // 2:
        place = f"{place[: room // 4]} … {place[-room // 5 :]}"
    side = max(room - len(place) - 2, 0) // 2
    left, right = text[max(span.start - side, 0) : span.start], text[span.end : span.end + side]
    return "  " + " ".join(f"{label}: {left}[{place}]{right}".split())
