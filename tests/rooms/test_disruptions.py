"""What was learnt when a home ended unplanned; brothers and sisters together or apart; a parent's own sealed record."""

import pytest

from coordination.care import operations as care
from coordination.care.models import Placement
from coordination.children.models import Child, NetworkMember
from coordination.db import db, identify, new_id
from coordination.events.models import Event
from coordination.stability.move_models import Disruption
from tests.rooms.history import Kept, ago, on
from tests.world import add_child


@pytest.fixture
def child(app, world, browsing, owner_app):
    kept = Kept(app, world, browsing)
    kept.owner_app = owner_app
    return kept


LEARNT = {
    "led_to": "Three nights without sleep, and nobody to ring",
    "tried": "A weekend away, once",
    "child_says": "I did not want to go",
    "learning": "Somebody who is awake at night",
}


def moved(child, planned=False):
    child.looked_after(100).placed(100).placed(20, planned=planned)
    return min(child.rows(Placement), key=lambda row: row.from_on)


class TestAHomeThatEndedUnplanned:
    def test_asks_what_was_learnt_and_shows_it(self, child):
        home = moved(child)
        page = f"{child.record}/moves"
        assert "What was learnt is not recorded" in child.as_("lead").words(page)
        child.writes(f"moves/ended/{home.id}/add", **LEARNT, **on("met_on", ago(5)))
        words = child.as_("lead").words(page)
        assert "What led to it Three nights without sleep" in words and "I did not want to go" in words
        assert "disruption_looked_at" in {event.kind for event in child.rows(Event)}

    def test_a_planned_move_asks_nothing(self, child):
        moved(child, planned=True)
        assert "ended unplanned" not in child.as_("lead").words(f"{child.record}/moves")

    def test_the_meeting_is_after_the_end_and_nothing_is_lost(self, child):
        home = moved(child)
        answer = child.refused(f"moves/ended/{home.id}/add", **LEARNT, **on("met_on", ago(50)))
        assert "The meeting must be since the home ended" in answer and "nobody to ring" in answer
        assert child.rows(Disruption) == []

    def test_is_put_right(self, child):
        home = moved(child)
        child.writes(f"moves/ended/{home.id}/add", **LEARNT, **on("met_on", ago(5)))
        child.writes(f"moves/ended/{home.id}/change", learning="Two carers")
        assert "Two carers" in child.as_("lead").words(f"{child.record}/moves")

    def test_the_reviewing_officer_reads_it_and_writes_none(self, child):
        home = moved(child)
        assert child.as_("iro").get(f"{child.record}/moves/ended/{home.id}/add").status_code == 403


class TestBrothersAndSisters:
    def linked(self, child, same_home, members=("lead", "manager")):
        """A brother with a record of his own, at the same carer's or at another's."""
        with child.owner_app.app_context():
            people = {who: child.world.people[who] for who in members}
            other, *_ = add_child(
                child.world.authority_id, people, child.world.agencies, child.world.team_id, preferred_name="Milo"
            )
            db.session.commit()
        carer = child.world.people["carer"]

        def lives(row, by):
            db.session.add(
                NetworkMember(
                    authority_id=row.authority_id, child_id=row.id, name="Milo", relation="brother", sibling_id=other
                )
            )
            care.start_placement(
                row, id=new_id(), code="U6", from_on=ago(50), carer_id=carer, siblings="apart",
                siblings_why="No home for two was found", by=by,
            )  # fmt: skip

        child.does(lives)
        if "lead" in members:
            with child.app.app_context():
                by = child.world.actor("lead")
                identify(db.session(), by.person_id)
                brother = db.session.get(Child, other)
                where = carer if same_home else child.world.people["provider"]
                care.start_placement(brother, id=new_id(), code="U6", from_on=ago(50), carer_id=where, by=by)
                db.session.commit()
        return other

    def test_in_one_home_are_together(self, child):
        self.linked(child, same_home=True)
        assert "Milo : together with the child" in child.as_("lead").words(f"{child.record}/family-time")

    def test_apart_it_says_why_and_that_nothing_is_planned(self, child):
        self.linked(child, same_home=False)
        words = child.as_("lead").words(f"{child.record}/family-time")
        assert "in another home. No time together is planned" in words
        assert "Why they are not together: No home for two was found" in words

    def test_whoever_reads_one_record_learns_nothing_of_the_other(self, child):
        self.linked(child, same_home=False)
        words = child.as_("supervisor").words(f"{child.record}/family-time")
        assert "in another home" not in words and "not known here" in words

    def test_a_change_is_told_to_the_other_record_without_saying_what(self, child):
        other = self.linked(child, same_home=False)

        def names_back(row, by):
            db.session.add(
                NetworkMember(
                    authority_id=row.authority_id, child_id=other, name="Ama", relation="sister", sibling_id=row.id
                )
            )

        child.does(names_back)
        member = next(row for row in child.rows(NetworkMember) if row.name == "Milo")
        facts = {"member_id": str(member.id), "called": "Milo", "how": "phone", "how_often": "On Sundays"}
        child.writes("family-time/add", **facts, rests_on="plan", **on("from_on", ago(3)))

        def told(row, by):
            found = db.session.query(Event).filter_by(child_id=other, kind="sibling_time_changed").all()
            return [(event.section, event.facts, event.about_id) for event in found]

        assert child.does(told) == [("sibling_links", {}, None)]


class TestAParentWhoWasInCareThemself:
    def test_their_own_record_stays_closed_to_their_childs_team(self, child):
        with child.owner_app.app_context():
            own, *_ = add_child(
                child.world.authority_id,
                {"stranger": child.world.people["stranger"]},
                child.world.agencies,
                child.world.team_id,
                given_names="Grace",
                family_name="Okafor",
                preferred_name="Gracie",
                sort_name="okafor grace",
            )
            reference = db.session.get(Child, own).reference
            db.session.add(
                NetworkMember(
                    authority_id=child.world.authority_id,
                    child_id=child.world.child_id,
                    name="Grace Okafor",
                    relation="mother",
                    person_id=child.world.people["parent"],
                )
            )
            db.session.commit()
        for who in ("lead", "manager", "iro", "supervisor"):
            visitor = child.as_(who)
            assert visitor.get(f"/children/{own}").status_code == 404
            assert visitor.get(f"/children/{own}/stability").status_code == 404
            for page in ("family", "family-time", "care", "stability"):
                words = visitor.get(f"{child.record}/{page}").text
                assert reference not in words and str(own) not in words and "Gracie" not in words, (who, page)
