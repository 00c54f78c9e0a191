"""EHC reviews: planned in the review room, written on one sheet, reported, decided; who may; what the law dates."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.agencies import queries as agencies
from coordination.cases import queries as cases
from coordination.children.models import NetworkMember
from coordination.db import RuleBroken, db, new_id
from coordination.ehc.letters import sending as letters
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.recording import record
from coordination.ehc.reviewing import answers, words
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    operations as reviewing,
)
from coordination.ehc.reviewing import (
    paper as reviewing_paper,
)
from coordination.ehc.reviewing import queries as asking
from coordination.reviews import operations as meetings
from coordination.reviews import queries as reviews
from coordination.reviews.papers import readers
from coordination.rights import correcting
from tests.browsing import Browsing, form_fields
from tests.rooms.planning import asked_of
from tests.rooms.reviewing import parts
from tests.rooms.yearly import ASKED, Reviewing


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


def events(work, kind):
    with work.at_work():
        return db.session.execute(
            text("select occurred_on, facts from event where child_id = :c and kind = :k order by id"),
            {"c": work.world.child_id, "k": kind},
        ).all()


def clocks(work, rule):
    with work.at_work():
        return db.session.execute(
            text("select state, due_on from clock where child_id = :c and rule = :r order by due_on"),
            {"c": work.world.child_id, "r": rule},
        ).all()


class TestPlanning:
    def test_from_the_plans_page_the_school_begins_the_review_and_everybody_is_invited(self, browsing, work, world):
        plan_id = work.final()
        senco = browsing.as_(world.people["senco"])
        address = f"/ehc-plans/{plan_id}/reviews/plan"
        assert "at least two weeks before" in senco.words(address)
        on = clock.today() + timedelta(days=30)
        answer = senco.send(address, {"type": "annual", **parts("date", on), "at": "10am", "place": "Room 2"})
        assert answer.status_code == 303, answer.text
        page = senco.words(answer.headers["Location"])
        assert "Room 2" not in page and "The meeting has a date" in page
        with work.at_work("senco"):
            annual = asking.open_of(plan_id)
            meeting = reviews.review(annual.review_id)
            assert (meeting.kind, annual.invited_on) == ("ehc_annual", clock.today())
            assert {who.role for who in meeting.people} >= {"PAR", "YP", "SEN", "EHC", "HLT", "SW"}
        ((_, planned),) = events(work, "ehc_review_planned")
        assert planned["meeting_on"] == on.isoformat()
        assert len(events(work, "ehc_review_invited")) == 1

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"type": "phase_transfer", "transfer": ""}, "Choose which move it is about"),
            ({"at": ""}, "Enter the time"),
            ({"type": "yearly"}, "Choose one of the answers"),
            (parts("date", clock.today() - timedelta(days=3)), "must be in the future"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_begun(self, browsing, work, world, sent, sentence):
        plan_id = work.final()
        senco = browsing.as_(world.people["senco"])
        usual = {"type": "annual", **parts("date", clock.today() + timedelta(days=30)), "at": "10:00"}
        answer = senco.send(f"/ehc-plans/{plan_id}/reviews/plan", usual | sent)
        assert answer.status_code == 422
        assert sentence in answer.text
        with work.at_work():
            assert asking.open_of(plan_id) is None

    def test_is_late_in_words_when_less_than_two_weeks_are_left(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key, in_days=10)
        page = browsing.as_(world.people["senco"]).words(f"/ehc-reviews/{key}")
        assert "Invitations went out" in page and "days late" in page and "regulation 20(3)" in page

    def test_in_good_time_nothing_is_late(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key, in_days=30)
        assert "late" not in browsing.as_(world.people["senco"]).words(f"/ehc-reviews/{key}")

    def test_says_whom_the_law_invites_and_nobody_stands_for(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key, asked=[name for name in ASKED if name != "health"])
        page = browsing.as_(world.people["senco"]).words(f"/ehc-reviews/{key}")
        assert "a health professional" in page and "social care officer" not in page

    def test_one_review_at_a_time(self, work):
        plan_id = work.final()
        work.begins(plan_id)
        with pytest.raises(RuleBroken, match="under way"):
            work.begins(plan_id)

    def test_a_meeting_planned_in_the_review_room_is_the_plans_review(self, work, world):
        plan_id = work.final()
        with work.at_work("senco") as by:
            meeting = meetings.plan_review(
                cases.case(world.case_id), id=new_id(), kind="ehc_annual",
                starts_at=clock.now() + timedelta(days=20), by=by,
            )  # fmt: skip
            key = meeting.id
        with work.at_work():
            assert asking.open_of(plan_id).review_id == key
        assert len(events(work, "ehc_review_planned")) == 1

    def test_a_meeting_that_moves_gives_notice_anew_and_one_that_is_off_waits_for_a_date(self, work):
        key = work.begins(work.final())
        meeting_id = work.meets(key)
        with work.at_work("senco") as by:
            later = clock.now() + timedelta(days=50)
            meetings.move_review(reviews.review(meeting_id), starts_at=later, minutes=60, place="", by=by)
        assert [facts["meeting_on"] for _, facts in events(work, "ehc_review_planned")][-1] == clock.london_date(
            later
        ).isoformat()
        with work.at_work("senco") as by:
            meetings.cancel_review(reviews.review(meeting_id), why="Snow", by=by)
        row = work.row(key)
        assert (row["review_id"], row["invited_on"], row["state"]) == (None, None, "preparing")

    def test_of_a_move_its_facts_begin_the_clock_that_is_strictly_before_the_day(self, work):
        work.begins(work.final(), type="phase_transfer", transfer="primary_to_secondary")
        ((_, facts),) = events(work, "ehc_phase_transfer_due")
        assert facts["transfer"] == "primary_to_secondary"
        today = clock.today()
        assert facts["transfer_year"] == today.year + (1 if today.month >= 9 else 0)

    @pytest.mark.parametrize(
        ("year", "code", "before"),
        [
            (-1, "early_years_to_school", "15 February 2027"),
            (6, "primary_to_secondary", "15 February 2027"),
            (11, "secondary_to_post_16", "31 March 2027"),
        ],
    )
    def test_the_year_group_says_which_move_comes(self, year, code, before):
        move = words.move_ahead(year, date(2026, 10, 1))
        assert (move.code, move.before) == (code, before)
        assert words.move_ahead(8, date(2026, 10, 1)) is None


class TestTheClocks:
    def test_of_notice_papers_report_and_decision_run_and_are_met(self, work):
        key = work.begins(work.final())
        work.meets(key, in_days=30, ask_now=False)
        meets = clock.london_date(clock.now() + timedelta(days=30))
        for rule in ("A2", "A3"):
            assert clocks(work, rule) == [("running", meets - timedelta(weeks=2))], rule
        with work.at_work("senco") as by:
            reviewing.ask(asking.one(key), by=by)
            reviewing.papers_sent(asking.one(key), on=clock.today(), by=by)
        assert [clocks(work, rule)[0][0] for rule in ("A2", "A3")] == ["met", "met"]
        work.held(key)
        today = clock.today()
        assert clocks(work, "A4") == [("running", today + timedelta(weeks=2))]
        assert clocks(work, "A5") == [("running", today + timedelta(weeks=4))]
        with work.at_work("senco") as by:
            reviewing_decision.report_sent(asking.one(key), by=by)
        work.decides(key)
        assert [clocks(work, rule)[0][0] for rule in ("A4", "A5")] == ["met", "met"]

    @pytest.mark.parametrize(
        ("transfer", "rule", "month", "last"),
        [("primary_to_secondary", "A8", 2, 14), ("secondary_to_post_16", "A9", 3, 30)],
    )
    def test_of_a_move_ends_before_the_day_the_law_names(self, work, transfer, rule, month, last):
        work.begins(work.final(), type="phase_transfer", transfer=transfer)
        ((state, due),) = clocks(work, rule)
        assert (state, due.month, due.day) == ("running", month, last)


class TestInvitationsAndReports:
    def test_are_sent_once_and_name_nobody(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key, ask_now=False)
        senco = browsing.as_(world.people["senco"])
        assert work.row(key)["invited_on"] is None
        assert senco.press(f"/ehc-reviews/{key}/invite").status_code == 303
        assert senco.press(f"/ehc-reviews/{key}/invite").status_code == 303
        assert work.row(key)["invited_on"] == clock.today()
        assert len(events(work, "ehc_review_invited")) == 1

    def test_reports_are_asked_for_from_whoever_sent_nothing(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key)
        senco = browsing.as_(world.people["senco"])
        answer = senco.press(f"/ehc-reviews/{key}/ask-for-reports")
        assert f"{len(ASKED) - 1} people have been asked" in senco.words(answer.headers["Location"])

    def test_nobody_is_asked_for_a_report_before_they_are_invited(self, work):
        key = work.begins(work.final())
        work.meets(key, ask_now=False)
        with work.at_work("senco") as by, pytest.raises(RuleBroken, match="invitations first"):
            reviewing.ask_for_reports(asking.one(key), by=by)

    def test_the_day_the_reports_went_out_is_kept_once(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key)
        senco = browsing.as_(world.people["senco"])
        page = f"/ehc-reviews/{key}"
        ahead = parts("on", clock.today() + timedelta(days=1))
        assert senco.send(f"{page}/papers", ahead, form_at=page).status_code == 303
        assert work.row(key)["papers_on"] is None
        senco.send(f"{page}/papers", parts("on", clock.today()), form_at=page)
        assert work.row(key)["papers_on"] == clock.today()
        assert len(events(work, "ehc_review_papers_sent")) == 1


class TestTheReviewsOfAPlan:
    def test_stand_behind_the_plans_page(self, browsing, work, world):
        plan_id = work.final()
        senco = browsing.as_(world.people["senco"])
        address = f"/ehc-plans/{plan_id}/reviews"
        assert senco.page(f"/ehc-plans/{plan_id}").find("a", href=address) is not None
        assert senco.page(address).find("a", string="Plan the next review") is not None
        assert browsing.as_(world.people["health"]).page(address).find("a", string="Plan the next review") is None
        # Somebody who reads a part of the plan is not led to pages about all of it.
        provider = browsing.as_(world.people["provider"])
        assert provider.page(f"/ehc-plans/{plan_id}").find("a", href=address) is None
        assert provider.get(address).status_code == 404
        key = work.begins(plan_id)
        work.meets(key)
        page = senco.page(address)
        assert page.find("a", href=f"/ehc-reviews/{key}") is not None
        assert page.find("a", string="Plan the next review") is None


class TestTheSheet:
    def test_keeps_what_is_said_of_each_outcome_and_each_thing_provided(self, browsing, work, world):
        key = work.ready()
        senco = browsing.as_(world.people["senco"])
        page = f"/ehc-reviews/{key}"
        text_of = senco.words(page)
        assert "E1 Orders her own lunch" in text_of and "F1 Language group" in text_of and "Saturday club" in text_of
        answer = senco.send(
            page,
            {
                "progress-0-judgement": "more",
                "progress-0-words": "Five days of five",
                "progress-0-next": "amend",
                "progress-0-target": "Orders for a friend",
                "provision-0-given": "part",
                "provision-0-why": "No adult in spring",
                "needs_b": "yes",
                "needs_b_words": "Speaks to four adults",
                "recommendation": "amend",
                "recommendation_why": "She can do more",
                "sections": ["B", "F"],
                "proposed_b": "Speaks to four adults she knows",
                **parts("chased_on", clock.today()),
            },
        )
        assert answer.status_code == 303, answer.text
        row = work.row(key)
        outcome, provision = str(work.said["E"]), str(work.said["F"])
        assert row["progress"][outcome] == {
            "judgement": "more", "words": "Five days of five", "next": "amend", "target": "Orders for a friend",
        }  # fmt: skip
        assert row["provision"][provision] == {"given": "part", "why": "No adult in spring"}
        assert row["needs"] == {"B": {"changed": "yes", "words": "Speaks to four adults"}}
        assert (row["recommendation"], row["more"]["sections"]) == ("amend", "B, F")
        reading = browsing.as_(world.people["iro"]).words(page)
        assert "More than expected" in reading and "Speaks to four adults she knows" in reading

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"recommendation": "expel"}, "Choose one of the answers"),
            ({"progress-0-judgement": "splendid"}, "Choose one of the answers"),
            ({"attendance": "9" * 400}, "300 characters"),
            (parts("chased_on", clock.today() + timedelta(days=4)), "today or earlier"),
        ],
    )
    def test_what_is_wrong_keeps_what_was_typed_and_saves_nothing(self, browsing, work, world, sent, sentence):
        key = work.ready()
        senco = browsing.as_(world.people["senco"])
        answer = senco.send(f"/ehc-reviews/{key}", {"attainment": "Reads at seven"} | sent)
        assert answer.status_code == 422
        assert sentence in answer.text and "Reads at seven" in answer.text
        assert "attainment" not in work.row(key)["more"]

    def test_says_nothing_about_a_statement_that_is_not_in_this_plan(self, browsing, work, world):
        key = work.ready()
        senco = browsing.as_(world.people["senco"])
        senco.send(f"/ehc-reviews/{key}", {"progress-0-id": str(new_id()), "progress-0-judgement": "more"})
        assert work.row(key)["progress"] == {}

    def test_two_who_write_different_things_lose_nothing(self, browsing, work, world):
        key = work.ready()
        page = f"/ehc-reviews/{key}"
        senco, officer = browsing.as_(world.people["senco"]), browsing.as_(world.people["ehc"])
        opened = form_fields(officer.get(page).text, page)
        senco.send(page, {"attainment": "Reads at seven"})
        answer = officer.client.post(page, data=opened | {"transport": "A taxi"})
        assert answer.status_code == 303
        more = work.row(key)["more"]
        assert (more["attainment"], more["transport"]) == ("Reads at seven", "A taxi")

    def test_two_who_write_the_same_thing_see_both_texts_and_nothing_is_saved_over(self, browsing, work, world):
        key = work.ready()
        page = f"/ehc-reviews/{key}"
        senco, officer = browsing.as_(world.people["senco"]), browsing.as_(world.people["ehc"])
        opened = form_fields(officer.get(page).text, page)
        senco.send(page, {"attainment": "Reads at seven", "pupil_premium": "yes"})
        answer = officer.client.post(page, data=opened | {"attainment": "Reads at eight", "transport": "A taxi"})
        assert answer.status_code == 422
        assert "Reads at seven" in answer.text and "Reads at eight" in answer.text
        assert work.row(key)["more"]["attainment"] == "Reads at seven"
        again = form_fields(answer.text, page)
        assert again["attainment"] == "Reads at seven\n\nReads at eight"
        assert officer.client.post(page, data=again | {"attainment": "Reads at seven to eight"}).status_code == 303
        more = work.row(key)["more"]
        assert (more["attainment"], more["transport"], more["pupil_premium"]) == (
            "Reads at seven to eight", "A taxi", "yes",
        )  # fmt: skip

    def test_what_one_emptied_and_the_other_left_stays_empty(self):
        assert answers.merge({"a": "x"}, {}, {"a": "x"}).answers == {}
        assert answers.merge({"a": "x"}, {"a": "x"}, {}).answers == {}
        assert answers.merge({"recommendation": "keep"}, {"recommendation": "amend"}, {"recommendation": "cease"}) == (
            {"recommendation": "amend"},
            {"recommendation": "cease"},
        )

    def test_adulthood_is_asked_from_year_9(self, browsing, work, world, owner_app):
        key = work.ready()
        senco = browsing.as_(world.people["senco"])
        assert "Preparing for adulthood" not in senco.words(f"/ehc-reviews/{key}")
        with owner_app.app_context():
            born = clock.today().replace(day=1) - timedelta(days=365 * 15)
            db.session.execute(text("update child set born_on = :b where id = :c"), {"b": born, "c": world.child_id})
            db.session.commit()
        page = senco.words(f"/ehc-reviews/{key}")
        assert "regulation 20(6)" in page and "from year 9 it must be considered" in page

    def test_after_the_report_it_stays_as_it_was(self, browsing, work, world):
        key = work.ready()
        with work.at_work("senco") as by:
            reviewing_decision.report_sent(asking.one(key), by=by)
        senco = browsing.as_(world.people["senco"])
        answer = senco.press(f"/ehc-reviews/{key}", version="1", attainment="Later words")
        assert answer.status_code == 422
        assert "attainment" not in work.row(key)["more"]


class TestTheReport:
    def test_waits_for_what_the_law_wants_said(self, browsing, work, world):
        key = work.ready()
        senco = browsing.as_(world.people["senco"])
        page = senco.words(f"/ehc-reviews/{key}/report")
        for wanted in ("1 outcome", "3 things provided", "health and social care", "what the meeting recommends"):
            assert wanted in page
        assert senco.press(f"/ehc-reviews/{key}/report").status_code == 422
        assert (work.row(key)["report_on"], work.copies(key)) == (None, {})

    def test_goes_to_everybody_invited_whom_it_may_go_to_each_with_a_mail_that_names_nobody(
        self, browsing, work, world
    ):
        key = work.ready()
        work.writes_all(key, attainment="Reads at seven")
        senco = browsing.as_(world.people["senco"])
        assert senco.page(f"/ehc-reviews/{key}").find("a", href=f"/ehc-reviews/{key}/report") is not None
        page = senco.words(f"/ehc-reviews/{key}/report")
        # A child of 12 does not hold the rights: their parents are sent it.
        assert "Youngperson Person Not to them" in page and "Parent Person Not to them" not in page
        assert senco.send(f"/ehc-reviews/{key}/report").status_code == 303
        row = work.row(key)
        assert (row["report_on"], row["state"]) == (clock.today(), "reported")
        held = work.copies(key)
        assert set(held) == {f"{name.title()} Person" for name in ASKED if name != "youngperson"}
        for facts in held.values():
            text_of = str(facts)
            assert "Reads at seven" in text_of and "Orders her own lunch" in text_of
            assert "Parent Person" not in text_of
        ((_, facts),) = events(work, "ehc_review_report_sent")
        assert facts == {}
        assert senco.press(f"/ehc-reviews/{key}/report").status_code == 303
        assert len(events(work, "ehc_review_report_sent")) == 1

    def test_each_opens_their_own_copy_and_no_other(self, browsing, work, world):
        key = work.ready()
        work.writes_all(key)
        browsing.as_(world.people["senco"]).send(f"/ehc-reviews/{key}/report")
        with work.at_work():
            rows = db.session.execute(
                text(
                    "select c.id, c.recipient_id from document_copy c join issued_document d on d.id = c.document_id"
                    " where d.kind = 'ehc_review_report' and d.child_id = :c"
                ),
                {"c": world.child_id},
            ).all()
        for copy_id, recipient in rows:
            assert browsing.as_(recipient).get(f"/documents/copies/{copy_id}").status_code == 200
            for who in ("otherparent", "carer", "stranger", "provider"):
                assert browsing.as_(world.people[who]).get(f"/documents/copies/{copy_id}").status_code in {403, 404}

    def test_its_parents_read_on_their_page_that_it_came_and_what_was_decided(self, browsing, work, world):
        key = work.ready(days_ago=7)
        work.writes_all(key)
        mother = browsing.as_(world.people["parent"])
        page = f"/my-ehc/{world.child_id}"
        assert "report of the meeting" not in mother.words(page)
        browsing.as_(world.people["senco"]).send(f"/ehc-reviews/{key}/report")
        assert "The report of the meeting was sent on" in mother.words(page)
        work.decides(key, "maintain", told=False)
        assert "the plan stays as it is" not in mother.words(page)
        browsing.as_(world.people["ehc"]).send(f"/ehc-reviews/{key}/told", parts("told_on", clock.today()))
        assert "After the yearly review the plan stays as it is." in mother.words(page)
        assert "you may appeal" in mother.words(page)

    def test_a_family_reads_what_they_were_sent_and_the_team_what_stands(self, work, world):
        key = work.ready()
        work.writes_all(key)
        plan_id = work.row(key)["plan_id"]
        fresh = work.writes(plan_id, "E", "Rides the bus alone", answers=[work.said["B"]])
        work.issues(plan_id, leaving_out={fresh})
        with work.at_work("senco") as by:
            annual = asking.one(key)
            said = answers.of_review(annual) | {f"progress.{fresh}.judgement": "less"}
            reviewing_decision.save(annual, said, seen=annual.version, base=said, by=by)
            reviewing_paper.send(annual, by=readers.of_person(agencies.person(by.person_id), annual.child))
        held = work.copies(key)
        assert "Rides the bus alone" not in str(held["Parent Person"])
        assert "Rides the bus alone" in str(held["Health Person"])

    def test_what_a_parent_disputes_stands_in_the_copies_of_workers_and_of_no_family(self, browsing, work, world):
        mother = browsing.as_(world.people["parent"])
        mother.send(f"/family/{world.child_id}/wrong", {"about_what": "school", "wrong": "She moved in January"})
        with work.at_work("lead") as by:
            correcting.declined(correcting.of_child(world.child_id)[0], answer="The register says March.", by=by)
        key = work.ready()
        work.writes_all(key)
        with work.at_work("senco") as by:
            reviewing_paper.send(
                asking.one(key), by=readers.of_person(agencies.person(by.person_id), asking.one(key).child)
            )
        held = work.copies(key)
        given = {name for name, facts in held.items() if "She moved in January" in str(facts)}
        # Health reads part of what is known of school, so what is said of it is not theirs.
        assert "Senco Person" in given and not given & {"Parent Person", "Youngperson Person", "Health Person"}
        assert {"Parent Person", "Health Person"} <= set(held)

    def test_is_for_those_who_may_send_it(self, browsing, work, world):
        key = work.ready()
        for who, status in (("senco", 200), ("ehc", 200), ("virtualschool", 403), ("health", 403), ("parent", 403)):
            assert browsing.as_(world.people[who]).get(f"/ehc-reviews/{key}/report").status_code == status, who


class TestTheDecision:
    def test_is_recorded_by_the_officer_and_finished_with_the_letter(self, browsing, work, world):
        key = work.ready(days_ago=7)
        officer = browsing.as_(world.people["ehc"])
        answer = officer.send(f"/ehc-reviews/{key}/decide", {"kind": "maintain", "reasons": "It still fits"})
        assert answer.status_code == 303, answer.text
        page = officer.words(answer.headers["Location"])
        assert "Nobody was written to yet" in page and "It still fits" in page
        assert events(work, "ehc_review_completed") == []
        assert officer.send(f"/ehc-reviews/{key}/told", parts("told_on", clock.today())).status_code == 303
        ((on, facts),) = events(work, "ehc_review_completed")
        assert (on, facts["decision"]) == (clock.today(), "maintain")
        assert work.row(key)["state"] == "done"

    def test_begins_the_next_twelve_months_on_the_day_of_the_letter(self, work):
        key = work.ready(days_ago=7)
        work.decides(key)
        running = [due for state, due in clocks(work, "A1") if state == "running"]
        assert len(running) == 1 and running[0] > clock.today() + timedelta(days=350)
        assert [state for state, _ in clocks(work, "A1")] == ["met", "running"]

    def test_to_change_the_plan_stands_only_beside_the_notice_that_was_sent(self, browsing, work, world):
        key = work.ready()
        officer = browsing.as_(world.people["ehc"])
        sent = {"kind": "amend", "reasons": "She can do more"}
        answer = officer.send(f"/ehc-reviews/{key}/decide", sent)
        assert answer.status_code == 422 and "in one notice" in answer.text
        assert work.row(key)["decision"] is None
        issue = work.notice(work.row(key)["plan_id"])
        assert officer.send(f"/ehc-reviews/{key}/decide", sent).status_code == 303
        row = work.row(key)
        assert (row["decision"], row["state"], row["more"]["notice_id"]) == ("amend", "decided", str(issue))
        ((on, facts),) = events(work, "ehc_review_completed")
        assert (on, facts["decision"]) == (clock.today(), "amend")

    def test_a_letter_of_the_decision_finishes_the_review(self, browsing, work, world, owner_app):
        with owner_app.app_context():
            db.session.add(
                NetworkMember(
                    authority_id=world.authority_id, child_id=world.child_id, relation="mother", name="Parent Person",
                    person_id=world.people["parent"], parental_responsibility=True,
                )
            )  # fmt: skip
            db.session.commit()
        key = work.ready()
        made = work.decides(key, told=False)
        officer = browsing.as_(world.people["ehc"])
        assert officer.press(f"/ehc/decisions/{made}/letters").status_code == 303
        with work.at_work("ehc") as by:
            for letter in letters.about_this("maintain", made):
                record(letter, "ehc_decision_letter_sent", by.person_id, decision=str(made))
        assert work.row(key)["state"] == "done"
        assert len(events(work, "ehc_review_completed")) == 1

    def test_the_notice_that_the_council_sends_carries_the_day_of_the_meeting(self, work, world):
        key = work.ready(days_ago=3)
        with work.at_work():
            found = asking.meeting_of_plan(work.row(key)["plan_id"])
        assert found == {"meeting_on": (clock.today() - timedelta(days=3)).isoformat()}

    def test_a_change_is_finished_with_the_amended_plan(self, work):
        key = work.ready()
        plan_id = work.row(key)["plan_id"]
        work.notice(plan_id)
        work.decides(key, "amend")
        with work.at_work() as by:
            record(plan_queries.plan(plan_id), "ehc_plan_issued", by.person_id, number=10, amended_plan=True)
        assert work.row(key)["state"] == "done"

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"reasons": ""}, "Give the reasons"),
            ({"kind": "perhaps"}, "Choose one of the answers"),
            (parts("decided_on", clock.today() + timedelta(days=2)), "today or earlier"),
            (parts("decided_on", clock.today() - timedelta(days=60)), "after the meeting"),
        ],
    )
    def test_what_is_wrong_is_said(self, browsing, work, world, sent, sentence):
        key = work.ready()
        usual = {"kind": "maintain", "reasons": "It fits", **parts("decided_on", clock.today())}
        answer = browsing.as_(world.people["ehc"]).send(f"/ehc-reviews/{key}/decide", usual | sent)
        assert answer.status_code == 422 and sentence in answer.text
        assert work.row(key)["decision"] is None

    def test_comes_after_the_meeting_and_once(self, work):
        key = work.begins(work.final())
        work.meets(key)
        with pytest.raises(RuleBroken, match="not held yet"):
            work.decides(key)
        work.held(key)
        work.decides(key)
        with pytest.raises(RuleBroken, match="already"):
            work.decides(key, "cease")


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "reads", "writes", "decides"),
        [
            ("senco", True, True, False),
            ("virtualschool", True, True, False),
            ("ehc", True, True, True),
            ("health", True, False, False),
            ("lead", True, False, False),
            ("iro", True, False, False),
            ("supervisor", False, False, False),
            ("provider", False, False, False),
            ("parent", False, False, False),
            ("youngperson", False, False, False),
            ("carer", False, False, False),
            ("stranger", False, False, False),
            ("othersenco", False, False, False),
        ],
    )
    def test_is_the_policys_answer_both_ways(self, browsing, work, world, who, reads, writes, decides):
        key = work.ready()
        visitor = browsing.as_(world.people[who])
        page = f"/ehc-reviews/{key}"
        answer = visitor.get(page)
        assert (answer.status_code == 200) == reads
        assert reads or "Orders her own lunch" not in answer.text
        for verb in ("", "/invite", "/ask-for-reports", "/papers", "/held"):
            assert (visitor.press(page + verb).status_code not in {403, 404}) == writes, verb
        assert (visitor.get(f"{page}/decide").status_code == 200) == decides
        row = work.row(key)
        assert row["decision"] is None and row["progress"] == {}

    def test_the_key_of_another_childs_review_opens_nothing(self, browsing, work, world):
        work.ready()
        assert browsing.as_(world.people["senco"]).get(f"/ehc-reviews/{new_id()}").status_code == 404


class TestTheList:
    def test_says_due_why_where_it_stands_and_what_is_missing(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key)
        page = browsing.as_(world.people["senco"]).words("/ehc-reviews")
        assert "Advice sent round before the annual review" in page and "Being prepared" in page
        assert "The child’s views" in page and "reports of" in page

    def test_counts_the_next_year_once_a_review_is_finished(self, browsing, work, world):
        work.decides(work.ready(days_ago=7), "maintain")
        with work.at_work():
            (line,) = asking.listed()
        assert line.annual.state == "done"
        assert line.due_on > clock.today() + timedelta(days=300)

    def test_is_for_those_who_look_after_reviews(self, browsing, work, world):
        work.final()
        for who, status in (("senco", 200), ("virtualschool", 200), ("ehc", 200), ("lead", 403), ("parent", 403)):
            assert browsing.as_(world.people[who]).get("/ehc-reviews").status_code == status
        assert "No child whose record" in browsing.as_(world.people["othersenco"]).words("/ehc-reviews?show=all")

    def test_dates_are_planned_for_many_at_once_and_invitations_sent(self, browsing, work, world):
        plan_id = work.final()
        senco = browsing.as_(world.people["senco"])
        answer = senco.press("/ehc-reviews/many", plan=str(plan_id), do="dates")
        address = answer.headers["Location"]
        assert senco.send(address).status_code == 303
        with work.at_work():
            key = asking.open_of(plan_id).id
        assert work.row(key)["invited_on"] is None
        senco.press("/ehc-reviews/many", plan=str(plan_id), do="invite")
        assert work.row(key)["invited_on"] == clock.today()
        senco.press("/ehc-reviews/many", plan=str(plan_id), do="reports")
        assert work.row(key)["more"]["reports_asked_on"] == clock.today().isoformat()

    def test_a_row_with_a_day_and_no_time_is_said_and_nothing_is_planned(self, browsing, work, world):
        plan_id = work.final()
        senco = browsing.as_(world.people["senco"])
        answer = senco.send(f"/ehc-reviews/dates?plan={plan_id}", {"dates-0-at": ""})
        assert answer.status_code == 422 and "a day and a time" in answer.text
        with work.at_work():
            assert asking.open_of(plan_id) is None

    def test_somebody_elses_pupil_is_left_alone(self, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key, ask_now=False)
        plan_id = work.row(key)["plan_id"]
        for who in ("othersenco", "stranger", "lead"):
            browsing.as_(world.people[who]).press("/ehc-reviews/many", plan=str(plan_id), do="invite")
        assert work.row(key)["invited_on"] is None

    def test_the_officer_starts_from_what_waits_for_a_decision(self, browsing, work, world):
        key = work.ready()
        officer = browsing.as_(world.people["ehc"])
        assert officer.page("/ehc-reviews").find("a", href=f"/ehc-reviews/{key}/decide") is not None
        work.decides(key)
        assert officer.page("/ehc-reviews").find("a", href=f"/ehc-reviews/{key}/decide") is None

    def test_costs_the_same_however_many_pupils_there_are(self, app, browsing, work, world):
        key = work.begins(work.final())
        work.meets(key)
        senco = browsing.as_(world.people["senco"])
        senco.get("/ehc-reviews")
        with asked_of(app) as asked:
            senco.get("/ehc-reviews")
        assert len(asked) <= 8, asked


class TestTheDemo:
    def test_a_school_finds_its_pupils_at_every_step(self, demo_app, demo):
        senco = Browsing(demo_app).as_(demo.people["senco"])
        page = senco.words("/ehc-reviews?show=all")
        for wanted in ("Not begun", "Being prepared", "Meeting held: report to be sent", "days late"):
            assert wanted in page, wanted
        officer = Browsing(demo_app).as_(demo.people["sendofficer"])
        assert officer.page("/ehc-reviews").find("a", href=re.compile("/decide$")) is not None
