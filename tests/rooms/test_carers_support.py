"""What keeps a carer going: time away, asked for and answered, and their training. Neither is anybody else's."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.db import db, identify
from coordination.household import supporting
from tests.rooms.test_household import home

__all__ = ["home"]


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


@pytest.fixture
def carer(browsing, world, home):  # noqa: F811
    home.begins()
    return browsing.as_(world.people["carer"])


@pytest.fixture
def kept(app, world):
    """What is kept: times away and training."""

    def rows():
        with app.app_context():
            identify(db.session(), world.people["carer"])
            return supporting.times_away(world.child_id), supporting.trainings(world.child_id)

    return rows


@pytest.fixture
def asked(carer, world, kept):
    """A time away that the carer asked for."""
    first = clock.today() + timedelta(days=30)
    sent = {"to_know": "He reads until nine", **day("from_on", first), **day("to_on", first + timedelta(days=2))}
    assert carer.send(f"/caring/{world.child_id}/away", sent).status_code == 303
    return kept()[0][0]


class TestTimeAway:
    @pytest.mark.parametrize("who", ["supervisor", "lead"])
    def test_is_asked_for_and_answered(self, asked, browsing, carer, world, who):
        assert "Nobody has answered yet." in carer.words(f"/caring/{world.child_id}/away")
        worker = browsing.as_(world.people[who])
        assert "nobody has answered" in worker.words(f"/children/{world.child_id}/care/carer")
        address = f"/times-away/{asked.id}"
        assert "He reads until nine" in worker.words(address)
        sent = {"answer": "agreed", "who_cares": "Joan and Phil"}
        assert worker.send(address, sent).status_code == 303
        words = carer.words(f"/caring/{world.child_id}/away")
        assert "Yes" in words and "Joan and Phil" in words

    def test_a_no_says_why_and_a_yes_says_who_cares(self, asked, browsing, world):
        worker = browsing.as_(world.people["supervisor"])
        for answer in ("not_possible", "agreed"):
            assert worker.send(f"/times-away/{asked.id}", {"answer": answer}).status_code == 422

    @pytest.mark.parametrize("who", ["parent", "youngperson", "senco", "provider", "stranger", "carer"])
    def test_is_answered_by_nobody_else(self, asked, browsing, world, who):
        assert browsing.as_(world.people[who]).get(f"/times-away/{asked.id}").status_code in (403, 404)

    def test_cannot_end_before_it_begins(self, carer, world, kept):
        sent = {**day("from_on", clock.today()), **day("to_on", clock.today() - timedelta(days=1)), "to_know": "Kept"}
        answer = carer.send(f"/caring/{world.child_id}/away", sent)
        assert answer.status_code == 422 and "Kept" in answer.text and kept()[0] == []


class TestTraining:
    def test_is_the_carers_own_record_that_their_supervisor_reads(self, carer, browsing, world, kept):
        address = f"/caring/{world.child_id}/training"
        assert carer.send(address, {"what": "First aid", "state": "wanted"}).status_code == 303
        assert carer.send(address, {"what": "First aid", "state": "done"}).status_code == 422
        assert (
            carer.send(address, {"what": "Safe caring", "state": "done", **day("on", clock.today())}).status_code == 303
        )
        assert [row.what for row in kept()[1]] == ["First aid", "Safe caring"]
        assert "First aid" in browsing.as_(world.people["supervisor"]).words(f"/children/{world.child_id}/care/carer")

    @pytest.mark.parametrize("who", ["parent", "youngperson", "lead"])
    def test_is_written_by_nobody_else(self, carer, browsing, world, who):
        assert browsing.as_(world.people[who]).get(f"/caring/{world.child_id}/training").status_code in (403, 404)
