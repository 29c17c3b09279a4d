from __future__ import annotations

import gzip
import io
import os
import tracemalloc

import pytest
import zstandard

from cleanup.compression import PIECE, bare, open_read, packing, reading
from cleanup.document import read_bytes
from cleanup.errors import InputError

CONTENT = b"The council put off a vote on the harbour bridge.\n" * 5000
PACK = {"a.gz": gzip.compress, "a.zst": zstandard.compress, "a": bytes}
COMPRESSED = ("a.gz", "a.zst")


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with packing(file, name) as packing_file:
        packing_file.write(content)
    return file.getvalue()


def unpacked(path) -> bytes:
    with reading(path), open_read(path) as file:
        return file.read()


def test_a_suffix_of_compression_is_no_part_of_the_bare_name():
    assert bare("article.txt.gz") == "article.txt"
    assert bare("ARTICLE.TXT.ZST") == "ARTICLE.TXT"
    assert bare("gz") == "gz"
    assert bare("article.gz.txt") == "article.gz.txt"


@pytest.mark.parametrize("name", PACK)
def test_what_others_compressed_is_read(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PACK[name](CONTENT))
    assert unpacked(path) == CONTENT
    assert read_bytes(path, len(CONTENT)) == CONTENT


@pytest.mark.parametrize("name", PACK)
def test_what_is_written_can_be_read_and_is_the_same_each_time(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(packed(name, CONTENT))
    assert unpacked(path) == CONTENT
    assert path.read_bytes() == packed(name, CONTENT)


def test_gzip_holds_neither_time_nor_name():
    header = packed("secret.gz", CONTENT)[:10]
    assert header[3] == 0  # no name follows
    assert header[4:8] == bytes(4)  # no time


@pytest.mark.parametrize("name", COMPRESSED)
def test_lines_are_those_of_the_content(tmp_path, name):
    lines = [b"%d" % n * (n % 300) + b"\n" for n in range(3000)]
    path = tmp_path / name
    path.write_bytes(PACK[name](b"".join(lines)))
    with reading(path), open_read(path) as file:
        assert list(file) == lines


@pytest.mark.parametrize("name", COMPRESSED)
def test_several_members_are_one_content(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PACK[name](b"one ") + PACK[name](b"") + PACK[name](b"two"))
    assert unpacked(path) == b"one two"


def test_frames_that_readers_skip_are_skipped(tmp_path):
    path = tmp_path / "a.zst"
    skippable = (0x184D2A50).to_bytes(4, "little") + (2000).to_bytes(4, "little") + bytes(2000)
    path.write_bytes(skippable + zstandard.compress(b"one"))
    assert unpacked(path) == b"one"


@pytest.mark.parametrize("name", COMPRESSED)
def test_an_empty_file_has_no_content(tmp_path, name):
    path = tmp_path / name
    path.touch()
    assert unpacked(path) == b""


@pytest.mark.parametrize("name", COMPRESSED)
@pytest.mark.parametrize("left", [3, 60, -20, -1])
def test_a_file_that_was_cut_off_is_damaged(tmp_path, name, left):
    path = tmp_path / name
    path.write_bytes(packed(name, os.urandom(10 * PIECE))[:left])
    with pytest.raises(InputError, match=rf"{name}: is damaged: .* \(fetch or make it again\)"):
        unpacked(path)


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_text_that_is_named_like_a_compressed_one_is_damaged(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(CONTENT)
    with pytest.raises(InputError, match="is damaged"):
        unpacked(path)


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_byte_that_changed_is_noticed(tmp_path, name):
    path = tmp_path / name
    raw = bytearray(packed(name, os.urandom(5000)))
    raw[2500] ^= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match="is damaged"):
        unpacked(path)


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_folder_and_a_missing_file_say_so(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(InputError, match="is a folder"):
        unpacked(tmp_path / name)
    with pytest.raises(InputError, match="no such file"):
        unpacked(tmp_path / ("other" + name))


@pytest.mark.parametrize("name", COMPRESSED)
def test_the_limit_holds_for_what_comes_out(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PACK[name](CONTENT))
    assert path.stat().st_size < len(CONTENT) // 2
    with pytest.raises(InputError, match="unpacks to more than the limit of 249,999 bytes"):
        read_bytes(path, len(CONTENT) - 1)


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_bomb_is_not_unpacked(tmp_path, name):
    """A gigabyte of zeros, of which little more than the limit is ever held."""
    path = tmp_path / name
    with path.open("wb") as file, packing(file, name) as bomb:
        for _ in range(1024):
            bomb.write(bytes(2**20))
    tracemalloc.start()
    with pytest.raises(InputError, match="unpacks to more than"):
        read_bytes(path, 10_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000
