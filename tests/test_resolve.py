"""Decisions: one for each finding, never two on one place, the same whatever the order."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.apply import apply
from cleanup.fingerprint import with_fingerprints
from cleanup.resolve import edits_of, judge, resolve
from cleanup.types import Alternative, Edit, Protected, Span, Status
from tests.making import DISPLAY, SAFE, UNSAFE, bare, decide, finding

TEXT = "The 😀 mayor’s gra\u0301ve, \u200fשלום\u200f scheduled\r\nfor May, was post\x00poned twice."
levels = st.sampled_from([DISPLAY, UNSAFE, SAFE])
chances = st.sampled_from([0.3, 0.6, 0.8, 0.95])


@st.composite
def findings(draw: st.DrawFn, most: int = 8) -> list:
    """Findings that overlap, some with two edits, some with none, as the pipeline names them."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=4, max_size=4)))
        one = finding(
            cuts[2],
            cuts[3],
            stage=draw(st.sampled_from(["normalise", "mistranslation", "duplicates"])),
            rule=draw(st.sampled_from(["a.a", "b.b"])),
            level=draw(levels),
        )
        alternatives = []
        for text in draw(st.lists(st.sampled_from(["", "x", "inauguration"]), max_size=2, unique=True)):
            edits = [Edit(one.span, text)]
            if draw(st.booleans()):
                edits.insert(0, Edit(Span(cuts[0], cuts[1]), "an"))
            alternatives.append(Alternative(tuple(edits), draw(chances)))
        found.append(replace(one, alternatives=tuple(alternatives)))
    return with_fingerprints(TEXT, found)


@st.composite
def reviews(draw: st.DrawFn) -> tuple[list, dict[str, int | None]]:
    """Findings, and verdicts on some of them."""
    found = draw(findings())
    verdicts = {}
    for one in found:
        word = draw(st.sampled_from(["none", "reject", "accept"]))
        if word == "reject":
            verdicts[one.fingerprint] = None
        elif word == "accept" and one.alternatives:
            verdicts[one.fingerprint] = draw(st.integers(0, len(one.alternatives) - 1))
    return found, verdicts


thresholds = st.sampled_from([None, SAFE, UNSAFE])


@given(findings(), thresholds, st.randoms())
def test_the_order_of_findings_is_nothing(found, level, random):
    shuffled = random.sample(found, len(found))
    assert resolve(bare(TEXT), shuffled, level, 0.75) == resolve(bare(TEXT), found, level, 0.75)


@given(findings(), thresholds, st.randoms())
def test_names_do_not_depend_on_the_order_of_findings(found, level, random):
    plain = [replace(one, fingerprint="") for one in random.sample(found, len(found))]
    assert with_fingerprints(TEXT, plain) == found


@given(findings(), thresholds)
def test_every_finding_has_one_decision_and_losers_name_an_applied_winner(found, level):
    decisions = resolve(bare(TEXT), found, level, 0.75)
    assert sorted(d.finding.fingerprint for d in decisions) == sorted(f.fingerprint for f in found)
    applied = {d.finding.fingerprint for d in decisions if d.status is Status.APPLIED}
    for decision in decisions:
        assert (decision.superseded_by in applied) is (decision.status is Status.SUPERSEDED)
        assert (decision.chosen is not None) is (decision.status is Status.APPLIED)


@given(findings(most=6), thresholds)
def test_any_subset_of_what_is_applied_can_be_applied(found, level):
    applied = [d for d in resolve(bare(TEXT), found, level, 0.75) if d.status is Status.APPLIED]
    for size in range(len(applied) + 1):
        for some in combinations(applied, size):
            apply(TEXT, edits_of(some))  # raises where two overlap


@given(reviews(), thresholds)
def test_after_any_review_the_edits_can_be_applied(review, level):
    found, verdicts = review
    decisions = judge(resolve(bare(TEXT), found, level, 0.75), verdicts)
    apply(TEXT, edits_of(decisions))
    for decision in decisions:
        if verdicts.get(decision.finding.fingerprint, 0) is None:
            assert decision.status is Status.REJECTED
        if decision.status is Status.SUPERSEDED:
            winners = [d for d in decisions if d.finding.fingerprint == decision.superseded_by]
            assert [w.status for w in winners] == [Status.APPLIED]


@given(reviews(), thresholds, st.randoms())
def test_a_review_does_not_depend_on_the_order_of_decisions(review, level, random):
    found, verdicts = review
    decisions = resolve(bare(TEXT), found, level, 0.75)
    shuffled = random.sample(decisions, len(decisions))
    assert judge(shuffled, verdicts) == judge(decisions, verdicts)


@given(findings(), thresholds)
def test_rejecting_all_leaves_the_text(found, level):
    verdicts = {one.fingerprint: None for one in found}
    decisions = judge(resolve(bare(TEXT), found, level, 0.75), verdicts)
    assert apply(TEXT, edits_of(decisions)) == TEXT


@given(findings(), thresholds)
def test_no_verdicts_change_nothing(found, level):
    decisions = resolve(bare(TEXT), found, level, 0.75)
    assert judge(decisions, {}) == decisions


def statuses(found: list, **settings) -> list[str]:
    return [str(d.status) for d in decide(bare(TEXT), found, **settings)]


def test_safe_wins_over_unsafe_though_it_is_shorter():
    found = [finding(0, 10, "x", level=UNSAFE), finding(2, 4, "y", level=SAFE)]
    assert statuses(found, level=UNSAFE) == ["superseded", "applied"]


def test_the_longer_of_two_wins():
    assert statuses([finding(0, 3, "x"), finding(2, 8, "y")]) == ["superseded", "applied"]


def test_of_two_on_one_place_the_likelier_wins():
    found = [finding(0, 3, "x", p_right=0.8, rule="a.a"), finding(0, 3, "y", p_right=0.9, rule="b.b")]
    (applied,) = [d for d in decide(bare(TEXT), found) if d.status is Status.APPLIED]
    assert applied.finding.rule_id == "b.b"


def test_neighbours_both_win():
    assert statuses([finding(0, 3, "x"), finding(3, 6, "y")]) == ["applied", "applied"]


@pytest.mark.parametrize(("level", "applied"), [(None, 0), (SAFE, 1), (UNSAFE, 2)])
def test_the_level_says_what_is_applied(level, applied):
    found = [finding(0, 1, "x", level=SAFE), finding(2, 3, "y", level=UNSAFE), finding(4, 5)]
    assert statuses(found, level=level).count("applied") == applied


def test_a_safe_finding_below_the_least_confidence_is_unsafe():
    found = [finding(0, 1, "x", p_right=0.7)]
    assert statuses(found, least=0.75) == ["pending"]
    assert statuses(found, least=0.7) == ["applied"]
    assert statuses(found, level=UNSAFE, least=0.75) == ["applied"]


def test_a_flag_inside_what_is_removed_is_superseded_but_not_one_around_a_corrected_word():
    assert statuses([finding(0, 30, ""), finding(4, 9)]) == ["applied", "superseded"]
    assert statuses([finding(0, 30), finding(4, 9, "x")]) == ["pending", "applied"]


@pytest.mark.parametrize("kind", ["quotation", "name", "number", "address"])
def test_a_word_in_a_protected_place_waits(kind):
    doc = replace(bare(TEXT), protected=(Protected(Span(4, 12), kind),))
    (decision,) = decide(doc, [finding(6, 8, "x")])
    assert (decision.status, kind in decision.reason) == (Status.PENDING, True)


def test_beside_a_protected_place_nothing_waits():
    doc = replace(bare(TEXT), protected=(Protected(Span(4, 12), "name"),))
    assert [d.status for d in decide(doc, [finding(0, 4, "x"), finding(12, 14, "y")])] == [
        Status.APPLIED,
        Status.APPLIED,
    ]


def test_removals_and_repairs_of_characters_are_not_held_back():
    doc = replace(bare(TEXT), protected=(Protected(Span(4, 12), "quotation"),))
    found = [finding(0, 8, ""), finding(9, 10, "e", stage="normalise")]
    assert {d.status for d in decide(doc, found)} == {Status.APPLIED}


def test_an_accepted_finding_supersedes_what_it_overlaps():
    doc, found = bare(TEXT), with_fingerprints(TEXT, [finding(0, 30, ""), finding(4, 9, "x", "y")])
    block, word = found
    before = resolve(doc, found, SAFE, 0.75)
    after = judge(before, {word.fingerprint: 1})
    assert [(d.status, d.superseded_by, d.chosen) for d in after] == [
        (Status.SUPERSEDED, word.fingerprint, None),
        (Status.APPLIED, None, 1),
    ]


def test_accepting_applies_what_waits_on_a_protected_place():
    doc = replace(bare(TEXT), protected=(Protected(Span(4, 12), "quotation"),))
    (one,) = found = with_fingerprints(TEXT, [finding(6, 8, "x")])
    (decision,) = judge(resolve(doc, found, SAFE, 0.75), {one.fingerprint: 0})
    assert decision.status is Status.APPLIED


def test_what_a_rejected_finding_superseded_waits_again():
    found = with_fingerprints(TEXT, [finding(0, 30, ""), finding(4, 9, "x")])
    after = judge(resolve(bare(TEXT), found, SAFE, 0.75), {found[0].fingerprint: None})
    assert [d.status for d in after] == [Status.REJECTED, Status.PENDING]


def test_an_accepted_flag_without_a_correction_changes_nothing():
    found = with_fingerprints(TEXT, [finding(0, 3)])
    before = resolve(bare(TEXT), found, SAFE, 0.75)
    assert judge(before, {found[0].fingerprint: 0}) == before


def test_a_verdict_on_an_alternative_that_is_not_there_is_passed_over():
    found = with_fingerprints(TEXT, [finding(0, 3, "x")])
    before = resolve(bare(TEXT), found, None, 0.75)
    for alternative in (1, -1):
        assert judge(before, {found[0].fingerprint: alternative}) == before
