"""`cleanup setup`: fetches what no dependency carries."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanup.errors import InputError


def setup(
    force: Annotated[bool, typer.Option("--force", help="Fetch again what is there.")] = False,
) -> None:
    """Fetch and check what no package carries: now the spaCy pipeline (12 MB)."""
    from cleanup.engines import artefacts

    for name, artefact in artefacts.artefacts().items():
        try:
            folder = artefacts.ensure(name, offline=False, tell=print, force=force)
        except artefacts.Unavailable as error:
            raise InputError(name, str(error), "check the network and try again") from error
        print(f"{name} {artefact.version} ({artefact.licence}): ready in {folder}")
