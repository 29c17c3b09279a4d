"""The lexicon, opened in milliseconds: an index in the user's cache, built once for what the files hold."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from cleanup.lexicon.building import SCHEMA, fill
from cleanup.lexicon.english import keys_of, pieces
from cleanup.lexicon.entries import Entry, read_entries
from cleanup.rules import topic_files

OLD = 7 * 24 * 3600  # seconds after which the index of other files is removed


@dataclass(frozen=True, slots=True)
class Form:
    """One English text that a machine may leave for an entry's source word."""

    entry: int
    language: str
    certain: bool  # it is never good English
    sense: int  # index of the sense in which it is right, or LEFTOVER
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order in which the words of an expression may stand when each is rendered for itself."""

    entry: int
    words: tuple[int, ...]  # source words, by number


class Lexicon:
    """What the entries say, looked up by English words; each method answers from memory the second time."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.forms = lru_cache(maxsize=50_000)(self._forms)
        self.entry = lru_cache(maxsize=50_000)(self._entry)
        self.words = lru_cache(maxsize=50_000)(self._words)
        self.orders = lru_cache(maxsize=50_000)(self._orders)

    def _forms(self, key: str, certain: bool = False) -> tuple[Form, ...]:
        """The forms whose first word is, or may be a form of, `key` (in lower case); or only those that are
        never good English."""
        query = "SELECT entry, language, certain, sense, text FROM forms WHERE key = ? AND certain >= ?"
        rows = self._database.execute(f"{query} ORDER BY rowid", (key, certain))
        return tuple(Form(n, lang, bool(sure), sense, pieces(text)) for n, lang, sure, sense, text in rows)

    def _entry(self, number: int) -> Entry:
        query = "SELECT * FROM entries WHERE id = ?"
        return _entry(self._database.execute(query, (number,)).fetchone())

    def _words(self, key: str) -> frozenset[int]:
        """The source words that an English word (in lower case) may render; each has a number."""
        query = "SELECT word FROM renderings WHERE key = ?"
        return frozenset(word for (word,) in self._database.execute(query, (key,)))

    def _orders(self, word: int) -> tuple[Order, ...]:
        """The expressions that a machine may have left beginning with a source word."""
        rows = self._database.execute(
            "SELECT entry, words FROM orders WHERE word = ? ORDER BY rowid", (word,)
        )
        return tuple(Order(number, tuple(json.loads(words))) for number, words in rows)

    def of_english(self, text: str) -> list[Entry]:
        """The entries for whose source word a machine may leave `text`, in any inflection."""
        words = pieces(text)
        forms = {
            form.entry
            for key in keys_of(words[0])
            for form in self.forms(key)
            if len(form.words) == len(words)
            and all(keys_of(a) & keys_of(b) for a, b in zip(form.words, words, strict=True))
        }
        return [self.entry(number) for number in sorted(forms)]

    def of_source(self, lemma: str) -> list[Entry]:
        """The entries of a source word, and the expressions that hold it."""
        query = "SELECT * FROM entries WHERE ' ' || lower(lemma) || ' ' LIKE ? ORDER BY id"
        pattern = f"% {re.sub('[%_]', '', lemma.lower())} %"
        return [_entry(row) for row in self._database.execute(query, (pattern,))]


def opened(folders: Sequence[Path]) -> Lexicon:
    """The lexicon of the folders of rules (each may hold `senses/LANGUAGE/TOPIC`). Its index is built if
    the cache has none for exactly these files. Raises RuleError for a line that is no entry."""
    files = [path for folder in folders for path in topic_files(folder)]
    cache = user_cache_path("cleanup")
    path = cache / f"senses-{_digest(files)}.sqlite"
    try:
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            with FileLock(cache / "senses.lock"):
                if not path.exists():
                    _build(path, files)
        return Lexicon(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False))
    except OSError:  # no place to keep it: it serves this process alone
        database = sqlite3.connect(":memory:", check_same_thread=False)
        fill(database, read_entries(files))
        return Lexicon(database)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"{SCHEMA}".encode())
    for path in files:
        digest.update(f"\0{path.parent.name}/{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _build(path: Path, files: Iterable[Path]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as database:
            fill(database, read_entries(files))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for other in path.parent.glob("senses-*.sqlite"):
        if time.time() - other.stat().st_mtime > OLD:
            with contextlib.suppress(OSError):  # another process reads it
                other.unlink()


def _entry(row: Sequence) -> Entry:
    _, language, topic, line, lemma, pos, senses, leftovers, certain, near = row
    return Entry(
        language,
        topic,
        line,
        lemma,
        pos,
        tuple(map(tuple, json.loads(senses))),
        tuple(json.loads(leftovers)),
        bool(certain),
        tuple(json.loads(near)),
    )
