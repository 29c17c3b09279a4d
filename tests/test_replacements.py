"""Number, tense, case and article follow the word that is replaced."""

from __future__ import annotations

import pytest

from cleanup.inflection import indefinite_article, inflect
from cleanup.replacements import check_template
from cleanup.stages.mistranslation import Mistranslation
from cleanup.types import Rule
from tests.making import DISPLAY, SAFE, cleaned


@pytest.fixture(scope="session")
def corrected(read):
    """`text` with what a rule makes of it."""

    def correct(text: str, pattern: str, *replacements: str) -> str:
        rule = Rule(
            id="test.rule",
            kind="tokens",
            category="mistranslation",
            pattern=pattern,
            message="",
            applicability=SAFE,
            p_wrong=0.99,
            p_right=0.95,
            replacements=replacements,
        )
        return cleaned(read(text), Mistranslation([rule], None), level=DISPLAY)

    return correct


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "right"),
    [
        # number
        ("The graves were held.", "grave", "inauguration", "The inaugurations were held."),
        ("The graves were held.", "grave", "head of state", "The heads of state were held."),
        ("The graves were held.", "grave", "press conference", "The press conferences were held."),
        ("The wolves ran.", "wolf", "child", "The children ran."),
        ("The wolves ran.", "wolf", "series", "The series ran."),
        # tense
        ("She assisted the meeting.", "assist", "attend", "She attended the meeting."),
        ("She is assisting the meeting.", "assist", "attend", "She is attending the meeting."),
        ("She assists the meeting.", "assist", "attend", "She attends the meeting."),
        ("She has given a speech.", "<give>", "make", "She has made a speech."),
        ("They assisted to it.", "<assist to>", "take part in", "They took part in it."),
        ("It functioned well.", "function", "no longer ~work", "It no longer worked well."),
        # be
        ("The town figures in the list.", "figure/VERB", "be", "The town is in the list."),
        ("The towns figure in the list.", "figure/VERB", "be", "The towns are in the list."),
        ("They situated there.", "situate", "be", "They were there."),
        ("He figured in the list.", "figure", "be", "He was in the list."),
        ("I figure in the list.", "figure", "be", "I am in the list."),
        # degree
        ("He is bigger than the biggest.", "big", "good", "He is better than the best."),
        # as it stands
        ("The presses met.", "<the press>", "=the press", "The press met."),
        ("They gave speeches.", "<give speech>", "{1:VBG} {2}", "They giving speeches."),
        ("He gives a speech.", "<give a speech>", "{1:VBD} the {3}", "He gave the speech."),
        # case
        ("Graves were held.", "grave", "inauguration", "Inaugurations were held."),
        ("A GRAVE WAS HELD", "grave", "inauguration", "AN INAUGURATION WAS HELD"),
        (
            "An Event Took Place in the Capital",
            "event",
            "plan of action",
            "A Plan of Action Took Place in the Capital",
        ),
        (
            "The Minister Assists Meeting in Capital",
            "assist",
            "attend",
            "The Minister Attends Meeting in Capital",
        ),
        # article
        ("It is a grave.", "grave", "inauguration", "It is an inauguration."),
        ("It is an event.", "event", "ceremony", "It is a ceremony."),
        ("It is an item.", "item", "hour", "It is an hour."),
        ("It is an item.", "item", "European plan", "It is a European plan."),
        ("It is an item.", "item", "university", "It is a university."),
        ("He is a lord.", "lord", "MP", "He is an MP."),
        ("A grave was held.", "grave", "inauguration", "An inauguration was held."),
        ("It is the grave.", "grave", "inauguration", "It is the inauguration."),
        ("A long grave was held.", "grave", "inauguration", "A long inauguration was held."),
        # what lies around it
        ("A short-term plan.", "short-term", "long-term", "A long-term plan."),
        ("The grave\u00a0of 😀 e\u0301 grave.", "grave of", "seat of", "The seat of 😀 e\u0301 grave."),
    ],
)
def test_what_stands_there_afterwards(corrected, text, pattern, replacement, right):
    assert corrected(text, pattern, replacement).replace("\u00a0", " ") == right


def test_the_first_replacement_is_applied(corrected):
    assert corrected("A grave.", "grave", "ceremony", "inauguration") == "A ceremony."


@pytest.mark.parametrize(
    ("word", "tag", "form"),
    [
        ("go", "VBD", "went"),
        ("policy", "NNS", "policies"),
        ("inauguration", "NNS", "inaugurations"),
        ("news", "NNS", "news"),
        ("police", "NNS", "police"),
        ("courses", "NNS", "courses"),
        ("went", "VBD", "went"),
        ("policy", "NN", "policy"),
        ("be", "VBN", "been"),
    ],
)
def test_inflection(word, tag, form):
    assert inflect(word, tag) == form


@pytest.mark.parametrize(
    ("phrase", "article"),
    [("hour", "an"), ("European", "a"), ("MP", "an"), ("one-off deal", "a"), ("NATO plan", "a")]
    + [("UFO", "a"), ("FBI agent", "an"), ("heir", "an"), ("US plan", "a"), ("X-ray", "an")],
)
def test_the_article_follows_the_sound(phrase, article):
    assert indefinite_article(phrase) == article


@pytest.mark.xfail(strict=True, reason="`inflect` goes by the first letter")
@pytest.mark.parametrize("phrase", ["EU plan", "SUV", "8-year deal", "11-year deal"])
def test_articles_that_are_not_known(phrase):
    assert indefinite_article(phrase) == "an"


@pytest.mark.parametrize("template", ["swearing-in", "head of state", "=the press", "{2:VBD} ~it", "{1}"])
def test_a_template_with_a_meaning(template):
    assert check_template(template) is None


@pytest.mark.parametrize("template", ["{x}", "{0}", "{1:vbd}", "{", "}", "~a ~b", "{1:}"])
def test_a_template_without_one(template):
    assert check_template(template)
