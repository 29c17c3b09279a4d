"""Compressed files, by their names: gzip (`.gz`) and Zstandard (`.zst`)."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cleanup.errors import InputError

SUFFIXES = (".gz", ".zst")
# Bytes that are unpacked at once; of Zstandard, 4 bytes become 128 KiB at most (RFC 8878, 3.1.1.2).
PIECE = 1024
LEVEL = 6  # of gzip: the default of the command


def bare(name: str) -> str:
    """`name` without the suffix of a compressed file."""
    return name[: -len(_suffix(name))] if _suffix(name) else name


def open_read(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked as they are read; use it within `reading`."""
    match _suffix(path.name):
        case ".gz":
            return gzip.open(path, "rb")
        case ".zst":
            return io.BufferedReader(_Unpacked(path.open("rb")), 2**16)
        case _:
            return path.open("rb")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What goes wrong while `path` is read is an InputError."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(str(path), "no such file", "check the name") from error
    except IsADirectoryError as error:
        raise InputError(str(path), "is a folder", f"name its files, as in {path}/*.txt") from error
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno:
            what = f"cannot be read: {error.strerror}"
            raise InputError(str(path), what, "check its access rights") from error
        what = f"is damaged: {' '.join(str(error).split())}"
        raise InputError(str(path), what, "fetch or make it again") from error


@contextmanager
def packing(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """What is written goes to `file`, compressed as `name` says; the same bytes for the same content."""
    match _suffix(name):
        case ".gz":
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=file, mtime=0)
        case ".zst":
            import zstandard

            compressor = zstandard.ZstdCompressor(write_checksum=True)
            packed = compressor.stream_writer(file, closefd=False)
        case _:
            yield file
            return
    with packed:
        yield packed


def _suffix(name: str) -> str:
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")


class _Unpacked(io.RawIOBase):
    """The content of a Zstandard file. The reader of `zstandard` does not tell a file that was cut off from
    one that ends there."""

    def __init__(self, file: BinaryIO) -> None:
        import zstandard

        self._file, self._module = file, zstandard
        self._frame = None  # the one that is being unpacked
        self._input, self._output = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer) -> int:
        while not self._output:
            self._input = self._input or self._file.read(PIECE)
            if not self._input:
                if self._frame:
                    raise EOFError("it ends too early")
                return 0
            self._unpack()
        size = min(len(buffer), len(self._output))
        buffer[:size], self._output = self._output[:size], self._output[size:]
        return size

    def _unpack(self) -> None:
        self._frame = self._frame or self._module.ZstdDecompressor().decompressobj()
        try:
            self._output = memoryview(self._frame.decompress(self._input))
        except self._module.ZstdError as error:
            raise OSError(str(error)) from error
        self._input = self._frame.unused_data
        if self._frame.eof:
            self._frame = None
