"""Opening a record outside its team: exactly found, for hours, read only, told at once, and looked at afterwards."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from coordination import clock, create_app, jobs
from coordination.access.models import Exclusion
from coordination.children.matching import identifier_digests
from coordination.db import db, identify, new_id
from coordination.messages.models import OutboxMessage
from coordination.sharing import opening, queries
from tests.rooms.recording import Recording

NHS = "999 000 0026"
OPEN = "/children/open-in-an-emergency"


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def child(recording, world):
    """A child whom the stranger has nothing to do with, with a number, led by the lead."""
    key = recording.opens(team_id=world.team_id)
    recording.helps(key)
    recording.adds("identifiers", key, kind="nhs_number", value=NHS)
    return key


def opens(browsing, world, who="stranger", role="SW", agency="services", proved=True, **typed):
    sent = {
        "given_names": "Amara Grace",
        "family_name": "Okafor",
        "born_on-day": "31",
        "born_on-month": "3",
        "born_on-year": "2014",
        "identifier_kind": "nhs_number",
        "identifier": NHS,
        "post": f"{role}:{world.agencies[agency]}:{world.authority_id}",
        "reason": "She is at the police station and her worker cannot be reached",
    } | typed
    visitor = browsing.as_(world.people[who], just_proved=proved)
    return visitor, visitor.send(OPEN, sent)


def the_access(app, world, child, who="lead"):
    with app.app_context():
        identify(db.session(), world.people[who])
        return queries.own_accesses(child)[0].id


class TestOpening:
    def test_it_opens_the_one_record_to_read(self, browsing, world, child):
        theirs, answer = opens(browsing, world)
        assert answer.status_code == 303
        assert theirs.get(f"/children/{child}").status_code == 200
        assert theirs.get(f"/children/{child}/plan").status_code == 200

    def test_before_it_there_is_nothing(self, browsing, world, child):
        assert browsing.as_(world.people["stranger"]).get(f"/children/{child}").status_code == 404

    def test_nothing_can_be_changed(self, browsing, world, child):
        theirs, _ = opens(browsing, world)
        for address in ("identity", "parts/identifiers/add", "access/ask", "sharing/decide"):
            assert theirs.get(f"/children/{child}/{address}").status_code in (403, 404), address

    def test_nothing_can_be_printed(self, browsing, world, child):
        theirs, _ = opens(browsing, world)
        assert "app-must-not-print" in theirs.get(f"/children/{child}").text
        assert "app-must-not-print" not in browsing.as_(world.people["lead"]).get(f"/children/{child}").text

    def test_who_they_are_is_proved_first(self, browsing, world, child):
        answer = browsing.as_(world.people["stranger"]).get(OPEN)
        assert answer.status_code == 303
        assert "/account/prove" in answer.location

    def test_it_ends_after_four_hours(self, browsing, owner_engine, world, child):
        theirs, _ = opens(browsing, world)
        with owner_engine.begin() as connection:
            ends = connection.execute(
                text("select ends_at - opened_at from own_access where child_id = :child"), {"child": child}
            ).scalar_one()
            assert ends == timedelta(hours=4)
            connection.execute(
                text(
                    "update reach set ends_at = now() - interval '1 second'"
                    " where child_id = :child and via = 'break_glass'"
                ),
                {"child": child},
            )
        assert theirs.get(f"/children/{child}").status_code == 404

    @pytest.mark.parametrize(
        "typed",
        [
            {"given_names": "Amara"},
            {"family_name": "Okofar"},
            {"born_on-day": "30"},
            {"identifier": "999 000 0018"},
            {"identifier_kind": "upn"},
        ],
    )
    def test_only_an_exact_match_opens(self, browsing, world, child, typed):
        theirs, answer = opens(browsing, world, **typed)
        assert answer.status_code == 200
        assert "No match; ring duty on" in answer.text
        assert theirs.get(f"/children/{child}").status_code == 404

    def test_sealed_excluded_and_none_at_all_look_the_same(self, app, browsing, owner_engine, world, child):
        _, none = opens(browsing, world, identifier="999 000 0018")
        with owner_engine.begin() as connection:
            connection.execute(text("update child_index set sealed = true where child_id = :c"), {"c": child})
        _, sealed = opens(browsing, world)
        with owner_engine.begin() as connection:
            connection.execute(text("update child_index set sealed = false where child_id = :c"), {"c": child})
            connection.execute(
                Exclusion.__table__.insert().values(
                    id=new_id(),
                    authority_id=world.authority_id,
                    child_id=child,
                    person_id=world.people["stranger"],
                    kind="connection",
                    from_on=date(2020, 1, 1),
                    recorded_at=clock.now(),
                )  # fmt: skip
            )
        _, excluded = opens(browsing, world)

        def bare(answer):
            import re

            return re.sub(r'value="[^"]*"', "", answer.text)

        assert none.status_code == sealed.status_code == excluded.status_code == 200
        assert bare(none) == bare(sealed) == bare(excluded)

    def test_a_reason_is_asked_for_and_nothing_is_lost(self, browsing, world, child):
        _, answer = opens(browsing, world, reason="")
        assert answer.status_code == 422
        assert "Amara Grace" in answer.text

    @pytest.mark.parametrize("who", ["admin", "privacy", "commissioner", "provider", "parent", "youngperson"])
    def test_those_who_have_no_emergency_have_no_page(self, browsing, world, who):
        assert browsing.as_(world.people[who], just_proved=True).get(OPEN).status_code == 403

    def test_the_lead_and_the_manager_are_told_at_once_without_a_name(self, app, browsing, world, child):
        opens(browsing, world)
        with app.app_context():
            told = {
                message.person_id: message.subject + message.body
                for message in db.session.query(OutboxMessage).filter_by(template="record_opened")
            }
        assert {world.people["lead"], world.people["manager"]} <= set(told)
        assert world.people["stranger"] not in told
        assert not any("Amara" in said or "Okafor" in said for said in told.values())

    def test_a_duty_worker_stands_in_for_a_shift(self, browsing, owner_engine, world, child):
        theirs, answer = opens(browsing, world, "duty", "EDT")
        assert answer.status_code == 303
        assert theirs.get(f"/children/{child}").status_code == 200
        with owner_engine.connect() as connection:
            row = connection.execute(
                text("select via, ends_at - now() < interval '12 hours' from reach where person_id = :p"),
                {"p": world.people["duty"]},
            ).one()
        assert tuple(row) == ("duty", True)

    @pytest.mark.parametrize("kind", ["management", "membership", "grant", "self", "link"])
    def test_the_database_opens_in_no_other_way(self, app, world, child, kind):
        with app.app_context():
            identify(db.session(), world.people["stranger"])
            found = db.session.scalar(
                opening._OPEN,
                {
                    "id": new_id(), "kind": kind, "authority": world.authority_id, "given": "amaragrace",
                    "family": "okafor", "born": date(2014, 3, 31),
                    "identifiers": identifier_digests([("nhs_number", NHS)]), "role": "SW",
                    "agency": world.agencies["services"], "reason": "x", "ends": clock.now() + timedelta(hours=1),
                },
            )  # fmt: skip
            assert found is None

    def test_the_database_asks_for_the_post(self, app, world, child):
        with app.app_context():
            identify(db.session(), world.people["senco"])
            post = opening.Post("SW", world.agencies["services"], world.authority_id)
            found = opening.open_alone(
                post, reason="x", by=world.actor("senco"), identifiers=[("nhs_number", NHS)],
                given_names="Amara Grace", family_name="Okafor", born_on=date(2014, 3, 31),
            )  # fmt: skip
            assert found is None


class TestLookingAtItAfterwards:
    def test_the_manager_sees_who_why_and_what_and_writes_down_what_they_found(self, app, browsing, world, child):
        theirs, _ = opens(browsing, world)
        theirs.get(f"/children/{child}")
        manager = browsing.as_(world.people["manager"])
        assert "Stranger Person" in manager.words("/access-reviews")
        page = manager.words(f"/access-reviews/{the_access(app, world, child)}")
        assert "She is at the police station" in page
        assert "Name, pronouns, date of birth, photo" in page
        answer = manager.send(
            f"/access-reviews/{the_access(app, world, child)}",
            {"outcome": "justified", "note": "I spoke with the sergeant"},
        )
        assert answer.status_code == 303
        assert "Stranger Person" not in manager.words("/access-reviews")
        assert "It was right to open it" in browsing.as_(world.people["lead"]).words(f"/children/{child}/access")

    def test_what_was_not_right_ends_at_once(self, app, browsing, world, child):
        theirs, _ = opens(browsing, world)
        assert theirs.get(f"/children/{child}").status_code == 200
        browsing.as_(world.people["manager"]).send(
            f"/access-reviews/{the_access(app, world, child)}", {"outcome": "not_justified", "note": "Curiosity"}
        )
        assert theirs.get(f"/children/{child}").status_code == 404

    def test_nobody_reviews_their_own(self, app, browsing, world, child):
        theirs, _ = opens(browsing, world)
        answer = theirs.press(
            f"/access-reviews/{the_access(app, world, child)}", outcome="justified", note="It was fine"
        )
        assert answer.status_code in (403, 404)

    def test_the_privacy_officer_sees_them_all_without_a_name_of_a_child(self, browsing, world, child):
        opens(browsing, world)
        page = browsing.as_(world.people["privacy"]).words("/access-reviews")
        assert "Stranger Person" in page
        assert "She is at the police station" in page
        assert "Amara" not in page

    def test_others_see_none(self, browsing, world, child):
        opens(browsing, world)
        for who in ("senco", "admin", "lead"):
            assert "Stranger Person" not in browsing.as_(world.people[who]).words("/access-reviews"), who

    def test_it_is_due_in_three_working_days(self):
        friday = clock.london(clock.now()).replace(year=2026, month=11, day=27, hour=23)
        assert opening.review_day(friday) == date(2026, 12, 2)

    def test_it_nags_the_manager_and_the_privacy_officer_until_somebody_has_looked(
        self, app, settings, browsing, owner_engine, world, child
    ):
        opens(browsing, world)
        with owner_engine.begin() as connection:
            connection.execute(
                text("update own_access set review_due_on = current_date - 1 where child_id = :c"), {"c": child}
            )

        def nagged():
            with app.app_context():
                found = db.session.query(OutboxMessage).filter_by(template="access_reviews_due")
                return {message.person_id for message in found} & set(world.people.values())

        create_app(settings, login="worker")
        try:
            jobs.run("sharing.nag")
        finally:
            jobs.serve_for(app)
        assert nagged() == {world.people["manager"], world.people["privacy"]}


class TestThePrivacyOfficersLook:
    def looks(self, app, browsing, world, child):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            from coordination.children.models import Child

            reference = db.session.get(Child, child).reference
        visitor = browsing.as_(world.people["privacy"], just_proved=True)
        return visitor, visitor.send("/privacy/look", {"reference": reference, "reason": "The family asked who looked"})

    def test_shows_who_and_why_and_nothing_of_the_child(self, app, browsing, world, child):
        browsing.as_(world.people["lead"]).get(f"/children/{child}")
        visitor, answer = self.looks(app, browsing, world, child)
        assert answer.status_code == 303
        for page in ("access/log", "sharing", "access"):
            words = visitor.words(f"/children/{child}/{page}")
            assert "Amara" not in words, page
            assert "Okafor" not in words, page
        assert "Lead Person" in visitor.words(f"/children/{child}/access/log")
        for page in ("", "/plan", "/reviews", "/chronology", "/identity"):
            assert visitor.get(f"/children/{child}{page}").status_code in (403, 404), page

    def test_stands_in_the_ledger_with_its_reason(self, app, browsing, world, child):
        self.looks(app, browsing, world, child)
        page = browsing.as_(world.people["lead"]).words(f"/children/{child}/access")
        assert "Privacy Person" in page
        assert "The family asked who looked" in page

    def test_is_for_privacy_officers(self, browsing, world):
        for who in ("lead", "manager", "admin", "senco"):
            assert browsing.as_(world.people[who], just_proved=True).get("/privacy/look").status_code == 403


class TestTheLog:
    def test_a_manager_sees_their_own_team_only(self, browsing, world):
        browsing.as_(world.people["lead"]).get(f"/children/{world.child_id}")
        browsing.as_(world.people["senco"]).get(f"/children/{world.child_id}")
        page = browsing.as_(world.people["manager"]).words(f"/children/{world.child_id}/access/log")
        assert "Lead Person" in page
        assert "Senco Person" not in page

    def test_it_is_for_nobody_else(self, browsing, world):
        for who in ("lead", "senco", "iro", "parent"):
            answer = browsing.as_(world.people[who]).get(f"/children/{world.child_id}/access/log")
            assert answer.status_code in (303, 403, 404), who


class TestWhatWaitsForAManager:
    def test_stands_where_their_work_begins_and_not_for_others(self, app, browsing, world, child):
        opens(browsing, world)
        said = "Look at a record that was opened by somebody outside its team"
        assert said in browsing.as_(world.people["manager"]).words("/")
        assert said not in browsing.as_(world.people["lead"]).words("/")
        browsing.as_(world.people["manager"]).send(
            f"/access-reviews/{the_access(app, world, child)}", {"outcome": "justified", "note": "I spoke with them"}
        )
        assert said not in browsing.as_(world.people["manager"]).words("/")
