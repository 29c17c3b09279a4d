"""A real browser and a real review server, as the tests drive them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleanup.cli import main
from cleanup.errors import Exit
from tests.needs import missing

# Without these a browser asks its maker's servers at every start; as root it has no sandbox.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
FLAGS += ("--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 20  # seconds, for anything that a page does
# What the browser says of an answer that is a refusal, which the page tells the reader.
REFUSED = re.compile("Failed to load resource: the server responded with a status of (400|409) ")
# What a reader reads: no deleted words, no numbers of notes, nothing folded away as removed.
READS = """() => Array.from(document.querySelectorAll(".block"), (block) => {
  const text = block.querySelector(".text").cloneNode(true);
  for (const gone of text.querySelectorAll("del, sup")) gone.remove();
  return text.textContent;
}).join("\\n")"""
# The page's policy forbids playwright's own way to wait, which evaluates texts.
HOLDS = """([what, argument]) => new Promise((done, fail) => {
  const end = Date.now() + 20000;
  const checks = {
    gone: () => !document.querySelector(argument),
    there: () => document.querySelector(argument),
    said: () => document.getElementById("said").textContent.includes(argument),
  };
  const look = () => {
    if (checks[what]()) done();
    else if (Date.now() > end) fail(new Error(argument));
    else setTimeout(look, 10);
  };
  look();
})"""


def executable() -> str:
    """The system's Chromium; skips without one."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing("no browser: apt-get install chromium")
    return found


class Server:
    """`cleanup review`, as its own process."""

    def __init__(self, path: Path, *options: str) -> None:
        command = [sys.executable, "-m", "cleanup", "review", "--no-browser", *options, str(path)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split()[-1]

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def serving(path: Path, *options: str) -> Iterator[Server]:
    server = Server(path, *options)
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def person(browser, **options) -> Iterator[Reader]:
    """A reader with a browser profile of their own."""
    context = browser.new_context(**{"reduced_motion": "reduce"} | options)
    context.set_default_timeout(1000 * PATIENCE)
    yield Reader(context.new_page())
    context.close()


def cleanup(*arguments: object) -> None:
    """Runs the command, in this process: what it loads is loaded once."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert left.value.code == Exit.DONE


class Reader:
    """A person before the page, who notes what should not be."""

    def __init__(self, page) -> None:
        self.page = page
        self.allowed = False  # troubles are expected from here on
        self.troubles: list[str] = []
        page.on("dialog", self._meet)
        page.on("pageerror", lambda error: self._note(f"an error: {error}"))
        page.on("console", self._read)
        page.on("request", self._follow)

    def _note(self, what: str) -> None:
        if not self.allowed:
            self.troubles.append(what)

    def _meet(self, dialog) -> None:
        self._note(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _read(self, said) -> None:
        if said.type == "error" and not REFUSED.match(said.text):
            self._note(f"console: {said.text}")

    def _follow(self, request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file://")):
            self._note(f"a request to {request.url}")

    def open(self, address: str) -> Reader:
        self.page.goto(address)
        return self

    def press(self, *keys: str) -> Reader:
        """Keys one after the other, each when the answer to the one before is there."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()
        return self

    def settle(self) -> None:
        """Waits for the answer to what was asked last."""
        self.page.evaluate(
            """() => new Promise((done) => {
              const look = () => document.body.dataset.busy === "yes" ? setTimeout(look, 5) : done();
              setTimeout(look);
            })"""
        )

    def hold(self, what: str, argument: str) -> None:
        self.page.evaluate(HOLDS, [what, argument])

    def look_at(self, words: str) -> Reader:
        """Goes to the card whose head has `words`, by the arrow keys: down to the end, then up."""
        for key in ("ArrowDown", "ArrowUp"):
            seen = None
            while self.head() != seen:
                seen = self.head()
                if seen and words in seen:
                    return self
                self.press(key)
            self.press(key)
        raise AssertionError(f"no card has {words!r}")

    def head(self) -> str:
        """Of the card that is looked at; empty if there is none."""
        return " ".join(self.page.locator(".card:has(details:focus-within) .head").all_text_contents())

    def write(self, words: str) -> Reader:
        """Fills the open dialog and saves it."""
        self.page.fill("#wanted", words)
        return self.press("Control+Enter")

    def select(self, words: str) -> Reader:
        """Selects words of the text, within one run of it."""
        found = self.page.evaluate(
            """(words) => {
              for (const run of document.querySelectorAll(".text [data-s]")) {
                const at = run.textContent.indexOf(words);
                if (at < 0 || !run.firstChild) continue;
                const range = document.createRange();
                range.setStart(run.firstChild, at);
                range.setEnd(run.firstChild, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return true;
              }
              return false;
            }""",
            words,
        )
        assert found, f"{words!r} stands nowhere"
        return self

    def reads(self) -> str:
        """The text as it reads, white space run together."""
        return " ".join(self.page.evaluate(READS).split())

    def said(self) -> str:
        return self.page.inner_text("#said")

    def states(self) -> list[str]:
        """What the cards say of themselves, in order."""
        return self.page.locator(".card:not([hidden]) .label").all_text_contents()

    def side(self, name: str) -> list[str]:
        """The blocks of a column, as far as they are displayed there."""
        return self.page.evaluate(
            """(name) => Array.from(document.querySelectorAll(`.side.${name}`), (side) => {
              const copy = side.cloneNode(true);
              const originals = side.querySelectorAll("*");
              const hidden = Array.from(copy.querySelectorAll("*")).filter(
                (_, n) => getComputedStyle(originals[n]).display === "none");
              for (const element of hidden) element.remove();
              return copy.textContent;
            })""",
            name,
        )
