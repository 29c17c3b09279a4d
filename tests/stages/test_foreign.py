"""What the stage `foreign` finds and what it spares."""

from __future__ import annotations

import pytest
import spacy

from cleanup.document import open_document
from cleanup.engines.languages import Languages
from cleanup.language_names import NAMES
from cleanup.stages.foreign import Foreign
from cleanup.types import Applicability, Finding

LANGUAGES = Languages()
NLP = spacy.blank("en")


def find(text: str, source_language: str | None = None) -> list[Finding]:
    doc = open_document(text.encode(), "article.txt", lambda texts: map(NLP, texts))
    return list(Foreign(LANGUAGES, source_language).find(doc))


def found(text: str, source_language: str | None = None) -> list[tuple[str, str, str]]:
    """Size, language and text of each finding."""
    return [
        (
            f.rule_id.removeprefix("foreign."),
            str(f.evidence["language"]),
            text[f.span.start : f.span.end],
        )
        for f in find(text, source_language)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The talks go on. Aún no sabemos nada del barco”, said the mayor.",
            ("phrase", "es", "Aún no sabemos nada del barco"),
        ),
        (
            "“Ninguém nos avisou da cheia. We lost all the furniture,” she said.",
            ("sentence", "pt", "Ninguém nos avisou da cheia"),
        ),
        (
            "The union said that “les ouvriers n'ont rien reçu depuis juin” and walked out.",
            ("phrase", "fr", "les ouvriers n'ont rien reçu depuis juin"),
        ),
        (
            "Asked about the fine, she replied: “Das wird sich erst morgen zeigen.”",
            ("sentence", "de", "Das wird sich erst morgen zeigen."),
        ),
        (
            "The plan has changed. Nessuno sa ancora quanto costerà il ponte. Work starts in May.",
            ("sentence", "it", "Nessuno sa ancora quanto costerà il ponte"),
        ),
        (
            "Work starts in May.\n\nNikt nie wie jeszcze, ile będzie kosztował ten most.\n\nIt will last.",
            ("paragraph", "pl", "Nikt nie wie jeszcze, ile będzie kosztował ten most."),
        ),
        (
            "The clerk said «Мы ничего не знаем об этом» and hung up.",
            ("phrase", "ru", "Мы ничего не знаем об этом"),
        ),
        (
            "He added “ми ще нічого не знаємо про це” and left.",
            ("phrase", "uk", "ми ще нічого не знаємо про це"),
        ),
        (
            "The sign says “κανείς δεν ξέρει πότε” in large letters.",
            ("phrase", "el", "κανείς δεν ξέρει πότε"),
        ),
        ("The poster read 明日は休みです all week.", ("word", "ja", "明日は休みです")),
        (
            "The firemen freed the trabajadores at noon.",
            ("word", "es", "trabajadores"),
        ),
        ("Officials were plötzlich silent.", ("word", "de", "plötzlich")),
        (
            "“Am Freitag wurden der Bürgermeister und sein Stellvertreter verhaftet” was all it said.",
            ("phrase", "de", "Am Freitag wurden der Bürgermeister und sein Stellvertreter verhaftet"),
        ),
        (
            '"Wir haben große Angst", sagte the mother of two.',
            ("phrase", "de", '"Wir haben große Angst", sagte'),
        ),
        ("The board made big Fortschritte last year.", ("word", "de", "Fortschritte")),
        (
            "It was a “desfile multitudinario” from start to end.",
            ("phrase", "es", "desfile multitudinario"),
        ),
    ],
)
def test_finds(text: str, expected: tuple[str, str, str]) -> None:
    assert found(text, expected[1]) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        # names of people, places, organisations and newspapers
        "Juan Carlos Fernández de la Torre met Søren Kjærgård and Zbigniew Brzęczyszczykiewicz.",
        "The Frankfurter Allgemeine Zeitung and El País had the story before La Nación.",
        "The Partido Popular holds the Ayuntamiento de Alcalá de Henares.",
        "A professor at the Universidad Nacional de Educación a Distancia agreed.",
        "The Bundestag and the Assemblée nationale met in Łódź and Århus.",
        "“Köhler is right,” Šumavský said. Dvořák left for Malmö.",
        # titles
        "Her best novel, La hierba amarga, was filmed twice.",
        "He made the film “El jardín de los ausentes” in Chile.",
        "She played the mother in “La puerta azul” for two years.",
        "Pupils read the poem “Der Abend am Fluss” aloud.",
        # loanwords and set phrases
        "The clinic closes for a siesta; there was some Schadenfreude, some schadenfreude even.",
        "The coup d'état was a fait accompli, and the raison d'être of the junta was gone.",
        "Over hors d’oeuvres they held an ad hoc vote, de facto a vendetta, mano a mano.",
        "The crème de la crème danced a pas de deux, then a paso doble, at the soirée.",
        "They ate cold Leberkäse, gazpacho, tapas and a crème brulee.",
        "He is a bête noire of the avant-garde, an éminence grise, and a connoisseur of bel canto.",
        # what the text explains
        "The paper ran “Todo está perdido” (“All is lost”) on its front page.",
        "He closed with “hasta el lunes”, which means until Monday.",
        "The town hall (ayuntamiento) was closed.",
        "The Spanish word for it is sobremesa, or desgobierno in the plural.",
        "Villagers eat what is known as the cocido montañés.",
        "Vladimir Petrov (Russian: Владимир Петров) was born in Tver.",
        "The poet Sikong Tu 司空图 wrote it.",
        # Latin, species, symbols, addresses
        "The writ of habeas corpus was denied sine die; it is a non sequitur, mutatis mutandis.",
        "Ants of the kind Formica fusca live there, and α and β are angles of 30 μm.",
        "Write to redaccion@noticiasdelsur.example or see www.todoslosdias.es/noticias/hoy, #juntossomosmas.",
        # plain English of several kinds
        "The defence minister said no more; he me, a la, de, un and en are short words.",
        "“We shan’t tell,” the guys’ll say, and what’re you’d better know, ma’am.",
        "LOS ANGELES POLICE SEEK DRIVER IN SAN PEDRO CRASH",
        "Mayor of San Sebastián de los Reyes Quits After Vote on New Stadium",
    ],
)
@pytest.mark.parametrize("source_language", [None, "es", "de"])
def test_spares(text: str, source_language: str | None) -> None:
    assert found(text, source_language) == []


def test_adjacent_sentences_are_one_finding() -> None:
    text = (
        "The mayor spoke for an hour. No vamos a cerrar la escuela. Los padres pueden estar tranquilos. "
        "Then he left."
    )
    assert found(text) == [
        (
            "sentence",
            "es",
            "No vamos a cerrar la escuela. Los padres pueden estar tranquilos",
        )
    ]


def test_a_sentence_that_switches_gives_the_foreign_part() -> None:
    text = "The mayor said that todavía no hay ningún acuerdo con los vecinos."
    assert found(text) == [("phrase", "es", "todavía no hay ningún acuerdo con los vecinos")]


def test_a_filled_quotation_is_exact() -> None:
    for inside in (
        "¿Quién va a pagar todo esto?",
        "Los vecinos de Villa Ortúzar no duermen desde 2019",
        "No volveremos nunca.",
    ):
        text = f"“{inside}” the sign said."
        assert [t for _, _, t in found(text)] == [inside]
    text = "“No volveremos nunca,” they said."
    assert [t for _, _, t in found(text)] == ["No volveremos nunca"]  # the comma is the frame's


def test_offsets_count_in_the_document() -> None:
    text = "🎉 Party\u200b time 🎉\r\n\r\nIt was fun. Nadie quería irse a casa 😀.\r\n\r\nThe end.\r\n"
    assert [t for _, _, t in found(text)] == ["Nadie quería irse a casa"]


def test_a_stated_language_is_preferred_and_better_known() -> None:
    text = "The nurse used curitas on the cut."
    assert found(text) == []
    assert found(text, "es") == [("word", "es", "curitas")]
    text = "The ministro spoke."
    assert found(text, "pt")[0][1] == "pt"
    assert found(text, "it")[0][1] == "it"


def test_a_certain_passage_makes_a_word_in_its_language_plausible() -> None:
    word = "The nurse used curitas on the cut."
    passage = "Todos los vecinos salieron a la calle para protestar contra el cierre."
    assert [t for _, _, t in found(f"{word}\n\n{passage}")] == ["curitas", passage]


def test_findings_are_honest_flags() -> None:
    text = "Todos los vecinos salieron a la calle para protestar.\n\nOfficials were plötzlich silent."
    sure, doubtful = find(text)
    assert sure.stage == doubtful.stage == "foreign"
    assert sure.category == doubtful.category == "untranslated"
    assert sure.applicability is Applicability.DISPLAY
    assert not sure.alternatives
    assert sure.message == "left in Spanish"
    assert sure.message == "left in Spanish"
    assert 0.5 <= doubtful.p_wrong < sure.p_wrong < 1


def test_is_deterministic() -> None:
    text = "He said “hoje não há nada” and “oggi non c'è niente” and “heute gibt es nichts”.\n\nplötzlich"
    first = find(text)
    assert len(first) == 3 + 1
    assert all(find(text) == first for _ in range(3))
    assert (
        list(
            Foreign(Languages(), None).find(
                open_document(text.encode(), "article.txt", lambda texts: map(NLP, texts))
            )
        )
        == first
    )


@pytest.mark.parametrize("text", ["7", "…", "“”", "'s", "a-", "I", "தமிழ்", "x́", "ﬁ", "’’s-’t", "𝐀𝐁𝐂 ℵ µ"])
def test_survives_odd_texts(text: str) -> None:
    assert found(text) == []


def test_every_language_is_named_and_has_a_script() -> None:
    assert all(LANGUAGES.gain("x", code) is not None for code in NAMES)
