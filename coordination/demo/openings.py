"""Who else saw records in the demo: decisions to share, a grant, openings in an emergency, and somebody who is kept out."""

from datetime import timedelta

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.sharing import deciding, excluding, granting, opening
from coordination.sharing.models import AccessGrant, OwnAccess


def kai(teller: Teller) -> None:
    """What was shared about Kai and what was not, his consent, and a grant that waits for the manager."""
    borough = teller.borough
    with clock.frozen(on_the_day(days_ago(40))):
        deciding.decide(
            teller.child,
            id=new_id(),
            kind="shared",
            what=teller.say("Told the college nurse about the inhaler", "sharing_decisions", ("young_person",)),
            with_whom="The nurse at Alderbrook Academy",
            with_agency=None,
            purpose="So that somebody knows what to do when he is short of breath",
            basis="public_task",
            special_condition="social_care",
            legal_power="ca89_22",
            agreement="given",
            agreement_note="Kai asked for it",
            publish_to=["young_person"],
            by=borough.actor("lead"),
        )
        deciding.decide(
            teller.child,
            id=new_id(),
            kind="not_shared",
            what=teller.say("A youth club asked why Kai came into care", "sharing_decisions"),
            with_whom="Northlight Activities",
            purpose="They said they wanted to understand him",
            basis="public_task",
            special_condition="none",
            legal_power="none",
            agreement="refused",
            agreement_note="Kai does not want them to know",
            reason_not_shared="They need to know what helps him in the group, and have that already",
            harm="He would stop going",
            told="The club’s leader, by telephone",
            by=borough.actor("lead"),
        )
    with clock.frozen(on_the_day(days_ago(33))):
        deciding.decide(
            teller.child,
            id=new_id(),
            kind="consent",
            what=teller.say("His photo in the college prospectus", "sharing_decisions", ("young_person",)),
            with_whom="Alderbrook Academy",
            purpose="The college asked him",
            basis="consent",
            special_condition="none",
            legal_power="none",
            agreement="given",
            giver="Kai himself",
            publish_to=["young_person"],
            by=borough.actor("lead"),
        )
        deciding.decide(
            teller.child,
            id=new_id(),
            kind="shared",
            what=teller.say("Told the exam board what arrangements he needs", "sharing_decisions", ("by:senco",)),
            with_whom="The exam board",
            purpose="Extra time in the summer exams",
            basis="public_task",
            special_condition="statutory",
            legal_power="ca04_10",
            agreement="given",
            agency_id=borough.agency_of("senco"),
            by=borough.actor("senco"),
        )
    with clock.frozen(on_the_day(days_ago(1))):
        _asks(
            borough, teller.child, "conferencechair", ["support_plan", "reviews"], "Peter covers for Martin in January"
        )


def others(borough: Borough) -> None:
    """A grant that is open, an opening that waits for somebody to look, one that was right, and somebody kept out."""
    found = [borough.children[key] for key in ("child3", "child4", "child5", "child6") if key in borough.children]
    children = [child for key in found if (child := db.session.get(Child, key)) is not None]
    if len(children) < 4:
        return
    granted, opened, by_duty, kept = children
    with clock.frozen(on_the_day(days_ago(6))):
        grant = _asks(
            borough, granted, "psychologist", ["sen_support"], "She plans a visit to the school in a fortnight"
        )
        granting.give(grant, by=borough.actor("manager"))
    with clock.frozen(on_the_day(days_ago(4), 21)):
        _opens(borough, by_duty, "duty", "She rang 999 and was alone at home. Nobody else could be reached")
    with clock.frozen(on_the_day(days_ago(2), 16)):
        _opens(borough, opened, "virtualschool", "A school rang: he was found at the station and they knew no worker")
    with clock.frozen(on_the_day(days_ago(9))):
        excluding.exclude(
            kept,
            id=new_id(),
            person_id=borough.people["otherprovider"],
            kind="connection",
            why="Sam is a neighbour of the family and told us so",
            by=borough.actor("manager"),
        )


def _asks(borough: Borough, child: Child, who: str, sections: list[str], why: str) -> AccessGrant:
    return granting.ask(
        child,
        id=new_id(),
        person_id=borough.people[who],
        role=borough.role_of(who),
        agency_id=borough.agency_of(who),
        sections=sections,
        reason=why,
        until_on=clock.today() + timedelta(days=40),
        by=borough.actor("lead"),
    )


def _opens(borough: Borough, child: Child, who: str, why: str) -> None:
    """Somebody opens a record as they would on the page, and a duty worker’s is found to be right."""
    agency = borough.agency_of(who)
    if agency is None:
        return
    post = opening.Post(borough.role_of(who), agency, borough.authority_id)
    held = opens_as(borough.actor(who), post, child, why)
    if held is not None and post.role == "EDT":
        opening.review(
            held, outcome="justified", note="I spoke with the police and with her aunt", by=borough.actor("manager")
        )


def opens_as(by: Actor, post: opening.Post, child: Child, why: str) -> OwnAccess | None:
    """Somebody opens a record as they would on the page, from one of their posts."""
    session, before = db.session(), db.session().info.get("actor")
    assert by.person_id is not None
    identify(session, by.person_id)
    held = opening.open_alone(
        post,
        reason=why,
        identifiers=[("reference", child.reference)],
        given_names=child.given_names or "",
        family_name=child.family_name or "",
        born_on=child.born_on,
        by=by,
    )
    if before is not None:
        session.info["actor"] = before
    else:
        session.info.pop("actor", None)
    return held
