"""What the certain findings of an article say about the doubtful ones: is it machine-translated?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cleanup.types import Applicability, Document, Finding, Prior

# Rules state `p_wrong` for an article of which nothing is known (prior one half). Without any sign of
# translation an article is taken for human English, so that doubtful rules keep still.
BASE = 0.3
STATED = 0.9  # the user named the source language
CAP = 0.95
# Likelihood ratios, translated to human, of one sign; each kind of sign counts MAX_SIGNS times at most.
SIGNS = {"untranslated": 3.0, "safe": 9.0, "unsafe": 2.0}
SURE = 0.8  # p_wrong below which a mistranslation is no sign: it waits for signs itself
MAX_SIGNS = 2
# One article's prior moves a single finding's odds by no more than this factor.
MAX_FACTOR = 9.0


def assess(doc: Document, findings: Sequence[Finding]) -> tuple[Prior, str | None]:
    """The prior of an article with its reasons, and its likely source language (ISO 639-1)."""
    signs = Counter(sign for finding in findings if (sign := _sign(finding)))
    languages: Counter[str] = Counter()
    for finding in findings:
        if _sign(finding) == "untranslated":
            languages[str(finding.evidence.get("language"))] += 3
        elif _sign(finding):
            languages.update(str(finding.evidence.get("source_language", "")).split())
    reasons = [f"{count} × {sign} finding" for sign, count in sorted(signs.items())]
    odds = _odds(BASE)
    if doc.source_language:
        odds = _odds(STATED)
        reasons.insert(0, f"source language stated: {doc.source_language}")
    odds *= math.prod(SIGNS[sign] ** min(count, MAX_SIGNS) for sign, count in signs.items())
    prior = Prior(round(min(odds / (1 + odds), CAP), 4), tuple(reasons))
    likely = min(languages, key=lambda code: (-languages[code], code), default=None)
    return prior, doc.source_language or likely


def weigh(findings: Iterable[Finding], prior: Prior) -> list[Finding]:
    """`findings` with the `p_wrong` of mistranslations moved by the prior, by Bayes' rule for odds."""
    factor = max(1 / MAX_FACTOR, min(_odds(prior.probability), MAX_FACTOR))
    return [
        replace(f, p_wrong=_moved(f.p_wrong, factor)) if f.stage == "mistranslation" else f for f in findings
    ]


def _sign(finding: Finding) -> str | None:
    if finding.category == "untranslated":
        return "untranslated"
    corrected = finding.applicability > Applicability.DISPLAY
    if finding.stage == "mistranslation" and corrected and finding.p_wrong >= SURE:
        return str(finding.applicability)
    return None


def _odds(probability: float) -> float:
    return probability / (1 - probability)


def _moved(probability: float, factor: float) -> float:
    if probability >= 1:
        return 1.0
    odds = _odds(probability) * factor
    return round(odds / (1 + odds), 4)
