"""The sheet of each kind of meeting: its own parts, kept and shown and printed, and what stops a signature."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.children.statements import Disagreement
from coordination.db import db, new_id
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews import issuing, operations, queries
from coordination.reviews.kinds import BLOCKS, MEETINGS, meeting, usual
from coordination.reviews.models import ReviewKind, ReviewSave, Scale, Score
from coordination.reviews.papers import readers
from coordination.reviews.papers.review_record import review_record
from tests.rooms.reviewing import Reviewing, record_fields


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


def first_blank(fields, rows, name):
    """The number of the row of a list in which nothing is typed yet."""
    return next(n for n in range(60) if fields.get(f"{rows}-{n}-{name}") == "")


def numbers(review):
    """Every question asked about the child by number, and every number given."""
    scales = db.session.scalars(select(Scale).where(Scale.child_id == review.child_id).order_by(Scale.id))
    given = db.session.scalars(select(Score).where(Score.child_id == review.child_id).order_by(Score.id))
    return list(scales), list(given)


class TestKindsOfMeeting:
    def test_every_kind_is_a_template_with_its_own_parts(self):
        assert set(MEETINGS) == set(ReviewKind)
        for held in MEETINGS.values():
            assert set(held.blocks) <= set(BLOCKS) and held.agenda and held.words
            assert bool(held.gates) == held.has("gates"), held.kind

    def test_what_the_law_has_a_meeting_consider_says_where_it_says_so(self):
        gates = {gate.key: gate for held in MEETINGS.values() for gate in held.gates}
        assert all(gate.source and gate.question.endswith("?") for gate in gates.values())
        assert "reg. 36" in gates["private_talk"].source

    def test_an_authority_has_its_own_words(self):
        own = {"meetings": {"tac_review": {"words": "Team around the family", "circulate_days": 5, "weeks": [4, 8]}}}
        held = meeting("tac_review", own)
        assert (held.words, held.circulate_days, held.weeks) == ("Team around the family", 5, (4, 8))
        assert meeting("pep", own) == MEETINGS[ReviewKind.PEP]

    @pytest.mark.parametrize("kind", [kind.value for kind in ReviewKind])
    def test_its_page_offers_its_parts_and_no_others(self, world, browsing, work, kind):
        owners = {"IRO": "iro", "CPC": "lead", "SEN": "senco"}
        who = next((owners[role] for role in sorted(usual(kind).owners) if role in owners), "lead")
        key = work.holds(kind=kind)
        page = browsing.as_(world.people[who]).get(f"/reviews/{key}/record")
        if page.status_code == 403:
            pytest.skip("nobody of this small world owns a conference")
        for block, name in (("agenda", "agenda-0-text"), ("closure", "helped"), ("changes", 'name="changes"')):
            assert (name in page.text) == usual(kind).has(block), (kind, block)


class TestAnAuthoritysOwnWords:
    def test_are_changed_by_an_administrator_and_used_from_the_next_meeting(self, world, browsing, work):
        admin = browsing.as_(world.people["admin"])
        address = f"/kinds-of-meeting/{world.authority_id}/tac_review"
        assert "Team around the child review" in admin.words("/kinds-of-meeting")
        sent = {"words": "Team around the family", "agenda": "Hello\nWhat Ama says", "circulate_days": "7"}
        assert admin.send(address, sent).status_code == 303
        assert "Team around the family" in admin.words("/kinds-of-meeting")
        key = work.holds()
        lead = browsing.as_(world.people["lead"])
        assert "Team around the family" in lead.words(f"/reviews/{key}")
        assert "Team around the family" in lead.words(f"/children/{world.child_id}/reviews")
        planned = work.plans("lead", "senco")
        senco = browsing.as_(world.people["senco"])
        assert "Team around the family" in senco.words(f"/reviews/{planned}/contribution")
        with work.reading(planned) as review:
            assert issuing.title(review).startswith("Team around the family")
        page = lead.page(f"/reviews/{key}/record")
        # The pattern of a new row is on the page for the browser's script; nobody sees it.
        for pattern in page.find_all("template"):
            pattern.decompose()
        assert [box["value"] for box in page.select('input[name^="agenda-"][name$="-text"]')] == [
            "Hello",
            "What Ama says",
        ]
        assert page.select_one('select[name="next_kind"] option[value="tac_review"]').text == "Team around the family"
        plan = lead.page(f"/children/{world.child_id}/reviews/plan")
        assert plan.select_one("option[value=tac_review]").text == "Team around the family"
        work.records(key)
        for words in (
            senco.words(f"/children/{world.child_id}/news"),
            browsing.as_(world.people["manager"]).words("/team/signatures"),
        ):
            assert "Team around the family" in words and "Team around the child review" not in words

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"words": ""}, "Enter what the meeting is called"),
            ({"agenda": "a\n" * 30}, "from 1 to 20 lines"),
            ({"circulate_days": "0"}, "between 1 and 60"),
            ({"weeks_from": "9", "weeks_to": "3"}, "The latest week is not before the earliest"),
        ],
    )
    def test_what_is_wrong_is_said(self, world, browsing, sent, sentence):
        answer = browsing.as_(world.people["admin"]).send(f"/kinds-of-meeting/{world.authority_id}/pep", sent)
        assert answer.status_code == 422 and sentence in answer.text

    def test_nobody_else_changes_them_and_no_administrator_another_authoritys(self, world, browsing):
        address = f"/kinds-of-meeting/{world.authority_id}/pep"
        for who in ("lead", "manager", "senco"):
            assert browsing.as_(world.people[who]).get(address).status_code == 403, who
        admin = browsing.as_(world.people["admin"])
        assert admin.get(f"/kinds-of-meeting/{new_id()}/pep").status_code == 404
        assert admin.get(f"/kinds-of-meeting/{world.authority_id}/party").status_code == 404


class TestWhatAPartKeeps:
    def test_everything_written_on_it_is_there_again_and_on_the_page(self, world, work, lead):
        key = work.holds(days_ago=1)
        address = f"/reviews/{key}/record"
        sent = record_fields(lead, key)
        people = {value for name, value in sent.items() if name.startswith("attendance-") and name.endswith("-id")}
        assert len(people) == 6
        sent |= {
            "began_at": "10:00",
            "ended_at": "11:15",
            "agenda-0-note": "Everybody said hello",
            "family-0-better": "Mornings are calmer",
            "family-0-agrees": "partly",
            "family-0-agrees_words": "Not the Thursday part",
            "changes": "School: attendance is 94%",
            "well-0-text": "Ama goes to the club",
            "well-0-keeps_going": "Her friend goes too",
            "worried-0-text": "Two nights without sleep, says her mother",
            "worried-0-goal": "Ama sleeps through",
            "scores-0-scale": "ask:0",
            "scores-0-who": "child",
            "scores-0-value": "7",
            "scores-0-reason": "The club",
            "scores-0-one_higher": "Fewer meetings",
            "safety-0-sign": "Ama stops going to school",
            "safety-0-what": "Ring the lead the same day",
            "safety-0-who": "The school",
            "safety-0-phone": "01632 960123",
            "differs-0-who": "child",
            "differs-0-words": "I do not want to move class",
            "helped": "Having one person to ask",
            "feedback": "8",
            "decision": "continue",
        }
        assert lead.client.post(address, data=sent).status_code == 303
        words = lead.words(f"/reviews/{key}")
        for said in (
            "Everybody said hello",
            "Mornings are calmer",
            "Agrees in part: Not the Thursday part",
            "attendance is 94%",
            "Ama goes to the club",
            "Her friend goes too",
            "Two nights without sleep",
            "Ama sleeps through",
            "How well is the plan working?",
            "One higher: Fewer meetings.",
            "Ama stops going to school: Ring the lead the same day",
            "I do not want to move class",
            "Having one person to ask",
            "8 out of 10",
        ):
            assert said in words, said
        again = record_fields(lead, key)
        typed = {name for name in sent if sent[name] and not name.endswith(("csrf_token", "version", "-id"))}
        assert {name: again.get(name) for name in typed} == {name: sent[name] for name in typed}

    def test_sent_twice_nothing_is_there_twice(self, world, work, lead):
        key = work.holds(days_ago=1)
        sent = record_fields(lead, key) | {
            "well-0-text": "The club",
            "scores-0-scale": "ask:0",
            "scores-0-who": "child",
            "scores-0-value": "4",
        }
        for _ in range(2):
            sent["version"] = record_fields(lead, key)["version"]
            assert lead.client.post(f"/reviews/{key}/record", data=sent).status_code == 303
        with work.at_work():
            assert [row.text for row in plan_queries.statements(world.plan_id)] == ["The club"]
            assert [(row.who, row.value) for row in numbers(queries.review(key))[1]] == [("Ama", 4)]

    def test_what_is_taken_out_of_the_draft_is_taken_out(self, world, work, lead):
        key = work.holds(days_ago=1)
        sent = record_fields(lead, key) | {
            "worried-0-text": "Somebody said something wrong",
            "scores-0-scale": "ask:0",
            "scores-0-who": "child",
            "scores-0-value": "4",
        }
        lead.client.post(f"/reviews/{key}/record", data=sent)
        again = record_fields(lead, key) | {
            "worried-0-text": "",
            "worried-0-goal": "",
            "scores-0-value": "",
            "scores-0-reason": "",
        }
        assert lead.client.post(f"/reviews/{key}/record", data=again).status_code == 303
        assert "Somebody said something wrong" not in lead.words(f"/reviews/{key}")
        with work.at_work():
            assert plan_queries.statements(world.plan_id) == []
            assert numbers(queries.review(key))[1] == []

    def test_an_outcome_moves_and_the_plan_says_so(self, world, work, lead):
        with work.at_work() as by:
            outcome = new_id()
            plans.add_statement(
                plan_queries.plan(world.plan_id), id=outcome, kind="outcome", text="Ama sleeps through",
                progress_at_start=2, progress=2, by=by,
            )  # fmt: skip
        key = work.holds()
        sent = record_fields(lead, key) | {"outcomes-0-status": "slipping", "outcomes-0-progress": "4"}
        assert lead.client.post(f"/reviews/{key}/record", data=sent).status_code == 303
        assert "Ama sleeps through: slipping , 4 out of 10 (it began at 2)" in lead.words(f"/reviews/{key}")
        with work.at_work():
            held = plan_queries.statement(outcome)
            assert (held.status, held.progress) == ("slipping", 4)

    def test_what_happened_since_is_offered_and_once_ticked_stands_in_the_record(self, world, work, lead, app):
        from tests.rooms.recording import Recording

        Recording(app, world).happens("school_changed")
        key = work.holds()
        page = lead.page(f"/reviews/{key}/record")
        box = next(box for box in page.select('input[name="known"]') if "School changed" in box.find_parent("div").text)
        sent = record_fields(lead, key) | {"known": box["value"]}
        assert lead.client.post(f"/reviews/{key}/record", data=sent).status_code == 303
        assert "School changed" in lead.words(f"/reviews/{key}")
        assert not lead.page(f"/reviews/{key}/record").select('input[name="known"]')

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"began_at": "11am", "ended_at": "10am"}, "It ended after it began."),
            ({"scores-0-scale": "ask:0", "scores-0-who": "child", "scores-0-value": "11"}, "between 0 and 10"),
            ({"scores-0-scale": "", "scores-0-who": "child", "scores-0-value": "5"}, "Choose the question"),
            ({"scores-0-scale": "own", "scores-0-who": "child", "scores-0-value": "5"}, "Write your own question"),
            ({"differs-0-who": "", "differs-0-words": "No"}, "Choose who sees it differently"),
            ({"safety-0-sign": "", "safety-0-what": "Ring"}, "Write what would tell us"),
        ],
    )
    def test_what_is_wrong_is_said_and_everything_typed_is_still_there(self, work, lead, typed, sentence):
        key = work.holds()
        sent = record_fields(lead, key) | {"helped": "One person to ask"} | typed
        answer = lead.client.post(f"/reviews/{key}/record", data=sent)
        assert answer.status_code == 422
        assert sentence in answer.text and "One person to ask" in answer.text

    def test_a_question_of_ones_own_is_kept_before_a_number_answers_it_and_once_one_does_it_is_a_question(
        self, work, lead
    ):
        key = work.holds()
        own = {"scale_question": "How are mornings?", "scale_low": "Every day late", "scale_high": "Calm"}
        sent = record_fields(lead, key) | own
        assert lead.client.post(f"/reviews/{key}/record", data=sent).status_code == 303
        again = record_fields(lead, key)
        assert {name: again[name] for name in own} == own
        given = {"scores-0-scale": "own", "scores-0-who": "child", "scores-0-value": "5"}
        assert lead.client.post(f"/reviews/{key}/record", data=again | given).status_code == 303
        with work.reading(key) as review:
            scales, scores = numbers(review)
            assert [(row.question, row.low, row.high) for row in scales] == [tuple(own.values())]
            assert [row.value for row in scores] == [5]
        assert record_fields(lead, key)["scale_question"] == ""

    def test_one_person_has_one_number_for_one_question(self, work, lead):
        key = work.holds()
        sent = record_fields(lead, key) | {
            "scores-0-scale": "ask:0", "scores-0-who": "child", "scores-0-value": "5",
            "scores-1-id": str(new_id()), "scores-1-scale": "ask:0", "scores-1-who": "child", "scores-1-value": "6",
            "decisions-0-text": "The club goes on",
        }  # fmt: skip
        answer = lead.client.post(f"/reviews/{key}/record", data=sent)
        assert answer.status_code == 422 and "two numbers for the same question" in answer.text
        # What was turned down is on the page, and no part of it is saved.
        assert "The club goes on" in answer.text
        with work.reading(key) as review:
            assert (review.state, review.version, queries.items(key)) == ("planned", 1, [])


class TestTwoWhoRecordAtOnce:
    def test_every_word_of_both_is_on_the_page_and_then_in_the_record(self, work, lead):
        key = work.holds()
        first = record_fields(lead, key)
        second = dict(first)
        first |= {
            "family-0-better": "Mornings",
            "well-0-text": "The club",
            "helped": "One person",
            "next_place": "The hub",
        }
        second |= {
            "family-0-better": "Evenings",
            "well-0-id": str(new_id()),
            "well-0-text": "Her friend",
            "helped": "The visits",
        }
        assert lead.client.post(f"/reviews/{key}/record", data=first).status_code == 303
        answer = lead.client.post(f"/reviews/{key}/record", data=second)
        assert answer.status_code == 409
        for words in ("Mornings", "Evenings", "The club", "Her friend", "One person", "The visits", "The hub"):
            assert words in answer.text, words


class TestWhatASignatureNeeds:
    def test_a_looked_after_review_answers_what_it_must(self, world, work):
        key = work.holds(kind="looked_after", days_ago=2)
        work.records(key, considered={})
        with work.reading(key) as review:
            wanted = [sentence for field, sentence in operations.missing(review) if field == "considered"]
            assert len(wanted) == 2 and "in private" in wanted[0]
        work.records(key, considered={"private_talk": "On Monday, at school", "previous_decisions": "All done"})
        work.signs(key, "iro")

    def test_the_other_questions_stand_as_not_answered_and_stop_nothing(self, work):
        key = work.signed(kind="looked_after", who="iro")
        with work.reading(key) as review:
            facts = review_record(review, readers.typical("team", review.child))
            answers = {row["question"]: row["answer"] for row in facts["considered"]}
            assert "" in answers.values() and "Yes, on the day" in answers.values()


class TestPlainWords:
    HARD = "Participation in multidisciplinary consultation regarding accommodation contingencies will be facilitated"

    def written(self, world, work, **more):
        key = work.holds(days_ago=1, **more)
        action = {
            "id": new_id(),
            "text": "Ring the club",
            "young_text": self.HARD,
            "owner_id": world.people["lead"],
            "agency_id": world.agencies["services"],
            "due_on": clock.today() + timedelta(days=20),
            "audiences": ("young_person",),
        }
        work.records(key, actions=[action])
        return key

    def test_a_record_with_hard_words_for_the_child_is_signed_with_a_reason(self, world, work, lead):
        key = self.written(world, work)
        words = lead.words(f"/reviews/{key}")
        assert "reads older than was chosen" in words and self.HARD in words
        lead.press(f"/reviews/{key}/sign")
        with work.reading(key) as review:
            assert review.state == "draft"
        lead.press(f"/reviews/{key}/sign", hard_words_why="It is the name of the course")
        with work.reading(key) as review:
            assert review.state == "signed"
            assert review.decision_facts["hard_words_why"] == "It is the name of the course"

    def test_safeguarding_never_waits_for_plainer_words(self, world, work, browsing):
        key = self.written(world, work, kind="core_group")
        browsing.as_(world.people["lead"]).press(f"/reviews/{key}/sign")
        with work.reading(key) as review:
            assert review.state == "signed"

    def test_the_coach_stands_beside_the_words_and_saves_nothing(self, work, lead):
        key = work.holds()
        sent = record_fields(lead, key) | {
            "actions-0-young_text": self.HARD,
            "look_at_the_words": "actions-0-young_text",
        }
        answer = lead.client.post(f"/reviews/{key}/record", data=sent)
        assert answer.status_code == 200 and "Reads like age" in answer.text and self.HARD in answer.text
        with work.reading(key) as review:
            assert review.version == 1


class TestTheManagersAnswer:
    def test_a_step_up_waits_for_it_and_it_stands_in_the_record(self, world, browsing, work):
        key = work.signed(decision="step_up", decision_reason="Worries have grown")
        lead, manager = browsing.as_(world.people["lead"]), browsing.as_(world.people["manager"])
        assert "A manager has not answered yet" in lead.words(f"/reviews/{key}")
        assert lead.press(f"/reviews/{key}/manager", words="I agree with myself").status_code == 403
        assert manager.press(f"/reviews/{key}/manager", words="Agreed, from Monday").status_code == 303
        assert "Agreed, from Monday" in lead.words(f"/reviews/{key}")

    def test_going_on_as_before_needs_none(self, world, browsing, work):
        key = work.signed()
        assert "manager’s answer" not in browsing.as_(world.people["lead"]).words(f"/reviews/{key}")


class TestNumbersOverTime:
    def test_last_time_stands_beside_now_with_a_picture_and_its_table(self, world, work, lead):
        question = {"question": "How safe is Ama?", "low": "Not at all", "high": "Quite safe"}
        for ago, (child, school) in ((40, (3, 6)), (3, (5, 6))):
            key = work.holds(days_ago=ago)
            work.records(
                key,
                scores=[
                    {"id": new_id(), "scale": question, "who": "Ama", "value": child},
                    {"id": new_id(), "scale": question, "who": "Senco Person", "value": school},
                ],
            )
        page = lead.page(f"/reviews/{key}")
        rows = [
            [cell.text for cell in row.select("th, td")]
            for row in page.select("#part-scaling table")[0].select("tbody tr")
        ]
        assert rows[0][:3] == ["Ama", "5", "3"]
        assert rows[2][:2] == ["All together", "5.5"] and "From 5 to 6" in rows[2][3]
        assert page.select_one("#part-scaling svg title").text == "How safe is Ama?"

    def test_a_question_of_a_conference_is_offered_at_no_other_meeting(self, work, lead):
        key = work.holds(kind="core_group", days_ago=10)
        question = {"question": "How safe is Ama from her uncle?", "low": "", "high": ""}
        work.records(key, scores=[{"id": new_id(), "scale": question, "who": "Ama", "value": 2}])
        assert "from her uncle" in lead.words(f"/reviews/{work.holds(kind='core_group')}/record")
        assert "from her uncle" not in lead.words(f"/reviews/{work.holds()}/record")

    def test_they_are_on_paper(self, work):
        key = work.holds(days_ago=3)
        question = {"question": "How safe is Ama?", "low": "", "high": ""}
        work.records(key, scores=[{"id": new_id(), "scale": question, "who": "Ama", "value": 5, "reason": "The club"}])
        with work.reading(key) as review:
            [asked] = review_record(review, readers.typical("team", review.child))["scaling"]
            assert asked["scores"][0]["score"] == "5" and asked["scores"][0]["reason"] == "The club."


class TestEverySaveIsKept:
    def test_with_the_parts_it_changed(self, work, owner_engine, world):
        from sqlalchemy import select

        key = work.holds(days_ago=1)
        work.records(key)
        sent = {"decisions": [{"id": new_id(), "text": "Another decision"}], "views": None, "actions": None}
        work.records(key, **sent)
        with work.at_work():
            saves = list(
                db.session.scalars(select(ReviewSave).where(ReviewSave.review_id == key).order_by(ReviewSave.number))
            )
        assert len(saves) == 2
        assert {"views", "people", "decisions", "actions", "next"} <= set(saves[0].parts)
        assert saves[1].parts == ["decisions"]

    def test_a_save_is_never_changed(self, work, owner_engine):
        from sqlalchemy import text
        from sqlalchemy.exc import DBAPIError

        key = work.holds(days_ago=1)
        work.records(key)
        with owner_engine.connect() as link, pytest.raises(DBAPIError, match="never change"):
            link.execute(text("update review_save set parts = '{}'"))


class TestWhoSeesAPart:
    def test_each_parents_words_are_their_own(self, world, work, browsing):
        key = work.holds("lead", "parent", "otherparent", days_ago=1)
        with work.reading(key) as review:
            places = {who.name: who.id for who in review.people}
        mine = {"better": "Sleep", "hard": "", "help": "", "agrees": "yes"}
        theirs = {"better": "", "hard": "The flat", "help": ""}
        work.records(key, family={places["Parent Person"]: mine, places["Otherparent Person"]: theirs})
        work.signs(key)
        mine, theirs = (browsing.as_(world.people[who]).words("/family") for who in ("parent", "otherparent"))
        assert "Sleep" in mine and "The flat" not in mine
        assert "The flat" in theirs and "Sleep" not in theirs
        assert "Sleep" in browsing.as_(world.people["lead"]).words(f"/reviews/{key}")

    def test_a_disagreement_said_at_the_meeting_is_never_taken_back_by_a_draft(self, work, lead):
        key = work.holds()
        sent = record_fields(lead, key) | {"differs-0-who": "child", "differs-0-words": "I want to stay"}
        lead.client.post(f"/reviews/{key}/record", data=sent)
        again = record_fields(lead, key)
        number = next(n for n in range(3) if again.get(f"differs-{n}-words") == "I want to stay")
        again |= {f"differs-{number}-words": "", f"differs-{number}-who": ""}
        lead.client.post(f"/reviews/{key}/record", data=again)
        assert "I want to stay" in lead.words(f"/reviews/{key}")
        with work.at_work():
            assert db.session.query(Disagreement).filter_by(review_id=key).count() == 1


class TestThePlanOfTheNextMeeting:
    def test_time_kind_and_place_are_kept_and_printed(self, work):
        key = work.holds(days_ago=1)
        work.records(
            key,
            next_on=clock.today() + timedelta(days=40),
            next_at=time(14, 30),
            next_kind="closure",
            next_place="The hub",
        )
        with work.reading(key) as review:
            coming = review_record(review, readers.typical("team", review.child))["next_review"]
        assert (coming["time"], coming["type"], coming["place"]) == ("2:30pm", "Closing meeting", "The hub")


def test_a_score_belongs_to_one_child_and_stays_there(work, world, app):
    """A row's key taken from another meeting changes nothing there."""

    key = work.holds()
    work.records(key, scores=[{"id": new_id(), "scale": {"question": "How safe?"}, "who": "Ama", "value": 5}])
    with work.at_work():
        score = db.session.query(Score).filter_by(review_id=key).one()
        row, scale = score.id, score.scale_id
    other = work.holds()
    from coordination.db import RuleBroken

    with pytest.raises(RuleBroken, match="belongs to something else"):
        work.records(other, scores=[{"id": row, "scale": scale, "who": "Ama", "value": 9}])
