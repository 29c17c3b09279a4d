"""What a person sees while a batch runs: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from time import monotonic

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from cleanup.messages import span, tell
from cleanup.render.words import one_line

EVERY = 10.0  # seconds between two lines


class Watch:
    """Counts documents; `quiet` shows nothing."""

    def __init__(self, what: str, total: int | None, quiet: bool) -> None:
        """`total`: None if nobody knows how many will come."""
        self.what, self.total = what, total
        self.counts: Counter[str] = Counter()
        self.done = 0
        self._begun = self._told = monotonic()
        self._bar = _bar() if not quiet and sys.stderr.isatty() else None
        self._lines = not quiet and self._bar is None

    def __enter__(self) -> Watch:
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task(self.what, total=self.total, counts="")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()
        elif self._lines and self.done and self._told > self._begun:
            self._tell()

    def count(self, *names: str) -> None:
        """One more document is finished; `names`: what is to be counted of it."""
        self.done += 1
        self.counts.update(names)
        if self._bar:
            self._bar.update(self._task, advance=1, counts=self._counted())
        elif self._lines and monotonic() - self._told >= EVERY:
            self._tell()

    def tell(self, line: str) -> None:
        """Prints a line without breaking the bar."""
        if self._bar:
            self._bar.console.print(f"cleanup: {one_line(line)}", markup=False, highlight=False)
        else:
            tell(line)

    def _tell(self) -> None:
        self._told = monotonic()
        rate = self.done / max(self._told - self._begun, 1e-9)
        left = "" if self.total is None else f", {span((self.total - self.done) / rate)} left"
        of = "" if self.total is None else f" of {self.total:,}"
        tell(f"{self.what}: {self.done:,}{of}, {rate:.1f}/s{left}{self._counted()}")

    def _counted(self) -> str:
        return "".join(f" · {count:,} {name}" for name, count in sorted(self.counts.items()))


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
        console=Console(stderr=True),
        transient=True,
    )
