"""Access that ends is over at the next request: of a session that stays open, on every page that could be opened.

For each of six people every page of one child's record is opened that they can open. Then what their access rests on
ends, while they are signed in; and not one of those pages opens again, nor does a list name the child.
"""

from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.web.routes_table import routes_table
from tests.addresses import child_keys, filled, keys_of
from tests.arranging import ended, excluded, meanwhile
from tests.browsing import Browsing, Visitor
from tests.demo_copy import DemoCopy
from tests.turns import NOT_NOW, has_its_turn

# Whose child each of them is opened as.
PEOPLE = {
    "lead": "kai",
    "senco": "kai",
    "carer": "kai",
    "youngperson": "kai",
    "provider": "kai",
    "parent": "ama",
}
AT_WORK = {"lead", "senco", "provider"}
# The lead's organisation is the authority itself: there is no agreement between it and itself that could end.
WITH_AN_AGREEMENT = {"senco", "provider"}
PARTS = 5


def ways() -> list[tuple[str, str]]:
    """Each person with each way their access can end."""
    found = []
    for who in PEOPLE:
        found += [(who, "relationship"), (who, "exclusion"), (who, "account")]
        if who in AT_WORK:
            found.append((who, "role"))
        if who in WITH_AN_AGREEMENT:
            found.append((who, "agreement"))
    return found


WAYS = ways()


def taken_away(way: str, who: str, owner: Any, demo: DemoCopy) -> ExitStack:
    """What somebody's access to their child rests on has ended, for as long as the stack is open."""
    stack = ExitStack()
    person, child = demo.people[who], demo.children[PEOPLE[who]]
    if way == "relationship":
        stack.enter_context(
            ended(owner, "reach", "person_id = :person and child_id = :child", person=person, child=child)
        )
    elif way == "exclusion":
        with owner.connect() as connection:
            authority = connection.execute(
                text("select authority_id from child where id = :id"), {"id": child}
            ).scalar()
        stack.enter_context(excluded(owner, authority, child, [person]))
    elif way == "role":
        stack.enter_context(ended(owner, "role_held", "person_id = :person", person=person))
    elif way == "agreement":
        where = "agency_id in (select agency_id from role_held where person_id = :person)"
        stack.enter_context(ended(owner, "sharing_agreement", where, person=person))
    else:
        stack.enter_context(meanwhile(owner, "person", "id = :person", {"person": person}, active=False))
    return stack


def addresses(app: Any, owner: Any, child_id: UUID) -> tuple[list[str], list[str]]:
    """Every address of this child's record that can be opened; and those of people's own pages that name no child."""
    of_the_child, of_their_own = [], []
    with owner.connect() as connection:
        for row in routes_table(app):
            if "GET" not in row["methods"].split(",") or not row["asks"].startswith(("requires", "signed_in")):
                continue
            if child_keys(row["rule"]):
                keys = keys_of(connection, row["rule"], child_id)
                if keys is not None:
                    of_the_child.append(filled(row["rule"], keys))
            elif "<" not in row["rule"]:
                of_their_own.append(row["rule"])
    return of_the_child, of_their_own


def words_of_the_child(owner: Any, demo: DemoCopy, who: str) -> set[str]:
    """What may no longer be anywhere: marked words of the record that are not this person's own, and its reference."""
    child = PEOPLE[who]
    with owner.connect() as connection:
        reference = connection.execute(
            text("select reference from child where id = :id"), {"id": demo.children[child]}
        ).scalar()
    marked = {c.word for c in demo.canaries if c.child == child and f"own:{who}" not in c.audiences}
    return {str(reference), *marked}


def told(visitor: Visitor, address: str, words: set[str]) -> tuple[int, list[str]]:
    """How an address answers, and which of these words it tells."""
    answer = visitor.get(address)
    page = answer.text if answer.mimetype.startswith("text/") else ""
    return answer.status_code, sorted(word for word in words if word in page)


class TestAccessThatEnds:
    @pytest.mark.parametrize(("who", "way"), WAYS, ids=lambda said: said)
    def test_is_over_on_every_page_at_the_next_request(self, apart_app, apart_owner, demo_apart, who, way):
        if not has_its_turn(WAYS.index((who, way)), PARTS):
            pytest.skip(NOT_NOW)
        words = words_of_the_child(apart_owner, demo_apart, who)
        visitor = Browsing(apart_app).as_(demo_apart.people[who], just_proved=True)
        of_the_child, of_their_own = addresses(apart_app, apart_owner, demo_apart.children[PEOPLE[who]])
        open_to_them = [address for address in of_the_child if visitor.get(address).status_code < 400]
        assert len(open_to_them) > 5
        assert any(told(visitor, address, words)[1] for address in open_to_them)
        wrong = []
        with taken_away(way, who, apart_owner, demo_apart):
            for address in (*open_to_them, *of_their_own):
                status, said = told(visitor, address, words)
                if way == "account":
                    closed = status == 303
                else:
                    # A concern is taken from whoever has one, on a page that says nothing of the child.
                    gives = way == "agreement" and address.endswith("/concern")
                    closed = status in (403, 404) or address in of_their_own or gives
                if not closed or said:
                    wrong.append((address, status, said[:3]))
        assert not wrong, f"{who} after the end of the {way}:\n" + "\n".join(map(str, wrong[:40]))
        again = [address for address in open_to_them if visitor.get(address).status_code >= 400]
        assert way == "account" or not again, "what was put back does not open again: the test leaves something behind"

    def test_is_over_when_it_was_ended_by_the_page_for_it(self, apart_app, apart_owner, demo_apart):
        """The manager ends the SENCO's place while the SENCO reads."""
        child = demo_apart.children["kai"]
        with apart_owner.connect() as connection:
            place = connection.execute(
                text(
                    "select m.id from membership m where m.child_id = :child and m.person_id = :person"
                    " and m.from_on <= :today and (m.to_on is null or m.to_on > :today)"
                ),
                {"child": child, "person": demo_apart.people["senco"], "today": clock.today()},
            ).scalar()
        senco = Browsing(apart_app).as_(demo_apart.people["senco"])
        manager = Browsing(apart_app).as_(demo_apart.people["manager"])
        assert senco.get(f"/children/{child}").status_code == 200
        both = {"place": place, "child": child, "person": demo_apart.people["senco"]}
        reached = "child_id = :child and person_id = :person and source_id = :place"
        with (
            meanwhile(apart_owner, "reach", reached, both, to_on=None),
            meanwhile(apart_owner, "membership", "id = :place", both, to_on=None, ended_why=None),
        ):
            answer = manager.send(f"/memberships/{place}/end", {"why": "They work elsewhere."})
            assert answer.status_code == 303, answer.text
            assert senco.get(f"/children/{child}").status_code == 404
