"""Every key of every address, swapped for one of another child: nothing is there, and nothing of it changes.

Two people who reach one child each open and send what they may of that child; then the same with the key of a row of
the same table that belongs to a child they have nothing to do with. What is sent is what their own page would send.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text

from coordination.web.routes_table import routes_table
from tests.addresses import COLUMNS, child_keys, filled, keys_of, table_of
from tests.arranging import LIVE
from tests.browsing import Browsing, Visitor, form_fields
from tests.demo_copy import DemoCopy
from tests.turns import has_its_turn

PEOPLE = ("senco", "parent")
PARTS = 8


class Swapped(NamedTuple):
    """A route with keys of a child somebody reaches, and with at least one of a child they do not."""

    rule: str
    methods: set[str]
    own: str
    other: str
    nobodys: str


def reached(connection: Connection, person_id: UUID) -> list[UUID]:
    """The children somebody reaches today, the one with most in their record first."""
    found = connection.execute(
        text(
            f"select distinct r.child_id, (select count(*) from action a where a.child_id = r.child_id) as much"
            f" from reach r where r.person_id = :person and {LIVE} order by much desc, r.child_id"
        ),
        {"person": person_id, "today": connection.execute(text("select app_today()")).scalar()},
    )
    return [row.child_id for row in found]


def another(connection: Connection, table: str, theirs: list[UUID]) -> UUID | None:
    """The key of a row about a child who is none of these."""
    column, child = ("id", "id") if table == "child" else (COLUMNS.get(table, "id"), "child_id")
    found = text(f"select {column} from {table} where not ({child} = any(:theirs)) order by {child}, id limit 1")
    key: UUID | None = connection.execute(found, {"theirs": theirs}).scalar()
    return key


def swaps(app: Any, connection: Connection, demo: DemoCopy, who: str) -> Iterator[Swapped]:
    """Every route with a key, each of its keys swapped in turn, and all of them."""
    theirs = reached(connection, demo.people[who])
    for row in routes_table(app):
        names = [name for name in child_keys(row["rule"]) if table_of(row["rule"], name) != "person"]
        if not names or not row["asks"].startswith(("requires", "signed_in")):
            continue
        own = next((keys for child in theirs if (keys := keys_of(connection, row["rule"], child)) is not None), {})
        others = {name: another(connection, str(table_of(row["rule"], name)), theirs) for name in names}
        for swapped in [[name] for name in names] + ([names] if len(names) > 1 else []):
            if all(others[name] for name in swapped):
                keys = {**own, **{name: key for name in swapped if (key := others[name])}}
                left = {name: key for name, key in own.items() if name not in swapped}
                addresses = (filled(row["rule"], each) for each in (own, keys, left))
                yield Swapped(row["rule"], set(row["methods"].split(",")), *addresses)


def stand(owner: Engine) -> dict[str, Any]:
    """Of every table of a child's: how many rows, and when the newest was recorded."""
    with owner.connect() as connection:
        tables = connection.execute(
            text(
                "select c.table_name, bool_or(c.column_name = 'recorded_at') as dated from information_schema.columns c"
                " join information_schema.tables t using (table_schema, table_name)"
                " where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
                " group by c.table_name having bool_or(c.column_name = 'child_id') or c.table_name = 'child'"
            )
        ).all()
        return {
            row.table_name: tuple(
                connection.execute(
                    text(f"select count(*), {'max(recorded_at)' if row.dated else 'null'} from {row.table_name}")
                ).one()
            )
            for row in tables
        }


class TestAKeyOfAnotherChild:
    def refused_anyway(self, visitor: Visitor, swap: Swapped) -> int:
        """403 where the page is for another kind of person, or for others than they of their own record: a key that
        nobody has in the place of the swapped one is answered the same. Else 404."""
        if "GET" in swap.methods:
            status = visitor.get(swap.nobodys).status_code
        else:
            status = visitor.client.post(swap.nobodys, data={"csrf_token": visitor.token()}).status_code
        return 403 if status == 403 else 404

    @pytest.mark.parametrize("who", PEOPLE)
    def test_opens_nothing_and_changes_nothing(self, apart_app, apart_owner, demo_apart, who):
        visitor = Browsing(apart_app).as_(demo_apart.people[who], just_proved=True)
        token = visitor.token()
        with apart_owner.connect() as connection:
            every = list(swaps(apart_app, connection, demo_apart, who))
        assert len(every) > 200
        wrong, before = [], stand(apart_owner)
        for number, swap in enumerate(every):
            if not has_its_turn(number + PEOPLE.index(who), PARTS):
                continue
            sent: dict[str, Any] = {"csrf_token": token}
            if "GET" in swap.methods:
                status = visitor.get(swap.other).status_code
                if status != 404 and status != self.refused_anyway(visitor, swap):
                    wrong.append(f"GET {swap.rule}: {status}")
            if "POST" in swap.methods:
                if "GET" in swap.methods:
                    page = visitor.get(swap.own)
                    if page.status_code == 200:
                        sent |= form_fields(page.text, swap.own)
                filled_in = {name: value for name, value in sent.items() if value is not None}
                status = visitor.client.post(swap.other, data=filled_in).status_code
                if status != 404 and status != self.refused_anyway(visitor, swap):
                    wrong.append(f"POST {swap.rule}: {status}")
        assert not wrong, "\n".join(wrong[:60])
        changed = {table for table, now in stand(apart_owner).items() if now != before[table]}
        assert not changed
