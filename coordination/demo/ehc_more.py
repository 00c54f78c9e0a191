"""More EHC stories: a foster carer who asks as a parent does, and who has another child's draft to answer; and a request
that was refused and is appealed.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.accounts import operations as accounts
from coordination.accounts.models import Credential
from coordination.agencies.models import Person, RoleHeld
from coordination.care import operations as care
from coordination.care import whereabouts
from coordination.cases import team
from coordination.cases.models import Case
from coordination.children.models import NetworkMember
from coordination.db import db, new_id
from coordination.demo import statutory
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.cast import DOMAIN
from coordination.demo.ehc import ADVICE, Story
from coordination.ehc import queries, words
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Assessment
from coordination.ehc.process import advising, deciding, requesting
from coordination.ehc.rights import disputes

# She signs in at the demo like its cast, and is no part of it: nobody else's story meets her.
CARER = ("Marta Lewis", f"ehccarer@{DOMAIN}")


def fostered(borough: Borough) -> None:
    """Milo, 9, looked after: his foster carer, a parent in education law (Education Act 1996, section 576), asked, and
    said what she sees at home. The advice of health has not come. His father is not told where he lives, and nobody has
    decided yet what he is sent of the plan.
    """
    story = Story(borough, "ehc_fostered", "lead")
    story.begins(90, given="Milo", family="Sands", years=9, school="Willow Lane Primary School", key="otherschool")
    with clock.frozen(on_the_day(days_ago(88))):
        carer = _carer(borough)
        _lives_with(borough, story, carer)
        _in_care(borough, story, carer)
    herself = Actor(person_id=carer.id, kind="family", active=True, second_factor=True, name=carer.name)
    with clock.frozen(on_the_day(days_ago(60))):
        held = requesting.receive(
            story.child,
            id=new_id(),
            source="parent",
            channel="form",
            received_on=clock.today(),
            said=story.says_apart("He hides under the table when three people talk at once."),
            by=herself,
        )
        requesting.take(held, officer_id=borough.people["sendofficer"], by=borough.actor("sendofficer"))
    story.decides(held, 40)
    _everybody_is_asked(borough, story, held, carer)
    _some_answer(story, held, herself)


def drafted(borough: Borough) -> None:
    """Rosa, 10, Milo's sister, at the same carer's: the draft of her plan was sent six days ago and nobody has answered
    it yet; nor has the school the carer asked for, whose SENCO was asked by name.
    """
    story = Story(borough, "ehc_drafted", "lead")
    story.begins(150, given="Rosa", family="Sands", years=10, school="Willow Lane Primary School", key="otherschool")
    carer = db.session.scalars(select(Person).where(Person.email == CARER[1])).one()
    with clock.frozen(on_the_day(days_ago(148))):
        _lives_with(borough, story, carer)
    held = story.asks(130, "school", "She needs somebody beside her all day.", by="lead")
    story.decides(held, 100)
    story.everybody_advises(held, asked_ago=98, given_ago=70)
    plan = story.plans(held, 22)
    story.writes(plan, 18)
    story.sends_draft(plan, 6)
    story.asks_setting(plan, 5, "Alderbrook Academy", "school", "Her carer", person="senco")


def _lives_with(borough: Borough, story: Story, carer: Person) -> None:
    """The carer is on the team, and the child lives with her."""
    case = db.session.scalars(select(Case).where(Case.child_id == story.child.id)).one()
    team.add_member(
        case,
        id=new_id(),
        person_id=carer.id,
        agency_id=borough.agencies["fostering"],
        role="FC",
        basis="public task",
        by=borough.actor("manager"),
    )
    by = borough.actor("lead")
    _around(borough, story, "carer", "Marta Lewis", by, person_id=carer.id, lives_with_child=True)


def _in_care(borough: Borough, story: Story, carer: Person) -> None:
    """Looked after under a care order, at the carer's; the father is not told where."""
    by = borough.actor("lead")
    for relation, name, how in (("mother", "Kerry Sands", "birth_mother"), ("father", "Lee Sands", "registered")):
        _around(borough, story, relation, name, by, parental_responsibility=True, responsibility_how=how)
    care.become_looked_after(story.child, id=new_id(), from_on=clock.today(), legal_status="C2", need_code="N1", by=by)
    care.start_placement(
        story.child,
        id=new_id(),
        code="U6",
        from_on=clock.today(),
        provider_code="PR4",
        agency_id=borough.agencies["fostering"],
        carer_id=carer.id,
        planned=True,
        in_authority=True,
        distance_miles=Decimal(4),
        siblings="none",
        by=by,
    )
    statutory.elsewhere(borough, story.child, "care", "placement", "pep")
    father = next(held for held in whereabouts.parents(story.child) if held.words == "father")
    whereabouts.keep_from(
        story.child,
        id=new_id(),
        parent=father,
        why=borough.mark("He waited outside the last school and took Milo with him", story.key, "legal", ()),
        advice_from=None,
        advice_on=None,
        by=borough.actor("manager"),
    )


def _carer(borough: Borough) -> Person:
    name, email = CARER
    person = accounts.add_person(
        id=new_id(), name=name, email=email, kind="family", phone="01632 960499", job="Foster carer",
        what_i_do="You live with Marta", demo=True,
    )  # fmt: skip
    printed = db.session.get_one(Credential, borough.people["carer"])
    db.session.add_all(
        [
            Credential(person_id=person.id, password_hash=printed.password_hash),
            RoleHeld(
                person_id=person.id, agency_id=borough.agencies["fostering"], authority_id=borough.authority_id,
                role="FC", from_on=days_ago(700),
            ),
        ]
    )  # fmt: skip
    db.session.flush()
    return person


def _around(borough: Borough, story: Story, relation: str, name: str, by: Actor, **more: Any) -> None:
    db.session.add(
        NetworkMember(
            authority_id=borough.authority_id, child_id=story.child.id, name=name, relation=relation,
            recorded_by=by.person_id, **more,
        )
    )  # fmt: skip
    db.session.flush()


def _everybody_is_asked(borough: Borough, story: Story, held: Assessment, carer: Person) -> None:
    people = {"school": "schoollead", "health": "health", "psychologist": "psychologist", "social_care": "lead"}
    family = {"id": new_id(), "source": "family", "person": carer, "role": "FC", "agency_id": None}
    with clock.frozen(on_the_day(days_ago(38))):
        advising.ask_all(
            held,
            asked=[family, *(story.asks_of(source, key) for source, key in people.items())],
            without={
                source: "Not needed beside those who were asked."
                for source, adviser in words.ADVISERS.items()
                if adviser.must and source not in {"family", *people}
            },
            by=borough.actor("sendofficer"),
        )


def _some_answer(story: Story, held: Assessment, carer: Actor) -> None:
    with clock.frozen(on_the_day(days_ago(12))):
        for row in queries.advice_of(held.id):
            if row.source == "family":
                said = {"views": story.says_apart("At home he is calm when we say beforehand who comes.")}
                advising.give(row, id=new_id(), said=said, received_on=clock.today(), by=carer)
            elif row.source == "school":
                by = story.borough.actor("schoollead")
                wanted = set(advising.headings(row))
                said = {
                    name: story.say(text, "by:schoollead") for name, text in ADVICE["school"].items() if name in wanted
                }
                advising.give(row, id=new_id(), said=said, qualification=by.name, received_on=clock.today(), by=by)


def refused(borough: Borough) -> None:
    """Callum, 11: his mother asked, the council will not assess, mediation brought no agreement, and she appeals."""
    story = Story(borough, "ehc_refused", "lead")
    story.begins(110, given="Callum", family="Frost", years=11, school="Alderbrook Academy", key="school")
    officer = borough.actor("sendofficer")
    with clock.frozen(on_the_day(days_ago(108))):
        _around(
            borough, story, "mother", "Gemma Frost", borough.actor("lead"), parental_responsibility=True,
            responsibility_how="birth_mother", lives_with_child=True,
        )  # fmt: skip
    held = story.asks(100, "parent", "He has been sent home four times this term.", by="sendofficer")
    with clock.frozen(on_the_day(days_ago(66))):
        made = deciding.whether_to_assess(
            held,
            id=new_id(),
            yes=False,
            reasons=story.say("What his school has planned has not been tried yet."),
            decided_on=clock.today(),
            by=officer,
        )
        letters.send_all(letters.prepare("not_assess", made, officer), officer)
    said: UUID = new_id()
    with clock.frozen(on_the_day(days_ago(52))):
        mediation = disputes.say_about_mediation(made, id=said, wanted=True, on=clock.today(), by=officer)
    with clock.frozen(on_the_day(days_ago(30))):
        disputes.mediated(
            mediation,
            on=clock.today(),
            outcome="not_agreed",
            said=story.says_apart("She asks what happens if the plan of the school fails."),
            by=officer,
        )
    with clock.frozen(on_the_day(days_ago(27))):
        disputes.certify(mediation, on=clock.today(), by=officer)
    with clock.frozen(on_the_day(days_ago(9))):
        disputes.appeal(made, id=new_id(), on=clock.today(), by=officer)
