"""What a user asks of a run, and what the run counts of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleanup.batch.columns import Columns
from cleanup.messages import span


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asks for, besides the configuration."""

    paths: tuple[Path, ...]
    out: Path
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None  # documents
    columns: Columns = Columns()
    formats: tuple[str, ...] = ()
    site_evidence: bool = True
    force: bool = False
    retry_failed: bool = False
    prune: bool = False
    quiet: bool = False


@dataclass(slots=True)
class Tally:
    """What this run did; what there is in all stands in the manifest."""

    fresh: int = 0
    unchanged: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # by message, of the fresh ones
    edited: list[str] = field(default_factory=list)  # outputs that stay as somebody edited them
    gone: list[str] = field(default_factory=list)  # documents whose input is gone
    pruned: int = 0
    copies: tuple[tuple[str, ...], ...] = ()
    seconds: Counter[str] = field(default_factory=Counter)  # by part, of the fresh ones; "all": in all
    tables: set[str] = field(default_factory=set)  # those of which a row was done, or is gone

    def as_json(self) -> dict[str, Any]:
        """What stands in summary.json."""
        counts = {"fresh": self.fresh, "unchanged": self.unchanged}
        counts |= {"gone": len(self.gone), "pruned": self.pruned}
        return {"documents": counts, "edited": self.edited, "gone": self.gone, "copies": self.copies}

    def expected(self, left: int, workers: int, dear: Sequence[str]) -> str:
        """How long `left` documents will take, from what the fresh ones took; without the `dear` stages
        too."""
        count = max(self.fresh, 1)
        mean = self.seconds["all"] / count
        line = f"{left:,} to go: about {span(left * mean / workers)}, at {mean:.2f} s a document and worker"
        if dear:
            cheap = mean - sum(self.seconds[stage] for stage in dear) / count
            line += f"; {span(left * cheap / workers)} without {', '.join(dear)} (see --stages)"
        return line
