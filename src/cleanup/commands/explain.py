"""`cleanup explain`: what a rule is for, in words."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

from cleanup.commands.options import RuleFolders
from cleanup.commands.rules import find_rule
from cleanup.errors import UsageError
from cleanup.stages import STAGE_NAMES
from cleanup.types import Applicability, Rule

MEANING = {
    Applicability.SAFE: "safe: applied by itself",
    Applicability.UNSAFE: "unsafe: proposed, applied only with --apply unsafe",
    Applicability.DISPLAY: "display: a flag, nothing is proposed",
}


def explain(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="As shown beside a change.")],
    folders: RuleFolders = None,
) -> None:
    """Say what a rule finds, why, and how sure it is, with examples."""
    rule = find_rule(rule_id, folders)
    stage = rule_id.split(".")[0]
    if rule:
        print("\n".join(_words(rule)))
    elif stage in STAGE_NAMES:
        module = importlib.import_module(f"cleanup.stages.{stage}")
        print(f"{rule_id}\n  {module.__doc__.strip()}\n  found by the stage `{stage}` itself, not by a rule")
    else:
        raise UsageError(rule_id, "no such rule", "`cleanup rules list` names them all")


def _words(rule: Rule) -> list[str]:
    from cleanup.rules import pack_name

    lines = [f"{rule.id}  ({pack_name(rule)})", f"  {rule.message}"]
    if rule.why:
        lines.append(f"  why: {rule.why}")
    sure = f"an editor would change the place: {rule.p_wrong:.0%}"
    if rule.replacements:
        sure += f"; and accept the correction: {rule.p_right:.0%}"
    lines += [f"  {MEANING[rule.applicability]}", f"  {sure}"]
    for example in rule.examples:
        if example.ok:
            lines.append(f"  leaves alone: {example.ok}")
        else:
            lines.append(f"  finds: {example.bad}")
            lines += [f"  makes: {example.good}"] if example.good else []
    return [*lines, *(f"  see: {reference}" for reference in rule.references)]
