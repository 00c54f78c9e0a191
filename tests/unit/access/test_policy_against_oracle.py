"""The policy against an oracle that reads the rules file itself and knows nothing of how the policy works.

Every role, section, verb, label and state of the record, in several situations: hundreds of thousands of
questions. The oracle says what must be permitted as well as what must not, so a leak and an omission are
the same mistake.
"""

from typing import get_args

import pytest

from coordination.access import decide
from coordination.access.actor import Via
from tests.unit.access.access_world import FAMILY, NOW, OWN_STAFF
from tests.unit.access.situations import (
    ALWAYS_REFUSED,
    FULL_PRODUCT,
    LABELS,
    OTHER_WAYS,
    ROLES,
    ROWS,
    SECTIONS,
    STATES,
    USUAL_LABEL,
    VERBS,
)

WIDEST_FIRST = ("full", "own", "limited", "published", "aggregate")
LADDER = {"-": 0, "S0": 1, "S1": 2, "S2": 3, "S3": 4, "S4": 5}
SELF_EVIDENT_OWN = {
    "already_known_never_printed",
    "own_invitation_sealed_until_deadline",
    "own_record_or_named_attendee",
}
CLOSED_STILL_TAKES = {
    ("enquiries", "create"),
    ("enquiries", "update"),
    ("enquiries", "approve"),
    ("sharing_decisions", "create"),
    ("sharing_decisions", "approve"),
    ("memberships", "create"),
    ("memberships", "update"),
    ("memberships", "approve"),
}
HELD_STILL_TAKES = {("memberships", "update"), ("enquiries", "update")}
SIGHT_THROUGH = {
    "full": {"full"},
    "own": {"own", "full"},
    "limited": {"limited", "full"},
    "published": {"published", "full"},
    "aggregate": {"aggregate", "full"},
}


class Oracle:
    """What the rules file means, worked out the slow way round: from its rows, with nothing of the
    product."""

    def __init__(self):
        self.cells = {}
        for row in ROWS:
            conditions = set(row["condition"].split())
            self.cells.setdefault((row["role"], row["section"], row["verb"]), []).append((row["extent"], conditions))
        self.seen = {}
        for row in ROWS:
            if row["verb"] == "read" and row["section"] != "alerts":
                self.seen.setdefault(row["role"], []).append(
                    (row["extent"], row["label"], set(row["condition"].split()))
                )

    def cleared(self, role, extent, label, core_group):
        for seen_extent, seen_label, conditions in self.seen.get(role, ()):
            if conditions - ({"core_group_member"} if core_group else set()):
                continue
            if seen_extent not in SIGHT_THROUGH[extent]:
                continue
            if label == seen_label or (label != "C" and LADDER[label] <= LADDER.get(seen_label, -1)):
                return True
        return False

    def label_passes(self, situation, role, section, extent, label):
        usual = USUAL_LABEL[section]
        label = label or usual
        if situation.via == "break_glass" and label in ("S4", "C", "-"):
            return False
        if label == usual or (label != "C" and usual != "C" and LADDER[label] <= LADDER[usual]):
            return True
        if situation.via == "grant" or situation.own or situation.favour:  # in favour: they are named on it
            return True
        return self.cleared(role, extent, label, core_group=situation.favour and situation.child)

    def is_own(self, situation, section, conditions):
        return situation.own or bool(conditions & SELF_EVIDENT_OWN) or (section == "messages" and situation.favour)

    def rows(self, situation, role, section, verb, holds):
        """The (extent, needs step-up) that hold at step 4."""
        if verb != "read" and situation.via in ("grant", "break_glass"):
            return []
        if verb in ("approve", "disclose") and situation.via in ("invitation", "invited_to_sections"):
            return []
        if not situation.child and role in FAMILY:
            return []
        invited = situation.via == "invited_to_sections" and section != "core_identity"
        if invited and not self.is_own(situation, section, set()):
            return []
        found = []
        for extent, conditions in self.cells.get((role, section, verb), ()):
            if conditions - {"step_up"} - holds:
                continue
            if extent == "aggregate" and situation.child:
                continue
            if not situation.child and not (
                extent == "aggregate"
                or (verb == "create" and section in ("core_identity", "enquiries"))
                or section in ("statutory_return", "administration")
                or (section in ("needs_brief", "prices") and role in ("CMS", "PRV"))
            ):
                continue
            if extent == "published" and not situation.published:
                continue
            if extent == "own" and not self.is_own(situation, section, conditions):
                continue
            found.append(("own" if invited else extent, "step_up" in conditions))
        return found

    def answer(self, situation, role, section, verb, label, state, holds):
        """("permit", extent) or ("deny", step)."""
        needs_agreement = role not in FAMILY and role not in OWN_STAFF
        concern = (section, verb) == ("enquiries", "create")
        if not situation.agreement and needs_agreement and not concern:
            return "deny", 1
        if situation.excluded:
            return "deny", 2
        if not situation.reached:
            return "deny", 3
        rows = self.rows(situation, role, section, verb, holds)
        if not rows:
            return "deny", 4
        rows = [row for row in rows if self.label_passes(situation, role, section, row[0], label)]
        if not rows:
            return "deny", 5
        if verb == "disclose" and not situation.favour:
            return "deny", 7
        makes_a_grant = situation.via == "management" and section == "memberships" and verb in ("create", "approve")
        if state == "sealed" and situation.via != "grant" and not makes_a_grant:
            return "deny", 8
        if state == "closed" and verb in ("create", "update", "approve") and (section, verb) not in CLOSED_STILL_TAKES:
            return "deny", 8
        if state == "hold" and verb == "update" and (section, verb) not in HELD_STILL_TAKES:
            return "deny", 8
        if not situation.favour:
            rows = [row for row in rows if not row[1]]
            if not rows:
                return "deny", 9
        return "permit", min((extent for extent, _ in rows), key=WIDEST_FIRST.index)


def questions(situations, labels=LABELS, states=STATES):
    """Every question in these situations: what it is, what the policy answers, what the oracle expects."""
    oracle = Oracle()
    for situation in situations:
        for role in ROLES:
            actor, holds = situation.actor(role), situation.holds(role)
            for section in SECTIONS:
                for label in labels:
                    for state in states:
                        thing = situation.thing(role, section, label, state)
                        for verb in VERBS:
                            answer = decide(actor, verb, section, thing, NOW)
                            got = ("permit", answer.extent) if answer else ("deny", answer.step)
                            expected = oracle.answer(situation, role, section, verb, label, state, holds)
                            yield (situation.name, role, section, verb, label, state), got, expected, answer


def told(mismatches):
    """The first mismatches in words."""
    lines = [f"{len(mismatches)} answers differ from the rules; the first are:"]
    lines += [
        f"  {question}: the policy says {got}, the rules say {expected}" for question, got, expected in mismatches
    ]
    return "\n".join(lines[:25])


class TestEveryQuestionThereIs:
    def test_the_world_is_the_whole_of_the_rules(self):
        assert (len(ROLES), len(SECTIONS)) == (22, 33)
        assert all(row["verb"] in VERBS and row["extent"] in WIDEST_FIRST for row in ROWS)

    def test_nobody_is_shown_more_and_nobody_is_refused_what_is_theirs(self):
        asked, permitted, mismatches = 0, 0, []
        for question, got, expected, _ in questions(FULL_PRODUCT):
            asked += 1
            permitted += got[0] == "permit"
            if got != expected:
                mismatches.append((question, got, expected))
        assert not mismatches, told(mismatches)
        cells = len(ROLES) * len(SECTIONS) * len(VERBS) * len(LABELS) * len(STATES)
        assert asked == len(FULL_PRODUCT) * cells
        assert asked > 300_000
        assert 30_000 < permitted < asked - 30_000

    def test_nor_by_any_other_way_of_being_related(self):
        labels, states = (None, "S1", "S4"), ("open", "closed", "sealed")
        asked, permitted, mismatches = 0, set(), []
        for question, got, expected, _ in questions(OTHER_WAYS, labels=labels, states=states):
            asked += 1
            if got[0] == "permit":
                permitted.add(question[0])
            if got != expected:
                mismatches.append((question, got, expected))
        assert not mismatches, told(mismatches)
        assert asked == len(OTHER_WAYS) * len(ROLES) * len(SECTIONS) * len(VERBS) * len(labels) * len(states)
        assert permitted == {situation.name for situation in OTHER_WAYS}

    def test_every_way_of_being_related_is_asked_about(self):
        asked_about = {
            held.via
            for situation in (*FULL_PRODUCT, *OTHER_WAYS)
            for role in ROLES
            for held in situation.actor(role).relationships
        }
        assert asked_about == set(get_args(Via))

    def test_strangers_former_members_the_excluded_and_lapsed_organisations(self):
        mismatches, unhidden, reached = [], [], 0
        for question, got, expected, answer in questions(
            ALWAYS_REFUSED, labels=("S1", "S4"), states=("open", "closed")
        ):
            if got != expected:
                mismatches.append((question, got, expected))
            elif got in (("deny", 2), ("deny", 3)):
                reached += 1
                if not answer.hidden:
                    unhidden.append(question)
        assert not mismatches, told(mismatches)
        assert not unhidden, unhidden[:10]
        assert reached > 30_000

    def test_no_row_means_no(self):
        """Nothing is permitted where the file has no row, whatever else is true."""
        rows = {(row["role"], row["section"], row["verb"]) for row in ROWS}
        leaks = [
            question
            for question, got, _, _ in questions(FULL_PRODUCT[1:2], labels=("S0",), states=("open",))
            if got[0] == "permit" and (question[1], question[2], question[3]) not in rows
        ]
        assert not leaks

    @pytest.mark.parametrize("situation", FULL_PRODUCT, ids=lambda situation: situation.name)
    def test_administrators_never_see_a_child(self, situation):
        actor = situation.actor("ADM")
        seen = [
            (section, verb)
            for section in SECTIONS
            for verb in VERBS
            for label in LABELS
            if section != "administration"
            and decide(actor, verb, section, situation.thing("ADM", section, label, "open"), NOW)
        ]
        assert not seen
