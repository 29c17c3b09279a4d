"""`evidence.json`: what a batch learned of each site, to be read by people and by the second pass."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanup.errors import InputError
from cleanup.types import Repeat, SiteEvidence

if TYPE_CHECKING:
    from cleanup.batch.survey import Learned

SCHEMA = 1
SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character, which UTF-8 cannot say
KINDS = ("exact", "template", "near")
REMEDY = "run `cleanup batch` again; it writes this file"


def site_evidence(site: str, documents: int, repeats: Iterable[Repeat]) -> SiteEvidence:
    """What is known of `site`, with its hash."""
    known = tuple(repeats)
    said = "\n".join([_json([SCHEMA, site, documents]), *(_json(_entry(repeat)) for repeat in known)])
    digest = hashlib.sha256(said.encode("utf-8")).hexdigest()
    return SiteEvidence(site, documents, known, digest)


def dumps(learned: Learned) -> str:
    """The file, one repeat and one group of copies a line."""
    sites = [
        f'{{"site": {_json(known.site)}, "documents": {known.documents}, "repeats": '
        f"{_lines(_json(_entry(r)) for r in known.repeats)}}}"
        for known in learned.sites
    ]
    copies = map(_json, learned.copies)
    return f'{{"schema": {SCHEMA},\n"sites": {_lines(sites)},\n"copies": {_lines(copies)}}}\n'


def _lines(entries: Iterable[str]) -> str:
    return "[" + ",".join("\n" + entry for entry in entries) + "]"


def _entry(repeat: Repeat) -> dict[str, Any]:
    return {
        "documents": repeat.documents,
        "outside": repeat.outside,
        "kind": repeat.kind,
        "text": repeat.text,
    }


def _json(value: Any) -> str:
    return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False))


def read(path: Path) -> Mapping[str, SiteEvidence]:
    """What a batch learned, by site. Raises InputError."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["schema"] != SCHEMA:
            raise InputError(str(path), f"has schema {data['schema']}, not {SCHEMA}", REMEDY)
        found = [
            site_evidence(entry["site"], _number(entry["documents"]), map(_repeat, entry["repeats"]))
            for entry in data["sites"]
        ]
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}", "check the name") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}", f"no valid JSON: {error.msg}", REMEDY) from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(str(path), f"is no evidence of a batch: {error}", REMEDY) from error
    return {known.site: known for known in found}


def _repeat(data: Mapping[str, Any]) -> Repeat:
    if data["kind"] not in KINDS or not isinstance(data["text"], str):
        raise ValueError(f"{data} is no repeat")
    return Repeat(data["text"], data["kind"], _number(data["documents"]), _number(data["outside"]))


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no number")
    return value
