"""Which language a word belongs to, by lists of word frequencies."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from wordfreq import available_languages, get_frequency_list

NAMES = {
    "es": "Spanish",
    "pt": "Portuguese",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "ca": "Catalan",
    "nl": "Dutch",
    "pl": "Polish",
    "ro": "Romanian",
    "tr": "Turkish",
    "cs": "Czech",
    "sv": "Swedish",
    "da": "Danish",
    "no": "Norwegian",
    "hu": "Hungarian",
    "ru": "Russian",
    "uk": "Ukrainian",
    "bg": "Bulgarian",
    "el": "Greek",
    "ar": "Arabic",
    "fa": "Persian",
    "he": "Hebrew",
    "hi": "Hindi",
    "th": "Thai",
    "ka": "Georgian",
    "hy": "Armenian",
    "ko": "Korean",
    "zh": "Chinese",
    "ja": "Japanese",
}
# The first word of the Unicode names of a script's letters, and the languages that write in it.
SCRIPTS = {
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
LATIN = tuple(NAMES)[: tuple(NAMES).index("ru")]
WORDFREQ = {"no": "nb"}  # wordfreq's code where it is another
# Frequencies are Zipf values: log10 of the occurrences in a billion words. What a list lacks counts as:
RARE_ENGLISH = 1.5  # rarer in the English list are only strays from foreign texts ("todavía": 1.1)
RARE_FOREIGN = 2.0  # the small lists end at 3.0
MOST = 3.0  # what one word can say for or against a language: a factor of a thousand
FOREIGN_LETTER = 0.02  # share of Latin letters


class Languages:
    """Compares words between English and other languages. Lists are loaded when first asked for."""

    def english(self, word: str) -> float:
        """How frequent a lower-case word is in English: Zipf value, at least RARE_ENGLISH."""
        return max(_look_up(_words("en", True), word), RARE_ENGLISH)

    def candidates(self, word: str) -> tuple[str, ...]:
        """The languages that write in the script of `word`; English is none of them."""
        return SCRIPTS.get(script(word), LATIN)

    def gain(self, word: str, language: str, wide: bool = False) -> float:
        """How much commoner a lower-case word is in `language` than in English: difference of Zipf
        values, 0 for a word that neither knows. `wide` asks a list of rarer words too."""
        if language not in self.candidates(word):
            return -MOST
        known = _look_up(_words(language, wide), word)
        if script(word) != "LATIN":
            return MOST + known / 10  # the script says it; the list tells Russian from Ukrainian
        english = _look_up(_words("en", True), word)
        if not known and not english:
            return 0.0
        difference = max(known, RARE_FOREIGN) - max(english, RARE_ENGLISH)
        return max(-MOST, min(difference, MOST))


@lru_cache(maxsize=1 << 16)
def script(word: str) -> str:
    """The script of a word's first letter, as Unicode names it."""
    return "LATIN" if word[0] < "\u0370" else unicodedata.name(word[0], "").split(" ")[0]


def _look_up(words: dict[str, float], word: str) -> float:
    """The Zipf value of a word; of its stem if an elided article or a clitic hangs on it."""
    value = words.get(word, 0.0)
    if not value and "'" in word:
        head, tail = word.split("'", 1)
        return words.get(tail if len(head) <= 2 else head, 0.0)
    return value


@cache
def _words(language: str, wide: bool) -> dict[str, float]:
    """Zipf values of a language's words: of all English ones, of the commonest 30,000 or so of another
    (`wide`: of those that occur ten times in a billion words)."""
    code = WORDFREQ.get(language, language)
    size = "large" if wide and code in available_languages("large") else "small"
    if code not in available_languages(size):
        return {}
    least = 0 if language == "en" else 100 * RARE_FOREIGN
    buckets = enumerate(get_frequency_list(code, size))
    words = {w: (900 - n) / 100 for n, bucket in buckets if 900 - n >= least for w in bucket}
    get_frequency_list.cache_clear()
    return words
