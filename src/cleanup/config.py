"""What a user can set: flags win over `cleanup.toml` or `[tool.cleanup]`, which win over defaults."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from cleanup.errors import ConfigError, UsageError
from cleanup.stages import STAGE_NAMES

APPLY = ("none", "safe", "unsafe")
LANGUAGE = re.compile(r"auto|[a-z]{2}")
# Settings that say where and how to run, not what the result is.
NOT_HASHED = ("rules", "max_bytes", "offline", "origin")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; `[house]` in a file holds the last three lists under shorter names."""

    apply: str = "safe"  # none, safe or unsafe: what is changed
    min_confidence: float = 0.75  # of a correction, below which a safe one needs a look
    show: float = 0.5  # p_wrong below which a finding is not shown
    source_lang: str = "auto"  # ISO 639-1
    stages: tuple[str, ...] = STAGE_NAMES
    keep: tuple[str, ...] = ()  # categories of boilerplate that stay
    rules: tuple[str, ...] = ()  # folders of rules besides ours
    max_bytes: int = 10_000_000
    spacy_model: str = "en_core_web_sm"
    offline: bool = False
    house_never: tuple[str, ...] = ()  # terms never to touch
    house_prefer: tuple[tuple[str, str], ...] = ()  # what corrections write -> what the house writes
    house_off: tuple[str, ...] = ()  # ids of rules that are off; a trailing * stands for the rest
    origin: str = "defaults"  # the file that these were read from

    def __post_init__(self) -> None:
        """Raises ConfigError for a value of another type: a list cannot be hashed, and a text is a sequence
        of texts too."""
        for field in fields(self):
            value, kind = getattr(self, field.name), type(field.default)
            if not isinstance(value, (int, float) if kind is float else kind):
                what = f"`{field.name}`: {value!r} is no {kind.__name__}"
                raise ConfigError("Config", what, f"write it as in {field.default!r}")

    @property
    def digest(self) -> str:
        """SHA-256 of all that a result depends on, besides rules and engines."""
        settings = {k: v for k, v in asdict(self).items() if k not in NOT_HASHED}
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def load_config(folder: Path, flags: Mapping[str, Any]) -> Config:
    """The configuration that counts in `folder`, with `flags` (None: not given) over it.

    Raises ConfigError, which names the file and, where it can, the line; UsageError for a bad flag.
    """
    config = Config()
    for path in _candidates(folder):
        table = _table(path)
        if table is not None:
            config = replace(_from_table(table, path), origin=str(path))
            break
    own = user_config_path("cleanup") / "rules"
    rules = (*((str(own),) if own.is_dir() else ()), *config.rules, *(flags.get("rules") or ()))
    given = {k: v for k, v in flags.items() if v is not None}
    try:
        return checked(replace(config, **given | {"rules": rules}), "the command line")
    except ConfigError as error:
        raise UsageError(error.where, error.what, error.remedy) from error


def _candidates(folder: Path) -> list[Path]:
    found = []
    for parent in (folder, *folder.parents):
        found += [parent / "cleanup.toml", parent / "pyproject.toml"]
    return [*found, user_config_path("cleanup") / "cleanup.toml"]


def _table(path: Path) -> Mapping[str, Any] | None:
    """The settings in a file; None if there is no such file or it says nothing about cleanup."""
    try:
        if not path.is_file():
            return None
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), f"no valid TOML: {error}", "mend it there") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}", "mend it or move it away") from error
    if path.name != "pyproject.toml":
        return data
    tool = data.get("tool")
    table = tool.get("cleanup") if isinstance(tool, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        raise ConfigError(str(path), "`tool.cleanup` is a table", "write [tool.cleanup] above its keys")
    return table


def _from_table(table: Mapping[str, Any], path: Path) -> Config:
    lines = path.read_text("utf-8").splitlines()

    def place(key: str) -> str:
        for name in (key, key.removeprefix("house_")):
            pattern = re.compile(rf"\s*(\[(tool\.cleanup\.)?)?[\"']?{re.escape(name)}[\"']?\s*[=\]]")
            for number, line in enumerate(lines, 1):
                if pattern.match(line):
                    return f":{number}"
        return ""

    def error(key: str, what: str, remedy: str) -> ConfigError:
        return ConfigError(f"{path}{place(key)}", what, remedy)

    table = dict(table)
    house = table.pop("house", {})
    if not isinstance(house, Mapping):
        raise error("house", "`house` is a table", "write [house] above its keys")
    known = [f.name for f in fields(Config) if f.name != "origin"]
    settings = table | {f"house_{key}": value for key, value in house.items()}
    for key in settings:
        if key not in known or (key.startswith("house_") and key in table):
            shown = [k.replace("house_", "house.") for k in known]
            raise error(key, f"unknown key {key!r}", f"the keys are {', '.join(shown)}")
    values = {key: _typed(key, value, error) for key, value in settings.items()}
    if "rules" in values:
        values["rules"] = tuple(str(path.parent / folder) for folder in values["rules"])
    return checked(Config(**values), str(path), place)


def _typed(key: str, value: Any, error: Any) -> Any:
    """A value of a file as its field wants it."""
    default = getattr(Config(), key)
    if key == "house_prefer":
        if isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values()):
            return tuple(sorted(value.items()))
        raise error(key, "`prefer` maps texts to texts", 'write prefer = {inauguration = "swearing-in"}')
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise error(key, f"`{key}` is a list of texts", f'write {key} = ["..."]')
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise error(key, f"`{key}` is a {type(default).__name__}", f"as in {key} = {default!r}")
    return value


def checked(config: Config, where: str, place: Callable[[str], str] = lambda key: "") -> Config:
    """`config`, if its values have a meaning. Raises ConfigError."""

    def error(key: str, what: str, remedy: str) -> ConfigError:
        return ConfigError(where + place(key), f"`{key}`: {what}", remedy)

    if config.apply not in APPLY:
        raise error("apply", f"{config.apply!r} is no level", f"choose one of {', '.join(APPLY)}")
    for key in ("min_confidence", "show"):
        if not 0 <= getattr(config, key) <= 1:
            raise error(key, f"{getattr(config, key)} is no probability", "write 0 to 1")
    if not LANGUAGE.fullmatch(config.source_lang):
        raise error("source_lang", f"{config.source_lang!r} is no language", "write auto, es, pt ...")
    for stage in config.stages:
        if stage not in STAGE_NAMES:
            remedy = f"the stages are {', '.join(STAGE_NAMES)}"
            raise error("stages", f"unknown stage {stage!r}", remedy)
    if config.max_bytes < 1:
        raise error("max_bytes", f"{config.max_bytes} is no size", "write a number of bytes")
    return config
