"""An article as a page: blocks of text with the cards of what was found in them beside it."""

from __future__ import annotations

import importlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from cleanup.language_names import NAMES
from cleanup.render import templating
from cleanup.render.changes import Change, Kind, changes, is_repair, kind_of
from cleanup.render.page import assets
from cleanup.render.page.cards import card, lost_words
from cleanup.render.page.marks import blocks, marked
from cleanup.render.words import characters, one_line, percent, shorten
from cleanup.rules import pack_name, rule_text
from cleanup.stages import STAGE_NAMES
from cleanup.types import Decision, Result, Rule, Span, Status
from cleanup.verdicts import REVIEW, reach_of

MAX_SUBHEAD_WORDS, MAX_HEADLINE_WORDS = 12, 30
LONGEST_TITLE = 120  # characters
_BLANK_LINE = re.compile(r"\n[^\S\n]*\r?\n")


def environment() -> Environment:
    """The templates of this page, and of the review."""
    return templating.environment("cleanup.render.page")


class Page:
    """A view of one result; `live` has buttons to decide."""

    def __init__(self, result: Result, rules: Mapping[str, Rule], live: bool = False) -> None:
        self.result, self.rules, self.live = result, rules, live
        self.text = result.document.text
        self.blocks = blocks(result)
        self.numbers = _numbers(result.decisions)
        self._starts = [block.start for block in self.blocks]
        self._members: dict[int, list[int]] = defaultdict(list)  # by block, indices of decisions
        for n, decision in enumerate(result.decisions):
            for block in self.touching(reach_of(decision.finding)):
                self._members[block].append(n)

    def renewed(self, result: Result) -> Page:
        """The page of a `result` with the same findings."""
        page = copy(self)
        page.result = result
        return page

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
        return Markup(environment().get_template("block.html").render(n=n, live=self.live, **self._block(n)))

    def touching(self, span: Span) -> range:
        """The blocks that a place lies in."""
        return range(self._at(span.start), self._at(max(span.start, span.end - 1)) + 1)

    def _at(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    @property
    def title(self) -> str:
        return shorten(self.result.metadata.title or "", LONGEST_TITLE) or self.name

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

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each kind, and characters repaired."""
        shown = [d for d in self.result.decisions if d.status is not Status.SUPERSEDED]
        repairs = [d for d in shown if is_repair(d)]
        kinds = Counter(kind_of(d) for d in shown) - Counter(kind_of(d) for d in repairs)
        repaired = [d.finding for d in repairs if d.status is Status.APPLIED]
        return {str(kind): kinds[kind] for kind in Kind} | {"repaired": characters(repaired)}

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

    def _shown(self, n: int) -> Iterable[list[Change]]:
        """What changes or flags the text of a block, and what only has a card there."""
        here = [self.result.decisions[index] for index in self._members[n]]
        shown = changes(replace(self.result, decisions=here), (Status.REJECTED,))
        hidden = [Change(0, Kind.FLAGGED, d, ()) for d in here if d.status is Status.SUPERSEDED]
        return (
            [replace(c, number=self.numbers.get(c.decision.finding.fingerprint, 0)) for c in group]
            for group in (shown, hidden)
        )

    def _block(self, n: int) -> dict[str, object]:
        """How the block is set: as headline, subhead or paragraph, or folded if it is removed."""
        block = self.blocks[n]
        shown, hidden = self._shown(n)
        words = self.text[block.start : block.end]
        visible = Span(block.start + len(words) - len(words.lstrip()), block.start + len(words.rstrip()))
        gone = [c for c in shown if c.kind is Kind.REMOVED and c.span.contains(visible)]
        words = words.strip()
        count = len(words.split())
        title = one_line(self.result.metadata.title or "")
        headline = words and count <= MAX_HEADLINE_WORDS and one_line(words) == title
        following = self.blocks[n + 1 : n + 2]
        subhead = (
            count <= MAX_SUBHEAD_WORDS
            and (words[:1] + words[-1:]).isalnum()
            and any(len(self.text[b.start : b.end].split()) > MAX_SUBHEAD_WORDS for b in following)
        )
        mine = [c for c in [*shown, *hidden] if self._at(reach_of(c.decision.finding).start) == n]
        return {
            "text": marked(self.text, block, shown),
            "gone": one_line(gone[0].decision.finding.message) if gone else "",
            "gone_id": gone[0].decision.finding.fingerprint if gone else "",
            "count": count,
            "joined": bool(_BLANK_LINE.search(words)),
            "level": "headline" if headline else "subhead" if subhead else "body",
            "cards": [card(self.text, c, self.rules) for c in sorted(mine, key=_by_place)],
        }


def _by_place(change: Change) -> tuple:
    return change.decision.finding.span, change.number


def _numbers(decisions: Iterable[Decision]) -> dict[str, int]:
    """The number of each finding but the repairs, by place, whatever becomes of it; those that the
    reviewer made come last, so that a new one moves no other's number."""
    findings = [decision.finding for decision in decisions if not is_repair(decision)]
    findings.sort(key=lambda f: (f.stage == REVIEW, f.span, f.fingerprint))
    return {finding.fingerprint: n for n, finding in enumerate(findings, 1)}


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
