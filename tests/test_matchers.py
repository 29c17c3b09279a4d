"""Patterns and conditions: where a rule holds."""

from __future__ import annotations

import pytest

from cleanup.matchers import PatternError, Reading, compile_pattern, find_places, holds


@pytest.fixture(scope="session")
def reading(read):
    return lambda text: Reading(read(text).paragraphs[0])


@pytest.fixture(scope="session")
def found(reading):
    """The texts of the places where a pattern matches."""

    def places(pattern: str, text: str) -> list[str]:
        seen = reading(text)
        return [" ".join(t.text for t in p.tokens) for p in find_places(compile_pattern(pattern), seen)]

    return places


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("film", "Films and a film.", ["Films", "film"]),
        ("=films", "Films and a film.", ["Films"]),
        ("film|movie", "A film is a movie.", ["film", "movie"]),
        ("graves", "The graves were held.", ["graves"]),
        ("grave", "The graves were held.", ["graves"]),  # spaCy's lemma of it is `graf`
        ("grave", "They engrave.", []),
        ("meet", "The meeting was long.", []),
        ("assist/VERB", "They assist. The assist counted.", ["assist"]),
        ("assist/VBD", "She assisted while they assist.", ["assisted"]),
        ("the <film/NOUN,PROPN>", "The film began.", ["film"]),
        ("in the <short film> of", "In the short film of it.", ["short film"]),
        ("short? film", "A short film, a long film.", ["short film", "film"]),
        ("give ... speech", "He gave a speech.", ["gave a speech"]),
        ("give ... speech", "He gave speeches.", ["gave speeches"]),
        ("give ... speech", "He gave a very long dull speech.", []),
        ("short-term", "A short-term plan.", ["short - term"]),
        ("minister 's grave", "The minister’s grave was held.", ["minister ’s grave"]),
        ("<take/VERB> place", "It took place.", ["took"]),
        ("film film film", "Film film film film.", ["Film film film", "film film film"]),
        ("word", "Other things.", []),
    ],
)
def test_a_pattern_finds_its_places(found, pattern, text, places):
    assert found(pattern, text) == places


def test_words_of_a_headline_are_found_though_spacy_takes_them_for_names(found):
    assert found("film/NOUN", "Minister Watches Films After Long Vote") == ["Films"]


def test_case_is_nothing_to_a_pattern(found):
    assert found("Grave", "GRAVE grave Grave") == ["GRAVE", "grave", "Grave"]


@pytest.mark.parametrize(
    "pattern", ["", "<a> <b>", "<a", "a>", "/NOUN", "...", "a? /NOUN", "<... a>", "a//B"]
)
def test_a_pattern_without_a_meaning_is_an_error(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        ({"before": ("his",)}, "His grave was held.", "The grave of his was held."),
        ({"after": ("be/AUX",)}, "The grave was held.", "The grave quickly was held."),
        ({"near": ("president",)}, "The grave of the president.", "The grave. The president left."),
        ({"near": ("grave",)}, "A grave is a grave.", "A grave is there."),
        ({"article": ("vote",)}, "The grave was held. They vote.", "The grave was held."),
        ({"head": ("visit",)}, "She visited the grave.", "She dug the grave."),
        ({"head": ("visit",)}, "She visited the grave.", "The grave, she visited Rome."),
        ({"child": ("official",)}, "The official grave was held.", "The grave was official."),
        ({"of": ("president/NOUN",)}, "The grave of the president.", "The grave for the president."),
        ({"of": ("/PROPN",)}, "The grave of Trump was held.", "The grave of stone was held."),
        ({"object_of": ("hold",)}, "They held the grave.", "The grave held them."),
        ({"object_of": ("hold",)}, "The grave was held.", "The grave was there."),
        ({"object_of": ("schedule",)}, "The grave, scheduled for May, is off.", "The grave is off."),
        ({"object_of": ("hold",)}, "The grave that they held was long.", "The grave that held them."),
        ({"object_of": ("watch",)}, "They held and watched the grave.", "They held the grave."),
        ({"subject_of": ("take place",)}, "The grave took place.", "The grave took them."),
        ({"subject_of": ("begin",)}, "The grave that began at noon.", "They began the grave."),
        ({"predicate": ("free",)}, "The grave is free.", "The free grave is there."),
        ({"before": ("his",), "after": ("be",)}, "His grave was held.", "His grave there was held."),
        ({"before": ("his", "her")}, "Her grave was held.", "Their grave was held."),
    ],
)
def test_a_condition_tells_two_sentences_apart(reading, condition, yes, no):
    answers = []
    for text in (yes, no):
        seen = reading(text)
        place = next(find_places(compile_pattern("grave"), seen))
        answers.append(holds(condition, place, [seen]))
    assert answers == [True, False]


def test_the_place_itself_is_nothing_near_it(reading):
    seen = reading("The grave was held.")
    (place,) = find_places(compile_pattern("grave"), seen)
    assert not holds({"near": ("grave",)}, place, [seen])
    assert not holds({"article": ("grave",)}, place, [seen])


def test_the_article_is_all_its_paragraphs(reading):
    seen, other = reading("The grave was held."), reading("Voters voted.")
    (place,) = find_places(compile_pattern("grave"), seen)
    assert holds({"article": ("vote",)}, place, [seen, other])
