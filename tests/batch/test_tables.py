"""Tables of both formats; what is particular to one is in test_jsonlines.py and test_parquet.py."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
import zstandard

from cleanup.batch.columns import ADDED
from cleanup.batch.tables import Columns, Row, is_table, write
from cleanup.errors import InputError, OutputError
from tests.batch.tabled import read, rewritten

Records = list[Mapping[str, Any]]


def lines(records: Records) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def as_parquet(path: Path, records: Records) -> None:
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records), path)


MAKE: dict[str, Callable[[Path, Records], object]] = {
    "t.jsonl": lambda path, records: path.write_bytes(lines(records)),
    "t.ndjson": lambda path, records: path.write_bytes(lines(records)),
    "t.jsonl.gz": lambda path, records: path.write_bytes(gzip.compress(lines(records))),
    "t.jsonl.zst": lambda path, records: path.write_bytes(zstandard.compress(lines(records))),
    "t.parquet": as_parquet,
}
SOME = [
    {"id": "one", "text": "The council voted.", "url": "https://a.example/1", "title": "A vote"},
    {"id": "two", "text": "It rained.", "url": None, "title": None},
]


@pytest.fixture(params=MAKE)
def table(request, tmp_path) -> Callable[[Records], Path]:
    """Writes a table of each kind."""

    def make(records: Records) -> Path:
        path = tmp_path / request.param
        MAKE[request.param](path, records)
        return path

    return make


def test_tables_are_known_by_their_names():
    for name in (*MAKE, "T.NDJSON.GZ", "T.Parquet"):
        assert is_table(name)
    for name in ("t.json", "t.txt.gz", "jsonl", "t.parquet.gz", "t.csv"):
        assert not is_table(name)


def test_rows_have_the_columns_that_are_named(table):
    path = table(SOME)
    assert read(path) == [
        Row(1, "one", "The council voted.", "https://a.example/1", "A vote"),
        Row(2, "two", "It rained.", None, None),
    ]
    assert read(path, Columns("title", "url", "id", "nowhere"))[0] == Row(
        1, "https://a.example/1", "A vote", "one", None
    )


def test_one_column_may_serve_for_two(table):
    found = read(table(SOME), Columns(id="url", title="text"))
    assert [row.id for row in found] == ["https://a.example/1", "2"]
    assert [row.title for row in found] == ["The council voted.", "It rained."]


def test_a_row_without_an_id_is_called_by_its_number(table):
    assert [row.id for row in read(table([{"text": "a", "id": None}, {"text": "b", "id": ""}]))] == ["1", "2"]
    assert [row.id for row in read(table([{"text": "a"}, {"text": "b"}]))] == ["1", "2"]


@pytest.mark.parametrize("ids", [[12, 13], [1.5, 2.5], [-7, 0]])
def test_an_id_may_be_a_number(table, ids):
    assert [row.id for row in read(table([{"text": "a", "id": id_} for id_ in ids]))] == list(map(str, ids))


@pytest.mark.parametrize("id_", [True, ["a"], {"a": 1}])
def test_an_id_that_is_neither_is_none(table, id_):
    assert read(table([{"text": "a", "id": id_}]))[0].id == "1"


def test_an_id_that_stands_twice_is_an_error_of_the_second_row(table):
    path = table([{"id": "x", "text": "a"}, {"id": "y", "text": "b"}, {"id": "x", "text": "c"}])
    found = read(path)
    assert [row.text for row in found] == ["a", "b", None]
    assert found[2].error == "id 'x' stands twice (rows 1 and 3)"


def test_a_number_that_stands_for_an_id_may_not_be_the_id_of_another(table):
    found = read(table([{"id": "2", "text": "a"}, {"id": None, "text": "b"}]))
    assert found[1].error == "id '2' stands twice (rows 1 and 2)"


def test_ids_of_many_rows_are_told_apart(table):
    ids = [f"article-{number}" for number in range(5000)]
    random.Random(1).shuffle(ids)
    records = [{"id": id_, "text": "a"} for id_ in [*ids, ids[17], ids[4999]]]
    found = read(table(records))
    assert [row.id for row in found if not row.error] == ids
    assert [row.error for row in found[5000:]] == [
        f"id '{ids[17]}' stands twice (rows 18 and 5001)",
        f"id '{ids[4999]}' stands twice (rows 5000 and 5002)",
    ]


def test_a_row_without_text_is_an_error_of_its_own(table):
    first, second = read(table([{"id": "a", "text": None}, {"id": "b", "text": "b"}]))
    assert first == Row(1, "a", None, None, None, "`text` is no string but null")
    assert second.text == "b"


def test_the_rows_are_written_again_with_the_columns_added(table, tmp_path):
    path = table(SOME)
    target = rewritten(path, tmp_path / "out")
    assert target.name == path.name
    for row, original in zip(content(target), SOME, strict=True):
        assert dict(list(row.items())[:4]) == original
        assert list(row)[4:] == list(ADDED)
        record = row["cleanup_record"]
        assert (json.loads(record) if isinstance(record, str) else record) == {"id": row["id"]}
        assert row["cleanup_text"] == original["text"] + " Cleaned."
        assert row["cleanup_changed"] is True
        assert row["cleanup_applied"] == len(original["text"])


def test_a_row_that_failed_has_status_and_error(table, tmp_path):
    target = rewritten(table([{"id": "a", "text": None}, {"id": "b", "text": "b"}]), tmp_path / "out")
    first = content(target)[0]
    assert first["cleanup_status"] == "failed"
    assert first["cleanup_error"] == "`text` is no string but null"
    assert first["cleanup_text"] is first["cleanup_record"] is first["cleanup_changed"] is None


def test_the_same_rows_give_the_same_bytes(table, tmp_path):
    path = table([{"id": str(n), "text": "abc " * (n % 9)} for n in range(500)])
    one, two = (rewritten(path, tmp_path / name) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_a_table_may_be_written_over_itself(table, tmp_path):
    path = table(SOME)
    rewritten(path, path.parent)
    assert [row["cleanup_text"] for row in content(path)] == [
        "The council voted. Cleaned.",
        "It rained. Cleaned.",
    ]


@pytest.mark.parametrize("name", ["cleanup_text", "cleanup_record", "cleanup_line"])
def test_a_column_that_would_be_added_may_not_be_there(table, tmp_path, name):
    path = table([SOME[0] | {name: "mine"}, SOME[1] | {name: "mine"}])
    with pytest.raises(InputError, match=rf"has a column `{name}` already.*\(rename it"):
        read(path)
    with pytest.raises(InputError, match=f"has a column `{name}` already"):
        write(path, tmp_path / "out" / path.name, Columns(), [dict.fromkeys(ADDED)] * 2)
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_table_that_has_changed_is_not_written(table, tmp_path, count):
    path = table(SOME)
    target = tmp_path / "out" / path.name
    with pytest.raises(InputError, match="has changed while it was being cleaned"):
        write(path, target, Columns(), [dict.fromkeys(ADDED)] * count)
    assert not list(target.parent.glob("*"))


def test_a_write_that_fails_leaves_what_was_there(table, tmp_path):
    path = table(SOME)
    target = rewritten(path, tmp_path / "out")
    before = target.read_bytes()

    def broken():
        yield dict.fromkeys(ADDED)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(path, target, Columns(), broken())
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("name", MAKE)
def test_a_folder_and_a_missing_file_say_so(tmp_path, name):
    (tmp_path / name).mkdir()
    for path, what in ((tmp_path / name, "is a folder"), (tmp_path / "no" / name, "no such file")):
        with pytest.raises(InputError, match=what):
            read(path)
        with pytest.raises(InputError, match=what):
            write(path, tmp_path / "out" / name, Columns(), [])


def test_an_output_folder_that_cannot_be_made_is_an_output_error(table, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        rewritten(table(SOME), tmp_path / "out")


@pytest.mark.parametrize("name", MAKE)
def test_an_output_that_is_too_large_is_an_output_error(tmp_path, name):
    """The limit on the size of a file stands for a disk that is full in the middle."""
    pytest.importorskip("resource")
    path = tmp_path / name
    MAKE[name](path, [{"id": str(n), "text": os.urandom(300).hex()} for n in range(500)])
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from cleanup.errors import OutputError\nfrom tests.batch.tabled import rewritten\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "try:\n    rewritten(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except OutputError as error:\n    print(error)\n"
    )
    words = [sys.executable, "-c", script, str(path), str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True)
    assert "cannot be written: File too large" in done.stdout, done.stderr
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the memory of a process")
@pytest.mark.parametrize(
    ("name", "count", "allowed"), [("t.jsonl", 2_000, 9e6), ("t.parquet", 10_000, 120e6)]
)
def test_memory_does_not_grow_with_the_file(tmp_path, name, count, allowed):
    """A table five times as long, four times `allowed` or more, is read and written in about the same
    memory; of Parquet, a row group is held."""
    short, long = (peak(tmp_path / f"{times}", name, count * times) for times in (1, 5))
    assert long < short + allowed


def peak(folder: Path, name: str, count: int) -> int:
    """Bytes of memory that reading and writing a table of `count` rows of 4,000 characters takes."""
    folder.mkdir()
    text = "The council put off a vote on the bridge. " * 100
    MAKE[name](folder / name, [{"id": str(n), "text": f"{n} {text}"} for n in range(count)])
    script = (
        "import re, sys\nfrom pathlib import Path\nfrom tests.batch.tabled import rewritten\n"
        "rewritten(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(re.search(r'VmHWM:\\s*(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )
    words = [sys.executable, "-c", script, str(folder / name), str(folder / "out")]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout) * 1024


def content(path: Path) -> list[dict[str, Any]]:
    """The rows of a table, as another program reads them."""
    if path.suffix == ".parquet":
        return pyarrow.parquet.read_table(path).to_pylist()
    unpack = {
        ".gz": gzip.decompress,
        ".zst": lambda raw: zstandard.ZstdDecompressor().decompressobj().decompress(raw),
    }
    raw = unpack.get(path.suffix, bytes)(path.read_bytes())
    return [json.loads(line) for line in raw.splitlines()]
