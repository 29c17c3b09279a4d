"""How the index of the lexicon is built: entries, the English texts that lead to them, and the words of
which expressions are made."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from cleanup.lexicon.english import keys_of, pieces
from cleanup.lexicon.entries import LEFTOVER, SLOTS, Entry
from cleanup.lexicon.sources import FUNCTION, content, lemmas_of

SCHEMA = 5
TABLES = """
CREATE TABLE entries (
  id INTEGER PRIMARY KEY, language TEXT, topic TEXT, line INTEGER, lemma TEXT, pos TEXT, senses TEXT,
  leftovers TEXT, certain INTEGER, near TEXT
);
CREATE TABLE forms (key TEXT, entry INTEGER, language TEXT, certain INTEGER, sense INTEGER, text TEXT);
CREATE TABLE renderings (key TEXT, word INTEGER);
CREATE TABLE orders (word INTEGER, entry INTEGER, words TEXT);
"""
INDEXES = {"forms": "key, certain", "renderings": "key", "orders": "word"}
INNER_SLOT = re.compile(r"\S [XY](?=[\s'])")
# Articles and prepositions, which are open between the words of a generated expression.
OPEN = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "-", "'s"}

Word = tuple[str, str]  # a language and a lemma of it


def fill(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Builds the index in an empty database."""
    database.executescript(TABLES)
    numbered = list(enumerate(entries))
    database.executemany(_insert("entries", 10), (_row(number, entry) for number, entry in numbered))
    database.executemany(_insert("forms", 6), (row for n, entry in numbered for row in _forms(n, entry)))
    renderings = _renderings(entry for _, entry in numbered)
    words = {word: number for number, word in enumerate(renderings)}
    rows = ((key, words[word]) for word, keys in renderings.items() for key in sorted(keys))
    database.executemany(_insert("renderings", 2), rows)
    orders = ((order[0], n, json.dumps(order)) for n, entry in numbered for order in _orders(entry, words))
    database.executemany(_insert("orders", 3), orders)
    for table, columns in INDEXES.items():
        database.execute(f"CREATE INDEX {table}_index ON {table} ({columns})")
    database.commit()


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"


def _row(number: int, entry: Entry) -> tuple:
    lists = (json.dumps(entry.senses), json.dumps(entry.leftovers), entry.certain, json.dumps(entry.near))
    return (number, entry.language, entry.topic, entry.line, entry.lemma, entry.pos, *lists)


def _forms(number: int, entry: Entry) -> Iterator[tuple]:
    for sense, texts in (*enumerate(entry.senses), (LEFTOVER, entry.leftovers)):
        certain = entry.certain and sense == LEFTOVER
        for text in texts:
            first = next((word for word in pieces(text) if word not in SLOTS), None)
            for key in sorted(keys_of(first)) if first else ():
                yield key, number, entry.language, certain, sense, text


def _renderings(entries: Iterable[Entry]) -> dict[Word, set[str]]:
    """What each source word may become: by its own entry or, if it has none, by what the entries of
    expressions leave for it."""
    found: defaultdict[Word, set[str]] = defaultdict(set)
    expressions = []
    for entry in entries:
        if entry.is_expression:
            expressions.append(entry)
            continue
        for text in (*entry.renderings, *entry.leftovers):
            if " " not in text:
                found[entry.language, entry.lemma.lower()] |= keys_of(text.lower())
    own = dict(found)
    for entry in expressions:
        words = [_known(word, entry.language, own) for word in _content(entry)]
        explained = set().union(*(own.get(word, ()) for word in words))
        left = {word for text in entry.leftovers for word in pieces(text)} - OPEN - set(SLOTS)
        rest = {key for word in left if explained.isdisjoint(keys_of(word)) for key in keys_of(word)}
        for word in words:
            if word not in own:
                found[word] |= rest
    return dict(found)


def _content(entry: Entry) -> list[str]:
    """The words of an expression of which its literal English can be generated; none if it cannot."""
    if not entry.is_expression or entry.language not in FUNCTION or INNER_SLOT.search(entry.lemma):
        return []
    return content(entry.lemma, entry.language)


def _known(word: str, language: str, renderings: Mapping[Word, object]) -> Word:
    """The entry of which `word` may be a form, else the word itself."""
    names = ((language, lemma) for lemma in lemmas_of(word, language))
    return next((name for name in names if name in renderings), (language, word.lower()))


def _orders(entry: Entry, words: Mapping[Word, int]) -> Iterator[tuple[int, ...]]:
    """The source's order, and the English ones: compounds and adjectives stand before their noun."""
    found = [words.get(_known(word, entry.language, words)) for word in _content(entry)]
    if len(found) > 1 and None not in found:
        first = 1 if entry.pos == "v" else 0
        yield from dict.fromkeys((tuple(found), (*found[:first], *reversed(found[first:]))))
