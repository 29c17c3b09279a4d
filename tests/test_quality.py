"""Floors of quality on the development data, which is not in this repository.

To raise one: run `python -m bench articles clean foreign lexicon`, and write the new figure here.
Lowering one needs a reason in the commit that does it.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import takewhile
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CLEANUP_DATA", ROOT.parent / "shared" / "eval"))

pytestmark = pytest.mark.skipif(
    not (DATA / "score.py").is_file(),
    reason="the development data is not here; CLEANUP_DATA names its folder",
)

REMOVED, REMOVED_UNSEEN = 1.0, 0.9  # of boilerplate, duplicates and bylines: found, and applied
UNTRANSLATED = 0.85  # found
FALSE_PER_1000 = 1.0  # in translated articles
FLAGS_PER_1000 = 0.3  # in human news, all stages together
PROPOSED = 0.8  # of words in the wrong sense, by the lexicon alone
TEXTS = 12  # proposed for a place, in the median


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(ROOT))
    from bench import articles, common

    yield articles, common
    sys.path.remove(str(ROOT))


@pytest.fixture(scope="module")
def scored(bench):
    """(item, found, right, right among five, applied) of all articles; their false findings and words."""
    articles, common = bench
    sys.path.insert(0, str(DATA))
    from score import counted, score

    sys.path.remove(str(DATA))
    rows, false, lost, words = [], {}, 0, 0
    for path in common.articles(common.Options(DATA)):
        text = path.read_text("utf-8")
        gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
        some, wrong, gone = score(text, gold, articles.findings(path))
        rows += [row for row in some if counted(row[0])]
        false[path.stem], lost = wrong, lost + gone
        words += len(text.split())
    return rows, false, lost, words


def share(rows, column: int, *kinds: str) -> float:
    some = [row[column] for row in rows if row[0]["kind"] in kinds]
    return sum(some) / len(some)


def test_removals(scored):
    rows, _, lost, _ = scored
    kinds = ("boilerplate", "duplicate", "byline")
    assert share(rows, 1, *kinds) >= REMOVED
    assert share(rows, 4, *kinds) >= REMOVED_UNSEEN
    assert lost == 0


def test_untranslated(scored):
    assert share(scored[0], 1, "untranslated") >= UNTRANSLATED


def test_few_false_findings_in_translated_articles(scored):
    _, false, _, words = scored
    assert 1000 * sum(map(len, false.values())) / words <= FALSE_PER_1000


def test_nothing_is_found_in_flawless_articles(scored):
    assert {name: found for name, found in scored[1].items() if name[0] in "cd" and found} == {}


def test_human_news_is_not_changed_and_hardly_flagged(bench):
    """Every fourth document of Brown's news."""
    from cleanup import clean_text

    _, common = bench
    shown = changed = words = 0
    for row in common.rows(common.Options(DATA), "clean_brown_news")[::4]:
        result = clean_text("\n".join(row["lines"]))
        shown += len(common.shown(result))
        changed += result.output != result.document.text
        words += len(result.document.text.split())
    assert changed == 0
    assert 1000 * shown / words <= FLAGS_PER_1000


def test_the_lexicon_proposes_the_right_word_among_few(bench):
    from bench import lexicon
    from cleanup.lexicon.index import opened
    from cleanup.rules import rules_dir

    _, common = bench
    outcomes = lexicon.outcomes(opened([rules_dir()]), common.Options(DATA))
    found = list(takewhile(lambda outcome: outcome.wrong.group == lexicon.SENSES, outcomes))
    assert sum(outcome.rank is not None for outcome in found) / len(found) >= PROPOSED
    assert median(outcome.count for outcome in found) <= TEXTS
