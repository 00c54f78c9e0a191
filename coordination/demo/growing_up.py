"""The road to adulthood in the demo: Kai's, who is 17, with what is done, what is late and what nobody has settled."""

from datetime import date
from typing import Any

from coordination import clock
from coordination.db import new_id
from coordination.demo.borough import days_ago, on_the_day
from coordination.demo.teller import Teller
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


def _on(days: int | None) -> date | None:
    return days_ago(days) if days is not None else None


def _settled(teller: Teller, kind: str, **facts: Any) -> None:
    operations.arrange(
        teller.child, kind, id=new_id(), decided_on=clock.today(), by=teller.borough.actor("adviser"), **facts
    )
