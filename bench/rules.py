"""What the mistranslation rules promise against what the data says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bench.common import (
    Clean,
    Options,
    Skip,
    clean_texts,
    cleaner,
    document,
    excerpt,
    grid,
    rows,
    share,
    word_count,
)
from cleanup.types import Applicability, Finding, Rule, Span

HEAD = [
    "rules",
    "",
    "that fired",
    "right",
    "beside",
    "wrong",
    "per thousand",
    "observed",
    "at 1/2",
    "promised",
]


def table(options: Options) -> Iterator[str]:
    """By applicability: how often rules fire rightly and wrongly, before the article's prior is known."""
    built = cleaner(stages=("mistranslation",))
    rules = [rule for rule in built.rules if rule.kind == "tokens"]
    if not rules:
        raise Skip("there are no mistranslation rules")
    (stage,) = built.stages
    data = [row for row in rows(options, "es_sense_errors") if row["label"] == "error"][: options.limit]
    right, elsewhere = Counter(), Counter()
    for row in data:
        place = Span(row["start"], row["end"])
        for finding in stage.find(document(row["bad_sentence"])):
            (right if finding.span.overlaps(place) else elsewhere)[finding.rule_id] += 1
    texts = clean_texts(options)
    false = [(text, finding) for text in texts for finding in stage.find(text.document)]
    wrong = Counter(finding.rule_id for _, finding in false)
    words = (
        sum(word_count(row["bad_sentence"]) for row in data),
        sum(word_count(text.document.text) for text in texts),
    )

    yield f"right: at the bad word of {len(data)} sentences with one error ({words[0]:,} words)"
    yield f"beside: elsewhere in them; wrong: on {words[1]:,} words of flawless English"
    yield "observed: right / (right + wrong); at 1/2: if there were as many words of either"
    yield "promised: mean p_wrong of what fired right or wrong; the article's prior plays no part"
    levels = [(str(a), [r for r in rules if r.applicability is a]) for a in reversed(Applicability)]
    groups = [*levels, ("all", rules)]
    yield from grid(HEAD, [_row(name, some, right, elsewhere, wrong, words) for name, some in groups])
    if wrong:
        yield ""
        yield from _wrong(rules, right, wrong)
    if options.verbose:
        yield from _listed(false)


def _row(
    name: str,
    rules: Sequence[Rule],
    right: Counter[str],
    elsewhere: Counter[str],
    wrong: Counter[str],
    words: tuple[int, int],
) -> list[object]:
    good, beside, bad = (sum(counts[rule.id] for rule in rules) for counts in (right, elsewhere, wrong))
    fired = [rule for rule in rules if right[rule.id] or elsewhere[rule.id] or wrong[rule.id]]
    weights = [right[rule.id] + wrong[rule.id] for rule in fired]
    promised = sum(rule.p_wrong * weight for rule, weight in zip(fired, weights, strict=True))
    rates = good / max(words[0], 1), bad / max(words[1], 1)
    cells = [
        f"{1000 * rates[1]:.3f}",
        share(good, good + bad),
        share(rates[0], sum(rates)),
        share(promised, sum(weights)),
    ]
    return [name, len(rules), len(fired), good, beside, bad, *cells]


def _wrong(rules: Sequence[Rule], right: Counter[str], wrong: Counter[str]) -> Iterator[str]:
    """The rules that fired on flawless English, the worst first."""
    worst = sorted((rule for rule in rules if wrong[rule.id]), key=lambda rule: (-wrong[rule.id], rule.id))
    body = [[r.id, str(r.applicability), f"{r.p_wrong:.2f}", right[r.id], wrong[r.id]] for r in worst]
    yield from grid(["fired wrongly", "", "promised", "right", "wrong"], body)


def _listed(false: Sequence[tuple[Clean, Finding]]) -> Iterator[str]:
    for text, finding in sorted(false, key=lambda pair: pair[1].rule_id):
        yield excerpt(text.document.text, finding.span, f"{finding.rule_id} {text.name}")
