"""Two requests at the very same instant: each waits for the other, and neither is lost."""

from threading import Barrier, Thread

import pytest

from coordination.db import db, identify, new_id
from coordination.plans import operations, queries
from tests.rooms.planning import Planning


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


def at_once(app, world, *works):
    """Run each work (who, what to do) in a transaction of its own, all begun together; answers what each came to."""
    gate = Barrier(len(works), timeout=20)
    results = [None] * len(works)

    def run(place, who, work):
        with app.app_context():
            by = world.actor(who)
            identify(db.session(), by.person_id)
            gate.wait()
            try:
                results[place] = work(by)
            except operations.Crossed as crossed:
                # It is kept: the page answers with a redirect, and the boundary commits.
                results[place] = crossed
            except Exception as error:
                results[place] = error
                db.session.rollback()
            db.session.commit()
            db.session.remove()

    threads = [Thread(target=run, args=(place, *work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


class TestTheSameWords:
    def test_one_is_saved_and_the_other_is_kept_beside_it(self, app, plan, world):
        need = plan.says("need", "Start")

        def change(text):
            return lambda by: operations.change_statement(queries.statement(need), seen=1, text=text, by=by)

        results = at_once(app, world, *((who, change(f"By {who}")) for who in ("lead", "deputy", "senco", "health")))
        crossed = [result for result in results if isinstance(result, operations.Crossed)]
        assert len(crossed) == 3, results
        said = {plan.reads(need).text, *(held.mine["text"] for held in plan.crossings(need))}
        assert said == {"By lead", "By deputy", "By senco", "By health"}


class TestNumbers:
    def test_actions_added_at_once_have_numbers_of_their_own(self, app, plan, world):
        def add(number):
            return lambda by: (
                operations.add_action(
                    queries.plan(world.plan_id),
                    id=new_id(),
                    text=f"Ring {number}",
                    owner_id=world.people["senco"],
                    agency_id=None,
                    by=by,
                ).number
            )

        results = at_once(app, world, *((who, add(who)) for who in ("lead", "deputy", "iro", "health")))
        assert sorted(results) == [1, 2, 3, 4]

    def test_one_form_sent_twice_at_once_is_one_action(self, app, plan, world):
        key = new_id()

        def add(by):
            return operations.add_action(
                queries.plan(world.plan_id),
                id=key,
                text="Ring",
                owner_id=world.people["senco"],
                agency_id=None,
                by=by,
            ).id

        assert at_once(app, world, ("lead", add), ("lead", add)) == [key, key]
        with plan.at_work():
            assert [row.id for row in queries.actions(world.plan_id)] == [key]

    def test_one_need_sent_twice_at_once_is_one_need(self, app, plan, world):
        key = new_id()

        def add(by):
            plan_row = queries.plan(world.plan_id)
            return operations.add_statement(plan_row, id=key, kind="need", text="Need", by=by).id

        assert at_once(app, world, ("lead", add), ("lead", add), ("lead", add)) == [key] * 3
        with plan.at_work():
            assert [row.id for row in queries.statements(world.plan_id)] == [key]

    def test_two_agreements_at_once_are_two_versions(self, app, plan, world):
        plan.says("need", "Need")

        def agree(by):
            return operations.agree_plan(queries.plan(world.plan_id), by=by).number

        assert sorted(at_once(app, world, ("lead", agree), ("manager", agree))) == [1, 2]


class TestUpdates:
    def test_several_marked_as_done_while_one_is_changed_end_well(self, app, plan, world):
        keys = [plan.asks(f"Ring {number}", "senco") for number in range(6)]

        def done(chosen):
            return lambda by: operations.mark_done([queries.action(key) for key in chosen], done_on=None, by=by)

        results = at_once(app, world, ("senco", done(keys)), ("dsl", done(keys[::-1])), ("lead", done(keys[2:4])))
        assert all(isinstance(result, int) for result in results), results
        assert sum(results) == 6
        assert {plan.reads(key).status for key in keys} == {"done"}
