"""An article on a reviewer's desk: its decisions under the verdicts so far, and what each action changes.

The page and the terminal share it; both keep what `act` returns to undo it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from cleanup import outputs
from cleanup.apply import apply
from cleanup.articles import write_saved
from cleanup.errors import OutputError
from cleanup.render.changes import is_repair
from cleanup.resolve import edits_of
from cleanup.saved import Saved
from cleanup.types import Decision, Edit, Result, Rule, Span, Status, Verdict
from cleanup.verdictfile import Review, VerdictChange, VerdictFile
from cleanup.verdicts import REVIEW, own_verdict, place_of, reach_of, readings, settle, verdict_on

NO_RULES: Mapping[str, Rule] = {}


class Desk:
    """One article under review. `result` is what the verdicts make of it, `review` the verdicts."""

    def __init__(self, saved: Saved, rules: Mapping[str, Rule] = NO_RULES) -> None:
        self.saved, self.rules = saved, rules  # which a report that is written anew quotes
        self.text = saved.result.document.text
        self.file = VerdictFile(saved.job.verdicts)
        self.review = self.file.read()
        self._settle_all()

    def refresh(self) -> None:
        """Takes in what other windows and commands have decided. Raises InputError."""
        review = self.file.read()
        if review is not self.review:
            self._take(review)

    def left(self) -> list[Decision]:
        """What waits for a look and has no verdict yet, by place; repairs of characters need none."""
        return [
            d
            for d in self.result.decisions
            if d.status is Status.PENDING
            and d.finding.fingerprint not in self.review.verdicts
            and not is_repair(d)
        ]

    @property
    def done(self) -> bool:
        """The article was marked done, with the text that was written last."""
        return self.review.done is not None and self.review.done == self.saved.output_sha256

    def accept(self, id: str, alternative: int | None = None) -> list[VerdictChange]:
        """Accepts a finding with the alternative of that index; with None the one that is applied, or
        the first. Raises LookupError if there is none."""
        decision = self._decision(id)
        known = readings(self.text, decision.finding)
        chosen = (decision.chosen or 0) if alternative is None else alternative
        if not 0 <= chosen < len(known):
            raise LookupError(f"{id} has no correction {chosen + 1}")
        return self.rewrite(id, known[chosen])

    def reject(self, id: str) -> list[VerdictChange]:
        """Rejects a finding; what a reviewer changed of their own is taken back."""
        if self._decision(id).finding.stage == REVIEW:
            return self.take_back(id)
        return [self._change(id, verdict_on(self.text, self._base(id).finding, None))]

    def rewrite(self, id: str, wanted: str) -> list[VerdictChange]:
        """What the place of a finding shall read; the words that stand there reject it."""
        decision = self._decision(id)
        if decision.finding.stage == REVIEW:
            return self.change(decision.finding.span, wanted)
        base = self._base(id).finding
        verdict = verdict_on(self.text, base, wanted)
        if wanted == verdict.original:
            return self.reject(id)
        known = readings(self.text, base)
        if wanted in known:
            edits = base.alternatives[known.index(wanted)].edits
        else:
            edits = (Edit(place_of(base), wanted),)
        return [*self._in_the_way(id, edits), self._change(id, verdict)]

    def change(self, span: Span, wanted: str) -> list[VerdictChange]:
        """A change of the reviewer's own; where something was found, a verdict on that. Raises ValueError
        if `span` is empty or not in the text."""
        if not 0 <= span.start < span.end <= len(self.text):
            raise ValueError("choose the words that shall change")
        flagged = [d.finding for d in self._bases.values() if place_of(d.finding) == span]
        if flagged:
            return self.rewrite(flagged[0].fingerprint, wanted)
        verdict = own_verdict(self.text, span, wanted)
        if wanted == verdict.original:
            return self.take_back(verdict.id)
        gone = self._in_the_way(verdict.id, [Edit(span, wanted)])
        return [*gone, self._change(verdict.id, verdict)]

    def take_back(self, id: str) -> list[VerdictChange]:
        """No verdict, whether or not it still has a place."""
        return [self._change(id, None)] if id in self.review.verdicts else []

    def accept_all(self, ids: Iterable[str]) -> list[VerdictChange]:
        """Accepts those of the findings that have a correction and no verdict yet, as far as they do not
        overlap what is applied."""
        changes = []
        taken = sorted(edits_of(d for d in self.result.decisions if d.status is Status.APPLIED))
        spans = [edit.span for edit in taken]
        for decision in self._open(ids):
            finding = self._base(decision.finding.fingerprint).finding
            if not finding.alternatives:
                continue
            if decision.status is not Status.APPLIED:
                edits = [edit.span for edit in finding.alternatives[0].edits]
                if any(a.overlaps(b) for a in edits for b in spans):
                    continue
                spans += edits
            wanted = readings(self.text, finding)[decision.chosen or 0]
            changes.append(self._change(finding.fingerprint, verdict_on(self.text, finding, wanted)))
        return changes

    def reject_all(self, ids: Iterable[str]) -> list[VerdictChange]:
        """Rejects those of the findings that have no verdict yet."""
        return [change for d in self._open(ids) for change in self.reject(d.finding.fingerprint)]

    def of_rule(self, id: str) -> list[str]:
        """The findings of the same rule."""
        rule = self._decision(id).finding.rule_id
        return [d.finding.fingerprint for d in self.result.decisions if d.finding.rule_id == rule]

    def act(self, changes: Sequence[VerdictChange]) -> None:
        """Saves `changes` and takes them in. Raises Conflict if another window was faster."""
        if changes:
            self._take(self.file.change(changes))

    def finish(self) -> None:
        """Writes the text, the record and the exports that lie there as decided, and marks the article
        done. Raises OutputError."""
        try:
            formats = outputs.exports_as_written(self.saved.job)
            self.saved = write_saved(self.saved, self.result, formats, self.rules, force=False)
        except OutputError as error:
            remedy = error.remedy.replace("replace it with --force", "run `cleanup apply --force`")
            raise OutputError(error.where, error.what, remedy) from error
        self._take(self.file.mark(self.saved.output_sha256))

    def reopen(self) -> None:
        self._take(self.file.mark(None))

    def _take(self, review: Review) -> None:
        """Settles what the new verdicts concern: findings whose places do not touch decide nothing of
        each other, so a long article is as quick as a short one."""
        old, new = self.review.verdicts, review.verdicts
        self.review = review
        changed = {id for id in old.keys() | new.keys() if old.get(id) != new.get(id)}
        own = any(v.stage == REVIEW for id in changed for v in (old.get(id), new.get(id)) if v)
        if own or not changed <= self._group.keys():
            self._settle_all()
            return
        for group in {self._group[id] for id in changed}:
            self._settle(group)
        decisions = tuple(self._by_id.values())
        output = apply(self.text, edits_of(decisions))
        lost = tuple(self._lost.values())
        self.result = replace(self.result, decisions=decisions, output=output, lost=lost)

    def _settle(self, group: tuple[str, ...]) -> None:
        verdicts = [self.review.verdicts[id] for id in group if id in self.review.verdicts]
        bases = [self._bases[id] for id in group if id in self._bases]
        decisions, lost = settle(self.text, bases, verdicts)
        self._by_id.update((d.finding.fingerprint, d) for d in decisions)
        for id in group:
            self._lost.pop(id, None)
        self._lost.update((verdict.id, verdict) for verdict in lost)

    def _settle_all(self) -> None:
        self.result: Result = self.saved.settled(self.review.verdicts.values())
        self._bases = {d.finding.fingerprint: d for d in self.saved.result.decisions}
        self._by_id = {d.finding.fingerprint: d for d in self.result.decisions}
        self._lost = {verdict.id: verdict for verdict in self.result.lost}
        self._group = _groups(self.result.decisions)

    def _decision(self, id: str) -> Decision:
        if id not in self._by_id:
            raise LookupError(f"there is no finding {id}")
        return self._by_id[id]

    def _base(self, id: str) -> Decision:
        decision = self._by_id[id]
        return decision.before or decision

    def _open(self, ids: Iterable[str]) -> list[Decision]:
        wanted = set(ids) - self.review.verdicts.keys()
        return [
            d
            for d in self.result.decisions
            if d.finding.fingerprint in wanted and d.status in (Status.APPLIED, Status.PENDING)
        ]

    def _in_the_way(self, id: str, edits: Collection[Edit]) -> list[VerdictChange]:
        """The verdicts that what is wanted now overrules: the last word counts."""
        return [
            self._change(other, None)
            for other in self.review.verdicts
            if other != id and any(a.span.overlaps(b.span) for a in self._wanted(other) for b in edits)
        ]

    def _wanted(self, id: str) -> tuple[Edit, ...]:
        """What the verdict on a finding asks for, also if another was faster and supersedes it."""
        verdict, decision = self.review.verdicts[id], self._by_id.get(id)
        known = readings(self.text, decision.finding) if decision else []
        if verdict.text not in known:
            return ()
        return decision.finding.alternatives[known.index(verdict.text)].edits

    def _change(self, id: str, after: Verdict | None) -> VerdictChange:
        return VerdictChange(id, self.review.verdicts.get(id), after)


def _groups(decisions: Iterable[Decision]) -> dict[str, tuple[str, ...]]:
    """For each finding those whose places touch its own, directly or through others."""
    reach = sorted((reach_of(d.finding), d.finding.fingerprint) for d in decisions)
    groups: dict[str, tuple[str, ...]] = {}
    members: list[str] = []
    end = 0
    for span, id in [*reach, (Span(sys.maxsize, sys.maxsize), "")]:
        if span.start >= end:
            groups.update((member, tuple(members)) for member in members)
            members = []
        members.append(id)
        end = max(end, span.end)
    return groups
