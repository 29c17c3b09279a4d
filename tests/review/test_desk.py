"""What each action on a reviewer's desk changes, that it can be undone, and what is written at the end."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.apply import apply, reading
from cleanup.errors import OutputError
from cleanup.resolve import edits_of
from cleanup.review.desk import Desk
from cleanup.saved import open_saved
from cleanup.types import Alternative, Decision, Edit, Result, Span, Status
from cleanup.verdictfile import Conflict, VerdictChange, VerdictFile
from cleanup.verdicts import place_of, readings
from tests.making import DISPLAY, SAFE, UNSAFE, finding
from tests.review.desks import desk, found
from tests.test_resolve import TEXT, findings, thresholds

WORDS = "The mayor won a grave, scheduled for May, in a short film about the house of the city.\n"


def at(words: str) -> tuple[int, int]:
    start = WORDS.index(words)
    return start, start + len(words)


def article() -> Result:
    """A safe correction, an unsafe one, a flag, and one that overlaps the first two."""
    start, end = at("grave")
    pair = (Edit(Span(start - 2, start - 1), "an"), Edit(Span(start, end), "inauguration"))
    grave = replace(finding(start, end, "ceremony", rule="es.grave"), alternatives=(
        Alternative(pair, 0.9), Alternative((Edit(Span(start, end), "ceremony"),), 0.8),
    ))  # fmt: skip
    return found(
        WORDS,
        [
            grave,
            finding(*at("short film"), "short term", rule="es.film", level=UNSAFE),
            finding(*at("house"), rule="es.house", level=DISPLAY),
            finding(*at("grave, scheduled for May"), "inauguration in May", rule="es.long", level=UNSAFE),
            finding(*at("mayor"), "minister", rule="es.film", level=UNSAFE),
        ],
    )


def id_of(of: Desk, words: str) -> str:
    span = Span(*at(words))
    (decision,) = [d for d in of.result.decisions if d.finding.span == span]
    return decision.finding.fingerprint


def status(of: Desk, words: str) -> Status:
    return of._by_id[id_of(of, words)].status


@pytest.fixture
def open_desk(tmp_path) -> Desk:
    return desk(tmp_path, article())


def test_what_waits(open_desk):
    left = [WORDS[d.finding.span.start : d.finding.span.end] for d in open_desk.left()]
    assert left == ["mayor", "short film", "house"]
    open_desk.act(open_desk.reject(id_of(open_desk, "house")))
    open_desk.act(open_desk.accept(id_of(open_desk, "mayor")))
    assert len(open_desk.left()) == 1


def test_repairs_of_characters_wait_for_nobody(tmp_path):
    repair = finding(*at("mayor"), "Mayor", stage="normalise", level=SAFE)
    assert desk(tmp_path, found(WORDS, [repair], level=None)).left() == []


def test_accept(open_desk):
    open_desk.act(open_desk.accept(id_of(open_desk, "short film")))
    assert "won an inauguration, scheduled for May, in a short term" in open_desk.result.output


def test_accepting_what_is_applied_keeps_it_and_a_number_takes_another(open_desk):
    grave, before = id_of(open_desk, "grave"), open_desk.result.output
    open_desk.act(open_desk.accept(grave))
    assert open_desk.result.output == before
    assert open_desk.review.verdicts[grave].text == "an inauguration"
    open_desk.act(open_desk.accept(grave, 1))
    assert "won a ceremony," in open_desk.result.output
    open_desk.act(open_desk.accept(grave))
    assert "won a ceremony," in open_desk.result.output


@pytest.mark.parametrize(("words", "alternative"), [("grave", 2), ("grave", -1), ("house", None)])
def test_there_is_no_such_correction(open_desk, words, alternative):
    with pytest.raises(LookupError):
        open_desk.accept(id_of(open_desk, words), alternative)


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_there_is_no_such_finding(open_desk, action):
    with pytest.raises(LookupError):
        getattr(open_desk, action)("unknown")


def test_reject_lets_what_was_superseded_wait(open_desk):
    assert status(open_desk, "grave, scheduled for May") is Status.SUPERSEDED
    open_desk.act(open_desk.reject(id_of(open_desk, "grave")))
    assert status(open_desk, "grave, scheduled for May") is Status.PENDING
    assert open_desk.result.output == WORDS


def test_rewrite(open_desk):
    grave = id_of(open_desk, "grave")
    open_desk.act(open_desk.rewrite(grave, "a start"))
    assert "won a start, scheduled" in open_desk.result.output
    open_desk.act(open_desk.rewrite(grave, "a ceremony"))
    assert open_desk._by_id[grave].chosen == 1
    open_desk.act(open_desk.rewrite(grave, "a grave"))
    assert open_desk._by_id[grave].status is Status.REJECTED
    assert open_desk.review.verdicts[grave].text is None


def test_change_and_reject_take_ones_own_away_again(open_desk):
    city = Span(*at("the city"))
    (change,) = open_desk.change(city, "Porto")
    open_desk.act([change])
    assert "the house of Porto." in open_desk.result.output
    open_desk.act(open_desk.change(city, "Lisbon"))
    assert "the house of Lisbon." in open_desk.result.output
    open_desk.act(open_desk.rewrite(change.id, "Braga"))
    assert "the house of Braga." in open_desk.result.output
    open_desk.act(open_desk.reject(change.id))
    assert "the house of the city." in open_desk.result.output
    assert open_desk.review.verdicts == {}
    assert open_desk.change(city, "the city") == []


@pytest.mark.parametrize("span", [Span(3, 3), Span(-1, 3), Span(5, len(WORDS) + 1), Span(5, 4)])
def test_a_change_of_nothing_is_refused(open_desk, span):
    with pytest.raises(ValueError, match="choose the words"):
        open_desk.change(span, "x")


def test_take_back(open_desk):
    first = open_desk.result
    open_desk.act(open_desk.reject(id_of(open_desk, "grave")))
    open_desk.act(open_desk.take_back(id_of(open_desk, "grave")))
    assert open_desk.result == first
    assert open_desk.take_back("unknown") == []


def test_the_last_word_wins(open_desk):
    grave, long = id_of(open_desk, "grave"), id_of(open_desk, "grave, scheduled for May")
    open_desk.act(open_desk.accept(grave))
    open_desk.act(open_desk.accept(long))
    assert "won a inauguration in May, in" in open_desk.result.output
    assert grave not in open_desk.review.verdicts
    open_desk.act(open_desk.change(Span(*at("scheduled for May")), "held in May"))
    assert "won an inauguration, held in May, in" in open_desk.result.output
    open_desk.act(open_desk.accept(long))
    assert list(open_desk.review.verdicts) == [long]


def test_all_that_have_a_correction_are_accepted_unless_it_overlaps_what_is_applied(open_desk):
    ids = [d.finding.fingerprint for d in open_desk.result.decisions]
    open_desk.act(open_desk.reject(id_of(open_desk, "mayor")))
    open_desk.act(open_desk.accept_all(ids))
    accepted = {v.original for v in open_desk.review.verdicts.values() if v.text is not None}
    assert accepted == {"a grave", "short film"}
    assert status(open_desk, "mayor") is Status.REJECTED
    assert [d.finding.rule_id for d in open_desk.left()] == ["es.house"]


def test_of_two_that_overlap_and_wait_the_first_is_accepted(tmp_path):
    some = [finding(*at(words), "x", level=UNSAFE) for words in ("short film", "film about", "about the")]
    waiting = desk(tmp_path, found(WORDS, some))
    waiting.act(waiting.accept_all([d.finding.fingerprint for d in waiting.result.decisions]))
    assert [str(d.status) for d in waiting.result.decisions] == ["applied", "superseded", "applied"]


def test_all_that_have_no_verdict_are_rejected(open_desk):
    open_desk.act(open_desk.accept(id_of(open_desk, "mayor")))
    open_desk.act(open_desk.reject_all([d.finding.fingerprint for d in open_desk.result.decisions]))
    assert open_desk.result.output == WORDS.replace("mayor", "minister")


def test_the_findings_of_a_rule(open_desk):
    assert open_desk.of_rule(id_of(open_desk, "short film")) == [
        id_of(open_desk, "mayor"),
        id_of(open_desk, "short film"),
    ]


def test_two_windows(open_desk, tmp_path):
    other = Desk(open_saved(tmp_path / "article.txt"))
    house = id_of(open_desk, "house")
    open_desk.act(open_desk.reject(house))
    with pytest.raises(Conflict):
        other.act(other.rewrite(house, "home"))
    other.refresh()
    assert other.result == open_desk.result
    other.act(other.rewrite(house, "home"))
    open_desk.refresh()
    assert "about the home" in open_desk.result.output


def test_two_windows_that_did_not_look_are_both_overruled_by_the_next_word(open_desk, tmp_path):
    other = Desk(open_saved(tmp_path / "article.txt"))
    open_desk.act(open_desk.accept(id_of(open_desk, "grave")))
    other.act(other.accept(id_of(other, "grave, scheduled for May")))
    assert len(other.review.verdicts) == 2
    other.act(other.change(Span(*at("won a grave, scheduled")), "takes office"))
    assert "The mayor takes office for May" in other.result.output
    assert len(other.review.verdicts) == 1


def test_finish_writes_text_and_record_and_marks(open_desk, tmp_path):
    open_desk.act(open_desk.accept(id_of(open_desk, "short film")))
    assert not open_desk.done
    open_desk.finish()
    assert open_desk.done
    assert (tmp_path / "article.clean.txt").read_text("utf-8") == open_desk.result.output
    record = json.loads((tmp_path / "article.cleanup.json").read_text("utf-8"))
    assert sum("before_review" in entry for entry in record["findings"]) == 1
    assert Desk(open_saved(tmp_path / "article.txt")).done
    open_desk.act(open_desk.reject(id_of(open_desk, "house")))
    assert not open_desk.done
    open_desk.finish()
    open_desk.reopen()
    assert not open_desk.done
    assert open_desk.review.verdicts


def test_what_was_decided_can_be_taken_back_after_the_text_was_written(open_desk, tmp_path):
    first = open_desk.result
    open_desk.act(open_desk.change(Span(*at("the city")), "Porto"))
    open_desk.act(open_desk.reject(id_of(open_desk, "grave")))
    open_desk.finish()
    later = Desk(open_saved(tmp_path / "article.txt"))
    for id in list(later.review.verdicts):
        later.act(later.take_back(id))
    assert later.result.decisions == first.decisions
    later.finish()
    assert (tmp_path / "article.clean.txt").read_text("utf-8") == first.output


def test_a_text_that_was_edited_by_hand_is_not_replaced(open_desk, tmp_path):
    open_desk.finish()
    text = tmp_path / "article.clean.txt"
    text.write_text("my own words", "utf-8")
    open_desk.act(open_desk.reject(id_of(open_desk, "grave")))
    with pytest.raises(OutputError, match="was edited .* run `cleanup apply --force`"):
        open_desk.finish()
    assert text.read_text("utf-8") == "my own words"
    assert not open_desk.done


def test_lost_verdicts_are_kept_and_can_be_taken_back(open_desk):
    lost = replace(open_desk.change(Span(*at("the city")), "Porto")[0].after, id="gone", original="not there")
    open_desk.act([VerdictChange("gone", None, lost)])
    assert open_desk.result.lost == (lost,)
    open_desk.act(open_desk.reject(id_of(open_desk, "house")))
    assert open_desk.result.lost == (lost,)
    open_desk.act(open_desk.take_back("gone"))
    assert open_desk.result.lost == ()


def test_a_new_verdict_on_a_finding_takes_the_place_of_one_that_was_lost(open_desk):
    (change,) = open_desk.reject(id_of(open_desk, "short film"))
    lost = replace(change.after, text="term", original="long film")
    open_desk.act([replace(change, after=lost)])
    assert open_desk.result.lost == (lost,)
    open_desk.act(open_desk.accept(id_of(open_desk, "short film")))
    assert open_desk.result.lost == ()
    assert "a short term about" in open_desk.result.output


# Any actions, in two windows: each is a name, a window, a place and a text.
names = ["accept", "reject", "rewrite", "change", "take_back", "accept_all", "reject_all"]
ends = st.integers(0, len(TEXT) - 1)
news = st.sampled_from(["", "x", "inauguration", "two words"])
actions = st.lists(st.tuples(st.sampled_from(names), st.integers(0, 1), ends, ends, news), max_size=8)


def perform(on: Desk, name: str, a: int, b: int, new: str) -> tuple[list[VerdictChange], Decision | None]:
    """The changes of an action, and the decision that it concerns."""
    ids = [d.finding.fingerprint for d in on.result.decisions]
    if name == "change":
        return on.change(Span(min(a, b), max(a, b) + 1), new), None
    if not ids:
        return [], None
    id = ids[a % len(ids)]
    decision = on._by_id[id]
    if name == "accept" and decision.finding.alternatives:
        return on.accept(id, b % len(decision.finding.alternatives)), decision
    if name == "rewrite":
        return on.rewrite(id, new), decision
    if name in ("reject", "take_back"):
        return getattr(on, name)(id), None
    if name in ("accept_all", "reject_all"):
        return getattr(on, name)(ids[a % len(ids) :]), None
    return [], None


@given(findings(), thresholds, actions)
def test_after_any_actions_the_file_says_what_the_desk_shows_and_all_can_be_undone(some, level, steps):
    with tempfile.TemporaryDirectory() as folder:
        one = desk(Path(folder), found(TEXT, some, level))
        two = Desk(open_saved(Path(folder, "article.txt")))
        first, done = one.result, []
        for name, window, *rest in steps:
            on = (one, two)[window]
            on.refresh()
            changes, _ = perform(on, name, *rest)
            on.act(changes)
            done.append(changes)
            assert on.result.lost == ()
            assert on.result.output == apply(TEXT, edits_of(on.result.decisions))
            saved = open_saved(Path(folder, "article.txt"))
            assert saved.settled(VerdictFile(saved.job.verdicts).read().verdicts.values()) == on.result
        for changes in reversed(done):
            two.act([change.undone for change in reversed(changes)])
        one.refresh()
        assert one.review.verdicts == two.review.verdicts == {}
        assert one.result == two.result == first


@given(findings(), thresholds, actions)
def test_the_last_word_always_wins(some, level, steps):
    """Also where a window that had not looked accepted what another's correction overlaps."""
    with tempfile.TemporaryDirectory() as folder:
        one = desk(Path(folder), found(TEXT, some, level))
        two = Desk(open_saved(Path(folder, "article.txt")))
        for name, window, *rest in steps:
            on = (one, two)[window]
            looks = rest[1] % 3 > 0
            if looks:
                on.refresh()
            changes, concerned = perform(on, name, *rest)
            try:
                on.act(changes)
            except Conflict:
                on.refresh()
                continue
            if not looks or not changes or changes[-1].after is None or changes[-1].after.text is None:
                continue
            after = on._by_id[changes[-1].id]
            assert after.status is Status.APPLIED
            if concerned is not None:
                place = place_of((after.before or after).finding)
                assert reading(TEXT, place, edits_of([after])) == changes[-1].after.text
                assert changes[-1].id == concerned.finding.fingerprint


@given(findings(), st.integers(0, 9), news)
def test_a_correction_by_its_number_gives_the_words_that_were_shown(some, number, new):
    with tempfile.TemporaryDirectory() as folder:
        one = desk(Path(folder), found(TEXT, some, SAFE))
        for decision in one.result.decisions:
            one.act(one.rewrite(decision.finding.fingerprint, new))
            now = one._by_id[decision.finding.fingerprint]
            shown = readings(TEXT, now.finding)
            if number >= len(shown):
                continue
            place = place_of(now.finding)
            one.act(one.accept(now.finding.fingerprint, number))
            after = one._by_id[now.finding.fingerprint]
            stays = shown[number] == TEXT[place.start : place.end]
            assert after.status is (Status.REJECTED if stays else Status.APPLIED)
            assert reading(TEXT, place, edits_of([after])) == shown[number]


def test_words_of_ones_own_on_a_place_that_was_found_are_a_verdict_on_the_finding(open_desk):
    found = next(d.finding for d in open_desk.result.decisions if d.finding.alternatives)
    (change,) = open_desk.change(found.span, "in words of my own")
    assert (change.id, change.after.rule) == (found.fingerprint, found.rule_id)
