"""What a test needs from an npm package: fetched once, kept in the user's cache, never in the checkout."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import platformdirs
import pytest

PATIENCE = 300  # seconds that npm may take


def fetch(package: str, version: str, member: str) -> Path:
    """The file `member` of the archive of an npm package, such as `package/axe.min.js`. Skips the test
    if it is not in the cache and npm is missing or cannot fetch it."""
    kept = platformdirs.user_cache_path("cleanup-tests") / f"{package}@{version}" / member
    if not kept.exists():
        _keep(_unpacked(f"{package}@{version}", member), kept)
    return kept


def _unpacked(package: str, member: str) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is missing: install Node.js, which brings it")
    with TemporaryDirectory() as folder:
        command = [npm, "pack", package, "--ignore-scripts", "--pack-destination", folder]
        try:
            subprocess.run(
                command, cwd=folder, check=True, capture_output=True, encoding="utf-8", timeout=PATIENCE
            )
        except subprocess.CalledProcessError as error:
            pytest.skip(f"npm cannot fetch {package}: {error.stderr.strip()}")
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm cannot fetch {package}: no answer in {PATIENCE} seconds")
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            return tar.extractfile(member).read()


def _keep(data: bytes, kept: Path) -> None:
    """Writes the file whole or not at all: several test runs may fetch it at once."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(kept)
