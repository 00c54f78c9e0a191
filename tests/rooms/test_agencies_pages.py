"""Organisations, settings, teams and agreements on their pages: who may, what is kept, and what takes effect when."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.policy import Deny, Permit, Thing, decide
from coordination.accounts import sessions
from coordination.agencies.models import Agency, Authority, Person, RoleHeld, Setting, SharingAgreement, Team
from coordination.db import db, identify, new_id, new_reference


@pytest.fixture
def admin(browsing, world):
    """A browser of the authority's administrator."""
    return browsing.as_(world.people["admin"], just_proved=True)


def parts_of(day):
    return lambda name: {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


class TestOrganisations:
    def test_the_list_says_how_sharing_stands_with_each(self, admin, world, app):
        with app.app_context():
            db.session.add(Agency(kind="police", name="Test police", authority_id=world.authority_id))
            soon = db.session.scalar(
                select(SharingAgreement).where(SharingAgreement.agency_id == world.agencies["health"])
            )
            soon.to_on = clock.today() + timedelta(days=20)
            db.session.commit()
        page = admin.page("/organisations")
        rows = {row.th.text.strip(): " ".join(row.text.split()) for row in page.select("tbody tr")}
        assert "In force" in rows["Test school"]
        assert "Ends soon" in rows["Test health"]
        assert "No agreement" in rows["Test police"]
        assert "Own staff" in rows["Test services"]

    def test_it_is_narrowed_by_kind_and_name(self, admin):
        page = admin.page("/organisations?kind=school&q=OTHER")
        assert [row.th.text.strip() for row in page.select("tbody tr")] == ["Test otherschool"]
        assert "No organisations found" in admin.words("/organisations?q=zzzz")

    def test_one_is_added_once_however_often_it_is_sent(self, admin, app):
        name = f"Riverside {new_id().hex}"
        data = {"id": str(new_id()), "name": name, "kind": "school", "phone": "01632 960111"}
        first = admin.send("/organisations/add", data)
        again = admin.send("/organisations/add", data)
        assert first.status_code == again.status_code == 303
        assert first.location == again.location
        with app.app_context():
            assert len(db.session.scalars(select(Agency).where(Agency.name == name)).all()) == 1
        assert name in admin.words(first.location)

    def test_what_is_missing_is_said(self, admin):
        answer = admin.send("/organisations/add", {"name": "", "kind": ""})
        assert answer.status_code == 422
        assert "Enter the name of the organisation" in answer.text

    def test_another_authoritys_organisations_are_not_there(self, admin, app):
        with app.app_context():
            other = Authority(name="Elsewhere", dfe_code=new_reference(), duty_phone="1", out_of_hours_phone="2")
            db.session.add(other)
            db.session.flush()
            agency = Agency(kind="school", name=f"Elsewhere school {new_id().hex}", authority_id=other.id)
            db.session.add(agency)
            db.session.commit()
            agency_id, name = agency.id, agency.name
        assert name not in admin.words("/organisations")
        for address in (f"/organisations/{agency_id}", f"/organisations/{agency_id}/change",
                        f"/organisations/{agency_id}/agreements/add", f"/organisations/{agency_id}/close"):  # fmt: skip
            assert admin.get(address).status_code == 404

    def test_closing_one_ends_its_agreements(self, admin, world, app):
        admin.send(f"/organisations/{world.agencies['health']}/close")
        with app.app_context():
            agreement = db.session.scalar(
                select(SharingAgreement).where(SharingAgreement.agency_id == world.agencies["health"])
            )
            assert agreement.to_on == clock.today()
        assert "Closed on" in admin.words(f"/organisations/{world.agencies['health']}")


class TestSettingsAndTeams:
    def test_a_setting_keeps_its_urn_and_its_inspection(self, admin, world, app):
        address = f"/organisations/{world.agencies['school']}/settings/add"
        urn = str(new_id().int % 900000 + 100000)
        answer = admin.send(
            address,
            {"name": "Lower site", "kind": "school", "urn": f" {urn} ", "inspection_outcome": "Good",
             **parts_of(clock.today() - timedelta(days=100))("last_inspected_on")},
        )  # fmt: skip
        assert answer.status_code == 303
        with app.app_context():
            setting = db.session.scalar(select(Setting).where(Setting.urn == urn))
            assert (setting.name, setting.inspection_outcome) == ("Lower site", "Good")
            setting_id = setting.id
        assert "Good" in admin.words(f"/organisations/{world.agencies['school']}")
        again = admin.send(address, {"name": "Another", "kind": "school", "urn": urn})
        assert again.status_code == 422
        assert "Another setting has this URN" in again.text
        assert admin.send(f"/settings/{setting_id}/change", {"name": "Upper site"}).status_code == 303
        assert "Upper site" in admin.words(f"/organisations/{world.agencies['school']}")

    def test_an_inspection_in_the_future_is_refused(self, admin, world):
        answer = admin.send(
            f"/organisations/{world.agencies['school']}/settings/add",
            {
                "name": "Lower site",
                "kind": "school",
                **parts_of(clock.today() + timedelta(days=2))("last_inspected_on"),
            },
        )
        assert answer.status_code == 422
        assert "The last inspection must be today or in the past" in answer.text

    def test_a_team_has_a_manager_who_works_there(self, admin, world, app):
        address = f"/organisations/{world.agencies['services']}/teams/add"
        assert admin.send(address, {"name": "North", "manager_id": str(world.people["senco"])}).status_code == 422
        assert admin.send(address, {"name": "North", "manager_id": str(world.people["manager"])}).status_code == 303
        with app.app_context():
            team = db.session.scalar(
                select(Team).where(Team.agency_id == world.agencies["services"], Team.name == "North")
            )
            assert team.manager_id == world.people["manager"]
        assert "Manager: Manager Person" in admin.words(f"/organisations/{world.agencies['services']}")


class TestChangingATeamsManager:
    @pytest.fixture
    def successor(self, app, world):
        """Somebody else who was given the role of a team manager."""
        with app.app_context():
            role = db.session.scalar(select(RoleHeld).where(RoleHeld.person_id == world.people["commissioner"]))
            role.role = "TM"
            db.session.commit()
        return world.people["commissioner"]

    def reached_by(self, app, person_id):
        with app.app_context():
            identify(db.session(), person_id)
            return db.session.execute(text("select count(*) from child")).scalar_one()

    @pytest.fixture
    def manages(self, owner_app, world):
        """The world's case is the team's, and its manager's relationship says so."""
        with owner_app.app_context():
            db.session.execute(
                text(
                    "update reach set team_id = :team, source_id = :case where child_id = :child and via = 'management'"
                ),
                {"team": world.team_id, "case": world.case_id, "child": world.child_id},
            )
            db.session.commit()

    def test_the_new_one_reaches_the_teams_records_and_the_old_one_no_longer(
        self, app, admin, world, successor, manages
    ):
        assert (self.reached_by(app, world.people["manager"]), self.reached_by(app, successor)) == (1, 0)
        for _ in range(2):
            answer = admin.send(f"/teams/{world.team_id}/change", {"manager_id": str(successor)})
            assert answer.status_code == 303
        assert (self.reached_by(app, world.people["manager"]), self.reached_by(app, successor)) == (0, 1)
        admin.send(f"/teams/{world.team_id}/change", {"manager_id": str(world.people["manager"])})
        assert (self.reached_by(app, world.people["manager"]), self.reached_by(app, successor)) == (1, 0)

    def test_the_administrator_still_reaches_none(self, app, admin, world, successor, manages):
        admin.send(f"/teams/{world.team_id}/change", {"manager_id": str(successor)})
        assert self.reached_by(app, world.people["admin"]) == 0

    def test_nobody_without_a_managers_role_is_offered(self, admin, world):
        answer = admin.send(f"/teams/{world.team_id}/change", {"manager_id": str(world.people["stranger"])})
        assert answer.status_code == 422


class TestWhoMay:
    @pytest.mark.parametrize("who", ["lead", "manager", "senco", "stranger", "carer", "parent", "youngperson"])
    def test_nobody_but_administrators_comes_in(self, browsing, world, who):
        browser = browsing.as_(world.people[who])
        for address in ("/organisations", "/people", "/roles-to-confirm", "/messages", "/organisations/add",
                        f"/organisations/{world.agencies['school']}", f"/people/{world.people['lead']}",
                        f"/people/{world.people['lead']}/sign-in"):  # fmt: skip
            assert browser.get(address).status_code == 403, address
        assert browser.press(f"/people/{world.people['lead']}/sign-in/end").status_code == 403

    def test_a_privacy_officer_reads_and_changes_nothing(self, app, browsing, world):
        with app.app_context():
            role = db.session.scalar(select(RoleHeld).where(RoleHeld.person_id == world.people["admin"]))
            role.role = "IGO"
            db.session.commit()
        browser = browsing.as_(world.people["admin"], just_proved=True)
        page = browser.page(f"/organisations/{world.agencies['school']}")
        assert not [link for link in page.main.find_all("a") if link.text.startswith(("Add", "Change", "End", "Close"))]
        assert browser.get(f"/organisations/{world.agencies['school']}/agreements/add").status_code == 403
        assert browser.press(f"/people/{world.people['lead']}/sign-in/end").status_code == 403

    def test_an_administrator_sees_no_childs_content_anywhere(self, admin, world, app):
        with app.app_context():
            db.session.get(Person, world.people["youngperson"]).name = "Canary Okafor"
            db.session.get(Person, world.people["parent"]).name = "Canary Parent"
            db.session.commit()
        seen = " ".join(
            admin.words(address)
            for address in ("/organisations", "/people", "/people?q=canary", "/roles-to-confirm", "/messages",
                            *(f"/organisations/{key}" for key in world.agencies.values()))
        )  # fmt: skip
        for secret in ("Canary", "Amara", "Okafor", "Ama ", str(world.child_id), str(world.case_id)):
            assert secret not in seen
        for who in ("youngperson", "parent"):
            for address in (f"/people/{world.people[who]}", f"/people/{world.people[who]}/sign-in"):
                assert admin.get(address).status_code == 404
        assert admin.get(f"/children/{world.child_id}").status_code == 404

    def test_each_page_takes_few_statements(self, admin, world, app):
        from sqlalchemy import event

        counted = []
        with app.app_context():
            engine = db.engine
        listen = lambda *given: counted.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        try:
            for address in ("/organisations", f"/organisations/{world.agencies['services']}", "/people",
                            f"/people/{world.people['lead']}", "/roles-to-confirm"):  # fmt: skip
                counted.clear()
                assert admin.get(address).status_code == 200
                assert len(counted) <= 8, (address, counted)
        finally:
            event.remove(engine, "before_cursor_execute", listen)


class TestSharingAgreements:
    def senco_reads_the_plan(self, app, world):
        """What the policy says about the school's SENCO reading the plan, asked as a request would."""
        from coordination.access import reach

        with app.test_request_context():
            token = sessions.begin(world.people["senco"], second_factor=True)
            db.session.commit()
        with app.test_request_context(headers={"Cookie": f"session_key={token}"}):
            who: Actor = sessions.load()
            who = who.towards(reach.relationships(db.session(), who.person_id, [world.child_id]))
            thing = Thing(child_id=world.child_id, authority_id=world.authority_id, section="support_plan", whole=True)
            return decide(who, "read", "support_plan", thing, clock.now())

    def agreement(self, app, world):
        with app.app_context():
            return db.session.scalar(
                select(SharingAgreement).where(SharingAgreement.agency_id == world.agencies["school"])
            )

    def test_ending_one_today_stops_the_sharing_at_the_next_request(self, admin, app, world, browsing):
        senco = browsing.as_(world.people["senco"])
        address = f"/children/{world.child_id}"
        assert senco.get(address).status_code == 200
        assert isinstance(self.senco_reads_the_plan(app, world), Permit)
        answer = admin.send(f"/agreements/{self.agreement(app, world).id}/end")
        assert answer.status_code == 303
        denied = self.senco_reads_the_plan(app, world)
        assert isinstance(denied, Deny)
        assert denied.rule == "agreement"
        assert senco.get(address).status_code in (403, 404)
        assert "Okafor" not in senco.get(address).text
        assert "Ended" in admin.words(f"/organisations/{world.agencies['school']}")

    def test_one_that_ran_out_yesterday_covers_nothing_and_tomorrows_covers_nothing_yet(self, app, world):
        with app.app_context():
            agreement = db.session.get(SharingAgreement, self.agreement(app, world).id)
            agreement.to_on = clock.today()
            db.session.commit()
        assert isinstance(self.senco_reads_the_plan(app, world), Deny)
        with app.app_context():
            agreement = db.session.get(SharingAgreement, agreement.id)
            agreement.to_on, agreement.from_on = None, clock.today() + timedelta(days=1)
            db.session.commit()
        assert isinstance(self.senco_reads_the_plan(app, world), Deny)

    def test_one_of_some_sections_covers_those_alone(self, admin, app, world):
        answer = admin.send(
            f"/agreements/{self.agreement(app, world).id}/change",
            {"extent": "some", "sections": ["education", "core_identity"]},
        )
        assert answer.status_code == 303
        assert isinstance(self.senco_reads_the_plan(app, world), Deny)
        assert "2 sections" in admin.words(f"/organisations/{world.agencies['school']}")
        admin.send(f"/agreements/{self.agreement(app, world).id}/change", {"extent": "all"})
        assert isinstance(self.senco_reads_the_plan(app, world), Permit)

    def test_some_sections_means_at_least_one(self, admin, app, world):
        answer = admin.send(f"/agreements/{self.agreement(app, world).id}/change", {"extent": "some", "sections": None})
        assert answer.status_code == 422
        assert "Choose at least one section" in answer.text

    def test_a_new_one_starts_on_its_day(self, admin, app, world):
        address = f"/organisations/{world.agencies['school']}/agreements/add"
        data = {"title": "New terms", "extent": "all", "signed_by": "Head and director"}
        assert admin.send(address, data).status_code == 303
        twice = admin.send(address, data)
        assert twice.status_code == 422
        assert "There is an agreement that starts on this day" in twice.text
        assert "New terms" in admin.words(f"/organisations/{world.agencies['school']}")

    def test_another_authoritys_agreement_is_not_there(self, admin, app, world):
        with app.app_context():
            other = Authority(name="Elsewhere", dfe_code=new_reference(), duty_phone="1", out_of_hours_phone="2")
            db.session.add(other)
            db.session.flush()
            theirs = SharingAgreement(
                authority_id=other.id,
                agency_id=world.agencies["school"],
                title="Theirs",
                from_on=clock.today(),
            )
            db.session.add(theirs)
            db.session.commit()
            theirs_id = theirs.id
        assert "Theirs" not in admin.words(f"/organisations/{world.agencies['school']}")
        assert admin.get(f"/agreements/{theirs_id}/end").status_code == 404

    def test_each_change_is_in_the_audit(self, admin, app, world, owner_engine):
        agreement_id = self.agreement(app, world).id
        admin.send(f"/agreements/{agreement_id}/end")
        with owner_engine.connect() as connection:
            row = connection.execute(
                text("select verb, actor_id, sections, children from audit_row where object_id = :key"),
                {"key": agreement_id},
            ).one()
        assert tuple(row) == ("agreement_ended", world.people["admin"], ["administration"], [])
