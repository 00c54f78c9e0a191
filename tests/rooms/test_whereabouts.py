"""Protected places: who is shown one and who cannot tell that there is one, an emergency in the night, keys."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.access.models import Reach
from coordination.db import RuleBroken, db, new_id
from coordination.messages.models import OutboxMessage
from coordination.protected import sealing, store
from coordination.protected.models import ProtectedPlace, Reveal
from coordination.whereabouts import operations
from tests.rooms.protecting import SAID, Protecting
from tests.rooms.test_family_parents import as_bytes

VALUES = ("Kestrel Grange", "12 Orchard Way", "TS1 4AB", "01632 960777")


@pytest.fixture
def office(app, owner_app, world):
    return Protecting(app, owner_app, world)


def without_token(answer):
    return answer.status_code, re.sub(r'(name="csrf_token" value="|content=")[^"]+', r"\1", answer.text)


def places(world):
    return f"/children/{world.child_id}/protected-places"


class TestBeingShownAPlace:
    def test_asks_the_social_worker_to_prove_who_they_are(self, office, world, browsing):
        office.protects()
        answer = browsing.as_(world.people["lead"]).get(places(world))
        assert answer.status_code == 303 and answer.location.startswith("/account/prove")

    @pytest.mark.parametrize("who", ["lead", "manager"])
    def test_needs_a_reason_and_leaves_a_row_of_the_audit(self, office, world, browsing, who):
        office.protects()
        visitor = office.proved(browsing, world.people[who])
        said = visitor.words(places(world))
        assert "Where the child lives" in said and not any(value in said for value in VALUES)
        assert visitor.send(places(world), {"reason": ""}).status_code == 422
        answer = visitor.send(places(world), {"reason": "I drive her home today"})
        assert answer.status_code == 200 and all(value in answer.text for value in VALUES)
        assert "I drive her home today" in visitor.words(places(world))
        rows = office.raw(
            "select details::text from audit_row where verb = 'reveal' and :child = any(children)", child=world.child_id
        )
        assert len(rows) == 1 and not any(value in rows[0].details for value in VALUES)

    @pytest.mark.parametrize(
        "who", ["iro", "senco", "dsl", "health", "provider", "supervisor", "ehc", "parent", "stranger", "virtualschool"]
    )
    def test_is_not_for_others_and_the_refusal_is_the_same_where_there_is_none(self, office, world, browsing, who):
        visitor = browsing.as_(world.people[who])
        before = visitor.get(places(world))
        office.protects()
        after = visitor.get(places(world))
        assert before.status_code in (403, 404)
        assert without_token(before) == without_token(after)

    def test_opens_for_a_reviewing_officer_with_a_grant(self, office, world, browsing, owner_app):
        office.protects()
        with owner_app.app_context():
            db.session.add(
                Reach(
                    authority_id=world.authority_id, child_id=world.child_id, person_id=world.people["iro"], role="IRO",
                    via="grant", agency_id=world.agencies["services"], functions=[], sections=["protected_location"],
                    from_on=clock.today(),
                )
            )  # fmt: skip
            db.session.commit()
        visitor = browsing.as_(world.people["iro"])
        answer = visitor.send(places(world), {"reason": "I visit before the review"})
        assert answer.status_code == 200 and VALUES[1] in answer.text
        assert visitor.get(f"{places(world)}/add").status_code == 403
        assert visitor.get(f"/children/{world.child_id}/held-words").status_code == 404


class TestWhoeverMayNot:
    @pytest.mark.parametrize("who", ["senco", "dsl", "health", "iro", "ehc"])
    def test_sees_every_page_as_if_no_place_had_been_protected(self, office, world, browsing, who):
        visitor = browsing.as_(world.people[who])
        child = f"/children/{world.child_id}"
        pages = [page for page in (child, f"{child}/team", f"{child}/plan", f"{child}/documents", f"{child}/chronology",
                                   f"{child}/timetable", f"{child}/family", "/children", "/")
                 if visitor.get(page, follow_redirects=True).status_code == 200]  # fmt: skip
        assert len(pages) >= 5
        before = {page: as_bytes(visitor, page) for page in pages}
        office.protects()
        office.protects("school", name="Kestrel Grange School")
        assert {page: as_bytes(visitor, page) for page in pages} == before

    def test_finds_nobody_by_it(self, office, world, browsing):
        visitor = browsing.as_(world.people["lead"])
        office.protects()
        found = visitor.send("/children/find", {"given_names": "Orchard", "family_name": "Way"})
        assert "Amara" not in found.text


class TestKeepingOne:
    def fields(self, **more):
        on = clock.today() + timedelta(days=90)
        return {
            "kind": "home", "decided_by": "Strategy discussion", "review_on-day": on.day, "review_on-month": on.month,
            "review_on-year": on.year, **SAID, **more,
        }  # fmt: skip

    def test_over_the_pages(self, office, world, browsing):
        visitor = office.proved(browsing, world.people["lead"])
        assert visitor.send(f"{places(world)}/add", self.fields()).status_code == 303
        with office.at_work():
            held = store.standing(world.child_id)
            assert [store.said(one)["lines"] for one in held] == ["12 Orchard Way"]
        page = f"/protected-places/{held[0].id}/change"
        assert visitor.send(page, self.fields(lines="3 Mill Lane")).status_code == 303
        with office.at_work():
            now = store.standing(world.child_id)
            assert [store.said(one)["lines"] for one in now] == ["3 Mill Lane"]
        assert visitor.press(f"/protected-places/{now[0].id}/end").status_code == 303
        assert "No place is protected" in visitor.words(places(world))

    def test_says_something_that_must_not_be_found_out(self, office, world, browsing):
        visitor = office.proved(browsing, world.people["lead"])
        nothing = dict.fromkeys(("name", "lines", "postcode", "phone"), "")
        answer = visitor.send(f"{places(world)}/add", self.fields(**nothing))
        assert answer.status_code == 422 and "Enter at least one thing" in answer.text

    def test_is_not_for_the_manager_nor_for_anybody_who_has_not_proved_who_they_are(self, office, world, browsing):
        assert office.proved(browsing, world.people["manager"]).get(f"{places(world)}/add").status_code == 403
        assert browsing.as_(world.people["lead"]).get(f"{places(world)}/add").status_code == 303

    def test_holds_nothing_in_clear(self, office, world):
        office.protects()
        held = office.raw(
            "select row_to_json(p)::text as said from protected_place p where child_id = :child", child=world.child_id
        )
        assert len(held) == 1
        assert not any(value in held[0].said for value in (*VALUES, SAID["reason"]))

    def test_is_bound_to_its_child(self, office, world):
        key = office.protects()
        with office.at_work():
            held = db.session.get_one(ProtectedPlace, key)
            with pytest.raises(sealing.Unreadable):
                sealing.unseal(held.sealed, held.key_id, held.id, new_id())


class TestACarerAndTheYoungPerson:
    def test_whoever_knows_is_led_there_from_their_own_page_and_nobody_else(self, office, browsing, world):
        office.protects(known_to=("carer", "youngperson"))
        way = f"/children/{world.child_id}/protected-places"
        for who, page in (("carer", "/caring"), ("youngperson", "/my-plan")):
            assert way in browsing.as_(world.people[who]).get(page).text
        assert way not in browsing.as_(world.people["parent"]).get("/family").text

    def test_where_they_know_none_nothing_leads_anywhere(self, office, browsing, world):
        office.protects()
        for who, page in (("carer", "/caring"), ("youngperson", "/my-plan")):
            assert "protected-places" not in browsing.as_(world.people[who]).get(page).text

    def test_see_what_they_know_and_it_is_not_printed(self, office, world, browsing):
        office.protects(known_to=("carer",))
        page = browsing.as_(world.people["carer"]).page(places(world))
        assert VALUES[1] in page.text and SAID["reason"] not in page.text
        assert page.select_one(".app-no-print").find(string=lambda said: VALUES[1] in said)

    @pytest.mark.parametrize("who", ["carer", "youngperson"])
    def test_who_know_none_have_no_such_page(self, office, world, browsing, who):
        visitor = browsing.as_(world.people[who])
        before = visitor.get(places(world))
        office.protects()
        after = visitor.get(places(world))
        assert before.status_code == 404 and without_token(before) == without_token(after)


class TestAnEmergency:
    def test_is_shown_for_an_hour_once_a_second_person_has_confirmed(self, office, world, browsing):
        office.protects()
        first, second = office.duty_worker("Duty One"), office.duty_worker("Duty Two")
        one, two = browsing.as_(first), browsing.as_(second)
        ask = f"/children/{world.child_id}/emergency-reveal"
        assert one.send(ask, {"reason": ""}).status_code == 422
        answer = one.send(ask, {"reason": "Police have found her at the station"})
        assert answer.status_code == 303
        page = answer.location
        assert "Waiting for a second duty person" in one.words(page)
        confirm = f"{page}/confirm"
        one.press(confirm)
        assert "Waiting for a second duty person" in one.words(page)
        assert "Police have found her" in two.words("/emergency-reveals")
        assert two.press(confirm).status_code == 303
        assert all(value in one.words(page) for value in VALUES)
        assert two.get(page).status_code == 404
        with clock.frozen(clock.now() + timedelta(minutes=61)):
            said = browsing.as_(first).words(page)
            assert "The hour is over" in said and not any(value in said for value in VALUES)

    def test_tells_the_lead_and_the_manager_at_once_and_is_looked_at_on_the_next_working_day(
        self, office, world, browsing
    ):
        office.protects()
        first, second = office.duty_worker("Duty One"), office.duty_worker("Duty Two")
        page = browsing.as_(first).send(f"/children/{world.child_id}/emergency-reveal", {"reason": "Found"}).location
        browsing.as_(second).press(f"{page}/confirm")
        with office.at_work():
            told = set(db.session.scalars(select(OutboxMessage.person_id)))
            assert {world.people["lead"], world.people["deputy"], world.people["manager"]} <= told
            held = db.session.scalars(select(Reveal).where(Reveal.emergency)).one()
            assert held.review_on > clock.today()
        manager = office.proved(browsing, world.people["manager"])
        review = f"{page}/review"
        assert manager.send(review, {"words": "She was met at the station"}).status_code == 303
        assert "She was met at the station" in manager.words(review)

    def test_looks_the_same_where_nothing_is_protected(self, office, world, browsing):
        visitor = browsing.as_(office.duty_worker())
        ask = f"/children/{world.child_id}/emergency-reveal"
        before = as_bytes(visitor, ask)
        office.protects()
        assert as_bytes(visitor, ask) == before

    @pytest.mark.parametrize("who", ["lead", "senco", "parent", "stranger", "iro"])
    def test_is_for_duty_workers_alone(self, office, world, browsing, who):
        answer = browsing.as_(world.people[who]).get(f"/children/{world.child_id}/emergency-reveal")
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        "over",
        [
            "update reach set ends_at = now() - interval '1 hour' where person_id = :who and via = 'duty'",
            "update role_held set to_on = current_date where person_id = :who and role = 'EDT'",
        ],
    )
    def test_is_not_confirmed_by_who_was_on_duty_and_works_with_the_child_now(
        self, office, world, browsing, owner_engine, over
    ):
        """A shift that is over stays among the relationships of the day: its hours and its post count too."""
        first, second = office.duty_worker("Duty One"), office.duty_worker("Duty Two")
        with owner_engine.begin() as connection:
            for statement in (
                over,
                "insert into role_held (id, person_id, agency_id, authority_id, role, from_on, recorded_at)"
                " select gen_random_uuid(), person_id, agency_id, authority_id, 'SW', from_on, now() from role_held"
                " where person_id = :who",
                "insert into reach (id, authority_id, child_id, person_id, role, via, agency_id, functions, from_on,"
                " recorded_at) select gen_random_uuid(), authority_id, child_id, person_id, 'SW', 'membership',"
                " agency_id, functions, from_on, now() from reach where person_id = :who",
            ):
                connection.execute(text(statement), {"who": second})
        one, two = browsing.as_(first), browsing.as_(second)
        page = one.send(f"/children/{world.child_id}/emergency-reveal", {"reason": "Found"}).location
        assert two.get(f"/children/{world.child_id}").status_code == 200
        assert two.press(f"{page}/confirm").status_code == 404
        assert "Waiting for a second duty person" in one.words(page)

    def test_is_not_confirmed_by_the_one_who_asked(self, office, world):
        first = office.duty_worker()
        with office.at_work() as by:
            held = operations.ask(office.child, id=new_id(), reason="Found", by=by)
            with pytest.raises(RuleBroken, match="Another duty person"):
                operations.confirm(held, by=by)
        assert first


class TestChangingTheKey:
    def test_seals_everything_anew_and_again_does_nothing(self, office, world, app, monkeypatch):
        office.protects()
        older = app.config["SETTINGS"].file_keys
        newer = f"newer:{'ab' * 32},{older}"
        object.__setattr__(app.config["SETTINGS"], "file_keys", newer)
        try:
            with office.at_work():
                assert list(store.rotate()) == [(1, 1)]
                assert list(store.rotate()) == []
                held = store.standing(world.child_id)[0]
                db.session.refresh(held)
                assert held.key_id == "newer" and store.said(held)["lines"] == "12 Orchard Way"
        finally:
            object.__setattr__(app.config["SETTINGS"], "file_keys", older)
