"""The site report of a large batch, timed from what is asked to the frame that shows it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.common import Options, Skip, grid
from bench.review import FLAGS, VOCABULARY
from cleanup.render.site import site

DOCUMENTS, SITES = 100_000, 200
ROUNDS = 5
FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
SORT = f"""async (column) => {{
  const begin = performance.now();
  document.querySelector(`th.${{column}} button`).click();
  await {FRAME};
  return performance.now() - begin;
}}"""
SEARCH = f"""async (words) => {{
  const begin = performance.now(), search = document.getElementById("search");
  search.value = words;
  search.dispatchEvent(new Event("input"));
  await {FRAME};
  return performance.now() - begin;
}}"""


def table(options: Options) -> Iterator[str]:
    """The size of the page, and how long it takes to be read, sorted and searched."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Skip("playwright is not installed") from error
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise Skip("no browser: apt-get install chromium")
    count = options.limit or DOCUMENTS
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "index.html"
        with path.open("wb") as file:
            site.write(file, _summary(count), _documents(count))
        yield f"{count:,} documents, {path.stat().st_size / 1e6:.0f} MB; to the frame that shows it"
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        try:
            yield from grid(["", "median ms", "most ms"], list(_times(browser.new_page(), path)))
        finally:
            browser.close()


def _times(page, path: Path) -> Iterator[list[object]]:
    opened = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        page.goto(path.as_uri())
        page.evaluate(FRAME)
        opened.append(1000 * (perf_counter() - begin))
    yield _row("opened", opened)
    for column in ("title", "site", "words", "confidence"):
        yield _row(f"sorted by {column}", [page.evaluate(SORT, column) for _ in range(2)])
    words = "harbour budget"
    typed = [page.evaluate(SEARCH, words[:end]) for end in range(1, len(words) + 1)]
    yield _row("a key of a search", typed)


def _row(name: str, times: list[float]) -> list[object]:
    return [name, f"{median(times):.0f}", f"{max(times):.0f}"]


def _documents(count: int) -> Iterator[dict[str, object]]:
    chance = random.Random(0)
    words = VOCABULARY.split()
    for number in range(count):
        host = f"site{number % SITES:03}.example"
        name = f"{host}/2026/{number:06}"
        yield {
            "name": f"{name}.html",
            "site": host,
            "title": " ".join(chance.choices(words, k=10)).capitalize(),
            "status": "done",
            **{kind: chance.randrange(9) for kind in ("removed", "corrected", "flagged", "repaired")},
            "words": chance.randrange(100, 2000),
            "confidence": chance.choice((None, round(chance.random(), 4))),
            "translated": round(chance.random(), 4),
            "seconds": round(chance.random(), 4),
            "error": None,
            "text": f"{name}.clean.txt",
            "record": f"{name}.cleanup.json",
            "report": f"{name}.report.html",
        }


def _summary(count: int) -> dict[str, object]:
    """Of a batch of which nothing is known but its documents."""
    nothing = ("corrections", "failures", "copies", "slowest", "degraded", "edited", "gone")
    return {
        **{name: [] for name in nothing},
        **{"inputs": ["scraped"], "started": "2026-01-01T00:00:00+00:00", "seconds": 1.0},
        **{"engine": "local", "workers": 2, "words": 0, "changed": 0, "flagged": 0},
        "documents": {"total": count, "done": count, "failed": 0, "kept": 0, "fresh": count},
        "findings": {"by_stage": {}, "by_rule": {}, "by_site": {}},
        "timing": {},
        "pages": {},
    }
