"""Who must be written to about an EHC plan, and who holds the rights: nobody left out, nobody who is barred."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coordination import clock
from coordination.access.models import Exclusion, Reach
from coordination.care.models import Placement
from coordination.children.models import NetworkMember
from coordination.db import RuleBroken, db, new_id
from coordination.ehc import recipients as rights
from coordination.ehc.holders import RightHolder, holder_of
from coordination.ehc.rights import handing_on
from tests.rooms.ehcing import Office


@pytest.fixture
def office(app, owner_app, world):
    """The EHC officer at work."""
    return Office(app, owner_app, world)


def names(office):
    with office.at_work():
        return [to.name for to in rights.recipients(office.child)]


def doubts(office):
    with office.at_work():
        return {doubt.recipient.name: doubt.check for doubt in rights.weigh(office.child).doubts}


def ends(office, who):
    """Somebody's relationship with the child ended."""
    with office.owner_app.app_context():
        for row in db.session.query(Reach).filter_by(person_id=office.world.people[who]):
            row.to_on = clock.today()
        db.session.commit()


def holder(office, kind, **more):
    office.add(
        RightHolder(
            authority_id=office.world.authority_id, child_id=office.world.child_id, holder=kind,
            from_on=clock.today() - timedelta(days=1), **more,
        )
    )  # fmt: skip


class TestParentsInLaw:
    def test_are_those_with_parental_responsibility_and_the_foster_carer(self, office):
        assert set(names(office)) == {"Parent Person", "Otherparent Person", "Carer Person"}

    def test_a_carer_by_placement_without_a_place_on_the_team(self, office, world):
        ends(office, "carer")
        assert "Carer Person" not in names(office)
        office.add(
            Placement(
                authority_id=world.authority_id, child_id=world.child_id, code="U1", carer_id=world.people["carer"],
                from_on=clock.today() - timedelta(days=10),
            )
        )  # fmt: skip
        with office.at_work():
            to = next(to for to in rights.recipients(office.child) if to.name == "Carer Person")
            assert (to.audience, to.by_post) == ("carer", False)

    def test_a_carer_whose_placement_ended_is_none(self, office, world):
        ends(office, "carer")
        office.add(
            Placement(
                authority_id=world.authority_id, child_id=world.child_id, code="U1", carer_id=world.people["carer"],
                from_on=clock.today() - timedelta(days=10), to_on=clock.today(),
            )
        )  # fmt: skip
        assert "Carer Person" not in names(office)

    def test_one_without_an_account_has_a_letter_by_post(self, office):
        office.add(office.member("Rosa Guardian", "special_guardian"))
        with office.at_work():
            to = next(to for to in rights.recipients(office.child) if to.name == "Rosa Guardian")
            assert (to.person_id, to.by_post, to.audience) == (None, True, "parent")

    def test_neither_who_died_nor_whose_responsibility_ended(self, office):
        office.add(
            office.member("Gone Person", "father", died_year=2020),
            office.member("Past Person", "special_guardian", to_on=clock.today()),
        )
        assert not {"Gone Person", "Past Person"} & {*names(office), *doubts(office)}

    def test_nobody_who_is_excluded_from_the_record(self, office, world):
        office.add(
            Exclusion(
                authority_id=world.authority_id, child_id=world.child_id, person_id=world.people["otherparent"],
                kind="order", from_on=clock.today(),
            )
        )  # fmt: skip
        assert "Otherparent Person" not in {*names(office), *doubts(office)}

    def test_somebody_about_whom_an_order_is_recorded_waits_until_a_person_looked(self, office, world):
        with office.owner_app.app_context():
            row = db.session.query(NetworkMember).filter_by(person_id=world.people["otherparent"]).one()
            row.restrictions = "No contact: order of 3 May"
            db.session.commit()
        assert "Otherparent Person" not in names(office)
        assert "order" in doubts(office)["Otherparent Person"].lower()

    def test_nobody_is_left_out_in_silence(self, office):
        office.add(
            office.member("Ben Birthfather", "father", responsible=False),
            office.member("Gran Carer", "grandparent", responsible=False, lives_with_child=True),
            office.member("Aunt Far", "aunt_uncle", responsible=False),
        )
        assert not {"Ben Birthfather", "Gran Carer"} & set(names(office))
        assert {"Ben Birthfather", "Gran Carer"} == set(doubts(office))

    def test_the_young_person_and_the_team_are_none(self, office):
        assert not {"Youngperson Person", "Lead Person", "Senco Person"} & {*names(office), *doubts(office)}


class TestAfterCompulsorySchoolAge:
    def test_the_young_person_has_them_where_nobody_recorded_anything(self, office):
        office.born(clock.today() - timedelta(days=365 * 18))
        assert names(office) == ["Youngperson Person"]
        with office.at_work():
            assert holder_of(office.world.child_id) == "young_person"

    def test_on_the_last_day_the_parents_still_have_them(self, office):
        office.born(date(2011, 1, 5))
        with office.at_work():
            child = office.child
            last = rights.passes_on(child)
            assert last == date(2027, 6, 25)
            assert {to.audience for to in rights.recipients(child, last)} == {"parent", "carer"}
            assert {to.audience for to in rights.recipients(child, last + timedelta(days=1))} == {"young_person"}

    def test_parents_too_where_the_young_person_agrees(self, office):
        holder(office, "young_person", parents_too=True)
        assert set(names(office)) == {"Youngperson Person", "Parent Person", "Otherparent Person", "Carer Person"}

    def test_a_representative_instead_where_they_lack_capacity(self, office):
        holder(office, "alternative", name="Dana Deputy", capacity="lacks", why="Court of Protection order")
        assert names(office) == ["Dana Deputy"]

    def test_the_parents_where_there_is_no_representative(self, office):
        office.born(clock.today() - timedelta(days=365 * 18))
        holder(office, "parent", capacity="lacks", why="Cannot weigh the choices, even with pictures")
        assert set(names(office)) == {"Parent Person", "Otherparent Person", "Carer Person"}

    def test_a_young_person_without_an_account_has_a_letter_by_post(self, office):
        ends(office, "youngperson")
        holder(office, "young_person")
        with office.at_work():
            to = rights.recipients(office.child)[0]
            assert (to.key, to.audience, to.by_post) == ("child", "young_person", True)


class TestPassingOn:
    def answers(self, office, **more):
        facts = {"holder": "young_person", "from_on": date(2027, 6, 26), "asked_on": clock.today()} | more
        key = facts.pop("id", None) or new_id()
        with office.at_work() as by:
            handing_on.answer(office.child, id=key, **facts, by=by)
        return key

    @pytest.fixture
    def born(self, office):
        """Compulsory school age ends on 25 June 2027."""
        office.born(date(2011, 1, 5))

    def test_is_asked_six_months_before_and_until_it_is_answered(self, office, born):
        with office.at_work():
            assert handing_on.asked_from(office.child) == date(2026, 12, 25)
            with clock.frozen(datetime(2026, 12, 24, 12, tzinfo=UTC)):
                assert not handing_on.is_to_be_asked(office.child)
        office.plan()
        with clock.frozen(datetime(2026, 12, 25, 12, tzinfo=UTC)):
            with office.at_work():
                assert [child.id for child in handing_on.to_ask()] == [office.world.child_id]
            self.answers(office, asked_on=None)
            with office.at_work():
                assert handing_on.to_ask() == []

    def test_holds_from_its_day_and_not_before(self, office, born):
        self.answers(office)
        with office.at_work():
            assert holder_of(office.world.child_id) == "parent"
        with clock.frozen(datetime(2027, 6, 26, 12, tzinfo=UTC)), office.at_work():
            assert holder_of(office.world.child_id) == "young_person"
            assert [to.audience for to in rights.recipients(office.child)] == ["young_person"]

    def test_sent_twice_is_once(self, office, born, owner_app):
        key = self.answers(office)
        self.answers(office, id=key)
        with office.at_work():
            assert len(rights.holder_rows(office.world.child_id)) == 1

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"holder": "nobody"}, "holder"),
            ({"from_on": date(2027, 6, 25)}, "from_on"),
            ({"holder": "alternative", "why": "Cannot weigh it"}, "name"),
            ({"holder": "alternative", "name": "Dana Deputy"}, "why"),
            ({"holder": "parent"}, "why"),
            ({"asked_on": date(2999, 1, 1)}, "asked_on"),
        ],
    )
    def test_what_is_refused(self, office, born, facts, field):
        with pytest.raises(RuleBroken) as broken:
            self.answers(office, **facts)
        assert broken.value.field == field
