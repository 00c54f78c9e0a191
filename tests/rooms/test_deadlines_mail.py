"""Mail that dates need somebody: the person first, then the manager, one a day, each step once, naming nobody."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coordination import clock, create_app, jobs
from coordination.agencies.models import Authority
from coordination.deadlines import escalating, habits
from coordination.timescales import rule
from tests.rooms.recording import Recording, days_ago
from tests.rooms.test_deadlines_feed import switch
from tests.rooms.test_deadlines_timetable import clock_of


@pytest.fixture
def worker_app(settings, app):
    made = create_app(settings, login="worker")
    yield made
    # Whoever is made last is whom jobs run for.
    jobs.serve_for(app)


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def working_day(days=0):
    """Nine in the morning of the first working day from so many days ahead."""
    from coordination import timescales

    on = timescales.england().next_working_day(clock.today() + timedelta(days=days))
    return datetime(on.year, on.month, on.day, 10, 0, tzinfo=UTC)


def tells(worker_app, *people, days=0):
    with clock.frozen(working_day(days)):
        for person in people:
            jobs.run("deadlines.tell", person=str(person))


def queued(worker_app, owner_engine, world, at=None):
    """Who of the world the clock queues mail for."""
    with owner_engine.begin() as owner:
        owner.execute(text("delete from jobs.procrastinate_jobs where task_name = 'deadlines.tell'"))
    with clock.frozen(at or working_day()):
        jobs.run("deadlines.escalate", timestamp=0)
    names = {str(key): who for who, key in world.people.items()}
    with owner_engine.connect() as owner:
        rows = owner.execute(
            text("select args ->> 'person' from jobs.procrastinate_jobs where task_name = 'deadlines.tell'")
        ).scalars()
        return sorted(names[row] for row in rows if row in names)


def mails(owner_engine, person_id):
    with owner_engine.connect() as owner:
        return owner.execute(
            text(
                "select subject, body from outbox_message where person_id = :p and template = 'dates_due'"
                " order by queued_at"
            ),
            {"p": person_id},
        ).all()


def assessment(recording, world, due_on, **more):
    """The clock of an assessment: its worker is told 14 days before its date, the manager 7 days before."""
    assert [(step.days, step.tell) for step in rule("C2").escalation][:2] == [(-14, "SW"), (-7, "TM")]
    with recording.at_work():
        return clock_of(world, rule="C2", due_on=due_on, **more).id


class TestWhatItSays:
    def test_numbers_and_a_link_and_nobodys_name(self, app, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        assessment(recording, world, days_ago(-12))
        assessment(recording, world, days_ago(3))
        tells(worker_app, world.people["lead"])
        [(subject, body)] = mails(owner_engine, world.people["lead"])
        assert subject == "3 dates need you"
        assert "3 dates need you: 1 has passed." in body
        assert "/timetable" in body
        for word in ("Okafor", "Ama", "assessment", "Person", str(world.child_id)):
            assert word not in subject + body

    def test_one_date_that_has_not_passed(self, app, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        tells(worker_app, world.people["lead"])
        [(subject, body)] = mails(owner_engine, world.people["lead"])
        assert subject == "1 date needs you"
        assert "1 date needs you." in body


class TestWhoIsTold:
    def test_the_person_first_then_the_manager(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        assert queued(worker_app, owner_engine, world) == ["deputy", "lead"]
        assert queued(worker_app, owner_engine, world, working_day(4)) == ["deputy", "lead", "manager"]

    def test_nobody_before_the_first_step(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-40))
        assert queued(worker_app, owner_engine, world) == []

    def test_whoever_leads_where_nobody_has_the_role(self, worker_app, owner_engine, recording, world):
        with recording.at_work():
            clock_of(world, rule="T1", severity="local", due_on=days_ago(-3))
        assert queued(worker_app, owner_engine, world) == ["lead"]

    def test_not_of_what_may_pass_stands_still_is_done_or_sealed(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(3), later_ground="agreed longer")
        assessment(recording, world, days_ago(3), paused_on=days_ago(9))
        assessment(recording, world, days_ago(3), state="met", met_on=days_ago(4))
        assert queued(worker_app, owner_engine, world) == []
        assessment(recording, world, days_ago(3))
        assert queued(worker_app, owner_engine, world) != []
        with owner_engine.begin() as owner:
            owner.execute(text("update child set sealed = true where id = :c"), {"c": world.child_id})
        assert queued(worker_app, owner_engine, world) == []

    def test_not_at_night_nor_at_the_weekend_nor_on_a_bank_holiday(self, worker_app, owner_engine, recording, world):
        for at in (
            datetime(2026, 7, 14, 5, 30, tzinfo=UTC),
            datetime(2026, 7, 18, 10, 0, tzinfo=UTC),
            datetime(2026, 8, 31, 10, 0, tzinfo=UTC),
        ):
            assert not escalating.is_time(at)
        assert escalating.is_time(datetime(2026, 7, 14, 6, 30, tzinfo=UTC))

    def test_what_they_may_not_see_is_not_counted(self, worker_app, owner_engine, recording, world):
        # Nobody on the team is the social worker, and whoever leads reads no clocks of social care.
        assessment(recording, world, days_ago(-5))
        with owner_engine.begin() as owner:
            owner.execute(text("update reach set role = 'IRO' where child_id = :c and role in ('SW', 'TM')"),
                          {"c": world.child_id})  # fmt: skip
            owner.execute(
                text("update case_episode set lead_id = :p where id = :c"),
                {"p": world.people["health"], "c": world.case_id},
            )
        assert queued(worker_app, owner_engine, world) == ["health"]
        tells(worker_app, world.people["health"])
        assert mails(owner_engine, world.people["health"]) == []


class TestOnce:
    def test_twice_is_once_a_day_and_a_step_is_told_once(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        tells(worker_app, world.people["lead"], world.people["lead"])
        assert len(mails(owner_engine, world.people["lead"])) == 1
        assert "lead" not in queued(worker_app, owner_engine, world)
        tells(worker_app, world.people["lead"], days=4)
        assert len(mails(owner_engine, world.people["lead"])) == 1

    def test_a_new_date_waits_for_tomorrow(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        tells(worker_app, world.people["lead"])
        assessment(recording, world, days_ago(-9))
        assert "lead" not in queued(worker_app, owner_engine, world)
        tells(worker_app, world.people["lead"])
        assert len(mails(owner_engine, world.people["lead"])) == 1
        tells(worker_app, world.people["lead"], days=3)
        assert [subject for subject, _ in mails(owner_engine, world.people["lead"])] == ["1 date needs you"] * 2

    def test_decides_again_when_it_runs(self, worker_app, owner_engine, recording, world):
        key = assessment(recording, world, days_ago(-10))
        assert "lead" in queued(worker_app, owner_engine, world)
        with owner_engine.begin() as owner:
            owner.execute(text("update clock set state = 'met', met_on = due_on where id = :k"), {"k": key})
        tells(worker_app, world.people["lead"])
        assert mails(owner_engine, world.people["lead"]) == []

    def test_it_is_written_down_who_was_told_and_who_counted(self, worker_app, owner_engine, recording, world):
        key = assessment(recording, world, days_ago(-10))
        tells(worker_app, world.people["lead"])
        with owner_engine.connect() as owner:
            told = owner.execute(
                text("select person_id, tell, days from clock_told where clock_id = :k"), {"k": key}
            ).all()
            assert [tuple(row) for row in told] == [(world.people["lead"], "SW", -14)]
            counted = owner.execute(
                text(
                    "select count(*) from (select to_jsonb(r)::text as body from audit_row r) held"
                    " where body like '%deadlines.tell%' and body like :c"
                ),
                {"c": f"%{world.child_id}%"},
            ).scalar_one()
        assert counted >= 1


class TestAnAuthoritysOwnWays:
    def test_switched_off_nobody_is_told(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        switch(owner_engine, world, mail=False)
        assert queued(worker_app, owner_engine, world) == []
        tells(worker_app, world.people["lead"])
        assert mails(owner_engine, world.people["lead"]) == []

    def test_its_own_days(self, worker_app, owner_engine, recording, world):
        assessment(recording, world, days_ago(-10))
        others = [step.days for step in rule("C2").escalation][1:]
        switch(owner_engine, world, steps={"C2": [-5, *others]})
        assert queued(worker_app, owner_engine, world) == []
        assert queued(worker_app, owner_engine, world, working_day(6)) == ["deputy", "lead", "manager"]

    @pytest.mark.parametrize(
        "chosen",
        [None, [], {"steps": []}, {"steps": {"C2": "x"}}, {"steps": {"C2": [1]}}, {"steps": {"C2": [True] * 9}}],
    )
    def test_nonsense_in_the_settings_counts_as_not_set(self, chosen):
        authority = Authority(settings=json.loads(json.dumps({"deadlines": chosen})))
        wanted = rule("C2")
        assert habits.steps(authority, wanted) == [(step.tell, step.days) for step in wanted.escalation]
        assert habits.sends_mail(authority)
        assert not habits.family_calendars(authority)
