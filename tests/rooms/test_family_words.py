"""What family say on their own pages: their exact words, who reads them, how their part is going."""

import pytest

from coordination.children.statements import Disagreement
from coordination.db import db, identify, new_id
from coordination.messages.models import OutboxMessage
from coordination.plans import operations as plans
from coordination.plans.models import Action
from coordination.voice import operations as voice
from coordination.voice.models import View
from tests.rooms.test_family_pages import Team


@pytest.fixture
def team(app, world):
    return Team(app, world)


@pytest.fixture
def rows(owner_app, world):
    """The rows of one kind that the record holds of the child."""

    def of(model):
        with owner_app.app_context():
            return db.session.query(model).filter_by(child_id=world.child_id).all()

    return of


class TestAYoungPersonsWords:
    def address(self, world):
        return f"/my-plan/{world.child_id}/say"

    def test_they_are_told_who_reads_them_and_whom_to_ring_before_they_type(self, browsing, world):
        words = browsing.as_(world.people["youngperson"]).words(self.address(world))
        place = words.index("What do you want to say?")
        for told in ("Lead", "Iro", "reads it when next at work", "999", "0800 1111", "01632 960002"):
            assert told in words[:place], told

    def test_they_are_kept_exactly_and_read_again_at_once(self, browsing, world, rows):
        visitor = browsing.as_(world.people["youngperson"])
        said = "I dont like  the NOISE!\nPlease <b>stop</b>."
        answer = visitor.send(self.address(world), {"words": said, "what": "view"})
        assert answer.status_code == 303
        assert [view.text for view in rows(View)] == [said]
        page = visitor.page("/my-plan")
        assert page.select_one(".family-quote__words").text == said
        assert not page.select(".family-quote b")

    def test_a_wish_is_owed_an_answer_and_gets_it_with_its_reason(self, browsing, world, rows, team):
        visitor = browsing.as_(world.people["youngperson"])
        visitor.send(self.address(world), {"words": "See my nan", "what": "wish"})
        assert "There is no answer yet. Lead owes you one." in visitor.words("/my-plan")
        (wish,) = rows(View)
        assert wish.wish_owner_id == world.people["lead"]

        def answer(by):
            return voice.answer_wish(db.session.get(View, wish.id), answer="part", reason="Every second Sunday", by=by)

        team.does(answer)
        words = visitor.words("/my-plan")
        assert "Some of it. Every second Sunday" in words and "There is no answer yet" not in words

    def test_the_lead_is_told_and_the_message_says_nothing(self, browsing, world, owner_app):
        visitor = browsing.as_(world.people["youngperson"])
        visitor.send(self.address(world), {"words": "Secret words", "what": "view"})
        with owner_app.app_context():
            (mail,) = db.session.query(OutboxMessage).filter_by(person_id=world.people["lead"]).all()
        assert "Secret" not in mail.body + mail.subject and "Ama" not in mail.body + mail.subject

    def test_others_read_them_only_when_chosen(self, browsing, world, rows):
        visitor = browsing.as_(world.people["youngperson"])
        carer, parent = (browsing.as_(world.people[who]) for who in ("carer", "parent"))
        visitor.send(self.address(world), {"words": "For my team", "what": "view"})
        visitor.send(self.address(world), {"words": "For my carer too", "what": "view", "audiences": ["carer"]})
        assert "For my team" not in carer.words("/caring")
        assert "For my carer too" in carer.words("/caring")
        assert "For my" not in parent.words("/family")

    def test_kept_for_their_worker_it_is_nobody_elses(self, browsing, world, rows):
        visitor = browsing.as_(world.people["youngperson"])
        visitor.send(
            self.address(world),
            {"words": "Just for Lead", "what": "view", "only_my_worker": "yes", "audiences": ["carer"]},
        )
        (view,) = rows(View)
        assert view.only_my_worker and "carer" not in view.audiences
        assert "Just for Lead" in visitor.words("/my-plan")
        assert "Just for Lead" not in browsing.as_(world.people["carer"]).words("/caring")

    def test_empty_words_are_asked_for_again(self, browsing, world, rows):
        visitor = browsing.as_(world.people["youngperson"])
        answer = visitor.send(self.address(world), {"words": " ", "what": "view"})
        assert answer.status_code == 422
        assert "Write something first" in answer.text
        assert rows(View) == []

    def test_sent_twice_is_said_once(self, browsing, world, rows):
        visitor = browsing.as_(world.people["youngperson"])
        form = {"id": str(new_id()), "words": "Once", "what": "view"}
        for _ in range(2):
            assert visitor.send(self.address(world), form).status_code == 303
        assert len(rows(View)) == 1

    def test_nobody_else_speaks_for_them(self, browsing, world):
        for who in ("parent", "carer", "lead"):
            assert browsing.as_(world.people[who]).get(self.address(world)).status_code == 404


class TestAParentsViews:
    def test_each_answer_is_kept_and_shown_to_them_alone(self, browsing, world, rows):
        address = f"/family/{world.child_id}/views"
        mine = browsing.as_(world.people["parent"])
        answer = mine.send(address, {"better": "Mornings", "help": "A lift to the clinic"})
        assert answer.status_code == 303
        assert sorted(view.text for view in rows(View)) == ["A lift to the clinic", "Mornings"]
        words = mine.words("/family")
        assert "What is better Mornings" in words and "What would help A lift to the clinic" in words
        for who, face in (("otherparent", "/family"), ("carer", "/caring"), ("youngperson", "/my-plan")):
            assert "Mornings" not in browsing.as_(world.people[who]).words(face)

    def test_nothing_at_all_is_asked_for_again(self, browsing, world, rows):
        visitor = browsing.as_(world.people["parent"])
        answer = visitor.send(f"/family/{world.child_id}/views", {})
        assert answer.status_code == 422 and "Write an answer to at least one question" in answer.text
        assert rows(View) == []


class TestDisagreeing:
    def test_with_one_thing_and_its_answer_beside_it(self, browsing, world, rows, team, owner_app):
        key = team.says("need", "Sleep", "parent", family_text="Ama sleeps badly")
        visitor = browsing.as_(world.people["parent"])
        address = f"/family/{world.child_id}/disagree?about={key}"
        assert "Ama sleeps badly" in visitor.words(address)
        assert visitor.send(address, {"words": "She sleeps well here"}).status_code == 303
        (held,) = rows(Disagreement)
        assert (held.statement_id, held.person_id) == (key, world.people["parent"])
        assert "She sleeps well here" in visitor.words("/family")
        with owner_app.app_context():
            db.session.get(Disagreement, held.id).answer = "We will ask her"
            db.session.commit()
        words = visitor.words("/family")
        assert words.index("Ama sleeps badly") < words.index("She sleeps well here") < words.index("We will ask her")

    def test_in_general(self, browsing, world, rows):
        visitor = browsing.as_(world.people["parent"])
        visitor.send(f"/family/{world.child_id}/disagree", {"words": "Nobody asked me"})
        (held,) = rows(Disagreement)
        assert held.statement_id is None
        assert "Nobody asked me" in visitor.words("/family")

    def test_only_with_what_stands_on_their_page(self, browsing, world, team):
        hidden = team.says("need", "For the school", "school")
        worry = team.says("worry", "Professional words", "parent")
        visitor = browsing.as_(world.people["parent"])
        for key in (hidden, worry, new_id(), "nonsense"):
            assert visitor.get(f"/family/{world.child_id}/disagree?about={key}").status_code == 404


class TestTheirOwnPart:
    def test_a_young_person_ticks_it(self, browsing, world, rows, team):
        key = team.asks("Choose a recipe", "youngperson")
        visitor = browsing.as_(world.people["youngperson"])
        assert "This is your part" in visitor.words("/my-plan")
        assert visitor.press(f"/my-actions/{key}/done").status_code == 303
        (action,) = rows(Action)
        assert action.status == "done"
        page = visitor.page("/my-plan")
        assert page.select_one(".family-step--done .family-step__text").text == "Choose a recipe"

    def test_saying_how_it_goes_stays_in_their_colours(self, browsing, world, team):
        key = team.asks("Choose a recipe", "youngperson")
        visitor = browsing.as_(world.people["youngperson"])
        sent = {"picture": "fox", "colours": "plum", "large_text": "yes", "symbols": "yes"}
        assert visitor.send(f"/my-plan/{world.child_id}/page", sent).status_code == 303
        page = visitor.page(f"/my-actions/{key}")
        assert page.html["data-theme"] == "plum"
        assert "young-large" in page.html["class"]
        carers = team.asks("Plan the shop", "carer")
        assert browsing.as_(world.people["carer"]).page(f"/my-actions/{carers}").html["data-theme"] == "river"

    def test_a_carer_says_they_are_stuck_and_why(self, browsing, world, rows, team):
        key = team.asks("Plan the shop", "carer")
        visitor = browsing.as_(world.people["carer"])
        answer = visitor.send(f"/my-actions/{key}", {"status": "blocked", "blocker": ""})
        assert answer.status_code == 422 and "Say what is in the way" in answer.text
        answer = visitor.send(f"/my-actions/{key}", {"status": "blocked", "blocker": "The car is broken"})
        assert answer.status_code == 303
        (action,) = rows(Action)
        assert (action.status, action.blocker) == ("blocked", "The car is broken")
        assert "Stuck" in visitor.words("/caring")
        assert "The car is broken" in visitor.words(f"/my-actions/{key}")

    def test_a_colleagues_words_about_them_are_not_theirs_to_find(self, browsing, world, team):
        key = team.asks("Keep the diary", "parent")

        def stuck(by):
            return plans.update_action(
                db.session.get(Action, key), status="blocked", blocker="Canary", note="Canary", by=by
            )

        team.does(stuck)
        visitor = browsing.as_(world.people["parent"])
        for address in ("/family", f"/my-actions/{key}"):
            assert "Canary" not in visitor.get(address, follow_redirects=True).text

    def test_why_somebody_is_stuck_is_not_on_another_page(self, browsing, world, team, app):
        key = team.asks("Plan the shop", "carer", "parent", "young_person")

        def stuck(by):
            identify(db.session(), by.person_id)
            return plans.update_action(db.session.get(Action, key), status="blocked", blocker="Canary reason", by=by)

        team.does(stuck, who="carer")
        for who, face in (("parent", "/family"), ("youngperson", "/my-plan")):
            words = browsing.as_(world.people[who]).words(face)
            assert "Plan the shop" in words and "Canary" not in words
        assert "Carer Person" not in browsing.as_(world.people["parent"]).words("/family")

    def test_what_was_called_off_is_theirs_no_longer(self, browsing, world, team):
        key = team.asks("Choose a recipe", "youngperson")
        team.does(lambda by: plans.cancel_action(db.session.get(Action, key), why="Not needed", by=by))
        visitor = browsing.as_(world.people["youngperson"])
        assert "Choose a recipe" not in visitor.words("/my-plan")
        assert visitor.press(f"/my-actions/{key}/done").status_code == 404

    def test_nobody_does_it_for_them(self, browsing, world, rows, team):
        key = team.asks("Choose a recipe", "youngperson", "carer", "parent")
        for who in ("carer", "parent"):
            visitor = browsing.as_(world.people[who])
            assert visitor.get(f"/my-actions/{key}").status_code == 404
            assert visitor.press(f"/my-actions/{key}/done").status_code == 404
        assert browsing.as_(world.people["lead"]).get(f"/my-actions/{key}").status_code == 404
        (action,) = rows(Action)
        assert action.status == "not_started"
