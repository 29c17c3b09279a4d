"""Small batches: folders of articles, and how a batch is run on them in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

BODIES = (
    "The council put off a vote on the harbour bridge on Tuesday, after four hours of debate.",
    "Engineers told members that the span would carry lorries for ten more years at most.",
    "A spokeswoman for the port said that the works would begin in the autumn, weather permitting.",
    "The museum opened its doors to schoolchildren on Friday for the first time since the fire.",
    "Farmers in the valley expect a smaller harvest than last year because of the long drought.",
    "The orchestra will play the symphony twice in March, its conductor announced in the evening.",
    "Researchers counted more than two hundred storks along the river, twice as many as before.",
    "The mayor thanked the volunteers who had cleared the streets after the storm of last week.",
)
PLUG = "Sign up for our newsletter"
COMMAND = (sys.executable, "-m", "cleanup")


def article(number: int) -> str:
    """An article like no other, with a plug that is boilerplate in any of them."""
    bodies = [BODIES[(number + step) % len(BODIES)] for step in (0, 3, 5)]
    return f"Report {number} from the town hall\n\n" + f"\n\n{PLUG}\n\n".join(bodies) + "\n"


def folder(root: Path, count: int, sites: Sequence[str] = ("a.example", "b.example")) -> Path:
    """A folder of `count` articles, spread over `sites`."""
    for number in range(count):
        path = root / sites[number % len(sites)] / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number), "utf-8")
    return root


def batch(*arguments: object, cwd: Path, code: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `cleanup batch` with these arguments; it must end with `code`."""
    return call("batch", *arguments, cwd=cwd, code=code, stdin=stdin)


def call(*arguments: object, cwd: Path, code: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `cleanup` with these arguments; it must end with `code`."""
    words = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(words, cwd=cwd, env=environment(cwd), input=stdin, capture_output=True, text=True)
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done


def environment(folder: Path) -> dict[str, str]:
    """No configuration of the user's counts."""
    return os.environ | {"XDG_CONFIG_HOME": str(folder / "no-config"), "NO_COLOR": "1", "COLUMNS": "100"}


def tree(out: Path, *, but: Sequence[str] = ("summary.json", "index.html")) -> dict[str, bytes]:
    """All that a run wrote but its own files and those that tell of the run itself."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".cleanup" not in path.parts and path.name not in but
    }
