"""How much likelier a word is in another language than in English, by lists of word frequencies."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache

from wordfreq import available_languages, get_frequency_list

from cleanup.language_names import NAMES
from cleanup.rules import rules_dir

LATIN = tuple(NAMES)[: tuple(NAMES).index("ru")]
# The first word of the Unicode names of a script's letters, and the languages that write in it.
SCRIPTS = {
    "LATIN": LATIN,
    "CYRILLIC": ("ru", "uk", "bg"),
    "GREEK": ("el",),
    "ARABIC": ("ar", "fa"),
    "HEBREW": ("he",),
    "DEVANAGARI": ("hi",),
    "THAI": ("th",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "HANGUL": ("ko",),
    "CJK": ("zh", "ja"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "KATAKANA-HIRAGANA": ("ja",),
}
WORDFREQ = {"no": "nb"}  # wordfreq's code where it is another
# Frequencies are Zipf values: log10 of the occurrences in a billion words. What a list lacks counts as:
RARE_ENGLISH = 1.5  # rarer in the English list are only strays from foreign texts ("todavía": 1.1)
RARE_FOREIGN = 2.0  # the short lists end at 3.0, the long ones are cut here
MOST = 3.0  # what one word can say for or against a language: a factor of a thousand


class Languages:
    """Compares words between English and other languages. Lists are loaded when first asked for."""

    def english(self, word: str) -> float:
        """How frequent a lower-case word is in English: its Zipf value, 0 if unknown; a compound is as
        rare as its rarest part."""
        return min(_zipf(part, "en", True) for part in word.split("-"))

    def gain(self, word: str, language: str, wide: bool = False) -> float:
        """How much commoner a lower-case word is in `language` than in English: difference of Zipf
        values, 0 for a word that neither knows. `wide` asks a list of rarer words too. A compound says
        what its most English part says."""
        return min(_gain(part, language, wide) for part in word.split("-"))

    def candidates(self, word: str) -> tuple[str, ...]:
        """The languages other than English that are written in the script of `word`."""
        return SCRIPTS.get(script(word), ())

    def begins_loan(self, word: str) -> bool:
        """A loan that English dictionaries list begins with the lower-case `word`."""
        return _first(word) in _loans()

    def loan_length(self, words: Sequence[str]) -> int:
        """How many of the first of `words` (lower-case) are a loan that English dictionaries list."""
        listed = _loans().get(_first(words[0]), ())
        folded = [_fold(word) for word in words]
        return max((n for n in range(1, len(words) + 1) if " ".join(folded[:n]) in listed), default=0)


@lru_cache(maxsize=1 << 16)
def script(word: str) -> str:
    """The script of a word's first letter, by the first word of its Unicode name."""
    return "LATIN" if word[0] < "\u0370" else unicodedata.name(word[0], "").split(" ")[0]


@lru_cache(maxsize=1 << 16)
def _gain(word: str, language: str, wide: bool) -> float:
    if language not in SCRIPTS.get(script(word), ()):
        return -MOST
    known = _zipf(word, language, wide)
    if script(word) != "LATIN":
        return MOST + known / 10  # the script says it; the list tells Russian from Ukrainian
    english = _zipf(word, "en", True)
    if not known and not english:
        return 0.0
    return max(-MOST, min(max(known, RARE_FOREIGN) - max(english, RARE_ENGLISH), MOST))


def _zipf(word: str, language: str, wide: bool) -> float:
    """The Zipf value of a word, or of its stem if an elided article or a clitic hangs on it; else 0."""
    words = _words(language, wide)
    value = words.get(word, 0.0)
    if "'" in word:
        head, tail = word.split("'", 1)
        if language == "en" and len(head) > 2:
            return max(value, words.get(head, 0.0))
        if not value and len(tail) > 2:
            return words.get(tail, 0.0)
    return value


@cache
def _words(language: str, wide: bool) -> dict[str, float]:
    """Zipf values of a language's words: of all English ones, of the commonest 30,000 or so of another
    (`wide`: of those that occur a hundred times in a billion words)."""
    code = WORDFREQ.get(language, language)
    size = "large" if wide and code in available_languages("large") else "small"
    if code not in available_languages(size):
        return {}
    least = 0 if language == "en" else 100 * RARE_FOREIGN
    buckets = enumerate(get_frequency_list(code, size))
    words = {w: (900 - n) / 100 for n, bucket in buckets if 900 - n >= least for w in bucket}
    get_frequency_list.cache_clear()
    return words


@cache
def _loans() -> dict[str, set[str]]:
    """The listed loans, folded, by their first words."""
    loans: defaultdict[str, set[str]] = defaultdict(set)
    for line in (rules_dir() / "foreign" / "loans.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            loans[_first(line)].add(_fold(line))
    return dict(loans)


@lru_cache(maxsize=1 << 16)
def _first(phrase: str) -> str:
    return _fold(phrase).split(" ")[0]


def _fold(phrase: str) -> str:
    """Lower-case, without accents, ligatures and hyphens."""
    letters = unicodedata.normalize("NFD", phrase.lower().replace("œ", "oe").replace("-", " "))
    return "".join(c for c in letters if not unicodedata.combining(c))
