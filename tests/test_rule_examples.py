"""Every example of every rule is a test: `bad` becomes `good`; all rules leave `good` and `ok` alone."""

from __future__ import annotations

from functools import cache

import pytest

from cleanup import Config
from cleanup.pipeline import Pipeline, build
from cleanup.rules import load_rules, rules_dir
from cleanup.ruletests import problem
from cleanup.ruletests import testing as for_examples

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{n}")
    for rule in load_rules([rules_dir()])
    for n, example in enumerate(rule.examples, 1)
]


@cache
def pipeline() -> Pipeline:
    return for_examples(build(Config()), Config())


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule, example):
    assert problem(pipeline(), rule, example) is None


def test_there_are_rules_enough_for_spanish():
    spanish = [r for r in load_rules([rules_dir()]) if r.source_language == ("es",) and r.kind == "tokens"]
    assert len(spanish) >= 60
