"""`cleanup review`: a page, or the terminal, in which a person accepts and rejects."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from cleanup import outputs
from cleanup.commands.options import RuleFolders, configuration, rules_by_id
from cleanup.errors import InputError, UsageError


def review(
    path: Annotated[Path, typer.Argument(help="An article, its NAME.cleanup.json, or a folder of them.")],
    tty: Annotated[bool, typer.Option("--tty", help="Review in the terminal.")] = False,
    source: Annotated[
        Path | None, typer.Option("--input", help="The input, if it lies elsewhere by now.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser, if there is a screen.")] = True,
    rules: RuleFolders = None,
) -> None:
    """Accept, reject, choose and edit; every verdict is saved at once to NAME.verdicts.json."""
    if path.is_dir():
        if tty or source:
            raise UsageError(str(path), "--tty and --input are for one article", "name the article")
        records = sorted(path.rglob(f"*{outputs.RECORD}"))
        if not records:
            remedy = f"run `cleanup fix {path}/*.txt` first"
            raise InputError(str(path), "no article was cleaned in this folder", remedy)
        _serve(path, records, rules, browser)
    else:
        from cleanup.saved import record_of

        record = record_of(path)
        if not record.is_file() and path.is_file() and record != path:
            _clean(path, rules)
        if tty:
            _in_terminal(record, source, rules)
        else:
            _serve(record.parent, [record], rules, browser, source)


def _clean(path: Path, rules: list[Path] | None) -> None:
    from cleanup.articles import clean_job, compose, write
    from cleanup.pipeline import build

    print(f"cleanup: {path.name} was not cleaned yet: cleaning it first", file=sys.stderr)
    pipeline = build(configuration(rules=rules), lambda line: print(line, file=sys.stderr))
    (job,) = outputs.plan([path], None, False)
    outputs.check_replaceable(job, False)
    write(job, compose(job, clean_job(pipeline, job), (), {}))


def _in_terminal(record: Path, source: Path | None, rules: list[Path] | None) -> None:
    from rich.console import Console

    from cleanup.review import tty
    from cleanup.review.desk import Desk
    from cleanup.saved import open_saved

    tty.review(Desk(open_saved(record, source), rules_by_id(rules)), Console(highlight=False), input)


def _serve(
    folder: Path, records: list[Path], rules: list[Path] | None, browser: bool, source: Path | None = None
) -> None:
    from cleanup.review.server import HOST, Review, listen, serve

    review = Review(folder, records, rules_by_id(rules), source)
    start = f"/{review.token}/"
    if len(records) == 1:
        (name,) = review.records
        review.desk(name)  # what cannot be opened is told here, not in the browser
        start = review.address(name)
    own = listen()
    address = f"http://{HOST}:{own.getsockname()[1]}{start}"
    print(f"Review at {address}\nCtrl-C ends it; every verdict is saved as it is given.", flush=True)
    screen = (
        sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if browser and screen:
        webbrowser.open(address)
    serve(review, own)
