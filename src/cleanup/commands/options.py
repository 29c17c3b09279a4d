"""Options that several commands share, and how flags become a configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cleanup.config import Config, load_config

RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder of rules that join ours; repeatable."),
]
Offline = Annotated[bool | None, typer.Option("--offline", help="Fetch nothing, do with what is here.")]


def configuration(**flags: Any) -> Config:
    """The configuration that counts here; flags that are None were not given."""
    if flags.get("rules") is not None:
        flags["rules"] = tuple(str(folder) for folder in flags["rules"])
    return load_config(Path.cwd(), flags)


def listed(value: str | None) -> tuple[str, ...] | None:
    """The parts of a comma-separated option."""
    return None if value is None else tuple(p.strip() for p in value.split(",") if p.strip())
