"""A young person's story: prepared by a worker, chosen by them, with what belongs to others left out; the booklet."""

import io

import pytest
from PIL import Image

from coordination.db import db, identify
from coordination.documents.models import DocumentCopy
from coordination.story import booklet, queries
from coordination.story.models import StoryEntry
from tests.world import add_child

HARD = (
    "Notwithstanding considerable organisational uncertainties, professional representatives unanimously recommended "
    "reconsidering supervised arrangements subsequently."
)


def picture():
    made = io.BytesIO()
    Image.new("RGB", (900, 700), "navy").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def at_work(world):
    return f"/children/{world.child_id}/story"


@pytest.fixture
def mine(world):
    return f"/my-plan/{world.child_id}/story"


@pytest.fixture
def lead(browsing, world):
    return browsing.as_(world.people["lead"])


@pytest.fixture
def me(browsing, world):
    return browsing.as_(world.people["youngperson"])


@pytest.fixture
def kept(app, world):
    """The parts that are kept, by heading."""

    def rows(who="lead"):
        with app.app_context():
            identify(db.session(), world.people[who])
            return {row.title: row for row in queries.entries(world.child_id)}

    return rows


@pytest.fixture
def prepares(lead, at_work):
    def send(title, *, show=True, **more):
        sent = {"part": "home", "title": title, "words": "You had the room over the door.", **more}
        answer = lead.send(f"{at_work}/add", sent | ({"show": "yes"} if show else {}))
        assert answer.status_code == 303, answer.text[-2500:]

    return send


class TestPreparing:
    def test_what_is_not_shown_is_not_there_for_them(self, prepares, me, mine):
        prepares("The blue house", show=False)
        assert "The blue house" not in me.words(mine)

    def test_what_is_shown_is_theirs_to_choose(self, prepares, me, mine, kept):
        prepares("The blue house")
        assert "Do you want it in your booklet?" in me.words(mine)
        key = kept()["The blue house"].id
        me.press(f"{mine}/{key}/choose", wanted="yes")
        assert kept()["The blue house"].chosen is True
        me.press(f"{mine}/{key}/choose", wanted="no")
        assert kept()["The blue house"].chosen is False
        assert "It is left out of your booklet." in me.words(mine)

    def test_what_was_left_out_is_listed_with_its_reason(self, prepares, me, mine):
        prepares("The blue house", left_out=["other_child", "address"])
        words = me.words(mine)
        assert "What is not told here, and why" in words and "it is theirs to tell" in words

    def test_words_that_are_too_hard_are_not_shown_without_a_reason(self, lead, at_work, kept):
        sent = {"part": "home", "title": "The blue house", "words": HARD, "show": "yes"}
        answer = lead.send(f"{at_work}/add", sent)
        assert answer.status_code == 422 and "Why do these words have to be this hard?" in answer.text
        assert kept() == {}
        assert lead.send(f"{at_work}/add", sent | {"hard_words_why": "The judge said so"}).status_code == 303
        assert kept()["The blue house"].hard_words_why == "The judge said so"

    def test_nor_shown_later_without_one(self, lead, prepares, kept):
        prepares("The blue house", show=False, words=HARD)
        address = f"/story-entries/{kept()['The blue house'].id}"
        assert lead.send(address, {"show": "yes"}).status_code == 422
        assert kept()["The blue house"].published_at is None

    def test_words_that_change_are_chosen_anew(self, lead, me, mine, prepares, kept):
        prepares("The blue house")
        key = kept()["The blue house"].id
        me.press(f"{mine}/{key}/choose", wanted="yes")
        assert lead.send(f"/story-entries/{key}", {"words": "You had a dog."}).status_code == 303
        assert kept()["The blue house"].chosen is None

    @pytest.mark.parametrize("who", ["carer", "parent", "senco", "provider", "stranger", "youngperson"])
    def test_is_for_whoever_may_agree_the_plan(self, browsing, world, prepares, kept, at_work, who):
        prepares("The blue house")
        visitor = browsing.as_(world.people[who])
        key = kept()["The blue house"].id
        for address in (at_work, f"{at_work}/add", f"/story-entries/{key}", f"/story-entries/{key}/photo"):
            assert visitor.get(address).status_code in (403, 404), address


class TestTheirOwn:
    def test_they_write_a_part_with_a_photo_and_it_is_in(self, me, mine, kept, lead, at_work):
        photo = (io.BytesIO(picture()), "wall.png")
        sent = {"part": "achievement", "title": "I climbed", "words": "High.", "photo": photo, "photo_shows": "A wall"}
        assert me.send(f"{mine}/add", sent).status_code == 303
        held = kept()["I climbed"]
        assert held.chosen and held.own
        shown = me.get(f"{mine}/{held.id}/photo")
        assert shown.status_code == 200 and shown.mimetype == "image/jpeg"
        assert "I climbed" in lead.words(at_work)
        # It is theirs: nobody changes it.
        assert lead.get(f"/story-entries/{held.id}").status_code == 403

    def test_they_take_out_what_they_wrote_and_not_what_others_did(self, me, mine, prepares, kept):
        prepares("The blue house")
        me.send(f"{mine}/add", {"part": "day", "title": "The sea"})
        for title, gone in (("The sea", True), ("The blue house", False)):
            me.press(f"{mine}/{kept()[title].id}/take-out")
            assert (title not in kept()) is gone

    def test_another_childs_part_does_not_exist(self, app, me, mine, world, owner_app):
        with owner_app.app_context():
            child_id, *_ = add_child(world.authority_id, {}, world.agencies, world.team_id)
            held = StoryEntry(
                authority_id=world.authority_id, child_id=child_id, part="day", title="Other", own=False,
                recorded_by=world.people["lead"],
            )  # fmt: skip
            db.session.add(held)
            db.session.commit()
            key = held.id
        assert me.press(f"{mine}/{key}/choose", wanted="yes").status_code == 404


class TestTheBooklet:
    def test_holds_what_they_chose_in_the_order_of_life_and_nothing_else(self, app, world, me, mine, prepares, kept):
        prepares("The blue house", left_out=["address"], **{"from_on-day": 1, "from_on-month": 3, "from_on-year": 2021})
        prepares("The red house", **{"from_on-day": 1, "from_on-month": 3, "from_on-year": 2019})
        prepares("Not this one", left_out=["other_adult"])
        for title in ("The blue house", "The red house"):
            me.press(f"{mine}/{kept()[title].id}/choose", wanted="yes")
        answer = me.press(f"{mine}/booklet")
        assert answer.status_code == 303 and "/documents/copies/" in answer.location
        with app.test_request_context():
            identify(db.session(), world.people["youngperson"])
            copies = db.session.query(DocumentCopy).filter_by(recipient_id=world.people["youngperson"]).all()
            assert len(copies) == 1
            child = db.session.get_one(booklet.Child, world.child_id)
            authority = db.session.get_one(booklet.Authority, world.authority_id)
            facts = booklet.facts(child, authority, lead="", colours="moss", by=world.actor("youngperson"))
        assert [part["title"] for part in facts["parts"]] == ["The red house", "The blue house"]
        assert len(facts["left_out"]) == 1 and "Where somebody lives" in facts["left_out"][0]
        assert "My story so far" in me.words("/my-plan")
