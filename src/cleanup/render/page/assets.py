"""Styles and scripts of the page, joined into it so that it is one file; the page allows these and no
others, by their hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

STYLE = ("page.css",)
REPORT = ("dom.js", "cards.js", "filters.js", "views.js", "keys.js", "report.js")
REVIEW = ("dom.js", "cards.js", "filters.js", "views.js", "keys.js", "places.js", "history.js", "review.js")
_STATIC = files("cleanup.render.page") / "static"
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const |class |let )", re.MULTILINE)


@cache
def style() -> str:
    return "".join((_STATIC / name).read_text("utf-8") for name in STYLE)


@cache
def script(names: tuple[str, ...]) -> str:
    """The modules, each after those it imports, as one: they share one scope, so their names differ."""
    parts = ((_STATIC / name).read_text("utf-8") for name in names)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)


def policy(names: tuple[str, ...], connect: str = "'none'") -> str:
    """The Content-Security-Policy of a page with these scripts; `connect`: where it may send requests."""
    return policy_of(script(names), style(), connect)


def policy_of(script: str, style: str, connect: str = "'none'") -> str:
    """The same, of a page with that one script and style."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
