"""docs/api.md: its examples run and show what they print, its table of settings is complete."""

from __future__ import annotations

import ast
import doctest
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from cleanup import Config, clean_text
from cleanup.render import record
from cleanup.types import Result
from cleanup.verdictfile import VerdictChange, VerdictFile
from cleanup.verdicts import verdict_on
from tests.samples import SAMPLES

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\S[^\n]*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
ARTICLE = next(code for kind, code in BLOCKS if kind == "text")
SESSION = [code for kind, code in BLOCKS if kind == "python" and code.startswith(">>>")]
SCRIPTS = [(kind, code) for kind, code in BLOCKS if kind.startswith("python") and not code.startswith(">>>")]

BODIES = {
    "harbour": "The council voted on Monday to close the harbour bridge for repairs.",
    "flood": "Officials said that 12 people were hurt in the flood.",
    "trains": "Trains were late on Tuesday after a tree fell on the line.",
    "court": "A court fined the company for dumping waste into the river.",
}
PLUG = "More from our newsroom in the south of the county"
EXPECTED = {  # something of what each script prints
    "python": "scraped/example.org/harbour.txt 0\n",
    "python pandas": "example.org boilerplate.repeated-line ",
    "python duckdb": "boilerplate.repeated-line",
    "python spacy": "foreign.phrase pending Todavía no hay preparativos sustanciales",
    "python datatrove": "",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder in which the reader of the page sits, with a batch that has run."""
    folder = tmp_path_factory.mktemp("api")
    (folder / "article.txt").write_bytes(ARTICLE.encode())
    (folder / "empty.txt").touch()
    pesos = clean_text(ARTICLE).decisions[2].finding
    accepted = verdict_on(ARTICLE, pesos, "pesos")
    VerdictFile(folder / "article.verdicts.json").change([VerdictChange(accepted.id, None, accepted)])
    site = folder / "scraped" / "example.org"
    site.mkdir(parents=True)
    for name, body in BODIES.items():
        (site / f"{name}.txt").write_text(f"{body}\n\n{PLUG}\n", "utf-8")
    command = [sys.executable, "-m", "cleanup", "batch", "scraped", "--out", "cleaned", "--quiet"]
    subprocess.run([*command, "--workers", "1"], cwd=folder, check=True, timeout=300)
    return folder


def test_the_session_shows_what_it_prints(folder, monkeypatch):
    monkeypatch.chdir(folder)
    shown = "\n".join(SESSION)
    test = doctest.DocTestParser().get_doctest(shown, {"__name__": "session"}, "api.md", None, None)
    report: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert results.attempted > 30
    assert results.failed == 0, "".join(report)


@pytest.mark.parametrize(("kind", "code"), SCRIPTS, ids=[kind for kind, _ in SCRIPTS])
def test_the_scripts_run(folder, tmp_path, kind, code):
    for package in kind.split()[1:]:
        pytest.importorskip(package)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    if "datatrove" in kind:
        write_shards(tmp_path / "shards")
    (tmp_path / "example.py").write_text(code, "utf-8")
    command = [sys.executable, "-X", "utf8", "example.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=300)
    assert run.returncode == 0, run.stderr
    assert EXPECTED[kind] in re.sub(" +", " ", run.stdout)
    if "datatrove" in kind:
        assert read_shards(tmp_path / "cleaned-shards") == [clean_text(ARTICLE).output]


def write_shards(folder: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    folder.mkdir()
    for number, text in enumerate((ARTICLE, "PK\x03\x04")):
        parquet.write_table(pa.table({"id": [str(number)], "text": [text]}), folder / f"{number}.parquet")


def read_shards(folder: Path) -> list[str]:
    parquet = pytest.importorskip("pyarrow.parquet")
    tables = map(parquet.read_table, sorted(folder.iterdir()))
    return [text for table in tables for text in table["text"].to_pylist()]


def test_the_table_has_every_setting_with_its_default():
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| [^|]+ \|$", PAGE, re.MULTILINE)
    shown = [(name, ast.literal_eval(default)) for name, default in rows]
    assert shown == [(field.name, field.default) for field in fields(Config)]


def test_threads_give_what_one_gives():
    """They share the engines and their caches; the interpreter changes between them all the time."""
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*/input.txt"))] * 3
    alone = [told(clean_text(text)) for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            shared = [told(result) for result in pool.map(clean_text, texts)]
    finally:
        sys.setswitchinterval(interval)
    assert shared == alone


def told(result: Result) -> str:
    return record.dumps(record.record(result, "-", None, record.text_sha256(result.output), {}))
