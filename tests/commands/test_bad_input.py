"""Bad input: one line that names the file and the remedy, the right exit code, nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.articles import ARTICLE, CLEAN, one_line_error


def test_missing_file(run, tmp_path):
    code, _, err = run("fix", "nowhere.txt")
    assert code == 3
    one_line_error(err, "nowhere.txt", "no such file")
    assert list(tmp_path.iterdir()) == []


def test_folder(run, tmp_path):
    (tmp_path / "scraped").mkdir()
    code, _, err = run("fix", "scraped")
    assert code == 3
    one_line_error(err, "scraped", "folder")


@pytest.mark.parametrize("content", [b"", b" \n\n\t", b"\xef\xbb\xbf", "\u200b\n".encode()])
def test_empty_file(run, tmp_path, content):
    (tmp_path / "empty.txt").write_bytes(content)
    code, _, err = run("fix", "empty.txt")
    assert code == 3
    one_line_error(err, "empty.txt", "empty")
    assert [p.name for p in tmp_path.iterdir()] == ["empty.txt"]


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"\x7fELF" + b"\0\1\2\3" * 400])
def test_binary_file(run, tmp_path, content):
    (tmp_path / "image.txt").write_bytes(content)
    code, _, err = run("fix", "image.txt")
    assert code == 3
    one_line_error(err, "image.txt", "binary")
    assert [p.name for p in tmp_path.iterdir()] == ["image.txt"]


def test_over_the_limit(run, article):
    code, _, err = run("fix", article, "--max-bytes", "100")
    assert code == 3
    one_line_error(err, "article.txt", "--max-bytes")


def test_one_bad_file_does_not_stop_the_others(run, article):
    code, _, err = run("fix", "nowhere.txt", article)
    assert code == 5
    assert "nowhere.txt" in err
    assert Path("article.clean.txt").exists()


def test_broken_configuration(run, article):
    Path("cleanup.toml").write_text("apply = 'safe'\nstages = ['grammer']\n")
    code, _, err = run("fix", article)
    assert code == 3
    one_line_error(err, "cleanup.toml:2", "grammer")
    Path("cleanup.toml").write_text("apply = \n")
    code, _, err = run("fix", article)
    assert code == 3
    one_line_error(err, "cleanup.toml", "line 1")


def test_configuration_counts_and_flags_win(run, article):
    Path("cleanup.toml").write_text('keep = ["newsletter"]\n')
    run("fix", article)
    assert "newsletter" in Path("article.clean.txt").read_text()
    run("fix", article, "--keep", "byline")
    assert "newsletter" not in Path("article.clean.txt").read_text()


def test_broken_rules(run, article):
    Path("rules").mkdir()
    Path("rules/mine.yaml").write_text("- id: my.rule\n  patern: <x>\n")
    code, _, err = run("fix", article, "--rules", "rules")
    assert code == 3
    one_line_error(err, "rules/mine.yaml:2:3", "patern")
    assert not Path("article.clean.txt").exists()


def test_usage_errors(run, article):
    assert run("fix")[0] == 2
    assert run("fix", article, "--apply", "everything")[0] == 2
    assert run("fix", article, "--min-confidence", "2")[0] == 2
    assert run("fix", article, "--stages", "spelling")[0] == 2
    assert run("fix", article, "--keep", "everything")[0] == 2
    assert run("fix", "-", article)[0] == 2
    assert run("nonsense")[0] == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody who may not read")
@pytest.mark.parametrize("what", ["input", "output"])
def test_without_access_rights(tmp_path, what):
    folder = tmp_path / "shut"
    folder.mkdir()
    (folder / "article.txt").write_text(ARTICLE)
    if what == "input":
        (folder / "article.txt").chmod(0o000)
    folder.chmod(0o755)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    script = (
        "import os, sys\nfrom cleanup import pipeline\nfrom cleanup.cli import main\n"
        "from cleanup.engines import nlp\nparser = nlp.load(nlp.MODEL, True, print)\n"
        "nlp.load = lambda *_: parser\nos.setgid(65534); os.setuid(65534)\n"
        f"main(['fix', {str(folder / 'article.txt')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd="/")
    assert done.returncode == 3, done.stderr
    one_line_error(done.stderr, str(folder), "access rights")
    assert [p.name for p in folder.iterdir()] == ["article.txt"]


def test_a_fault_of_ours_is_70_and_one_line(run, article, monkeypatch):
    monkeypatch.setattr("cleanup.pipeline.resolve", lambda *_: 1 / 0)
    code, _, err = run("fix", article)
    assert code == 70
    one_line_error(err, "ZeroDivisionError", "--debug")
    assert not Path("article.clean.txt").exists()
    code, _, err = run("fix", article, "--debug")
    assert code == 70
    assert "Traceback" in err


def test_interruption_is_130(run, article, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("cleanup.pipeline.resolve", interrupt)
    assert run("fix", article)[0] == 130


def test_without_a_pipeline_the_run_goes_on_degraded(run, article, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    if __import__("importlib.util").util.find_spec("en_core_web_sm"):
        pytest.skip("en_core_web_sm is installed as a package here")
    code, _, err = run("fix", article, "--offline")
    assert code == 0
    assert "cleanup setup" in err
    assert Path("article.clean.txt").read_text() == CLEAN
    record = json.loads(Path("article.cleanup.json").read_text())
    assert record["degraded"][0]["remedy"] == "cleanup setup"
    assert run("fix", article, "--offline", "--strict")[0] == 4
