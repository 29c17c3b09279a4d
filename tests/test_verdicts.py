"""A reviewer's verdicts on a text: which place they find, what they make of it, and after a rerun."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.apply import apply, reading
from cleanup.fingerprint import with_fingerprints
from cleanup.resolve import edits_of, resolve
from cleanup.types import Alternative, Decision, Edit, Finding, Span, Status, Verdict
from cleanup.verdicts import REVIEW, own_verdict, place_of, readings, settle, verdict_on
from tests.making import UNSAFE, bare, finding
from tests.test_resolve import TEXT, findings, thresholds

ARTICLE = "The mayor won a grave, scheduled for May. He was in a short film about the house."


def place(text: str, words: str, nth: int = 1) -> Span:
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def grave(text: str, *news: str, level=UNSAFE) -> Finding:
    """A finding on “grave”, whose corrections also change the article before it."""
    word = place(text, "grave")
    article = Span(word.start - 2, word.start - 1)
    edits = [(Edit(article, "an" if new[0] in "aeiou" else "a"), Edit(word, new)) for new in news]
    one = finding(word.start, word.end, level=level)
    return replace(one, alternatives=tuple(Alternative(pair, 0.8) for pair in edits))


def decided(text: str, *found: Finding) -> tuple[Decision, ...]:
    return resolve(bare(text), with_fingerprints(text, found), UNSAFE, 0.75)


def output(text: str, decisions, verdicts) -> str:
    settled, lost = settle(text, decisions, verdicts)
    assert lost == ()
    return apply(text, edits_of(settled))


def test_a_verdict_holds_all_that_it_needs():
    (one,) = decided(ARTICLE, grave(ARTICLE, "inauguration", "ceremony"))
    assert verdict_on(ARTICLE, one.finding, "a start") == Verdict(
        id=one.finding.fingerprint,
        original="a grave",
        text="a start",
        before="The mayor won",
        after="scheduled for May",
        stage="mistranslation",
        rule="test.rule",
        p_wrong=0.9,
        p_right=0.8,
        proposed="an inauguration",
    )


def test_what_a_reviewer_rewrites():
    one = grave(ARTICLE, "inauguration")
    assert ARTICLE[slice(*_ends(place_of(one)))] == "a grave"
    assert readings(ARTICLE, grave(ARTICLE, "inauguration", "ceremony")) == ["an inauguration", "a ceremony"]
    paragraph = replace(finding(0, 3), alternatives=(Alternative((Edit(Span(0, 5), ""),), 0.9),))
    assert place_of(paragraph) == Span(0, 3)
    assert place_of(finding(0, 3)) == Span(0, 3)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


@pytest.mark.parametrize(
    ("wanted", "reads"),
    [
        (None, "won a grave, scheduled"),
        ("an inauguration", "won an inauguration, scheduled"),
        ("a ceremony", "won a ceremony, scheduled"),
        ("the day of days", "won the day of days, scheduled"),
        ("", "won , scheduled"),
    ],
)
def test_each_verdict_makes_its_text(wanted, reads):
    decisions = decided(ARTICLE, grave(ARTICLE, "inauguration", "ceremony"))
    verdict = verdict_on(ARTICLE, decisions[0].finding, wanted)
    assert reads in output(ARTICLE, decisions, [verdict])
    ((after,), _) = settle(ARTICLE, decisions, [verdict])
    assert after.before == decisions[0]
    assert after.status is (Status.REJECTED if wanted is None else Status.APPLIED)


def test_without_verdicts_nothing_changes():
    decisions = decided(ARTICLE, grave(ARTICLE, "inauguration"))
    assert settle(ARTICLE, decisions, []) == (decisions, ())


def test_words_of_ones_own_are_one_more_alternative_and_marked():
    decisions = decided(ARTICLE, grave(ARTICLE, "inauguration"))
    ((after,), _) = settle(ARTICLE, decisions, [verdict_on(ARTICLE, decisions[0].finding, "a start")])
    assert [a.reviewer for a in after.finding.alternatives] == [False, True]
    assert after.chosen == 1
    assert after.before.finding.alternatives == after.finding.alternatives[:1]


def test_a_flag_gets_the_words_that_it_lacked():
    text = "He said: todavía no."
    decisions = decided(text, finding(9, 19))
    assert output(text, decisions, [verdict_on(text, decisions[0].finding, "not yet")]) == "He said: not yet."


def test_an_alternative_is_found_by_its_words_after_a_rule_has_changed():
    (old,) = decided(ARTICLE, grave(ARTICLE, "inauguration", "ceremony"))
    verdict = verdict_on(ARTICLE, old.finding, "a ceremony")
    renamed = replace(grave(ARTICLE, "ceremony", "award", "inauguration"), rule_id="test.other")
    ((after,), _) = settle(ARTICLE, decided(ARTICLE, renamed), [verdict])
    assert (after.chosen, len(after.finding.alternatives)) == (0, 3)
    gone = decided(ARTICLE, grave(ARTICLE, "award"))
    ((after,), _) = settle(ARTICLE, gone, [verdict])
    assert after.finding.alternatives[after.chosen].reviewer
    assert "won a ceremony, scheduled" in apply(ARTICLE, edits_of([after]))


@pytest.mark.parametrize(
    "later", ["Some news.\n\n" + ARTICLE, ARTICLE.replace(" He was in a short film about the house.", "")]
)
def test_a_verdict_finds_its_place_when_the_text_has_changed_elsewhere(later):
    (old,) = decided(ARTICLE, grave(ARTICLE, "inauguration"))
    verdict = verdict_on(ARTICLE, old.finding, "a start")
    assert "won a start, scheduled" in output(later, decided(later, grave(later, "inauguration")), [verdict])


@pytest.mark.parametrize(
    "later",
    [
        "Some news.\n\n" + ARTICLE,
        ARTICLE.replace("The mayor won a grave, scheduled for May. ", ""),
        ARTICLE.replace("the house.", "the house and the garden."),
    ],
)
def test_a_change_of_ones_own_finds_its_place_when_the_text_has_changed_elsewhere(later):
    verdict = own_verdict(ARTICLE, place(ARTICLE, "short film"), "little while")
    assert output(later, (), [verdict]) == later.replace("short film", "little while")


def test_of_places_that_are_alike_the_same_one_changes():
    line = "It was a short film about the house and the city.\n"
    lines = [line] * 4
    for n in range(4):
        verdict = own_verdict(line * 4, place(line * 4, "short film", n + 1), "x")
        changed = [*lines[:n], line.replace("short film", "x"), *lines[n + 1 :]]
        assert output(line * 4, (), [verdict]) == "".join(changed)
    third = own_verdict(line * 4, place(line * 4, "short film", 3), "x")
    assert settle(line * 2, (), [third]) == ((), (third,))


def test_places_that_overlap_themselves():
    verdict = own_verdict("aaaa", Span(1, 3), "b")
    assert output("aaaa", (), [verdict]) == "aba"


@pytest.mark.parametrize("span", [Span(3, 3), Span(0, 0)])
def test_a_change_of_ones_own_needs_words(span):
    with pytest.raises(ValueError, match="words to replace"):
        own_verdict(ARTICLE, span, "x")


def test_what_finds_no_place_is_returned_and_not_applied():
    (old,) = decided(ARTICLE, grave(ARTICLE, "inauguration"))
    on_finding = verdict_on(ARTICLE, old.finding, "a start")
    own = own_verdict(ARTICLE, place(ARTICLE, "short film"), "term")
    later = "All of it was written again."
    assert settle(later, (), [on_finding, own]) == ((), (on_finding, own))


def test_a_verdict_on_other_words_than_stand_there_is_lost():
    decisions = decided(ARTICLE, grave(ARTICLE, "inauguration"))
    wider = verdict_on(ARTICLE, decisions[0].finding, "an inauguration")
    narrow = decided(
        ARTICLE, replace(finding(*_ends(place(ARTICLE, "grave")), "tomb"), stage="mistranslation")
    )
    assert narrow[0].finding.fingerprint == decisions[0].finding.fingerprint
    assert settle(ARTICLE, narrow, [wider]) == (narrow, (wider,))
    # What was rejected was the finding, whatever it would have changed.
    ((after,), lost) = settle(ARTICLE, narrow, [replace(wider, text=None)])
    assert (after.status, lost) == (Status.REJECTED, ())


def test_a_change_of_ones_own_supersedes_what_was_found_there():
    decisions = decided(ARTICLE, grave(ARTICLE, "inauguration"))
    own = own_verdict(ARTICLE, place(ARTICLE, "won a grave"), "takes office")
    settled, _ = settle(ARTICLE, decisions, [own])
    assert "The mayor takes office, scheduled" in apply(ARTICLE, edits_of(settled))
    mine, found = settled
    assert (mine.finding.stage, mine.before, mine.status) == (REVIEW, None, Status.APPLIED)
    assert (found.status, found.superseded_by, found.before) == (Status.SUPERSEDED, own.id, decisions[0])


news = st.sampled_from(["", "x", "inauguration", "two words"])


@st.composite
def reviewed(draw: st.DrawFn) -> tuple[tuple[Decision, ...], list[Verdict]]:
    """Decisions about TEXT and verdicts on some of them, and on other places, in any order."""
    decisions = resolve(bare(TEXT), draw(findings()), draw(thresholds), 0.75)
    verdicts = []
    for decision in decisions:
        known = readings(TEXT, decision.finding)
        wanted = draw(st.sampled_from(["no verdict", None, *known]) | news)
        if wanted != "no verdict":
            verdicts.append(verdict_on(TEXT, decision.finding, wanted))
    for a, b in draw(st.lists(st.tuples(*[st.integers(0, len(TEXT) - 1)] * 2), max_size=2)):
        verdicts.append(own_verdict(TEXT, Span(min(a, b), max(a, b) + 1), draw(news)))
    return decisions, draw(st.permutations(verdicts))


@given(reviewed())
def test_after_any_review_the_edits_are_disjoint_and_no_verdict_is_lost(review):
    decisions, verdicts = review
    settled, lost = settle(TEXT, decisions, verdicts)
    apply(TEXT, edits_of(settled))  # raises where two overlap
    assert lost == ()
    found = {d.finding.fingerprint for d in settled}
    assert found == {d.finding.fingerprint for d in decisions} | {v.id for v in verdicts}


@given(reviewed())
def test_what_was_accepted_stands_there_or_another_verdict_changes_it(review):
    decisions, verdicts = review
    settled, _ = settle(TEXT, decisions, verdicts)
    after = {d.finding.fingerprint: d for d in settled}
    for verdict in {v.id: v for v in verdicts}.values():
        one = after[verdict.id]
        if verdict.text is None:
            assert one.status is Status.REJECTED
        elif one.status is Status.SUPERSEDED:
            assert one.superseded_by in {v.id for v in verdicts}
        else:
            where = place_of((one.before or one).finding)
            assert reading(TEXT, where, edits_of([one])) == verdict.text


@given(reviewed())
def test_a_review_settled_again_on_what_was_decided_before_it_is_the_same(review):
    decisions, verdicts = review
    settled, _ = settle(TEXT, decisions, verdicts)
    base = tuple(d.before or d for d in settled if d.finding.stage != REVIEW)
    assert base == decisions
    assert settle(TEXT, base, verdicts) == (settled, ())


@given(findings(), thresholds)
def test_rejecting_all_gives_the_input(found, level):
    decisions = resolve(bare(TEXT), found, level, 0.75)
    verdicts = [verdict_on(TEXT, d.finding, None) for d in decisions]
    assert output(TEXT, decisions, verdicts) == TEXT


@given(reviewed(), st.randoms())
def test_the_order_of_verdicts_on_different_places_is_nothing(review, random):
    decisions, verdicts = review
    once = list({v.id: v for v in verdicts}.values())
    assert settle(TEXT, decisions, random.sample(once, len(once))) == settle(TEXT, decisions, once)
