"""`NAME.verdicts.json`: a review, saved after every verdict; docs/verdicts.md describes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock
from platformdirs import user_cache_path

from cleanup import outputs
from cleanup.errors import InputError, OutputError
from cleanup.render.words import ACTIVE
from cleanup.types import Verdict

SCHEMA = 1
WAIT = 10  # seconds for another process to finish its write


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer said of one article."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict, hash=False)  # by id, in the order given
    done: str | None = None  # SHA-256 of the output that the article was marked done with


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that takes the place of another; None: there is none."""

    id: str
    before: Verdict | None
    after: Verdict | None

    @property
    def undone(self) -> VerdictChange:
        return VerdictChange(self.id, self.after, self.before)


class Conflict(Exception):
    """Somebody else changed a verdict meanwhile; nothing was written."""


class VerdictFile:
    """One file, which other windows and other commands may change at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._review = Review()
        self._stamp: tuple[int, ...] | None = None

    def read(self) -> Review:
        """The review as the file has it now; an empty one if there is none. Raises InputError."""
        stamp = self._stamp_now()
        if stamp is None:
            self._review = Review()
        elif stamp != self._stamp:
            self._review = _parsed(self.path)
        self._stamp = stamp
        return self._review

    def change(self, changes: Sequence[VerdictChange]) -> Review:
        """Makes all of `changes`, which also takes the mark “done” away. Raises Conflict if one of
        them does not begin with what the file has, ValueError if a text holds half a character, and
        OutputError if the file cannot be written."""
        for change in changes:
            _check(change.after)
        with self._locked():
            verdicts = dict(self.read().verdicts)
            for change in changes:
                if verdicts.get(change.id) != change.before:
                    raise Conflict
            for change in changes:
                verdicts.pop(change.id, None)
                if change.after is not None:
                    verdicts[change.id] = change.after
            return self._write(Review(verdicts, None))

    def mark(self, done: str | None) -> Review:
        """Marks the article as done with the output of that SHA-256, or as not done."""
        with self._locked():
            return self._write(Review(self.read().verdicts, done))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone among this user's processes. The lock is kept out of the articles' folder."""
        name = hashlib.sha256(str(self.path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        folder = user_cache_path("cleanup") / "locks"
        lock = FileLock(folder / f"{name}.lock", timeout=WAIT)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except OSError as error:  # a time-out is one
            remedy = f"end what else writes it, and check the access rights of {folder}"
            raise OutputError(str(self.path), f"cannot be locked: {error}", remedy) from error
        try:
            yield
        finally:
            lock.release()

    def _write(self, review: Review) -> Review:
        outputs.replace_file(self.path, dumps(review).encode("utf-8"))
        self._review, self._stamp = review, self._stamp_now()
        return review

    def _stamp_now(self) -> tuple[int, ...] | None:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def dumps(review: Review) -> str:
    """The file's text, one verdict a line."""
    lines = ",\n".join(map(_line, review.verdicts.values()))
    done = json.dumps(review.done)
    return f'{{"schema": {SCHEMA}, "done": {done}, "verdicts": [\n{lines}\n]}}\n'


def as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the file and the page write it."""
    return asdict(verdict)


def from_json(entry: Any) -> Verdict:
    """The verdict that `as_json` wrote. Raises ValueError if it is none."""
    names = {f.name for f in fields(Verdict)}
    if not isinstance(entry, dict) or set(entry) != names:
        raise ValueError(f"a verdict has the keys {', '.join(sorted(names))}")
    for name in ("id", "original", "before", "after", "stage", "rule"):
        if not isinstance(entry[name], str):
            raise ValueError(f"`{name}` is a text")
    for name in ("text", "proposed"):
        if not isinstance(entry[name], str | None):
            raise ValueError(f"`{name}` is a text or null")
    for value in (entry["p_wrong"], 0 if entry["p_right"] is None else entry["p_right"]):
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise ValueError("`p_wrong` and `p_right` are probabilities; only `p_right` may be null")
    verdict = Verdict(**entry)
    _check(verdict)
    if verdict.stage == "review" and not (verdict.original and verdict.text is not None):
        raise ValueError("a reviewer's own change has an original and a text")
    return verdict


def _check(verdict: Verdict | None) -> None:
    """Raises ValueError for a lone surrogate, which no output could hold."""
    if verdict is not None and verdict.text is not None:
        verdict.text.encode("utf-8")


@lru_cache(maxsize=16384)  # after every verdict all lines are written, one of them new
def _line(verdict: Verdict) -> str:
    line = json.dumps(as_json(verdict), ensure_ascii=False)
    return ACTIVE.sub(lambda match: json.dumps(match[0])[1:-1], line)


def read_json(path: Path, remedy: str) -> Any:
    """What a file of JSON holds. Raises InputError, with line and column, which names `remedy`."""
    try:
        return json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}:{error.colno}", "no valid JSON", remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read: {error}", remedy) from error


def _parsed(path: Path) -> Review:
    remedy = "mend it, or move it away to begin anew"
    data = read_json(path, remedy)
    if not isinstance(data, dict):
        raise InputError(str(path), "holds no verdicts", remedy)
    if data.get("schema") != SCHEMA:
        what = f"has schema {data.get('schema')!r}, and this cleanup knows {SCHEMA}"
        raise InputError(str(path), what, "use the cleanup that wrote it")
    if not isinstance(data.get("verdicts"), list):
        raise InputError(str(path), "holds no verdicts", remedy)
    verdicts = {}
    for number, entry in enumerate(data["verdicts"], 1):
        try:
            verdict = from_json(entry)
        except ValueError as error:
            raise InputError(str(path), f"verdict {number}: {error}", remedy) from error
        verdicts[verdict.id] = verdict
    done = data.get("done")
    return Review(verdicts, done if isinstance(done, str) else None)
