"""The review page in a real browser: every decision by the keyboard, and exactly the text decided."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import Server, cleanup, serving
from tests.review.desks import output_of

SAMPLE = Path(__file__).parents[2] / "samples" / "kremlin" / "input.txt"
HEADLINE = "Putin has addressed a meeting with Trump, but without concrete plans, according to the Kremlin"
PHRASE = "Todavía no hay preparativos sustanciales"


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cleaned")
    shutil.copy(SAMPLE, folder / "kremlin.txt")
    cleanup("fix", "-q", folder / "kremlin.txt")
    return folder


@pytest.fixture
def article(cleaned, tmp_path) -> Path:
    for path in cleaned.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / "kremlin.txt"


@dataclass(frozen=True)
class Served:
    """An article and its review."""

    path: Path
    address: str


@pytest.fixture(scope="module")
def running(cleaned, tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(cleaned, folder, dirs_exist_ok=True)
    with serving(folder / "kremlin.txt") as server:
        yield Served(folder / "kremlin.txt", server.address)


@pytest.fixture
def served(running) -> Served:
    """The same server for all, with no verdict yet."""
    running.path.with_name("kremlin.verdicts.json").unlink(missing_ok=True)
    return running


@pytest.fixture
def decided(article) -> bytes:
    """What the text is to be after `decide`, made of the input without our code."""
    text = article.read_bytes().decode()
    for old, new in (
        (f"{HEADLINE}\n\n{HEADLINE}\n\n", f"{HEADLINE}\n\n"),
        (PHRASE, "There are no substantial preparations yet"),
        ("Trump’s grave", "Trump’s swearing-in"),
        ("of the banter between", "of the relationship between"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text.encode()


def decide(reader) -> None:
    """Every finding of the sample by the keyboard, and a change of one's own."""
    reader.look_at("Our website").press("n")
    reader.look_at("Putin has").press("y")
    reader.look_at("Todavía").press("e").write("There are no substantial preparations yet")
    reader.look_at("grave").press("2")
    reader.look_at("By Kimberly").press("n")
    reader.select("banter").press("e").write("relationship")


def written(article: Path) -> bytes:
    return article.with_name("kremlin.clean.txt").read_bytes()


def test_decided_by_the_keyboard_reloaded_killed_and_written_byte_for_byte(reader, article, decided):
    with serving(article) as server:
        reader.open(server.address)
        first = reader.reads()
        assert first == " ".join(written(article).decode().split())
        decide(reader)
        assert reader.reads() == " ".join(decided.decode().split())
        labels = ["rejected", "accepted", "rewritten", "accepted", "your change", "rejected"]
        assert reader.states() == labels

        while reader.page.is_enabled("#undo"):
            reader.press("u")
        assert reader.reads() == first
        reader.page.reload()
        assert reader.reads() == first
        while reader.page.is_enabled("#redo"):
            reader.press("r")
        assert reader.states() == labels

        reader.page.reload()
        assert reader.states() == labels
        reader.press("Control+z", "Control+Shift+z")
        assert reader.states() == labels
    with serving(article) as server:  # the one before was killed
        reader.open(server.address)
        assert reader.states() == labels
        assert reader.reads() == " ".join(decided.decode().split())
        reader.page.click("#done")
        reader.hold("said", "Written")
        assert written(article) == decided
    for command in (["apply", article], ["fix", "-q", article]):
        article.with_name("kremlin.clean.txt").unlink()
        cleanup(*command)
        assert written(article) == decided


def test_rejecting_all_gives_the_input(reader, article):
    with serving(article) as server:
        reader.open(server.address).press("ArrowDown", "d")
        assert set(reader.states()) == {"rejected"}
        reader.page.click("#done")
        reader.hold("said", "Written")
    assert written(article) == article.read_bytes()


def test_after_in_place(reader, article):
    for path in article.parent.glob("kremlin.c*"):
        path.unlink()
    original = article.read_bytes()
    cleanup("fix", "-q", "--in-place", article)
    with serving(article) as server:
        reader.open(server.address).press("ArrowDown", "d")
        reader.page.click("#done")
        reader.hold("said", "Written")
    assert article.read_bytes() == original


def test_keys_of_many(reader, served):
    reader.open(served.address)
    reader.look_at("Todavía").press("a")  # what can be accepted of this and all that follow
    assert reader.states() == ["applied", "applied", "to decide", "accepted", "accepted"]
    reader.press("u").look_at("Our website").press("Y")
    assert reader.states() == ["accepted", "applied", "to decide", "applied", "applied"]
    reader.look_at("Our website").press("t")
    assert reader.states() == ["applied", "applied", "to decide", "applied", "applied"]
    reader.look_at("By Kimberly").press("N")
    assert reader.states()[-1] == "rejected"
    reader.look_at("Todavía").press("y")  # there is nothing to accept, so it asks for the words
    assert reader.page.is_visible("#wanted")
    reader.press("Escape")
    reader.press("9")
    assert "no correction 9" in reader.said()
    reader.press("?")
    assert reader.page.is_visible("#keys")


def test_at_every_step_the_page_reads_as_the_files_say(reader, served):
    """Whatever keys a person presses, in any order."""
    chance = random.Random(0)
    reader.open(served.address).press("ArrowDown")
    first = reader.reads()
    for _ in range(60):
        key = chance.choice(["ArrowDown", "ArrowUp", *"yynn12tuuradYN"])
        reader.press(key)
        if reader.page.is_visible("#wanted"):
            reader.write(chance.choice(["some words", "", "Todavía no"]))
        assert reader.reads() == " ".join(output_of(served.path).split())
    while reader.page.is_enabled("#undo"):
        reader.press("u")
        assert reader.reads() == " ".join(output_of(served.path).split())
    assert reader.reads() == first


def test_buttons_do_what_the_keys_do(reader, served):
    reader.open(served.address)
    card = reader.page.locator(".card:has-text('grave')").first
    card.locator("summary").click()
    card.locator("button:has-text('swearing-in')").click()
    reader.settle()
    assert "Trump’s swearing-in" in reader.reads()
    reader.page.click("#undo")
    reader.settle()
    assert "Trump’s inauguration" in reader.reads()


def test_a_click_on_a_change_opens_its_card(reader, served):
    reader.open(served.address)
    reader.page.click("ins.new")
    assert reader.page.locator(".card.corrected details[open]").count() == 1


def test_filters(reader, served):
    reader.open(served.address)
    reader.page.click(".filters summary")
    reader.page.select_option("#by-status", "open")
    assert reader.states() == ["to decide"]
    reader.page.select_option("#by-status", "")
    reader.page.select_option("#by-stage", "mistranslation")
    assert reader.states() == ["applied"]
    reader.page.select_option("#by-confidence", "90")
    assert reader.states() == []


def test_side_by_side_and_result(reader, served):
    def column(name: str) -> str:
        return " ".join(" ".join(reader.side(name)).split())

    reader.open(served.address).look_at("grave").press("n", "u")
    reader.page.click("button[data-view=both]")
    assert column("before") == " ".join(served.path.read_text().split())
    assert column("after-it") == " ".join(written(served.path).decode().split())
    reader.press("r")
    assert "Trump’s grave" in column("after-it")
    reader.press("u")
    assert "Trump’s inauguration" in column("after-it")
    reader.page.click("button[data-view=result]")
    assert reader.page.locator(".text del:visible, .card:visible, .gone:visible").count() == 0


def test_offsets_after_characters_outside_the_first_plane_and_crlf(reader, tmp_path):
    article = tmp_path / "emoji.txt"
    text = "Bridge 🌉🌉 vote\r\n\r\nThe council 👩‍🚒 put off a vote\u202e on the harbour bridge 🌉 today.\r\n"
    article.write_bytes(text.encode())
    cleanup("fix", "-q", article)
    with serving(article) as server:
        reader.open(server.address)
        reader.select("harbour bridge").press("e").write("old\nferry")
        reader.page.click("#done")
        reader.hold("said", "Written")
    expected = text.replace("harbour bridge", "old\r\nferry").replace("\u202e", "")
    assert article.with_name("emoji.clean.txt").read_bytes() == expected.encode()


def test_verdicts_that_find_no_place_are_shown_and_can_be_forgotten(reader, article):
    with serving(article) as server:
        decide(reader.open(server.address))
    text = article.read_text().replace("the banter between", "the talks between")
    article.write_text(text.replace("stable contacts.", "stable contacts.\n\nA new paragraph stands here."))
    cleanup("fix", "-q", article)
    assert "Trump’s swearing-in" in written(article).decode()
    with serving(article) as server:
        reader.open(server.address)
        assert "banter" in reader.page.inner_text("#lost")
        reader.page.click("#lost button")
        reader.settle()
        reader.hold("gone", "#lost button")
        assert "Trump’s swearing-in" in reader.reads()


def test_when_the_server_is_gone_nothing_looks_decided(reader, article):
    server = Server(article)
    reader.open(server.address).look_at("grave")
    before = reader.states()
    server.kill()
    reader.allowed = True
    reader.press("n")
    assert "start `cleanup review` again" in reader.said()
    assert reader.states() == before


def test_a_folder(reader, article):
    shutil.copy(article, article.with_name("other.txt"))
    cleanup("fix", "-q", article.with_name("other.txt"))
    with serving(article.parent) as server:
        reader.open(server.address)
        rows = reader.page.locator("tbody tr").all_inner_texts()
        assert [row.split("\t")[1:] for row in rows] == [["1", "0", "open"], ["1", "0", "open"]]
        reader.page.click("tbody a >> nth=0")
        reader.look_at("Todavía").press("n")
        reader.page.click("#done")
        reader.hold("said", "Written")
        reader.page.click("text=Next article")
        assert "other.txt" in reader.page.inner_text("h1")
        reader.page.click(".brand a")
        rows = reader.page.locator("tbody tr").all_inner_texts()
        assert [row.split("\t")[1:] for row in rows] == [["0", "1", "done"], ["1", "0", "open"]]


def test_an_article_never_cleaned_is_cleaned_first(reader, tmp_path):
    article = tmp_path / "new.txt"
    shutil.copy(SAMPLE, article)
    with serving(article) as server:
        reader.open(server.address)
        assert "inauguration" in reader.reads()


def test_nothing_is_decided_that_is_not_looked_at(reader, served):
    reader.open(served.address).press("n")  # shows the first to decide
    assert reader.head().startswith("?3")
    reader.look_at("By Kimberly")
    reader.page.click(".filters summary")
    reader.page.select_option("#by-status", "open")  # hides the current card
    reader.page.focus("#article")
    before = reader.states()
    reader.press("d")
    assert reader.states() == before
    reader.page.select_option("#by-status", "")
    reader.look_at("grave")
    reader.page.click("button[data-view=result]")
    reader.press("n")
    assert "rejected" not in reader.states()


def test_after_words_of_ones_own_the_next_finding_is_looked_at(reader, served):
    reader.open(served.address).look_at("Todavía").press("y").write("There are none yet")
    reader.press("n")
    assert reader.states()[2:4] == ["rewritten", "rejected"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("Trump’s ", 0, "inaug", 5), "Trump’s inauguration"),
        (("inauguration", 4, ", scheduled", 11), "inauguration, scheduled"),
    ],
)
def test_a_selection_takes_in_the_whole_of_a_change(reader, served, words, offered):
    first, start, last, end = words
    reader.open(served.address)
    reader.page.evaluate(
        """([first, start, last, end]) => {
          const find = (words) => {
            const article = document.getElementById("article");
            const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const node = walker.currentNode;
              const at = node.data.indexOf(words);
              if (at >= 0 && node.parentElement.closest(".text")) return [node, at];
            }
          };
          const range = document.createRange();
          const [a, from] = find(first), [b, to] = find(last);
          range.setStart(a, from + start);
          range.setEnd(b, to + end);
          getSelection().addRange(range);
        }""",
        [first, start, last, end],
    )
    reader.press("e")
    assert reader.page.input_value("#wanted") == offered
    reader.write("Trump’s oath")
    assert "Trump’s oath" in reader.reads()
    assert "inauguration" not in reader.reads()


def test_done_renews_the_report_and_says_what_is_left(reader, article):
    cleanup("fix", "-q", "--report", article)
    report = article.with_name("kremlin.report.html")
    assert 'class="label rejected"' not in report.read_text()
    with serving(article) as server:
        reader.open(server.address).look_at("grave").press("n")
        reader.page.click("#done")
        reader.hold("said", "1 still to decide")
    assert 'class="label rejected"' in report.read_text()
