"""The review page on a long article, timed by the browser itself."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from bench.common import REPOSITORY, Options, Skip, grid
from cleanup import articles, outputs
from cleanup.document import decode
from cleanup.fingerprint import with_fingerprints
from cleanup.resolve import resolve
from cleanup.types import Alternative, Applicability, Document, Edit, Finding, Metadata, Prior, Result, Span

WORDS, FINDINGS, PARAGRAPH = 20_000, 2_000, 80
KEYS = 100
# Without these a browser asks its maker's servers at every start.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
FLAGS += ("--disable-background-networking", "--disable-component-update", "--disable-sync")
# Resolved once the browser has timed something so many times.
ENTRIES = """([name, count]) => new Promise((done) => {
  const look = () => performance.getEntriesByName(name).length < count ? setTimeout(look, 5) : done();
  look();
})"""
VOCABULARY = (
    "council minister vote bridge harbour budget after several hours debate would carry new years most"
)


def table(options: Options) -> Iterator[str]:
    """First paint, and the time from a key to the frame that shows the decision."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Skip("playwright is not installed") from error
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise Skip("no browser: apt-get install chromium")
    yield f"{WORDS:,} words, {FINDINGS:,} findings; {KEYS} keys of each kind; to the frame that shows it"
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        record = _written(Path(folder))
        command = [sys.executable, "-m", "cleanup", "review", "--no-browser", str(record)]
        server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        try:
            address = server.stdout.readline().split()[-1]
            page = browser.new_page()
            yield from grid(["", "median ms", "95% ms", "most ms"], list(_times(page, address)))
        finally:
            browser.close()
            server.kill()


def _times(page, address: str) -> Iterator[list[object]]:
    paints = []
    for _ in range(5):
        page.goto(address, wait_until="load")
        page.evaluate(ENTRIES, ["first-contentful-paint", 1])
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    yield _row("first paint", paints)
    page.keyboard.press("ArrowDown")
    for name, key in (("accept", "y"), ("reject", "n"), ("another correction", "2")):
        page.evaluate("performance.clearMeasures()")
        for n in range(KEYS):
            page.keyboard.press(key)
            page.evaluate(ENTRIES, ["decision", n + 1])
        yield _row(name, page.evaluate("performance.getEntriesByName('decision').map((e) => e.duration)"))


def _row(name: str, times: list[float]) -> list[object]:
    return [name, *(f"{value:.0f}" for value in (median(times), quantiles(times, n=20)[-1], max(times)))]


def _written(folder: Path) -> Path:
    """An article with a finding on every tenth word, cleaned; where its record lies."""
    chance = random.Random(0)
    words = [chance.choice(VOCABULARY.split()) for _ in range(WORDS)]
    lines = [" ".join(words[n : n + PARAGRAPH]) + "." for n in range(0, WORDS, PARAGRAPH)]
    path = folder / "article.txt"
    path.write_text("\n\n".join(lines), "utf-8")
    text, source = decode(path.read_bytes())
    doc = Document(str(path), source, text)
    findings, at = [], 0
    for n, word in enumerate(" ".join(lines).split()):
        start = text.index(word, at)
        at = start + len(word)
        if n % (WORDS // FINDINGS) == 0:
            findings.append(_finding(Span(start, start + len(word.rstrip(".")))))
    decisions = resolve(doc, with_fingerprints(text, findings), None, 0.75)
    result = Result(doc, decisions, text, Metadata(), "es", Prior(0.9, ("made for a benchmark",)))
    (job,) = outputs.plan([path], None, False)
    articles.write(job, articles.compose(job, result, (), {}))
    return job.record


def _finding(span: Span) -> Finding:
    texts = ("a first correction", "another")
    alternatives = tuple(Alternative((Edit(span, text),), 0.8) for text in texts)
    evidence = {"hypothesis": "“palabra” was read in another sense", "source_language": "es"}
    what = ("es.bench.word", "mistranslation", "mistranslation", span, "A word in another sense", 0.9)
    return Finding(*what, Applicability.UNSAFE, alternatives, evidence)
