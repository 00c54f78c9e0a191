"""Every route asks who may, equals the checked-in table, and tells a stranger nothing."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine.interfaces import CacheStats

from coordination.config import ROOT
from coordination.db import db, new_id, psycopg_url
from coordination.web.routes_table import routes_table
from tests.addresses import filled
from tests.browsing import Browsing

TABLE = ROOT / "tests" / "house" / "routes.txt"
# Which table the key of an address is looked up in, for a key that exists.
KEYS = {
    "child_id": "child",
    "case_id": "case_episode",
    "plan_id": "plan",
    "action_id": "action",
    "statement_id": "need",
    "review_id": "review",
    "membership_id": "membership",
    "view_id": "view",
    "contribution_id": "contribution",
    "clock_id": "clock",
    "copy_id": "document_copy",
    "entry_id": "diary_entry",
    "invitation_id": "review_person",
    "document_id": "issued_document",
}
PUBLIC_ANSWERS = (200, 301, 302, 303, 308, 404, 405, 410)


def as_lines(app: Any) -> list[str]:
    """The table as it is written down."""
    return [f"{row['methods']:<10} {row['rule']:<62} {row['asks']}".rstrip() for row in routes_table(app)]


def addresses(app: Any, keys: dict[str, UUID]) -> list[tuple[str, str]]:
    """Each address that can be opened, with keys of a real child; and what its view asks."""
    found = []
    for row in routes_table(app):
        if "GET" not in row["methods"].split(","):
            continue
        found.append((filled(row["rule"], keys), row["asks"]))
    return found


@pytest.fixture(scope="module")
def keys(demo) -> dict[str, UUID]:
    """A key of each kind, of the child whose story reaches every page."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    found: dict[str, UUID] = {}
    with engine.connect() as connection:
        for name, table in KEYS.items():
            column = "id" if table == "child" else "child_id"
            row = connection.execute(
                text(f"select id from {table} where {column} = :child limit 1"),
                {"child": demo.children["kai"]},
            ).scalar()
            if row is not None:
                found[name] = row
    engine.dispose()
    return found


class TestTheTableOfRoutes:
    def test_is_the_one_that_was_agreed(self, app):
        written = TABLE.read_text().splitlines()
        assert as_lines(app) == written, (
            "A route was added, taken away, or asks for something else. When it should, write the table anew:"
            " .venv/bin/coordination routes > tests/house/routes.txt"
        )

    def test_every_view_asks(self, app):
        silent = [row["rule"] for row in routes_table(app) if row["asks"] == "NOTHING"]
        assert silent == [], "Give each view one of the guard's decorators"


class TestNobody:
    def test_is_asked_to_sign_in_everywhere_else(self, demo_app, keys):
        visitor = Browsing(demo_app).nobody()
        wrong = []
        for address, asks in addresses(demo_app, keys):
            answer = visitor.get(address)
            if asks.startswith(("public", "by_link")):
                if answer.status_code not in PUBLIC_ANSWERS:
                    wrong.append((address, answer.status_code))
            elif answer.status_code != 303 or "/sign-in" not in answer.headers["Location"]:
                wrong.append((address, answer.status_code))
        assert wrong == []


class TestAStranger:
    @pytest.mark.parametrize("who", ["stranger", "otherauthority", "formercarer", "otherprovider", "admin", "analyst"])
    def test_sees_nothing_of_a_child_and_not_even_that_there_is_one(self, demo_app, demo, keys, who):
        visitor = Browsing(demo_app).as_(demo.people[who], just_proved=True)
        nobody_there = {name: new_id() for name in keys}
        wrong = []
        pairs = zip(addresses(demo_app, keys), addresses(demo_app, nobody_there), strict=True)
        for (address, asks), (absent, _) in pairs:
            if address == absent or not asks.startswith("requires"):
                continue
            there, not_there = visitor.get(address), visitor.get(absent)
            if there.status_code not in (403, 404):
                wrong.append((address, there.status_code))
            elif there.status_code != not_there.status_code or same(there.text, keys) != same(
                not_there.text, nobody_there
            ):
                wrong.append((address, "not the same as one that does not exist"))
        assert wrong == []

    def test_cannot_send_anything_either(self, demo_app, demo, keys):
        visitor = Browsing(demo_app).as_(demo.people["stranger"])
        token = visitor.token()
        wrong = []
        for row in routes_table(demo_app):
            if "POST" not in row["methods"].split(",") or not row["asks"].startswith("requires"):
                continue
            address = filled(row["rule"], keys)
            answer = visitor.client.post(address, data={"csrf_token": token})
            if answer.status_code not in (403, 404):
                wrong.append((address, answer.status_code))
        assert wrong == []


def same(page: str, keys: dict[str, UUID]) -> str:
    """A page without what must differ: keys, tokens and the request's own number."""
    for key in keys.values():
        page = page.replace(str(key), "*")
    page = re.sub(r'name="csrf_token" value="[^"]+"', "", page)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "*", page)


class TestEveryQuestionOfTheDatabase:
    @pytest.mark.parametrize("who", ["lead", "sendofficer", "senco"])
    def test_is_worded_once_and_asked_again_with_other_values(self, demo_app, demo, keys, who):
        """A statement without a key is put into words anew each time, which takes longer than the answer."""
        anew: dict[str, str] = {}

        def noted(_connection, _cursor, statement, _parameters, context, _many):
            if context is not None and context.cache_hit is CacheStats.NO_CACHE_KEY:
                anew.setdefault(statement[:200], address)

        visitor = Browsing(demo_app).as_(demo.people[who])
        with demo_app.app_context():
            engine = db.engine
        event.listen(engine, "after_cursor_execute", noted)
        try:
            for address, _ in addresses(demo_app, keys):
                visitor.get(address)
        finally:
            event.remove(engine, "after_cursor_execute", noted)
        assert not anew, "\n".join(f"{address}: {statement}" for statement, address in anew.items())
