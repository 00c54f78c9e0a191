"""Mediation, appeals and orders about a decision; and a plan that is kept until the time to appeal has passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.db import RuleBroken, db, new_id
from coordination.ehc.models import Decision, Dispute
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.rights import ceasing, disputes
from coordination.events.models import Event
from tests.rooms.ehcing import Office


@pytest.fixture
def office(app, owner_app, world):
    """The EHC officer at work."""
    return Office(app, owner_app, world)


@pytest.fixture
def told(office):
    """A decision not to assess that was told ten days ago."""
    day = clock.today() - timedelta(days=10)
    return office.decides("not_assess", decided_on=day, told_on=day)


def days_ago(number):
    return clock.today() - timedelta(days=number)


def happened(office, kind):
    with office.owner_app.app_context():
        rows = db.session.scalars(select(Event).where(Event.child_id == office.world.child_id, Event.kind == kind))
        return [row.facts for row in rows]


def decision(key):
    return db.session.get_one(Decision, key)


def appealed(office, told, *, on=None):
    key = new_id()
    with office.at_work() as by:
        disputes.appeal(decision(told), id=key, on=on or days_ago(3), by=by)
    return key


class TestMediation:
    def test_wanted_about_health_held_and_not_agreed(self, office, told):
        key = new_id()
        with office.at_work() as by:
            held = disputes.say_about_mediation(
                decision(told), id=key, wanted=True, on=days_ago(8), about_health=True, by=by
            )
            disputes.tell_health_body(held, on=days_ago(7), by=by)
            disputes.mediated(held, on=days_ago(2), outcome="not_agreed", by=by)
            assert held.closed_on is None
            disputes.certify(held, on=days_ago(1), by=by)
            assert held.closed_on == days_ago(1)
        assert happened(office, "ehc_mediation_wanted") == [{"decision": str(told), "health": True}]
        assert len(happened(office, "ehc_health_body_told")) == 1
        assert happened(office, "ehc_mediation_certificate")[0]["decision_letter_on"] == days_ago(10).isoformat()

    def test_not_wanted_ends_with_the_certificate(self, office, told):
        with office.at_work() as by:
            held = disputes.say_about_mediation(decision(told), id=new_id(), wanted=False, on=days_ago(5), by=by)
            with pytest.raises(RuleBroken):
                disputes.mediated(held, on=days_ago(4), outcome="agreed", by=by)
            with pytest.raises(RuleBroken):
                disputes.tell_health_body(held, on=days_ago(4), by=by)
            disputes.certify(held, on=days_ago(3), by=by)
            assert held.closed_on is not None
        assert happened(office, "ehc_mediation_refused") == [{"decision": str(told)}]

    def test_sent_twice_is_one(self, office, told, owner_app):
        key = new_id()
        for _ in range(2):
            with office.at_work() as by:
                disputes.say_about_mediation(decision(told), id=key, wanted=False, on=days_ago(5), by=by)
        assert len(happened(office, "ehc_mediation_refused")) == 1

    def test_the_certificate_gives_a_month_more(self, office):
        with clock.frozen(datetime(2027, 3, 1, 12, tzinfo=UTC)):
            key = office.decides("not_assess", decided_on=date(2027, 1, 4), told_on=date(2027, 1, 4))
            with office.at_work() as by:
                assert disputes.appeal_until(decision(key)) == date(2027, 3, 4)
                held = disputes.say_about_mediation(
                    decision(key), id=new_id(), wanted=False, on=date(2027, 2, 20), by=by
                )
                disputes.certify(held, on=date(2027, 2, 22), by=by)
                assert disputes.appeal_until(decision(key)) == date(2027, 3, 22)

    @pytest.mark.parametrize("on", [-1, 11])
    def test_not_before_the_letter_and_not_tomorrow(self, office, told, on):
        with office.at_work() as by, pytest.raises(RuleBroken) as broken:
            disputes.say_about_mediation(decision(told), id=new_id(), wanted=True, on=days_ago(on), by=by)
        assert broken.value.field == "on"

    def test_not_before_the_decision_was_told(self, office):
        key = office.decides()
        with office.at_work() as by, pytest.raises(RuleBroken, match="send its letter first"):
            disputes.say_about_mediation(decision(key), id=new_id(), wanted=True, on=clock.today(), by=by)

    def test_not_about_a_decision_without_appeal(self, office):
        key = office.decides("assess", told_on=days_ago(4))
        with office.at_work() as by, pytest.raises(RuleBroken, match="no right of appeal"):
            disputes.appeal(decision(key), id=new_id(), on=clock.today(), by=by)


class TestAppeals:
    @pytest.mark.parametrize("order", list(disputes.ORDERS))
    def test_an_order_starts_its_own_times(self, office, told, order):
        key = appealed(office, told)
        with office.at_work() as by:
            held = db.session.get_one(Dispute, key)
            disputes.decide_appeal(held, on=clock.today(), outcome="allowed", order=order, by=by)
        assert happened(office, "ehc_order_made") == [{"decision": str(told), "order": order, "unopposed": False}]

    def test_giving_way_is_unopposed(self, office, told):
        key = appealed(office, told)
        with office.at_work() as by:
            held = db.session.get_one(Dispute, key)
            disputes.decide_appeal(held, on=clock.today(), outcome="conceded", order="assess", by=by)
        assert happened(office, "ehc_order_made")[0]["unopposed"] is True

    def test_dismissed_orders_nothing(self, office, told):
        key = appealed(office, told)
        with office.at_work() as by:
            held = db.session.get_one(Dispute, key)
            with pytest.raises(RuleBroken):
                disputes.decide_appeal(held, on=clock.today(), outcome="dismissed", order="assess", by=by)
            disputes.decide_appeal(held, on=clock.today(), outcome="dismissed", by=by)
        assert happened(office, "ehc_order_made") == [] and len(happened(office, "ehc_appeal_decided")) == 1

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"outcome": "allowed"}, "order"),
            ({"outcome": "allowed", "order": "everything"}, "order"),
            ({"outcome": "won"}, "outcome"),
            ({"outcome": "dismissed", "on": date(2020, 1, 1)}, "on"),
        ],
    )
    def test_what_is_refused(self, office, told, facts, field):
        key = appealed(office, told)
        with office.at_work() as by, pytest.raises(RuleBroken) as broken:
            disputes.decide_appeal(db.session.get_one(Dispute, key), **({"on": clock.today()} | facts), by=by)
        assert broken.value.field == field

    def test_one_at_a_time(self, office, told):
        appealed(office, told)
        with pytest.raises(RuleBroken, match="open already"):
            appealed(office, told)


class TestEndingAPlan:
    def decided(self, office, plan, **more):
        key = new_id()
        facts = {"reason": "needs_met", "words_of_it": "Meets every outcome.", "consulted": "Family agrees."}
        with office.at_work() as by:
            held = db.session.get_one(FormalPlan, plan)
            ceasing.decide(held, id=key, **(facts | {"on": clock.today()} | more), by=by)
        return key

    def told(self, office, key, on):
        with office.owner_app.app_context():
            db.session.get_one(Decision, key).told_on = on
            db.session.commit()

    def ends(self, office, plan):
        with office.at_work() as by:
            held = db.session.get_one(FormalPlan, plan)
            ceasing.end(held, by=by)
            return held.state

    def test_waits_for_the_letter_and_for_the_time_to_appeal(self, office):
        plan = office.plan()
        with pytest.raises(RuleBroken, match="no decision"):
            self.ends(office, plan)
        key = self.decided(office, plan)
        with pytest.raises(RuleBroken, match="not been told"):
            self.ends(office, plan)
        self.told(office, key, days_ago(20))
        with pytest.raises(RuleBroken, match="kept until the time to appeal has passed"):
            self.ends(office, plan)
        self.told(office, key, days_ago(70))
        assert self.ends(office, plan) == "ceased"
        assert happened(office, "ehc_plan_ceased") == [{"reason": "needs_met"}]

    def test_is_kept_while_an_appeal_is_open_and_after_one_that_was_allowed(self, office):
        plan = office.plan()
        key = self.decided(office, plan)
        self.told(office, key, days_ago(90))
        appeal = appealed(office, key, on=days_ago(40))
        with pytest.raises(RuleBroken, match="appeal about ending this plan is open"):
            self.ends(office, plan)
        with office.at_work() as by:
            disputes.decide_appeal(
                db.session.get_one(Dispute, appeal), on=clock.today(), outcome="allowed", order="make_plan", by=by
            )
        with pytest.raises(RuleBroken, match="was allowed"):
            self.ends(office, plan)

    def test_ends_once_the_appeal_is_dismissed(self, office):
        plan = office.plan()
        key = self.decided(office, plan)
        self.told(office, key, days_ago(20))
        appeal = appealed(office, key, on=days_ago(10))
        with office.at_work() as by:
            disputes.decide_appeal(db.session.get_one(Dispute, appeal), on=clock.today(), outcome="dismissed", by=by)
        assert self.ends(office, plan) == "ceased"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"reason": "bored"}, "reason"),
            ({"words_of_it": " "}, "words_of_it"),
            ({"consulted": ""}, "consulted"),
            ({"on": date(2999, 1, 1)}, "on"),
        ],
    )
    def test_what_is_refused(self, office, facts, field):
        plan = office.plan()
        with pytest.raises(RuleBroken) as broken:
            self.decided(office, plan, **facts)
        assert broken.value.field == field

    def test_a_child_who_died_or_left_needs_no_decision(self, office):
        plan = office.plan()
        with office.at_work() as by:
            held = db.session.get_one(FormalPlan, plan)
            with pytest.raises(RuleBroken):
                ceasing.end_for(held, reason="needs_met", on=clock.today(), by=by)
            ceasing.end_for(held, reason="left_england", on=clock.today(), by=by)
            assert held.state == "ceased"


class TestTheChildsPage:
    def test_leads_to_mediation_and_appeal_once_a_decision_that_may_be_appealed_was_told(
        self, office, told, browsing, world
    ):
        waits = office.decides("not_assess")
        page = browsing.as_(office.officer).page(f"/children/{world.child_id}/ehc")
        assert page.find("a", href=f"/ehc/decisions/{told}/disputes") is not None
        assert page.find("a", href=f"/ehc/decisions/{waits}/disputes") is None
