"""Rule packs: YAML files that are read strictly, so that a slip is an error with its place, not a rule
that never fires."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

import yaml

from cleanup.errors import RuleError
from cleanup.linepatterns import expand
from cleanup.matchers import CONDITIONS, PatternError, compile_condition, compile_pattern
from cleanup.replacements import check_template
from cleanup.types import Applicability, Example, Rule

# BaseLoader keeps every scalar a string: `no`, `on` and `yes` are words here.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
KINDS = ("tokens", "line", "sentence")
WHERE = ("any", "top", "bottom", "edge")
# What a rule promises if it says nothing; DESIGN, section 2. `python -m bench rules` holds it against data.
P_WRONG = {Applicability.SAFE: 0.99, Applicability.UNSAFE: 0.8, Applicability.DISPLAY: 0.6}
P_RIGHT = {Applicability.SAFE: 0.95, Applicability.UNSAFE: 0.6, Applicability.DISPLAY: 0.0}
REQUIRED = ("id", "category", "pattern", "message", "applicability", "examples")
OPTIONAL = (
    "kind",
    "replacements",
    "when",
    "unless",
    "where",
    "why",
    "p_wrong",
    "p_right",
    "source_language",
    "references",
)


def rules_dir() -> Path:
    """The folder of our own packs, in a wheel or in a checkout."""
    packaged = Path(str(files("cleanup"))) / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


def pack_files(folders: Iterable[Path], suffix: str = ".yaml") -> list[tuple[str, Path]]:
    """The packs below `folders` (or other data, by `suffix`), each with its name relative to its folder,
    in a fixed order. A folder may also be one file; what is named twice is there once."""
    found = []
    for folder in folders:
        if folder.is_file():
            found.append((folder.name, folder))
        elif folder.is_dir():
            found += [(p.relative_to(folder).as_posix(), p) for p in sorted(folder.rglob(f"*{suffix}"))]
        else:
            raise RuleError(str(folder), "no such folder of rules", "name one that exists")
    return list({path.resolve(): (name, path) for name, path in reversed(found)}.values())[::-1]


def topic_files(folder: Path) -> list[Path]:
    """The files of the lexicon in a folder of rules, `senses/LANGUAGE/TOPIC`, in a fixed order."""
    return sorted(path for path in folder.glob("senses/*/*") if path.is_file())


def rules_hash(folders: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of all packs, word lists and the lexicon below `folders`."""
    digest = hashlib.sha256()
    folders = list(folders)
    senses = [(f"senses/{p.parent.name}/{p.name}", p) for folder in folders for p in topic_files(folder)]
    for name, path in (*pack_files(folders), *pack_files(folders, ".txt"), *senses):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def load_rules(folders: Sequence[Path]) -> tuple[Rule, ...]:
    """All rules of the packs below `folders`.

    Raises RuleError, which names file, line and column, for anything that is not exactly right.
    """
    rules: dict[str, Rule] = {}
    for _, path in pack_files(folders):
        for rule in _load_pack(path):
            if rule.id in rules:
                first = rules[rule.id]
                what = f"the id {rule.id} is taken by {first.path}:{first.line}"
                raise RuleError(f"{path}:{rule.line}", what, "choose another id")
            rules[rule.id] = rule
    return tuple(rules.values())


def rule_text(rule: Rule) -> str:
    """A rule as it is written in its pack. Raises OSError if the pack has gone."""
    lines = Path(rule.path).read_text("utf-8").splitlines()[rule.line - 1 :]
    rest = takewhile(lambda line: not line.startswith(("- ", "#")), lines[1:])
    return "\n".join([lines[0], *rest]).rstrip()


def pack_name(rule: Rule) -> str:
    """Where a rule is written: `rules/boilerplate/bylines.yaml:12`, or the whole path of a user's pack."""
    pack = Path(rule.path)
    ours = rules_dir()
    return f"{(pack.relative_to(ours.parent) if pack.is_relative_to(ours) else pack).as_posix()}:{rule.line}"


def _load_pack(path: Path) -> list[Rule]:
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=LOADER)
    except UnicodeDecodeError as error:
        raise RuleError(str(path), f"not UTF-8: {error.reason}", "save it as UTF-8") from error
    except OSError as error:
        raise RuleError(str(path), f"cannot be read: {error.strerror}", "mend its rights") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        what = f"no valid YAML: {error.problem or error.context}"
        raise RuleError(place, what, "mend the syntax there") from error
    except yaml.YAMLError as error:
        what = f"no valid YAML: {str(error).splitlines()[0]}"
        raise RuleError(str(path), what, "mend the syntax") from error
    if root is None:
        return []
    reader = _Reader(path)
    return [reader.rule(node) for node in reader.sequence(root)]


class _Reader:
    """Turns the YAML nodes of one file into rules; every complaint carries the node's place."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, node: yaml.Node, what: str, remedy: str) -> RuleError:
        mark = node.start_mark
        return RuleError(f"{self.path}:{mark.line + 1}:{mark.column + 1}", what, remedy)

    def string(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.error(node, "a text is expected here", "write one, quoted if it holds `: `")
        return node.value

    def sequence(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.error(node, "a list is expected here", "begin its lines with `- `")
        return node.value

    def strings(self, node: yaml.Node) -> tuple[str, ...]:
        return tuple(self.string(n) for n in self.sequence(node))

    def mapping(self, node: yaml.Node, allowed: Iterable[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "keys with values are expected here", "write `key: value` lines")
        allowed, found = tuple(allowed), {}
        for key, value in node.value:
            if key.value not in allowed:
                remedy = f"the keys here are {', '.join(allowed)}"
                raise self.error(key, f"unknown key {key.value!r}", remedy)
            if key.value in found:
                raise self.error(key, f"the key {key.value!r} stands twice", "keep one")
            found[key.value] = value
        return found

    def choice(self, node: yaml.Node, options: Iterable[str]) -> str:
        value = self.string(node)
        if value not in options:
            remedy = f"choose one of {', '.join(options)}"
            raise self.error(node, f"{value!r} has no meaning here", remedy)
        return value

    def probability(self, node: yaml.Node) -> float:
        try:
            value = float(self.string(node))
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            raise self.error(node, f"{node.value!r} is no probability", "write a number from 0 to 1")
        return value

    def rule(self, node: yaml.Node) -> Rule:
        keys = self.mapping(node, (*REQUIRED, *OPTIONAL))
        for key in REQUIRED:
            if key not in keys:
                raise self.error(node, f"the key {key!r} is missing", "add it")
        rule_id = self.string(keys["id"])
        if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", rule_id):
            remedy = "write lower-case words joined by dots, `es.courts.prosecutor`"
            raise self.error(keys["id"], f"{rule_id!r} is no rule id", remedy)
        kind = self.choice(keys["kind"], KINDS) if "kind" in keys else "tokens"
        level = Applicability.of(
            self.choice(keys["applicability"], [str(a) for a in reversed(Applicability)])
        )
        texts = {k: self.strings(keys[k]) for k in ("replacements", "references") if k in keys}
        rule = Rule(
            id=rule_id,
            kind=kind,
            category=self.string(keys["category"]),
            pattern=self.pattern(keys["pattern"], kind),
            message=self.string(keys["message"]),
            applicability=level,
            p_wrong=self.probability(keys["p_wrong"]) if "p_wrong" in keys else P_WRONG[level],
            p_right=self.probability(keys["p_right"]) if "p_right" in keys else P_RIGHT[level],
            when=self.conditions(keys.get("when")),
            unless=self.conditions(keys.get("unless")),
            where=self.choice(keys["where"], WHERE) if "where" in keys else "any",
            why=self.string(keys["why"]) if "why" in keys else "",
            source_language=tuple(self.string(keys["source_language"]).split())
            if "source_language" in keys
            else (),
            examples=self.examples(keys["examples"], "replacements" in keys),
            path=str(self.path),
            line=node.start_mark.line + 1,
            **texts,
        )
        self.check(rule, keys)
        return rule

    def pattern(self, node: yaml.Node, kind: str) -> str:
        """A pattern; of a line or sentence rule also a list of which one must match."""
        if kind == "tokens" or isinstance(node, yaml.ScalarNode):
            return self.string(node)
        options = self.strings(node)
        if all(option.startswith("^") for option in options):
            return f"^(?:{'|'.join(option[1:] for option in options)})"
        return "|".join(options)

    def check(self, rule: Rule, keys: Mapping[str, yaml.Node]) -> None:
        """What can only be judged with the whole rule in hand."""
        foreign = {"tokens": ["where"]}.get(rule.kind, ["replacements", "when", "unless"])
        for key in foreign:
            if key in keys:
                raise self.error(keys[key], f"a {rule.kind} rule has no {key!r}", "take it out")
        try:
            if rule.kind != "tokens":
                re.compile(expand(rule.pattern), re.IGNORECASE)
                return
            compile_pattern(rule.pattern)
        except (re.error, PatternError) as error:
            remedy = "CONTRIBUTING.md explains patterns"
            raise self.error(keys["pattern"], f"bad pattern: {error}", remedy) from error
        for template in rule.replacements:
            problem = check_template(template)
            if problem:
                remedy = "CONTRIBUTING.md explains replacements"
                raise self.error(keys["replacements"], f"{template!r}: {problem}", remedy)
        if bool(rule.replacements) == (rule.applicability is Applicability.DISPLAY):
            what = f"{rule.applicability} does not fit {len(rule.replacements)} replacements"
            remedy = "a rule without replacements is `display`, one with them is not"
            raise self.error(keys["applicability"], what, remedy)

    def conditions(self, node: yaml.Node | None) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        if node is None:
            return ()
        found = []
        for entry in self.sequence(node):
            keys = self.mapping(entry, CONDITIONS)
            for key, value in keys.items():
                for word in self.sequence(value):
                    try:
                        compile_condition(self.string(word))
                    except PatternError as error:
                        remedy = "CONTRIBUTING.md explains conditions"
                        raise self.error(word, f"bad item in {key!r}: {error}", remedy) from error
            found.append({key: self.strings(value) for key, value in keys.items()})
        return tuple(found)

    def examples(self, node: yaml.Node, corrects: bool) -> tuple[Example, ...]:
        found = []
        for entry in self.sequence(node):
            keys = {k: self.string(v) for k, v in self.mapping(entry, ("bad", "good", "ok")).items()}
            if set(keys) != ({"ok"} if "ok" in keys else {"bad", "good"} if corrects else {"bad"}):
                remedy = "write `ok:` alone, or `bad:`, with `good:` where the rule has replacements"
                raise self.error(entry, "no complete example", remedy)
            found.append(Example(**keys))
        if not all(any(getattr(e, key) for e in found) for key in ("bad", "ok")):
            raise self.error(node, "an example is missing", "a rule has at least one `bad` and one `ok`")
        return tuple(found)
