"""Somebody says that something held is wrong: they ask, a worker answers, and what they say stands beside it."""

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.agencies.models import Agency, Person
from coordination.children import disputes
from coordination.children.models import Child
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, identify, new_id
from coordination.plans import operations as plans
from coordination.reviews.models import Review
from coordination.reviews.papers.gathering import Record
from coordination.reviews.papers.review_record import review_records
from coordination.reviews.papers.school_sheet import school_action_sheet
from coordination.rights import correcting
from coordination.rights.models import Correction
from tests.rooms.schooling import Schooling

WRONG = "Her middle name is Adaeze, not Ada"


@pytest.fixture
def asked(app, browsing, world):
    """The parent says that something is wrong; the key of what they asked."""
    address = f"/family/{world.child_id}/wrong"
    browsing.as_(world.people["parent"]).send(address, {"about_what": "name", "wrong": WRONG, "right": "Adaeze"})
    with app.app_context():
        identify(db.session(), world.people["lead"])
        return correcting.of_child(world.child_id)[0].id


class TestAsking:
    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer"])
    def test_each_of_them_may_and_loses_nothing(self, browsing, world, who):
        visitor = browsing.as_(world.people[who])
        address = f"/family/{world.child_id}/wrong"
        page = visitor.send(address, {"wrong": WRONG}).text
        assert "Choose what it is about" in page and "Adaeze" in page
        visitor.send(address, {"about_what": "name", "wrong": WRONG})
        words = visitor.words(address)
        assert WRONG in words and "It waits for an answer." in words and "Information Commissioner" in words

    def test_their_page_leads_to_it(self, browsing, world):
        for who, page in (("parent", "/family"), ("youngperson", "/my-plan"), ("carer", "/caring")):
            assert "Something is wrong here" in browsing.as_(world.people[who]).words(page), who

    def test_nobody_else_does(self, browsing, world):
        for who in ("stranger", "lead", "provider"):
            assert browsing.as_(world.people[who]).get(f"/family/{world.child_id}/wrong").status_code in (403, 404)
        assert browsing.as_(world.people["parent"]).get(f"/family/{new_id()}/wrong").status_code == 404

    def test_one_parent_is_not_shown_what_the_other_said(self, asked, browsing, world):
        assert "Adaeze" not in browsing.as_(world.people["otherparent"]).words(f"/family/{world.child_id}/wrong")


class TestAnswering:
    def test_the_lead_puts_it_right_and_they_are_told(self, asked, browsing, world, owner_engine):
        lead = browsing.as_(world.people["lead"])
        assert "Waits for an answer" in lead.words(f"/children/{world.child_id}/rights")
        lead.send(f"/rights/corrections/{asked}", {"done": "corrected", "answer": "It says Adaeze now."})
        words = browsing.as_(world.people["parent"]).words(f"/family/{world.child_id}/wrong")
        assert "It was put right:" in words and "It says Adaeze now." in words
        with owner_engine.connect() as connection:
            mails = connection.execute(
                text("select subject || body from outbox_message where about_id = :id"), {"id": asked}
            ).scalars()
            told = list(mails)
        assert len(told) == 1 and "Adaeze" not in told[0]

    def test_declined_it_stands_beside_in_their_words(self, asked, browsing, world, app):
        lead = browsing.as_(world.people["lead"])
        lead.send(f"/rights/corrections/{asked}", {"done": "declined", "answer": "The register says Ada."})
        words = lead.words(f"/children/{world.child_id}/rights")
        assert "Parent Person disputes this:" in words and WRONG in words
        assert "what you say stands beside it" in browsing.as_(world.people["parent"]).words(
            f"/family/{world.child_id}/wrong"
        )
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held = db.session.get(Correction, asked)
            assert held.disagreement_id is not None

    def test_it_is_answered_once_and_with_words(self, asked, app, world):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held, by = db.session.get(Correction, asked), world.actor("lead")
            with pytest.raises(RuleBroken, match="Write the answer"):
                correcting.corrected(held, answer=" ", by=by)
            correcting.corrected(held, answer="Done", by=by)
            with pytest.raises(RuleBroken, match="answered already"):
                correcting.declined(held, answer="No", by=by)

    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer", "stranger", "admin"])
    def test_others_do_not(self, asked, browsing, world, who):
        assert browsing.as_(world.people[who]).get(f"/rights/corrections/{asked}").status_code in (403, 404)


class TestBesideTheFact:
    """Declined, what they say stands beside the fact on the record’s pages, for whoever may read that part of it."""

    SHOWN_ON = {"name": "", "address": "", "school": "", "health": "", "family": "/family", "event": "/chronology"}

    def declines(self, browsing, world, app, about):
        browsing.as_(world.people["parent"]).send(
            f"/family/{world.child_id}/wrong", {"about_what": about, "wrong": f"The {about} is wrong"}
        )
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held, by = correcting.of_child(world.child_id)[0], world.actor("lead")
            correcting.declined(held, answer="We looked at it again.", by=by)
            db.session.commit()

    @pytest.mark.parametrize("about", SHOWN_ON)
    def test_on_the_page_that_shows_it(self, browsing, world, app, about):
        self.declines(browsing, world, app, about)
        page = f"/children/{world.child_id}{self.SHOWN_ON[about]}"
        words = browsing.as_(world.people["lead"]).words(page)
        assert f"Parent Person disputes {disputes.WORDS[disputes.About(about)]}" in words
        assert f"The {about} is wrong" in words and "We looked at it again." in words

    @pytest.mark.parametrize(("about", "who"), [("family", "provider"), ("address", "provider"), ("event", "senco")])
    def test_not_to_who_may_not_read_that_part(self, browsing, world, app, about, who):
        self.declines(browsing, world, app, about)
        visitor = browsing.as_(world.people[who])
        for page in ("", "/family", "/chronology"):
            answer = visitor.get(f"/children/{world.child_id}{page}", follow_redirects=True)
            assert f"The {about} is wrong" not in answer.text, page

    def test_not_on_anybody_elses_page_of_the_family(self, browsing, world, app):
        self.declines(browsing, world, app, "family")
        for who, page in (("otherparent", "/family"), ("carer", "/caring"), ("youngperson", "/my-plan")):
            assert "The family is wrong" not in browsing.as_(world.people[who]).words(page), who

    def test_a_page_without_one_is_as_it_was(self, browsing, world):
        assert "disputes" not in browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}")

    def test_and_on_the_record_of_a_meeting_for_whoever_reads_that_part(self, browsing, world, app, owner_app):
        self.declines(browsing, world, app, "family")
        with owner_app.app_context():
            review = Review(
                id=new_id(), authority_id=world.authority_id, child_id=world.child_id, case_id=world.case_id,
                kind="child_in_need", number=1, starts_at=clock.now(), held_on=clock.today(),
            )  # fmt: skip
            db.session.add(review)
            db.session.commit()
            record = Record(review.child, review)
            given = {
                who: review_records(record, review, [record.reader(db.session.get(Person, world.people[who]))])[0]
                for who in ("lead", "provider")
            }
        assert [held["said"]["words"] for held in given["lead"]["disputed"]] == ["The family is wrong"]
        assert given["provider"]["disputed"] == []

    def sheet_of(self, app, world):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            school = db.session.get(Agency, world.agencies["school"])
            return school_action_sheet(Record(db.session.get(Child, world.child_id)), school)

    @pytest.mark.parametrize(
        ("about", "there"), [("name", True), ("school", True), ("address", False), ("event", False)]
    )
    def test_and_on_the_schools_sheet_where_that_fact_is_printed(self, browsing, world, app, about, there):
        self.declines(browsing, world, app, about)
        said = [held["said"] for held in self.sheet_of(app, world)["disputed"]]
        assert [(held["words"], held["response"]) for held in said] == (
            [(f"The {about} is wrong", "We looked at it again.")] if there else []
        )

    def test_and_not_where_somebody_at_the_school_may_not_read_it(self, browsing, world, app, owner_app):
        self.declines(browsing, world, app, "school")
        with owner_app.app_context():
            db.session.execute(text("update sharing_agreement set sections = '{support_plan,reviews}'"))
            db.session.commit()
        assert self.sheet_of(app, world)["disputed"] == []

    def test_and_on_the_briefing_for_staff(self, browsing, world, app):
        Schooling(app, world).starts()
        self.declines(browsing, world, app, "school")
        self.declines(browsing, world, app, "family")
        said = browsing.as_(world.people["senco"]).words("/school/briefing")
        assert "Parent Person disputes school" in said and "The school is wrong" in said
        assert "The family is wrong" not in said

    def test_what_somebody_says_of_a_line_stands_on_the_briefing_that_prints_it(self, browsing, world, app):
        _, keys = Schooling(app, world).starts()
        with app.test_request_context():
            identify(db.session(), world.people["lead"])
            for kind, words in (("strategy", "It never works"), ("need", "She reads well")):
                line = db.session.get(Statement, keys[kind])
                plans.disagree(
                    line, id=new_id(), who="Parent Person", words=words, person_id=None, by=world.actor("lead")
                )
            db.session.commit()
        said = browsing.as_(world.people["senco"]).words("/school/briefing")
        assert "Parent Person disputes “One instruction at a time”" in said and "It never works" in said
        assert "She reads well" not in said

    def test_the_message_that_tells_them_goes_with_the_record(self, browsing, world, app, owner_engine):
        self.declines(browsing, world, app, "name")
        with owner_engine.connect() as connection:
            subjects = connection.execute(
                text("select subject_id from outbox_message where person_id = :who"), {"who": world.people["parent"]}
            ).scalars()
            assert set(subjects) == {world.child_id}
