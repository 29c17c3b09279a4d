import json
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from cases import WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from cleanup.render import sarif
from cleanup.types import Alternative, Applicability, Edit, Result, Rule, Source, Span, Status
from tests import npm

# U+0085 and U+2028 end lines for Python, not for SARIF; the surrogate is one that has no partner.
HOSTILE = st.text(st.sampled_from("ab{}[]( é\0\r\n\x0b\x85\u2028\ufeff\u202e\ud800\U0001f642"), max_size=40)
RULE = Rule(
    id="es.politics.swearing-in",
    kind="tokens",
    category="mistranslation",
    pattern="grave",
    message="A grave is not scheduled or attended: an inauguration is",
    applicability=Applicability.SAFE,
    p_wrong=0.9,
    p_right=0.95,
    why="“toma de posesión” was read as a burial",
)
RULES = {RULE.id: RULE}


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    """Of the official schema."""
    path = npm.fetch("@microsoft/jest-sarif", "1.0.0-beta.0", "package/lib/schemas/sarif-2.1.0-rtm.5.json")
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    return Draft4Validator(schema)


def run(made: Result, rules=RULES, source: str = "a.txt") -> dict:
    log = json.loads(sarif.render(made, rules, source))
    assert list(log) == ["$schema", "version", "runs"]
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    return found


def result_of(found: dict, rule_id: str) -> dict:
    return next(r for r in found["results"] if r["ruleId"] == rule_id)


def region_at(text: str, span: Span) -> dict:
    """The region of a decision about `span`."""
    found = run(result(text, flag(span)))
    return found["results"][0]["locations"][0]["physicalLocation"]["region"]


def by_line(text: str, region: dict) -> tuple[int, int]:
    """The place of a region by its lines and columns alone."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text) or [""]

    def offset(line: int, column: int) -> int:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        return sum(map(len, lines[: line - 1])) + column - 1

    start = offset(region["startLine"], region["startColumn"])
    return start, offset(region["endLine"], region["endColumn"])


def by_offset(text: str, region: dict) -> tuple[int, int]:
    return region["charOffset"], region["charOffset"] + region["charLength"]


def fixed(text: str, found: dict, where) -> str:
    """`text` with the fixes made that are applied, their places read by `where`."""
    changes = []
    for outcome in found["results"]:
        if outcome["properties"]["status"] == "applied":
            fix = outcome["fixes"][outcome["properties"]["chosen"]]
            (file,) = fix["artifactChanges"]
            for change in file["replacements"]:
                new = change.get("insertedContent", {"text": ""})["text"]
                changes.append((*where(text, change["deletedRegion"]), new))
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("where", [by_line, by_offset])
@given(made=results(HOSTILE, HOSTILE) | results(WILD, WILD) | results(WORDS, WORDS))
def test_the_applied_fixes_make_the_output(where, made):
    assert fixed(made.document.text, run(made), where) == made.output


@given(made=results(HOSTILE, HOSTILE))
def test_every_region_names_one_place_twice_and_shows_it(made):
    text = made.document.text
    found = run(made)
    assert len(found["results"]) == len(made.decisions)
    for outcome in found["results"]:
        region = outcome["locations"][0]["physicalLocation"]["region"]
        start, end = by_line(text, region)
        assert (start, end) == by_offset(text, region)
        assert region["snippet"]["text"] == text[start:end]


@given(made=results(HOSTILE, HOSTILE))
def test_what_hides_or_acts_is_escaped(made):
    rendered = sarif.render(made, RULES, "a.txt")
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff\ud800-\udfff]", rendered)
    assert rendered.endswith("}\n")


@given(made=results(HOSTILE, HOSTILE) | results(WORDS, WORDS))
def test_any_result_is_valid(validator, made):
    validator.validate(json.loads(sarif.render(made, RULES, "a.txt")))


@pytest.mark.parametrize("made", [article(), result(""), result("No finding.\n")])
def test_an_article_is_valid(validator, made):
    validator.validate(json.loads(sarif.render(made, RULES, "a b/ñ.txt")))


def test_the_schema_finds_faults(validator):
    log = json.loads(sarif.render(article(), RULES, "a.txt"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not validator.is_valid(log)


STANDARD = "abcd\r\nefg\r\nhijk\r\nlmn\r\n"


@pytest.mark.parametrize(
    ("span", "lines"),
    [
        ((1, 3), (1, 2, 1, 4)),  # 3.30.2, example 1
        ((6, 15), (2, 1, 3, 5)),  # example 4: the end without its newline
        ((6, 11), (2, 1, 3, 1)),  # example 5: a line with its newline
        ((1, 1), (1, 2, 1, 2)),  # example 6
        ((0, 0), (1, 1, 1, 1)),  # example 7
        ((22, 22), (4, 6, 4, 6)),  # example 8: there is no fifth line
        ((17, 22), (4, 1, 4, 6)),
    ],
)
def test_regions_are_those_of_the_standard(span, lines):
    region = region_at(STANDARD, Span(*span))
    assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == lines
    assert (region["charOffset"], region["charLength"]) == (span[0], span[1] - span[0])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a\rb\nc\r\nx", 4, 1),
        ("\n\rx", 3, 1),
        ("a\u2028b\x85c\x0bx", 1, 7),
        ("\U0001f642\U0001f642x", 1, 3),  # code points, not UTF-16 units
    ],
)
def test_lines_and_columns(text, line, column):
    region = region_at(text, place(text, "x"))
    assert (region["startLine"], region["startColumn"]) == (line, column)


def test_how_lines_and_columns_count_is_said():
    found = run(article())
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["newlineSequences"] == ["\r\n", "\n", "\r"]


def test_the_input_is_named_with_its_hash():
    made = article()
    made = replace(made, document=replace(made.document, source=Source("ab" * 32, "utf-8", b"\xef\xbb\xbf")))
    (file,) = run(made, source="../in/año: 50% #1?.txt")["artifacts"]
    assert file["location"]["uri"] == "../in/a%C3%B1o%3A%2050%25%20%231%3F.txt"
    assert unquote(file["location"]["uri"]) == "../in/año: 50% #1?.txt"
    assert file["hashes"] == {"sha-256": "ab" * 32}
    assert file["encoding"] == "UTF-8"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (Source("", "cp1252"), "windows-1252"),
        (Source("", "latin-1"), "ISO-8859-1"),
        (Source("", "iso8859_15"), "ISO-8859-15"),
        (Source("", "utf-16-le"), "UTF-16LE"),
        (Source("", "utf-16-le", b"\xff\xfe"), "UTF-16"),
        (Source("", "mac_roman"), None),
    ],
)
def test_the_encoding_is_named_as_iana_does(source, name):
    made = result("a")
    found = run(replace(made, document=replace(made.document, source=source)))
    assert found["artifacts"][0].get("encoding") == name


def test_rules_are_those_that_occur():
    found = run(article())
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(dict.fromkeys(r["ruleId"] for r in found["results"]))
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in found["results"])
    swearing_in = next(rule for rule in rules if rule["id"] == RULE.id)
    assert swearing_in == {
        "id": RULE.id,
        "shortDescription": {"text": RULE.message},
        "fullDescription": {"text": RULE.why},
        "help": {"text": RULE.why},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"stage": "mistranslation", "category": "mistranslation", "applicability": "safe"},
    }


def test_what_a_stage_finds_by_itself_is_described_too():
    span = Span(0, 1)
    left = flag(span, rule="foreign.word", stage="foreign", applicability=Applicability.DISPLAY)
    (rule,) = run(result("a", left))["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == rule["fullDescription"] == {"text": "Words left untranslated"}
    assert rule["defaultConfiguration"] == {"level": "note"}


def test_github_finds_all_that_it_requires():
    """https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning"""
    log = json.loads(sarif.render(article(), RULES, "a.txt"))
    assert log["$schema"]
    (found,) = log["runs"]
    assert found["tool"]["driver"]["name"]
    assert found["automationDetails"]["id"] == "cleanup/a.txt/"
    for rule in found["tool"]["driver"]["rules"]:
        for part in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[part]["text"]) <= 1024
    for outcome in found["results"]:
        assert outcome["message"]["text"]
        assert all(outcome["partialFingerprints"].values())
        (location,) = outcome["locations"]
        region = location["physicalLocation"]["region"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "a.txt"
        assert all(region[part] >= 1 for part in ("startLine", "startColumn", "endLine", "endColumn"))


def test_long_descriptions_are_cut():
    rule = replace(RULE, message="word " * 400, why="reason " * 400)
    described = next(
        r for r in run(article(), {RULE.id: rule})["tool"]["driver"]["rules"] if r["id"] == RULE.id
    )
    assert len(described["shortDescription"]["text"]) <= 1024
    assert described["fullDescription"]["text"].endswith("reason…")
    assert len(described["help"]["text"]) == len("reason " * 400) - 1


def test_a_correction():
    outcome = result_of(run(article()), RULE.id)
    assert outcome["level"] == "warning"
    assert outcome["message"]["text"] == (
        "A grave is not scheduled or attended: an inauguration is: “a grave” → “an inauguration”"
    )
    (fix,) = outcome["fixes"]
    assert fix["description"]["text"] == "Change to “inauguration” (95%)"
    (file,) = fix["artifactChanges"]
    assert [change["insertedContent"]["text"] for change in file["replacements"]] == ["an", "inauguration"]
    assert outcome["suppressions"] == []
    assert outcome["properties"] == {
        "status": "applied",
        "reason": "safe",
        "chosen": 0,
        "confidence": 0.95,
        "p_wrong": 0.9,
        "p_right": 0.95,
        "evidence": {
            "hypothesis": "“toma de posesión” (taking of office) was read as a burial",
            "source_language": "es",
        },
    }


def test_a_removal_inserts_nothing():
    (fix,) = result_of(run(article()), "boilerplate.consent.cookies")["fixes"]
    assert fix["description"]["text"] == "Remove (99%)"
    (change,) = fix["artifactChanges"][0]["replacements"]
    assert list(change) == ["deletedRegion"]
    region = change["deletedRegion"]
    assert (region["startLine"], region["startColumn"]) == (1, 1)
    assert (region["endLine"], region["endColumn"]) == (3, 1)


def test_a_flag_is_a_note():
    outcome = result_of(run(article()), "foreign.fragment")
    assert outcome["level"] == "note"
    assert outcome["fixes"] == outcome["suppressions"] == []
    assert outcome["message"]["text"] == (
        "Spanish, left untranslated: “Todavía no hay preparativos”; not changed (inside a quotation)"
    )
    assert outcome["properties"]["confidence"] == 0.98
    assert outcome["properties"]["p_right"] is outcome["properties"]["chosen"] is None


def test_what_waits_is_a_warning_with_its_proposal():
    outcome = result_of(run(article()), "es.style.crowd")
    assert outcome["level"] == "warning"
    assert outcome["properties"]["confidence"] == 0.7
    assert outcome["message"]["text"] == (
        "Perhaps too large: “a large crowd”; perhaps “many people” (40%); not changed (unsafe: needs a look)"
    )
    assert len(outcome["fixes"]) == 1


def test_alternatives_are_fixes_in_their_order():
    span = Span(0, 1)
    decision = decide(span, Edit(span, "b"))
    both = tuple(Alternative((Edit(span, new),), p) for new, p in (("b", 0.9), ("c", 0.4)))
    decision = replace(decision, finding=replace(decision.finding, alternatives=both), chosen=1)
    made = replace(result("a", decide(span, Edit(span, "c"))), decisions=(decision,))
    found = run(made)
    descriptions = [fix["description"]["text"] for fix in found["results"][0]["fixes"]]
    assert descriptions == ["Change to “b” (90%)", "Change to “c” (40%)"]
    assert found["results"][0]["properties"]["p_right"] == 0.4
    assert fixed("a", found, by_line) == made.output == "c"


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (Status.REJECTED, "rejected in review", "not changed (rejected in review)"),
        (Status.SUPERSEDED, "en.byline.by changes this place", "en.byline.by changes this place"),
    ],
)
@pytest.mark.parametrize("edits", [(), (Edit(Span(0, 1), "b"),)])
def test_what_does_not_count_is_suppressed(status, reason, said, edits):
    (outcome,) = run(result("a", decide(Span(0, 1), *edits, status=status, reason=reason)))["results"]
    assert outcome["suppressions"] == [{"kind": "external", "status": "accepted", "justification": reason}]
    assert outcome["message"]["text"].endswith(f"; {said}")
    assert outcome["properties"]["status"] == str(status)
    assert len(outcome["fixes"]) == len(edits)


def test_the_articles_words_are_no_placeholder_and_no_link():
    text = "[click](https://example.org) {0}"
    (outcome,) = run(result(text, flag(Span(0, len(text)), message="{1} [a](b)")))["results"]
    assert outcome["message"]["text"].startswith(
        "{{1}} [a] (b): “[click] (https://example.org) {{0}}”; not changed"
    )


def test_the_same_input_gives_the_same_bytes():
    assert sarif.render(article(), RULES, "a.txt") == sarif.render(article(), RULES, "a.txt")


def test_npm_is_asked_once(tmp_path, monkeypatch):
    monkeypatch.setattr(npm.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setattr(npm, "_unpacked", lambda package, member: f"{package} {member}".encode())
    kept = npm.fetch("@who/what", "1.0", "package/a.js")
    assert kept.read_text() == "@who/what@1.0 package/a.js"
    monkeypatch.setattr(npm, "_unpacked", None)
    assert npm.fetch("@who/what", "1.0", "package/a.js") == kept
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


def test_without_npm_a_test_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(npm.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setattr(npm.shutil, "which", lambda name: None)
    with pytest.raises(pytest.skip.Exception, match="npm is missing"):
        npm.fetch("what", "1.0", "package/a.js")
