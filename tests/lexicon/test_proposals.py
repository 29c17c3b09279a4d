"""Proposals: what may have been meant, for words, listed and generated expressions."""

from __future__ import annotations

from cleanup.lexicon.proposals import certain, ranked
from cleanup.matchers import Reading


def texts(found, place: str) -> tuple[str, ...]:
    return ranked([p for p in found if " ".join(t.text for t in p.place.tokens) == place])


def test_a_leftover_proposes_the_words_of_all_senses(propose):
    assert texts(propose("The thirst of the games was Rome.", "es"), "thirst") == (
        "venue",
        "headquarters",
        "seat",
        "head office",
    )


def test_the_word_of_one_sense_proposes_those_of_the_others(propose):
    found = propose("The venue of the company is in Rome.", "es")
    assert texts(found, "venue") == ("headquarters", "seat", "head office")


def test_a_proposal_is_inflected_and_cased_like_what_stands_there(propose):
    assert texts(propose("Sieges were for sale.", "fr"), "Sieges") == ("Seats", "Headquarters")


def test_only_the_languages_named_count(propose):
    found = propose("His state is grave.", "fr")
    assert {p.entry.language for p in found} == {"fr"}
    assert {p.entry.language for p in propose("His state is grave.")} == {"es", "fr"}


def test_a_verb_may_take_its_preposition_along(propose):
    found = propose("She assisted to the ceremony.", "es")
    assert texts(found, "assisted") == ("attended", "helped", "treated")
    assert texts(found, "assisted to") == ("attended", "helped", "treated")


def test_a_listed_expression_is_found_in_any_inflection(propose):
    assert texts(propose("They gave two wheels of press.", "es"), "wheels of press") == (
        "press conferences",
        "news conferences",
    )


def test_what_stands_in_a_slot_is_kept(propose):
    found = propose("He made omitted case of the warnings.", "es")
    assert texts(found, "made omitted case of") == ("ignored", "disregarded")
    found = propose("The scandal put the young minister against the cords.", "es")
    assert texts(found, "put the young minister against the cords") == (
        "had the young minister on the ropes",
    )


def test_the_possessive_is_kept(propose):
    found = propose("They must put on their batteries.", "es")
    assert texts(found, "put on their batteries") == ("get their act together",)


def test_an_expression_s_words_rendered_one_by_one_are_found(propose):
    for place in ("room of the urgencies", "urgency room", "chamber of emergencies"):
        found = propose(f"He waited in a {place} for hours.", "es")
        (proposal,) = [p for p in found if p.entry.lemma == "sala de urgencias"]
        assert proposal.generated, place
        assert " ".join(t.text for t in proposal.place.tokens) == place


def test_the_right_rendering_of_an_expression_is_no_find(propose):
    found = propose("He waited in an emergency room for hours.", "es")
    assert not [p for p in found if p.entry.lemma == "sala de urgencias"]


def test_words_with_others_between_are_no_expression(propose):
    found = propose("The room was full of people and of urgency.", "es")
    assert not [p for p in found if p.entry.lemma == "sala de urgencias"]


def test_only_what_is_certain_is_certain(lexicon, read):
    text = "A wheel of press had a hard hand, and he made omitted case of it: a wheel for the press."
    (paragraph,) = read(text).paragraphs
    found = list(certain(lexicon, Reading(paragraph)))
    assert [p.entry.lemma for p in found] == ["rueda de prensa", "hacer caso omiso de X"]
    assert [next(p.rendered()) for p in found] == ["press conference", "ignored"]


def test_what_is_certain_varies_in_number_and_tense_alone(lexicon, read):
    def found(text: str) -> list[str]:
        (paragraph,) = read(text).paragraphs
        return [next(p.rendered()) for p in certain(lexicon, Reading(paragraph))]

    assert found("Two wheels of press followed.") == ["press conferences"]
    assert found("A wheel of pressed cheese rolled away.") == []
    assert found("He was tired of the wheel of press conferences.") == []
    assert found("He owned a wheel of press-moulded clay.") == []
    assert found("She is making omitted case of it.") == ["ignoring"]
    assert found("They make omitting case of it.") == []


def test_only_what_replaces_a_verb_takes_its_tense(propose):
    found = propose("He spoke by surprised step.", "es")
    assert texts(found, "by surprised step") == ("in passing",)


def test_the_n_t_of_a_verb_begins_nothing(propose):
    assert not [p for p in propose("They don't give their arm to twist.", "es") if p.entry.pos == "v"]


def test_a_brace_in_a_slot_is_text(propose):
    assert texts(propose("It put {1} against the cords.", "es"), "put { 1 } against the cords") == ()
