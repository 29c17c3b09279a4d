"""An article with a plug and a repeated headline, and what it becomes; what an error looks like."""

from __future__ import annotations

ARTICLE = (
    "Council delays vote on bridge\n\n"
    "The council put off a vote on the harbour bridge on Tuesday, after four hours of debate.\n\n"
    "Sign up for our newsletter\n\n"
    "Engineers told members that the span would carry lorries for ten more years at most.\n\n"
    "Council delays vote on bridge\n"
)
CLEAN = (
    "Council delays vote on bridge\n\n"
    "The council put off a vote on the harbour bridge on Tuesday, after four hours of debate.\n\n"
    "Engineers told members that the span would carry lorries for ten more years at most.\n\n"
)


def one_line_error(err: str, *parts: str) -> None:
    lines = [line for line in err.splitlines() if line]
    assert len(lines) == 1, err
    for part in ("cleanup:", *parts):
        assert part in lines[0]
