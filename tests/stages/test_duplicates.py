"""What stands twice, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given

from cleanup.errors import InputError
from cleanup.stages.duplicates import Duplicates
from cleanup.stages.normalise import Normalise
from tests.making import cleaned, document
from tests.texts import articles

HEADLINE = "Council delays decision on harbour bridge"
BODY = "The city council put off a decision on the bridge on Tuesday after hours of debate."
OTHER = "Engineers had told members that the span would carry lorries for ten more years."
LAST = "A vote is now planned for the end of the month, the mayor said at the meeting."


def left(read, *paragraphs: str) -> list[str]:
    return cleaned(read("\n\n".join(paragraphs)), Duplicates()).strip().split("\n\n")


@given(articles())
def test_a_second_run_changes_nothing(parser, text):
    try:
        once = cleaned(document(text, parser.parse), Normalise(), Duplicates())
        twice = cleaned(document(once, parser.parse), Normalise(), Duplicates())
    except InputError:
        return
    assert twice == once


@given(articles())
def test_what_goes_is_whole_and_has_its_first_copy_above(parser, text):
    try:
        doc = document(text, parser.parse)
    except InputError:
        return
    by_span = {p.span: p for p in doc.paragraphs}
    for found in Duplicates().find(doc):
        (edit,) = found.alternatives[0].edits
        assert edit.span == by_span[found.span].owned
        assert found.evidence["copy_of"] < found.span.start


@pytest.mark.parametrize(
    "copy",
    [
        HEADLINE,
        HEADLINE.upper(),
        "Council Delays Decision on Harbour Bridge",
        f"{HEADLINE} | The Daily News",
        f"{HEADLINE} - News.example",
        HEADLINE + ".",
    ],
)
def test_a_headline_that_stands_again_goes(read, copy):
    assert left(read, HEADLINE, copy, BODY, OTHER) == [HEADLINE, BODY, OTHER]
    assert left(read, HEADLINE, BODY, copy, OTHER) == [HEADLINE, BODY, OTHER]


def test_a_headline_below_a_section_name_is_one(read):
    assert left(read, "Politics", HEADLINE, BODY, HEADLINE) == ["Politics", HEADLINE, BODY]


def test_the_first_of_many_copies_stays(read):
    assert left(read, HEADLINE, BODY, BODY, OTHER, BODY, HEADLINE) == [HEADLINE, BODY, OTHER]


def test_a_copy_with_small_differences_goes(read):
    assert left(read, BODY, OTHER, BODY.replace("city council", "City Council,")) == [
        BODY,
        OTHER,
    ]
    assert left(read, BODY, OTHER, BODY.replace("a decision", "the decision")) == [BODY, OTHER]


def test_short_lines_beside_each_other_go_however_often_they_stand(read):
    line = "All rights are reserved here."
    assert left(read, BODY, line, line, line, OTHER) == [BODY, line, OTHER]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Officials said that 12 people were hurt in the flood on the river on Monday night.",
         "Officials said that 13 people were hurt in the flood on the river on Monday night."),
        ("The minister did say that the talks with the unions had come to an end on Friday.",
         "The minister did not say that the talks with the unions had come to an end on Friday."),
        ("The minister said that the talks with the unions in Lyon had come to an end on Friday.",
         "The minister said that the talks with the unions in Lille had come to an end on Friday."),
        ("Prices for houses in the north of the country rose again in the spring, banks said.",
         "Prices for houses in the north of the country fell again in the spring, banks said."),
    ],
)  # fmt: skip
def test_statements_that_differ_in_a_number_a_name_or_a_denial_stay(read, one, other):
    assert left(read, HEADLINE, one, other, LAST) == [HEADLINE, one, other, LAST]
    assert left(read, HEADLINE, one, BODY, other) == [HEADLINE, one, BODY, other]


@pytest.mark.parametrize(
    ("word", "other"),
    [("two", "six"), ("he", "she"), ("before", "after"), ("more", "less"), ("up", "down")],
)
def test_a_small_word_can_make_another_statement(read, word, other):
    one = f"Officials said that the {word} people were hurt in the flood on the river on Monday night."
    assert len(left(read, HEADLINE, one, one.replace(word, other))) == 3


def test_a_denial_in_a_short_form_makes_another_statement(read):
    one = "The minister said that he could come to the talks with the unions on Friday night."
    assert len(left(read, HEADLINE, one, one.replace("could", "couldn’t"))) == 3


@pytest.mark.parametrize(
    "line", ["And so it goes on.", "“We shall not be moved,” they sang.", "What we know so far"]
)
def test_a_refrain_a_quotation_or_a_subheading_that_stands_apart_stays(read, line):
    paragraphs = [HEADLINE, BODY, line, OTHER, line, LAST]
    assert left(read, *paragraphs) == paragraphs


@pytest.mark.parametrize("label", ["Read more", "Q.", "Video", "Yes.", "* * *"])
def test_labels_stay_wherever_they_stand(read, label):
    paragraphs = [label, label, BODY, label, OTHER, label]
    assert left(read, *paragraphs) == paragraphs


def test_a_list_of_results_stays(read):
    results = [f"Rovers {n} United {n + 1} after extra time" for n in range(4)]
    results += ["Lions beat Tigers at home in the cup", "Bears beat Tigers at home in the cup"]
    assert left(read, HEADLINE, *results) == [HEADLINE, *results]


def test_a_removed_last_paragraph_takes_its_line_ends_along(read):
    doc = read(f"{BODY}\r\n\r\n{OTHER}\r\n\r\n{BODY}\r\n")
    assert cleaned(doc, Duplicates()) == f"{BODY}\r\n\r\n{OTHER}\r\n\r\n"


def test_neighbours_that_both_go_do_not_overlap(read):
    assert left(read, BODY, OTHER, BODY, OTHER, LAST) == [BODY, OTHER, LAST]


def test_copies_are_found_through_damaged_characters(read):
    damaged = BODY.replace(" a ", "\u00a0a\u200b ").replace("debate", "de\u00adbate")
    assert left(read, BODY, OTHER, damaged) == [BODY, OTHER]
