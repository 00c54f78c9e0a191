"""Who is told where a looked-after child lives: every parent, unless a manager decided otherwise for one of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.care import operations as care
from coordination.care import whereabouts
from coordination.care.models import LegalStatus, WhereaboutsKept
from coordination.children.models import Child, ChildAddress, NetworkMember
from coordination.db import RuleBroken, db, identify, new_id
from coordination.events.models import Event
from coordination.reviews import recording
from coordination.reviews.models import Review
from tests.rooms.test_family_parents import as_bytes

WHY = "He threatened the last carer at the door"


class Home:
    """A child of two parents with accounts. Each call is a transaction of its own."""

    def __init__(self, app, world):
        self.app = app
        self.world = world

    def does(self, what, who="lead"):
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(db.session.get(Child, self.world.child_id), by)
            db.session.commit()
            return made

    def begins(self, legal_status="C2", *, placed=True, days=20):
        def start(child, by):
            began = clock.today() - timedelta(days=days)
            care.become_looked_after(
                child, id=new_id(), from_on=began, legal_status=legal_status, need_code=None, by=by
            )
            if placed:
                self._places(child, by, began)

        self.does(start)
        return self

    def _places(self, child, by, began):
        care.start_placement(
            child, id=new_id(), code="K2", from_on=began, agency_id=self.world.agencies["fostering"], by=by
        )
        care.start_placement(
            child,
            id=new_id(),
            code="U6",
            from_on=began + timedelta(days=10),
            carer_id=self.world.people["carer"],
            by=by,
        )
        common = {"authority_id": child.authority_id, "child_id": child.id, "kind": "home"}
        db.session.add(ChildAddress(lines="3 Mill Lane", from_on=began - timedelta(days=900), **common))
        db.session.add(
            ChildAddress(lines="12 Orchard Way", phone="01632 960777", from_on=began + timedelta(days=10), **common)
        )

    def keeps_from(self, who, *, advice_from=None, advice_on=None, why=WHY):
        def decide(child, by):
            owed = next(held for held in whereabouts.parents(child) if held.person_id == self.world.people[who])
            return whereabouts.keep_from(
                child, id=new_id(), parent=owed, why=why, advice_from=advice_from, advice_on=advice_on, by=by
            ).id

        return self.does(decide, "manager")


@pytest.fixture
def home(app, world):
    return Home(app, world)


@pytest.fixture
def reads(browsing, world):
    def words(who, address="/family"):
        return browsing.as_(world.people[who]).words(address)

    return words


class TestAParentIsTold:
    def test_the_home_with_its_address_and_the_moves_before(self, world, home, reads):
        home.begins()
        words = reads("parent")
        for wanted in (
            "Where Ama lives",
            "With a foster family",
            "Carer Person",
            "12 Orchard Way",
            "01632 960777",
            "Before that",
            "In a children’s home",
        ):
            assert wanted in words, wanted
        # An address recorded before the move is of another home.
        assert "3 Mill Lane" not in words

    def test_nothing_while_the_child_is_not_looked_after(self, reads, home):
        assert "Where Ama lives" not in reads("parent")


class TestNotTelling:
    def test_is_for_one_parent_and_the_other_is_told(self, world, home, reads):
        home.begins()
        home.keeps_from("otherparent")
        assert "12 Orchard Way" in reads("parent") and "Where Ama lives" in reads("parent")
        kept = reads("otherparent")
        for hidden in ("Where Ama lives", "Orchard", "foster family", "Mill Lane", "not told", WHY):
            assert hidden not in kept, hidden

    def test_looks_exactly_as_if_there_were_nothing_to_tell(self, browsing, world, home):
        home.begins(placed=False)
        before = as_bytes(browsing.as_(world.people["otherparent"]))
        home.does(lambda child, by: home._places(child, by, clock.today() - timedelta(days=20)))
        assert as_bytes(browsing.as_(world.people["otherparent"])) != before
        home.keeps_from("otherparent")
        assert as_bytes(browsing.as_(world.people["otherparent"])) == before

    def test_of_somebody_of_the_family_follows_the_account_they_get_later(self, world, home, reads):
        home.begins()
        member = home.does(lambda child, by: self._father(child, by))

        def decide(child, by):
            owed = next(held for held in whereabouts.parents(child) if held.member_id == member)
            whereabouts.keep_from(child, id=new_id(), parent=owed, why=WHY, advice_from=None, advice_on=None, by=by)

        home.does(decide, "manager")
        assert "Orchard" in reads("otherparent")
        home.does(self._joins(member, world.people["otherparent"]))
        assert "Orchard" not in reads("otherparent") and "Orchard" in reads("parent")

    @staticmethod
    def _father(child, by):
        held = NetworkMember(
            id=new_id(), authority_id=child.authority_id, child_id=child.id, name="Wayne Tully", relation="father"
        )
        db.session.add(held)
        return held.id

    @staticmethod
    def _joins(member, person):
        def join(child, by):
            db.session.get(NetworkMember, member).person_id = person

        return join

    def test_ends_when_the_manager_says_so_and_stays_when_the_order_ends(self, browsing, world, home, reads):
        home.begins()
        kept = home.keeps_from("otherparent")

        def discharge(child, by):
            row = db.session.scalars(select(LegalStatus).where(LegalStatus.child_id == child.id)).one()
            row.to_on = clock.today()

        home.does(discharge)
        assert "Orchard" not in reads("otherparent")
        assert "Decide again:" in reads("manager", f"/children/{world.child_id}/care")
        manager = browsing.as_(world.people["manager"])
        address = f"/children/{world.child_id}/care/not-told/{kept}/end"
        assert manager.send(address, {"why": ""}).status_code == 422
        assert manager.send(address, {"why": "The court ended the order"}).status_code == 303
        assert "12 Orchard Way" in reads("otherparent")
        assert manager.get(address).status_code == 404


class TestDeciding:
    def test_the_manager_decides_on_a_page_and_it_is_an_event(self, browsing, world, home, reads):
        home.begins()
        address = f"/children/{world.child_id}/care/not-told"
        manager = browsing.as_(world.people["manager"])
        assert "There is no care order today" not in manager.words(address)
        key = f"person:{world.people['otherparent']}"
        typed = manager.send(address, {"parent": key, "why": ""})
        assert typed.status_code == 422 and "Say how telling them" in typed.text
        assert manager.send(address, {"id": str(new_id()), "parent": key, "why": WHY}).status_code == 303
        words = reads("manager", f"/children/{world.child_id}/care")
        assert "Otherparent Person" in words and WHY in words and "Full care order" in words
        assert "No review has looked at this yet" in words
        kinds = home.does(
            lambda child, by: list(db.session.scalars(select(Event.kind).where(Event.child_id == child.id)))
        )
        assert "whereabouts_kept" in kinds
        page = manager.page(address)
        assert page.find("input", {"value": key}) is None and page.find("input", {"name": "parent"}) is not None
        assert "Decided already: Otherparent Person" in manager.words(address)
        # Whoever opened the page before is told so, and keeps what they wrote.
        again = manager.send(address, {"id": str(new_id()), "parent": key, "why": WHY})
        assert again.status_code == 422 and "This is decided already" in again.text and WHY in again.text

    def test_nobody_left_to_decide_about_is_said_instead_of_an_empty_question(self, browsing, world, home):
        home.begins()
        for who in ("parent", "otherparent"):
            home.keeps_from(who)
        page = browsing.as_(world.people["manager"]).page(f"/children/{world.child_id}/care/not-told")
        assert "There is nobody else to decide about" in page.get_text()
        assert page.find("button", string="Record the decision") is None

    @pytest.mark.parametrize("who", ["lead", "iro", "senco", "health", "supervisor", "carer", "parent", "youngperson"])
    def test_nobody_else_decides(self, browsing, world, home, who):
        home.begins()
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/children/{world.child_id}/care/not-told").status_code in {403, 404}

    def test_the_social_worker_and_the_reviewing_officer_read_it_and_the_school_does_not(self, world, home, reads):
        home.begins()
        home.keeps_from("otherparent")
        address = f"/children/{world.child_id}/care"
        assert WHY in reads("lead", address) and WHY in reads("iro", address)
        for who in ("senco", "health", "carer", "parent", "otherparent"):
            assert WHY not in reads(who, address)

    def test_without_a_care_order_legal_advice_comes_first(self, browsing, world, home, reads):
        home.begins("V2")
        manager = browsing.as_(world.people["manager"])
        address = f"/children/{world.child_id}/care/not-told"
        assert "There is no care order today" in manager.words(address)
        data = {"id": str(new_id()), "parent": f"person:{world.people['otherparent']}", "why": WHY}
        refused = manager.send(address, data)
        assert refused.status_code == 422 and "Take legal advice first" in refused.text and WHY in refused.text
        day = clock.today()
        advised = {
            "advice_from": "The council’s solicitor",
            "advice_on-day": day.day,
            "advice_on-month": day.month,
            "advice_on-year": day.year,
        }
        assert manager.send(address, data | advised).status_code == 303
        assert "The council’s solicitor" in reads("iro", f"/children/{world.child_id}/care")
        assert "Orchard" not in reads("otherparent")

    def test_is_not_offered_for_a_child_who_is_not_looked_after(self, browsing, world, home):
        manager = browsing.as_(world.people["manager"])
        care = f"/children/{world.child_id}/care"
        assert f"{care}/not-told" not in manager.get(care).text
        said = manager.get(f"{care}/not-told").text
        assert "This child is not looked after." in said and "Record the decision" not in said
        home.begins("C2")
        assert f"{care}/not-told" in manager.get(care).text
        said = manager.get(f"{care}/not-told").text
        assert "This child is not looked after." not in said and "Record the decision" in said

    def test_is_refused_for_a_child_who_is_not_looked_after(self, home):
        with pytest.raises(RuleBroken, match="not looked after"):
            home.keeps_from("otherparent")


class TestEachReviewLooksAtIt:
    def _asked(self, home, considered):
        def ask(child, by):
            held = Review(
                id=new_id(),
                authority_id=child.authority_id,
                child_id=child.id,
                case_id=home.world.case_id,
                kind="looked_after",
                number=1,
                state="draft",
                held_on=clock.today(),
                considered=considered,
            )
            db.session.add(held)
            db.session.flush()
            return [sentence for field, sentence in recording.missing(held, []) if field == "considered"]

        return home.does(ask)

    def test_it_is_not_signed_without_an_answer_while_a_decision_stands(self, home):
        home.begins()
        question = "is it still right not to tell them?"
        assert not any(question in said for said in self._asked(home, {}))
        home.keeps_from("otherparent")
        assert any(question in said for said in self._asked(home, {}))
        assert not any(question in said for said in self._asked(home, {"telling_parents": "Yes, he rang again"}))


def test_a_decision_is_a_row_of_the_child(home):
    home.begins()
    kept = home.keeps_from("parent")
    row = home.does(lambda child, by: db.session.get(WhereaboutsKept, kept).child_id)
    assert row == home.world.child_id
