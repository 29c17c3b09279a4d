"""What is left to do: a document is done again only if something that it depends on has changed."""

from __future__ import annotations

import enum
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cleanup
from cleanup import outputs
from cleanup.batch.inputs import Item
from cleanup.batch.manifest import Known
from cleanup.document import read_bytes
from cleanup.types import Verdict
from cleanup.verdictfile import as_json


class State(enum.Enum):
    DONE = enum.auto()
    FAILED = enum.auto()  # as it would again
    OPEN = enum.auto()


@dataclass(frozen=True, slots=True)
class Basis:
    """What every document of a run depends on."""

    out: Path
    config_hash: str
    rules_hash: str
    engines: tuple[tuple[str, str], ...]
    formats: tuple[str, ...]

    def digest(self, item: Item, content: str, verdicts: tuple[Verdict, ...], evidence: str) -> str:
        """SHA-256 of all that the outcome of `item` depends on; `content` and `evidence` are SHA-256s of
        its input and of what is known of its site (empty: nothing)."""
        parts: list[Any] = [
            cleanup.__version__,
            self.config_hash,
            self.rules_hash,
            self.engines,
            self.formats,
        ]
        parts += [content, evidence]
        if item.row:
            parts.append([as_json(verdict) for verdict in verdicts])
        else:
            job = item.entry.job(self.out)
            parts += [outputs.relative(job.input, job.record), sha256_of(job.verdicts)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def state(self, known: Known | None, digest: str) -> State:
        """Whether what an earlier run made of a document still stands."""
        if known is None or known.digest != digest:
            return State.OPEN
        if known.error:
            return State.FAILED
        paths = [self.out / name for name in known.files]
        if paths and not (all(path.exists() for path in paths) and sha256_of(paths[0]) == known.text_sha256):
            return State.OPEN
        return State.DONE


def content_of(item: Item, max_bytes: int) -> str:
    """SHA-256 of the input. Raises InputError if it cannot be read."""
    if item.row:
        row = item.row
        return hashlib.sha256(json.dumps([row.text, row.title, row.url, row.error]).encode()).hexdigest()
    return hashlib.sha256(read_bytes(item.entry.path, max_bytes)).hexdigest()


def source_of(item: Item, out: Path) -> str:
    """The input's path as seen from the output folder, so that both can move together."""
    return os.path.relpath(item.entry.path.absolute(), out.absolute())


def sha256_of(path: Path) -> str:
    """Of a file; empty if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
