"""What a batch has done so far, in SQLite: a run that was interrupted goes on where it was."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cleanup.batch.inputs import Item
from cleanup.batch.work import Outcome, Surveyed
from cleanup.errors import OutputError, UnwritableError

OWN, FILE = ".cleanup", "manifest.sqlite"  # in the output folder
SCHEMA = 1
TABLES = """
CREATE TABLE documents (
  name TEXT PRIMARY KEY, entry TEXT, number INTEGER, source BLOB, run INTEGER, digest TEXT, error TEXT,
  text_sha256 TEXT, files TEXT, summary TEXT, findings BLOB, added BLOB, seconds TEXT, degraded TEXT
) WITHOUT ROWID;
CREATE INDEX documents_order ON documents (entry, number);
CREATE TABLE surveys (name TEXT PRIMARY KEY, run INTEGER, content TEXT, site TEXT, survey BLOB) WITHOUT ROWID;
CREATE TABLE written (name TEXT PRIMARY KEY, sha256 TEXT);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A document of an earlier run."""

    digest: str  # SHA-256 of all that its outcome depended on
    error: str
    text_sha256: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that this run has not seen."""

    name: str
    entry: str  # name of its file
    source: str  # path of its file, relative to the output folder
    files: tuple[str, ...]
    text_sha256: str


@contextmanager
def opened(out: Path) -> Iterator[Manifest]:
    """The manifest in the output folder, for this run alone. Raises OutputError."""
    own = out / OWN
    try:
        own.mkdir(parents=True, exist_ok=True)
        lock = FileLock(own / "lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise OutputError(str(out), "another run is writing there", "wait for it, or stop it") from error
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise UnwritableError(str(out), what, "check its access rights, or choose another --out") from error
    try:
        with closing(Manifest(own / FILE)) as manifest:
            yield manifest
    finally:
        lock.release()


class Manifest:
    """Every change is kept as soon as it is made, also if the process is killed."""

    def __init__(self, path: Path | str) -> None:
        """Raises OutputError if the file is not ours, or cannot be opened."""
        self._path = path
        with self._checked():
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            (schema,) = self._db.execute("PRAGMA user_version").fetchone()
            if schema == 0:
                self._db.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
            elif schema != SCHEMA:
                what = f"is the manifest of another version of cleanup (schema {schema})"
                raise OutputError(str(path), what, "choose another --out, or remove it to begin anew")
            (self._run,) = self._db.execute("SELECT ifnull(max(run), 0) + 1 FROM documents").fetchone()

    def close(self) -> None:
        self._db.close()

    def known(self, item: Item) -> Known | None:
        """What an earlier run made of a document."""
        query = "SELECT digest, error, text_sha256, files FROM documents WHERE name = ?"
        with self._checked():
            row = self._db.execute(query, (item.name,)).fetchone()
        return row and Known(row[0], row[1], row[2], tuple(json.loads(row[3])))

    def is_surveyed(self, name: str, content: str) -> bool:
        """Whether the first pass has read a document with that content (SHA-256); if so, it counts."""
        query = "UPDATE surveys SET run = ? WHERE name = ? AND content = ?"
        with self._checked():
            return self._db.execute(query, (self._run, name, content)).rowcount == 1

    def surveys(self) -> Iterator[tuple[str, str, bytes]]:
        """Name, site and survey of each document that the first pass of this run has met."""
        with self._checked():
            query = "SELECT name, site, survey FROM surveys WHERE run = ? ORDER BY name"
            yield from self._db.execute(query, (self._run,))

    def site(self, name: str) -> str | None:
        """The site of a document, as the first pass read it."""
        with self._checked():
            row = self._db.execute("SELECT site FROM surveys WHERE name = ?", (name,)).fetchone()
        return row and row[0]

    def keep_survey(self, name: str, content: str, surveyed: Surveyed) -> None:
        with self._checked():
            values = (name, self._run, content, surveyed.site, surveyed.survey)
            self._db.execute("INSERT OR REPLACE INTO surveys VALUES (?, ?, ?, ?, ?)", values)

    def keep(self, item: Item, source: str, digest: str, outcome: Outcome) -> None:
        """`source`: the input's path relative to the output folder."""
        values = (
            item.name,
            item.entry.name,
            item.number,
            os.fsencode(source),
            self._run,
            digest,
            outcome.error,
            outcome.text_sha256,
            json.dumps(outcome.files),
            json.dumps(outcome.summary),
            zlib.compress(outcome.findings.encode("ascii"), 1),
            outcome.added,
            json.dumps(outcome.seconds),
            json.dumps(outcome.degraded),
        )
        marks = ", ".join("?" * len(values))
        with self._checked():
            self._db.execute(f"INSERT OR REPLACE INTO documents VALUES ({marks})", values)

    def see(self, item: Item) -> None:
        """Notes that a document, known from before, is there and as it was left."""
        status = "json_set(summary, '$.status', iif(error = '', 'done', 'failed'))"
        query = f"UPDATE documents SET run = ?, number = ?, summary = {status} WHERE name = ?"
        with self._checked():
            self._db.execute(query, (self._run, item.number, item.name))

    def unseen(self) -> Iterator[Gone]:
        """What this run has not seen."""
        query = "SELECT name, entry, source, files, text_sha256 FROM documents WHERE run < ? ORDER BY name"
        with self._checked():
            for name, entry, source, files, digest in self._db.execute(query, (self._run,)):
                yield Gone(name, entry, os.fsdecode(source), tuple(json.loads(files)), digest)

    def mark_kept(self, item: Item) -> bool:
        """Notes that the output of a document was edited and stays; False if the document is not known."""
        query = "UPDATE documents SET run = ?, summary = json_set(summary, '$.status', 'kept') WHERE name = ?"
        with self._checked():
            return self._db.execute(query, (self._run, item.name)).rowcount == 1

    def forget(self, name: str) -> None:
        with self._checked():
            for table in ("documents", "surveys"):
                self._db.execute(f"DELETE FROM {table} WHERE name = ?", (name,))

    def summaries(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, float], list, str]]:
        """Of each document, in order: its line of the site report, seconds by part, what was degraded,
        and the class of its error."""
        query = "SELECT summary, seconds, degraded, error FROM documents ORDER BY entry, number, name"
        with self._checked():
            for summary, seconds, degraded, error in self._db.execute(query):
                yield json.loads(summary), json.loads(seconds), json.loads(degraded), error

    def findings(self) -> Iterator[str]:
        """Of each document, in order, its lines of findings.jsonl."""
        with self._checked():
            for (lines,) in self._db.execute("SELECT findings FROM documents ORDER BY entry, number, name"):
                yield zlib.decompress(lines).decode("ascii")

    def added(self, item: Item) -> bytes | None:
        """What is added to a row of a table; None if it was not cleaned."""
        with self._checked():
            row = self._db.execute("SELECT added FROM documents WHERE name = ?", (item.name,)).fetchone()
        return row and row[0]

    def count(self) -> int:
        """How many documents are finished."""
        with self._checked():
            return self._db.execute("SELECT count(*) FROM documents").fetchone()[0]

    def written(self, name: str) -> str | None:
        """The SHA-256 of a table or page that an earlier run wrote."""
        with self._checked():
            row = self._db.execute("SELECT sha256 FROM written WHERE name = ?", (name,)).fetchone()
        return row and row[0]

    def keep_written(self, name: str, sha256: str) -> None:
        with self._checked():
            self._db.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", (name, sha256))

    @contextmanager
    def _checked(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            remedy = "check the disk and its access rights, then repeat the command"
            raise UnwritableError(str(self._path), f"cannot be used: {error}", remedy) from error
