"""Settings: flags over files over defaults; a slip is an error with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.config import Config, load_config
from cleanup.errors import ConfigError, UsageError
from cleanup.types import Applicability


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's configuration folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setattr("cleanup.config.user_config_path", lambda name: folder / name)
    return folder / "cleanup"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_the_defaults_count(work):
    assert load_config(work, {}) == Config()


def test_a_file_sets_and_is_named(work):
    path = write(work / "cleanup.toml", 'apply = "unsafe"\nshow = 1\nkeep = ["byline"]\n')
    config = load_config(work, {})
    assert (config.apply, config.show, config.keep) == ("unsafe", 1.0, ("byline",))
    assert config.origin == str(path)


def test_flags_win_and_those_not_given_do_not(work):
    write(work / "cleanup.toml", 'apply = "unsafe"\nshow = 0.7\n')
    config = load_config(work, {"apply": "none", "show": None})
    assert (config.apply, config.show) == ("none", 0.7)


def test_the_nearest_file_counts(work):
    write(work / "cleanup.toml", "show = 0.7\n")
    inner = work / "a" / "b"
    inner.mkdir(parents=True)
    assert load_config(inner, {}).show == 0.7
    write(work / "a" / "cleanup.toml", "show = 0.8\n")
    assert load_config(inner, {}).show == 0.8


def test_a_pyproject_counts_if_it_speaks_of_cleanup(work):
    write(work / "cleanup.toml", "show = 0.7\n")
    write(work / "a" / "pyproject.toml", "[project]\nname = 'x'\n")
    assert load_config(work / "a", {}).show == 0.7
    write(work / "a" / "pyproject.toml", "[tool.cleanup]\nshow = 0.8\n")
    assert load_config(work / "a", {}).show == 0.8


def test_the_user_s_own_file_comes_last(work, home):
    write(home / "cleanup.toml", "show = 0.6\n")
    assert load_config(work, {}).show == 0.6
    write(work / "cleanup.toml", "show = 0.7\n")
    assert load_config(work, {}).show == 0.7


def test_rules_of_all_places_join(work, home):
    (home / "rules").mkdir(parents=True)
    write(work / "cleanup.toml", 'rules = ["mine"]\n')
    config = load_config(work, {"rules": ("flag",)})
    assert config.rules == (str(home / "rules"), str(work / "mine"), "flag")


def test_the_house_list(work):
    text = '[house]\nnever = ["swamp fox"]\noff = ["es.*"]\nprefer = {inauguration = "swearing-in"}\n'
    write(work / "cleanup.toml", text)
    config = load_config(work, {})
    assert config.house_never == ("swamp fox",)
    assert config.house_off == ("es.*",)
    assert config.house_prefer == (("inauguration", "swearing-in"),)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("show = 0.5\ncolour = 1\n", ":2", "unknown key 'colour'"),
        ("house_never = []\n", ":1", "unknown key 'house_never'"),
        ("origin = 'x'\n", ":1", "unknown key 'origin'"),
        ("\nshow = 1.5\n", ":2", "1.5 is no probability"),
        ("show = nan\n", ":1", "nan is no probability"),
        ("show = 'half'\n", ":1", "`show` is a float"),
        ("show = true\n", ":1", "`show` is a float"),
        ("max_bytes = 1.5\n", ":1", "`max_bytes` is a int"),
        ("max_bytes = true\n", ":1", "`max_bytes` is a int"),
        ("max_bytes = 0\n", ":1", "0 is no size"),
        ("offline = 1\n", ":1", "`offline` is a bool"),
        ("apply = 'all'\n", ":1", "'all' is no level"),
        ("source_lang = 'spanish'\n", ":1", "'spanish' is no language"),
        ("stages = ['normalise', 'magic']\n", ":1", "unknown stage 'magic'"),
        ("stages = 'normalise'\n", ":1", "a list of texts"),
        ("keep = [1]\n", ":1", "a list of texts"),
        ("house = 1\n", ":1", "`house` is a table"),
        ("show = 0.5\n[house]\nnevr = []\n", ":3", "unknown key"),
        ("[house]\nprefer = ['a']\n", ":2", "maps texts to texts"),
        ("[house.prefer]\na = 1\n", "", "maps texts to texts"),
    ],
)
def test_a_slip_is_an_error_with_file_and_line(work, text, line, what):
    path = write(work / "cleanup.toml", text)
    with pytest.raises(ConfigError) as error:
        load_config(work, {})
    assert error.value.where == f"{path}{line}"
    assert what in error.value.what


def test_broken_toml_is_an_error_that_says_the_line(work):
    path = write(work / "cleanup.toml", "show = 0.5\nkeep = \n")
    with pytest.raises(ConfigError, match="no valid TOML: .*line 2") as error:
        load_config(work, {})
    assert error.value.where == str(path)


def test_a_file_that_is_not_utf_8_is_an_error(work):
    (work / "cleanup.toml").write_bytes(b"keep = ['\xe9']\n")
    with pytest.raises(ConfigError, match=r"cleanup\.toml: cannot be read"):
        load_config(work, {})


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\ncleanup = 1\n"])
def test_a_pyproject_with_a_value_for_a_table_is_no_crash(work, text):
    write(work / "pyproject.toml", text)
    if "cleanup" in text:
        with pytest.raises(ConfigError):
            load_config(work, {})
    else:
        assert load_config(work, {}) == Config()


def test_a_flag_out_of_range_is_an_error_of_the_command_line(work):
    with pytest.raises(UsageError, match="the command line: `min_confidence`: 7"):
        load_config(work, {"min_confidence": 7})


@pytest.mark.parametrize(
    "settings", [{"keep": ["plug"]}, {"stages": "foreign"}, {"show": "0.5"}, {"apply": None}]
)
def test_a_value_of_another_type_is_an_error_that_names_it(settings):
    (name,) = settings
    with pytest.raises(ConfigError, match=f"`{name}`: .* is no"):
        Config(**settings)


def test_the_digest_says_what_a_result_depends_on():
    assert Config().digest == Config(offline=True, max_bytes=5, origin="x", rules=("y",)).digest
    assert Config().digest != Config(show=0.6).digest
    assert Config().digest != Config(house_never=("x",)).digest


def test_every_level_has_an_applicability():
    assert Applicability.of("safe") > Applicability.of("unsafe") > Applicability.of("display")
