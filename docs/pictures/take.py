"""Takes the README's pictures from a running demo: ``.venv/bin/python docs/pictures/take.py [http://127.0.0.1:8000]``."""

import os
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def sign_in(browser: Any, base: str, who: str) -> Page:
    """A page on which somebody of the demo has signed in."""
    page: Page = browser.new_context(viewport={"width": 1280, "height": 960}).new_page()
    page.goto(f"{base}/sign-in")
    page.fill("[name=email]", f"{who}@demo.example")
    page.fill("[name=password]", os.environ.get("DEMO_PASSWORD", "two-rivers-demo"))
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    return page


def keep(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.screenshot(path=HERE / f"{name}.png")


def main() -> None:
    """Every picture of the README."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        lead = sign_in(browser, base, "lead")
        lead.goto(f"{base}/children")
        keep(lead, "children")
        lead.goto(f"{base}/children/find")
        lead.fill("[name=given_names]", "Kai")
        lead.fill("[name=family_name]", "Benet")
        lead.press("[name=family_name]", "Enter")
        lead.wait_for_load_state()
        keep(lead, "find")
        child = lead.locator("main a[href^='/children/0']").first.get_attribute("href")
        lead.goto(f"{base}{child}/plan")
        keep(lead, "plan")
        lead.goto(f"{base}{child}/timetable")
        keep(lead, "timetable")
        lead.goto(f"{base}{child}/reviews")
        review = lead.locator("main a[href^='/reviews/']").first.get_attribute("href")
        lead.goto(f"{base}{review}/record")
        keep(lead, "review")
        senco = sign_in(browser, base, "senco")
        senco.goto(f"{base}/actions")
        keep(senco, "actions")
        for who, path, name in (
            ("youngperson", "/my-plan", "my-plan"),
            ("carer", "/caring", "caring"),
            ("parent", "/family", "family"),
        ):
            page = sign_in(browser, base, who)
            page.goto(base + path)
            keep(page, name)
        browser.close()


if __name__ == "__main__":
    main()
