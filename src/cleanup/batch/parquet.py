"""Parquet, through pyarrow: read and written in batches of rows; what is there stays, columns are added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanup.batch.columns import ADDED, Columns, changed, check_free
from cleanup.compression import reading
from cleanup.errors import InputError, UsageError
from cleanup.outputs import replacing

if TYPE_CHECKING:
    from pyarrow import DataType, RecordBatch, Schema
    from pyarrow.parquet import ParquetFile

ROWS = 64  # that are held at once
GROUP = 2**25  # bytes of a row group that is written


def read(path: Path, columns: Columns) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Each row with its number from 1: the values of those of `columns` that there are, or why there are
    none. Raises InputError if the file cannot be read (to its end) or has no text column."""
    with _open(path, columns) as file:
        there = file.schema_arrow.names
        names = [name for name in dict.fromkeys(columns.names) if name in there]
        number = 0
        for batch in _batches(path, file, names):
            for row in zip(*batch.columns, strict=True):
                number += 1
                try:
                    values = zip(batch.schema.names, row, strict=True)
                    yield number, {name: value.as_py() for name, value in values}
                except UnicodeDecodeError as error:
                    yield number, f"no valid UTF-8: {error.reason}"


def write(path: Path, target: Path, columns: Columns, added: Iterable[Mapping[str, Any]]) -> None:
    """`path` again with the columns `added`, in the schema and the compression that it has. Raises
    InputError, OutputError; then `target` is as it was."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    with _open(path, columns) as file, replacing(target) as sink:
        schema = file.schema_arrow
        for name, type_ in ADDED.items():
            schema = schema.append(pyarrow.field(name, _type(type_)))
        with ParquetWriter(sink, schema, compression=_compression(file, columns.text)) as writer:
            for group in _groups(_widened(path, _batches(path, file), added, schema)):
                writer.write_table(pyarrow.Table.from_batches(group, schema))


@contextmanager
def _open(path: Path, columns: Columns) -> Iterator[ParquetFile]:
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        remedy = "pip install 'cleanup[parquet]'"
        raise UsageError(str(path), "reading Parquet needs pyarrow", remedy) from error
    with reading(path):
        stream = path.open("rb")
    with stream:
        with _reading(path):
            # Without these, a whole row group is held.
            file = ParquetFile(stream, pre_buffer=False, buffer_size=2**20)
            names = file.schema_arrow.names
        for name in columns.names:
            if names.count(name) > 1:
                raise InputError(str(path), f"has two columns `{name}`", "rename one of them")
        if columns.text not in names:
            what = f"has no column `{columns.text}`, but {', '.join(f'`{name}`' for name in names)}"
            raise InputError(str(path), what, "name the column of the text with --text-column")
        type_ = file.schema_arrow.field(columns.text).type
        if not _is_text(type_):
            raise InputError(str(path), f"`{columns.text}` is no text but {type_}", "name another column")
        check_free(path, names)
        yield file


def _is_text(type_: DataType) -> bool:
    from pyarrow import types

    held = type_.value_type if types.is_dictionary(type_) else type_
    return any(
        fits(held) for fits in (types.is_string, types.is_large_string, types.is_string_view, types.is_null)
    )


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    from pyarrow import ArrowException

    with reading(path):
        try:
            yield
        except (ArrowException, UnicodeDecodeError) as error:
            what = f"is no Parquet file, or damaged: {' '.join(str(error).split())}"
            raise InputError(str(path), what, "fetch or make it again") from error


def _batches(path: Path, file: ParquetFile, names: Sequence[str] | None = None) -> Iterator[RecordBatch]:
    with _reading(path):
        yield from file.iter_batches(ROWS, columns=names)


def _widened(
    path: Path, batches: Iterable[RecordBatch], added: Iterable[Mapping[str, Any]], schema: Schema
) -> Iterator[RecordBatch]:
    import pyarrow

    rows = iter(added)
    for batch in batches:
        new = list(islice(rows, batch.num_rows))
        if len(new) < batch.num_rows:
            raise changed(path)
        arrays = [
            pyarrow.array([_plain(row[name]) for row in new], _type(type_)) for name, type_ in ADDED.items()
        ]
        yield pyarrow.RecordBatch.from_arrays([*batch.columns, *arrays], schema=schema)
    if next(rows, None) is not None:
        raise changed(path)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return json.dumps(value) if isinstance(value, dict) else value


def _type(type_: type) -> DataType:
    import pyarrow

    return {bool: pyarrow.bool_(), int: pyarrow.int64()}.get(type_, pyarrow.large_string())


def _compression(file: ParquetFile, text: str) -> str:
    """The codec of the text column, for all. What the file says of other columns is not asked: pyarrow ends
    the process where that is damaged."""
    if not file.metadata.num_row_groups:
        return "snappy"  # as everywhere
    leaves = [file.schema.column(index).path for index in range(len(file.schema))]
    codec = file.metadata.row_group(0).column(leaves.index(text)).compression
    return "none" if codec == "UNCOMPRESSED" else codec


def _groups(batches: Iterable[RecordBatch]) -> Iterator[list[RecordBatch]]:
    """`batches` in groups of `GROUP` bytes or a little more."""
    group, size = [], 0
    for batch in batches:
        group.append(batch)
        size += batch.nbytes
        if size >= GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group
