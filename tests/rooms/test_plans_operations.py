"""What people do with a plan: say, change, take out, disagree, agree. Nothing anybody wrote is lost."""

import pytest
from sqlalchemy.exc import ProgrammingError

from coordination.children.statements import StatementVersion
from coordination.db import RuleBroken, db, identify, new_id
from coordination.plans import operations, queries
from coordination.plans.models import PlanVersion
from tests.world import add_child


@pytest.fixture
def lead(app, world):
    """The lead practitioner at work in a session of their own."""
    with app.app_context():
        by = world.actor("lead")
        identify(db.session(), by.person_id)
        yield by


def need(world, by, text="Reading takes all his energy", **more):
    plan = queries.plan(world.plan_id)
    return operations.add_statement(plan, id=more.pop("id", new_id()), kind="need", text=text, by=by, **more)


def action(world, by, text="Ring the school", owner="senco", **more):
    plan = queries.plan(world.plan_id)
    return operations.add_action(
        plan,
        id=more.pop("id", new_id()),
        text=text,
        owner_id=world.people[owner] if owner else None,
        agency_id=more.pop("agency_id", None),
        by=by,
        **more,
    )


class TestSayingSomethingInAPlan:
    def test_every_kind_stands_in_one_list(self, world, lead):
        plan = queries.plan(world.plan_id)
        first = need(world, lead)
        outcome = operations.add_statement(
            plan, id=new_id(), kind="outcome", text="He reads for pleasure", need_id=first.id, by=lead
        )
        for kind in ("strength", "worry", "provision", "contingency"):
            operations.add_statement(plan, id=new_id(), kind=kind, text=f"Some {kind}", by=lead)
        action(world, lead, outcome_id=outcome.id)
        kinds = [row.kind for row in queries.statements(plan.id)]
        assert kinds == ["need", "outcome", "strength", "worry", "provision", "contingency", "action"]

    def test_sent_twice_it_is_said_once(self, world, lead):
        key = new_id()
        need(world, lead, id=key)
        need(world, lead, id=key)
        assert [row.id for row in queries.statements(world.plan_id)] == [key]

    def test_sent_again_with_other_words_the_words_are_kept(self, world, lead):
        key = new_id()
        need(world, lead, "First words", id=key)
        need(world, lead, "Second words", id=key)
        assert queries.statement(key).text == "Second words"
        assert [version.wording["professional"]["en"] for version in queries.history(key)] == [
            "First words",
            "Second words",
        ]

    def test_an_outcome_cannot_answer_another_childs_need(self, world, lead):
        with pytest.raises(RuleBroken) as refused:
            operations.add_statement(
                queries.plan(world.plan_id), id=new_id(), kind="outcome", text="x", need_id=new_id(), by=lead
            )
        assert refused.value.field == "need_id"

    def test_it_is_taken_out_with_a_reason_and_stays_in_its_history(self, world, lead):
        said = need(world, lead)
        with pytest.raises(RuleBroken):
            operations.end_statement(said, why=" ", by=lead)
        operations.end_statement(said, why="It was about another term", by=lead)
        assert queries.statements(world.plan_id) == []
        assert queries.history(said.id)[-1].why == "It was about another term"


class TestAKeyThatIsTaken:
    def test_adding_is_no_way_to_change_what_somebody_else_said(self, world, lead):
        said, asked = need(world, lead, "Of the lead"), action(world, lead, "Of the lead")
        deputy = world.actor("deputy")
        for again in (lambda: need(world, deputy, "Other", id=said.id), lambda: action(world, deputy, id=asked.id)):
            with pytest.raises(RuleBroken, match="used already"):
                again()
        assert (said.text, asked.text) == ("Of the lead", "Of the lead")

    def test_nor_something_of_another_kind(self, world, lead):
        said = need(world, lead, "A need")
        with pytest.raises(RuleBroken, match="used already"):
            action(world, lead, id=said.id)

    def test_nor_something_of_another_child(self, world, lead, owner_app):
        db.session.commit()
        with owner_app.app_context():
            members = {"lead": world.people["lead"], "senco": world.people["senco"]}
            _, _, other_plan, _ = add_child(world.authority_id, members, world.agencies, world.team_id)
            db.session.commit()
        other = operations.add_statement(
            queries.plan(other_plan), id=new_id(), kind="need", text="Of another child", by=lead
        )
        with pytest.raises(RuleBroken, match="used already"):
            need(world, lead, "Mine", id=other.id)
        assert other.text == "Of another child"

    def test_nor_something_out_of_reach(self, world, lead, owner_app):
        db.session.commit()
        with owner_app.app_context():
            _, _, hidden_plan, _ = add_child(
                world.authority_id, {"senco": world.people["senco"]}, world.agencies, world.team_id
            )
            key = new_id()
            hidden = queries.plan(hidden_plan)
            operations.add_statement(hidden, id=key, kind="need", text="Hidden", by=world.actor("senco"))
            db.session.commit()
        with pytest.raises(RuleBroken, match="used already"):
            need(world, lead, "Mine", id=key)
        assert need(world, lead, "Another").text == "Another"

    def test_rows_of_one_review_are_everybodys_who_records_it(self, world, lead):
        review, key = new_id(), new_id()
        action(world, lead, "First", id=key, from_review_id=review)
        action(world, world.actor("deputy"), "Second", id=key, from_review_id=review)
        assert queries.action(key).text == "Second"


class TestChangingAtTheSameTime:
    def test_the_second_save_is_kept_beside_the_first(self, world, lead):
        said = need(world, lead, "Start")
        operations.change_statement(said, seen=1, text="Theirs", by=world.actor("deputy"))
        with pytest.raises(operations.Crossed) as crossed:
            operations.change_statement(said, seen=1, text="Mine", by=lead)
        assert queries.statement(said.id).text == "Theirs"
        held = queries.crossings([said.id])
        assert [row.id for row in held] == [crossed.value.crossing.id]
        assert (held[0].base["text"], held[0].mine["text"]) == ("Start", "Mine")

    def test_a_change_of_something_else_goes_through(self, world, lead):
        said = action(world, lead, "Ring the school")
        operations.update_action(said, seen=1, status="in_progress", note="Rang twice", by=world.actor("senco"))
        operations.change_action(said, seen=1, text="Ring the head teacher", by=lead)
        now = queries.action(said.id)
        assert (now.text, now.status, now.note) == ("Ring the head teacher", "in_progress", "Rang twice")

    def test_deciding_both_keeps_every_word(self, world, lead):
        said = need(world, lead, "Start")
        operations.change_statement(said, seen=1, text="Theirs", by=world.actor("deputy"))
        with pytest.raises(operations.Crossed) as crossed:
            operations.change_statement(said, seen=1, text="Mine", by=lead)
        operations.decide_crossing(crossed.value.crossing, said, seen=said.version, choices={"text": "both"}, by=lead)
        assert queries.statement(said.id).text == "Theirs\n\nMine"
        assert queries.crossings([said.id]) == []

    def test_what_is_set_aside_can_still_be_read(self, world, lead):
        said = need(world, lead, "Start")
        operations.change_statement(said, seen=1, text="Theirs", by=world.actor("deputy"))
        with pytest.raises(operations.Crossed) as crossed:
            operations.change_statement(said, seen=1, text="Mine", by=lead)
        held = crossed.value.crossing
        operations.decide_crossing(held, said, seen=said.version, choices={"text": "theirs"}, by=lead)
        assert queries.statement(said.id).text == "Theirs"
        assert queries.crossing(held.id).mine["text"] == "Mine"

    def test_publishing_in_between_is_not_a_change(self, world, lead):
        said = need(world, lead, "Start")
        operations.agree_plan(queries.plan(world.plan_id), by=lead)
        operations.change_statement(said, seen=1, text="Mine", by=lead)
        assert queries.statement(said.id).text == "Mine"


class TestAgreeingAPlan:
    def test_a_version_keeps_what_was_said_that_day(self, world, lead):
        plan = queries.plan(world.plan_id)
        said = need(world, lead, "Before")
        first = operations.agree_plan(plan, note="First meeting", by=lead)
        operations.change_statement(said, seen=1, text="After", by=lead)
        second = operations.agree_plan(plan, by=lead)
        held = queries.agreed(plan.id, [1, 2])
        words = [[row.wording["professional"]["en"] for row in held[number].lines] for number in (1, 2)]
        assert words == [["Before"], ["After"]]
        assert (first.number, second.number, plan.agreed_version) == (1, 2, 2)

    def test_its_audiences_may_read_it_from_then_on(self, world, lead):
        said = need(world, lead, audiences=["parent"])
        assert said.published_at is None
        operations.agree_plan(queries.plan(world.plan_id), by=lead)
        assert queries.statement(said.id).published_at is not None

    def test_what_was_agreed_never_changes(self, world, lead):
        need(world, lead)
        version = operations.agree_plan(queries.plan(world.plan_id), by=lead)
        db.session.commit()
        version.note = "Something else"
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.commit()
        db.session.rollback()
        assert db.session.get(PlanVersion, version.id).note is None


class TestVersionsOfAStatement:
    def test_numbers_follow_the_statement(self, world, lead):
        said = need(world, lead, "One")
        operations.change_statement(said, seen=1, text="Two", by=lead)
        operations.change_statement(said, seen=2, domain="education", by=lead)
        numbers = [
            row.number for row in db.session.query(StatementVersion).filter_by(statement_id=said.id).order_by("number")
        ]
        assert numbers == [1, 2, 3]
        assert said.version == 3
