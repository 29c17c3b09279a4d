"""The verdicts of a review of the rows of a table: one file beside the output, keyed by id."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cleanup.errors import InputError
from cleanup.outputs import VERDICTS
from cleanup.types import Verdict
from cleanup.verdictfile import SCHEMA, from_json, read_json


def path_for(table: Path) -> Path:
    """Where the verdicts of the table written to `table` lie."""
    return table.with_name(table.name + VERDICTS)


def read(path: Path) -> Mapping[str, tuple[Verdict, ...]]:
    """The verdicts by the id of their row; empty if there is no such file. Raises InputError."""
    remedy = "mend it, or move it away"
    if not path.exists():
        return {}
    data = read_json(path, remedy)
    if (
        not isinstance(data, dict)
        or data.get("schema") != SCHEMA
        or not isinstance(data.get("documents"), dict)
    ):
        what = f'holds no verdicts: it begins {{"schema": {SCHEMA}, "documents": {{"ID": [...]}}}}'
        raise InputError(str(path), what, remedy)
    found = {}
    for row, entries in data["documents"].items():
        try:
            found[row] = tuple(from_json(entry) for entry in entries)
        except (ValueError, TypeError) as error:
            raise InputError(str(path), f"row {row!r}: {error}", remedy) from error
    return found
