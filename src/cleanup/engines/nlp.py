"""The spaCy pipeline: found, fetched if it must be, and run once for a document."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cleanup.engines import artefacts
from cleanup.types import Degraded

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm"
MAX_PIECE = 100_000  # characters read at once; spaCy's memory grows with the length of a text


@dataclass(frozen=True, slots=True)
class Nlp:
    """A loaded pipeline. `name` says which, for the record; `degraded` is set when it only splits
    words and sentences."""

    language: Language
    name: str
    degraded: Degraded | None = None

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """One Doc for each text, in order."""
        from spacy.tokens import Doc

        counts: list[int] = []

        def pieces() -> Iterator[str]:
            for text in texts:
                starts = range(0, len(text), MAX_PIECE)
                counts.append(len(starts))
                yield from (text[start : start + MAX_PIECE] for start in starts)

        parts: list[Doc] = []
        for doc in self.language.pipe(pieces()):
            parts.append(doc)
            if len(parts) == counts[0]:
                yield parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
                del parts[:], counts[0]


def prepare(model: str, offline: bool, tell: Callable[[str], None]) -> None:
    """Fetches the default pipeline, if it is wanted and not here, so that processes find it. Never fails:
    `load` says what is missing."""
    import spacy

    if model == MODEL and not spacy.util.is_package(model):
        with contextlib.suppress(artefacts.Unavailable):
            artefacts.ensure(MODEL, offline, tell)


def load(model: str, offline: bool, tell: Callable[[str], None]) -> Nlp:
    """The pipeline `model`: installed, in the cache, or (the default one) fetched after telling so.

    Never fails: without a pipeline the result is one that knows words and sentences only.
    """
    import spacy

    try:
        if spacy.util.is_package(model) or Path(model).is_dir():
            return _named(spacy.load(model), model)
        if model == MODEL:
            path = artefacts.ensure(MODEL, offline, tell)
            return _named(spacy.load(path), model)
        reason, remedy = f"no pipeline {model!r} is installed", f"python -m spacy download {model}"
    except artefacts.Unavailable as error:
        reason, remedy = str(error), "cleanup setup"
    except (OSError, ValueError) as error:
        first = str(error).splitlines()[0]
        reason, remedy = f"{model} cannot be loaded: {first}", "cleanup setup --force"
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    return Nlp(blank, "blank", Degraded("spaCy pipeline", reason, remedy))


def _named(language: Language, model: str) -> Nlp:
    return Nlp(language, f"{Path(model).name} {language.meta['version']}")
