"""Papers: the facts of five documents, from the same statements, each with what its reader may see and no more."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.agencies.models import Agency, Person
from coordination.cases import queries as cases
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.documents import shape
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews import operations, papers, queries
from coordination.voice import operations as voice


@pytest.fixture
def lead(app, world):
    """The lead practitioner at work in a session of their own."""
    with app.app_context():
        by = world.actor("lead")
        identify(db.session(), by.person_id)
        yield by


FAMILY = ("carer", "parent", "young_person", "school")


def held_review(world, by, **more):
    """A review that was held last week, with everybody there, one view, one decision and two actions."""
    case = cases.current_case(world.child_id)
    names = ("lead", "senco", "health", "parent", "carer", "youngperson")
    roles = {"lead": "SW", "senco": "SEN", "health": "HLT", "parent": "PAR", "carer": "FC", "youngperson": "YP"}
    review = operations.begin_record(
        case,
        id=new_id(),
        kind=more.pop("kind", "tac_review"),
        held_on=clock.today() - timedelta(days=7),
        by=by,
        invitees=[
            {"person_id": world.people[who], "name": f"{who.title()} Person", "role": roles[who], "agency_id": None}
            for who in names
        ],
    )
    review = queries.review(review.id)
    facts = {
        "seen": review.version,
        "held_on": clock.today() - timedelta(days=7),
        "attendance": {who.id: "in_person" for who in review.people},
        "participation": "attended",
        "views": [{"id": new_id(), "text": "I like the new club", "how": "told", "audiences": list(FAMILY)}],
        "changes": "School: attendance is 94%\nA calm term",
        "decisions": [{"id": new_id(), "text": "The club goes on", "owner_id": by.person_id, "audiences": FAMILY}],
        "actions": [
            {
                "id": new_id(),
                "text": "Ring the club about Thursdays",
                "family_text": "Ring the club",
                "young_text": "Ring your club",
                "owner_id": world.people["senco"],
                "agency_id": world.agencies["school"],
                "due_on": clock.today() + timedelta(days=20),
                "audiences": FAMILY,
            },
            {
                "id": new_id(),
                "text": "Bring the swimming things",
                "owner_id": world.people["carer"],
                "agency_id": None,
                "due_on": clock.today() + timedelta(days=5),
                "audiences": ("carer",),
            },
        ],
        "decision": "continue",
        "decision_reason": "Going well",
        "next_on": clock.today() + timedelta(days=40),
    }
    operations.record_review(review, by=by, **(facts | more))
    return review


def the(model, key):
    return db.session.get(model, key)


def every_paper(world, reader="senco"):
    """The facts of all five papers by kind."""
    child = the(Child, world.child_id)
    record = papers.Record(child)
    review = queries.last_held(child.id)
    return {
        "review_record": papers.review_record(review, papers.of_person(the(Person, world.people[reader]), child)),
        "carer_sheet": papers.carer_sheet(record, the(Person, world.people["carer"])),
        "parent_version": papers.parent_version(record, the(Person, world.people["parent"])),
        "school_action_sheet": papers.school_action_sheet(record, the(Agency, world.agencies["school"])),
        "young_person_summary": papers.young_person_summary(record),
    }


class TestOnePlanFivePapers:
    def test_each_has_the_shape_its_template_asks_for(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        for kind, facts in every_paper(world).items():
            shape.check(kind, facts)

    def test_each_says_the_action_in_its_own_words(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        found = every_paper(world)
        assert found["review_record"]["actions"][0]["text"] == "Ring the club about Thursdays"
        assert found["school_action_sheet"]["actions"][0]["text"] == "Ring the club about Thursdays"
        assert [line["text"] for line in found["carer_sheet"]["others_actions"]] == ["Ring the club"]
        assert [line["text"] for line in found["parent_version"]["doing"]] == ["Ring the club"]
        assert [line["what"] for line in found["young_person_summary"]["next_steps"]] == ["Ring your club"]
        assert [line["text"] for line in found["carer_sheet"]["my_actions"]] == ["Bring the swimming things"]
