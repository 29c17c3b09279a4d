import pytest
from cases import WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import given

from cleanup.render.changes import Kind, changes, pieces
from cleanup.types import Edit, Span, Status


def test_numbers_follow_the_text_and_pass_over_repairs():
    shown = changes(article())
    assert [(change.number, change.kind) for change in shown] == [
        (1, Kind.REMOVED),
        (2, Kind.REMOVED),
        (0, Kind.REPAIRED),
        (3, Kind.CORRECTED),
        (4, Kind.FLAGGED),
        (5, Kind.REMOVED),
        (6, Kind.FLAGGED),
        (7, Kind.REMOVED),
    ]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SUPERSEDED])
def test_what_was_rejected_or_superseded_is_not_shown(status):
    span = Span(0, 1)
    assert changes(result("a", decide(span, Edit(span, "b"), status=status))) == ()


@given(results(WILD, WILD) | results(WORDS, WORDS))
def test_pieces_make_both_texts_and_close_every_change_once(made):
    text, shown = made.document.text, changes(made)
    cut = list(pieces(text, shown, cuts=[1, 5]))
    assert "".join(text[piece.span.start : piece.span.end] for piece in cut) == text
    new = (
        text[piece.span.start : piece.span.end] if piece.edit is None else piece.edit.text for piece in cut
    )
    assert "".join(new) == made.output
    closed = [change for piece in cut for change in piece.closing]
    assert sorted(map(id, closed)) == sorted(map(id, shown))


@pytest.mark.parametrize(
    ("old", "new", "deleted", "inserted"),
    [
        ("the short film", "the short term", "film", "term"),
        ("short film", "short", " film", ""),
        ("film", "film festival", "", " festival"),
        ("films", "film", "films", "film"),
        ("all films", "no film", "all films", "no film"),
        ("Trump’s film", "Trump’s term", "film", "term"),
    ],
)
def test_words_that_stay_are_not_marked(old, new, deleted, inserted):
    span = Span(0, len(old))
    made = result(old, decide(span, Edit(span, new)))
    (edited,) = [piece for piece in pieces(old, changes(made)) if piece.edit]
    assert old[edited.span.start : edited.span.end] == deleted
    assert edited.edit.text == inserted


def test_a_change_of_several_places_closes_at_the_last():
    text = "a grave"
    grave = place(text, "grave")
    made = result(text, decide(grave, Edit(grave, "inauguration"), Edit(Span(0, 1), "an")))
    assert [len(piece.closing) for piece in pieces(text, changes(made))] == [0, 0, 1]


def test_flags_may_overlap():
    text = "one two three"
    made = result(text, flag(Span(0, 7)), flag(Span(4, 13), rule="other"))
    cut = list(pieces(text, changes(made)))
    assert [(text[p.span.start : p.span.end], len(p.closing)) for p in cut] == [
        ("one ", 0),
        ("two", 1),
        (" three", 1),
    ]
    assert all(piece.flags for piece in cut)
