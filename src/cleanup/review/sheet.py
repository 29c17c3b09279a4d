"""The page of an article under review, and which of its blocks changed since when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from cleanup.render.page.page import Page, environment
from cleanup.review.desk import Desk
from cleanup.types import Decision, Edit, Rule, Span


class Sheet:
    """A desk with its page. A window knows a revision, and asks what is new since then."""

    def __init__(self, desk: Desk, rules: Mapping[str, Rule]) -> None:
        self.desk, self.rules = desk, rules
        self.page = Page(desk.result, rules, live=True)
        self._session = secrets.token_hex(4)
        self._count = 0
        self._since = 0  # the revision from which on blocks can be compared
        self._changed: dict[int, int] = {}  # the revision in which a block changed last

    @property
    def revision(self) -> str:
        return f"{self._session}-{self._count}"

    def refresh(self) -> None:
        """Takes in what was decided elsewhere."""
        self.desk.refresh()
        self.renew()

    def renew(self) -> None:
        """The page as the desk has it now."""
        if self.desk.result is self.page.result:
            return
        old, self.page = self.page, Page(self.desk.result, self.rules, live=True)
        self._count += 1
        if self.page.blocks != old.blocks:
            self._since, self._changed = self._count, {}
            return
        before = {d.finding.fingerprint: d for d in old.result.decisions}
        after = {d.finding.fingerprint: d for d in self.page.result.decisions}
        for id in before.keys() | after.keys():
            if before.get(id) != after.get(id) or old.numbers.get(id) != self.page.numbers.get(id):
                for decision in (before.get(id), after.get(id)):
                    for n in self._blocks_of(decision):
                        self._changed[n] = self._count

    def since(self, revision: str) -> dict[str, Any]:
        """What a window that knows `revision` has to show anew."""
        session, _, count = revision.partition("-")
        known = int(count) if session == self._session and count.isdigit() else -1
        if known < self._since:
            return {"reload": True, "changes": [], "said": "", "id": None}
        return {
            "revision": self.revision,
            "blocks": {n: self.page.block(n) for n, at in sorted(self._changed.items()) if at > known},
            "counts": self._part("counts.html"),
            "lost": self._part("lost.html"),
            "done": self.desk.done,
        }

    def _blocks_of(self, decision: Decision | None) -> set[int]:
        if decision is None:
            return set()
        edits: list[Edit] = [e for a in decision.finding.alternatives for e in a.edits]
        spans: list[Span] = [decision.finding.span, *(edit.span for edit in edits)]
        return {n for span in spans for n in self.page.touching(span)}

    def _part(self, name: str) -> str:
        return environment().get_template(name).render(page=self.page)
