"""The columns of a table: those that are read, and those that are added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cleanup.errors import InputError

# What is added to a row, with its type; any of it may be null. `dict` is an object in JSON Lines and the
# same as a string of JSON in Parquet.
ADDED: dict[str, type] = {
    "cleanup_status": str,
    "cleanup_error": str,
    "cleanup_text": str,
    "cleanup_changed": bool,
    "cleanup_applied": int,
    "cleanup_pending": int,
    "cleanup_record": dict,
}
LINE = "cleanup_line"  # what stands in the file, of a line that is no JSON object
RESERVED = ADDED.keys() | {LINE}


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns that are read; all but `text` may be missing."""

    text: str = "text"
    id: str = "id"
    url: str = "url"
    title: str = "title"

    @property
    def names(self) -> tuple[str, ...]:
        return self.text, self.id, self.url, self.title


def check_free(path: Path, names: Iterable[str]) -> None:
    """Raises InputError if one of the columns `names` of a table has the name of one that is added."""
    taken = sorted(RESERVED.intersection(names))
    if taken:
        what = f"has a column `{taken[0]}` already, which cleanup would add"
        raise InputError(str(path), what, "rename it, or clean the file that this one was made from")


def changed(path: Path) -> InputError:
    """The error of a table that has not the rows any more that it had."""
    return InputError(str(path), "has changed while it was being cleaned", "repeat the command")
