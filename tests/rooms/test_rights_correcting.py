"""Somebody says that something held is wrong: they ask, a worker answers, and what they say stands beside it."""

import pytest
from sqlalchemy import text

from coordination.db import RuleBroken, db, identify, new_id
from coordination.rights import correcting
from coordination.rights.models import Correction

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
