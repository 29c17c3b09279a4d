import io
import zipfile
from dataclasses import replace

import docx as python_docx
import pytest
from cases import WILD, WORDS, article, decide, flag, place, result, results
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanup.render import docx
from cleanup.tidy import lines
from cleanup.types import Edit, Metadata, Result, Span
from tests import office, samples

RARE = st.text(
    st.sampled_from("ab \n\r\t\u2028\x85\u00a0\u00ad\u200b\u202e\ufeff\ufff9\U0001f642"), max_size=40
)


def lines_of(text: str) -> list[str]:
    return [text[line.start : line.end] for line in lines(text)]


def read(file: bytes, gone: str) -> list[str]:
    """The paragraphs, by the standard alone: without runs tracked as `gone`; a paragraph whose end is
    tracked so runs on in the next."""
    found, open_ = [], ""
    for paragraph in _body(file).iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            if run.getparent().tag != qn(f"w:{gone}"):
                open_ += _words(run)
        if not paragraph.xpath(f"w:pPr/w:rPr/w:{gone}"):
            found.append(open_)
            open_ = ""
    assert open_ == "", "the last paragraph has no end"
    return found


def anchors(file: bytes) -> dict[str, str]:
    """What each comment is about, deleted and inserted words included, by its text."""
    texts = {str(comment.comment_id): comment.text for comment in _comments(file)}
    about, running, noted = dict.fromkeys(texts, ""), set(), []
    for element in _body(file).iter():
        id_ = element.get(qn("w:id"))
        if element.tag == qn("w:commentRangeStart"):
            running.add(id_)
        elif element.tag == qn("w:commentRangeEnd"):
            running.remove(id_)
        elif element.tag == qn("w:commentReference"):
            noted.append(id_)
            assert id_ not in running
        elif element.tag == qn("w:r"):
            for id_ in running:
                about[id_] += _words(element)
    assert not running
    assert sorted(noted) == sorted(texts)
    return {texts[id_]: words for id_, words in about.items()}


def _body(file: bytes):
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return parse_xml(archive.read("word/document.xml"))


def _comments(file: bytes):
    return python_docx.Document(io.BytesIO(file)).comments


def _words(run) -> str:
    deleted = run.getparent().tag == qn("w:del")
    words = ""
    for child in run.iterchildren(qn("w:t"), qn("w:delText"), qn("w:tab")):
        if child.tag != qn("w:tab"):  # Word does not open a document that mixes them up
            assert child.tag == qn("w:delText" if deleted else "w:t")
        words += child.text or "\t"
    return words


def swap(text: str, old: str, new: str):
    return decide(place(text, old), Edit(place(text, old), new))


def made(text: str, *swaps: tuple[str, str]) -> Result:
    return result(text, *(swap(text, old, new) for old, new in swaps))


THREE = "First.\n\nSecond line.\n\nThird.\n"
CASES = {
    "nothing": made(""),
    "nothing to change": made("One.\nTwo."),
    "a word": made(THREE, ("Second", "Other")),
    "the first paragraph removed": made(THREE, ("First.\n\n", "")),
    "a paragraph removed": made(THREE, ("Second line.\n\n", "")),
    "the last paragraph removed": made(THREE, ("\nThird.\n", "")),
    "the last paragraph and its end removed": made("First.\n\nThird.", ("\n\nThird.", "")),
    "the words of the last paragraph removed": made("First.\n\nThird.", ("Third.", "")),
    "all removed": made(THREE, (THREE, "")),
    "all removed but its end": made(THREE, (THREE[:-1], "")),
    "blank lines removed": made("One.\n\n\n\nTwo.", ("\n\n\n", "\n")),
    "lines joined": made("One\ntwo.\n", ("\n", " ")),
    "lines parted": made("One. Two.\n", (". ", ".\n\n")),
    "a paragraph inserted": result(THREE, decide(Span(8, 8), Edit(Span(8, 8), "New.\n\n"))),
    "a paragraph inserted at the end": result("One.", decide(Span(4, 4), Edit(Span(4, 4), "\n\nNew."))),
    "a first line end inserted": result("One.", decide(Span(0, 0), Edit(Span(0, 0), "\n"))),
    "across lines": made(THREE, ("rst.\n\nSec", "ve.\nX\nMil")),
    "adjacent": made("abcd\n", ("ab", "x"), ("cd", "y")),
    "adjacent, deleted": made("one two three\n", ("two", ""), (" three\n", "")),
    "adjacent, inserted": result(
        "ab", decide(Span(0, 1), Edit(Span(1, 1), "x\n")), decide(Span(1, 2), Edit(Span(1, 1), "\ny"))
    ),
    "inserted on both sides of a line end": result(
        "One\ntwo\n\nthree",
        decide(Span(0, 7), Edit(Span(3, 3), ","), Edit(Span(4, 4), "and "), Edit(Span(7, 7), "\n")),
        decide(Span(9, 9), Edit(Span(9, 9), "… ")),
    ),
    "line ends inserted on both sides of one": result(
        "\n", decide(Span(0, 1), Edit(Span(0, 0), "\n"), Edit(Span(1, 1), "\nx"), stage="normalise")
    ),
    "repairs on both sides of a line end": result(
        "a\nb",
        decide(Span(0, 1), Edit(Span(0, 1), "a…"), stage="normalise"),
        decide(Span(2, 3), Edit(Span(2, 3), "“b"), stage="normalise"),
    ),
    "no last line end": made("One.\nTwo.", ("Two", "2")),
    "last line end deleted": made("One.\n", ("\n", "")),
    "last line end inserted": result("One.", decide(Span(4, 4), Edit(Span(4, 4), "\n"))),
    "CRLF": made("One.\r\n\r\nTwo.\r\nThree.\r\n", ("Two.\r\n", ""), ("Three", "3")),
    "CRLF to LF": made("One.\r\nTwo.", ("\r\n", "\n")),
    "LF to CRLF": result("One.\nTwo.", decide(Span(4, 4), Edit(Span(4, 4), "\r"))),
    "a carriage return deleted": made("One.\r\nTwo.", ("\r", "")),
    "a line feed deleted": made("One.\r\nTwo.", ("\n", "")),
    "a CRLF parted": result("One.\r\nTwo.", decide(Span(5, 5), Edit(Span(5, 5), "x"))),
    "carriage returns": made("One.\rTwo.\rThree.", ("Two.\r", "")),
    "separators": made("One.\u2028Two.\u2029Three.\x85Four.\x0bFive.\x0cSix.", ("Two.\u2029", "")),
    "tabs": made("\tOne\t\ttwo\t\n\t\n", ("\ttwo", "\t2\t")),
    "spaces": made("  One   two \n \n  ", ("  two", "    2 "), (" \n ", "\n")),
    "characters that act": made("a\u202eb\u00adc\u200b\u2066d\ufeff\n", ("b", "c\u202d")),
    "a flag across a change": result(
        THREE, flag(place(THREE, "line.\n\nThird"), message="Odd"), swap(THREE, "\n\nThird", "\n3rd")
    ),
    "overlapping flags": result(THREE, flag(Span(3, 12)), flag(Span(5, 20)), flag(Span(5, 12))),
    "flags on nothing": result(THREE, flag(Span(0, 0)), flag(Span(7, 7)), flag(Span(len(THREE), len(THREE)))),
    "an article": article(),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_libreoffice_accepts_and_rejects(case):
    file = docx.render(case)
    assert office.accepted(file) == shown(case.output)
    assert office.rejected(file) == shown(case.document.text)


@settings(max_examples=30)
@given(case=results(WILD, WILD) | results(WORDS, WORDS) | results(RARE, RARE))
def test_libreoffice_accepts_and_rejects_whatever_comes(case):
    file = docx.render(case)
    assert office.accepted(file) == lines_of(case.output)
    assert office.rejected(file) == lines_of(case.document.text)


@pytest.mark.parametrize("name", samples.names())
def test_libreoffice_accepts_and_rejects_an_article(name):
    case = samples.clean(name)
    file = docx.render(case)
    assert office.accepted(file) == lines_of(case.output)
    assert office.rejected(file) == lines_of(case.document.text)


def shown(text: str) -> list[str]:
    """The lines; the article has a character that XML cannot hold."""
    return [line.replace("\x1b", "␛") for line in lines_of(text)]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_accepting_all_gives_the_output_and_rejecting_all_the_input(case):
    file = docx.render(case)
    assert read(file, "del") == shown(case.output)
    assert read(file, "ins") == shown(case.document.text)


@settings(max_examples=100)
@given(case=results(WILD, WILD) | results(WORDS, WORDS) | results(RARE, RARE))
def test_whatever_comes(case):
    file = docx.render(case)
    assert read(file, "del") == lines_of(case.output)
    assert read(file, "ins") == lines_of(case.document.text)
    anchors(file)


@given(text=st.text(st.characters()))
def test_any_text_makes_a_document(text):
    span = Span(0, len(text))
    said = decide(span, Edit(span, text[::-1]), rule=text, message=text, evidence={"said": text})
    file = docx.render(result(text, said))
    assert len(read(file, "del")) == len(lines_of(text[::-1]))


def test_what_xml_cannot_hold_is_shown_by_signs():
    text = "a\x00b\x1b\ud800\ufffe\uffffc"
    assert read(docx.render(result(text)), "del") == ["a␀b␛<U+D800><U+FFFE><U+FFFF>c"]


COMMENTS = {
    "boilerplate.consent.cookies 99%: Cookie notice": (
        "Our website use cookies to improve your experience. By using the website, you consent."
    ),
    "duplicates.headline 98%: the headline stands above already, word for word\n"
    "copy of: 90\n"
    "similarity: 1.0": "Council delays vote",
    "es.politics.swearing-in 95%: A grave is not scheduled or attended: an inauguration is\n"
    "hypothesis: “toma de posesión” (taking of office) was read as a burial\n"
    "source language: es": "aan graveinauguration",
    "es.style.crowd 70%: Perhaps too large; perhaps “many people” (40%); "
    "not changed (unsafe: needs a look)": "a large crowd",
    "boilerplate.related 97%: Related link": " Read also: ten recipes.",
    "foreign.fragment 98%: Spanish, left untranslated; not changed (inside a quotation)\n"
    "language: es": "Todavía no hay preparativos",
    "boilerplate.byline 98%: Byline": "By A. Reporter",
}


def test_every_change_and_flag_has_its_comment():
    file = docx.render(article())
    assert anchors(file) == COMMENTS
    for comment in _comments(file):
        assert (comment.author, comment.initials, comment.timestamp) == ("cleanup", "cl", None)


def test_libreoffice_shows_the_comments():
    found = office.comments(docx.render(article()))
    assert {comment.text: comment.anchor.strip("\n") for comment in found} == COMMENTS
    assert {(comment.author, comment.initials) for comment in found} == {("cleanup", "cl")}


@pytest.mark.parametrize(
    ("text", "span", "about"),
    [
        ("One two.\nThree.", Span(4, 14), "two.Three"),
        ("One two.\nThree.", Span(0, 9), "One two."),
        ("One two.\nThree.", Span(11, 11), ""),
        ("One two.\nThree.", Span(9, 9), ""),
        ("One two.\n\nThree.", Span(8, 9), ""),
    ],
)
def test_a_flag_is_about_its_place(text, span, about):
    file = docx.render(result(text, flag(span)))
    assert [*anchors(file).values()] == [about]
    [comment] = office.comments(file)
    assert comment.anchor.replace("\n", "") == about


def test_a_flag_that_overlaps_a_change_is_about_all_of_it():
    text = "One two three.\n"
    case = result(
        text,
        swap(text, "two three", "2"),
        flag(place(text, "One two"), message="First"),
        flag(place(text, "o th"), message="Inside"),
        flag(place(text, "three."), message="Last"),
    )
    about = {words.split(": ")[1].split(";")[0]: place for words, place in anchors(docx.render(case)).items()}
    change = "two three2"
    assert about == {
        "First": f"One {change}", "Why it is wrong": change, "Inside": change, "Last": ".",
    }  # fmt: skip


def test_a_repair_is_tracked_without_a_comment():
    nbsp = decide(Span(1, 2), Edit(Span(1, 2), " "), stage="normalise")
    waiting = flag(Span(3, 4), Edit(Span(3, 4), " "), stage="normalise")
    file = docx.render(result("a\u00a0b\u00a0c", nbsp, waiting))
    assert read(file, "del") == ["a b\u00a0c"]
    assert anchors(file) == {}


def test_direction_marks_act_on_the_text_but_not_on_our_words():
    case = result("a\u202eb", flag(Span(0, 3), Edit(Span(0, 3), "\u202ex"), message="odd \u202e"))
    file = docx.render(case)
    [words] = anchors(file)
    assert "\u202e" not in words
    assert read(file, "del") == ["a\u202eb"]


def test_ids_are_given_once():
    file = docx.render(article())
    tracked = [element.get(qn("w:id")) for element in _body(file).iter(qn("w:ins"), qn("w:del"))]
    comments = [str(comment.comment_id) for comment in _comments(file)]
    assert len({*tracked, *comments}) == len(tracked) + len(comments)


def test_nothing_bears_a_date():
    file = docx.render(article())
    properties = python_docx.Document(io.BytesIO(file)).core_properties
    assert (properties.title, properties.author) == ("A title", "cleanup")
    assert properties.created is properties.modified is None
    assert docx.render(article()) == file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in ("word/document.xml", "word/comments.xml"):
            assert b"w:date" not in archive.read(name)


def test_a_title_may_be_long_and_damaged():
    case = replace(result("a"), metadata=Metadata(title="\x00\ufffe" * 200))
    title = python_docx.Document(io.BytesIO(docx.render(case))).core_properties.title
    assert title.startswith("␀<U+FFFE>␀")
    assert len(title) == 255
