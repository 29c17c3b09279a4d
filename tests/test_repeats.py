from __future__ import annotations

import pytest

from cleanup.repeats import cues, is_prose, key, sentences, template


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("→ Most read", "MOST READ"),
        ("Updated 12 May 2024, 10:15", "Updated 3 June 2025, 09:00"),
        ("“Our” newsletter", '"our" newsletter'),
    ],
)
def test_copies_have_one_key(one, other):
    assert key(one) == key(other)


def test_numbers_in_prose_count():
    assert key("The vote was 12 to 3.") != key("The vote was 11 to 4.")


def test_a_template_has_slots_for_names_and_numbers():
    one = template("You can follow Jane Doe on Twitter for more of this")
    assert one == template("You can follow John Q. Smith on Twitter for more of this")
    assert one
    assert template("Jane Doe said") == ""


def test_sentences():
    text = "Mr. Smith spoke. He was asked why! No answer came."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Mr. Smith spoke.",
        "He was asked why!",
        "No answer came.",
    ]


def test_prose_is_closed():
    assert is_prose("The council met on Monday.")
    assert not is_prose("Most read")


def test_what_speaks_to_the_reader():
    assert cues("Sign up for our newsletter") >= 2
    assert cues("The trial continues.") == 0
