"""The templates of all pages."""

from __future__ import annotations

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from cleanup.render.words import one_line


@cache
def environment(package: str) -> Environment:
    """The templates of `package`, and those that all pages share; everything that they show is escaped."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("cleanup.render")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["line"] = one_line
    return made
