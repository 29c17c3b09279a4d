"""JSON Lines: read object by object; written with members added to each line, which else stays as it is."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cleanup.batch.columns import LINE, changed, check_free
from cleanup.compression import open_read, packing, reading
from cleanup.errors import InputError
from cleanup.outputs import replacing

LONGEST = 2**28  # bytes of a line, for it is held in memory

Found = dict[str, Any] | str  # an object, or why there is none


class Number(str):
    """A number as it is written: 1.0, 12345678901234567890 and 1e400 stay what they are."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)


def read(path: Path) -> Iterator[tuple[int, Found]]:
    """Each line that is not blank, with its number from 1. Of a key that an object holds twice, the last
    counts. Raises InputError if the file cannot be read (to its end)."""
    for number, _, found in _lines(path):
        if found is not None:
            yield number, found


def write(path: Path, target: Path, added: Iterable[Mapping[str, Any]]) -> None:
    """`path` again with the members `added` at the end of each object. Of a line that is no object, the
    line itself is a member. Raises InputError, OutputError; then `target` is as it was."""
    rows = iter(added)
    with replacing(target) as file, packing(file, path.name) as packed:
        for _, line, found in _lines(path):
            if found is not None:
                row = next(rows, None)
                if row is None:
                    raise changed(path)
                line = _widened(line, found, row)
            packed.write(line)
        if next(rows, None) is not None:
            raise changed(path)


def _lines(path: Path) -> Iterator[tuple[int, bytes, Found | None]]:
    """Each line with its number and what it says; None: it is blank."""
    with reading(path), open_read(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
            if len(line) > LONGEST:
                what = f"this line has over {LONGEST:,} bytes"
                raise InputError(f"{path}:{number}", what, "write one object a line")
            found = _parsed(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line)
            if isinstance(found, dict):
                check_free(path, found)
            yield number, line, found


def _parsed(line: bytes) -> Found | None:
    if not line.strip():
        return None
    try:
        found = DECODER.decode(line.rstrip().decode("utf-8"))
    except UnicodeDecodeError as error:
        return f"no valid UTF-8: {error.reason} at byte {error.start + 1}"
    except json.JSONDecodeError as error:
        return f"no valid JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        return "no JSON that can be read: it is nested too deeply"
    return found if isinstance(found, dict) else f"no JSON object but {kind(found)}"


def kind(value: object) -> str:
    """What a value of JSON is, for a reader."""
    names = {list: "an array", dict: "an object", str: "a string", Number: "a number", bool: "true or false"}
    return names.get(type(value), "null")


def _widened(line: bytes, found: Found, added: Mapping[str, Any]) -> bytes:
    """`line` with the members `added`; its line end stays."""
    content = line.rstrip()
    end = line[len(content) :]
    if isinstance(found, dict):
        before = content[:-1] + (b", " if found else b"")
        return before + _dumped(added)[1:] + end
    shown = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "backslashreplace")
    return _dumped({name: value for name, value in added.items() if value is not None} | {LINE: shown}) + end


def _dumped(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, allow_nan=False).encode("ascii")
