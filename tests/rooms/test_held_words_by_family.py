"""Words of families, carers and guests that name a protected place: an ordinary save, kept from who may not know."""

import pytest
from sqlalchemy import select

from coordination.db import db
from coordination.messages.models import OutboxMessage
from coordination.protected.holding import words_of
from coordination.protected.models import HeldText
from tests.rooms.linking import Linking, comes_by, form_of
from tests.rooms.protecting import Protecting

NAMED = "He waited outside 12, ORCHARD Way for me"
PLAIN = "He waited outside the library for me"


@pytest.fixture
def office(app, owner_app, world):
    return Protecting(app, owner_app, world)


class Way:
    """One way in: who writes, where, what is sent, where the author reads it again, and where others might."""

    def __init__(self, who, address, sent, again, others):
        self.who, self.address, self.sent, self.again, self.others = who, address, sent, again, others

    def writes(self, browsing, world, words):
        visitor = browsing.as_(world.people[self.who])
        sent = {name: words if value is None else value for name, value in self.sent.items()}
        return visitor, visitor.send(self.address.format(child=world.child_id), sent)


WAYS = {
    "a young person's words": Way(
        "youngperson", "/my-plan/{child}/say", {"words": None, "what": "view", "audiences": ["carer"]}, "/my-plan",
        {"carer": "/caring", "iro": "/children/{child}/views", "senco": "/children/{child}/views"},
    ),
    "a young person's wish": Way(
        "youngperson", "/my-plan/{child}/say", {"words": None, "what": "wish"}, "/my-plan",
        {"iro": "/children/{child}/views", "health": "/children/{child}/views"},
    ),
    "a carer's diary": Way(
        "carer", "/caring/{child}/diary/add", {"words": None}, "/caring/diary",
        {"supervisor": "/children/{child}/care/carer"},
    ),
    "a parent's views": Way(
        "parent", "/family/{child}/views", {"help": None}, "/family",
        {"iro": "/children/{child}/views", "otherparent": "/family", "health": "/children/{child}/views"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WAYS)
class TestWhoWritesAndWhoReads:
    def test_the_author_sees_an_ordinary_save_and_reads_it_again(self, office, browsing, world, name):
        way = WAYS[name]
        _, before = way.writes(browsing, world, PLAIN)
        office.protects()
        author, after = way.writes(browsing, world, NAMED)
        assert (before.status_code, before.location) == (after.status_code, after.location) == (303, after.location)
        page = author.words(way.again.format(child=world.child_id))
        assert "12, ORCHARD Way" in page and "⟦" not in page and "held" not in page.lower().split()

    def test_others_do_not_read_the_place(self, office, browsing, world, name):
        way = WAYS[name]
        office.protects()
        way.writes(browsing, world, NAMED)
        for who, address in way.others.items():
            page = browsing.as_(world.people[who]).client.get(address.format(child=world.child_id)).text
            assert "orchard" not in page.lower() and "⟦" not in page, who

    def test_and_do_read_what_names_none(self, office, browsing, world, name):
        way = WAYS[name]
        office.protects()
        way.writes(browsing, world, PLAIN)
        pages = [
            browsing.as_(world.people[who]).client.get(address.format(child=world.child_id)).text
            for who, address in way.others.items()
        ]
        assert any(PLAIN in page for page in pages) or name == "a parent's views"

    def test_the_lead_is_told(self, office, browsing, world, name):
        way = WAYS[name]
        office.protects()
        way.writes(browsing, world, NAMED)
        lead = office.proved(browsing, world.people["lead"])
        assert "12, ORCHARD Way" in lead.words(f"/children/{world.child_id}/held-words")
        with office.at_work():
            rows = db.session.scalars(select(HeldText).where(HeldText.child_id == world.child_id)).all()
            assert {row.author_id for row in rows} == {world.people[way.who]}
            assert {words_of(row) for row in rows} == {NAMED}


class TestAYoungPersonWhoIsAfraid:
    def test_is_saved_and_goes_to_their_worker_at_once_though_it_is_held(self, office, browsing, world, owner_app):
        office.protects()
        WAYS["a young person's words"].writes(browsing, world, NAMED)
        with owner_app.app_context():
            mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.person_id == world.people["lead"]))
            told = [mail.subject + mail.body for mail in mails]
        assert told and not any("orchard" in each.lower() for each in told)


class TestAContributionByALink:
    @pytest.fixture
    def work(self, app, world):
        return Linking(app, world)

    @pytest.mark.parametrize("words", [NAMED, PLAIN])
    def test_is_sent_as_any_other_and_read_by_those_who_may_know(self, app, office, browsing, world, work, words):
        review = work.plans("lead", "senco", "health")
        guest = comes_by(browsing, work, work.links(review))
        office.protects()
        sent = form_of(guest, "/by-link/contribution", worries=words)
        answer = guest.client.post("/by-link/contribution", data=sent)
        assert answer.status_code == 303 and answer.headers["Location"] == "/link-sent"
        assert "Thank you" in guest.words("/link-sent")
        lead = office.proved(browsing, world.people["lead"])
        assert words in lead.words(f"/reviews/{review}")
        senco = browsing.as_(world.people["senco"]).words(f"/reviews/{review}")
        assert "⟦" not in senco and "orchard" not in senco.lower()
        held = lead.words(f"/children/{world.child_id}/held-words")
        assert ("12, ORCHARD Way" in held) is (words == NAMED)

    def test_a_way_in_by_a_link_ends_with_it(self, work, world, office, browsing):
        review = work.plans("lead", "health")
        guest = comes_by(browsing, work, work.links(review))
        office.protects()
        sent = form_of(guest, "/by-link/contribution", worries=NAMED)
        guest.client.post("/by-link/contribution", data=sent)
        assert "orchard" not in guest.client.get("/by-link/contribution").text.lower()
