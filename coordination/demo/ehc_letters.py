"""Letters of the EHC process in the demo: whom they name, Ama's parents told of the final plan, and mediation."""

from sqlalchemy import select

from coordination import clock
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.ehc.letters import sending as letters
from coordination.ehc.letters import templates
from coordination.ehc.models import Decided, Decision
from coordination.ehc.rights import disputes

CONTACTS = {
    "mediation": "Even Keel Mediation, 01632 960701, help@evenkeel.example",
    "support": "Two Rivers SENDIASS, 01632 960702, ask@tworivers-sendiass.example",
    "disagreement": "Common Ground, 01632 960703",
    "local_offer": "www.tworivers.example/local-offer",
}


def ama(borough: Borough) -> None:
    """Ama's parents live apart: each has a letter of their own about the final plan, and her mother asks for mediation."""
    for authority in db.session.scalars(select(Authority)):
        templates.keep_details(authority, **CONTACTS)
    officer = borough.actor("sendofficer")
    final = db.session.scalars(
        select(Decision)
        .join(Child, Child.id == Decision.child_id)
        .where(Child.id == borough.children["ama"], Decision.kind == Decided.PLAN_CONTENT.value)
    ).one()
    with clock.frozen(on_the_day(days_ago(28), hour=11)):
        letters.send_all(letters.prepare("final_sent", final, officer), officer)
    with clock.frozen(on_the_day(days_ago(9))):
        disputes.say_about_mediation(
            final,
            id=new_id(),
            wanted=True,
            on=clock.today(),
            said=borough.mark("Her mother would like to talk section F through first", "ama", "ehc_plan", ()),
            by=officer,
        )
