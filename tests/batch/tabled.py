"""Reads tables, and writes them with columns added that tell of each row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleanup.batch.columns import ADDED
from cleanup.batch.tables import Columns, Row, rows, write

COLUMNS = Columns()


def read(path: Path, columns: Columns = COLUMNS) -> list[Row]:
    return list(rows(path, columns))


def added_to(row: Row) -> dict[str, Any]:
    """What is added to a row: made of its own text and id."""
    if row.text is None:
        return dict.fromkeys(ADDED) | {"cleanup_status": "failed", "cleanup_error": row.error}
    text = row.text + " Cleaned."
    return dict(zip(ADDED, ("done", None, text, True, len(row.text), 0, {"id": row.id}), strict=True))


def rewritten(path: Path, folder: Path) -> Path:
    """Writes a table into `folder`, with columns added."""
    target = folder / path.name
    write(path, target, COLUMNS, (added_to(row) for row in rows(path, COLUMNS)))
    return target
