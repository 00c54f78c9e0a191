"""Worlds made by chance, the same ones every time: people, posts, agreements, relationships and things to ask about.

Most of each world is in order, so that the policy permits something there is to lose.
"""

from datetime import timedelta
from functools import cache
from random import Random

from coordination.access import Actor, Recipient
from tests.unit.access.access_world import (
    A_THIRD,
    AUTHORITY,
    CHILD,
    ELSEWHERE,
    LONG_AGO,
    NOW,
    OTHER_AUTHORITY,
    OTHER_CHILD,
    SOMEBODY_ELSE,
    THING,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agency_of,
    agreement,
    named,
    post,
    relationship,
    thing,
)
from tests.unit.access.situations import LABELS, ROLES, SECTIONS, VERBS, facts_in_favour

ME = named("whoever is asking")
VIAS = ("membership", "management", "duty", "grant", "invitation", "family", "self", "break_glass")
AUDIENCES = ("team", "school", "health", "provider", "carer", "parent", "young_person")
FUNCTIONS = ("lead", "allocated", "core_group", "delivers_at_home")
CAVEATS = ("not-parent", "not-carer", "not-young-person", "third-party", "originator", f"not-to:{ME}",
           f"not-to:{A_THIRD}", f"embargo:{TOMORROW}", f"embargo:{TODAY}", "not-anything-known")  # fmt: skip
PARTS = ("daily_safety", "recommendation", "summary", "plan_exists", "order_type", "location", "team", "B", "C", "D",
         "F", "young_person", "allowance", "emergency_contact", "reason", "role_grant")  # fmt: skip
ROLES_OF_KIND = {
    "workforce": [role for role in ROLES if role not in ("FC", "YP", "PAR")],
    "family": ["FC", "PAR"],
    "young_person": ["YP", "PAR"],
}
IN_FAVOUR = facts_in_favour("SW") | {
    "known_to": {ME},
    "advocates_agreed": {ME},
    "sent_to": {ME},
    "about": {ME},
    "only_my_worker": True,
    "originator_agrees": True,
    "emergency_reveal_by": ME,
    "commissioned_agencies": {agency_of("PRV")},
    "invited_agencies": {agency_of("PRV")},
}
# The sections with most to weigh come up most.
LIVELY = ["support_plan", "actions", "reviews", "health", "ehc_plan", "own_words", "protected_location", "prices"]


class Chance:
    """A world's dice."""

    def __init__(self, seed):
        self.dice = Random(seed)

    def one(self, *values):
        return self.dice.choice(values)

    def usually(self, value, *others):
        return value if self.dice.random() < 0.95 else self.dice.choice(others)

    def some(self, values, chance=0.3):
        return frozenset(value for value in values if self.dice.random() < chance)

    def dates(self):
        return {
            "from_on": self.usually(LONG_AGO, TODAY, TOMORROW),
            "to_on": self.usually(None, TOMORROW, TODAY, YESTERDAY),
        }

    def relationship(self, role):
        return relationship(
            role,
            self.one("membership", *VIAS) if self.dice.random() < 0.6 else "membership",
            person_id=ME,
            child_id=self.usually(CHILD, OTHER_CHILD),
            authority_id=self.usually(AUTHORITY, OTHER_AUTHORITY),
            functions=self.some(FUNCTIONS),
            sections=self.one(None, None, frozenset(SECTIONS), frozenset(SECTIONS[::2])),
            things=self.usually(None, frozenset({THING})),
            case_kind=self.usually(None, "send", "looked_after"),
            ends_at=self.one(None, None, NOW + timedelta(hours=2), NOW - timedelta(hours=2)),
            **self.dates(),
        )

    def actor(self):
        kind = self.one("workforce", "workforce", "workforce", "family", "young_person")
        mine = self.dice.sample(ROLES_OF_KIND[kind], self.one(1, 2))
        staff = mine if kind == "workforce" else []
        return Actor(
            person_id=ME,
            kind=kind,
            active=self.usually(True, True, True, False),
            second_factor=self.usually(True, False),
            second_factor_needed=self.usually(kind == "workforce", True, False),
            roles=tuple(post(role, **self.dates()) for role in staff),
            agreements=tuple(
                agreement(role, sections=self.usually(None, frozenset(SECTIONS[::2])), **self.dates()) for role in staff
            ),
            relationships=tuple(self.relationship(self.one(*mine)) for _ in range(self.one(1, 2, 3))),
            stepped_up_at=self.usually(NOW, None, NOW - timedelta(hours=1)),
        )

    def recipient(self):
        return self.usually(
            Recipient(audience="school", person_id=A_THIRD, basis_recorded=True, agreement_covers=True),
            None,
            Recipient(audience="parent", basis_recorded=True),
            Recipient(audience="carer", person_id=SOMEBODY_ELSE),
            Recipient(audience="health", basis_recorded=True, agreement_covers=True, excluded=True),
        )

    def thing(self):
        return thing(
            self.one(*SECTIONS, *LIVELY, *LIVELY),
            child_id=self.usually(CHILD, None),
            label=self.usually(None, *LABELS),
            id=self.usually(THING, None, CHILD),
            agency_id=self.one(ELSEWHERE, agency_of("SW"), agency_of("PRV"), agency_of("HLT")),
            author_id=self.one(SOMEBODY_ELSE, ME),
            owner_person_id=self.one(None, SOMEBODY_ELSE, ME),
            published=self.one(True, False),
            audiences=self.usually(frozenset(AUDIENCES), frozenset(), frozenset({"parent"}), frozenset({"team"})),
            named_people=self.usually(frozenset(), frozenset({ME})),
            excluded_people=self.usually(frozenset(), frozenset({A_THIRD}), frozenset({ME})),
            caveats=self.usually(frozenset(), self.some(CAVEATS)),
            case_kind=self.usually(None, "send", "looked_after"),
            state=self.usually("open", "closed", "sealed", "hold"),
            meeting_kind=self.one(None, "looked_after", "tac_review", "pep"),
            parts=self.some(PARTS),
            recipient=self.recipient(),
            facts={fact: value for fact, value in IN_FAVOUR.items() if self.dice.random() < 0.7},
            whole=self.usually(False, True),
        )


@cache
def worlds(count):
    """``count`` worlds: its number, somebody, a verb and a thing."""
    made = []
    for seed in range(count):
        chance = Chance(seed)
        made.append((seed, chance.actor(), chance.one("read", "read", "read", *VERBS), chance.thing()))
    return made
