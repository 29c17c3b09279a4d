"""What is dear is opened once: the spaCy pipeline."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from cleanup.engines import nlp
from cleanup.types import Document
from tests.making import document

# Every run tries the same texts, so that a failure can be repeated; no example is timed.
settings.register_profile("cleanup", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("cleanup")


@pytest.fixture(scope="session")
def parser() -> nlp.Nlp:
    """The spaCy pipeline, loaded once."""
    loaded = nlp.load(nlp.MODEL, offline=True, tell=print)
    assert loaded.degraded is None, "run `cleanup setup` first"
    return loaded


@pytest.fixture(scope="session")
def read(parser: nlp.Nlp) -> Callable[..., Document]:
    """Makes a Document from a text: `read(text, house_terms=(...))`."""

    def make(text: str, house_terms: tuple[str, ...] = ()) -> Document:
        return document(text, parser.parse, house_terms)

    return make
