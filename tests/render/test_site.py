"""The site report, in a real browser where its script counts."""

from __future__ import annotations

import io
import json

import pytest
from playwright.sync_api import sync_playwright

from cleanup.render.site import site
from tests.browser import FLAGS, executable

HOSTILE = "</script><b>\u202e\ud800 & <!-- a/ü #?%.txt"


def document(number: int, **values) -> dict:
    return {
        "name": f"a.example/{number:06}.txt", "site": "a.example",
        "title": f"Title {number}", "status": "done",
        "words": number % 700, "removed": number % 3, "corrected": 0, "flagged": number % 2, "repaired": 0,
        "confidence": 0.9, "translated": 0.3, "language": None, "seconds": 0.05, "error": None,
        "text": f"a.example/{number:06}.clean.txt",
        "record": f"a.example/{number:06}.cleanup.json", "report": None,
    } | values  # fmt: skip


def summary(**values) -> dict:
    return {
        "inputs": ["scraped"], "started": "2026-11-25T03:17:28+00:00", "seconds": 10.0, "engine": "local",
        "workers": 2, "documents": {"total": 3, "done": 2, "failed": 1, "kept": 0, "fresh": 3},
        "words": 900, "changed": 2, "flagged": 1,
        "findings": {"by_stage": {"boilerplate": {"applied": 4, "pending": 1}}, "by_rule": {}, "by_site": {}},
        "corrections": [{"from": "grave", "to": "inauguration", "count": 2, "rule": "es.x",
                         "examples": [{"document": "a.txt", "before": "the ", "after": " of"}]}],
        "failures": [{"document": "b.txt", "error": "InputError", "message": HOSTILE}],
        "copies": [["a.txt", "c.txt"]], "degraded": [], "edited": [], "gone": [], "timing": {"open": 2.0},
    } | values  # fmt: skip


def page(documents, **values) -> bytes:
    file = io.BytesIO()
    site.write(file, summary(**values), documents)
    return file.getvalue()


def test_what_is_scraped_cannot_leave_its_place():
    text = page([document(1, title=HOSTILE, name=HOSTILE)]).decode("utf-8")
    assert text.count("</script>") == 2
    assert "<b>\u202e" not in text
    data = text.split('id="data">')[1].split("</script>")[0]
    assert json.loads(data)[0][2] == HOSTILE


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "index.html"
    documents = [document(number) for number in range(20_000)]
    documents[7] = document(7, status="failed", error="is empty", text=None, record=None, title=None)
    documents[8] = document(8, name="a/ü #?%.txt", text="a/ü #?%.clean.txt")
    path.write_bytes(page(documents))
    with sync_playwright() as playwright:
        tab = playwright.chromium.launch(executable_path=executable(), args=FLAGS).new_page()
        errors: list[str] = []
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda message: errors.append(message.text))
        tab.goto(path.as_uri())
        yield tab
        assert errors == []


def test_only_the_rows_in_view_stand_in_the_page(opened):
    assert opened.inner_text("#count") == "20,000 of 20,000"
    assert opened.locator("tbody tr").count() < 80
    opened.evaluate("document.getElementById('rows').scrollTop = 1e9")
    opened.locator("tbody", has_text="a.example/019999.txt").wait_for()
    assert opened.locator("tbody tr").count() < 80


def test_search_filter_and_sort(opened):
    opened.fill("#search", "Title 12345")
    assert opened.inner_text("#count") == "1 of 20,000"
    opened.fill("#search", "")
    opened.select_option("#show", "failed")
    assert opened.inner_text("#count") == "1 of 20,000"
    assert opened.locator("tbody a").count() == 0
    opened.select_option("#show", "")
    opened.click("th button:text('words')")
    assert opened.locator("tbody tr:not(.space) td:nth-child(5)").first.inner_text() == "699"
    assert opened.locator("th[aria-sort=descending]").inner_text() == "words"


def test_links_are_escaped(opened):
    opened.fill("#search", "ü #?%")
    assert opened.locator("tbody a").first.get_attribute("href") == "a/%C3%BC%20%23%3F%25.clean.txt"
