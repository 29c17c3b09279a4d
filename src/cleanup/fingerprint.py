"""Names for places that last: a verdict finds its place again when the text has changed elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from cleanup.types import Finding, Span

CONTEXT_WORDS = 3
REACH = 200  # characters in which those words are looked for
WORD = re.compile(r"\w+")


def with_fingerprints(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """`findings`, by place, each with a hash of its stage, original text, three words either side, and
    its number among those that are alike in all of these."""
    seen: Counter[tuple[str, ...]] = Counter()
    named = []
    for finding in sorted(findings, key=_order):
        what = (finding.stage, text[finding.span.start : finding.span.end], *context(text, finding.span))
        seen[what] += 1
        named.append(replace(finding, fingerprint=fingerprint(*what, seen[what])))
    return named


def context(text: str, span: Span) -> tuple[str, str]:
    """Up to three words before and after a place, each side joined by a space."""
    before = WORD.findall(text[max(0, span.start - REACH) : span.start])[-CONTEXT_WORDS:]
    after = WORD.findall(text[span.end : span.end + REACH])[:CONTEXT_WORDS]
    return " ".join(before), " ".join(after)


def fingerprint(stage: str, original: str, before: str, after: str, number: int) -> str:
    """The name of a place: `number` (from 1) tells it from others that are alike in all the rest."""
    what = "\0".join([stage, original, before, after, str(number)])
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _order(finding: Finding) -> tuple:
    """By place; the rule's name comes last, so that renaming a rule changes no other's number."""
    texts = [[(e.span, e.text) for e in a.edits] for a in finding.alternatives]
    return finding.span, finding.stage, texts, -finding.p_wrong, finding.rule_id
