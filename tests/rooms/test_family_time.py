"""Seeing the family: planned with each of them, each time written down, and who reads which part of it."""

import pytest

from coordination.children.models import NetworkMember
from coordination.db import db
from coordination.events.models import Event
from coordination.stability.models import FamilyTime, FamilyTimeHeld
from tests.rooms.history import Kept, ago, on


@pytest.fixture
def child(app, world, browsing):
    kept = Kept(app, world, browsing)

    def around(row, by):
        for name, relation, who in (
            ("Grace Okafor", "mother", "parent"),
            ("Daniel Okafor", "father", "otherparent"),
            ("Zara Reid", "half_sibling", None),
        ):
            db.session.add(
                NetworkMember(
                    authority_id=row.authority_id,
                    child_id=row.id,
                    name=name,
                    relation=relation,
                    person_id=kept.world.people[who] if who else None,
                )
            )

    kept.does(around)
    return kept


def member(child, relation):
    return next(row for row in child.rows(NetworkMember) if row.relation == relation)


def plans(child, relation="mother", **more):
    facts = {
        "member_id": str(member(child, relation).id),
        "called": "Mum",
        "how": "in_person",
        "how_often": "Every second Saturday",
        "place": "The family centre",
        "rests_on": "agreement",
        "child_wish": "I want to bring the dog",
        "why": "She was late three times",
        "child_reads": "y",
        **on("from_on", ago(60)),
        **more,
    }
    child.writes("family-time/add", **facts)
    return max(child.rows(FamilyTime), key=lambda row: row.id)


def reads(child, who="lead"):
    return child.as_(who).words(f"{child.record}/family-time")


def own(child, who):
    start = {"youngperson": "my-plan", "carer": "caring"}.get(who, "family")
    return child.as_(who).words(f"/{start}/{child.world.child_id}/family-time")


class TestThePlan:
    def test_says_with_whom_how_often_where_and_on_what_it_rests(self, child):
        plans(child, rests_on="order", order_words="Every fortnight, for two hours")
        words = reads(child)
        assert "Grace Okafor (mother): in person" in words and "How often Every second Saturday" in words
        assert "A court order: Every fortnight, for two hours" in words and "I want to bring the dog" in words

    def test_another_one_in_the_same_way_ends_what_stood(self, child):
        plans(child)
        plans(child, how_often="Every Saturday", **on("from_on", ago(10)))
        held = sorted(child.rows(FamilyTime), key=lambda row: row.from_on)
        assert [row.to_on for row in held] == [ago(10), None]
        assert "Seeing the family has changed" in child.as_("lead").words(f"{child.record}/stability")

    def test_letters_go_on_beside_it(self, child):
        plans(child)
        plans(child, how="letters", **on("from_on", ago(10)))
        assert [row.to_on for row in child.rows(FamilyTime)] == [None, None]

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"rests_on": "order"}, "Write what the order says"),
            ({"how": "none", "why": ""}, "Say why they do not see each other"),
            ({"called": ""}, "Enter what the child calls them"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(self, child, sent, said):
        facts = {
            "member_id": str(member(child, "mother").id),
            "called": "Mum",
            "how": "phone",
            "how_often": "On Sundays at six",
            "rests_on": "plan",
            "why": "Because",
            **on("from_on", ago(3)),
        }
        answer = child.refused("family-time/add", **(facts | sent))
        assert said in answer and "On Sundays at six" in answer

    def test_is_put_right_and_ended_with_the_reason(self, child):
        row = plans(child)
        child.writes(f"family-time/{row.id}/change", how_often="Every Sunday", **on("from_on", ago(50)))
        child.writes(f"family-time/{row.id}/end", ended_why="She moved to Leeds", **on("on", ago(1)))
        words = reads(child)
        assert "Every Sunday" in words and "She moved to Leeds" in words and "Nothing is planned" in words
        told = [event for event in child.rows(Event) if event.kind == "family_time_planned"]
        assert [event.corrects_id for event in told] == [None, told[0].id]


class TestEachTime:
    def test_it_happened_or_did_not_and_how_the_child_was(self, child):
        row = plans(child)
        at = f"family-time/{row.id}/times/add"
        child.writes(at, happened="yes", after="Sang all the way home", **on("was_on", ago(15)))
        assert "Say why it did not happen" in child.refused(at, happened="no", **on("was_on", ago(1)))
        child.writes(at, happened="no", why_not="The bus did not come", **on("was_on", ago(1)))
        words = reads(child)
        assert "Of 2 times that were recorded, 1 happened" in words
        assert "Sang all the way home" in words and "The bus did not come" in words

    def test_is_put_right(self, child):
        row = plans(child)
        child.writes(f"family-time/{row.id}/times/add", happened="yes", **on("was_on", ago(15)))
        held = child.rows(FamilyTimeHeld)[0]
        child.writes(f"family-time/times/{held.id}/change", happened="no", why_not="Snow", **on("was_on", ago(15)))
        assert "did not happen. Snow" in reads(child)


class TestWhoReadsWhat:
    def test_the_child_reads_what_is_on_their_page_and_not_what_was_weighed(self, child):
        plans(child)
        words = own(child, "youngperson")
        assert "Mum" in words and "Every second Saturday" in words and "I want to bring the dog" in words
        assert "late three times" not in words and "contact" not in words.lower()

    def test_the_child_reads_nothing_that_was_not_put_there(self, child):
        plans(child, child_reads=None)
        assert "Every second Saturday" not in own(child, "youngperson")

    def test_the_carer_reads_the_plan(self, child):
        plans(child)
        words = own(child, "carer")
        assert "Grace Okafor (mother)" in words and "The family centre" in words
        assert "late three times" not in words and "contact" not in words.lower()

    def test_each_parent_reads_their_own_alone(self, child):
        row = plans(child)
        plans(child, "father", called="Dad", how_often="Wednesday nights")
        child.writes(
            f"family-time/{row.id}/times/add", happened="no", why_not="Snow", after="Cried", **on("was_on", ago(15))
        )
        mother, father = own(child, "parent"), own(child, "otherparent")
        assert "Every second Saturday" in mother and "Wednesday nights" not in mother
        assert "Wednesday nights" in father and "Every second Saturday" not in father
        assert "It did not happen" in mother and "It did not happen" not in father
        for words in (mother, father):
            assert "Snow" not in words and "Cried" not in words and "contact" not in words.lower()
            assert "late three times" not in words and "dog" not in words

    @pytest.mark.parametrize("who", ["senco", "health", "provider", "parent", "carer", "youngperson"])
    def test_whoever_may_not_know_of_it_does_not_open_the_workers_page(self, child, who):
        plans(child)
        assert child.as_(who).get(f"{child.record}/family-time").status_code in (403, 404)

    @pytest.mark.parametrize("who", ["iro", "supervisor"])
    def test_whoever_reads_of_the_family_writes_nothing(self, child, who):
        row = plans(child)
        assert "Every second Saturday" in reads(child, who)
        assert child.as_(who).get(f"{child.record}/family-time/{row.id}/change").status_code in (403, 404)


class TestBrothersAndSisters:
    def test_stand_on_the_childs_page_only_where_both_records_agree(self, child):
        facts = {
            "member_id": str(member(child, "half_sibling").id),
            "called": "Zara",
            "how": "phone",
            "how_often": "On Sundays",
            "rests_on": "plan",
            "child_reads": "y",
            **on("from_on", ago(3)),
        }
        answer = child.refused("family-time/add", **facts)
        assert "Ask whoever answers for the brother’s or sister’s record first" in answer
        child.writes("family-time/add", **facts, both_agree="y")
        assert "Zara" in own(child, "youngperson")
        assert child.rows(FamilyTime)[0].section == "sibling_links"

    def test_are_on_no_parents_page(self, child):
        plans(child, "half_sibling", called="Zara", both_agree="y")
        for who in ("parent", "otherparent"):
            assert "Zara" not in own(child, who) and "Every second Saturday" not in own(child, who)
