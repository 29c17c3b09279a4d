"""`python -m bench [TABLE ...] [--data DIR] [--limit N] [--found DIR] [-v]` prints tables."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import cleanup
from bench import (
    articles,
    batch,
    boilerplate,
    clean,
    evidence,
    foreign,
    lexicon,
    review,
    rules,
    senses,
    site,
    speed,
)
from bench.common import REPOSITORY, Options, Skip, cleaner

TABLES = {
    "articles": articles.table,
    "clean": clean.table,
    "boilerplate": boilerplate.table,
    "foreign": foreign.table,
    "senses": senses.table,
    "lexicon": lexicon.table,
    "rules": rules.table,
    "speed": speed.table,
    "review": review.table,
    "batch": batch.table,
    "evidence": evidence.table,
    "site": site.table,
}


def main() -> int:
    """Prints the tables that the command line names, or all of them."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Quality and speed of cleanup, in tables."
    )
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"{', '.join(TABLES)} (default: all)")
    parser.add_argument("--data", type=Path, help="the data (default: $CLEANUP_DATA, else ../shared/eval)")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="only the first N rows or documents of each set"
    )
    parser.add_argument("--found", type=Path, metavar="DIR", help="keep the findings of `articles` here")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the places behind the figures")
    given = parser.parse_args()
    if unknown := [name for name in given.tables if name not in TABLES]:
        parser.error(f"no table {unknown[0]!r}: choose from {', '.join(TABLES)}")
    default = os.environ.get("CLEANUP_DATA") or REPOSITORY.parent / "shared/eval"
    data = (given.data or Path(default)).resolve()
    options = Options(data, given.limit, given.verbose, given.found and given.found.resolve())

    words = [*given.tables, *(f"--limit {n}" for n in [given.limit] if n), *(["-v"] if given.verbose else [])]
    print("$ " + " ".join(["python -m bench", *words]))
    try:
        built = cleaner()
    except cleanup.CleanupError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    stages = ", ".join(stage.name for stage in built.stages)
    print(f"cleanup {cleanup.__version__}; {built.nlp.name}; {len(built.rules)} rules")
    print(f"stages: {stages}")
    for name in given.tables or TABLES:
        print(f"\n== {name}", flush=True)
        try:
            for line in TABLES[name](options):
                print(line, flush=True)
        except Skip as why:
            print(f"skipped: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
