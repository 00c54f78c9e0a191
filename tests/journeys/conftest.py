"""Real journeys in a real browser, on a copy of the demo borough served by this process."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from coordination import config, create_app
from coordination.config import Settings
from tests.demo_copy import DemoCopy, copied
from tests.journeys.person import Person
from tests.turns import NOT_NOW, has_its_turn

# The one without windows does half the work of the whole browser; where only that is, it will do.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
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
AXE = config.ROOT / "node_modules" / "axe-core" / "axe.min.js"


# These four finish their whole job at both widths in every run; the others at one of them, by turns.
AT_BOTH_WIDTHS = {"test_the_social_worker", "test_the_senco", "test_the_carer", "test_the_young_person"}
WIDTHS = ("wide", "narrow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the width that does not have its turn."""
    for item in items:
        width = next((name for name in WIDTHS if f"[{name}" in item.name or f"-{name}" in item.name), None)
        if item.path.parent.name != "journeys" or width is None or item.path.stem in AT_BOTH_WIDTHS:
            continue
        if not has_its_turn(WIDTHS.index(width), len(WIDTHS)):
            item.add_marker(pytest.mark.skip(reason=NOT_NOW))


@pytest.fixture(scope="session")
def demo(settings: Settings, database_server: tuple[Path, dict[str, str], str], worker_id: str) -> Iterator[DemoCopy]:
    """A copy of the journeys' own, which they change: the demo that other tests read stays as it was made."""
    yield from copied("journeys", settings, database_server, worker_id)


@pytest.fixture(scope="session")
def served(demo: DemoCopy) -> Iterator[str]:
    """The address of the demo's copy, served by threads of this process."""
    from dataclasses import replace

    app = create_app(replace(demo.settings, web_threads=8))
    # A page says only that something went wrong; the report of a failed journey says what.
    app.config["PROPAGATE_FAULTS"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium. Absent, the journeys are skipped with the reason, and CI installs it."""
    held = next(filter(None, map(shutil.which, BROWSERS)), None)
    if held is None:
        pytest.skip("no Chromium on this machine: install the package chromium-headless-shell")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=held, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(params=[1280, 320], ids=["wide", "narrow"])
def person(request: pytest.FixtureRequest, browser: Any, served: str, demo: DemoCopy) -> Iterator[Any]:
    """Somebody at a browser of this width: ``person("senco")`` signs them in."""
    opened: list[Any] = []

    def sit_down(key: str, *, javascript: bool = True) -> Person:
        context = browser.new_context(
            viewport={"width": request.param, "height": 900}, java_script_enabled=javascript, locale="en-GB"
        )
        opened.append(context)
        somebody = Person(context.new_page(), served, AXE, javascript=javascript)
        return somebody.signs_in(f"{key}@demo.example", demo.settings.demo_password)

    yield sit_down
    for context in opened:
        context.close()


@pytest.fixture
def phone(browser: Any, served: str, demo: DemoCopy) -> Iterator[Any]:
    """Somebody with a telephone in their hand: ``phone("carer")`` signs them in."""
    opened: list[Any] = []

    def in_hand(key: str) -> Person:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True)
        opened.append(context)
        somebody = Person(context.new_page(), served, AXE)
        return somebody.signs_in(f"{key}@demo.example", demo.settings.demo_password)

    yield in_hand
    for context in opened:
        context.close()
