"""The README shows what the commands print; `python -m tests.update_samples` renews it."""

from tests.readme import README, renewed


def test_outputs_are_real():
    text = README.read_text("utf-8")
    assert renewed(text) == text
