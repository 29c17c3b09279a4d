"""The lexicon that ships: its entries are in order, what is certain is found in no good English."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cleanup.lexicon.check import problems
from cleanup.lexicon.index import opened
from cleanup.lexicon.proposals import certain
from cleanup.matchers import Reading
from cleanup.rules import rules_dir
from tests import samples
from tests.lexicon.counts import PAGE, TABLE, entries, table

CONTRAST = sorted(Path(__file__).with_name("contrast").glob("*.txt"))
# Words and expressions at least; what was asked for.
SIZES = {"es": (4000, 2000), "pt": (1500, 700), "fr": (1500, 700)}


@pytest.fixture(scope="module")
def found(parser):
    """`found(document)`: what is certain to be wrong in it."""
    lexicon = opened([rules_dir()])

    def call(document) -> list[str]:
        readings = map(Reading, document.paragraphs)
        return [
            f"{p.entry}: {' '.join(t.text for t in p.place.tokens)}"
            for r in readings
            for p in certain(lexicon, r)
        ]

    return call


def test_every_entry_is_in_order():
    assert [str(problem) for problem in problems(entries())] == []


def test_there_are_as_many_as_were_asked_for():
    counts = Counter((entry.language, entry.is_expression) for entry in entries())
    for language, sizes in SIZES.items():
        for is_expression, least in enumerate(sizes):
            assert counts[language, bool(is_expression)] >= least


@pytest.mark.parametrize("path", CONTRAST, ids=lambda path: path.stem)
def test_good_english_with_the_same_words_is_left_alone(path, read, found):
    sentences = path.read_text("utf-8").splitlines()
    assert len(sentences) >= 60
    assert found(read("\n\n".join(sentences))) == []


@pytest.mark.parametrize("name", [n for n in samples.names() if n.endswith("-en")])
def test_english_samples_are_left_alone(name, read, found):
    assert found(read((samples.SAMPLES / name / "input.txt").read_text("utf-8"))) == []


def test_every_certain_text_is_found_where_it_stands(read, found):
    """A sentence around each: else what is certain would not be corrected."""
    wanted = [
        (e, text)
        for e in entries()
        if e.certain
        for text in e.leftovers
        if "X" not in text and "one's" not in text
    ]
    missed = [
        f"{entry.language} {text}"
        for entry, text in wanted[::7]
        if not found(read(f"Officials spoke of {text} on Tuesday."))
    ]
    assert missed == []


def test_the_page_counts_what_there_is():
    assert TABLE.search(PAGE.read_text("utf-8"))[0] == table()
