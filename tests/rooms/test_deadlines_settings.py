"""An authority's own ways with dates: school terms, whom to tell and when, calendars for families."""

from datetime import date

import pytest
from sqlalchemy import text

from coordination import create_app, jobs, timescales
from coordination.agencies.models import Authority
from coordination.db import RuleBroken, db
from coordination.deadlines import choosing, habits
from coordination.deadlines.models import Clock
from tests.rooms.recording import Recording, days_ago

PAGE = "/dates-and-terms"
TERMS = {
    "terms-0-name": "Autumn 2026",
    "terms-0-starts_on-day": "3",
    "terms-0-starts_on-month": "9",
    "terms-0-starts_on-year": "2026",
    "terms-0-ends_on-day": "18",
    "terms-0-ends_on-month": "12",
    "terms-0-ends_on-year": "2026",
    "closed-0-from_on-day": "26",
    "closed-0-from_on-month": "10",
    "closed-0-from_on-year": "2026",
    "closed-0-to_on-day": "30",
    "closed-0-to_on-month": "10",
    "closed-0-to_on-year": "2026",
}


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def admin(browsing, world):
    return browsing.as_(world.people["admin"])


def settings_of(app, world):
    with app.app_context():
        db.session.expire_all()
        return dict(db.session.get(Authority, world.authority_id).settings or {})


class TestWhoMay:
    @pytest.mark.parametrize("who", ["lead", "manager", "senco", "commissioner"])
    def test_nobody_but_an_administrator(self, browsing, world, who):
        visitor = browsing.as_(world.people[who])
        for address in (PAGE, f"{PAGE}/{world.authority_id}/terms", f"{PAGE}/{world.authority_id}/switches"):
            assert visitor.get(address).status_code == 403, address

    def test_not_of_another_authority(self, admin, owner_app):
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
        for part in ("terms", "switches", "rules/T1"):
            assert admin.get(f"{PAGE}/{other.authority_id}/{part}").status_code == 404, part
        assert str(other.authority_id) not in admin.get(PAGE).text

    def test_is_found_among_what_is_administered(self, admin):
        assert PAGE in admin.get("/organisations").text


class TestTerms:
    def test_until_they_are_set_the_page_says_that_ordinary_ones_are_used(self, admin):
        assert "No terms are set" in admin.words(PAGE)

    def test_are_kept_and_shown(self, app, admin, world):
        assert admin.send(f"{PAGE}/{world.authority_id}/terms", TERMS).status_code == 303
        page = admin.words(PAGE)
        for words in ("Autumn 2026", "3 September 2026", "18 December 2026", "26 October 2026 to 30 October 2026"):
            assert words in page, words
        read = timescales.read_terms(settings_of(app, world)["terms"])
        assert read.terms[0].ends_on == date(2026, 12, 18)
        # Opened again the form holds what is kept; sent as it stands it changes nothing.
        before = settings_of(app, world)
        assert admin.send(f"{PAGE}/{world.authority_id}/terms").status_code == 303
        assert settings_of(app, world) == before

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"terms-0-ends_on-year": "2025"}, "ends before"),
            ({"terms-0-name": ""}, "Enter a name"),
            ({"terms-0-starts_on-month": "13"}, "date"),
            ({"closed-0-from_on-year": "2027", "closed-0-to_on-year": "2027"}, "not in a term"),
            ({"terms-0-ends_on-year": "2028"}, "longer than any term"),
        ],
    )
    def test_what_cannot_be_is_refused_and_stays_as_typed(self, app, admin, world, change, said):
        answer = admin.send(f"{PAGE}/{world.authority_id}/terms", TERMS | change)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="3"' in answer.text
        assert "terms" not in settings_of(app, world)

    def test_taken_away_they_are_ordinary_again(self, app, admin, world):
        admin.send(f"{PAGE}/{world.authority_id}/terms", TERMS)
        blank = dict.fromkeys(TERMS, "")
        assert admin.send(f"{PAGE}/{world.authority_id}/terms", blank).status_code == 303
        assert "terms" not in settings_of(app, world)

    def test_kept_terms_that_cannot_be_read_are_said_so(self, admin, world, owner_engine):
        with owner_engine.begin() as owner:
            owner.execute(
                text('update authority set settings = \'{"terms": {"terms": [{"name": "X"}]}}\' where id = :a'),
                {"a": world.authority_id},
            )
        assert "cannot be read" in admin.words(PAGE)
        assert admin.get(f"{PAGE}/{world.authority_id}/terms").status_code == 200


class TestWhomToTell:
    def test_the_days_are_kept_and_the_usual_ones_are_not(self, app, admin, world):
        assert "The social worker, 14 days before" in admin.words(PAGE) or "14 days before" in admin.words(PAGE)
        address = f"{PAGE}/{world.authority_id}/rules/C2"
        steps = timescales.rule("C2").escalation
        assert admin.send(address, {"days_0": "10", "side_0": "before"}).status_code == 303
        assert "10 days before" in admin.words(PAGE)
        with app.app_context():
            authority = db.session.get(Authority, world.authority_id)
            assert habits.steps(authority, timescales.rule("C2"))[0] == (steps[0].tell, -10)
        admin.send(address, {"days_0": str(abs(steps[0].days)), "side_0": "before"})
        assert settings_of(app, world)["deadlines"]["steps"] == {}

    @pytest.mark.parametrize(
        "change", [{"days_0": "400"}, {"days_0": "x"}, {"days_0": ""}, {"days_0": "90", "side_0": "after"},
                   {"side_0": "sideways"}],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, app, admin, world, change):
        assert admin.send(f"{PAGE}/{world.authority_id}/rules/C2", change).status_code == 422
        assert "deadlines" not in settings_of(app, world)

    @pytest.mark.parametrize("rule", ["nonsense", "A11", "L24"])
    def test_a_rule_nobody_is_told_of_has_no_page(self, admin, world, rule):
        assert admin.get(f"{PAGE}/{world.authority_id}/rules/{rule}").status_code == 404

    def test_a_number_of_local_practice_is_the_authoritys_and_the_laws_is_not(self, app, admin, world):
        address = f"{PAGE}/{world.authority_id}/rules/T1"
        assert admin.send(address, {"number": "4"}).status_code == 303
        assert settings_of(app, world)["timescales"] == {"T1": 4}
        assert admin.send(address, {"number": "99"}).status_code == 422
        assert admin.send(address, {"number": str(timescales.rule("T1").n)}).status_code == 303
        assert settings_of(app, world)["timescales"] == {}
        law = admin.page(f"{PAGE}/{world.authority_id}/rules/E8")
        assert law.select_one("[name=number]") is None
        admin.send(f"{PAGE}/{world.authority_id}/rules/E8", {"number": "1"})
        assert "E8" not in settings_of(app, world).get("timescales", {})

    def test_every_change_says_who_in_the_audit(self, admin, world, owner_engine):
        admin.send(f"{PAGE}/{world.authority_id}/switches", {"mail": None})
        with owner_engine.connect() as owner:
            found = owner.execute(
                text("select count(*) from audit_row r where to_jsonb(r) ->> 'verb' = 'date_switches_changed'"
                     " and to_jsonb(r) ->> 'actor_id' = :p"), {"p": str(world.people["admin"])},
            ).scalar_one()  # fmt: skip
        assert found == 1


class TestSwitches:
    def test_mail_is_on_and_calendars_for_families_are_off_until_chosen(self, app, admin, world):
        page = admin.words(PAGE)
        assert "On: one a day at most" in page
        assert (
            admin.send(f"{PAGE}/{world.authority_id}/switches", {"mail": None, "family_calendar": "y"}).status_code
            == 303
        )
        assert settings_of(app, world)["deadlines"] == {"mail": False, "family_calendar": True}
        with app.app_context():
            authority = db.session.get(Authority, world.authority_id)
            assert not habits.sends_mail(authority)
            assert habits.family_calendars(authority)


class TestCountingAnew:
    @pytest.fixture
    def worker_app(self, settings, app):
        made = create_app(settings, login="worker")
        yield made
        jobs.serve_for(app)

    def test_dates_that_run_already_follow_the_new_number(self, app, admin, recording, world, owner_engine, worker_app):
        recording.happens("case_opened", days_ago(5))
        before = timescales.explain("T1", days_ago(5)).due
        with recording.at_work():
            assert db.session.query(Clock).filter_by(rule="T1").one().due_on == before
        admin.send(f"{PAGE}/{world.authority_id}/rules/T1", {"number": "4"})
        with owner_engine.connect() as owner:
            queued = owner.execute(
                text("select args from jobs.procrastinate_jobs where task_name = 'deadlines.recount'"
                     " and args ->> 'authority' = :a"), {"a": str(world.authority_id)},
            ).scalars().all()  # fmt: skip
        assert [job["rules"] for job in queued] == [["T1"]]
        jobs.run("deadlines.recount", **queued[0])
        with owner_engine.connect() as owner:
            each = owner.execute(
                text("select args from jobs.procrastinate_jobs where task_name = 'deadlines.rebuild'"
                     " and args ->> 'child' = :c"), {"c": str(world.child_id)},
            ).scalars().all()  # fmt: skip
        assert len(each) == 1
        jobs.run("deadlines.rebuild", **each[0])
        jobs.run("deadlines.rebuild", **each[0])
        with recording.at_work():
            held = db.session.query(Clock).filter_by(rule="T1").one()
            assert held.due_on == timescales.explain("T1", days_ago(5), settings={"T1": 4}).due < before

    def test_a_number_out_of_bounds_is_refused_by_the_operation_too(self, app, world):
        with app.app_context():
            authority = db.session.get(Authority, world.authority_id)
            rule = timescales.rule("T1")
            usual = [each.days for each in rule.escalation]
            with pytest.raises(RuleBroken, match="number from"):
                choosing.change_rule(authority, rule, number=99, days=usual)
            with pytest.raises(RuleBroken, match="days before"):
                choosing.change_rule(authority, rule, number=4, days=[1])
            db.session.rollback()
