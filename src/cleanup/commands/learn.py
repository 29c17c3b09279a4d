"""`cleanup learn`: what the verdicts of reviews say about the rules, and drafts of new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleanup.commands.options import configuration
from cleanup.errors import Exit, InputError, OutputError
from cleanup.messages import tell
from cleanup.render.words import one_line, percent

if TYPE_CHECKING:
    from rich.console import Console

    from cleanup.drafts import Draft
    from cleanup.learn import Given, Rate, Reviewed
    from cleanup.sightings import Key


def learn(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of reviewed articles.")],
    drafts: Annotated[
        Path | None,
        typer.Option("--drafts", metavar="FILE", help="Write the rule drafts there, not to the screen."),
    ] = None,
) -> None:
    """Say what the verdicts of reviews say about the rules, and draft rules from repeated corrections."""
    from rich.console import Console

    from cleanup.learn import read_reviews, repeated

    if not folder.is_dir():
        raise InputError(str(folder), "no such folder", "name one that holds reviewed articles")
    if drafts and drafts.exists():
        raise _exists(drafts)
    reviews, errors = read_reviews(folder)
    for error in errors:
        tell(str(error))
    if any(review.verdicts for review in reviews):
        _tables(reviews, Console(highlight=False))
        often = repeated(reviews)
        made = _drafts(often, reviews) if often else []
        if made is not None:
            _give(made, drafts)
    else:
        print(f"There are no verdicts below {one_line(str(folder))} yet: `cleanup review` saves them.")
    raise typer.Exit(Exit.SOME_FAILED if errors else Exit.DONE)


def _tables(reviews: Iterable[Reviewed], console: Console) -> None:
    from cleanup.learn import by_bin, by_rule, correction_rate, flag_rate
    from cleanup.verdicts import REVIEW

    reviewed = [review for review in reviews if review.verdicts]
    verdicts = [verdict for review in reviewed for verdict in review.verdicts]
    found = [verdict for verdict in verdicts if verdict.stage != REVIEW]
    print(f"Articles reviewed: {len(reviewed):,}\nVerdicts: {len(verdicts):,}")
    print(f"Missed: {len(verdicts) - len(found):,} (changes of the reviewers' own, where nothing was found)")
    if not found:
        return
    flags = by_bin(found, lambda verdict: verdict.p_wrong, flag_rate)
    corrections = by_bin(found, lambda verdict: verdict.p_right, correction_rate)
    print("\nWas the place changed?\n")
    _table(console, "rule", "verdicts", "rejected", by_rule(found, flag_rate))
    _table(console, "confidence", "verdicts", "rejected", [(_bin(low), rate) for low, rate in flags])
    if corrections:
        print("Was the correction accepted as it was proposed first? (Of the places changed.)\n")
        _table(console, "rule", "changed", "rewritten", by_rule(found, correction_rate))
        _table(
            console, "confidence", "changed", "rewritten", [(_bin(low), rate) for low, rate in corrections]
        )
    print("! What was promised lies outside the 95% interval of what was seen.")


def _table(console: Console, name: str, number: str, misses: str, rows: Iterable[tuple[str, Rate]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    table.add_column(name, overflow="fold")
    for column in (number, misses, "promised", "seen", "interval", ""):
        table.add_column(column, justify="right", no_wrap=True)
    for row, rate in rows:
        low, high = rate.interval
        table.add_row(
            Text(one_line(row)),
            f"{rate.number:,}",
            f"{rate.number - rate.hits:,}",
            percent(rate.promised),
            percent(rate.seen),
            f"{round(100 * low)}–{round(100 * high)}%",
            "!" if rate.broken else "",
        )
    console.print(table)
    console.print()


def _bin(low: float) -> str:
    from cleanup.learn import BINS

    high = next((other for other in BINS if other > low), 1.0)
    return f"{low:.0%} to {high:.0%}"


def _drafts(often: Mapping[Key, Sequence[Given]], reviews: Sequence[Reviewed]) -> list[Draft] | None:
    """The drafts, tested as `cleanup rules test` does; None if the pipeline that this needs is missing."""
    from cleanup.drafts import drafts, prove
    from cleanup.pipeline import build
    from cleanup.sightings import look_up

    pipeline = build(configuration(house_off=()), tell)
    if pipeline.degraded:
        part = pipeline.degraded[0]
        tell(f"no rules are drafted: {part.part}: {part.reason}; to mend it: {part.remedy}")
        return None
    evidence, errors = look_up(often, reviews)
    if errors:
        tell(f"{len(errors)} articles could not be opened for examples; the first: {errors[0]}")
    return prove(pipeline, drafts(evidence.values(), {rule.id for rule in pipeline.rules}))


def _give(made: Sequence[Draft], path: Path | None) -> None:
    from cleanup.learn import LEAST

    print()
    if not made:
        print(f"No rule to draft: no correction was given {LEAST} times that the rules do not make.")
        return
    from cleanup.drafts import pack

    waiting = sum(bool(draft.problem) for draft in made)
    print(f"Rules drafted from corrections given {LEAST} times or more: {len(made)}, {waiting} as comments.")
    if path is None:
        print(f"\n{pack(made)}", end="")
        return
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(pack(made))
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        remedy = "check the folder and its access rights"
        raise OutputError(str(path), f"cannot be written: {error.strerror}", remedy) from error
    print(f"{one_line(str(path))}: written; `cleanup rules test {one_line(str(path))}` tests it")


def _exists(path: Path) -> OutputError:
    return OutputError(str(path), "exists already", "choose another name")
