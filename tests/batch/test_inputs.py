from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.batch import inputs
from cleanup.batch.columns import Columns
from cleanup.batch.inputs import Entry, Item, find, items, read_list, spread
from cleanup.errors import InputError, UsageError


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def make(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Some text.\n", "utf-8")


def names(*paths: str, out: str = "out", **globs) -> list[str]:
    return [entry.name for entry in find([Path(path) for path in paths], Path(out), **globs)]


def test_a_folder_is_read_to_its_depths_and_what_is_no_article_is_left_out():
    make(
        "in/b.txt",
        "in/a/c.md",
        "in/a/deep/d.html",
        "in/e.jsonl",
        "in/f.parquet",
        "in/g.txt.gz",
        "in/h.pdf",
        "in/i",
    )
    assert names("in") == ["a/c.md", "a/deep/d.html", "b.txt", "e.jsonl", "f.parquet", "g.txt.gz"]


def test_hidden_files_and_folders_are_left_out():
    make("in/.hidden.txt", "in/.git/a.txt", "in/._a.txt", "in/a.txt")
    assert names("in") == ["a.txt"]


def test_globs_choose_by_the_name_within_the_folder():
    make("in/news/a.txt", "in/news/b.article", "in/drafts/c.txt")
    assert names("in", include=["*.article"]) == ["news/b.article"]
    assert names("in", exclude=["drafts/*"]) == ["news/a.txt"]


def test_our_own_outputs_are_no_inputs():
    make("in/a.txt", "in/a.clean.txt", "in/out/b.txt")
    assert names("in", out="in/out") == ["a.txt"]


def test_the_folder_of_the_outputs_cannot_be_the_input():
    make("in/a.txt")
    with pytest.raises(UsageError, match="choose another --out"):
        names("in", out="in")


def test_several_paths_are_placed_below_what_they_share():
    make("x/one/a.txt", "x/two/a.txt", "x/two/deep/b.txt")
    assert names("x/one", "x/two") == ["one/a.txt", "two/a.txt", "two/deep/b.txt"]
    assert names("x/one/a.txt", "x/two/deep/b.txt") == ["one/a.txt", "two/deep/b.txt"]


def test_a_lone_file_is_placed_at_the_top():
    make("x/one/a.txt")
    assert names("x/one/a.txt") == ["a.txt"]


def test_a_file_that_is_named_is_read_whatever_its_name():
    make("x/a.article")
    assert names("x/a.article") == ["a.article"]


def test_a_missing_path_is_an_error():
    with pytest.raises(InputError, match="no such file or folder"):
        names("nowhere")


def test_two_inputs_for_one_output_do_not_stop_the_batch():
    make("in/a", "in/a.txt", "in/b.txt")
    found = find([Path("in")], Path("out"), ["*"])
    assert {entry.name: entry.error for entry in found} == {
        "a": "",
        "a.txt": "a and a.txt would both write a.clean.txt",
        "b.txt": "",
    }


def test_a_name_that_is_no_utf_8_is_escaped_and_still_found():
    Path("in").mkdir()
    path = os.fsdecode(b"in/caf\xe9.txt")
    make(path)
    (entry,) = find([Path("in")], Path("out"))
    assert entry.name == "caf\\xe9.txt"
    assert entry.path.read_text("utf-8") == "Some text.\n"


def test_links_in_a_circle_end():
    make("in/a.txt")
    Path("in/again").symlink_to(Path("in").absolute(), target_is_directory=True)
    assert names("in") == ["a.txt"]


def test_the_first_ones_are_spread_over_all():
    entries = [Entry(Path(str(n)), Path(str(n))) for n in range(100)]
    order = [int(entry.name) for entry in spread(entries, 4)]
    assert order[:4] == [0, 25, 50, 75]
    assert sorted(order) == list(range(100))


def test_rows_are_documents_with_names_of_their_own():
    Path("t.jsonl").write_text('{"id": "x", "text": "One."}\n{"text": "Two."}\nnot json\n', "utf-8")
    (entry,) = find([Path("t.jsonl")], Path("out"))
    assert [item.name for item in items([entry], Columns())] == ["t.jsonl#x", "t.jsonl#2", "t.jsonl:3"]


def test_a_table_that_cannot_be_read_says_so():
    Path("t.parquet").write_text("no parquet", "utf-8")
    (entry,) = find([Path("t.parquet")], Path("out"))
    ((item),) = items([entry], Columns())
    assert isinstance(item, Item)
    assert "t.parquet" in item.entry.error


def test_a_list_is_one_path_a_line():
    assert read_list(["a b.txt\n", "\n", "c.txt\r\n"]) == [Path("a b.txt"), Path("c.txt")]
    with pytest.raises(UsageError):
        read_list(["\n"])


def test_a_broken_link_named_in_a_list_is_an_error_of_its_own():
    Path("gone.txt").symlink_to("nowhere.txt")
    with pytest.raises(InputError):
        inputs.find([Path("gone.txt")], Path("out"))
