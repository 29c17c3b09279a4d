"""The review as a page on this machine: the loopback address only, a random port, a secret in every path."""

from __future__ import annotations

import json
import re
import secrets
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cleanup.errors import CleanupError
from cleanup.outputs import RECORD
from cleanup.render.page import assets
from cleanup.render.page.page import LONGEST_TITLE, environment
from cleanup.render.words import one_line, shorten
from cleanup.review.desk import Desk
from cleanup.review.sheet import Sheet
from cleanup.saved import open_saved
from cleanup.types import Rule, Span, Verdict
from cleanup.verdictfile import Conflict, VerdictChange, as_json, from_json

HOST = "127.0.0.1"
MAX_BODY = 64_000_000  # bytes of a request: an undo of everything in a long article
OTHERS = "Another window decided this meanwhile: it is shown now. Nothing was overwritten."
ANEW = "The article was written anew meanwhile: it is shown as it is now. Nothing was overwritten."


class Review:
    """The articles under review, by their paths relative to `folder`, in ASCII; each is opened when it is
    asked for."""

    def __init__(
        self, folder: Path, records: Sequence[Path], rules: Mapping[str, Rule], source: Path | None = None
    ) -> None:
        self.folder, self.rules, self.source = folder, rules, source
        self.records = {
            _relative(record, folder).encode("unicode_escape").decode("ascii"): record for record in records
        }
        self.token = secrets.token_urlsafe(24)
        self._desks: dict[str, Desk] = {}
        self._sheets: dict[str, Sheet] = {}
        self._stamps: dict[str, tuple[int, ...] | None] = {}  # of the records as known here

    def desk(self, name: str) -> Desk:
        """The article of that record, anew if another command wrote it. Raises KeyError, InputError."""
        stamp = _stamp(self.records[name])
        if self._stamps.get(name) != stamp:
            self._sheets.pop(name, None)
            self._desks[name] = Desk(open_saved(self.records[name], self.source), self.rules)
            self._stamps[name] = stamp
        return self._desks[name]

    def sheet(self, name: str) -> Sheet:
        """Its page."""
        desk = self.desk(name)
        if name not in self._sheets:
            self._sheets[name] = Sheet(desk, self.rules)
        return self._sheets[name]

    def finish(self, name: str) -> None:
        """Writes the text of that article. Raises InputError if its input has changed, and OutputError."""
        open_saved(self.records[name], self.source)
        self._desks[name].finish()
        self._stamps[name] = _stamp(self.records[name])

    def address(self, name: str) -> str:
        return f"/{self.token}/article/{quote(name)}"

    def app(self) -> Starlette:
        """The web application; other host names than this machine's are refused."""
        return Starlette(
            routes=[
                Route(f"/{self.token}/", self._index),
                Route(f"/{self.token}/article/{{name:path}}/state", self._state),
                Route(f"/{self.token}/article/{{name:path}}/act", self._act, methods=["POST"]),
                Route(f"/{self.token}/article/{{name:path}}", self._article),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
            exception_handlers={CleanupError: _refused, KeyError: _not_here, 404: _not_here},
        )

    async def _index(self, request: Request) -> Response:
        rows = [self._row(name) for name in self.records]
        html = (
            environment()
            .get_template("index.html")
            .render(
                folder=one_line(self.folder.resolve().name),
                rows=rows,
                left=sum(row.get("left", 0) for row in rows),
                done=sum(bool(row.get("done")) for row in rows),
                style=Markup(assets.style()),
                policy=assets.policy(()),
            )
        )
        return _page(html, ())

    def _row(self, name: str) -> dict[str, Any]:
        path = _relative(self.records[name], self.folder)
        row = {"name": one_line(path.removesuffix(RECORD)), "error": "", "done": False}
        try:
            desk = self.desk(name)
            desk.refresh()
        except CleanupError as error:
            return row | {"error": one_line(str(error))}
        return row | {
            "address": self.address(name),
            "title": shorten(desk.result.metadata.title or desk.saved.job.path.name, LONGEST_TITLE),
            "left": len(desk.left()),
            "judged": len(desk.review.verdicts),
            "done": desk.done,
        }

    async def _article(self, request: Request) -> Response:
        name = request.path_params["name"]
        sheet = self.sheet(name)
        sheet.refresh()
        names = list(self.records)
        following = names[names.index(name) + 1 :]
        html = sheet.page.document(
            address=self.address(name),
            index=f"/{self.token}/" if len(names) > 1 else "",
            next=self.address(following[0]) if following else "",
            done=sheet.desk.done,
            revision=sheet.revision,
        )
        return _page(html, assets.REVIEW, "'self'")

    async def _state(self, request: Request) -> Response:
        sheet, since = self.sheet(request.path_params["name"]), request.query_params.get("since", "")
        sheet.refresh()
        told = {"error": ANEW} if sheet.opened_since(since) else {}
        return _Json(sheet.since(since) | told)

    async def _act(self, request: Request) -> Response:
        name = request.path_params["name"]
        if int(request.headers.get("content-length", MAX_BODY + 1)) > MAX_BODY:
            return _Json({"error": "This is too much at once."}, 413)
        body = await request.body()
        sheet = self.sheet(name)
        try:
            asked = _asked(body)
        except ValueError as error:
            return _Json({"error": f"{error}"}, 400)
        since = asked["since"]
        if sheet.opened_since(since):
            return _Json(sheet.since(since) | {"error": ANEW}, 409)
        sheet.refresh()
        try:
            changes, said, id = self._perform(name, asked)
        except Conflict:
            sheet.refresh()
            return _Json(sheet.since(since) | {"error": OTHERS}, 409)
        except (ValueError, LookupError, TypeError) as error:
            return _Json(sheet.since(since) | {"error": f"{error}"}, 400)
        sheet.renew()
        answer = {"changes": [_changed(change) for change in changes], "said": said, "id": id}
        return _Json(sheet.since(since) | answer)

    def _perform(self, name: str, asked: Mapping[str, Any]) -> tuple[list[VerdictChange], str, str | None]:
        """Does what the page asks for; returns the changes made, what to tell, and the finding concerned.

        Raises Conflict, CleanupError, and ValueError, LookupError or TypeError if it makes no sense.
        """
        sheet, id = self.sheet(name), asked.get("id")
        unseen = sheet.unseen(asked["since"])
        match asked["action"]:
            case "finish" if unseen:
                raise Conflict
            case "finish":
                self.finish(name)
                left = len(sheet.desk.left())
                rest = f"; {left} still to decide, and left as they were" if left else ""
                return [], f"Written: {one_line(sheet.desk.saved.job.text.name)}{rest}.", id
            case "reopen":
                sheet.desk.reopen()
                return [], "Open again.", id
        changes, said, id = planned(sheet.desk, asked)
        # An undo says itself what it found there.
        if asked["action"] != "set" and any(change.id in unseen for change in changes):
            raise Conflict
        sheet.desk.act(changes)
        return changes, said, id


def planned(desk: Desk, asked: Mapping[str, Any]) -> tuple[list[VerdictChange], str, str | None]:
    """What is to change as the page asks for it, what to tell, and the finding concerned.

    Raises ValueError, LookupError or TypeError if it makes no sense.
    """
    id = asked.get("id")
    match asked["action"]:
        case "accept":
            changes, said = desk.accept(id, asked.get("alternative")), "Accepted."
        case "reject":
            changes, said = desk.reject(id), "Rejected."
        case "rewrite":
            changes, said = desk.rewrite(id, _ends(desk.text, asked["text"])), "Written as you say."
        case "change":
            span = Span(_offset(asked["start"]), _offset(asked["end"]))
            changes, said = desk.change(span, _ends(desk.text, asked["text"])), "Changed."
            id = changes[-1].id if changes else None
        case "take_back":
            lost = {verdict.id for verdict in desk.result.lost}
            said = "Forgotten; u brings it back." if id in lost else "Taken back."
            changes = desk.take_back(id)
        case "accept_all":
            changes = desk.accept_all(asked["ids"])
            said = f"{len(changes)} accepted."
        case "reject_all":
            changes = desk.reject_all(asked["ids"])
            said = f"{len(changes)} rejected."
        case "accept_rule":
            changes = desk.accept_all(desk.of_rule(id))
            said = f"{len(changes)} of this rule accepted."
        case "reject_rule":
            changes = desk.reject_all(desk.of_rule(id))
            said = f"{len(changes)} of this rule rejected."
        case "set":
            changes, said = [_change(entry) for entry in asked["changes"]], ""
        case other:
            raise ValueError(f"there is no action {other!r}")
    return changes, said, id


def listen() -> socket.socket:
    """A socket on a free port of the loopback address; who connects at once waits for `serve`."""
    own = socket.socket()
    own.bind((HOST, 0))
    own.listen()
    return own


def serve(review: Review, own: socket.socket) -> None:
    """Serves until it is interrupted."""
    config = uvicorn.Config(review.app(), log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[own])


class _Json(JSONResponse):
    """In ASCII: what is quoted in it may hold half a character, which no encoding has."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


def _relative(record: Path, folder: Path) -> str:
    return record.relative_to(folder).as_posix()


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _asked(body: bytes) -> Mapping[str, Any]:
    """What a page asks for, with the revision that it shows. Raises ValueError."""
    try:
        asked = json.loads(body)
    except RecursionError as error:
        raise ValueError("this is nested too deeply") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("since"), str):
        raise ValueError("a page says in `since` which revision it shows")
    return asked


def _offset(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("an offset is a whole number")
    return value


def _ends(text: str, wanted: Any) -> str:
    """`wanted` with the line ends of the article: a browser knows but one."""
    if not isinstance(wanted, str):
        raise ValueError("what shall stand there is a text")
    return re.sub("\r?\n", "\r\n", wanted) if "\r\n" in text else wanted


def _changed(change: VerdictChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "before": change.before and as_json(change.before),
        "after": change.after and as_json(change.after),
    }


def _change(entry: Mapping[str, Any]) -> VerdictChange:
    id, before, after = entry["id"], *(_verdict(entry[side]) for side in ("before", "after"))
    if any(side and side.id != id for side in (before, after)) or not (before or after):
        raise ValueError("a verdict keeps its id")
    return VerdictChange(id, before, after)


def _verdict(entry: Any) -> Verdict | None:
    return None if entry is None else from_json(entry)


def _page(html: str, names: tuple[str, ...], connect: str = "'none'") -> Response:
    headers = {
        "Content-Security-Policy": assets.policy(names, connect) + "; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html.encode("utf-8", "replace"), headers=headers)


async def _refused(request: Request, error: Exception) -> Response:
    if request.method == "POST" or request.url.path.endswith("/state"):
        return _Json({"error": str(error)}, 400)
    return PlainTextResponse(one_line(str(error)), 400)


async def _not_here(request: Request, error: Exception) -> Response:
    return PlainTextResponse("There is nothing here.", 404)
