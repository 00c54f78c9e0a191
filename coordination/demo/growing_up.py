"""The road to adulthood in the demo: Kai's, who is 17, with what nobody has settled; and Remi's, who has left care."""

from datetime import date, timedelta
from typing import Any

from coordination import clock
from coordination.care import operations as care
from coordination.cases import queries as cases
from coordination.db import new_id
from coordination.demo import statutory
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.handovers import operations as handovers
from coordination.statutory_plans import leaving
from coordination.transitions import leaving as leaving_care
from coordination.transitions import operations

# step: how it stands, who sees to it, what shows it (or why it is not needed), how many days ago it was done
_KAI: dict[str, tuple[str, str | None, str, int | None]] = {
    "course_after_16": ("done", "senco", "Catering and hospitality at the sixth form", 150),
    "bursary": ("done", "virtualschool", "Paid each month", 120),
    "careers_talk": ("done", "senco", "With the careers adviser of the academy", 90),
    "work_tried": ("done", "adviser", "Two weeks in the kitchen of the Bridge Inn", 40),
    "course_after_18": ("done", "adviser", "A place at the college kitchen from September", 15),
    "camhs_move": ("not_needed", None, "Has not been with CAMHS", None),
    "adult_gp_dentist": ("done", "carer", "He books for himself", 60),
    "health_summary": ("not_started", "health", "", None),
    "staying_put": ("under_way", "adviser", "Kai and Denise both want it; the agreement is not written", None),
    "home_after_18": ("under_way", "lead", "", None),
    "living_skills": ("under_way", "carer", "Cooks four days a week; the wash is new", None),
    "bank_account": ("done", "carer", "He has the card", 100),
    "ni_number": ("done", "adviser", "The letter is in his folder", 30),
    "junior_isa": ("done", "adviser", "He has seen the letter; it opens at 18", 25),
    "birth_certificate": ("done", "lead", "In his folder", 180),
    "immigration_status": ("not_needed", None, "Born here, and British", None),
    "family_contact": ("done", "lead", "His mother on Sundays, as the plan says", 60),
    "adult_for_me": ("done", "advocate", "Denise, as he says himself", 20),
}

_REMI_HAS = (
    "course_after_16", "bursary", "careers_talk", "work_tried", "adult_gp_dentist", "staying_put", "living_skills",
    "bank_account", "ni_number", "junior_isa", "adult_for_me", "family_contact", "birth_certificate",
    "immigration_status", "adult_decision", "health_summary",
)  # fmt: skip


def kai(teller: Teller) -> None:
    """Kai's runway: he has no photo ID yet, and nobody has settled the adult side or what he lives on."""
    borough = teller.borough
    adviser = borough.actor("adviser")
    with clock.frozen(on_the_day(days_ago(9))):
        for code, (state, who, words, done) in _KAI.items():
            said = teller.say(words, "pathway") if words else ""
            not_needed = state == "not_needed"
            operations.record_step(
                teller.child,
                code,
                id=new_id(),
                state=state,
                by=adviser,
                responsible_id=borough.people[who] if who else None,
                evidence="" if not_needed else said,
                why=said if not_needed else "",
                done_on=_on(done),
            )
        _settled(
            teller,
            "home",
            what="staying_put",
            sure=False,
            why=teller.say("Until he is 21, if the agreement is signed", "pathway"),
        )
    with clock.frozen(on_the_day(days_ago(6))):
        operations.say(
            teller.child,
            "living_skills",
            answer="disagree",
            words=teller.say("I can wash. Nobody asked me.", "pathway", ("young_person",)),
            by=borough.actor("youngperson"),
        )


def handed_over(teller: Teller) -> None:
    """Priya hands Kai's record over to the adviser, who leads from 18, and has not said that he has it."""
    borough = teller.borough
    with clock.frozen(on_the_day(days_ago(2))):
        adviser = next(held for held in cases.team(teller.case.id) if held.role == "PA")
        parts = ("plan", "chronology", "needs", "pathway")
        handovers.send(
            teller.child,
            id=new_id(),
            reason="service",
            moves_on=clock.today() + timedelta(days=21),
            to=adviser,
            office="Leaving care team",
            parts=parts,
            among=parts,
            note=teller.say("Kai wants to hear it from both of us, at home", "sharing_decisions", ("by:lead",)),
            by=borough.actor("lead"),
        )


def remi(borough: Borough) -> None:
    """Remi, 18, has left care. They moved to a flat of their own some days ago, and nobody has visited them there."""
    teller = Teller(borough, "remi", "lead", ("adviser", "health"))
    adviser = borough.actor("adviser")
    with clock.frozen(on_the_day(days_ago(200))):
        teller.open(
            born_on=days_ago(18 * 365 + 25),
            given="Remi",
            family="Adeola",
            preferred="Remi",
            kind="care_leaver",
            reason="Remi left care at 18",
            pronouns="they/them",
            sex="F",
        )
        status = leaving.confirm(
            teller.child,
            id=new_id(),
            status="former_relevant",
            from_on=days_ago(20),
            why=teller.say("An eligible child until 18, by the file of before", "pathway"),
            by=borough.actor("lead"),
        )
        leaving.assess(
            status,
            assessed_on=clock.today(),
            found=teller.say("Wants to live alone; needs somebody to ring in the evening", "pathway"),
            by=adviser,
        )
        statutory.elsewhere(borough, teller.child, "pathway")
        _settled(teller, "adult_side", what="none", decided_by="R. Sule, adult social care", why="No care needs")
        for code in _REMI_HAS:
            operations.record_step(
                teller.child, code, id=new_id(), state="done", done_on=days_ago(30), evidence="By the file of before",
                by=adviser,
            )  # fmt: skip
        operations.record_step(
            teller.child,
            "photo_id",
            id=new_id(),
            state="under_way",
            responsible_id=borough.people["adviser"],
            evidence=teller.say("The form for the passport is signed", "pathway"),
            by=adviser,
        )
    for days in (196, 140, 82, 24):
        with clock.frozen(on_the_day(days_ago(days))):
            care.record_visit(
                teller.child,
                id=new_id(),
                kind="adviser",
                visited_on=clock.today(),
                seen_alone=True,
                place="home",
                found=teller.say("All is in order, the post is opened", "social_care"),
                by=adviser,
            )
    with clock.frozen(on_the_day(days_ago(4))):
        leaving_care.move(
            teller.child,
            id=new_id(),
            code="U",
            moved_on=clock.today(),
            suitable=True,
            safety=teller.say("A good lock, and lights on the stairs", "pathway"),
            repair="Dry and warm",
            cost="Paid by housing benefit and wages",
            location="On the bus to work",
            support=teller.say("Nobody in the evening yet", "pathway"),
            young_view=teller.say("My own key. It is very quiet.", "pathway"),
            by=adviser,
        )


def _on(days: int | None) -> date | None:
    return days_ago(days) if days is not None else None


def _settled(teller: Teller, kind: str, **facts: Any) -> None:
    operations.arrange(
        teller.child, kind, id=new_id(), decided_on=clock.today(), by=teller.borough.actor("adviser"), **facts
    )
