"""Damaged characters: what is repaired, what is left alone, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup import tidy
from cleanup.apply import apply
from tests.texts import articles, crumbs

texts = st.one_of(crumbs, articles(), st.text(max_size=30))


def mended(text: str) -> str:
    return apply(text, [repair.edit for repair in tidy.repairs(text)])


@given(texts)
def test_mended_text_has_nothing_to_mend(text):
    assert tidy.repairs(mended(text)) == ()


@given(texts)
def test_repairs_are_disjoint_in_order_and_change_what_they_name(text):
    at = 0
    for repair in tidy.repairs(text):
        span = repair.edit.span
        assert at <= span.start < span.end <= len(text)
        assert text[span.start : span.end] != repair.edit.text
        at = span.end


@given(texts)
def test_lines_and_their_ends_are_the_text(text):
    spans = list(tidy.lines(text))
    ends = [text[a.end : b.start] for a, b in zip(spans, spans[1:], strict=False)]
    parts = [text[span.start : span.end] for span in spans]
    assert "".join(p + e for p, e in zip(parts, [*ends, ""], strict=True)) == text


@given(texts)
def test_no_line_end_is_changed(text):
    assert tidy.LINE_END.findall(mended(text)) == tidy.LINE_END.findall(text)


@pytest.mark.parametrize(
    ("damaged", "meant", "kinds"),
    [
        ("The ministerâ€™s cafÃ©", "The minister’s café", ["mojibake", "mojibake"]),
        ("bread &amp; wine", "bread & wine", ["entity"]),
        ("bread &amp;amp; wine", "bread & wine", ["entity"]),
        ("everyone&#39;s, &#x201C;plans&#x201D;", "everyone's, “plans”", ["entity"] * 3),
        ("ten&nbsp;euros", "ten euros", ["entity"]),
        ("ten\u00a0euros", "ten euros", ["space"]),
        ("ten \u2009 euros", "ten euros", ["space"]),
        ("ten  euros", "ten euros", ["space"]),
        ("\u00a0ten euros\u00a0", "ten euros", ["space", "space"]),
        ("ho\u00adtel\u200b\ufeff", "hotel", ["invisible", "invisible"]),
        ("a\x00b", "ab", ["invisible"]),
    ],
)
def test_mends(damaged, meant, kinds):
    assert mended(damaged) == meant
    assert [repair.kind for repair in tidy.repairs(damaged)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Plain English, as it should be.",
        "The café’s “naïve” owner – 5 € richer – left…",
        "Family 👩‍👩‍👧‍👦 under a 🏳️‍🌈 in 🇪🇸.",  # joiners and selectors make one sign
        "می\u200cخواهم",  # a letter's shape depends on the joiner
        "The sign said \u200fשלום\u200f today.",
        "nin\u0303o",  # a combining mark is spelling
        "AT&T; R&D; black & white; Q&A",
        "x = a < b && c;",
        "A table:  aligned after a colon",
        "A\ttab",
        "Fanfare by Ã, a letter.",
    ],
)
def test_leaves_alone(text):
    assert tidy.repairs(text) == ()


def test_direction_marks_go_where_nothing_runs_from_right_to_left():
    assert mended("The team lost\u200e 2-1.") == "The team lost 2-1."


def test_the_place_of_a_repair_counts_in_the_text_as_it_is():
    text = "😀 e\u0301\r\nsecond\u00a0line"
    (repair,) = tidy.repairs(text)
    assert text[repair.edit.span.start : repair.edit.span.end] == "\u00a0"
