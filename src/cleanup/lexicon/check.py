"""What can be wrong with entries beyond their form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleanup.inflection import lemmas
from cleanup.lexicon.english import pieces
from cleanup.lexicon.entries import Entry

# Words that lemminflect knows as adjectives alone but that newspapers use as nouns, and adverbs that
# render a verb (`soler`: usually).
NOUNS_TOO = {
    "abroad",
    "accessory",
    "antitrust",
    "broadband",
    "dead",
    "desktop",
    "deductible",
    "downhill",
    "early",
    "evangelical",
    "fascist",
    "featherweight",
    "freestyle",
    "friendly",
    "gamer",
    "insurgent",
    "latest",
    "most",
    "nearby",
    "overseas",
    "paramilitary",
    "pillion",
    "youngest",
}
VERBS_TOO = {"again", "ago", "armour", "bench", "just", "usually"}
# English that wordfreq has not met.
RARE = {
    "amortise",
    "arduousness",
    "backlander",
    "bossism",
    "cinemagoer",
    "copla",
    "crackland",
    "defencelessness",
    "deminer",
    "doorwoman",
    "festivalgoer",
    "hospitalise",
    "incunabulum",
    "livret",
    "mpox",
    "offcut",
    "overbill",
    "picketer",
    "pimba",
    "planemaker",
    "putschist",
    "rapporteurship",
    "reoffender",
    "sailboard",
    "standfirst",
    "stockout",
    "unawarded",
    "unhoped",
    "unirrigated",
    "waterlog",
}


PLAIN = re.compile(r"(?<![\w'’-])[a-z]+(?![\w'’-])")  # words without capitals, accents or hyphens


@dataclass(frozen=True, slots=True)
class Problem:
    entry: Entry
    what: str

    def __str__(self) -> str:
        entry = self.entry
        return f"{entry.language}/{entry.topic}:{entry.line}: {entry.lemma} {entry.pos}: {self.what}"


def problems(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What is wrong with `entries`, one by one and with each other."""
    entries = list(entries)
    right = {pieces(text) for entry in entries for text in entry.renderings}
    first: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        other = first.setdefault((entry.language, entry.lemma, entry.pos), entry)
        if other is not entry:
            yield Problem(entry, f"stands in {other.topic}:{other.line} too")
        for what in _alone(entry):
            yield Problem(entry, what)
        if entry.certain:
            for text in entry.leftovers:
                if pieces(text) in right:
                    yield Problem(entry, f"{text!r} is right English elsewhere, so nothing is certain")


def _alone(entry: Entry) -> Iterator[str]:
    texts = (*entry.renderings, *entry.leftovers)
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield f"{text!r} stands twice"
    if len(entry.senses) == 1 and not entry.leftovers:
        yield "nothing can go wrong with it: name what a machine leaves"
    if entry.certain and (len(entry.senses) > 1 or not entry.leftovers):
        yield "what is certain has one sense, and leftovers"
    # What a machine leaves may be no word of any language, and names need not be English.
    for word in (word for text in entry.renderings for word in PLAIN.findall(text)):
        if not _is_english(word):
            yield f"{word!r} is no English word"
    for sense in entry.senses:
        if not _may_be(sense[0], entry.pos):
            yield f"{sense[0]!r} is of another part of speech"


def _may_be(text: str, pos: str) -> bool:
    """A rendering of one word has the entry's part of speech, as far as lemminflect knows. It misses many
    nouns that are verbs too, and most nouns serve as adjectives."""
    if " " in text or not text.isalpha() or not lemmas(text):
        return True
    if pos == "v":
        return bool(lemmas(text, "VERB")) or text in VERBS_TOO
    if pos == "n":
        return bool(lemmas(text, "NOUN")) or bool(lemmas(text, "VERB")) or text in NOUNS_TOO
    return True


def _is_english(word: str) -> bool:
    from wordfreq import zipf_frequency

    return word in RARE or zipf_frequency(word, "en") > 0
