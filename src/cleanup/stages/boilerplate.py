"""Finds what scrapers leave around an article: cookie notices, share bars, related links, credits ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from cleanup.linepatterns import expand, fold
from cleanup.rules import P_RIGHT, P_WRONG
from cleanup.types import (
    Alternative,
    Applicability,
    Document,
    Edit,
    Finding,
    Paragraph,
    Rule,
    Span,
)

OPENING, CLOSING = "©@#\"'“”‘’«([¡¿", "©@\"'“”‘’)]?+"  # what belongs to a line
LINK = "→➜➡►▶»›⟶"
SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")

SHARE = 0.5  # of a paragraph's characters in boilerplate sentences: then all of it may go
SURE = 0.8  # of them: then all of it goes unseen
BODY = 8  # words of a line that may be the article's own text
EDGE = 4  # such lines above or below: still near the beginning or the end
LONGEST = 300  # characters of a line that a line rule may match
HEAD = {"byline", "dateline"}
RUN = 3  # matched lines in a row that make each other safe
FRAGMENT = 5  # words of a line between two removed ones that goes with them


@dataclass(frozen=True, slots=True)
class _Hit:
    """A rule that matches a line or sentence, with what its named groups caught."""

    rule: Rule
    caught: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence that rules match; surest first."""

    span: Span
    owned: Span  # with the blank beside it
    hits: tuple[_Hit, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What can be said of one paragraph before its place is considered."""

    body: bool  # may be the article's own text: long, and no rule matches it
    fragment: bool  # too short to be
    link: bool  # begins or ends with an arrow
    doubt: bool  # sentences that no rule matches would go with the others
    hits: tuple[_Hit, ...]  # surest first
    parts: tuple[_Part, ...]


class _Matcher:
    """The rules of one kind, compiled."""

    def __init__(self, rules: Iterable[Rule], kind: str) -> None:
        self._rules = [(rule, _method(kind, expand(rule.pattern))) for rule in rules if rule.kind == kind]

    def match(self, text: str, folded: str) -> tuple[_Hit, ...]:
        """The rules that match `text`, surest first."""
        hits = []
        for rule, method in self._rules:
            if match := method(folded):
                spans = {k: match.span(k) for k, v in match.groupdict().items() if v}
                hits.append(_Hit(rule, {k: text[a:b] for k, (a, b) in spans.items()}))
        return tuple(sorted(hits, key=_order))


def _method(kind: str, pattern: str) -> Callable[[str], re.Match[str] | None]:
    compiled = re.compile(pattern, re.IGNORECASE)
    if kind == "line":
        return compiled.fullmatch
    # To search for what must stand at the beginning takes six times as long.
    return compiled.match if pattern.startswith("^") else compiled.search


class Boilerplate:
    name = "boilerplate"
    skips_removed = False
    dear = False
    memory = 0

    def __init__(self, rules: Sequence[Rule], keep: frozenset[str]) -> None:
        """Rules of other kinds, and of the categories in `keep`, are passed over."""
        wanted = [rule for rule in rules if rule.category not in keep]
        self._lines = _Matcher(wanted, "line")
        self._sentences = _Matcher(wanted, "sentence")

    def find(self, doc: Document) -> Iterator[Finding]:
        readings = [self._read(paragraph) for paragraph in doc.paragraphs]
        places = _places(readings)
        chosen = _choose(readings, places)
        for i, (paragraph, reading) in enumerate(zip(doc.paragraphs, readings, strict=True)):
            around = _around(chosen, i)
            if hit := chosen[i]:
                level = hit.rule.applicability
                if reading.doubt:
                    level = min(level, Applicability.UNSAFE)
                elif reading.link or _run(chosen, i) >= RUN or _heads(hit, around):
                    level = Applicability.SAFE
                yield _finding(hit, paragraph.span, paragraph.owned, level)
            elif reading.fragment and len(around) == 2 and "edge" in places[i]:
                hit = _Hit(around[0].rule, {"why": "It stands between two lines that go"})
                yield _finding(hit, paragraph.span, paragraph.owned, Applicability.UNSAFE)
            else:
                for part in reading.parts:
                    if hit := _first(part.hits, places[i]):
                        yield _finding(hit, part.span, part.owned, Applicability.UNSAFE)

    def _read(self, paragraph: Paragraph) -> _Reading:
        text = paragraph.view.text
        folded = fold(text)
        start, end = _bare(folded)
        words, closed = folded.count(" ", start, end) + 1, bool(SENTENCE_END.search(folded))
        hits = self._lines.match(text[start:end], folded[start:end]) if end - start <= LONGEST else ()
        parts = tuple(self._parts(paragraph, folded))
        share = sum(len(part.span) for part in parts) / len(paragraph.span)
        doubt = not hits and share < SURE
        hits += _whole(parts, len(paragraph.span))
        return _Reading(
            body=words >= BODY and closed and not hits,
            fragment=words <= FRAGMENT and not closed,
            link=text[:1] in LINK or text[-1:] in LINK,
            doubt=doubt,
            hits=hits,
            parts=parts,
        )

    def _parts(self, paragraph: Paragraph, folded: str) -> Iterator[_Part]:
        text, to_document = paragraph.view.text, paragraph.view.to_document
        bounds = [(sent.start_char, sent.end_char) for sent in paragraph.parsed.sents]
        leading = True  # nothing but boilerplate so far: the blank after it goes, later the one before
        for i, (start, end) in enumerate(bounds):
            hits = self._sentences.match(text[start:end], folded[start:end])
            if hits and not _in_quotation(text[:start]):
                after = bounds[i + 1][0] if i + 1 < len(bounds) else end
                owned = to_document(start, after) if leading else to_document(bounds[i - 1][1], end)
                yield _Part(to_document(start, end), owned, hits)
            else:
                leading = False


def _bare(line: str) -> tuple[int, int]:
    """Where `line` begins and ends without bullets, arrows, emoji, closing punctuation and brackets."""
    start, end = 0, len(line)
    while start < end and not (line[start].isalnum() or line[start] in OPENING):
        start += 1
    while start < end and not (line[end - 1].isalnum() or line[end - 1] in CLOSING):
        end -= 1
    if line[start : start + 1] + line[end - 1 : end] in ("()", "[]"):
        start, end = start + 1, end - 1
    return start, end


def _in_quotation(before: str) -> bool:
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _whole(parts: Sequence[_Part], length: int) -> tuple[_Hit, ...]:
    """What the sentences say of a paragraph of `length` characters, if they make up enough of it: it is
    no surer than the one that completes the share."""
    parts = sorted(parts, key=lambda part: _order(part.hits[0]))
    for i, total in enumerate(accumulate(len(part.span) for part in parts)):
        if total >= SHARE * length:
            return tuple(hit for part in parts[i:] for hit in part.hits)
    return ()


def _order(hit: _Hit) -> tuple[float, float]:
    """Sorts the surest first."""
    return -hit.rule.applicability, -hit.rule.p_wrong


def _places(readings: Sequence[_Reading]) -> list[set[str]]:
    """Which values of `where` fit each paragraph."""
    above = list(accumulate((reading.body for reading in readings), initial=0))
    places = []
    for i in range(len(readings)):
        ends = {"top": above[i] < EDGE, "bottom": above[-1] - above[i + 1] < EDGE}
        fits = {where for where, holds in ends.items() if holds}
        places.append({"any", *fits, *(["edge"] if fits else [])})
    return places


def _choose(readings: Sequence[_Reading], places: Sequence[set[str]]) -> list[_Hit | None]:
    """For each paragraph the surest hit that its place allows; next to a removed one is an edge. The
    first line may be the headline: only what is safe goes."""
    chosen = [_first(reading.hits, place) for reading, place in zip(readings, places, strict=True)]
    for i in (*range(len(readings)), *reversed(range(len(readings)))):
        if _around(chosen, i):
            chosen[i] = chosen[i] or _first(readings[i].hits, {"edge"})
    if chosen and chosen[0] and chosen[0].rule.applicability is not Applicability.SAFE:
        chosen[0] = None
    return chosen


def _first(hits: Sequence[_Hit], places: set[str]) -> _Hit | None:
    return next((hit for hit in hits if hit.rule.where in places), None)


def _around(chosen: Sequence[_Hit | None], i: int) -> list[_Hit]:
    return [hit for hit in (*chosen[max(i - 1, 0) : i], *chosen[i + 1 : i + 2]) if hit]


def _heads(hit: _Hit, around: Iterable[_Hit]) -> bool:
    """A byline and a date side by side are the head of an article."""
    return any({hit.rule.category, other.rule.category} == HEAD for other in around)


def _run(chosen: Sequence[_Hit | None], i: int) -> int:
    """How many matched paragraphs in a row `i` belongs to."""
    before = takewhile(bool, reversed(chosen[:i]))
    return len([*before, *takewhile(bool, chosen[i:])])


def _finding(hit: _Hit, span: Span, owned: Span, level: Applicability) -> Finding:
    rule, own = hit.rule, level == hit.rule.applicability
    return Finding(
        rule_id=rule.id,
        stage=Boilerplate.name,
        category=rule.category,
        span=span,
        message=rule.message,
        p_wrong=rule.p_wrong if own else P_WRONG[level],
        applicability=level,
        alternatives=(Alternative((Edit(owned, ""),), rule.p_right if own else P_RIGHT[level]),),
        evidence={**({"why": rule.why} if rule.why else {}), **hit.caught},
    )
