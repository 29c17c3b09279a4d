import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cases import DEGRADED, WILD, WORDS, article, decide, flag, place, result, results
from hypothesis import given
from jsonschema import Draft202012Validator

from cleanup.apply import apply
from cleanup.render import record
from cleanup.types import Decision, Edit, Result, Span, Status

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "cleanup.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def made(of: Result) -> dict:
    return record.record(of, "a.txt", "a.clean.txt", "1" * 64, {"a.report.html": "2" * 64})


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_field_is_described():
    def undescribed(schema: dict, path: str):
        for name, field in schema.get("properties", {}).items():
            if "description" not in field:
                yield f"{path}.{name}"
            yield from undescribed(field, f"{path}.{name}")
            yield from undescribed(field.get("items", {}), f"{path}.{name}")

    defs = SCHEMA["$defs"]
    assert [*undescribed(SCHEMA, ""), *(p for d in defs for p in undescribed(defs[d], d))] == []


def test_keys_and_their_order():
    found = made(article())
    assert " ".join(found) == (
        "schema version config_hash rules_hash engines input output evidence exports metadata prior findings"
        " degraded"
    )
    assert list(found["input"]) == ["path", "sha256", "encoding", "text_sha256"]
    assert list(found["output"]) == ["path", "sha256"]
    assert list(found["metadata"]) == ["title", "byline", "date", "site", "source_language"]
    assert list(found["engines"]) == ["ftfy", "spacy"]
    assert " ".join(found["findings"][0]) == (
        "id stage rule category start end original p_wrong alternatives applicability status chosen "
        "reason superseded_by message evidence"
    )
    assert list(found["findings"][0]["alternatives"][0]) == ["replacement", "edits", "p_right"]


def test_an_article_is_valid():
    VALIDATOR.validate(json.loads(record.dumps(made(article()))))


def test_what_is_not_in_the_schema_is_invalid():
    for spoil in (
        lambda r: r.update(seconds=1.0),
        lambda r: r["findings"][0].update(chosen=None),
        lambda r: r["findings"][0].update(status="pending"),
        lambda r: r["findings"][0]["alternatives"][0]["edits"][0].update(start=-1),
    ):
        spoiled = made(article())
        spoil(spoiled)
        assert not VALIDATOR.is_valid(spoiled)


@given(of=results(WILD, WILD) | results(WORDS, WORDS))
def test_the_applied_edits_make_the_output(of):
    found = json.loads(record.dumps(made(of)))
    VALIDATOR.validate(found)
    edits = [
        Edit(Span(edit["start"], edit["end"]), edit["text"])
        for finding in found["findings"]
        if finding["status"] == "applied"
        for edit in finding["alternatives"][finding["chosen"]]["edits"]
    ]
    assert apply(of.document.text, edits) == of.output
    for finding in found["findings"]:
        assert of.document.text[finding["start"] : finding["end"]] == finding["original"]


TEXT = "He held a short film, then left."


@pytest.mark.parametrize(
    ("where", "edits", "replacement"),
    [
        ("film", [("film", "term")], "term"),
        ("film", [("short film", "short term")], "term"),
        ("film", [("film, then", "term, then")], "term"),
        ("film", [("short film", "inauguration")], "inauguration"),
        ("short film", [("a ", "an "), ("short film", "inauguration")], "inauguration"),
        ("short film", [("film", "term")], "short term"),
        ("short film", [("short", "long"), ("film", "term")], "long term"),
        (TEXT[:20], [(TEXT, "")], ""),
    ],
)
def test_replacement_is_what_the_place_then_reads(where, edits, replacement):
    changed = [Edit(place(TEXT, old), new) for old, new in edits]
    found = made(result(TEXT, decide(place(TEXT, where), *changed)))
    assert found["findings"][0]["alternatives"][0]["replacement"] == replacement


def test_replacement_of_what_is_inserted_or_removed_with_its_lines():
    block, at = Span(0, 4), Span(5, 5)
    found = made(
        result(
            "Plug\n\nText",
            decide(block, Edit(Span(0, 6), "")),
        )
    )
    assert found["findings"][0]["alternatives"][0]["replacement"] == ""
    found = made(result("went house", decide(at, Edit(at, "to the "))))
    assert found["findings"][0]["alternatives"][0]["replacement"] == "to the "


def test_pending_and_superseded():
    text = "one two"
    one = place(text, "one")
    winner = decide(one, Edit(one, "1"))
    loser = Decision(
        decide(one, Edit(one, "I"), stage="grammar").finding,
        Status.SUPERSEDED,
        "es.test.rule changes this place",
        superseded_by=winner.finding.fingerprint,
    )
    waiting = flag(place(text, "two"))
    found = json.loads(record.dumps(made(result(text, winner, loser, waiting, degraded=[DEGRADED]))))
    VALIDATOR.validate(found)
    by_status = {finding["status"]: finding for finding in found["findings"]}
    assert by_status["superseded"]["superseded_by"] == by_status["applied"]["id"]
    assert by_status["pending"]["chosen"] is None
    assert by_status["pending"]["alternatives"] == []
    assert found["degraded"] == [{"part": "grammar", "reason": "Java is missing", "remedy": "cleanup setup"}]


def test_text():
    span = Span(0, 1)
    text = record.dumps(
        made(
            result(
                "\x1b é “\u202e” \u2028 \x85 \x7f \U0001f642 \U000e0041",
                decide(span, Edit(span, ""), p_wrong=2 / 3, evidence={"gain": 1 / 3, "also": "b"}),
                flag(Span(0, 19)),
            )
        )
    )
    assert text.endswith("}\n")
    assert r"\u001b é “\u202e” \u2028 \u0085 \u007f 🙂 \udb40\udc41" in text
    assert '"p_wrong": 0.6667' in text
    found = json.loads(text)["findings"][0]
    assert found["evidence"] == {"also": "b", "gain": 0.3333}
    assert list(found["evidence"]) == ["also", "gain"]
    assert json.loads(text)["prior"]["probability"] == 0.618


def snippets() -> list[tuple[str, str]]:
    return re.findall(r"```(\S[^\n]*)\n(.*?)```", (DOCS / "json.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(("language", "code"), snippets(), ids=lambda value: value[:13].strip())
def test_the_snippets_of_the_documentation_run(tmp_path, language, code):
    of = article()
    (tmp_path / "a.txt").write_bytes(of.document.text.encode())
    (tmp_path / "a.cleanup.json").write_text(record.dumps(made(of)), "utf-8")
    if language == "sh":
        if not shutil.which("jq"):
            pytest.skip("jq is not installed")
        command = ["sh", "-c", code]
    else:
        if "pandas" in language:
            pytest.importorskip("pandas")
        command = [sys.executable, "-X", "utf8", "-c", code]
    run = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, encoding="utf-8")
    expected = {
        "python pandas": "foreign pending",
        "sh": "a.txt\t0.98\tforeign.fragment\tTodavía no hay preparativos\t\tinside a quotation",
        "python": "won an inauguration, scheduled for May, in front of a large crowd",
    }
    assert expected[language] in re.sub(" +", " ", run.stdout)
    if language == "python":
        assert run.stdout.count("Council delays vote") == 2
