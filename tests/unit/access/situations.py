"""How people come to a thing: the situations in which the policy is asked every question there is.

Each makes the actor and the thing for one role, and says which conditions of the rules are true there.
Nothing here knows how the policy works; the rules file is read for its words only.
"""

import csv
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import coordination.access
from coordination.access import Thing
from tests.unit.access.access_world import (
    A_THIRD,
    AUTHORITY,
    CHILD,
    ELSEWHERE,
    EVERY_AUDIENCE,
    FAMILY,
    NOW,
    SOMEBODY_ELSE,
    TEAM,
    THING,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agency_of,
    agreement,
    break_glass,
    given_to,
    grant,
    named,
    relationship,
    somebody,
    stranger,
)

RULES = Path(coordination.access.__file__).with_name("rules.csv")
ROWS = list(csv.DictReader(RULES.open(newline="", encoding="utf-8")))
ROLES = list(dict.fromkeys(row["role"] for row in ROWS))
USUAL_LABEL = {row["section"]: row["label"] for row in ROWS}
SECTIONS = list(USUAL_LABEL)
VERBS = ("read", "create", "update", "approve", "disclose")
LABELS = (None, "S0", "S1", "S2", "S3", "S4", "C")  # None: the label of the section itself
STATES = ("open", "closed", "sealed", "hold")
ALL_CONDITIONS = {name for row in ROWS for name in row["condition"].split()}

PARTS = {
    "family_network": {"emergency_contact"},
    "health": {"daily_safety", "diagnosis", "C"},
    "social_care": {"summary", "D"},
    "protection_plan": {"plan_exists"},
    "legal": {"order_type"},
    "placement": {"location"},
    "pathway": {"young_person"},
    "prices": {"allowance"},
    "memberships": {"team"},
    "administration": {"role_grant"},
}
TO_THIS = frozenset({THING})
EHC_PART = {"SW": "D", "SEN": "B", "VSH": "B", "HLT": "C", "PRV": "F"}
OWNED_MEETING = {
    "SW": "core_group",
    "LP": "tac_review",
    "TM": "child_in_need",
    "IRO": "looked_after",
    "CPC": "conference",
    "PA": "pathway",
    "SEN": "pep",
    "VSH": "pep",
    "EHC": "ehc_annual",
}


def facts_in_favour(role):
    me = named(role)
    return {
        "placement_agreed": True,
        "geography": "ward",
        "grant_for": SOMEBODY_ELSE,
        "second_administrator": A_THIRD,
        "emergency_reveal_by": me,
        "emergency_reveal_with": SOMEBODY_ELSE,
        "emergency_reveal_until": NOW + timedelta(minutes=30),
        "known_to": {me},
        "commissioned_agencies": {agency_of(role)},
        "final": True,
        "right_holder": "young_person" if role == "YP" else "parent",
        "born_on": TODAY.replace(year=2014),
        "proposed": True,
        "invited_agencies": {agency_of(role)},
        "location_withheld": False,
        "reveals_danger": False,
        "protected_place": False,
        "team_id": TEAM,
        "return": "903",
        "window_opens_on": YESTERDAY,
        "window_closes_on": TOMORROW,
    }


def facts_against(role, section):
    facts = {
        "only_my_worker": True,
        "about": {named(role)},
        "reveals_danger": True,
        "location_withheld": True,
    }
    if section == "prices":
        facts |= {"offer": True, "deadline": NOW - timedelta(days=1)}
    return facts


@dataclass
class Situation:
    """How somebody comes to a thing, and what the oracle takes to be true then.

    ``via`` "membership" is what is usual for the role: a young person's own record, a parent's family.
    """

    name: str
    via: str = "membership"
    favour: bool = True
    own: bool = False
    published: bool = False
    child: bool = True
    reached: bool = True
    excluded: bool = False
    agreement: bool = True

    def actor(self, role):
        functions = frozenset({"delivers_at_home", "core_group", "allocated"}) if self.favour else frozenset()
        changes = {} if self.favour else {"stepped_up_at": None}
        if not self.agreement:
            changes["agreements"] = () if role in FAMILY else (agreement(role, to_on=TODAY),)
        if self.via == "stranger" or not self.child:
            return stranger(role, **changes)
        if self.via == "grant":
            held = [grant(role, *SECTIONS, functions=functions)]
        elif self.via == "break_glass":
            held = [break_glass(role, functions=functions)]
        elif self.via == "ended":
            held = [relationship(role, functions=functions, to_on=TODAY)]
        elif self.via == "invitation":
            held = [relationship(role, "invitation", functions=functions, sections=frozenset(SECTIONS), things=TO_THIS)]
        elif self.via == "invited_to_sections":
            held = [relationship(role, "invitation", functions=functions, sections=frozenset(SECTIONS))]
        elif self.via in ("management", "duty"):
            held = [relationship(role, self.via, functions=functions)]
        else:
            held = [relationship(role, functions=functions)]
        if self.excluded:
            held.append(break_glass(role))
        return somebody(role, *held, **changes)

    def thing(self, role, section, label, state):
        favourable = {"case_kind": "send", "meeting_kind": OWNED_MEETING.get(role)} if self.favour else {}
        if self.favour:
            parts = {EHC_PART[role]} if section == "ehc_plan" and role in EHC_PART else PARTS.get(section, set())
            facts = facts_in_favour(role)
        else:
            parts = {"reason", "role_grant", "location", "anything else"}
            facts = facts_against(role, section)
        if self.published:
            facts["advocates_agreed"] = {named(role)}
        return Thing(
            child_id=CHILD if self.child else None,
            authority_id=AUTHORITY,
            section=section,
            label=label,
            id=THING,
            agency_id=ELSEWHERE,
            author_id=named(role) if self.own else SOMEBODY_ELSE,
            owner_person_id=None if self.favour else SOMEBODY_ELSE,
            published=self.published,
            audiences=EVERY_AUDIENCE if self.published or self.favour else frozenset(),
            named_people=frozenset({named(role)}) if self.favour else frozenset(),
            excluded_people=frozenset({named(role)}) if self.excluded else frozenset(),
            state=state,
            parts=frozenset(parts),
            recipient=given_to("team") if self.favour else None,
            facts=facts,
            **favourable,
        )

    def holds(self, role):
        """The conditions that hold here, but for step-up."""
        if self.favour:
            true = ALL_CONDITIONS - {
                "grant",
                "step_up",
                "only_published",
                "only_f_g_h_own",
                "cannot_read_back_others",
            }
            if self.via == "grant":
                true |= {"grant"}
            if self.own:
                true |= {"only_f_g_h_own", "cannot_read_back_others"}
            return true
        true = set()
        if self.own:
            true |= {
                "parent_in_law_finals_and_sent",
                "right_holder",
                "own_record_or_named_attendee",
                "own_parts",
                "not_only_my_worker_unless_allocated_or_on_duty",
                "cannot_read_back_others",
            }
        if self.published:
            true |= {"only_published"} | ({"right_holder"} if role == "YP" else set())
        if self.via == "duty":
            true |= {"not_only_my_worker_unless_allocated_or_on_duty"}
        return true


FULL_PRODUCT = (
    Situation("a member, somebody else's entry, nothing in favour", favour=False),
    Situation("a member, somebody else's entry, everything in favour"),
    Situation("a member, their own entry, nothing else in favour", favour=False, own=True),
    Situation("a member, published, nothing else in favour", favour=False, published=True),
    Situation("by a named grant, everything in favour", via="grant"),
    Situation("by break-glass, everything in favour", via="break_glass"),
    Situation("no child named, everything in favour", child=False),
)
# The other ways of being related, asked at fewer labels: no label is special to any of them.
OTHER_WAYS = (
    Situation("by managing the team, everything in favour", via="management"),
    Situation("by covering on duty, nothing else in favour", via="duty", favour=False),
    Situation("invited to this one thing, everything in favour", via="invitation"),
    Situation("invited to the sections, somebody else's entry", via="invited_to_sections"),
    Situation("invited to the sections, their own entry", via="invited_to_sections", own=True),
)
ALWAYS_REFUSED = (
    Situation("a stranger, everything in favour", via="stranger", reached=False),
    Situation("a membership that ended today", via="ended", reached=False),
    Situation("excluded, with membership and break-glass", excluded=True),
    Situation("the organisation's agreement ended today", agreement=False),
)
