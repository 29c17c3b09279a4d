"""Names of findings: they last while their surroundings do, and no two are alike."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cleanup.fingerprint import with_fingerprints
from tests.making import finding
from tests.texts import PIECES

TEXT = "The mayor said that his grave was held in May and all was well. "


def names(text: str, *findings) -> list[str]:
    return [one.fingerprint for one in with_fingerprints(text, findings)]


@given(st.sampled_from(PIECES), st.sampled_from(PIECES))
def test_a_change_elsewhere_keeps_the_name(before, after):
    at = TEXT.index("grave")
    moved = len(before) + 2
    changed = f"{before}\n\n{TEXT}\n\n{after}"
    assert names(TEXT, finding(at, at + 5)) == names(changed, finding(at + moved, at + 5 + moved))


def test_a_change_of_a_word_beside_it_changes_the_name():
    at = TEXT.index("grave")
    assert names(TEXT, finding(at, at + 5)) != names(
        TEXT.replace("that his", "that her"), finding(at, at + 5)
    )


def test_renaming_a_rule_or_changing_its_correction_keeps_the_name():
    at = TEXT.index("grave")
    old, new = finding(at, at + 5, "a", rule="one.name"), finding(at, at + 5, "b", rule="other.name")
    assert names(TEXT, old) == names(TEXT, new)


def test_another_stage_gives_another_name():
    assert names(TEXT, finding(4, 9)) != names(TEXT, finding(4, 9, stage="grammar"))


def test_two_findings_of_one_stage_on_one_place_stay_apart():
    assert len(set(names(TEXT, finding(4, 9, "x", rule="a.a"), finding(4, 9, "y", rule="b.b")))) == 2


def test_like_places_in_like_surroundings_stay_apart():
    text = TEXT * 3
    spans = [(4 + n * len(TEXT), 9 + n * len(TEXT)) for n in range(3)]
    assert len(set(names(text, *(finding(a, b) for a, b in spans)))) == 3


def test_the_first_of_like_places_keeps_its_name_when_a_second_is_added():
    assert (
        names(TEXT + TEXT, finding(20, 23))[0]
        == names(TEXT + TEXT, finding(20, 23), finding(20 + len(TEXT), 23 + len(TEXT)))[0]
    )


def test_findings_come_back_by_place_and_else_unchanged():
    found = with_fingerprints(TEXT, [finding(4, 9, "x"), finding(0, 3, "y")])
    plain = [replace(one, fingerprint="") for one in found]
    assert plain == [finding(0, 3, "y"), finding(4, 9, "x")]


def test_a_lone_surrogate_has_a_name_too():
    assert names("a \ud800 b", finding(2, 3))
