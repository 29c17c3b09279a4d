"""One table for one or many articles."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleanup.render.changes import Kind, changes
from cleanup.render.words import characters, one_line
from cleanup.types import Result

COLUMNS = {Kind.REMOVED: "red", Kind.CORRECTED: "green", Kind.FLAGGED: "yellow", Kind.REPAIRED: ""}


def summary(results: Sequence[Result], console: Console) -> None:
    """Prints how much was removed, corrected and flagged in each of `results` (findings) and repaired
    (characters), a total if they are several, and under it what could not run and its remedy."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.show_footer = len(results) > 1
    counts = [_counts(result) for result in results]
    table.add_column("article", f"{len(results)} articles", overflow="fold")
    for kind, style in COLUMNS.items():
        total = sum(count[kind] for count in counts)
        table.add_column(str(kind), str(total), justify="right", no_wrap=True, style=style)
    for result, count in zip(results, counts, strict=True):
        name = Text(one_line(result.document.path))
        if result.degraded:
            name.append(" *", "bold yellow")
        cells = [Text(str(count[kind]), "" if count[kind] else "dim") for kind in COLUMNS]
        table.add_row(name, *cells)
    console.print()
    console.print(table)
    for degraded in dict.fromkeys(d for result in results for d in result.degraded):
        what = f"{one_line(degraded.part)} did not run: {one_line(degraded.reason)}."
        remedy = f" To mend it: {one_line(degraded.remedy)}"
        console.print(Text.assemble(("* ", "bold yellow"), what, remedy), soft_wrap=False)


def _counts(result: Result) -> dict[Kind, int]:
    shown = changes(result)
    counts = {kind: sum(change.kind is kind for change in shown) for kind in COLUMNS}
    counts[Kind.REPAIRED] = characters(c.decision.finding for c in shown if c.kind is Kind.REPAIRED)
    return counts
