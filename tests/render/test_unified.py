import shutil
import subprocess
from pathlib import Path

import pytest
from cases import WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import HealthCheck, given, settings

from cleanup.render import unified
from cleanup.types import Edit, Result, Span

needs_patch = pytest.mark.skipif(not shutil.which("patch"), reason="GNU patch is not installed")


def patched(folder: Path, made: Result, name: str = "in.txt") -> bytes:
    """What GNU patch makes of the input."""
    source, target = folder / name, folder / "patched"
    source.write_bytes(made.document.text.encode())
    diff = unified.render(made, (name, name))
    subprocess.run(
        ["patch", "--fuzz=0", "--output", str(target), str(source)],
        input=diff.encode(),
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return target.read_bytes()


LINES = "".join(f"line {n}\n" for n in range(30))


@needs_patch
@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (LINES, [("line 3", "LINE 3"), ("line 20\n", ""), ("line 29", "the end")]),
        (LINES, [("line 0\n", ""), ("line 29\n", "")]),
        (LINES, [("\nline 29\n", "")]),
        ("no end of line", [("end", "final end")]),
        ("two\nlines", [("\nlines", "")]),
        ("two\nlines", [("lines", "lines\n")]),
        ("one\r\ntwo\r\nthree\r\n", [("two", "2")]),
        ("one\r\ntwo\r\nthree", [("two\r\n", "")]),
        ("a\rb c\nd e\n", [("b", "B")]),
        ("a\u2028b c\nd\x0be\x85f\n", [("b", "B"), ("e", "E")]),
        ("# one\n-- two\n+++ three\n\\ four\n", [("two", "2"), ("three", "3")]),
        ("all of it\n", [("all of it\n", "")]),
        ("\x00 nul\n\n\n", [("nul", "null")]),
    ],
)
def test_patch_yields_the_output(tmp_path, text, edits):
    made = result(text, *(decide(place(text, old), Edit(place(text, old), new)) for old, new in edits))
    assert patched(tmp_path, made) == made.output.encode()


@needs_patch
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(made=results(WILD, WILD) | results(WORDS, WORDS))
def test_patch_yields_the_output_of_any_edits(tmp_path, made):
    if made.output != made.document.text:
        assert patched(tmp_path, made) == made.output.encode()


@needs_patch
@pytest.mark.parametrize("name", ["with space.txt", 'quo"te.txt', "back\\slash", "tab\tand\nline"])
def test_names_are_read_back(tmp_path, name):
    (tmp_path / name).write_text("old\n")
    span = Span(0, 3)
    diff = unified.render(result("old\n", decide(span, Edit(span, "new"))), (name, name))
    subprocess.run(["patch"], input=diff.encode(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / name).read_text() == "new\n"


def test_each_change_stands_above_its_hunk():
    diff = unified.render(article(), ("a.txt", "a.clean.txt"))
    lines = diff.splitlines()
    assert lines[:2] == ["--- a.txt\t", "+++ a.clean.txt\t"]
    note = "# ~3 line 11: “a grave” → “an inauguration”; es.politics.swearing-in 95%: A grave is"
    at = next(n for n, line in enumerate(lines) if line.startswith(note))
    hunk = next(n for n, line in enumerate(lines) if n > at and line.startswith("@@"))
    assert any(line.startswith("+The president won an inauguration") for line in lines[hunk:])
    assert "# ?6 line 11: “Todavía no hay preparativos”; foreign.fragment 98%" in diff
    assert "# 1 character repaired: an odd space" in lines


def test_flags_without_a_hunk_follow():
    text = LINES
    span, late = place(text, "line 1\n"), place(text, "line 25")
    diff = unified.render(result(text, decide(span, Edit(span, "")), flag(late)), ("a", "b"))
    assert diff.splitlines()[-1].startswith("# ?2 line 26: “line 25”; es.test.rule 90%")


def test_nothing_to_say():
    assert unified.render(result("a\n"), ("a", "b")) == ""


def test_notes_hold_one_line():
    text = "bad\n"
    bad = Span(0, 3)
    said = decide(bad, Edit(bad, "go\nod"), message="one\n+two\u2028three", rule="a\n-b")
    notes = [
        line for line in unified.render(result(text, said), ("a", "b")).split("\n") if line.startswith("#")
    ]
    assert len(notes) == 1
    assert "one +two three" in notes[0]
