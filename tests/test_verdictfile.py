"""The file of verdicts: what it holds, that no verdict is lost in it, what is said of a broken one."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cleanup.errors import InputError, OutputError
from cleanup.types import Verdict
from cleanup.verdictfile import Conflict, Review, VerdictChange, VerdictFile, as_json, dumps, from_json

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = json.loads((DOCS / "verdicts.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
chances = st.floats(0, 1)
verdicts = st.builds(
    Verdict, id=texts.filter(bool), original=texts, text=st.none() | texts, before=texts, after=texts,
    stage=st.sampled_from(["foreign", "mistranslation"]), rule=texts, p_wrong=chances,
    p_right=st.none() | chances, proposed=st.none() | texts,
)  # fmt: skip
own = st.builds(
    Verdict, id=texts.filter(bool), original=texts.filter(bool), text=texts, before=texts, after=texts
)
reviews = st.builds(
    lambda given, done: Review({verdict.id: verdict for verdict in given}, done),
    st.lists(verdicts | own, max_size=6),
    st.none() | st.from_regex("[0-9a-f]{64}", fullmatch=True),
)

ONE = Verdict("1" * 16, "grave", "inauguration", "won a", "scheduled for May", "mistranslation", "es.grave",
              0.9, 0.8, "inauguration")  # fmt: skip
TWO = replace(ONE, id="2" * 16, text=None)


@pytest.fixture(autouse=True, scope="module")
def locks_elsewhere(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "article.verdicts.json"


def put(path: Path, verdict: Verdict) -> Review:
    return VerdictFile(path).change([VerdictChange(verdict.id, None, verdict)])


@given(review=reviews)
def test_what_is_written_is_read_again(tmp_path_factory, review):
    path = tmp_path_factory.mktemp("review") / "a.verdicts.json"
    path.write_text(dumps(review), "utf-8")
    read = VerdictFile(path).read()
    assert read == review
    assert list(read.verdicts) == list(review.verdicts)


@given(review=reviews)
def test_any_review_fits_the_schema(review):
    VALIDATOR.validate(json.loads(dumps(review)))


@given(verdict=verdicts | own)
def test_the_page_gets_a_verdict_back(verdict):
    assert from_json(json.loads(json.dumps(as_json(verdict)))) == verdict


def test_the_schema_is_a_schema_and_describes_every_field():
    Draft202012Validator.check_schema(SCHEMA)
    verdict = SCHEMA["$defs"]["verdict"]
    for fields in (SCHEMA["properties"], verdict["properties"]):
        assert all("description" in field for field in fields.values())
    assert list(verdict["properties"]) == list(as_json(ONE)) == verdict["required"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 1},
        {"id": None},
        {"p_wrong": None},
        {"p_right": 2},
        {"more": 1},
        {"stage": "review", "text": None},
    ],
)
def test_what_cannot_be_read_does_not_fit_the_schema(wrong):
    entry = as_json(ONE) | wrong
    with pytest.raises(ValueError):
        from_json(entry)
    assert not VALIDATOR.is_valid({"schema": 1, "done": None, "verdicts": [entry]})


def snippets() -> dict[str, str]:
    page = (DOCS / "verdicts.md").read_text("utf-8")
    return dict(re.findall(r"```(\S[^\n]*)\n(.*?)```", page, re.DOTALL))


def test_the_page_shows_a_review_and_names_every_field(path):
    path.write_text(snippets()["json"], "utf-8")
    review = VerdictFile(path).read()
    assert dumps(review) == snippets()["json"]
    VALIDATOR.validate(json.loads(dumps(review)))
    page = (DOCS / "verdicts.md").read_text("utf-8")
    named = {name for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for name in row.split(", ")}
    assert named == {f"`{name}`" for name in ("schema", "done", *as_json(ONE))}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sh", "article.verdicts.json\tes.grave\tgrave\tinauguration\tswearing-in\n"),
        ("python pandas", "es.grave 3 0.9 0.67 0.8 0.33"),
    ],
)
def test_the_recipes_of_the_page_run(path, language, expected):
    for verdict in (ONE, TWO, replace(ONE, id="3" * 16, text="swearing-in")):
        put(path, verdict)
    if language == "sh":
        if not shutil.which("jq"):
            pytest.skip("jq is not installed")
        command = ["sh", "-c", snippets()[language]]
    else:
        pytest.importorskip("pandas")
        command = [sys.executable, "-X", "utf8", "-c", snippets()[language]]
    run = subprocess.run(command, cwd=path.parent, check=True, capture_output=True, encoding="utf-8")
    assert expected in re.sub(" +", " ", run.stdout)


def test_one_verdict_a_line_and_nothing_that_acts(path):
    put(path, replace(ONE, text="\x1b[2J\u202e\u2028"))
    put(path, TWO)
    lines = path.read_text("utf-8").split("\n")
    assert lines[0] == '{"schema": 1, "done": null, "verdicts": ['
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:3]] == [ONE.id, TWO.id]
    assert r'"text": "\u001b[2J\u202e\u2028"' in lines[1]
    assert lines[3:] == ["]}", ""]


def test_no_file_is_an_empty_review_and_reading_makes_none(path):
    assert VerdictFile(path).read() == Review()
    assert list(path.parent.iterdir()) == []


def test_a_file_that_was_taken_away_is_an_empty_review(path):
    file = VerdictFile(path)
    file.change([VerdictChange(ONE.id, None, ONE)])
    path.unlink()
    assert file.read() == Review()


def test_two_windows_do_not_lose_each_others_verdicts(path):
    one, two = VerdictFile(path), VerdictFile(path)
    one.change([VerdictChange(ONE.id, None, ONE)])
    assert two.change([VerdictChange(TWO.id, None, TWO)]).verdicts == {ONE.id: ONE, TWO.id: TWO}
    assert one.read().verdicts == {ONE.id: ONE, TWO.id: TWO}


def test_a_change_that_begins_elsewhere_is_a_conflict_and_changes_nothing(path):
    put(path, ONE)
    before = path.read_bytes()
    other = replace(ONE, text="swearing-in")
    changes = [VerdictChange(TWO.id, None, TWO), VerdictChange(ONE.id, None, other)]
    with pytest.raises(Conflict):
        VerdictFile(path).change(changes)
    assert path.read_bytes() == before


def test_undone_backwards_a_list_of_changes_leaves_what_was_there(path):
    put(path, ONE)
    other = replace(ONE, text="swearing-in")
    changes = [VerdictChange(ONE.id, ONE, other), VerdictChange(TWO.id, None, TWO)]
    VerdictFile(path).change(changes)
    back = VerdictFile(path).change([change.undone for change in reversed(changes)])
    assert back.verdicts == {ONE.id: ONE}


def test_a_change_takes_the_mark_away(path):
    file = VerdictFile(path)
    assert file.mark("a" * 64).done == "a" * 64
    assert file.change([VerdictChange(ONE.id, None, ONE)]).done is None
    assert file.mark("b" * 64) == Review({ONE.id: ONE}, "b" * 64)
    assert file.mark(None).done is None


def decide_many(path: str, name: str, count: int) -> None:
    file = VerdictFile(Path(path))
    for n in range(count):
        verdict = replace(ONE, id=f"{name}{n}")
        file.change([VerdictChange(verdict.id, None, verdict)])


def test_many_processes_at_once(path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=decide_many, args=(str(path), name, 25)) for name in "abcd"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert set(VerdictFile(path).read().verdicts) == {f"{name}{n}" for name in "abcd" for n in range(25)}
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"schema": 1, "done": null, "verdicts": [\n{"id": }\n]}\n', ":2:8: no valid JSON"),
        ("", ":1:1: no valid JSON"),
        ("[]", "holds no verdicts"),
        ('{"schema": 1}', "holds no verdicts"),
        ('{"schema": 2, "reviews": []}', "has schema 2, and this cleanup knows 1"),
        ('{"schema": 1, "verdicts": [{"id": "1"}]}', "verdict 1: a verdict has the keys after, before"),
        (dumps(Review({"1": ONE})).replace("0.9", "NaN"), "verdict 1: `p_wrong` and `p_right` are prob"),
        (dumps(Review({"1": ONE})).replace('"inauguration"', '"\\ud800"'), "verdict 1: "),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_the_remedy_and_kept(path, content, what):
    path.write_text(content, "utf-8")
    for do in (VerdictFile(path).read, lambda: put(path, ONE), lambda: VerdictFile(path).mark(None)):
        with pytest.raises(InputError) as raised:
            do()
        assert str(raised.value).startswith(f"{path}")
        assert what in str(raised.value)
        assert raised.value.remedy
    assert path.read_text("utf-8") == content


def test_bytes_that_are_no_text(path):
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        VerdictFile(path).read()


def test_half_a_character_is_refused(path):
    with pytest.raises(ValueError, match="surrogates"):
        put(path, replace(ONE, text="\ud83d"))
    assert not path.exists()


def test_a_write_that_fails_leaves_the_old_file(path, monkeypatch):
    put(path, ONE)
    before = path.read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        put(path, TWO)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_cache_folder_that_cannot_be_written_is_told(path, tmp_path, monkeypatch):
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-folder"))
    with pytest.raises(OutputError, match="cannot be locked"):
        put(path, ONE)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_two_names_of_one_file_share_a_lock(path, tmp_path):
    (tmp_path / "linked").symlink_to(tmp_path, target_is_directory=True)
    one, two = VerdictFile(path), VerdictFile(tmp_path / "linked" / path.name)
    with one._locked(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleanup.verdictfile.WAIT", 0)
        with pytest.raises(OutputError, match="cannot be locked"):
            two.change([VerdictChange(ONE.id, None, ONE)])
