"""Cleans scraped, machine-translated news articles and shows the evidence for every change.

The whole public API:

>>> from cleanup import clean_text
>>> result = clean_text("Sign up for our newsletter\\n\\nThe vote was postponed on Monday, officials said.")
>>> result.output
'The vote was postponed on Monday, officials said.'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from cleanup.config import Config
from cleanup.errors import CleanupError, InputError
from cleanup.types import Result, SiteEvidence, Verdict

if TYPE_CHECKING:
    from cleanup.pipeline import Pipeline

__all__ = ["CleanupError", "Config", "Result", "Verdict", "clean_file", "clean_many", "clean_text"]
__all__ += ["SiteEvidence", "read_evidence", "read_verdicts"]
__version__ = version("cleanup")

DEFAULT = Config()


def clean_text(
    text: str,
    config: Config = DEFAULT,
    verdicts: Iterable[Verdict] = (),
    evidence: SiteEvidence | None = None,
) -> Result:
    """The article `text`, cleaned; offsets in the result count code points of `text`.

    `verdicts`, as `read_verdicts` gives them, win over every threshold; `evidence`, as `read_evidence`
    gives it, is what a batch learned of the article's site. Raises CleanupError if the text is empty or
    binary, or the rules cannot be used.
    """
    from cleanup.pipeline import clean_string

    return clean_string(_pipeline(config), text, verdicts, evidence)


def clean_file(
    path: str | Path,
    config: Config = DEFAULT,
    verdicts: Iterable[Verdict] = (),
    evidence: SiteEvidence | None = None,
) -> Result:
    """The article in a file, cleaned; nothing is written. Raises CleanupError if it cannot be read."""
    from cleanup.document import read_bytes
    from cleanup.pipeline import clean_bytes

    raw = read_bytes(Path(path), config.max_bytes)
    return clean_bytes(_pipeline(config), raw, str(path), verdicts, evidence)


def clean_many(
    paths: Iterable[str | Path], config: Config = DEFAULT
) -> Iterator[tuple[Path, Result | CleanupError]]:
    """Each file with its result, or with the error that it could not be read: one bad file does not
    stop the others. Raises CleanupError if the rules cannot be used."""
    _pipeline(config)
    for path in map(Path, paths):
        try:
            yield path, clean_file(path, config)
        except InputError as error:
            yield path, error


def read_verdicts(path: str | Path) -> tuple[Verdict, ...]:
    """The verdicts in a file that `cleanup review` wrote; none if there is no such file.
    Raises CleanupError if it cannot be used."""
    from cleanup.verdictfile import VerdictFile

    return tuple(VerdictFile(Path(path)).read().verdicts.values())


def read_evidence(path: str | Path, site: str) -> SiteEvidence | None:
    """What the `evidence.json` of a batch says of `site`; None if it does not know it.
    Raises CleanupError if the file cannot be used."""
    from cleanup.evidence import read

    return read(Path(path)).get(site)


@lru_cache(maxsize=1)
def _pipeline(config: Config) -> Pipeline:
    from cleanup.pipeline import build

    return build(config)
