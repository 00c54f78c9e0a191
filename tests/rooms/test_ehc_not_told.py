"""A parent who is not told where the child lives: nothing of the EHC papers that would tell them goes out by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.agencies.models import Authority
from coordination.care.models import LegalStatus, Placement, WhereaboutsKept
from coordination.children.models import ChildAddress, NetworkMember, SchoolPlace
from coordination.db import RuleBroken, db, new_id
from coordination.documents import shape
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.ehc import recipients as rights
from coordination.ehc import withholding
from coordination.ehc.letters import sending as letters
from coordination.ehc.letters import templates
from coordination.ehc.models import Decision, Letter
from coordination.ehc.plan import issuing, papers
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import PlanSent
from coordination.protected import papers as papers_that_wait
from coordination.protected.models import HeldText
from coordination.protected.papers import PAPERS
from coordination.whereabouts import operations
from tests.browsing import words_of
from tests.rooms.ehcing import CONTACTS
from tests.rooms.protecting import Protecting
from tests.rooms.test_ehc_plan_issues import SETTING, Sending
from tests.rooms.test_family_parents import as_bytes

NOT_TOLD = "This parent is not told where the child lives"
DECISION = {
    "why": "Section I would lead him to her home",
    "manager": "Manager Person",
    "advice_from": "Legal services",
}


class Kept(Sending):
    """A child in care, of two parents with accounts, one of whom is not told."""

    def begins(self):
        since = clock.today() - timedelta(days=100)
        keys = {"authority_id": self.world.authority_id, "child_id": self.world.child_id}
        with self.at_work("lead"):
            for who, relation in (("parent", "mother"), ("otherparent", "father")):
                db.session.add(
                    NetworkMember(
                        id=new_id(), name=f"{who.title()} Person", relation=relation, parental_responsibility=True,
                        person_id=self.world.people[who], **keys,
                    )
                )  # fmt: skip
            db.session.add(LegalStatus(code="C2", from_on=since, **keys))
            db.session.add(Placement(code="U6", from_on=since, agency_id=self.world.agencies["fostering"], **keys))
            db.session.add(ChildAddress(kind="home", lines="12 Orchard Way, Testham", postcode="TS1 4AB", **keys))
            db.session.add(SchoolPlace(name="Kestrel Grange School", **keys))
        return self

    def keeps_from(self, who="otherparent"):
        with self.at_work("manager"):
            db.session.add(
                WhereaboutsKept(
                    authority_id=self.world.authority_id, child_id=self.world.child_id,
                    person_id=self.world.people[who], name=f"{who.title()} Person", ground="C2", why="He followed her",
                    from_on=clock.today(),
                )
            )  # fmt: skip

    def named(self, plan_id):
        """The plan made final for the school that was asked."""
        self.draft(plan_id, 20)
        asked = self.asks(plan_id)
        return self.finals(plan_id, named=asked, type=None)

    def decides(self, answer, who="otherparent"):
        with self.at_work() as by:
            child = plan_queries.plan(self.plan_id).child
            to = next(to for to in rights.recipients(child) if to.person_id == self.world.people[who])
            withholding.decide(child, id=new_id(), to=to, answer=answer, advice_on=clock.today(), by=by, **DECISION)

    def sent_to(self, issue_id):
        with self.at_work():
            return {
                row.person_id: row for row in db.session.scalars(select(PlanSent).where(PlanSent.issue_id == issue_id))
            }

    def papers(self, issue_id):
        """What each person's paper says, by account."""
        with self.at_work() as by:
            papers.give_out(plan_queries.issue(issue_id), by=by)
            held = db.session.execute(
                select(DocumentCopy.recipient_id, IssuedDocument.id, IssuedDocument.facts_digest)
                .join(IssuedDocument, IssuedDocument.id == DocumentCopy.document_id)
                .where(IssuedDocument.about_id == issue_id)
            ).all()
            return {person: (document, digest) for person, document, digest in held}


@pytest.fixture
def office(app, owner_app, world):
    with owner_app.app_context():
        templates.keep_details(db.session.get_one(Authority, world.authority_id), **CONTACTS)
        db.session.commit()
    return Kept(app, world).begins()


@pytest.fixture
def plan_id(office):
    office.plan_id = office.starts()
    office.whole(office.plan_id)
    office.writes(office.plan_id, "F", "Her day begins at Kestrel-Grange at half past eight", who="Mrs Tran",
                  answers=[], sessions_per_week=5, session_minutes=30)  # fmt: skip
    return office.plan_id


def other(world):
    return world.people["otherparent"]


class TestAPlan:
    def test_goes_to_everybody_but_the_parent_who_is_not_told(self, office, plan_id, world):
        office.keeps_from()
        assert other(world) not in office.sent_to(office.draft(plan_id))
        assert world.people["parent"] in office.sent_to(office.named(plan_id))

    def test_goes_to_both_while_nothing_is_decided_about_either(self, office, plan_id, world):
        assert {world.people["parent"], other(world)} <= set(office.sent_to(office.draft(plan_id)))

    def test_for_nobody_else_is_stopped_with_the_reason(self, office, plan_id, world):
        office.keeps_from()
        with office.at_work() as by:
            plan = plan_queries.plan(plan_id)
            only = [to for to in rights.recipients(plan.child) if to.person_id == other(world)]
            with pytest.raises(RuleBroken, match=NOT_TOLD):
                issuing.send_draft(plan, id=new_id(), to=only, why="", by=by)

    def test_as_its_final_page_is_not_there_for_them(self, office, plan_id, world, browsing):
        office.keeps_from()
        issue_id = office.named(plan_id)
        kept, told = browsing.as_(other(world)), browsing.as_(world.people["parent"])
        assert kept.get(f"/ehc-issues/{issue_id}").status_code == 404
        assert SETTING in told.words(f"/ehc-issues/{issue_id}")

    def test_leaves_their_pages_as_if_nothing_had_been_sent(self, office, plan_id, world, browsing):
        office.keeps_from()
        kept = browsing.as_(other(world))
        pages = [f"/children/{world.child_id}/sent-plans", f"/my-ehc/{world.child_id}", "/"]
        before = [as_bytes(kept, page) for page in pages]
        office.draft(plan_id)
        assert [as_bytes(kept, page) for page in pages] == before

    def test_what_they_were_sent_before_stays_theirs(self, office, plan_id, world, browsing):
        issue_id = office.draft(plan_id)
        office.keeps_from()
        assert browsing.as_(other(world)).get(f"/ehc-issues/{issue_id}").status_code == 200


class TestWhatAManagerDecides:
    def test_a_copy_with_the_place_left_out(self, office, plan_id, world, browsing):
        office.keeps_from()
        office.decides("withheld")
        issue_id = office.named(plan_id)
        assert office.sent_to(issue_id)[other(world)].withheld
        said = browsing.as_(other(world)).words(f"/ehc-issues/{issue_id}")
        for name in (SETTING, "Kestrel", "Orchard", "Test fostering"):
            assert name not in said
        assert "Withheld." in said and "[withheld]" in said and "Orders her own lunch" in said
        assert SETTING in browsing.as_(world.people["parent"]).words(f"/ehc-issues/{issue_id}")

    def test_their_paper_leaves_it_out_and_is_theirs_alone(self, office, plan_id, world):
        office.keeps_from()
        office.decides("withheld")
        issue_id = office.named(plan_id)
        made = office.papers(issue_id)
        assert made[other(world)] != made[world.people["parent"]]
        with office.at_work():
            issue = plan_queries.issue(issue_id)
            facts = papers.issue_facts(issue, author="Officer")
            without = withholding.plan_without(facts, issue.child_id)
            shape.check("ehc_plan", without)
            assert SETTING in str(facts)
            assert SETTING not in str(without) and "Kestrel" not in str(without)

    def test_or_all_of_it(self, office, plan_id, world, browsing):
        office.keeps_from()
        office.decides("in_full")
        issue_id = office.named(plan_id)
        assert SETTING in browsing.as_(other(world)).words(f"/ehc-issues/{issue_id}")

    def test_is_recorded_over_the_pages_and_the_plan_then_sent(self, office, plan_id, world, browsing):
        office.keeps_from()
        issue_id = office.draft(plan_id)
        officer = browsing.as_(world.people["ehc"])
        said = officer.words(f"/ehc-issues/{issue_id}")
        assert "Not sent to Otherparent Person." in said and NOT_TOLD in said
        page = f"/children/{world.child_id}/ehc/not-told"
        assert "Take legal advice" in officer.words(page).replace("take", "Take")
        on = clock.today()
        answer = officer.send(
            page,
            {"key": f"person:{other(world)}", "answer": "withheld", "advice_on-day": on.day,
             "advice_on-month": on.month, "advice_on-year": on.year, **DECISION},
        )  # fmt: skip
        assert answer.status_code == 303
        assert "Manager Person" in officer.words(page)
        assert officer.press(f"/ehc-issues/{issue_id}/send-late").status_code == 303
        assert office.sent_to(issue_id)[other(world)].withheld
        assert "Not sent to" not in officer.words(f"/ehc-issues/{issue_id}")

    def test_needs_legal_advice_and_a_manager(self, office, plan_id, world, browsing):
        office.keeps_from()
        page = f"/children/{world.child_id}/ehc/not-told"
        answer = browsing.as_(world.people["ehc"]).send(page, {"key": f"person:{other(world)}", "answer": "in_full"})
        assert answer.status_code == 422
        assert "Enter who gave legal advice" in words_of(answer.text)

    def test_is_nobodys_page_but_the_officers(self, office, plan_id, world, browsing):
        office.keeps_from()
        for who in ("parent", "otherparent", "carer", "youngperson", "senco", "stranger"):
            answer = browsing.as_(world.people[who]).get(f"/children/{world.child_id}/ehc/not-told")
            assert answer.status_code in (403, 404), who

    def test_about_somebody_who_is_told_is_refused(self, office, plan_id):
        office.keeps_from()
        with pytest.raises(RuleBroken, match="is told"):
            office.decides("withheld", "parent")


class TestALetter:
    def drafts(self, office, words_more):
        with office.at_work() as by:
            child = plan_queries.plan(office.plan_id).child
            decision = Decision(
                id=new_id(), authority_id=child.authority_id, child_id=child.id, kind="not_assess",
                decided_on=clock.today(), reasons=f"Support is enough{words_more}",
            )  # fmt: skip
            db.session.add(decision)
            db.session.flush()
            return {
                letter.to_person_id: letters.problems(letter, by)
                for letter in letters.prepare("not_assess", decision, by)
            }

    def test_that_names_the_school_or_the_home_does_not_go_to_them(self, office, plan_id, world):
        office.keeps_from()
        for words in (" at K E S T R E L Grange", " near 12, orchard way", " (TS14AB)"):
            found = self.drafts(office, words)
            assert any(NOT_TOLD in one for one in found[other(world)]), words
            assert not any(NOT_TOLD in one for one in found[world.people["parent"]])
            with office.at_work():
                for row in db.session.scalars(select(Letter)):
                    db.session.delete(row)

    def test_that_names_neither_goes(self, office, plan_id, world):
        office.keeps_from()
        found = self.drafts(office, " in her class")
        assert not any(NOT_TOLD in one for one in found[other(world)])


class Protects(Kept, Protecting):
    """The lead protects a place as well."""

    def __init__(self, app, owner_app, world):
        Protecting.__init__(self, app, owner_app, world)
        Kept.__init__(self, app, world)

    def waits(self):
        """What waits for the lead: table and kinds."""
        with self.at_work("lead"):
            rows = db.session.scalars(select(HeldText).where(HeldText.child_id == self.world.child_id))
            return sorted((row.table, tuple(row.kinds)) for row in rows if row.table in PAPERS)


class TestAProtectedPlace:
    """Words that were written before a place was protected: the letter and the plan wait before they are made."""

    @pytest.fixture
    def office(self, app, owner_app, world):
        with owner_app.app_context():
            templates.keep_details(db.session.get_one(Authority, world.authority_id), **CONTACTS)
            db.session.commit()
        return Protects(app, owner_app, world).begins()

    def test_keeps_a_plan_from_everybody_who_does_not_know_it(self, office, plan_id, world, browsing):
        office.protects("school", known_to=("carer",), name="Kestrel Grange School", reason="He waits there")
        issue_id = office.draft(plan_id)
        assert set(office.sent_to(issue_id)) == {world.people["carer"]}
        officer = browsing.as_(world.people["ehc"]).words(f"/ehc-issues/{issue_id}")
        assert f"Not sent to Parent Person. {papers_that_wait.WAITS}" in officer
        assert browsing.as_(world.people["parent"]).get(f"/ehc-issues/{issue_id}").status_code == 404

    def test_until_the_lead_gives_it_out_though_nothing_was_sent(self, office, plan_id, world, browsing):
        office.protects("school", known_to=("youngperson",), name="Kestrel Grange School", reason="He waits there")
        officer = browsing.as_(world.people["ehc"])
        answer = officer.send(f"/ehc-plans/{plan_id}/send-draft", {})
        page = words_of(answer.text)
        assert answer.status_code == 422 and papers_that_wait.WAITS in page
        assert "protected" not in page.lower()
        assert ("made_file", ("name",)) in office.waits(), "the lead is told though nothing was sent"
        with office.at_work("lead") as by:
            for row in db.session.scalars(select(HeldText).where(HeldText.child_id == world.child_id)):
                operations.release(row, by=by)
        assert officer.send(f"/ehc-plans/{plan_id}/send-draft", {}).status_code == 303
        assert {world.people["parent"], other(world)} <= set(office.sent_to(self.newest(office)))

    def newest(self, office):
        with office.at_work():
            return db.session.scalars(select(PlanSent.issue_id).order_by(PlanSent.recorded_at.desc())).first()

    def test_of_which_the_plan_says_nothing_keeps_nothing(self, office, plan_id, world):
        office.protects("home", lines="9 Elsewhere Road", reason="He followed her home")
        assert {world.people["parent"], other(world)} <= set(office.sent_to(office.draft(plan_id)))
        assert office.waits() == []

    @pytest.mark.parametrize(("said", "stopped"), [(" near 12, orchard way", True), (" in her class", False)])
    def test_keeps_a_letter_before_it_is_made(self, office, plan_id, world, said, stopped):
        with office.at_work() as by:
            child = plan_queries.plan(office.plan_id).child
            decision = Decision(
                id=new_id(), authority_id=child.authority_id, child_id=child.id, kind="not_assess",
                decided_on=clock.today(), reasons=f"Support is enough{said}",
            )  # fmt: skip
            db.session.add(decision)
            db.session.flush()
            made = [letter.id for letter in letters.prepare("not_assess", decision, by)]
        office.protects()
        with office.at_work() as by:
            for key in made:
                letter = db.session.get_one(Letter, key)
                found = letters.problems(letter, by)
                assert (papers_that_wait.WAITS in found) is stopped
                if stopped:
                    with pytest.raises(RuleBroken, match=papers_that_wait.WAITS):
                        letters.must_not_tell(letter, letters.filled(letter, by))
            assert papers_that_wait.hold_what_was_stopped(by.person_id) is stopped
        assert bool(office.waits()) is stopped
