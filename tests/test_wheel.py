"""`cleanup fix` works from a built wheel in an empty environment, away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: object, **options) -> subprocess.CompletedProcess:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The `bin` folder of a fresh environment that holds the wheel and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    wheel = next(folder.glob("cleanup-*.whl"))
    run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return python.parent


def test_fix_works_from_a_wheel(installed, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    sample = ROOT / "samples" / "kremlin"
    run(installed / "cleanup", "fix", sample / "input.txt", "--out", tmp_path, cwd=tmp_path, env=environment)
    assert (tmp_path / "input.clean.txt").read_bytes() == (sample / "expected.txt").read_bytes()


def test_a_users_rules_join_ours_from_a_wheel(installed, tmp_path):
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    pack = tmp_path / "config" / "cleanup" / "rules" / "mine.yaml"
    cleanup = installed / "cleanup"
    run(cleanup, "rules", "new", pack, cwd=tmp_path, env=environment)
    run(cleanup, "rules", "test", pack, cwd=tmp_path, env=environment)
    (tmp_path / "a.txt").write_text("The minister gave a wheel of press on Monday.\n")
    run(cleanup, "fix", "a.txt", "--apply", "unsafe", cwd=tmp_path, env=environment)
    assert "press conference" in (tmp_path / "a.clean.txt").read_text()
