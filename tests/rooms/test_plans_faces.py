"""One plan, several faces: each sees what was published to it, in its words, and no trace of the rest."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.db import db, identify, new_id
from coordination.plans import faces, operations, queries
from coordination.plans.faces import AUDIENCE_WORDS


@pytest.fixture
def lead(app, world):
    """The lead practitioner at work in a session of their own."""
    with app.app_context():
        by = world.actor("lead")
        identify(db.session(), by.person_id)
        yield by


def say(world, by, kind, text, *audiences, **more):
    plan = queries.plan(world.plan_id)
    return operations.add_statement(plan, id=new_id(), kind=kind, text=text, audiences=audiences, by=by, **more)


def ask(world, by, text, owner, *audiences, **more):
    return operations.add_action(
        queries.plan(world.plan_id),
        id=new_id(),
        text=text,
        owner_id=world.people[owner],
        agency_id=None,
        audiences=audiences,
        by=by,
        **more,
    )


def agree(world, by):
    operations.agree_plan(queries.plan(world.plan_id), by=by)


class TestWhatAnAudienceSees:
    def test_nothing_before_the_plan_is_agreed(self, world, lead):
        say(world, lead, "strength", "Sleeps well", "parent")
        assert faces.for_audience(world.child_id, "parent").is_empty
        assert not faces.for_audience(world.child_id, "parent", once_agreed=True).is_empty

    def test_only_what_names_it(self, world, lead):
        for audience in AUDIENCE_WORDS:
            say(world, lead, "strength", f"For {audience}", audience)
        agree(world, lead)
        for audience in AUDIENCE_WORDS:
            seen = faces.for_audience(world.child_id, audience)
            assert [row.text for row in seen.strengths] == [f"For {audience}"]

    def test_in_the_words_written_for_it(self, world, lead):
        say(
            world,
            lead,
            "outcome",
            "Attendance rises to 90%",
            "school",
            "parent",
            "young_person",
            family_text="Ama is at school most days",
            young_text="I am at school most days",
        )
        agree(world, lead)
        words = {
            audience: faces.for_audience(world.child_id, audience).outcomes[0].text
            for audience in ("school", "parent", "young_person")
        }
        assert words == {
            "school": "Attendance rises to 90%",
            "parent": "Ama is at school most days",
            "young_person": "I am at school most days",
        }

    def test_one_changed_date_changes_every_face(self, world, lead):
        day = clock.today() + timedelta(days=20)
        action = ask(world, lead, "Book the check", "health", *AUDIENCE_WORDS, due_on=day)
        agree(world, lead)
        later = day + timedelta(days=9)
        operations.change_action(action, seen=action.version, due_on=later, by=lead)
        dates = {faces.for_audience(world.child_id, audience).actions[0].due_on for audience in AUDIENCE_WORDS}
        assert dates == {later}

    def test_a_hidden_item_leaves_no_trace(self, world, lead):
        ask(world, lead, "Seen", "senco", "parent")
        agree(world, lead)
        before = faces.for_audience(world.child_id, "parent")
        outcome = say(world, lead, "outcome", "Hidden outcome", "school")
        ask(world, lead, "Hidden action", "senco", "school", outcome_id=outcome.id)
        db.session.commit()
        after = faces.for_audience(world.child_id, "parent")
        assert after == before

    def test_an_action_under_a_hidden_outcome_says_nothing_of_it(self, world, lead):
        outcome = say(world, lead, "outcome", "Hidden outcome", "school")
        ask(world, lead, "Shown action", "senco", "parent", outcome_id=outcome.id)
        agree(world, lead)
        seen = faces.for_audience(world.child_id, "parent")
        assert [(row.text, row.outcome, row.outcome_id) for row in seen.loose_actions] == [("Shown action", "", None)]

    def test_what_was_taken_out_or_cancelled_is_gone(self, world, lead):
        need = say(world, lead, "need", "Old need", "parent")
        action = ask(world, lead, "Old action", "senco", "parent")
        agree(world, lead)
        operations.end_statement(need, why="Not so any more", by=lead)
        operations.cancel_action(action, why="Not needed", by=lead)
        assert faces.for_audience(world.child_id, "parent").is_empty


class TestWordsThatCouldHurt:
    def test_needs_and_worries_are_shown_to_family_only_in_words_for_them(self, world, lead):
        for kind in ("need", "worry"):
            say(world, lead, kind, f"Team's words of a {kind}", *AUDIENCE_WORDS)
        agree(world, lead)
        seen = {audience: faces.for_audience(world.child_id, audience) for audience in AUDIENCE_WORDS}
        shown = {audience: len(face.needs) + len(face.worries) for audience, face in seen.items()}
        assert shown == {"school": 2, "health": 2, "provider": 2, "carer": 2, "parent": 0, "young_person": 0}

    def test_each_of_them_in_their_own(self, world, lead):
        say(world, lead, "worry", "Team's words", "parent", "young_person", family_text="Nights are hard")
        agree(world, lead)
        assert [row.text for row in faces.for_audience(world.child_id, "parent").worries] == ["Nights are hard"]
        assert faces.for_audience(world.child_id, "young_person").is_empty

    def test_the_young_person_gets_none_of_the_teams_facts(self, world, lead):
        words = {"young_text": "I sleep well", "baseline": "Canary", "measure": "Canary", "target": "Canary"}
        say(world, lead, "outcome", "Sleep improves", "young_person", "parent", progress=4, **words)
        say(world, lead, "strength", "Tells", "young_person", young_text="You tell", keeps_going="Canary")
        say(world, lead, "worry", "Debts", "young_person", young_text="Money", goal="Canary")
        agree(world, lead)
        seen = faces.for_audience(world.child_id, "young_person")
        assert "Canary" not in repr(seen) and seen.outcomes[0].progress == 4
        assert "Canary" in repr(faces.for_audience(world.child_id, "parent"))

    def test_what_another_parent_was_asked_is_theirs_to_tell(self, world, lead):
        ask(world, lead, "Of one parent", "parent", *AUDIENCE_WORDS)
        ask(world, lead, "Of the carer", "carer", *AUDIENCE_WORDS)
        agree(world, lead)
        seen = {
            who: [row.text for row in faces.for_audience(world.child_id, "parent", reader=world.people[who]).actions]
            for who in ("parent", "otherparent")
        }
        assert seen == {"parent": ["Of one parent", "Of the carer"], "otherparent": ["Of the carer"]}


class TestWhatIsKeptFromSomebody:
    def hide(self, statement, *caveats, label=None):
        statement.caveats = list(caveats)
        if label:
            statement.label = label
        db.session.flush()

    def test_each_caveat_holds(self, world, lead):
        kept = {
            "not-parent": {"parent"},
            "not-carer": {"carer"},
            "not-young-person": {"young_person"},
            "third-party": {"parent", "carer", "young_person"},
            f"embargo:{clock.today() + timedelta(days=1)}": set(AUDIENCE_WORDS),
            f"embargo:{clock.today()}": set(),
            "originator": set(AUDIENCE_WORDS),
            "embargo:some day": set(AUDIENCE_WORDS),
            "something nobody can read": set(AUDIENCE_WORDS),
        }
        for caveat, stopped in kept.items():
            need = say(world, lead, "strength", f"Kept by {caveat}", *AUDIENCE_WORDS)
            agree(world, lead)
            self.hide(need, caveat)
            unseen = {
                audience
                for audience in AUDIENCE_WORDS
                if need.id not in {row.id for row in faces.for_audience(world.child_id, audience).strengths}
            }
            assert unseen >= stopped, caveat

    def test_a_sensitive_label_is_in_nobodys_face(self, world, lead):
        need = say(world, lead, "need", "Sensitive", *AUDIENCE_WORDS)
        agree(world, lead)
        self.hide(need, label="S2")
        assert all(faces.for_audience(world.child_id, audience).is_empty for audience in AUDIENCE_WORDS)

    def test_what_is_kept_from_one_parent_is_shown_to_the_other(self, world, lead):
        need = say(world, lead, "strength", "Said in confidence", "parent")
        agree(world, lead)
        self.hide(need, f"not-to:{world.people['otherparent']}")
        one = faces.for_audience(world.child_id, "parent", reader=world.people["parent"])
        other = faces.for_audience(world.child_id, "parent", reader=world.people["otherparent"])
        assert (one.is_empty, other.is_empty) == (False, True)


class TestWhatIsTheReadersOwn:
    def test_what_a_parent_was_asked_to_do_is_theirs_at_once(self, world, lead):
        ask(world, lead, "Ring the dentist", "parent")
        mine = faces.for_audience(world.child_id, "parent", reader=world.people["parent"])
        others = faces.for_audience(world.child_id, "parent", reader=world.people["otherparent"])
        assert [(row.text, row.mine) for row in mine.actions] == [("Ring the dentist", True)]
        assert others.is_empty

    def test_their_disagreement_stands_beside_it_and_nobody_elses(self, world, lead):
        need = say(world, lead, "need", "Sleeps badly", "parent", family_text="Nights are short")
        agree(world, lead)
        operations.disagree(
            need,
            id=new_id(),
            who="Mum",
            words="He sleeps well here",
            person_id=world.people["parent"],
            by=lead,
        )
        one = faces.for_audience(world.child_id, "parent", reader=world.people["parent"])
        other = faces.for_audience(world.child_id, "parent", reader=world.people["otherparent"])
        assert [row.words for row in one.needs[0].disagreements] == ["He sleeps well here"]
        assert other.needs[0].disagreements == ()
