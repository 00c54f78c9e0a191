"""Brothers and sisters: one meeting on one day, actions in each plan, and nothing of one child with another."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.children.models import Child
from coordination.db import db
from coordination.plans import queries as plans
from coordination.reviews import queries
from tests.rooms.planning import Planning, asked_of
from tests.rooms.recording import Recording, bare
from tests.rooms.reviewing import Reviewing
from tests.world import add_child

BOTH = ("lead", "senco", "parent", "health")
# Words that stand nowhere else: of the sister's name, and of what is said about her.
HER = ("Zaralinde", "Quenby")


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


@pytest.fixture
def sister(owner_app, app, world):
    """A sister with a team of the lead, the senco, a parent, health and a provider; linked both ways."""
    with owner_app.app_context():
        team = {who: world.people[who] for who in (*BOTH, "provider")}
        key, case_id, plan_id, _ = add_child(
            world.authority_id, team, world.agencies, world.team_id, given_names=HER[0], preferred_name=HER[0],
            family_name=HER[1], sort_name="quenby zaralinde",
        )  # fmt: skip
        db.session.commit()
        assert db.session.get(Child, key)
    recording = Recording(app, world)
    recording.adds("network", name=" ".join(HER), relation="sister", sibling_id=key)
    recording.adds("network", key, name="Ama Okafor", relation="sister", sibling_id=world.child_id)
    return {"child": key, "case": case_id, "plan": plan_id}


def planned(browsing, world, sister, who="lead", **more):
    """Plan a review for both, as a browser does; answers the address of the first child's review."""
    on = clock.today() + timedelta(days=20)
    sent = {
        "kind": "tac_review", "date-day": on.day, "date-month": on.month, "date-year": on.year, "at": "10am",
        "place": "Town Hall", "siblings": [str(sister["child"])],
    }  # fmt: skip
    answer = browsing.as_(world.people[who]).send(f"/children/{world.child_id}/reviews/plan", {**sent, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def mail(owner_engine):
    with owner_engine.connect() as owner:
        return owner.execute(
            text("select person_id, template, subject, body, coalesce(invitation, '') as file from outbox_message")
        ).all()


def reviews_of(work, child_id):
    with work.at_work():
        return [held.id for held in queries.reviews_of(child_id)]


class TestPlanningOneMeeting:
    def test_each_child_has_a_review_and_everybody_is_asked_once(self, browsing, work, world, sister, owner_engine):
        planned(browsing, world, sister)
        mine, hers = reviews_of(work, world.child_id), reviews_of(work, sister["child"])
        assert len(mine) == len(hers) == 1
        asked = [row.person_id for row in mail(owner_engine) if row.person_id in world.people.values()]
        assert sorted(asked) == sorted(set(asked))
        assert {world.people["provider"], world.people["carer"], world.people["senco"]} <= set(asked)
        with work.at_work():
            first, second = queries.review(mine[0]), queries.review(hers[0])
            assert first.starts_at == second.starts_at
            assert world.people["carer"] in {who.person_id for who in first.people}
            assert world.people["carer"] not in {who.person_id for who in second.people}
            assert all(who.invited_at for who in second.people if who.person_id)

    def test_no_mail_and_no_calendar_file_says_whose_it_is(self, browsing, world, sister, owner_engine):
        planned(browsing, world, sister)
        for row in mail(owner_engine):
            said = f"{row.subject} {row.body} {row.file}"
            assert not any(name in said for name in (*HER, "Ama", "Okafor", "Town Hall"))

    def test_sending_it_twice_is_one_review_each(self, browsing, work, world, sister, owner_engine):
        from tests.browsing import form_fields

        lead = browsing.as_(world.people["lead"])
        address = f"/children/{world.child_id}/reviews/plan"
        on = clock.today() + timedelta(days=20)
        sent = {
            **form_fields(lead.get(address).text, address), "kind": "tac_review", "date-day": on.day,
            "date-month": on.month, "date-year": on.year, "at": "10am", "siblings": [str(sister["child"])],
        }  # fmt: skip
        for _ in range(2):
            assert lead.client.post(address, data=sent).status_code == 303
        assert len(reviews_of(work, sister["child"])) == 1
        asked = [row.person_id for row in mail(owner_engine) if row.person_id in world.people.values()]
        assert len(asked) == len(set(asked)) > 0

    def test_who_does_not_reach_the_sister_is_offered_nothing(self, browsing, world, sister):
        page = browsing.as_(world.people["deputy"]).get(f"/children/{world.child_id}/reviews/plan").text
        assert "brothers and sisters" not in page
        assert str(sister["child"]) not in page

    def test_moving_one_moves_the_meeting_and_tells_each_once(self, browsing, work, world, sister, owner_engine):
        review = planned(browsing, world, sister)
        on = clock.today() + timedelta(days=27)
        lead = browsing.as_(world.people["lead"])
        lead.send(f"{review}/move", {"date-day": on.day, "date-month": on.month, "date-year": on.year, "at": "2pm"})
        with work.at_work():
            for key in (*reviews_of(work, world.child_id), *reviews_of(work, sister["child"])):
                assert clock.london_date(queries.review(key).starts_at) == on
        moved = [row.person_id for row in mail(owner_engine) if row.template == "meeting_moved"]
        assert world.people["provider"] in moved
        assert len(moved) == len(set(moved))

    def told_apart(self, owner_engine, world):
        here = set(world.people.values())
        return [row for row in mail(owner_engine) if row.template == "meeting_part_changed" and row.person_id in here]

    @pytest.mark.parametrize("does", ["move", "call-off"])
    def test_who_reaches_one_child_is_told_what_they_change_and_the_planner_is_told_of_it(
        self, browsing, work, world, sister, owner_engine, does
    ):
        review = planned(browsing, world, sister)
        deputy = browsing.as_(world.people["deputy"])
        with work.at_work():
            lead = queries.review(reviews_of(work, world.child_id)[0]).chair.name
        page = deputy.words(f"{review}/{does}")
        assert "This changes the review of this child and no other." in page
        assert f"ring {lead}" in page
        on = clock.today() + timedelta(days=27)
        sent = {"date-day": on.day, "date-month": on.month, "date-year": on.year, "at": "2pm", "why": "Not ready"}
        answer = deputy.send(f"{review}/{does}", sent)
        assert answer.status_code == 303
        after = deputy.words(answer.headers["Location"])
        assert f"If this meeting was planned for several children, {lead} has been told" in after
        assert not any(name in page + after for name in HER)
        told = self.told_apart(owner_engine, world)
        assert [row.person_id for row in told] == [world.people["lead"]]
        assert not any(name in f"{row.subject} {row.body}" for row in told for name in (*HER, "Ama", "Okafor"))
        with work.at_work():
            assert queries.review(reviews_of(work, sister["child"])[0]).state == "planned"
        hers = f"/reviews/{reviews_of(work, sister['child'])[0]}"
        apart = "at another time" if does == "move" else "called off"
        assert apart in browsing.as_(world.people["lead"]).words(hers)
        assert apart not in deputy.words(f"/children/{world.child_id}/reviews").replace("Called off", "")

    @pytest.mark.parametrize("does", ["move", "call-off"])
    def test_the_same_words_stand_before_a_review_of_one_child(self, browsing, work, world, sister, does):
        deputy = browsing.as_(world.people["deputy"])
        review = planned(browsing, world, sister)
        of_several = bare(deputy.get(f"{review}/{does}").text)
        assert "their parts stay as they are: ring" in of_several
        with work.at_work():
            db.session.execute(
                text("update review set together_id = null where child_id = :key"), {"key": world.child_id}
            )
        assert bare(deputy.get(f"{review}/{does}").text) == of_several

    def test_who_reaches_both_is_told_which_part_stays_and_moving_both_tells_nobody_more(
        self, browsing, world, sister, owner_engine
    ):
        review = planned(browsing, world, sister)
        lead = browsing.as_(world.people["lead"])
        assert f"The review of {' '.join(HER)} changes with it" in lead.words(f"{review}/move")
        assert f"The review of {' '.join(HER)} stays as it is" in lead.words(f"{review}/call-off")
        on = clock.today() + timedelta(days=27)
        lead.send(f"{review}/move", {"date-day": on.day, "date-month": on.month, "date-year": on.year, "at": "2pm"})
        assert not self.told_apart(owner_engine, world)
        assert "at another time" not in lead.words(review)

    def test_calling_one_off_leaves_the_day_of_who_comes_for_the_other(
        self, browsing, work, world, sister, owner_engine
    ):
        review = planned(browsing, world, sister)
        browsing.as_(world.people["lead"]).send(f"{review}/call-off", {"why": "Ama is away"})
        off = {row.person_id for row in mail(owner_engine) if row.template == "meeting_cancelled"}
        assert world.people["carer"] in off
        assert not off & {world.people[who] for who in (*BOTH, "provider")}

    def test_somebody_who_comes_for_both_answers_once(self, browsing, work, world, sister):
        review = planned(browsing, world, sister)
        senco = browsing.as_(world.people["senco"])
        place = senco.page(review).select_one("input[name=place]")["value"]
        assert senco.press(f"{review}/answer", place=place, response="accepted").status_code == 303
        with work.at_work():
            for key in (*reviews_of(work, world.child_id), *reviews_of(work, sister["child"])):
                answers = {who.person_id: who.response for who in queries.review(key).people}
                assert answers[world.people["senco"]] == "accepted"


class TestGoingFromChildToChild:
    def test_one_page_has_each_child_in_a_section_of_their_own(self, app, browsing, world, sister):
        review = planned(browsing, world, sister)
        lead = browsing.as_(world.people["lead"])
        assert lead.page(review).find("a", href=f"{review}/together")
        page = lead.page(f"{review}/together")
        assert [heading.text.split(",")[0].strip() for heading in page.select("main section h2")] == [
            "Ama Okafor", " ".join(HER),
        ]  # fmt: skip
        assert len(page.select("a[href$='/record']")) == 2
        with asked_of(app) as asked:
            lead.page(f"{review}/together")
        assert len(asked) <= 8, asked

    @pytest.mark.parametrize("who", ["deputy", "iro", "dsl", "virtualschool"])
    def test_who_reaches_one_child_sees_the_page_of_a_meeting_of_one(self, browsing, work, world, sister, who):
        """The same bytes as of a review planned for this child alone."""
        alone = browsing.as_(world.people[who])
        review = planned(browsing, world, sister)
        page = bare(alone.get(review).text)
        assert not any(name in page for name in HER)
        assert "together" not in page
        with work.at_work():
            db.session.execute(
                text("update review set together_id = null where child_id = :key"), {"key": world.child_id}
            )
        assert bare(alone.get(review).text) == page
        assert alone.get(f"{review}/together").status_code == 404

    def test_a_review_of_one_child_has_no_such_page(self, browsing, work, world):
        key = work.plans("lead", "senco")
        assert browsing.as_(world.people["lead"]).get(f"/reviews/{key}/together").status_code == 404


class TestActionsForBoth:
    def shares(self, browsing, world, sister, owner="parent", **more):
        on = clock.today() + timedelta(days=20)
        lead = browsing.as_(world.people["lead"])
        address = f"/plans/{world.plan_id}/actions"
        owners = lead.page(address).select("#owner_id option")
        value = next(option["value"] for option in owners if option["value"].startswith(str(world.people[owner])))
        return lead.send(
            address,
            {
                "text": "Ring the bus company", "owner_id": value, "due_on-day": on.day, "due_on-month": on.month,
                "due_on-year": on.year, "siblings": [str(sister["plan"])], **more,
            },
        )  # fmt: skip

    def both(self, planning, world, sister):
        with planning.at_work():
            mine, hers = plans.open_actions(world.child_id), plans.open_actions(sister["child"])
            rows = [row for row in (*mine, *hers) if row.text == "Ring the bus company"]
            db.session.expunge_all()
            return rows

    def every(self, planning, key):
        with planning.at_work():
            found = plans.action(key)
            db.session.expunge_all()
            return found

    def test_it_stands_in_each_plan_with_one_owner_and_the_same_words(self, browsing, planning, world, sister):
        assert self.shares(browsing, world, sister).status_code == 303
        mine, hers = self.both(planning, world, sister)
        assert (mine.child_id, hers.child_id) == (world.child_id, sister["child"])
        assert mine.owner_id == hers.owner_id == world.people["parent"]
        assert mine.due_on == hers.due_on

    def test_closing_one_closes_the_other_and_what_was_noted_stays_with_its_child(
        self, browsing, planning, world, sister
    ):
        self.shares(browsing, world, sister, owner="health")
        mine, hers = self.both(planning, world, sister)
        planning.updates(mine.id, "done", who="health", note="Ama rode the bus by herself")
        assert self.every(planning, hers.id).status == "done"
        assert "Ama" not in (self.every(planning, hers.id).note or "")

    def test_calling_it_off_and_answering_go_for_both(self, browsing, planning, world, sister):
        from coordination.plans import operations

        self.shares(browsing, world, sister, owner="health")
        mine, hers = self.both(planning, world, sister)
        with planning.at_work("health") as by:
            operations.answer_action(plans.action(hers.id), accept=True, by=by)
        assert self.every(planning, mine.id).acceptance == "accepted"
        with planning.at_work() as by:
            operations.cancel_action(plans.action(mine.id), why="Ama has a taxi", by=by)
        found = self.every(planning, hers.id)
        assert (found.status, "taxi" in (found.note or "")) == ("cancelled", False)

    def test_changing_the_words_changes_both(self, browsing, planning, world, sister):
        self.shares(browsing, world, sister, owner="health")
        mine, hers = self.both(planning, world, sister)
        planning.changes(mine.id, text="Ring the train company")
        assert self.every(planning, hers.id).text == "Ring the train company"

    @pytest.mark.parametrize("does", ["cancel", "change", "update"])
    def test_whoever_may_change_one_plan_changes_no_other(self, browsing, planning, world, sister, owner_engine, does):
        self.shares(browsing, world, sister, owner="senco")
        mine, hers = self.both(planning, world, sister)
        with owner_engine.begin() as owner:
            owner.execute(
                text("update reach set role = 'LP', functions = '{lead}' where person_id = :p and child_id = :c"),
                {"p": world.people["health"], "c": world.child_id},
            )
        health = browsing.as_(world.people["health"])
        assert health.get(f"/actions/{hers.id}/{does}").status_code == 403
        sent = {
            "cancel": {"why": "No longer so"},
            "change": {"text": "Ring somebody else"},
            "update": {"status": "in_progress"},
        }
        assert health.send(f"/actions/{mine.id}/{does}", sent[does]).status_code == 303
        found = self.every(planning, hers.id)
        assert (found.status, found.text) == (hers.status, hers.text)

    def test_somebody_who_is_not_on_both_teams_cannot_be_asked(self, browsing, planning, world, sister):
        answer = self.shares(browsing, world, sister, owner="dsl")
        assert answer.status_code == 422
        assert "Choose somebody who is on the team of each child this is for." in answer.text
        assert self.both(planning, world, sister) == []

    def test_its_page_says_where_else_it_stands_to_who_reaches_both_alone(self, browsing, planning, world, sister):
        self.shares(browsing, world, sister, owner="health")
        mine, hers = self.both(planning, world, sister)
        assert HER[0] in browsing.as_(world.people["lead"]).words(f"/actions/{mine.id}")
        deputy = browsing.as_(world.people["deputy"])
        before = bare(deputy.get(f"/actions/{mine.id}").text)
        assert HER[0] not in before
        assert str(hers.id) not in before
        with planning.at_work():
            db.session.execute(text("update action set shared_id = null where id = :key"), {"key": mine.id})
        assert bare(deputy.get(f"/actions/{mine.id}").text) == before

    def test_sent_twice_it_is_one_action_each(self, browsing, planning, world, sister):
        from coordination.db import new_id

        key = str(new_id())
        for _ in range(2):
            self.shares(browsing, world, sister, id=key)
        assert len(self.both(planning, world, sister)) == 2


class TestNothingOfOneChildWithAnother:
    @pytest.mark.parametrize("who", ["deputy", "iro", "senco", "health", "parent", "otherparent", "carer"])
    def test_no_page_of_one_child_has_the_others_words(self, browsing, planning, world, sister, who):
        """Whoever reads this child's pages, on both teams or on one, finds there only this child's own."""
        TestActionsForBoth().shares(browsing, world, sister, owner="parent")
        with planning.at_work():
            from coordination.db import new_id
            from coordination.plans import operations

            plan = plans.plan(sister["plan"])
            operations.add_statement(
                plan, id=new_id(), kind="worry", text="Hermatter about the sister", audiences=("parent", "carer"),
                by=world.actor("lead"),
            )  # fmt: skip
        review = planned(browsing, world, sister)
        visitor = browsing.as_(world.people[who])
        for address in (
            f"/children/{world.child_id}", f"/children/{world.child_id}/plan", f"/children/{world.child_id}/reviews",
            f"/children/{world.child_id}/chronology", f"/plans/{world.plan_id}", review,
        ):  # fmt: skip
            answer = visitor.get(address)
            if answer.status_code == 200:
                assert "Hermatter" not in answer.text, address
        if who in {"deputy", "iro", "otherparent", "carer"}:
            for address in ("/", "/actions", "/family", "/caring", "/timetable", "/account"):
                page = visitor.client.get(address, follow_redirects=True).text
                assert not any(word in page for word in (*HER, "Hermatter", str(sister["child"]))), address
