"""Rule packs are read strictly: each slip is an error with its file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.errors import RuleError
from cleanup.rules import load_rules, rules_dir, rules_hash
from cleanup.types import Applicability

RULE = """\
- id: es.test.grave
  category: mistranslation
  pattern: <grave/NOUN>
  replacements: [inauguration]
  message: A grave is not held
  applicability: unsafe
  examples:
    - bad: The grave was held.
      good: The inauguration was held.
    - ok: She visited the grave.
"""
FLAG = """\
- id: es.test.flag
  category: mistranslation
  pattern: <grave>
  message: Look here
  applicability: display
  examples: [{bad: The grave was held.}, {ok: She visited the tomb.}]
"""
LINE = """\
- id: test.share
  kind: line
  category: share
  where: bottom
  pattern: share this.*
  message: A share bar
  applicability: safe
  examples: [{bad: Share this article}, {ok: They share this view of the matter.}]
"""


@pytest.fixture
def load(tmp_path: Path):
    def from_text(text: str):
        (tmp_path / "pack.yaml").write_text(text, "utf-8")
        return load_rules([tmp_path])

    return from_text


def with_line(number: int, line: str, text: str = RULE) -> str:
    """`text` with its line of that number (from 1) replaced; None takes it out."""
    lines = text.splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


def test_whole_rules_are_read(load):
    grave, flag, share = load(RULE + FLAG + LINE)
    assert (grave.id, grave.kind, grave.replacements) == ("es.test.grave", "tokens", ("inauguration",))
    assert (flag.applicability, flag.replacements) == (Applicability.DISPLAY, ())
    assert (share.kind, share.where, share.line) == ("line", "bottom", 17)
    assert (grave.p_wrong, grave.p_right) == (0.8, 0.6)
    assert (share.p_wrong, share.p_right) == (0.99, 0.95)


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        (RULE + "  colour: red\n", "11:3", "unknown key 'colour'"),
        (RULE + "  category: twice\n", "11:3", "the key 'category' stands twice"),
        (RULE + RULE, "11", "the id es.test.grave is taken by"),
        (with_line(1, "- id: Grave"), "1:7", "no rule id"),
        (with_line(1, "- id: [a.b]"), "1:7", "a text is expected"),
        (with_line(2, "  category:"), "2:12", "a text is expected"),
        (with_line(3, "  pattern: <grave> <grave>"), "3:12", "bad pattern: one place"),
        (with_line(3, "  pattern: <grave"), "3:12", "bad pattern"),
        (with_line(3, "  pattern: /NOUN"), "3:12", "bad pattern: at least one word"),
        (with_line(3, "  pattern: a <... b>"), "3:12", "bad pattern: a place does not begin"),
        (with_line(3, "  pattern: grave//NOUN"), "3:12", "bad pattern: 'grave//NOUN' is no item"),
        (with_line(4, "  replacements: []"), "4:17", "a list is expected"),
        (with_line(4, "  replacements: inauguration"), "4:17", "a list is expected"),
        (with_line(4, "  replacements: ['{x}']"), "4:17", "a slot is written"),
        (with_line(4, "  replacements: ['{0}']"), "4:17", "counted from 1"),
        (with_line(4, "  replacements: [~a ~b]"), "4:17", "only one word"),
        (with_line(5, "  applicability: safe"), "6:3", "the key 'applicability' stands twice"),
        (with_line(6, "  applicability: sure"), "6:18", "'sure' has no meaning here"),
        (with_line(6, "  applicability: display"), "6:18", "does not fit 1 replacements"),
        (with_line(4, "  why: because", with_line(9, "")), "6:18", "does not fit 0 replacements"),
        (with_line(4, "  p_wrong: '1.5'"), "4:12", "no probability"),
        (with_line(4, "  p_wrong: nan"), "4:12", "no probability"),
        (with_line(4, "  p_right: often"), "4:12", "no probability"),
        (with_line(4, "  kind: word"), "4:9", "'word' has no meaning here"),
        (RULE + "  where: top\n", "11:10", "a tokens rule has no 'where'"),
        (with_line(4, "  when: [{beside: [x]}]"), "4:11", "unknown key 'beside'"),
        (with_line(4, "  when: [{before: x}]"), "4:19", "a list is expected"),
        (with_line(4, "  when: [{before: [x, '?']}]"), "4:23", "bad item in 'before'"),
        (with_line(4, "  unless: {before: [x]}"), "4:11", "a list is expected"),
        (with_line(9, "      better: The inauguration was held."), "9:7", "unknown key 'better'"),
        (with_line(9, "    - ok: Fine."), "8:7", "no complete example"),
        (with_line(10, ""), "8:5", "an example is missing"),
        (with_line(8, "    - ok: a", with_line(9, "    - ok: b")), "8:5", "an example is missing"),
        (with_line(5, "  pattern: share (this", LINE), "5:12", "bad pattern"),
        (LINE.replace("cle}", "cle, good: x}") + "  replacements: [x]\n", "9:17", "no 'replacements'"),
        (LINE + "  when: [{before: [x]}]\n", "9:9", "a line rule has no 'when'"),
        (with_line(5, "  message: {no: text}"), "5:12", "a text is expected"),
        (with_line(5, "  message: a: b"), "5:13", "no valid YAML"),
        (with_line(5, "  message: 'open"), "11:1", "no valid YAML"),
        ("“é”: x\n" + RULE, "2:1", "no valid YAML"),
        ("id: es.test.a\n", "1:1", "a list is expected"),
        ("- just a text\n", "1:3", "keys with values are expected"),
    ],
)
def test_a_slip_is_an_error_with_its_place(load, tmp_path, text, place, what):
    with pytest.raises(RuleError) as error:
        load(text)
    assert error.value.where == f"{tmp_path / 'pack.yaml'}:{place}"
    assert what in error.value.what


@pytest.mark.parametrize(
    ("number", "key"),
    [(2, "category"), (3, "pattern"), (5, "message"), (6, "applicability")],
)
def test_a_missing_key_is_an_error_at_its_rule(load, number, key):
    with pytest.raises(RuleError, match=rf"pack\.yaml:1:3: the key '{key}' is missing"):
        load(with_line(number, ""))


def test_columns_count_characters_not_bytes(load):
    with pytest.raises(RuleError, match=r":4:26: unknown key 'x'"):
        load(with_line(4, "  when: [{before: [é]}, {x: [y]}]"))


def test_a_file_that_is_not_utf_8_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_bytes(RULE.replace("held", "célébré").encode("latin-1"))
    with pytest.raises(RuleError, match=r"pack\.yaml: not UTF-8"):
        load_rules([tmp_path])


def test_control_characters_are_an_error_that_names_the_file(load):
    with pytest.raises(RuleError, match=r"pack\.yaml.*no valid YAML"):
        load(RULE + "\x01")


def test_one_id_in_two_packs_is_an_error_that_names_both(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(RULE, "utf-8")
    with pytest.raises(RuleError, match=r"b\.yaml:1: .*a\.yaml:1"):
        load_rules([tmp_path])


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "true", "null", "~", "12", "1.0", "2024-01-01"])
def test_words_that_yaml_takes_for_something_else_stay_words(load, word):
    (rule,) = load(
        with_line(3, f"  pattern: {word} <grave>").replace("[inauguration]", f"[a, {word}]")
        + f"  unless: [{{before: [{word}]}}]\n  why: {word}\n"
    )
    assert rule.pattern == f"{word} <grave>"
    assert rule.replacements == ("a", word)
    assert rule.unless == ({"before": (word,)},)
    assert rule.why == word


def test_a_file_without_rules_is_no_error(load):
    assert load("# nothing yet\n") == ()


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(RuleError, match="no such folder"):
        load_rules([tmp_path / "missing"])


def test_packs_are_found_below_a_folder_and_by_name(tmp_path):
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    (inner / "x.yaml").write_text(RULE, "utf-8")
    (inner / "notes.txt").write_text("not a pack", "utf-8")
    assert load_rules([tmp_path]) == load_rules([inner / "x.yaml"])


def test_the_hash_changes_with_a_pack_s_bytes_and_not_with_its_folder(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(RULE, "utf-8")
    before = rules_hash([tmp_path / "one"])
    assert before == rules_hash([tmp_path / "two"])
    (tmp_path / "two" / "pack.yaml").write_text(RULE + "\n", "utf-8")
    assert before != rules_hash([tmp_path / "two"])


def test_our_own_packs_can_be_used():
    assert load_rules([rules_dir()])
