"""The articles under `samples/` give what stands beside them, and nothing more on a second run."""

from __future__ import annotations

import pytest

from cleanup import clean_text
from cleanup.document import encode
from tests import samples

CLEAN = [name for name in samples.names() if name.endswith("-en")]


@pytest.mark.parametrize("name", samples.names())
def test_gives_what_is_expected(name):
    result = samples.clean(name)
    folder = samples.SAMPLES / name
    assert samples.findings(result) == (folder / "findings.json").read_text("utf-8")
    assert encode(result.output, result.document.source)[0] == (folder / "expected.txt").read_bytes()


@pytest.mark.parametrize("name", samples.names())
def test_a_second_run_changes_nothing(name):
    output = samples.clean(name).output
    assert clean_text(output).output == output


@pytest.mark.parametrize("name", CLEAN)
def test_flawless_english_is_left_alone(name):
    result = samples.clean(name)
    assert result.output == result.document.text
    assert result.decisions == ()
