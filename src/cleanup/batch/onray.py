"""The engine on a Ray cluster: Ray Data streams the documents through workers on all of its nodes."""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from cleanup.batch.pool import processes
from cleanup.errors import UsageError

T = TypeVar("T")
R = TypeVar("R")
CHUNK = 20_000  # tasks that are handed to Ray at once; only they are in memory
BLOCK = 8  # tasks a block: what comes back together


class Cluster:
    """`map` runs a function on the nodes. They read the inputs and write the outputs themselves, on a
    file system that all of them see."""

    name = "ray"

    def __init__(self, workers: int, seconds: float) -> None:
        """`seconds`: what one task may take."""
        self.workers, self._seconds = workers, seconds
        self.stopping = False

    def ask(self, function: Callable[[T], R], argument: T) -> R:
        """What `function` returns or raises in one worker; each `map` starts its own."""
        ((_, answer),) = self._results(function, [argument])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
        """Each task with what `function` returned or raised, in the order of completion."""
        coming = iter(tasks)
        while chunk := list(islice(coming, CHUNK)):
            for number, result in self._results(function, chunk):
                yield chunk[number], result
                if self.stopping:
                    return

    def stop(self) -> None:
        """What is not finished is given up, and done when the run goes on."""
        self.stopping = True

    def _results(self, function: Callable, chunk: list[Any]) -> Iterator[tuple[int, Any]]:
        from ray.data import ActorPoolStrategy, from_items

        workers = min(self.workers, len(chunk))
        rows = [{"number": number, "task": pickle.dumps(task)} for number, task in enumerate(chunk)]
        found = from_items(rows, override_num_blocks=max(workers, len(rows) // BLOCK)).map(
            _Worker,
            fn_constructor_args=(function, self._seconds, str(Path.cwd())),
            compute=ActorPoolStrategy(size=workers),
        )
        for row in found.iter_rows():
            yield row["number"], pickle.loads(row["result"])


class _Worker:
    """An actor. The work itself is done by a process of its own, which is replaced if it dies or hangs, so
    that one document costs no others here either."""

    def __init__(self, function: Callable, seconds: float, folder: str) -> None:
        """`folder`: where the run was started, in which relative paths count."""
        os.chdir(folder)
        self._function, self._open = function, ExitStack()
        self._pool = self._open.enter_context(processes(1, seconds))

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        ((_, result),) = self._pool.map(self._function, [pickle.loads(row["task"])])
        return {"number": row["number"], "result": pickle.dumps(result)}


@contextmanager
def cluster(workers: int | None, seconds: float) -> Iterator[Cluster]:
    """The cluster that the environment names (RAY_ADDRESS), else one on this machine; with as many
    `workers` as it has processors unless said. Raises UsageError if Ray is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    try:
        import ray
        from ray.data import DataContext
    except ImportError as error:
        raise UsageError("--engine ray", "Ray is not installed", "pip install 'cleanup[ray]'") from error
    quiet = {"include_dashboard": False} if "RAY_ADDRESS" not in os.environ else {}
    ray.init(log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True, **quiet)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    DataContext.get_current().enable_progress_bars = False
    try:
        yield Cluster(workers or int(ray.cluster_resources().get("CPU", 1)), seconds)
    finally:
        ray.shutdown()
