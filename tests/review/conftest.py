from __future__ import annotations

from contextlib import ExitStack

import pytest
from platformdirs import user_cache_path
from playwright.sync_api import expect, sync_playwright

from tests.browser import FLAGS, PATIENCE, Reader, executable, person

expect.set_options(timeout=1000 * PATIENCE)


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
    with ExitStack() as stack:
        made = []

        def make(**options) -> Reader:
            made.append(stack.enter_context(person(browser, **options)))
            return made[-1]

        yield make
    assert [trouble for reader in made for trouble in reader.troubles] == []


@pytest.fixture
def reader(readers) -> Reader:
    return readers()
