"""Damaged characters become findings of their own."""

from __future__ import annotations

from hypothesis import given

from cleanup.errors import InputError
from cleanup.stages.normalise import Normalise
from tests.making import cleaned, document
from tests.texts import articles


@given(articles())
def test_a_second_run_changes_nothing(parser, text):
    try:
        once = cleaned(document(text, parser.parse), Normalise())
        twice = cleaned(document(once, parser.parse), Normalise())
    except InputError:
        return
    assert twice == once


def test_a_finding_says_where_and_which_characters(read):
    doc = read("😀 e\u0301\r\nten\u00a0\u2009euros")
    (found,) = Normalise().find(doc)
    assert doc.text[found.span.start : found.span.end] == "\u00a0\u2009"
    assert found.evidence == {"code_points": "U+00A0 U+2009"}
    assert (found.rule_id, found.category) == ("normalise.space", "space")


def test_every_repair_of_the_document_is_a_finding_and_is_applied(read):
    doc = read("The cafÃ©, bread &amp; wine,\u00a0ho\u00adtel.")
    assert cleaned(doc, Normalise()) == "The café, bread & wine, hotel."
    assert len(list(Normalise().find(doc))) == len(doc.repairs) == 4


def test_repairs_inside_quotations_are_applied(read):
    assert cleaned(read("“We\u00a0left,” he said."), Normalise()) == "“We left,” he said."
