"""Two parents who live apart: each finds what is theirs, and not a byte of the other's."""

import json
import re

import pytest

from coordination import clock
from coordination.children.models import Child, NetworkMember
from coordination.children.queries import child as child_of
from coordination.db import db, identify, new_id
from coordination.family import operations as family
from coordination.messages.models import OutboxMessage
from coordination.plans import operations, queries
from coordination.reviews import operations as reviews
from coordination.reviews.papers.gathering import Record
from coordination.reviews.papers.parent_version import parent_version
from coordination.voice.models import View

BETTER, HARD, HELP, AGREE = "better", "hard", "help", "agree"


class Family:
    """What the team and each parent do, each call a transaction of its own."""

    def __init__(self, app, world):
        self.app = app
        self.world = world

    def does(self, what, who="lead"):
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(db.session.get(Child, self.world.child_id), by)
            db.session.commit()
            return made

    def shares(self, text, *audiences, kind="strength", **more):
        def add(child, by):
            plan = queries.plan(self.world.plan_id)
            row = operations.add_statement(plan, id=new_id(), kind=kind, text=text, audiences=audiences, by=by, **more)
            operations.agree_plan(plan, by=by)
            return row.id

        return self.does(add)

    def asks(self, text, owner):
        def add(child, by):
            plan = queries.plan(self.world.plan_id)
            row = operations.add_action(
                plan,
                id=new_id(),
                text=text,
                owner_id=self.world.people[owner],
                agency_id=None,
                audiences=("parent",),
                due_on=clock.today(),
                by=by,
            )
            operations.agree_plan(plan, by=by)
            return row.id

        return self.does(add)

    def meets(self, *who):
        def plan(child, by):
            case = queries.plan(self.world.plan_id).case
            return reviews.plan_review(
                case,
                id=new_id(),
                kind="child_in_need",
                starts_at=clock.now().replace(hour=10, minute=0) + (clock.now() - clock.now()) + _days(20),
                place="Willow Lane",
                reason="The next review",
                chair_id=by.person_id,
                invitees=[
                    {
                        "person_id": self.world.people[key],
                        "agency_id": None,
                        "name": f"{key.title()} Person",
                        "role": "SEN" if key == "senco" else "PAR",
                    }
                    for key in who
                ],
                by=by,
            ).id

        return self.does(plan)

    def paper(self, who):
        with self.app.test_request_context():
            identify(db.session(), self.world.people["lead"])
            from coordination.agencies.models import Person

            facts = parent_version(
                Record(child_of(self.world.child_id)), db.session.get(Person, self.world.people[who])
            )
            db.session.rollback()
            return json.dumps(facts, sort_keys=True)


def _days(count):
    from datetime import timedelta

    return timedelta(days=count)


@pytest.fixture
def home(app, world):
    return Family(app, world)


def as_bytes(visitor, address="/family"):
    """A page as it is sent, without the token and the keys of new rows that are new each time."""
    answer = visitor.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return re.sub(r'(name="(?:csrf_token|\w*id)" value=")[^"]+', r"\1", answer.text)


class TestOneParentIsNothingToTheOther:
    def test_page_paper_mail_and_calendar_are_the_same_whatever_happens_about_the_other(
        self, app, browsing, world, home
    ):
        strength = home.shares("Ama sings", "parent")
        home.asks("Write the sleep diary", "parent")
        home.meets("parent", "otherparent")
        mother, father = browsing.as_(world.people["parent"]), browsing.as_(world.people["otherparent"])
        views = f"/family/{world.child_id}/views"
        before = [as_bytes(mother), as_bytes(mother, views), home.paper("parent")]
        with app.app_context():
            theirs = {"person_id": world.people["parent"]}
            sent = db.session.query(OutboxMessage).filter_by(**theirs).count()
            files = [row.invitation for row in db.session.query(OutboxMessage).filter_by(**theirs)]

        # Everything that can happen about the other parent.
        father.send(
            views,
            {"better": "Nothing", "hard": "Everything Daniel said", "agrees": "no", "agree": "Wednesdays are wrong"},
        )
        father.send(f"/family/{world.child_id}/disagree?about={strength}", {"words": "She sings for me too"})
        father.send(f"/family/{world.child_id}/disagree", {"words": "I was never rung"})
        home.asks("Ring on Wednesdays", "otherparent")
        link = father.page("/family").select_one("#meeting a[href*='my-meetings']")["href"]
        assert father.send(link, {"response": "declined", "reason": "I work then"}).status_code == 303

        def note(child, by):
            db.session.add(
                NetworkMember(
                    authority_id=child.authority_id,
                    child_id=child.id,
                    name="Daniel Okafor",
                    relation="father",
                    person_id=world.people["otherparent"],
                    parental_responsibility=True,
                    restrictions="Must not know the address",
                )
            )

        home.does(note)
        assert [as_bytes(mother), as_bytes(mother, views), home.paper("parent")] == before
        with app.app_context():
            rows = db.session.query(OutboxMessage).filter_by(person_id=world.people["parent"]).all()
            assert len(rows) == sent and [row.invitation for row in rows] == files
            for row in rows:
                assert "Otherparent" not in (row.invitation or "") + row.body + row.subject

        # And the father finds his own, on the page and on paper.
        words, paper = father.words("/family"), home.paper("otherparent")
        for own in ("Everything Daniel said", "Wednesdays are wrong", "She sings for me too", "I was never rung"):
            assert own in words and own in paper, own
        assert "Ring on Wednesdays" in words and "You said: No, I cannot come." in words

    def test_an_answer_of_the_others_meeting_does_not_exist(self, browsing, world, home):
        home.meets("parent", "otherparent")
        mother, father = browsing.as_(world.people["parent"]), browsing.as_(world.people["otherparent"])
        link = mother.page("/family").select_one("#meeting a[href*='my-meetings']")["href"]
        assert mother.get(link).status_code == 200
        assert father.get(link).status_code == 404
        assert browsing.as_(world.people["lead"]).get(link).status_code == 404


class TestAgreeingWithThePlan:
    @pytest.mark.parametrize(
        ("agrees", "words", "read"),
        [
            ("yes", "", "Yes, I agree with the plan."),
            ("partly", "Not the Wednesdays", "Not the Wednesdays"),
            ("no", "", "No, I do not agree."),
        ],
    )
    def test_the_choice_is_kept_with_their_words(self, app, browsing, world, home, agrees, words, read):
        mother = browsing.as_(world.people["parent"])
        assert mother.send(
            f"/family/{world.child_id}/views", {"agrees": agrees, "agree": words}
        ).status_code == 303  # fmt: skip
        page = mother.words("/family")
        assert read in page and f"Do you agree with the plan? {agrees.title()}" in page

        def kept(child, by):
            return [(view.agrees, view.text) for view in db.session.query(View).filter_by(child_id=child.id)]

        assert home.does(kept) == [(agrees, read)]
        assert read in browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/views")

    def test_the_meeting_it_is_for_is_named_and_knows_the_answer(self, app, browsing, world, home):
        home.meets("parent")
        mother = browsing.as_(world.people["parent"])
        assert "The team meets on" in mother.words(f"/family/{world.child_id}/views")
        mother.send(f"/family/{world.child_id}/views", {"agrees": "partly", "agree": "Not the Wednesdays"})

        def kept(child, by):
            from coordination.reviews.models import ReviewPerson

            place = db.session.query(ReviewPerson).filter_by(person_id=world.people["parent"]).one()
            return place.agrees, place.agrees_words

        assert home.does(kept) == ("partly", "Not the Wednesdays")

    @pytest.mark.parametrize(("share", "reads"), [("", False), ("y", True)])
    def test_those_at_the_meeting_read_it_where_the_parent_says_so_and_nobody_else_of_the_family(
        self, browsing, world, home, share, reads
    ):
        home.meets("parent", "otherparent", "senco")
        mother = browsing.as_(world.people["parent"])
        sent = {"help": "Somebody to read with her", "share": share}
        assert mother.send(f"/family/{world.child_id}/views", sent).status_code == 303
        views = browsing.as_(world.people["senco"]).words(f"/children/{world.child_id}/views")
        assert ("Somebody to read with her" in views) is reads
        assert "Somebody to read with her" not in browsing.as_(world.people["health"]).words(
            f"/children/{world.child_id}/views"
        )
        for key, address in (("otherparent", "/family"), ("youngperson", "/my-plan"), ("carer", "/caring")):
            assert "Somebody to read with her" not in browsing.as_(world.people[key]).words(address)

    def test_a_tick_that_the_page_did_not_offer_shares_with_nobody(self, browsing, world):
        mother = browsing.as_(world.people["parent"])
        sent = {"help": "Somebody to read with her", "share": "y", "audiences": "school", "place": "school"}
        assert mother.send(f"/family/{world.child_id}/views", sent).status_code == 303
        for who in ("senco", "health", "provider", "otherparent", "youngperson", "carer"):
            page = browsing.as_(world.people[who]).client.get(f"/children/{world.child_id}/views")
            assert "Somebody to read with her" not in page.text, who

    def test_a_meeting_they_were_not_asked_to_shares_nothing(self, browsing, world, home):
        home.meets("otherparent", "senco")
        mother = browsing.as_(world.people["parent"])
        assert mother.send(
            f"/family/{world.child_id}/views", {"help": "Somebody to read with her", "share": "y"}
        ).status_code == 303  # fmt: skip
        assert "Somebody to read" not in browsing.as_(world.people["senco"]).words(f"/children/{world.child_id}/views")

    def test_without_a_meeting_nobody_is_asked_who_may_read_it(self, browsing, world):
        page = browsing.as_(world.people["parent"]).words(f"/family/{world.child_id}/views")
        assert "may read this" not in page

    def test_an_answer_that_is_none_is_refused(self, app, world, home):
        from coordination.db import RuleBroken

        def say(child, by):
            return family.say_as_parent(child, answers={"agree": (new_id(), "")}, agrees="maybe", lead=None, by=by)

        with pytest.raises(RuleBroken):
            home.does(say, "parent")

    def test_nothing_written_loses_nothing(self, browsing, world):
        mother = browsing.as_(world.people["parent"])
        answer = mother.send(f"/family/{world.child_id}/views", {})
        assert answer.status_code == 422 and "Write an answer to at least one question." in answer.text


class TestDisagreeing:
    def test_with_a_decision_it_stands_beside_it(self, app, browsing, world, home):
        def decide(child, by):
            from coordination.children import saying
            from coordination.reviews.models import Decision

            row = Decision(
                id=new_id(),
                authority_id=child.authority_id,
                child_id=child.id,
                wording=saying.professional("Handovers are at school"),
                section="reviews",
                label="S1",
                audiences=["parent"],
                decided_on=clock.today(),
            )
            saying.say(row, by=by)
            saying.publish([row], by=by)
            return row.id

        decision = home.does(decide)
        mother = browsing.as_(world.people["parent"])
        address = f"/family/{world.child_id}/disagree?about={decision}"
        assert "Handovers are at school" in mother.words(address)
        assert mother.send(address, {"words": "School is too far"}).status_code == 303
        agreed = " ".join(mother.page("/family").select_one("#agreed").get_text(" ").split())
        assert "School is too far" in agreed and "You will get an answer" in agreed
        assert "School is too far" not in browsing.as_(world.people["otherparent"]).words("/family")

    def test_their_words_stay_when_what_they_were_about_has_gone(self, app, browsing, world, home):
        strength = home.shares("Ama sings in the morning", "parent")
        mother = browsing.as_(world.people["parent"])
        mother.send(f"/family/{world.child_id}/disagree?about={strength}", {"words": "In the evening, rather"})

        def take_out(child, by):
            from coordination.children import saying
            from coordination.children.statements import Statement

            saying.withdraw(db.session.get(Statement, strength), by=by, why="It was wrong")

        home.does(take_out)
        words = mother.words("/family")
        assert "Ama sings in the morning" not in words
        assert "In the evening, rather" in words


class TestEveryFamilyPage:
    def test_can_be_left_quickly_and_ends_nothing_else(self, browsing, world):
        for who, address in (("parent", "/family"), ("carer", "/caring"), ("youngperson", "/my-plan")):
            visitor = browsing.as_(world.people[who])
            link = visitor.page(address).select_one("a[data-leave]")
            assert link is not None and link["href"].startswith("https://"), who
            assert "noreferrer" in link["rel"]
            assert visitor.get(address).status_code == 200

    def test_a_workers_page_has_no_such_link(self, browsing, world):
        page = browsing.as_(world.people["lead"]).page(f"/children/{world.child_id}")
        assert page.select_one("a[data-leave]") is None

    def test_who_can_see_the_plan_names_only_those_who_act_in_it(self, browsing, world, home):
        home.shares("Ama sings", "parent")
        mother = browsing.as_(world.people["parent"])
        said = " ".join(mother.page("/family").select_one("#who-can-see").get_text(" ").split())
        assert "Test fostering" not in said and "Test school" not in said
        assert "nobody else in the family is shown it" in said
