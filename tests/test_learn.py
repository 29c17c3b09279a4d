"""What verdicts say about rules, and the rules that are drafted from them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import yaml

from cleanup import Config, outputs
from cleanup.articles import clean_job, compose, write
from cleanup.drafts import Draft, drafts, pack, prove
from cleanup.learn import Reviewed as Review
from cleanup.learn import (
    by_bin,
    by_rule,
    correction_rate,
    flag_rate,
    read_reviews,
    repeated,
    wilson,
)
from cleanup.pipeline import Pipeline, build
from cleanup.review.desk import Desk
from cleanup.rules import load_rules
from cleanup.ruletests import failures
from cleanup.ruletests import testing as for_examples
from cleanup.saved import open_saved
from cleanup.sightings import look_up
from cleanup.types import Span, Verdict

# Wrong word, its correction: no rule of ours knows them.
WRONG, RIGHT = "assistance", "attendance"
BAD = (
    "The assistance to the match was the best of the season.",
    "Organisers put the assistance to the concert at several thousand.",
    "Rain kept the assistance to the festival low.",
    "The assistance to the fair grew again.",
    "He praised the assistance to the play in the old theatre.",
    "The club gave no figures about the assistance to the final.",
)
OK = (
    "Two drivers asked for assistance after the storm.",
    "The town gave assistance for the repair of the roof.",
    "She thanked the neighbours for their assistance yesterday.",
    "Nobody offered assistance on the motorway.",
    "The farmers need assistance before the winter.",
    "An engineer came to the assistance of the crew.",
)


def verdict(text: str | None, proposed: str | None = "right", **more) -> Verdict:
    p_right = None if proposed is None else more.pop("p_right", 0.9)
    keys = {"stage": "mistranslation", "rule": "es.test.rule", "p_wrong": 0.8} | more
    return Verdict("0", "wrong", text, proposed=proposed, p_right=p_right, **keys)


def own(original: str, text: str) -> Verdict:
    return Verdict("0", original, text)


@cache
def pipeline() -> Pipeline:
    return build(Config())


def cleaned(folder: Path, name: str, text: str) -> Desk:
    """The article of that text, cleaned and on a desk."""
    path = folder / name
    path.write_bytes(text.encode())
    (job,) = outputs.plan([path], None, False)
    write(job, compose(job, clean_job(pipeline(), job), (), {}))
    return Desk(open_saved(path))


def change(desk: Desk, old: str, new: str) -> None:
    start = desk.text.index(old)
    desk.act(desk.change(Span(start, start + len(old)), new))


def reviewed(folder: Path, texts: Iterable[str], *changes: tuple[str, str]) -> None:
    """An article of each text, in which the reviewer made those of `changes` that have a place."""
    for n, text in enumerate(texts, 1):
        desk = cleaned(folder, f"a{n}.txt", text)
        for old, new in changes:
            if old in desk.text:
                change(desk, old, new)


def drafted(folder: Path) -> list[Draft]:
    reviews, errors = read_reviews(folder)
    assert errors == []
    evidence, _ = look_up(repeated(reviews), reviews)
    return prove(pipeline(), drafts(evidence.values(), [rule.id for rule in pipeline().rules]))


def articles(bad: Iterable[str] = BAD, ok: Iterable[str] = OK) -> list[str]:
    return [
        f"News of the week, number {n}\n\n{a} Nothing more was said.\n\n{b}\n"
        for n, (a, b) in enumerate(zip(bad, ok, strict=True), 1)
    ]


# Rates


@pytest.mark.parametrize(
    ("hits", "number", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_literature(hits, number, low, high):
    assert wilson(hits, number) == pytest.approx((low, high), abs=5e-5)


def test_flags_and_corrections_of_a_rule():
    said = [verdict("right"), verdict("right"), verdict("other"), verdict(None)]
    ((rule, flags),) = by_rule(said, flag_rate)
    assert (rule, flags.number, flags.hits, flags.promised) == ("es.test.rule", 4, 3, pytest.approx(0.8))
    ((_, corrections),) = by_rule(said, correction_rate)
    assert (corrections.number, corrections.hits, corrections.promised) == (3, 2, pytest.approx(0.9))


def test_a_flag_without_a_proposal_counts_among_the_flags_only():
    assert flag_rate([verdict("other", None)]).hits == 1
    assert correction_rate([verdict("other", None)]) is None
    assert correction_rate([verdict(None)]) is None


def test_rules_come_by_number_then_by_name():
    said = [verdict("right", rule=rule) for rule in ("b", "c", "c", "a")]
    assert [rule for rule, _ in by_rule(said, flag_rate)] == ["c", "a", "b"]


@pytest.mark.parametrize(("hits", "broken"), [(14, True), (16, False), (20, False)])
def test_a_promise_is_broken_outside_its_interval(hits, broken):
    said = [verdict("right", p_wrong=0.9)] * hits + [verdict(None, p_wrong=0.9)] * (20 - hits)
    assert flag_rate(said).broken is broken


@pytest.mark.parametrize(
    ("promised", "low"),
    [(0.0, 0), (0.49, 0), (0.5, 0.5), (0.949, 0.9), (0.95, 0.95), (0.99, 0.99), (1, 0.99)],
)
def test_bins(promised, low):
    ((found, rate),) = by_bin([verdict("right", p_wrong=promised)], lambda v: v.p_wrong, flag_rate)
    assert (found, rate.number) == (low, 1)


# Repeated corrections


def keys(*verdicts: Verdict) -> list[tuple[str, str]]:
    return list(repeated([Review(Path("a.verdicts.json"), verdicts)]))


def test_five_times_is_repeated_and_four_times_is_not():
    assert keys(*[own("grave", "inauguration")] * 5) == [("grave", "inauguration")]
    assert keys(*[own("grave", "inauguration")] * 4) == []


@pytest.mark.parametrize(
    ("original", "text", "key"),
    [
        ("the grave of", "the inauguration of", ("grave", "inauguration")),
        ("a grave", "an inauguration", ("grave", "inauguration")),
        ("Grave", "Inauguration", ("grave", "inauguration")),
        ("very grave", "grave", ("very grave", "grave")),
        ("was held", "was not held", ("was held", "was not held")),
    ],
)
def test_the_words_that_stay_are_left_out(original, text, key):
    assert keys(*[own(original, text)] * 5) == [key]


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("grave", ""),
        ("in 1995 or so", "in 1996 or so"),
        ("government", "Government"),
        ("and/or", "or"),
        ("grave", "a {grave}"),
        ("gra\u200bve", "inauguration"),
    ],
)
def test_what_no_rule_can_say_is_not_repeated(original, text):
    assert keys(*[own(original, text)] * 5) == []


def test_what_a_rule_proposed_is_not_repeated():
    assert keys(*[verdict("right")] * 5) == []
    assert keys(*[verdict("other")] * 5) == [("wrong", "other")]
    assert keys(*[verdict("other", None)] * 5) == [("wrong", "other")]
    assert keys(*[verdict(None)] * 5) == []


# Drafts


def test_a_draft_names_the_words_around_only_where_they_tell(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    (draft,) = drafted(tmp_path)
    assert draft.problem == ""
    assert draft.rule.pattern == "<=assistance> to"
    assert draft.rule.replacements == ("=attendance",)
    assert draft.rule.why == "accepted 6 times in 6 articles"
    assert (draft.rule.p_wrong, draft.rule.p_right) == (0.88, 0.88)  # (6 + 1) / (6 + 2)
    examples = draft.rule.examples
    assert [e.bad for e in examples if e.bad] == list(BAD[:3])
    assert examples[0].good == "The attendance to the match was the best of the season."
    assert [e.ok for e in examples if e.ok] == list(OK[:3])


def test_sentences_with_other_changes_make_the_last_examples(tmp_path):
    reviewed(
        tmp_path, articles(), (WRONG, RIGHT), ("best of", "biggest of"), ("after the storm", "in the storm")
    )
    (draft,) = drafted(tmp_path)
    assert [e.bad for e in draft.rule.examples if e.bad] == list(BAD[1:4])
    assert [e.ok for e in draft.rule.examples if e.ok] == list(OK[1:4])


def test_a_draft_loads_and_passes_its_test(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    path = tmp_path / "drafts.yaml"
    path.write_text(pack(drafted(tmp_path)), "utf-8")
    (rule,) = load_rules([path])
    assert rule.id == "learned.assistance.attendance"
    config = Config(rules=(str(path),))
    assert list(failures(for_examples(build(config), config), [rule])) == []


def test_a_correction_that_a_rule_makes_by_now_is_not_drafted(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    path = tmp_path / "drafts.yaml"
    path.write_text(pack(drafted(tmp_path)), "utf-8")
    reviews, _ = read_reviews(tmp_path)
    evidence, _ = look_up(repeated(reviews), reviews)
    assert prove(build(Config(rules=(str(path),))), drafts(evidence.values(), [])) == []


def test_words_of_an_expression_that_stand_apart_are_left_alone(tmp_path):
    bad = [sentence.replace("assistance to the", "plant of bottled of the") for sentence in BAD]
    ok = [sentence.replace("assistance", "the plant") for sentence in OK]
    reviewed(tmp_path, articles(bad, ok), ("plant of bottled", "bottling plant"))
    (draft,) = drafted(tmp_path)
    assert draft.problem == ""
    assert draft.rule.pattern == "=plant =of =bottled"
    assert [e.ok for e in draft.rule.examples if e.ok] == ok[:3]


def test_without_an_ok_the_draft_is_a_comment_and_the_pack_loads(tmp_path):
    reviewed(tmp_path, [f"{sentence}\n" for sentence in BAD], (WRONG, RIGHT))
    made = drafted(tmp_path)
    text = pack(made)
    assert "`ok` example" in made[0].problem
    assert yaml.safe_load(text) is None
    uncommented = "\n".join(line.removeprefix("# ") for line in text.split("Add one.\n")[1].splitlines())
    (rule,) = yaml.safe_load(uncommented)
    assert rule["pattern"] == "=assistance"
    assert [set(e) for e in rule["examples"]] == [{"bad", "good"}] * 3


def test_what_was_left_alone_and_fits_is_shown_and_counts(tmp_path):
    ok = [f"Four people asked for the assistance to the weak on day {n}." for n in range(6)]
    ok[5] = "Nobody spoke."
    reviewed(tmp_path, articles(BAD, ok), (WRONG, RIGHT))
    (draft,) = drafted(tmp_path)
    assert "left alone" in draft.problem
    assert draft.rule.p_wrong == 0.54  # (6 + 1) / (6 + 5 + 2)
    assert [e.ok for e in draft.rule.examples if e.ok] == ok[:3]


@pytest.mark.parametrize(("old", "new"), [("Pequin", "Beijing"), ("Tribunal Supremo", "Supreme Court")])
def test_a_name_is_not_drafted(tmp_path, old, new):
    texts = [f"News, number {n}\n\nThey spoke of {old} in the year.\n\n{OK[n]}\n" for n in range(6)]
    reviewed(tmp_path, texts, (old, new))
    reviews, _ = read_reviews(tmp_path)
    assert list(repeated(reviews)) != []
    assert drafted(tmp_path) == []


def test_a_word_that_only_begins_sentences_is_no_name(tmp_path):
    bad = [
        f"Assistance to the {thing} grew again." for thing in ("match", "play", "fair", "final", "show", "do")
    ]
    reviewed(tmp_path, articles(bad), ("Assistance", "Attendance"))
    (draft,) = drafted(tmp_path)
    assert (draft.problem, draft.rule.replacements) == ("", ("=attendance",))
    assert draft.rule.examples[0].good == "Attendance to the match grew again."


def test_a_rule_that_stands_in_the_way_is_named(tmp_path):
    bad = [sentence.replace("assistance to the", "wheel of press on the") for sentence in BAD]
    for n, text in enumerate(articles(bad, [sentence.replace("assistance", "a wheel") for sentence in OK])):
        desk = cleaned(tmp_path, f"a{n}.txt", text)
        (found,) = [d.finding for d in desk.result.decisions if d.finding.rule_id.startswith("es.")]
        desk.act(desk.rewrite(found.fingerprint, "news conference"))
    (draft,) = drafted(tmp_path)
    assert "es.diplomacy.press-conference changes this place" in draft.problem
    assert yaml.safe_load(pack([draft])) is None


def test_sentences_over_several_lines(tmp_path):
    more = (
        "The council met again on Monday to talk about the bridge, the harbour and the new road to the north."
    )
    texts = [textwrap.fill(f"{more} {a} {b}", 60) + "\n" for a, b in zip(BAD, OK, strict=True)]
    reviewed(tmp_path, texts, (WRONG, RIGHT))
    (draft,) = drafted(tmp_path)
    assert draft.problem == ""
    assert [e.bad for e in draft.rule.examples if e.bad] == list(BAD[:3])


def test_articles_that_have_moved_are_told(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    (tmp_path / "a1.txt").unlink()
    reviews, _ = read_reviews(tmp_path)
    evidence, errors = look_up(repeated(reviews), reviews)
    assert len(errors) == 1
    assert "a1.txt" in str(errors[0])
    (draft,) = prove(pipeline(), drafts(evidence.values(), []))
    assert draft.rule.why == "accepted 6 times in 6 articles"
    assert draft.rule.examples[0].bad == BAD[1]


def test_without_any_article_there_are_no_examples(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    for path in tmp_path.glob("*.txt"):
        path.unlink()
    reviews, _ = read_reviews(tmp_path)
    evidence, _ = look_up(repeated(reviews), reviews)
    (draft,) = prove(pipeline(), drafts(evidence.values(), []))
    assert "No sentence" in draft.problem
    assert yaml.safe_load(pack([draft])) is None


def test_drafts_do_not_fire_on_each_others_examples(tmp_path):
    plant = "The plant of bottled opened in May."
    both = [
        f"The plant of bottled praised the assistance to the fair on day {n}.\n\n{OK[n]}\n" for n in range(3)
    ]
    apart = [f"{BAD[n]} {plant}\n\n{OK[n]} Every plant was sold.\n" for n in range(3)]
    reviewed(tmp_path, both + apart, (WRONG, RIGHT), ("plant of bottled", "bottling plant"))
    path = tmp_path / "drafts.yaml"
    path.write_text(pack(drafted(tmp_path)), "utf-8")
    rules = load_rules([path])
    assert len(rules) == 2
    assert not any("praised" in (e.bad or e.ok) for rule in rules for e in rule.examples)
    config = Config(rules=(str(path),))
    assert list(failures(for_examples(build(config), config), rules)) == []


def test_the_ids_of_drafts_are_free(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    reviews, _ = read_reviews(tmp_path)
    evidence, _ = look_up(repeated(reviews), reviews)
    (draft,) = drafts(evidence.values(), ["learned.assistance.attendance"])
    assert draft.rule.id == "learned.assistance.attendance-2"


def test_the_language_is_named_where_all_articles_agree(tmp_path):
    reviewed(tmp_path, articles(), (WRONG, RIGHT))
    records = sorted(tmp_path.glob("*.cleanup.json"))
    for record in records:
        record.write_text(
            record.read_text("utf-8").replace('"source_language": null', '"source_language": "es"')
        )
    (draft,) = drafted(tmp_path)
    assert draft.rule.source_language == ("es",)
    assert "\n  source_language: es\n" in pack([draft])
    records[0].write_text(
        records[0].read_text("utf-8").replace('"source_language": "es"', '"source_language": "pt"')
    )
    (draft,) = drafted(tmp_path)
    assert draft.rule.source_language == ()
