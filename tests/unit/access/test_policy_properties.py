"""What must be true of the policy in every world, however the people, papers and dates in it fall."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coordination.access import Permit, decide
from coordination.access.facts import FACTS
from tests.unit.access.access_world import A_THIRD, CHILD, NOW, SOMEBODY_ELSE, TODAY
from tests.unit.access.random_worlds import CAVEATS, IN_FAVOUR, ME, worlds

WORLDS = 8000
WIDTH = {"aggregate": 0, "published": 1, "limited": 2, "own": 3, "full": 4}


def asked(actor, verb, about, now=NOW):
    return decide(actor, verb, about.section, about, now)


def adds(after, before):
    """Whether an answer gives something that the other did not."""
    if not isinstance(after, Permit):
        return False
    if not isinstance(before, Permit) or WIDTH[after.extent] > WIDTH[before.extent]:
        return True
    if after.extent == before.extent == "limited" and not after.fields <= before.fields:
        return True
    return not after.extents <= before.extents


def additions(change):
    """The worlds in which one of ``change(actor, verb, thing)``'s (less, more) pairs of answers adds something,
    and how many permits there were to lose."""
    wrong, lost = [], 0
    for seed, actor, verb, about in worlds(WORLDS):
        for less, more in change(actor, verb, about):
            lost += isinstance(more, Permit) and not isinstance(less, Permit)
            if adds(less, more):
                wrong.append((seed, verb, about.section, less, more))
    return wrong, lost


class TestTakingAwayNeverAdds:
    def never_adds(self, change, at_least_lost):
        wrong, lost = additions(change)
        assert not wrong, wrong[:3]
        assert lost >= at_least_lost, "these worlds had too little in them to lose"

    def test_ending_any_one_relationship(self):
        def change(actor, verb, about):
            before = asked(actor, verb, about)
            for position, held in enumerate(actor.relationships):
                for ended in (replace(held, to_on=min(TODAY, held.to_on or TODAY)), replace(held, ends_at=NOW)):
                    rest = (*actor.relationships[:position], ended, *actor.relationships[position + 1 :])
                    yield asked(actor.towards(rest), verb, about), before

        self.never_adds(change, 500)

    def test_excluding_somebody(self):
        def change(actor, verb, about):
            before = asked(actor, verb, about)
            for person in (ME, A_THIRD, SOMEBODY_ELSE):
                excluded = replace(about, excluded_people=about.excluded_people | {person})
                answer = asked(actor, verb, excluded)
                assert not (person == ME and answer)
                yield answer, before

        self.never_adds(change, 500)

    def test_adding_a_caveat(self):
        def change(actor, verb, about):
            before = asked(actor, verb, about)
            for caveat in CAVEATS:
                yield asked(actor, verb, replace(about, caveats=about.caveats | {caveat})), before

        self.never_adds(change, 1000)

    def test_losing_a_post(self):
        def change(actor, verb, about):
            if any(held.via == "invitation" for held in actor.relationships):
                return  # an invitation needs no post, and with one it rests on that post's organisation
            before = asked(actor, verb, about)
            for position in range(len(actor.roles)):
                fewer = replace(actor, roles=actor.roles[:position] + actor.roles[position + 1 :])
                yield asked(fewer, verb, about), before

        self.never_adds(change, 200)

    def test_losing_an_agreement_or_what_it_covers(self):
        def change(actor, verb, about):
            before = asked(actor, verb, about)
            for position, agreed in enumerate(actor.agreements):
                rest = actor.agreements[:position] + actor.agreements[position + 1 :]
                yield asked(replace(actor, agreements=rest), verb, about), before
                narrower = replace(agreed, sections=frozenset({"messages"}) & (agreed.sections or {"messages"}))
                yield asked(replace(actor, agreements=(*rest, narrower)), verb, about), before

        self.never_adds(change, 100)

    def test_a_higher_label(self):
        def change(actor, verb, about):
            answers = [asked(actor, verb, replace(about, label=label)) for label in ("S0", "S1", "S2", "S3", "S4")]
            yield from zip(answers[1:], answers, strict=False)

        self.never_adds(change, 200)

    def test_closing_or_sealing_a_record_or_a_legal_hold(self):
        def change(actor, verb, about):
            before = asked(actor, verb, replace(about, state="open"))
            for state in ("closed", "sealed", "hold"):
                yield asked(actor, verb, replace(about, state=state)), before

        self.never_adds(change, 300)

    def test_withdrawing_what_was_published(self):
        def change(actor, verb, about):
            before = asked(actor, verb, about)
            yield asked(actor, verb, replace(about, published=False)), before
            yield asked(actor, verb, replace(about, audiences=frozenset())), before

        self.never_adds(change, 30)

    def test_asking_of_one_entry_rather_than_its_page(self):
        def change(actor, verb, about):
            page = asked(actor, verb, replace(about, whole=True))
            yield asked(actor, verb, replace(about, whole=False)), page

        self.never_adds(change, 50)

    @pytest.mark.parametrize("fact", sorted(set(IN_FAVOUR) - {"only_my_worker", "about"}))
    def test_not_knowing_a_fact(self, fact):
        wrong, lost = [], 0
        for seed, actor, verb, about in worlds(600):
            known = asked(actor, verb, replace(about, facts=IN_FAVOUR))
            unknown = asked(actor, verb, replace(about, facts={k: v for k, v in IN_FAVOUR.items() if k != fact}))
            lost += isinstance(known, Permit)
            if adds(unknown, known):
                wrong.append((seed, verb, about.section))
        assert not wrong
        assert lost


class TestWhateverTheWorld:
    def test_a_permit_keeps_its_own_rules(self):
        permits = 0
        for seed, actor, verb, about in worlds(WORLDS):
            answer = asked(actor, verb, about)
            if not isinstance(answer, Permit):
                continue
            permits += 1
            assert actor.active, seed
            assert actor.second_factor or not actor.second_factor_needed, seed
            assert "audit" in answer.obligations, seed
            assert ("watermark" in answer.obligations) == (verb == "disclose"), seed
            assert (answer.fields is not None) == (answer.extent == "limited"), seed
            assert answer.extent in answer.extents, seed
            assert answer.via not in ("break_glass", "grant") or verb == "read", seed
            if answer.via == "break_glass":
                assert {"reason", "no_print"} <= answer.obligations, seed
                assert about.label not in ("S4", "C"), seed
        assert permits > 800

    def test_a_denial_says_where_and_hides_what_it_must(self):
        steps = set()
        for seed, actor, verb, about in worlds(WORLDS):
            answer = asked(actor, verb, about)
            if isinstance(answer, Permit):
                continue
            steps.add(answer.step)
            assert answer.rule, seed
            assert answer.hidden or answer.step not in (2, 3), seed
            assert not (answer.hidden and answer.remedy), seed
        assert steps >= {1, 2, 3, 4, 5, 6, 7, 8}

    def test_somebody_with_no_relationship_finds_nothing_of_a_child(self):
        for seed, actor, verb, about in worlds(WORLDS):
            answer = asked(actor.towards(()), verb, replace(about, child_id=CHILD))
            assert not answer, seed
            assert answer.hidden or answer.step == 1, seed

    def test_what_was_asked_before_changes_no_answer(self):
        for seed, actor, verb, about in worlds(1000):
            earlier = NOW - timedelta(days=2)
            fresh = asked(replace(actor), verb, about, earlier)
            asked(actor, verb, about)
            assert asked(actor, verb, about, earlier) == fresh, seed


def test_the_facts_given_in_these_worlds_are_facts_the_rules_know():
    assert set(IN_FAVOUR) <= set(FACTS)
