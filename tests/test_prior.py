"""What certain findings say about the doubtful ones of the same article."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cleanup.prior import BASE, CAP, assess, weigh
from cleanup.types import Prior
from tests.making import DISPLAY, SAFE, UNSAFE, bare, finding

DOC = bare("text")


def sign(level, language: str = "es"):
    return replace(finding(0, 1, "x", level=level), evidence={"source_language": language})


def untranslated(language: str):
    flag = finding(0, 1, stage="foreign", level=DISPLAY)
    return replace(flag, category="untranslated", evidence={"language": language})


def test_an_article_without_signs_is_taken_for_human_english():
    assert assess(DOC, []) == (Prior(BASE), None)


def test_every_kind_of_sign_raises_the_prior_and_is_a_reason():
    for one in (sign(SAFE), sign(UNSAFE), untranslated("es")):
        prior, _ = assess(DOC, [one])
        assert prior.probability > BASE
        assert len(prior.reasons) == 1


def test_removed_boilerplate_and_flags_say_nothing():
    found = [finding(0, 1, "", stage="boilerplate"), finding(0, 1, level=DISPLAY)]
    assert assess(DOC, found)[0] == Prior(BASE)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_prior_never_passes_its_cap_and_grows_with_the_signs(safe, unsafe, foreign):
    found = [sign(SAFE)] * safe + [sign(UNSAFE)] * unsafe + [untranslated("es")] * foreign
    prior = assess(DOC, found)[0].probability
    assert BASE <= prior <= CAP
    assert prior <= assess(DOC, [*found, sign(SAFE)])[0].probability


def test_the_language_of_what_was_left_untranslated_counts_most():
    found = [sign(UNSAFE, "es pt"), sign(UNSAFE, "es"), untranslated("pt")]
    assert assess(DOC, found)[1] == "pt"


def test_a_stated_language_wins_and_raises_the_prior():
    prior, language = assess(replace(DOC, source_language="fr"), [untranslated("es")])
    assert language == "fr"
    assert prior.probability > assess(DOC, [untranslated("es")])[0].probability


def test_a_prior_of_one_half_leaves_a_rule_s_promise():
    assert weigh([sign(SAFE)], Prior(0.5)) == [sign(SAFE)]


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_weighing_stays_a_probability_and_goes_the_way_of_the_prior(p_wrong, prior):
    (weighed,) = weigh([finding(0, 1, "x", p_wrong=p_wrong)], Prior(prior))
    assert 0 <= weighed.p_wrong <= 1
    if prior > 0.5:
        assert weighed.p_wrong >= p_wrong - 1e-4
    else:
        assert weighed.p_wrong <= p_wrong + 1e-4


def test_only_mistranslations_are_weighed():
    notice = finding(0, 1, "", stage="boilerplate")
    assert weigh([notice], Prior(0.9)) == [notice]
