"""Takes the pictures of report and review that the README shows: `python docs/screenshots.py`.

Needs Chromium and, for the look of the committed pictures, the fonts Charis SIL and Inter.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "img"
SIZES = {"wide": (1280, 1360), "narrow": (390, 844)}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
CARD = ".card:has(.new)"  # the correction that the pictures show open


def main() -> None:
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        article = Path(name) / "kremlin.txt"
        shutil.copy(ROOT / "samples" / "kremlin" / "input.txt", article)
        subprocess.run([sys.executable, "-m", "cleanup", "fix", "-q", "--report", article], check=True)
        command = [sys.executable, "-m", "cleanup", "review", "--no-browser", article]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            review = server.stdout.readline().split()[-1]
            report = article.with_name("kremlin.report.html").as_uri()
            for kind, address in (("report", report), ("review", review)):
                for size, theme, page in _pages(browser):
                    page.goto(address)
                    page.locator(CARD).first.locator("summary").click()
                    page.mouse.move(0, 0)
                    if size == "wide":
                        page.evaluate("scrollTo(0, 0)")
                    page.screenshot(path=IMAGES / f"{kind}-{size}-{theme}.png")
        finally:
            browser.close()
            server.kill()


def _pages(browser) -> Iterator[tuple[str, str, Page]]:
    for size, (width, height) in SIZES.items():
        for theme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
            )
            yield size, theme, context.new_page()
            context.close()


if __name__ == "__main__":
    main()
