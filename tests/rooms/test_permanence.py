"""The plan for where a child grows up, as a history; and the adults who stay."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import db, new_id
from coordination.events.models import Event
from coordination.reviews.models import Review
from coordination.stability.models import PermanencePlan
from coordination.voice import growing
from tests.rooms.history import Kept, ago, on


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


def reviewed(child, *days):
    def held(row, by):
        for number, day in enumerate(days, start=1):
            db.session.add(
                Review(
                    authority_id=row.authority_id,
                    child_id=row.id,
                    case_id=child.world.case_id,
                    kind="looked_after",
                    number=number,
                    held_on=ago(day),
                    state="signed",
                )
            )

    child.does(held)


def reads(child, who="lead"):
    return child.as_(who).words(f"{child.record}/permanence")


class TestThePlan:
    def test_is_decided_at_a_review_and_the_one_before_ends(self, child):
        child.looked_after(200)
        reviewed(child, 180, 90)
        child.writes("permanence/add", kind="home", **on("from_on", ago(180)))
        second = next(row for row in child.rows(Review) if row.number == 2)
        child.writes(
            "permanence/add",
            kind="long_term_foster",
            **on("from_on", ago(90)),
            review_id=str(second.id),
            parallel="adulthood",
            in_the_way="The carer is not approved for it yet",
            answers_id=str(child.world.people["lead"]),
        )
        words = reads(child)
        assert "Long-term foster care" in words and "Prepared beside it Staying where they live" in words
        assert "What stands in the way The carer is not approved for it yet" in words
        assert "Decided at The looked-after review of" in words and "Who answers for it Lead Person" in words
        held = sorted(child.rows(PermanencePlan), key=lambda row: row.from_on)
        assert [row.to_on for row in held] == [ago(90), None]

    def test_is_asked_for_from_the_second_review_on(self, child):
        child.looked_after(200)
        reviewed(child, 180)
        assert "No plan for permanence is recorded" not in reads(child)
        reviewed(child, 90)
        assert "No plan for permanence is recorded" in reads(child)
        child.writes("permanence/add", kind="home", **on("from_on", ago(80)))
        assert "No plan for permanence is recorded" not in reads(child)

    def test_the_same_beside_it_is_refused_and_nothing_is_lost(self, child):
        answer = child.refused(
            "permanence/add", kind="home", parallel="home", in_the_way="Rent", **on("from_on", ago(1))
        )
        assert "Choose another plan to prepare beside it, or none" in answer and "Rent" in answer

    def test_is_put_right_and_the_chronology_follows(self, child):
        child.looked_after(200)
        child.writes("permanence/add", kind="home", **on("from_on", ago(80)))
        held = child.rows(PermanencePlan)[0]
        address = f"{child.record}/permanence/{held.id}/change"
        answer = child.as_("lead").send(address, {"kind": "guardianship", **on("from_on", ago(70))})
        assert answer.status_code == 303, answer.text[:2000]
        row = child.rows(PermanencePlan)[0]
        assert (row.kind, row.from_on) == ("guardianship", ago(70))
        told = [event for event in child.rows(Event) if event.kind == "permanence_planned"]
        assert len(told) == 2 and told[1].corrects_id == told[0].id

    @pytest.mark.parametrize("who", ["carer", "parent", "youngperson", "senco", "provider"])
    def test_is_not_for_whoever_reads_less_of_where_a_child_lives(self, child, who):
        assert child.as_(who).get(f"{child.record}/permanence").status_code in (403, 404)

    def test_the_reviewing_officer_reads_it_and_records_none(self, child):
        child.looked_after()
        assert "Record the plan" not in reads(child, "iro")
        assert child.as_("iro").get(f"{child.record}/permanence/add").status_code == 403


class TestWhoStays:
    def names(self, child):
        def named(row, by: Actor):
            growing.name_adult(row, id=new_id(), name="Nan", since_on=clock.today() - timedelta(days=900), by=by)

        child.does(named, "youngperson")

    def test_says_since_when_and_for_how_many_months_one_was_there(self, child):
        self.names(child)
        words = reads(child)
        assert "12 of the last 12 months" in words and "Nan, since" in words

    def test_only_to_those_who_read_the_childs_own_words(self, child):
        self.names(child)
        assert "Nan" not in reads(child, "supervisor")
