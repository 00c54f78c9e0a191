"""Views and wishes: recorded in exact words, answered with a reason, read by those they are for."""

import pytest

from coordination import clock
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.voice import operations, queries


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


def said(app, world, text="I want to see my brother", who="lead", **more):
    """Words that were recorded."""
    with app.app_context():
        by = world.actor(who)
        identify(db.session(), by.person_id)
        child = db.session.get(Child, world.child_id)
        facts = {"said_on": clock.today(), "how": "told", "wish": True, "wish_owner_id": world.people["lead"]}
        key = operations.record_view(child, id=new_id(), text=text, by=by, **(facts | more)).id
        db.session.commit()
        return key


class TestWritingDownWhatWasSaid:
    def test_the_words_stand_as_they_were_said(self, world, lead):
        answer = lead.send(
            f"/children/{world.child_id}/views/add",
            {"text": "  I like maths <3 & my dog\nReally  ", "how": "told", "speaker": "child"},
        )
        assert answer.status_code == 303
        page = lead.page(f"/children/{world.child_id}/views")
        assert page.find("blockquote").text == "I like maths <3 & my dog\nReally"

    def test_sent_twice_it_is_said_once(self, app, world, lead):
        data = {"id": str(new_id()), "text": "Once is enough", "how": "told", "speaker": "child"}
        address = f"/children/{world.child_id}/views/add"
        assert [lead.send(address, data).status_code for _ in range(2)] == [303, 303]
        assert lead.words(f"/children/{world.child_id}/views").count("Once is enough") == 1

    def test_what_is_wrong_is_said_and_everything_typed_is_still_there(self, world, lead):
        answer = lead.send(
            f"/children/{world.child_id}/views/add",
            {"text": "Half a thought", "how": "", "wish": "yes", "wish_owner_id": "", "said_on-day": "40"},
        )
        assert answer.status_code == 422
        assert "Half a thought" in answer.text
        assert 'value="40"' in answer.text
        for sentence in ("Choose how", "Choose who finds the answer", "The day must be a real date"):
            assert sentence in answer.text

    def test_a_parents_words_are_theirs_by_name(self, app, world, lead):
        parent = world.people["parent"]
        lead.send(
            f"/children/{world.child_id}/views/add",
            {"text": "Mornings are better", "how": "told", "speaker": f"parent|{parent}"},
        )
        with app.app_context():
            identify(db.session(), world.people["lead"])
            view = queries.views_of(world.child_id)[0]
            assert (view.speaker, view.speaker_id, view.speaker_name) == ("parent", parent, "Parent Person")


class TestAnsweringAWish:
    def test_a_wish_waits_until_somebody_answers(self, app, world, lead):
        key = said(app, world)
        page = f"/children/{world.child_id}/views"
        assert "Wishes that wait for an answer" in lead.words(page)
        answer = lead.send(f"/views/{key}/answer", {"answer": "part", "reason": "Every other Saturday to begin with"})
        assert answer.status_code == 303
        words = lead.words(page)
        assert "Wishes that wait for an answer" not in words
        assert "Partly. Every other Saturday to begin with" in words
        assert "Nobody has told them yet." in words

    def test_an_answer_needs_a_reason(self, app, world, lead):
        key = said(app, world)
        answer = lead.send(f"/views/{key}/answer", {"answer": "no", "reason": " "})
        assert answer.status_code == 422
        assert "Give the reason in words the child will understand" in answer.text

    def test_two_who_answer_at_once_lose_nothing(self, app, world, lead, browsing):
        key = said(app, world)
        page = lead.get(f"/views/{key}/answer")
        deputy = browsing.as_(world.people["deputy"])
        deputy.send(f"/views/{key}/answer", {"answer": "yes", "reason": "From next week"})
        from tests.browsing import form_fields

        mine = form_fields(page.text, f"/views/{key}/answer") | {"answer": "no", "reason": "Not this term"}
        answer = lead.client.post(f"/views/{key}/answer", data=mine)
        assert answer.status_code == 409
        assert "From next week" in answer.text
        assert "Not this term" in answer.text
        again = form_fields(answer.text, f"/views/{key}/answer")
        assert lead.client.post(f"/views/{key}/answer", data=again).status_code == 303
        assert "No. Not this term" in lead.words(f"/children/{world.child_id}/views")


class TestWhoReadsWhatWasSaid:
    @pytest.mark.parametrize("who", ["lead", "deputy", "iro"])
    def test_those_who_work_for_the_child_do(self, app, world, browsing, who):
        said(app, world, "Only some may read this", wish=False, audiences=())
        assert "Only some may read this" in browsing.as_(world.people[who]).words(f"/children/{world.child_id}/views")

    @pytest.mark.parametrize("who", ["senco", "health", "manager", "provider", "supervisor"])
    def test_others_on_the_team_do_when_it_is_shared(self, app, world, browsing, who):
        said(app, world, "Kept from the rest", wish=False, audiences=())
        said(
            app,
            world,
            "For everybody who works with me",
            wish=False,
            audiences=("team", "school", "health", "provider"),
        )
        words = browsing.as_(world.people[who]).words(f"/children/{world.child_id}/views")
        assert "For everybody who works with me" in words
        assert "Kept from the rest" not in words

    def test_what_is_for_one_worker_is_for_the_lead_alone(self, app, world, browsing):
        said(app, world, "Just for you", wish=False, only_my_worker=True)
        page = f"/children/{world.child_id}/views"
        assert "Just for you" in browsing.as_(world.people["lead"]).words(page)
        for who in ("iro", "senco", "health"):
            assert "Just for you" not in browsing.as_(world.people[who]).words(page)

    @pytest.mark.parametrize(("who", "status"), [("carer", 403), ("parent", 403), ("youngperson", 403)])
    def test_family_has_pages_of_its_own(self, app, world, browsing, who, status):
        key = said(app, world)
        browser = browsing.as_(world.people[who])
        assert browser.get(f"/children/{world.child_id}/views").status_code == status
        assert browser.get(f"/views/{key}/answer").status_code == status

    def test_to_a_stranger_the_child_does_not_exist(self, app, world, browsing):
        key = said(app, world)
        stranger = browsing.as_(world.people["stranger"])
        assert stranger.get(f"/children/{world.child_id}/views").status_code == 404
        assert stranger.get(f"/views/{key}/answer").status_code == 404

    def test_who_may_read_a_wish_may_not_always_answer_it(self, app, world, browsing):
        key = said(app, world, audiences=("school",))
        dsl = browsing.as_(world.people["dsl"])
        assert "Answer this wish" not in dsl.words(f"/children/{world.child_id}/views")
        assert dsl.get(f"/views/{key}/answer").status_code == 403
        assert browsing.as_(world.people["senco"]).get(f"/views/{key}/answer").status_code == 200
