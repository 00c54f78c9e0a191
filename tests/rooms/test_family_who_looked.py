"""Who has seen my record: by job and organisation, and nothing that would tell of a danger."""

import pytest

from tests.rooms.auditing import looked
from tests.rooms.test_sharing_ledger import decides


@pytest.fixture
def page(world):
    return f"/my-plan/{world.child_id}/who-looked"


class TestWhoHasSeenMyRecord:
    def test_says_job_and_organisation_and_never_who(self, browsing, world, page):
        browsing.as_(world.people["senco"]).get(f"/children/{world.child_id}/plan")
        words = browsing.as_(world.people["youngperson"]).words(page)
        assert "SENCO or designated teacher" in words
        assert "Test school" in words
        assert "your plan" in words
        assert "Senco Person" not in words

    def test_leaves_out_family_and_the_reader(self, browsing, world, page):
        browsing.as_(world.people["parent"]).get(f"/family/{world.child_id}")
        theirs = browsing.as_(world.people["youngperson"])
        theirs.get(f"/my-plan/{world.child_id}")
        words = theirs.words(page)
        assert "Nobody has looked yet" in words

    @pytest.mark.parametrize(
        ("role", "sections"),
        [("SW", ("enquiries", "alerts")), ("SW", ("protected_location",)), ("CPC", ("support_plan",))],
    )
    def test_leaves_out_without_a_trace_what_would_tell_of_a_danger(
        self, browsing, world, page, owner_engine, role, sections
    ):
        theirs = browsing.as_(world.people["youngperson"])
        browsing.as_(world.people["senco"]).get(f"/children/{world.child_id}/plan")
        before = theirs.words(page)
        looked(owner_engine, world.people["lead"], world.child_id, role=role, sections=sections)
        assert theirs.words(page) == before

    def test_leaves_out_something_of_safeguarding_in_an_ordinary_part(self, browsing, world, page, owner_engine):
        """A protection conference is a meeting like any other by its section, and is not by its own label."""
        theirs = browsing.as_(world.people["youngperson"])
        before = theirs.words(page)
        looked(owner_engine, world.people["lead"], world.child_id, sections=("reviews",), label="S3")
        assert theirs.words(page) == before
        both = ("alerts", "core_identity")
        looked(owner_engine, world.people["lead"], world.child_id, sections=both, label="S3")
        assert "your name and birthday" in theirs.words(page)
        looked(owner_engine, world.people["lead"], world.child_id, sections=("reviews",), label="S1")
        assert "your meetings" in theirs.words(page)

    def test_an_emergency_is_told_in_plain_words(self, browsing, world, page, owner_engine):
        looked(owner_engine, world.people["senco"], world.child_id, role="SEN", via="break_glass")
        assert "It could not wait for your team" in browsing.as_(world.people["youngperson"]).words(page)

    @pytest.mark.parametrize("who", ["parent", "otherparent", "carer", "lead", "senco"])
    def test_is_the_young_persons_alone(self, browsing, world, page, who):
        assert browsing.as_(world.people[who]).get(page).status_code in (403, 404)


class TestWhatWasShared:
    def test_the_young_person_reads_what_was_put_there_for_them_and_no_more(self, browsing, world, page):
        decides(browsing, world, what="Told your club about your allergy", publish_to=["young_person"])
        decides(browsing, world, what="Told the police about threats")
        words = browsing.as_(world.people["youngperson"]).words(page)
        assert "Told your club about your allergy" in words
        assert "police" not in words

    def test_a_parent_reads_the_kind_of_organisation_and_no_name(self, browsing, world):
        mother = str(world.people["parent"])
        decides(browsing, world, what="Told the club about an allergy", publish_to=[mother])
        decides(browsing, world, what="Told the refuge where she is", publish_to=["young_person"])
        words = browsing.as_(world.people["parent"]).words(f"/family/{world.child_id}/shared")
        assert "Told the club about an allergy" in words
        assert "refuge" not in words
        assert "Testshire Homes" not in words

    def test_what_is_for_one_parent_the_other_never_sees(self, browsing, world):
        for who, what in (("parent", "Told her solicitor"), ("otherparent", "Told his probation officer")):
            answer = decides(browsing, world, what=what, publish_to=[str(world.people[who])])
            assert answer.status_code == 303, who
        hers = browsing.as_(world.people["parent"]).words(f"/family/{world.child_id}/shared")
        his = browsing.as_(world.people["otherparent"]).words(f"/family/{world.child_id}/shared")
        assert "Told her solicitor" in hers and "probation" not in hers
        assert "Told his probation officer" in his and "solicitor" not in his
        ledger = browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/sharing")
        assert "Shown to Parent Person" in ledger and "Shown to Otherparent Person" in ledger
        both = [str(world.people[who]) for who in ("parent", "otherparent")]
        decides(browsing, world, what="Told the club about an allergy", publish_to=both)
        for who in ("parent", "otherparent"):
            assert "allergy" in browsing.as_(world.people[who]).words(f"/family/{world.child_id}/shared"), who

    def test_an_entry_is_for_nobody_who_is_no_parent_on_the_team(self, browsing, world):
        for key in (world.people["senco"], world.people["stranger"]):
            answer = decides(browsing, world, what="Told the club", publish_to=[str(key)])
            assert answer.status_code == 422

    def test_what_a_school_wrote_down_is_not_published_by_the_school(self, browsing, world, page):
        decides(browsing, world, "senco", what="Told the college", publish_to=["young_person"])
        assert "Told the college" not in browsing.as_(world.people["youngperson"]).words(page)
