"""News of school: recorded by the school, told the same day to those who must know, and to nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.care.models import CarePeriod
from coordination.children import reading
from coordination.children.models import SchoolPlace
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db, new_id
from coordination.events import queries as events
from coordination.messages.models import OutboxMessage
from coordination.schools import happenings, queries
from tests.rooms.planning import asked_of
from tests.rooms.schooling import Schooling


@pytest.fixture
def school(app, world):
    """The SENCO at work."""
    return Schooling(app, world)


@pytest.fixture
def looked_after(owner_app, world):
    """The child is looked after."""
    with owner_app.app_context():
        db.session.add(
            CarePeriod(
                authority_id=world.authority_id, child_id=world.child_id, from_on=clock.today() - timedelta(days=40)
            )
        )
        db.session.commit()


def unread(by):
    asked = queries.asked_at_the_start(by.person_id, [], clock.today())
    return [row[0] for row in queries.at_the_start(reading.together(*asked)).unread]


def told(school, event_id):
    with school.at_work():
        return {person.name for _, person in queries.notices_of([event_id]).get(event_id, [])}


class TestTelling:
    def test_the_lead_and_social_workers_are_told_the_same_day(self, school):
        assert told(school, school.happened()) == {"Lead Person", "Deputy Person"}

    def test_the_virtual_school_only_where_the_child_is_looked_after(self, school, looked_after):
        assert told(school, school.happened()) == {"Lead Person", "Deputy Person", "Virtualschool Person"}

    def test_the_mail_names_nobody_and_says_not_what_it_is(self, school, world, owner_app):
        event_id = school.happened(what="A fight at break")
        with owner_app.app_context():
            sent = db.session.scalars(select(OutboxMessage).where(OutboxMessage.about_id == event_id)).all()
            assert {row.person_id for row in sent} == {world.people["lead"], world.people["deputy"]}
            for row in sent:
                said = f"{row.subject} {row.body}".lower()
                for word in ("ama", "okafor", "suspen", "fight", "school person", "exclu"):
                    assert word not in said
                assert str(world.child_id) not in row.body and "school" not in said

    def test_sent_twice_is_told_once(self, school, owner_app):
        key = new_id()
        school.happened(id=key)
        school.happened(id=key)
        with owner_app.app_context():
            assert len(db.session.scalars(select(OutboxMessage).where(OutboxMessage.about_id == key)).all()) == 2

    def test_a_looked_after_child_without_a_virtual_school_on_the_team_says_whom_to_ring(
        self, school, world, looked_after, owner_app
    ):
        from coordination.agencies.models import Agency
        from coordination.cases.models import Membership

        with owner_app.app_context():
            held = db.session.get(Membership, world.memberships["virtualschool"])
            held.to_on = clock.today()
            db.session.add(
                Agency(
                    kind="virtual_school",
                    name="The Virtual School",
                    authority_id=world.authority_id,
                    phone="01632 960555",
                )
            )
            db.session.commit()
        with school.at_work():
            ring = happenings.virtual_school_to_ring(child_of(world.child_id), [])
            assert ring.name == "The Virtual School"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("kind", "facts", "field"),
        [
            ("suspension", {"days": 0}, "days"),
            ("suspension", {"days": 46}, "days"),
            ("suspension", {"days": 1.3}, "days"),
            ("suspension", {"reason": "XX"}, "reason"),
            ("exclusion", {"reason": None}, "reason"),
            ("attendance", {"percent": 101}, "percent"),
            ("attendance", {"to_on": None}, "to_on"),
            ("part_time", {"to_on": None}, "to_on"),
            ("part_time", {"hours_per_week": 0}, "hours_per_week"),
            ("move", {"other_school": " "}, "other_school"),
        ],
    )
    def test_with_one_sentence_beside_its_question(self, school, kind, facts, field):
        with pytest.raises(RuleBroken) as broken:
            school.happened(kind, **facts)
        assert broken.value.field == field

    def test_what_is_far_ahead(self, school):
        with pytest.raises(RuleBroken):
            school.happened(from_on=clock.today() + timedelta(days=90))


class TestTakingBack:
    def test_tells_the_same_people_and_leaves_the_chronology(self, school, world, owner_app):
        key = school.happened()
        with school.at_work("lead") as by:
            happenings.mark_read(unread(by)[0], by=by)
        with school.at_work() as by:
            happenings.take_back(queries.happening(key), why="Cancelled by the head teacher", by=by)
        with school.at_work("lead") as by:
            assert [row.event_id for row in unread(by)] == [key]
            said = [row.kind for row in events.chronology(world.authority_id, world.child_id)]
            assert "school_news_taken_back" in said and "suspended" not in said
            assert queries.suspended_days(world.child_id, clock.today() - timedelta(days=300)) == 0
            assert queries.changes_since(world.child_id, clock.today() - timedelta(days=30)) == []


class TestAMove:
    def test_ends_the_place_and_begins_the_next(self, school, world, owner_app):
        with owner_app.app_context():
            db.session.add(
                SchoolPlace(
                    authority_id=world.authority_id,
                    child_id=world.child_id,
                    agency_id=world.agencies["school"],
                    name="Test school",
                    year_group="7",
                    from_on=clock.today() - timedelta(days=100),
                )
            )
            db.session.commit()
        school.happened("move", from_on=clock.today())
        with school.at_work():
            places = db.session.scalars(
                select(SchoolPlace).where(SchoolPlace.child_id == world.child_id).order_by(SchoolPlace.from_on)
            ).all()
            assert [(row.name, row.to_on) for row in places] == [
                ("Test school", clock.today()),
                ("Test otherschool", None),
            ]
            assert places[1].agency_id == world.agencies["otherschool"] and places[1].year_group == "7"


class TestChangesSince:
    def test_is_for_whoever_prepares_a_review(self, school, world):
        school.happened()
        school.happened("attendance", from_on=clock.today() - timedelta(days=50))
        with school.at_work("lead"):
            found = queries.changes_since(world.child_id, clock.today() - timedelta(days=10))
            assert [change.text for change in found] == ["Attendance 84.5%", "Suspended for 2 school days"]
            assert {change.source for change in found} == {"Test school"}


class TestThePages:
    def test_the_lead_finds_it_first_and_says_that_it_was_read(self, app, school, browsing, world):
        school.happened()
        lead = browsing.as_(world.people["lead"])
        page = lead.page("/children")
        assert "Suspended for 2 school days" in page.get_text()
        form = page.select_one(".govuk-notification-banner form")
        with asked_of(app) as asked:
            assert "Suspended for 2 school days" in lead.page("/team").get_text()
        assert len(asked) <= 8, asked
        lead.press(form["action"])
        assert "Suspended" not in lead.page("/children").get_text()
        assert "read" in lead.words(f"/children/{world.child_id}/school")

    def test_a_member_whose_place_ended_is_told_nothing_more(self, school, browsing, world, owner_app):
        school.happened()
        with owner_app.app_context():
            from coordination.access.reach import end_reach

            end_reach(db.session(), world.memberships["deputy"])
            db.session.commit()
        assert "Suspended" not in browsing.as_(world.people["deputy"]).page("/children").get_text()

    def test_another_persons_notice_is_not_theirs_to_read(self, school, browsing, world):
        key = school.happened()
        with school.at_work("lead") as by:
            notice = next(row for row in unread(by) if row.event_id == key)
        assert browsing.as_(world.people["deputy"]).press(f"/school-notices/{notice.id}/read").status_code == 404
        assert browsing.as_(world.people["othersenco"]).press(f"/school-notices/{notice.id}/read").status_code == 404

    def test_the_school_records_and_is_told_who_knows(self, school, browsing, world):
        senco = browsing.as_(world.people["senco"])
        on = clock.today()
        answer = senco.send(
            f"/children/{world.child_id}/school/add/suspension",
            {
                "from_on-day": on.day, "from_on-month": on.month, "from_on-year": on.year,
                "to_on-day": on.day, "to_on-month": on.month, "to_on-year": on.year,
                "days": "1", "reason": "DB", "what": "Would not leave the room",
            },
        )  # fmt: skip
        assert answer.status_code == 303
        words = senco.words(f"/children/{world.child_id}/school")
        assert "Told today: Deputy Person, Lead Person." in words
        assert "1 school day of suspension this school year" in words

    @pytest.mark.parametrize("kind", ["suspension", "exclusion", "part-time", "attendance", "move"])
    def test_each_form_opens_and_cites_its_source(self, school, browsing, world, kind):
        words = browsing.as_(world.people["senco"]).words(f"/children/{world.child_id}/school/add/{kind}")
        assert "What the law and the guidance say" in words and "DfE" in words

    def test_the_safeguarding_lead_reads_and_the_lead_reads_but_neither_records(self, school, browsing, world):
        school.happened()
        for who in ("dsl", "lead"):
            person = browsing.as_(world.people[who])
            assert "Suspended" in person.words(f"/children/{world.child_id}/school")
            assert person.get(f"/children/{world.child_id}/school/add/suspension").status_code == 403

    def test_health_sees_attendance_and_no_suspension(self, school, browsing, world):
        school.happened()
        school.happened("attendance", from_on=clock.today() - timedelta(days=30), what="Tired")
        words = browsing.as_(world.people["health"]).words(f"/children/{world.child_id}/school")
        assert "Attendance 84.5%" in words
        assert "Suspended" not in words and "Tired" not in words and "suspension" not in words

    def test_another_schools_senco_and_a_stranger_see_nothing(self, school, browsing, world):
        key = school.happened()
        for who in ("othersenco", "stranger"):
            person = browsing.as_(world.people[who])
            assert person.get(f"/children/{world.child_id}/school").status_code == 404
            assert person.get(f"/school-events/{key}/take-back").status_code == 404
