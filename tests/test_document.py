"""Reading: from bytes to paragraphs, and back to the same bytes."""

from __future__ import annotations

import codecs
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup import tidy
from cleanup.document import decode, encode, paragraph_lines, read_bytes
from cleanup.errors import InputError
from tests.making import document
from tests.texts import articles, crumbs

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1251")
WRAPPED = """\
The city council put off a decision on the harbour bridge on Tuesday
after four hours of debate in which engineers, residents and members
spoke. Another study will be ready before the summer.

The bridge was opened to traffic in the year after the war and has
been repaired twice since then."""


@given(st.one_of(st.binary(max_size=80), articles().map(str.encode)))
def test_any_bytes_come_back(raw):
    text, source = decode(raw)
    assert encode(text, source)[0] == raw


@given(articles(), st.sampled_from(ENCODINGS))
def test_bytes_of_every_encoding_come_back(text, encoding):
    raw = text.encode(encoding, "ignore")
    assert encode(*decode(raw))[0] == raw


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(bom, encoding):
    text, source = decode(bom + "Café\r\n".encode(encoding))
    assert (text, source.encoding, source.assumed) == ("Café\r\n", encoding, False)


def test_utf_8_without_a_mark_is_not_assumed():
    assert not decode("Café".encode())[1].assumed


@pytest.mark.parametrize(
    "text", ["naïve", "A price: 5 €", "The café’s “no” – said twice.", "Señor Núñez à Paris"]
)
def test_legacy_bytes_of_english_are_windows_1252_and_that_is_recorded(text):
    read, source = decode(text.encode("cp1252"))
    assert (read, source.encoding, source.assumed) == (text, "cp1252", True)


def test_another_alphabet_is_recognised():
    assert decode("Москва сказала нет, и это правда.".encode("cp1251"))[0].startswith("Москва")


def test_utf_16_without_a_mark_is_read():
    assert decode("Hello, world".encode("utf-16-be"))[0] == "Hello, world"


def test_what_the_encoding_cannot_say_makes_the_output_utf_8():
    _, source = decode("café".encode("cp1252"))
    assert encode("café 東京", source) == ("café 東京".encode(), "utf-8")


@given(st.one_of(articles(), crumbs))
def test_paragraphs_lie_in_order_and_own_all_that_follows_them(parser, text):
    try:
        doc = document(text, parser.parse)
    except InputError:
        return
    for paragraph, following in pairwise(doc.paragraphs):
        assert paragraph.owned.end == following.owned.start
    assert doc.paragraphs[-1].owned.end == len(text)
    first = doc.paragraphs[0].owned.start
    assert all(c.isspace() for c in tidy.INVISIBLE.sub("", text[:first]))
    for paragraph in doc.paragraphs:
        assert paragraph.owned.contains(paragraph.span)
        assert len(paragraph.span) > 0


@given(st.one_of(articles(), crumbs))
def test_every_token_has_its_place(parser, text):
    try:
        doc = document(text, parser.parse)
    except InputError:
        return
    for paragraph in doc.paragraphs:
        assert paragraph.parsed.text == paragraph.view.text
        for token in paragraph.parsed:
            place = paragraph.view.to_document(token.idx, token.idx + len(token))
            assert paragraph.span.contains(place)
            damaged = any(r.edit.span.overlaps(place) for r in doc.repairs)
            one_line = not tidy.LINE_END.search(text[place.start : place.end])
            if not damaged and one_line:
                assert text[place.start : place.end] == token.text


def groups(text: str) -> list[str]:
    lines = list(tidy.lines(text))
    return [" ".join(text[line.start : line.end] for line in group) for group in paragraph_lines(text, lines)]


def test_blank_lines_part_paragraphs():
    assert groups("One.\n\nTwo.\r\n \t\r\nThree.") == ["One.", "Two.", "Three."]


def test_a_line_of_invisible_characters_is_blank():
    assert groups("One.\n\u200b\ufeff\nTwo.") == ["One.", "Two."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"])
def test_lines_are_paragraphs_where_the_text_is_not_wrapped(end):
    lines = ["A headline without a stop", "The first sentence is here.", "The second is longer than it."]
    assert groups(end.join(lines)) == lines


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_hard_wrapped_lines_are_read_as_one_paragraph(end):
    first, second = groups(WRAPPED.replace("\n", end))
    assert first.split()[-3:] == ["before", "the", "summer."]
    assert second.split()[:3] == ["The", "bridge", "was"]


def test_hard_wrapped_text_is_read_with_blanks_for_its_line_ends(read):
    doc = read(WRAPPED.replace("\n", "\r\n"))
    assert "Tuesday after four" in doc.paragraphs[0].view.text
    at = doc.paragraphs[0].view.text.index("Tuesday after")
    place = doc.paragraphs[0].view.to_document(at, at + len("Tuesday after"))
    assert doc.text[place.start : place.end] == "Tuesday\r\nafter"


@pytest.mark.parametrize(
    "line", ["Read more", "The council voted on Monday to close the harbour bridge for repairs."]
)
def test_equal_lines_are_not_taken_for_wrapped_text(line):
    assert groups("\n".join([line] * 4)) == [line] * 4


@pytest.mark.parametrize(
    ("text", "is_headline"),
    [
        ("Minister Resigns After the Vote in Parliament", True),
        ("Minister resigns after the vote in Parliament", False),
        ("Angela Merkel", False),
        ("The Prime Minister Met Angela Merkel.", False),
    ],
)
def test_title_case_is_a_headline_s(read, text, is_headline):
    assert read(text).paragraphs[0].title_case is is_headline


@pytest.mark.parametrize("text", ["", " \r\n\t", "\ufeff\u200b\n"])
def test_an_empty_text_is_an_error(read, text):
    with pytest.raises(InputError, match="is empty"):
        read(text)


def test_binary_is_an_error(read):
    with pytest.raises(InputError, match="binary"):
        read("\x00\x01\x02\x03" * 10 + "text")


def test_a_single_nul_in_an_article_is_no_binary(read):
    assert read("A\x00 word " + "and many more words. " * 20).paragraphs


def test_a_file_over_the_limit_is_an_error(tmp_path):
    path = tmp_path / "big.txt"
    path.write_bytes(b"x" * 11)
    with pytest.raises(InputError, match="11 bytes, over the limit of 10"):
        read_bytes(path, 10)


def test_a_folder_and_a_missing_file_are_errors(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_bytes(tmp_path, 10)
    with pytest.raises(InputError, match="no such file"):
        read_bytes(tmp_path / "missing.txt", 10)
