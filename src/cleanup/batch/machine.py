"""How many workers this machine carries."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import psutil

from cleanup.errors import UsageError

# What one worker takes with the stages that open nothing of their own: `python -m bench batch`.
WORKER = 450_000_000  # bytes
SHARE = 0.8  # of the free memory, if the user names no budget
LIMITS = {  # of a container: what it may use, what it uses
    "/sys/fs/cgroup/memory.max": "/sys/fs/cgroup/memory.current",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "/sys/fs/cgroup/memory/memory.usage_in_bytes",
}
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a batch is spread over this machine; sizes in bytes."""

    workers: int
    cores: int
    budget: int
    worker: int  # what one takes

    def __str__(self) -> str:
        workers, cores = _counted(self.workers, "worker"), _counted(self.cores, "core")
        return f"{workers} ({cores}; {self.worker / 1e9:.1f} GB each of {self.budget / 1e9:.1f} GB)"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def plan(workers: int | None, budget: int | None, stages: int) -> Plan:
    """As many workers as there are cores and room for in `budget` bytes of memory (None: most of what is
    free), unless `workers` says it; `stages`: bytes that the stages open in each."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    room = int(SHARE * free_memory()) if budget is None else budget
    worker = WORKER + stages
    return Plan(workers or max(1, min(cores, room // worker)), cores, room, worker)


def free_memory() -> int:
    """Bytes that this process and its children may still take, containers' limits included."""
    free = psutil.virtual_memory().available
    for limit, used in LIMITS.items():
        try:
            free = min(free, int(Path(limit).read_text()) - int(Path(used).read_text()))
        except (OSError, ValueError):
            continue  # no such limit
    return max(free, 0)


def parse_size(text: str) -> int:
    """Bytes, from a text such as `8G` or `500M`. Raises UsageError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", text.strip(), re.IGNORECASE)
    if not match:
        raise UsageError("--memory", f"{text!r} is no size", "write it as 8G or 500M")
    return int(float(match[1]) * UNITS[match[2].upper()])
