"""The report in a real browser: one file that asks for nothing, and reads without scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cleanup.render import report
from cleanup.render.words import inert
from cleanup.types import Applicability, Rule
from tests.browser import Reader
from tests.making import finding
from tests.render.cases import article
from tests.review.desks import found, written

RESULT = article()
RULE = Rule(
    "es.politics.swearing-in", "tokens", "mistranslation", "grave", "A grave", Applicability.SAFE, 0.9, 0.9,
    why="An inauguration is held, a grave is not",
)  # fmt: skip


def words(text: str) -> str:
    """As it is displayed, white space run together."""
    return " ".join(inert(text).split())


@pytest.fixture
def address(tmp_path) -> str:
    path = tmp_path / "article.report.html"
    path.write_text(report.render(RESULT, {RULE.id: RULE}), "utf-8")
    return path.as_uri()


@pytest.fixture
def open_report(reader, address) -> Reader:
    return reader.open(address)


def test_it_asks_for_nothing(reader, address):
    asked = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open(address)
    reader.page.wait_for_load_state("networkidle")
    assert asked == [address]


def test_it_reads_as_the_result_and_keeps_the_original(open_report):
    assert open_report.reads() == words(RESULT.output)
    open_report.page.click("button[data-view=both]")
    for side, text in (("before", RESULT.document.text), ("after-it", RESULT.output)):
        assert words("\n".join(open_report.side(side))) == words(text)
    open_report.page.click("button[data-view=result]")
    assert words(open_report.page.inner_text("#article")) == words(RESULT.output)
    assert open_report.page.locator(".card:visible, del:visible, sup:visible").count() == 0
    open_report.page.click("button[data-view=changes]")
    assert open_report.page.locator(".card:visible").count() > 0
    assert open_report.page.locator(".side").count() == 0


def test_filters(open_report):
    page = open_report.page
    cards = len(open_report.states())
    assert page.locator(".card").count() > cards  # repairs are hidden until they are asked for
    page.click(".filters summary")
    page.select_option("#by-status", "open")
    assert set(open_report.states()) == {"to decide"}
    assert page.inner_text("#filtered") == "(1)"
    page.select_option("#by-stage", "foreign")
    assert len(open_report.states()) == 1
    page.select_option("#by-status", "")
    page.select_option("#by-stage", "normalise")
    assert open_report.states() == ["applied"]
    page.select_option("#by-stage", "")
    page.select_option("#by-confidence", "95")
    assert 0 < len(open_report.states()) < cards
    page.select_option("#by-confidence", "0")
    assert len(open_report.states()) == cards
    page.click("h1")
    expect(page.locator("#by-status")).to_be_hidden()


def test_a_card_tells_everything_and_leads_to_its_rule(open_report):
    page = open_report.page
    page.click("ins.new >> nth=0")
    card = page.locator(".card", has=page.locator("details[open]"))
    for said in (
        "a grave",
        "an inauguration",
        "95%",
        "toma de posesión",
        "not scheduled or attended",
        RULE.why,
    ):
        assert said in card.inner_text()
    card.get_by_role("link", name=RULE.id).click()
    assert page.locator(f"details[id='rule-{RULE.id}']").evaluate("rule => rule.open")


def test_it_decides_nothing(open_report):
    page = open_report.page
    assert page.locator("[data-act], dialog, #done, #undo, #redo, textarea").count() == 0
    before, states = open_report.reads(), open_report.states()
    for key in ("ArrowDown", "y", "n", "1", "e", "a", "d", "Y", "N", "t", "u", "r", "Control+z"):
        page.keyboard.press(key)
    assert (open_report.reads(), open_report.states()) == (before, states)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert page.locator(".card details[open]").count() == 1


def test_without_scripts_all_of_it_can_be_read(readers, address):
    page = readers(java_script_enabled=False).open(address).page
    for said in (
        "The council met on Monday",
        "inauguration",
        "Nothing else was said.",
        "Removed: Cookie notice",
    ):
        assert said in page.inner_text("#article")
    for card in page.locator(".card").all():
        card.locator("summary").click()
        expect(card.locator(".body")).to_be_visible()
        card.locator("summary").click()
        expect(card.locator(".body")).to_be_hidden()
    gone = page.locator(".gone").first
    gone.locator("summary").click()
    expect(gone.locator(".text")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_runs_over_the_edge(readers, address, width):
    page = readers(viewport={"width": width, "height": 800}).open(address).page
    for view in ("changes", "both", "result"):
        page.click(f"button[data-view={view}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def reported(path: Path, seed: str) -> bytes:
    command = [sys.executable, "-m", "cleanup", "apply", "--report", path]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True)
    return path.with_name("article.report.html").read_bytes()


def test_the_same_input_gives_the_same_bytes(tmp_path):
    text = "One two three four five six.\n"
    findings = [finding(n, n + 3, "X", "Y", rule=f"test.{n}") for n in (0, 4, 14)]
    path = written(tmp_path, found(text, findings))
    first = reported(path, "1")
    assert b"test.14" in first
    assert reported(path, "2") == first
