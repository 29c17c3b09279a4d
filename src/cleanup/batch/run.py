"""The two passes of a batch: survey and clean. They can be interrupted anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from cleanup import outputs
from cleanup.batch import inputs, rowverdicts, work
from cleanup.batch.inputs import Item
from cleanup.batch.manifest import Manifest
from cleanup.batch.progress import Watch
from cleanup.batch.settings import Settings, Tally
from cleanup.batch.survey import learn
from cleanup.batch.todo import Basis, State, content_of, source_of
from cleanup.batch.work import About, Outcome, Task
from cleanup.config import Config
from cleanup.errors import InputError, UnwritableError
from cleanup.evidence import dumps, read
from cleanup.types import Verdict

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

    def ask(self, function: Callable, argument: Any) -> Any:
        """What `function` returns in a worker; what it raises is raised here. What it opens is open then
        in all the workers that serve `map`, as far as the engine keeps them."""

    def map(self, function: Callable, tasks: Iterable) -> Iterator[tuple[Any, Any]]:
        """Each task with what `function` returned, or the exception, in the order of completion."""


class Interrupted(Exception):
    """The user ended the run; what is finished is kept."""


class MostFail(Exception):
    """The run ended because most documents fail; `str()` says why."""


class Run:
    """One run over a batch; `survey` and `clean` are its passes."""

    def __init__(self, settings: Settings, config: Config, engine: Engine, manifest: Manifest) -> None:
        """Raises CleanupError if the inputs or the rules cannot be used."""
        self.settings, self.config, self.engine, self.manifest = settings, config, engine, manifest
        found = inputs.find(settings.paths, settings.out, settings.include, settings.exclude)
        self.entries = inputs.spread(found, TRIAL)
        self.tally = Tally()
        self.about: About = engine.ask(work.about, config)
        self._basis = Basis(
            settings.out, config.digest, self.about.rules_hash, self.about.engines, settings.formats
        )
        self._verdicts: dict[Path, Mapping[str, tuple[Verdict, ...]]] = {}
        self._documents: int | None = None  # how many the first pass met
        self._evidence: Path | None = None
        self._hashes: Mapping[str, str] = {}  # of what is known of each site

    def survey(self) -> None:
        """The first pass: what the documents of a site share. Raises Interrupted."""
        with Watch("reading", self._total(), self.settings.quiet) as watch:
            for task, found in self.engine.map(work.survey, self._to_survey(watch)):
                if isinstance(found, work.Surveyed):
                    self.manifest.keep_survey(task.item.name, task.digest, found)
                watch.count()
        self._go_on()
        self._documents = watch.done
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
        return self.tally.expected(left, self.engine.workers, self.about.dear)

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
        if self._documents is not None:
            return self._documents
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
            self.tally.tables.add(item.entry.name)

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


def _failure(task: Task, error: Exception) -> Outcome:
    """The outcome of a document whose worker gave none."""
    return work.failed(task.item, type(error).__name__, f"{task.item.name}: {error}")
