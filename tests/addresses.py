"""Addresses with real keys in them: of which table the key of an address is, and a row of it about one child."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from coordination.db import new_id

# One part of an address: how it is read, how long it is where that is said, and its name.
PART = re.compile(r"<(?:(\w+)(?:\(length=(\d+)\))?:)?(\w+)>")

# The beginning of an address, the name of a key in it, and the table that key is of. The first that fits counts.
TABLES = (
    ("", "child_id", "child"),
    ("", "case_id", "case_episode"),
    ("", "membership_id", "membership"),
    ("", "exclusion_id", "exclusion"),
    ("", "grant_id", "access_grant"),
    ("", "access_id", "own_access"),
    ("/sharing-decisions", "decision_id", "sharing_decision"),
    ("", "copy_id", "document_copy"),
    ("", "document_id", "issued_document"),
    ("", "clock_id", "clock"),
    ("", "exception_id", "clock_exception"),
    ("", "review_id", "review"),
    ("", "contribution_id", "contribution"),
    ("", "invitation_id", "review_person"),
    ("", "line_id", "circulation_line"),
    ("/reviews", "batch", "circulation_line"),
    ("/reviews", "key", "person"),
    ("", "view_id", "view"),
    ("", "adult_id", "trusted_adult"),
    ("/my-plan", "person_id", "circle_person"),
    ("/my-plan", "entry_id", "story_entry"),
    ("/story-entries", "entry_id", "story_entry"),
    ("", "away_id", "time_away"),
    ("", "entry_id", "diary_entry"),
    ("", "kept_id", "whereabouts_kept"),
    ("", "action_id", "action"),
    ("/sen/lines", "statement_id", "sen_line"),
    ("", "statement_id", "plan_statement"),
    ("", "disagreement_id", "disagreement"),
    ("/ehc-crossings", "crossing_id", "formal_plan_place"),
    ("", "crossing_id", "crossing"),
    ("", "cycle_id", "sen_cycle"),
    ("", "event_id", "school_event"),
    ("", "notice_id", "school_notice"),
    ("/ehc-plans", "plan_id", "formal_plan"),
    ("", "plan_id", "plan"),
    ("", "place_id", "formal_plan_place"),
    ("", "issue_id", "formal_plan_issue"),
    ("", "sent_id", "formal_plan_sent"),
    ("", "budget_id", "ehc_budget"),
    ("", "consultation_id", "ehc_consultation"),
    ("", "annual_review_id", "ehc_review"),
    ("", "assessment_id", "ehc_assessment"),
    ("", "advice_id", "ehc_advice"),
    ("", "text_id", "ehc_advice_text"),
    ("/ehc", "decision_id", "ehc_decision"),
    ("", "dispute_id", "ehc_dispute"),
    ("/ehc/letters", "letter_id", "ehc_letter"),
    ("/my-letters", "letter_id", "ehc_letter"),
    ("", "link_id", "one_time_link"),
    ("", "arrangement_id", "adult_arrangement"),
    ("", "home_id", "leaver_home"),
    ("", "handover_id", "handover"),
    ("", "visit_id", "visit"),
    ("/children/<uuid:child_id>/care/home", "check_id", "home_check"),
    ("", "check_id", "health_check"),
    ("", "episode_id", "missing_episode"),
    ("", "permanence_id", "permanence_plan"),
    ("", "time_id", "family_time"),
    ("", "move_id", "planned_move"),
    ("", "placement_id", "placement"),
    ("", "held_id", "family_time_held"),
    ("", "stay_id", "stay_away"),
    ("/children/<uuid:child_id>/social-care/referrals", "row_id", "referral"),
    ("/children/<uuid:child_id>/social-care/assessments", "row_id", "family_assessment"),
    ("/children/<uuid:child_id>/social-care/plans", "row_id", "child_in_need_plan"),
    ("/children/<uuid:child_id>/protection/discussions", "row_id", "enquiry"),
    ("/children/<uuid:child_id>/protection/conferences", "row_id", "protection_conference"),
    ("/children/<uuid:child_id>/addresses", "row_id", "child_address"),
    ("/children/<uuid:child_id>/alerts", "row_id", "alert"),
    ("/children/<uuid:child_id>/disabilities", "row_id", "child_disability"),
    ("/children/<uuid:child_id>/homes", "row_id", "network_home"),
    ("/children/<uuid:child_id>/identifiers", "row_id", "child_identifier"),
    ("/children/<uuid:child_id>/names", "row_id", "child_name"),
    ("/children/<uuid:child_id>/needs", "row_id", "sen_need"),
    ("/children/<uuid:child_id>/network", "row_id", "network_member"),
    ("/children/<uuid:child_id>/schools", "row_id", "school_place"),
)
# What of a row of these is the key in addresses, where it is not its own.
COLUMNS = {"plan_statement": "statement_id", "sen_line": "statement_id", "circulation_line": "batch_id"}
# Words that stand in addresses.
WORDS = {
    "/plans/<uuid:plan_id>/add/<kind>": {"kind": "need"},
    "/sen/cycles/<uuid:cycle_id>/add/<kind>": {"kind": "need"},
    "/children/<uuid:child_id>/school/add/<kind>": {"kind": "attendance"},
    "/plans/<uuid:plan_id>/as/<audience>": {"audience": "parent"},
    "/children/<uuid:child_id>/care/away/<what>/add": {"what": "short-break"},
    "/children/<uuid:child_id>/care/authority/<category>": {"category": "health"},
    "/ehc-plans/<uuid:plan_id>/sections/<letter>": {"letter": "B"},
    "/ehc-plans/<uuid:plan_id>/sections/<letter>/add": {"letter": "B"},
    "/ehc-plans/<uuid:plan_id>/sections/<letter>/place": {"letter": "I"},
    "/ehc/disputes/<uuid:dispute_id>/<step>": {"step": "held"},
    "/children/<uuid:child_id>/runway/steps/<step>": {"step": "bank_account"},
    "/my-plan/<uuid:child_id>/growing-up/<step>": {"step": "bank_account"},
    "/children/<uuid:child_id>/runway/from-18/<kind>": {"kind": "home"},
}


def table_of(rule: str, key: str) -> str | None:
    """The table of a child's that a key of an address is looked up in, if it is one."""
    return next((table for start, name, table in TABLES if name == key and rule.startswith(start)), None)


def child_keys(rule: str) -> list[str]:
    """The names of those keys of an address that are looked up in a table of a child's."""
    return [name for kind, _, name in PART.findall(rule) if kind == "uuid" and table_of(rule, name)]


def filled(rule: str, keys: Mapping[str, UUID]) -> str:
    """An address with these keys; what is not among them is a key that nobody has, or a word."""

    def part(found: re.Match[str]) -> str:
        kind, length, name = found.groups()
        if kind == "uuid":
            return str(keys.get(name, None) or new_id())
        if kind == "int":
            return "1"
        return WORDS.get(rule, {}).get(name, "x" * int(length or 1))

    return PART.sub(part, rule)


def keys_of(connection: Connection, rule: str, child_id: UUID) -> dict[str, UUID] | None:
    """A key of each kind in an address, of rows about this child; None where there is no such row."""
    found: dict[str, UUID] = {}
    for name in child_keys(rule):
        table = table_of(rule, name)
        if table == "child":
            found[name] = child_id
            continue
        if table == "person":
            continue
        column = COLUMNS.get(str(table), "id")
        row: Any = connection.execute(
            text(f"select {column} from {table} where child_id = :child order by id limit 1"), {"child": child_id}
        ).scalar()
        if row is None:
            return None
        found[name] = row
    return found
