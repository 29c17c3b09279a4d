"""Tables of articles, a row each: JSON Lines and Parquet, read as a stream and written with columns added."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cleanup.batch import jsonlines
from cleanup.batch.columns import Columns
from cleanup.compression import bare

LINES, PARQUET = (".jsonl", ".ndjson"), ".parquet"


@dataclass(frozen=True, slots=True)
class Row:
    """One article of a table."""

    number: int  # from 1: the line of the file (JSON Lines), or the row (Parquet)
    id: str  # of the id column, if that holds a string or a number, else `number`
    text: str | None  # None: the row cannot be used, and `error` says why
    url: str | None
    title: str | None
    error: str = ""


def is_table(name: str) -> bool:
    """Its name says that it is a table."""
    return bare(name).lower().endswith(LINES) or name.lower().endswith(PARQUET)


def rows(path: Path, columns: Columns) -> Iterator[Row]:
    """The rows of a table, as a stream. Blank lines of JSON Lines are none.

    Raises InputError if the file cannot be read (to its end), if Parquet has no text column, or if a
    column has the name of one that is added. Raises UsageError if Parquet cannot be read here.
    """
    seen = _Seen()
    for number, found in _read(path, columns):
        row = _row(number, found, columns)
        if not row.error:
            first = seen.first(row.id, number)
            if first != number:
                row = Row(number, row.id, None, row.url, row.title, _twice(row.id, first, number))
        yield row


def write(path: Path, target: Path, columns: Columns, added: Iterable[Mapping[str, Any]]) -> None:
    """Writes the rows of `path` to `target`, in the same order, format and compression, with `added`: for
    each of `rows(path, columns)` the values of `columns.ADDED`.

    Complete or not at all: raises as `rows` does, or OutputError, and leaves `target` as it was.
    """
    if _is_parquet(path):
        from cleanup.batch import parquet

        parquet.write(path, target, columns, added)
    else:
        jsonlines.write(path, target, added)


def _is_parquet(path: Path) -> bool:
    return path.name.lower().endswith(PARQUET)


def _read(path: Path, columns: Columns) -> Iterator[tuple[int, dict[str, Any] | str]]:
    if _is_parquet(path):
        from cleanup.batch import parquet

        return parquet.read(path, columns)
    return jsonlines.read(path)


def _row(number: int, found: dict[str, Any] | str, columns: Columns) -> Row:
    if isinstance(found, str):
        return Row(number, str(number), None, None, None, found)
    text = found.get(columns.text)
    id_, url, title = (found.get(name) for name in (columns.id, columns.url, columns.title))
    error = ""
    if columns.text not in found:
        error = f"has no column `{columns.text}`"
    elif type(text) is not str:
        error = f"`{columns.text}` is no string but {jsonlines.kind(text)}"
    return Row(number, _id(id_) or str(number), None if error else text, _string(url), _string(title), error)


def _id(value: object) -> str | None:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return _string(str(value) if is_number or isinstance(value, jsonlines.Number) else value)


def _string(value: object) -> str | None:
    """A string that can be shown and kept: halves of surrogate pairs are escaped."""
    if type(value) is not str:
        return None
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _twice(id_: str, first: int, number: int) -> str:
    return f"id {id_!r} stands twice (rows {first} and {number})"


class _Seen:
    """Which row had an id first: a hash table with open addressing, 24 to 48 bytes a row, for there may be
    many millions. Ids are told apart by 64 bits of BLAKE2."""

    def __init__(self) -> None:
        self._keys, self._rows, self._count = array("Q", [0] * 1024), array("Q", [0] * 1024), 0

    def first(self, id_: str, row: int) -> int:
        """The row that had `id_` first; `row`, which counts from 1, if none had."""
        key = int.from_bytes(blake2b(id_.encode("utf-8"), digest_size=8).digest(), "big")
        slot = self._slot(key)
        if not self._rows[slot]:
            self._keys[slot], self._rows[slot] = key, row
            self._count += 1
            if self._count * 3 > len(self._rows) * 2:
                self._grow()
            return row
        return self._rows[slot]

    def _slot(self, key: int) -> int:
        """Where `key` stands, or the free place for it."""
        slot = key % len(self._rows)
        while self._rows[slot] and self._keys[slot] != key:
            slot = (slot + 1) % len(self._rows)
        return slot

    def _grow(self) -> None:
        keys, rows = self._keys, self._rows
        self._keys, self._rows = array("Q", [0]) * (len(keys) * 2), array("Q", [0]) * (len(keys) * 2)
        for key, row in zip(keys, rows, strict=True):
            if row:
                slot = self._slot(key)
                self._keys[slot], self._rows[slot] = key, row
