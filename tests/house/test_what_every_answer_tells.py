"""Every answer of the whole product tells the browser to run nothing that stands in a page, and to keep nothing.

``tests/unit/web/test_what_answers_tell_browsers.py`` says what the headers are; this looks at every route and every way
an answer can fail.
"""

from typing import Any

import pytest
from flask import abort
from lxml import html
from sqlalchemy import create_engine
from werkzeug.test import TestResponse

from coordination import create_app
from coordination.access.guard import public
from coordination.db import psycopg_url
from coordination.web.errors import PAGES
from coordination.web.routes_table import routes_table
from tests.addresses import filled, keys_of
from tests.browsing import Browsing
from tests.turns import NOT_NOW, has_its_turn

PEOPLE = ("nobody", "lead", "sendofficer", "senco", "youngperson", "carer", "parent", "admin", "privacy")
STORIES = ("ama", "kai", "zara")
# Signing out would end the walk.
LEFT_OUT = {"/sign-out"}


def wrong(answer: TestResponse, *, static: bool = False) -> list[str]:
    """What is wrong with an answer."""
    found = []
    policy = answer.headers.get("Content-Security-Policy", "")
    parts = dict(part.split(" ", 1) for part in policy.split("; ") if " " in part)
    if parts.get("script-src") != "'self'" or parts.get("style-src") != "'self'" or "unsafe" in policy:
        found.append(f"the policy {policy!r}")
    if not static and answer.headers.get("Cache-Control") != "no-store":
        found.append(f"may be kept: {answer.headers.get('Cache-Control')}")
    if answer.mimetype == "text/html" and answer.text.strip():
        tree = html.document_fromstring(answer.text)
        if tree.xpath("//script[not(@src)] | //style | //*[@style]"):
            found.append("script or style in the page itself")
        if tree.xpath("//@*[starts-with(name(), 'on')]"):
            found.append("an event handler in the page itself")
        if tree.xpath("//*[starts-with(translate(@href, 'JAVSCRIPT', 'javscript'), 'javascript:')]"):
            found.append("a link that is a script")
    return found


class TestEveryRoute:
    @pytest.mark.parametrize("who", PEOPLE)
    def test_runs_nothing_of_the_page_and_is_kept_nowhere(self, demo_app, demo, owner_of_demo, who):
        if who != "nobody" and not has_its_turn(PEOPLE.index(who), 4):
            pytest.skip(NOT_NOW)
        browsing = Browsing(demo_app)
        visitor = browsing.nobody() if who == "nobody" else browsing.as_(demo.people[who], just_proved=True)
        found, seen = [], set()
        with owner_of_demo.connect() as connection:
            for row in routes_table(demo_app):
                if row["rule"] in LEFT_OUT:
                    continue
                keys = next(
                    (
                        keys
                        for story in STORIES
                        if (keys := keys_of(connection, row["rule"], demo.children[story])) is not None
                    ),
                    {},
                )
                address = filled(row["rule"], keys)
                # What may only be sent answers 405; what is sent without a token answers 400.
                for answer in (visitor.get(address), visitor.client.post(address), visitor.client.put(address)):
                    seen.add(answer.status_code)
                    found += [f"{answer.status_code} {address}: {said}" for said in wrong(answer)]
        assert not found, "\n".join(found[:40])
        assert {200, 303, 400, 404, 405} <= seen

    def test_what_is_downloaded_too(self, demo_app, demo):
        manager = Browsing(demo_app).as_(demo.people["manager"], just_proved=True)
        answer = manager.get("/team/agencies/download")
        assert (answer.status_code, answer.mimetype) == (200, "text/csv")
        assert wrong(answer) == []


@pytest.fixture(scope="module")
def owner_of_demo(demo: Any) -> Any:
    """The owner's engine on the demo's copy, to look keys up with."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def failing(settings: Any) -> Any:
    """The whole product with one address more, that fails as it is told to."""
    app = create_app(settings)
    app.config["PROPAGATE_FAULTS"] = False

    @app.get("/fails/<int:code>")
    @public
    def fails(code: int) -> str:
        if code == 500:
            raise RuntimeError("a fault")
        abort(code)

    return app.test_client()


class TestEveryError:
    @pytest.mark.parametrize("code", sorted(PAGES))
    def test_runs_nothing_of_the_page_and_is_kept_nowhere(self, failing, code):
        answer = failing.get(f"/fails/{code}")
        assert answer.status_code == code
        assert wrong(answer) == []

    @pytest.mark.parametrize("address", ["/static/css/app.css", "/static/nothing.css", "/static/", "/nothing-here"])
    def test_nor_do_files_and_what_is_not_there(self, failing, address):
        assert wrong(failing.get(address), static=address == "/static/css/app.css") == []
