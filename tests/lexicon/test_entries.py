"""The lines of the lexicon are read strictly: a slip is an error with file, line and column."""

from __future__ import annotations

import pytest

from cleanup.errors import RuleError
from cleanup.lexicon.entries import read_entries


@pytest.fixture
def parse(tmp_path):
    def call(text: str):
        path = tmp_path / "es" / "courts"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return list(read_entries([path]))

    return call


def test_a_line_is_an_entry(parse):
    first, second = parse(
        "# courts\n\nfallo n = ruling, verdict | failure | fault < I fail, bug [near: judge, court]\n"
        "a puerta cerrada adv = behind closed doors < at closed door [certain]\n"
    )
    assert (first.language, first.topic, first.line, first.lemma, first.pos) == (
        "es",
        "courts",
        3,
        "fallo",
        "n",
    )
    assert first.senses == (("ruling", "verdict"), ("failure",), ("fault",))
    assert (first.leftovers, first.certain, first.near) == (("I fail", "bug"), False, ("judge", "court"))
    assert (second.lemma, second.is_expression, second.certain) == ("a puerta cerrada", True, True)
    assert second.renderings == ("behind closed doors",)


def test_an_entry_is_written_as_it_was_read(parse):
    lines = [
        "fallo n = ruling, verdict | failure < bug [near: judge, court]",
        "a puerta cerrada adv = behind closed doors < at closed door [certain]",
        "mesa n = table | board",
    ]
    assert [str(entry) for entry in parse("\n".join(lines))] == lines


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("fallo = ruling", 6, "no entry"),
        ("fallo n ruling", 1, "no entry"),
        (" fallo n = ruling", 2, "no entry"),
        ("fallo noun = ruling", 7, "'noun' is no part of speech"),
        ("fallo n = ruling,verdict", 11, "'ruling,verdict' is no word"),
        ("fallo n = ruling (court)", 11, "'ruling (court)' is no word"),
        ("fallo n = ruling < fault | failure", 20, "leftovers have no senses"),
        ("fallo n = ruling < fault [sure]", 26, "no mark"),
    ],
)
def test_a_slip_is_an_error_with_its_place(parse, line, column, what):
    with pytest.raises(RuleError) as error:
        parse(f"mesa n = table | board\n{line}\n")
    assert f"courts:2:{column}" in str(error.value)
    assert what in str(error.value)


def test_a_file_that_is_no_text_is_an_error(tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleError, match=r"broken: cannot be read.*save it as UTF-8"):
        list(read_entries([path]))
