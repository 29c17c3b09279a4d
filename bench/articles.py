"""Whole articles: our findings against the gold, as the data's own score.py counts them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.common import REPOSITORY, WIDTH, Options, Skip, articles, cleaner, shown
from cleanup.apply import reading
from cleanup.pipeline import clean_bytes
from cleanup.stages import STAGE_NAMES
from cleanup.types import Decision, Document, Status


def table(options: Options) -> Iterator[str]:
    """What score.py prints of each set: all of it, and by source language."""
    if not (options.data / "score.py").is_file():
        raise Skip("the data has no score.py")
    yield "repairs of characters (stage normalise) are left out: the gold does not list them"
    with TemporaryDirectory() as temporary:
        for name, gold in _sets(options, Path(temporary)):
            found = (options.found or Path(temporary) / "found") / name
            found.mkdir(parents=True, exist_ok=True)
            languages = set()
            for path in _texts(options, gold):
                answer = json.dumps(findings(path), ensure_ascii=False, indent=1)
                (found / f"{path.stem}.json").write_text(answer, "utf-8")
                languages.add(json.loads(path.with_suffix(".json").read_text("utf-8"))["source_lang"])
            translated = sorted(languages - {None, "en"})
            for language in ["", *(translated if len(translated) > 1 else [])]:
                yield f"-- {name}, {language or 'all'}"
                yield from _scored(options, gold, found, language)


def findings(path: Path) -> list[dict[str, Any]]:
    """What a reader sees in the article at `path`, in the form that score.py reads, but for repairs of
    characters: the gold does not list them, so that score.py would call them false."""
    result = clean_bytes(cleaner(), path.read_bytes(), path.name)
    stages = [name for name in STAGE_NAMES if name != "normalise"]
    return [_entry(result.document, decision) for decision in shown(result, *stages)]


def _entry(doc: Document, decision: Decision) -> dict[str, Any]:
    finding = decision.finding
    span, alternatives = finding.span, finding.alternatives
    texts = [reading(doc.text, span, alternative.edits) for alternative in alternatives]
    return {
        "start": _offset(doc, span.start),
        "end": _offset(doc, span.end),
        "replacements": [text.replace("\r\n", "\n") for text in texts],
        "applied": decision.status is Status.APPLIED,
        "stage": finding.stage,
        "confidence": alternatives[0].p_right if alternatives else finding.p_wrong,
    }


def _offset(doc: Document, at: int) -> int:
    """Where `at` lies in the text that `Path.read_text` gives: CRLF counts as one, a BOM as well."""
    return at - doc.text.count("\r\n", 0, at) + bool(doc.source.bom)


def _sets(options: Options, temporary: Path) -> Iterator[tuple[str, Path]]:
    """The sets with their gold folders; those that are laid out otherwise are copied into `temporary`."""
    samples = options.data.parent / "samples"
    sources = {"kremlin": [(samples / "kremlin.txt", samples / "kremlin.gold.json", "kremlin")]}
    own = sorted(REPOSITORY.glob("samples/*/gold.json"))
    sources["samples"] = [(gold.with_name("input.txt"), gold, gold.parent.name) for gold in own]
    yield "articles", articles(options)[0].parent
    for name, files in sources.items():
        folder = temporary / "gold" / name
        folder.mkdir(parents=True)
        for text, gold, stem in files:
            if text.is_file() and gold.is_file():
                shutil.copy(text, folder / f"{stem}.txt")
                shutil.copy(gold, folder / f"{stem}.json")
        yield name, folder


def _texts(options: Options, gold: Path) -> list[Path]:
    return [path.with_suffix(".txt") for path in sorted(gold.glob("*.json"))][: options.limit]


def _scored(options: Options, gold: Path, found: Path, language: str) -> Iterator[str]:
    command = [sys.executable, "score.py", str(gold), str(found)]
    command += ["--lang", language] if language else []
    command += ["-v"] if options.verbose else []
    done = subprocess.run(command, cwd=options.data, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        if line.startswith("texts"):
            yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ")
        else:
            yield line if line.startswith(" ") else line[:20] + line[20:].replace("  ", " ")
