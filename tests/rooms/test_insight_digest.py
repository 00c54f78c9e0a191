"""A mail that says how much changed: once, to whoever chose it, and never about whom."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coordination import clock, create_app, jobs
from coordination.accounts import digests
from coordination.accounts.models import Digest, DigestOften
from coordination.db import db
from tests.rooms.planning import Planning

MORNING = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)  # 7:30 in London, a Tuesday


@pytest.fixture
def worker_app(settings, app):
    made = create_app(settings, login="worker")
    yield made
    # Whoever is made last is whom jobs run for.
    jobs.serve_for(app)


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


def chooses(app, person_id, often, *, since=timedelta(days=1)):
    """Somebody chose this, and was told of everything until a day ago."""
    with app.app_context():
        digests.choose(person_id, often)
        db.session.get(Digest, person_id).told_until = clock.now() - since
        db.session.commit()


def tells(worker_app, *people, hours=30):
    """The worker's mail goes out, a while from now so that it is morning and nothing is too fresh."""
    soon = (clock.now() + timedelta(hours=hours)).replace(hour=9)
    with clock.frozen(soon):
        for person in people:
            jobs.run("insight.digest", person=str(person))


def mails(owner_engine, person_id):
    with owner_engine.connect() as owner:
        return owner.execute(
            text("select subject, body from outbox_message where person_id = :p and template = 'digest'"),
            {"p": person_id},
        ).all()


class TestWhatItSays:
    def test_counts_and_a_link_and_nobodys_name(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["iro"], DigestOften.DAILY)
        due = clock.today() + timedelta(days=9)
        planning.asks("Ring the school", "health", due_on=due)
        planning.asks("Visit at home", "health")
        planning.says("need", "Needs a quiet room")
        tells(worker_app, world.people["iro"])
        [(subject, body)] = mails(owner_engine, world.people["iro"])
        assert subject == "3 changes"
        assert "3 changes to a plan you belong to (2 actions, 1 other thing)." in body
        assert f"/children/{world.child_id}/news" in body
        for word in ("Okafor", "Ama", "Ring", "quiet", "Person"):
            assert word not in subject + body

    def test_a_day_that_moved_is_a_date(self, app, worker_app, owner_engine, planning, world):
        due = clock.today() + timedelta(days=9)
        action = planning.asks("Ring the school", "health", due_on=due)
        chooses(app, world.people["iro"], DigestOften.DAILY, since=timedelta())
        planning.changes(action, due_on=due + timedelta(days=7))
        tells(worker_app, world.people["iro"])
        [(_, body)] = mails(owner_engine, world.people["iro"])
        assert "1 change to a plan you belong to (1 date)." in body

    def test_what_they_may_not_read_is_not_counted(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["provider"], DigestOften.DAILY)
        planning.says("worry", "A worry for the team")
        planning.asks("Visit", "provider", agency_id=world.agencies["provider"])
        tells(worker_app, world.people["provider"])
        [(subject, _)] = mails(owner_engine, world.people["provider"])
        assert subject == "1 change"

    def test_a_parent_is_told_of_what_was_published_to_them_alone(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["parent"], DigestOften.DAILY)
        planning.says("worry", "A worry for the team")
        planning.says("strength", "Kind to others", "parent")
        planning.says("need", "Help with mornings", "parent")
        planning.agrees()
        tells(worker_app, world.people["parent"])
        [(subject, body)] = mails(owner_engine, world.people["parent"])
        assert subject == "1 change"
        assert "/children/" not in body


class TestWhenItGoes:
    def test_twice_is_once(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["iro"], DigestOften.DAILY)
        planning.says("need", "Needs a quiet room")
        tells(worker_app, world.people["iro"], world.people["iro"])
        assert len(mails(owner_engine, world.people["iro"])) == 1
        tells(worker_app, world.people["iro"], hours=54)
        assert len(mails(owner_engine, world.people["iro"])) == 1

    def test_nothing_when_nothing_changed_and_nothing_of_oneself(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["lead"], DigestOften.DAILY)
        planning.says("need", "Mine")
        tells(worker_app, world.people["lead"])
        assert mails(owner_engine, world.people["lead"]) == []

    def test_not_to_whoever_did_not_choose_it_or_stopped_it(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["senco"], DigestOften.OFF)
        planning.says("need", "Needs a quiet room")
        tells(worker_app, world.people["senco"], world.people["health"])
        assert mails(owner_engine, world.people["senco"]) == []
        assert mails(owner_engine, world.people["health"]) == []

    def test_not_to_whoever_left_the_team_meanwhile(self, app, worker_app, owner_engine, planning, world):
        from coordination.cases import operations, queries

        chooses(app, world.people["health"], DigestOften.DAILY)
        planning.says("need", "Needs a quiet room")
        with planning.at_work("manager") as by:
            held = queries.membership(world.memberships["health"])
            operations.end_membership(held, on=clock.today(), why="Another post", by=by)
        tells(worker_app, world.people["health"])
        assert mails(owner_engine, world.people["health"]) == []

    def test_not_for_a_sealed_record(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["iro"], DigestOften.DAILY)
        planning.says("need", "Needs a quiet room")
        with owner_engine.begin() as owner:
            owner.execute(text("update child set sealed = true where id = :c"), {"c": world.child_id})
        tells(worker_app, world.people["iro"])
        assert mails(owner_engine, world.people["iro"]) == []

    def test_the_clock_queues_those_who_are_due(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["iro"], DigestOften.DAILY)
        with clock.frozen((clock.now() + timedelta(hours=30)).replace(hour=9)):
            jobs.run("insight.digests", timestamp=0)
        with owner_engine.connect() as owner:
            queued = owner.execute(
                text(
                    "select count(*) from jobs.procrastinate_jobs where task_name = 'insight.digest'"
                    " and args ->> 'person' = :p"
                ),
                {"p": str(world.people["iro"])},
            ).scalar_one()
        assert queued == 1

    def test_what_was_counted_stands_in_the_audit(self, app, worker_app, owner_engine, planning, world):
        chooses(app, world.people["iro"], DigestOften.DAILY)
        planning.says("need", "Needs a quiet room")
        tells(worker_app, world.people["iro"])
        with owner_engine.connect() as owner:
            found = owner.execute(
                text("select count(*) from audit_row where process = 'insight.digest' and :c = any(children)"),
                {"c": world.child_id},
            ).scalar_one()
        assert found == 1


class TestTheDayInLondon:
    def test_from_seven_in_the_morning_on_a_london_clock_in_summer_and_winter(self):
        assert digests.is_due(DigestOften.DAILY, None, MORNING)
        assert not digests.is_due(DigestOften.DAILY, None, MORNING - timedelta(hours=1))
        winter = datetime(2026, 1, 13, 6, 30, tzinfo=UTC)
        assert not digests.is_due(DigestOften.DAILY, None, winter)
        assert digests.is_due(DigestOften.DAILY, None, winter + timedelta(hours=1))

    def test_once_a_day(self):
        today = clock.london_date(MORNING)
        assert not digests.is_due(DigestOften.DAILY, today, MORNING + timedelta(hours=9))
        assert digests.is_due(DigestOften.DAILY, today, MORNING + timedelta(days=1))

    def test_once_a_week_from_monday(self):
        monday = MORNING - timedelta(days=1)
        assert digests.is_due(DigestOften.WEEKLY, clock.london_date(monday - timedelta(days=7)), monday)
        assert not digests.is_due(DigestOften.WEEKLY, clock.london_date(monday), MORNING)
        # A Monday on which nothing ran is made up for on the next day.
        assert digests.is_due(DigestOften.WEEKLY, clock.london_date(monday - timedelta(days=3)), MORNING)

    def test_never(self):
        assert not digests.is_due(DigestOften.OFF, None, MORNING)


class TestChoosing:
    @pytest.mark.parametrize("who", ["lead", "parent", "carer"])
    def test_on_ones_own_account(self, browsing, world, who):
        visitor = browsing.as_(world.people[who])
        assert "Email about what changed Never" in visitor.words("/account")
        assert visitor.send("/account/digest", {"often": "weekly"}).status_code == 303
        assert "Once a week, on Monday" in visitor.words("/account")

    def test_nonsense_is_refused_in_one_sentence(self, browsing, world):
        answer = browsing.as_(world.people["lead"]).send("/account/digest", {"often": "hourly"})
        assert answer.status_code == 422
        assert "Choose one of the answers" in answer.text

    def test_what_changed_before_they_chose_is_not_told(self, app, world):
        with app.app_context():
            digests.choose(world.people["lead"], DigestOften.OFF)
            db.session.get(Digest, world.people["lead"]).told_until = clock.now() - timedelta(days=90)
            db.session.flush()
            digests.choose(world.people["lead"], DigestOften.DAILY)
            assert clock.now() - db.session.get(Digest, world.people["lead"]).told_until < timedelta(minutes=1)
            db.session.rollback()
