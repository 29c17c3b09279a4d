"""The site report, in a real browser where its script counts."""

from __future__ import annotations

import io
import json
import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from cleanup.batch import totals
from cleanup.batch.inputs import Entry, Item
from cleanup.batch.manifest import Manifest
from cleanup.batch.settings import Tally
from cleanup.batch.tables import Row
from cleanup.batch.work import Outcome
from cleanup.render.site import site
from tests.axe import inspect, source, tabbed
from tests.browser import FLAGS, executable, person

HOSTILE = "</script><b>\u202e\ud800 & <!-- a/ü #?%.txt"
ODD = ['50% # of "all"?.txt', "a:b/ü & <i>.txt", os.fsdecode(b"caf\xe9.txt"), "back\\slash.txt"]
WIDE = "unbroken" * 40


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
        "workers": 2, "documents": {"total": 27, "done": 2, "failed": 25, "kept": 0, "fresh": 27},
        "words": 900, "changed": 2, "flagged": 1,
        "findings": {"by_stage": {"boilerplate": {"applied": 4, "pending": 1}},
                     "by_rule": {f"a.{n}": {"applied": n, "pending": 0} for n in range(30)}, "by_site": {}},
        "corrections": [{"from": "grave", "to": "inauguration", "count": 2, "rule": "es.x",
                         "examples": [example("a.txt", "the ", " of"), example("c.txt", "his ", "!")]}],
        "failures": [{"document": "b.txt", "error": "InputError", "message": HOSTILE}] * 25,
        "copies": [["a.txt", "c.txt"]], "slowest": [{"document": "a.txt", "seconds": 2.0}],
        "pages": {"a.txt": "a.report.html"},
        "degraded": [], "edited": [], "gone": [], "timing": {"open": 2.0, "normalise": 0.01},
    } | values  # fmt: skip


def example(name: str, before: str, after: str) -> dict:
    return {"document": name, "before": before, "after": after}


def page(rows, **values) -> bytes:
    file = io.BytesIO()
    site.write(file, summary(**values), rows)
    return file.getvalue()


def finding(name: str, before: str = "the ") -> str:
    return json.dumps({
        "document": name, "site": ".", "status": "applied", "stage": "mistranslation", "rule": "es.x",
        "original": "grave", "chosen": 0, "alternatives": [{"replacement": "inauguration"}],
        "before": before, "after": " of Mr. Trump",
    }) + "\n"  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=executable(), args=FLAGS)


@pytest.fixture
def open_page(browser, tmp_path):
    """Opens the site report in `tmp_path`, written there if it is given; nothing may be wrong with it."""
    path, readers = tmp_path / "index.html", []
    with ExitStack() as stack:

        def opened(written: bytes = b"", **options):
            if written:
                path.write_bytes(written)
            readers.append(stack.enter_context(person(browser, **options)))
            return readers[-1].open(path.as_uri()).page

        yield opened
    assert [trouble for reader in readers for trouble in reader.troubles] == []


@pytest.fixture
def large(open_page):
    documents = [document(number) for number in range(20_000)]
    failed = {"status": "failed", "error": "in/a.example/000007.txt: is empty"}
    documents[7] = document(7, text=None, record=None, title=None, **failed)
    documents[8] = document(8, confidence=None, title="an apple", report="a.example/000008.report.html")
    documents[9] = document(9, confidence=0.2, title="Ämter")
    return open_page(page(documents))


def first(tab, column: int) -> str:
    """A cell of the first document."""
    return tab.locator(f"#rows tbody tr:not(.space) > :nth-child({column})").first.inner_text()


def test_what_is_scraped_cannot_leave_its_place():
    text = page([document(1, title=HOSTILE, name=HOSTILE)]).decode("utf-8")
    assert text.count("</script>") == 2
    assert "<b>\u202e" not in text
    data = text.split('id="data">')[1].split("</script>")[0]
    assert json.loads(data)[0][2] == HOSTILE


def test_examples_have_whole_words_of_their_line_around():
    long = "word " * 11
    examples = [
        example("a.txt", f"ut {long}the ", f" of {long}"),
        example("b.txt", "A head\r\n\r\nHis ", ".\nX"),
    ]
    text = page([], corrections=[{**summary()["corrections"][0], "examples": examples}]).decode("utf-8")
    changed = "<del>grave</del> <ins>inauguration</ins>"
    assert f"<q>…{'word ' * 9}the {changed} of {'word ' * 8}word…</q>" in text
    assert f"<q>His {changed}.</q>" in text


def test_only_the_rows_in_view_stand_in_the_page(large):
    assert large.inner_text("#count") == "20,000 of 20,000 documents"
    assert large.locator("tbody tr").count() < 80
    large.evaluate("document.getElementById('rows').scrollTop = 1e9")
    large.locator("#rows tbody", has_text="a.example/019999.txt").wait_for()
    assert large.locator("#rows tbody tr").count() < 80


def test_search_and_filter(large):
    large.fill("#search", "title 12345")
    assert large.inner_text("#count") == "1 of 20,000 documents"
    large.fill("#search", "no such words")
    assert large.inner_text("#count") == "No document found"
    large.fill("#search", "IS empty")
    large.select_option("#show", "failed")
    assert large.inner_text("#count") == "1 of 20,000 documents"
    assert large.locator("#rows tbody a").count() == 0
    assert first(large, 1).split("\n") == ["a.example/000007.txt", "is empty"]


def test_sorting_is_announced_and_undone_by_the_third_click(large):
    head, sort = large.locator("th.confidence"), large.locator("th.confidence button")
    sort.press("Enter")
    assert (head.get_attribute("aria-sort"), first(large, 9)) == ("descending", "90%")
    large.fill("#search", "0000")
    sort.press("Enter")
    assert (head.get_attribute("aria-sort"), first(large, 9)) == ("ascending", "20%")
    large.fill("#search", "a.example/00000")
    assert [large.locator("#rows tbody tr").nth(row).inner_text().split("\n")[0] for row in (1, -2)] == [
        "Ämter",
        "an apple",
    ]  # no confidence comes last
    sort.press("Enter")
    assert (head.get_attribute("aria-sort"), first(large, 1).split("\n")[0]) == (None, "Title 0")
    large.click("th.title button")
    assert large.locator("th[aria-sort=ascending]").inner_text() == "Title"
    assert first(large, 1).split("\n")[0] == "a.example/000007.txt"
    assert large.locator("#rows tbody tr").nth(2).inner_text().startswith("an apple")


def test_a_link_keeps_the_focus_while_rows_come_and_go(large):
    large.locator("#rows tbody a").nth(20).focus()
    focused = "document.activeElement.getAttribute('aria-label')"
    before = large.evaluate(focused)
    drawn = large.locator("#rows tbody tr[aria-rowindex='38']")
    expect(drawn).to_have_count(0)
    large.evaluate("document.getElementById('rows').scrollTop = 600")
    expect(drawn).to_have_count(1)
    expect(large.locator("#rows tbody tr[aria-rowindex='2']")).to_have_count(0)
    assert before
    assert large.evaluate(focused) == before


@pytest.fixture
def batch(tmp_path, monkeypatch):
    """The summary of a batch that was written to `tmp_path`: documents with odd names, each of them named
    for another reason, and a row."""
    monkeypatch.setattr(totals, "SLOWEST", 2)
    manifest = Manifest(tmp_path / "manifest.sqlite")
    entries = [Entry(Path(name), Path(name)) for name in ODD]
    for number, entry in enumerate(entries):
        kinds = ("text", "record", "report")[: 2 + number % 2]
        files = {kind: f"{entry.place}.{kind}.txt" for kind in kinds}
        for kind, path in files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(f"{kind} {number}")
        line = document(number, name=entry.name, title=None, seconds=number % 3 * 0.1) | files
        found = "".join(finding(entry.name, f"{n} a ") for n in (0, 0, 1, 2, 3)) if number == 0 else ""
        manifest.keep(Item(entry), "", "", Outcome(line, findings=found))
        manifest.see(Item(entry))
    row = Item(Entry(Path("news.jsonl"), Path("news.jsonl")), Row(1, "r#1", "A text.", None, None))
    line = document(9, name=row.name, title=None, text=None, record=None, seconds=9.0)
    manifest.keep(row, "", "", Outcome(line, findings=finding(row.name)))
    tally = Tally(fresh=5, copies=((row.name, entries[1].name),), gone=[entries[3].name])
    about = {"inputs": ["in"], "started": "2026-11-25T03:17:28+00:00", "seconds": 1.0, "engine": "local"}
    yield totals.write(tmp_path, manifest, about | {"workers": 1} | tally.as_json())
    manifest.close()


def test_every_link_leads_to_what_was_written(open_page, batch):
    tab = open_page()
    links = {
        where: [
            (link.inner_text(), link.evaluate("link => link.href"))
            for link in tab.locator(f"{where} a:not([href='#documents'])").all()
        ]
        for where in (".corrections", ".copies", ".slowest", ".gone", "#rows")
    }
    names = [Entry(Path(name), Path(name)).name for name in ODD]
    opens = dict(zip(names, ("text 0", "report 1", "text 2", "report 3"), strict=True))
    read = tab.context.new_page()

    def opened(where: str) -> list[tuple[str, str]]:
        found = []
        for words, address in links[where]:
            read.goto(address)
            found.append((words, read.inner_text("body")))
        return found

    assert opened(".corrections") == [(names[0], "text 0")] * 3
    assert opened(".copies") == [(names[1], "report 1")]
    assert opened(".slowest") == [(names[2], "text 2")]
    assert opened(".gone") == [(names[3], "report 3")]
    files = [(kind, f"{what} {n}") for n in range(4) for kind, what in (("text", "text"), ("JSON", "record"))]
    assert sorted(opened("#rows")) == sorted([*opens.items(), *files])


def test_the_same_words_are_one_example(batch):
    (correction,) = batch["corrections"]
    assert correction["count"] == 6
    assert [example["before"] for example in correction["examples"]] == ["0 a ", "1 a ", "2 a "]


@pytest.fixture
def small():
    """A page with all that there can be on one, in the widest words."""
    made = summary()
    made["findings"]["by_site"] = {WIDE: {"applied": 1, "pending": 0}}
    made["corrections"][0]["examples"][0]["document"] = WIDE
    made |= {"copies": [["a.txt", WIDE]] * 30, "gone": [WIDE], "edited": [WIDE], "inputs": [WIDE]}
    made["degraded"] = [{"part": "senses", "reason": WIDE, "remedy": "mend it"}]
    made["slowest"].append({"document": WIDE, "seconds": 100.0})
    failed = document(3, status="failed", error=WIDE, title=None, name=WIDE, text=None, record=None)
    return page([document(1, title=WIDE), document(2), failed], **made)


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(open_page, small, width):
    tab = open_page(small, viewport={"width": width, "height": 6000})
    inspect(tab, source(), {
        "as it opens": lambda: None,
        "all unfolded": lambda: [summary.click() for summary in tab.locator("summary").all()],
        "sorted": lambda: tab.click("th.words button"),
        "searched": lambda: tab.fill("#search", "title"),
        "nothing found": lambda: tab.fill("#search", "no such words"),
        "failures": lambda: (tab.fill("#search", ""), tab.select_option("#show", "failed")),
    })  # fmt: skip


def test_everything_is_reached_by_the_tab_key(open_page, small):
    tab = open_page(small)
    assert tabbed(tab) == set()
    tab.focus("#search")
    tab.keyboard.type("title")
    assert tab.inner_text("#count") == "1 of 3 documents"


def test_a_phone_is_wide_enough(open_page, small):
    tab = open_page(small, viewport={"width": 360, "height": 800})
    for fold in tab.locator("summary").all():
        fold.click()
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    assert tab.locator("#rows").evaluate("rows => rows.scrollWidth > rows.clientWidth")


def test_print_shows_charts_and_the_first_rows(large):
    large.evaluate("document.getElementById('rows').scrollTop = 1e9")
    large.locator("#rows tbody", has_text="a.example/019999.txt").wait_for()
    large.pdf()
    large.emulate_media(media="print")
    expect(large.locator(".bars").first).to_be_visible()
    expect(large.locator("#rows", has_text="Title 0")).to_be_visible()
    expect(large.locator(".tools")).to_be_hidden()
    rows = large.locator("#rows tbody tr:not(.space)").count()
    last = large.locator(".space:visible td")
    content = "cell => getComputedStyle(cell, '::after').content"
    assert last.evaluate(content) == f'"and {20_000 - rows:,} more"'
    assert last.bounding_box()["height"] < 100
