"""What a batch says of all its documents: findings.jsonl, summary.json and the site report."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import Any

import cleanup
from cleanup import outputs
from cleanup.batch.manifest import Manifest
from cleanup.render.record import SCHEMA, escaped
from cleanup.render.site import site

FINDINGS, SUMMARY, INDEX = "findings.jsonl", "summary.json", "index.html"
EXAMPLES = 3  # of a correction
CORRECTIONS = 100  # the most frequent ones
SLOWEST = 20  # documents
FAILURES = 1000  # that are listed; all are counted


def write(out: Path, manifest: Manifest, about: Mapping[str, Any]) -> dict[str, Any]:
    """Writes the three files and returns the summary; `about` is what this run says of itself. Raises
    UnwritableError."""
    counted = _Findings()
    with outputs.replacing(out / FINDINGS) as file:
        for lines in manifest.findings():
            file.write(lines.encode("ascii"))
            for line in lines.splitlines():
                counted.add(json.loads(line))
    summary = {"schema": SCHEMA, "version": cleanup.__version__, **about}
    summary |= _documents(manifest, about["documents"]) | counted.as_json()
    summary["pages"] = _pages(manifest, summary)
    with outputs.replacing(out / SUMMARY) as file:
        file.write(
            escaped(json.dumps(summary, ensure_ascii=False, indent=1, default=str)).encode("utf-8", "replace")
        )
    with outputs.replacing(out / INDEX) as file:
        site.write(file, summary, (line for line, *_ in manifest.summaries()))
    return summary


def _documents(manifest: Manifest, run: Mapping[str, int]) -> dict[str, Any]:
    """Counts over all documents. What `run` counted of itself stands beside them."""
    status: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    failures, degraded, took = [], {}, []
    for line, timing, parts, error in manifest.summaries():
        status[line["status"]] += 1
        counts["words"] += line["words"]
        counts["changed"] += bool(line.get("changed"))
        counts["flagged"] += bool(line["flagged"])
        seconds.update(timing)
        took.append({"document": line["name"], "seconds": line["seconds"]})
        degraded |= {tuple(part): None for part in parts}
        if line["status"] == "failed" and len(failures) < FAILURES:
            failures.append({"document": line["name"], "error": error, "message": line["error"]})
    return {
        "documents": {
            "total": status.total(),
            **{name: status[name] for name in ("done", "failed", "kept")},
            **run,
        },
        **{name: counts[name] for name in ("words", "changed", "flagged")},
        "failures": failures,
        "degraded": [dict(zip(("part", "reason", "remedy"), part, strict=True)) for part in degraded],
        "timing": {part: round(value, 3) for part, value in sorted(seconds.items())},
        "slowest": nlargest(SLOWEST, took, key=itemgetter("seconds")),
    }


def _pages(manifest: Manifest, summary: Mapping[str, Any]) -> dict[str, str]:
    """Of each document that the summary names, as far as it has one: the path of its report, else of its
    text, in the output folder."""
    named = {document for group in summary["copies"] for document in group} | {*summary["gone"]}
    named |= {slow["document"] for slow in summary["slowest"]}
    named |= {e["document"] for c in summary["corrections"] for e in c["examples"]}
    return {
        line["name"]: page
        for line, *_ in manifest.summaries()
        if line["name"] in named and (page := line["report"] or line["text"])
    }


class _Findings:
    """Counts of all findings, one at a time."""

    def __init__(self) -> None:
        self._by: dict[str, defaultdict[str, Counter[str]]] = {
            name: defaultdict(Counter) for name in ("stage", "rule", "site")
        }
        self._status: Counter[str] = Counter()
        self._corrections: Counter[tuple[str, str, str]] = Counter()
        self._examples: defaultdict[tuple[str, str, str], dict[tuple[str, str], dict[str, str]]] = (
            defaultdict(dict)
        )

    def add(self, finding: Mapping[str, Any]) -> None:
        status = finding["status"]
        if status not in ("applied", "pending"):
            return
        self._status[status] += 1
        for name, counts in self._by.items():
            counts[finding[name]][status] += 1
        if status == "applied" and finding["stage"] != "normalise":
            new = finding["alternatives"][finding["chosen"]]["replacement"]
            if new:
                key = (finding["original"], new, finding["rule"])
                self._corrections[key] += 1
                example = {name: finding[name] for name in ("document", "before", "after")}
                if len(self._examples[key]) < EXAMPLES:  # near-copies are one
                    self._examples[key].setdefault((finding["before"], finding["after"]), example)

    def as_json(self) -> dict[str, Any]:
        common = sorted(self._corrections.items(), key=lambda pair: (-pair[1], pair[0]))[:CORRECTIONS]
        return {
            "findings": {
                **_both(self._status),
                **{f"by_{name}": {k: _both(v) for k, v in _ranked(by)} for name, by in self._by.items()},
            },
            "corrections": [
                {
                    "from": old,
                    "to": new,
                    "count": count,
                    "rule": rule,
                    "examples": list(self._examples[old, new, rule].values()),
                }
                for (old, new, rule), count in common
            ],
        }


def _both(counts: Mapping[str, int]) -> dict[str, int]:
    return {"applied": counts["applied"], "pending": counts["pending"]}


def _ranked(counts: Mapping[str, Counter[str]]) -> Iterator[tuple[str, Counter[str]]]:
    """The most frequent first."""
    yield from sorted(counts.items(), key=lambda pair: (-pair[1].total(), pair[0]))
