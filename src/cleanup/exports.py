"""The formats in which a cleaned article can be written beside its record; one module each."""

from __future__ import annotations

from collections.abc import Mapping

from cleanup.compression import bare
from cleanup.errors import UsageError
from cleanup.html import is_page
from cleanup.types import Result, Rule

SUFFIXES = {
    "report": ".report.html",
    "sarif": ".cleanup.sarif",
    "rdjson": ".cleanup.rdjson",
    "criticmarkup": ".cleanup.critic.txt",
    "unified": ".cleanup.diff",
    "docx": ".cleanup.docx",
}
# They point into the lines of the input, which a page does not have.
LINED = frozenset({"sarif", "rdjson", "unified"})


def export(name: str, result: Result, rules: Mapping[str, Rule], source: str, target: str) -> bytes:
    """`result` in the format `name`. `source` and `target` are the paths of input and output, relative
    to where the export will lie. Raises UsageError for a page in a format that needs the input's lines."""
    if name in LINED and (is_page(source) or bare(source) != source):
        remedy = "choose report, docx or criticmarkup, or clean its extracted text"
        what = f"a page or compressed file has no lines that {name} could point into"
        raise UsageError(source, what, remedy)
    match name:
        case "report":
            from cleanup.render import report

            text = report.render(result, rules)
        case "sarif":
            from cleanup.render import sarif

            text = sarif.render(result, rules, source)
        case "rdjson":
            from cleanup.render import rdjson

            text = rdjson.render(result, rules, source)
        case "criticmarkup":
            from cleanup.render import criticmarkup

            text = criticmarkup.render(result)
        case "unified":
            from cleanup.render import unified

            text = unified.render(result, (source, target))
        case "docx":
            from cleanup.render import docx

            return docx.render(result)
        case _:
            raise ValueError(name)
    return text.encode("utf-8", "surrogatepass")
