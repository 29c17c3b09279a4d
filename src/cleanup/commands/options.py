"""Options that several commands share, and how flags become a configuration."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanup.config import APPLY, Config, load_config
from cleanup.exports import SUFFIXES
from cleanup.types import Rule

STDIN = Path("-")
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder of rules that join ours; repeatable."),
]
Export = StrEnum("Export", [(name, name) for name in (*SUFFIXES, "json") if name != "report"])
Exports = Annotated[
    list[Export] | None,
    typer.Option("--export", help="Also write NAME.cleanup.SUFFIX so (json always is); repeatable."),
]
Report = Annotated[
    bool, typer.Option("--report", help="Also write NAME.report.html: every change in its place.")
]
Offline = Annotated[bool | None, typer.Option("--offline", help="Fetch nothing, do with what is here.")]


ApplyLevel = StrEnum("ApplyLevel", [(name, name) for name in APPLY])
Apply = Annotated[ApplyLevel | None, typer.Option(help="What is changed; safe unless said.")]
MinConfidence = Annotated[
    float | None, typer.Option(help="Confidence that a safe correction needs; .75 unless said.")
]
SourceLang = Annotated[str | None, typer.Option(help="Language of the original: auto, es, pt ...")]
Stages = Annotated[str | None, typer.Option(help="Run only these, as in boilerplate,foreign.")]
Keep = Annotated[str | None, typer.Option(help="Boilerplate that stays, as in byline,credits.")]
MaxBytes = Annotated[int | None, typer.Option(help="Largest input; 10,000,000 unless said.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 4 if a part could not run.")]


def configuration(**flags: Any) -> Config:
    """The configuration that counts here, from flags as the command line gave them; those that are None
    were not given."""
    for name in ("stages", "keep"):
        if flags.get(name) is not None:
            flags[name] = tuple(p.strip() for p in flags[name].split(",") if p.strip())
    if flags.get("apply") is not None:
        flags["apply"] = str(flags["apply"])
    if flags.get("rules") is not None:
        flags["rules"] = tuple(str(folder) for folder in flags["rules"])
    return load_config(Path.cwd(), flags)


def rules_by_id(folders: list[Path] | None) -> dict[str, Rule]:
    """All rules, for reports that show their text."""
    from cleanup.rules import load_rules, rules_dir

    config = configuration(rules=folders)
    return {rule.id: rule for rule in load_rules([rules_dir(), *map(Path, config.rules)])}


def export_names(report: bool, chosen: list[Export] | None) -> tuple[str, ...]:
    """The formats to write besides the record, each once."""
    names = dict.fromkeys([*(["report"] if report else []), *map(str, chosen or ())])
    return tuple(name for name in names if name in SUFFIXES)
