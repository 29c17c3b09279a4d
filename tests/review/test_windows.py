"""Several windows, profiles and servers on one article: nobody overwrites what they have not seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from cleanup.types import Result
from tests.browser import Reader, person, serving
from tests.making import UNSAFE, finding
from tests.review.desks import found, written

TEXT = (
    "The mayor won a grave, scheduled for May.\n\n"
    "He lived in a white house near the short film.\n\n"
    "Nothing else was said of the rumble in the harbour.\n"
)
CORRECTIONS = {
    "grave": ("start", "beginning"),
    "white house": ("White House",),
    "short film": ("short term",),
    "rumble": ("course",),
}
OTHERS = "Another window decided this meanwhile"


def result(text: str) -> Result:
    return found(
        text,
        [
            finding(text.index(old), text.index(old) + len(old), *new, rule=f"es.{old[:5]}", level=UNSAFE)
            for old, new in CORRECTIONS.items()
            if old in text
        ],
    )


@dataclass(frozen=True)
class Article:
    path: Path
    addresses: tuple[str, str]  # for two windows: of one server, or of two

    def verdicts(self) -> dict[str, str | None]:
        """What the file says shall stand for what."""
        file = self.path.with_name("article.verdicts.json")
        return {v["original"]: v["text"] for v in json.loads(file.read_text())["verdicts"]}

    def written(self) -> str:
        return self.path.with_name("article.clean.txt").read_text()


@pytest.fixture(scope="module", params=["one server", "two servers"])
def served(request, tmp_path_factory) -> Iterator[Article]:
    path = written(tmp_path_factory.mktemp("windows"), result(TEXT))
    with ExitStack() as stack:
        first = stack.enter_context(serving(path))
        second = first if request.param == "one server" else stack.enter_context(serving(path))
        yield Article(path, (first.address, second.address))


@pytest.fixture
def article(served) -> Article:
    """The article, with no verdict yet."""
    served.path.with_name("article.verdicts.json").unlink(missing_ok=True)
    written(served.path.parent, result(TEXT))
    return served


@pytest.fixture(scope="module")
def profiles(browser) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    """Two, which hear nothing of each other."""
    with person(browser) as one, person(browser) as two:
        yield one.page.context, two.page.context


@pytest.fixture
def windows(profiles, article) -> Iterator[list[Reader]]:
    """One in each profile."""
    pairs = zip(profiles, article.addresses, strict=True)
    opened = [Reader(profile.new_page()).open(address) for profile, address in pairs]
    yield opened
    for reader in opened:
        assert reader.troubles == []
        reader.page.close()


def look_at(reader: Reader, words: str) -> Reader:
    card = reader.page.locator(".card", has=reader.page.locator(".head", has_text=words))
    card.locator("summary").focus()
    return reader


def state(reader: Reader, words: str) -> str:
    card = reader.page.locator(".card", has=reader.page.locator(".head", has_text=words))
    return card.locator(".label").inner_text()


def test_different_findings_by_turns(article, windows):
    one, two = windows
    look_at(one, "grave").press("2")
    look_at(two, "rumble").press("y")
    look_at(one, "white house").press("n")
    look_at(two, "short film").press("n")
    assert article.verdicts() == {
        "grave": "beginning", "rumble": "course", "white house": None, "short film": None
    }  # fmt: skip
    for reader in windows:
        look_at(reader, "white house").press("n")  # its answer brings what is new
        assert reader.states() == ["accepted", "rejected", "rejected", "accepted"]
    one.page.click("#done")
    expect(one.page.locator("#said")).to_contain_text("Written")
    assert article.written() == TEXT.replace("grave", "beginning").replace("rumble", "course")


def test_the_same_finding_the_second_is_told_and_sees_the_first(article, windows):
    one, two = windows
    look_at(one, "grave").press("y")
    look_at(two, "grave").press("n")
    assert OTHERS in two.said()
    assert state(two, "grave") == "accepted"
    assert article.verdicts() == {"grave": "start"}
    look_at(two, "grave").press("n")  # now that it is seen
    assert article.verdicts() == {"grave": None}


def test_whatever_the_second_does_it_does_not_overwrite(article, windows):
    one, two = windows
    for choice, key in zip("121212", "nteN2d", strict=True):
        look_at(one, "grave").press(choice)
        look_at(two, "grave").press(key)
        if key == "e":
            two.write("something else")
        assert article.verdicts()["grave"] == CORRECTIONS["grave"][int(choice) - 1], key
        assert state(two, "grave") == "accepted", key


def test_own_changes_of_the_same_words(article, windows):
    one, two = windows
    one.select("scheduled for May").press("e").write("in May")
    two.select("for May").press("e").write("for June")
    assert OTHERS in two.said()
    assert "in May" in two.reads()
    assert article.verdicts() == {"scheduled for May": "in May"}


def test_undo_does_not_take_back_what_another_decided(article, windows):
    one, two = windows
    look_at(one, "rumble").press("y")
    look_at(one, "grave").press("y")
    look_at(two, "short film").press("y")  # its answer brings what is new
    look_at(two, "grave").press("n")
    one.press("u")
    assert OTHERS in one.said()
    assert state(one, "grave") == "rejected"
    assert article.verdicts() == {"rumble": "course", "short film": "short term", "grave": None}
    one.press("u")  # what was done before that can still be undone
    assert article.verdicts() == {"short film": "short term", "grave": None}
    assert one.page.is_disabled("#undo")
    two.press("u", "u")
    assert article.verdicts() == {"grave": "start"}


def test_done_is_for_what_was_seen(article, windows):
    one, two = windows
    look_at(one, "grave").press("y")
    two.page.click("#done")
    expect(two.page.locator("#said")).to_contain_text(OTHERS)
    assert article.written() == TEXT
    two.page.click("#done")
    expect(two.page.locator("#said")).to_contain_text("Written")
    assert article.written() == TEXT.replace("grave", "start")


def test_windows_of_one_profile_show_at_once_what_the_other_decides(article, reader):
    one = reader.open(article.addresses[0])
    two = Reader(one.page.context.new_page()).open(article.addresses[0])
    look_at(two, "grave")
    look_at(one, "grave").press("y")
    expect(two.page.locator(".label.accepted")).to_have_count(1)
    assert two.page.locator("details[open] .head", has_text="grave").count() == 1
    two.press("u")
    assert "Nothing to undo" in two.said()
    two.press("n")  # on the card that was open all the time
    expect(one.page.locator(".label.rejected")).to_have_count(1)


def test_cleaned_anew_while_it_is_open(article, windows):
    one, two = windows
    look_at(one, "grave").press("y")
    look_at(two, "rumble").press("y")
    look_at(one, "white house")
    changed = "A new paragraph.\n\n" + TEXT.replace("white house", "villa")
    written(article.path.parent, result(changed))
    one.page.keyboard.press("n")
    expect(one.page.locator("#said")).to_contain_text("written anew meanwhile")
    expect(one.page.locator("#article")).to_contain_text("A new paragraph.")
    assert one.states() == ["accepted", "to decide", "accepted"]
    assert article.verdicts() == {"grave": "start", "rumble": "course"}
    two.page.click("#done")
    expect(two.page.locator("#said")).to_contain_text("written anew meanwhile")
    assert article.written() == changed
    two.page.click("#done")
    expect(two.page.locator("#said")).to_contain_text("Written")
    assert article.written() == changed.replace("grave", "start").replace("rumble", "course")


def test_the_input_changed_and_was_not_cleaned_anew(article, windows):
    one, _ = windows
    one.allowed = True
    article.path.write_text("A new paragraph.\n\n" + TEXT)
    one.page.click("#done")
    expect(one.page.locator("#said")).to_contain_text("run `cleanup fix` again; verdicts are kept")
    assert article.written() == TEXT
