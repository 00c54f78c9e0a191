"""Several actions in one save: each with its own status and note, and nothing lost when one is refused."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.plans import queries
from tests.browsing import form_fields
from tests.rooms.planning import Planning, asked_of


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


def address_of(*keys):
    return "/actions/together?" + "&".join(f"action={key}" for key in keys)


def send(visitor, address, **told):
    """Fill in the page of several actions and save it."""
    fields = form_fields(visitor.get(address).text, "/actions/together")
    return visitor.client.post("/actions/together", data=fields | told)


class TestSeveralActions:
    def test_are_chosen_on_the_list_and_saved_at_once(self, plan, browsing, world):
        one, two, three = (plan.asks(f"Ring {n}", "senco", due_on=clock.today() + timedelta(days=n)) for n in range(3))
        senco = browsing.as_(world.people["senco"])
        chosen = senco.press("/actions/choose", done=[str(one), str(two), str(three)])
        assert chosen.status_code == 303
        answer = send(
            senco,
            chosen.headers["Location"],
            **{"actions-0-status": "done", "actions-0-note": "Rang", "actions-1-status": "blocked",
               "actions-1-note": "Nobody answers"},
        )  # fmt: skip
        assert answer.status_code == 303
        with plan.at_work("senco"):
            assert [queries.action(key).status for key in (one, two, three)] == ["done", "blocked", "not_started"]
            assert queries.action(one).note == "Rang" and queries.action(two).blocker == "Nobody answers"
            assert len(queries.history(three)) == 1

    def test_one_that_is_refused_stays_with_what_was_typed_and_the_others_are_saved(self, plan, browsing, world):
        one, two = plan.asks("Ring", "senco"), plan.asks("Write", "senco")
        senco = browsing.as_(world.people["senco"])
        answer = send(
            senco, address_of(one, two),
            **{"actions-0-status": "in_progress", "actions-0-note": "Rang twice", "actions-1-status": "blocked"},
        )  # fmt: skip
        assert answer.status_code == 422
        assert "1 was saved. 1 needs something more" in answer.text
        assert "Say what is in the way" in answer.text and "Write" in answer.text and "Rang twice" not in answer.text
        with plan.at_work("senco"):
            assert queries.action(one).note == "Rang twice"
            assert queries.action(two).status == "not_started"

    def test_one_that_crossed_is_kept_for_a_decision(self, plan, browsing, world):
        one, two = plan.asks("Ring", "senco"), plan.asks("Write", "senco")
        senco = browsing.as_(world.people["senco"])
        fields = form_fields(senco.get(address_of(one, two)).text, "/actions/together")
        plan.updates(one, "in_progress", note="The lead was quicker")
        answer = senco.client.post(
            "/actions/together",
            data=fields | {"actions-0-status": "done", "actions-0-note": "Mine", "actions-1-status": "done"},
        )
        assert answer.status_code == 303 and "/plans/crossings/" in answer.headers["Location"]
        with plan.at_work("senco"):
            assert queries.action(one).note == "The lead was quicker"
            assert queries.crossings([one])[0].mine["note"] == "Mine"
            assert queries.action(two).status == "done"

    def test_somebody_elses_are_as_if_they_did_not_exist(self, plan, browsing, world):
        theirs, mine = plan.asks("Weigh", "health"), plan.asks("Ring", "senco")
        senco = browsing.as_(world.people["senco"])
        page = senco.get(address_of(theirs, mine)).text
        assert "Ring" in page and "Weigh" not in page
        fields = form_fields(page, "/actions/together") | {"actions-0-id": str(theirs), "actions-0-status": "done"}
        senco.client.post("/actions/together", data=fields)
        with plan.at_work():
            assert queries.action(theirs).status == "not_started"
        assert "No action to update" in browsing.as_(world.people["othersenco"]).get(address_of(mine)).text

    def test_nothing_ticked_says_so(self, plan, browsing, world):
        senco = browsing.as_(world.people["senco"])
        assert senco.press("/actions/choose").headers["Location"].endswith("/actions")

    def test_costs_few_questions_whatever_the_rows(self, app, plan, browsing, world):
        keys = [plan.asks(f"Ring {n}", "senco") for n in range(20)]
        with asked_of(app) as asked:
            assert browsing.as_(world.people["senco"]).get(address_of(*keys)).status_code == 200
        assert len([line for line in asked if "login_session" not in line]) <= 8, "\n".join(asked)
