"""SEN Support by cycles: starting, changing, reviewing and going on without typing anything twice."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db, new_id
from coordination.events.models import Event
from coordination.plans.crossings import Crossed
from coordination.schools import operations, queries
from tests.browsing import form_fields
from tests.rooms.planning import asked_of
from tests.rooms.schooling import Schooling


@pytest.fixture
def school(app, world):
    """The SENCO at work."""
    return Schooling(app, world)


def kinds_of(cycle_id):
    return sorted(f"{row.kind}/{getattr(row, 'place', '')}" for row in queries.lines(cycle_id))


class TestStartingACycle:
    def test_keeps_a_line_of_each_kind_with_its_first_version(self, school):
        cycle_id, _ = school.starts()
        with school.at_work():
            assert kinds_of(cycle_id) == ["need/", "outcome/", "provision/", "strategy/home", "strategy/school"]
            assert {row.section for row in queries.lines(cycle_id)} == {"sen_support"}
            assert all(row.version_id is not None for row in queries.lines(cycle_id))

    def test_is_an_event_once_however_often_it_is_sent(self, school, world):
        key = new_id()
        for _ in range(2):
            with school.at_work() as by:
                operations.start_cycle(
                    child_of(world.child_id),
                    id=key,
                    agency_id=school.school,
                    from_on=clock.today(),
                    review_on=clock.today() + timedelta(days=60),
                    lines=[{"kind": "need", "id": new_id(), "text": "Reads slowly", "area": "learning"}],
                    by=by,
                )
        with school.at_work():
            told = db.session.query(Event).filter_by(child_id=world.child_id, kind="sen_cycle_started").all()
            assert len(told) == 1
            assert len(queries.lines(key)) == 1

    def test_is_refused_while_one_is_open(self, school):
        school.starts()
        with pytest.raises(RuleBroken, match="open already"):
            school.starts()

    @pytest.mark.parametrize(("days", "field"), [(0, "review_on"), (-5, "review_on"), (250, "review_on")])
    def test_is_reviewed_within_two_terms_and_after_it_began(self, school, days, field):
        with pytest.raises(RuleBroken) as broken:
            school.starts(review_in=days)
        assert broken.value.field == field


class TestALine:
    def test_changed_by_two_at_once_keeps_both_until_somebody_decides(self, school):
        cycle_id, keys = school.starts()
        with school.at_work() as by:
            line = queries.line(keys["provision"])
            operations.change_line(line.in_cycle, line, seen=1, text="Reading group, mornings", by=by)
        with school.at_work() as by:
            line = queries.line(keys["provision"])
            with pytest.raises(Crossed) as crossed:
                operations.change_line(line.in_cycle, line, seen=1, text="Reading group, with Ms Hale", by=by)
            assert crossed.value.crossing.mine["text"] == "Reading group, with Ms Hale"
        with school.at_work() as by:
            line = queries.crossed_line(crossed.value.crossing.id)
            operations.decide_line(
                line.in_cycle, line.crossed, line, seen=line.version, choices={"text": "mine"}, words={}, by=by
            )
            assert queries.line(keys["provision"]).text == "Reading group, with Ms Hale"

    def test_whoever_decides_late_is_heard_too(self, school, browsing, world):
        cycle_id, keys = school.starts()
        with school.at_work() as by:
            line = queries.line(keys["provision"])
            operations.change_line(line.in_cycle, line, seen=1, text="Reading group, mornings", by=by)
        with school.at_work() as by, pytest.raises(Crossed) as crossed:
            line = queries.line(keys["provision"])
            try:
                operations.change_line(line.in_cycle, line, seen=1, text="Reading group, with Ms Hale", by=by)
            finally:
                db.session.commit()
        address = f"/sen/crossings/{crossed.value.crossing.id}"
        one, other = (browsing.as_(world.people["senco"]) for _ in range(2))
        page = other.get(address).text
        assert "Reading group, mornings" in page and "Reading group, with Ms Hale" in page
        opened = form_fields(page, address)
        assert one.send(address, {"choice-text": "theirs"}).status_code == 303
        written = {"choice-text": "both", "words-text": "Reading group, every morning, with Ms Hale"}
        answer = other.client.post(address, data=opened | written)
        assert answer.status_code == 303
        assert "Reading group, every morning, with Ms Hale" in other.words(answer.headers["Location"])
        with school.at_work():
            assert queries.line(keys["provision"]).text == "Reading group, mornings"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [({"hours_per_week": 41}, "hours_per_week"), ({"group_size": 0}, "group_size"), ({"area": "moon"}, "area")],
    )
    def test_stays_inside_the_rules_of_its_kind(self, school, facts, field):
        cycle_id, _ = school.starts()
        with school.at_work() as by:
            cycle = queries.cycle(cycle_id)
            with pytest.raises(RuleBroken) as broken:
                operations.add_line(cycle, kind="provision", id=new_id(), text="More", by=by, **facts)
            assert broken.value.field == field

    def test_taken_out_leaves_the_cycle_and_stays_in_its_history(self, school):
        cycle_id, keys = school.starts()
        with school.at_work() as by:
            line = queries.line(keys["strategy"])
            operations.end_line(line.in_cycle, line, why="It did not help", by=by)
        with school.at_work():
            assert "strategy/school" not in kinds_of(cycle_id)
            assert queries.line(keys["strategy"]).ended_why == "It did not help"


class TestReviewingACycle:
    def test_begins_the_next_one_with_what_goes_on(self, school):
        cycle_id, keys = school.starts(began=30)
        following = school.reviews(cycle_id, keys["outcome"], stopped=[keys["strategy"]])
        with school.at_work():
            assert queries.cycle(cycle_id).state == "reviewed"
            assert queries.cycle(following).number == 2
            assert kinds_of(following) == ["need/", "outcome/", "provision/", "strategy/home"]

    def test_leaves_what_was_achieved_behind(self, school):
        cycle_id, keys = school.starts(began=30)
        following = school.reviews(cycle_id, keys["outcome"], status="achieved")
        with school.at_work():
            assert "outcome/" not in kinds_of(following)
            assert queries.cycle(cycle_id).found[str(keys["outcome"])] == {"status": "achieved", "words": "Slowly"}

    def test_keeps_what_the_lines_said_on_the_day(self, school):
        cycle_id, keys = school.starts(began=30)
        school.reviews(cycle_id, keys["outcome"])
        with school.at_work() as by:
            line = queries.line(keys["provision"])
            operations.change_line(line.in_cycle, line, seen=line.version, text="Something else", by=by)
        with school.at_work():
            said = next(one for one in queries.said_in([cycle_id])[cycle_id] if one.row.id == keys["provision"])
            assert said.version.wording["professional"]["en"] == "Reading group"

    def test_ends_without_a_next_one_when_nothing_more_is_needed(self, school, world):
        cycle_id, keys = school.starts(began=30)
        assert school.reviews(cycle_id, keys["outcome"], next_step="stop") is None
        with school.at_work():
            assert queries.open_cycle(world.child_id, school.school) is None

    def test_wants_to_know_how_each_outcome_went(self, school):
        cycle_id, keys = school.starts(began=30)
        with pytest.raises(RuleBroken, match="Reads a page aloud"):
            school.reviews(cycle_id, keys["outcome"], status="")


class TestThePages:
    def fields(self, **more):
        today = clock.today()
        review = today + timedelta(days=70)
        return {
            "from_on-day": today.day, "from_on-month": today.month, "from_on-year": today.year,
            "review_on-day": review.day, "review_on-month": review.month, "review_on-year": review.year,
            "needs-0-text": "Loses the place when reading", "needs-0-area": "learning",
            "outcomes-0-text": "Reads forty words", "class_teacher": "Mr Iqbal",
            "provision-0-text": "Paired reading", "provision-0-hours_per_week": "1.5", "provision-0-who": "Ms Lowe",
            "pupil_said": "I like stories.",
        } | more  # fmt: skip

    def test_a_cycle_is_started_and_read(self, school, browsing, world):
        senco = browsing.as_(world.people["senco"])
        start = f"/children/{world.child_id}/sen/start"
        assert senco.send(start, self.fields()).status_code == 303
        words = senco.words(f"/children/{world.child_id}/sen")
        for wanted in ("Loses the place when reading", "Paired reading", "1.5 hours a week", "I like stories."):
            assert wanted in words
        evidence = senco.words(f"/children/{world.child_id}/sen/evidence")
        assert "1 cycle of SEN Support" in evidence and "Paired reading" in evidence

    def test_what_was_typed_stays_when_something_is_wrong(self, school, browsing, world):
        senco = browsing.as_(world.people["senco"])
        answer = senco.send(f"/children/{world.child_id}/sen/start", self.fields(**{"needs-0-area": ""}))
        assert answer.status_code == 422
        assert "Choose the area of need" in answer.text and "Loses the place when reading" in answer.text

    def test_a_review_is_written_on_one_page(self, school, browsing, world):
        cycle_id, _ = school.starts(began=20)
        senco = browsing.as_(world.people["senco"])
        address = f"/sen/cycles/{cycle_id}/review"
        missing = senco.send(address, {"next_step": "another"})
        assert missing.status_code == 422
        assert "Say how this went: Reads a page aloud" in missing.text
        told = {"next_step": "another", "outcomes-0-status": "slipping", "outcomes-0-words": "Tired"}
        done = senco.send(address, told)
        assert done.status_code == 303
        assert "cycle 2" in senco.words(f"/children/{world.child_id}/sen")
        assert "Tired" in senco.words(f"/sen/cycles/{cycle_id}")

    def test_a_review_that_is_refused_leaves_the_cycle_as_it_was(self, school, browsing, world):
        cycle_id, keys = school.starts(began=20)
        stops = [str(keys[kind]) for kind in ("need", "strategy", "provision", "home")]
        told = {"next_step": "another", "outcomes-0-status": "achieved", "outcomes-0-words": "", "stopped": stops}
        answer = browsing.as_(world.people["senco"]).send(f"/sen/cycles/{cycle_id}/review", told)
        assert answer.status_code == 422
        assert "Nothing goes on" in answer.text
        with school.at_work():
            assert queries.cycle(cycle_id).state == "open"
            assert len(queries.lines(cycle_id)) == 5

    def test_a_line_is_changed_with_its_history(self, school, browsing, world):
        _, keys = school.starts()
        senco = browsing.as_(world.people["senco"])
        address = f"/sen/lines/{keys['need']}/change"
        assert senco.send(address, {"text": "Reads very slowly", "why": "Tested again"}).status_code == 303
        assert "Tested again" in senco.words(address)

    def test_another_schools_senco_sees_nothing(self, school, browsing, world):
        cycle_id, keys = school.starts()
        other = browsing.as_(world.people["othersenco"])
        for address in (
            f"/children/{world.child_id}/sen",
            f"/children/{world.child_id}/sen/start",
            f"/sen/cycles/{cycle_id}",
            f"/sen/lines/{keys['need']}/change",
        ):
            assert other.get(address).status_code == 404, address
        for address in ("/school", "/school/provision", "/school/provision?as=csv", "/school/briefing", "/actions"):
            assert "Reading group" not in other.get(address).text and "Ama" not in other.get(address).text

    def test_health_sees_the_area_and_not_what_was_written_of_it(self, school, browsing, world):
        school.starts()
        words = browsing.as_(world.people["health"]).words(f"/children/{world.child_id}/sen")
        assert "Cognition and learning" in words and "Reading group" in words
        assert "Reads slowly" not in words and "Mr Iqbal" not in words

    def test_the_team_reads_and_does_not_write(self, school, browsing, world):
        cycle_id, _ = school.starts()
        lead = browsing.as_(world.people["lead"])
        assert "Reads slowly" in lead.words(f"/children/{world.child_id}/sen")
        assert lead.get(f"/sen/cycles/{cycle_id}/review").status_code == 403
        assert lead.get(f"/children/{world.child_id}/sen/start").status_code == 403

    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer"])
    def test_family_has_no_business_on_the_teams_pages(self, school, browsing, world, who):
        school.starts()
        assert browsing.as_(world.people[who]).get(f"/children/{world.child_id}/sen").status_code == 403


class TestWhatThePagesCost:
    def test_at_most_eight_questions_whatever_the_rows(self, school, browsing, world, app):
        cycle_id, keys = school.starts(began=20)
        with school.at_work() as by:
            cycle = queries.cycle(cycle_id)
            for number in range(12):
                operations.add_line(cycle, kind="provision", id=new_id(), text=f"More {number}", who="Ms Lowe", by=by)
        school.happened()
        school.happened("attendance")
        senco = browsing.as_(world.people["senco"], just_proved=True)
        pages = (
            "/school", "/school/pupils/add", "/school/provision", "/school/provision?as=csv", "/school/briefing",
            f"/children/{world.child_id}/sen", f"/children/{world.child_id}/sen/evidence", f"/sen/cycles/{cycle_id}",
            f"/sen/cycles/{cycle_id}/review", f"/sen/cycles/{cycle_id}/change", f"/sen/cycles/{cycle_id}/add/outcome",
            f"/sen/cycles/{cycle_id}/sheet", f"/sen/lines/{keys['need']}/change", f"/sen/lines/{keys['need']}/end",
            f"/children/{world.child_id}/school", f"/children/{world.child_id}/school/add/suspension", "/actions",
        )  # fmt: skip
        dear = {}
        for address in pages:
            with asked_of(app) as asked:
                answer = senco.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            if len(asked) > 8:
                dear[address] = asked
        assert not dear, "\n".join(f"{at}: {len(held)}\n  " + "\n  ".join(held) for at, held in dear.items())
