"""Rules drafted from corrections that were given again and again; the articles' sentences are their tests."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from cleanup.learn import Given
from cleanup.pipeline import Pipeline, clean_string
from cleanup.render.changes import common
from cleanup.replacements import SMALL
from cleanup.ruletests import problem, testing
from cleanup.sightings import Evidence, Fate, Sighting, tokens
from cleanup.types import Applicability, Example, Rule

EXAMPLES = 3  # of each kind in a draft
TRIED = 20  # sentences from which they are chosen

HEADER = """\
# Drafted by `cleanup learn` from what reviewers wrote. `=` fits a word in this form only: take it away
# where every form is wrong. Give each rule an id, a message and a reason of your own, then run
# `cleanup rules test`.
"""
NO_OK = (
    "A rule needs an `ok` example: correct English with the same words, which it must leave alone. Add one."
)
FITS_KEPT = (
    "It also fits what was left alone in review (`ok`): narrow the pattern, or add `when` or `unless`."
)
NO_BAD = "No sentence with it was found: it is part of a word, or the articles have moved."


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule, with the sentences from which its examples are chosen, the best first. `problem` says why it
    cannot stand in a pack as it is."""

    rule: Rule
    bad: tuple[Example, ...]
    ok: tuple[Example, ...]
    problem: str = ""


def drafts(evidence: Iterable[Evidence], taken: Iterable[str]) -> list[Draft]:
    """A draft for each correction, unless its words are a name; `taken` are the ids of other rules."""
    ids = set(taken)
    made = []
    for found in evidence:
        if not _is_name(found):
            made.append(_draft(found, ids))
            ids.add(made[-1].rule.id)
    return made


def prove(pipeline: Pipeline, made: Iterable[Draft]) -> list[Draft]:
    """The drafts whose corrections the rules of `pipeline` do not make, each with examples that hold with all
    rules on, or with the problem that it has."""
    base = testing(pipeline, pipeline.config)
    new = [draft for draft in made if not _is_known(base, draft)]
    ready = tuple(draft.rule for draft in new if not draft.problem)
    tested = testing(replace(pipeline, rules=(*pipeline.rules, *ready)), pipeline.config)
    return [draft if draft.problem else _proven(tested, draft) for draft in new]


def pack(made: Iterable[Draft]) -> str:
    """The drafts as a pack, those with a problem as comments, so that it loads."""
    ordered = sorted(made, key=lambda draft: bool(draft.problem))
    return "\n".join([HEADER, *map(_written, ordered)])


def _is_name(found: Evidence) -> bool:
    """All words of weight are capitalised wherever that says something: inside a sentence."""
    seen = [(s.words, s.opens) for s in found.sightings if s.fate is Fate.CORRECTED]
    seen = seen or [(tuple(given.original.split()), False) for given in found.given]
    capitals = [
        word[0].isupper()
        for words, opens in seen
        for word in words[opens:]
        if word[0].isalpha() and word.lower() not in SMALL
    ]
    return bool(capitals) and all(capitals)


def _draft(found: Evidence, ids: Iterable[str]) -> Draft:
    corrected = [s for s in found.sightings if s.fate is Fate.CORRECTED]
    changed = [s for s in found.sightings if s.fate is Fate.CHANGED]
    kept = [s for s in found.sightings if s.fate is Fate.KEPT]
    before, after = _context(corrected, kept)

    def fits(sighting: Sighting) -> bool:
        return sighting.before[: len(before)] == before and sighting.after[: len(after)] == after

    original, text = _words(found.given)
    times, articles = len(found.given), len({given.path for given in found.given})
    right, otherwise = len(corrected) or times, sum(map(fits, changed))
    wrong = [s for s in kept if fits(s)]
    place = " ".join(f"={token}" for token in tokens(original))
    pattern = [*before[::-1], f"<{place}>" if before or after else place, *after]
    languages = found.languages
    rule = Rule(
        id=_id(original, text, ids),
        kind="tokens",
        category="mistranslation",
        pattern=" ".join(pattern),
        message=f"“{original}” was changed to “{text}” in review",
        applicability=Applicability.UNSAFE,
        p_wrong=_succession(right + otherwise, right + otherwise + len(wrong)),
        p_right=_succession(right, right + otherwise),
        replacements=(f"={text}",),
        why=f"accepted {times} times in {articles} article{'s' * (articles > 1)}",
        source_language=tuple(filter(None, languages)) if len(languages) == 1 else (),
    )
    bad = _examples(
        Example(bad=s.sentence, good=s.corrected) for s in sorted(corrected, key=lambda s: s.others)
    )
    apart = sorted((s for s in found.sightings if s.fate is Fate.APART), key=lambda s: -len(s.words))
    left = [s for s in kept if not fits(s) and not s.others]
    ok = _examples(Example(ok=s.sentence) for s in (*left, *apart))
    if bad and ok:
        return Draft(rule, bad, ok)
    fitting = _examples(Example(ok=s.sentence) for s in wrong)
    shown = (*bad[:EXAMPLES], *(ok or fitting)[:EXAMPLES])
    return Draft(
        replace(rule, examples=shown), bad, ok, NO_BAD if not bad else FITS_KEPT if fitting else NO_OK
    )


def _context(
    corrected: Sequence[Sighting], kept: Sequence[Sighting]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fewest words before (the nearest first) and after that all places corrected share and that
    leave out most of those that were kept."""
    before, after = _shared([s.before for s in corrected]), _shared([s.after for s in corrected])

    def cost(lengths: tuple[int, int]) -> tuple[int, int, int]:
        i, j = lengths
        still = sum(s.before[:i] == before[:i] and s.after[:j] == after[:j] for s in kept)
        return still, i + j, i

    i, j = min(((i, j) for i in range(len(before) + 1) for j in range(len(after) + 1)), key=cost)
    return before[:i], after[:j]


def _shared(sides: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    first = min(sides, default=())
    length = min((common(first, side) for side in sides), default=0)
    marks = (n for n, token in enumerate(first[:length]) if not re.fullmatch(r"\w+", token))
    return first[: next(marks, length)]


def _words(group: Sequence[Given]) -> tuple[str, str]:
    """The correction as it is written inside a sentence."""
    forms = Counter()
    for given in group:
        old, new = given.original, given.text
        if old.isupper() and len(old) > 1:
            new = new.lower()
        elif old[0].isupper():
            new = new[0].lower() + new[1:]
        forms[old[0].islower(), new] += 1
    (_, text), _ = max(forms.items(), key=lambda item: (item[0][0], item[1], item[0][1]))
    return group[0].original.lower(), text


def _id(original: str, text: str, ids: Iterable[str]) -> str:
    def slug(words: str) -> str:
        letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
        return re.sub("[^a-z0-9]+", "-", letters)[:40].strip("-") or "words"

    name = f"learned.{slug(original)}.{slug(text)}"
    number, wanted = 1, name
    while wanted in ids:
        number += 1
        wanted = f"{name}-{number}"
    return wanted


def _succession(hits: int, number: int) -> float:
    """The observed rate as a probability that is never certain, by Laplace's rule of succession."""
    return min(0.99, round((hits + 1) / (number + 2), 2))


def _examples(found: Iterable[Example]) -> tuple[Example, ...]:
    """The first ones, each once; a character that does not print would be repaired, or unreadable."""
    readable = (e for e in dict.fromkeys(found) if (e.bad or e.ok or "").isprintable())
    return tuple(islice(readable, TRIED))


def _is_known(base: Pipeline, draft: Draft) -> bool:
    tried = draft.bad[:EXAMPLES]
    return bool(tried) and all(clean_string(base, e.bad).output == e.good for e in tried)


def _proven(pipeline: Pipeline, draft: Draft) -> Draft:
    def hold(examples: Iterable[Example]) -> list[Example]:
        held = (e for e in examples if problem(pipeline, draft.rule, e) is None)
        return list(islice(held, EXAMPLES))

    bad, ok = hold(draft.bad), hold(draft.ok)
    if bad and ok:
        return replace(draft, rule=replace(draft.rule, examples=(*bad, *ok)))
    first = draft.ok[0] if bad else draft.bad[0]
    shown = (*(bad or draft.bad[:EXAMPLES]), *(ok or draft.ok[:EXAMPLES]))
    what = f"An example fails: it {problem(pipeline, draft.rule, first)}"
    return replace(draft, rule=replace(draft.rule, examples=shown), problem=what)


def _written(draft: Draft) -> str:
    rule = draft.rule
    lines = [
        f"- id: {rule.id}",
        f"  category: {rule.category}",
        *([f"  source_language: {' '.join(rule.source_language)}"] if rule.source_language else []),
        f"  pattern: {_quoted(rule.pattern)}",
        f"  replacements: [{', '.join(map(_quoted, rule.replacements))}]",
        f"  message: {_quoted(rule.message)}",
        f"  why: {_quoted(rule.why)}",
        f"  applicability: {rule.applicability}",
        f"  p_wrong: {rule.p_wrong}",
        f"  p_right: {rule.p_right}",
        "  examples:",
    ]
    for example in rule.examples:
        if example.ok:
            lines.append(f"    - ok: {_quoted(example.ok)}")
        else:
            lines += [f"    - bad: {_quoted(example.bad)}", f"      good: {_quoted(example.good)}"]
    if draft.problem:
        lines = [f"# {line}" for line in (f"Not a rule yet. {draft.problem}", *lines)]
    return "\n".join(lines) + "\n"


def _quoted(text: str | None) -> str:
    """A JSON string, which is a YAML string too."""
    return json.dumps(text, ensure_ascii=False)
