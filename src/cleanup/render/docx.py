"""The article as a Word document with tracked changes and comments."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.comments import CommentsPart
from docx.shared import Pt

from cleanup.render.changes import Change, changes, pieces
from cleanup.render.words import in_words, inert, one_line, shorten
from cleanup.tidy import LINE_END
from cleanup.types import Metadata, Result

AUTHOR, INITIALS = "cleanup", "cl"
COMMENT_STYLE = "CommentText"  # Word's id of it
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
LONGEST_TITLE = 255  # characters of a core property, by python-docx
# How a line end is tracked that stands in the input, in the output.
TRACKED = {(True, True): "", (True, False): "del", (False, True): "ins"}
_Place = tuple[frozenset[int], int]  # where the lines of a text end, and where in it we are
_NOWHERE: _Place = (frozenset(), 0)


@dataclass(frozen=True, slots=True)
class _LineEnd:
    mark: str  # del, ins or, if it stays, ""


_Part = BaseOxmlElement | _LineEnd


def render(result: Result) -> bytes:
    """The file. Accepting all changes gives the lines of the output, each a paragraph; rejecting all,
    those of the input. Lines are those of `tidy.lines`.

    What XML cannot hold (controls, lone surrogates, U+FFFE, U+FFFF) is shown by a sign, ␀ or <U+FFFE>;
    nothing else of the text is altered. Changes and comments bear no date: the same result gives the
    same bytes, and a date that was made up would mislead.
    """
    shown = changes(result)
    document = docx.Document()
    _set_up(document, result.metadata)
    _add_comments(document, result.document.text, shown)
    body = document.element.body
    for paragraph in _paragraphs(_apart([*_parts(result, shown)])):
        body.sectPr.addprevious(paragraph)
    for number, mark in enumerate(body.iter(qn("w:del"), qn("w:ins")), start=len(shown) + 1):
        mark.set(qn("w:id"), str(number))
    file = io.BytesIO()
    document.save(file)
    return _undated(file.getvalue())


def _set_up(document: Document, metadata: Metadata) -> None:
    """Styles and properties."""
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11.5)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.4, Pt(0)
    note = styles.add_style(COMMENT_STYLE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    note.name, note.base_style = "annotation text", normal  # as Word names it
    note.font.size, note.paragraph_format.line_spacing = Pt(10), 1.0
    properties = document.core_properties
    properties.author, properties.comments = AUTHOR, ""
    properties.title = shorten(_held(metadata.title or ""), LONGEST_TITLE)
    core = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
    for date in [*core.iter(qn("dcterms:created"), qn("dcterms:modified"))]:
        core.remove(date)


def _add_comments(document: Document, text: str, shown: Sequence[Change]) -> None:
    """A comment for each numbered change, whose id is the number. python-docx would date each, and
    would look through all before it for a free id."""
    part = CommentsPart.default(document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.COMMENTS)
    for change in shown:
        if not change.number:
            continue
        evidence = change.decision.finding.evidence
        said = [in_words(text, change), *(f"{key.replace('_', ' ')}: {evidence[key]}" for key in evidence)]
        comment = _element("w:comment", id=change.number, author=AUTHOR, initials=INITIALS)
        for line in said:
            paragraph = comment.add_p()
            paragraph.style = COMMENT_STYLE
            paragraph.add_r().text = _held(one_line(line))
        part.element.append(comment)


def _paragraphs(parts: Iterable[_Part]) -> Iterator[BaseOxmlElement]:
    paragraph = OxmlElement("w:p")
    for part in parts:
        if isinstance(part, _LineEnd):
            if part.mark:
                paragraph.insert(0, _element("w:pPr", _element("w:rPr", _tracked(part.mark))))
            yield paragraph
            paragraph = OxmlElement("w:p")
        else:
            paragraph.append(part)
    yield paragraph


def _parts(result: Result, shown: Sequence[Change]) -> Iterator[_Part]:
    """What the paragraphs consist of, in order: text, line ends, and where comments begin and end."""
    text = result.document.text
    ends, new_ends = _line_ends(text), _line_ends(result.output)
    at = 0  # in the output
    begun: set[int] = set()  # numbers of changes whose comments have
    for piece in pieces(text, shown):
        about = [*piece.flags, *((piece.change, *piece.closing) if piece.change else ())]
        for number in [change.number for change in about if change.number]:
            if number not in begun:
                begun.add(number)
                yield _element("w:commentRangeStart", id=number)
        old, place = text[piece.span.start : piece.span.end], (ends, piece.span.start)
        if piece.edit is None:
            parts = [*_stretch("", old, place, (new_ends, at))]
            at += len(old)
        else:
            parts = [*_stretch("del", old, place, _NOWHERE)]
            parts += _stretch("ins", piece.edit.text, _NOWHERE, (new_ends, at))
            at += len(piece.edit.text)
        # A comment on a whole paragraph ends before the paragraph does, as in Word.
        trailing = sum(1 for _ in takewhile(lambda part: isinstance(part, _LineEnd), reversed(parts)))
        closing = [change.number for change in piece.closing if change.number]
        yield from parts[: len(parts) - trailing]
        for number in filter(begun.__contains__, closing):
            yield _element("w:commentRangeEnd", id=number)
            yield _reference(number)
        yield from parts[len(parts) - trailing :]
        yield from (_reference(number) for number in closing if number not in begun)  # of an empty place


def _reference(number: int) -> BaseOxmlElement:
    """Where a comment has its sign."""
    return _element("w:r", _element("w:commentReference", id=number))


def _apart(parts: Sequence[_Part]) -> list[_Part]:
    """The same, but a line end that stays between two insertions is deleted and inserted anew: LibreOffice
    (7.4) takes both and the line end for one insertion, and would reject the line end with it."""
    apart = [*parts]
    start = qn("w:commentRangeStart")  # does not part what stands on its two sides
    solid = [n for n, part in enumerate(parts) if isinstance(part, _LineEnd) or part.tag != start]
    for before, end, after in reversed([*zip(solid, solid[1:], solid[2:], strict=False)]):
        if parts[end] == _LineEnd("") and _is_inserted(parts[before]) and _is_inserted(parts[after]):
            apart[end : end + 1] = [_LineEnd("del"), _LineEnd("ins")]
    return apart


def _is_inserted(part: _Part) -> bool:
    return part.mark == "ins" if isinstance(part, _LineEnd) else part.tag == qn("w:ins")


def _line_ends(text: str) -> frozenset[int]:
    """The offset of the last character of each."""
    return frozenset(match.end() - 1 for match in LINE_END.finditer(text))


def _stretch(mark: str, words: str, place: _Place, new_place: _Place) -> Iterator[_Part]:
    """`words`, tracked as `mark`. A line end among them may be none in the input or in the output: a
    carriage return that is parted from its line feed."""
    at = 0
    for end in LINE_END.finditer(words):
        yield from _run(mark, words[at : end.start()])
        stands = tuple(start + end.end() - 1 in ends for ends, start in (place, new_place))
        if stands in TRACKED:
            yield _LineEnd(TRACKED[stands])
        at = end.end()
    yield from _run(mark, words[at:])


def _run(mark: str, words: str) -> Iterator[BaseOxmlElement]:
    """None for no words."""
    if not words:
        return
    run = OxmlElement("w:r")
    for number, part in enumerate(_held(words).split("\t")):
        if number:
            run.append(OxmlElement("w:tab"))
        if part:
            content = OxmlElement("w:delText" if mark == "del" else "w:t", {qn("xml:space"): "preserve"})
            content.text = part
            run.append(content)
    yield _tracked(mark, run) if mark else run


def _tracked(mark: str, *children: BaseOxmlElement) -> BaseOxmlElement:
    return _element(f"w:{mark}", *children, author=AUTHOR)


def _element(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    element = OxmlElement(tag, {qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    element.extend(children)
    return element


def _held(text: str) -> str:
    """`text` with a sign for each character that XML cannot hold."""
    return NOT_XML.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    sign = inert(match[0])
    return sign if sign != match[0] else f"<U+{ord(sign):04X}>"


def _undated(file: bytes) -> bytes:
    """The zip archive without the time at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as dated, zipfile.ZipFile(out, "w") as undated:
        for name in dated.namelist():
            undated.writestr(zipfile.ZipInfo(name), dated.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
