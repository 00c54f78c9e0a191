"""An advocate reads what the young person lets them read, paper by paper, and nothing else."""

import pytest

from coordination import clock, create_app, jobs
from coordination.access.models import Reach
from coordination.agencies.models import Agency, Person, RoleHeld, SharingAgreement
from coordination.cases.models import Membership
from coordination.db import db, identify, new_id
from coordination.documents.models import DocumentCopy
from tests.rooms.reviewing import Reviewing


@pytest.fixture
def advocate(owner_app, world):
    """An advocate on the team."""
    with owner_app.app_context():
        agency, key, place = new_id(), new_id(), new_id()
        db.session.add(Agency(id=agency, kind="advocacy", name="Speak Up", authority_id=world.authority_id))
        db.session.add(
            Person(
                id=key, kind="workforce", name="Nadia Speaks", sort_name="speaks nadia", email=f"{key.hex}@demo.example"
            )
        )
        db.session.flush()
        since = clock.today().replace(year=clock.today().year - 1)
        db.session.add(
            SharingAgreement(authority_id=world.authority_id, agency_id=agency, title="Together", from_on=since)
        )
        db.session.add(
            RoleHeld(person_id=key, agency_id=agency, authority_id=world.authority_id, role="ADV", from_on=since)
        )
        db.session.add(
            Membership(
                id=place,
                authority_id=world.authority_id,
                child_id=world.child_id,
                case_id=world.case_id,
                person_id=key,
                agency_id=agency,
                role="ADV",
                function="member",
                basis="agreement",
                from_on=since,
            )  # fmt: skip
        )
        db.session.add(
            Reach(
                authority_id=world.authority_id,
                child_id=world.child_id,
                person_id=key,
                role="ADV",
                via="membership",
                agency_id=agency,
                functions=[],
                source_id=place,
                from_on=since,
            )  # fmt: skip
        )
        db.session.commit()
        return key


@pytest.fixture
def copy(app, settings, world, browsing, owner_engine):
    """The young person's own paper, made ready."""
    work = Reviewing(app, world)
    work.signed()
    lead = browsing.as_(world.people["lead"])
    value = f"young_person_summary|{world.memberships['youngperson']}"
    assert lead.send(f"/children/{world.child_id}/documents", {"papers": [value]}).status_code == 303
    worker = create_app(settings, login="worker")
    jobs.serve_for(worker)
    try:
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held = db.session.query(DocumentCopy).filter_by(recipient_id=world.people["youngperson"]).one()
            key, document = held.id, held.document_id
        jobs.run("documents.render", child=str(world.child_id), document=str(document))
    finally:
        jobs.serve_for(app)
    return f"/documents/copies/{key}"


class TestWhatTheYoungPersonLetsThemRead:
    def test_nothing_before_they_say_so(self, browsing, advocate, copy, world):
        theirs = browsing.as_(advocate)
        assert theirs.get(copy).status_code == 404
        assert theirs.get(f"{copy}/file").status_code == 404
        assert "Young person’s summary" not in theirs.words(f"/children/{world.child_id}/documents")

    def test_one_paper_after_it_and_none_when_they_change_their_mind(self, browsing, advocate, copy, world):
        mine = browsing.as_(world.people["youngperson"])
        assert "They read this only if you say so" in mine.words(copy)
        assert mine.press(f"{copy}/advocate", read="yes").status_code == 303
        theirs = browsing.as_(advocate)
        assert theirs.get(copy).status_code == 200
        assert theirs.get(f"{copy}/file").mimetype == "application/pdf"
        assert theirs.get(f"/children/{world.child_id}/plan").status_code != 200
        assert mine.press(f"{copy}/advocate", read="no").status_code == 303
        assert theirs.get(copy).status_code == 404
        assert theirs.get(f"{copy}/file").status_code == 404

    def test_it_stands_in_the_ledger_and_can_be_given_again(self, browsing, advocate, copy, world):
        mine = browsing.as_(world.people["youngperson"])
        for said in ("yes", "yes", "no", "yes"):
            mine.press(f"{copy}/advocate", read=said)
        page = browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/sharing")
        assert page.count("To speak up for the young person") == 2
        assert browsing.as_(advocate).get(copy).status_code == 200

    @pytest.mark.parametrize("who", ["parent", "lead", "carer"])
    def test_nobody_says_it_for_them(self, browsing, advocate, copy, world, who):
        assert browsing.as_(world.people[who]).press(f"{copy}/advocate", read="yes").status_code in (403, 404)
        assert browsing.as_(advocate).get(copy).status_code == 404
