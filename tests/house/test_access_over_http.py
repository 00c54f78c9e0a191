"""Every page of a record that can be opened, as everybody of the cast, in every state the record can be in, over HTTP.

What is expected is worked out from the rules' own file and from what the database holds of relationships, posts,
agreements and exclusions, never by asking the policy. Both directions: nobody is shown a page they may not open
(a leak), and nobody is refused one that is theirs without any condition (an omission).

A page is asked about as a whole; what a condition of the rules says about one entry is the entry's to answer, and the
canaries look there. So of the conditions only those that speak of the person count here (``ASKED_OF_THE_PERSON``).

A record that is closed or held is read as before: there the pages that change it are refused to everybody, but for
those of which the state lets the work go on (``STILL_TAKEN``).
"""

import csv
from collections import Counter
from contextlib import ExitStack
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from coordination import clock
from coordination.config import ROOT
from coordination.web.routes_table import routes_table
from tests.addresses import child_keys, filled, keys_of, table_of
from tests.arranging import LIVE, ended, excluded, meanwhile, on_hold
from tests.browsing import Browsing
from tests.demo_copy import ROLE_OF, DemoCopy
from tests.turns import has_its_turn
from tests.unit.access.access_world import FAMILY, OWN_STAFF

STORIES = ("kai", "ama", "zara", "elsewhere")
STATES = ("open", "closed", "hold", "sealed", "excluded", "ended", "agreements_ended")
PARTS = 12
# What may be written in a state, beside which every page of these verbs is refused.
WRITING = {"closed": {"create", "update", "approve"}, "hold": {"update"}}
STILL_TAKEN = {
    "closed": {("sharing_decisions", "create"), ("sharing_decisions", "approve")}
    | {("enquiries", verb) for verb in ("create", "update", "approve")}
    | {("memberships", verb) for verb in ("create", "update", "approve")},
    "hold": {("memberships", "update"), ("enquiries", "update")},
}
REFUSED = (403, 404)
LADDER = ("S0", "S1", "S2", "S3", "S4")
# Who may stand as the lead practitioner of a case from a post of their own (access.md, "Roles").
MAY_LEAD = {"LP", "SEN", "DSL", "VSH", "HLT", "EHC", "PA", "PRV", "SSW"}
# The kinds of organisation that are the authority itself: their staff need no agreement with it.
COUNCIL = ["childrens_services", "virtual_school", "send_service", "commissioning"]
KINDS = {"FC": {"family"}, "PAR": {"family", "young_person"}, "YP": {"young_person"}}
# Conditions that are about the person and not about an entry, and what of a relationship answers them. Everybody here
# has just proved again who they are, so "step_up" holds.
ASKED_OF_THE_PERSON = {
    "grant": lambda held: held["via"] == "grant",
    "service_delivered_at_home": lambda held: "delivers_at_home" in held["functions"],
    "core_group_member": lambda held: "core_group" in held["functions"],
}
# Pages that ask more of somebody than the row of the rules their route names, and why. Nothing is an omission there.
_FAMILYS = "the family's own page; who works with the child has others"
_IF_THERE = "there is such a thing only where somebody made one"
_CLOCKS = "stopping or moving a date is for whoever may change the record that it is counted for"
ASKS_MORE: dict[str, str] = {
    "/children/<uuid:child_id>/sent-plans": _FAMILYS,
    "/my-ehc/<uuid:child_id>": _FAMILYS,
    "/my-letters/<uuid:letter_id>": _FAMILYS,
    "/clocks/<uuid:clock_id>/later": _CLOCKS,
    "/clocks/<uuid:clock_id>/pause": _CLOCKS,
    "/clocks/exceptions/<uuid:exception_id>/end": _CLOCKS,
    "/clocks/exceptions/<uuid:exception_id>/file": _IF_THERE,
    "/contributions/<uuid:contribution_id>": "what was sent before a review is read by who runs it and by its sender",
    "/contributions/<uuid:contribution_id>/file": _IF_THERE,
    "/ehc/advice-texts/<uuid:text_id>/file": _IF_THERE,
    "/plans/<uuid:plan_id>/difference": _IF_THERE,
    "/plans/crossings/<uuid:crossing_id>": "two versions are put together by whoever may change the row",
    "/reviews/<uuid:review_id>/together": _IF_THERE,
    "/ehc-consultations/<uuid:consultation_id>/answer": "the setting that was asked answers, or the SEND service",
    "/ehc-consultations/<uuid:consultation_id>/appendices/<uuid:text_id>": _IF_THERE,
    "/children/<uuid:child_id>/emergency-reveal": "asked for by the duty team alone",
    "/reviews/<uuid:review_id>/contribution": "for those who are asked to the meeting",
    "/children/<uuid:child_id>/protection/discussions/add": "whoever may raise a concern does it on a page of its own",
    "/stability/meetings/<uuid:review_id>": "said by whoever may change the record of the meeting",
    "/times-away/<uuid:away_id>": "answered by whoever may change the record",
    "/reviews/<uuid:review_id>/preview/<uuid:key>/<kind>": "a version is there only of what they may give out",
}
# Family and carers read the record on pages of their own (test_every_family_page.py), which are not asked about here: a
# page for those who work with the child refuses them, or takes them to their own.


def rules() -> dict[tuple[str, str, str], list[tuple[str, str, frozenset[str]]]]:
    """By role, section and verb: label, extent and conditions of each row."""
    found: dict[tuple[str, str, str], list[tuple[str, str, frozenset[str]]]] = {}
    with (ROOT / "coordination" / "access" / "rules.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["role"], row["section"], row["verb"]), []).append(
                (row["label"], row["extent"], frozenset(row["condition"].split()))
            )
    return found


RULES = rules()


# What a place on a team that is decided again opens still, and what besides to family.
LESS = {
    False: {"core_identity", "memberships", "messages", "sharing_decisions", "enquiries"},
    True: {"core_identity", "memberships", "messages", "sharing_decisions", "enquiries"}
    | {"reviews", "ehc_plan", "carer_record"},
}


class Page(NamedTuple):
    """A page of one child's record: its route, its address, what the route asks, and the row it is about."""

    rule: str
    address: str
    section: str
    verb: str
    child_id: UUID
    row: dict[str, Any]


class Oracle:
    """Who may open what, by the rules' file and what stands in the database now."""

    def __init__(self, connection: Connection) -> None:
        today = clock.today()

        def live(table: str) -> list[Any]:
            return list(connection.execute(text(f"select * from {table} where {LIVE}"), {"today": today}).mappings())

        self.reach, self.posts, self.agreements = live("reach"), live("role_held"), live("sharing_agreement")
        self.asked_again = set(connection.execute(text("select membership_id from place_to_decide")).scalars())
        self.excluded = {(row["person_id"], row["child_id"]) for row in live("exclusion")}
        self.kinds = {row.id: row.kind for row in connection.execute(text("select id, kind from person where active"))}
        self.councils = set(
            connection.execute(text("select id from agency where kind = any(:kinds)"), {"kinds": COUNCIL}).scalars()
        )
        self.sealed = set(connection.execute(text("select id from child where sealed")).scalars())
        self.today: date = today

    def told(self, agency_id: UUID | None, authority_id: UUID, section: str) -> bool:
        """Whether an agreement in date lets the authority tell an organisation of a section."""
        return any(
            row["agency_id"] == agency_id
            and row["authority_id"] == authority_id
            and (row["sections"] is None or section in row["sections"])
            for row in self.agreements
        )

    def backed(self, held: Any, section: str, verb: str) -> bool:
        """Whether a relationship has the post and the agreement it rests on. Giving a concern needs none: it tells
        nobody anything (access.md; what its page says is looked at in test_revoked_access.py)."""
        if held["role"] in FAMILY:
            return self.kinds.get(held["person_id"]) in KINDS[held["role"]]
        posts = [
            post
            for post in self.posts
            if post["person_id"] == held["person_id"]
            and (post["role"] == held["role"] or (held["role"] == "LP" and post["role"] in MAY_LEAD))
            and held["agency_id"] in (None, post["agency_id"])
        ]
        if (section, verb) == ("enquiries", "create") and posts:
            return True
        if held["via"] == "invitation" and not posts:
            return held["agency_id"] is None or self.told(held["agency_id"], held["authority_id"], section)
        return any(
            (
                post["authority_id"] == held["authority_id"]
                and post["role"] in OWN_STAFF
                and post["agency_id"] in self.councils
            )
            or self.told(post["agency_id"], held["authority_id"], section)
            for post in posts
        )

    def stands(self, person_id: UUID, page: Page) -> list[Any]:
        """The relationships by which somebody comes to a page."""
        if person_id not in self.kinds or (person_id, page.child_id) in self.excluded:
            return []
        return [
            held
            for held in self.reach
            if (held["person_id"], held["child_id"]) == (person_id, page.child_id)
            and held["via"] != "link"
            and (held["ends_at"] is None or clock.now() < held["ends_at"])
            and self.opens(held, page)
            and self.backed(held, page.section, page.verb)
        ]

    def opens(self, held: Any, page: Page) -> bool:
        """Whether a relationship is with this page at all: grants and invitations name sections, some one thing."""
        if held["sections"] is None and held["via"] in ("grant", "invitation"):
            return False
        if held["sections"] is not None and page.section not in held["sections"]:
            return False
        if held["source_id"] in self.asked_again and page.section not in LESS[held["role"] in FAMILY]:
            return False
        if page.child_id in self.sealed:
            makes_a_grant = page.section == "memberships" and page.verb in ("create", "approve")
            if held["via"] != "grant" and not (makes_a_grant and held["via"] == "management"):
                return False
        if held["things"] is None or page.section == "core_identity":
            return True
        return bool({str(key) for key in held["things"]} & {str(value) for value in page.row.values()})

    def may(self, person_id: UUID, page: Page, state: str = "open") -> bool:
        """Whether anything of the rules could let somebody open a page."""
        if page.verb in WRITING.get(state, ()) and (page.section, page.verb) not in STILL_TAKEN[state]:
            return False
        for held in self.stands(person_id, page):
            if page.verb != "read" and held["via"] in ("grant", "break_glass"):
                continue
            for _, extent, conditions in RULES.get((held["role"], page.section, page.verb), ()):
                if extent != "aggregate" and all(
                    ASKED_OF_THE_PERSON[name](held) for name in conditions & set(ASKED_OF_THE_PERSON)
                ):
                    return True
        return False

    def must(self, person_id: UUID, page: Page) -> bool:
        """Whether a page is somebody's, with no condition and no doubt."""
        if page.row.get("caveats"):
            return False
        for held in self.stands(person_id, page):
            if held["via"] not in ("membership", "management", "duty", "self", "family"):
                continue
            if page.verb != "read" and held["case_kind"] is not None and held["case_kind"] != page.row.get("case_kind"):
                continue
            for usual, extent, conditions in RULES.get((held["role"], page.section, page.verb), ()):
                label = page.row.get("label") or usual
                usual_enough = label == usual or (
                    label in LADDER and usual in LADDER and LADDER.index(label) <= LADDER.index(usual)
                )
                if extent == "full" and not conditions and usual_enough:
                    return True
        return False


def pages_of(app: Any, connection: Connection, demo: DemoCopy) -> tuple[list[Page], list[str]]:
    """Each page of a record that can be opened, of the first story that has one; and the routes of which none has."""
    found, missing = [], []
    for row in routes_table(app):
        asks = row["asks"].split()
        names = child_keys(row["rule"])
        if "GET" not in row["methods"].split(",") or asks[0] != "requires" or not names:
            continue
        for story in STORIES:
            keys = keys_of(connection, row["rule"], demo.children[story])
            if keys is not None:
                break
        else:
            missing.append(row["rule"])
            continue
        last = names[-1]
        table = table_of(row["rule"], last)
        values = connection.execute(
            text(f"select to_jsonb(t) from {table} t where id = :id"), {"id": keys.get(last)}
        ).scalar()
        child_id = demo.children[story]
        # Where one address serves rows of several sections, the row says which it is of.
        section = asks[1] if asks[1] != "its" else (values or {}).get("section")
        if section is None:
            missing.append(row["rule"])
            continue
        page = Page(row["rule"], filled(row["rule"], keys), section, asks[-1], child_id, dict(values or {}))
        if page.row.get("case_id"):
            kind = connection.execute(
                text("select kind from case_episode where id = :id"), {"id": page.row["case_id"]}
            ).scalar()
            page.row["case_kind"] = kind
        found.append(page)
    return found, missing


NOTHING_RUNS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("case_episode", "true", {"state": "closed", "open_actions": 0}),
    ("care_period", "to_on is null", {"to_on": date(2099, 1, 1)}),
    ("sen_cycle", "state = 'open'", {"state": "reviewed"}),
    ("ehc_assessment", "state in ('requested', 'assessing', 'drafting')", {"state": "withdrawn"}),
    ("formal_plan", "state <> 'ceased'", {"state": "ceased"}),
)


def arranged(state: str, owner: Any, demo: DemoCopy) -> ExitStack:
    """The stories' records in one state, for as long as the stack is open."""
    stack = ExitStack()
    children = [demo.children[story] for story in STORIES]
    if state == "closed":
        about = {"children": children}
        for table, where, values in NOTHING_RUNS:
            stack.enter_context(meanwhile(owner, table, f"child_id = any(:children) and {where}", about, **values))
    elif state == "hold":
        stack.enter_context(on_hold(owner, children))
    elif state == "sealed":
        stack.enter_context(meanwhile(owner, "child", "id = any(:children)", {"children": children}, sealed=True))
    elif state == "excluded":
        with owner.connect() as connection:
            of = connection.execute(
                text("select authority_id, id from child where id = any(:children)"), {"children": children}
            ).all()
        for authority_id, child_id in of:
            stack.enter_context(excluded(owner, authority_id, child_id, list(demo.people.values())))
    elif state == "ended":
        stack.enter_context(ended(owner, "reach", "child_id = any(:children)", children=children))
    elif state == "agreements_ended":
        stack.enter_context(ended(owner, "sharing_agreement", "true"))
    return stack


class Found(NamedTuple):
    """What a walk through every page found."""

    leaks: list[str]
    omissions: list[str]
    opened: Counter[str]


def walked(app: Any, demo: DemoCopy, oracle: Oracle, pages: list[Page], state: str, people: list[str]) -> Found:
    """Open every page as these people."""
    found = Found([], [], Counter())
    for key in people:
        visitor = Browsing(app).as_(demo.people[key], just_proved=True)
        for page in pages:
            status = visitor.get(page.address).status_code
            said = f"{state}: {key} at {page.rule} ({page.section} {page.verb}): {status}"
            if status not in REFUSED:
                found.opened[page.rule] += 1
                if not oracle.may(demo.people[key], page, state):
                    found.leaks.append(said)
            elif (
                page.rule not in ASKS_MORE
                and ROLE_OF[key] not in FAMILY
                and oracle.may(demo.people[key], page, state)
                and oracle.must(demo.people[key], page)
            ):
                found.omissions.append(said)
    return found


@pytest.fixture(scope="module")
def pages(apart_app: Any, apart_owner: Any, demo_apart: DemoCopy) -> list[Page]:
    """The pages of the stories' records."""
    with apart_owner.connect() as connection:
        found, _ = pages_of(apart_app, connection, demo_apart)
    return found


class TestEveryPageOfARecord:
    @pytest.mark.parametrize("state", STATES)
    def test_opens_to_those_whose_it_is_and_to_nobody_else(self, apart_app, apart_owner, demo_apart, pages, state):
        people = [
            key
            for number, key in enumerate(sorted(demo_apart.people))
            if has_its_turn(STATES.index(state) * len(demo_apart.people) + number, PARTS)
        ]
        with arranged(state, apart_owner, demo_apart):
            with apart_owner.connect() as connection:
                oracle = Oracle(connection)
            found = walked(apart_app, demo_apart, oracle, pages, state, people)
        assert not found.leaks, f"{len(found.leaks)} leaks:\n" + "\n".join(found.leaks[:60])
        assert not found.omissions, f"{len(found.omissions)} omissions:\n" + "\n".join(found.omissions[:60])
