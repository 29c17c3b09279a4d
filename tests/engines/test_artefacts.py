"""What is fetched is checked, kept once, and never asked for offline. No address here leaves the disk."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.engines import artefacts
from cleanup.engines.artefacts import Artefact, Unavailable, ensure

FILES = {"config.cfg": b"[nlp]", "vocab/strings.json": b"[]"}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(artefacts, "user_cache_path", lambda name: folder)
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "model.whl"
    with zipfile.ZipFile(path, "w") as box:
        for name, data in FILES.items():
            box.writestr(f"model/model-1.0/{name}", data)
        box.writestr("model/model-1.0/meta.json", b"{}")
        box.writestr("model/model-1.0/code.py", b"raise SystemExit")
    return path


@pytest.fixture
def known(archive: Path, cache: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes `model` the one artefact there is, at these addresses."""

    def make(*addresses: str, **changes) -> Artefact:
        artefact = Artefact(
            name="model",
            version="1.0",
            what="a model",
            licence="MIT",
            megabytes=1,
            needed=True,
            unchecked=("meta.json",),
            addresses=addresses or (archive.as_uri(),),
            files={name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()},
        )
        artefact = replace(artefact, **changes)
        monkeypatch.setattr(artefacts, "artefacts", lambda: {"model": artefact})
        return artefact

    return make


def fetch(**options) -> tuple[Path, list[str]]:
    told: list[str] = []
    return ensure("model", tell=told.append, **({"offline": False} | options)), told


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_only_the_files_named_are_taken_out(known, cache):
    known()
    folder, told = fetch()
    assert folder == cache / "model-1.0"
    assert contents(folder) == FILES | {"meta.json": b"{}"}
    assert "fetching a model" in told[0]


def test_what_is_there_is_not_fetched_again(known, archive):
    known()
    folder, _ = fetch()
    archive.unlink()
    assert fetch() == (folder, [])
    assert fetch(offline=True) == (folder, [])


def test_offline_fetches_nothing(known, cache):
    known()
    with pytest.raises(Unavailable, match="--offline"):
        fetch(offline=True)
    assert not cache.exists()


def test_another_file_than_expected_is_refused_and_leaves_nothing(known, cache):
    known(files={"config.cfg": "0" * 64})
    told: list[str] = []
    with pytest.raises(Unavailable, match="could not be fetched"):
        ensure("model", False, told.append)
    assert "config.cfg is not the file that was expected" in told[-1]
    assert contents(cache) == {}


def test_a_missing_file_is_refused(known):
    artefact = known()
    known(files={**artefact.files, "weights": hashlib.sha256(b"w").hexdigest()})
    with pytest.raises(Unavailable):
        fetch()


def test_an_address_that_does_not_answer_is_passed_over(known, archive, tmp_path):
    known((tmp_path / "missing.whl").as_uri(), "http://127.0.0.1:1/model.whl", archive.as_uri())
    folder, told = fetch()
    assert contents(folder)["config.cfg"] == b"[nlp]"
    assert len(told) == 4


def test_an_address_with_something_else_is_passed_over(known, archive, tmp_path):
    page = tmp_path / "page.whl"
    page.write_text("<html>not found</html>")
    other = tmp_path / "other.whl"
    with zipfile.ZipFile(other, "w") as box:
        box.writestr("readme", "nothing of it")
    known(page.as_uri(), other.as_uri(), archive.as_uri())
    assert fetch()[0].is_dir()


def test_force_fetches_anew_and_keeps_what_was_if_it_cannot(known, archive):
    known()
    folder, _ = fetch()
    (folder / "config.cfg").write_bytes(b"damaged")
    fetch(force=True)
    assert contents(folder)["config.cfg"] == b"[nlp]"
    archive.unlink()
    with pytest.raises(Unavailable):
        fetch(force=True)
    assert contents(folder)["config.cfg"] == b"[nlp]"


def test_our_own_list_can_be_read():
    for name, artefact in artefacts.artefacts().items():
        assert artefact.name == name
        assert artefact.addresses
        assert all(len(digest) == 64 for digest in artefact.files.values())
