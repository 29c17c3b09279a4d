"""Names for findings that last: a verdict finds its place again when the text has changed elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from cleanup.types import Finding

CONTEXT_WORDS = 3
REACH = 200  # characters in which those words are looked for
WORD = re.compile(r"\w+")


def with_fingerprints(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """`findings`, by place, each with a hash of its stage, original text, three words either side, and
    its number among those that are alike in all of these."""
    seen: Counter[str] = Counter()
    named = []
    for finding in sorted(findings, key=_order):
        start, end = finding.span.start, finding.span.end
        before = WORD.findall(text[max(0, start - REACH) : start])[-CONTEXT_WORDS:]
        after = WORD.findall(text[end : end + REACH])[:CONTEXT_WORDS]
        what = "\0".join([finding.stage, text[start:end], " ".join(before), " ".join(after)])
        seen[what] += 1
        digest = hashlib.sha256(f"{what}\0{seen[what]}".encode("utf-8", "surrogatepass"))
        named.append(replace(finding, fingerprint=digest.hexdigest()[:16]))
    return named


def _order(finding: Finding) -> tuple:
    """By place; the rule's name comes last, so that renaming a rule changes no other's number."""
    texts = [[(e.span, e.text) for e in a.edits] for a in finding.alternatives]
    return finding.span, finding.stage, texts, -finding.p_wrong, finding.rule_id
