"""What the commands say of themselves, on standard error."""

from __future__ import annotations

import sys

from cleanup.render.words import one_line


def tell(line: str) -> None:
    """One line; an indented one goes on with what was said before it."""
    print(line if line.startswith(" ") else f"cleanup: {one_line(line)}", file=sys.stderr, flush=True)


def span(seconds: float) -> str:
    """A length of time as people say it: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
