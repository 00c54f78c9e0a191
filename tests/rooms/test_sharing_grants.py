"""Parts of a record opened to somebody for a while, and people who may not see it at all."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.children.models import Child
from coordination.db import RuleBroken, db, identify, new_id
from coordination.sharing import excluding, granting, queries
from coordination.whereabouts import queries as whereabouts
from tests.rooms.recording import Recording


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def who_page(world):
    return f"/children/{world.child_id}/access"


def day_fields(name, on):
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def asks(browsing, world, who="othersenco", role="SEN", agency="otherschool", by="lead", **typed):
    """Somebody asks that parts of the record be opened to a person."""
    asked = f"?person={world.people[who]}&role={role}&agency={world.agencies[agency]}"
    sent = {
        "sections": ["sen_support"],
        "reason": "They take the child on in January and plan the provision",
        **day_fields("until_on", clock.today() + timedelta(days=20)),
    } | typed
    return browsing.as_(world.people[by]).send(f"/children/{world.child_id}/access/ask{asked}", sent)


def the_grant(app, world):
    with app.app_context():
        identify(db.session(), world.people["lead"])
        return queries.grants(world.child_id)[0].id


def gives(browsing, world, key, by="manager"):
    visitor = browsing.as_(world.people[by], just_proved=True)
    return visitor.send(f"/grants/{key}/give")


class TestAskingAndGiving:
    def test_asking_opens_nothing(self, browsing, world):
        assert asks(browsing, world).status_code == 303
        assert browsing.as_(world.people["othersenco"]).get(f"/children/{world.child_id}").status_code == 404

    def test_what_a_manager_opens_is_read_and_nothing_else_is(self, app, browsing, world):
        asks(browsing, world)
        assert gives(browsing, world, the_grant(app, world)).status_code == 303
        theirs = browsing.as_(world.people["othersenco"])
        assert theirs.get(f"/children/{world.child_id}/sen").status_code == 200
        assert theirs.get(f"/children/{world.child_id}/reviews").status_code == 404
        assert theirs.get(f"/children/{world.child_id}/team").status_code == 404

    def test_it_lets_nobody_change_anything(self, app, browsing, world):
        asks(browsing, world)
        gives(browsing, world, the_grant(app, world))
        answer = browsing.as_(world.people["othersenco"]).get(f"/children/{world.child_id}/sen/add")
        assert answer.status_code in (403, 404)

    def test_whoever_asked_does_not_decide(self, app, browsing, world):
        asks(browsing, world, by="manager")
        assert gives(browsing, world, the_grant(app, world)).status_code == 403
        assert browsing.as_(world.people["othersenco"]).get(f"/children/{world.child_id}").status_code == 404

    def test_nobody_decides_about_their_own(self, app, recording, world):
        with recording.at_work("manager") as by:
            child = db.session.get(Child, world.child_id)
            grant = granting.ask(
                child, id=new_id(), person_id=by.person_id, role="TM",
                agency_id=world.agencies["services"], sections=["health"], reason="To decide", by=world.actor("lead"),
                until_on=clock.today() + timedelta(days=2),
            )  # fmt: skip
            with pytest.raises(RuleBroken, match="another manager"):
                granting.give(grant, by=by)

    def test_the_lead_does_not_decide(self, app, browsing, world):
        asks(browsing, world)
        assert gives(browsing, world, the_grant(app, world), by="lead").status_code == 403

    def test_a_manager_proves_who_they_are_first(self, app, browsing, world):
        asks(browsing, world)
        answer = browsing.as_(world.people["manager"]).get(f"/grants/{the_grant(app, world)}/give")
        assert answer.status_code == 303
        assert "/account/prove" in answer.location

    def test_it_ends_by_itself_on_its_day(self, app, browsing, owner_engine, world):
        asks(browsing, world)
        key = the_grant(app, world)
        gives(browsing, world, key)
        with owner_engine.begin() as connection:
            connection.execute(text("update reach set to_on = current_date where source_id = :key"), {"key": key})
        assert browsing.as_(world.people["othersenco"]).get(f"/children/{world.child_id}/sen").status_code == 404

    def test_a_manager_closes_it_before_its_day(self, app, browsing, world):
        asks(browsing, world)
        key = the_grant(app, world)
        gives(browsing, world, key)
        theirs = browsing.as_(world.people["othersenco"])
        assert theirs.get(f"/children/{world.child_id}/sen").status_code == 200
        manager = browsing.as_(world.people["manager"])
        assert manager.send(f"/grants/{key}/end", {"why": "They no longer need it"}).status_code == 303
        assert theirs.get(f"/children/{world.child_id}/sen").status_code == 404

    def test_what_was_declined_says_why_and_opens_nothing(self, app, browsing, who_page, world):
        asks(browsing, world)
        key = the_grant(app, world)
        manager = browsing.as_(world.people["manager"], just_proved=True)
        assert manager.send(f"/grants/{key}/decline", {"why": "The summary is enough"}).status_code == 303
        assert "The summary is enough" in browsing.as_(world.people["lead"]).words(who_page)
        assert browsing.as_(world.people["othersenco"]).get(f"/children/{world.child_id}").status_code == 404

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"sections": []}, "What do they need to see?"),
            ({"reason": ""}, "Why do they need it?"),
            ({"until_in": 200}, "Three months at most"),
            ({"until_in": 0}, "after today"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(self, browsing, world, typed, said):
        # The day is counted here and not above: the tests of one run may begin before midnight and end after it.
        if (days := typed.get("until_in")) is not None:
            typed = day_fields("until_on", clock.today() + timedelta(days=days))
        answer = asks(browsing, world, **typed)
        assert answer.status_code == 422
        assert said in answer.text
        if "reason" not in typed:
            assert "They take the child on in January" in answer.text

    def test_a_privacy_officer_can_be_given_what_they_need(self, app, browsing, world):
        asks(browsing, world, "privacy", "IGO", "services", sections=["support_plan"])
        gives(browsing, world, the_grant(app, world))
        assert browsing.as_(world.people["privacy"]).get(f"/children/{world.child_id}").status_code == 200

    def test_only_who_may_open_a_protected_place_opens_it(self, app, browsing, world):
        asks(browsing, world, "health", "HLT", "health", sections=["protected_location"])
        assert gives(browsing, world, the_grant(app, world)).status_code == 303

    @pytest.mark.parametrize("who", ["senco", "health", "provider", "iro", "carer", "parent", "youngperson"])
    def test_those_on_the_team_see_no_grants(self, browsing, who_page, world, who):
        answer = browsing.as_(world.people[who]).get(who_page)
        assert answer.status_code in (303, 403, 404)
        assert "Opened to somebody" not in answer.text


class TestExclusions:
    def excludes(self, browsing, world, who="senco", role="SEN", agency="school", by="manager", kind="not_to_person"):
        asked = f"?person={world.people[who]}&role={role}&agency={world.agencies[agency]}"
        return browsing.as_(world.people[by]).send(
            f"/children/{world.child_id}/access/exclude{asked}", {"kind": kind, "why": "An allegation is looked into"}
        )

    def test_the_record_is_gone_for_them_at_once(self, browsing, world):
        theirs = browsing.as_(world.people["senco"])
        assert theirs.get(f"/children/{world.child_id}").status_code == 200
        assert self.excludes(browsing, world).status_code == 303
        gone = theirs.get(f"/children/{world.child_id}")
        never = theirs.get(f"/children/{new_id()}")
        assert gone.status_code == never.status_code == 404
        assert gone.text.replace(str(world.child_id), "") == never.text.replace(str(world.child_id), "")

    def test_a_grant_does_not_open_it(self, app, browsing, world):
        asks(browsing, world)
        key = the_grant(app, world)
        self.excludes(browsing, world, "othersenco", "SEN", "otherschool")
        answer = gives(browsing, world, key)
        assert answer.status_code == 422
        assert "excluded" in answer.text
        assert browsing.as_(world.people["othersenco"]).get(f"/children/{world.child_id}").status_code == 404

    def told(self, owner_engine, template="overseer_kept_out"):
        with owner_engine.connect() as connection:
            asked = text("select person_id from outbox_message where template = :t order by queued_at, id")
            return list(connection.execute(asked, {"t": template}).scalars())

    def test_of_a_reviewing_officer_is_told_to_the_privacy_officer_and_shown_by_reference(
        self, browsing, owner_engine, world
    ):
        before = self.told(owner_engine)
        assert self.excludes(browsing, world, "iro", "IRO", "services").status_code == 303
        assert self.told(owner_engine) == [*before, world.people["privacy"]]
        page = browsing.as_(world.people["privacy"]).words("/privacy")
        assert "Kept from a record, although they watch over the work" in page
        assert "Iro Person" in page and "by Manager Person" in page
        assert "Okafor" not in page and "An allegation is looked into" not in page

    @pytest.mark.parametrize("kept_from_them_too", [False, True])
    def test_of_a_reviewing_officer_is_told_to_their_manager_unless_it_is_kept_from_them_too(
        self, browsing, owner_engine, world, kept_from_them_too
    ):
        theirs = new_id()
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into team (id, agency_id, name, manager_id, recorded_at)"
                    " values (:id, :agency, 'Reviewing officers', :manager, now())"
                ),
                {"id": theirs, "agency": world.agencies["services"], "manager": world.people["stranger"]},
            )
            connection.execute(
                text("update role_held set team_id = :team where person_id = :iro"),
                {"team": theirs, "iro": world.people["iro"]},
            )
        if kept_from_them_too:
            self.excludes(browsing, world, "stranger", "SW", "services")
        before = self.told(owner_engine)
        assert self.excludes(browsing, world, "iro", "IRO", "services").status_code == 303
        told = self.told(owner_engine)[len(before) :]
        others = [] if kept_from_them_too else [world.people["stranger"]]
        assert sorted(told) == sorted([world.people["privacy"], *others])

    def test_of_a_privacy_officer_is_shown_to_the_others_and_not_to_them(self, browsing, owner_engine, world):
        before = self.told(owner_engine)
        assert self.excludes(browsing, world, "privacy", "IGO", "services").status_code == 303
        assert self.told(owner_engine) == before
        assert "Kept from a record" not in browsing.as_(world.people["privacy"]).words("/privacy")

    def test_of_anybody_else_is_not_told_to_who_watches(self, browsing, owner_engine, world):
        before = self.told(owner_engine)
        assert self.excludes(browsing, world).status_code == 303
        assert self.told(owner_engine) == before
        assert "Kept from a record" not in browsing.as_(world.people["privacy"]).words("/privacy")

    def test_for_an_allegation_is_known_to_the_named_people_alone(self, app, browsing, recording, owner_engine, world):
        with owner_engine.begin() as connection:
            connection.execute(
                text("update reach set role = 'LP' where child_id = :c and person_id = :p"),
                {"c": world.child_id, "p": world.people["health"]},
            )
        self.excludes(browsing, world, kind="allegation")
        self.excludes(browsing, world, "provider", "PRV", "provider")
        page = f"/children/{world.child_id}/access"
        for who in ("lead", "manager"):
            words = browsing.as_(world.people[who]).words(page)
            assert "Senco Person" in words and "Provider Person" in words, who
        words = browsing.as_(world.people["health"]).words(page)
        assert "Provider Person" in words and "Senco Person" not in words
        assert "subject of an allegation" not in words

    def test_a_manager_from_whom_it_is_kept_is_told_nothing(self, app, browsing, recording, owner_engine, world):
        """Neither that somebody was excluded nor of anything else that is told to who answers for the child."""
        with recording.at_work("lead") as by:
            child = db.session.get(Child, world.child_id)
            excluding.exclude(
                child, id=new_id(), person_id=world.people["manager"], kind="allegation", why="Looked into", by=by
            )
        asks(browsing, world)
        with owner_engine.connect() as connection:
            told = connection.execute(
                text("select template from outbox_message where person_id = :who"), {"who": world.people["manager"]}
            ).scalars()
            assert list(told) == []
        with app.app_context():
            identify(db.session(), world.people["lead"])
            told_of_more = (*queries.who_answers(world.child_id), *whereabouts.answer_for(world.child_id))
            assert world.people["manager"] not in {person.id for person in told_of_more}

    def test_whoever_leads_is_not_excluded_before_another_leads(self, browsing, world):
        answer = self.excludes(browsing, world, "lead", "SW", "services")
        assert answer.status_code == 422
        assert "another lead has to be chosen first" in answer.text

    def test_only_a_manager_excludes(self, browsing, world):
        assert self.excludes(browsing, world, by="lead").status_code == 403

    def test_whoever_knows_the_family_closes_it_for_themself(self, browsing, who_page, world):
        theirs = browsing.as_(world.people["health"])
        answer = theirs.send(f"/children/{world.child_id}/access/connection", {"why": "We are neighbours", "sure": "y"})
        assert answer.status_code == 303
        assert theirs.get(f"/children/{world.child_id}").status_code == 404
        assert "We are neighbours" in browsing.as_(world.people["manager"]).words(who_page)

    def test_ending_it_opens_what_they_held(self, app, browsing, world):
        self.excludes(browsing, world)
        with app.app_context():
            identify(db.session(), world.people["manager"])
            key = queries.exclusions(world.child_id)[0][0].id
        manager = browsing.as_(world.people["manager"])
        assert manager.send(f"/exclusions/{key}/end", {"why": "Nothing was found"}).status_code == 303
        assert browsing.as_(world.people["senco"]).get(f"/children/{world.child_id}").status_code == 200
