import re

import pytest
from cases import WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import given, settings

from cleanup.render import criticmarkup
from cleanup.types import Edit, Span, Status

MARK = re.compile(
    r"\{\+\+(.*?)\+\+\}|\{--(.*?)--\}|\{~~(.*?)~>(.*?)~~\}|\{==(.*?)==\}|\{>>.*?<<\}", re.DOTALL
)


def accepted(text: str) -> str:
    return MARK.sub(lambda m: (m[1] or "") + (m[4] or "") + (m[5] or ""), text)


def rejected(text: str) -> str:
    return MARK.sub(lambda m: (m[2] or "") + (m[3] or "") + (m[5] or ""), text)


@settings(max_examples=400)
@given(made=results(WILD, WILD) | results(WORDS, WORDS))
def test_accepting_all_gives_the_output_and_rejecting_all_the_input(made):
    text = criticmarkup.render(made)
    assert accepted(text) == made.output
    assert rejected(text) == made.document.text


def test_an_article():
    text = criticmarkup.render(article())
    assert (
        "won {~~a~>an~~} {~~grave~>inauguration~~}"
        "{>>es.politics.swearing-in 95%: A grave is not scheduled or attended: an inauguration is<<}"
    ) in text
    assert (
        "“{==Todavía no hay preparativos==}{>>foreign.fragment 98%: Spanish, left untranslated; "
        "not changed (inside a quotation)<<},” said"
    ) in text
    assert "second{~~\u00a0~> ~~}{>>normalise.space 95%: an odd space<<}meeting" in text


@pytest.mark.parametrize("text", ["{++ a ++}", "{-- a --}", "{~~ a~>b ~~}", "{== a ==}", "{>> a <<}"])
def test_markup_of_the_article_is_no_markup(text):
    marked = criticmarkup.render(result(text))
    assert marked == "{" + criticmarkup.OWN + text[1:]
    assert accepted(marked) == rejected(marked) == text


def test_a_comment_cannot_end_early():
    span = Span(0, 1)
    marked = criticmarkup.render(result("a", decide(span, Edit(span, "b"), message="<<}{++ x ++}")))
    assert accepted(marked) == "b"


def test_a_flag_across_a_change_is_noted_once():
    text = "one two three"
    two = place(text, "two")
    marked = criticmarkup.render(result(text, decide(two, Edit(two, "2")), flag(Span(0, len(text)))))
    assert marked.startswith("{==one ==}{~~two~>2~~}{>>es.test.rule 95%: ")
    assert marked.count("{>>") == 2


def test_superseded_and_rejected_findings_are_not_shown():
    span = Span(0, 1)
    for status in (Status.SUPERSEDED, Status.REJECTED):
        assert criticmarkup.render(result("a", decide(span, Edit(span, "b"), status=status))) == "a"
