"""Real processes: they die, hang and are stopped."""

from __future__ import annotations

import os
import signal
import time

import pytest

from cleanup.batch.pool import Died, TimeLimit, processes
from cleanup.errors import InputError


def double(number: int) -> int:
    return 2 * number


def misbehave(how: str) -> str:
    match how:
        case "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            time.sleep(600)
        case "raise":
            raise InputError("a.txt", "is empty", "leave it out")
    return how


def threads(_: int) -> str:
    return os.environ["OMP_NUM_THREADS"]


def test_all_tasks_come_back_whatever_their_order():
    with processes(2, 60) as pool:
        assert dict(pool.map(double, range(50))) == {n: 2 * n for n in range(50)}
        assert dict(pool.map(double, [])) == {}


def test_one_that_dies_hangs_or_raises_costs_its_own_task_only():
    tasks = ["fine", "die", "hang", "raise", *(f"fine {n}" for n in range(20))]
    with processes(2, 2) as pool:
        results = dict(pool.map(misbehave, tasks))
    assert [task for task in tasks if results[task] == task] == ["fine", *tasks[4:]]
    assert isinstance(results["die"], Died)
    assert "SIGSEGV" in str(results["die"])
    assert isinstance(results["hang"], TimeLimit)
    assert str(results["hang"]) == "took more than 2 s"
    assert isinstance(results["raise"], InputError)
    assert (results["raise"].where, results["raise"].remedy) == ("a.txt", "leave it out")


def test_only_a_few_tasks_are_taken_ahead_of_time():
    taken = []

    def tasks():
        for number in range(1000):
            taken.append(number)
            yield number

    with processes(1, 60) as pool:
        for done, _ in enumerate(pool.map(double, tasks()), 1):
            assert len(taken) - done < 10


def test_after_stop_what_was_begun_is_finished_and_no_more():
    with processes(1, 60) as pool:
        results = []
        for task, result in pool.map(double, iter(range(1000))):
            results.append((task, result))
            pool.stop()
    assert 1 <= len(results) < 10
    assert all(result == 2 * task for task, result in results)


def test_a_worker_uses_one_thread_and_the_environment_is_as_before():
    before = os.environ.get("OMP_NUM_THREADS")
    with processes(1, 60) as pool:
        assert dict(pool.map(threads, [1])) == {1: "1"}
    assert os.environ.get("OMP_NUM_THREADS") == before


def test_no_process_is_left_when_it_is_left_by_an_error():
    def workers() -> list[int]:
        import psutil

        return [
            p.pid for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())
        ]

    with pytest.raises(KeyboardInterrupt), processes(2, 60) as pool:
        for _ in pool.map(misbehave, ["fine", "hang", "hang"]):
            raise KeyboardInterrupt
    assert workers() == []
