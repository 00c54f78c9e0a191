"""Papers: the facts of five documents, from the same statements, each with what its reader may see and no more."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.agencies.models import Agency, Person
from coordination.cases import queries as cases
from coordination.children import saying
from coordination.children.models import Child, NetworkMember
from coordination.db import db, identify, new_id
from coordination.deadlines.models import Clock
from coordination.documents import shape, structure
from coordination.events import operations as events
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews import operations, papers, queries
from coordination.reviews.papers.gathering import first_name
from coordination.voice import operations as voice
from tests.rooms.reviewing import said


@pytest.fixture
def lead(app, world):
    """The lead practitioner at work in a session of their own."""
    with app.app_context():
        by = world.actor("lead")
        identify(db.session(), by.person_id)
        yield by


FAMILY = ("carer", "parent", "young_person", "school")


def held_review(world, by, **more):
    """A review that was held last week, with everybody there, one view, one decision and two actions."""
    case = cases.current_case(world.child_id)
    names = ("lead", "senco", "health", "parent", "carer", "youngperson")
    roles = {"lead": "SW", "senco": "SEN", "health": "HLT", "parent": "PAR", "carer": "FC", "youngperson": "YP"}
    review = operations.begin_record(
        case,
        id=new_id(),
        kind=more.pop("kind", "tac_review"),
        held_on=clock.today() - timedelta(days=7),
        by=by,
        invitees=[
            {"person_id": world.people[who], "name": f"{who.title()} Person", "role": roles[who], "agency_id": None}
            for who in names
        ],
    )
    review = queries.review(review.id)
    facts = {
        "seen": review.version,
        "held_on": clock.today() - timedelta(days=7),
        "attendance": {who.id: "in_person" for who in review.people},
        "participation": "attended",
        "views": [{"id": new_id(), "text": "I like the new club", "how": "told", "audiences": list(FAMILY)}],
        "changes": "School: attendance is 94%\nA calm term",
        "decisions": [{"id": new_id(), "text": "The club goes on", "owner_id": by.person_id, "audiences": FAMILY}],
        "actions": [
            {
                "id": new_id(),
                "text": "Ring the club about Thursdays",
                "family_text": "Ring the club",
                "young_text": "Ring your club",
                "owner_id": world.people["senco"],
                "agency_id": world.agencies["school"],
                "due_on": clock.today() + timedelta(days=20),
                "audiences": FAMILY,
            },
            {
                "id": new_id(),
                "text": "Bring the swimming things",
                "owner_id": world.people["carer"],
                "agency_id": None,
                "due_on": clock.today() + timedelta(days=5),
                "audiences": ("carer",),
            },
        ],
        "decision": "continue",
        "decision_reason": "Going well",
        "next_on": clock.today() + timedelta(days=40),
    }
    operations.record_review(review, said(**(facts | more)), by=by, seen=facts["seen"])
    return review


def the(model, key):
    return db.session.get(model, key)


def every_paper(world, reader="senco"):
    """The facts of all five papers by kind."""
    child = the(Child, world.child_id)
    record = papers.Record(child)
    review = queries.last_held(child.id)
    return {
        "review_record": papers.review_record(review, papers.of_person(the(Person, world.people[reader]), child)),
        "carer_sheet": papers.carer_sheet(record, the(Person, world.people["carer"])),
        "parent_version": papers.parent_version(record, the(Person, world.people["parent"])),
        "school_action_sheet": papers.school_action_sheet(record, the(Agency, world.agencies["school"])),
        "young_person_summary": papers.young_person_summary(record),
    }


def said_of(facts):
    """Every word of a paper."""
    if isinstance(facts, dict):
        return " ".join(said_of(value) for value in facts.values())
    if isinstance(facts, list):
        return " ".join(said_of(value) for value in facts)
    return str(facts)


class TestOnePlanFivePapers:
    def test_each_has_the_shape_its_template_asks_for(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        for kind, facts in every_paper(world).items():
            shape.check(kind, facts)

    def test_a_child_nothing_is_known_of_has_papers_too(self, world, lead):
        record = papers.Record(the(Child, world.child_id))
        shape.check("carer_sheet", papers.carer_sheet(record))
        shape.check("parent_version", papers.parent_version(record))
        shape.check("young_person_summary", papers.young_person_summary(record))
        school = the(Agency, world.agencies["school"])
        shape.check("school_action_sheet", papers.school_action_sheet(record, school))

    def test_each_says_the_action_in_its_own_words(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        found = every_paper(world)
        assert found["review_record"]["actions"][0]["text"] == "Ring the club about Thursdays"
        assert found["school_action_sheet"]["actions"][0]["text"] == "Ring the club about Thursdays"
        assert [line["text"] for line in found["carer_sheet"]["others_actions"]] == ["Ring the club"]
        assert [line["text"] for line in found["parent_version"]["doing"]] == ["Ring the club"]
        assert [line["what"] for line in found["young_person_summary"]["next_steps"]] == ["Ring your club"]
        assert [line["text"] for line in found["carer_sheet"]["my_actions"]] == ["Bring the swimming things"]

    def test_one_changed_date_is_in_every_paper_made_after_it(self, world, lead):
        review = held_review(world, lead)
        operations.sign_review(review, by=lead)
        later = clock.today() + timedelta(days=33)
        action = next(row for row in plan_queries.open_actions(world.child_id) if row.number == 1)
        plans.change_action(action, seen=action.version, due_on=later, by=lead)
        found = every_paper(world)
        dates = {
            "carer": found["carer_sheet"]["others_actions"][0]["due"],
            "parent": found["parent_version"]["doing"][0]["due"],
            "school": found["school_action_sheet"]["actions"][0]["due"],
            "young person": found["young_person_summary"]["next_steps"][0]["by"],
        }
        assert dates == dict.fromkeys(dates, later.isoformat())

    def test_a_draft_record_changes_with_it_and_a_signed_one_stays_as_it_was_signed(self, world, lead):
        review = held_review(world, lead)
        before, later = clock.today() + timedelta(days=20), clock.today() + timedelta(days=33)
        action = next(row for row in plan_queries.open_actions(world.child_id) if row.number == 1)
        plans.change_action(action, seen=action.version, due_on=later, by=lead)
        assert every_paper(world)["review_record"]["actions"][0]["due"] == later.isoformat()
        operations.sign_review(review, by=lead)
        plans.change_action(action, seen=action.version, due_on=before, by=lead)
        assert every_paper(world)["review_record"]["actions"][0]["due"] == later.isoformat()

    def test_a_record_made_in_the_breath_it_is_signed_in_names_who_signed(self, world, lead):
        review = held_review(world, lead)
        assert every_paper(world)["review_record"]["signed"] is None
        operations.sign_review(review, by=world.actor("manager"))
        assert every_paper(world)["review_record"]["signed"]["by"] == the(Person, world.people["manager"]).name

    def test_what_only_the_council_wants_is_not_called_the_law(self, world, lead):
        child = the(Child, world.child_id)
        events.record(
            authority_id=child.authority_id, child_id=child.id, kind="became_looked_after",
            occurred_on=clock.today() - timedelta(days=20), about=child, by=lead.person_id,
        )  # fmt: skip
        spoke = {"private_talk": "On Monday, at school", "previous_decisions": "All done"}
        review = held_review(world, lead, kind="looked_after", considered=spoke)
        operations.sign_review(review, by=lead)
        kept = {row.rule: row for row in db.session.scalars(select(Clock).where(Clock.state == "running"))}
        assert kept["T2"].due_on < kept["L4"].due_on
        assert every_paper(world)["review_record"]["next_review"]["latest"] == kept["L4"].due_on.isoformat()

    def test_a_changed_paper_has_another_version(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        first = every_paper(world)["carer_sheet"]["cover"]["version"]
        action = plan_queries.open_actions(world.child_id)[0]
        plans.change_action(action, seen=action.version, text="Ring them on Monday", by=lead)
        assert (first, every_paper(world)["carer_sheet"]["cover"]["version"]) == ("1", "1.1")

    def test_a_change_its_reader_does_not_see_leaves_it_as_it_was(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        before = every_paper(world)
        plan = plan_queries.current_plan(world.child_id)
        secret = plans.add_statement(plan, id=new_id(), kind="worry", text="For the team alone", by=lead)
        plans.change_statement(secret, seen=1, text="For the team alone, again", by=lead)
        after = every_paper(world)
        for kind in ("carer_sheet", "parent_version", "young_person_summary", "school_action_sheet"):
            assert after[kind] == before[kind], kind


class TestWhatAReaderMaySee:
    def test_what_was_not_published_is_on_no_family_paper(self, world, lead):
        held_review(world, lead)
        found = every_paper(world)
        assert found["carer_sheet"]["others_actions"] == []
        assert found["parent_version"]["doing"] == []
        assert found["young_person_summary"]["next_steps"] == []
        assert found["parent_version"]["agreed"] == []

    def test_what_is_for_another_audience_is_not_on_it(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        for kind in ("parent_version", "young_person_summary", "school_action_sheet"):
            assert "swimming things" not in said_of(every_paper(world)[kind]), kind

    @pytest.mark.parametrize(
        ("caveat", "kind"),
        [
            ("not-parent", "parent_version"),
            ("not-carer", "carer_sheet"),
            ("not-young-person", "young_person_summary"),
        ],
    )
    def test_a_caveat_keeps_it_off(self, world, lead, caveat, kind):
        operations.sign_review(held_review(world, lead), by=lead)
        action = next(row for row in plan_queries.open_actions(world.child_id) if row.number == 1)
        saying.revise(action, by=lead, caveats=[caveat])
        found = every_paper(world)
        assert "Ring the club" not in said_of(found[kind])
        assert "Ring your club" not in said_of(found[kind])
        assert "Ring the club about Thursdays" in said_of(found["school_action_sheet"])

    def test_what_is_kept_from_one_parent_by_name_reaches_the_other(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        action = next(row for row in plan_queries.open_actions(world.child_id) if row.number == 1)
        saying.revise(action, by=lead, caveats=[f"not-to:{world.people['parent']}"])
        record = papers.Record(the(Child, world.child_id))
        one = papers.parent_version(record, the(Person, world.people["parent"]))
        other = papers.parent_version(record, the(Person, world.people["otherparent"]))
        assert [line["text"] for line in one["doing"]] == []
        assert [line["text"] for line in other["doing"]] == ["Ring the club"]

    def test_nothing_about_one_parent_is_on_the_paper_of_the_other(self, world, lead):
        review = held_review(
            world,
            lead,
            views=[
                {
                    "id": new_id(),
                    "text": "I cannot do the mornings any more",
                    "speaker": "parent",
                    "speaker_id": world.people["parent"],
                    "speaker_name": "Parent Person",
                    "audiences": ["parent"],
                }
            ],
            views_missing_reason="Was at school",
            actions=[
                {
                    "id": new_id(),
                    "text": "See the doctor about sleep",
                    "owner_id": world.people["parent"],
                    "agency_id": None,
                    "due_on": clock.today() + timedelta(days=9),
                    "audiences": ["parent"],
                }
            ],
        )
        operations.sign_review(review, by=lead)
        record = papers.Record(the(Child, world.child_id))
        theirs = papers.parent_version(record, the(Person, world.people["parent"]))
        other = papers.parent_version(record, the(Person, world.people["otherparent"]))
        assert theirs["you_said"][0]["words"] == "I cannot do the mornings any more"
        assert [(line["text"], line["yours"]) for line in theirs["doing"]] == [("See the doctor about sleep", True)]
        for word in ("mornings", "doctor", "Parent Person, "):
            assert word not in said_of(other), word

    def test_a_parent_who_was_not_at_a_meeting_is_not_told_of_it(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        record = papers.Record(the(Child, world.child_id))
        other = papers.parent_version(record, the(Person, world.people["otherparent"]))
        assert (other["met_on"], other["came"], other["agreed"], other["next_meeting"]["on"]) == ("", [], [], "")
        theirs = papers.parent_version(record, the(Person, world.people["parent"]))
        assert theirs["met_on"] == (clock.today() - timedelta(days=7)).isoformat()
        assert "You" in theirs["came"]

    def test_words_for_one_worker_are_on_no_paper(self, world, lead):
        operations.sign_review(held_review(world, lead), by=lead)
        voice.record_view(
            the(Child, world.child_id),
            id=new_id(),
            text="Only for you to read",
            said_on=clock.today(),
            how="told",
            only_my_worker=True,
            audiences=FAMILY,
            by=lead,
        )
        for kind, facts in every_paper(world, "lead").items():
            assert "Only for you to read" not in said_of(facts), kind

    def test_the_record_holds_for_each_what_they_see_on_the_screen(self, world, lead):
        review = held_review(
            world, lead, views=[{"id": new_id(), "text": "For my social worker to know", "audiences": []}]
        )
        operations.sign_review(review, by=lead)
        child = the(Child, world.child_id)
        words = {
            who: said_of(papers.review_record(review, papers.of_person(the(Person, world.people[who]), child)))
            for who in ("lead", "iro", "senco", "health", "provider")
        }
        assert {who for who, said in words.items() if "For my social worker to know" in said} == {"lead", "iro"}
        assert {who for who, said in words.items() if "The club goes on" in said} == {"lead", "iro", "senco", "health"}

    def test_for_an_audience_it_holds_what_the_least_of_them_may_see(self, world, lead):
        review = held_review(world, lead)
        operations.sign_review(review, by=lead)
        child = the(Child, world.child_id)
        for audience in ("team", "school", "health"):
            said = said_of(papers.review_record(review, papers.typical(audience, child)))
            assert "Ring the club about Thursdays" in said
        assert "Ring the club" not in said_of(papers.review_record(review, papers.typical("provider", child)))


class TestWhoseNameIsNotRecorded:
    def test_family_papers_wait_and_say_so(self, world, lead):
        child = the(Child, world.child_id)
        child.given_names = child.preferred_name = None
        db.session.flush()
        record = papers.Record(child)
        for build in (papers.carer_sheet, papers.parent_version, papers.young_person_summary):
            with pytest.raises(papers.NameNotRecorded, match="Papers for family wait until one is"):
                build(record)

    def test_the_professional_record_does_not_wait(self, world, lead):
        review = held_review(world, lead)
        child = the(Child, world.child_id)
        child.given_names = child.family_name = child.preferred_name = None
        db.session.flush()
        facts = papers.review_record(review, papers.typical("team", child))
        shape.check("review_record", facts)
        assert facts["cover"]["preferred_name"] == "Not recorded"


class TestTheRecordsParts:
    def test_what_changed_is_told_by_part_of_life(self, world, lead):
        review = held_review(world, lead)
        found = every_paper(world)["review_record"]
        assert [(line["area"], line["text"]) for line in found["changes"]] == [
            ("School", "attendance is 94%"),
            ("In general", "A calm term"),
        ]
        assert found["cover"]["status"] == "draft"
        operations.sign_review(review, by=lead)
        found = every_paper(world)["review_record"]
        assert (found["cover"]["status"], found["signed"]["by"]) == ("final", "Lead Person")

    def test_an_unanswered_wish_is_on_the_young_persons_page_before_the_rest(self, world, lead):
        child = the(Child, world.child_id)
        for number in range(9):
            voice.record_view(child, id=new_id(), text=f"Said {number}", said_on=clock.today(), how="told", by=lead)
        wish = voice.record_view(
            child, id=new_id(), text="I wish for a dog", said_on=clock.today() - timedelta(days=90), how="told",
            wish=True, by=lead,
        )  # fmt: skip
        first = papers.young_person_summary(papers.Record(child))["said"][0]
        assert (first["words"], first["answer"], first["because"]) == ("I wish for a dog", "", "")
        voice.answer_wish(wish, answer="not_yet", reason="Ask again when you move", by=lead)
        first = papers.young_person_summary(papers.Record(child))["said"][0]
        assert (first["answer"], first["because"]) == ("not_yet", "Ask again when you move")

    def test_somebodys_first_name_is_not_their_title(self):
        assert [first_name(name) for name in ("Dr Leila Farouk", "Mrs. Okafor", "Priya Nair", "Dr")] == [
            "Leila",
            "Okafor",
            "Priya",
            "Dr",
        ]


class TestMakingOneByCommand:
    def test_a_paper_is_written_to_a_file(self, app, world, lead, tmp_path):
        operations.sign_review(held_review(world, lead), by=lead)
        reference = the(Child, world.child_id).reference
        for kind, audiences in papers.AUDIENCES.items():
            for audience in audiences:
                out = tmp_path / f"{kind}-{audience}.pdf"
                assert papers.render_to(kind, reference.lower(), audience, out) >= 1
                assert structure.check(out.read_bytes()) == []

    def test_what_there_is_not_is_said_in_a_sentence(self, world, lead, tmp_path):
        reference = the(Child, world.child_id).reference
        with pytest.raises(papers.UnknownPaper, match="No review has been recorded"):
            papers.render_to("review_record", reference, "team", tmp_path / "a.pdf")
        with pytest.raises(papers.UnknownPaper, match="There is no such paper"):
            papers.render_to("review_record", reference, "parent", tmp_path / "a.pdf")
        with pytest.raises(papers.UnknownPaper, match="no record with this reference"):
            papers.render_to("carer_sheet", "AAAA-AAAA", "carer", tmp_path / "a.pdf")
        assert list(tmp_path.iterdir()) == []


class TestThePeopleAtItsEnd:
    """The appendix of the record: family and network, as far as its reader may see them and no further."""

    @pytest.fixture
    def network(self, app, world):
        from tests.rooms.recording import Recording

        recording = Recording(app, world)
        recording.adds("network", name="Zuleika Quarrendon", relation="mother", tie="strained")
        recording.adds("network", name="Ottoline Quarrendon", relation="aunt", emergency_contact=True)

    def around(self, world, lead, reader):
        review = held_review(world, lead)
        child = db.session.get(Child, world.child_id)
        facts = papers.review_record(review, reader(child))
        shape.check("review_record", facts)
        return facts

    def test_the_team_reads_everybody_drawn_in_words_and_in_the_table(self, world, lead, network):
        person = db.session.get(Person, world.people["lead"])
        found = self.around(world, lead, lambda child: papers.of_person(person, child))["people"]
        assert {"Zuleika Quarrendon", "Ottoline Quarrendon"} <= {one["name"] for one in found["people"]}
        mother = next(one for one in found["people"] if one["name"].startswith("Zuleika"))
        assert mother["tie"] == "strained"
        assert "The tie is strained" in mother["words"]
        assert mother["cells"][found["columns"].index("Tie")] == "Strained"

    def test_a_provider_reads_whom_to_ring_alone(self, world, lead, network):
        said = said_of(self.around(world, lead, lambda child: papers.typical("provider", child)))
        assert "Zuleika" not in said
        assert "strained" not in said

    def test_the_school_reads_nothing_of_ties(self, world, lead, network):
        said = said_of(self.around(world, lead, lambda child: papers.typical("school", child)))
        assert "strained" not in said.lower()

    def test_whoever_looks_beside_sees_no_more_than_both(self, world, lead, network):
        review = held_review(world, lead)
        child = db.session.get(Child, world.child_id)
        person = db.session.get(Person, world.people["lead"])
        whole = papers.of_person(person, child)
        (facts,) = papers.review_records(
            papers.Record(child, review), review, [whole], beside=papers.typical("provider", child)
        )
        assert "Zuleika" not in said_of(facts)

    def test_with_nobody_recorded_there_is_no_appendix(self, world, lead):
        assert self.around(world, lead, lambda child: papers.typical("provider", child))["people"] is None


class TestThePeopleAtItsEndOnceSigned:
    """A signed record keeps the network it was signed with, for those who may still see it."""

    @pytest.fixture
    def network(self, app, world):
        from tests.rooms.recording import Recording

        recording = Recording(app, world)
        names = ("Zuleika", "Ottoline", "Ptolemy")
        return {
            name: recording.adds("network", name=name, relation="aunt", emergency_contact=name == "Ottoline")
            for name in names
        }

    @pytest.fixture
    def signed(self, world, lead, network):
        review = held_review(world, lead)
        operations.sign_review(review, by=lead)
        return review

    def names(self, review, reader):
        """Who is on a copy that is made now."""
        db.session.flush()
        people = papers.review_record(review, reader)["people"]
        return {one["name"] for one in people["people"]} if people is not None else set()

    @pytest.fixture
    def whole(self, world, signed):
        return papers.of_person(db.session.get(Person, world.people["lead"]), signed.child)

    def test_shows_the_network_as_it_was_signed(self, app, world, network, signed, whole):
        from tests.rooms.recording import Recording

        db.session.get(NetworkMember, network["Zuleika"]).name = "Xanthippe"
        db.session.get(NetworkMember, network["Ptolemy"]).to_on = clock.today() - timedelta(days=30)
        db.session.commit()
        identify(db.session(), world.people["lead"])
        Recording(app, world).adds("network", name="Newcomer", relation="uncle")
        assert {"Zuleika", "Ottoline", "Ptolemy"} <= self.names(signed, whole)
        assert not {"Xanthippe", "Newcomer"} & self.names(signed, whole)

    def test_leaves_out_whom_its_reader_may_not_see_any_more(self, network, signed):
        provider = papers.typical("provider", signed.child)
        assert "Ottoline" in self.names(signed, provider)
        db.session.get(NetworkMember, network["Ottoline"]).emergency_contact = False
        assert "Ottoline" not in self.names(signed, provider)

    def test_leaves_out_whom_its_reader_might_not_see_then(self, network, signed):
        provider = papers.typical("provider", signed.child)
        db.session.get(NetworkMember, network["Zuleika"]).emergency_contact = True
        assert "Zuleika" not in self.names(signed, provider)

    def test_leaves_out_whom_the_record_holds_no_more(self, world, network, signed, whole, owner_engine):
        db.session.commit()
        with owner_engine.begin() as owner:
            owner.execute(text("delete from network_member where id = :key"), {"key": network["Zuleika"]})
        identify(db.session(), world.people["lead"])
        names = self.names(signed, whole)
        assert "Zuleika" not in names
        assert "Ottoline" in names

    def test_a_draft_shows_the_network_of_the_day_it_is_made(self, world, lead, network):
        review = held_review(world, lead)
        db.session.get(NetworkMember, network["Zuleika"]).name = "Xanthippe"
        reader = papers.of_person(db.session.get(Person, world.people["lead"]), review.child)
        assert {"Xanthippe", "Ottoline"} <= self.names(review, reader)
