"""`cleanup fix`: cleans articles and shows what was changed, what was flagged, and why."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from cleanup.errors import CleanupError, Exit, InputError, UsageError
from cleanup.html import is_page
from cleanup.messages import tell
from cleanup.render.words import lost, one_line

if TYPE_CHECKING:
    from rich.console import Console

    from cleanup.pipeline import Pipeline
    from cleanup.types import Result, SiteEvidence


class Format(StrEnum):
    terminal = "terminal"
    unified = "unified"
    criticmarkup = "criticmarkup"
    json = "json"


@dataclass(frozen=True, slots=True)
class Run:
    """What the flags ask for."""

    format: Format | None
    diff: bool
    check: bool
    force: bool
    verbose: bool
    quiet: bool
    exports: tuple[str, ...]
    evidence: Path | None
    site: str | None

    @property
    def writes(self) -> bool:
        return not (self.diff or self.check)


def fix(
    paths: Annotated[list[Path], typer.Argument(help="Articles; - reads standard input.", readable=False)],
    out: Annotated[Path | None, typer.Option(help="Folder for the outputs; created.")] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Correct the file itself; NAME.orig keeps the original.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show; write nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say; exit 1 if something would change.")
    ] = False,
    format: Annotated[
        Format | None, typer.Option(help="What standard output shows; terminal unless said.")
    ] = None,
    report: Report = False,
    export: Exports = None,
    evidence: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What a batch learned: its evidence.json.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="The article's site in it, if neither page nor folder tells.")
    ] = None,
    apply: Apply = None,
    min_confidence: MinConfidence = None,
    source_lang: SourceLang = None,
    stages: Stages = None,
    keep: Keep = None,
    rules: RuleFolders = None,
    max_bytes: MaxBytes = None,
    strict: Strict = False,
    force: Annotated[bool, typer.Option("--force", help="Replace outputs that were edited since.")] = False,
    offline: Offline = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Also print the time of each stage.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No diff and no summary.")] = False,
) -> None:
    """Clean articles: write NAME.clean.txt and NAME.cleanup.json beside each, show every change."""
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
    if site and not evidence:
        raise UsageError("fix", "--site has no use without --evidence", "give both")
    if in_place and out:
        raise UsageError("fix", "--in-place has no use for --out", "give one of them")
    run = Run(format, diff, check, force, verbose, quiet, export_names(report, export), evidence, site)
    if STDIN in paths:
        if len(paths) > 1 or out or in_place or evidence or run.exports:
            remedy = "give it alone, without --out, --in-place, --evidence, --report or --export"
            raise UsageError("-", "standard input has no name", remedy)
        jobs = []
    else:
        jobs = outputs.plan(paths, out, in_place)
        left_out = len(paths) - len(jobs)
        if left_out:
            tell(f"{left_out} of our own outputs left out")

    from cleanup.pipeline import build

    if run.writes and len(jobs) == 1:
        _check(jobs[0], run)
    pipeline = build(config, tell)
    for part in pipeline.degraded:
        tell(f"degraded: {part.part}: {part.reason}; to mend it: {part.remedy}")
    done = [_standard_input(pipeline, run)] if not jobs else list(_files(pipeline, run, jobs))
    results = [result for result in done if result]
    _report(results, run)
    code = _exit_code(done, run.check)
    if code is Exit.DONE and strict and pipeline.degraded:
        code = Exit.DEGRADED
    raise typer.Exit(code)


def _exit_code(done: Sequence[Result | None], check: bool) -> Exit:
    if None in done:
        return Exit.SOME_FAILED
    if check and any(result.output != result.document.text for result in done if result):
        return Exit.WOULD_CHANGE
    return Exit.DONE


def _files(pipeline: Pipeline, run: Run, jobs: Sequence[outputs.Job]) -> Iterator[Result | None]:
    """Each article's result; None for one of several that failed, after saying why."""
    for job in jobs:
        try:
            yield _file(pipeline, run, job)
        except CleanupError as error:
            if len(jobs) == 1:
                raise
            tell(str(error))
            yield None
        except Exception as error:
            if len(jobs) == 1:
                raise
            tell(f"{job.path}: cleanup itself failed: {type(error).__name__}: {error}")
            yield None


def _check(job: outputs.Job, run: Run) -> None:
    outputs.check_replaceable(job, run.force)
    outputs.check_exports(job, run.exports, run.force)


def _file(pipeline: Pipeline, run: Run, job: outputs.Job) -> Result:
    from cleanup import articles

    if run.writes:
        _check(job, run)
    result = articles.clean_job(pipeline, job, _evidence(run, job))
    formats = run.exports if run.writes else ()
    composed = articles.compose(job, result, formats, {rule.id: rule for rule in pipeline.rules})
    _tell_encoding(result, composed.encoding)
    if result.lost:
        tell(f"{job.verdicts}: {lost(len(result.lost))}")
    if run.writes:
        articles.write(job, composed)
    _show(result, run, composed.record, job.text)
    # The summary needs no parses, and thousands of them would fill the memory.
    return replace(result, document=replace(result.document, paragraphs=(), protected=()))


@lru_cache(maxsize=1)  # one file serves all articles
def _known(path: Path) -> Mapping[str, SiteEvidence]:
    from cleanup.evidence import read

    return read(path)


def _evidence(run: Run, job: outputs.Job) -> SiteEvidence | None:
    """What the batch of --evidence knows of the article's site."""
    if run.evidence is None:
        return None
    from cleanup import sites
    from cleanup.document import read_bytes, read_text
    from cleanup.types import Metadata

    known = _known(run.evidence)
    if run.site is not None:
        if run.site not in known:
            what = f"knows nothing of {run.site!r}"
            raise UsageError(str(run.evidence), what, f"it knows {', '.join(known) or 'no site'}")
        return known[run.site]
    metadata = Metadata()
    if is_page(job.path.name):
        _, _, metadata = read_text(read_bytes(job.input, sys.maxsize), str(job.path))
    found = sites.known_of(job.path, metadata, known)
    if found is None:
        tell(f"{job.path}: {run.evidence} knows nothing of its site; --site names one")
    return found


def _standard_input(pipeline: Pipeline, run: Run) -> Result:
    from cleanup.document import encode
    from cleanup.pipeline import clean_bytes
    from cleanup.render import record

    raw = sys.stdin.buffer.read(pipeline.config.max_bytes + 1)
    if len(raw) > pipeline.config.max_bytes:
        what = f"is over the limit of {pipeline.config.max_bytes:,} bytes"
        raise InputError("standard input", what, "raise --max-bytes if this is one article")
    result = clean_bytes(pipeline, raw, "-", ())
    data, encoding = encode(result.output, result.document.source)
    _tell_encoding(result, encoding)
    if run.writes and run.format is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        made = record.record(result, "-", None, hashlib.sha256(data).hexdigest(), {})
        _show(result, run, record.dumps(made), STDIN)
    return result


def _tell_encoding(result: Result, encoding: str) -> None:
    """Says what was assumed of the input's encoding, and if it is not kept."""
    doc = result.document
    if doc.source.assumed:
        tell(f"{doc.path}: read as {doc.source.label} (assumed)")
    if encoding != doc.source.encoding:
        tell(f"{doc.path}: {doc.source.label} lacks a character; the output is {encoding}")


def _show(result: Result, run: Run, record: str, target: Path) -> None:
    """What standard output shows of one article."""
    if run.check:
        if result.output != result.document.text:
            print(f"would change: {one_line(result.document.path)}")
        return
    if run.quiet and run.format is None:
        return
    if run.format is Format.json:
        sys.stdout.write(record)
    elif run.format is Format.unified:
        from cleanup.render import unified

        sys.stdout.write(unified.render(result, (result.document.path, str(target))))
    elif run.format is Format.criticmarkup:
        from cleanup.render import criticmarkup

        sys.stdout.write(criticmarkup.render(result))
    else:
        from cleanup.render import terminal

        terminal.render(result, _console(stderr=False))


def _report(results: Sequence[Result], run: Run) -> None:
    """The summary, beside the diff or, where that is for a program, on standard error."""
    if not results or run.check or run.quiet:
        return
    from cleanup.render.summary import summary

    for_people = run.format in (None, Format.terminal) and results[0].document.path != "-"
    console = _console(stderr=not for_people)
    summary(results, console)
    if run.verbose:
        for result in results:
            times = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in result.timings.items())
            tell(f"{result.document.path}: {times}")


def _console(stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)
