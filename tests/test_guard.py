"""A correction that makes the text newly wrong has to wait."""

from __future__ import annotations

from cleanup.guard import guard
from cleanup.types import Status
from tests.making import decide, finding


def guarded(doc, *places: tuple[str, str]) -> list[tuple[Status, str]]:
    """Statuses and reasons after replacing each first `old` by `new`."""
    found = [finding(doc.text.index(old), doc.text.index(old) + len(old), new) for old, new in places]
    return [(d.status, d.reason) for d in guard(doc, decide(doc, found))]


def test_a_doubled_word_makes_its_correction_wait(read):
    ((status, reason),) = guarded(read("The short film plan failed."), ("short film", "the"))
    assert status is Status.PENDING
    assert "“The the”" in reason


def test_only_the_correction_that_doubles_waits(read):
    doc = read("She saw a bad big plan there, and it was new.")
    statuses = [s for s, _ in guarded(doc, ("bad", "big"), ("new", "old"))]
    assert statuses == [Status.PENDING, Status.APPLIED]


def test_a_word_that_stood_twice_before_is_no_fault_of_a_correction(read):
    doc = read("He had had enough of the plan.")
    assert guarded(doc, ("plan", "scheme"))[0][0] is Status.APPLIED


def test_a_correction_that_parts_nothing_is_applied(read):
    assert guarded(read("The plan failed."), ("plan", "scheme"))[0][0] is Status.APPLIED


def test_places_shift_with_the_corrections_before_them(read):
    doc = read("A x b. The short term plan plan failed; a mid sized sized one too, a new one.")
    statuses = [s for s, _ in guarded(doc, ("x", "very very long insertion of words"), ("new", "big"))]
    assert statuses == [Status.PENDING, Status.APPLIED]


def test_offsets_count_from_the_beginning_of_the_paragraph(read):
    doc = read("😀 First\u00a0line.\r\n\r\nThe old plan failed.")
    assert guarded(doc, ("old", "the"))[0][0] is Status.PENDING
