"""A self-contained HTML file: the article as it will be published, with every change in its place."""

from __future__ import annotations

from collections.abc import Mapping

from cleanup.render.page.page import Page
from cleanup.types import Result, Rule


def render(result: Result, rules: Mapping[str, Rule]) -> str:
    """The report on `result`, which fetches nothing; `rules`, by id, are quoted in it."""
    return Page(result, rules).document()
