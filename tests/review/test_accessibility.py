"""Report, review and folder for everybody: axe-core finds nothing, keys reach all, print shows all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cleanup.render import report
from tests.axe import inspect, source, tabbed
from tests.browser import Reader, serving
from tests.making import UNSAFE, finding
from tests.render.cases import article
from tests.review.desks import found, written

TEXT = "The mayor won a grave, scheduled for May.\n\nHe lived in a white house.\n\nBy A. Reporter\n"
SECOND = "article/second.cleanup.json"


@pytest.fixture(scope="session")
def axe() -> str:
    return source()


@pytest.fixture(params=[1280, 390])
def look(request, readers) -> Reader:
    """A reader with a screen so high that all of the page is on it: axe passes over what is not."""
    return readers(viewport={"width": request.param, "height": 4000})


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("folder")
    written(made, article(), "first.txt")
    (made / "broken.cleanup.json").write_text("{}")
    (made / "first.report.html").write_text(report.render(article(), {}), "utf-8")
    return made


@pytest.fixture(scope="module")
def served(folder) -> Iterator[str]:
    """The address of the folder."""
    written(folder, found(TEXT, []), "second.txt")
    with serving(folder) as server:
        yield server.address


@pytest.fixture
def index(folder, served) -> str:
    """The address of the folder; its second article has a correction and no verdict yet."""
    (folder / "second.verdicts.json").unlink(missing_ok=True)
    grave = TEXT.index("grave")
    several = finding(grave, grave + 5, "start", "inauguration", "", level=UNSAFE)
    written(folder, found(TEXT, [several]), "second.txt")
    return served


def test_the_report(look, axe, folder):
    page = look.open((folder / "first.report.html").as_uri()).page
    inspect(page, axe, {
        "as it opens": lambda: None,
        "a card": lambda: page.keyboard.press("ArrowDown"),
        "a removed paragraph": lambda: page.locator(".gone summary").first.click(),
        "the filters": lambda: page.click(".filters summary"),
        "a rule": lambda: page.locator(".rules summary").first.click(),
        "side by side": lambda: page.click("button[data-view=both]"),
        "the result": lambda: page.click("button[data-view=result]"),
    })  # fmt: skip


def test_the_review(look, axe, index):
    page = look.open(index + SECOND).page
    inspect(page, axe, {
        "a card": lambda: look.press("ArrowDown"),
        "an alternative": lambda: look.press("2", "ArrowUp"),
        "an own change": lambda: look.select("white house").press("e").write("villa"),
        "the dialog": lambda: look.press("ArrowUp", "e"),
        "the keys": lambda: look.press("Escape", "?"),
        "the filters": lambda: (look.press("Escape"), page.click(".filters summary")),
        "side by side": lambda: page.click("button[data-view=both]"),
        "the result": lambda: page.click("button[data-view=result]"),
        "done": lambda: (page.click("#done"), expect(page.locator("#said")).to_contain_text("Written")),
    })  # fmt: skip


def test_a_verdict_that_finds_no_place(look, axe, folder, index):
    page = look.open(index + SECOND).page
    look.select("white house").press("e").write("villa")
    text = TEXT.replace("white house", "hut")
    written(folder, found(text, []), "second.txt")
    page.reload()
    inspect(page, axe, {"lost": lambda: expect(page.locator("#lost")).to_contain_text("villa")})


def test_the_folder(look, axe, index):
    inspect(look.open(index).page, axe, {"as it opens": lambda: None})


def test_everything_is_reached_by_the_tab_key(reader, folder, index):
    page = reader.open(index).page
    assert tabbed(page) == set()
    reader.open(index + SECOND).press("ArrowDown")
    page.click(".filters summary")
    assert tabbed(page) == set()
    reader.open((folder / "first.report.html").as_uri()).press("ArrowDown")
    assert tabbed(page) == set()


def test_what_is_looked_at_is_seen(reader, index):
    """Whatever the tab key comes to has a ring around it."""
    page = reader.open(index + SECOND).page
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = "e => [e.outerHTML, getComputedStyle(e).outlineStyle]"
        html, style = page.locator("*:focus").evaluate(ring)
        assert style != "none", html


def test_dialogs_give_the_focus_back(reader, index):
    page = reader.open(index + SECOND).page
    reader.press("ArrowDown", "e")
    expect(page.locator("#wanted")).to_be_focused()
    reader.press("Escape")
    expect(page.locator("#editing")).to_be_hidden()
    expect(page.locator(".card summary").first).to_be_focused()


def test_print_shows_every_card_and_what_was_removed(reader, folder):
    page = reader.open((folder / "first.report.html").as_uri()).page
    page.emulate_media(media="print")
    bodies = page.locator(".card:not([hidden]) .body, .gone .text").all()
    assert len(bodies) > 6
    for body in bodies:
        expect(body).to_be_visible()
        assert body.bounding_box()["height"] > 10
    expect(page.locator(".bar")).to_be_hidden()
