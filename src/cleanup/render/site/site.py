"""`index.html`: what became of a batch, with a table of all its documents."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO
from urllib.parse import quote

from markupsafe import Markup

from cleanup.messages import span
from cleanup.render import templating
from cleanup.render.page import assets
from cleanup.render.words import inert, one_line
from cleanup.sites import LONE

COLUMNS = ("name", "site", "title", "status", "words", "removed", "corrected", "flagged", "repaired")
COLUMNS += ("confidence", "translated", "seconds", "error")
SHOWN = ("title", "site", *COLUMNS[3:12])
FILES = ("text", "record", "report")
TOP = 20  # bars of a chart, corrections, lines of a list; the others are folded
LISTED = 200  # at most, of a list; summary.json has more
AROUND = 50  # characters on either side of an example
_MARK = "<!--documents-->"
_STATIC = files("cleanup.render.site") / "static"
_LINE_END = re.compile(r"[\r\n]")


def write(file: BinaryIO, summary: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> None:
    """Writes the page of a batch as a stream; `summary` is what summary.json holds, `documents` has a line
    for each document."""
    before, after = _page(summary).split(_MARK)
    file.write(before.encode("utf-8", "replace"))
    for number, document in enumerate(documents):
        known = {**document, "site": _site(document["site"]), "error": _reason(document)}
        row = _json([*(known[name] for name in COLUMNS), *(_address(known[name]) for name in FILES)])
        file.write(f"{',' if number else ''}\n{row}".encode("ascii"))
    file.write(after.encode("utf-8", "replace"))


def _page(summary: Mapping[str, Any]) -> str:
    findings = summary["findings"]
    by_site = {_site(name): counts for name, counts in findings["by_site"].items()}
    seconds = {
        "reading" if part == "open" else part: {"seconds": value} for part, value in summary["timing"].items()
    }
    charts = {
        "Findings by stage": _bars(findings["by_stage"]),
        "Findings by site": _bars(by_site),
        "Time by stage": _bars(seconds),
        "Findings by rule": _bars(findings["by_rule"]),
    }
    script, style = _static("site.js"), assets.style() + _static("site.css")
    template = templating.environment("cleanup.render.site").get_template("site.html")
    return template.render(
        summary=summary,
        heading=_heading(summary["inputs"]),
        facts=_facts(summary),
        charts=charts,
        corrections=[{**c, "examples": list(map(_example, c["examples"]))} for c in summary["corrections"]],
        addresses={name: _address(path) for name, path in summary["pages"].items()},
        top=TOP,
        listed=LISTED,
        columns=[(COLUMNS.index(name), name) for name in SHOWN],
        style=Markup(style),
        script=Markup(script),
        policy=assets.policy_of(script, style),
        mark=_MARK,
    )


def _heading(inputs: Sequence[str]) -> str:
    more = len(inputs) - 3
    return one_line(", ".join(inputs[:3]) + (f" and {more:,} more" if more > 0 else ""))


def _facts(summary: Mapping[str, Any]) -> list[str]:
    """What there is in all; the first is about the documents."""
    counts, seconds = summary["documents"], summary["seconds"]
    some = [f"{counts[name]:,} {name}" for name in ("done", "failed", "kept") if counts[name]]
    rate = f"{counts['fresh'] / max(seconds, 0.001):.1f} a second"
    now = f"{counts['fresh']:,} cleaned in {span(seconds)}, {rate}" if counts["fresh"] else "nothing new"
    return [
        f"{_many(counts['total'], 'document')}: {', '.join(some) or 'none'}",
        _many(summary["words"], "word"),
        f"{summary['changed']:,} changed, {summary['flagged']:,} flagged",
        f"{summary['started'][:16].replace('T', ' ')} UTC: {now}",
        f"{_many(summary['workers'], 'worker')} ({summary['engine']})",
    ]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _site(name: str) -> str:
    return "top folder" if name == LONE else name


def _reason(document: Mapping[str, Any]) -> str | None:
    """Why it failed, without its name before it, which stands above."""
    return document["error"] and document["error"].split(f"{document['name']}: ", 1)[-1]


def _address(path: str | None) -> str | None:
    """Where a link to an output leads, also if its name is no UTF-8."""
    return path and quote(os.fsencode(path))


def _example(example: Mapping[str, str]) -> dict[str, str]:
    """An example with whole words of its line around it."""
    before, after = _LINE_END.split(example["before"])[-1], _LINE_END.split(example["after"])[0]
    if len(before) > AROUND:
        before = f"…{before[-AROUND:].partition(' ')[2]}"
    if len(after) > AROUND:
        after = f"{after[:AROUND].rpartition(' ')[0]}…"
    return {"document": example["document"], "before": inert(before), "after": inert(after)}


def _bars(counts: Mapping[str, Mapping[str, float]]) -> list[dict[str, Any]]:
    """The bars of a chart, the longest first: a name, a length of 100, and what it stands for."""
    totals = {name: sum(parts.values()) for name, parts in counts.items()}
    longest = max(totals.values(), default=1) or 1
    order = sorted(totals, key=lambda name: (-totals[name], name))
    return [
        {
            "name": name,
            "length": round(100 * totals[name] / longest, 2),
            "first": round(100 * next(iter(counts[name].values())) / longest, 2),
            "values": counts[name],
        }
        for name in order
    ]


def _json(value: Any) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _static(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")
