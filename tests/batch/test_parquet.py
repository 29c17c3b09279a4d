from __future__ import annotations

import datetime
import decimal
import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanup.batch import parquet
from cleanup.batch.columns import ADDED
from cleanup.batch.tables import Columns, rows
from cleanup.errors import InputError, UsageError
from tests.batch.tabled import read, rewritten

ZONE = datetime.timezone(datetime.timedelta(hours=2))
NESTED = pa.struct([("tags", pa.list_(pa.string())), ("counts", pa.map_(pa.string(), pa.int32()))])


def rich() -> pa.Table:
    """A table with all that Parquet can hold and news tables do."""
    when = datetime.datetime(2024, 5, 3, 12, 30, 1, 123456)
    columns = {
        "text": (pa.large_string(), ["One.", None, "Thrée.", ""]),
        "id": (pa.int64(), [1, 2, None, 4]),
        "site": (pa.dictionary(pa.int16(), pa.string()), ["a", "b", None, "a"]),
        "when": (pa.timestamp("us", tz="Europe/Madrid"), [when.replace(tzinfo=ZONE), None, None, None]),
        "precisely": (pa.timestamp("ns"), [when, None, when, None]),
        "day": (pa.date32(), [when.date(), None, None, when.date()]),
        "price": (pa.decimal128(20, 3), [decimal.Decimal("1.500"), None, None, None]),
        "raw": (pa.binary(), [b"\0\xff", None, b"", None]),
        "score": (pa.float32(), [float("nan"), 1.5, None, -0.0]),
        "about": (
            NESTED,
            [{"tags": ["x", None], "counts": [("a", 1)]}, None, {"tags": [], "counts": []}, None],
        ),
        "empty": (pa.null(), [None] * 4),
    }
    fields = [pa.field(name, type_) for name, (type_, _) in columns.items()]
    fields[1] = fields[1].with_metadata({"unit": "none"})
    schema = pa.schema(fields, metadata={"made by": "a crawler", "pandas": '{"columns": []}'})
    arrays = [pa.array(values, type_) for type_, values in columns.values()]
    return pa.Table.from_arrays(arrays, schema=schema)


@pytest.fixture
def table(tmp_path):
    def make(content: pa.Table, **options):
        path = tmp_path / "t.parquet"
        pq.write_table(content, path, **options)
        return path

    return make


@pytest.mark.parametrize("row_group_size", [1, 3, 100])
def test_schema_metadata_and_values_survive(table, tmp_path, row_group_size):
    path = table(rich(), row_group_size=row_group_size)
    before = pq.read_table(path)
    after = pq.read_table(rewritten(path, tmp_path / "out"))
    assert after.schema.metadata == before.schema.metadata
    own = after.select(before.column_names)
    assert own.schema.equals(before.schema, check_metadata=True)
    assert own.drop_columns("score").equals(before.drop_columns("score"))
    assert str(own["score"].to_pylist()) == str(before["score"].to_pylist())  # NaN is not itself
    assert after.column_names == [*before.column_names, *ADDED]


def test_the_columns_that_are_added_have_their_types(table, tmp_path):
    after = pq.read_table(rewritten(table(rich()), tmp_path / "out"))
    types = {name: str(after.schema.field(name).type) for name in ADDED}
    assert types == {
        "cleanup_status": "large_string",
        "cleanup_error": "large_string",
        "cleanup_text": "large_string",
        "cleanup_changed": "bool",
        "cleanup_applied": "int64",
        "cleanup_pending": "int64",
        "cleanup_record": "large_string",
    }
    assert after["cleanup_text"].to_pylist() == ["One. Cleaned.", None, "Thrée. Cleaned.", " Cleaned."]
    assert [value and json.loads(value) for value in after["cleanup_record"].to_pylist()] == [
        {"id": "1"},
        None,
        {"id": "3"},
        {"id": "4"},
    ]


def test_types_do_not_hang_on_the_values(table, tmp_path):
    """Where all rows fail, all that is added but the status is null."""
    failing = pa.table({"text": pa.array([None, None], pa.string())})
    good = pa.table({"text": ["a", "b"]})
    schemas = []
    for content in (failing, good):
        schemas.append(pq.read_schema(rewritten(table(content), tmp_path / "out")))
    assert schemas[0].equals(schemas[1])


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli", "zstd", "lz4"])
def test_the_compression_stays(table, tmp_path, codec):
    path = table(rich(), compression=codec)
    target = rewritten(path, tmp_path / "out")
    (before,), (*_, after) = {codec_of(path, 0)}, [codec_of(target, index) for index in range(-1, 8)]
    assert after == before
    assert codec_of(target, -1) == before


def codec_of(path, column: int) -> str:
    group = pq.ParquetFile(path).metadata.row_group(0)
    return group.column(column % group.num_columns).compression


def test_many_small_row_groups_become_few_and_few_large_ones_more(table, tmp_path, monkeypatch):
    path = table(pa.table({"text": ["a" * 1000] * 1000}), row_group_size=10)
    assert pq.ParquetFile(rewritten(path, tmp_path / "out")).num_row_groups == 1
    monkeypatch.setattr(parquet, "GROUP", 500_000)
    target = rewritten(path, tmp_path / "out")
    assert 3 < pq.ParquetFile(target).num_row_groups < 10
    assert pq.read_table(target)["text"].to_pylist() == ["a" * 1000] * 1000


def test_a_table_without_rows_keeps_its_columns(table, tmp_path):
    path = table(rich().slice(0, 0))
    assert read(path) == []
    after = pq.read_table(rewritten(path, tmp_path / "out"))
    assert after.num_rows == 0
    assert after.column_names == [*rich().column_names, *ADDED]


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_text_may_be_held_in_several_ways(table, type_):
    path = table(pa.table({"text": pa.array(["a", "b", "a"], pa.string()).cast(type_)}))
    assert [row.text for row in read(path)] == ["a", "b", "a"]


def test_without_a_text_column_the_others_are_named(table):
    path = table(pa.table({"id": [1], "body": ["a"]}))
    with pytest.raises(InputError, match=r"has no column `text`, but `id`, `body` \(.*--text-column\)"):
        read(path)
    assert read(path, Columns(text="body"))[0].text == "a"


def test_a_text_column_of_another_type_is_an_error(table):
    path = table(pa.table({"text": [1, 2]}))
    with pytest.raises(InputError, match="`text` is no text but int64"):
        read(path)


def test_two_columns_of_one_name_are_an_error_where_they_count(table):
    twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    with pytest.raises(InputError, match="has two columns `text`"):
        read(table(twice))


def test_text_that_is_no_utf_8_is_an_error_of_its_row(table, tmp_path):
    raw = pa.array([b"good", b"caf\xe9", b"good too"], pa.binary())
    bad = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    path = table(pa.table({"text": bad}))
    found = read(path)
    assert [row.text for row in found] == ["good", None, "good too"]
    assert found[1].error == "no valid UTF-8: unexpected end of data"
    assert pq.read_table(rewritten(path, tmp_path / "out"))["cleanup_status"].to_pylist() == [
        "done",
        "failed",
        "done",
    ]


def test_what_cannot_be_said_in_utf_8_is_escaped(tmp_path, table):
    path = table(pa.table({"text": ["a"]}))
    target = tmp_path / "out.parquet"
    added = dict.fromkeys(ADDED) | {"cleanup_error": "caf\udce9", "cleanup_record": {"a": "\ud800"}}
    parquet.write(path, target, Columns(), [added])
    (row,) = pq.read_table(target).to_pylist()
    assert row["cleanup_error"] == "caf\\udce9"
    assert json.loads(row["cleanup_record"]) == {"a": "\ud800"}


def test_no_parquet_is_an_error(tmp_path):
    path = tmp_path / "t.parquet"
    for content in (b"", b"no parquet", b"PAR1" * 100):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"t\.parquet: is no Parquet file, or damaged: [^\n]*$"):
            read(path)


def test_rows_come_before_the_place_that_is_damaged(table, tmp_path):
    texts = [f"{number} " + "word " * 20 for number in range(4000)]
    path = table(pa.table({"text": texts}), row_group_size=1000, compression="none", use_dictionary=False)
    raw = bytearray(path.read_bytes())
    begin = pq.ParquetFile(path).metadata.row_group(2).column(0).data_page_offset
    raw[begin : begin + 100] = bytes(100)
    path.write_bytes(raw)
    found = []
    with pytest.raises(InputError, match="damaged"):
        for row in rows(path, Columns()):
            found.append(row.text)
    assert found == texts[: len(found)]
    assert len(found) > 1900
    with pytest.raises(InputError, match="damaged"):
        rewritten(path, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_without_pyarrow_it_says_what_to_install(table, monkeypatch):
    path = table(rich())
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "pyarrow.parquet")
    with pytest.raises(UsageError, match=r"pip install 'cleanup\[parquet\]'"):
        read(path)
