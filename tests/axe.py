"""axe-core and the tab key, with which every page is looked at."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests import npm

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => [id, help, ...nodes.map((n) => n.html + n.failureSummary)]);
}"""
# What can be acted on now, and whether the tab key came by.
REACHABLE = """() => Array.from(document.querySelectorAll(
    "a[href], button:not([disabled]), summary, select, textarea, [tabindex='0']"
  )).filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.innerText !== "")"""


def source() -> str:
    """axe-core's script. Skips the test where it cannot be had."""
    return npm.fetch("axe-core", "4.14.1", "package/axe.min.js").read_text("utf-8")


def inspect(page: Page, axe: str, states: dict[str, Callable[[], object]]) -> None:
    """Brings the page into one state after the other, and lets axe look at each; dark differs in its
    colours only."""
    page.evaluate(axe)
    found = {}
    for name, reach in states.items():
        reach()
        for scheme, rules in (("light", TAGS), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme=scheme)
            found[f"{name}, {scheme}"] = page.evaluate(AXE, rules)
    assert {name: violations for name, violations in found.items() if violations} == {}


def tabbed(page: Page) -> set[str]:
    """Marks what can be reached; presses the tab key once around; says what was left out."""
    names = page.evaluate(
        f"""() => ({REACHABLE})().map((element, n) => {{
          element.dataset.reach = n;
          return `${{n}} ${{element.outerHTML.slice(0, 80)}}`;
        }})"""
    )
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(len(names) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.reach ?? ''"))
    return {name for name in names if name.split()[0] not in reached}
