"""Finds what scrapers leave around an article: cookie notices, share bars, related links, credits ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile

from cleanup.linepatterns import expand, fold
from cleanup.repeats import SENTENCE_END, cues, key, sentences
from cleanup.rules import P_RIGHT, P_WRONG
from cleanup.stages.repeated import FEW, LINE, SENTENCE, Meaning, Site, at_level, surely_going
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

SAFE, UNSAFE, DISPLAY = Applicability.SAFE, Applicability.UNSAFE, Applicability.DISPLAY
OPENING, CLOSING = "©@#\"'“”‘’«([¡¿", "©@\"'“”‘’)]?+"  # what belongs to a line
LINK = "→➜➡►▶»›⟶"
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
    caught: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence that rules match; surest first."""

    span: Span
    owned: Span  # with the blank beside it
    hits: tuple[_Hit, ...]
    level: Applicability  # how sure it is


@dataclass(frozen=True, slots=True)
class _Reading:
    """What can be said of one paragraph before its place is considered."""

    body: bool  # may be the article's own text: long, and no rule matches it
    fragment: bool  # too short to be
    link: bool  # begins or ends with an arrow
    doubt: bool  # sentences that no rule matches would go with the others
    hits: tuple[_Hit, ...]  # surest first
    parts: tuple[_Part, ...]
    meaning: Meaning | None  # if other articles of the site hold it too


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
        self._repeated = {rule for rule in wanted if rule.kind == "repeated"}

    def find(self, doc: Document) -> Iterator[Finding]:
        texts = [paragraph.view.text for paragraph in doc.paragraphs]
        site = Site(doc.evidence, texts) if doc.evidence and self._repeated else None
        readings = [self._read(paragraph, site) for paragraph in doc.paragraphs]
        places = _places(readings)
        chosen = _choose(readings, places)
        repeated = self._settle(site, texts, readings, chosen) if site else {}
        for i, (paragraph, reading) in enumerate(zip(doc.paragraphs, readings, strict=True)):
            around = _around(chosen, i)
            if hit := chosen[i]:
                yield _finding(hit, paragraph.span, paragraph.owned, _level(readings, chosen, i))
            elif hit := repeated.get(i):
                yield _finding(hit, paragraph.span, paragraph.owned, hit.rule.applicability)
            elif reading.fragment and len(around) == 2 and "edge" in places[i]:
                hit = _Hit(around[0].rule, {"why": "It stands between two lines that go"})
                yield _finding(hit, paragraph.span, paragraph.owned, UNSAFE)
            else:
                for part in reading.parts:
                    if hit := _first(part.hits, places[i]):
                        yield _finding(hit, part.span, part.owned, part.level)

    def _read(self, paragraph: Paragraph, site: Site | None) -> _Reading:
        text = paragraph.view.text
        folded = fold(text)
        start, end = _bare(folded)
        words, closed = folded.count(" ", start, end) + 1, bool(SENTENCE_END.search(folded))
        hits = self._lines.match(text[start:end], folded[start:end]) if end - start <= LONGEST else ()
        parts = tuple(self._parts(paragraph, folded, site))
        share = sum(len(part.span) for part in parts) / len(paragraph.span)
        meaning = site.meaning(text) if site else None
        doubt = not hits and share < SURE and not (meaning and meaning.level > DISPLAY)
        hits += _whole(parts, len(paragraph.span))
        if site and meaning:
            hits = _told(hits, meaning, site)
            if meaning.level is SAFE:
                hits += self._repeats(LINE, meaning, site)
        return _Reading(
            body=words >= BODY and closed and not hits,
            fragment=words <= FRAGMENT and not closed,
            link=text[:1] in LINK or text[-1:] in LINK,
            doubt=doubt,
            hits=hits,
            parts=parts,
            meaning=meaning,
        )

    def _parts(self, paragraph: Paragraph, folded: str, site: Site | None) -> Iterator[_Part]:
        text, to_document = paragraph.view.text, paragraph.view.to_document
        start = 0  # of what is not boilerplate; it takes the blank after it along, later the one before
        for (begin, end), (hits, level) in sorted(self._sentence_hits(paragraph, folded, site).items()):
            if _in_quotation(text[:begin]):
                continue
            after = len(text) - len(text[end:].lstrip())
            before = len(text[:begin].rstrip())
            owned = to_document(begin, after) if begin <= start else to_document(before, end)
            start = after if begin <= start else start
            yield _Part(to_document(begin, end), owned, hits, level)

    def _sentence_hits(
        self, paragraph: Paragraph, folded: str, site: Site | None
    ) -> dict[tuple[int, int], tuple[tuple[_Hit, ...], Applicability]]:
        """The sentences that go, with how sure it is."""
        text, found = paragraph.view.text, {}
        bounds = [(sentence.start_char, sentence.end_char) for sentence in paragraph.parsed.sents]
        for start, end in bounds:
            if hits := self._sentences.match(text[start:end], folded[start:end]):
                found[start, end] = hits, UNSAFE
        several = [*sentences(text)] if site else []
        for start, end in several if several[1:] else ():
            meaning = site.meaning(text[start:end])
            if meaning and (start, end) in found:
                hits = found[start, end][0]
                sure = meaning.repeat.documents >= FEW and hits[0].rule.applicability is SAFE
                found[start, end] = _told(hits, meaning, site), SAFE if sure else UNSAFE
            elif meaning and meaning.level > DISPLAY and not any(a < end and start < b for a, b in found):
                found[start, end] = self._repeats(SENTENCE, meaning, site), UNSAFE
        return found

    def _repeats(self, rule: Rule, meaning: Meaning, site: Site) -> tuple[_Hit, ...]:
        if rule not in self._repeated:
            return ()
        return (_Hit(at_level(rule, meaning.level), site.facts(meaning)),)

    def _settle(
        self,
        site: Site,
        texts: Sequence[str],
        readings: Sequence[_Reading],
        chosen: list[_Hit | None],
    ) -> dict[int, _Hit]:
        """Makes `chosen` as sure as other articles say; gives the paragraphs beside the article's own text
        that may go for no other reason than that other articles hold them too. One line above the text
        stays: it must be the headline."""
        meanings = [reading.meaning for reading in readings]
        body = [i for i, reading in enumerate(readings) if reading.body and not chosen[i]]
        if not body:
            return {}
        for i, (hit, meaning) in enumerate(zip(chosen, meanings, strict=True)):
            if hit and meaning:
                beside = meaning.amid or not body[0] < i < body[-1]
                chosen[i] = replace(hit, rule=_judged(hit.rule, meaning, beside))
        going = [hit and _level(readings, chosen, i) for i, hit in enumerate(chosen)]
        sure = set(surely_going(meanings, going))
        found: dict[int, _Hit] = {}
        for i, meaning in enumerate(meanings):
            if meaning and not chosen[i] and not body[0] < i < body[-1]:
                meaning = replace(meaning, level=SAFE) if i in sure else meaning
                if meaning.level > DISPLAY:
                    found.update((i, hit) for hit in self._repeats(LINE, meaning, site))
        above = {i: found.get(i) or chosen[i] for i in range(body[0])}
        if all(above[i] or not key(texts[i]) for i in above):
            ours = [i for i, hit in above.items() if hit and hit.rule.kind == LINE.kind]
            for i in sorted(ours, key=lambda i: (cues(texts[i]), -i))[:1]:
                found.pop(i, None)
                chosen[i] = None
        return found


def _judged(rule: Rule, meaning: Meaning, beside: bool) -> Rule:
    """`rule`, which found a paragraph beside the article's own text or amid it, as sure as that other
    articles hold it too makes it."""
    if beside and (meaning.level is SAFE or meaning.edge):
        return at_level(rule, SAFE)
    return at_level(rule, UNSAFE) if rule.kind == LINE.kind else rule


def _told(hits: Iterable[_Hit], meaning: Meaning, site: Site) -> tuple[_Hit, ...]:
    """`hits` that say which other articles hold what they found."""
    return tuple(replace(hit, caught={**hit.caught, **site.facts(meaning)}) for hit in hits)


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


def _level(readings: Sequence[_Reading], chosen: Sequence[_Hit | None], i: int) -> Applicability:
    """How sure it is that paragraph `i` goes."""
    hit, reading = chosen[i], readings[i]
    if reading.doubt:
        return min(hit.rule.applicability, UNSAFE)
    if reading.link or _run(chosen, i) >= RUN or _heads(hit, _around(chosen, i)):
        return SAFE
    return hit.rule.applicability


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
