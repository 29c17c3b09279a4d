"""Results made by hand, and random ones, for the tests of the renderers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from hypothesis import strategies as st

from cleanup.apply import apply
from cleanup.offsets import view
from cleanup.types import (
    Alternative,
    Applicability,
    Decision,
    Degraded,
    Document,
    Edit,
    Finding,
    Metadata,
    Paragraph,
    Prior,
    Result,
    Source,
    Span,
    Status,
)

BLOCK = re.compile(r"\S.*?(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


def place(text: str, words: str, nth: int = 0) -> Span:
    """Where `words` stand in `text` for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def decide(
    span: Span,
    *edits: Edit,
    status: Status = Status.APPLIED,
    rule: str = "es.test.rule",
    stage: str = "mistranslation",
    message: str = "Why it is wrong",
    reason: str = "safe",
    applicability: Applicability = Applicability.SAFE,
    evidence: Mapping[str, str | int | float] | None = None,
    p_wrong: float = 0.9,
    p_right: float = 0.95,
    category: str = "mistranslation",
) -> Decision:
    """A decision with one alternative, of `edits`; without edits, a flag."""
    alternatives = (Alternative(edits, p_right),) if edits else ()
    print_ = hashlib.sha256(repr((stage, rule, span, edits)).encode()).hexdigest()[:16]
    finding = Finding(
        rule, stage, category, span, message, p_wrong, applicability, alternatives,
        evidence or {}, print_,
    )  # fmt: skip
    return Decision(finding, status, reason, 0 if status is Status.APPLIED else None)


def flag(span: Span, *edits: Edit, **keys) -> Decision:
    return decide(span, *edits, status=Status.PENDING, **{"reason": "inside a quotation"} | keys)


def result(text: str, *decisions: Decision, path: str = "a.txt", degraded=(), prior=None) -> Result:
    paragraphs = _paragraphs(text)
    edits = [
        edit
        for decision in decisions
        if decision.status is Status.APPLIED
        for edit in decision.finding.alternatives[decision.chosen].edits
    ]
    return Result(
        Document(path, Source("0" * 64, "utf-8"), text, paragraphs=paragraphs),
        tuple(sorted(decisions, key=lambda d: (d.finding.span, d.finding.fingerprint))),
        apply(text, edits),
        Metadata(title="A title"),
        "es",
        prior or Prior(0.61803398, ("2 × safe finding",)),
        {"spacy": "3.8", "ftfy": "6.3"},
        tuple(degraded),
    )


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    spans = [Span(*match.span()) for match in BLOCK.finditer(text)]
    ends = [span.start for span in spans[1:]] + [len(text)]
    return tuple(
        Paragraph(span, Span(span.start, end), view(text, span, ()), None, False)
        for span, end in zip(spans, ends, strict=False)
    )


def article() -> Result:
    """An article with one of everything."""
    text = (
        "Our website use cookies to improve your experience. By using the website, you consent.\n\n"
        "Council delays vote\n\n"
        "Council delays vote\n\n"
        "The council met on Monday to discuss the budget.\n\n"
        "It was the second\u00a0meeting of the year.\n\n"
        "The president won a grave, scheduled for May, in front of a large crowd that had waited in the "
        "rain since the early hours of the morning. Read also: ten recipes. “Todavía no hay "
        "preparativos,” said the spokesman [bold]of[/bold] the house, who was \x1b[31mcalm\u202e.\n\n"
        "Nothing else was said.\n\n"
        "By A. Reporter\n"
    )
    grave, todavia = place(text, "grave"), place(text, "Todavía no hay preparativos")
    cookie, copy = place(text, BLOCK.match(text)[0]), place(text, "Council delays vote", 1)
    plug, nbsp = place(text, " Read also: ten recipes."), place(text, "\u00a0")
    byline = place(text, "\nBy A. Reporter\n")
    large = place(text, "a large crowd")
    return result(
        text,
        decide(cookie, Edit(Span(cookie.start, cookie.end + 2), ""), rule="boilerplate.consent.cookies",
               stage="boilerplate", message="Cookie notice", p_right=0.99),
        decide(copy, Edit(Span(copy.start, copy.end + 2), ""), rule="duplicates.headline",
               stage="duplicates", message="the headline stands above already, word for word",
               p_right=0.98, evidence={"copy_of": 90, "similarity": 1.0}),
        decide(nbsp, Edit(nbsp, " "), rule="normalise.space", stage="normalise",
               message="an odd space"),
        decide(grave, Edit(Span(grave.start - 2, grave.start - 1), "an"), Edit(grave, "inauguration"),
               rule="es.politics.swearing-in",
               message="A grave is not scheduled or attended: an inauguration is",
               evidence={"hypothesis": "“toma de posesión” (taking of office) was read as a burial",
                         "source_language": "es"}),
        flag(large, Edit(large, "many people"), rule="es.style.crowd", message="Perhaps too large",
             reason="unsafe: needs a look", p_right=0.4, p_wrong=0.7),
        decide(plug, Edit(plug, ""), rule="boilerplate.related", stage="boilerplate",
               message="Related link", p_right=0.97),
        flag(todavia, rule="foreign.fragment", stage="foreign", message="Spanish, left untranslated",
             p_wrong=0.98, evidence={"language": "es"}),
        decide(byline, Edit(byline, ""), rule="boilerplate.byline", stage="boilerplate",
               message="Byline", p_right=0.98),
        prior=Prior(0.93, ("1 × safe finding",)),
    )  # fmt: skip


WILD = st.text(st.sampled_from("ab é{}+-~=<>\n\r\u2028\\#@ \U0001f642"), max_size=40)
WORDS = st.text(st.sampled_from("abc .,\n"), max_size=40)


@st.composite
def results(draw, texts=WILD, news=WILD) -> Result:
    """Random disjoint edits, one or two a decision, and flags that may overlap anything."""
    text = draw(texts)
    at = st.integers(0, len(text))
    bounds = sorted(set(draw(st.lists(at, max_size=12))))
    spans = [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    edits = [Edit(span, draw(news)) for span in spans]
    decisions = []
    while edits:
        own = [edits.pop(draw(st.integers(0, len(edits) - 1))) for _ in range(min(len(edits), 2))]
        own.sort()
        stage = draw(st.sampled_from(["normalise", "boilerplate", "mistranslation"]))
        decisions.append(decide(own[0].span, *own, stage=stage))
    for a, b in draw(st.lists(st.tuples(at, at), max_size=3)):
        decisions.append(flag(Span(min(a, b), max(a, b))))
    return result(text, *decisions)


DEGRADED = Degraded("grammar", "Java is missing", "cleanup setup")
