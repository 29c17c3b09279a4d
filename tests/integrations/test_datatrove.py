from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleanup import CleanupError, Config, clean_text

TEXT = "Sign up for our newsletter\n\nThe mayor’s grave, scheduled for May 3, drew a crowd in {}."
FLAWLESS = "The council voted on Monday to close the harbour bridge for repairs."
BINARY = "PK\x03\x04" * 9

# A script of its own: datatrove's executor starts processes and takes the logging over.
SCRIPT = """
import sys
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from cleanup.integrations.datatrove import Cleanup

if __name__ == "__main__":
    steps = {"jsonl": (JsonlReader, JsonlWriter), "parquet": (ParquetReader, ParquetWriter)}
    read, write = steps[sys.argv[1]]
    pipeline = [read("scraped"), Cleanup(), write("cleaned", compression=None)]
    LocalPipelineExecutor(pipeline, tasks=2, logging_dir="logs").run()
"""


def documents() -> list[dict]:
    texts = [TEXT.format("Lisbon"), FLAWLESS, BINARY, TEXT.format("Porto")]
    return [
        {"id": str(number), "text": text, "url": f"https://example.org/{number}"}
        for number, text in enumerate(texts)
    ]


def write_shards(folder: Path, kind: str, rows: list[dict]) -> None:
    folder.mkdir()
    for number, shard in enumerate((rows[:2], rows[2:])):
        path = folder / f"{number}.{kind}"
        if kind == "jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in shard), "utf-8")
        else:
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.Table.from_pylist(shard), path)


def read_shards(folder: Path, kind: str) -> list[dict]:
    if kind == "jsonl":
        lines = (path.read_text("utf-8").splitlines() for path in sorted(folder.iterdir()))
        return [json.loads(line) for shard in lines for line in shard]
    import pyarrow.parquet as pq

    return [row for path in sorted(folder.iterdir()) for row in pq.read_table(path).to_pylist()]


@pytest.mark.parametrize(("kind", "needs"), [("jsonl", "orjson"), ("parquet", "pyarrow")])
def test_two_tasks_clean_two_shards(tmp_path, kind, needs):
    for package in ("datatrove", needs):
        pytest.importorskip(package)
    write_shards(tmp_path / "scraped", kind, documents())
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    command = [sys.executable, "script.py", kind]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)

    rows = read_shards(tmp_path / "cleaned", kind)
    assert [row["id"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["text"] for row in rows] == [
        clean_text(TEXT.format("Lisbon")).output,
        FLAWLESS,
        BINARY,
        clean_text(TEXT.format("Porto")).output,
    ]
    told = [row["metadata"]["cleanup"] for row in rows]
    assert told[0] == {
        "changed": True,
        "applied": 2,
        "pending": 0,
        "source_language": "es",
        "prior": round(clean_text(TEXT.format("Lisbon")).prior.probability, 4),
        "error": "",
    }
    assert [t["changed"] for t in told] == [True, False, False, True]
    assert [bool(t["error"]) for t in told] == [False, False, True, False]
    assert "binary" in told[2]["error"]
    assert rows[3]["metadata"]["url"] == "https://example.org/3"

    stats = json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))
    counted = next(step["stats"] for step in stats if "Cleanup" in step["name"])
    totals = {name: count["total"] if isinstance(count, dict) else count for name, count in counted.items()}
    assert totals == {"total": 4, "failed": 1, "changed": 2, "applied": 4, "pending": 0, "degraded": 0}


def test_a_configuration_is_honoured():
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from cleanup.integrations.datatrove import Cleanup

    text = TEXT.format("Lisbon")
    step = Cleanup(Config(apply="none"))
    (document,) = step([Document(text=text, id="0")])
    assert document.text == text
    assert document.metadata["cleanup"]["pending"] == 2
    with pytest.raises(CleanupError, match="bylines"):
        list(Cleanup(Config(keep=("bylines",)))([Document(text=text, id="0")]))


def test_without_datatrove_the_error_says_what_to_install():
    script = "import sys; sys.modules['datatrove'] = None; import cleanup.integrations.datatrove"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "ImportError: datatrove cannot be imported (pip install 'cleanup[datatrove]')" in done.stderr
