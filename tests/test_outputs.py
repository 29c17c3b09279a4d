"""Where outputs go, what they may replace, and that a write leaves nothing half done."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from cleanup.errors import OutputError, UsageError
from cleanup.outputs import Job, check_replaceable, input_name, plan, write


def job(path: Path, out: Path | None = None, in_place: bool = False) -> Job:
    (one,) = plan([path], out, in_place)
    return one


def record(one: Job, text: bytes) -> bytes:
    """As much of a record as outputs read."""
    said = {
        "input": {"path": input_name(one)},
        "output": {"path": one.text.name, "sha256": hashlib.sha256(text).hexdigest()},
    }
    return json.dumps(said).encode()


def run(one: Job, text: bytes, force: bool = False) -> None:
    check_replaceable(one, force)
    write(one, text, record(one, text), {})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(b"as it came\r\n")
    return path


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("article.txt", "article.clean.txt", "article.cleanup.json"),
        ("page.html", "page.html.clean.txt", "page.html.cleanup.json"),
        ("plain", "plain.clean.txt", "plain.cleanup.json"),
    ],
)
def test_names_of_outputs(name, text, said):
    one = job(Path("in") / name)
    assert (one.text, one.record) == (Path("in") / text, Path("in") / said)
    assert job(Path("in") / name, Path("out")).text == Path("out") / text


@pytest.mark.parametrize("paths", [["a/x.txt", "b/x.txt"], ["a/x.txt", "b/x"], ["a/x.txt", "a/../a/x.txt"]])
def test_two_inputs_of_one_name_are_an_error(paths):
    with pytest.raises(UsageError, match="would both write"):
        plan([Path(p) for p in paths], Path("out"), False)


def test_two_names_of_one_suffix_are_not():
    assert len(plan([Path("x.txt"), Path("x.html")], None, False)) == 2


def test_our_own_outputs_are_left_out_beside_their_input():
    paths = ["x.txt", "x.clean.txt", "x.cleanup.json", "x.txt.orig", "p.html", "p.html.clean.txt"]
    assert [j.path.name for j in plan([Path(p) for p in paths], None, False)] == ["x.txt", "p.html"]


def test_a_file_that_is_only_named_like_an_output_is_an_input():
    assert [j.path.name for j in plan([Path("x.clean.txt")], None, False)] == ["x.clean.txt"]


def test_both_outputs_are_written_and_nothing_else(article, tmp_path):
    run(job(article), b"clean\r\n")
    assert names(tmp_path) == ["article.clean.txt", "article.cleanup.json", "article.txt"]
    assert (tmp_path / "article.clean.txt").read_bytes() == b"clean\r\n"
    assert article.read_bytes() == b"as it came\r\n"


def test_the_folder_of_outputs_is_created_and_the_record_points_back(article, tmp_path):
    one = job(article, tmp_path / "deep" / "out")
    run(one, b"clean")
    assert (one.record.parent / json.loads(one.record.read_text())["input"]["path"]).resolve() == article


def test_a_rerun_replaces_what_nobody_edited(article):
    run(job(article), b"one")
    run(job(article), b"two")
    assert job(article).text.read_bytes() == b"two"


def test_an_edited_output_is_kept_unless_forced(article):
    run(job(article), b"one")
    job(article).text.write_bytes(b"edited")
    with pytest.raises(OutputError, match="was edited since"):
        run(job(article), b"two")
    assert job(article).text.read_bytes() == b"edited"
    run(job(article), b"two", force=True)
    assert job(article).text.read_bytes() == b"two"


@pytest.mark.parametrize("other", ["text", "record"])
def test_a_file_of_somebody_else_is_kept_unless_forced(article, other):
    path = getattr(job(article), other)
    path.write_bytes(b'{"mine": 1}')
    with pytest.raises(OutputError, match="not written by cleanup"):
        run(job(article), b"two")
    assert path.read_bytes() == b'{"mine": 1}'
    run(job(article), b"two", force=True)


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b"null", b'{"output": 1}', b"\xff", b'{"output": {}}'])
def test_a_broken_record_is_not_ours(article, said):
    job(article).record.write_bytes(said)
    with pytest.raises(OutputError, match="not written by cleanup"):
        check_replaceable(job(article), False)


def test_an_output_that_was_deleted_is_written_again(article):
    run(job(article), b"one")
    job(article).text.unlink()
    run(job(article), b"two")
    assert job(article).text.read_bytes() == b"two"


def test_in_place_keeps_the_original_for_good(article, tmp_path):
    run(job(article, in_place=True), b"one")
    original = tmp_path / "article.txt.orig"
    assert (article.read_bytes(), original.read_bytes()) == (b"one", b"as it came\r\n")
    again = job(article, in_place=True)
    assert again.input == original
    run(again, b"two")
    assert (article.read_bytes(), original.read_bytes()) == (b"two", b"as it came\r\n")


def test_in_place_does_not_touch_what_was_edited_since(article):
    run(job(article, in_place=True), b"one")
    article.write_bytes(b"edited")
    with pytest.raises(OutputError, match="was edited since"):
        run(job(article, in_place=True), b"two")
    assert article.read_bytes() == b"edited"


def test_an_original_that_is_somebody_else_s_stops_even_a_forced_run(article, tmp_path):
    (tmp_path / "article.txt.orig").write_bytes(b"mine")
    with pytest.raises(OutputError, match="move it away"):
        run(job(article, in_place=True), b"one", force=True)
    assert article.read_bytes() == b"as it came\r\n"


def test_a_write_that_fails_leaves_no_half_file(article, tmp_path):
    one = job(article)
    one.record.mkdir()  # cannot be replaced by a file
    with pytest.raises(OutputError, match="is a folder"):
        write(one, b"clean", b"{}", {})
    assert not [name for name in names(tmp_path) if name.startswith(".")]
    assert not one.text.exists() or one.text.read_bytes() == b"clean"


def test_a_folder_that_cannot_be_made_is_an_error(article):
    with pytest.raises(OutputError, match="cannot be written"):
        write(job(article, article / "out"), b"clean", b"{}", {})


def test_rights_of_a_replaced_file_stay(article):
    article.chmod(0o640)
    run(job(article, in_place=True), b"one")
    assert article.stat().st_mode & 0o777 == 0o640


def test_in_place_writes_through_a_link(article, tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(article)
    run(job(link, in_place=True), b"one")
    assert link.is_symlink()
    assert article.read_bytes() == b"one"
