"""The review in the terminal: what is asked, what each key does, and that it works on a terminal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cleanup.render.changes import is_repair
from cleanup.review import tty
from cleanup.review.desk import Desk
from cleanup.review.tty_view import show
from cleanup.saved import open_saved
from cleanup.types import Alternative, Edit, Result, Span, Status
from cleanup.verdictfile import VerdictChange, VerdictFile
from tests.making import DISPLAY, SAFE, UNSAFE, finding
from tests.render.cases import WILD, WORDS, results
from tests.review.desks import desk, found, written

TEXT = (
    "Our website use cookies.\n\n"
    "The mayor won a grave, scheduled\u00a0for May.\n\n"
    "He was in a short film about the house. “Todavía no,” he said \x1b[31m.\n"
)


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def article() -> Result:
    """In the order in which they are asked about: film, Todavía no, the notice, grave."""
    notice = Span(*at("Our website use cookies."))
    gone = Alternative((Edit(Span(notice.start, notice.end + 2), ""),), 0.95)
    grave = Span(*at("grave"))
    pair = (Edit(Span(grave.start - 2, grave.start - 1), "an"), Edit(grave, "inauguration"))
    corrections = (Alternative(pair, 0.85), Alternative((Edit(grave, "ceremony"),), 0.6))
    film = finding(*at("short film"), "short term", rule="es.film", level=UNSAFE, p_right=0.7)
    return found(
        TEXT,
        [
            replace(
                finding(notice.start, notice.end, stage="boilerplate", rule="en.consent"),
                alternatives=(gone,),
            ),
            replace(finding(grave.start, grave.end, rule="es.grave"), alternatives=corrections),
            finding(*at("\u00a0"), " ", stage="normalise"),
            replace(film, message="A film is no term", evidence={"hypothesis": "corto plazo"}),
            finding(*at("Todavía no"), stage="foreign", rule="foreign.phrase", level=DISPLAY),
        ],
    )


class Reader:
    """Answers from a list, then end of input; `shown` holds all that was printed, prompts too."""

    def __init__(self, of: Desk, *answers: object) -> None:
        self.file = io.StringIO()
        self.answers = list(answers)
        tty.review(of, Console(file=self.file, width=90, color_system=None, no_color=True), self.ask)
        self.shown = re.sub(r" +$", "", self.file.getvalue(), flags=re.MULTILINE)

    def ask(self, prompt: str) -> str:
        self.file.write(f"{prompt}\n")
        if not self.answers:
            raise EOFError
        answer = self.answers.pop(0)
        if callable(answer):
            answer = answer()
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def prompts(self) -> list[str]:
        return re.findall(r"^\((\d+ of \d+)\) accept this\?", self.shown, re.MULTILINE)


@pytest.fixture
def open_desk(tmp_path) -> Desk:
    return desk(tmp_path, article())


def decided(of: Desk) -> dict[str, str | None]:
    return {verdict.original: verdict.text for verdict in of.review.verdicts.values()}


def test_what_is_shown(open_desk):
    assert Reader(open_desk, "n", "n", "n", "n").shown == (
        """
  He was in a short [-film-]{+term+}¹ about the house. “Todavía no,” he said ␛[31m.
    ~1 short film → short term · 70% · es.film
       A film is no term
       hypothesis: corto plazo
       not changed (unsafe: needs a look)
(1 of 4) accept this? [y,n,a,d,e,t,u,r,j,k,q,?]

  He was in a short film about the house. “[?Todavía no?]²,” he said ␛[31m.
    ?2 Todavía no · 90% · foreign.phrase
       not changed (a flag: no correction is known)
(2 of 4) accept this? [y,n,a,d,e,t,u,r,j,k,q,?]

  [-Our website use cookies.-]³
    −3 removed “Our website use cookies.” · 95% · en.consent
       applied (safe)
(3 of 4) accept this? [y,n,a,d,e,t,u,r,j,k,q,?]

  The mayor won [-a-]{+an+} [-grave-]{+inauguration+}⁴, scheduled for May.
    ~4 a grave → an inauguration · 85% · es.grave
       applied (safe)
     1 “an inauguration” · 85%
     2 “a ceremony” · 60%
(4 of 4) accept this? [y,n,1-2,a,d,e,t,u,r,j,k,q,?]
No findings wait for a look.
write the text and mark it done? [y/n]

No findings wait for a look.
"""
    )


def test_what_else_is_applied_in_the_paragraph_reads_as_it_will(tmp_path):
    text = "He was a mayor of the town.\n"
    waiting = finding(17, 26, "a city", level=UNSAFE)
    shown = Reader(desk(tmp_path, found(text, [finding(9, 14, "minister"), waiting]))).shown
    assert "  He was a minister of [-the town-]{+a city+}¹.\n" in shown


def test_a_proposal_is_shown_though_something_applied_overlaps_it(tmp_path):
    text = "one two three four\n"
    some = [finding(0, 7, "1 2"), finding(8, 13, "3"), finding(0, 18, "all of it", level=UNSAFE)]
    shown = Reader(desk(tmp_path, found(text, some)), "n", "k", "k", "q").shown
    assert "  [-one two three four-]{+all of it+}¹\n" in shown


def test_a_paragraph_that_the_reviewer_added_is_shown(tmp_path):
    one = desk(tmp_path, found("One.\nTwo.\n", []))
    one.act(one.change(Span(0, 5), "One.\nMore.\n"))
    shown = Reader(one, "k", "n", "n").shown
    assert "{+More.⏎+}¹" in shown
    assert one.review.verdicts == {}


def test_names_of_files_do_not_act(tmp_path):
    path = written(tmp_path, found("All is well.\n", []), "art\x1b[2Jicle.txt")
    assert "art␛[2Jicle.clean.txt" in Reader(Desk(open_saved(path)), "y").shown


def test_a_long_word_is_not_cut(tmp_path):
    address = "https://example.org/" + "path/" * 30
    shown = Reader(desk(tmp_path, found(f"See {address} there.\n", [finding(0, 3, "Look at")])), "q").shown
    assert address in shown.replace("\n  ", "")


def test_accept_and_reject(open_desk):
    Reader(open_desk, "y", "n", "n", "y", "n")
    assert decided(open_desk) == {
        "short film": "short term",
        "Todavía no": None,
        "Our website use cookies.": None,
        "a grave": "an inauguration",
    }


def test_a_number_accepts_that_correction(open_desk):
    reader = Reader(open_desk, "j", "j", "j", "3", "0", "2", "q")
    assert decided(open_desk) == {"a grave": "a ceremony"}
    assert "There is no correction 3." in reader.shown
    assert "There is no correction 0." in reader.shown


def test_a_flag_without_a_correction_asks_for_the_text(open_desk):
    reader = Reader(open_desk, "j", "y", "Not yet", "q")
    assert decided(open_desk) == {"Todavía no": "Not yet"}
    assert "instead of “Todavía no” (- removes it, nothing leaves it):" in reader.shown


@pytest.mark.parametrize(
    ("typed", "verdicts"),
    [("a start", {"a grave": "a start"}), ("-", {"a grave": ""}), ("", {}), ("a grave", {"a grave": None})],
)
def test_written_by_hand(open_desk, typed, verdicts):
    reader = Reader(open_desk, "k", "j", "j", "j", "e", typed, "q")
    assert decided(open_desk) == verdicts
    assert "instead of “a grave”" in reader.shown
    if not typed:
        assert reader.prompts[-2:] == ["4 of 4", "4 of 4"]


def test_this_and_all_that_follow(open_desk):
    Reader(open_desk, "j", "a", "q")
    assert decided(open_desk) == {"Our website use cookies.": "", "a grave": "an inauguration"}
    reader = Reader(open_desk, "d")
    assert decided(open_desk) | {"short film": None, "Todavía no": None} == decided(open_desk)
    assert reader.prompts == ["1 of 4"]


def test_nothing_there_to_accept_or_take_back_is_said(open_desk):
    shown = Reader(open_desk, "y", "a", "a", "t", "u", "u", "u", "r", "r", "r", "k", "k", "j", "q").shown
    for said in (
        "None of these has a correction to accept.",
        "There is no verdict on it.",
        "Nothing was done yet.",
        "Nothing was undone.",
        "This is the first.",
    ):
        assert said in shown


def test_undo_without_limit_and_redo(open_desk):
    first = open_desk.result
    Reader(open_desk, "y", "e", "Not yet", "d", "u", "u", "u", "q")
    assert open_desk.result == first
    reader = Reader(open_desk, "y", "e", "Not yet", "u", "u", "r", "r", "q")
    assert decided(open_desk) == {"short film": "short term", "Todavía no": "Not yet"}
    assert reader.prompts == ["1 of 4", "2 of 4", "3 of 4", "2 of 4", "1 of 4", "2 of 4", "3 of 4"]


def test_to_accept_again_what_is_accepted_is_no_action(open_desk):
    reader = Reader(open_desk, "y", "k", "y", "u", "q")
    assert decided(open_desk) == {}
    assert reader.prompts == ["1 of 4", "2 of 4", "1 of 4", "2 of 4", "1 of 4"]


def test_undo_brings_back_what_was_overruled(tmp_path):
    text = "He won a great grave.\n"
    pair = (Edit(Span(7, 8), "an"), Edit(Span(15, 20), "inauguration"))
    one = desk(tmp_path, found(text, [replace(finding(15, 20), alternatives=(Alternative(pair, 0.9),))]))
    one.act(one.change(Span(9, 14), "early"))
    Reader(one, "e", "the prize", "n")
    assert decided(one) == {"a great grave": "the prize"}
    one.act(one.take_back(next(iter(one.review.verdicts))))
    one.act(one.change(Span(9, 14), "early"))
    Reader(one, "e", "the prize", "u", "q", "n")
    assert decided(one) == {"great": "early"}
    assert one.result.output == "He won an early inauguration.\n"


def test_a_new_action_forgets_what_was_undone(open_desk):
    reader = Reader(open_desk, "y", "u", "n", "r", "q")
    assert decided(open_desk) == {"short film": None}
    assert "Nothing was undone." in reader.shown


def test_a_verdict_is_taken_back_and_asked_for_again(open_desk):
    reader = Reader(open_desk, "y", "k", "t", "q")
    assert decided(open_desk) == {}
    assert reader.prompts == ["1 of 4", "2 of 4", "1 of 4", "1 of 4"]
    assert "applied (accepted in review)" in reader.shown


def test_a_rejected_one_can_be_seen_again_and_accepted(open_desk):
    reader = Reader(open_desk, "n", "k", "y", "q")
    assert "“short term” (70%) · not changed (rejected in review)" in reader.shown
    assert decided(open_desk) == {"short film": "short term"}


def test_what_a_rejection_sets_free_is_asked_about(tmp_path):
    text = "one two three four\n"
    some = [finding(0, 13, "1 2 3", level=SAFE), finding(4, 7, "2", level=UNSAFE)]
    reader = Reader(desk(tmp_path, found(text, some)), "n", "y", "n")
    assert reader.prompts == ["1 of 1", "1 of 2"]


def test_superseded_findings_and_repairs_are_left_out(open_desk):
    assert not re.search("normalise|space", Reader(open_desk, "j", "j", "j").shown)


def test_after_the_last_come_those_that_were_passed_over(open_desk):
    assert Reader(open_desk, "j", "n", "n", "n", "n").prompts == [f"{n} of 4" for n in (1, 2, 3, 4, 1)]


def test_leaving_keeps_what_was_decided_and_says_what_is_left(open_desk, tmp_path):
    for leave in ("q", EOFError()):
        reader = Reader(open_desk, "y", leave)
        assert "1 finding waits for a look." in reader.shown
        assert "write the text" not in reader.shown
        again = Desk(open_saved(tmp_path / "article.txt"))
        assert decided(again) == decided(open_desk) == {"short film": "short term"}
        open_desk.act(open_desk.take_back(next(iter(open_desk.review.verdicts))))
        open_desk.act(open_desk.accept(open_desk.left()[0].finding.fingerprint))


def test_the_text_is_written_once_nothing_waits(open_desk, tmp_path):
    reader = Reader(open_desk, "y", "n", "q", "y")
    assert open_desk.done
    assert "Written: " in reader.shown
    text = (tmp_path / "article.clean.txt").read_text("utf-8")
    assert text == open_desk.result.output
    assert "short term about" in text


@pytest.mark.parametrize("answer", ["n", "", "q", EOFError()])
def test_nothing_is_written_without_a_yes(open_desk, answer):
    Reader(open_desk, "y", "n", "q", answer)
    assert not open_desk.done


def test_from_the_last_question_one_can_go_back(open_desk):
    reader = Reader(open_desk, "d", "u", "d", "k", "y", "n")
    assert reader.prompts == ["1 of 4", "1 of 4", "4 of 4"]
    assert decided(open_desk)["a grave"] == "an inauguration"


def test_what_cannot_be_written_is_said_and_asked_again(open_desk, tmp_path):
    text = tmp_path / "article.clean.txt"
    text.write_text("my own words", "utf-8")
    reader = Reader(open_desk, "d", "y", lambda: text.unlink() or "y")
    assert "was edited since cleanup wrote it" in reader.shown
    assert reader.shown.count("write the text and mark it done?") == 2
    assert open_desk.done


def test_a_verdict_that_cannot_be_saved_is_said(open_desk, tmp_path, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        reader = Reader(open_desk, "y", "q")
    assert "No space left on device" in reader.shown
    assert reader.prompts == ["1 of 4", "1 of 4"]
    assert open_desk.review.verdicts == {}


def elsewhere(folder: Path, words: str, wanted: str | None, answer: str = "y"):
    """Another window decides, before the reader gives `answer`."""

    def decide() -> str:
        other = Desk(open_saved(folder / "article.txt"))
        (id,) = [d.finding.fingerprint for d in other.result.decisions if d.finding.span == Span(*at(words))]
        other.act(other.reject(id) if wanted is None else other.rewrite(id, wanted))
        return answer

    return decide


def test_what_another_window_decided_is_shown_and_not_overwritten(open_desk, tmp_path):
    reader = Reader(open_desk, elsewhere(tmp_path, "short film", "term"), "q")
    assert "Another window decided this meanwhile: look again." in reader.shown
    assert "[-short film-]{+term+}¹ about" in reader.shown.split("look again.")[1]
    assert decided(open_desk) == {"short film": "term"}


def test_what_another_window_decided_besides_is_taken_in(open_desk, tmp_path):
    reader = Reader(open_desk, elsewhere(tmp_path, "Todavía no", "Not yet"), "q")
    assert decided(open_desk) == {"short film": "short term", "Todavía no": "Not yet"}
    assert reader.prompts == ["1 of 4", "3 of 4"]


def test_what_another_window_decides_before_the_text_is_written_counts(open_desk, tmp_path):
    Reader(open_desk, "y", "n", "q", elsewhere(tmp_path, "Todavía no", "Not yet"))
    assert "“Not yet,” he said" in (tmp_path / "article.clean.txt").read_text("utf-8")


def test_what_another_window_opened_again_is_asked_for(open_desk, tmp_path):
    def take_back() -> str:
        other = Desk(open_saved(tmp_path / "article.txt"))
        other.act(other.take_back(next(iter(other.review.verdicts))))
        return "y"

    reader = Reader(open_desk, "y", "n", "q", take_back, "q")
    assert reader.prompts == ["1 of 4", "2 of 4", "3 of 4", "3 of 4"]
    assert "1 finding waits for a look." in reader.shown
    assert not open_desk.done


def test_a_conflict_at_the_last_moment(open_desk, tmp_path, monkeypatch):
    decide, read = elsewhere(tmp_path, "short film", None), open_desk.file.change

    def late(changes):
        monkeypatch.undo()
        decide()
        return read(changes)

    monkeypatch.setattr(open_desk.file, "change", late)
    reader = Reader(open_desk, "y", "q")
    assert "look again" in reader.shown
    assert decided(open_desk) == {"short film": None}


def test_an_undo_that_another_window_forestalled_is_dropped(open_desk, tmp_path):
    reader = Reader(open_desk, "y", elsewhere(tmp_path, "short film", "term", "u"), "u", "q")
    assert "look again" in reader.shown
    assert "Nothing was done yet." in reader.shown
    assert reader.shown.count("?2 Todavía no") == 2
    assert decided(open_desk) == {"short film": "term"}


@pytest.mark.parametrize("typed", ["\udcff", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid")])
def test_what_is_no_text_is_refused(open_desk, typed):
    reader = Reader(open_desk, "e", typed, "q")
    assert "This is no text in the encoding of the terminal." in reader.shown
    assert decided(open_desk) == {}


@pytest.mark.parametrize("key", ["?", "x", ""])
def test_help(open_desk, key):
    reader = Reader(open_desk, key, "q")
    assert "1-9  accept the correction of that number" in reader.shown
    assert reader.shown.count("~1 short film") == 1


def test_lost_verdicts_are_shown(open_desk):
    (change,) = open_desk.change(Span(*at("house")), "home")
    lost = replace(change.after, id="gone", original="all\x1bgone", text="new")
    open_desk.act([VerdictChange("gone", None, lost)])
    shown = Reader(open_desk, "q").shown
    assert "1 verdict finds its place no more" in shown
    assert "“all␛gone” → “new”" in shown


def test_nothing_to_decide(tmp_path):
    reader = Reader(desk(tmp_path, found("All is well.\n", [])), "y")
    assert reader.shown.startswith("No findings wait for a look.\nwrite the text")
    assert "Written" in reader.shown


@given(results(WILD, WILD) | results(WORDS, WORDS), st.booleans())
def test_every_finding_can_be_shown_and_nothing_acts(made, colour):
    file = io.StringIO()
    system = "standard" if colour else None
    console = Console(file=file, width=60, force_terminal=colour, color_system=system)
    for status in (Status.PENDING, Status.APPLIED, Status.REJECTED):
        for decision in (d for d in made.decisions if not is_repair(d)):
            chosen = decision.chosen if status is Status.APPLIED else None
            if status is Status.APPLIED and chosen is None:
                continue
            one = replace(decision, status=status, chosen=chosen)
            decisions = tuple(one if d is decision else d for d in made.decisions)
            show(console, replace(made, decisions=decisions), one, 7)
            assert "⁷" in file.getvalue() or not decision.finding.span  # no words to stand at
    text = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
    assert not re.search("[\r\u2028]", text)
    assert all(len(line) <= 60 for line in text.split("\n"))


def cleanup(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cleanup", *map(str, arguments)]


def test_over_a_pipe(tmp_path):
    path = written(tmp_path, article())
    done = subprocess.run(
        cleanup("review", path, "--tty"), input="y\ne\nNot yet\nq\ny\n", capture_output=True,
        encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "article.clean.txt").read_text("utf-8")
    assert "short term" in text
    assert "“Not yet,”" in text


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_on_a_terminal(tmp_path):
    import pty

    path = written(tmp_path, article())
    answers = [b"y\n", b"e\n", "Ainda não\n".encode(), b"\x04"]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "80", "PYTHONUTF8": "1"}
        os.environ.pop("NO_COLOR", None)
        os.execv(sys.executable, cleanup("review", path, "--tty"))
    shown, answered = b"", 0
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # what Linux says when the other end is closed
            break
        if not read:
            break
        shown += read
        if len(re.findall(rb"q,\?\] |\[y/n\] |leaves it\): ", shown)) > answered:
            os.write(terminal, answers[answered] if answered < len(answers) else b"\x04")
            answered += 1
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    said = shown.decode("utf-8")
    assert re.search("\x1b\\[[0-9;]*31mfilm\x1b", said)
    assert "\x1b[31m." not in said  # the article's own escape is shown, not obeyed
    assert "No findings wait for a look." in said
    review = VerdictFile(tmp_path / "article.verdicts.json").read()
    assert {v.original: v.text for v in review.verdicts.values()} == {
        "short film": "short term",
        "Todavía no": "Ainda não",
    }
