"""What each condition of the access rules gives and keeps back, case by case, in the order of their
footnotes."""

from datetime import date, timedelta

from tests.unit.access.access_world import (
    A_THIRD,
    EVERY_AUDIENCE,
    NOW,
    SOMEBODY_ELSE,
    TEAM,
    TODAY,
    TOMORROW,
    agency_of,
    grant,
    named,
    post,
    relationship,
    somebody,
    stranger,
    thing,
)

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
PUBLISHED = {"published": True, "audiences": EVERY_AUDIENCE}


def gives(verb, actor, about):
    """The condition lets them."""
    return verb, actor, about, True


def keeps(verb, actor, about):
    """The condition does not."""
    return verb, actor, about, False


def of(*parts):
    return frozenset(parts)


def reveal(**changes):
    return {
        "emergency_reveal_by": named("EDT"),
        "emergency_reveal_with": SOMEBODY_ELSE,
        "emergency_reveal_until": NOW + HOUR,
    } | changes


def window(**changes):
    return {"return": "903", "window_opens_on": TODAY, "window_closes_on": TOMORROW} | changes


def at_home(*functions):
    return somebody("PRV", relationship("PRV", functions=frozenset(functions)))


def no_child(section, **changes):
    return thing(section, child_id=None, **changes)


def by(role):
    return {"author_id": named(role)}


# fmt: off
CASES = {
    "reference_and_age_band_until_placement_agreed": [
        gives("read", somebody("CMS"), thing("core_identity", parts=of("reference"))),
        gives("read", somebody("CMS"), thing("core_identity", parts=of("reference", "age_band"))),
        keeps("read", somebody("CMS"), thing("core_identity", parts=of("photo"))),
        gives("read", somebody("CMS"), thing("core_identity", facts={"placement_agreed": False})),
        gives("read", somebody("CMS"),
              thing("core_identity", parts=of("photo"), facts={"placement_agreed": True})),
    ],
    "may_request_correction": [
        gives("read", somebody("YP"), thing("contact_details", owner_person_id=named("YP"))),
        gives("read", somebody("YP"), thing("contact_details")),
        keeps("read", somebody("YP"), thing("contact_details", owner_person_id=named("PAR"))),
    ],
    "service_delivered_at_home": [
        gives("read", at_home("delivers_at_home"), thing("contact_details")),
        keeps("read", at_home(), thing("contact_details")),
        keeps("read", at_home("lead"), thing("contact_details")),
    ],
    "ward_only": [
        *(
            gives("read", stranger("ANL"), no_child("contact_details", facts={"geography": area}))
            for area in ("ward", "district", "authority", "region")
        ),
        keeps("read", stranger("ANL"), no_child("contact_details", facts={"geography": "postcode"})),
        keeps("read", stranger("ANL"), no_child("contact_details")),
    ],
    "never_own_grant": [
        gives("approve", somebody("TM"), thing("protected_location", facts={"grant_for": SOMEBODY_ELSE})),
        keeps("approve", somebody("TM"), thing("protected_location", facts={"grant_for": named("TM")})),
        keeps("approve", somebody("TM"),
              thing("protected_location", author_id=named("TM"), facts={"grant_for": SOMEBODY_ELSE})),
        keeps("approve", somebody("TM"), thing("protected_location")),
    ],
    "emergency_reveal": [
        gives("read", somebody("EDT"), thing("protected_location", facts=reveal())),
        keeps("read", somebody("EDT"),
              thing("protected_location", facts=reveal(emergency_reveal_until=NOW))),
        keeps("read", somebody("EDT"),
              thing("protected_location", facts=reveal(emergency_reveal_until=NOW + HOUR + SECOND))),
        keeps("read", somebody("EDT"),
              thing("protected_location", facts=reveal(emergency_reveal_with=named("EDT")))),
        keeps("read", somebody("EDT"),
              thing("protected_location", facts=reveal(emergency_reveal_with=None))),
        keeps("read", somebody("EDT"),
              thing("protected_location", facts=reveal(emergency_reveal_by=A_THIRD))),
        keeps("read", somebody("EDT"), thing("protected_location")),
    ],
    "already_known_never_printed": [
        gives("read", somebody("FC"), thing("protected_location", facts={"known_to": {named("FC")}})),
        keeps("read", somebody("YP"), thing("protected_location", facts={"known_to": {named("FC")}})),
        keeps("read", somebody("FC"), thing("protected_location", author_id=named("FC"))),
    ],
    "emergency_contact_only": [
        gives("read", somebody("PRV"), thing("family_network", parts=of("emergency_contact"))),
        keeps("read", somebody("PRV"), thing("family_network")),
    ],
    "commissioned_outcomes": [
        gives("read", somebody("PRV"),
              thing("support_plan", facts={"commissioned_agencies": {agency_of("PRV")}})),
        keeps("read", somebody("PRV"),
              thing("support_plan", facts={"commissioned_agencies": {agency_of("HLT")}})),
        keeps("read", somebody("PRV"), thing("support_plan")),
    ],
    "owns_this_kind_of_meeting": [
        gives("approve", somebody("IRO"), thing("reviews", meeting_kind="looked_after")),
        keeps("approve", somebody("IRO"), thing("reviews", meeting_kind="conference")),
        gives("approve", somebody("CPC"), thing("reviews", meeting_kind="conference")),
        keeps("approve", somebody("SW"), thing("reviews", meeting_kind="looked_after")),
        keeps("approve", somebody("SW"), thing("reviews")),
        gives("approve", somebody("SEN"),
              thing("reviews", meeting_kind="tac_review", meeting_owners=of("SEN"))),
        keeps("approve", somebody("SW"),
              thing("reviews", meeting_kind="tac_review", meeting_owners=of("SEN"))),
        keeps("approve", somebody("SW"),
              thing("reviews", meeting_kind="looked_after", meeting_owners=of("SW"))),
        gives("approve", somebody("LP"), thing("reviews", meeting_kind="tac_review")),
        keeps("create", somebody("CPC"), thing("reviews", meeting_kind="tac_review", whole=True)),
        gives("create", somebody("CPC"), thing("reviews", meeting_kind="conference", whole=True)),
    ],
    "parent_in_law_finals_and_sent": [
        gives("read", somebody("FC"), thing("ehc_plan", facts={"final": True})),
        gives("read", somebody("FC"), thing("ehc_plan", facts={"sent_to": {named("FC")}})),
        keeps("read", somebody("FC"), thing("ehc_plan", facts={"sent_to": {named("PAR")}})),
        keeps("read", somebody("FC"), thing("ehc_plan")),
        gives("read", somebody("FC"), thing("ehc_plan", **by("FC"))),
    ],
    "right_holder": [
        gives("read", somebody("PAR"), thing("ehc_plan", facts={"final": True, "right_holder": "parent"})),
        keeps("read", somebody("PAR"),
              thing("ehc_plan", facts={"final": True, "right_holder": "young_person"})),
        keeps("read", somebody("PAR"), thing("ehc_plan", facts={"final": True, "right_holder": A_THIRD})),
        gives("read", somebody("PAR"),
              thing("ehc_plan", facts={"final": True, "right_holder": named("PAR")})),
        keeps("read", somebody("PAR"), thing("ehc_plan", facts={"final": True})),
        gives("read", somebody("PAR"),
              thing("ehc_plan", facts={"sent_to": {named("PAR")}, "right_holder": "young_person"})),
        gives("read", somebody("YP"), thing("ehc_plan", **PUBLISHED, facts={"right_holder": "parent"})),
    ],
    "daily_safety_only": [
        gives("read", somebody("SEN"), thing("health", parts=of("daily_safety", "diagnosis"))),
        keeps("read", somebody("SEN"), thing("health", parts=of("diagnosis"))),
    ],
    "health_plan_and_recommendations": [
        *(
            gives("read", somebody("FC"), thing("health", parts=of(part)))
            for part in ("health_plan", "diagnosis", "appointment", "recommendation")
        ),
        keeps("read", somebody("FC"), thing("health", parts=of("daily_safety"))),
        keeps("read", somebody("FC"), thing("health")),
    ],
    "under_16_or_published_by_young_person": [
        gives("read", somebody("PAR"), thing("health", **PUBLISHED, facts={"born_on": date(2010, 11, 3)})),
        keeps("read", somebody("PAR"), thing("health", **PUBLISHED, facts={"born_on": date(2010, 11, 2)})),
        gives("read", somebody("PAR"),
              thing("health", **PUBLISHED,
                  facts={"born_on": date(2010, 11, 2), "published_by_young_person": True})),
        keeps("read", somebody("PAR"), thing("health", **PUBLISHED)),
    ],
    "worker_summary": [
        gives("read", somebody("DSL"), thing("social_care", parts=of("summary"))),
        keeps("read", somebody("DSL"), thing("social_care", parts=of("case_notes"))),
    ],
    "plan_exists_flag": [
        gives("read", somebody("VSH"), thing("protection_plan", parts=of("plan_exists"))),
        keeps("read", somebody("VSH"), thing("protection_plan")),
    ],
    "core_group_member": [
        gives("read", somebody("SEN", relationship("SEN", functions=of("core_group"))),
              thing("protection_plan")),
        keeps("read", somebody("SEN"), thing("protection_plan")),
        keeps("read", somebody("SEN", relationship("SEN"), relationship(
              "SEN", "duty", functions=of("core_group"), ends_at=NOW)), thing("protection_plan")),
        keeps("read", somebody("SEN", relationship("SEN"), relationship(
              "HLT", person_id=named("SEN"), functions=of("core_group")), roles=(post("SEN"), post("HLT"))),
              thing("protection_plan")),
    ],
    "own_record_or_named_attendee": [
        gives("read", somebody("DSL"), thing("enquiries", agency_id=agency_of("DSL"))),
        gives("read", somebody("DSL"), thing("enquiries", named_people=of(named("DSL")))),
        keeps("read", somebody("DSL"), thing("enquiries", named_people=of(named("HLT")))),
    ],
    "order_and_consent_facts": [
        *(
            gives("read", somebody("SEN"), thing("legal", parts=of(part)))
            for part in ("order_type", "consent", "collection", "contact_limits")
        ),
        keeps("read", somebody("SEN"), thing("legal", parts=of("court"))),
    ],
    "location_unless_lawfully_withheld": [
        gives("read", somebody("PAR"),
              thing("placement", **PUBLISHED, parts=of("location"), facts={"location_withheld": False})),
        keeps("read", somebody("PAR"),
              thing("placement", **PUBLISHED, parts=of("location"), facts={"location_withheld": True})),
        keeps("read", somebody("PAR"), thing("placement", **PUBLISHED, parts=of("location"))),
        gives("read", somebody("PAR"), thing("placement", **PUBLISHED)),
    ],
    "own_parts": [
        gives("update", somebody("YP"), thing("pathway", parts=of("young_person"))),
        gives("update", somebody("YP"), thing("pathway", **by("YP"))),
        keeps("update", somebody("YP"), thing("pathway")),
    ],
    "own_invitation_sealed_until_deadline": [
        gives("read", stranger("PRV"),
              no_child("needs_brief", facts={"invited_agencies": {agency_of("PRV")}})),
        keeps("read", stranger("PRV"), no_child("needs_brief", facts={"invited_agencies": {A_THIRD}})),
        gives("read", stranger("PRV"),
              no_child("needs_brief", agency_id=agency_of("PRV"),
                  facts={"offer": True, "deadline": NOW + HOUR, "invited_agencies": {agency_of("PRV")}})),
        keeps("read", stranger("PRV"),
              no_child("needs_brief",
                  facts={"offer": True, "deadline": NOW - HOUR, "invited_agencies": {agency_of("PRV")}})),
    ],
    "not_only_my_worker_unless_allocated_or_on_duty": [
        gives("read", somebody("SW"), thing("own_words")),
        keeps("read", somebody("SW"), thing("own_words", facts={"only_my_worker": True})),
        gives("read", somebody("SW", relationship("SW", functions=of("allocated"))),
              thing("own_words", facts={"only_my_worker": True})),
        gives("read", somebody("EDT", relationship("EDT", "duty")),
              thing("own_words", facts={"only_my_worker": True})),
        gives("read", somebody("SW"), thing("own_words", facts={"only_my_worker": True}, **by("SW"))),
        keeps("read", somebody("SW"),
              thing("own_words", agency_id=agency_of("SW"), facts={"only_my_worker": True})),
    ],
    "instruction_only": [
        gives("read", somebody("LP"), thing("alerts")),
        keeps("read", somebody("LP"), thing("alerts", parts=of("reason"))),
    ],
    "with_reason": [
        gives("read", somebody("FC"), thing("alerts", facts={"about": {named("PAR")}})),
        keeps("read", somebody("FC"), thing("alerts", facts={"about": {named("FC")}})),
    ],
    "filtered_log": [
        gives("read", somebody("YP"), thing("access_log", facts={"reveals_danger": False})),
        keeps("read", somebody("YP"), thing("access_log", facts={"reveals_danger": True})),
        keeps("read", somebody("YP"), thing("access_log")),
    ],
    "published_kind_of_organisation": [
        gives("read", somebody("PAR"),
              thing("sharing_decisions", **PUBLISHED, facts={"protected_place": False})),
        keeps("read", somebody("PAR"),
              thing("sharing_decisions", **PUBLISHED, facts={"protected_place": True})),
        gives("read", somebody("PAR"),
              thing("sharing_decisions", **PUBLISHED,
                  facts={"protected_place": True, "published_by": named("SW")})),
        keeps("read", somebody("PAR"), thing("sharing_decisions", **PUBLISHED)),
        gives("read", somebody("PAR"),
              thing("sharing_decisions", **PUBLISHED,
                  facts={"protected_place": False, "published_to": frozenset({named("PAR")})})),
        keeps("read", somebody("PAR"),
              thing("sharing_decisions", **PUBLISHED,
                  facts={"protected_place": False, "published_to": frozenset({named("FC")})})),
    ],
    "return_and_window": [
        gives("read", stranger("ANL"), no_child("statutory_return", facts=window())),
        keeps("read", stranger("ANL"), no_child("statutory_return", facts=window(window_closes_on=TODAY))),
        keeps("read", stranger("ANL"),
              no_child("statutory_return", facts=window(window_opens_on=TOMORROW))),
        keeps("read", stranger("ANL"), no_child("statutory_return", facts=window() | {"return": ""})),
        keeps("read", stranger("ANL"), no_child("statutory_return", facts=window(window_opens_on=None))),
        keeps("read", stranger("ANL"), no_child("statutory_return", facts=window(window_closes_on=None))),
        keeps("read", stranger("ANL"), no_child("statutory_return")),
    ],
    "second_administrator": [
        gives("update", stranger("ADM"), no_child("administration")),
        gives("update", stranger("ADM"),
              no_child("administration", parts=of("role_grant"),
                  facts={"second_administrator": A_THIRD, "grant_for": SOMEBODY_ELSE})),
        keeps("update", stranger("ADM"),
              no_child("administration", parts=of("role_grant"),
                  facts={"second_administrator": named("ADM"), "grant_for": SOMEBODY_ELSE})),
        keeps("update", stranger("ADM"),
              no_child("administration", parts=of("role_grant"),
                  facts={"second_administrator": A_THIRD, "grant_for": named("ADM")})),
        keeps("update", stranger("ADM"),
              no_child("administration", parts=of("role_grant"),
                  facts={"second_administrator": A_THIRD, "grant_for": A_THIRD})),
        keeps("update", stranger("ADM"),
              no_child("administration", parts=of("role_grant"), facts={"grant_for": SOMEBODY_ELSE})),
        keeps("update", stranger("ADM"),
              no_child("administration", parts=of("role_grant"), facts={"second_administrator": A_THIRD})),
        keeps("update", stranger("ADM"), no_child("administration", parts=of("role_grant"))),
    ],
    "step_up": [
        gives("read", somebody("SW", stepped_up_at=NOW), thing("protected_location")),
        gives("read", somebody("SW", stepped_up_at=NOW - timedelta(minutes=9, seconds=59)),
              thing("protected_location")),
        keeps("read", somebody("SW", stepped_up_at=NOW - timedelta(minutes=10)),
              thing("protected_location")),
        keeps("read", somebody("SW", stepped_up_at=NOW + SECOND), thing("protected_location")),
        keeps("read", somebody("SW", stepped_up_at=None), thing("protected_location")),
    ],
    "grant": [
        gives("read", somebody("SEN", relationship("SEN"), grant("SEN", "social_care")),
              thing("social_care")),
        keeps("read", somebody("SEN", relationship("SEN"), grant("SEN", "health")), thing("social_care")),
        keeps("read", somebody("SEN"), thing("social_care")),
    ],
    "named_person": [
        gives("read", somebody("DSL"), thing("allegations", named_people=of(named("DSL")))),
        keeps("read", somebody("DSL"), thing("allegations", named_people=of(named("SW")))),
        keeps("read", somebody("DSL"), thing("allegations", whole=True)),
    ],
    "cannot_read_back_others": [
        gives("create", somebody("PAR"), thing("enquiries", **by("PAR"))),
        gives("create", somebody("PAR"), thing("enquiries", author_id=None)),
        keeps("create", somebody("PAR"), thing("enquiries")),
    ],
    "only_d": [
        gives("read", somebody("EHC"), thing("social_care", parts=of("D"))),
        keeps("read", somebody("EHC"), thing("social_care", parts=of("H1"))),
        keeps("read", somebody("EHC"), thing("social_care")),
    ],
    "only_d_h": [
        gives("create", somebody("SW"), thing("ehc_plan", parts=of("D"))),
        *(gives("create", somebody("SW"), thing("ehc_plan", parts=of(letter))) for letter in ("D", "H1", "H2")),
        keeps("create", somebody("SW"), thing("ehc_plan", parts=of("D", "B"))),
        keeps("create", somebody("SW"), thing("ehc_plan", parts=of("F"))),
        keeps("create", somebody("SW"), thing("ehc_plan")),
    ],
    "only_b_e_f": [
        *(gives("create", somebody("SEN"), thing("ehc_plan", parts=of(letter))) for letter in ("B", "E", "F")),
        keeps("create", somebody("SEN"), thing("ehc_plan", parts=of("G"))),
    ],
    "only_c_g": [
        *(gives("create", somebody("HLT"), thing("ehc_plan", parts=of(letter))) for letter in ("C", "G")),
        keeps("create", somebody("HLT"), thing("ehc_plan", parts=of("F"))),
        gives("read", somebody("EHC"), thing("health", parts=of("C", "diagnosis"))),
        keeps("read", somebody("EHC"), thing("health", parts=of("diagnosis"))),
    ],
    "only_f_g_h_own": [
        *(
            gives("read", somebody("PRV"), thing("ehc_plan", parts=of(letter), agency_id=agency_of("PRV")))
            for letter in ("F", "G", "H1", "H2")
        ),
        keeps("read", somebody("PRV"), thing("ehc_plan", parts=of("F"))),
        keeps("read", somebody("PRV"), thing("ehc_plan", parts=of("B"), agency_id=agency_of("PRV"))),
    ],
    "only_total": [
        gives("read", somebody("SW"), thing("prices")),
        keeps("read", somebody("SW"), thing("prices", facts={"offer": True, "deadline": NOW - HOUR})),
    ],
    "only_allowance": [
        gives("read", somebody("FC"), thing("prices", parts=of("allowance"), owner_person_id=named("FC"))),
        keeps("read", somebody("FC"), thing("prices", owner_person_id=named("FC"))),
    ],
    "only_team": [
        gives("read", somebody("TM"), thing("access_log", facts={"team_id": TEAM})),
        keeps("read", somebody("TM"), thing("access_log", facts={"team_id": A_THIRD})),
        keeps("read", somebody("TM", relationship("TM", team_id=None)),
              thing("access_log", facts={"team_id": None})),
    ],
    "only_my_team": [
        gives("read", somebody("HLT"), thing("memberships", parts=of("team"))),
        keeps("read", somebody("HLT"), thing("memberships", parts=of("exclusion"))),
        keeps("read", somebody("HLT"), thing("memberships", parts=of("team", "grant"))),
    ],
    "only_published": [
        gives("read", somebody("PAR"), thing("memberships", published=True, audiences=of("parent"))),
        keeps("read", somebody("PAR"), thing("memberships", published=True, audiences=of("carer"))),
        keeps("read", somebody("PAR"), thing("memberships", audiences=of("parent"))),
    ],
    "only_ehc": [
        *(gives("create", somebody("EHC"), thing("memberships", case_kind=kind)) for kind in ("send", "ehc")),
        keeps("create", somebody("EHC"), thing("memberships", case_kind="looked_after")),
        keeps("create", somebody("EHC"), thing("memberships")),
    ],
    "only_propose": [
        gives("create", somebody("SW"), thing("memberships", facts={"proposed": True})),
        keeps("create", somebody("SW"), thing("memberships", facts={"proposed": False})),
        keeps("create", somebody("SW"), thing("memberships")),
    ],
}
# fmt: on
