"""`index.html`: what became of a batch, with a table of all its documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO

from markupsafe import Markup

from cleanup.messages import span
from cleanup.render import templating
from cleanup.render.page import assets

COLUMNS = ("name", "site", "title", "status", "words", "removed", "corrected", "flagged", "repaired")
COLUMNS += ("confidence", "translated", "seconds", "text", "record", "report", "error")
TOP = 20  # bars of a chart; the others are folded
FAILURES = 200  # that the page lists; summary.json has more
_MARK = "<!--documents-->"
_STATIC = files("cleanup.render.site") / "static"


def write(file: BinaryIO, summary: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> None:
    """Writes the page of a batch as a stream; `summary` is what summary.json holds, `documents` has a line
    for each document."""
    before, after = _page(summary).split(_MARK)
    file.write(before.encode("utf-8", "replace"))
    for number, document in enumerate(documents):
        row = _json([document[name] for name in COLUMNS])
        file.write(f"{',' if number else ''}\n{row}".encode("ascii"))
    file.write(after.encode("utf-8", "replace"))


def _page(summary: Mapping[str, Any]) -> str:
    findings = summary["findings"]
    charts = {
        "Findings by stage": _bars(findings["by_stage"]),
        "Findings by rule": _bars(findings["by_rule"]),
        "Findings by site": _bars(findings["by_site"]),
        "Seconds by part": _bars({part: {"seconds": s} for part, s in summary["timing"].items()}),
    }
    script, style = _static("site.js"), assets.style() + _static("site.css")
    template = templating.environment("cleanup.render.site").get_template("site.html")
    return template.render(
        summary=summary,
        facts=_facts(summary),
        charts=charts,
        failures=summary["failures"][:FAILURES],
        top=TOP,
        columns=COLUMNS[:12],
        style=Markup(style),
        script=Markup(script),
        policy=assets.policy_of(script, style),
        mark=_MARK,
    )


def _facts(summary: Mapping[str, Any]) -> list[str]:
    counts = summary["documents"]
    some = [f"{counts[name]:,} {name}" for name in ("done", "failed", "kept") if counts[name]]
    rate = counts["fresh"] / max(summary["seconds"], 0.001)
    return [
        f"{counts['total']:,} documents: {', '.join(some) or 'none'}",
        f"{summary['words']:,} words",
        f"{summary['changed']:,} changed, {summary['flagged']:,} flagged",
        f"{counts['fresh']:,} in this run, in {span(summary['seconds'])}: {rate:.1f} a second",
        f"{summary['workers']} workers ({summary['engine']})",
        f"begun {summary['started']}",
    ]


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
            "label": ", ".join(f"{value:,.6g} {part}" for part, value in counts[name].items()),
        }
        for name in order
    ]


def _json(value: Any) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _static(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")
