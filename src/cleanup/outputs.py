"""What is written beside an article: names, what may be replaced, and writes that never leave half a
file."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cleanup.compression import SUFFIXES as PACKED
from cleanup.compression import bare
from cleanup.errors import EditedError, OutputError, UnwritableError, UsageError
from cleanup.exports import SUFFIXES
from cleanup.html import is_page

EDITED = "was edited since cleanup wrote it, or was not written by cleanup"
PREFIX, SUFFIX = ".cleanup-", ".part"  # of files that are being written
STAGED = re.compile(rf"{re.escape(PREFIX)}\w{{8}}{re.escape(SUFFIX)}")
# What keeps every other file from being written too.
UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
TEXT, RECORD, ORIGINAL, VERDICTS = ".clean.txt", ".cleanup.json", ".orig", ".verdicts.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One article: where it is read and where its outputs go."""

    path: Path  # as the user named it
    input: Path  # what is read: `path`, or its `.orig` after an earlier --in-place
    text: Path
    record: Path
    in_place: bool = False

    @property
    def stem(self) -> str:
        """What the names of all outputs begin with."""
        return self.record.name.removesuffix(RECORD)

    @property
    def verdicts(self) -> Path:
        return self.record.with_name(self.stem + VERDICTS)

    def export(self, suffix: str) -> Path:
        return self.record.with_name(self.stem + suffix)


def plan(paths: Sequence[Path], out: Path | None, in_place: bool) -> list[Job]:
    """A job for each input; our own outputs are left out when what they were made from is named too.

    Raises UsageError, before anything is written, if two inputs would write the same file.
    """
    named = {path.absolute() for path in paths}
    jobs: list[Job] = []
    taken: dict[Path, Path] = {}
    for path in paths:
        made_here = len(paths) > 1 and _is_output(path)
        if made_here or any(source.absolute() in named for source in _sources(path)):
            continue
        if in_place and is_page(path.name):
            remedy = "leave --in-place out: the text is written beside it"
            raise UsageError(str(path), "a page cannot be corrected in place", remedy)
        if in_place and bare(path.name) != path.name:
            remedy = "leave --in-place out: the text is written beside it, or decompress it first"
            raise UsageError(str(path), "a compressed file cannot be corrected in place", remedy)
        job = _job(path, out, in_place)
        for target in (job.text, job.record):
            other = taken.setdefault(target.absolute(), path)
            if other is not path:
                what = f"{other} and {path} would both write {target}"
                raise UsageError("fix", what, "give them different names, or run them apart")
        jobs.append(job)
    return jobs


def _job(path: Path, out: Path | None, in_place: bool) -> Job:
    stem = stem_of(path.name)
    folder = out or path.parent
    record = folder / (stem + RECORD)
    if not in_place:
        return Job(path, path, folder / (stem + TEXT), record)
    kept = original(path)
    return Job(path, kept if kept.exists() else path, path, record, in_place=True)


def stem_of(name: str) -> str:
    """What the names of the outputs of an article called `name` begin with."""
    return bare(name).removesuffix(".txt")


def mirrored(path: Path, folder: Path) -> Job:
    """The job of a batch that writes into `folder`."""
    return _job(path, folder, False)


def made_here(path: Path) -> bool:
    """Its name and what lies beside it say that it is one of our outputs."""
    return _is_output(path) or any(source.exists() for source in _sources(path))


def original(path: Path) -> Path:
    """Where the original of a text corrected in place is kept."""
    return path.with_name(path.name + ORIGINAL)


def _sources(path: Path) -> Iterator[Path]:
    """What `path` was made from, if it is one of our outputs."""
    for suffix in (TEXT, RECORD, VERDICTS, *SUFFIXES.values()):
        if path.name.endswith(suffix):
            stem = path.name.removesuffix(suffix)
            names = (stem, stem + ".txt")
            yield from (path.with_name(name + packed) for name in names for packed in ("", *PACKED))
    if path.name.endswith(ORIGINAL):
        yield path.with_name(path.name.removesuffix(ORIGINAL))


def _is_output(path: Path) -> bool:
    """A record of ours lies beside `path` and names it, or `path` is that record or its verdicts."""
    for suffix in (TEXT, RECORD, VERDICTS, *SUFFIXES.values()):
        if path.name.endswith(suffix):
            record = _read_record(path.with_name(path.name.removesuffix(suffix) + RECORD))
            return record is not None and (suffix in (RECORD, VERDICTS) or path.name in _hashes(record))
    return False


def check_replaceable(job: Job, force: bool) -> None:
    """Raises OutputError if writing would destroy what somebody else wrote or edited."""
    record = _read_record(job.record)
    if record is None and job.input != job.path and _sha256(job.input) != _sha256(job.path):
        what = f"exists, and no {job.record.name} says that cleanup made it"
        raise OutputError(str(job.input), what, "move it away")
    corrected_before = record is not None and job.input != job.path and job.path.exists()
    if corrected_before and _sha256(job.path) != record["output"]["sha256"]:
        what = "was edited since it was corrected in place"
        remedy = f"move {job.input.name} away to start again from this text"
        raise OutputError(str(job.path), what, remedy)
    if force:
        return
    if record is None:
        for target in () if job.in_place else (job.text, job.record):
            if target.exists():
                what = "exists and was not written by cleanup"
                raise EditedError(str(target), what, "move it away, or replace it with --force")
        return
    written = job.record.parent / record["output"]["path"]
    if written.name != job.text.name:
        what = f"belongs to {written.name}, not to {job.text.name}"
        remedy = "repeat the run as it was (--in-place or not), or use --force"
        raise OutputError(str(job.record), what, remedy)
    if job.text.exists() and _sha256(job.text) != record["output"]["sha256"]:
        raise _edited(job.text)


def check_exports(job: Job, formats: Iterable[str], force: bool) -> None:
    """Raises OutputError if an export would destroy what somebody else wrote or edited."""
    written = _hashes(_read_record(job.record) or {})
    for target in (job.export(SUFFIXES[name]) for name in formats):
        if not force and target.exists() and _sha256(target) != written.get(target.name):
            raise _edited(target)


def _edited(path: Path) -> EditedError:
    return EditedError(str(path), EDITED, "keep it elsewhere, or replace it with --force")


def exports_before(job: Job) -> dict[str, str]:
    """The exports that earlier runs wrote and that are still there: SHA-256 by name."""
    exports = (_read_record(job.record) or {}).get("exports", [])
    return {e["path"]: e["sha256"] for e in exports if (job.record.parent / e["path"]).exists()}


def exports_as_written(job: Job) -> list[str]:
    """The formats whose files are as an earlier run wrote them, so that they may be written anew."""
    written = exports_before(job)
    return [
        name
        for name, suffix in SUFFIXES.items()
        if (path := job.export(suffix)).name in written and _sha256(path) == written[path.name]
    ]


def _hashes(record: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of what a run wrote, by name."""
    written = [record["output"]] if "output" in record else []
    return {entry["path"]: entry["sha256"] for entry in [*written, *record.get("exports", [])]}


def _read_record(path: Path) -> dict | None:
    """The record of an earlier run; None if there is none of ours."""
    try:
        record = json.loads(path.read_text("utf-8"))
        record["output"]["path"].strip(), record["output"]["sha256"].strip()
        record["input"]["path"].strip()
        _hashes(record)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        remedy = "check its access rights"
        raise OutputError(str(path), f"cannot be read: {error.strerror}", remedy) from error


def input_name(job: Job) -> str:
    """The input's path relative to the record's folder, as it is once the job is done."""
    return relative(original(job.path) if job.in_place else job.input, job.record)


def relative(path: Path, record: Path) -> str:
    """`path` as seen from the folder of `record`."""
    return Path(os.path.relpath(path.absolute(), record.absolute().parent)).as_posix()


def write(job: Job, text: bytes, record: bytes, exports: Mapping[Path, bytes]) -> None:
    """Writes all outputs, the record last: each is complete or as it was before. Raises OutputError."""
    files = {job.text.resolve(): text, **exports, job.record: record}
    for target in files:
        if target.is_dir():
            raise OutputError(str(target), "is a folder", "move it away, or use --out")
    with _writing(job.text):
        job.record.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            places = [stack.enter_context(_staged(path, data)) for path, data in files.items()]
            if job.in_place:
                _keep_original(job)
            for place in places:
                place()


def replace_file(path: Path, data: bytes) -> None:
    """Writes one file, complete or as it was before. Raises OutputError."""
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` once all is written. Raises OutputError, and
    leaves `path` as it was."""
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(path) as (file, staged):
            yield file
            file.close()
            staged.replace(path)


def sweep(folder: Path) -> None:
    """Removes what writes that were killed have left below `folder`."""
    for parent, _, files in os.walk(folder):
        for name in files:
            if STAGED.fullmatch(name):
                Path(parent, name).unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = str(error.filename or path)
        what = f"cannot be written: {error.strerror}"
        kind = UnwritableError if error.errno in UNWRITABLE else OutputError
        raise kind(where, what, "check its access rights and the disk, or use --out") from error


@contextlib.contextmanager
def _staged(target: Path, data: bytes) -> Iterator[Callable[[], object]]:
    """`data` in a temporary file, with what moves it to `target`."""
    with _temporary(target) as (file, staged):
        file.write(data)
        file.close()
        yield lambda: staged.replace(target)


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file beside `target`, with its access rights; it is gone afterwards unless it was moved."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=PREFIX, suffix=SUFFIX)
    except OSError as error:
        error.filename = str(target)
        raise
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if target.exists():
                shutil.copymode(target, staged)
            else:
                umask = os.umask(0)
                os.umask(umask)
                staged.chmod(0o666 & ~umask)
            yield file, staged
    finally:
        staged.unlink(missing_ok=True)


def _keep_original(job: Job) -> None:
    """`NAME.orig` gets the input's bytes unless it exists, and is never overwritten."""
    kept = original(job.path)
    if kept.exists():
        return
    with kept.open("xb") as file:
        file.write(job.path.read_bytes())
    shutil.copystat(job.path, kept)
