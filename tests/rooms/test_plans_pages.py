"""The team's pages of a plan: who opens them, what stands on them, and what each may do there."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.cases.models import Case
from coordination.children.statements import Statement
from coordination.db import db, new_id
from coordination.plans import operations, queries
from tests.rooms.planning import Planning, asked_of

TEAM = ("lead", "deputy", "manager", "iro", "senco", "dsl", "health", "supervisor", "virtualschool")


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


@pytest.fixture
def opens(browsing, world):
    """Open a page as somebody."""

    def open_as(who, address, status=200):
        return browsing.as_(world.people[who]).page(address, status)

    return open_as


def words(page):
    return " ".join(page.get_text(" ").split())


class TestOpeningAPlan:
    def test_everybody_on_the_team_reads_it(self, plan, opens, world):
        plan.says("need", "Reading takes all his energy")
        for who in TEAM:
            assert "Reading takes all his energy" in words(opens(who, f"/plans/{world.plan_id}")), who

    def test_family_and_the_young_person_have_pages_of_their_own(self, plan, browsing, world):
        need = plan.says("need", "Reading takes all his energy", "parent", "carer", "young_person")
        action = plan.asks("Ring the school", "parent")
        plan.agrees()
        for who in ("carer", "parent", "otherparent", "youngperson"):
            visitor = browsing.as_(world.people[who])
            for address in (
                f"/plans/{world.plan_id}",
                f"/children/{world.child_id}/plan",
                f"/plans/statements/{need}",
                f"/plans/{world.plan_id}/as/parent",
                f"/plans/{world.plan_id}/versions",
                f"/actions/{action}",
                "/actions",
            ):
                answer = visitor.get(address)
                assert answer.status_code in {403, 404}, (who, address)
                assert "Reading" not in answer.text and "Ring the school" not in answer.text

    def test_it_is_not_there_for_a_stranger(self, plan, browsing, world):
        need = plan.says("need", "Reading takes all his energy")
        for who in ("stranger", "othersenco", "commissioner", "admin"):
            visitor = browsing.as_(world.people[who])
            for address in (f"/plans/{world.plan_id}", f"/plans/statements/{need}", f"/children/{world.child_id}/plan"):
                assert visitor.get(address).status_code == 404, (who, address)

    def test_nobody_is_asked_to_sign_in_first(self, browsing, world):
        answer = browsing.nobody().get(f"/plans/{world.plan_id}")
        assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]

    def test_the_childs_plan_tab_leads_to_it(self, browsing, world):
        answer = browsing.as_(world.people["senco"]).get(f"/children/{world.child_id}/plan")
        assert answer.headers["Location"].endswith(f"/plans/{world.plan_id}")

    def test_few_questions_whatever_it_holds(self, app, plan, browsing, world):
        need = plan.says("need", "Reading")
        for number in range(4):
            outcome = plan.says("outcome", f"Outcome {number}", "parent", need_id=need)
            for owner in ("senco", "health", "deputy"):
                plan.asks(f"Ring {number}", owner, outcome_id=outcome)
            plan.says("provision", f"Help {number}", agency_id=world.agencies["school"])
        visitor = browsing.as_(world.people["lead"])
        with asked_of(app) as asked:
            assert visitor.get(f"/plans/{world.plan_id}").status_code == 200
        assert len(asked) <= 8, "\n".join(asked)


class TestWhatStandsOnIt:
    def test_each_part_says_who_can_see_it(self, plan, opens, world):
        need = plan.says("need", "Sleeps badly", "parent", "school")
        page = opens("lead", f"/plans/{world.plan_id}")
        ticks = page.find(id=f"s-{need}").select(".app-audience__item")
        seen = {tick.get_text(" ", strip=True) for tick in ticks}
        assert {"Team : yes", "School : yes", "Parents : yes", "Carer : no", "Young person : no"} <= seen

    def test_the_young_persons_words_stand_beside_the_teams(self, plan, opens, world):
        need = plan.says("need", "Sleep onset is delayed", "young_person", young_text="It takes me long to fall asleep")
        block = words(opens("senco", f"/plans/{world.plan_id}").find(id=f"s-{need}"))
        assert "Sleep onset is delayed" in block and "It takes me long to fall asleep" in block

    def test_an_outcome_says_where_it_began_and_who_does_what(self, plan, opens, world):
        outcome = plan.says(
            "outcome",
            "Ama walks to school with a friend",
            baseline="Driven every day",
            measure="Days walked",
            target="4 days of 5",
            target_on=clock.today() + timedelta(days=60),
            progress_at_start=2,
            progress=5,
        )
        action = plan.asks("Ring the school", "senco", outcome_id=outcome, due_on=clock.today() - timedelta(days=3))
        block = opens("lead", f"/plans/{world.plan_id}").find(id=f"s-{outcome}")
        said = words(block)
        for part in ("Started at 2, now 5 of 10", "Driven every day", "Days walked", "4 days of 5", "3 days overdue"):
            assert part in said, part
        assert block.find(id=f"s-{action}") is not None

    def test_an_action_without_an_outcome_is_not_forgotten(self, plan, opens, world):
        action = plan.asks("Ring the school", "senco")
        page = opens("lead", f"/plans/{world.plan_id}")
        heading = page.find(id="h-loose")
        assert heading.get_text(strip=True) == "Actions without an outcome"
        assert heading.find_parent("section").find(id=f"s-{action}") is not None

    def test_what_could_be_clearer_is_said_with_its_reason_and_stops_nobody(self, plan, opens, world):
        outcome = plan.says("outcome", "Better sleep", "young_person")
        block = words(opens("lead", f"/plans/{world.plan_id}").find(id=f"s-{outcome}"))
        for part in ("Say where things are now", "Say how you will know", "Give a date", "Add an action",
                     "Write it for the young person too"):  # fmt: skip
            assert part in block, part
        assert "could be clearer" not in words(opens("dsl", f"/plans/{world.plan_id}"))

    def test_a_plan_without_the_childs_words_asks_for_them(self, plan, opens, world):
        plan.says("strength", "Reads to a cousin")
        asked = "Write down what the child says"
        assert asked in words(opens("lead", f"/plans/{world.plan_id}"))
        assert asked not in words(opens("dsl", f"/plans/{world.plan_id}"))

    def test_nobodys_job_comes_first(self, plan, opens, world):
        plan.asks("Ring the school", None, agency_id=world.agencies["school"])
        first = words(opens("lead", f"/plans/{world.plan_id}").find(class_="plan-first"))
        assert "Nobody has this: Ring the school" in first


class TestAddingAndChanging:
    @pytest.mark.parametrize(
        ("kind", "more"),
        [
            ("need", {"domain": "education"}),
            ("strength", {"keeps_going": "Her aunt"}),
            ("worry", {"goal": "She is safe on the way"}),
            ("outcome", {"progress": "4", "target_on-day": "1", "target_on-month": "6", "target_on-year": "2099"}),
            ("provision", {"hours_per_week": "2.5", "how_often": "Tuesdays"}),
            ("contingency", {"phone": "01632 960009"}),
        ],
    )  # fmt: skip
    def test_each_kind_is_added_by_its_form(self, browsing, world, kind, more):
        visitor = browsing.as_(world.people["lead"])
        sent = {"text": f"Some {kind} <b>words</b>", "audiences": ["parent"], **more}
        answer = visitor.send(f"/plans/{world.plan_id}/add/{kind}", sent)
        assert answer.status_code == 303, answer.text[-2000:]
        page = visitor.page(f"/plans/{world.plan_id}")
        assert f"Some {kind} <b>words</b>" in words(page)

    def test_sent_twice_it_is_there_once(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        key = str(new_id())
        for _ in range(2):
            visitor.send(f"/plans/{world.plan_id}/add/need", {"id": key, "text": "Sleeps badly"})
        assert words(visitor.page(f"/plans/{world.plan_id}")).count("Sleeps badly History") <= 1
        assert len(visitor.page(f"/plans/{world.plan_id}").find_all(id=f"s-{key}")) == 1

    def test_without_words_it_says_what_is_missing_and_keeps_the_rest(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        answer = visitor.send(f"/plans/{world.plan_id}/add/outcome", {"text": "", "baseline": "Kept words"})
        assert answer.status_code == 422
        assert "Write what it says" in answer.text and "Kept words" in answer.text

    def test_choices_say_in_plain_words_who_that_is(self, browsing, world):
        page = browsing.as_(world.people["lead"]).page(f"/plans/{world.plan_id}/add/need")
        said = words(page)
        assert "Carer Person" in said and "Parent Person" in said and "Otherparent Person" in said
        assert "The young person, in the words written for them: Youngperson Person" in said

    def test_a_change_says_what_was_and_what_is(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        visitor = browsing.as_(world.people["lead"])
        sent = {"text": "Sleeps 5 hours a night", "why": "Mum kept a diary"}
        assert visitor.send(f"/plans/statements/{need}/change", sent).status_code == 303
        page = visitor.page(f"/plans/statements/{need}")
        step = page.select_one(".plan-history__step")
        assert words(step.find("del")) == "Before: Sleeps badly"
        assert words(step.find("ins")) == "Now: Sleeps 5 hours a night"
        assert "Why: Mum kept a diary" in words(step) and "Lead Person" in words(step)

    def test_it_is_taken_out_with_a_reason_and_is_not_deleted(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        visitor = browsing.as_(world.people["lead"])
        assert visitor.send(f"/plans/statements/{need}/end", {"why": ""}).status_code == 422
        assert visitor.send(f"/plans/statements/{need}/end", {"why": "He sleeps well now"}).status_code == 303
        assert "Sleeps badly" not in words(visitor.page(f"/plans/{world.plan_id}"))
        assert "He sleeps well now" in words(visitor.page(f"/plans/statements/{need}"))

    def test_who_may_only_change_cannot_add_or_take_out(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        visitor = browsing.as_(world.people["senco"])
        assert visitor.get(f"/plans/statements/{need}/change").status_code == 200
        assert visitor.get(f"/plans/{world.plan_id}/add/need").status_code == 403
        assert visitor.get(f"/plans/statements/{need}/end").status_code == 403

    def test_who_only_reads_changes_nothing(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        for who in ("iro", "dsl", "supervisor", "manager"):
            visitor = browsing.as_(world.people[who])
            for address in (f"/plans/statements/{need}/change", f"/plans/{world.plan_id}/add/need"):
                assert visitor.get(address).status_code == 403, (who, address)
                assert visitor.press(address, text="Changed").status_code == 403, (who, address)
        assert plan.reads(need).text == "Sleeps badly"

    def test_another_childs_need_cannot_be_linked(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        sent = {"text": "Outcome", "need_id": str(new_id())}
        assert visitor.send(f"/plans/{world.plan_id}/add/outcome", sent).status_code == 422


class TestWhoSeesPart:
    def test_a_provider_sees_the_outcomes_their_help_is_for_and_their_actions(self, plan, opens, world):
        outcome = plan.says(
            "outcome", "Canary outcome", baseline="Canary baseline", need_id=plan.says("need", "Canary need")
        )
        plan.says("outcome", "Other outcome")
        plan.says("provision", "Canary help", agency_id=world.agencies["provider"], outcome_id=outcome)
        plan.says("worry", "Canary worry")
        plan.says("strength", "Canary strength")
        plan.says("contingency", "Canary contingency")
        plan.asks("Ring the school as canary", "senco")
        plan.asks("Lend the bicycle", "provider", outcome_id=outcome)
        seen = words(opens("provider", f"/plans/{world.plan_id}"))
        for shown in ("Canary outcome", "Canary baseline", "Lend the bicycle"):
            assert shown in seen, shown
        for hidden in ("Canary need", "Other outcome", "Canary worry", "Canary strength", "Canary contingency",
                       "as canary", "See it as", "History and disagreements", "Versions"):  # fmt: skip
            assert hidden not in seen, hidden

    def test_a_hidden_action_leaves_no_gap_in_what_a_provider_sees(self, plan, opens, world):
        plan.asks("Lend the bicycle", "provider")
        before = opens("provider", f"/plans/{world.plan_id}").find("main").get_text(" ", strip=True)
        plan.asks("Ring the school", "senco")
        plan.says("worry", "Hidden worry")
        after = opens("provider", f"/plans/{world.plan_id}").find("main").get_text(" ", strip=True)
        plan.asks("Mend the bicycle", "provider")
        with_another = opens("provider", f"/plans/{world.plan_id}").find("main").get_text(" ", strip=True)
        assert before == after
        assert "2." not in with_another and "3." not in with_another

    def test_a_provider_opens_neither_history_nor_previews(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        plan.agrees()
        visitor = browsing.as_(world.people["provider"])
        for address in (
            f"/plans/statements/{need}",
            f"/plans/{world.plan_id}/versions",
            f"/plans/{world.plan_id}/versions/1",
            f"/plans/{world.plan_id}/difference?one=1&other=1",
            f"/plans/{world.plan_id}/known-on?on-day=1&on-month=1&on-year=2026",
            f"/plans/{world.plan_id}/as/parent",
        ):
            assert visitor.get(address).status_code in {403, 404}, address


class TestDisagreeing:
    def test_it_stands_beside_what_it_is_about_with_its_answer(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        reader = browsing.as_(world.people["iro"])
        answer = reader.send(
            f"/plans/statements/{need}/disagree",
            {"who": "Parent Person, mother", "words": "She sleeps well with me", "person": str(world.people["parent"])},
        )
        assert answer.status_code == 303
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page(f"/plans/{world.plan_id}").find(id=f"s-{need}")
        assert "She sleeps well with me" in words(page) and "No answer yet" in words(page)
        link = page.find("a", href=lambda where: where and where.endswith("/answer"))["href"]
        assert visitor.send(link, {"answer": "We look at both homes"}).status_code == 303
        assert visitor.send(link, {"answer": "And the diary shows both"}).status_code == 303
        said = words(visitor.page(f"/plans/{world.plan_id}").find(id=f"s-{need}"))
        assert "We look at both homes" in said and "And the diary shows both" in said

    def test_who_only_reads_does_not_answer(self, plan, browsing, world):
        need = plan.says("need", "Sleeps badly")
        visitor = browsing.as_(world.people["iro"])
        visitor.send(f"/plans/statements/{need}/disagree", {"who": "Mum", "words": "No"})
        link = browsing.as_(world.people["lead"]).page(f"/plans/statements/{need}")
        address = link.find("a", href=lambda where: where and where.endswith("/answer"))["href"]
        assert visitor.get(address).status_code == 403


class TestSeeingItAsSomebodyElse:
    def test_it_is_what_they_would_see(self, plan, opens, world):
        plan.says("strength", "For parents", "parent")
        plan.says("strength", "For school", "school")
        plan.agrees()
        plan.says("strength", "For parents, new", "parent")
        now = words(opens("lead", f"/plans/{world.plan_id}/as/parent"))
        assert "For parents" in now and "For school" not in now and "For parents, new" not in now
        then = words(opens("lead", f"/plans/{world.plan_id}/as/parent?when=agreed"))
        assert "For parents, new" in then and "For school" not in then

    def test_of_one_parent_with_what_they_were_asked(self, plan, opens, world):
        plan.asks("Keep a diary", "parent")
        anybody = words(opens("lead", f"/plans/{world.plan_id}/as/parent"))
        one = words(opens("lead", f"/plans/{world.plan_id}/as/parent?person={world.people['parent']}"))
        other = words(opens("lead", f"/plans/{world.plan_id}/as/parent?person={world.people['otherparent']}"))
        assert "Keep a diary" in one and "Keep a diary" not in anybody + other

    def test_an_audience_that_does_not_exist_is_not_found(self, opens, world):
        opens("lead", f"/plans/{world.plan_id}/as/everybody", 404)


class TestAgreeing:
    def test_the_lead_looks_at_what_is_new_and_agrees(self, plan, browsing, world):
        plan.says("need", "Sleeps badly", "parent", family_text="Nights are short")
        visitor = browsing.as_(world.people["lead"])
        assert "Need: Nights are short" in words(visitor.page(f"/plans/{world.plan_id}/agree"))
        assert visitor.send(f"/plans/{world.plan_id}/agree", {"note": "Review of today"}).status_code == 303
        assert "Version 1" in words(visitor.page(f"/plans/{world.plan_id}"))
        assert "Review of today" in words(visitor.page(f"/plans/{world.plan_id}/versions"))

    def test_nobody_else_agrees(self, plan, browsing, world):
        plan.says("need", "Sleeps badly")
        for who in ("senco", "iro", "health", "supervisor"):
            visitor = browsing.as_(world.people[who])
            assert visitor.get(f"/plans/{world.plan_id}/agree").status_code == 403
            assert visitor.press(f"/plans/{world.plan_id}/agree").status_code == 403
        assert "Draft" in words(browsing.as_(world.people["lead"]).page(f"/plans/{world.plan_id}"))

    def test_an_empty_plan_is_not_agreed(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        assert visitor.press(f"/plans/{world.plan_id}/agree").status_code == 422

    def test_what_changed_between_two_versions_is_readable(self, plan, opens, world):
        kept = plan.says("need", "Sleeps badly")
        ended = plan.says("worry", "Late for school")
        plan.agrees()
        plan.changes(kept, text="Sleeps 5 hours")
        with plan.at_work() as by:
            operations.end_statement(queries.statement(ended), why="On time since May", by=by)
        plan.says("strength", "Her aunt helps")
        plan.agrees()
        for order in ("one=1&other=2", "one=2&other=1"):
            said = words(opens("senco", f"/plans/{world.plan_id}/difference?{order}"))
            for part in ("Added (1)", "Her aunt helps", "Changed (1)", "Before: Sleeps badly", "Now: Sleeps 5 hours",
                         "Taken out (1)", "Late for school", "On time since May"):  # fmt: skip
                assert part in said, part

    def test_a_version_that_does_not_exist_is_not_found(self, plan, opens, world):
        for number in (7, 0, 10**12):
            opens("lead", f"/plans/{world.plan_id}/versions/{number}", 404)
        opens("lead", f"/plans/{world.plan_id}/difference?one=x&other=1", 404)

    def test_as_known_on_a_day(self, plan, opens, world):
        need = plan.says("need", "Sleeps badly")
        plan.changes(need, text="Sleeps 5 hours")
        today = clock.today()
        sent = f"on-day={today.day}&on-month={today.month}&on-year={today.year}"
        assert "Sleeps 5 hours" in words(opens("iro", f"/plans/{world.plan_id}/known-on?{sent}"))
        yesterday = today - timedelta(days=1)
        sent = f"on-day={yesterday.day}&on-month={yesterday.month}&on-year={yesterday.year}"
        assert "said nothing then" in words(opens("iro", f"/plans/{world.plan_id}/known-on?{sent}"))
        opens("iro", f"/plans/{world.plan_id}/known-on")
        later = words(opens("iro", f"/plans/{world.plan_id}/known-on?on-day=1&on-month=1&on-year=2099", 422))
        assert "The day must be today or earlier" in later


class TestOnceHelpHasEnded:
    def test_the_plan_is_for_reading(self, plan, browsing, world, owner_app):
        need = plan.says("need", "Sleeps badly")
        with owner_app.app_context():
            db.session.get(Case, world.case_id).state = "closed"
            db.session.commit()
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page(f"/plans/{world.plan_id}")
        assert "Help has ended: this plan is for reading" in words(page)
        assert page.find("a", href=lambda where: where and ("/add/" in where or where.endswith("/change"))) is None
        answer = visitor.press(f"/plans/statements/{need}/change", text="Changed")
        assert answer.status_code == 403 and "Help has ended" in answer.text
        answer = visitor.press(f"/plans/{world.plan_id}/add/need", text="Added")
        assert answer.status_code == 403 and "Help has ended" in answer.text


class TestACloserLookAtSensitiveWords:
    def test_a_higher_label_hides_it_from_those_not_cleared_everywhere(self, plan, browsing, world, owner_app):
        need = plan.says("need", "Canary sensitive", "school", "parent")
        plan.says("need", "Everyday")
        plan.agrees()
        plan.agrees()
        with owner_app.app_context():
            row = db.session.get(Statement, need)
            row.label = "S3"
            db.session.commit()
        for who in ("senco", "dsl", "health", "provider"):
            visitor = browsing.as_(world.people[who])
            for address in (
                f"/plans/{world.plan_id}",
                f"/plans/statements/{need}",
                f"/plans/{world.plan_id}/versions/1",
                f"/plans/{world.plan_id}/difference?one=1&other=2",
                f"/plans/{world.plan_id}/as/school",
            ):
                assert "Canary sensitive" not in visitor.get(address).text, (who, address)
