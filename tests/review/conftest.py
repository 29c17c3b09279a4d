from __future__ import annotations

import re

import pytest
from platformdirs import user_cache_path
from playwright.sync_api import expect, sync_playwright

from tests.browser import FLAGS, PATIENCE, Reader, executable

expect.set_options(timeout=1000 * PATIENCE)
# What the browser says of an answer that is a refusal, which the page tells the reader.
REFUSED = re.compile("Failed to load resource: the server responded with a status of (400|409) ")


@pytest.fixture(autouse=True, scope="session")
def locks_elsewhere(tmp_path_factory):
    """The locks of files that are gone tomorrow stay out of the user's cache; what else is in it is found."""
    cache, packages = tmp_path_factory.mktemp("cache"), user_cache_path("cleanup-tests", ensure_exists=True)
    (cache / "cleanup").mkdir()
    for kept in user_cache_path("cleanup").glob("*"):
        if kept.name != "locks":
            (cache / "cleanup" / kept.name).symlink_to(kept)
    (cache / packages.name).symlink_to(packages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        yield


@pytest.fixture(scope="session")
def browser():
    path = executable()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def readers(browser):
    """Makes readers, each with a browser profile of their own. None may meet a dialog, an error on the
    console or a request to elsewhere."""
    made, troubles = [], []

    def make(**options) -> Reader:
        context = browser.new_context(**{"reduced_motion": "reduce"} | options)
        reader = Reader(context.new_page())
        made.append(context)
        watch(reader, troubles)
        return reader

    yield make
    for context in made:
        context.close()
    assert troubles == []


@pytest.fixture
def reader(readers) -> Reader:
    return readers()


def watch(reader: Reader, troubles: list[str]) -> None:
    def trouble(what: str) -> None:
        if not reader.allowed:
            troubles.append(what)

    def logged(said) -> None:
        if said.type == "error" and not REFUSED.match(said.text):
            trouble(f"console: {said.text}")

    def asked(request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file://")):
            trouble(f"a request to {request.url}")

    def dialog(dialog) -> None:
        trouble(f"a dialog: {dialog.message}")
        dialog.dismiss()

    page = reader.page
    page.on("dialog", dialog)
    page.on("pageerror", lambda error: trouble(f"an error: {error}"))
    page.on("console", logged)
    page.on("request", asked)
