"""What 100,000 scraped files hold, and what happens to a machine in a night."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.batch.corpora import COMMAND, article, batch, environment, folder, tree

# A document at which a worker dies, or hangs: `misbehaving` makes that so in every worker.
DEADLY, ENDLESS = "This sentence kills the worker.", "This sentence takes for ever."


@pytest.fixture
def misbehaving(tmp_path, monkeypatch):
    """Workers (all Python processes, in fact) that die or hang at those sentences."""
    site = tmp_path / "misbehaving"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, re, signal, sys, time\n"
        "import cleanup.document as document\n"
        "read = document.make_document\n"
        "def make_document(text, *rest, **named):\n"
        f"    if {DEADLY!r} in text: os.kill(os.getpid(), signal.SIGSEGV)\n"
        f"    if {ENDLESS!r} in text: time.sleep(600)\n"
        "    return read(text, *rest, **named)\n"
        "document.make_document = make_document\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)


def summary(out: Path) -> dict:
    return json.loads((out / "summary.json").read_text("utf-8"))


def failures(out: Path) -> dict[str, str]:
    return {failure["document"]: failure["error"] for failure in summary(out)["failures"]}


def start(*arguments: object, cwd: Path) -> subprocess.Popen[str]:
    words = [*COMMAND, "batch", *map(str, arguments)]
    return subprocess.Popen(
        words, cwd=cwd, env=environment(cwd), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(out: Path, count: int) -> None:
    """Until `count` texts are written."""
    for _ in range(1200):
        if sum(1 for _ in out.rglob("*.clean.txt")) >= count:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was written")


def workers() -> list[str]:
    """Processes of batches that still live."""
    done = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if "multiprocessing.spawn" in line]


def test_odd_files_are_recorded_and_the_rest_goes_on(tmp_path):
    root = folder(tmp_path / "in", 6)
    (root / "empty.txt").write_bytes(b"")
    (root / "nul.txt").write_bytes(b"\0" * 10_000)
    (root / "binary.txt").write_bytes(bytes(range(256)) * 100)
    (root / "large.txt").write_bytes(b"The council met on Monday. " * 2_000_000)  # 54 MB
    (root / "folder.txt").mkdir()
    (root / "folder.txt/inside.txt").write_text(article(7), "utf-8")
    (root / "broken.txt").symlink_to("nowhere")
    (root / "latin.txt").write_bytes(
        "The café on the corner closed on Sunday, its owner said.\n".encode("latin-1")
    )
    (root / ("long" * 62 + ".txt")).write_text(article(8), "utf-8")
    (root / "new\nline.txt").write_text(article(9), "utf-8")
    (root / os.fsdecode(b"caf\xe9.txt")).write_text(article(10), "utf-8")
    os.mkfifo(root / "pipe.txt")
    (root / "page.html").write_text("<html><body><script>1</script></body></html>", "utf-8")
    done = batch("in", "--out", "out", "--workers", 2, cwd=tmp_path, code=5)
    assert failures(tmp_path / "out") == {
        "binary.txt": "InputError",
        "broken.txt": "InputError",
        "empty.txt": "InputError",
        "large.txt": "InputError",
        "long" * 62 + ".txt": "OutputError",
        "nul.txt": "InputError",
        "page.html": "InputError",
    }
    assert summary(tmp_path / "out")["documents"]["done"] == 10
    assert (tmp_path / "out/folder.txt/inside.clean.txt").exists()
    assert (tmp_path / "out/latin.clean.txt").read_bytes().decode("latin-1").startswith("The café")
    assert "7 failed" in done.stdout
    again = batch("in", "--out", "out", "--workers", 1, cwd=tmp_path, code=5)
    assert summary(tmp_path / "out")["documents"]["fresh"] == 0
    assert "7 failed" in again.stdout
    batch("in", "--out", "out", "--workers", 1, "--retry-failed", cwd=tmp_path, code=5)
    assert summary(tmp_path / "out")["documents"]["fresh"] == 7


def test_a_worker_that_dies_or_hangs_is_replaced(tmp_path, misbehaving):
    root = folder(tmp_path / "in", 12)
    (root / "deadly.txt").write_text(f"{article(20)}\n{DEADLY}\n", "utf-8")
    (root / "endless.txt").write_text(f"{article(21)}\n{ENDLESS}\n", "utf-8")
    batch("in", "--out", "out", "--workers", 2, "--time-limit", 15, cwd=tmp_path, code=5)
    assert failures(tmp_path / "out") == {"deadly.txt": "Died", "endless.txt": "TimeLimit"}
    assert summary(tmp_path / "out")["documents"]["done"] == 12
    messages = [failure["message"] for failure in summary(tmp_path / "out")["failures"]]
    assert "SIGSEGV" in messages[0]
    assert "took more than 15 s" in messages[1]
    assert workers() == []


def test_a_file_that_vanishes_while_the_batch_runs(tmp_path):
    folder(tmp_path / "in", 40, ["a.example"])
    run = start("in", "--out", "out", "--workers", 1, "--no-site-evidence", cwd=tmp_path)
    wait_for(tmp_path / "out", 1)
    left = [path for path in (tmp_path / "in").rglob("*.txt") if not _output(tmp_path, path).exists()]
    for path in left:
        path.unlink()
    assert left
    run.communicate()
    assert run.returncode in (5, 0)
    found = summary(tmp_path / "out")
    assert found["documents"]["failed"] > 0
    assert all("no such file" in failure["message"] for failure in found["failures"])


def _output(root: Path, path: Path) -> Path:
    return root / "out" / path.relative_to(root / "in").with_suffix(".clean.txt")


def test_killed_in_the_middle_and_resumed_gives_the_same_bytes(tmp_path):
    folder(tmp_path / "in", 60)
    batch("in", "--out", "whole", "--workers", 2, "--report", cwd=tmp_path)
    run = start("in", "--out", "out", "--workers", 2, "--report", cwd=tmp_path)
    wait_for(tmp_path / "out", 10)
    run.kill()
    run.communicate()
    for _ in range(100):
        if not workers():
            break
        time.sleep(0.1)
    assert workers() == []
    (tmp_path / "out/a.example/.cleanup-abcd1234.part").write_text("half of something")
    written = sum(1 for _ in (tmp_path / "out").rglob("*.clean.txt"))
    assert 10 <= written < 60
    batch("in", "--out", "out", "--workers", 1, "--report", cwd=tmp_path)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")
    counts = summary(tmp_path / "out")["documents"]
    assert counts["unchanged"] >= written - 2 * 2  # those that were written, but not yet noted
    assert counts["fresh"] + counts["unchanged"] == 60


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_first_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(tmp_path, sign):
    folder(tmp_path / "in", 60)
    run = start("in", "--out", "out", "--workers", 2, "--no-site-evidence", cwd=tmp_path)
    wait_for(tmp_path / "out", 5)
    run.send_signal(sign)
    _, told = run.communicate()
    assert run.returncode == 130
    assert "finishing the documents in hand" in told
    assert "repeat the command" in told
    texts, records = (
        {p.name.split(".")[0] for p in (tmp_path / "out").rglob(f"*{s}")}
        for s in (".clean.txt", ".cleanup.json")
    )
    assert texts == records
    assert 5 <= len(texts) < 60
    assert not list((tmp_path / "out").rglob(".cleanup-*"))
    batch("in", "--out", "out", "--workers", 2, "--no-site-evidence", cwd=tmp_path)
    assert summary(tmp_path / "out")["documents"]["unchanged"] == len(texts)


def test_a_second_ctrl_c_stops_at_once(tmp_path, misbehaving):
    root = folder(tmp_path / "in", 6)
    (root / "a.example/endless.txt").write_text(ENDLESS, "utf-8")
    run = start("in", "--out", "out", "--workers", 1, "--no-site-evidence", cwd=tmp_path)
    wait_for(tmp_path / "out", 1)
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)
    assert run.returncode == 130
    assert workers() == []


def test_when_most_of_the_first_hundred_fail_it_stops_and_says_why(tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    for number in range(150):
        (root / f"{number:03}.txt").write_text("" if number % 4 else article(number), "utf-8")
    done = batch("in", "--out", "out", "--workers", 2, cwd=tmp_path, code=5)
    assert "of the first 100 documents failed" in done.stderr
    assert "is empty" in done.stderr
    assert summary(tmp_path / "out")["documents"]["total"] == 100


@pytest.fixture
def small_disk(tmp_path):
    """A file system of half a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_stops_the_run_which_goes_on_when_there_is_room(tmp_path, small_disk):
    folder(tmp_path / "in", 60)
    batch("in", "--out", "whole", "--workers", 2, cwd=tmp_path)
    done = batch("in", "--out", small_disk / "out", "--workers", 2, cwd=tmp_path, code=3)
    (line,) = [line for line in done.stderr.splitlines() if "No space left" in line or "disk is full" in line]
    assert "Traceback" not in done.stderr
    assert line
    assert not list(small_disk.rglob(".cleanup-*"))
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    batch("in", "--out", small_disk / "out", "--workers", 2, cwd=tmp_path)
    assert summary(small_disk / "out")["documents"]["done"] == 60
    texts = {name: data for name, data in tree(small_disk / "out").items() if name.endswith(".clean.txt")}
    assert texts == {
        name: data for name, data in tree(tmp_path / "whole").items() if name.endswith(".clean.txt")
    }


def test_a_read_only_output_is_told_before_anything_is_read(tmp_path, small_disk):
    folder(tmp_path / "in", 3)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = batch("in", "--out", small_disk / "out", cwd=tmp_path, code=3)
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr
