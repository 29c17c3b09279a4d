"""Documents and findings for tests, made in one line."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.apply import apply
from cleanup.document import make_document
from cleanup.fingerprint import with_fingerprints
from cleanup.resolve import edits_of, resolve
from cleanup.types import (
    Alternative,
    Applicability,
    Decision,
    Document,
    Edit,
    Finding,
    Source,
    Span,
    Stage,
)

SAFE, UNSAFE, DISPLAY = Applicability.SAFE, Applicability.UNSAFE, Applicability.DISPLAY


def document(text: str, parse: Callable, house_terms: tuple[str, ...] = ()) -> Document:
    return make_document(text, "article.txt", Source("", "utf-8"), parse, None, house_terms)


def bare(text: str) -> Document:
    """A document that nothing has read: for what needs only the text."""
    return Document(path="article.txt", source=Source("", "utf-8"), text=text)


def finding(
    start: int,
    end: int,
    *texts: str,
    rule: str = "test.rule",
    stage: str = "mistranslation",
    level: Applicability = SAFE,
    p_wrong: float = 0.9,
    p_right: float = 0.9,
    fingerprint: str = "",
) -> Finding:
    """A finding at `start` to `end`, with one alternative for each of `texts`."""
    span = Span(start, end)
    return Finding(
        rule_id=rule,
        stage=stage,
        category="test",
        span=span,
        message="",
        p_wrong=p_wrong,
        applicability=level,
        alternatives=tuple(Alternative((Edit(span, text),), p_right) for text in texts),
        fingerprint=fingerprint,
    )


def decide(
    doc: Document, findings: list[Finding], level: Applicability | None = SAFE, least: float = 0.75
) -> tuple[Decision, ...]:
    return resolve(doc, with_fingerprints(doc.text, findings), level, least)


def cleaned(doc: Document, *stages: Stage, level: Applicability = SAFE) -> str:
    """What the stages make of the document, everything of at least `level` applied."""
    found = [f for stage in stages for f in stage.find(doc)]
    return apply(doc.text, edits_of(decide(doc, found, level)))
