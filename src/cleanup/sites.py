"""Which site an article comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from cleanup.types import Metadata, SiteEvidence

HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
LONE = "."  # the site of a batch that has neither folders nor addresses


def of_folders(place: PurePath) -> str:
    """The site of an article at `place` within a batch, if nothing but its folders says so: the one that
    is named like a host, else the topmost."""
    folders = place.parts[:-1]
    return next((name.lower() for name in folders if HOST.fullmatch(name)), folders[0] if folders else LONE)


def of_address(url: str | None) -> str | None:
    """The host of an address, without `www.`; None if there is none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def known_of(path: Path, metadata: Metadata, known: Mapping[str, SiteEvidence]) -> SiteEvidence | None:
    """What a batch knows of the site of one article, which its page or one of its folders names."""
    folders = [name for folder in path.absolute().parents for name in (folder.name, folder.name.lower())]
    names = [metadata.site, *folders, LONE]
    return next((known[name] for name in names if name in known), None)
