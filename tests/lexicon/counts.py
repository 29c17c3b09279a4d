"""The table of docs/lexicon.md; `python -m tests.lexicon.counts` writes it anew."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from cleanup.language_names import NAMES
from cleanup.lexicon.entries import Entry, read_entries
from cleanup.rules import rules_dir, topic_files

PAGE = Path(__file__).parents[2] / "docs" / "lexicon.md"
TABLE = re.compile(r"(?<=<!-- counts -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


def entries() -> list[Entry]:
    """The whole lexicon."""
    return list(read_entries(topic_files(rules_dir())))


def table() -> str:
    """Words and expressions by topic and language."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    certain: Counter[str] = Counter()
    for entry in entries():
        counts[entry.language, entry.topic, entry.is_expression] += 1
        certain[entry.language] += entry.certain
    languages = sorted({language for language, _, _ in counts})
    topics = sorted({topic for _, topic, _ in counts})

    def cell(language: str, topics: list[str]) -> str:
        words, expressions = (sum(counts[language, t, which] for t in topics) for which in (False, True))
        return f"{words:,} + {expressions:,}" if words or expressions else ""

    lines = [f"| words + expressions | {' | '.join(NAMES[code] for code in languages)} |"]
    lines.append("| --- |" + " --- |" * len(languages))
    for name, chosen in [*((topic, [topic]) for topic in topics), ("**all**", topics)]:
        lines.append(f"| {name} | {' | '.join(cell(code, chosen) for code in languages)} |")
    lines.append(f"| of them certain | {' | '.join(f'{certain[code]:,}' for code in languages)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text("utf-8")), "utf-8")
