"""A batch from its folders to its outputs: survey, clean, sum up. It can be interrupted anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from cleanup import outputs
from cleanup.batch import inputs, rowverdicts, tables, work
from cleanup.batch.columns import Columns
from cleanup.batch.inputs import Entry, Item
from cleanup.batch.manifest import Manifest
from cleanup.batch.progress import Watch, span
from cleanup.batch.survey import learn
from cleanup.batch.todo import Basis, State, content_of, sha256_of, source_of
from cleanup.batch.work import About, Outcome, Task
from cleanup.config import Config
from cleanup.errors import InputError, OutputError, UnwritableError
from cleanup.evidence import dumps, read
from cleanup.types import Verdict

OWN = ".cleanup"  # folder in the output folder: manifest and lock
EVIDENCE = "evidence.json"
TRIAL = 16  # documents that tell how long the others will take
FIRST = 100  # documents: if most of them fail, something is wrong with all
COUNTED = ("changed", "flagged")  # of a summary, for the progress


class Engine(Protocol):
    """What runs a function over tasks: processes of this machine, or Ray."""

    name: str
    workers: int
    stopping: bool  # it was told to stop: no task is begun any more

    def stop(self) -> None: ...

    def map(self, function: Callable, tasks: Iterable) -> Iterator[tuple[Any, Any]]:
        """Each task with what `function` returned, or the exception, in the order of completion."""


class Interrupted(Exception):
    """The user ended the run; what is finished is kept."""


class MostFail(Exception):
    """The run ended because most documents fail; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asks for, besides the configuration."""

    paths: tuple[Path, ...]
    out: Path
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None  # documents
    columns: Columns = Columns()
    formats: tuple[str, ...] = ()
    site_evidence: bool = True
    force: bool = False
    retry_failed: bool = False
    prune: bool = False
    quiet: bool = False


@dataclass(slots=True)
class Tally:
    """What this run did; what there is in all stands in the manifest."""

    fresh: int = 0
    unchanged: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # by message, of the fresh ones
    edited: list[str] = field(default_factory=list)  # outputs that stay as somebody edited them
    gone: list[str] = field(default_factory=list)  # documents whose input is gone
    pruned: int = 0
    copies: tuple[tuple[str, ...], ...] = ()
    seconds: Counter[str] = field(default_factory=Counter)  # by part, of the fresh ones; "all": in all

    def as_json(self) -> dict[str, Any]:
        """What stands in summary.json."""
        counts = {
            "fresh": self.fresh,
            "unchanged": self.unchanged,
            "gone": len(self.gone),
            "pruned": self.pruned,
        }
        return {"documents": counts, "edited": self.edited, "gone": self.gone, "copies": self.copies}


@contextmanager
def locked(out: Path) -> Iterator[Path]:
    """The folder of the run's own files, for this run alone. Raises OutputError."""
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
        yield own
    finally:
        lock.release()


class Run:
    """One run over a batch; `survey`, `clean` and `finish` are its steps."""

    def __init__(self, settings: Settings, config: Config, engine: Engine, manifest: Manifest) -> None:
        """Raises CleanupError if the inputs or the rules cannot be used."""
        self.settings, self.config, self.engine, self.manifest = settings, config, engine, manifest
        found = inputs.find(settings.paths, settings.out, settings.include, settings.exclude)
        self.entries = inputs.spread(found, TRIAL)
        self.tally = Tally()
        self.about: About = _ask(engine, work.about, config)
        self._basis = Basis(
            settings.out, config.digest, self.about.rules_hash, self.about.engines, settings.formats
        )
        self._verdicts: dict[Path, Mapping[str, tuple[Verdict, ...]]] = {}
        self._evidence: Path | None = None
        self._hashes: Mapping[str, str] = {}  # of what is known of each site
        self._tables: set[str] = set()  # names of tables of which a row was done

    def survey(self) -> None:
        """The first pass: what the documents of a site share. Raises Interrupted."""
        with Watch("reading", self._total(), self.settings.quiet) as watch:
            for task, found in self.engine.map(work.survey, self._to_survey(watch)):
                if isinstance(found, work.Surveyed):
                    self.manifest.keep_survey(task.item.name, task.digest, found)
                watch.count()
        self._go_on()
        learned = learn(self.manifest.surveys(), self._text_of)
        self.tally.copies = learned.copies
        self._evidence = self.settings.out / EVIDENCE
        outputs.replace_file(self._evidence, dumps(learned).encode("utf-8"))
        self._hashes = {site.site: site.sha256 for site in learned.sites}

    def clean(self) -> None:
        """The second pass. Raises Interrupted, MostFail, and UnwritableError for a full disk."""
        total = self._total()
        with Watch("cleaning", total, self.settings.quiet) as watch:
            tasks = self._to_clean(watch)
            self._clean(islice(tasks, TRIAL), watch)
            if not self.settings.quiet and total is not None and total > watch.done:
                watch.tell(self.expected(total - watch.done))
            self._clean(tasks, watch)
        self._go_on()

    def finish(self) -> None:
        """What is gone, and the tables. Raises UnwritableError."""
        self._take_leave()
        for entry in self.entries:
            if entry.is_table and not entry.error:
                self._write_table(entry)

    def preview(self) -> Iterator[str]:
        """The documents that would be cleaned, as far as can be told without a first pass; `expected`
        then knows how long they would take."""
        path = self.settings.out / EVIDENCE
        if self.settings.site_evidence and path.exists():
            self._evidence, self._hashes = path, {name: site.sha256 for name, site in read(path).items()}
        trial: list[Task] = []
        for task in self._to_clean(None):
            if len(trial) < TRIAL:
                trial.append(replace(task, out=None))
            yield task.item.name
        for task, found in self.engine.map(work.clean, trial):
            self._count(found if isinstance(found, Outcome) else _failure(task, found))

    def expected(self, left: int) -> str:
        """How long `left` documents will take, from what those so far took."""
        seconds, count = self.tally.seconds, max(self.tally.fresh, 1)
        mean, workers = seconds["all"] / count, self.engine.workers
        line = f"{left:,} to go: about {span(left * mean / workers)}, at {mean:.2f} s a document and worker"
        if self.about.dear:
            cheap = mean - sum(seconds[stage] for stage in self.about.dear) / count
            line += f"; {span(left * cheap / workers)} without {', '.join(self.about.dear)} (see --stages)"
        return line

    def _text_of(self, name: str) -> str | None:
        """The text of a document, read again; None if it cannot be."""
        for entry in self.entries:
            if entry.name == name or (entry.is_table and name.startswith(f"{entry.name}#")):
                found = (item for item in inputs.items([entry], self.settings.columns) if item.name == name)
                return next((work.text_of(item, self.config) for item in found), None)
        return None

    def _items(self) -> Iterator[Item]:
        return islice(inputs.items(self.entries, self.settings.columns), self.settings.limit)

    def _total(self) -> int | None:
        """How many documents there are; None if tables would have to be counted."""
        if any(entry.is_table for entry in self.entries):
            return None
        return min(len(self.entries), self.settings.limit or len(self.entries))

    def _to_survey(self, watch: Watch) -> Iterator[Task]:
        for item in self._items():
            try:
                content = content_of(item, self.config.max_bytes)
            except InputError:
                watch.count()  # the second pass tells it
                continue
            if self.manifest.is_surveyed(item.name, content):
                watch.count()
            else:
                yield Task(item, self.config, digest=content)

    def _to_clean(self, watch: Watch | None) -> Iterator[Task]:
        for item in self._items():
            task = self._task(item)
            known = self.manifest.known(item)
            state = State.OPEN if self.settings.force else self._basis.state(known, task.digest)
            if state is State.OPEN or (state is State.FAILED and self.settings.retry_failed):
                yield task
            elif watch:
                self.manifest.see(item)
                self.tally.unchanged += 1
                watch.count("unchanged")

    def _task(self, item: Item) -> Task:
        settings = self.settings
        site = self.manifest.site(item.name) if self._evidence else None
        verdicts = self._verdicts_of(item)
        try:
            content = content_of(item, self.config.max_bytes)
        except InputError as error:
            content = str(error)
        digest = self._basis.digest(item, content, verdicts, self._hashes.get(site or "", ""))
        return Task(
            item,
            self.config,
            settings.out,
            settings.formats,
            settings.force,
            digest,
            site,
            self._evidence,
            verdicts,
        )

    def _verdicts_of(self, item: Item) -> tuple[Verdict, ...]:
        if item.row is None:
            return ()
        path = rowverdicts.path_for(self.settings.out / item.entry.place)
        if path not in self._verdicts:
            self._verdicts[path] = rowverdicts.read(path)
        return self._verdicts[path].get(item.row.id, ())

    def _clean(self, tasks: Iterable[Task], watch: Watch) -> None:
        for task, found in self.engine.map(work.clean, tasks):
            if isinstance(found, UnwritableError):
                raise found
            outcome = found if isinstance(found, Outcome) else _failure(task, found)
            self._keep(task, outcome)
            watch.count(
                *(name for name in COUNTED if outcome.summary.get(name)),
                *(["failed"] if outcome.error and not outcome.kept else []),
            )
            self._stop_if_most_fail()

    def _keep(self, task: Task, outcome: Outcome) -> None:
        item = task.item
        if outcome.kept:
            self.tally.edited.append(outcome.summary["error"])
            if self.manifest.mark_kept(item):
                return
            outcome = replace(outcome, summary=outcome.summary | {"status": "kept"})
        self.manifest.keep(item, source_of(item, self.settings.out), task.digest, outcome)
        self._count(outcome)
        if item.row:
            self._tables.add(item.entry.name)

    def _count(self, outcome: Outcome) -> None:
        self.tally.fresh += 1
        self.tally.seconds.update(outcome.seconds | {"all": outcome.summary["seconds"]})
        if outcome.error and not outcome.kept:
            self.tally.failed[outcome.summary["error"]] += 1

    def _stop_if_most_fail(self) -> None:
        tally = self.tally
        if tally.fresh == FIRST and tally.failed.total() > FIRST / 2:
            raise MostFail(f"{tally.failed.total()} of the first {FIRST} documents failed")

    def _go_on(self) -> None:
        if self.engine.stopping:
            raise Interrupted

    def _take_leave(self) -> None:
        """Names what is gone, and with --prune removes what was written for it."""
        if self.settings.limit is not None:
            return
        here = {entry.name for entry in self.entries}
        for gone, entry, source in list(self.manifest.unseen()):
            if entry in here:  # a row that its table has no more
                self.manifest.forget(gone.name)
                self._tables.add(entry)
            elif not (self.settings.out / source).exists():
                self.tally.gone.append(gone.name)
                if self.settings.prune and self._remove(gone.files, gone.text_sha256):
                    self.manifest.forget(gone.name)
                    self.tally.pruned += 1

    def _remove(self, files: tuple[str, ...], text_sha256: str) -> bool:
        """Removes what was written for a document, unless its text was edited."""
        paths = [self.settings.out / name for name in files]
        if paths and paths[0].exists() and sha256_of(paths[0]) != text_sha256:
            self.tally.edited.append(f"{paths[0]}: was edited since cleanup wrote it, and its input is gone")
            return False
        for path in paths:
            path.unlink(missing_ok=True)
        return True

    def _write_table(self, entry: Entry) -> None:
        target = self.settings.out / entry.place
        written = self.manifest.written(entry.name)
        if target.exists():
            if sha256_of(target) != written and not self.settings.force:
                self.tally.edited.append(
                    f"{target}: was edited since cleanup wrote it, or was not written by cleanup"
                )
                return
            if entry.name not in self._tables:
                return
        items = inputs.items([entry], self.settings.columns)
        added = (work.added_columns(self.manifest.added(item)) for item in items if item.row)
        try:
            tables.write(entry.path, target, self.settings.columns, added)
        except InputError as error:  # told already, unless it changed meanwhile
            self.tally.failed[str(error)] += 1
            return
        self.manifest.keep_written(entry.name, sha256_of(target))


def _ask(engine: Engine, function: Callable, argument: Any) -> Any:
    """What `function` returns in a worker; what it raises is raised here."""
    ((_, answer),) = engine.map(function, [argument])
    if isinstance(answer, Exception):
        raise answer
    return answer


def _failure(task: Task, error: Exception) -> Outcome:
    """The outcome of a document whose worker gave none."""
    return work.failed(task.item, type(error).__name__, f"{task.item.name}: {error}")
