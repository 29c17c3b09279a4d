"""The documents of a batch: what lies in the folders, files and lists that the user named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from cleanup import outputs
from cleanup.batch import tables
from cleanup.batch.columns import Columns
from cleanup.batch.tables import Row
from cleanup.compression import bare
from cleanup.errors import InputError, UsageError
from cleanup.html import is_page

TEXTS = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the batch: one document, or a table of them."""

    path: Path  # where it is read
    place: Path  # the same within the batch, and so within the output folder
    error: str = ""  # why it cannot take part

    @property
    def name(self) -> str:
        """`place` as it is shown and sorted; bytes that are no UTF-8 are escaped."""
        return os.fsencode(self.place.as_posix()).decode("utf-8", "backslashreplace")

    @property
    def is_table(self) -> bool:
        return tables.is_table(self.path.name)

    def job(self, out: Path) -> outputs.Job:
        """What a document reads, and writes below `out`."""
        return outputs.mirrored(self.path, out / self.place.parent)


@dataclass(frozen=True, slots=True)
class Item:
    """One document: a file, or a row of a table."""

    entry: Entry
    row: Row | None = None

    @property
    def name(self) -> str:
        """What it is called in every output of the batch: a row by its id, or by its line if it has no
        id of its own."""
        if self.row is None:
            return self.entry.name
        return (
            f"{self.entry.name}:{self.row.number}" if self.row.error else f"{self.entry.name}#{self.row.id}"
        )

    @property
    def number(self) -> int:
        """Its place among the documents of its file, from 1."""
        return self.row.number if self.row else 1


def find(
    paths: Sequence[Path], out: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[Entry]:
    """The files to read, by name: those named, and those of the folders named whose name within the
    folder fits `include` (default: all that we can read) and not `exclude`, in which * fits / too.

    Hidden files, links to folders, our own outputs and what lies in `out` are left out. Raises InputError
    if a path does not exist, UsageError if it is `out`.
    """
    found: dict[Path, Path] = {}
    for path, place in _named(paths, out):
        if not path.is_dir():
            found.setdefault(place, path)
            continue
        for below in _walk(path, out.resolve()):
            inside = below.relative_to(path)
            if _fits(inside.as_posix(), include, exclude) and not outputs.made_here(below):
                found.setdefault(place / inside, below)
    entries = sorted((Entry(path, place) for place, path in found.items()), key=lambda entry: entry.name)
    return _without_conflicts(entries, out)


def _named(paths: Sequence[Path], out: Path) -> Iterator[tuple[Path, Path]]:
    """Each path with its place within the batch: of a lone folder that is the top."""
    for path in paths:
        if not path.exists():
            raise InputError(str(path), "no such file or folder", "check the name")
        if path.is_dir() and path.resolve() == out.resolve():
            raise UsageError(str(path), "is the folder of the outputs too", "choose another --out")
    if len(paths) == 1 and paths[0].is_dir():
        yield paths[0], Path()
        return
    full = [path.absolute() for path in paths]
    shared = Path(os.path.commonpath([path.parent for path in full]))
    yield from ((path, whole.relative_to(shared)) for path, whole in zip(paths, full, strict=True))


def _walk(folder: Path, out: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and (here / f).resolve() != out)
        for name in sorted(files):
            path = here / name
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):  # no pipes: they may block
                yield path


def _fits(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    if any(fnmatchcase(name, pattern) for pattern in exclude):
        return False
    if include:
        return any(fnmatchcase(name, pattern) for pattern in include)
    return tables.is_table(name) or is_page(name) or bare(name).lower().endswith(TEXTS)


def _without_conflicts(entries: Iterable[Entry], out: Path) -> list[Entry]:
    """`entries`; one that would write what another before it writes says so."""
    taken: dict[Path, Entry] = {}
    checked = []
    for entry in entries:
        target = out / entry.place if entry.is_table else entry.job(out).text
        other = taken.setdefault(target, entry)
        what = "" if other is entry else f"{other.name} and {entry.name} would both write {target.name}"
        checked.append(replace(entry, error=what))
    return checked


def spread(entries: Sequence[Entry], first: int) -> list[Entry]:
    """`entries` in an order whose `first` ones are spread over all: they speak for the rest."""
    step = max(-(-len(entries) // first), 1)
    return [entry for start in range(step) for entry in entries[start::step]]


def items(entries: Iterable[Entry], columns: Columns) -> Iterator[Item]:
    """The documents of `entries`, streamed. A table that cannot be read (to its end) is a document that
    says so."""
    for entry in entries:
        if entry.error or not entry.is_table:
            yield Item(entry)
            continue
        try:
            for row in tables.rows(entry.path, columns):
                yield Item(entry, row)
        except InputError as error:
            yield Item(replace(entry, error=str(error)))


def read_list(lines: Iterable[str]) -> list[Path]:
    """The paths in a list, one a line. Raises UsageError if there are none."""
    paths = [Path(line.rstrip("\r\n")) for line in lines if line.strip()]
    if not paths:
        raise UsageError("-", "the list on standard input is empty", "write one path a line")
    return paths
