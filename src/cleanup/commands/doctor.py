"""`cleanup doctor`: what is installed, what is degraded, and the one command that mends it."""

from __future__ import annotations

import platform
from dataclasses import asdict, replace
from pathlib import Path

from cleanup.commands.options import RuleFolders, configuration


def doctor(folders: RuleFolders = None) -> None:
    """Show versions, the configuration that counts here, and what is missing."""
    from cleanup import __version__
    from cleanup.pipeline import build
    from cleanup.rules import rules_dir

    config = configuration(rules=folders)
    pipeline = build(replace(config, offline=True))
    print(f"cleanup {__version__}, Python {platform.python_version()}, {platform.system()}")
    for name, value in pipeline.engines.items():
        print(f"  {name:26} {value}")
    print(f"rules: {len(pipeline.rules)}, from {rules_dir()}")
    for folder in config.rules:
        print(f"  and {Path(folder)}")
    print(f"configuration: {config.origin}")
    for key, value in asdict(config).items():
        if key != "origin":
            shown = ", ".join(map(str, value)) if isinstance(value, tuple) else value
            print(f"  {key:26} {shown}")
    for part in pipeline.degraded:
        print(f"degraded: {part.part}: {part.reason}\n  to mend it: {part.remedy}")
    if not pipeline.degraded:
        print("nothing is degraded")
