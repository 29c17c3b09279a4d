"""What the stage `boilerplate` removes, and what it must leave."""

from __future__ import annotations

import re

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from cleanup.document import open_document
from cleanup.linepatterns import expand, fold
from cleanup.rules import load_rules, rules_dir
from cleanup.stages.boilerplate import Boilerplate
from cleanup.types import Applicability, Document, Finding

RULES = load_rules([rules_dir() / "boilerplate"])
STAGE = Boilerplate(RULES, frozenset())
NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")

HEADLINE = "Ferry to the islands will run all winter"
BODY = (
    "The ferry to the islands will run through the winter, the harbour office said on Friday.",
    "Until now it was laid up from November to March, and islanders had to travel by post boat.",
    "The office said that the new ship can sail in waves of four metres, twice what the old one could.",
    "Shopkeepers welcomed the news, while fishermen feared for their berths in the inner harbour.",
    "Tickets will cost the same as in summer, and school classes are going to travel free of charge.",
    "The first crossing is planned for the second Sunday of Advent, with a brass band on the quay.",
    "Whether the line can pay for itself is open: the last attempt was given up after two seasons.",
    "The council will look at the figures in April and decide then whether it wants to go on.",
    "The old ship is to be sold, and a museum in the south of the country has shown an interest.",
)


def read(text: str) -> Document:
    return open_document(text.encode(), "article.txt", lambda texts: map(NLP, texts))


def find(text: str, stage: Boilerplate = STAGE) -> list[Finding]:
    return list(stage.find(read(text)))


def article(*lines: str, at: int = 0) -> str:
    """The headline, and the body with `lines` before its paragraph number `at`."""
    return "\n\n".join((HEADLINE, *BODY[:at], *lines, *BODY[at:]))


def removed(text: str, findings: list[Finding]) -> str:
    """`text` without what the findings delete."""
    edits = [edit for f in findings for edit in f.alternatives[0].edits]
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_an_article_without_boilerplate_has_no_finding() -> None:
    assert find(article()) == []


def test_a_removal_takes_the_paragraph_and_the_blank_line_after_it() -> None:
    text = article("Share this article", at=4)
    [finding] = find(text)
    assert text[finding.span.start : finding.span.end] == "Share this article"
    assert (finding.category, finding.applicability) == ("social", Applicability.SAFE)
    assert removed(text, [finding]) == article()


def test_decoration_accents_and_odd_characters_do_not_hide_a_line() -> None:
    for line in ("▶ SHARE THIS PAGE!", "• Lea también:", "Lea tambien", "[Don’t miss this]", "— Publicité —"):
        assert find(article(line, at=4)), line


def test_what_a_name_or_a_date_says_is_kept_as_it_stands() -> None:
    [finding] = find(article("Por: María José de la Peña | 12 de marzo de 2024, 10:30 h"))
    assert finding.evidence == {"byline": "María José de la Peña", "date": "12 de marzo de 2024, 10:30 h"}
    [finding] = find(article("Seán O’Neill | 3 March 2024"))
    assert finding.evidence == {"byline": "Seán O’Neill", "date": "3 March 2024"}


def test_a_newsroom_is_no_name() -> None:
    [finding] = find(article("Por la Redacción / 19 de septiembre"))
    assert finding.evidence == {"date": "19 de septiembre"}


def test_categories_to_keep_are_not_reported() -> None:
    text = article("By Anna Sample", "Share this article")
    stage = Boilerplate(RULES, frozenset({"byline"}))
    assert [f.category for f in find(text, stage)] == ["social"]


@pytest.mark.parametrize(("at", "found"), [(0, True), (4, False), (9, False)])
def test_a_rule_for_the_top_fires_at_the_top_only(at: int, found: bool) -> None:
    assert bool(find(article("19 September", at=at))) is found


@pytest.mark.parametrize(("at", "found"), [(0, True), (4, False), (9, True)])
def test_a_rule_for_the_edge_fires_at_either_end(at: int, found: bool) -> None:
    assert bool(find(article("Facebook", at=at))) is found


def test_next_to_what_is_removed_is_an_edge() -> None:
    findings = find(article("Print", "Facebook", "Share this article", at=4))
    assert [f.span.start for f in findings] == sorted(f.span.start for f in findings)
    assert len(findings) == 3


def test_a_run_of_doubtful_lines_is_safe() -> None:
    alone = find(article("Facebook", at=9))
    assert [f.applicability for f in alone] == [Applicability.UNSAFE]
    row = find(article("Facebook", "WhatsApp", "Telegram", at=9))
    assert [f.applicability for f in row] == [Applicability.SAFE] * 3


def test_an_arrow_makes_a_doubtful_link_safe() -> None:
    line = "Photos: the new ship arrives"
    assert [f.applicability for f in find(article(line, at=4))] == [Applicability.UNSAFE]
    assert [f.applicability for f in find(article(f"{line} →", at=4))] == [Applicability.SAFE]


def test_a_fragment_between_removed_lines_is_doubtful() -> None:
    [_, finding, _] = find(article("Share this article", "Ferries Islands", "Leave a comment", at=9))
    assert finding.applicability is Applicability.UNSAFE
    assert "why" in finding.evidence


def test_a_doubtful_line_may_be_the_headline() -> None:
    text = "\n\n".join(("Photos: the new ship arrives", *BODY))
    assert find(text) == []


NOTICE = "Our website uses cookies to improve your experience."
CONSENT = "By using the website, you consent to the use of cookies."
STORY = "The museum in the south, which was founded by a captain, already owns eleven of the old ferries."


def test_a_notice_of_several_sentences_is_one_finding() -> None:
    [finding] = find(article(f"{NOTICE} {CONSENT}"))
    assert (finding.category, finding.applicability) == ("consent", Applicability.SAFE)


def test_a_notice_with_a_sentence_that_no_rule_knows_needs_a_look() -> None:
    text = article(f"{NOTICE} {CONSENT} It has been so since the spring of last year.")
    [finding] = find(text)
    assert removed(text, [finding]) == article()
    assert finding.applicability is Applicability.UNSAFE


@pytest.mark.parametrize("paragraph", [f"{NOTICE} {STORY}", f"{STORY} {NOTICE}"])
def test_in_an_article_paragraph_only_the_sentence_goes_and_only_after_a_look(paragraph: str) -> None:
    text = article(paragraph, at=9)
    [finding] = find(text)
    assert finding.applicability is Applicability.UNSAFE
    assert text[finding.span.start : finding.span.end] == NOTICE
    assert removed(text, [finding]) == article(STORY, at=9)


@pytest.mark.parametrize("paragraph", ["{story} {notice}", "{notice} {story}"])
def test_neighbouring_sentences_have_disjoint_edits(paragraph: str) -> None:
    story = f"{STORY} {STORY}"
    text = article(paragraph.format(story=story, notice=f"{NOTICE} {CONSENT}"), at=9)
    findings = find(text)
    assert len(findings) == 2
    assert removed(text, findings) == article(story, at=9)


def test_a_quoted_notice_stays() -> None:
    assert find(article(f"“We care about you. {NOTICE}” That is what the page says, in small print.")) == []


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, 300 people had fled",
        "By Royal Decree",
        "Share prices fall",
        "Follow the Money",
        "Photo finish",
        "Search for survivors",
        "Back to school",
        "Read between the lines: the deal is dead",
        "Background: a war of forty years",
        "The newsletter is sent to 40,000 subscribers every morning.",
        "The government has launched a WhatsApp channel for farmers.",
        "Copyright law was written for a world of paper.",
        "The regulator fined the site because it stored cookies without consent.",
        "What do you think of the new law?",
        "Do you have a question for the president?",
        "Juan Pérez, minister of health",
        "Madrid",
        "1989",
    ],
)
@pytest.mark.parametrize("at", [0, 4, 9])
def test_ordinary_lines_stay(line: str, at: int) -> None:
    assert find(article(line, at=at)) == []


def test_an_unknown_shorthand_is_an_error() -> None:
    assert re.fullmatch(expand("by {name}"), "by Anna Sample")
    with pytest.raises(re.error, match="unknown shorthand"):
        expand("by {nobody}")


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


LINES = st.sampled_from(
    (
        *BODY,
        NOTICE,
        f"{STORY} {NOTICE}",
        "Facebook",
        "Share",
        "Read more",
        "By Anna Sample",
        "→",
        "Ferry",
        "12 May",
    )
)


@given(st.lists(LINES, min_size=1, max_size=14))
def test_edits_are_disjoint_and_what_is_safe_is_done_at_once(lines: list[str]) -> None:
    text = "\n".join(lines)
    findings = find(text)
    edits = sorted(edit for f in findings for edit in f.alternatives[0].edits)
    assert all(a.span.end <= b.span.start for a, b in zip(edits, edits[1:], strict=False))
    once = removed(text, [f for f in findings if f.applicability is Applicability.SAFE])
    if once.strip():
        assert not [f for f in find(once) if f.applicability is Applicability.SAFE]
