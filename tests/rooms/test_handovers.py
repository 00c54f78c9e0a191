"""Handing a record over: who may give what to whom, the receipts, the reminder, and another authority that accepts."""

import pytest

from coordination import clock, create_app, jobs
from coordination.cases.models import Membership
from coordination.db import db
from coordination.handovers.models import Handover
from coordination.messages.models import OutboxMessage
from tests.rooms.history import Kept, ago, on


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


def hands_over(child, to="senco", who="lead", **fields):
    sent = {
        "reason": "school",
        "to": str(child.world.memberships[to]),
        "office": "SENCO",
        "parts": ["plan", "chronology"],
        "note": "Ring before you write",
        **on("moves_on", ago(0)),
        **fields,
    }
    child.writes("handovers/add", who, **sent)
    return child.rows(Handover)[-1]


def page(held):
    return f"/handovers/{held.id}"


def mails(child, held):
    return child.does(
        lambda row, by: [
            mail.template
            for mail in db.session.query(OutboxMessage).filter_by(about_id=held.id).order_by(OutboxMessage.id)
        ]
    )


class TestSending:
    def test_sent_received_and_read_each_have_their_time(self, child):
        held = hands_over(child)
        assert child.as_("lead").words(f"{child.record}/handovers").count("Not yet") == 2
        receiver = child.as_("senco")
        assert "Ring before you write" in receiver.words(page(held))
        assert receiver.press(f"{page(held)}/receipt", step="received").status_code == 303
        assert child.as_("lead").words(f"{child.record}/handovers").count("Not yet") == 1
        receiver.press(f"{page(held)}/receipt", step="read")
        assert "Not yet" not in child.as_("lead").words(f"{child.record}/handovers")

    def test_reading_it_says_that_it_came(self, child):
        held = hands_over(child)
        child.as_("senco").press(f"{page(held)}/receipt", step="read")
        (held,) = child.rows(Handover)
        assert held.received_at and held.read_at

    def test_the_first_time_counts(self, child):
        held = hands_over(child)
        child.as_("senco").press(f"{page(held)}/receipt", step="received")
        first = child.rows(Handover)[0].received_at
        child.as_("senco").press(f"{page(held)}/receipt", step="received")
        assert child.rows(Handover)[0].received_at == first

    def test_only_parts_the_sender_may_give_are_offered(self, child):
        words = child.as_("lead").words(f"{child.record}/handovers/add")
        assert "The plan, with its open actions" in words and "EHC plan" not in words

    def test_nothing_else_is_taken(self, child):
        refused = child.refused(
            "handovers/add",
            reason="school",
            to=str(child.world.memberships["senco"]),
            office="SENCO",
            parts=["ehc"],
            **on("moves_on", ago(0)),
        )
        assert "Choose from the answers on the page" in refused

    def test_nobody_off_the_team_and_none_of_the_family_receives_it(self, child):
        text = child.as_("lead").get(f"{child.record}/handovers/add").text
        for key in ("carer", "parent", "youngperson", "lead"):
            assert str(child.world.memberships[key]) not in text

    @pytest.mark.parametrize("who", ["senco", "health", "iro"])
    def test_who_may_give_nothing_hands_nothing_over(self, child, who):
        answer = child.as_(who).get(f"{child.record}/handovers/add")
        assert answer.status_code in {200, 403, 404}
        assert answer.status_code != 200 or "The plan, with its open actions" not in answer.text

    @pytest.mark.parametrize("who", ["stranger", "parent", "carer", "youngperson"])
    def test_nobody_else_opens_the_pages(self, child, who):
        held = hands_over(child)
        for address in (f"{child.record}/handovers", f"{child.record}/handovers/add", page(held)):
            assert child.as_(who).get(address).status_code in {403, 404}


class TestReceiving:
    def test_a_part_that_is_not_theirs_to_read_is_not_opened_by_it(self, child):
        held = hands_over(child, parts=["plan", "social_care"])
        words = child.as_("senco").words(page(held))
        assert "Assessments and plans of children’s social care: not opened to you" in words

    def test_somebody_elses_is_not_theirs(self, child):
        held = hands_over(child)
        assert child.as_("health").get(page(held)).status_code in {403, 404}
        assert child.as_("dsl").press(f"{page(held)}/receipt", step="read").status_code in {403, 404}

    def test_who_sent_it_does_not_answer_for_them(self, child):
        held = hands_over(child)
        assert child.as_("lead").press(f"{page(held)}/receipt", step="read").status_code == 403
        assert child.rows(Handover)[0].received_at is None


class TestReminding:
    @pytest.fixture(autouse=True)
    def as_the_worker(self, app, settings):
        jobs.serve_for(create_app(settings, login="worker"))
        yield
        jobs.serve_for(app)

    def remind(self, child, held):
        jobs.run("handovers.remind", child=str(child.world.child_id), handover=str(held.id))

    def test_they_are_told_and_reminded_once(self, child):
        held = hands_over(child)
        assert mails(child, held) == ["document_ready"]
        self.remind(child, held)
        self.remind(child, held)
        assert mails(child, held) == ["document_ready", "document_reminder"]
        assert "Reminded" in child.as_("lead").words(page(held))

    def test_not_who_has_said_that_they_have_it(self, child):
        held = hands_over(child)
        child.as_("senco").press(f"{page(held)}/receipt", step="received")
        self.remind(child, held)
        assert mails(child, held) == ["document_ready"]

    def test_not_who_left_the_team(self, child):
        held = hands_over(child)

        def leaves(row, by):
            db.session.get(Membership, child.world.memberships["senco"]).to_on = clock.today()

        child.does(leaves)
        self.remind(child, held)
        assert mails(child, held) == ["document_ready"]


class TestAnotherAuthority:
    def test_until_it_is_accepted_the_old_one_stays_responsible(self, child):
        held = hands_over(child, to="ehc", reason="authority")
        assert "Until this is accepted" in child.as_("ehc").words(page(held))
        answer = child.as_("ehc").send(page(held), on("responsible_from", ago(0)))
        assert answer.status_code == 303, answer.text
        words = child.as_("lead").words(page(held))
        assert "answers for the child from" in words and "Until this is accepted" not in words

    def test_not_from_a_day_before_the_move(self, child):
        held = hands_over(child, to="ehc", reason="authority")
        answer = child.as_("ehc").send(page(held), on("responsible_from", ago(3)))
        assert answer.status_code == 422 and "the day of the move or later" in answer.text

    def test_a_move_of_school_is_not_accepted(self, child):
        held = hands_over(child)
        child.as_("senco").send(page(held), on("responsible_from", ago(0)))
        assert child.rows(Handover)[0].accepted_at is None
