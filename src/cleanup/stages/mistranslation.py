"""Words in the wrong sense, false friends and literal expressions, by curated rules; and what the lexicon
says is never good English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cleanup.inflection import indefinite_article
from cleanup.language_names import NAMES
from cleanup.lexicon.index import Lexicon
from cleanup.lexicon.proposals import Proposal, certain
from cleanup.matchers import Place, Reading, compile_pattern, find_places, holds
from cleanup.replacements import render
from cleanup.types import Alternative, Applicability, Document, Edit, Finding, Rule

LEXICON = "mistranslation.lexicon"  # the rule that is the lexicon's certain entries
# Of these entries; `python -m bench lexicon` counts what flawless English holds of them.
P_WRONG, P_RIGHT = 0.99, 0.9


class Mistranslation:
    name = "mistranslation"
    skips_removed = True
    dear = False
    memory = 0

    def __init__(
        self, rules: Sequence[Rule], source_language: str | None, lexicon: Lexicon | None = None
    ) -> None:
        """Rules and entries of another language than a stated `source_language` are left out."""
        self.lexicon, self.languages = lexicon, (source_language,) if source_language else ()
        self.by_anchor: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            if source_language in (None, *rule.source_language) or not rule.source_language:
                for word in compile_pattern(rule.pattern).anchor:
                    self.by_anchor[word].append(rule)

    def find(self, doc: Document) -> Iterator[Finding]:
        article = [Reading(paragraph) for paragraph in doc.paragraphs]
        for reading in article:
            words = sorted(reading.vocabulary & self.by_anchor.keys())
            rules = {rule.id: rule for word in words for rule in self.by_anchor[word]}
            for rule in rules.values():
                for place in find_places(compile_pattern(rule.pattern), reading):
                    if _applies(rule, place, article):
                        yield self._finding(rule, place)
            if self.lexicon:
                for proposal in certain(self.lexicon, reading, self.languages):
                    yield self._certain(proposal)

    def _finding(self, rule: Rule, place: Place) -> Finding:
        view, tokens = place.reading.paragraph.view, place.tokens
        span = view.to_document(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))
        texts = dict.fromkeys(render(template, place) for template in rule.replacements)
        evidence = {"hypothesis": rule.why} if rule.why else {}
        if rule.source_language:
            evidence["source_language"] = " ".join(rule.source_language)
        return Finding(
            rule_id=rule.id,
            stage=self.name,
            category=rule.category,
            span=span,
            message=rule.message,
            p_wrong=rule.p_wrong,
            applicability=rule.applicability,
            alternatives=tuple(
                Alternative((*_article(place, text), Edit(span, text)), rule.p_right) for text in texts
            ),
            evidence=evidence,
        )

    def _certain(self, proposal: Proposal) -> Finding:
        entry, span = proposal.entry, proposal.span
        texts = dict.fromkeys(proposal.rendered())
        return Finding(
            rule_id=LEXICON,
            stage=self.name,
            category="mistranslation",
            span=span,
            message=f"{NAMES[entry.language]} “{entry.lemma}”, word for word",
            p_wrong=P_WRONG,
            applicability=Applicability.SAFE,
            alternatives=tuple(
                Alternative((*_article(proposal.place, text), Edit(span, text)), P_RIGHT) for text in texts
            ),
            evidence={
                "hypothesis": f"“{entry.lemma}”",
                "source_language": entry.language,
                "entry": f"{entry.language}/{entry.topic}",
            },
            certain=True,
        )


def _applies(rule: Rule, place: Place, article: Sequence[Reading]) -> bool:
    return (not rule.when or any(holds(c, place, article) for c in rule.when)) and not any(
        holds(c, place, article) for c in rule.unless
    )


def _article(place: Place, replacement: str) -> Iterator[Edit]:
    """The edit of the indefinite article before the place, if the replacement asks for the other one."""
    before = place.reading.tokens[place.start - 1] if place.start else None
    if before is None or before.lower_ not in ("a", "an") or not replacement:
        return
    article = indefinite_article(replacement)
    if article != before.lower_:
        span = place.reading.paragraph.view.to_document(before.idx, before.idx + len(before))
        if place.reading.paragraph.view.text.isupper():
            article = article.upper()
        elif before.is_title:
            article = article.capitalize()
        yield Edit(span, article)
