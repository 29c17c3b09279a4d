"""`cleanup apply`: writes the text from its input, its findings and the verdicts on them, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleanup.commands.options import Exports, Report, RuleFolders, export_names, rules_by_id
from cleanup.render.words import lost, one_line


def apply(
    path: Annotated[Path, typer.Argument(help="An article that was cleaned, or its NAME.cleanup.json.")],
    source: Annotated[
        Path | None, typer.Option("--input", help="The input, if it lies elsewhere by now.")
    ] = None,
    report: Report = False,
    export: Exports = None,
    rules: RuleFolders = None,
    force: Annotated[bool, typer.Option("--force", help="Replace outputs that were edited since.")] = False,
) -> None:
    """Write the text again, with the verdicts of a review: no engine is needed."""
    from cleanup.articles import write_saved
    from cleanup.outputs import exports_as_written
    from cleanup.saved import open_saved
    from cleanup.verdictfile import VerdictFile

    saved = open_saved(path, source)
    verdicts = VerdictFile(saved.job.verdicts).read().verdicts
    result = saved.settled(verdicts.values())
    formats = dict.fromkeys([*export_names(report, export), *exports_as_written(saved.job)])
    write_saved(saved, result, formats, rules_by_id(rules) if formats else {}, force)
    print(f"{one_line(str(saved.job.text))}: written, with {len(verdicts) - len(result.lost)} verdicts")
    if result.lost:
        print(f"cleanup: {one_line(str(saved.job.verdicts))}: {lost(len(result.lost))}", file=sys.stderr)
