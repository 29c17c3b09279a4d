"""How a person reads a decision, and how text that we do not trust is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from cleanup.apply import reading
from cleanup.render.changes import Change, Kind
from cleanup.types import Finding, Span

# Controls, bidirectional marks and overrides, line separators, lone surrogates and other characters
# that act on a terminal or hide in it. Not the joiners, which Persian words and emoji need.
ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

SIGN = {Kind.REMOVED: "−", Kind.CORRECTED: "~", Kind.FLAGGED: "?", Kind.REPAIRED: "·", Kind.REJECTED: "×"}


def inert(text: str) -> str:
    """`text` with every active character shown by a sign: ␛ for escape, <U+202E> for an override.
    Tabs and line feeds stay; a carriage return before a line feed is dropped."""
    return ACTIVE.sub(_sign, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`text` on one line, inert, its white space run together."""
    return inert(" ".join(text.split()))


def shorten(text: str, width: int) -> str:
    """`text` on one line, inert, of at most `width` characters: cut after a word, with “…”."""
    line = one_line(text)
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.") + "…"


def percent(probability: float) -> str:
    """A probability in per cent; 100% is kept for certainty."""
    return "100%" if probability >= 1 else f"{min(99, round(100 * probability))}%"


def confidence(change: Change) -> float:
    """That an editor would change a flagged place, or would accept a correction as it stands."""
    finding = change.decision.finding
    if change.decision.chosen is None:
        return finding.p_wrong
    return finding.alternatives[change.decision.chosen].p_right


def old_and_new(text: str, change: Change) -> tuple[str, str]:
    """What the change's places, from the first to the last, read before and after."""
    place = change.decision.finding.span
    if change.edits and not all(edit.text == "" for edit in change.edits):
        place = Span(min(place.start, change.span.start), max(place.end, change.span.end))
    return text[place.start : place.end], reading(text, place, change.edits)


def what(text: str, change: Change) -> str:
    """The place and what became of it: “a grave” → “an inauguration”."""
    old, new = (shorten(words, 60) for words in old_and_new(text, change))
    if change.kind is Kind.FLAGGED:
        return f"“{old}”"
    if not new:
        return f"removed “{old}”"
    return f"“{old}” → “{new}”" if old else f"inserted “{new}”"


def suggestion(text: str, change: Change) -> str:
    """What a flag proposes: perhaps “inauguration” (60%); empty if it proposes nothing."""
    finding = change.decision.finding
    named = []
    for alternative in finding.alternatives:
        new = shorten(reading(text, finding.span, alternative.edits), 60)
        named.append(f"{f'“{new}”' if new else 'remove it'} ({percent(alternative.p_right)})")
    return "perhaps " + " or ".join(named) if named else ""


def in_words(text: str, change: Change) -> str:
    """The decision on one line: rule, confidence, message and, on a flag, what is proposed and why
    it was left."""
    decision = change.decision
    parts = [one_line(decision.finding.message)]
    if change.kind is Kind.FLAGGED:
        parts += [suggestion(text, change), f"not changed ({one_line(decision.reason)})"]
    said = "; ".join(part for part in parts if part)
    return f"{one_line(decision.finding.rule_id)} {percent(confidence(change))}: {said}"


def characters(repairs: Iterable[Finding]) -> int:
    """How many characters the repairs are about."""
    return sum(max(1, len(repair.span)) for repair in repairs)


def repaired(repairs: Sequence[Change], verb: str = "repaired") -> str:
    """The repairs on one line: how many characters, and of what kinds, the most frequent first."""
    count = characters(repair.decision.finding for repair in repairs)
    kinds = Counter(one_line(repair.decision.finding.message) for repair in repairs).most_common()
    named = [f"{kind} ×{times}" if times > 1 else kind for kind, times in kinds[:4]]
    rest = sum(times for _, times in kinds[4:])
    listed = ", ".join([*named, *([f"{rest} more"] if rest else [])])
    return f"{count} character{'' if count == 1 else 's'} {verb}: {listed}"


def lost(count: int) -> str:
    """That verdicts find no place in the text any more."""
    said = "1 verdict finds its place" if count == 1 else f"{count} verdicts find their places"
    return f"{said} no more; they are kept, and `cleanup review` shows them"


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"
