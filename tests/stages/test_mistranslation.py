"""Rules become findings: place, edits, evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanup.lexicon.index import opened
from cleanup.stages.mistranslation import Mistranslation
from cleanup.types import Rule
from tests.making import DISPLAY, SAFE, UNSAFE, cleaned

RULE = Rule(
    id="es.test.grave",
    kind="tokens",
    category="mistranslation",
    pattern="<grave/NOUN>",
    message="A grave is not held",
    applicability=UNSAFE,
    p_wrong=0.8,
    p_right=0.6,
    replacements=("inauguration", "ceremony"),
    when=({"object_of": ("hold",)}, {"object_of": ("postpone",)}),
    unless=({"before": ("his",)}, {"article": ("cemetery",)}),
    why="toma de posesión",
    source_language=("es",),
)


def find(read, text: str, *rules: Rule, language: str | None = None) -> list:
    return list(Mistranslation(rules or [RULE], language).find(read(text)))


def places(read, text: str, *rules: Rule) -> list[str]:
    return [text[f.span.start : f.span.end] for f in find(read, text, *rules)]


def test_a_finding_is_what_its_rule_says(read):
    (found,) = find(read, "A grave was held.")
    assert (found.rule_id, found.p_wrong, found.applicability) == ("es.test.grave", 0.8, UNSAFE)
    assert found.evidence == {"hypothesis": "toma de posesión", "source_language": "es"}
    assert [a.p_right for a in found.alternatives] == [0.6, 0.6]


def test_each_alternative_carries_its_own_article(read):
    (found,) = find(read, "A grave was held.")
    assert [[e.text for e in a.edits] for a in found.alternatives] == [
        ["An", "inauguration"],
        ["ceremony"],
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A grave was held.", 1),
        ("A grave was postponed.", 1),
        ("A grave was dug.", 0),
        ("His grave was held.", 0),
        ("A grave was held.\n\nThe cemetery is near.", 0),
        ("A grave was held. The grave was postponed.", 2),
    ],
)
def test_one_when_must_hold_and_no_unless(read, text, count):
    assert len(find(read, text)) == count


def test_rules_of_another_language_than_the_stated_one_are_left_out(read):
    assert not find(read, "A grave was held.", language="fr")
    assert find(read, "A grave was held.", language="es")
    assert find(read, "A grave was held.", replace(RULE, source_language=()), language="fr")


def test_a_flag_has_no_alternatives(read):
    (found,) = find(read, "A grave was held.", replace(RULE, replacements=(), applicability=DISPLAY))
    assert found.alternatives == ()


def test_replacements_that_read_alike_are_one_alternative(read):
    (found,) = find(read, "A grave was held.", replace(RULE, replacements=("rite", "=rite")))
    assert len(found.alternatives) == 1


@pytest.mark.parametrize(
    "text",
    [
        "😀👩‍👩‍👧 Then the grave was held.",
        "E\u0301 cafe\u0301: the grave was held.",
        "\u200fשלום\u200f, and the grave was held.",
        "First line.\r\n\r\nThe\u00a0grave was\u200b held.",
        "\ufeffA\x00 word: the grave was held. " + "They came and went. " * 6,
        "The cafÃ©â€™s grave was held.",
    ],
)
def test_places_count_in_the_text_as_it_is(read, text):
    assert places(read, text) == ["grave"]


def test_a_place_with_damage_inside_holds_the_damage(read):
    assert places(read, "The gra\u00adve was held.") == ["gra\u00adve"]


def test_the_article_before_an_odd_space_follows_too(read):
    text = "It was a\u00a0grave held in May."
    rule = replace(RULE, when=())
    assert cleaned(read(text), Mistranslation([rule], None), level=UNSAFE) == (
        "It was an\u00a0inauguration held in May."
    )


def test_words_in_a_quotation_wait(read):
    text = "“A grave was held,” he said."
    assert places(read, text) == ["grave"]
    assert cleaned(read(text), Mistranslation([RULE], None), level=UNSAFE) == text


@pytest.fixture
def lexicon(tmp_path, monkeypatch):
    monkeypatch.setattr("cleanup.lexicon.index.user_cache_path", lambda name: tmp_path / "cache")
    path = tmp_path / "senses" / "es" / "media"
    path.parent.mkdir(parents=True)
    path.write_text("rueda de prensa n = press conference, news conference < wheel of press [certain]\n")
    return opened([tmp_path])


def test_what_is_never_english_is_corrected_with_its_source(read, lexicon):
    (found,) = Mistranslation([], None, lexicon).find(read("An angry wheel of press followed."))
    assert found.rule_id == "mistranslation.lexicon"
    assert found.applicability is SAFE
    assert [a.edits[-1].text for a in found.alternatives] == ["press conference", "news conference"]
    assert found.evidence == {
        "hypothesis": "“rueda de prensa”",
        "source_language": "es",
        "entry": "es/media",
    }


def test_it_is_corrected_inside_quotations_too(read, lexicon):
    text = "“We give two wheels of press,” he said."
    assert cleaned(read(text), Mistranslation([], None, lexicon), level=SAFE) == text.replace(
        "wheels of press", "press conferences"
    )


def test_of_another_source_language_nothing_is_certain(read, lexicon):
    doc = read("The wheel of press followed.")
    assert list(Mistranslation([], "fr", lexicon).find(doc)) == []
    assert len(list(Mistranslation([], "es", lexicon).find(doc))) == 1
