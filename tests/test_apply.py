"""One sweep of disjoint edits."""

from __future__ import annotations

import pytest

from cleanup.apply import apply
from cleanup.types import Edit, Span


def test_edits_are_made_whatever_their_order():
    edits = [Edit(Span(8, 13), "3"), Edit(Span(0, 3), "1"), Edit(Span(4, 8), "")]
    assert apply("one two three", edits) == apply("one two three", edits[::-1]) == "1 3"


def test_no_edits_no_change():
    assert apply("e\u0301 😀\r\n\x00", []) == "e\u0301 😀\r\n\x00"


def test_an_insertion_beside_a_replacement_is_no_overlap():
    assert apply("ab", [Edit(Span(1, 1), "-"), Edit(Span(1, 2), "c")]) == "a-c"


def test_overlapping_edits_are_refused():
    with pytest.raises(ValueError, match="overlap at 1"):
        apply("abc", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])
