"""Words that name a protected place are held on every way in; nothing tells an author who may not know of the place."""

from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from coordination import clock
from coordination.children.models import ChildAddress, ChildProfile, NetworkMember, SchoolPlace
from coordination.db import db, new_id
from coordination.ehc.models import Advice, AdviceText, Assessment
from coordination.events import operations as events
from coordination.events.models import Event
from coordination.household.models import DiaryEntry
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.protected.holding import PastTheListener, words_of
from coordination.protected.markers import filled, marker
from coordination.protected.models import HeldText
from coordination.reviews.models import Review
from tests.rooms.protecting import Protecting
from tests.rooms.test_family_parents import as_bytes

NAMED = "He stood outside 12, ORCHARD  Way again"
PLAIN = "He stood outside the library again"
ONLY = "Orchard"


@pytest.fixture
def office(app, owner_app, world):
    return Protecting(app, owner_app, world)


def keys(world):
    return {"authority_id": world.authority_id, "child_id": world.child_id}


def held(office, world):
    """What is held of this child, as written."""
    with office.at_work():
        return [
            words_of(row)
            for row in db.session.scalars(
                select(HeldText).where(HeldText.child_id == world.child_id).order_by(HeldText.id)
            )
        ]


def in_clear(office, world):
    """Every table of the child whose rows hold the words in clear."""
    names = [row[0] for row in office.raw(
        "select table_name from information_schema.columns where column_name = 'child_id' and table_schema = 'public'"
    )]  # fmt: skip
    return [
        name
        for name in names
        if office.raw(
            f"select 1 from {name} t where child_id = :child and row_to_json(t)::text ilike '%orchard%' limit 1",  # noqa: S608
            child=world.child_id,
        )
    ]


WRITTEN = {
    "an address": lambda world: [ChildAddress(kind="home", lines="12 Orchard Way", **keys(world))],
    "the page about the child": lambda world: [
        NetworkMember(name="Aunt", relation="aunt_uncle", note=NAMED, **keys(world))
    ],
    "a school": lambda world: [SchoolPlace(name="Kestrel Grange School", **keys(world))],
    "a diary": lambda world: [
        DiaryEntry(author_id=world.people["lead"], happened_at=clock.now(), words=NAMED, **keys(world))
    ],
    "a sheet of a review": lambda world: [
        Review(
            id=new_id(), kind="looked_after", number=1, case_id=world.case_id, held_on=clock.today(), agenda=[],
            considered={"where": NAMED, "what": PLAIN}, **keys(world),
        )
    ],
    "advice": lambda world: _advice(world),
}  # fmt: skip


def _advice(world):
    asked = Assessment(id=new_id(), source="parent", received_on=clock.today(), **keys(world))
    advice = Advice(
        id=new_id(), assessment_id=asked.id, source="school", name="School", asked_on=clock.today(), **keys(world)
    )
    text = AdviceText(
        id=new_id(), advice_id=advice.id, number=1, author="Ms Ito",
        body={"needs": NAMED, "views": [PLAIN, {"deep": NAMED}]}, **keys(world),
    )  # fmt: skip
    return [asked, advice, text]


class TestEveryWayIn:
    @pytest.mark.parametrize("what", WRITTEN)
    def test_keeps_the_words_out_of_the_database_and_has_them_whole(self, office, world, what):
        office.protects()
        with office.at_work():
            for row in WRITTEN[what](world):
                db.session.add(row)
                db.session.flush()
        assert held(office, world)
        assert in_clear(office, world) == []

    def test_statements_and_their_versions(self, office, world):
        office.protects()
        with office.at_work() as by:
            plan = plan_queries.plan(world.plan_id)
            plans.add_statement(plan, id=new_id(), kind="worry", text=NAMED, audiences=(), by=by)
        assert set(held(office, world)) == {NAMED}
        assert in_clear(office, world) == []

    def test_a_word_that_is_changed_later(self, office, world):
        office.protects()
        with office.at_work():
            profile = db.session.scalars(select(ChildProfile).where(ChildProfile.child_id == world.child_id)).one()
            profile.good_day = PLAIN
            db.session.flush()
            profile.good_day = NAMED
        assert held(office, world) == [NAMED]
        assert in_clear(office, world) == []

    def test_events_have_them_left_out_and_kept_nowhere(self, office, world):
        office.protects()
        with office.at_work() as by:
            events.record(**keys(world), kind="plan_agreed", by=by.person_id, facts={"note": NAMED, "number": 3})
        with office.at_work():
            row = db.session.scalars(select(Event).where(Event.child_id == world.child_id)).all()[-1]
            assert row.facts["note"] == "" and row.facts["number"] == 3
        assert held(office, world) == []

    @pytest.mark.parametrize(
        "write",
        [
            lambda row: db.session.execute(insert(DiaryEntry).values(**row)),
            lambda row: db.session.execute(insert(DiaryEntry), [row, row | {"id": new_id()}]),
            lambda row: db.session.execute(insert(DiaryEntry).values([row])),
            lambda row: db.session.execute(pg_insert(DiaryEntry.__table__).values(**row).on_conflict_do_nothing()),
            lambda row: db.session.execute(update(DiaryEntry).values(words=NAMED)),
            lambda row: db.session.execute(
                insert(DiaryEntry).from_select(["words"], select(DiaryEntry.words).where(DiaryEntry.words == NAMED))
            ),
        ],
        ids=["one", "several", "values", "core", "update", "from others"],
    )
    def test_past_the_session_there_is_none(self, office, world, write):
        row = {
            "id": new_id(), "author_id": world.people["lead"], "happened_at": clock.now(), "words": NAMED,
            "recorded_at": clock.now(), **keys(world),
        }  # fmt: skip
        with office.at_work(), pytest.raises(PastTheListener, match="diary_entry: words"):
            write(row)
        assert in_clear(office, world) == []

    def test_codes_and_days_are_written_in_bulk(self, office, world):
        with office.at_work():
            db.session.execute(update(ChildAddress).values(kind="home", recorded_at=clock.now()))

    def test_of_a_concern_only_the_words_that_name_it_are_left_out(self, office, world):
        office.protects()
        with office.at_work() as by:
            events.record(**keys(world), kind="strategy_discussion_held", by=by.person_id, facts={"note": NAMED})
        with office.at_work():
            row = db.session.scalars(select(Event).where(Event.child_id == world.child_id)).all()[-1]
            assert row.facts["note"] == "He stood outside  again"

    def test_nothing_is_held_of_another_child_or_of_other_words(self, office, world):
        office.protects()
        with office.at_work() as by:
            plan = plan_queries.plan(world.plan_id)
            plans.add_statement(plan, id=new_id(), kind="worry", text=PLAIN, audiences=(), by=by)
        assert held(office, world) == []

    def test_words_around_an_older_marker_are_held_whole(self, office, world):
        office.protects()
        with office.at_work():
            profile = db.session.scalars(select(ChildProfile).where(ChildProfile.child_id == world.child_id)).one()
            profile.good_day = NAMED
            db.session.flush()
            profile.good_day = f"{profile.good_day} and rang 01632 960777"
        assert held(office, world)[-1] == f"{NAMED} and rang 01632 960777"


class Saying:
    """Somebody says that they see something in the plan otherwise, and reads it again."""

    need: UUID

    def __init__(self, browsing, world, who):
        self.visitor, self.world = browsing.as_(world.people[who]), world

    def says(self, text):
        return self.visitor.send(f"/plans/statements/{Saying.need}/disagree", {"who": "Her aunt", "words": text})

    def plan(self):
        return self.visitor.get(f"/plans/statements/{Saying.need}").text


@pytest.fixture(autouse=True)
def need(office, world):
    """Something in the plan that others see otherwise."""
    with office.at_work() as by:
        plan = plan_queries.plan(world.plan_id)
        Saying.need = plans.add_statement(plan, id=new_id(), kind="need", text="Sleeps badly", audiences=(), by=by).id


class TestTheAuthorWhoMayNotKnow:
    def test_sees_the_save_as_if_nothing_were_protected(self, office, world, browsing):
        author = Saying(browsing, world, "health")
        before = author.says(NAMED)
        page_before = as_bytes(author.visitor, f"/plans/statements/{Saying.need}")
        office.protects()
        after = author.says(NAMED.replace("again", "later"))
        assert (before.status_code, before.location) == (after.status_code, after.location)
        assert held(office, world)
        page = as_bytes(author.visitor, f"/plans/statements/{Saying.need}")
        assert page.count("12, ORCHARD  Way later") == page_before.count("12, ORCHARD  Way again") == 1
        assert "⟦" not in page and page.count("protected") == page_before.count("protected")

    def test_reads_what_they_wrote_and_nobody_else_does(self, office, world, browsing):
        office.protects()
        Saying(browsing, world, "health").says(NAMED)
        assert NAMED in Saying(browsing, world, "health").plan()
        for who in ("senco", "dsl", "iro", "ehc"):
            said = Saying(browsing, world, who).plan()
            assert ONLY.lower() not in said.lower() and "⟦" not in said, who

    @pytest.mark.parametrize("who", ["lead", "manager"])
    def test_those_who_may_know_read_it_too(self, office, world, browsing, who):
        office.protects()
        Saying(browsing, world, "health").says(NAMED)
        assert NAMED in Saying(browsing, world, who).plan()

    def test_is_told_nothing_but_the_lead_is_warned_of_their_own(self, office, world, browsing):
        office.protects()
        other = Saying(browsing, world, "health")
        other.says(NAMED)
        assert "names a protected place" not in other.plan()
        lead = Saying(browsing, world, "lead")
        lead.says(NAMED)
        assert "names a protected place" in lead.plan()


class TestDeciding:
    @pytest.fixture
    def waiting(self, office, world, browsing):
        office.protects()
        Saying(browsing, world, "health").says(NAMED)
        with office.at_work():
            rows = db.session.scalars(select(HeldText.id).where(HeldText.child_id == world.child_id)).all()
        return [str(key) for key in rows]

    def test_shows_the_words_to_the_lead_with_what_they_name(self, office, world, browsing, waiting):
        lead = office.proved(browsing, world.people["lead"])
        said = lead.words(f"/children/{world.child_id}/held-words")
        assert "names an address" in said and "12, ORCHARD Way again" in said

    def test_released_they_are_everybodys_who_may_read_where_they_stand(self, office, world, browsing, waiting):
        lead = office.proved(browsing, world.people["lead"])
        for key in waiting:
            assert lead.press(f"/held-words/{key}/release").status_code == 303
        assert NAMED in Saying(browsing, world, "senco").plan()

    def test_other_words_stand_in_their_place(self, office, world, browsing, waiting):
        lead = office.proved(browsing, world.people["lead"])
        for key in waiting:
            page = f"/held-words/{key}/replace"
            assert lead.send(page, {"words": "at 12 orchard way"}).status_code == 422
            assert lead.send(page, {"words": "He stood outside her home again"}).status_code == 303
        assert "He stood outside her home again" in Saying(browsing, world, "senco").plan()
        assert NAMED not in Saying(browsing, world, "health").plan()

    def test_kept_they_stay_held(self, office, world, browsing, waiting):
        lead = office.proved(browsing, world.people["lead"])
        for key in waiting:
            lead.press(f"/held-words/{key}/keep")
        assert ONLY.lower() not in Saying(browsing, world, "senco").plan().lower()

    @pytest.mark.parametrize("who", ["health", "senco", "iro", "parent", "stranger", "ehc"])
    def test_is_for_those_who_answer_for_the_child(self, office, world, browsing, waiting, who):
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/children/{world.child_id}/held-words").status_code in (403, 404)
        assert visitor.press(f"/held-words/{waiting[0]}/release").status_code in (403, 404)
        assert ONLY.lower() not in Saying(browsing, world, "senco").plan().lower()


class TestMarkers:
    def test_are_found_whole_cut_off_and_in_json(self):
        key = new_id()
        said = marker(key)
        assert filled(f"a {said} b", lambda found: "X" if found == key else "?") == "a X b"
        assert filled(said[:-4], lambda _: "X") == ""
        assert filled(said.replace("⟦", "\\u27e6").replace("⟧", "\\u27e7"), lambda _: "X") == "X"

    def test_of_another_child_typed_by_hand_tell_nothing(self, office, world, browsing):
        office.protects()
        Saying(browsing, world, "health").says(NAMED)
        with office.at_work():
            key = db.session.scalars(select(HeldText.id).where(HeldText.child_id == world.child_id)).first()
        other = Saying(browsing, world, "senco")
        other.says(f"look: {marker(key)}")
        assert ONLY.lower() not in other.plan().lower()
