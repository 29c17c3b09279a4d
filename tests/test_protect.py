"""What no word is changed in: the inside of quotations, names, numbers, addresses, the house's terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.protect import quotations


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in quotations(text)]


@pytest.mark.parametrize(
    ("text", "insides"),
    [
        ('He said "yes" and "no".', ["yes", "no"]),
        ("“Outer ‘inner’ outer,” he said.", ["Outer ‘inner’ outer,"]),
        ("“A “nested one” of the same marks” ends", ["A “nested one” of the same marks"]),
        ("“One,” he said, “two.”", ["One,", "two."]),
        ("«Oui» and „Ja“ and „Nee”", ["Oui", "Ja", "Nee"]),
        ("“It goes on in the next paragraph", ["It goes on in the next paragraph"]),
        ("“He said ‘never’ again", ["He said ‘never’ again"]),
        ("The ‘deal’ isn’t ‘done’", ["deal", "done"]),
        ("'Single marks,' he said", ["Single marks,"]),
        ("‘It’s over,’ she said", ["It’s over,"]),
    ],
)
def test_the_inside_of_a_quotation_is_found(text, insides):
    assert quoted(text) == insides


@pytest.mark.parametrize(
    "text",
    [
        "the dogs’ bowls and the cats’ beds",
        "the players' union and the owners' group",
        "'Tis the season; 'twas the '90s",
        "rock ’n’ roll isn’t dead",
        "He is 5'10\" tall and she is 6'2\".",
        'A 12" record. The song ended.',
        '“” and ""',
        "",
    ],
)
def test_apostrophes_and_inches_quote_nothing(text):
    assert quoted(text) == []


@pytest.mark.xfail(strict=True, reason="a plural's apostrophe looks like the end of the quotation")
def test_a_possessive_plural_inside_single_marks():
    assert quoted("He said ‘it’s the dogs’ bowl’ twice") == ["it’s the dogs’ bowl"]


@given(st.text("ab “”‘’\"'«»„.", max_size=20))
def test_quotations_are_disjoint_and_not_empty(text):
    at = 0
    for start, end in quotations(text):
        assert at <= start < end <= len(text)
        at = end


def protected(doc, kind: str) -> set[str]:
    return {doc.text[p.span.start : p.span.end] for p in doc.protected if p.kind == kind}


def test_names_are_protected_also_those_that_begin_a_sentence(read):
    doc = read("Paris is calm. Yesterday the Bank of England met Angela Merkel.")
    assert protected(doc, "name") >= {"Paris", "Bank of England", "Angela Merkel"}


def test_a_word_that_begins_a_sentence_is_no_name(read):
    doc = read("Growth slowed. “Prices rose,” they said. Next: Wages fell. I know.")
    assert protected(doc, "name") == set()


def test_capitals_of_a_headline_are_no_names_but_places_are(read):
    doc = read("Minister of State Resigns After the Vote in Paris")
    assert protected(doc, "name") == {"Paris"}


def test_inner_capitals_are_names(read):
    assert protected(read("The UN and the iPhone."), "name") == {"UN", "iPhone"}


def test_a_possessive_is_no_part_of_the_name(read):
    assert "Spain" in protected(read("Spain’s government fell."), "name")


def test_numbers_are_protected(read):
    doc = read("He won 3-1 in 2019 before twenty people, at €3.5 each, the 2nd of 1,000.")
    assert protected(doc, "number") >= {"3", "1", "2019", "twenty", "3.5", "2nd", "1,000"}


def test_addresses_are_protected_without_the_punctuation_after_them(read):
    doc = read("See https://example.com/a?b=c, www.example.org. Mail me@mail.example.net, ask @user.")
    assert protected(doc, "address") == {
        "https://example.com/a?b=c",
        "www.example.org",
        "me@mail.example.net",
        "@user",
    }


def test_house_terms_are_protected_as_whole_words_only(read):
    doc = read("The swamp fox and the swamp foxes of the swamp.", house_terms=("swamp fox", "swamp"))
    spans = sorted(p.span for p in doc.protected if p.kind == "house")
    assert [doc.text[s.start : s.end] for s in spans] == ["swamp fox", "swamp", "swamp"]


def test_places_count_in_the_text_as_it_is(read):
    doc = read("😀 cafe\u0301\u00a0in\u200b Paris\r\n\r\nand “e\u0301 pur”.")
    assert "Paris" in protected(doc, "name")
    assert protected(doc, "quotation") == {"e\u0301 pur"}
