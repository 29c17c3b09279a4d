"""What was left untranslated: from one word in an English sentence to whole paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cleanup.engines.languages import LATIN, Languages
from cleanup.language_names import NAMES
from cleanup.protect import ADDRESS
from cleanup.runs import QUOTES, Run, Word, find_runs, read_words, without_loans
from cleanup.spared import Place, is_spared
from cleanup.types import Applicability, Document, Finding, Paragraph

# Probability that an editor would change a place of this size; less in a language that nothing else in
# the article is in.
P_WRONG = {"paragraph": 0.95, "sentence": 0.95, "phrase": 0.9, "word": 0.75}
STRANGER = 0.15

CERTAIN_WORDS, CERTAIN_GAIN = 4, 8.0  # a passage that tells which language the article comes from


class Foreign:
    name = "foreign"
    skips_removed = False
    dear = False
    memory = 0

    def __init__(self, languages: Languages, source_language: str | None) -> None:
        """`source_language` (ISO 639-1), if stated, is expected and known better than others."""
        self.languages = languages
        self.source_language = source_language

    def find(self, doc: Document) -> Iterator[Finding]:
        read = [(paragraph, self._read(paragraph)) for paragraph in doc.paragraphs]
        expected = {self.source_language} & NAMES.keys()
        places = self._places(read, expected)
        certain = {place.run.language for _, place in places if _is_certain(place.run)}
        if not certain <= expected:
            places = self._places(read, expected | certain)
        for paragraph, place in places:
            yield self._finding(paragraph, place)

    def _read(self, paragraph: Paragraph) -> list[Word]:
        text = paragraph.view.text
        addresses = [match.span() for match in ADDRESS.finditer(text)]
        words = read_words(text, capitals=not text.isupper(), skip=addresses)
        return without_loans(words, self.languages)

    def _places(
        self, read: Sequence[tuple[Paragraph, Sequence[Word]]], expected: Collection[str]
    ) -> list[tuple[Paragraph, Place]]:
        found = []
        for paragraph, words in read:
            for run in find_runs(self.languages, words, expected):
                first, last = self._with_names(words, run)
                known = run.language in expected
                place = Place(paragraph.view.text, words, run, first, last, known)
                if not is_spared(place, self.languages):
                    found.append((paragraph, place))
        return found

    def _with_names(self, words: Sequence[Word], run: Run) -> tuple[int, int]:
        """The run with the names, numbers and unknown words between it and the next break on a side."""
        if run.language not in LATIN:
            return run.first, run.last

        def joins(word: Word) -> bool:
            unknown = not self.languages.english(word.key)
            return word.neutral or (unknown and not self.languages.gain(word.key, run.language))

        first, last = run.first, run.last
        while not words[first].opens and joins(words[first - 1]):
            first -= 1
        while last < len(words) and not words[last].opens and joins(words[last]):
            last += 1
        return (
            first if words[first].opens else run.first,
            last if last == len(words) or words[last].opens else run.last,
        )

    def _finding(self, paragraph: Paragraph, place: Place) -> Finding:
        size, language = _size(place), place.run.language
        return Finding(
            rule_id=f"foreign.{size}",
            stage=self.name,
            category="untranslated",
            span=paragraph.view.to_document(*_range(place)),
            message=f"left in {NAMES[language]}",
            p_wrong=round(P_WRONG[size] - (0 if place.expected else STRANGER), 2),
            applicability=Applicability.DISPLAY,
            evidence={
                "language": language,
                # log10 of how much likelier its words are in that language than in English
                "gain": round(place.run.gain, 2),
            },
        )


def _is_certain(run: Run) -> bool:
    return run.last - run.first >= CERTAIN_WORDS and run.gain >= CERTAIN_GAIN


def _size(place: Place) -> str:
    words = place.last - place.first
    if words == 1:
        return "word"
    if words == len(place.words):
        return "paragraph"
    ends = place.after[:1] in ("", *".!?…")
    return "sentence" if place.words[place.first].opens and ends and words > 2 else "phrase"


def _range(place: Place) -> tuple[int, int]:
    """From where to where the finding goes in the text: with the punctuation that is foreign too."""
    text = place.text
    start, end = place.words[place.first].start, place.words[place.last - 1].end
    if place.last - place.first == len(place.words) and not place.quoted:
        return 0, len(text)
    while start and text[start - 1] in "¿¡":
        start -= 1
    final = "!?….%" if place.quoted else "!?…"
    while end < len(text) and text[end] in final:
        end += 1
    if sum(text[start:end].count(mark) for mark in QUOTES) % 2:  # one end lies in a quotation
        start -= text.endswith(tuple(QUOTES), 0, start)
        end += text.startswith(tuple(QUOTES), end)
    return start, end
