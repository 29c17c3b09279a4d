"""Articles that would like to be more than text: nothing of theirs runs or reaches out, all is shown."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cleanup.render import report
from cleanup.render.words import inert, one_line
from cleanup.types import Applicability, Degraded, Metadata, Result, Rule
from tests.browser import Reader, person, serving
from tests.making import UNSAFE, finding
from tests.review.desks import found, output_of, written

# By name, so that a failure says which. `pwned` is what each would like to do.
WILD = {
    "script": "<script>pwned=1</script>",
    "script, upper case and half": "<SCRIPT SRC=//evil.example/x.js><script>pwned=1//",
    "event handler": '<img src=x onerror="pwned=1"><svg onload=pwned=1><body onpageshow=pwned=1>',
    "end of an attribute": '" autofocus onfocus="pwned=1" x="',
    "end of an attribute, single": "' onmouseover='pwned=1' x='",
    "end of an attribute, none": " onclick=pwned=1 ` onclick=pwned=1 `",
    "end of a style": "</style><script>pwned=1</script><style>*{display:none!important}",
    "end of a script": "</script><script>pwned=1</script>",
    "end of a title": "</title></textarea></pre></template></dialog><script>pwned=1</script>",
    "comments": "--> <!-- --!> <!--> <![CDATA[ ]]> <?php pwned ?> <!DOCTYPE x>",
    "template": "{{ 7*7 }} {% raw %} {{ config }} {# x #} ${7*7} <%= 7*7 %> #{7*7}",
    "links": "javascript:pwned=1 data:text/html,<script>pwned=1</script> vbscript:x file:///etc/passwd",
    "anchor": '<a href="javascript:pwned=1" target=_blank>click</a><base href=//evil.example>',
    "frame": '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe><object data=//evil.example>',
    "form": "<form action=//evil.example><input name=x><button formaction=javascript:pwned=1>x</form>",
    "refresh": '<meta http-equiv=refresh content="0;url=//evil.example"><link rel=preload href=//x.tld>',
    "style": '<style>@import "//evil.example/x.css";</style><p style="position:fixed;inset:0">',
    "clobbering": '<p id="done"><p id="said"><p id="block-0"><p name="body"><img name=getElementById>',
    "mathml": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=pwned&gt;'>",
    "entities": "&lt;script&gt; &amp;amp; &#60;b&#62; &#0; &#x202e; &nbsp; &NotAnEntity; &copy",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f",
    "nul": "a\x00b\x00<\x00script>",
    "escape sequences": "\x1b[31mred\x1b]0;title\x07\x1b[2J\x9b31m",
    "bidi overrides": "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f\u200e\u061c \u202aembedded\u202c",
    "zero width": "pass\u200bword\ufeff\u2060\u00ad\u180e\u2061",
    "right to left": "שלום <b>עולם</b> مرحبا \u200fبالعالم\u200e (123) <script>",
    "emoji": "👩‍🚒🏴󠁧󠁢󠁥󠁮󠁧󠁿👨‍👩‍👧‍👦🇪🇸❤️‍🔥",
    "combining": "Z" + "\u0300\u0301\u0488\u20dd" * 200,
    "a long word": "w" * 20_000,
    "many blanks": "a" + " " * 10_000 + "b",
    "lone carriage returns": "one\rtwo\r\rthree\r",
    "separators": "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "half characters": "\ufffd \ufffe \U0010ffff \ue000",
    "json": '\\u003cscript\\u003e "}]}; pwned=1; \\" \\\\ \\n',
    "header": "x\r\nSet-Cookie: a=b\r\n\r\n<script>pwned=1</script>",
    "urls": "../../etc/passwd %2e%2e%2f ?a=b#c &since=0 //evil.example/x /act",
}
# All of the article that is displayed, on the screen or by scrolling.
DISPLAYED = """() => {
  const walker = document.createTreeWalker(document.getElementById("article"), NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      texts.push(node.data);
    }
  }
  return texts.join("");
}"""
OLD = "The mayor won a grave, they said."


def text_of(wild: str) -> str:
    return f"{wild}\n\nFirst {wild} end.\n\n{OLD}\n\nLast {wild} and lorry stop.\n"


def result(wild: str) -> Result:
    """What a run found, with `wild` wherever a text can stand."""
    text = text_of(wild)
    grave, last = text.index("grave"), text.index("Last")
    findings = [
        finding(grave, grave + 5, f"start {wild}", wild, "", rule="my.wild", level=UNSAFE),
        finding(last, last + len(f"Last {wild} and"), rule=f"wild {wild}", stage="foreign"),
        finding(0, len(wild), "title", rule="my.wild", level=UNSAFE),
    ]
    told = [replace(f, message=wild, category=wild, evidence={"hypothesis": wild, wild: 1}) for f in findings]
    return replace(
        found(text, told),
        metadata=Metadata(wild, wild, wild, wild),
        degraded=(Degraded(wild, wild, wild),),
    )


def rule(wild: str) -> Rule:
    return Rule("my.wild", "tokens", wild, wild, wild, Applicability.UNSAFE, 0.9, 0.9, why=wild)


def file_name(wild: str) -> str:
    """As much of it as a file's name can hold."""
    short = re.sub(r"[/\x00\n\r]", "_", wild)[:60]
    while len(short.encode()) > 120:
        short = short[:-1]
    return f"{short}.txt"


def words(text: str) -> str:
    """As it is displayed, with all that ends a line for a blank."""
    return " ".join(re.sub(r"[␋␌␍]|<U\+(?:0085|2028|2029)>", " ", inert(text)).split())


@pytest.fixture(scope="module")
def reader(browser) -> Iterator[Reader]:
    """One for all articles: what one of them left behind would be seen with the next."""
    with person(browser) as one:
        yield one


@dataclass(frozen=True)
class Article:
    path: Path
    address: str


@pytest.fixture(scope="module")
def served(tmp_path_factory, browser) -> Iterator[dict[str, Article]]:
    """The articles by name, in one folder; their addresses are those of its index."""
    folder = tmp_path_factory.mktemp("wild")
    paths = {name: written(folder, result(wild), file_name(wild)) for name, wild in WILD.items()}
    with serving(folder) as server, person(browser) as one:
        one.open(server.address)
        links = one.page.locator("tbody a").evaluate_all("links => links.map((link) => link.href)")
        names = one.page.locator("tbody th span").all_text_contents()
        assert one.troubles == []
        found = dict(zip(names, links, strict=True))
        assert len(found) == len(WILD)
        yield {
            name: Article(path, found[one_line(path.name.removesuffix(".txt"))])
            for name, path in paths.items()
        }


def unharmed(reader: Reader, address: str, asked: list[str]) -> None:
    """Nothing ran, nothing was asked of anybody else, the page is the page."""
    page = reader.page
    assert reader.troubles == []
    assert page.evaluate("[typeof pwned, document.title.includes('cleanup')]") == ["undefined", True]
    assert page.evaluate("document.scripts.length + document.styleSheets.length") == 2
    assert page.locator("iframe, object, img, svg, math, base, link, #article script").count() == 0
    assert page.url.split("#")[0] == address
    assert [url for url in asked if not url.startswith(address)] == []


@pytest.fixture
def asked(reader) -> Iterator[list[str]]:
    urls: list[str] = []

    def note(request) -> None:
        urls.append(request.url)

    reader.troubles.clear()
    reader.page.on("request", note)
    yield urls
    reader.page.remove_listener("request", note)


def shown(reader: Reader) -> str:
    """What stands there in the view of the result."""
    reader.page.click("button[data-view=result]")
    text = reader.page.evaluate(DISPLAYED)
    reader.page.click("button[data-view=changes]")
    return words(text)


@pytest.mark.parametrize("name", WILD)
def test_report(reader, asked, tmp_path, name):
    made = result(WILD[name])
    path = tmp_path / "article.report.html"
    path.write_text(report.render(made, {"my.wild": rule(WILD[name])}), "utf-8", errors="replace")
    reader.open(path.as_uri())
    for _ in range(3):
        reader.page.keyboard.press("ArrowDown")
    assert shown(reader) == words(reader.reads()) == words(made.output)
    assert one_line(WILD[name]) in " ".join(reader.page.locator(".card").all_text_contents())
    assert one_line(WILD[name]) in reader.page.text_content(".facts")
    unharmed(reader, path.as_uri(), asked)
    assert asked == [path.as_uri()]


@pytest.mark.parametrize("name", WILD)
def test_review(reader, asked, served, name):
    path, wild = served[name].path, WILD[name]
    text, address = text_of(wild), served[name].address
    reader.open(address)
    assert reader.page.inner_text("h1") == " ".join(one_line(path.name).split())
    assert shown(reader) == words(reader.reads()) == words(text)

    grave = reader.page.locator(".card", has_text="grave")
    grave.locator("summary").focus()
    reader.press("1")
    assert words(reader.reads()) == words(text.replace("grave", f"start {wild}"))
    grave.locator("summary").focus()
    reader.press("e").press("Control+Enter")  # saves what it reads, unchanged
    assert output_of(path) == text.replace("grave", f"start {wild}")
    reader.press("u", "u")
    assert words(reader.reads()) == words(text)

    reader.select("lorry").press("e").write(f"{OLD} {wild}")
    own = output_of(path)
    assert words(reader.reads()) == words(own)
    assert own.startswith(text[: text.index("lorry")] + OLD)
    reader.page.click("#done")
    reader.hold("said", "Written")
    unharmed(reader, address, asked)


def test_names_of_files(reader, asked, tmp_path):
    """In a folder and alone; a name need be no text at all."""
    names = [os.fsdecode(name) for name in (b"caf\xe9 #1?%41.txt", b"new\nline \x1b[31m.txt")] + [
        "é \u202e.txt"
    ]
    one = found("One two.\n", [finding(0, 3, "1", level=UNSAFE)])
    paths = [written(tmp_path, one, name) for name in names]
    with serving(tmp_path) as server:
        for n, path in enumerate(paths):
            reader.open(server.address)
            reader.page.click(f"tbody a >> nth={n}")
            expect(reader.page.locator("h1")).to_have_text(one_line(path.name))
            assert reader.press("ArrowDown", "y").reads() == "1 two."
            assert output_of(path) == "1 two.\n"
    with serving(paths[1]) as server:
        reader.open(server.address)
        expect(reader.page.locator("h1")).to_have_text(one_line(paths[1].name))
        assert reader.press("ArrowDown", "n").reads() == "One two."
    assert reader.troubles == []


def test_words_with_signs_among_them_are_edited_as_they_are(reader, asked, tmp_path):
    text = "The gate \u200fשלום\u200e of the\x1b city\u2060 stands.\n"
    path = written(tmp_path, found(text, [finding(text.index("gate"), 8, "door")]))
    with serving(path) as server:
        reader.open(server.address)
        reader.page.evaluate(
            """() => {
              const runs = document.querySelectorAll(".text [data-s]");
              getSelection().setBaseAndExtent(runs[2].firstChild, 0, runs[runs.length - 1].firstChild, 3);
            }"""
        )
        reader.press("e")
        words = reader.page.input_value("#wanted")
        assert words == " \u200fשלום\u200e of the\x1b city\u2060 st"
        assert "<U+200F>שלום<U+200E> of the␛ city<U+2060> st" in reader.page.inner_text(".original")
        reader.write(words + "!")
        assert output_of(path) == text.replace("gate", "door").replace("\u2060 st", "\u2060 st!")
    assert reader.troubles == []


PACK = """\
- id: my.wild
  category: mistranslation
  pattern: grave
  message: "</script><script>pwned=1</script> {{ 7*7 }} \\u202e"
  why: '" onmouseover="pwned=1" <img src=x onerror=pwned=1>'
  applicability: unsafe
  replacements: ["=<b>start</b>"]
  examples:
    - bad: "</pre><script>pwned=1</script> The grave."
      good: "</pre><script>pwned=1</script> The <b>start</b>."
    - ok: "A graver matter --> </style>"
"""


def test_a_rule_pack(reader, asked, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "wild.yaml").write_text(PACK, "utf-8")
    path = written(tmp_path, result("wild"))
    with serving(path, "--rules", str(tmp_path / "rules")) as server:
        reader.open(server.address)
        reader.page.keyboard.press("ArrowDown")
        reader.page.keyboard.press("ArrowDown")
        assert '" onmouseover="pwned=1" <img' in reader.page.inner_text(".card details[open]")
        rule = reader.page.locator(".rules details", has_text="my.wild")
        rule.locator("summary").click()
        assert PACK.strip() in rule.inner_text()
        unharmed(reader, server.address, asked)


def test_the_corpus_is_as_wild_as_it_says():
    assert len(WILD) > 25
    kinds = {unicodedata.category(char) for wild in WILD.values() for char in wild}
    assert {"Cc", "Cf", "Co", "Cn", "Mn", "Me", "Zl", "Zp", "So", "Lo"} <= kinds
