"""Sending a plan: what a draft never says, the days people have, what they answer, section I, changes to a final."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases.models import Membership
from coordination.children.models import NetworkMember
from coordination.children.statements import StatementVersion
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines.models import Clock
from coordination.documents import operations as documents
from coordination.documents import shape
from coordination.documents.models import DocumentCopy
from coordination.ehc import recipients as rights
from coordination.ehc import telling
from coordination.ehc.models import AnnualReview, Decision
from coordination.ehc.plan import changes, issuing, settings_asked, writing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import FormalPlan, PlanIssue, PlanSent
from coordination.events import operations as events
from coordination.events.models import Event
from tests.browsing import form_fields
from tests.rooms.planning import asked_of
from tests.rooms.sections import Writing

SETTING = "Zebra Hill School"


class Sending(Writing):
    """The EHC officer sends what they wrote."""

    def draft(self, plan_id, days_ago=0):
        """Send the draft, as if so many days ago."""
        with self.at_work() as by:
            plan = plan_queries.plan(plan_id)
            issue = issuing.send_draft(plan, id=new_id(), to=rights.recipients(plan.child), why="", by=by)
            self.long_ago(issue, days_ago)
            return issue.id

    def long_ago(self, issue, days):
        """Let an issue have been sent before today."""
        db.session.execute(
            update(PlanSent).where(PlanSent.issue_id == issue.id).values(sent_on=clock.today() - timedelta(days=days))
        )
        db.session.expire_all()

    def asks(self, plan_id, name=SETTING, path="request", **more):
        """Ask a setting."""
        facts = {"setting_type": "special", "asked_for_by": "Parent Person", "sent_on": clock.today()} | more
        with self.at_work() as by:
            return settings_asked.ask(plan_queries.plan(plan_id), id=new_id(), name=name, path=path, by=by, **facts).id

    def finals(self, plan_id, **more):
        """Make it final."""
        with self.at_work() as by:
            plan = plan_queries.plan(plan_id)
            facts = {"named": None, "type": "mainstream", "reasons": "As found", "signed_by": "Ehc Person"} | more
            return issuing.finalise(plan, id=new_id(), to=rights.recipients(plan.child), by=by, **facts).id

    def kept(self, plan_id):
        """A final plan."""
        self.draft(plan_id, 20)
        return self.finals(plan_id)

    def tells(self, kind):
        """Record that everybody was told of the newest decision of a kind."""
        with self.at_work() as by:
            made = db.session.scalars(
                select(Decision)
                .where(Decision.child_id == self.world.child_id, Decision.kind == kind)
                .order_by(Decision.id.desc())
            ).first()
            assert made.told_on is None
            telling.tell(made, on=clock.today(), by=by.person_id)

    def appeals_run(self):
        """How many times to appeal run."""
        with self.at_work():
            asked = select(Clock.id).where(Clock.child_id == self.world.child_id, Clock.state == "running")
            return len(db.session.scalars(asked.where(Clock.rule == "A18")).all())

    def events(self, *kinds):
        """What the child's history says, by kind."""
        with self.at_work():
            rows = db.session.scalars(
                select(Event).where(Event.child_id == self.world.child_id, Event.kind.in_(kinds)).order_by(Event.id)
            )
            return [(row.kind, dict(row.facts)) for row in rows]


@pytest.fixture
def office(app, world, owner_app):
    """The EHC officer at work, and two parents with parental responsibility."""
    with owner_app.app_context():
        for who, relation in (("parent", "mother"), ("otherparent", "father")):
            db.session.add(
                NetworkMember(
                    authority_id=world.authority_id, child_id=world.child_id, name=who, relation=relation,
                    person_id=world.people[who], parental_responsibility=True,
                )
            )  # fmt: skip
        db.session.commit()
    return Sending(app, world)


@pytest.fixture
def plan_id(office):
    """A plan with something in each section."""
    key = office.starts()
    office.whole(key)
    return key


class TestADraft:
    def test_is_sent_to_everybody_the_law_calls_a_parent_with_a_paper_each(self, office, plan_id, browsing, world):
        officer = browsing.as_(world.people["ehc"])
        answer = officer.send(f"/ehc-plans/{plan_id}/send-draft", {"why": "Please read it"})
        assert answer.status_code == 303
        with office.at_work():
            issue = db.session.scalars(select(PlanIssue).where(PlanIssue.plan_id == plan_id)).one()
            assert issue.kind == "draft"
            names = {one.name for one in issue.sent}
            assert names == {"Parent Person", "Otherparent Person", "Carer Person"}
            copies = db.session.scalars(select(DocumentCopy).where(DocumentCopy.child_id == world.child_id)).all()
            assert {copy.recipient_name for copy in copies} == names
            for copy in copies:
                shape.check("ehc_plan", documents.facts_waiting(copy.document))
                assert copy.document.section == "ehc_plan"
        assert [kind for kind, _ in office.events("ehc_draft_sent")] == ["ehc_draft_sent"]

    def test_goes_to_nobody_of_whom_a_person_has_to_look_first(self, app, world, browsing):
        room = Sending(app, world)
        plan_id = room.starts()
        room.whole(plan_id)
        words = browsing.as_(world.people["ehc"]).words(f"/ehc-plans/{plan_id}/send-draft")
        assert "Parent Person: Parental responsibility is not recorded" in words

    def test_never_says_a_placement_whatever_was_asked_or_decided(self, office, plan_id, browsing, world):
        office.draft(plan_id)
        office.asks(plan_id)
        issue_id = office.draft(plan_id)
        with office.at_work():
            issue = plan_queries.issue(issue_id)
            assert SETTING not in str(issue.content) and "I" not in issue.content
        for who, address in (("parent", f"/ehc-issues/{issue_id}"), ("ehc", f"/ehc-issues/{issue_id}")):
            words = browsing.as_(world.people[who]).words(address)
            assert SETTING not in words and "Empty until the plan is final" in words
        officer = browsing.as_(world.people["ehc"])
        assert SETTING not in officer.words(f"/ehc-plans/{plan_id}/sections/I")
        assert SETTING not in str(office.events("ehc_setting_consulted"))

    def test_holds_what_it_held_when_it_was_sent(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        with office.at_work() as by:
            held = next(one for one in plan_queries.places(plan_id, ["B"]))
            writing.change(plan_queries.place(held.id), seen=1, by=by, text="Something else", area="communication")
        words = browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")
        assert "Speaks to two adults only" in words and "Something else" not in words

    def test_is_set_out_as_the_plan_is(self, office, plan_id, browsing, world):
        page = browsing.as_(world.people["parent"]).page(f"/ehc-issues/{office.draft(plan_id)}")
        assert page.select("dl.plan-facts")
        assert any("css/plans" in link["href"] for link in page.select("link[rel=stylesheet]"))

    def test_that_says_nothing_is_not_sent(self, office):
        with pytest.raises(RuleBroken, match="Nothing is written"):
            office.draft(office.starts())

    def test_a_line_that_was_sent_cannot_be_changed(self, office, plan_id):
        issue_id = office.draft(plan_id)
        with office.at_work():
            with pytest.raises(DBAPIError):
                db.session.execute(
                    text("update formal_plan_issue_line set section = 'C' where issue_id = :key"), {"key": issue_id}
                )
            db.session.rollback()

    @pytest.mark.parametrize(
        ("who", "status"),
        [("parent", 200), ("otherparent", 200), ("carer", 200), ("youngperson", 404), ("lead", 200), ("iro", 200),
         ("provider", 404), ("stranger", 404), ("othersenco", 404)],
    )  # fmt: skip
    def test_is_read_by_whom_it_was_sent_to_and_the_team(self, office, plan_id, browsing, world, who, status):
        issue_id = office.draft(plan_id)
        assert browsing.as_(world.people[who]).get(f"/ehc-issues/{issue_id}").status_code == status


class TestWhatPeopleAnswer:
    def answer(self, office, browsing, world, issue_id, who="parent", **sent):
        with office.at_work():
            key = next(one.id for one in plan_queries.issue(issue_id).sent if one.person_id == world.people[who])
        visitor = browsing.as_(world.people[who])
        facts = {"answer": "changes", "words": "She needs a quiet room", "school_asked": SETTING} | sent
        return visitor.send(f"/ehc-sent/{key}/answer", facts), key

    def test_is_kept_word_for_word_and_replied_to_on_their_own_page(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        answer, key = self.answer(office, browsing, world, issue_id, meeting_wanted="yes")
        assert answer.status_code == 303
        officer = browsing.as_(world.people["ehc"])
        page = officer.words(f"/ehc-issues/{issue_id}")
        assert "She needs a quiet room" in page and "Would like to meet" in page and SETTING in page
        assert f"Parent Person would like: {SETTING}" in officer.words(f"/ehc-plans/{plan_id}/settings")
        assert officer.send(f"/ehc-sent/{key}/reply", {"words": "A room is found"}).status_code == 303
        assert "A room is found" in browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")
        assert [kind for kind, _ in office.events("ehc_representations_received")] == ["ehc_representations_received"]

    def test_is_not_shown_to_the_other_parent_and_nobody_answers_for_them(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        _, key = self.answer(office, browsing, world, issue_id)
        other = browsing.as_(world.people["otherparent"])
        assert "She needs a quiet room" not in other.words(f"/ehc-issues/{issue_id}")
        assert other.get(f"/ehc-sent/{key}/answer").status_code in {403, 404}
        assert browsing.as_(world.people["senco"]).get(f"/ehc-sent/{key}/answer").status_code in {403, 404}

    def test_said_again_stands_beside_what_was_said_before(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        self.answer(office, browsing, world, issue_id)
        self.answer(office, browsing, world, issue_id, words="And a lift")
        words = browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")
        assert "She needs a quiet room" in words and "And a lift" in words

    def test_that_agrees_without_a_word_is_shown_as_it_was_given(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        self.answer(office, browsing, world, issue_id, answer="agrees", words="", school_asked="", meeting_wanted="yes")
        words = browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")
        assert "What you said: I agree with it" in words
        assert "I would like to meet somebody from the council about it" in words

    def test_half_typed_is_put_back_and_gone_once_it_is_sent(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        mother = browsing.as_(world.people["parent"])
        with office.at_work():
            key = next(one.id for one in plan_queries.issue(issue_id).sent if one.person_id == world.people["parent"])
        at, kept = f"/ehc-sent/{key}/answer", f"/drafts/ehc-answer/{world.child_id}/{key}"
        assert mother.page(at).find("form", {"data-draft-url": kept}) is not None
        assert mother.press(kept, words="She needs a qui").status_code == 200
        assert "She needs a qui" in mother.get(at).text
        assert "She needs a qui" not in browsing.as_(world.people["otherparent"]).get(at).text
        mother.send(at, {"answer": "changes", "words": "She needs a quiet room"})
        assert "She needs a qui" not in mother.get(at).text

    @pytest.mark.parametrize("who", ["otherparent", "carer"])
    def test_whose_place_in_the_childs_life_ended_reads_and_answers_nothing_more(
        self, office, plan_id, browsing, world, who
    ):
        issue_id = office.draft(plan_id)
        with office.at_work():
            key = next(one.id for one in plan_queries.issue(issue_id).sent if one.person_id == world.people[who])
        visitor, at = browsing.as_(world.people[who]), f"/ehc-sent/{key}/answer"
        typed = form_fields(visitor.get(at).text, at)
        with office.at_work("lead") as by:
            place = db.session.get(Membership, world.memberships[who])
            cases.end_membership(place, why="Lives elsewhere now", on=clock.today(), by=by)
        for address in (
            f"/my-ehc/{world.child_id}", f"/my-ehc/{world.child_id}/ask", f"/children/{world.child_id}/sent-plans",
            f"/ehc-issues/{issue_id}?language=pl", at,
        ):  # fmt: skip
            assert visitor.get(address).status_code in (403, 404), address
        answer = visitor.client.post(at, data={**typed, "answer": "no", "words": "I object"})
        assert answer.status_code in (403, 404)
        with office.at_work():
            assert db.session.get(PlanSent, key).answered_on is None

    def test_says_what_the_form_asks_and_nothing_in_the_councils_name(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        other = str(world.people["otherparent"])
        answer, key = self.answer(
            office, browsing, world, issue_id, reply="Agreed", replied_on="2020-01-01", person_id=other, name="Nobody",
            sent_on="2020-01-01", audience="carer",
        )  # fmt: skip
        assert answer.status_code == 303
        with office.at_work():
            row = db.session.get(PlanSent, key)
            assert (row.reply, row.name, row.audience, row.sent_on) == (None, "Parent Person", "parent", clock.today())
            assert row.person_id == world.people["parent"] and row.answered_on == clock.today()

    @pytest.mark.parametrize("sent", [{"answer": ""}, {"answer": "moon"}, {"answer": "no", "words": ""}])
    def test_with_something_missing_comes_back(self, office, plan_id, browsing, world, sent):
        issue_id = office.draft(plan_id)
        answer, _ = self.answer(office, browsing, world, issue_id, **sent)
        assert answer.status_code == 422

    def test_is_found_from_the_familys_own_page(self, office, plan_id, browsing, world):
        issue_id = office.draft(plan_id)
        page = browsing.as_(world.people["parent"]).page(f"/children/{world.child_id}/sent-plans")
        assert page.find("a", href=f"/ehc-issues/{issue_id}") is not None
        assert "You have not said yet" in page.get_text()
        nothing = browsing.as_(world.people["youngperson"]).words(f"/children/{world.child_id}/sent-plans")
        assert "Nothing was sent to you yet" in nothing

    def test_once_final_a_parent_is_offered_a_new_assessment_and_told_its_terms(self, office, plan_id, browsing, world):
        mother, page = browsing.as_(world.people["parent"]), f"/my-ehc/{world.child_id}"
        assert mother.page(page).find("a", string="Ask for one")
        office.kept(plan_id)
        found = mother.page(page)
        assert not found.find("a", string="Ask for one")
        assert "govuk-button--secondary" in found.find("a", string="Ask for a new assessment")["class"]
        assert "15 days" in found.get_text() and "at any time" not in found.get_text()
        asks = mother.words(f"{page}/ask")
        assert "Ask for a new assessment" in asks and "15 days" in asks and "6 weeks" not in asks

    def test_while_it_is_a_draft_or_once_it_ended_a_request_is_a_first_one(self, office, plan_id, browsing, world):
        mother, page = browsing.as_(world.people["parent"]), f"/my-ehc/{world.child_id}"
        office.draft(plan_id, 20)
        assert mother.page(page).find("a", string="Ask for one")
        office.finals(plan_id)
        with office.at_work():
            plan_queries.plan(plan_id).state = "ceased"
        assert mother.page(page).find("a", string="Ask for one")
        assert "The council answers within 6 weeks" in mother.words(f"{page}/ask")


class TestMakingItFinal:
    def test_is_refused_before_the_fifteen_days_are_over_and_says_from_when(self, office, plan_id):
        office.draft(plan_id, 14)
        with pytest.raises(RuleBroken, match="may be made final from"):
            office.finals(plan_id)

    def test_is_lawful_on_the_day_after_the_fifteen(self, office, plan_id):
        office.draft(plan_id, 15)
        assert office.finals(plan_id)

    def test_is_lawful_as_soon_as_everybody_has_answered(self, office, plan_id):
        issue_id = office.draft(plan_id)
        with office.at_work() as by:
            issue = plan_queries.issue(issue_id)
            for one in issue.sent:
                issuing.represent(one, issue, answer="agrees", words="", by=by)
        assert office.finals(plan_id)

    def test_needs_a_draft_first(self, office, plan_id):
        with pytest.raises(RuleBroken, match="Send the draft first"):
            office.finals(plan_id)

    @pytest.mark.parametrize("letter", ["B", "E", "F"])
    def test_needs_a_need_an_outcome_and_provision(self, office, plan_id, letter):
        office.draft(plan_id, 20)
        with office.at_work() as by:
            writing.take_out(plan_queries.place(plan_queries.places(plan_id, [letter])[0].id), why="Not so", by=by)
        with pytest.raises(RuleBroken, match=f"in section {letter}"):
            office.finals(plan_id)

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"signed_by": " "}, "signed_by"), ({"type": None}, "placement"), ({"named": new_id()}, "placement"),
         ({"keep": True}, "placement"), ({"type": "independent_special"}, "placement")],
    )  # fmt: skip
    def test_needs_somebody_who_signs_and_a_placement(self, office, plan_id, more, field):
        office.draft(plan_id, 20)
        with pytest.raises(RuleBroken) as broken:
            office.finals(plan_id, **more)
        assert broken.value.field == field

    def test_names_what_the_family_asked_for_unless_a_ground_with_evidence_holds(self, office, plan_id):
        office.draft(plan_id, 20)
        asked = office.asks(plan_id)
        with pytest.raises(RuleBroken, match="section 38"):
            office.finals(plan_id)
        with office.at_work() as by:
            settings_asked.give_ground(
                plan_queries.consultation(asked), ground="unsuitable", evidence="It teaches from 16 on", by=by
            )
        office.finals(plan_id)
        with office.at_work():
            assert plan_queries.consultation(asked).decided == "not_named"
            assert db.session.get(FormalPlan, plan_id).placement["name"] == ""

    def test_writes_section_i_in_the_final_alone_and_never_back_into_the_draft(self, office, plan_id, browsing, world):
        draft_id = office.draft(plan_id, 20)
        asked = office.asks(plan_id)
        final_id = office.finals(plan_id, named=asked)
        parent = browsing.as_(world.people["parent"])
        assert SETTING in parent.words(f"/ehc-issues/{final_id}")
        assert SETTING not in parent.words(f"/ehc-issues/{draft_id}")
        with office.at_work():
            assert "I" not in db.session.get(PlanIssue, draft_id).content
            assert db.session.scalars(select(Decision.kind).where(Decision.plan_id == plan_id)).all() == [
                "plan_content"
            ]
        assert office.events("ehc_plan_issued") == [("ehc_plan_issued", {"number": 2, "amended_plan": False})]

    def test_over_the_page_is_signed_by_the_officer_alone(self, office, plan_id, browsing, world):
        office.draft(plan_id, 20)
        address = f"/ehc-plans/{plan_id}/finalise"
        assert browsing.as_(world.people["senco"]).get(address).status_code == 403
        officer = browsing.as_(world.people["ehc"])
        sent = {"placement": "type", "type": "mainstream", "reasons": "As found", "to_child": "yes"}
        assert officer.send(address, {**sent, "reasons": ""}).status_code == 422
        assert officer.send(address, sent).status_code == 303
        with office.at_work():
            issue = plan_queries.last_final(plan_id)
            kinds = db.session.scalars(select(DocumentCopy).where(DocumentCopy.child_id == world.child_id)).all()
            assert {copy.document.kind for copy in kinds} == {"ehc_plan", "ehc_plan_for_child"}
            page = next(copy for copy in kinds if copy.document.kind == "ehc_plan_for_child")
            facts = documents.facts_waiting(page.document)
            assert facts["i_said"] == ["I want to order my own lunch"]
            assert facts["goals"] == ["You order your own lunch"]
            assert facts["people_do"] == ["You practise with Mrs Tran"]
            issue_id, copy_id = issue.id, page.id
        # Whoever holds no right yet is given that page, and not the plan with everybody's advice in it.
        child = browsing.as_(world.people["youngperson"])
        assert child.get(f"/ehc-issues/{issue_id}").status_code == 404
        assert child.get(f"/documents/copies/{copy_id}").status_code == 200

    def test_is_read_by_everybody_the_law_calls_a_parent(self, office, plan_id, browsing, world):
        issue_id = office.kept(plan_id)
        for who, status in (("parent", 200), ("carer", 200), ("provider", 404), ("stranger", 404)):
            assert browsing.as_(world.people[who]).get(f"/ehc-issues/{issue_id}").status_code == status


class TestSettings:
    @pytest.fixture
    def plan_id(self, office, plan_id):
        """A plan whose draft was sent: a setting is asked with a copy of it."""
        office.draft(plan_id)
        return plan_id

    @pytest.mark.parametrize("path", ["request", "consulted"])
    def test_an_independent_school_outside_section_41_comes_by_representation_only(self, office, plan_id, path):
        with pytest.raises(RuleBroken) as broken:
            office.asks(plan_id, setting_type="independent_special", path=path)
        assert broken.value.field == "path"
        assert office.asks(plan_id, setting_type="independent_special", path="representation")
        assert office.asks(plan_id, setting_type="independent_special", path=path, section_41=True)

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"name": " "}, "name"), ({"path": "moon"}, "path"), ({"setting_type": "moon"}, "setting_type"),
         ({"asked_for_by": ""}, "asked_for_by"), ({"sent_on": clock.today() + timedelta(days=2)}, "sent_on")],
    )  # fmt: skip
    def test_with_something_wrong_is_refused(self, office, plan_id, more, field):
        with pytest.raises(RuleBroken) as broken:
            office.asks(plan_id, **more)
        assert broken.value.field == field

    def test_is_asked_and_answered_over_the_pages_and_the_event_pairs_them(self, office, plan_id, browsing, world):
        officer = browsing.as_(world.people["ehc"])
        address = f"/ehc-plans/{plan_id}/settings"
        sent = {
            "name": SETTING,
            "setting_type": "special",
            "path": "request",
            "asked_for_by": "Parent Person",
            "by_letter": "yes",
        }
        assert officer.send(f"{address}/ask", sent).status_code == 303
        with office.at_work():
            key = plan_queries.consultations(plan_id)[0].id
        assert officer.send(f"/ehc-consultations/{key}/answer", {"answer": "no", "reasons": ""}).status_code == 422
        sent = {"answer": "no", "reasons": "It is full", "places_left": "0"}
        assert officer.send(f"/ehc-consultations/{key}/answer", sent).status_code == 303
        assert officer.send(f"/ehc-consultations/{key}/ground", {"ground": "others"}).status_code == 422
        ground = {"ground": "others", "evidence": "Six to a room for four"}
        assert officer.send(f"/ehc-consultations/{key}/ground", ground).status_code == 303
        words = officer.words(address)
        assert "It is full" in words and "Six to a room for four" in words
        pairs = office.events("ehc_setting_consulted", "ehc_setting_answered")
        assert [facts["setting"] for _, facts in pairs] == [str(key), str(key)]

    def test_are_not_the_familys_nor_another_schools_to_read(self, office, plan_id, browsing, world):
        key = office.asks(plan_id)
        for who in ("parent", "carer", "youngperson", "othersenco", "provider"):
            visitor = browsing.as_(world.people[who])
            assert visitor.get(f"/ehc-plans/{plan_id}/settings").status_code in {403, 404}
            assert visitor.get(f"/ehc-consultations/{key}/answer").status_code in {403, 404}
        assert browsing.as_(world.people["senco"]).get(f"/ehc-consultations/{key}/answer").status_code == 403


class TestChangingAFinalPlan:
    def change(self, office, plan_id):
        with office.at_work() as by:
            held = plan_queries.place(plan_queries.places(plan_id, ["F"])[0].id)
            writing.change(
                held, seen=held.statement.version, by=by, text="Language group, twice a week", sessions_per_week=2
            )
        office.writes(plan_id, "E", "Asks a shopkeeper for help")
        with office.at_work() as by:
            writing.take_out(plan_queries.place(plan_queries.places(plan_id, ["H1"])[0].id), why="It closed", by=by)

    def test_by_a_notice_that_says_exactly_what_changes(self, office, plan_id, browsing, world):
        office.kept(plan_id)
        officer = browsing.as_(world.people["ehc"])
        assert "Send notice of changes" not in officer.words(f"/ehc-plans/{plan_id}")
        self.change(office, plan_id)
        assert "3 things are written here" in officer.words(f"/ehc-plans/{plan_id}")
        address = f"/ehc-plans/{plan_id}/amend"
        assert officer.send(address, {"why": ""}).status_code == 422
        assert officer.send(address, {"why": "Year 8", "evidence": "The review"}).status_code == 303
        with office.at_work():
            issue = plan_queries.issues(plan_id)[0]
            found = {(one["section"], one["what"]): one for one in issue.content["changes"]}
            assert set(found) == {("F", "changed"), ("E", "added"), ("H1", "ended")}
            assert found["F", "changed"]["before"] == "Language group with the programme Talk Well"
            assert ["Times a week", "3", "2"] in found["F", "changed"]["facts"]
            assert "I" not in issue.content
            issue_id = issue.id
            copies = db.session.scalars(select(DocumentCopy).where(DocumentCopy.child_id == world.child_id)).all()
            notice = next(copy for copy in copies if copy.document.kind == "ehc_amendment_notice")
            shape.check("ehc_amendment_notice", documents.facts_waiting(notice.document))
        words = browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")
        assert "It says now: Language group with the programme Talk Well" in words
        assert "It would say: Language group, twice a week" in words and "taken out" in words
        assert [kind for kind, _ in office.events("ehc_amendment_notice_sent")] == ["ehc_amendment_notice_sent"]

    def notice(self, office, plan_id, days_ago=0):
        self.change(office, plan_id)
        with office.at_work() as by:
            plan = plan_queries.plan(plan_id)
            issue = issuing.send_notice(
                plan, id=new_id(), to=rights.recipients(plan.child), why="Year 8", evidence="", by=by
            )
            office.long_ago(issue, days_ago)
            return issue.id

    def test_tells_nobody_that_the_school_is_gone_from_the_plan(self, office, plan_id, browsing, world):
        office.kept(plan_id)
        issue_id = self.notice(office, plan_id)
        words = browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")
        assert "What the plan says now holds until the amended plan is final" in words
        assert "Empty until the plan is final" not in words

    def test_is_made_after_the_days_and_is_then_an_amended_plan(self, office, plan_id):
        office.kept(plan_id)
        self.notice(office, plan_id)
        with pytest.raises(RuleBroken, match=r"22\(2\)\(c\)"):
            office.finals(plan_id, keep=True)
        with office.at_work():
            office.long_ago(plan_queries.issues(plan_id)[0], 15)
        office.finals(plan_id, keep=True)
        with office.at_work():
            assert plan_queries.last_final(plan_id).kind == "amended"
        assert office.events("ehc_amendment_decided") == [("ehc_amendment_decided", {"decision": "amend"})]
        assert office.events("ehc_plan_issued")[-1][1]["amended_plan"] is True

    def test_may_be_appealed_from_the_day_of_the_letter_as_the_first_one_may(self, office, plan_id):
        office.kept(plan_id)
        assert not office.appeals_run()
        office.tells("plan_content")
        assert office.appeals_run() == 1
        self.notice(office, plan_id, 15)
        office.finals(plan_id, keep=True)
        office.tells("plan_content")
        assert office.appeals_run() == 2

    def test_or_is_not_made_with_the_reasons(self, office, plan_id, browsing, world):
        office.kept(plan_id)
        notice_id = self.notice(office, plan_id)
        officer = browsing.as_(world.people["ehc"])
        address = f"/ehc-plans/{plan_id}/not-amend"
        assert officer.send(address, {"reasons": ""}).status_code == 422
        assert officer.send(address, {"reasons": "The review said otherwise"}).status_code == 303
        assert office.events("ehc_amendment_decided") == []
        office.tells("not_amend")
        assert office.events("ehc_amendment_decided") == [("ehc_amendment_decided", {"decision": "not_amend"})]
        assert office.appeals_run()
        with office.at_work() as by:
            issue = plan_queries.issue(notice_id)
            with pytest.raises(RuleBroken, match="decided already"):
                issuing.represent(issue.sent[0], issue, answer="agrees", words="", by=by)

    def test_what_is_not_made_leaves_the_sections_as_the_final_plan_says(self, office, plan_id, browsing, world):
        def said():
            with office.at_work():
                found = changes.as_written(plan_queries.plan(plan_id))
                return sorted((one.section, changes.text_of(one.version), one.version.facts) for one in found)

        office.kept(plan_id)
        final = said()
        notice_id = self.notice(office, plan_id)
        proposed = said()
        assert proposed != final
        officer = browsing.as_(world.people["ehc"])
        assert "may be made final from" in officer.words(f"/ehc-plans/{plan_id}")
        officer.send(f"/ehc-plans/{plan_id}/not-amend", {"reasons": "The review said otherwise"})
        assert said() == final
        page = officer.words(f"/ehc-plans/{plan_id}")
        assert "the sections were put back to what the last final plan says" in page
        assert "Send notice of changes" not in page and "written here that the last final plan" not in page
        assert "Language group, twice a week" in officer.words(f"/ehc-issues/{notice_id}")
        with office.at_work() as by:
            place = plan_queries.places(plan_id, ["F"])[0]
            versions = db.session.scalars(
                select(StatementVersion)
                .where(StatementVersion.statement_id == place.statement_id)
                .order_by(StatementVersion.number)
            ).all()
            assert [changes.text_of(one) for one in versions] == [
                "Language group with the programme Talk Well",
                "Language group, twice a week",
                "Language group with the programme Talk Well",
            ]
            with pytest.raises(RuleBroken, match="Nothing was changed"):
                issuing.send_notice(
                    plan_queries.plan(plan_id), id=new_id(), to=rights.recipients(place.plan.child), why="x",
                    evidence="", by=by,
                )  # fmt: skip

    def test_what_is_not_made_may_be_proposed_again(self, office, plan_id):
        office.kept(plan_id)
        self.notice(office, plan_id)
        with office.at_work() as by:
            issuing.decide_not_to_amend(plan_queries.plan(plan_id), reasons="Not now", by=by)
        with office.at_work():
            assert len(plan_queries.places(plan_id, ["H1"])) == 1
        self.notice(office, plan_id)
        with office.at_work():
            newest = plan_queries.issues(plan_id)[0]
            assert issuing.is_open(newest)
            assert {(one["section"], one["what"]) for one in newest.content["changes"]} == {
                ("F", "changed"), ("E", "added"), ("H1", "ended"),
            }  # fmt: skip

    def test_what_an_entry_answers_goes_back_too(self, office, plan_id):
        def answers():
            with office.at_work():
                return {held.statement.text: set(held.answers) for held in plan_queries.places(plan_id, ["E"])}

        office.kept(plan_id)
        before = answers()
        assert len(before["Orders her own lunch"]) == 2
        with office.at_work() as by:
            held = plan_queries.place(plan_queries.places(plan_id, ["E"])[0].id)
            writing.change(held, seen=held.statement.version, by=by, answers=[])
        assert answers()["Orders her own lunch"] == set()
        self.notice(office, plan_id)
        with office.at_work() as by:
            issuing.decide_not_to_amend(plan_queries.plan(plan_id), reasons="Not now", by=by)
        assert answers() == before

    def moves_on(self, office, world, plan_id, **more):
        """A review of the move to the next school, whose meeting was held three weeks ago."""
        given = {"type": "phase_transfer", "state": "reported", "met_on": clock.today() - timedelta(days=21)} | more
        with office.at_work() as by:
            db.session.add(
                AnnualReview(
                    id=new_id(), authority_id=world.authority_id, child_id=world.child_id, plan_id=plan_id, more={},
                    recorded_by=by.person_id, **given,
                )
            )  # fmt: skip

    @pytest.mark.parametrize("state", ["met", "reported", "decided"])
    def test_counted_from_its_notice_and_never_past_twelve_weeks_from_the_meeting(self, office, plan_id, world, state):
        office.kept(plan_id)
        decision = "amend" if state == "decided" else None
        self.moves_on(office, world, plan_id, met_on=clock.today() - timedelta(days=42), state=state, decision=decision)
        self.notice(office, plan_id)
        with office.at_work():
            due = db.session.scalars(select(Clock.due_on).where(Clock.rule == "A7", Clock.state == "running")).one()
        assert due == clock.today() + timedelta(days=12 * 7 - 42)

    def test_that_follows_no_review_has_its_own_eight_weeks(self, office, plan_id, world):
        office.kept(plan_id)
        self.moves_on(
            office, world, plan_id, met_on=clock.today() - timedelta(days=42), state="done", decision="maintain"
        )
        self.notice(office, plan_id)
        with office.at_work():
            due = db.session.scalars(select(Clock.due_on).where(Clock.rule == "A7", Clock.state == "running")).one()
        assert due == clock.today() + timedelta(days=56)

    @pytest.mark.parametrize(
        ("type", "keep", "state"),
        [("phase_transfer", False, "met"), ("phase_transfer", True, "running"), ("annual", False, "running")],
    )
    def test_the_date_of_a_move_is_met_by_the_plan_that_names_the_next_place(
        self, office, plan_id, world, type, keep, state
    ):
        office.kept(plan_id)
        self.moves_on(office, world, plan_id, type=type)
        with office.at_work() as by:
            events.record(
                authority_id=world.authority_id, child_id=world.child_id, kind="ehc_phase_transfer_due",
                facts={"transfer": "primary_to_secondary", "transfer_year": clock.today().year + 1}, by=by.person_id,
            )  # fmt: skip
        notice_id = self.notice(office, plan_id)
        with office.at_work():
            office.long_ago(plan_queries.issue(notice_id), 15)
        office.finals(plan_id, keep=keep)
        with office.at_work():
            assert db.session.scalars(select(Clock.state).where(Clock.rule == "A8")).one() == state

    def test_nothing_changed_is_no_notice(self, office, plan_id):
        office.kept(plan_id)
        with office.at_work() as by, pytest.raises(RuleBroken, match="Nothing was changed"):
            plan = plan_queries.plan(plan_id)
            issuing.send_notice(plan, id=new_id(), to=rights.recipients(plan.child), why="x", evidence="", by=by)


def test_pages_of_issues_cost_eight_statements_at_most(office, plan_id, browsing, world):
    issue_id = office.draft(plan_id)
    office.asks(plan_id)
    officer, parent = browsing.as_(world.people["ehc"]), browsing.as_(world.people["parent"])
    for visitor, page in (
        (officer, f"/ehc-plans/{plan_id}"),
        (officer, f"/ehc-plans/{plan_id}/settings"),
        (officer, f"/ehc-issues/{issue_id}"),
        (parent, f"/ehc-issues/{issue_id}"),
        (parent, f"/children/{world.child_id}/sent-plans"),
    ):
        visitor.get(page)
        with asked_of(office.app) as asked:
            assert visitor.get(page).status_code == 200
        work = [one for one in asked if one.lower().startswith("select")]
        assert len(work) <= 8, (page, len(work), work)
