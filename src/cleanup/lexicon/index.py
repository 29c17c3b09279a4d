"""The lexicon, opened in milliseconds: an index in the user's cache, built once for what the files hold."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from cleanup.inflection import lemmas
from cleanup.lexicon.entries import SLOTS, Entry, read_entries
from cleanup.lexicon.sources import FUNCTION, content, lemmas_of
from cleanup.rules import topic_files

SCHEMA = 4
TABLES = """
CREATE TABLE entries (
  id INTEGER PRIMARY KEY, language TEXT, topic TEXT, line INTEGER, lemma TEXT, pos TEXT, senses TEXT,
  leftovers TEXT, certain INTEGER, near TEXT
);
CREATE TABLE forms (key TEXT, entry INTEGER, language TEXT, certain INTEGER, sense INTEGER, text TEXT);
CREATE TABLE renderings (key TEXT, word INTEGER);
CREATE TABLE orders (word INTEGER, entry INTEGER, words TEXT);
"""
LEFTOVER = -1  # the sense of a form that is right in none
INNER_SLOT = re.compile(r"\S [XY](?=[\s'])")
PIECE = re.compile(r"['’]s\b|-|[^\s-]+?(?=['’]s\b|-|\s|$)")


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
        query = "SELECT entry, words FROM orders WHERE word = ? ORDER BY rowid"
        return tuple(
            Order(n, tuple(json.loads(words))) for n, words in self._database.execute(query, (word,))
        )

    def of_english(self, text: str) -> list[Entry]:
        """The entries for whose source word a machine may leave `text`, in any inflection."""
        words = pieces(text)
        forms = {
            form.entry: None
            for key in sorted(keys_of(words[0]))
            for form in self.forms(key)
            if len(form.words) == len(words)
            and all(keys_of(a) & keys_of(b) for a, b in zip(form.words, words, strict=True))
        }
        return [self.entry(number) for number in sorted(forms)]

    def of_source(self, lemma: str) -> list[Entry]:
        """The entries of a source word, and the expressions that hold it."""
        query = "SELECT * FROM entries WHERE ' ' || lower(lemma) || ' ' LIKE ? ORDER BY id"
        pattern = f"% {re.sub('([%_])', '', lemma.lower())} %"
        return [_entry(row) for row in self._database.execute(query, (pattern,))]


def pieces(text: str) -> tuple[str, ...]:
    """The words of an English text as spaCy parts them, in lower case but for the slots."""
    return tuple(word if word in SLOTS else word.lower() for word in PIECE.findall(text))


def opened(folders: Sequence[Path]) -> Lexicon:
    """The lexicon of the folders of rules (each may hold `senses/LANGUAGE/TOPIC`). Its index is built if
    the cache has none for exactly these files. Raises RuleError for a line that is no entry."""
    files = [path for folder in folders for path in topic_files(folder)]
    cache = user_cache_path("cleanup")
    path = cache / f"senses-{_digest(files)}.sqlite"
    try:
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            with FileLock(path.with_suffix(".lock")):
                if not path.exists():
                    _build_file(path, files)
        return Lexicon(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False))
    except OSError:  # no place to keep it: it serves this process alone
        database = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(database, read_entries(files))
        return Lexicon(database)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"{SCHEMA}".encode())
    for path in files:
        digest.update(f"\0{path.parent.name}/{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _build_file(path: Path, files: Iterable[Path]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as database:
            _fill(database, read_entries(files))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fill(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    database.executescript(TABLES)
    numbered = list(enumerate(entries))
    for number, entry in numbered:
        database.execute(f"INSERT INTO entries VALUES ({', '.join('?' * 10)})", _row(number, entry))
        forms = [
            (key, number, entry.language, entry.certain and sense == LEFTOVER, sense, text)
            for text, sense in _texts(entry)
            for key in sorted(_keys(text))
        ]
        database.executemany("INSERT INTO forms VALUES (?, ?, ?, ?, ?, ?)", forms)
    words: dict[tuple[str, str], int] = {}
    for _, entry in numbered:
        if not entry.is_expression:
            words.setdefault((entry.language, entry.lemma.lower()), len(words))
    for _, entry in numbered:
        word = words.get((entry.language, entry.lemma.lower()))
        if word is not None:
            keys = {key for text, _ in _texts(entry) if " " not in text for key in keys_of(text.lower())}
            database.executemany(
                "INSERT INTO renderings VALUES (?, ?)", [(key, word) for key in sorted(keys)]
            )
    for number, entry in numbered:
        rows = [(order[0], number, json.dumps(order)) for order in _orders_of(entry, words)]
        database.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)
    for table, columns in (("forms", "key, certain"), ("renderings", "key"), ("orders", "word")):
        database.execute(f"CREATE INDEX {table}_index ON {table} ({columns})")
    database.commit()


def _orders_of(entry: Entry, words: Mapping[tuple[str, str], int]) -> Iterator[tuple[int, ...]]:
    """The source's order, and the English ones: compounds and adjectives stand before their noun."""
    if not entry.is_expression or entry.language not in FUNCTION or INNER_SLOT.search(entry.lemma):
        return
    found = []
    for word in content(entry.lemma, entry.language):
        names = ((entry.language, lemma) for lemma in lemmas_of(word, entry.language))
        found.append(next((words[name] for name in names if name in words), None))
    if len(found) < 2 or None in found:
        return
    first = 1 if entry.pos == "v" else 0
    yield from dict.fromkeys((tuple(found), (*found[:first], *reversed(found[first:]))))


def _row(number: int, entry: Entry) -> tuple:
    lists = (json.dumps(entry.senses), json.dumps(entry.leftovers), entry.certain, json.dumps(entry.near))
    return (number, entry.language, entry.topic, entry.line, entry.lemma, entry.pos, *lists)


def _texts(entry: Entry) -> Iterator[tuple[str, int]]:
    yield from ((text, sense) for sense, texts in enumerate(entry.senses) for text in texts)
    yield from ((text, LEFTOVER) for text in entry.leftovers)


def _keys(text: str) -> frozenset[str]:
    """What the first fixed word of `text` may be looked up by."""
    first = next((word for word in pieces(text) if word not in SLOTS), None)
    return frozenset() if first is None else keys_of(first)


@lru_cache(maxsize=100_000)
def keys_of(word: str) -> frozenset[str]:
    """A word of a form in lower case, and what it may be a form of."""
    return lemmas(word) | {word}


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
