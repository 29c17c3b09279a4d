"""The outputs that the README shows, as the commands print them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"```\n\$ (cleanup [^\n]*)\n(.*?)```\n", re.DOTALL)
# One sample is shown without writing beside it.
ONLY_SHOW = {"fix": ["--diff"]}


def output(command: str) -> str:
    """What `command` prints, without colour, 100 columns wide."""
    words = command.split()[1:]
    done = subprocess.run(
        [sys.executable, "-m", "cleanup", *words, *ONLY_SHOW.get(words[0], [])],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"[ ]+$", "", done.stdout, flags=re.MULTILINE).strip("\n") + "\n"


def renewed(text: str) -> str:
    """The README with its outputs printed anew."""
    return BLOCK.sub(lambda m: f"```\n$ {m[1]}\n{output(m[1])}```\n", text)
