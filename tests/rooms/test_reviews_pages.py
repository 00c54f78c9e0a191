"""Pages of reviews: planning, the room, the record on one page, signing; who may and who may not."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.agencies.models import Person
from coordination.db import db, new_id
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews import papers, queries
from coordination.reviews.models import Review
from tests.rooms.planning import asked_of
from tests.rooms.reviewing import ASKED, Reviewing, owner, parts, record_fields


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


SOON = clock.today() + timedelta(days=20)
PLAN = {"kind": "tac_review", "at": "10am", "place": "The hub", **parts("date", SOON)}


def plan_address(world):
    return f"/children/{world.child_id}/reviews/plan"


class TestPlanningAReview:
    def test_everybody_on_the_team_is_asked_unless_somebody_says_otherwise(self, world, lead):
        answer = lead.send(plan_address(world), PLAN)
        assert answer.status_code == 303
        words = lead.words(answer.location)
        assert "Team around the child review Planned" in words
        assert "at 10am" in words and "The hub" in words
        for who in ("Senco Person", "Parent Person", "Carer Person"):
            assert who in words

    def test_sent_twice_it_is_one_review(self, world, lead):
        data = PLAN | {"id": str(new_id())}
        assert [lead.send(plan_address(world), data).status_code for _ in range(2)] == [303, 303]
        page = lead.page(f"/children/{world.child_id}/reviews")
        assert len(page.select("#planned tbody tr")) == 1

    def test_what_is_wrong_is_said_and_everything_typed_is_still_there(self, world, lead):
        answer = lead.send(
            plan_address(world), {"kind": "", "at": "half past", "place": "Upstairs", **parts("date", None)}
        )
        assert answer.status_code == 422
        for sentence in ("Choose the kind of meeting", "The time must be a time", "Enter the day"):
            assert sentence in answer.text
        assert 'value="Upstairs"' in answer.text and 'value="half past"' in answer.text

    def test_a_day_gone_by_is_refused(self, world, lead):
        answer = lead.send(plan_address(world), PLAN | parts("date", clock.today() - timedelta(days=1)))
        assert answer.status_code == 422
        assert "The review must be in the future" in answer.text

    def test_somebody_without_an_account_is_named(self, world, lead):
        answer = lead.send(plan_address(world), PLAN | {"others-0-name": "Grandad Joe", "others-0-role": "PAR"})
        words = lead.words(answer.location)
        assert "Grandad Joe Parent Not answered here" in words

    def test_another_person_is_added_by_a_plain_post_and_nothing_typed_is_lost(self, world, lead):
        answer = lead.send(plan_address(world), PLAN | {"others-0-name": "Grandad Joe", "others-add": "1"})
        assert answer.status_code == 200
        assert 'value="Grandad Joe"' in answer.text and 'name="others-1-name"' in answer.text
        assert 'value="The hub"' in answer.text

    def test_why_a_parent_is_not_asked_stands_beside_their_name(self, app, world, lead, work):
        page = lead.page(plan_address(world))
        everybody = {
            tick["value"]: page.find("label", {"for": tick["id"]}).text for tick in page.select("input[name=people]")
        }
        asked = [key for key, name in everybody.items() if name != "Otherparent Person"]
        answer = lead.send(plan_address(world), PLAN | {"people": asked, "not_asked_reason": "A court order says so"})
        assert "Otherparent Person (parent): A court order says so" in lead.words(answer.location)

    def test_only_the_kinds_of_meeting_that_are_theirs_are_offered(self, world, browsing, lead):
        def kinds(who):
            page = browsing.as_(world.people[who]).page(plan_address(world))
            return {option["value"] for option in page.select("select[name=kind] option") if option["value"]}

        assert "looked_after" in kinds("lead") and "tac_review" in kinds("lead")
        assert kinds("senco") == {"pep", "ehc_annual"}

    def test_a_kind_that_is_not_theirs_is_refused_when_it_is_sent_anyway(self, world, browsing):
        senco = browsing.as_(world.people["senco"])
        assert senco.send(plan_address(world), PLAN).status_code == 422
        assert senco.send(plan_address(world), PLAN | {"kind": "pep"}).status_code == 303

    @pytest.mark.parametrize(
        ("who", "status"),
        [("health", 200), ("dsl", 200), ("provider", 200), ("carer", 403), ("parent", 403), ("stranger", 404)],
    )
    def test_others_plan_nothing(self, world, browsing, who, status):
        browser = browsing.as_(world.people[who])
        answer = browser.get(plan_address(world))
        assert answer.status_code == status
        if status == 200:
            # Their own contribution is theirs to write; of meetings none is theirs to call.
            assert browser.send(plan_address(world), PLAN).status_code in {403, 422}


class TestMovingAndCallingOff:
    def test_it_moves(self, world, lead, work):
        key = work.plans()
        when = clock.today() + timedelta(days=50)
        assert lead.send(f"/reviews/{key}/move", {"at": "2:15pm", **parts("date", when)}).status_code == 303
        assert "at 2:15pm" in lead.words(f"/reviews/{key}")

    def test_two_who_move_it_at_once_do_not_move_it_twice(self, world, lead, work):
        from tests.browsing import form_fields

        key = work.plans()
        address = f"/reviews/{key}/move"
        mine = form_fields(lead.get(address).text, address) | {"at": "9am"}
        lead.send(address, {"at": "3pm"})
        answer = lead.client.post(address, data=mine)
        assert answer.status_code == 422
        assert "Somebody has changed this review since you opened it" in answer.text
        assert 'value="9am"' in answer.text

    def test_called_off_with_a_reason(self, world, lead, work):
        key = work.plans()
        assert lead.send(f"/reviews/{key}/call-off", {"why": ""}).status_code == 422
        assert lead.send(f"/reviews/{key}/call-off", {"why": "The school is closed"}).status_code == 303
        assert "This review was called off: The school is closed" in lead.words(f"/reviews/{key}")

    def test_more_people_are_asked(self, world, lead, work):
        key = work.plans("lead")
        page = lead.page(f"/reviews/{key}/people")
        senco = next(
            tick["value"]
            for tick in page.select("input[name=people]")
            if page.find("label", {"for": tick["id"]}).text == "Senco Person"
        )
        assert lead.send(f"/reviews/{key}/people", {}).status_code == 422
        assert lead.send(f"/reviews/{key}/people", {"people": [senco]}).status_code == 303
        assert "Senco Person" in lead.words(f"/reviews/{key}")

    def test_whoever_is_asked_answers_for_themself_and_not_for_others(self, app, world, browsing, work):
        key = work.plans("lead", "senco", "health")
        with work.reading(key) as review:
            places = {who.person_id: who.id for who in review.people}
        senco = browsing.as_(world.people["senco"])
        answer = f"/reviews/{key}/answer"
        mine, theirs = places[world.people["senco"]], places[world.people["health"]]
        assert senco.press(answer, place=mine, response="declined", reason="Teaching").status_code == 303
        assert "Not coming Teaching" in senco.words(f"/reviews/{key}")
        assert senco.press(answer, place=theirs, response="declined").status_code == 403
        lead = browsing.as_(world.people["lead"])
        assert lead.press(answer, place=theirs, response="accepted").status_code == 303
        assert lead.press(answer, place=str(new_id()), response="accepted").status_code == 404


class TestRecordingOnOnePage:
    def test_a_review_with_six_actions_is_recorded_and_signed(self, world, lead, work):
        key = work.plans()
        due = clock.today() + timedelta(days=30)
        typed = {
            "views-0-text": "I want to walk home with my friends",
            "views-0-wish": "yes",
            "participation": "attended",
            "everybody": "1",
        }
        page = lead.client.post(f"/reviews/{key}/record", data=record_fields(lead, key, **typed))
        assert page.status_code == 200
        from tests.browsing import form_fields

        sent = form_fields(page.text, f"/reviews/{key}/record")
        assert {value for name, value in sent.items() if name.endswith("-attended")} == {"in_person"}
        for number in range(6):
            sent |= {
                f"actions-{number}-text": f"Ring place {number}",
                f"actions-{number}-owner": owner(world, "senco" if number % 2 else "lead"),
                **parts(f"actions-{number}-due_on", due),
            }
        sent |= {
            "decisions-0-text": "She walks home from Monday",
            "decision": "continue",
            **parts("next_on", clock.today() + timedelta(days=60)),
        }
        answer = lead.client.post(f"/reviews/{key}/record", data=sent)
        assert answer.status_code == 303
        words = lead.words(answer.location)
        assert "Nothing is missing." in words
        assert all(f"Ring place {number}" in words for number in range(6))
        assert lead.press(f"/reviews/{key}/sign").status_code == 303
        words = lead.words(answer.location)
        assert "Signed by Lead Person" in words
        assert words.index("I want to walk home with my friends") < words.index("Who came")

    def test_the_page_opens_on_the_childs_views(self, world, lead, work):
        key = work.holds()
        page = lead.page(f"/reviews/{key}/record")
        assert page.find("h2", id=True).text == "1. What Ama says"
        first = page.select_one("main textarea")
        assert first["name"] == "views-0-text"

    def test_a_draft_needs_nothing_but_the_day(self, world, lead, work):
        key = work.holds()
        answer = lead.send(f"/reviews/{key}/record", {})
        assert answer.status_code == 303
        words = lead.words(f"/reviews/{key}")
        assert "5 things are missing." in words

    def test_what_is_missing_leads_to_where_it_is_asked(self, world, lead, work):
        key = work.holds()
        lead.send(f"/reviews/{key}/record", {})
        page = lead.page(f"/reviews/{key}")
        record = lead.page(f"/reviews/{key}/record")
        links = [link["href"] for link in page.select(".govuk-notification-banner a") if "/record#" in link["href"]]
        assert len(links) == 5
        for link in links:
            assert record.find(id=link.split("#")[1]) is not None, link

    def test_another_action_by_a_plain_post_loses_nothing(self, world, lead, work):
        key = work.holds()
        typed = {"actions-0-text": "Ring the club", "changes": "School: calmer", "actions-add": "1"}
        answer = lead.client.post(f"/reviews/{key}/record", data=record_fields(lead, key, **typed))
        assert answer.status_code == 200
        assert 'value="Ring the club"' in answer.text
        assert "School: calmer</textarea>" in answer.text
        assert 'name="actions-1-text"' in answer.text

    def test_what_is_wrong_is_said_and_everything_typed_is_still_there(self, world, lead, work):
        key = work.holds()
        typed = {
            "views-0-text": "My exact words",
            "actions-0-text": "Ring the club",
            **parts("next_on", clock.today() - timedelta(days=400)),
            "held_on-day": "32",
        }
        answer = lead.send(f"/reviews/{key}/record", typed)
        assert answer.status_code == 422
        assert "The day must be a real date" in answer.text
        for words in ("My exact words</textarea>", 'value="Ring the club"', 'value="32"'):
            assert words in answer.text

    def test_a_broken_rule_is_said_beside_what_was_typed(self, world, lead, work):
        key = work.holds()
        answer = lead.send(f"/reviews/{key}/record", parts("next_on", clock.today() - timedelta(days=1)))
        assert answer.status_code == 422
        assert "The next review is after this one." in answer.text

    def test_sent_twice_it_adds_nothing_twice(self, app, world, lead, work):
        key = work.holds()
        sent = record_fields(
            lead,
            key,
            **{
                "views-0-text": "Said once",
                "decisions-0-text": "Decided once",
                "actions-0-text": "Done once",
                "actions-0-owner": owner(world, "lead"),
                "also_came-0-id": str(new_id()),
                "also_came-0-name": "Grandad Joe",
                "also_came-0-role": "PAR",
                "also_came-0-attended": "in_person",
            },
        )
        address = f"/reviews/{key}/record"
        assert [lead.client.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
        with work.reading(key) as review:
            assert [item.how for item in queries.items(key)] == ["view", "decision", "action"]
            assert [who.name for who in review.people].count("Grandad Joe") == 1

    def test_typing_is_kept_until_it_is_saved(self, world, lead, work):
        key = work.holds()
        sent = record_fields(lead, key, **{"views-0-text": "Half a sen", "actions-0-text": "Ring", "actions-add": ""})
        form = lead.page(f"/reviews/{key}/record").find("form", attrs={"data-draft-url": True})
        assert lead.client.post(form["data-draft-url"], data=sent).status_code == 200
        page = lead.get(f"/reviews/{key}/record")
        assert "You were writing this on" in page.text
        assert "Half a sen</textarea>" in page.text and 'value="Ring"' in page.text
        assert lead.send(f"/reviews/{key}/record", {}).status_code == 303
        assert "You were writing this on" not in lead.get(f"/reviews/{key}/record").text
        assert "Half a sen" in lead.words(f"/reviews/{key}")

    def test_words_said_since_the_last_review_are_brought_as_they_were_said(self, app, world, lead, work):
        from coordination.children.models import Child
        from coordination.voice import operations as voice

        with work.at_work() as by:
            child = db.session.get(Child, world.child_id)
            for text, kept in (("I wrote this at home", False), ("Only for you", True)):
                voice.record_view(
                    child, id=new_id(), text=text, said_on=clock.today(), how="wrote", only_my_worker=kept, by=by
                )
        key = work.plans()
        page = lead.get(f"/reviews/{key}/record").text
        assert "I wrote this at home" in page
        assert "Only for you" not in page
        lead.send(f"/reviews/{key}/record", {})
        assert "I wrote this at home" in lead.words(f"/reviews/{key}")

    def test_actions_from_before_are_carried_forward(self, world, lead, work):
        work.signed()
        key = work.holds()
        typed = {"carried-0-status": "done", "carried-0-note": "They ring back on Thursdays"}
        lead.send(f"/reviews/{key}/record", typed)
        words = lead.words(f"/reviews/{key}")
        assert "From before" in words
        assert "They ring back on Thursdays" in words
        with work.at_work():
            assert plan_queries.open_actions(world.child_id) == []

    def test_a_closed_record_leads_to_what_it_says(self, world, lead, work):
        key = work.signed()
        answer = lead.get(f"/reviews/{key}/record")
        assert (answer.status_code, answer.location) == (303, f"/reviews/{key}")
        assert "A correction is added to the next review." in lead.words(f"/reviews/{key}")


class TestTwoWhoRecordAtOnce:
    def both(self, world, browsing, work, mine, theirs):
        """The lead and the deputy open the same page; the deputy saves first. Answers the lead's page."""
        key = work.holds()
        lead, deputy = browsing.as_(world.people["lead"]), browsing.as_(world.people["deputy"])
        sent = record_fields(lead, key, **mine)
        assert deputy.send(f"/reviews/{key}/record", theirs).status_code == 303
        return key, lead, lead.client.post(f"/reviews/{key}/record", data=sent)

    def test_every_word_of_both_is_on_the_page_and_then_in_the_record(self, world, browsing, work):
        from tests.browsing import form_fields

        key, lead, answer = self.both(
            world,
            browsing,
            work,
            {
                "views-0-text": "Mine: I like maths",
                "decisions-0-text": "My decision",
                "changes": "Mine",
                "decision": "continue",
            },
            {
                "views-0-text": "Theirs: I hate maths",
                "decisions-0-text": "Their decision",
                "changes": "Theirs",
                "decision": "frequency",
                "actions-0-text": "Their action",
            },
        )
        assert answer.status_code == 409
        assert "Somebody else saved this record while you were writing" in answer.text
        again = form_fields(answer.text, f"/reviews/{key}/record")
        typed = " ".join(str(value) for value in again.values())
        both = ("Mine: I like maths", "Theirs: I hate maths", "My decision", "Their decision", "Their action")
        for words in (*both, "Theirs\n\nMine"):
            assert words in typed, words
        assert again["decision"] == "continue"
        assert "Meet more or less often" in answer.text
        assert lead.client.post(f"/reviews/{key}/record", data=again).status_code == 303
        words = lead.words(f"/reviews/{key}")
        assert [said for said in both if said not in words] == []

    def test_who_came_is_not_taken_back(self, world, browsing, work):
        from tests.browsing import form_fields

        key, _, answer = self.both(
            world, browsing, work, {"attendance-0-attended": "phone"}, {"attendance-1-attended": "online"}
        )
        assert answer.status_code == 409
        again = form_fields(answer.text, f"/reviews/{key}/record")
        assert (again["attendance-0-attended"], again["attendance-1-attended"]) == ("phone", "online")


class TestASignature:
    def test_what_is_missing_stops_it(self, world, lead, work):
        key = work.holds()
        work.records(key, views=[])
        page = lead.page(f"/reviews/{key}")
        assert page.find("button", string="Sign the record") is None
        lead.press(f"/reviews/{key}/sign")
        words = lead.words(f"/reviews/{key}")
        assert "Write what the child said, or why their views are missing." in words
        assert "Draft, not signed" in words

    @pytest.mark.parametrize(
        ("kind", "signs", "do_not"),
        [
            ("tac_review", ("lead", "deputy"), ("manager", "iro", "senco", "health")),
            ("looked_after", ("iro",), ("lead", "manager", "senco")),
            ("pep", ("senco", "virtualschool"), ("lead", "iro", "dsl", "health")),
            ("child_in_need", ("lead", "manager"), ("iro", "senco")),
        ],
    )
    def test_only_owners_of_that_kind_of_meeting_sign(self, world, browsing, work, kind, signs, do_not):
        key = work.holds(kind=kind)
        work.records(key)
        for who in do_not:
            browser = browsing.as_(world.people[who])
            assert browser.press(f"/reviews/{key}/sign").status_code == 403, who
            assert browser.page(f"/reviews/{key}").find("button", string="Sign the record") is None, who
        for who in signs:
            page = browsing.as_(world.people[who]).page(f"/reviews/{key}")
            assert " ".join(page.find("button", string="Sign the record").text.split()) == "Sign the record", who
        assert browsing.as_(world.people[signs[0]]).press(f"/reviews/{key}/sign").status_code == 303
        with work.reading(key) as review:
            assert review.signed_by == world.people[signs[0]]

    def test_a_signed_record_shows_what_was_signed_and_what_changed_since(self, world, lead, work):
        key = work.signed()
        with work.at_work() as by:
            action = next(item.statement for item in queries.items(key) if item.how == "action")
            plans.change_action(action, seen=action.version, text="Ring the swimming pool", by=by)
        words = lead.words(f"/reviews/{key}")
        assert "1. Ring the club about Thursdays" in words
        assert "It now says: Ring the swimming pool." in words

    def test_drafts_go_out_the_same_day(self, world, lead, work):
        key = work.holds()
        work.records(key)
        assert lead.press(f"/reviews/{key}/send-drafts").status_code == 303
        words = lead.words(f"/reviews/{key}")
        assert "2 people have been told that there is something to read." in words
        assert "Draft decisions and actions were sent on" in words


class TestWhoSeesAReview:
    @pytest.mark.parametrize(
        "who", ["lead", "deputy", "manager", "iro", "senco", "dsl", "health", "supervisor", "virtualschool"]
    )
    def test_those_who_work_with_the_child_see_the_draft(self, world, browsing, work, who):
        key = work.holds()
        work.records(key)
        words = browsing.as_(world.people[who]).words(f"/reviews/{key}")
        assert "The club goes on" in words
        assert "I like the new club" in words

    def test_a_provider_sees_it_once_it_is_signed_and_of_its_entries_what_is_theirs(self, world, browsing, work):
        key = work.holds()
        work.records(key)
        provider = browsing.as_(world.people["provider"])
        assert provider.get(f"/reviews/{key}").status_code == 404
        assert "Team around the child review" not in provider.words(f"/children/{world.child_id}/reviews")
        work.signs(key)
        words = provider.words(f"/reviews/{key}")
        assert "Signed by Lead Person" in words
        assert "The club goes on" not in words

    @pytest.mark.parametrize("who", ["carer", "parent", "otherparent", "youngperson"])
    def test_family_has_pages_of_its_own(self, world, browsing, work, who):
        key = work.signed()
        browser = browsing.as_(world.people[who])
        for address in (f"/children/{world.child_id}/reviews", f"/reviews/{key}", f"/reviews/{key}/record"):
            assert browser.get(address).status_code == 403, address

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "admin", "commissioner"])
    def test_to_everybody_else_it_does_not_exist(self, world, browsing, work, who):
        key = work.signed()
        browser = browsing.as_(world.people[who])
        for address in (f"/children/{world.child_id}/reviews", f"/reviews/{key}", f"/reviews/{key}/record"):
            assert browser.get(address).status_code == 404, address
        assert browser.press(f"/reviews/{key}/sign").status_code == 404

    def test_a_conference_is_for_those_cleared_and_those_who_were_asked(self, world, browsing, work):
        key = work.holds("lead", "senco", "parent", kind="conference")
        work.records(key)
        for who in ("lead", "iro", "senco"):
            assert browsing.as_(world.people[who]).get(f"/reviews/{key}").status_code == 200, who
        for who in ("health", "dsl", "virtualschool"):
            browser = browsing.as_(world.people[who])
            assert browser.get(f"/reviews/{key}").status_code == 404, who
            assert "Child protection conference" not in browser.words(f"/children/{world.child_id}/reviews"), who

    def test_a_number_given_at_a_conference_stands_in_no_other_record(self, world, browsing, work):
        asked = {"question": "How safe is it at home?", "low": "Not safe", "high": "Safe"}

        def given(who, value):
            row = {"id": new_id(), "scale": asked, "who": who, "value": value, "place_id": None}
            return [row | {"reason": f"{who} gave {value}", "one_higher": ""}]

        conference = work.holds("lead", "senco", "parent", kind="conference", days_ago=20)
        work.records(conference, scores=given("Conference chair", 1))
        between = work.holds("lead", "health", days_ago=10)
        work.records(between, scores=given("Lead", 6))
        key = work.holds("lead", "health")
        work.records(key, scores=given("Lead", 7))
        for who, told in (("lead", True), ("health", False), ("virtualschool", False)):
            words = browsing.as_(world.people[who]).words(f"/reviews/{key}")
            assert "Lead gave 7" in words, who
            assert ("Conference chair" in words) is told, who

    def test_what_a_parent_says_against_it_is_not_published_with_it(self, world, browsing, work, app):
        key = work.holds(*ASKED, "provider")
        said = {"id": new_id(), "who": "Parent", "words": "Nobody asked me", "route": ""}
        work.records(key, differs=[said], changes="A new school")
        work.signs(key)
        for who, told in (("health", True), ("provider", False)):
            words = browsing.as_(world.people[who]).words(f"/reviews/{key}")
            assert "A new school" in words, who
            assert ("Nobody asked me" in words) is told, who
            with work.reading(key) as review:
                reader = papers.of_person(db.session.get(Person, world.people[who]), review.child)
                facts = papers.review_record(review, reader)
            assert bool(facts["disagreements"]) is told, who

    @pytest.mark.parametrize("who", ["health", "dsl", "supervisor"])
    def test_who_reads_it_does_not_write_it(self, world, browsing, work, who):
        key = work.holds()
        work.records(key)
        browser = browsing.as_(world.people[who])
        for address in ("record", "move", "call-off", "people"):
            assert browser.get(f"/reviews/{key}/{address}").status_code == 403, address
        assert "Go on with the record" not in browser.words(f"/reviews/{key}")

    def test_an_action_they_may_not_change_is_looked_at_and_no_more(self, world, browsing, work):
        work.signed(kind="looked_after", who="iro")
        key = work.holds(kind="looked_after")
        iro = browsing.as_(world.people["iro"])
        page = iro.page(f"/reviews/{key}/record")
        assert page.find("select", {"name": "carried-0-status"}) is None
        sent = record_fields(iro, key, **{"carried-0-status": "done", "carried-0-note": "Not mine to say"})
        assert iro.client.post(f"/reviews/{key}/record", data=sent).status_code == 303
        with work.at_work():
            assert [(action.status, action.note) for action in plan_queries.open_actions(world.child_id)] == [
                ("not_started", None)
            ]


class TestWishesThatWait:
    def test_every_page_of_reviews_says_so_until_they_are_answered(self, world, lead, work):
        from coordination.children.models import Child
        from coordination.voice import operations as voice

        with work.at_work() as by:
            view = voice.record_view(
                db.session.get(Child, world.child_id),
                id=new_id(),
                text="I want a later bedtime",
                said_on=clock.today(),
                how="told",
                wish=True,
                by=by,
            )
        key = work.plans()
        pages = (f"/children/{world.child_id}/reviews", f"/reviews/{key}", f"/reviews/{key}/record")
        for address in pages:
            assert "1 wish has no answer yet." in lead.words(address), address
        with work.at_work() as by:
            voice.answer_wish(db.session.get(type(view), view.id), answer="yes", reason="From Friday", by=by)
        for address in pages:
            assert "no answer yet" not in lead.words(address), address


class TestHowMuchAPageAsks:
    """At most eight statements a page, however many people, views and actions there are."""

    @pytest.fixture
    def busy(self, world, work):
        for days_ago in (60, 30):
            work.signed(days_ago=days_ago)
        planned = work.plans()
        key = work.holds()
        work.records(
            key,
            views=[{"id": new_id(), "text": f"Words {n}"} for n in range(8)],
            decisions=[{"id": new_id(), "text": f"Decision {n}"} for n in range(8)],
        )
        return planned, key

    def test_the_pages_of_reviews(self, app, world, lead, work, busy):
        planned, draft = busy
        for address, most in (
            (f"/children/{world.child_id}/reviews", 8),
            (f"/reviews/{planned}", 8),
            (f"/reviews/{draft}", 8),
            (f"/children/{world.child_id}/reviews/plan", 8),
            (f"/children/{world.child_id}/views", 8),
            (f"/children/{world.child_id}/documents", 8),
            (f"/reviews/{draft}/record", 8),
        ):
            lead.get(address)
            with asked_of(app) as asked:
                assert lead.get(address).status_code == 200
            assert len(asked) <= most, f"{address}: {len(asked)}\n" + "\n".join(asked)

    def test_a_signed_review(self, app, world, lead, work):
        key = work.signed()
        lead.get(f"/reviews/{key}")
        with asked_of(app) as asked:
            lead.get(f"/reviews/{key}")
        assert len(asked) <= 8, "\n".join(asked)

    def test_nothing_of_a_child_is_in_an_address(self, work):
        key = work.plans()
        with work.reading(key) as review:
            assert isinstance(review, Review)
            assert "Ama" not in f"/reviews/{key}"
