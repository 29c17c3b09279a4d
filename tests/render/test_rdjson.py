import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from cases import WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import assume, given
from hypothesis import strategies as st

from cleanup.apply import apply
from cleanup.render import rdjson
from cleanup.types import Alternative, Applicability, Edit, Result, Rule, Span, Status

HOSTILE = st.text(st.sampled_from("ab{}[ é\0\r\n\x0b\x85\u2028\ufeff\u202e\ud800\U0001f642"), max_size=40)


def diagnostics(made: Result, rules=None) -> list[dict]:
    rendered = json.loads(rdjson.render(made, rules or {}, "in/año 1.txt"))
    assert list(rendered) == ["source", "severity", "diagnostics"]
    assert rendered["source"] == {"name": "cleanup"}
    return rendered["diagnostics"]


def bytes_at(data: bytes, where: dict) -> tuple[int, int]:
    """A range in bytes from the start of the file."""
    lines = re.findall(rb"[^\n]*\n|[^\n]*\Z", data)

    def offset(position: dict) -> int:
        assert 1 <= position["line"] <= len(lines)
        assert 1 <= position["column"] <= len(lines[position["line"] - 1]) + 1
        return sum(map(len, lines[: position["line"] - 1])) + position["column"] - 1

    return offset(where["start"]), offset(where["end"])


def with_suggestions(text: str, suggestions: list[dict]) -> str:
    data = text.encode("utf-8", "surrogatepass")
    places = sorted((*bytes_at(data, s["range"]), s["text"]) for s in suggestions)
    for (_, end, _), (start, _, _) in pairwise(places):
        assume(end <= start)
    for start, end, new in reversed(places):
        data = data[:start] + new.encode("utf-8", "surrogatepass") + data[end:]
    return data.decode("utf-8", "surrogatepass")


MADE = results(HOSTILE, HOSTILE) | results(WILD, WILD) | results(WORDS, WORDS)


@given(made=MADE)
def test_a_suggestion_makes_the_edits_of_its_decision(made):
    text = made.document.text
    wanted = sorted(
        apply(text, d.finding.alternatives[0].edits) for d in made.decisions if d.status is Status.APPLIED
    )
    found = [d["suggestions"] for d in diagnostics(made) if d["suggestions"]]
    assert all(len(suggestions) == 1 for suggestions in found)
    assert sorted(with_suggestions(text, suggestions) for suggestions in found) == wanted


@given(made=MADE)
def test_suggestions_that_do_not_overlap_make_the_output(made):
    suggestions = [s for d in diagnostics(made) for s in d["suggestions"]]
    assert with_suggestions(made.document.text, suggestions) == made.output


@given(made=results(HOSTILE, HOSTILE))
def test_locations_are_the_places(made):
    text = made.document.text
    data = text.encode("utf-8", "surrogatepass")
    found = diagnostics(made)
    words = [data[slice(*bytes_at(data, d["location"]["range"]))] for d in found]
    spans = [d.finding.span for d in made.decisions]
    assert sorted(words) == sorted(text[s.start : s.end].encode("utf-8", "surrogatepass") for s in spans)


@given(made=results(HOSTILE, HOSTILE))
def test_what_hides_or_acts_is_escaped(made):
    rendered = rdjson.render(made, {}, "a.txt")
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff\ud800-\udfff]", rendered)
    assert rendered.endswith("}\n")


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("haya14busa", "14", (1, 5), (1, 7)),  # the examples of the format
        ("a\U00010400b", "b", (1, 6), (1, 7)),
        ("abc\r\ndef\r\nghi\r\n", "def\r\n", (2, 1), (3, 1)),
        ("abc\r\ndef\r\n", "def\r\n", (2, 1), (3, 1)),  # there is no third line: still its start
        ("a\rb\u2028c\x85d", "d", (1, 10), (1, 11)),  # only LF ends a line
    ],
)
def test_ranges(text, words, start, end):
    (found,) = diagnostics(result(text, flag(place(text, words))))
    assert found["location"] == {
        "path": "in/año 1.txt",
        "range": {
            "start": {"line": start[0], "column": start[1]},
            "end": {"line": end[0], "column": end[1]},
        },
    }


def by_rule(found: list[dict], rule_id: str) -> dict:
    return next(d for d in found if d["code"]["value"] == rule_id)


def test_an_article():
    found = diagnostics(article())
    assert len(found) == len(article().decisions)
    grave = by_rule(found, "es.politics.swearing-in")
    assert grave["message"] == "A grave is not scheduled or attended: an inauguration is (95%)"
    assert grave["severity"] == "WARNING"
    assert grave["code"] == {"value": "es.politics.swearing-in"}
    (suggestion,) = grave["suggestions"]
    assert suggestion["text"] == "an inauguration"  # one range, with the blank between
    foreign = by_rule(found, "foreign.fragment")
    assert foreign["message"] == "Spanish, left untranslated (98%); not changed (inside a quotation)"
    assert foreign["severity"] == "INFO"
    assert foreign["suggestions"] == []


def test_what_is_superseded_or_rejected_is_left_out():
    span = Span(0, 1)
    for status in (Status.SUPERSEDED, Status.REJECTED):
        assert diagnostics(result("a", decide(span, Edit(span, "b"), status=status))) == []


def test_the_alternative_that_is_applied_comes_first():
    span = Span(0, 1)
    decision = decide(span, Edit(span, "b"))
    three = tuple(Alternative((Edit(span, new),), p) for new, p in (("b", 0.9), ("c", 0.4), ("d", 0.3)))
    decision = replace(decision, finding=replace(decision.finding, alternatives=three), chosen=1)
    (found,) = diagnostics(replace(result("a"), decisions=(decision,), output="c"))
    assert [suggestion["text"] for suggestion in found["suggestions"]] == ["c", "b", "d"]


def test_a_rule_says_where_one_may_read_more():
    rule = Rule(
        id="es.test.rule",
        kind="tokens",
        category="",
        pattern="a",
        message="",
        applicability=Applicability.SAFE,
        p_wrong=1,
        p_right=1,
        references=("The Guardian style guide", "https://example.org/style"),
    )
    span = Span(0, 1)
    (found,) = diagnostics(result("a", decide(span, Edit(span, "b"))), {rule.id: rule})
    assert found["code"] == {"value": "es.test.rule", "url": "https://example.org/style"}


def test_the_articles_words_are_in_no_message():
    text = "@everyone <b>"
    (found,) = diagnostics(result(text, flag(Span(0, len(text)), Edit(Span(0, 1), "#1"))))
    assert not re.search("[@<#]", found["message"])


def test_the_same_input_gives_the_same_bytes():
    assert rdjson.render(article(), {}, "a.txt") == rdjson.render(article(), {}, "a.txt")
