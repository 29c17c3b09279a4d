"""Every example of every rule is a test: `cleanup rules test` and the test run use this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cleanup.config import Config
from cleanup.pipeline import Pipeline, build_stages, clean_string
from cleanup.types import Applicability, Example, Finding, Result, Rule, Status

# Where an example of boilerplate stands: an ordinary article of some length.
ARTICLE = (
    "Council delays decision on harbour bridge",
    "The city council put off a decision on the harbour bridge on Tuesday after four hours of debate.",
    "Engineers had told members that the old span would carry lorries for ten more years at most.",
    "Several speakers asked for a tunnel, which the treasurer said the city could not pay for.",
    "The mayor said that another study would be ready before the summer.",
    "Residents of the northern bank, who have waited since the flood, were not pleased.",
    "A vote is now planned for the last week of the month.",
    "The bridge was opened to traffic in the year after the war and has been repaired twice.",
)
# Rules stand in these stages; the others would only add findings of their own.
RULE_STAGES = ("normalise", "boilerplate", "mistranslation")


@dataclass(frozen=True, slots=True)
class Failure:
    rule: Rule
    example: Example
    what: str

    def __str__(self) -> str:
        return f"{self.rule.path}:{self.rule.line}: {self.rule.id}: {self.what}"


def testing(pipeline: Pipeline, config: Config) -> Pipeline:
    """`pipeline` as examples are tested: everything shown, unsafe corrections applied."""
    config = replace(config, apply="unsafe", show=0.0, source_lang="auto", stages=RULE_STAGES)
    return replace(pipeline, config=config, stages=build_stages(config, pipeline.rules))


def failures(pipeline: Pipeline, rules: Sequence[Rule]) -> Iterator[Failure]:
    """What is wrong with the examples of `rules`, with all rules of `pipeline` (from `testing`) on."""
    for rule in rules:
        for example in rule.examples:
            what = problem(pipeline, rule, example)
            if what:
                yield Failure(rule, example, what)


def problem(pipeline: Pipeline, rule: Rule, example: Example) -> str | None:
    """What is wrong with one example; None: it holds."""
    check = _check_tokens if rule.kind == "tokens" else _check_line
    return check(pipeline, rule, example)


def _check_tokens(pipeline: Pipeline, rule: Rule, example: Example) -> str | None:
    if example.ok:
        return _unwanted(_run(pipeline, example.ok), example.ok)
    result = _run(pipeline, example.bad)
    if rule.id not in {f.rule_id for f in _findings(result)}:
        return f"does not fire on: {example.bad}"
    if rule.applicability is Applicability.DISPLAY:
        return None
    if result.output != example.good:
        held = [f"{d.finding.rule_id} {d.reason}" for d in result.decisions if d.status is not Status.APPLIED]
        note = f" ({'; '.join(held)})" if held else ""
        return f"makes: {result.output}{note}"
    return _unwanted(_run(pipeline, example.good), example.good)


def _check_line(pipeline: Pipeline, rule: Rule, example: Example) -> str | None:
    line = example.bad or example.ok
    place = {"top": 1, "any": 4}.get(rule.where, len(ARTICLE))
    text = "\n\n".join([*ARTICLE[:place], line, *ARTICLE[place:]])
    start = text.index(line)
    hits = [
        f for f in _findings(_run(pipeline, text)) if f.span.start < start + len(line) and start < f.span.end
    ]
    if example.ok:
        return f"{hits[0].rule_id} fires on: {line}" if hits else None
    return None if hits else f"does not fire on: {line}"


def _unwanted(result: Result, text: str) -> str | None:
    found = _findings(result)
    return f"{found[0].rule_id} fires on: {text}" if found else None


def _findings(result: Result) -> list[Finding]:
    return [d.finding for d in result.decisions if d.finding.stage != "normalise"]


def _run(pipeline: Pipeline, text: str) -> Result:
    return clean_string(pipeline, text, {})
