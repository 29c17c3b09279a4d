"""The headline that stands twice, the paragraph that was pasted again: the later copy goes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from cleanup.types import Alternative, Applicability, Document, Edit, Finding, Paragraph

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+(?:[^|–—.!?]|\.(?=\w)){2,40}$")  # "Headline | The Daily News"
HEADLINE_AT = 2  # a headline is among the first paragraphs; a section name may stand before it
KEY_WORDS = 3  # a near-copy begins or ends with the same words
MIN_WORDS = 4  # shorter lines may be meant to stand twice, even side by side
MIN_HEADLINE = 5  # words; a shorter first line may be a place and date
MIN_PROSE = 12  # words of a sentence that nobody writes twice
MIN_RATIO = 90  # rapidfuzz ratio of near-copies, of 100
# Words in which copies of one statement may differ; `two` and `six`, `he` and `she` are none of them.
SMALL = {"a", "an", "and", "at", "had", "has", "have", "in", "of", "on", "that", "the", "this", "to"}
NEGATIONS = {"no", "not", "never", "none", "without", "nor"}


@dataclass(frozen=True, slots=True)
class Copy:
    """Paragraph `later` repeats paragraph `first`, `ratio` of 100 alike; `differing` words apart."""

    first: int
    later: int
    ratio: float
    differing: tuple[str, ...]


class Duplicates:
    name = "duplicates"
    skips_removed = True
    dear = False
    memory = 0

    def find(self, doc: Document) -> Iterator[Finding]:
        removed: set[int] = set()
        for copy in copies(doc.paragraphs):
            first, later = doc.paragraphs[copy.first], doc.paragraphs[copy.later]
            # Places count as they do when the copies are gone: a second run judges alike.
            place = copy.first - sum(n < copy.first for n in removed)
            beside = all(n in removed for n in range(copy.first + 1, copy.later))
            headline = place < HEADLINE_AT and not _is_sentence(first)
            level = _level(copy, first, later, headline, beside)
            if level is None:
                continue
            safe = level is Applicability.SAFE
            if safe:
                removed.add(copy.later)
            kind = "headline" if headline else "paragraph"
            same = "word for word" if not copy.differing else "with small differences"
            yield Finding(
                rule_id=f"duplicates.{kind}",
                stage=self.name,
                category="duplicate",
                span=later.span,
                message=f"the {kind} again, {same}",
                p_wrong=0.99 if safe else 0.7,
                applicability=level,
                alternatives=(Alternative((Edit(later.owned, ""),), 0.98 if safe else 0.6),),
                evidence={"copy_of": first.span.start, "similarity": round(copy.ratio / 100, 3)},
            )


def _level(
    copy: Copy, first: Paragraph, later: Paragraph, headline: bool, beside: bool
) -> Applicability | None:
    """How sure it is that the copy was not meant; None: labels, refrains and short lines may well be.
    Measured on `clean_gum` and `clean_brown_news`: no paragraph of theirs is removed."""
    words = len(_words(later))
    if headline and words >= MIN_HEADLINE:
        sure = True
    elif beside:
        sure = not _is_quotation(later)
    elif words >= MIN_PROSE and _is_sentence(first) and not first.view.text.endswith((":", ";")):
        sure = not _is_quotation(later) and not later.view.text.endswith("?")
    else:
        return None
    return Applicability.SAFE if sure and SMALL.issuperset(copy.differing) else Applicability.UNSAFE


def copies(paragraphs: tuple[Paragraph, ...]) -> Iterator[Copy]:
    """Each paragraph that repeats an earlier one, with the first that it repeats."""
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    words = [_words(paragraph) for paragraph in paragraphs]
    repeats: set[int] = set()
    for later, mine in enumerate(words):
        if len(mine) < MIN_WORDS:
            continue
        keys = {mine[:KEY_WORDS], mine[-KEY_WORDS:]}
        candidates = sorted({n for key in keys for n in seen[key] if n not in repeats})
        for first in candidates:
            copy = _compare(first, later, words[first], mine)
            if copy:
                repeats.add(later)
                yield copy
                break
        for key in keys:
            seen[key].append(later)


def _words(paragraph: Paragraph) -> tuple[str, ...]:
    text = paragraph.view.text
    if not _is_sentence(paragraph):
        text = SITE_SUFFIX.sub("", text)
    return tuple(WORD.findall(text.casefold().replace("’", "'")))


def _is_sentence(paragraph: Paragraph) -> bool:
    return paragraph.view.text.rstrip("”\"’')").endswith((".", "!", "?", ":", ";"))


def _is_quotation(paragraph: Paragraph) -> bool:
    return paragraph.view.text.startswith(("“", '"', "«", "„", "‘", "'"))


def _compare(first: int, later: int, a: tuple[str, ...], b: tuple[str, ...]) -> Copy | None:
    if a == b:
        return Copy(first, later, 100.0, ())
    differing = tuple(sorted(((Counter(a) - Counter(b)) + (Counter(b) - Counter(a))).elements()))
    if any(c.isdigit() for word in differing for c in word) or NEGATIONS & set(differing):
        return None  # results, dates and denials look alike and are not
    ratio = fuzz.ratio(" ".join(a), " ".join(b), score_cutoff=MIN_RATIO)
    return Copy(first, later, ratio, differing) if ratio else None
