"""What it means that a line or sentence of an article stands in other articles of its site too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from cleanup.repeats import NEAR, SLOT, cues, is_own, is_prose, key, names, template, words
from cleanup.rules import P_RIGHT, P_WRONG
from cleanup.types import Applicability, Repeat, Rule, SiteEvidence

SAFE, UNSAFE, DISPLAY = Applicability.SAFE, Applicability.UNSAFE, Applicability.DISPLAY

FEW, MANY = 5, 10  # articles that hold what goes for its wording, and for its place
OUTSIDE, ALWAYS = 0.9, 0.95  # shares of them in which it stands above or below their own text
OFTEN, OFTEN_PROSE = 0.3, 0.8  # shares of the site's articles that hold what goes for its place
MENU, IN_MENU = 4, 0.8  # lines in a row, each in such a share of the site's articles, that are a menu


def _rule(kind: str, message: str) -> Rule:
    id, level = f"boilerplate.repeated-{kind}", UNSAFE
    return Rule(id, "repeated", "repeated", "", message, level, P_WRONG[level], P_RIGHT[level])


LINE = _rule("line", "Other articles of the site hold this line too")
SENTENCE = _rule("sentence", "Other articles of the site hold this sentence too")
REPEATED = (LINE, SENTENCE)


def at_level(rule: Rule, level: Applicability) -> Rule:
    """`rule`, as sure as `level`."""
    if rule.applicability is level:
        return rule
    return replace(rule, applicability=level, p_wrong=P_WRONG[level], p_right=P_RIGHT[level])


@dataclass(frozen=True, slots=True)
class Meaning:
    """A repeat, and how sure it is that it is no part of the article."""

    repeat: Repeat
    share: float  # of the site's articles that hold it
    level: Applicability  # display: it says nothing by itself
    amid: bool = False  # the level holds amid the article's own text too
    filler: bool = False  # a mere label, which goes with the lines around it

    @property
    def edge(self) -> bool:
        """It stands outside of the articles' own text as a rule."""
        return self.repeat.outside >= max(FEW, OUTSIDE * self.repeat.documents)


class Site:
    """The repeats of the site of one article, whose paragraphs are `texts`."""

    def __init__(self, evidence: SiteEvidence, texts: Sequence[str]) -> None:
        self._evidence = evidence
        self._exact = {r.text: r for r in evidence.repeats if r.kind == "exact"}
        self._templates = {r.text: r for r in evidence.repeats if r.kind == "template"}
        self._near = {r.text: r for r in evidence.repeats if r.kind == "near"}
        self._near_texts = list(self._near)
        own = [text for text in texts if is_own(text) and not self._find(text)]
        self._names = frozenset().union(*map(names, own))
        self._words = frozenset().union(*map(words, own))

    def _find(self, text: str) -> Repeat | None:
        """The repeat that a line or sentence is, as most articles hold it."""
        slotted = template(text)
        found = [self._exact.get(key(text)), self._templates.get(slotted)]
        if slotted and self._near and cues(text):
            match = process.extractOne(slotted, self._near_texts, scorer=fuzz.ratio, score_cutoff=NEAR)
            found.append(match and self._near[match[0]])
        return max(filter(None, found), key=lambda r: (r.documents, r.kind), default=None)

    def facts(self, meaning: Meaning) -> dict[str, str | int]:
        """What a finding says of a repeat."""
        known = self._evidence
        return {"articles": meaning.repeat.documents, "of": known.documents, "site": known.site}

    def meaning(self, text: str) -> Meaning | None:
        """What it means that `text` stands in the article; None: no other article holds it."""
        repeat = self._find(text)
        return repeat and self._meaning(text, repeat)

    def _meaning(self, text: str, repeat: Repeat) -> Meaning:
        count, share, prose = repeat.documents, repeat.documents / self._evidence.documents, is_prose(text)
        always, plain = repeat.outside >= ALWAYS * count, cues(text, self._words) - 1
        story = not names(text).isdisjoint(self._names)  # background speaks of those that the story is about
        introduces = text.rstrip().endswith(":")  # what follows, which is the article's own
        if introduces or not self._words or (story and plain < 1):
            return Meaning(repeat, share, DISPLAY)
        filler = not prose and always and count >= FEW and not SLOT.search(repeat.text)
        meaning = Meaning(repeat, share, UNSAFE, plain > 1 and not prose, filler)
        if plain >= 1:
            sure = count >= FEW and not story and (meaning.edge or meaning.amid)
            return replace(meaning, level=SAFE) if sure else meaning
        often = always and count >= MANY and share >= (OFTEN_PROSE if prose else OFTEN)
        return meaning if often else replace(meaning, level=DISPLAY)


def surely_going(meanings: Sequence[Meaning | None], going: Sequence[Applicability | None]) -> Iterator[int]:
    """The fillers that go as surely as the lines around them; `going` says how sure it is of those that go
    by themselves."""
    for start, end in _stretches(meanings, going):
        inside = range(start, end)
        firm = [i for i in inside if going[i] is SAFE]
        last = end == len(meanings)
        menu = len(inside) >= MENU and (start == 0 or last)
        for i in inside:
            if (meaning := meanings[i]) and meaning.filler and going[i] is None:
                enclosed = firm and firm[0] < i and (last or i < firm[-1])
                # What stands right above a line that stays may be its heading.
                in_menu = menu and meaning.share >= IN_MENU and (last or i < end - 1)
                if enclosed or in_menu:
                    yield i


def _stretches(
    meanings: Sequence[Meaning | None], going: Sequence[Applicability | None]
) -> Iterator[tuple[int, int]]:
    """Runs of lines that are fillers or go."""
    start = 0
    for i, (meaning, level) in enumerate([*zip(meanings, going, strict=True), (None, None)]):
        if level is None and not (meaning and meaning.filler):
            if start < i:
                yield start, i
            start = i + 1
