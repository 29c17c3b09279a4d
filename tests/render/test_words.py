import pytest
from cases import article, decide, flag, result

from cleanup.render.changes import changes
from cleanup.render.words import in_words, inert, one_line, percent, repaired, shorten, what
from cleanup.types import Edit, Span


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "␛[31m"),
        ("a\x00\x07\x08\x7f", "a␀␇␈␡"),
        ("a\u202eb\u2066c\u200fd", "a<U+202E>b<U+2066>c<U+200F>d"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u2028b\u2029", "a<U+2028>b<U+2029>"),
        ("a\r\nb\rc\n\td", "a\nb␍c\n\td"),
        ("\ud800 \U000e0041", "<U+D800> <U+E0041>"),
        ("می\u200cخواهم 👩\u200d🚀 é", "می\u200cخواهم 👩\u200d🚀 é"),
    ],
)
def test_nothing_in_an_article_acts(text, shown):
    assert inert(text) == shown


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0, "0%"), (0.95, "95%"), (0.29, "29%"), (0.996, "99%"), (0.9999, "99%"), (1.0, "100%")],
)
def test_per_cent(probability, shown):
    assert percent(probability) == shown


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("one two", 10, "one two"),
        ("one\n\n  two, three", 11, "one two…"),
        ("unbreakable", 5, "unbr…"),
        ("", 5, ""),
    ],
)
def test_shorten(text, width, short):
    assert shorten(text, width) == short
    assert len(short) <= width


def test_one_line():
    assert one_line(" a\n\u2028b\x1b ") == "a b␛"


def test_what_became_of_a_place():
    made = article()
    shown = changes(made)
    assert [what(made.document.text, change) for change in shown if change.number][1:] == [
        "removed “Council delays vote”",
        "“a grave” → “an inauguration”",
        "“a large crowd”",
        "removed “Read also: ten recipes.”",
        "“Todavía no hay preparativos”",
        "removed “By A. Reporter”",
    ]


def test_a_correction_and_a_flag_in_words():
    span = Span(0, 1)
    made = result("a b", decide(span, Edit(span, "the"), p_wrong=0.8, p_right=0.6))
    assert in_words("a b", changes(made)[0]) == "es.test.rule 60%: Why it is wrong"
    made = result("a b", flag(span, Edit(span, "the"), p_wrong=0.8, p_right=0.6))
    assert in_words("a b", changes(made)[0]) == (
        "es.test.rule 80%: Why it is wrong; perhaps “the” (60%); not changed (inside a quotation)"
    )
    made = result("a b", flag(span, Edit(span, ""), p_wrong=0.8, p_right=0.6))
    assert "perhaps remove it (60%)" in in_words("a b", changes(made)[0])


def test_repairs_on_one_line():
    text = "Ã© \u00a0 \u200b"
    made = result(
        text,
        *(
            decide(Span(start, end), Edit(Span(start, end), ""), stage="normalise", message=message)
            for start, end, message in [
                (0, 2, "mojibake"),
                (3, 4, "an odd space"),
                (5, 6, "an odd space"),
            ]
        ),
    )
    assert repaired(changes(made)) == "4 characters repaired: an odd space ×2, mojibake"
