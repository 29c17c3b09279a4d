"""What a run does when all documents are cleaned: it takes leave of what is gone, and writes the tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cleanup.batch import inputs, tables, work
from cleanup.batch.inputs import Entry
from cleanup.batch.manifest import Manifest
from cleanup.batch.settings import Settings, Tally
from cleanup.batch.todo import sha256_of
from cleanup.errors import InputError
from cleanup.outputs import EDITED


def finish(entries: Sequence[Entry], settings: Settings, manifest: Manifest, tally: Tally) -> None:
    """Raises UnwritableError."""
    if settings.limit is None:
        _take_leave({entry.name for entry in entries}, settings, manifest, tally)
    for entry in entries:
        if entry.is_table and not entry.error:
            _write_table(entry, settings, manifest, tally)


def _take_leave(here: set[str], settings: Settings, manifest: Manifest, tally: Tally) -> None:
    """Names what is gone, and with --prune removes what was written for it."""
    gone_tables = set()
    for gone in list(manifest.unseen()):
        if gone.entry in here:  # a row that its table has no more
            manifest.forget(gone.name)
            tally.tables.add(gone.entry)
        elif not (settings.out / gone.source).exists():
            tally.gone.append(gone.name)
            if settings.prune:
                paths = [settings.out / name for name in gone.files]
                if _remove(paths, gone.text_sha256, tally):
                    manifest.forget(gone.name)
                    tally.pruned += 1
                if not gone.files:
                    gone_tables.add(gone.entry)
    for name in sorted(gone_tables):
        _remove([settings.out / name], manifest.written(name), tally)


def _remove(paths: Sequence[Path], sha256: str | None, tally: Tally) -> bool:
    """Removes what was written for a document, unless its text (the first of `paths`) was edited."""
    if paths and paths[0].exists() and sha256_of(paths[0]) != sha256:
        tally.edited.append(f"{paths[0]}: {EDITED}, and its input is gone")
        return False
    for path in paths:
        path.unlink(missing_ok=True)
    return True


def _write_table(entry: Entry, settings: Settings, manifest: Manifest, tally: Tally) -> None:
    target = settings.out / entry.place
    if target.exists():
        if sha256_of(target) != manifest.written(entry.name) and not settings.force:
            tally.edited.append(f"{target}: {EDITED}")
            return
        if entry.name not in tally.tables:
            return
    items = inputs.items([entry], settings.columns)
    added = (work.added_columns(manifest.added(item)) for item in items if item.row)
    try:
        tables.write(entry.path, target, settings.columns, added)
    except InputError as error:  # told already, unless it changed meanwhile
        tally.failed[str(error)] += 1
        return
    manifest.keep_written(entry.name, sha256_of(target))
