"""The engine on Ray, on a local cluster of several worker processes: the same bytes."""

from __future__ import annotations

import json

import pytest

from tests.batch.corpora import article, batch, folder, tree
from tests.batch.test_hostile import DEADLY, ENDLESS, failures
from tests.batch.test_hostile import misbehaving as misbehaving  # a fixture
from tests.needs import missing


@pytest.fixture(autouse=True)
def ray():
    try:
        import ray
    except ImportError:
        missing("pip install 'cleanup[ray]'")
    return ray


def test_the_same_bytes_as_the_local_engine(tmp_path):
    root = folder(tmp_path / "in", 30)
    (root / "empty.txt").write_text("", "utf-8")
    lines = [json.dumps({"id": n, "text": article(n + 40)}) + "\n" for n in range(6)]
    (root / "table.jsonl").write_text("".join(lines), "utf-8")
    batch("in", "--out", "local", "--workers", 2, "--report", cwd=tmp_path, code=5)
    batch("in", "--out", "ray", "--engine", "ray", "--workers", 2, "--report", cwd=tmp_path, code=5)
    assert tree(tmp_path / "ray") == tree(tmp_path / "local")
    summary = json.loads((tmp_path / "ray/summary.json").read_text("utf-8"))
    assert (summary["engine"], summary["workers"]) == ("ray", 2)
    batch("in", "--out", "ray", "--workers", 1, "--report", cwd=tmp_path, code=5)
    summary = json.loads((tmp_path / "ray/summary.json").read_text("utf-8"))
    assert (summary["documents"]["fresh"], summary["engine"]) == (0, "local")


def test_a_worker_that_dies_or_hangs_costs_its_document_only(tmp_path, misbehaving):
    root = folder(tmp_path / "in", 6)
    (root / "deadly.txt").write_text(f"{article(20)}\n{DEADLY}\n", "utf-8")
    (root / "endless.txt").write_text(f"{article(21)}\n{ENDLESS}\n", "utf-8")
    words = ["--engine", "ray", "--workers", 2, "--time-limit", 15, "--no-site-evidence"]
    batch("in", "--out", "out", *words, cwd=tmp_path, code=5)
    assert failures(tmp_path / "out") == {"deadly.txt": "Died", "endless.txt": "TimeLimit"}
