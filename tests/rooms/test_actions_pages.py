"""An organisation's actions and each action's own page: who sees which, and who may do what."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.db import db, new_id
from coordination.messages.models import OutboxMessage
from coordination.plans import queries
from tests.rooms.planning import Planning, asked_of
from tests.world import CAST, add_child


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


def words(page):
    return " ".join(page.get_text(" ").split())


def later(days):
    return clock.today() + timedelta(days=days)


def listed(page):
    return [row.select_one(".plan-row__text").get_text(strip=True) for row in page.select("[data-row]")]


class TestTheListOfAnOrganisation:
    def test_it_is_by_date_and_only_theirs(self, plan, browsing, world):
        plan.asks("Third", "senco")
        plan.asks("Second", "dsl", due_on=later(8))
        plan.asks("First", "senco", due_on=later(-2))
        plan.asks("Of health", "health", due_on=later(1))
        assert listed(browsing.as_(world.people["senco"]).page("/actions")) == ["First", "Second", "Third"]
        assert listed(browsing.as_(world.people["health"]).page("/actions")) == ["Of health"]
        assert listed(browsing.as_(world.people["othersenco"]).page("/actions")) == []

    def test_only_of_children_in_reach(self, plan, browsing, world, owner_app):
        plan.asks("Of Ama", "senco")
        with owner_app.app_context():
            others = {who: key for who, key in world.people.items() if who in {"lead", "dsl"}}
            child_id, _, plan_id, _ = add_child(
                world.authority_id, others, world.agencies, world.team_id, preferred_name="Canary"
            )
            db.session.commit()
        other = Planning(plan.app, world)
        other.world = type(world)(**{**vars(world), "plan_id": plan_id, "child_id": child_id})
        other.asks("Of the other child", "dsl")
        assert listed(browsing.as_(world.people["dsl"]).page("/actions")) == ["Of Ama", "Of the other child"]
        seen = browsing.as_(world.people["senco"]).get("/actions").text
        assert "Of the other child" not in seen and "Canary" not in seen

    def test_a_membership_that_ended_ends_it_at_the_next_request(self, plan, browsing, world, owner_app):
        from coordination.access import reach

        plan.asks("Of Ama", "senco")
        visitor = browsing.as_(world.people["senco"])
        assert listed(visitor.page("/actions")) == ["Of Ama"]
        with owner_app.app_context():
            reach.end_reach(db.session(), world.memberships["senco"])
            db.session.commit()
        assert listed(visitor.page("/actions")) == []

    def test_filters(self, plan, browsing, world):
        plan.asks("Mine", "senco", due_on=later(30))
        plan.asks("Overdue", "dsl", due_on=later(-1))
        plan.asks("Soon", "dsl", due_on=later(14))
        plan.asks("Later", "dsl", due_on=later(15))
        blocked = plan.asks("Blocked", "dsl", due_on=later(40))
        plan.updates(blocked, "blocked", who="dsl", blocker="No answer")
        done = plan.asks("Done", "dsl", due_on=later(5))
        plan.updates(done, "done", who="dsl")
        visitor = browsing.as_(world.people["senco"])
        expected = {
            "/actions": ["Overdue", "Soon", "Later", "Mine", "Blocked"],
            "/actions?whose=mine": ["Mine"],
            "/actions?show=overdue": ["Overdue"],
            "/actions?show=soon": ["Soon"],
            "/actions?show=blocked": ["Blocked"],
            "/actions?show=done": ["Done"],
            f"/actions?child={world.child_id}&show=soon": ["Soon"],
            f"/actions?child={new_id()}": [],
            "/actions?show=nonsense&child=nonsense&after=nonsense": ["Overdue", "Soon", "Later", "Mine", "Blocked"],
        }
        for address, texts in expected.items():
            assert listed(visitor.page(address)) == texts, address

    def test_pages_of_twenty_five_forwards_and_back(self, plan, browsing, world):
        for number in range(60):
            plan.asks(f"Ring {number:02}", "senco", due_on=later(number // 7))
        visitor = browsing.as_(world.people["senco"])
        found, address, sizes = [], "/actions", []
        while address:
            page = visitor.page(address)
            found += listed(page)
            sizes.append(len(listed(page)))
            link = page.select_one(".govuk-pagination__next a")
            address = link["href"] if link else None
        assert sizes == [25, 25, 10]
        assert found == [f"Ring {number:02}" for number in range(60)]
        back = page.select_one(".govuk-pagination__prev a")["href"]
        assert listed(visitor.page(back)) == found[25:50]
        first = visitor.page(back).select_one(".govuk-pagination__prev a")["href"]
        assert listed(visitor.page(first)) == found[:25]
        assert visitor.page(first).select_one(".govuk-pagination__prev") is None

    def test_few_questions_whatever_the_rows(self, app, plan, browsing, world):
        for number in range(30):
            plan.asks(f"Ring {number}", "senco", due_on=later(number))
        visitor = browsing.as_(world.people["senco"])
        for address in ("/actions", "/actions?show=soon&whose=mine", "/actions?view=briefing"):
            with asked_of(app) as asked:
                assert visitor.get(address).status_code == 200
            assert len(asked) <= 8, "\n".join(asked)

    def test_what_nobody_accepted_comes_back_to_the_lead(self, plan, browsing, world):
        key = plan.asks("Ring the doctor", "health")
        browsing.as_(world.people["health"]).send(
            f"/actions/{key}/answer", {"answer": "no", "reason": "Not my clinic"}, form_at=f"/actions/{key}"
        )
        page = browsing.as_(world.people["lead"]).page("/actions?whose=mine")
        assert listed(page) == ["Ring the doctor"] and "not accepted" in words(page)
        assert listed(browsing.as_(world.people["deputy"]).page("/actions?whose=mine")) == []

    def test_it_prints_as_a_briefing(self, plan, browsing, world):
        plan.asks("Ring the school", "senco", due_on=later(-2))
        page = browsing.as_(world.people["senco"]).page("/actions?view=briefing")
        row = words(page.select_one("tbody tr"))
        assert "Ama Okafor" in row and "Ring the school" in row and "2 days overdue" in row
        assert page.select("main form") == []

    def test_the_list_takes_no_name_to_an_address(self, plan, browsing, world):
        plan.asks("Ring the school", "senco")
        links = [link.get("href", "") for link in browsing.as_(world.people["senco"]).page("/actions").select("a")]
        assert not [link for link in links if re.search("ama|okafor", link, re.IGNORECASE)]


class TestUpdatingWhereItStands:
    def test_a_row_is_saved_and_the_reader_comes_back_to_it(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco", due_on=later(3))
        visitor = browsing.as_(world.people["senco"])
        answer = visitor.send(
            f"/actions/{key}/row", {"status": "in_progress", "note": "Rang twice"}, form_at="/actions?show=soon"
        )
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/actions?show=soon#action-{key}"
        held = plan.reads(key)
        assert (held.status, held.note) == ("in_progress", "Rang twice")

    def test_of_a_blocked_one_the_box_says_what_is_in_the_way(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["senco"])
        sent = {"status": "blocked", "note": ""}
        answer = visitor.send(f"/actions/{key}/row", sent, form_at="/actions")
        assert answer.status_code == 422 and "Say what is in the way" in answer.text
        visitor.send(f"/actions/{key}/row", {"status": "blocked", "note": "No answer"}, form_at="/actions")
        assert plan.reads(key).blocker == "No answer"

    def test_a_script_gets_the_row_alone(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["senco"])
        token = visitor.token()
        answer = visitor.client.post(
            f"/actions/{key}/row",
            data={"csrf_token": token, "version": 1, "status": "done", "note": "", "here": "?show=soon"},
            headers={"X-Requested-With": "fetch"},
        )
        assert answer.status_code == 200 and "<html" not in answer.text
        assert f'id="action-{key}"' in answer.text and "Saved" in answer.text

    def test_two_people_at_once_lose_nothing(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        first, second = browsing.as_(world.people["senco"]), browsing.as_(world.people["dsl"])
        token = {"first": first.token(), "second": second.token()}
        one = {"csrf_token": token["first"], "version": 1, "status": "in_progress", "note": "No answer", "here": ""}
        assert first.client.post(f"/actions/{key}/row", data=one).status_code == 303
        other = {
            "csrf_token": token["second"],
            "version": 1,
            "status": "in_progress",
            "note": "Spoke to her",
            "here": "",
        }
        answer = second.client.post(f"/actions/{key}/row", data=other)
        assert answer.status_code == 303 and "/plans/crossings/" in answer.headers["Location"]
        compared = words(second.page(answer.headers["Location"]))
        assert "No answer" in compared and "Spoke to her" in compared

    def test_several_are_marked_as_done(self, plan, browsing, world):
        keys = [plan.asks(f"Ring {n}", "senco") for n in range(3)]
        visitor = browsing.as_(world.people["senco"])
        answer = visitor.send("/actions/done", {"done": [str(keys[0]), str(keys[2])]}, form_at="/actions")
        assert answer.status_code == 303
        assert [plan.reads(key).status for key in keys] == ["done", "not_started", "done"]
        assert "2 actions were marked as done" in words(visitor.page("/actions"))

    def test_none_is_marked_where_one_is_not_theirs(self, plan, browsing, world):
        mine, theirs = plan.asks("Ring", "senco"), plan.asks("Book", "health")
        visitor = browsing.as_(world.people["senco"])
        answer = visitor.send("/actions/done", {"done": [str(mine), str(theirs)]}, form_at="/actions")
        assert answer.status_code == 403
        assert {plan.reads(key).status for key in (mine, theirs)} == {"not_started"}


class TestWhoMayDoWhat:
    READ = ("lead", "deputy", "manager", "iro", "senco", "dsl", "health", "supervisor", "virtualschool", "ehc")
    # Whose organisation has it, and who coordinates.
    UPDATE = ("lead", "deputy", "senco", "dsl")

    def test_reading(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        for who in CAST:
            if CAST[who][3] != "workforce":
                continue
            answer = browsing.as_(world.people[who]).get(f"/actions/{key}")
            assert (answer.status_code == 200) == (who in self.READ), (who, answer.status_code)

    def test_updating_is_theirs_or_the_leads(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        for who in CAST:
            visitor = browsing.as_(world.people[who])
            page = visitor.get(f"/actions/{key}/update").status_code
            assert (page == 200) == (who in self.UPDATE), (who, page)
            if who not in self.UPDATE:
                for address in (f"/actions/{key}/update", f"/actions/{key}/row", f"/actions/{key}/answer"):
                    token = visitor.token()
                    sent = {"csrf_token": token, "status": "done", "version": 1, "answer": "yes"}
                    assert visitor.client.post(address, data=sent).status_code in {403, 404}, (who, address)
        assert plan.reads(key).status == "not_started"

    def test_changing_what_is_asked_is_the_leads(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        for who in ("senco", "dsl", "health", "iro", "manager"):
            visitor = browsing.as_(world.people[who])
            for address in (f"/actions/{key}/change", f"/actions/{key}/cancel"):
                assert visitor.get(address).status_code == 403, (who, address)
        lead = browsing.as_(world.people["lead"])
        sent = {"text": "Ring the tutor", "owner_id": f"{world.people['dsl']}|{world.agencies['school']}",
                "check_on-day": "1", "check_on-month": "6", "check_on-year": "2099"}  # fmt: skip
        assert lead.send(f"/actions/{key}/change", sent).status_code == 303
        held = plan.reads(key)
        assert (held.text, held.owner_id) == ("Ring the tutor", world.people["dsl"])

    def test_a_school_asks_only_its_own(self, plan, browsing, world):
        visitor = browsing.as_(world.people["senco"])
        page = visitor.page(f"/plans/{world.plan_id}/actions")
        offered = {option["value"] for option in page.select("#owner_id option") if option["value"]}
        school = world.agencies["school"]
        assert offered == {f"{world.people['senco']}|{school}", f"{world.people['dsl']}|{school}"}
        day = later(7)
        sent = {"text": "Ring home", "due_on-day": day.day, "due_on-month": day.month, "due_on-year": day.year}
        answer = visitor.send(
            f"/plans/{world.plan_id}/actions",
            {**sent, "owner_id": f"{world.people['health']}|{world.agencies['health']}"},
        )
        assert answer.status_code in {403, 422}
        answer = visitor.send(
            f"/plans/{world.plan_id}/actions", {**sent, "owner_id": f"{world.people['dsl']}|{school}"}
        )
        assert answer.status_code == 303
        with plan.at_work():
            assert [row.text for row in queries.actions(world.plan_id)] == ["Ring home"]

    def test_the_lead_asks_anybody_on_the_team(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        day = later(7)
        sent = {"text": "Ring home", "due_on-day": day.day, "due_on-month": day.month, "due_on-year": day.year,
                "owner_id": f"{world.people['health']}|{world.agencies['health']}", "audiences": ["parent"]}  # fmt: skip  # noqa: E501
        assert visitor.send(f"/plans/{world.plan_id}/actions", sent).status_code == 303
        assert "Ring home" in words(visitor.page(f"/plans/{world.plan_id}"))

    def test_an_action_has_a_date_that_is_still_to_come(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        owner = f"{world.people['health']}|{world.agencies['health']}"
        day = later(-1)
        for dates, told in (
            ({}, "Enter a date it is due"),
            ({"due_on-day": day.day, "due_on-month": day.month, "due_on-year": day.year}, "today or later"),
        ):
            answer = visitor.send(f"/plans/{world.plan_id}/actions", {"text": "Ring", "owner_id": owner, **dates})
            assert answer.status_code == 422 and told in answer.text


class TestAnActionsPage:
    def test_the_person_asked_answers_there(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["senco"])
        assert "You have been asked to do this" in words(visitor.page(f"/actions/{key}"))
        answer = visitor.send(f"/actions/{key}/answer", {"answer": "yes"}, form_at=f"/actions/{key}")
        assert answer.status_code == 303
        assert plan.reads(key).acceptance == "accepted"
        assert "You have been asked" not in words(visitor.page(f"/actions/{key}"))

    def test_no_without_a_reason_says_so(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["senco"])
        answer = visitor.send(f"/actions/{key}/answer", {"answer": "no"}, form_at=f"/actions/{key}")
        assert answer.status_code == 422 and "Say why this is not for you" in answer.text

    def test_nobody_else_is_asked_to_answer(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        for who in ("lead", "dsl"):
            assert "You have been asked" not in words(browsing.as_(world.people[who]).page(f"/actions/{key}"))

    def test_who_sees_the_whole_plan_may_disagree_and_nobody_else_is_led_there(self, plan, browsing, world):
        for who, owner, opens in (("senco", "senco", True), ("lead", "senco", True), ("provider", "provider", False)):
            key = plan.asks("Ring the school", owner)
            visitor = browsing.as_(world.people[who])
            led = visitor.page(f"/actions/{key}").find("a", href=f"/actions/{key}/disagree")
            assert (led is not None) is opens, who
            assert visitor.get(f"/actions/{key}/disagree").status_code == (200 if opens else 403), who

    def test_its_history_says_who_said_what(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco", due_on=later(9))
        plan.updates(key, "in_progress", who="senco", note="Rang twice")
        said = words(browsing.as_(world.people["lead"]).page(f"/actions/{key}"))
        for part in (
            "Written by Lead Person",
            "Changed by Senco Person",
            "Before: Not started",
            "Now: In progress",
            "Rang twice",
        ):
            assert part in said, part

    def test_few_questions(self, app, plan, browsing, world):
        outcome = plan.says("outcome", "Sleeps well")
        key = plan.asks("Ring the school", "senco", outcome_id=outcome)
        for status in ("in_progress", "done", "in_progress", "done"):
            plan.updates(key, status, who="senco")
        visitor = browsing.as_(world.people["lead"])
        with asked_of(app) as asked:
            assert visitor.get(f"/actions/{key}").status_code == 200
        assert len(asked) <= 8, "\n".join(asked)


class TestTwoThatAreOne:
    def test_the_lead_is_told_that_two_look_alike(self, plan, browsing, world):
        one = plan.asks("Ring the school about reading", "senco")
        plan.asks("Ring the school about her reading", "health")
        plan.asks("Visit the flat", "deputy")
        first = browsing.as_(world.people["lead"]).page(f"/plans/{world.plan_id}").find(class_="plan-first")
        assert "Two actions look alike" in words(first)
        assert first.find("a", href=re.compile(f"/actions/{one}/join\\?with=")) is not None

    def test_both_people_stay_named_and_nothing_written_is_lost(self, plan, browsing, world):
        one, other = plan.asks("Ring the school", "senco", due_on=later(5)), plan.asks("Ring the school", "health")
        plan.updates(other, "in_progress", who="health", note="Left a message")
        visitor = browsing.as_(world.people["lead"])
        answer = visitor.send(f"/actions/{one}/join?with={other}", {"keep": str(one)})
        assert answer.status_code == 303
        kept, ended = plan.reads(one), plan.reads(other)
        assert (kept.status, kept.owner_id, kept.note) == ("not_started", world.people["senco"], "Left a message")
        assert "Health Person" in kept.supporting
        assert ended.status == "cancelled" and "Put together with action 1" in ended.note

    def test_who_may_not_change_both_may_not(self, plan, browsing, world):
        one, other = plan.asks("Ring the school", "senco"), plan.asks("Ring the school", "health")
        for who in ("senco", "health", "iro", "provider", "parent", "stranger"):
            visitor = browsing.as_(world.people[who])
            assert visitor.get(f"/actions/{one}/join?with={other}").status_code in {403, 404}, who

    def test_one_that_is_done_is_left_alone(self, plan, browsing, world):
        one, other = plan.asks("Ring the school", "senco"), plan.asks("Ring the school", "health")
        plan.updates(other, "done")
        lead = browsing.as_(world.people["lead"])
        answer = lead.send(f"/actions/{one}/join?with={other}", {"keep": str(one)})
        for address in (f"/actions/{one}/join", f"/actions/{one}/join?with=x", f"/actions/{one}/join?with={new_id()}"):
            assert lead.get(address).status_code == 404, address
        assert answer.status_code == 422 and plan.reads(other).status == "done"


class TestWhoIsTold:
    def told(self, plan, world):
        with plan.app.app_context():
            rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.queued_at, OutboxMessage.id))
            names = {key: who for who, key in world.people.items()}
            return [(names[row.person_id], row.template) for row in rows if row.person_id in names]

    def adds(self, browsing, world, who, text="Ring Ama's school"):
        day = later(7)
        kept = {"senco": "school", "health": "health", "lead": "services"}
        agency = world.agencies[kept[who]] if who in kept else ""
        sent = {"text": text, "owner_id": f"{world.people[who]}|{agency}", "due_on-day": day.day,
                "due_on-month": day.month, "due_on-year": day.year}  # fmt: skip
        answer = browsing.as_(world.people["lead"]).send(f"/plans/{world.plan_id}/actions", sent)
        assert answer.status_code == 303

    def test_the_person_asked_and_not_whoever_asks_themselves(self, plan, browsing, world):
        self.adds(browsing, world, "senco")
        self.adds(browsing, world, "lead")
        assert self.told(plan, world) == [("senco", "action_given")]

    def test_the_lead_when_it_is_not_accepted(self, plan, browsing, world):
        key = plan.asks("Ring", "senco")
        sent = {"answer": "no", "reason": "I leave in May"}
        browsing.as_(world.people["senco"]).send(f"/actions/{key}/answer", sent, form_at=f"/actions/{key}")
        assert self.told(plan, world) == [("lead", "action_answered")]

    def test_whoever_has_it_when_it_changes(self, plan, browsing, world):
        key = plan.asks("Ring", "senco", due_on=later(5))
        lead = browsing.as_(world.people["lead"])
        lead.send(f"/actions/{key}/change", {"text": "Ring again"})
        lead.send(f"/actions/{key}/change")
        assert self.told(plan, world) == [("senco", "action_changed")]

    def test_everybody_on_the_team_when_the_plan_is_agreed(self, plan, browsing, world):
        plan.says("need", "Need")
        browsing.as_(world.people["lead"]).send(f"/plans/{world.plan_id}/agree")
        told = dict(self.told(plan, world))
        assert {"senco", "health", "parent", "carer", "youngperson"} <= told.keys()
        assert "lead" not in told and set(told.values()) == {"plan_agreed"}

    def test_no_message_says_what_or_about_whom(self, plan, browsing, world):
        self.adds(browsing, world, "senco")
        plan.says("need", "Sleeps badly")
        browsing.as_(world.people["lead"]).send(f"/plans/{world.plan_id}/agree")
        with plan.app.app_context():
            for row in db.session.scalars(select(OutboxMessage)):
                assert not re.search("Ama|Okafor|Ring|school|Sleeps", row.subject + row.body), row.template
