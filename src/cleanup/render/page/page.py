"""An article as a page: blocks of text with the cards of what was found in them beside it."""

from __future__ import annotations

import importlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cleanup.language_names import NAMES
from cleanup.render.changes import Change, Kind, changes, is_repair
from cleanup.render.page import assets
from cleanup.render.page.cards import Card, card, lost_words
from cleanup.render.page.marks import blocks, marked
from cleanup.render.words import characters, one_line, percent
from cleanup.rules import pack_name, rule_text
from cleanup.stages import STAGE_NAMES
from cleanup.types import Decision, Result, Rule, Span, Status
from cleanup.verdicts import REVIEW

MAX_SUBHEAD_WORDS = 12


@cache
def environment() -> Environment:
    """The templates; everything that they show is escaped."""
    loader = PackageLoader("cleanup.render.page")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


class Page:
    """A view of one result; `live` has buttons to decide."""

    def __init__(self, result: Result, rules: Mapping[str, Rule], live: bool = False) -> None:
        self.result, self.rules, self.live = result, rules, live
        self.text = result.document.text
        self.blocks = blocks(result)
        self.numbers = _numbers(result.decisions)
        self.shown = [
            replace(change, number=self.numbers.get(change.decision.finding.fingerprint, 0))
            for change in changes(result, (Status.REJECTED,))
        ]
        hidden = (
            Change(self.numbers.get(decision.finding.fingerprint, 0), Kind.FLAGGED, decision, ())
            for decision in result.decisions
            if decision.status is Status.SUPERSEDED
        )
        starts = [block.start for block in self.blocks]
        self._marks: dict[int, list[Change]] = defaultdict(list)
        self._cards: dict[int, list[Change]] = defaultdict(list)
        for change in self.shown:
            first, last = self._first(starts, change.span), self._last(starts, change.span)
            for n in range(first, last + 1):
                self._marks[n].append(change)
            self._cards[first].append(change)
        for change in hidden:
            self._cards[self._first(starts, change.span)].append(change)

    def document(self, **live: object) -> str:
        """The whole page; `live` holds what only a served page has: its address, the next article."""
        names = assets.REVIEW if self.live else assets.REPORT
        return (
            environment()
            .get_template("page.html")
            .render(
                page=self,
                style=Markup(assets.style()),
                script=Markup(assets.script(names)),
                policy=assets.policy(names, "'self'" if self.live else "'none'"),
                **{"title": self.title, "address": "", "index": "", "next": "", "done": False} | live,
            )
        )

    def block(self, n: int) -> Markup:
        """One block with its cards."""
        return Markup(
            environment()
            .get_template("block.html")
            .render(n=n, live=self.live, cards=self.cards(n), **self._reads(n))
        )

    def cards(self, n: int) -> list[Card]:
        found = sorted(self._cards[n], key=lambda change: (change.span, change.number))
        return [card(self.text, change, self.rules) for change in found]

    def touching(self, span: Span) -> range:
        """The blocks that a place lies in."""
        starts = [block.start for block in self.blocks]
        return range(self._first(starts, span), self._last(starts, span) + 1)

    @property
    def title(self) -> str:
        return one_line(self.result.metadata.title or "") or self.name

    @property
    def name(self) -> str:
        return one_line(Path(self.result.document.path).name)

    @property
    def facts(self) -> list[str]:
        """What is known of the article, in words."""
        metadata, prior, said = self.result.metadata, self.result.prior, []
        said += [one_line(metadata.byline)] if metadata.byline else []
        said += [one_line(metadata.date)] if metadata.date else []
        if prior.reasons:
            language = NAMES.get(self.result.source_language or "", "")
            origin = f" from {language}" if language else ""
            said.append(f"machine translation{origin}: {percent(prior.probability)} likely")
        return said

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings of each kind, and characters repaired."""
        kinds = Counter(str(change.kind) for change in self.shown if change.number)
        repairs = [change for change in self.shown if change.kind is Kind.REPAIRED]
        return {str(kind): kinds[kind] for kind in Kind} | {"repaired": characters(repairs)}

    @property
    def stages(self) -> list[str]:
        found = {decision.finding.stage for decision in self.result.decisions}
        return [*(name for name in STAGE_NAMES if name in found), *sorted(found - {*STAGE_NAMES})]

    @property
    def lost(self) -> list[tuple[str, tuple[str, str, str]]]:
        return [(verdict.id, lost_words(verdict)) for verdict in self.result.lost]

    @property
    def rule_texts(self) -> list[tuple[str, str, str]]:
        """Of each rule that found something: its id, where it is written, and its text."""
        return [
            (one_line(id), *_rule_words(id, self.rules))
            for id in sorted({decision.finding.rule_id for decision in self.result.decisions})
        ]

    def _reads(self, n: int) -> dict[str, object]:
        """How the block is set: as headline, subhead or paragraph, or folded if it is removed."""
        block = self.blocks[n]
        words = self.text[block.start : block.end].strip()
        gone = next(
            (
                change
                for change in self._marks[n]
                if change.kind is Kind.REMOVED
                and change.span.start <= block.start + _indent(self.text, block)
                and change.span.end >= block.start + _indent(self.text, block) + len(words)
            ),
            None,
        )
        count = len(words.split())
        short = count <= MAX_SUBHEAD_WORDS and words[-1:].isalnum()
        headline = words and one_line(words) == one_line(self.result.metadata.title or "")
        return {
            "text": marked(self.text, block, self._marks[n]),
            "gone": gone and one_line(gone.decision.finding.message),
            "gone_id": gone and gone.decision.finding.fingerprint,
            "count": count,
            "level": "headline" if headline else "subhead" if short else "body",
        }

    @staticmethod
    def _first(starts: list[int], span: Span) -> int:
        return max(0, bisect_right(starts, span.start) - 1)

    @staticmethod
    def _last(starts: list[int], span: Span) -> int:
        return max(0, bisect_right(starts, max(span.start, span.end - 1)) - 1)


def _numbers(decisions: Iterable[Decision]) -> dict[str, int]:
    """The number of each finding but the repairs, by place, whatever becomes of it; those that the
    reviewer made come last, so that a new one moves no other's number."""
    findings = [decision.finding for decision in decisions if not is_repair(decision)]
    findings.sort(key=lambda f: (f.stage == REVIEW, f.span, f.fingerprint))
    return {finding.fingerprint: n for n, finding in enumerate(findings, 1)}


def _indent(text: str, block: Span) -> int:
    words = text[block.start : block.end]
    return len(words) - len(words.lstrip())


def _rule_words(id: str, rules: Mapping[str, Rule]) -> tuple[str, str]:
    rule = rules.get(id)
    try:
        if rule:
            return pack_name(rule), rule_text(rule)
    except OSError:
        pass
    stage = id.split(".")[0]
    if stage in STAGE_NAMES:
        module = importlib.import_module(f"cleanup.stages.{stage}")
        return f"the stage {stage}", (module.__doc__ or "").strip()
    return "not among the rules that are loaded", ""
