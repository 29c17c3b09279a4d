"""The page of an article under review, and which of its blocks changed since when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from cleanup.render.page.page import Page, environment
from cleanup.review.desk import Desk
from cleanup.types import Decision, Rule
from cleanup.verdicts import reach_of


class Sheet:
    """A desk with its page. A window knows a revision, and asks what is new since then."""

    def __init__(self, desk: Desk, rules: Mapping[str, Rule]) -> None:
        self.desk, self.rules = desk, rules
        self.page = Page(desk.result, rules, live=True)
        self._session = secrets.token_hex(4)
        self._count = 0
        self._since = 0  # the revision from which on blocks can be compared
        self._changed: dict[int, int] = {}  # the revision in which a block changed last
        self._decided: dict[str, int] = {}  # the revision in which a finding was decided last

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
        old, new = self.page.result.decisions, self.desk.result.decisions
        self._count += 1
        if [d.finding.fingerprint for d in old] == [d.finding.fingerprint for d in new]:
            self.page = self.page.renewed(self.desk.result)
            changed = [pair for pair in zip(old, new, strict=True) if pair[0] is not pair[1]]
            touched = {d.finding.fingerprint: d for pair in changed if pair[0] != pair[1] for d in pair}
        else:
            before, self.page = self.page, Page(self.desk.result, self.rules, live=True)
            touched = _differing(before, self.page)
            if self.page.blocks != before.blocks:
                self._since, self._changed = self._count, {}
        for id, decision in touched.items():
            self._decided[id] = self._count
            for n in self.page.touching(reach_of(decision.finding)):
                self._changed[n] = self._count

    def since(self, revision: str) -> dict[str, Any]:
        """What a window that knows `revision` has to show anew."""
        known = self._known(revision)
        if known < self._since:
            return {"reload": True, "changes": [], "said": "", "id": None}
        return {
            "revision": self.revision,
            "blocks": {n: self.page.block(n) for n, at in sorted(self._changed.items()) if at > known},
            "counts": self._part("counts.html"),
            "lost": self._part("lost.html"),
            "done": self.desk.done,
        }

    def unseen(self, revision: str) -> set[str]:
        """The findings that were decided since then."""
        known = self._known(revision)
        return {id for id, at in self._decided.items() if at > known}

    def opened_since(self, revision: str) -> bool:
        """The article was opened anew since then: what that window shows may not exist any more."""
        return self._known(revision) < 0

    def _known(self, revision: str) -> int:
        session, _, count = revision.partition("-")
        try:
            return int(count) if session == self._session else -1
        except ValueError:
            return -1

    def _part(self, name: str) -> str:
        return environment().get_template(name).render(page=self.page)


def _differing(old: Page, new: Page) -> dict[str, Decision]:
    """What was decided otherwise, or has another number."""
    before, after = ({d.finding.fingerprint: d for d in page.result.decisions} for page in (old, new))
    return {
        id: after.get(id) or before[id]
        for id in before.keys() | after.keys()
        if before.get(id) != after.get(id) or old.numbers.get(id) != new.numbers.get(id)
    }
