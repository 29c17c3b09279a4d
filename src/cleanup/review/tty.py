"""The review in the terminal: one finding at a time, with the keys of `git add -p`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from cleanup.errors import OutputError
from cleanup.render.changes import is_repair
from cleanup.render.page.cards import lost_words
from cleanup.render.words import inert, lost, shorten
from cleanup.review.desk import Desk
from cleanup.review.tty_view import show
from cleanup.types import Decision, Span, Status
from cleanup.verdictfile import Conflict, VerdictChange
from cleanup.verdicts import place_of

LONGEST = 70  # characters of a place in a prompt
HELP = """\
y    accept it; a flag without a correction asks for the text
n    reject it
1-9  accept the correction of that number
a    accept this and all that follow, as far as they have a correction
d    reject this and all that follow
e    write by hand what shall stand there
t    take the verdict back
u    undo the last action; r: redo it
j    go to the next one, k: to the one before; nothing is decided
q    leave; what was decided is kept
?    show this"""
Place = tuple[bool, Span, str] | tuple[()]


def review(desk: Desk, console: Console, ask: Callable[[str], str]) -> None:
    """Shows the findings of `desk` one by one, those that wait for a look first, and does what the reader
    answers; every verdict is saved at once. `ask` shows a prompt and returns a line; its EOFError leaves
    like q. Raises InputError if somebody else breaks the file of verdicts meanwhile."""
    session = _Session(desk, console, ask)
    session.tell_lost()
    try:
        while session.step():
            pass
    except EOFError:
        console.print()
        session.tell_left()


class _Session:
    """Where the reader is and what was done, a list of changes for each action."""

    def __init__(self, desk: Desk, console: Console, ask: Callable[[str], str]) -> None:
        self.desk, self.console, self.ask = desk, console, ask
        self.at: Place = ()  # of what is asked about; (): nothing is left to ask
        self.seen: Decision | None = None  # as it was printed last
        self.done: list[list[VerdictChange]] = []
        self.undone: list[list[VerdictChange]] = []

    def step(self) -> bool:
        """Asks one question; False once the reader has left."""
        queue = self._queue()
        places = [_place(decision) for decision in queue]
        if self.at not in places:
            self.at = self._next(self.at)
        n = places.index(self.at) if self.at else None
        if n is not None and queue[n] != self.seen:
            show(self.console, self.desk.result, queue[n], n + 1)
            self.seen = queue[n]
        try:
            return self._end() if n is None else self._question(queue, n)
        except Conflict:
            self.desk.refresh()
            self.seen = None
            self._say("Another window decided this meanwhile: look again.")
        except UnicodeError:
            self._say("This is no text in the encoding of the terminal.")
        except OutputError as error:
            self._say(str(error))
        return True

    def _question(self, queue: Sequence[Decision], n: int) -> bool:
        shown = queue[n]
        count = len(shown.finding.alternatives)
        numbers = f"1-{count}," if count > 1 else ""
        key = self.ask(f"({n + 1} of {len(queue)}) accept this? [y,n,{numbers}a,d,e,t,u,r,j,k,q,?] ").strip()
        self.desk.refresh()
        if key != "q" and shown not in self.desk.result.decisions:
            raise Conflict
        return self._obey(key, shown, [d.finding.fingerprint for d in queue[n:]])

    def _obey(self, key: str, shown: Decision, following: Sequence[str]) -> bool:
        desk, id = self.desk, shown.finding.fingerprint
        match key:
            case "y" if shown.finding.alternatives:
                self._decide(desk.accept(id))
            case "y" | "e":
                self._write(shown)
            case "n":
                self._decide(desk.reject(id))
            case "a":
                self._decide(desk.accept_all(following), "None of these has a correction to accept.")
            case "d":
                self._decide(desk.reject_all(following), "All of these are decided.")
            case "t":
                self._decide(desk.take_back(id), "There is no verdict on it.", stay=True)
            case "u":
                self._turn(self.done, self.undone, "Nothing was done yet.")
            case "r":
                self._turn(self.undone, self.done, "Nothing was undone.")
            case "j" | "k":
                self._move(1 if key == "j" else -1)
            case "q":
                return self._end()
            case _ if key.isdecimal() and 1 <= int(key) <= len(shown.finding.alternatives):
                self._decide(desk.accept(id, int(key) - 1))
            case _ if key.isdecimal():
                self._say(f"There is no correction {key}.")
            case _:
                self._say(HELP)
        return True

    def _decide(self, wanted: Sequence[VerdictChange], otherwise: str = "", stay: bool = False) -> None:
        """Saves `wanted` and goes on to what is undecided; says `otherwise` if nothing is wanted."""
        if not wanted:
            self._say(otherwise)
            return
        if made := [change for change in wanted if change.before != change.after]:
            self.desk.act(made)
            self.done.append(made)
            self.undone.clear()
        self.at = self._next(self.at, past=not stay)

    def _write(self, shown: Decision) -> None:
        place = place_of(shown.finding)
        old = shorten(self.desk.text[place.start : place.end], LONGEST)
        wanted = self.ask(f"instead of “{old}” (- removes it, nothing leaves it): ")
        if wanted.strip():
            wanted = "" if wanted.strip() == "-" else wanted
            self._decide(self.desk.rewrite(shown.finding.fingerprint, wanted))

    def _turn(self, stack: list, other: list, otherwise: str) -> None:
        """Turns back the last action of `stack`, for `other` to turn again, and goes where it was."""
        if not stack:
            self._say(otherwise)
            return
        turned = [change.undone for change in reversed(stack[-1])]
        try:
            self.desk.act(turned)
        except Conflict:
            stack.pop()  # what it would turn back is there no more
            raise
        stack.pop()
        other.append(turned)
        ids = {change.id for change in turned}
        places = [_place(d) for d in self._queue() if d.finding.fingerprint in ids]
        self.at = self._next(min(places, default=self.at))

    def _move(self, by: int) -> None:
        places = [_place(decision) for decision in self._queue()]
        to = places.index(self.at) + by
        if 0 <= to < len(places):
            self.at = places[to]
        else:
            self._say("This is the first." if by < 0 else "This is the last.")

    def _queue(self) -> list[Decision]:
        """All that can be asked about, in the order in which it is."""
        decisions = (d for d in self.desk.result.decisions if d.status is not Status.SUPERSEDED)
        return sorted((d for d in decisions if not is_repair(d)), key=_place)

    def _next(self, at: Place, past: bool = False) -> Place:
        """The first that has no verdict from `at` on, or `past` it; after the last comes the first."""
        judged = self.desk.review.verdicts
        free = [_place(d) for d in self._queue() if d.finding.fingerprint not in judged]
        return min([p for p in free if p > at or (p == at and not past)] or free, default=())

    def _end(self) -> bool:
        """The last question, if nothing waits; True if the reader goes back instead."""
        self.tell_left()
        if self.desk.left():
            return False
        match self.ask("write the text and mark it done? [y/n] ").strip():
            case "y":
                self.desk.refresh()
                if self.desk.left():  # another window took a verdict back
                    return True
                self.desk.finish()
                self._say(f"Written: {self.desk.saved.job.text}")
            case "u":
                self._turn(self.done, self.undone, "Nothing was done yet.")
                return True
            case "k" if queue := self._queue():
                self.at = _place(queue[-1])
                return True
        return False

    def tell_left(self) -> None:
        left = len(self.desk.left())
        waits = "1 finding waits" if left == 1 else f"{left or 'No'} findings wait"
        self._say(f"{waits} for a look.")

    def tell_lost(self) -> None:
        if verdicts := self.desk.result.lost:
            self._say(lost(len(verdicts)))
        for verdict in verdicts:
            before, said, after = lost_words(verdict)
            self._say(f"  … {before} {said} {after} …")

    def _say(self, words: str) -> None:
        self.console.print(Text(inert(words)), soft_wrap=True)


def _place(decision: Decision) -> Place:
    """Where it comes in the queue: what waited for a look before any verdict first, then what was
    applied; each by place."""
    finding = decision.finding
    was = decision.before or decision
    return was.status is Status.APPLIED, finding.span, finding.fingerprint
