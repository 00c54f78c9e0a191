"""A plan in sections: who writes in which, two who write at once, what is tied to what, and where it came from."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.db import RuleBroken, db, new_id
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import types, writing
from coordination.ehc.plan_models import FormalPlan, Thread
from coordination.plans.crossings import Crossed
from tests.browsing import form_fields
from tests.rooms.planning import Planning, asked_of
from tests.rooms.sections import Writing

LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H1", "H2")
# Who writes where: access/rules.csv, ehc_plan.
WRITERS = {
    "ehc": set(LETTERS),
    "senco": {"B", "E", "F"},
    "virtualschool": {"B", "E", "F"},
    "health": {"C", "G"},
    "lead": {"D", "H1", "H2"},
    "iro": set(),
    "dsl": set(),
}


@pytest.fixture
def writing_room(app, world):
    """The EHC officer at work."""
    return Writing(app, world)


class TestWhoWrites:
    @pytest.mark.parametrize(("who", "letters"), list(WRITERS.items()), ids=list(WRITERS))
    def test_in_which_section_is_the_policys_answer_both_ways(self, writing_room, browsing, world, who, letters):
        plan_id = writing_room.starts()
        visitor = browsing.as_(world.people[who])
        answers = {letter: visitor.get(f"/ehc-plans/{plan_id}/sections/{letter}/add").status_code for letter in LETTERS}
        assert {letter for letter, status in answers.items() if status == 200} == letters
        assert {status for letter, status in answers.items() if letter not in letters} <= {403}

    def test_the_page_of_a_section_offers_writing_to_those_alone(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        senco = browsing.as_(world.people["senco"])
        assert senco.page(f"/ehc-plans/{plan_id}/sections/F").find("a", string="Add to this section") is not None
        assert senco.page(f"/ehc-plans/{plan_id}/sections/C").find("a", string="Add to this section") is None

    def test_a_post_to_a_section_that_is_not_theirs_changes_nothing(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        health = browsing.as_(world.people["health"])
        answer = health.press(f"/ehc-plans/{plan_id}/sections/F/add", id=str(new_id()), text="More of everything")
        assert answer.status_code == 403
        assert writing_room.texts(plan_id, "F") == []

    @pytest.mark.parametrize("who", ["stranger", "othersenco"])
    def test_a_stranger_finds_no_plan(self, writing_room, browsing, world, who):
        plan_id = writing_room.starts()
        visitor = browsing.as_(world.people[who])
        missing = visitor.get(f"/ehc-plans/{new_id()}").status_code
        for page in ("", "/sections/B", "/thread", "/check"):
            assert visitor.get(f"/ehc-plans/{plan_id}{page}").status_code in {missing, 403, 404}

    @pytest.mark.parametrize("who", ["parent", "carer", "youngperson"])
    def test_the_family_never_opens_what_is_being_written(self, writing_room, browsing, world, who):
        plan_id = writing_room.starts()
        writing_room.whole(plan_id)
        visitor = browsing.as_(world.people[who])
        for page in ("", "/sections/B", "/sections/A", "/thread", "/check", "/sections/A/add"):
            answer = visitor.get(f"/ehc-plans/{plan_id}{page}")
            assert answer.status_code in {403, 404}
            assert "Speaks to two adults" not in answer.text

    def test_a_provider_sees_the_lines_their_own_service_gives_and_no_other(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        writing_room.whole(plan_id)
        writing_room.writes(plan_id, "F", "Swimming", by_whom="ehc", agency_id=world.agencies["provider"])
        provider = browsing.as_(world.people["provider"])
        words = provider.words(f"/ehc-plans/{plan_id}/sections/F")
        assert "Swimming" in words and "Language group" not in words
        assert "Speaks to two adults" not in provider.words(f"/ehc-plans/{plan_id}/sections/B")
        assert "Speaks to two adults" not in provider.words(f"/ehc-plans/{plan_id}/thread")

    def test_what_somebody_else_wrote_is_the_officers_to_change(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        mine = writing_room.place_of(
            plan_id, writing_room.writes(plan_id, "B", "Mine", by_whom="senco", area="learning")
        )
        theirs = writing_room.place_of(plan_id, writing_room.writes(plan_id, "B", "Theirs", area="learning"))
        senco, officer = browsing.as_(world.people["senco"]), browsing.as_(world.people["ehc"])
        assert senco.get(f"/ehc-places/{mine}/change").status_code == 200
        assert senco.get(f"/ehc-places/{theirs}/change").status_code == 403
        assert senco.get(f"/ehc-places/{theirs}/out").status_code == 403
        assert officer.get(f"/ehc-places/{mine}/change").status_code == 200


class TestAnEntry:
    def test_is_asked_what_its_section_asks_and_keeps_it(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        officer = browsing.as_(world.people["ehc"])
        address = f"/ehc-plans/{plan_id}/sections/A/add"
        officer.send(address, {"text": "I want a dog", "prompt": "later", "said_by": "child", "gathered_how": "Drawn"})
        words = officer.words(f"/ehc-plans/{plan_id}/sections/A")
        for wanted in ("I want a dog", "What I want later in life", "The child or young person", "Drawn"):
            assert wanted in words

    @pytest.mark.parametrize(
        ("letter", "sent", "error"),
        [
            ("A", {"text": ""}, "Write what they say"),
            ("A", {"text": "x", "prompt": "moon", "said_by": "child"}, "Choose one of the answers"),
            ("B", {"text": "x", "area": ""}, "Choose the area of need"),
            ("F", {"text": "x", "group_size": "90"}, "between 1 and 40"),
            ("F", {"text": "x", "sessions_per_week": "often"}, "How many times a week"),
            ("E", {"text": "x", "target_on-day": "31", "target_on-month": "2", "target_on-year": "2030"}, "date"),
        ],
    )
    def test_with_something_wrong_comes_back_with_what_was_typed(
        self, writing_room, browsing, world, letter, sent, error
    ):
        plan_id = writing_room.starts()
        officer = browsing.as_(world.people["ehc"])
        answer = officer.send(f"/ehc-plans/{plan_id}/sections/{letter}/add", sent)
        assert answer.status_code == 422
        assert error in answer.text
        assert writing_room.texts(plan_id, letter) == []

    def test_sent_twice_is_there_once(self, writing_room):
        plan_id, key = writing_room.starts(), new_id()
        for _ in range(2):
            writing_room.writes(plan_id, "B", "Reads slowly", id=key, area="learning")
        assert writing_room.texts(plan_id, "B") == ["Reads slowly"]

    def test_under_somebody_elses_key_is_refused(self, writing_room, world):
        plan_id = writing_room.starts()
        key = Planning(writing_room.app, world).says("need", "Of the support plan")
        with pytest.raises(RuleBroken, match="used already"):
            writing_room.writes(plan_id, "B", "Mine now", id=key, area="learning")

    def two_changes(self, writing_room):
        """An entry that two changed at once, and the address at which that is decided."""
        plan_id = writing_room.starts()
        key = writing_room.writes(plan_id, "F", "Language group", by_whom="senco", expertise="None")
        held = writing_room.place_of(plan_id, key)
        with writing_room.at_work("senco") as by:
            writing.change(plan_queries.place(held), seen=1, by=by, text="Language group, mornings", expertise="None")
        with writing_room.at_work() as by, pytest.raises(Crossed) as crossed:
            try:
                writing.change(plan_queries.place(held), seen=1, by=by, text="Language group of four", expertise="Elk")
            finally:
                db.session.commit()
        return plan_id, f"/ehc-crossings/{crossed.value.crossing.id}"

    def test_changed_by_two_at_once_keeps_both_until_somebody_decides(self, writing_room, browsing, world):
        plan_id, address = self.two_changes(writing_room)
        officer = browsing.as_(world.people["ehc"])
        page = officer.words(f"/ehc-plans/{plan_id}/sections/F")
        assert "Two people changed this at once" in page and "mornings" in page
        compared = officer.words(address)
        assert "Language group, mornings" in compared and "Language group of four" in compared and "Elk" in compared
        answer = officer.send(
            address, {"choice-text": "both", "words-text": "Language group of four, mornings",
                      "choice-expertise": "mine"}
        )  # fmt: skip
        assert answer.status_code == 303
        assert writing_room.texts(plan_id, "F") == ["Language group of four, mornings"]

    def test_a_decision_that_comes_late_is_kept_beside_the_first(self, writing_room, browsing, world):
        plan_id, address = self.two_changes(writing_room)
        first, late = browsing.as_(world.people["ehc"]), browsing.as_(world.people["senco"])
        opened = form_fields(late.get(address).text, address)
        assert first.send(address, {"choice-text": "theirs", "choice-expertise": "theirs"}).status_code == 303
        written = {"choice-text": "both", "words-text": "Language group with the therapist", "choice-expertise": "mine"}
        answer = late.client.post(address, data=opened | written)
        assert answer.status_code == 303 and answer.headers["Location"] != address
        assert "Language group with the therapist" in late.words(answer.headers["Location"])
        assert writing_room.texts(plan_id, "F") == ["Language group, mornings"]

    def test_taken_out_leaves_the_plan_with_its_reason(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        held = writing_room.place_of(plan_id, writing_room.writes(plan_id, "B", "Reads slowly", area="learning"))
        officer = browsing.as_(world.people["ehc"])
        assert officer.send(f"/ehc-places/{held}/out", {"why": ""}).status_code == 422
        assert officer.send(f"/ehc-places/{held}/out", {"why": "Reads well now"}).status_code == 303
        assert writing_room.texts(plan_id, "B") == []

    def test_no_section_is_found_that_the_type_has_not(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        officer = browsing.as_(world.people["ehc"])
        assert officer.get(f"/ehc-plans/{plan_id}/sections/Z").status_code == 404
        assert officer.get(f"/ehc-plans/{plan_id}/sections/K/add").status_code == 404


class TestTheGoldenThread:
    def test_is_ticked_where_it_is_written_and_can_be_read_both_ways(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        writing_room.whole(plan_id)
        officer = browsing.as_(world.people["ehc"])
        outcome = officer.words(f"/ehc-plans/{plan_id}/sections/E")
        assert "Answers A1 I want to order my own lunch B1 Speaks to two adults only" in outcome
        assert "Answered by F1" in outcome
        page = officer.page(f"/ehc-plans/{plan_id}/thread")
        assert len(page.select("path.section-thread__line")) == 6
        assert "Answers A1, B1. Answered by F1." in " ".join(page.get_text(" ").split())

    def test_an_action_of_the_support_plan_stands_in_both_and_brings_its_tie(self, writing_room, browsing, world):
        planning = Planning(writing_room.app, world)
        outcome = planning.says("outcome", "Walks to school with a friend", "parent")
        action = planning.asks("Practise the way on Sundays", "carer", "parent", outcome_id=outcome)
        plan_id = writing_room.starts()
        officer = browsing.as_(world.people["ehc"])
        for letter, key in (("E", outcome), ("F", action)):
            address = f"/ehc-plans/{plan_id}/sections/{letter}/place"
            assert officer.send(address, {"statements": [str(key)]}).status_code == 303
        assert "Practise the way on Sundays" in officer.words(f"/ehc-plans/{plan_id}/sections/F")
        assert "Answers E1" in officer.words(f"/ehc-plans/{plan_id}/sections/F")
        planning.updates(action, "done", who="carer", evidence="Walked twice")
        assert "Done" in officer.words(f"/ehc-plans/{plan_id}/sections/F")
        with writing_room.at_work():
            assert db.session.scalar(select(Thread).where(Thread.from_id == action, Thread.to_id == outcome))

    def test_what_is_kept_from_some_cannot_be_placed(self, writing_room, browsing, world):
        planning = Planning(writing_room.app, world)
        open_one = planning.says("need", "Needs glasses", "parent")
        kept = planning.says("need", "Kept from a parent", "school")
        with writing_room.at_work("lead") as by:
            from coordination.children import saying
            from coordination.plans import queries

            saying.revise(queries.statement(kept), by=by, caveats=["not-parent"])
        plan_id = writing_room.starts()
        officer = browsing.as_(world.people["ehc"])
        page = officer.page(f"/ehc-plans/{plan_id}/sections/B/place")
        offered = {box["value"] for box in page.select("input[name=statements]")}
        assert str(open_one) in offered and str(kept) not in offered

    def test_ties_only_to_what_stands_in_the_plan(self, writing_room):
        plan_id = writing_room.starts()
        with pytest.raises(RuleBroken) as broken:
            writing_room.writes(plan_id, "E", "Goes out alone", answers=[new_id()])
        assert broken.value.field == "answers"


class TestTypesOfPlan:
    def isp(self, room, world, owner_app):
        with owner_app.app_context():
            types.keep(
                world.authority_id, id=new_id(), key="isp", name="Individual Support Plan", is_on=True,
                layers=["Universal", "Targeted"], signatories=["The school’s SENCO"], review_months=12,
                sections=[{"element": "aspirations", "title": "My voice"}, {"element": "needs"},
                          {"element": "outcomes"}, {"element": "provision", "title": "What we do"}],
                by=world.actor("admin"),
            )  # fmt: skip
            db.session.commit()

    def test_the_ehc_plan_has_the_sections_of_regulation_12(self):
        assert [held.letter for held in types.law().sections] == [
            "A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K",
        ]  # fmt: skip
        assert types.law().draft_leaves_out == {"I"}

    def test_one_that_is_switched_on_is_edited_by_its_own_sections_and_says_it_is_not_law(
        self, writing_room, browsing, world, owner_app
    ):
        self.isp(writing_room, world, owner_app)
        senco = browsing.as_(world.people["senco"])
        address = f"/children/{world.child_id}/ehc-plans/start"
        offered = {box["value"] for box in senco.page(address).select("input[name=type]")}
        assert offered == {"isp"}, "an EHC plan is the council's to begin"
        assert senco.send(address, {"type": "isp", "layer": "Targeted"}).status_code == 303
        with writing_room.at_work():
            plan_id = db.session.scalar(select(FormalPlan.id).where(FormalPlan.child_id == world.child_id))
        words = senco.words(f"/ehc-plans/{plan_id}")
        assert "Not law" in words and "My voice" in words and "What we do" in words and "Targeted" in words
        assert "Health needs" not in words
        assert senco.get(f"/ehc-plans/{plan_id}/sections/C").status_code == 404

    def test_nobody_begins_one_that_is_not_switched_on(self, writing_room):
        with pytest.raises(RuleBroken, match="type of plan"):
            writing_room.starts(type="isp")

    def test_carried_to_another_type_it_keeps_its_words_and_says_where_they_came_from(
        self, writing_room, browsing, world, owner_app
    ):
        self.isp(writing_room, world, owner_app)
        old = writing_room.starts(type="isp", layer="Targeted")
        need = writing_room.writes(old, "B", "Reads slowly", area="learning", by_whom="senco")
        outcome = writing_room.writes(old, "E", "Reads a page aloud", answers=[need], by_whom="senco")
        officer = browsing.as_(world.people["ehc"])
        assert officer.send(f"/ehc-plans/{old}/carry", {"type": "ehc"}).status_code == 303
        with writing_room.at_work():
            new = db.session.scalars(select(FormalPlan).where(FormalPlan.type == "ehc",
                                                             FormalPlan.child_id == world.child_id)).one()  # fmt: skip
            assert new.from_plan_id == old
            before = {held.id: held for held in plan_queries.places(old)}
            after = plan_queries.places(new.id)
            assert {held.statement_id for held in after} == {need, outcome}
            assert all(before[held.from_place_id].statement_id == held.statement_id for held in after)
            new_id_ = new.id
        page = officer.words(f"/ehc-plans/{new_id_}/sections/E")
        assert "Carried here from the plan before this one" in page and "Answers B1" in page
        assert "Individual Support Plan" in officer.words(f"/ehc-plans/{new_id_}")

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"name": " "}, "name"),
            ({"sections": []}, "sections"),
            ({"sections": [{"element": "moon"}]}, "sections"),
            ({"sections": [{"element": "advice"}]}, "sections"),
            ({"layers": ["One", "one"]}, "layers"),
            ({"review_months": 14}, "review_months"),
        ],
    )
    def test_a_type_that_says_nothing_is_refused(self, world, owner_app, more, field):
        facts = {
            "key": "own", "name": "Ours", "is_on": True, "layers": [], "sections": [{"element": "needs"}],
            "signatories": [], "review_months": 12,
        }  # fmt: skip
        with owner_app.app_context(), pytest.raises(RuleBroken) as broken:
            types.keep(world.authority_id, id=new_id(), by=world.actor("admin"), **(facts | more))
        assert broken.value.field == field


class TestWhatAPageCosts:
    def test_at_most_eight_statements(self, writing_room, browsing, world):
        plan_id = writing_room.starts()
        writing_room.whole(plan_id)
        officer = browsing.as_(world.people["ehc"])
        for page in ("", "/sections/B", "/sections/F", "/sections/J", "/sections/K", "/thread", "/check"):
            officer.get(f"/ehc-plans/{plan_id}{page}")
            with asked_of(writing_room.app) as asked:
                assert officer.get(f"/ehc-plans/{plan_id}{page}").status_code == 200
            work = [one for one in asked if one.startswith(("SELECT", "select"))]
            assert len(work) <= 8, (page, work)


def test_preparing_for_adulthood_is_asked_from_year_nine(writing_room, browsing, world, owner_app):
    plan_id = writing_room.starts()
    officer = browsing.as_(world.people["ehc"])
    address = f"/ehc-plans/{plan_id}/sections/E/add"
    with owner_app.app_context():
        child = writing_room_child(world)
        child.born_on = date(clock.today().year - 10, 1, 5)
        db.session.commit()
    assert officer.page(address).select_one("[name=strand]") is None
    with owner_app.app_context():
        writing_room_child(world).born_on = clock.today() - timedelta(days=15 * 365)
        db.session.commit()
    assert officer.page(address).select_one("[name=strand]") is not None


def writing_room_child(world):
    from coordination.children.models import Child

    return db.session.get(Child, world.child_id)
