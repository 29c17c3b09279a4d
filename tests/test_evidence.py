from __future__ import annotations

import json
import random

import pytest

from cleanup import read_evidence
from cleanup.batch.survey import learn, survey
from cleanup.errors import InputError
from cleanup.evidence import dumps, read
from tests.stages.test_boilerplate_evidence import BOILERPLATE, articles


@pytest.fixture(scope="module")
def surveys():
    texts = articles(bottom=BOILERPLATE[0])
    found = [(f"{n:02}.txt", "a.example", survey(text)) for n, text in enumerate(texts)]
    return found + [(f"b/{n:02}.txt", "b.example", survey(text)) for n, text in enumerate(articles())]


def learned(surveys):
    return learn(surveys, lambda name: None)


def test_the_order_of_the_documents_does_not_count(surveys):
    before = dumps(learned(surveys))
    mixed = [*surveys]
    random.Random(5).shuffle(mixed)
    assert dumps(learned(mixed)) == before


def test_each_site_has_its_own_evidence(surveys):
    found = {site.site: site for site in learned(surveys).sites}
    assert list(found) == ["a.example"]
    (repeat,) = [r for r in found["a.example"].repeats if r.kind == "exact"]
    assert repeat.text == BOILERPLATE[0].casefold()
    assert (repeat.documents, repeat.outside, found["a.example"].documents) == (12, 12, 12)


def test_another_site_changes_no_hash(surveys):
    (alone,) = learned(surveys[:12]).sites
    (beside,) = learned(surveys).sites
    assert alone == beside
    (fewer,) = learned(surveys[:11]).sites
    assert fewer.sha256 != alone.sha256


def test_near_copies_are_grouped():
    body = "\n\n".join(text.split("\n\n")[1] for text in articles())
    texts = {"a": body, "b": body.replace("storks", "herons"), "c": articles()[0]}
    found = learn([(name, "x", survey(text)) for name, text in texts.items()], texts.get)
    assert found.copies == (("a", "b"),)


def test_what_is_written_is_read_again(surveys, tmp_path):
    path = tmp_path / "evidence.json"
    path.write_text(dumps(learned(surveys)), "utf-8")
    assert tuple(read(path).values()) == learned(surveys).sites
    assert read_evidence(path, "a.example") == learned(surveys).sites[0]
    assert read_evidence(path, "nowhere") is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "evidence.json:1: no valid JSON"),
        ("[]", "is no evidence"),
        ('{"schema": 9}', "has schema 9"),
        (json.dumps({"schema": 1, "sites": [{"site": "x"}]}), "is no evidence"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path, text, what):
    path = tmp_path / "evidence.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=what.replace(".", r"\.")):
        read(path)
