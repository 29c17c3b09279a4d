"""`cleanup batch`: cleans folders of articles and says what became of each."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleanup import outputs
from cleanup.commands.options import (
    STDIN,
    Apply,
    Exports,
    Keep,
    MaxBytes,
    MinConfidence,
    Offline,
    Report,
    RuleFolders,
    SourceLang,
    Stages,
    Strict,
    configuration,
    export_names,
)
from cleanup.errors import Exit, UsageError
from cleanup.messages import span, tell
from cleanup.render.words import one_line

if TYPE_CHECKING:
    from cleanup.batch.machine import Plan
    from cleanup.batch.run import Engine
    from cleanup.batch.settings import Settings, Tally
    from cleanup.config import Config

SHOWN = 5  # lines of each kind; the summary has all
NOTED = {"edited": "kept as it is", "gone": "its input is gone (--prune removes its outputs)"}


class EngineName(StrEnum):
    local = "local"
    ray = "ray"


def batch(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Folders, articles, tables (JSON Lines, Parquet); - reads a list of them."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the outputs; created.")],
    include: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Only files that fit, as in '*.txt'; repeatable.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="No files that fit; repeatable.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many documents.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    text_column: Annotated[str, typer.Option(help="Column of a table that holds the text.")] = "text",
    id_column: Annotated[str, typer.Option(help="... that names the row.")] = "id",
    url_column: Annotated[str, typer.Option(help="... that tells the site.")] = "url",
    title_column: Annotated[str, typer.Option(help="... that holds the title.")] = "title",
    report: Report = False,
    export: Exports = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; by cores and memory unless said.")
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="For all workers, as in 8G; most of what is free unless said."),
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="For one document.")] = 300,
    engine: Annotated[
        EngineName, typer.Option(help="Processes of this machine, or a Ray cluster.")
    ] = EngineName.local,
    site_evidence: Annotated[
        bool, typer.Option(help="Learn first what the articles of a site share, in a pass of its own.")
    ] = True,
    force: Annotated[
        bool, typer.Option("--force", help="Do all anew; replace outputs that were edited.")
    ] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Also try again what failed.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove outputs whose input is gone.")] = False,
    apply: Apply = None,
    min_confidence: MinConfidence = None,
    source_lang: SourceLang = None,
    stages: Stages = None,
    keep: Keep = None,
    rules: RuleFolders = None,
    max_bytes: MaxBytes = None,
    strict: Strict = False,
    offline: Offline = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Clean folders of articles; what is finished is kept, so that a run that was interrupted goes on."""
    config = configuration(
        apply=apply,
        min_confidence=min_confidence,
        source_lang=source_lang,
        stages=stages,
        keep=keep,
        rules=rules,
        max_bytes=max_bytes,
        offline=offline,
    )

    from cleanup.batch import inputs, machine
    from cleanup.batch.columns import Columns
    from cleanup.batch.settings import Settings
    from cleanup.engines import nlp
    from cleanup.pipeline import memory_of

    if STDIN in paths:
        if len(paths) > 1:
            raise UsageError("-", "a list on standard input stands alone", "give it alone")
        paths = inputs.read_list(sys.stdin)
    settings = Settings(
        paths=tuple(paths),
        out=out,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        limit=limit,
        columns=Columns(text_column, id_column, url_column, title_column),
        formats=export_names(report, export),
        site_evidence=site_evidence,
        force=force,
        retry_failed=retry_failed,
        prune=prune,
        quiet=quiet,
    )
    plan = machine.plan(workers, memory and machine.parse_size(memory), memory_of(config))
    if not quiet:
        tell(str(plan) if engine is EngineName.local else "workers on a Ray cluster")
    nlp.prepare(config.spacy_model, bool(config.offline), tell)
    if dry_run:
        raise typer.Exit(_preview(settings, config, plan, time_limit))
    with _engine(engine, workers, plan, time_limit) as opened:
        code = _run(settings, config, opened, plan, strict)
    raise typer.Exit(code)


def _run(settings: Settings, config: Config, engine: Engine, plan: Plan, strict: bool) -> Exit:
    from cleanup.batch import ending, manifest, totals
    from cleanup.batch.run import Interrupted, MostFail, Run

    started, begin = datetime.now(UTC), monotonic()
    resume = "repeat the command to go on from there"
    with manifest.opened(settings.out) as kept:
        outputs.sweep(settings.out)
        why = ""
        with _stopping(engine):
            run = Run(settings, config, engine, kept)
            try:
                if settings.site_evidence:
                    run.survey()
                run.clean()
                ending.finish(run.entries, settings, kept, run.tally)
            except Interrupted:
                tell(f"stopped; {kept.count():,} documents are finished: {resume}")
                return Exit.INTERRUPTED
            except MostFail as error:
                why = str(error)
        about = {
            "inputs": [str(path) for path in settings.paths],
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(monotonic() - begin, 3),
            "engine": engine.name,
            "workers": engine.workers,
            "memory": {"budget": plan.budget, "worker": plan.worker},
            **run.tally.as_json(),
        }
        summary = totals.write(settings.out, kept, about)
    if not settings.quiet:
        _show(summary, run.tally, settings.out)
    if why:
        common = max(run.tally.failed, key=run.tally.failed.__getitem__)
        tell(
            f"stopped: {why}, for one: {common}. Mend that, then {resume} (--retry-failed tries those again)"
        )
        return Exit.SOME_FAILED
    if summary["documents"]["failed"] or run.tally.failed:
        return Exit.SOME_FAILED
    return Exit.DEGRADED if strict and summary["degraded"] else Exit.DONE


def _preview(settings: Settings, config: Config, plan: Plan, time_limit: float) -> Exit:
    """Names what would be done, and how long it would take."""
    from cleanup.batch import pool
    from cleanup.batch.manifest import FILE, OWN, Manifest
    from cleanup.batch.run import Run

    kept = settings.out / OWN / FILE
    with (
        closing(Manifest(kept if kept.exists() else ":memory:")) as manifest,
        pool.processes(plan.workers, time_limit) as workers,
    ):
        run = Run(settings, config, workers, manifest)
        count = 0
        for name in run.preview():
            print(one_line(name))
            count += 1
        tell(run.expected(count))
    return Exit.DONE


@contextmanager
def _engine(name: EngineName, workers: int | None, plan: Plan, time_limit: float) -> Iterator[Engine]:
    if name is EngineName.ray:
        from cleanup.batch import onray

        with onray.cluster(workers, time_limit) as cluster:
            yield cluster
    else:
        from cleanup.batch import pool

        with pool.processes(plan.workers, time_limit) as processes:
            yield processes


@contextmanager
def _stopping(engine: Engine) -> Iterator[None]:
    """Ctrl-C (or SIGTERM) once finishes the documents in hand, twice ends at once."""

    def stop(*_: object) -> None:
        if engine.stopping:
            raise KeyboardInterrupt
        engine.stop()
        tell("finishing the documents in hand; Ctrl-C again stops at once")

    before = {sign: signal.signal(sign, stop) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _show(summary: Mapping[str, Any], tally: Tally, out: Path) -> None:
    """What became of the batch, in a few lines on standard output."""
    from cleanup.batch.totals import INDEX, SUMMARY

    documents, findings = summary["documents"], summary["findings"]
    counts = [
        f"{documents[name]:,} {name}" for name in ("done", "failed", "kept", "unchanged") if documents[name]
    ]
    rate = tally.fresh / max(summary["seconds"], 0.001)
    print(f"{documents['total']:,} documents: {', '.join(counts)}; {span(summary['seconds'])}, {rate:.1f}/s")
    changed, pending = f"{summary['changed']:,} documents", f"{findings['pending']:,} to look at"
    print(f"{findings['applied']:,} changes in {changed}, {pending}")
    for name, what in NOTED.items():
        listed = summary[name]
        for line in listed[:SHOWN]:
            print(f"  {what}: {one_line(line)}")
        if len(listed) > SHOWN:
            print(f"  and {len(listed) - SHOWN:,} more, in {out / SUMMARY}")
    for part in summary["degraded"]:
        print(f"degraded: {one_line(part['part'])}: {one_line(part['reason'])}; to mend it: {part['remedy']}")
    print(f"see {out / INDEX}")
