"""The local engine: a pool of processes in which one that dies or hangs is replaced."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 3  # tasks a worker that are handed out before they are needed
# One thread a worker: more would only wait for each other.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class Died(Exception):
    """A worker ended in the middle of a document."""


class TimeLimit(Exception):
    """A document took longer than it may."""


class Pool:
    """`map` runs a function in worker processes; `stop` may be called while it does."""

    name = "local"

    def __init__(self, pool: ProcessPool, workers: int, seconds: float) -> None:
        """`seconds`: what one task may take."""
        self.workers, self._pool, self._seconds = workers, pool, seconds
        self._done: SimpleQueue[Future] = SimpleQueue()
        self.stopping = False

    def ask(self, function: Callable[[T], R], argument: T) -> R:
        """What `function` returns or raises, called in each worker: they open what it needs side by side."""
        asked = [self._pool.schedule(function, (argument,)) for _ in range(self.workers)]
        return [future.result() for future in asked][0]

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
        """Each task with what `function` returned or raised, in the order of completion. Only a few
        tasks are taken from `tasks` ahead of time; after `stop` no more are."""
        running: dict[Future, T] = {}
        coming = iter(tasks)
        exhausted = False
        while True:
            while not self.stopping and not exhausted and len(running) < self.workers * AHEAD:
                task = next(coming, None)
                if task is None:
                    exhausted = True
                else:
                    future = self._pool.schedule(function, (task,), timeout=self._seconds)
                    running[future] = task
                    future.add_done_callback(self._done.put)
            if not running:
                return
            future = self._done.get()
            yield running.pop(future), self._result(future)

    def stop(self) -> None:
        """No further task is begun that no worker has."""
        self.stopping = True

    def _result(self, future: Future) -> Any:
        try:
            return future.result()
        except TimeoutError:
            return TimeLimit(f"took more than {self._seconds:g} s")
        except ProcessExpired as error:
            return Died(f"the worker that read it died ({_signal(error.exitcode)})")
        except Exception as error:
            return error


@contextmanager
def processes(workers: int, seconds: float) -> Iterator[Pool]:
    """A pool of `workers` processes; none is left when it closes."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for the children; this process has read them already
    pool = ProcessPool(workers, initializer=_begin, context=multiprocessing.get_context("spawn"))
    try:
        yield Pool(pool, workers, seconds)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin() -> None:
    """Ctrl-C is for the process that waits for this one: it decides what is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _signal(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
