"""Somebody adds a passkey in a real browser, whose device is Chromium's own virtual one, and signs in with it."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.serving import make_server

from coordination import create_app
from tests.demo_copy import DemoCopy
from tests.journeys.conftest import AXE
from tests.journeys.person import Person

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def by_name(demo: DemoCopy) -> Iterator[str]:
    """The demo's copy served at a name, as passkeys need, with the second step switched on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    app = create_app(replace(demo.settings, base_url=address, web_threads=8, demo_second_factor=True))
    app.config["PROPAGATE_FAULTS"] = True
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()


@pytest.fixture(params=[1280, 320], ids=["wide", "narrow"])
def visitor(request: pytest.FixtureRequest, browser: Any, by_name: str) -> Iterator[Person]:
    """Somebody at a browser of this width whose device has passkeys."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, locale="en-GB")
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield Person(page, by_name, AXE)
    context.close()


def gives_password(somebody: Person, email: str, password: str) -> Person:
    somebody.goes_to("/sign-in")
    somebody.page.fill("[name=email]", email)
    somebody.page.fill("[name=password]", password)
    somebody.page.get_by_role("button", name="Sign in", exact=True).click()
    somebody.page.wait_for_load_state()
    return somebody


def presses_passkey(somebody: Person, name: str) -> Person:
    with somebody.page.expect_navigation(timeout=30_000):
        somebody.page.get_by_role("button", name=name, exact=True).click()
    somebody.page.wait_for_load_state()
    return somebody


class TestAPasskey:
    def test_is_added_signs_in_and_proves(
        self, visitor: Person, demo: DemoCopy, request: pytest.FixtureRequest
    ) -> None:
        # Each width is somebody else: whoever has a second step already is not asked to set one up.
        who = "analyst" if "wide" in request.node.name else "commissioner"
        email, password = f"{who}@demo.example", demo.settings.demo_password
        gives_password(visitor, email, password).sees("Set up the second step of signing in")
        visitor.follows("Use a passkey instead of an app").sees("Add a passkey")
        visitor.finds_nothing_in_the_way()
        presses_passkey(visitor, "Add the passkey").sees("Enter a name for the passkey").finds_nothing_in_the_way()
        visitor.fills("What do you call it?", "Work laptop")
        presses_passkey(visitor, "Add the passkey").sees("Keep these recovery codes").finds_nothing_in_the_way()
        visitor.goes_to("/account").sees("Work laptop").sees("Remove this passkey").finds_nothing_in_the_way()

        visitor.presses("Sign out")
        gives_password(visitor, email, password).sees("Use your passkey").finds_nothing_in_the_way()
        presses_passkey(visitor, "Use a passkey")
        visitor.goes_to("/account").sees("last used")

        visitor.presses("Make new recovery codes").sees("Show that it is you").finds_nothing_in_the_way()
        presses_passkey(visitor, "Use a passkey").sees("They are shown only now.")

        visitor.goes_to("/account").presses("Sign out").sees("You have signed out.")
        visitor.finds_nothing_in_the_way()
        presses_passkey(visitor, "Sign in with a passkey")
        visitor.goes_to("/account").sees("Work laptop")

    def test_that_the_device_does_not_give_says_so_and_leaves_the_rest(self, visitor: Person) -> None:
        visitor.goes_to("/sign-in")
        visitor.page.get_by_role("button", name="Sign in with a passkey").click()
        visitor.sees("Your device gave no answer. Try again.")
        assert visitor.page.get_by_role("button", name="Sign in with a passkey").is_enabled()
