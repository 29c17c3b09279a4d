"""Words in the wrong sense, translated from Spanish: found, corrected, and false on the right sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.common import Options, cleaner, excerpt, grid, part, rows, shown
from cleanup.apply import apply
from cleanup.pipeline import Pipeline, clean_string
from cleanup.types import Decision, Span, Status

SEVERITIES = ("critical", "major", "minor")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in the sentence with the error, and in the one without."""

    row: dict[str, Any]
    hit: Decision | None  # at the bad word
    right: bool  # its first alternative makes an accepted sentence
    beside: int  # findings elsewhere in the same sentence
    false: tuple[Decision, ...]  # on the good sentence


def table(options: Options) -> Iterator[str]:
    """By severity, with the source language unknown and stated."""
    data = [row for row in rows(options, "es_sense_errors") if row["label"] == "error"][: options.limit]
    yield "es_sense_errors labelled error; each sentence is an article of its own"
    for language in ("auto", "es"):
        built = cleaner(stages=("mistranslation",), source_lang=language)
        outcomes = [_outcome(built, row) for row in data]
        head = [
            "severity",
            "rows",
            "found",
            "first right",
            "applied",
            "applied right",
            "beside",
            "false",
            "applied",
        ]
        yield f"--source-lang {language}"
        groups = [(name, [o for o in outcomes if o.row["severity"] == name]) for name in SEVERITIES]
        yield from grid(head, [_row(name, mine) for name, mine in [*groups, ("all", outcomes)]])
    yield "beside: other findings in the sentence; false, applied: findings on the good sentences"
    if options.verbose:
        yield from _listed(outcomes)


def _outcome(built: Pipeline, row: dict[str, Any]) -> Outcome:
    bad, place = row["bad_sentence"], Span(row["start"], row["end"])
    decisions = shown(clean_string(built, bad), "mistranslation")
    at = [d for d in decisions if d.finding.span.overlaps(place)]
    hit = next(iter(sorted(at, key=lambda d: d.status is not Status.APPLIED)), None)
    right = False
    if hit and hit.finding.alternatives:
        wanted = [bad[: place.start] + word + bad[place.end :] for word in (row["good_word"], *row["also"])]
        made = apply(bad, hit.finding.alternatives[0].edits)
        right = _plain(made) in map(_plain, wanted)
    false = shown(clean_string(built, row["good_sentence"]), "mistranslation")
    return Outcome(row, hit, right, len(decisions) - len(at), tuple(false))


def _plain(text: str) -> str:
    """Letters and digits only; a and an are one word."""
    return re.sub(r"\ban\b", "a", re.sub(r"\W+", " ", text.lower()))


def _row(name: str, outcomes: Sequence[Outcome]) -> list[object]:
    made = [o for o in outcomes if o.hit and o.hit.status is Status.APPLIED]
    counts = (
        sum(bool(o.hit) for o in outcomes),
        sum(o.right for o in outcomes),
        len(made),
        sum(o.right for o in made),
    )
    false = [decision for o in outcomes for decision in o.false]
    cells = [part(count, len(outcomes)) for count in counts]
    changed = sum(decision.status is Status.APPLIED for decision in false)
    return [name, len(outcomes), *cells, sum(o.beside for o in outcomes), len(false), changed]


def _listed(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.hit and not outcome.right:
            finding, text = outcome.hit.finding, outcome.row["bad_sentence"]
            yield excerpt(
                text, finding.span, f"not right, wanted {outcome.row['good_word']}, {finding.rule_id}"
            )
        for decision in outcome.false:
            label = f"false, {decision.finding.rule_id}"
            yield excerpt(outcome.row["good_sentence"], decision.finding.span, label)
