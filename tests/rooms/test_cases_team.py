"""The team around a child: who may put somebody on it, what that opens, and what leaving closes at once."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.access.models import Reach
from coordination.cases import operations, queries
from coordination.cases.models import Membership
from coordination.children.models import Child
from coordination.db import RuleBroken, db, identify, new_id
from coordination.events.models import Event
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def team(world):
    return f"/children/{world.child_id}/team"


def sees(app, person_id, child_id):
    """Whether the database shows somebody the child's record."""
    with app.app_context():
        identify(db.session(), person_id)
        return db.session.get(Child, child_id) is not None


def add(world, who, role, agency):
    """The address of the form that puts somebody on the team."""
    asked = f"?person={world.people[who]}&role={role}"
    return f"/cases/{world.case_id}/members/add{asked}" + (f"&agency={world.agencies[agency]}" if agency else "")


class TestReadingTheTeam:
    @pytest.mark.parametrize("who", ["lead", "manager", "senco", "health", "iro", "provider"])
    def test_everybody_on_it_sees_who_is_on_it(self, browsing, world, team, who):
        page = browsing.as_(world.people[who]).words(team)
        assert "Senco Person" in page
        assert "Test school" in page
        assert "01632 960004" in page

    def test_the_basis_for_sharing_is_for_the_lead_and_the_manager(self, browsing, world, team):
        assert "Public task" in browsing.as_(world.people["lead"]).words(team)
        assert "Public task" not in browsing.as_(world.people["senco"]).words(team)

    def test_who_was_put_forward_is_not_shown_to_the_others(self, browsing, recording, world, team):
        with recording.at_work() as by:
            operations.propose_member(
                queries.case(world.case_id), id=new_id(), person_id=world.people["othersenco"],
                agency_id=world.agencies["otherschool"], role="SEN", basis="public task", by=by,
            )  # fmt: skip
        assert "Othersenco Person" in browsing.as_(world.people["lead"]).words(team)
        assert "Othersenco Person" not in browsing.as_(world.people["senco"]).words(team)

    def test_nobodys_family_is_rung_from_it(self, browsing, world, team):
        page = browsing.as_(world.people["lead"]).page(team)
        entry = next(row for row in page.select(".govuk-summary-list__row") if "Otherparent Person" in row.get_text())
        assert "01632" not in entry.get_text()
        assert "@" not in entry.get_text()

    def test_eight_statements_however_many_are_on_it(self, app, browsing, world, team):
        visitor = browsing.as_(world.people["manager"])
        visitor.page(team)
        with asked_of(app) as asked:
            visitor.page(team)
        assert len(asked) <= 8, asked


class TestPuttingSomebodyOnTheTeam:
    def test_the_manager_finds_them_by_name_and_adds_them(self, app, browsing, world, team):
        visitor = browsing.as_(world.people["manager"])
        found = visitor.page(f"/cases/{world.case_id}/members/add?q=othersenco")
        link = found.find("a", string="Othersenco Person")["href"]
        assert not sees(app, world.people["othersenco"], world.child_id)
        answer = visitor.send(link, {"job": "SENCO of the new school"})
        assert answer.status_code == 303
        assert sees(app, world.people["othersenco"], world.child_id)
        assert "SENCO of the new school" in visitor.words(team)
        assert "Ama Okafor" in browsing.as_(world.people["othersenco"]).words(f"/children/{world.child_id}")

    def test_the_lead_puts_them_forward_and_nothing_opens_until_the_manager_agrees(self, app, browsing, world, team):
        lead, manager = browsing.as_(world.people["lead"]), browsing.as_(world.people["manager"])
        answer = lead.send(add(world, "othersenco", "SEN", "otherschool"))
        assert answer.status_code == 303
        assert not sees(app, world.people["othersenco"], world.child_id)
        page = manager.page(team)
        agree = next(form["action"] for form in page.select("form") if form["action"].endswith("/agree"))
        assert lead.press(agree).status_code == 403
        assert manager.press(agree).status_code == 303
        assert sees(app, world.people["othersenco"], world.child_id)

    def test_the_manager_declines_with_a_reason(self, app, browsing, recording, world, team):
        browsing.as_(world.people["lead"]).send(add(world, "othersenco", "SEN", "otherschool"))
        manager = browsing.as_(world.people["manager"])
        page = manager.page(team)
        decline = next(link["href"] for link in page.select("a") if link["href"].endswith("/decline"))
        assert manager.send(decline, {"why": ""}).status_code == 422
        assert manager.send(decline, {"why": "The child does not go there"}).status_code == 303
        assert not sees(app, world.people["othersenco"], world.child_id)
        assert "Othersenco" not in manager.words(team)

    def test_family_is_found_by_their_exact_address_only(self, browsing, owner_app, recording, world):
        from coordination.agencies.models import Person

        with owner_app.app_context():
            aunt = Person(kind="family", name="Aunt Ada", sort_name="ada aunt", email=f"{new_id().hex}@demo.example")
            db.session.add(aunt)
            db.session.commit()
            email = aunt.email
        visitor = browsing.as_(world.people["manager"])
        address = f"/cases/{world.case_id}/members/add"
        assert "Aunt Ada" not in visitor.words(f"{address}?q=Aunt+Ada")
        found = visitor.page(f"{address}?q={email}")
        link = found.find("a", string="Aunt Ada")["href"]
        assert visitor.send(link).status_code == 303
        with recording.at_work():
            held = (
                db.session.query(Reach).join(Person, Person.id == Reach.person_id).filter(Person.email == email).one()
            )
            assert (held.role, held.via) == ("PAR", "family")

    def test_somebody_in_a_role_they_do_not_hold_is_not_offered(self, app, browsing, world):
        visitor = browsing.as_(world.people["manager"])
        page = visitor.words(add(world, "othersenco", "SW", "services"))
        assert "Look for a worker by name" in page
        visitor.press(add(world, "othersenco", "SW", "services"), basis="public task")
        assert not sees(app, world.people["othersenco"], world.child_id)

    @pytest.mark.parametrize("who", ["senco", "health", "iro", "provider", "deputy"])
    def test_who_may_not(self, app, browsing, world, who):
        visitor = browsing.as_(world.people[who])
        answer = visitor.press(add(world, "othersenco", "SEN", "otherschool"), basis="public task", function="member")
        if who == "deputy":  # a social worker puts forward, like the lead
            return
        assert answer.status_code == 403
        assert not sees(app, world.people["othersenco"], world.child_id)

    def test_twice_is_once(self, recording, world):
        recording.joins("othersenco", "SEN", "otherschool")
        with pytest.raises(RuleBroken, match="on the team already"):
            recording.joins("othersenco", "SEN", "otherschool")

    def test_the_same_form_sent_again_is_the_same_place(self, recording, world):
        key = new_id()
        with recording.at_work("manager") as by:
            facts = {
                "id": key, "person_id": world.people["othersenco"], "agency_id": world.agencies["otherschool"],
                "role": "SEN", "basis": "public task", "by": by,
            }  # fmt: skip
            case = queries.case(world.case_id)
            one = operations.add_member(case, **facts)
            other = operations.add_member(case, **facts)
            assert one is other
            assert db.session.query(Reach).filter_by(source_id=key).count() == 1

    def test_joining_later_opens_later(self, app, recording, world):
        recording.joins("othersenco", "SEN", "otherschool", from_on=clock.today() + timedelta(days=5))
        assert not sees(app, world.people["othersenco"], world.child_id)
        with clock.frozen(clock.now() + timedelta(days=5)):
            assert sees(app, world.people["othersenco"], world.child_id)

    def test_a_basis_is_recorded(self, recording, world):
        with pytest.raises(RuleBroken, match="basis"):
            recording.joins("othersenco", "SEN", "otherschool", basis="because")


class TestIndependenceOfTheReviewingOfficer:
    def test_whoever_works_on_the_case_cannot_review_it(self, recording, world):
        with pytest.raises(RuleBroken, match="manage, prepare or fund"):
            recording.joins("manager", "IRO", "services")

    def test_the_reviewing_officer_cannot_come_to_work_on_it(self, recording, world):
        with recording.at_work("manager") as by:
            held = queries.membership(world.memberships["iro"])
            case = queries.case(world.case_id)
            with pytest.raises(RuleBroken, match="reviewing officer"):
                operations.change_lead(case, membership_id=held.id, by=by)

    def test_nor_take_another_case_of_the_child(self, recording, world):
        with recording.at_work("manager") as by:
            child = db.session.get(Child, world.child_id)
            with pytest.raises(RuleBroken, match="reviewing officer"):
                operations.open_case(
                    child, id=new_id(), kind="send", reason="Asked", opened_on=clock.today(), team_id=None,
                    lead_id=world.people["iro"], lead_role="SW", lead_agency_id=world.agencies["services"], by=by,
                )  # fmt: skip


class TestLeavingTheTeam:
    def test_is_out_at_the_next_request(self, app, browsing, world, team):
        health, manager = browsing.as_(world.people["health"]), browsing.as_(world.people["manager"])
        record = f"/children/{world.child_id}"
        assert health.get(record).status_code == 200
        address = f"/memberships/{world.memberships['health']}/end"
        assert manager.send(address, {"why": "Discharged"}).status_code == 303
        assert health.get(record).status_code == 404
        assert not sees(app, world.people["health"], world.child_id)
        page = manager.words(team)
        assert "Who was on the team before (1)" in page
        assert "Discharged" in page

    def test_on_a_later_day_they_stay_until_then(self, app, recording, world):
        with recording.at_work("manager") as by:
            held = queries.membership(world.memberships["health"])
            operations.end_membership(held, on=clock.today() + timedelta(days=7), why="Moves away", by=by)
        assert sees(app, world.people["health"], world.child_id)
        with clock.frozen(clock.now() + timedelta(days=7)):
            assert not sees(app, world.people["health"], world.child_id)

    @pytest.mark.parametrize(
        ("facts", "said"), [({"why": ""}, "Enter why do they leave"), ({"on-day": ""}, "must include a day")]
    )
    def test_needs_a_day_and_a_reason(self, browsing, world, facts, said):
        address = f"/memberships/{world.memberships['health']}/end"
        answer = browsing.as_(world.people["manager"]).send(address, {"why": "x"} | facts)
        assert answer.status_code == 422

    def test_the_lead_leaves_only_after_another_was_chosen(self, browsing, world):
        address = f"/memberships/{world.memberships['lead']}/end"
        answer = browsing.as_(world.people["manager"]).send(address, {"why": "New post"})
        assert answer.status_code == 422
        assert "choose another lead first" in answer.text

    @pytest.mark.parametrize("who", ["lead", "senco", "iro"])
    def test_only_a_manager_ends_a_place(self, browsing, world, who):
        address = f"/memberships/{world.memberships['health']}/end"
        assert browsing.as_(world.people[who]).get(address).status_code == 403

    def test_strangers_find_no_such_place(self, browsing, world):
        address = f"/memberships/{world.memberships['health']}/end"
        assert browsing.as_(world.people["stranger"]).get(address).status_code == 404


class TestWhoLeads:
    def test_the_manager_chooses_another_and_the_one_before_stays(self, app, browsing, recording, world, team):
        manager = browsing.as_(world.people["manager"])
        answer = manager.send(f"/cases/{world.case_id}/lead", {"membership_id": str(world.memberships["deputy"])})
        assert answer.status_code == 303
        with recording.at_work():
            functions = {held.person_id: held.function for held in queries.team(world.case_id)}
            assert functions[world.people["deputy"]] == "lead"
            assert functions[world.people["lead"]] == "member"
            assert queries.case(world.case_id).lead_id == world.people["deputy"]
        assert "Lead Deputy Person" in browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}")

    def test_a_lead_from_another_agency_stands_as_lead_practitioner(self, browsing, recording, world):
        manager = browsing.as_(world.people["manager"])
        manager.send(f"/cases/{world.case_id}/lead", {"membership_id": str(world.memberships["senco"])})
        with recording.at_work("manager"):
            roles = {
                (held.role, tuple(held.functions))
                for held in db.session.query(Reach).filter_by(person_id=world.people["senco"], to_on=None)
            }
        assert roles == {("SEN", ("allocated", "lead")), ("LP", ("allocated", "lead"))}
        visitor = browsing.as_(world.people["senco"])
        assert visitor.get(f"/children/{world.child_id}/network/add").status_code == 200

    def test_family_is_not_offered(self, browsing, world):
        page = browsing.as_(world.people["manager"]).words(f"/cases/{world.case_id}/lead")
        assert "Deputy Person" in page
        assert "Otherparent Person" not in page
        assert "Iro Person" not in page

    def test_a_deputy_is_made_and_unmade(self, browsing, recording, world):
        manager = browsing.as_(world.people["manager"])
        address = f"/memberships/{world.memberships['senco']}/deputy"
        assert manager.press(address, deputy="yes").status_code == 303
        with recording.at_work():
            assert db.session.get(Membership, world.memberships["senco"]).function == "deputy"
        assert manager.press(address, deputy="no").status_code == 303
        with recording.at_work():
            assert db.session.get(Membership, world.memberships["senco"]).function == "member"

    def test_the_phone_that_locate_may_tell_is_the_new_leads(self, recording, owner_engine, world):
        from sqlalchemy import text

        key = recording.opens()
        case_id = recording.helps(key)
        with owner_engine.begin() as owner:
            owner.execute(
                text("update person set phone = '01632 960999' where id = :key"), {"key": world.people["deputy"]}
            )
        with recording.at_work("manager") as by:
            case = queries.case(case_id)
            held = operations.add_member(
                case, id=new_id(), person_id=world.people["deputy"], agency_id=world.agencies["services"], role="SW",
                basis="public task", by=by,
            )  # fmt: skip
            operations.change_lead(case, membership_id=held.id, by=by)
        with owner_engine.connect() as owner:
            phone = owner.execute(
                text("select lead_phone from child_index where child_id = :key"), {"key": key}
            ).scalar_one()
        assert phone == "01632 960999"

    def test_each_change_is_one_event(self, recording, world):
        recording.joins("othersenco", "SEN", "otherschool")
        with recording.at_work("manager") as by:
            operations.change_lead(queries.case(world.case_id), membership_id=world.memberships["deputy"], by=by)
        with recording.at_work():
            kinds = [h.kind for h in db.session.query(Event).filter_by(child_id=world.child_id).order_by(Event.id)]
        assert kinds == ["member_joined", "lead_changed"]


class TestTheTeamOfTheTeam:
    def test_moving_a_case_moves_the_manager_and_the_clocks(self, app, browsing, owner_app, recording, world):
        from coordination.agencies.models import Team
        from coordination.deadlines.models import Clock

        with owner_app.app_context():
            team = Team(
                agency_id=world.agencies["services"], authority_id=world.authority_id, name="Team Two",
                manager_id=world.people["stranger"],
            )  # fmt: skip
            db.session.add(team)
            db.session.commit()
            team_id = team.id
        key = recording.opens()
        case_id = recording.helps(key)
        manager = browsing.as_(world.people["manager"])
        assert manager.send(f"/cases/{case_id}/move", {"team_id": str(team_id)}).status_code == 303
        assert sees(app, world.people["stranger"], key)
        assert not sees(app, world.people["manager"], key)
        with recording.at_work():
            assert {held.team_id for held in db.session.query(Clock).filter_by(child_id=key)} == {team_id}
            assert db.session.query(Event).filter_by(child_id=key, kind="case_moved").count() == 1
        assert days_ago(0) == clock.today()
