"""HTML input, through trafilatura: the extracted text is the document, and all offsets count in it."""

from __future__ import annotations

from cleanup.compression import bare
from cleanup.errors import InputError
from cleanup.types import Metadata

_SUFFIXES = (".html", ".htm", ".xhtml")


def is_page(path: str) -> bool:
    """Its name says that it is HTML, compressed or not."""
    return bare(path).lower().endswith(_SUFFIXES)


def extract(page: str, path: str) -> tuple[str, Metadata]:
    """The article's text, a paragraph a line, and what the page says about it. Raises InputError."""
    import trafilatura

    found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    if found is None or not found.text:
        raise InputError(path, "no article is found in this page", "save its text as .txt")
    metadata = Metadata(found.title, found.author, found.date, found.sitename or found.hostname)
    return found.text, metadata
