"""The lines of the lexicon: what a source word means, sense by sense, and what a careless machine leaves.

    sede n = venue | headquarters, head office, base | seat < see, thirst, host

docs/lexicon.md explains the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cleanup.errors import RuleError

POS = ("n", "v", "adj", "adv", "prep", "conj", "pron", "det", "num", "intj", "name", "phrase")
SLOTS = ("X", "Y")
LEFTOVER = -1  # the sense of a text that is right in none
LINE = re.compile(r"(?P<lemma>\S.*?) (?P<pos>[a-z]+) = (?P<senses>[^=<\[\]]+?)(?: < (?P<left>[^=<\[\]]+?))?")
MARK = re.compile(r" \[(certain|near: ([^\[\]]+))\]$")
TEXT = re.compile(r"(?:[\w'’.$%&/+-]|(?<=\d),(?=\d))+(?: (?:[\w'’.$%&/+-]|(?<=\d),(?=\d))+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a source word or expression with what it becomes in English."""

    language: str  # ISO 639-1
    topic: str
    line: int  # 1-based
    lemma: str  # X and Y stand for what an expression keeps
    pos: str  # one of POS; of an expression, what it works as
    senses: tuple[tuple[str, ...], ...]  # synonyms within a sense; the usual word first
    leftovers: tuple[str, ...]  # what a machine leaves besides, never the right word in such a place
    certain: bool = False  # no leftover is ever good English
    near: tuple[str, ...] = ()  # English words whose nearness speaks for the first sense

    def __str__(self) -> str:
        """The entry as its file has it."""
        text = f"{self.lemma} {self.pos} = {' | '.join(map(', '.join, self.senses))}"
        text += f" < {', '.join(self.leftovers)}" if self.leftovers else ""
        text += " [certain]" if self.certain else ""
        return text + (f" [near: {', '.join(self.near)}]" if self.near else "")

    @property
    def is_expression(self) -> bool:
        return " " in self.lemma

    @property
    def renderings(self) -> tuple[str, ...]:
        """The right words of all senses."""
        return tuple(word for sense in self.senses for word in sense)


def read_entries(paths: Iterable[Path]) -> Iterator[Entry]:
    """The entries of topic files. Raises RuleError, with file, line and column, for a line that is none."""
    for path in paths:
        for number, line in enumerate(_lines(path), 1):
            if line and not line.startswith("#"):
                yield _entry(line, path, number)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(str(path), f"cannot be read: {error}", "save it as UTF-8") from error


def _entry(line: str, path: Path, number: int) -> Entry:
    def error(column: int, what: str, remedy: str) -> RuleError:
        return RuleError(f"{path}:{number}:{column + 1}", what, remedy)

    rest, certain, near = line, False, ()
    while mark := MARK.search(rest):
        certain |= mark[1] == "certain"
        near = _texts(mark[2]) if mark[2] else near
        rest = rest[: mark.start()]
    if "[" in rest:
        raise error(rest.index("["), "no mark", "write `[certain]` or `[near: word, word]` at the end")
    match = LINE.fullmatch(rest)
    if not match:
        column = len(line) - len(line.lstrip()) if line[0].isspace() else max(rest.find(" = "), 0)
        raise error(column, "no entry", "write `lemma n = sense, synonym | other sense < leftover`")
    if match["pos"] not in POS:
        what = f"{match['pos']!r} is no part of speech"
        raise error(match.start("pos"), what, f"choose one of {', '.join(POS)}")
    for group in ("lemma", "senses", "left"):
        for text in re.split(r" \| |, ", match[group] or ""):
            if text and not TEXT.fullmatch(text):
                column = match.start(group) + match[group].index(text)
                raise error(column, f"{text!r} is no word or expression", "write plain words")
    if match["left"] and " | " in match["left"]:
        raise error(match.start("left"), "leftovers have no senses", "part them by commas")
    return Entry(
        path.parent.name,
        path.name,
        number,
        match["lemma"],
        match["pos"],
        tuple(map(_texts, match["senses"].split(" | "))),
        _texts(match["left"]) if match["left"] else (),
        certain,
        near,
    )


def _texts(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))
