import io
import re

import pytest
from cases import DEGRADED, WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import given
from rich.console import Console

from cleanup.render import terminal
from cleanup.types import Applicability, Edit, Prior, Span

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def shown(made, width: int = 100, colour: bool = False) -> str:
    file = io.StringIO()
    terminal.render(made, _console(file, width, colour))
    return file.getvalue()


def table(*made, width: int = 100) -> str:
    file = io.StringIO()
    terminal.summary(made, _console(file, width, False))
    return file.getvalue()


def _console(file, width: int, colour: bool) -> Console:
    system = "standard" if colour else None
    return Console(file=file, width=width, force_terminal=colour, color_system=system, no_color=False)


ARTICLE = """\
a.txt · machine translation from es: 93% likely

· 1 character repaired: an odd space
−1 removed 14 words: Cookie notice · “Our website use…” · 99% · boilerplate.consent.cookies
… 1 paragraph unchanged
−2 removed 3 words: the headline stands above already, word for word · “Council delays vote” · 98% ·
   duplicates.headline
… 2 paragraphs unchanged

  The president won [-a-]{+an+} [-grave-]{+inauguration+}³, scheduled for May, in front of [?a large
  crowd?]⁴ that had waited in the rain since the early hours of the morning. [-Read also: ten
  recipes.-]⁵ “[?Todavía no hay preparativos?]⁶,” said the spokesman [bold]of[/bold] the house, who
  was ␛[31mcalm<U+202E>.
    ~3 a grave → an inauguration · 95% · es.politics.swearing-in
       A grave is not scheduled or attended: an inauguration is
       hypothesis: “toma de posesión” (taking of office) was read as a burial · source language: es
    ?4 a large crowd · 70% · es.style.crowd
       Perhaps too large
       perhaps “many people” (40%) · not changed (unsafe: needs a look)
    −5 removed “Read also: ten recipes.” · 97% · boilerplate.related
       Related link
    ?6 Todavía no hay preparativos · 98% · foreign.fragment
       Spanish, left untranslated
       not changed (inside a quotation)
       language: es

… 1 paragraph unchanged
−7 removed 3 words: Byline · “By A. Reporter” · 98% · boilerplate.byline
"""


def test_an_article_without_colour():
    assert shown(article()) == ARTICLE


def test_colour_stands_for_the_marks():
    text = shown(article(), colour=True)
    assert "\x1b[9;31mgrave\x1b[0m\x1b[2m→\x1b[0m\x1b[32minauguration\x1b[0m" in text
    assert "\x1b[4;33ma large crowd\x1b[0m" in text
    assert not re.search(r"\[-|\{\+|\[\?", ESCAPE.sub("", text))


def test_no_background_colours():
    codes = re.findall(r"\x1b\[([0-9;]*)m", shown(article(), colour=True))
    assert not {n for code in codes for n in code.split(";") if re.fullmatch(r"4\d|10\d|7", n)}


@pytest.mark.parametrize("colour", [False, True])
@given(made=results(WILD, WILD) | results(WORDS, WORDS))
def test_everything_fits_the_width_and_nothing_acts(colour, made):
    text = ESCAPE.sub("", shown(made, width=60, colour=colour))
    assert all(len(line) <= 60 for line in text.split("\n"))
    assert "\r" not in text
    assert "\u2028" not in text


def test_narrow():
    lines = shown(article(), width=60).splitlines()
    assert max(map(len, lines)) <= 60
    assert "       A grave is not scheduled or attended: an inauguration" in lines
    assert "       is" in lines
    assert not [line for line in lines if line != line.rstrip()]


def test_nothing_to_change():
    made = result("All is well.\n", prior=Prior(0.3))
    assert shown(made) == "a.txt\n\nNothing to change.\n"


def test_only_repairs():
    span = Span(3, 4)
    repair = decide(span, Edit(span, " "), stage="normalise", message="an odd space")
    text = shown(result("All\u00a0is well.\n", repair))
    assert "· 1 character repaired: an odd space\nNothing else to change.\n" in text


def test_repairs_that_are_not_made_are_folded_too():
    span = Span(3, 4)
    repair = flag(span, Edit(span, " "), stage="normalise", message="an odd space")
    assert "· 1 character could be repaired: an odd space\n" in shown(result("All\u00a0is", repair))


def test_an_unsafe_repair_is_a_change():
    span = Span(0, 3)
    repair = decide(span, Edit(span, "é"), stage="normalise", applicability=Applicability.UNSAFE)
    assert "[-Ã©s-]{+é+}¹" in shown(result("Ã©s", repair))


def test_a_block_of_several_paragraphs_is_one_line():
    text = "Keep.\n\nOne plug.\n\nTwo plugs.\n\nKeep too."
    block = place(text, "One plug.\n\nTwo plugs.")
    plug = decide(block, Edit(Span(block.start, block.end + 2), ""), stage="boilerplate")
    assert shown(result(text, plug)).splitlines()[2:] == [
        "… 1 paragraph unchanged",
        "−1 removed 4 words: Why it is wrong · “One plug. Two plugs.” · 95% · es.test.rule",
        "… 1 paragraph unchanged",
    ]


def test_two_blocks_of_one_change_share_its_number():
    text = "Plug.\n\nText.\n\nAnother plug."
    first, second = place(text, "Plug.\n\n"), place(text, "\n\nAnother plug.")
    plug = decide(first, Edit(first, ""), Edit(second, ""), stage="boilerplate")
    assert shown(result(text, plug)).splitlines()[2:] == [
        "−1 removed 1 word: Why it is wrong · “Plug.” · 95% · es.test.rule",
        "… 1 paragraph unchanged",
        "−1 removed 2 words: Why it is wrong · “Another plug.” · 95% · es.test.rule",
    ]


def test_a_flag_that_ends_in_a_removed_block_keeps_its_note():
    text = "Text.\n\nPlug one."
    block = place(text, "Plug one.")
    plug = decide(block, Edit(block, ""), stage="boilerplate")
    lines = shown(result(text, plug, flag(Span(0, 11)))).splitlines()
    assert "  [?Text.?]" in lines
    assert "    ?1 Text. Plug · 90% · es.test.rule" in lines


def test_deleted_line_ends_are_seen():
    text = "One.\n\nTwo.\n\nThree."
    blank = Span(4, 6)
    assert "{+ +}" in shown(result(text, decide(blank, Edit(blank, " "))))
    assert "[-⏎⏎-]" in shown(result(text, decide(blank, Edit(blank, " "))))


def test_an_insertion_at_the_end_of_a_paragraph_belongs_to_it():
    at = Span(3, 3)
    text = shown(result("One\n\nTwo\n", decide(at, Edit(at, "."))))
    assert "One{+.+}¹\n" in text
    assert "inserted “.”" in text


def test_lines_of_a_paragraph_stay_lines():
    text = "One\r\ntwo three\r\nfour"
    assert "  One\n  [-two-]{+2+}¹ three\n  four\n" in shown(
        result(text, decide(place(text, "two"), Edit(place(text, "two"), "2")))
    )


def test_numbers_stand_at_words_and_notes_in_order():
    text = "One word here."
    at = Span(4, 4)
    made = result(text, decide(at, Edit(at, "odd ")), flag(Span(0, len(text))))
    assert "  [?One?] {+odd+}² [?word here.?]¹\n    ?1 One word here. · 90%" in shown(made)


def test_summary():
    assert [line.rstrip() for line in table(article()).splitlines()] == [
        "",
        "article   removed   corrected   flagged   repaired",
        "──────────────────────────────────────────────────",
        "a.txt           4           1         2          1",
    ]


def test_summary_of_several_articles():
    degraded = result("Well.", path="folder/[b]\x1b.txt", degraded=[DEGRADED])
    text = table(article(), degraded)
    assert "folder/[b]␛.txt *         0" in text
    assert re.search(r"2 articles +4 +1 +2 +1\n", text)
    assert text.endswith("* grammar did not run: Java is missing. To mend it: cleanup setup\n")


def test_summary_in_a_narrow_terminal():
    path = "/a/long/path/to/a/folder/with/articles/article-number-one.txt"
    lines = table(result("Well.", path=path), width=60).splitlines()
    assert max(map(len, lines)) <= 60
    assert "".join(line.split(" ")[0] for line in lines[3:]) == path
    assert "corrected" in lines[1]
