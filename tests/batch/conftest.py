from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.corpora import batch, folder


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Path:
    """A batch of 24 articles of two sites that ran through with one worker: `in` and `out` lie in the
    folder. Tests only read it."""
    root = tmp_path_factory.mktemp("done")
    folder(root / "in", 24)
    batch("in", "--out", "out", "--workers", 1, "--report", cwd=root)
    return root
