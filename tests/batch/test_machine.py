from __future__ import annotations

import pytest

from cleanup.batch import machine
from cleanup.errors import UsageError


def test_as_many_workers_as_fit_into_the_memory():
    assert machine.plan(None, 1, 0).workers == 1
    assert machine.plan(None, 10**15, 0).workers == machine.plan(None, 10**15, 0).cores
    plan = machine.plan(None, 2 * machine.WORKER, machine.WORKER)
    assert plan.workers == 1


def test_the_user_has_the_last_word():
    assert machine.plan(7, 1, 0).workers == 7


def test_what_is_free_is_shared_out_unless_a_budget_is_named():
    plan = machine.plan(1, None, 0)
    assert 0 < plan.budget < machine.free_memory() * 1.5


@pytest.mark.parametrize(("text", "size"), [("8G", 8e9), ("500 MB", 5e8), ("1.5g", 1.5e9), ("123", 123)])
def test_sizes(text, size):
    assert machine.parse_size(text) == size


@pytest.mark.parametrize("text", ["", "many", "-1G", "8X"])
def test_no_sizes(text):
    with pytest.raises(UsageError, match="8G"):
        machine.parse_size(text)


def test_the_plan_is_shown():
    assert str(machine.Plan(1, 4, 8_000_000_000, 450_000_000)) == "1 worker (4 cores; 0.5 GB each of 8.0 GB)"
