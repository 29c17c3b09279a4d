"""The whole path, on texts made of what breaks cleaners."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from cleanup import Config
from cleanup.apply import apply
from cleanup.document import decode, encode
from cleanup.errors import ConfigError, InputError
from cleanup.pipeline import Pipeline, build, clean_bytes, clean_string
from cleanup.resolve import edits_of
from cleanup.types import Status
from cleanup.verdicts import verdict_on
from tests.texts import articles

few = settings(max_examples=30)


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return build(Config(offline=True))


def clean(pipeline: Pipeline, text: str):
    """The result; None for a text that is no article."""
    try:
        return clean_string(pipeline, text)
    except InputError:
        return None


@few
@given(articles())
def test_the_edits_of_applied_findings_and_nothing_else_make_the_output(pipeline, text):
    result = clean(pipeline, text)
    if result:
        applied = [d for d in result.decisions if d.status is Status.APPLIED]
        assert apply(text, edits_of(applied)) == result.output


@few
@given(articles())
def test_rejecting_all_gives_the_bytes_back(pipeline, text):
    raw = text.encode("utf-16")
    decoded, source = decode(raw)
    result = clean(pipeline, decoded)
    if result:
        verdicts = [verdict_on(decoded, d.finding, None) for d in result.decisions]
        rejected = clean_bytes(pipeline, raw, "article.txt", verdicts)
        assert encode(rejected.output, rejected.document.source)[0] == raw


@few
@given(articles())
def test_fingerprints_are_unique_and_places_lie_in_the_text(pipeline, text):
    result = clean(pipeline, text)
    if result:
        found = [d.finding for d in result.decisions]
        assert len({f.fingerprint for f in found}) == len(found)
        assert all(0 <= f.span.start < f.span.end <= len(text) for f in found)


@few
@given(articles())
def test_a_second_run_changes_nothing(pipeline, text):
    once = clean(pipeline, text)
    twice = once and clean(pipeline, once.output)
    if twice:
        assert twice.output == once.output


@few
@given(articles())
def test_the_same_text_gives_the_same_result(pipeline, text):
    one, other = clean(pipeline, text), clean(pipeline, text)
    assert one is None or (one.decisions, one.output) == (other.decisions, other.output)


def test_a_headline_below_notices_is_still_the_headline(pipeline):
    notices = ["We use cookies to improve your experience on this website.", "Advertisement"]
    headline = "Council closes harbour bridge for repairs"
    body = "The council voted on Monday to close the bridge for repairs, officials said."
    text = "\n\n".join([*notices, headline, body, headline]) + "\n"
    assert clean(pipeline, text).output.strip() == f"{headline}\n\n{body}"


@pytest.mark.parametrize(
    "settings",
    [{"apply": "bogus"}, {"stages": ("bogus",)}, {"source_lang": "Spanish"}, {"min_confidence": 3.0}],
)
def test_a_configuration_without_meaning_is_told(settings):
    with pytest.raises(ConfigError, match=f"Config: `{next(iter(settings))}`"):
        build(Config(offline=True, **settings))
