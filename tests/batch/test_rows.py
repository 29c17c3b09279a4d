"""Batches of tables: every row is a document."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cleanup import clean_text
from cleanup.verdictfile import as_json
from cleanup.verdicts import verdict_on
from tests.batch.corpora import PLUG, article, batch, tree


def row(number: int) -> dict:
    return {
        "id": f"n{number}",
        "text": article(number),
        "url": f"https://www.{'ab'[number % 2]}.example/{number}",
    }


def table(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def run(tmp_path):
    def call(*arguments, code=0):
        batch("news.jsonl", "--out", "out", "--workers", 1, *arguments, cwd=tmp_path, code=code)
        return json.loads((tmp_path / "out/summary.json").read_text("utf-8"))

    table(tmp_path / "news.jsonl", [row(number) for number in range(12)])
    return call


def test_rows_come_back_with_columns_added(run, tmp_path):
    summary = run()
    rows = read(tmp_path / "out/news.jsonl")
    assert [r["id"] for r in rows] == [f"n{number}" for number in range(12)]
    first = rows[0]
    assert first["text"] == article(0)
    assert first["cleanup_status"] == "done"
    assert first["cleanup_text"] == clean_text(article(0)).output
    assert (first["cleanup_changed"], first["cleanup_error"], first["cleanup_pending"]) == (True, None, 0)
    assert first["cleanup_applied"] == 2
    assert first["cleanup_record"]["input"]["path"] == "news.jsonl#n0"
    assert summary["findings"]["by_site"].keys() == {"a.example", "b.example"}
    lines = read(tmp_path / "out/findings.jsonl")
    assert lines[0]["document"] == "news.jsonl#n0"
    assert [line["document"] for line in lines[-2:]] == ["news.jsonl#n11"] * 2


def test_a_bad_row_costs_no_other(run, tmp_path):
    with (tmp_path / "news.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "empty", "text": ""}\nno json\n')
        file.write('{"id": "n3", "text": "Again."}\n{"id": "number", "text": 5}\n')
    summary = run(code=5)
    assert summary["documents"]["done"] == 12
    assert [failure["document"] for failure in summary["failures"]] == [
        "news.jsonl#empty",
        "news.jsonl:14",
        "news.jsonl:15",
        "news.jsonl:16",
    ]
    rows = read(tmp_path / "out/news.jsonl")
    assert len(rows) == 16
    assert [r["cleanup_status"] for r in rows[12:]] == ["failed"] * 4
    assert "stands twice" in rows[14]["cleanup_error"]


def test_only_changed_rows_are_done_again(run, tmp_path):
    run("--no-site-evidence")
    rows = [row(number) for number in range(13)]
    rows[5] = row(5) | {"text": article(50)}
    del rows[7]
    table(tmp_path / "news.jsonl", rows)
    summary = run("--no-site-evidence")
    assert (summary["documents"]["fresh"], summary["documents"]["total"]) == (2, 12)
    found = read(tmp_path / "out/news.jsonl")
    assert [r["id"] for r in found] == [r["id"] for r in rows]
    assert "Report 50" in found[5]["cleanup_text"]
    assert run("--no-site-evidence")["documents"]["fresh"] == 0


def test_with_a_limit_the_other_rows_have_nulls(run, tmp_path):
    assert run("--limit", 5)["documents"]["total"] == 5
    rows = read(tmp_path / "out/news.jsonl")
    assert [r["cleanup_status"] for r in rows] == ["done"] * 5 + [None] * 7
    assert run()["documents"]["total"] == 12
    assert [r["cleanup_status"] for r in read(tmp_path / "out/news.jsonl")] == ["done"] * 12


def test_a_table_that_breaks_off_is_recorded_and_its_rows_are_kept(tmp_path):
    data = gzip.compress("".join(json.dumps(row(n)) + "\n" for n in range(60)).encode())
    (tmp_path / "news.jsonl.gz").write_bytes(data[: len(data) // 2])
    table(tmp_path / "other.jsonl", [row(number) for number in range(3)])
    words = ["--workers", 2]
    batch("news.jsonl.gz", "other.jsonl", "--out", "out", *words, cwd=tmp_path, code=5)
    summary = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert [failure["document"] for failure in summary["failures"]] == ["news.jsonl.gz"]
    assert "is damaged" in summary["failures"][0]["message"]
    assert not (tmp_path / "out/news.jsonl.gz").exists()
    assert len(read(tmp_path / "out/other.jsonl")) == 3


def test_verdicts_of_rows_are_honoured(run, tmp_path):
    run()
    finding = clean_text(article(4)).decisions[0].finding
    verdict = verdict_on(article(4), finding, None)
    path = tmp_path / "out/news.jsonl.verdicts.json"
    path.write_text(json.dumps({"schema": 1, "documents": {"n4": [as_json(verdict)]}}), "utf-8")
    summary = run()
    assert summary["documents"]["fresh"] == 1
    texts = [r["cleanup_text"].count(PLUG) for r in read(tmp_path / "out/news.jsonl")]
    assert texts == [0, 0, 0, 0, 1, *[0] * 7]


def test_verdicts_that_cannot_be_read_are_an_error_with_line(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/news.jsonl.verdicts.json").write_text('{"schema": 1,\n', "utf-8")
    done = batch("news.jsonl", "--out", "out", cwd=tmp_path, code=3)
    assert "news.jsonl.verdicts.json:2:1: no valid JSON" in done.stderr


def test_a_table_that_was_edited_is_kept(run, tmp_path):
    run()
    (tmp_path / "out/news.jsonl").write_text("mine\n", "utf-8")
    table(tmp_path / "news.jsonl", [row(number) for number in range(3)])
    summary = run()
    assert (tmp_path / "out/news.jsonl").read_text("utf-8") == "mine\n"
    assert "news.jsonl: was edited" in summary["edited"][0]
    run("--force")
    assert len(read(tmp_path / "out/news.jsonl")) == 3


def test_other_columns_and_compressed_tables(tmp_path):
    data = "".join(json.dumps({"key": n, "body": article(n)}) + "\n" for n in range(3))
    (tmp_path / "news.jsonl.gz").write_bytes(gzip.compress(data.encode()))
    words = ["--text-column", "body", "--id-column", "key", "--workers", 1]
    batch("news.jsonl.gz", "--out", "out", *words, cwd=tmp_path)
    with gzip.open(tmp_path / "out/news.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert [r["key"] for r in rows] == [0, 1, 2]
    assert all(PLUG not in r["cleanup_text"] for r in rows)


def test_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pylist([row(n) for n in range(4)]), tmp_path / "news.parquet")
    batch("news.parquet", "--out", "out", "--workers", 1, cwd=tmp_path)
    rows = parquet.read_table(tmp_path / "out/news.parquet").to_pylist()
    assert [r["id"] for r in rows] == ["n0", "n1", "n2", "n3"]
    assert all(PLUG not in r["cleanup_text"] for r in rows)
    assert json.loads(rows[0]["cleanup_record"])["findings"][0]["original"] == PLUG


def test_folder_and_table_in_one_batch_and_two_workers(tmp_path):
    (tmp_path / "in").mkdir()
    table(tmp_path / "in/news.jsonl", [row(number) for number in range(6)])
    for number in range(6):
        (tmp_path / f"in/{number}.txt").write_text(article(number), "utf-8")
    batch("in", "--out", "one", "--workers", 1, cwd=tmp_path)
    batch("in", "--out", "two", "--workers", 2, cwd=tmp_path)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert len(json.loads((tmp_path / "one/summary.json").read_text("utf-8"))["copies"]) >= 0
