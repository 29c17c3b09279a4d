"""`cleanup batch` against the spaCy pipeline alone on the same short documents: time, scaling, memory."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter

import psutil

from bench.common import REPOSITORY, Options, grid, gum_text, rows, word_count
from cleanup.batch.pool import THREADS

WORDS = 120
DOCUMENTS = 400
SIZES = (100, 1000, 10_000)
ROUNDS = 3
SITES = 10
EVERY = 0.2  # seconds between two looks at the memory
ONE_THREAD = os.environ | dict.fromkeys(THREADS, "1")


def table(options: Options) -> Iterator[str]:
    """Documents/s with 1 and 2 workers, as ratios to bare spaCy processes; growth from 100 documents on."""
    most = options.limit or SIZES[-1]
    texts = _texts(options, most)
    count = min(most, DOCUMENTS)
    with TemporaryDirectory() as name:
        folder = Path(name)
        yield from _rates(texts[:count], folder)
        yield ""
        sizes = [size for size in SIZES if size <= most]
        yield from _growth(texts, sizes, folder)


def _rates(texts: Sequence[str], folder: Path) -> Iterator[str]:
    words = sum(map(word_count, texts))
    size = f"{len(texts)} documents of {words / len(texts):.0f} words"
    yield f"{size}; best of {ROUNDS}, alternating, one thread a process"
    _write(texts, folder / "in")
    _write(texts[:1], folder / "one")
    runs = {
        "spaCy alone": lambda: _bare(folder / "in", 1),
        "spaCy alone, 2 processes": lambda: _bare(folder / "in", 2),
        "cleanup batch, 1 worker": lambda: _batch(folder / "in", 1) - _batch(folder / "one", 1),
        "cleanup batch, 2 workers": lambda: _batch(folder / "in", 2) - _batch(folder / "one", 2),
    }
    seconds = dict.fromkeys(runs, math.inf)
    for _ in range(ROUNDS):
        for name, run in runs.items():
            seconds[name] = min(seconds[name], run())
    bare, bare_two, one, two = seconds.values()
    ratios = [1.0, 1.0, one / bare, two / bare_two]
    body = [
        [name, f"{s:.2f}", f"{len(texts) / s:.1f}", f"{ratio:.2f}"]
        for (name, s), ratio in zip(seconds.items(), ratios, strict=True)
    ]
    yield from grid(["start-up left out", "seconds", "documents/s", "ratio to spaCy"], body)
    ours, theirs = one / two, bare / bare_two
    yield f"scaling to 2: spaCy {theirs:.2f}, cleanup {ours:.2f}: {ours / theirs:.2f} of it"


def _growth(texts: Sequence[str], sizes: Sequence[int], folder: Path) -> Iterator[str]:
    body, measured = [], []
    start = min(_batch(folder / "one", 2) for _ in range(ROUNDS))
    for size in sizes:
        _write(texts[:size], folder / str(size))
        peaks: list[int] = []
        seconds = _batch(folder / str(size), 2, peaks) - start
        measured.append((size, seconds, *peaks))
        body.append(
            [size, f"{seconds:.1f}", f"{size / seconds:.1f}", *(f"{peak / 1e6:.0f}" for peak in peaks)]
        )
    yield from grid(["documents, 2 workers", "seconds", "documents/s", "MB, the run", "MB a worker"], body)
    if len(measured) > 1:
        (small, *first), *_, (large, *last) = measured
        exponents = [math.log(b / a) / math.log(large / small) for a, b in zip(first, last, strict=True)]
        yield "exponent of growth: " + ", ".join(
            f"{name} {value:.2f}"
            for name, value in zip(("time", "memory of the run", "of a worker"), exponents, strict=True)
        )


def _texts(options: Options, count: int) -> list[str]:
    """`count` different documents of about WORDS words: paragraphs of human news and other prose, in turn."""
    paragraphs = [p for row in rows(options, "clean_gum") for p in gum_text(row).split("\n\n")]
    paragraphs += [line for row in rows(options, "clean_brown_news") for line in row["lines"]]
    paragraphs = [p for p in paragraphs if word_count(p) >= 8]
    texts, step = [], 1
    while len(texts) < count:
        text: list[str] = []
        for paragraph in paragraphs[::step] if step == 1 else paragraphs[step:] + paragraphs[:step]:
            text.append(paragraph)
            if sum(map(word_count, text)) >= WORDS:
                texts.append("\n\n".join(text) + "\n")
                text = []
        step += 1
    return texts[:count]


def _write(texts: Sequence[str], folder: Path) -> None:
    for number, text in enumerate(texts):
        path = folder / f"site{number % SITES}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _batch(folder: Path, workers: int, peaks: list[int] | None = None) -> float:
    """The seconds of a whole run; `peaks` gets the peak memory of the run's process and of a worker."""
    with TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-m",
            "cleanup",
            "batch",
            str(folder),
            "--out",
            out,
            "--workers",
            str(workers),
        ]
        begin = perf_counter()
        process = subprocess.Popen([*command, "--quiet"], cwd=REPOSITORY, stdout=subprocess.DEVNULL)
        done, found = Event(), [0, 0]
        watch = Thread(target=_watch, args=(process.pid, done, found))
        watch.start()
        code = process.wait()
        seconds = perf_counter() - begin
        done.set()
        watch.join()
        if code:
            raise RuntimeError(f"cleanup batch ended with {code}")
    if peaks is not None:
        peaks += found
    return seconds


def _watch(pid: int, done: Event, found: list[int]) -> None:
    """Keeps the peak of resident memory of a process and of the largest of its children."""
    while not done.wait(EVERY):
        try:
            process = psutil.Process(pid)
            found[0] = max(found[0], process.memory_info().rss)
            for child in process.children(recursive=True):
                found[1] = max(found[1], child.memory_info().rss)
        except psutil.Error:
            continue


def _bare(folder: Path, processes: int) -> float:
    """The seconds that so many processes take to read all texts with spaCy, loading left out."""
    command = [sys.executable, "-m", "bench.batch", str(folder), str(processes)]
    shares = [
        subprocess.Popen(
            [*command, str(part)],
            cwd=REPOSITORY,
            env=ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(processes)
    ]
    for share in shares:
        share.stdout.readline()  # it is ready
    for share in shares:
        share.stdin.write("go\n")
        share.stdin.flush()
    seconds = [float(share.communicate()[0]) for share in shares]
    return max(seconds)


def _read(folder: Path, processes: int, part: int) -> None:
    """What a bare process does: read every `processes`-th text, once it is told to."""
    from cleanup.engines import nlp

    texts = [path.read_text("utf-8") for path in sorted(folder.rglob("*.txt"))[part::processes]]
    language = nlp.load(nlp.MODEL, True, print).language
    list(language.pipe(texts[:8]))
    print("ready", flush=True)
    sys.stdin.readline()
    begin = perf_counter()
    for _ in language.pipe(texts):
        pass
    print(perf_counter() - begin)


if __name__ == "__main__":
    _read(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
