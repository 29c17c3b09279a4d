"""What is dear is opened once: the spaCy pipeline and the whole cleaning pipeline."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))  # for `making` and `texts`, under importlib mode

from making import document  # noqa: E402

from cleanup.engines import nlp  # noqa: E402
from cleanup.types import Document  # noqa: E402

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
