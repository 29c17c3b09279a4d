from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.batch import jsonlines
from cleanup.batch.columns import ADDED
from cleanup.batch.tables import Columns, rows
from cleanup.errors import InputError
from tests.batch.tabled import added_to, read, rewritten


@pytest.fixture
def table(tmp_path):
    def make(content: bytes, name: str = "t.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


def added(path: Path, number: int = 1) -> bytes:
    """What `rewritten` adds to a line, as JSON."""
    return json.dumps(added_to(read(path)[number - 1])).encode()[1:]


def test_a_line_stays_as_it_is_up_to_its_closing_brace(table, tmp_path):
    line = '{ "text":"a", "n" : 1.0,"big":12345678901234567890, "huge": 1e400, "\\u00e9": "\\/é", "n": 2 }'
    line = line.encode()
    path = table(line + b"\n")
    target = rewritten(path, tmp_path / "out")
    assert target.read_bytes() == line[:-1] + b", " + added(path) + b"\n"


def test_members_join_an_empty_object(table, tmp_path):
    target = rewritten(table(b"{ }"), tmp_path / "out")
    assert list(json.loads(target.read_bytes())) == list(ADDED)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" \t\n", b""])
def test_line_ends_stay(table, tmp_path, end):
    path = table(b'{"text": "a"}' + end)
    assert rewritten(path, tmp_path / "out").read_bytes() == b'{"text": "a", ' + added(path) + end


def test_a_byte_order_mark_is_no_part_of_the_first_line(table, tmp_path):
    path = table(b'\xef\xbb\xbf{"text": "a"}\n')
    assert read(path)[0].text == "a"
    assert rewritten(path, tmp_path / "out").read_bytes().startswith(b'\xef\xbb\xbf{"text": "a", ')


def test_a_byte_order_mark_before_no_json_is_left_out_of_the_line(table, tmp_path):
    target = rewritten(table(b"\xef\xbb\xbfnonsense\n"), tmp_path / "out")
    assert json.loads(target.read_bytes())["cleanup_line"] == "nonsense"


def test_blank_lines_are_counted_and_stay(table, tmp_path):
    path = table(b'\n{"text": "a"}\n \r\n\n{"text": "b"}\n\n')
    assert [(row.number, row.id, row.text) for row in read(path)] == [(2, "2", "a"), (5, "5", "b")]
    lines = rewritten(path, tmp_path / "out").read_bytes().split(b"\n")
    assert [bool(line.strip()) for line in lines] == [False, True, False, False, True, False, False]


def test_a_last_line_needs_no_end(table):
    assert [row.text for row in read(table(b'{"text": "a"}\n{"text": "b"}'))] == ["a", "b"]


def test_an_empty_file_has_no_rows(table, tmp_path):
    path = table(b"")
    assert read(path) == []
    assert rewritten(path, tmp_path / "out").read_bytes() == b""


def test_other_line_separators_do_not_end_a_line(table):
    text = "one\u2028two\u2029three\x85four"
    assert read(table(json.dumps({"text": text}, ensure_ascii=False).encode()))[0].text == text


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense", "no valid JSON: Expecting value at column 1"),
        (b'{"text": "a"', "no valid JSON: Expecting ',' delimiter at column 13"),
        (b'{"text": "a"} {}', "no valid JSON: Extra data at column 15"),
        (b'{"text": "caf\xe9"}', "no valid UTF-8: invalid continuation byte at byte 14"),
        (b'["text"]', "no JSON object but an array"),
        (b'"text"', "no JSON object but a string"),
        (b"12", "no JSON object but a number"),
        (b"NaN", "no JSON object but a number"),
        (b"null", "no JSON object but null"),
        (b"\0\0\0", "no valid JSON: Expecting value at column 1"),
        (b'{"text": ' + b"[" * 100_000 + b"}", "no JSON that can be read: it is nested too deeply"),
    ],
)
def test_a_line_that_is_no_object_is_an_error_of_its_own(table, tmp_path, line, error):
    path = table(b'{"text": "a"}\n' + line + b'\r\n{"text": "b"}\n')
    found = read(path)
    assert [row.text for row in found] == ["a", None, "b"]
    assert found[1].error == error
    written = rewritten(path, tmp_path / "out").read_bytes().split(b"\n")[1]
    assert written.endswith(b"\r")
    assert json.loads(written) == {
        "cleanup_status": "failed",
        "cleanup_error": error,
        "cleanup_line": line.decode("utf-8", "backslashreplace"),
    }


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (b"12", "`text` is no string but a number"),
        (b"Infinity", "`text` is no string but a number"),
        (b"true", "`text` is no string but true or false"),
        (b'["a"]', "`text` is no string but an array"),
        (b"{}", "`text` is no string but an object"),
    ],
)
def test_a_text_that_is_no_string_is_an_error_of_its_row(table, tmp_path, value, error):
    line = b'{"id": "x", "text": ' + value + b"}"
    path = table(line)
    (row,) = read(path)
    assert (row.id, row.text, row.error) == ("x", None, error)
    assert (
        rewritten(path, tmp_path / "out").read_bytes().startswith(line[:-1] + b', "cleanup_status": "failed"')
    )


def test_a_row_without_the_text_column_is_an_error_of_its_own(table):
    assert read(table(b'{"body": "a"}'))[0].error == "has no column `text`"


def test_addresses_and_titles_that_are_no_strings_are_none(table):
    (row,) = read(table(b'{"text": "a", "url": 12, "title": ["b"]}'))
    assert (row.url, row.title, row.error) == (None, None, "")


def test_of_a_key_that_stands_twice_the_last_counts(table):
    assert read(table(b'{"text": "a", "text": "b"}'))[0].text == "b"


def test_no_number_is_too_long(table, tmp_path):
    line = b'{"text": "a", "id": 0, "n": ' + b"9" * 10_000 + b', "x": NaN, "y": -Infinity}'
    path = table(line)
    assert read(path)[0].text == "a"
    assert rewritten(path, tmp_path / "out").read_bytes().startswith(line[:-1])


@pytest.mark.parametrize("number", ["1.50", "1e400", "-0", "123456789012345678901"])
def test_a_number_as_id_is_called_as_it_is_written(table, number):
    assert read(table(b'{"text": "a", "id": ' + number.encode() + b"}"))[0].id == number


def test_half_a_pair_of_surrogates_survives_in_the_text(table, tmp_path):
    path = table(b'{"text": "a \\ud800 b"}\n')
    assert read(path)[0].text == "a \ud800 b"
    (line,) = rewritten(path, tmp_path / "out").read_bytes().splitlines()
    assert json.loads(line)["text"] == "a \ud800 b"
    assert json.loads(line)["cleanup_text"] == "a \ud800 b Cleaned."


def test_names_can_be_kept_anywhere(table):
    (row,) = read(table(b'{"text": "a", "id": "\\ud800", "url": "https://\\udfff/", "title": "\\udc00"}'))
    assert (row.id, row.url, row.title) == ("\\ud800", "https://\\udfff/", "\\udc00")


def test_a_line_may_be_large(table, tmp_path):
    path = table(json.dumps({"text": "word " * 10_000_000}).encode() + b'\n{"text": "b"}\n')
    assert [len(row.text) for row in rows(path, Columns())] == [50_000_000, 1]


def test_a_line_that_never_ends_is_no_line(table, monkeypatch):
    monkeypatch.setattr(jsonlines, "LONGEST", 1000)
    path = table(b'{"text": "a"}\n' + b" " * 1001 + b"\n")
    found = rows(path, Columns())
    assert next(found).text == "a"
    with pytest.raises(InputError, match=r"t\.jsonl:2: this line has over 1,000 bytes"):
        next(found)


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_rows_come_before_the_place_where_the_file_is_cut_off(table, tmp_path, pack):
    """Without compression nothing tells that it was cut off, but the last line."""
    content = b"".join(b'{"text": "%d"}\n' % number for number in range(50_000))
    packed = pack(content)
    path = table(packed[: len(packed) // 2], "t.jsonl.gz" if pack is gzip.compress else "t.jsonl")
    found = []
    try:
        for row in rows(path, Columns()):
            found.append(row)
    except InputError as error:
        assert pack is gzip.compress
        assert "t.jsonl.gz: is damaged" in str(error)
        with pytest.raises(InputError, match="is damaged"):
            rewritten(path, tmp_path / "out")
        assert not list((tmp_path / "out").iterdir())
    else:
        assert pack is bytes
        assert found.pop().error.startswith("no valid JSON")
    assert len(found) > 10_000
    assert [row.text for row in found] == [str(number) for number in range(len(found))]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.sampled_from(["text", "id", "url", "title", "é", ""]), VALUES), max_size=6),
    st.booleans(),
)
def test_what_was_there_stays_whatever_it_is(tmp_path_factory, records, is_ascii):
    folder = tmp_path_factory.mktemp("any")
    lines = [json.dumps(record, ensure_ascii=is_ascii) for record in records]
    path = folder / "t.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    written = rewritten(path, folder / "out").read_bytes().decode("utf-8", "surrogatepass").split("\n")
    for line, new in zip(lines, written if lines else [], strict=True):
        if json.loads(new).get("cleanup_line") is None:
            assert new.startswith(line[:-1])
            assert list(json.loads(new)) == [*json.loads(line), *ADDED]
