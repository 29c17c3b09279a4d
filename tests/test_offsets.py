"""Views of a text: what stands where, and where it came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanup.apply import apply
from cleanup.offsets import view
from cleanup.types import Edit, Span
from tests.texts import crumbs


@st.composite
def repaired(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and disjoint edits of it, none of them empty."""
    text = draw(crumbs)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(Span(a, b), draw(st.text("xy ", max_size=3))) for a, b in pairs]


@given(repaired())
def test_a_view_reads_as_the_repaired_text(case):
    text, edits = case
    assert view(text, Span(0, len(text)), edits).text == apply(text, edits)


@given(repaired())
def test_characters_outside_repairs_come_from_where_they_stand(case):
    text, edits = case
    seen = view(text, Span(0, len(text)), edits)
    changed = {n for edit in edits for n in range(edit.span.start, edit.span.end)}
    for n, char in enumerate(seen.text):
        place = seen.to_document(n, n + 1)
        if place.start not in changed:
            assert text[place.start : place.end] == char


@given(repaired())
def test_a_place_across_a_repair_holds_the_whole_repair(case):
    text, edits = case
    seen = view(text, Span(0, len(text)), edits)
    for n in range(len(seen.text)):
        place = seen.to_document(0, n + 1)
        assert all(e.span.end <= place.end or e.span.start >= place.end for e in edits)


def test_a_view_of_a_part_counts_in_the_whole_text():
    seen = view("one two\u00a0three", Span(4, 13), [Edit(Span(7, 8), " ")])
    assert seen.text == "two three"
    assert seen.to_document(4, 9) == Span(8, 13)
