"""`cleanup rules`: list, show, test and begin rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleanup.commands.options import Offline, RuleFolders, configuration, rules_by_id
from cleanup.errors import Exit, OutputError, UsageError
from cleanup.types import Rule

app = typer.Typer(help="List, show, test and begin rules.", no_args_is_help=True)

DRAFT = """\
# What the keys mean: CONTRIBUTING.md, "Add a rule in five minutes".
- id: {id}
  category: mistranslation
  source_language: es
  pattern: <wheel> of press
  replacements: [=press conference]
  message: "A wheel of press is a press conference"
  why: "“rueda de prensa”, word for word"
  applicability: unsafe
  examples:
    - bad: "The minister gave a wheel of press."
      good: "The minister gave a press conference."
    - ok: "The wheel of the press turned slowly."
    - ok: "A wheel fell off the press."
"""


@app.command("list")
def list_rules(folders: RuleFolders = None) -> None:
    """One line a rule: id, applicability, message."""
    for rule in rules_by_id(folders).values():
        print(f"{rule.id:45} {rule.applicability!s:8} {rule.message}")


@app.command()
def show(rule_id: Annotated[str, typer.Argument(metavar="ID")], folders: RuleFolders = None) -> None:
    """A rule as it is written, with its examples."""
    rule = find_rule(rule_id, folders)
    from cleanup.rules import rule_text

    if rule is None:
        raise UsageError(rule_id, "no such rule", "`cleanup rules list` names them all")
    print(f"# {rule.path}:{rule.line}", rule_text(rule), sep="\n")


@app.command()
def test(
    paths: Annotated[list[Path] | None, typer.Argument(help="Packs or folders; all if none.")] = None,
    folders: RuleFolders = None,
    offline: Offline = None,
) -> None:
    """Run the examples of rules: `bad` becomes `good`, `ok` stays, with all rules on; check the lexicon."""
    from cleanup.lexicon.check import problems
    from cleanup.lexicon.entries import read_entries
    from cleanup.pipeline import build
    from cleanup.rules import pack_files, rules_dir, topic_files
    from cleanup.ruletests import failures, testing

    ours = rules_dir().resolve()
    wanted = {file.resolve() for _, file in pack_files(paths or ())}
    extra = [path for path in paths or () if not path.resolve().is_relative_to(ours)]
    config = configuration(rules=[*(folders or ()), *extra], offline=offline, house_off=())
    pipeline = testing(build(config, tell=lambda line: print(line, file=sys.stderr)), config)
    rules = [r for r in pipeline.rules if not paths or Path(r.path).resolve() in wanted]
    lexicons = paths or [rules_dir(), *map(Path, config.rules)]
    entries = list(read_entries(file for folder in lexicons for file in topic_files(folder)))
    found = [*failures(pipeline, rules), *problems(entries)]
    for failure in found:
        print(failure)
    examples = sum(len(rule.examples) for rule in rules)
    print(f"{len(rules)} rules, {examples} examples, {len(entries)} entries, {len(found)} failures")
    if found:
        raise typer.Exit(Exit.UNUSABLE)


@app.command()
def senses(
    word: Annotated[str, typer.Argument(help="An English or a source word, or an expression in quotes.")],
    folders: RuleFolders = None,
) -> None:
    """What the lexicon knows of a word: the entries it may have been left for, and those it stands in."""
    from cleanup.lexicon.index import opened
    from cleanup.rules import rules_dir

    lexicon = opened([rules_dir(), *map(Path, configuration(rules=folders).rules)])
    left, source = lexicon.of_english(word), lexicon.of_source(word)
    if not left and not source:
        raise UsageError(word, "the lexicon does not know it", "docs/lexicon.md says how to add it")
    for heading, entries in ((f"“{word}” may have been left for", left), (f"source words: “{word}”", source)):
        if entries:
            print(heading)
            for entry in entries:
                print(f"  {entry.language}/{entry.topic}  {entry}")


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="The pack to begin, as in my-rules/press.yaml.")],
) -> None:
    """Begin a pack with one rule that works, to be changed into yours."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(DRAFT.format(id=f"my.{path.stem.lower()}.press-conference"))
    except FileExistsError as error:
        raise OutputError(str(path), "exists already", "choose another name") from error
    except OSError as error:
        remedy = "check the folder's access rights"
        raise OutputError(str(path), f"cannot be written: {error.strerror}", remedy) from error
    print(f"{path}: change it, then run `cleanup rules test {path}`")


def find_rule(rule_id: str, folders: list[Path] | None) -> Rule | None:
    """The rule of that id, if there is one."""
    return rules_by_id(folders).get(rule_id)
