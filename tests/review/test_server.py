"""What the server of a review refuses: it answers its own page only, and nonsense changes nothing."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.review import server
from tests.browser import serving
from tests.making import finding
from tests.review.desks import found, written

TEXT = "The mayor won a grave, scheduled for May.\r\n\r\nThe house stands.\r\n"
NAME = "article.cleanup.json"


def article(folder: Path) -> Path:
    """A correction with two alternatives, and a flag; beside it a record that is none."""
    grave, house = TEXT.index("grave"), TEXT.index("house")
    corrected = finding(grave, grave + 5, "inauguration", "start")
    (folder / "broken.cleanup.json").write_text("{}")
    return written(folder, found(TEXT, [corrected, finding(house, house + 5)]))


class Client:
    """Asks a running review without a browser."""

    def __init__(self, path: Path, address: str) -> None:
        self.path = path
        self.host, self.index = re.fullmatch(r"http://([^/]+)(/.+/)", address).groups()
        self.address = f"{self.index}article/{NAME}"
        self.raw = httpx.Client(base_url=f"http://{self.host}")
        record = json.loads(path.with_name(NAME).read_text())
        self.ids = [finding["id"] for finding in record["findings"]]

    def look(self) -> str:
        """Gets the page, and knows the revision that it shows."""
        page = self.raw.get(self.address)
        assert page.status_code == 200
        self.since = re.search('data-revision="(.+?)"', page.text)[1]
        return page.text

    def act(self, action: str, **details: object) -> httpx.Response:
        return self.ask({"action": action, "since": self.since, **details})

    def ask(self, asked: object) -> httpx.Response:
        """FIRST and FLAG stand for the ids of the findings."""
        text = json.dumps(asked).replace("FIRST", self.ids[0]).replace("FLAG", self.ids[1])
        return self.send(text.encode())

    def send(self, body: bytes) -> httpx.Response:
        return self.raw.post(f"{self.address}/act", content=body)

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.path.parent.iterdir()}


def refused(answer: httpx.Response, *words: str) -> None:
    """`answer` is a refusal that says `words`."""
    assert 400 <= answer.status_code < 500, answer.text
    error = answer.json()["error"]
    assert error
    for word in words:
        assert word in error


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Client]:
    path = article(tmp_path_factory.mktemp("served"))
    with serving(path.parent) as at:
        client = Client(path, at.address)
        client.look()
        yield client


@pytest.fixture
def client(running) -> Client:
    """The same server, with no verdict yet."""
    running.path.with_name("article.verdicts.json").unlink(missing_ok=True)
    running.look()
    return running


def test_it_answers_its_page(client):
    assert "inauguration" in client.look()
    answer = client.act("reject", id="FIRST")
    assert answer.status_code == 200
    assert answer.json()["changes"][0]["after"]["text"] is None


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.2", "localhost.evil"]
)
def test_another_host_name_is_refused(client, host):
    for method, path in (("GET", ""), ("GET", "/state"), ("POST", "/act")):
        answer = client.raw.request(method, client.address + path, headers={"Host": host})
        assert answer.status_code == 400
        assert "mayor" not in answer.text


@pytest.mark.parametrize(
    "path", ["", "/", "/wrong/", f"/wrong/article/{NAME}", f"/article/{NAME}", "/favicon.ico"]
)
def test_without_the_secret_there_is_nothing(client, path):
    assert client.raw.get(path).status_code == 404


def test_what_changes_something_is_posted(client):
    before = client.files()
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        assert client.raw.request(method, f"{client.address}/act").status_code in (404, 405)
    assert client.raw.post(client.address).status_code == 405
    assert client.files() == before


@pytest.mark.parametrize(
    "name",
    ["../article.txt", "%2e%2e/article.txt", "..%2farticle.txt", "/etc/passwd", "%2fetc%2fpasswd",
     "article.txt", "article.cleanup.json%00", f"./{NAME}", f"x/../{NAME}"],
)  # fmt: skip
def test_only_the_records_have_names(client, name):
    """Sent as they stand: an ordinary client would mend them."""
    connection = http.client.HTTPConnection(client.host)
    connection.request("GET", client.address.removesuffix(NAME) + name)
    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize("page", ["index", "address"])
def test_the_page_allows_its_own_style_and_script_and_no_other(client, page):
    policy = client.raw.get(getattr(client, page)).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    for rule in ("script-src 'sha256-", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert not re.search(r"https?:|\*|data:", policy)


def test_only_the_loopback_address_listens(client):
    port = int(client.host.split(":")[1])
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    with pytest.raises(OSError):  # another address of the same machine
        socket.create_connection(("127.0.0.2", port), timeout=0.2)


@pytest.mark.parametrize(
    "body", [b"", b"no JSON", b"\xff\xfe", b"[" * 100_000, b'{"action": "finish"', b"nul"]
)
def test_what_is_no_json(client, body):
    before = client.files()
    refused(client.send(body))
    assert client.files() == before


@pytest.mark.parametrize(
    "header", [("Content-Length", str(server.MAX_BODY + 1)), ("Transfer-Encoding", "chunked")]
)
def test_a_body_too_long_and_one_that_does_not_say_how_long(client, header):
    connection = http.client.HTTPConnection(client.host)
    connection.putrequest("POST", f"{client.address}/act")
    connection.putheader(*header)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    ("action", "details", "word"),
    [
        ("explode", {}, "no action 'explode'"),
        (["accept"], {}, "no action"),
        ("accept", {"id": "unknown"}, "no finding unknown"),
        ("reject", {"id": "\ud800"}, "no finding"),
        ("accept", {"id": ["FIRST"]}, ""),
        ("accept", {"id": "FIRST", "alternative": 2}, "no correction 3"),
        ("accept", {"id": "FIRST", "alternative": -1}, "no correction"),
        ("accept", {"id": "FLAG"}, "no correction"),
        ("rewrite", {"id": "FIRST"}, "text"),
        ("rewrite", {"id": "FIRST", "text": 5}, "text"),
        ("rewrite", {"id": "FIRST", "text": "half \ud83d"}, "surrogate"),
        ("change", {"start": 3, "end": 3, "text": "x"}, "choose"),
        ("change", {"start": -3, "end": 3, "text": "x"}, "choose"),
        ("change", {"start": 3, "end": 10**6, "text": "x"}, "choose"),
        ("change", {"start": 1e400, "end": 3, "text": "x"}, "whole number"),
        ("change", {"start": 0, "end": 3, "text": "half \udc00"}, "surrogate"),
        ("set", {"changes": [{"id": "FIRST", "before": None}]}, "after"),
        ("set", {"changes": [{"id": "FIRST", "before": None, "after": {"id": "FIRST"}}]}, "keys"),
        ("set", {"changes": [{"id": "FIRST", "before": None, "after": 0}]}, "keys"),
        ("set", {"changes": [{"id": ["FIRST"], "before": None, "after": None}]}, "id"),
        ("set", {"changes": [5]}, ""),
        ("accept_all", {"ids": 5}, ""),
        ("accept_rule", {"id": "unknown"}, "no finding unknown"),
    ],
)
def test_what_makes_no_sense(client, action, details, word):
    before = client.files()
    refused(client.act(action, **details), word)
    assert client.files() == before


@pytest.mark.parametrize("asked", [[], "finish", 5, None, True, {}, {"action": "finish"}, {"since": 1}])
def test_what_does_not_say_what_it_knows(client, asked):
    before = client.files()
    refused(client.ask(asked), "since")
    assert client.files() == before


def test_a_verdict_keeps_its_id(client):
    (change,) = client.act("reject", id="FIRST").json()["changes"]
    before = client.files()
    moved = {"id": "FLAG", "before": None, "after": change["after"]}
    refused(client.act("set", changes=[moved]), "keeps its id")
    assert client.files() == before


def test_a_change_of_what_is_otherwise_by_now(client):
    (change,) = client.act("reject", id="FIRST").json()["changes"]
    before = client.files()
    answer = client.act("set", changes=[change])  # it begins with no verdict
    assert answer.status_code == 409
    assert "Another window" in answer.json()["error"]
    assert client.files() == before


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ACTIONS = ("accept", "reject", "rewrite", "change", "take_back", "accept_all", "reject_all", "accept_rule",
           "reject_rule", "set")  # fmt: skip
CHANGE = st.fixed_dictionaries(
    {"id": VALUES | st.just("FIRST"), "before": st.none() | VALUES, "after": st.none() | VALUES}
)
ASKED = st.fixed_dictionaries(
    {"action": st.sampled_from(ACTIONS), "since": st.just("SINCE") | VALUES},
    optional={
        "id": st.sampled_from(["FIRST", "FLAG"]) | VALUES,
        "alternative": VALUES,
        "text": VALUES,
        "start": VALUES,
        "end": VALUES,
        "ids": VALUES,
        "changes": VALUES | st.lists(VALUES | CHANGE, max_size=3),
    },
)


@given(asked=VALUES | ASKED)
def test_whatever_is_asked_it_is_done_or_refused(running, asked):
    """Never our own fault; what is refused changes nothing, and no action but one changes the text."""
    if isinstance(asked, dict) and asked.get("since") == "SINCE":
        asked = asked | {"since": running.since}
    before = running.files()
    answer = running.ask(asked)
    after = running.files()
    if answer.status_code != 200:
        refused(answer)
        assert after == before
    running.since = answer.json().get("revision", running.since)
    for files in (before, after):
        files.pop("article.verdicts.json", None)
    assert after == before


@given(since=st.text(max_size=12) | st.from_regex(r"\A[0-9a-f]{8}-[0-9²]{1,4}\Z"))
def test_whatever_a_window_knows_it_is_told_what_is_new(running, since):
    answer = running.raw.get(f"{running.address}/state", params={"since": since})
    assert answer.status_code == 200
    assert answer.json()["reload"] is True


@pytest.mark.parametrize("count", ["²", "-1", "9" * 5000, ""])
def test_a_revision_that_was_never_given(client, count):
    since = f"{client.since.split('-')[0]}-{count}"
    assert client.raw.get(f"{client.address}/state", params={"since": since}).json()["reload"] is True


def test_a_text_edited_by_hand_is_not_written_over(client):
    text = client.path.with_name("article.clean.txt")
    before = text.read_bytes()
    text.write_text("mine")
    refused(client.act("finish"), "article.clean.txt", "edited", "keep it elsewhere")
    assert text.read_text() == "mine"
    assert not client.path.with_name("article.verdicts.json").exists()
    text.write_bytes(before)


def test_an_input_edited_by_hand_is_told(client):
    before = client.files()
    client.path.write_text("Another text.\n")
    refused(client.act("finish"), "article.txt", "has changed", "cleanup fix")
    client.path.write_bytes(before["article.txt"])
    assert client.files() == before


def test_an_article_that_cannot_be_opened_is_told_and_the_others_are_listed(client):
    index = client.raw.get(client.index)
    assert "is no record of ours" in index.text
    assert client.address in index.text
    broken = client.address.replace(NAME, "broken.cleanup.json")
    assert client.raw.get(broken).status_code == 400
    refused(client.raw.post(f"{broken}/act", json={"action": "finish", "since": ""}), "cleanup fix")
