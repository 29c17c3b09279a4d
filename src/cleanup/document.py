"""Reading an article: from bytes to an immutable `Document` whose paragraphs spaCy has read once."""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from cleanup import tidy
from cleanup.compression import open_read, reading
from cleanup.errors import InputError
from cleanup.html import extract, is_page
from cleanup.offsets import View, view
from cleanup.protect import protected_spans
from cleanup.types import Document, Edit, Metadata, Paragraph, Repair, Source, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

Parse = Callable[[Iterable[str]], Iterable["Doc"]]

BOMS = {  # the longer ones first: UTF-32's begins like UTF-16's
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
MOSTLY_ASCII = 0.6  # share of bytes; in text of another alphabet it is far lower
MAX_CONTROLS = 0.01  # share of control characters above which a text is taken for binary
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MIN_WRAP, MAX_WRAP = 40, 120  # columns; no program wraps at fewer or more
MAX_HEADLINE_WORDS = 25
PIECE = 2**20  # bytes that are read at once


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of an input file, unpacked. Raises InputError if there are none to be had, or too many."""
    raw = bytearray()
    with reading(path), open_read(path) as file:
        size = path.stat().st_size
        if size > max_bytes:
            raise _too_large(path, f"has {size:,} bytes, over the limit of {max_bytes:,}")
        while piece := file.read(PIECE):
            raw += piece
            if len(raw) > max_bytes:
                raise _too_large(path, f"unpacks to more than the limit of {max_bytes:,} bytes")
    return bytes(raw)


def _too_large(path: Path, what: str) -> InputError:
    return InputError(str(path), what, "raise --max-bytes if this is one article")


def decode(raw: bytes) -> tuple[str, Source]:
    """The text of `raw` and how it was read; `encode` turns it into the same bytes again."""
    text, encoding, bom, assumed = _decode(raw)
    return text, Source(hashlib.sha256(raw).hexdigest(), encoding, bom, assumed)


def _decode(raw: bytes) -> tuple[str, str, bytes, bool]:
    for bom, encoding in BOMS.items():
        if raw.startswith(bom):
            text = _try(raw[len(bom) :], encoding)
            if text is not None:
                return text, encoding, bom, False
    for encoding in (*_utf16_without_bom(raw), "utf-8", *_legacy(raw)):
        text = _try(raw, encoding)
        if text is not None:
            return text, encoding, b"", encoding != "utf-8"
    return raw.decode("latin-1"), "latin-1", b"", True


def _try(raw: bytes, encoding: str) -> str | None:
    """The text, if decoding loses nothing."""
    try:
        text = raw.decode(encoding)
        return text if text.encode(encoding) == raw else None
    except (UnicodeError, LookupError):
        return None


def _utf16_without_bom(raw: bytes) -> Iterator[str]:
    """UTF-16 if every other byte is mostly zero, as in any European text."""
    if len(raw) % 2 == 0:
        for encoding, zeros in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
            if zeros.count(0) > 0.4 * len(zeros):
                yield encoding


def _legacy(raw: bytes) -> Iterator[str]:
    if _try(raw, "utf-8") is not None:
        return
    # English with a few accents and curly quotes; a guess from so few bytes is often a wrong one.
    if sum(byte < 0x80 for byte in raw) > MOSTLY_ASCII * len(raw):
        yield "cp1252"
    best = from_bytes(raw).best()
    if best is not None:
        # Where several code pages read the bytes alike, the web means Windows-1252.
        if "cp1252" in best.could_be_from_charset:
            yield "cp1252"
        yield best.encoding
    yield "cp1252"


def encode(text: str, source: Source) -> tuple[bytes, str]:
    """`text` in the encoding of `source`, and the name of the encoding used: UTF-8 if the text holds
    what the original's cannot say."""
    try:
        return source.bom + text.encode(source.encoding), source.encoding
    except UnicodeEncodeError:
        return text.encode("utf-8"), "utf-8"


def open_document(
    raw: bytes,
    path: str,
    parse: Parse,
    source_language: str | None = None,
    house_terms: Sequence[str] = (),
) -> Document:
    """The article in `raw`; `path` is its name, which also says whether it is HTML. Raises InputError."""
    text, source, metadata = read_text(raw, path)
    doc = make_document(text, path, source, parse, source_language, house_terms)
    return replace(doc, metadata=metadata)


def read_text(raw: bytes, path: str) -> tuple[str, Source, Metadata]:
    """What `Document.text` is for the file `path` of bytes `raw`. Raises InputError if a page has no text."""
    text, source = decode(raw)
    if is_page(path):
        text, metadata = extract(text, path)
        return text, source, metadata
    return text, source, Metadata()


def make_document(
    text: str,
    path: str,
    source: Source,
    parse: Parse,
    source_language: str | None = None,
    house_terms: Sequence[str] = (),
) -> Document:
    """The article `text`. `parse` turns texts into spaCy Docs; `house_terms` are protected.

    Raises InputError if the text is empty or binary.
    """
    if all(c.isspace() for c in tidy.INVISIBLE.sub("", text)):
        raise InputError(path, "is empty", "nothing to clean: leave it out")
    if len(CONTROL.findall(text)) > MAX_CONTROLS * len(text):
        raise InputError(path, "is binary, not text", "extract its text first")
    repairs = tidy.repairs(text)
    paragraphs = tuple(_paragraphs(text, repairs, parse))
    return Document(
        path=path,
        source=source,
        text=text,
        repairs=repairs,
        paragraphs=paragraphs,
        protected=protected_spans(paragraphs, house_terms),
        source_language=source_language,
    )


def _paragraphs(text: str, repairs: Sequence[Repair], parse: Parse) -> Iterator[Paragraph]:
    parted = list(_parted(text, repairs))
    begins = [begin for begin, _, _ in parted] + [len(text)]
    docs = parse(v.text for _, _, v in parted)
    for (_, span, tidied), doc, (begin, end) in zip(parted, docs, pairwise(begins), strict=True):
        yield Paragraph(span, Span(begin, end), tidied, doc, _is_title_case(tidied.text))


def tidy_paragraphs(text: str) -> list[str]:
    """The tidy text of each paragraph of the article `text`, as every stage reads it."""
    return [tidied.text for _, _, tidied in _parted(text, tidy.repairs(text))]


def _parted(text: str, repairs: Sequence[Repair]) -> Iterator[tuple[int, Span, View]]:
    """Each paragraph: where its first line begins, what is visible of it, and how it reads."""
    edits = [repair.edit for repair in repairs]
    starts = [edit.span.start for edit in edits]
    for group in paragraph_lines(text, list(tidy.lines(text))):
        span = Span(_visible(text, group[0]).start, _visible(text, group[-1]).end)
        inside = edits[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        yield group[0].start, span, view(text, span, _with_joins(text, group, span, inside))


def _visible(text: str, line: Span) -> Span:
    """The line without white space and invisible characters around it; empty for a blank line."""
    start, end = line.start, line.end
    while start < end and _blank(text[start]):
        start += 1
    while start < end and _blank(text[end - 1]):
        end -= 1
    return Span(start, end)


def _blank(char: str) -> bool:
    return char.isspace() or bool(tidy.INVISIBLE.match(char))


def paragraph_lines(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """The lines of each paragraph. Blank lines part paragraphs, and so do line ends, unless the text
    was wrapped by a program, which breaks most lines in mid-sentence: then a line that is as full as
    it can be goes on in the next one."""
    shown = [(n, line) for n, line in enumerate(lines) if _visible(text, line)]
    width = max((len(_visible(text, line)) for _, line in shown), default=0)
    neighbours = [(a, b) for (n, a), (m, b) in pairwise(shown) if m == n + 1]
    broken = [_goes_on(text, a, b, width) and text[_visible(text, b).start].islower() for a, b in neighbours]
    wrapped = MIN_WRAP <= width <= MAX_WRAP and len(broken) >= 2 and sum(broken) >= len(broken) / 2
    groups: list[list[Span]] = []
    last = -2
    for n, line in shown:
        if wrapped and n == last + 1 and _goes_on(text, groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
        last = n
    return groups


def _goes_on(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of `following` would not have fitted into `line`."""
    line, following = _visible(text, line), _visible(text, following)
    word = text[following.start : following.end].split()[0]
    return line.end - line.start + 1 + len(word) > width


def _with_joins(text: str, group: Sequence[Span], span: Span, inside: Sequence[Edit]) -> list[Edit]:
    """The repairs of a paragraph, and its line ends read as blanks."""
    visible = [_visible(text, line) for line in group]
    joins = [Edit(Span(a.end, b.start), " ") for a, b in pairwise(visible)]
    kept = [
        edit
        for edit in inside
        if edit.span.end <= span.end and not any(edit.span.overlaps(join.span) for join in joins)
    ]
    return sorted(kept + joins)


def _is_title_case(text: str) -> bool:
    """A headline such as `Minister Resigns After the Vote`: then capitals say nothing about names."""
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    long = [word for word in words if len(word) > 3]
    return (
        3 <= len(words) <= MAX_HEADLINE_WORDS
        and len(long) >= 2
        and not text.rstrip("”\"’'").endswith((".", "!", ";"))
        and all(word[0].isupper() for word in long)
    )
