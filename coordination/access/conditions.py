"""The conditions of the access rules: every name in the last column of ``rules.csv`` is one small question
here.

Each answers whether its row holds for this actor, in this standing, for this thing, now. Its description is
the footnote of the rules. What a condition needs to know beside the thing's own fields it finds in
``thing.facts``, under the names in facts.py; a fact nobody gave counts against whoever asks. Where the
question is about a page as a whole (``thing.whole``), what only an entry can answer is left to the entries.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from coordination.access.actor import Actor
from coordination.access.catalogue import MEETING_OWNERS
from coordination.access.facts import age_on, feeds_only, has_function, is_own, is_theirs, names_them
from coordination.access.standing import Standing
from coordination.access.thing import Thing
from coordination.clock import london_date

Condition = Callable[[Actor, Standing, Thing, datetime], bool]

EMERGENCY_REVEAL_LASTS = timedelta(hours=1)
WARD_OR_WIDER = frozenset({"ward", "district", "authority", "region"})

# Conditions that say what is somebody's own by themselves; everywhere else "own" is theirs or their
# organisation's.
SAYS_WHAT_IS_OWN = frozenset(
    {"already_known_never_printed", "own_invitation_sealed_until_deadline", "own_record_or_named_attendee"}
)

CONDITIONS: dict[str, Condition] = {}


def _condition(asked: Condition) -> Condition:
    CONDITIONS[asked.__name__] = asked
    return asked


@_condition
def reference_and_age_band_until_placement_agreed(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """1: reference and age band until a placement is agreed."""
    return thing.facts.get("placement_agreed") is True or thing.parts <= {"reference", "age_band"}


@_condition
def may_request_correction(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """2: may ask for correction, of the details that are their own."""
    return thing.owner_person_id in (None, actor.person_id)


@_condition
def service_delivered_at_home(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """3: only if the service is delivered at the home."""
    return has_function(actor, thing, now, "delivers_at_home")


@_condition
def ward_only(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """4: ward only, nothing smaller."""
    return thing.facts.get("geography") in WARD_OR_WIDER


@_condition
def never_own_grant(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """5: approves grants, never their own."""
    granted = thing.facts.get("grant_for")
    return granted is not None and actor.person_id not in (granted, thing.author_id)


@_condition
def emergency_reveal(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """6: one child, one hour, reason and a second duty person, reported at once, reviewed next working
    day."""
    until = thing.facts.get("emergency_reveal_until")
    second = thing.facts.get("emergency_reveal_with")
    return (
        thing.facts.get("emergency_reveal_by") == actor.person_id
        and second is not None
        and second != actor.person_id
        and until is not None
        and timedelta(0) < until - now <= EMERGENCY_REVEAL_LASTS
    )


@_condition
def already_known_never_printed(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """7: what they already know; never printed."""
    return thing.whole or names_them(thing, "known_to", actor.person_id)


@_condition
def emergency_contact_only(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """8: emergency contact."""
    return thing.whole or "emergency_contact" in thing.parts


@_condition
def commissioned_outcomes(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """9: outcomes their service is commissioned for."""
    return thing.whole or names_them(thing, "commissioned_agencies", held.agency_id)


@_condition
def owns_this_kind_of_meeting(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """10: approves only the kinds of meeting they own (IRO: looked-after reviews)."""
    if thing.whole and thing.meeting_kind is None:
        return True
    if thing.meeting_owners is not None and thing.meeting_kind != "looked_after":
        return held.role in thing.meeting_owners
    return held.role in MEETING_OWNERS.get(thing.meeting_kind or "", ())


@_condition
def parent_in_law_finals_and_sent(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """11: everyone the law calls a parent, a foster carer included: finals, drafts sent to them, request and
    appeal rights, letters."""
    return (
        thing.whole
        or thing.facts.get("final") is True
        or names_them(thing, "sent_to", actor.person_id)
        or is_theirs(actor, thing)
    )


@_condition
def right_holder(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """12: after compulsory school age the right-holder is the young person where they have capacity for that
    decision, else the alternative person (SEND regs 63-65); nobody loses what was already sent."""
    if thing.whole or names_them(thing, "sent_to", actor.person_id) or is_theirs(actor, thing):
        return True
    holder = thing.facts.get("right_holder")
    if held.role == "YP":
        # What was published to the young person was sent to them, whoever holds the rights.
        return holder == "young_person" or (thing.published and "young_person" in thing.audiences)
    return holder is not None and (holder == "parent" or holder == actor.person_id)


@_condition
def daily_safety_only(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """13: what daily safety needs."""
    return thing.whole or "daily_safety" in thing.parts


@_condition
def health_plan_and_recommendations(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """14: health plan, diagnoses, appointments, recommendations."""
    shown = {"health_plan", "diagnosis", "appointment", "recommendation"}
    return thing.whole or not thing.parts.isdisjoint(shown)


@_condition
def under_16_or_published_by_young_person(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """15: at 16 and over what the young person publishes."""
    if thing.whole or thing.facts.get("published_by_young_person") is True:
        return True
    born_on = thing.facts.get("born_on")
    return born_on is not None and age_on(born_on, london_date(now)) < 16


@_condition
def worker_summary(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """16: the worker's summary."""
    return thing.whole or "summary" in thing.parts


@_condition
def plan_exists_flag(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """17: "there is a plan; call X"."""
    return thing.whole or "plan_exists" in thing.parts


@_condition
def core_group_member(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """18: members of the core group."""
    return has_function(actor, thing, now, "core_group")


@_condition
def own_record_or_named_attendee(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """19: own agency's record, or as a named attendee."""
    return thing.whole or actor.person_id in thing.named_people or is_own(actor, held, thing)


@_condition
def order_and_consent_facts(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """20: order type, who may consent, who may not collect, contact limits."""
    shown = {"order_type", "consent", "collection", "contact_limits"}
    return thing.whole or not thing.parts.isdisjoint(shown)


@_condition
def location_unless_lawfully_withheld(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """21: where the child lives and moves, unless a manager records that the child is under a care or interim
    care order and telling would prejudice welfare (CA89 Sch 2 para 15), reviewed at each review; for s.20
    legal advice first."""
    return thing.whole or "location" not in thing.parts or thing.facts.get("location_withheld") is False


@_condition
def own_parts(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """22: writes their own parts."""
    return thing.whole or "young_person" in thing.parts or thing.author_id == actor.person_id


@_condition
def own_invitation_sealed_until_deadline(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """23: own invitations, sealed until the deadline. Of the offers, only their own."""
    if thing.whole:
        return True
    if thing.facts.get("offer"):
        return held.agency_id is not None and thing.agency_id == held.agency_id
    return names_them(thing, "invited_agencies", held.agency_id)


@_condition
def not_only_my_worker_unless_allocated_or_on_duty(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """24: "only my worker" hides from the team, never from duty cover or a successor, and says so before they
    type."""
    return (
        thing.whole
        or thing.facts.get("only_my_worker") is not True
        or held.via == "duty"
        or is_theirs(actor, thing)
        or has_function(actor, thing, now, "allocated")
    )


@_condition
def instruction_only(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """25: instruction only, no reason."""
    return "reason" not in thing.parts


@_condition
def with_reason(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """26: with the reason they need to keep everyone safe; never an alert about themself."""
    return not names_them(thing, "about", actor.person_id)


@_condition
def filtered_log(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """27: filtered: rows that would reveal danger are left out without a trace."""
    return thing.whole or thing.facts.get("reveals_danger") is False


@_condition
def published_kind_of_organisation(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """28: published entries, a kind of organisation only, nothing automatic while a protected place is
    flagged. One that was published to one parent is nobody else's."""
    facts = thing.facts
    if "published_to" in facts and not thing.whole and not names_them(thing, "published_to", actor.person_id):
        return False
    return thing.whole or facts.get("protected_place") is False or facts.get("published_by") is not None


@_condition
def return_and_window(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """29: per return and window, audited, no narrative, no protected address, no browsing."""
    opens, closes = thing.facts.get("window_opens_on"), thing.facts.get("window_closes_on")
    if not thing.facts.get("return") or opens is None or closes is None:
        return False
    return bool(opens <= london_date(now) < closes)


@_condition
def second_administrator(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """30: role grants need a second administrator; no child content on any admin screen."""
    if "role_grant" not in thing.parts or thing.whole:
        return True
    second, granted = thing.facts.get("second_administrator"), thing.facts.get("grant_for")
    return None not in (second, granted) and len({actor.person_id, second, granted}) == 3


@_condition
def step_up(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """Step-up: after proving again, in the last few minutes, who they are."""
    return actor.stepped_up(now)


@_condition
def grant(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """G: with a named, reasoned, expiring grant that names the section."""
    return held.via == "grant"


@_condition
def named_person(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """N: named people only (they read, create and update; the privacy officer reads)."""
    return actor.person_id in thing.named_people


@_condition
def cannot_read_back_others(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """W: write-only, in their own name: what anybody wrote, themselves included, is not shown back."""
    return thing.whole or thing.author_id in (None, actor.person_id)


@_condition
def only_d(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """D: only what feeds section D of an EHC plan (social care needs)."""
    return feeds_only(thing, frozenset({"D"}))


@_condition
def only_d_h(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """D, H: only sections D and H of an EHC plan (social care needs and provision)."""
    return feeds_only(thing, frozenset({"D", "H1", "H2"}))


@_condition
def only_b_e_f(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """B, E, F: only sections B, E and F of an EHC plan (educational needs, outcomes and provision)."""
    return feeds_only(thing, frozenset({"B", "E", "F"}))


@_condition
def only_c_g(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """C, G: only sections C and G of an EHC plan, or what feeds them (health needs and provision)."""
    return feeds_only(thing, frozenset({"C", "G"}))


@_condition
def only_f_g_h_own(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """F, G, H own: only the lines of sections F, G and H of an EHC plan that their own service delivers."""
    return thing.whole or (feeds_only(thing, frozenset({"F", "G", "H1", "H2"})) and is_own(actor, held, thing))


@_condition
def only_total(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """Total: only the total, not what it is made of, nor an offer that is still sealed."""
    return thing.facts.get("offer") is not True


@_condition
def only_allowance(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """Allowance: only the allowance paid to them."""
    return thing.whole or "allowance" in thing.parts


@_condition
def only_team(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """Team: only the rows of people in their own team."""
    return thing.whole or (held.team_id is not None and thing.facts.get("team_id") == held.team_id)


@_condition
def only_my_team(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """My team: only who is on the team they are on; no grants, labels or exclusions."""
    return thing.whole or thing.parts == {"team"}


@_condition
def only_published(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """Published: only what has been published to them."""
    return thing.whole or (thing.published and held.audience in thing.audiences)


@_condition
def only_ehc(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """EHC: only the team of the EHC case."""
    return thing.whole or thing.case_kind in ("send", "ehc")


@_condition
def only_propose(actor: Actor, held: Standing, thing: Thing, now: datetime) -> bool:
    """Propose: puts somebody forward; a manager decides."""
    return thing.whole or thing.facts.get("proposed") is True
