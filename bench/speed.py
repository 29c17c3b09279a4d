"""Time and memory, as ratios to the spaCy pipeline alone on the same texts in the same run."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.common import REPOSITORY, Options, articles, cleaner, grid, gum_text, rows, word_count
from cleanup.pipeline import clean_string

DOCUMENTS = 45
ROUNDS = 3
MEGA = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss is in bytes or in kilobytes
ARTICLE = "Sign up for our newsletter\n\nThe vote was postponed on Monday, officials said.\n"
# A small process between: the peak that a child reports would else begin at that of its parent.
PEAK = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
PEAK += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
LOAD = "from cleanup.engines import nlp; list(nlp.load(nlp.MODEL, True, print).parse(['One.']))"


def table(options: Options) -> Iterator[str]:
    """Seconds, documents/s, each stage's share, peak memory and start-up."""
    texts = _texts(options)
    words = sum(map(word_count, texts))
    bare, whole, timings = _alternate(texts)
    yield f"{len(texts)} documents (GUM and articles), {words:,} words; best of {ROUNDS}, alternating"
    peaks = [_peak(options, mode) for mode in ("spacy", "cleanup")]
    sides = [["spaCy alone", bare, peaks[0]], ["cleanup", whole, peaks[1]]]
    body = []
    for name, s, peak in sides:
        rates = [f"{s:.2f}", f"{len(texts) / s:.1f}", f"{words / s:,.0f}", f"{s / bare:.2f}"]
        body.append([name, *rates, f"{peak / MEGA:.0f}", f"{peak / peaks[0]:.2f}"])
    yield from grid(["", "seconds", "documents/s", "words/s", "ratio", "peak MB", "ratio"], body)
    yield ""
    timings["decide and apply"] = whole - sum(timings.values())
    parts = [[part, f"{s:.2f}", f"{s / whole:.1%}", f"{s / bare:.3f}"] for part, s in timings.items()]
    yield from grid(["part (open: read, with spaCy)", "seconds", "share", "ratio"], parts)
    yield ""
    yield from grid(["start-up", "seconds", "ratio"], _starts())


def _texts(options: Options) -> list[str]:
    """The whole articles, then documents of GUM from all its genres."""
    size = options.limit or DOCUMENTS
    own = [path.read_text("utf-8") for path in articles(options)][:size]
    gum = rows(options, "clean_gum")
    step = max(len(gum) // max(size - len(own), 1), 1)
    return own + [gum_text(row) for row in gum[::step][: size - len(own)]]


def _alternate(texts: Sequence[str]) -> tuple[float, float, dict[str, float]]:
    """The best seconds of spaCy, those of cleanup, and the best round's seconds by stage."""
    built = cleaner()
    bare, whole = [], []
    for _ in range(ROUNDS):
        begin = perf_counter()
        for _ in built.nlp.language.pipe(texts):
            pass
        bare.append(perf_counter() - begin)
        begin, parts = perf_counter(), Counter()
        for text in texts:
            parts.update(clean_string(built, text).timings)
        whole.append((perf_counter() - begin, dict(parts)))
    return min(bare), *min(whole, key=lambda run: run[0])


def _peak(options: Options, mode: str) -> int:
    """The peak memory of a process that does nothing else, in the unit of ru_maxrss."""
    own = [sys.executable, "-m", "bench.speed", mode, str(options.data), str(options.limit or "")]
    command = [sys.executable, "-c", PEAK, *own]
    return int(_quiet(command).split()[-1])


def _starts() -> Iterator[list[object]]:
    with TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(ARTICLE, "utf-8")
        own = [sys.executable, "-m", "cleanup"]
        pairs = {
            "python": [sys.executable, "-c", "pass"],
            "cleanup --help": [*own, "--help"],
            "spaCy alone, one sentence": [sys.executable, "-c", LOAD],
            "cleanup fix, one small file": [*own, "fix", str(article), "--out", f"{folder}/out", "--force"],
        }
        seconds = {name: _best(lambda c=command: _quiet(c)) for name, command in pairs.items()}
    spacy = seconds["spaCy alone, one sentence"]
    yield from ([name, f"{s:.2f}", f"{s / spacy:.2f}"] for name, s in seconds.items())


def _quiet(command: Sequence[str]) -> str:
    """What `command`, run in the repository, prints."""
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return done.stdout


def _best(call: Callable[[], object]) -> float:
    """The least seconds that `call` took."""

    def once() -> float:
        begin = perf_counter()
        call()
        return perf_counter() - begin

    return min(once() for _ in range(ROUNDS))


def _once(mode: str, options: Options) -> None:
    """What the process does whose memory is measured."""
    texts, built = _texts(options), cleaner()
    if mode == "spacy":
        for _ in built.nlp.language.pipe(texts):
            pass
    else:
        for text in texts:
            clean_string(built, text)


if __name__ == "__main__":
    _once(sys.argv[1], Options(Path(sys.argv[2]), int(sys.argv[3] or 0) or None))
