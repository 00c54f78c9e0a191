"""Overviews: every number is the length of its list, and counts only what its reader may read."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.insight.sources import WHATS
from coordination.voice import operations as voice
from tests.rooms.planning import Planning, asked_of
from tests.rooms.recording import Recording, days_ago
from tests.rooms.reviewing import Reviewing
from tests.rooms.sections import Writing


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def numbers(page):
    """The numbers of the overview, by their words."""
    return {
        " ".join(tile.select_one(".insight-tile__number").get_text(" ").split()).split(" ", 1)[1]: int(
            tile.select_one(".insight-tile__count").get_text()
        )
        for tile in page.select(".insight-tile")
    }


def rows(page):
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


@pytest.fixture
def something_of_each(app, world, planning, recording):
    """One row at least behind every number."""
    planning.asks("Ring the school", "health", due_on=days_ago(3))
    planning.asks("Find a club", None)
    planning.says("need", "Needs a quiet room")
    planning.says("outcome", "Sleeps well")
    reviewing = Reviewing(app, world)
    reviewing.records(reviewing.holds("senco", "health", days_ago=2))
    with recording.at_work() as by:
        child = db.session.get(Child, world.child_id)
        voice.record_view(
            child, id=new_id(), text="A wish", speaker="child", said_on=days_ago(40), how="told", wish=True,
            wish_owner_id=by.person_id, by=by,
        )  # fmt: skip
        db.session.execute(
            update(Case.__table__)
            .where(Case.__table__.c.id == world.case_id)
            .values(next_review_on=clock.today() + timedelta(days=5))
        )
    quiet = recording.helps(recording.opens(given_names="Quiet", family_name="Child"))
    with recording.at_work():
        db.session.execute(
            update(Case.__table__).where(Case.__table__.c.id == quiet).values(opened_on=days_ago(90), lead_id=None)
        )
    return world


class TestTheNumbers:
    @pytest.mark.parametrize("who", ["manager", "iro", "lead"])
    def test_each_is_the_length_of_its_list(self, browsing, world, something_of_each, who):
        visitor = browsing.as_(world.people[who])
        page = visitor.page("/team")
        links = {link["href"].split("/")[-1]: link for link in page.select(".insight-tile a")}
        assert links
        for what, link in links.items():
            shown = int(link.select_one(".insight-tile__count").get_text())
            assert shown == len(rows(visitor.page(f"/team/{what}"))), what

    def test_what_is_there_for_a_manager(self, browsing, world, something_of_each):
        found = numbers(browsing.as_(world.people["manager"]).page("/team"))
        assert found["overdue action"] == 1
        assert found["action nobody has"] == 1
        assert found["need without an outcome"] == 1
        assert found["outcome without an action"] == 1
        assert found["record waiting for a signature"] == 1
        assert found["review due"] == 1
        assert found["people on a team with nothing to do"] >= 4

    def test_the_words_of_a_child_are_not_counted_for_a_manager_who_may_not_read_them(
        self, browsing, world, something_of_each
    ):
        assert not [words for words in numbers(browsing.as_(world.people["manager"]).page("/team")) if "wish" in words]
        assert numbers(browsing.as_(world.people["lead"]).page("/team"))["wish without an answer yet"] == 1

    def test_what_is_kept_from_somebody_changes_no_number(self, browsing, planning, world):
        from coordination.children import saying
        from coordination.plans import queries

        key = planning.asks("Ring the school", "health", due_on=days_ago(3))
        with planning.at_work() as by:
            saying.revise(queries.action(key), by=by, caveats=[f"not-to:{world.people['manager']}"])
        assert numbers(browsing.as_(world.people["manager"]).page("/team"))["overdue actions"] == 0
        assert rows(browsing.as_(world.people["manager"]).page("/team/overdue")) == []
        assert numbers(browsing.as_(world.people["iro"]).page("/team"))["overdue action"] == 1

    def test_what_is_labelled_counts_for_those_cleared_for_it(self, browsing, planning, world):
        from coordination.children import saying
        from coordination.plans import queries

        key = planning.asks("Ring the police", "health", due_on=days_ago(3))
        with planning.at_work() as by:
            saying.revise(queries.action(key), by=by, label="S3")
        visitor = browsing.as_(world.people["manager"])
        readable = visitor.get(f"/actions/{key}").status_code == 200
        assert sum(n for words, n in numbers(visitor.page("/team")).items() if words.startswith("overdue")) == int(
            readable
        )

    def test_a_sealed_record_counts_nowhere(self, browsing, owner_engine, planning, world):
        planning.asks("Ring the school", "health", due_on=days_ago(3))
        with owner_engine.begin() as owner:
            owner.execute(text("update child set sealed = true where id = :c"), {"c": world.child_id})
        assert "You answer for no child here yet" in browsing.as_(world.people["manager"]).words("/team")

    @pytest.mark.parametrize("via", ["invitation", "grant", "break_glass"])
    def test_nothing_for_whoever_was_let_in_to_one_thing_or_for_an_hour(
        self, browsing, owner_app, world, something_of_each, via
    ):
        from coordination.access.models import Reach

        with owner_app.app_context():
            db.session.add(
                Reach(
                    authority_id=world.authority_id,
                    child_id=world.child_id,
                    person_id=world.people["stranger"],
                    role="SW",
                    via=via,
                    agency_id=world.agencies["services"],
                    sections=["reviews", "actions", "support_plan", "own_words", "core_identity"],
                    things=[new_id()] if via == "invitation" else None,
                    ends_at=clock.now() + timedelta(hours=2),
                    from_on=days_ago(1),
                )
            )
            db.session.commit()
        visitor = browsing.as_(world.people["stranger"])
        assert "You answer for no child here yet" in visitor.words("/team")
        for what in WHATS:
            assert rows(visitor.page(f"/team/{what}")) == []

    @pytest.mark.parametrize("who", ["stranger", "othersenco"])
    def test_nothing_for_a_stranger(self, browsing, world, something_of_each, who):
        visitor = browsing.as_(world.people[who])
        assert "You answer for no child here yet" in visitor.words("/team")
        for what in WHATS:
            assert rows(visitor.page(f"/team/{what}")) == []

    @pytest.mark.parametrize(
        "address", ["/team", "/team/overdue", "/team/overdue/download", "/team/agencies", "/agency"]
    )
    def test_families_are_refused(self, browsing, world, address):
        assert browsing.as_(world.people["parent"]).get(address).status_code == 403


class TestQuiet:
    def test_no_contact_and_no_change_by_the_authoritys_own_days(self, browsing, owner_engine, recording, world):
        case = recording.helps(recording.opens(given_names="Quiet", family_name="Child"))
        with recording.at_work():
            db.session.execute(update(Case.__table__).where(Case.__table__.c.id == case).values(opened_on=days_ago(30)))
        visitor = browsing.as_(world.people["lead"])
        before = rows(visitor.page("/team/no_contact"))
        assert not [row for row in before if "Quiet Child" in row]
        with owner_engine.begin() as owner:
            owner.execute(
                text("""update authority set settings = '{"insight": {"no_contact_days": 14}}' where id = :a"""),
                {"a": world.authority_id},
            )
        assert [row for row in rows(visitor.page("/team/no_contact")) if "Quiet Child" in row]
        assert "14 days or more" in visitor.words("/team")

    @pytest.mark.parametrize("chosen", ['"x"', "0", "-3", "true", "4000", "null"])
    def test_nonsense_in_the_setting_is_the_usual(self, browsing, owner_engine, world, chosen):
        settings = f'{{"insight": {{"no_contact_days": {chosen}}}}}'
        with owner_engine.begin() as owner:
            owner.execute(
                text("update authority set settings = cast(:s as jsonb) where id = :a"),
                {"a": world.authority_id, "s": settings},
            )
        assert "42 days or more" in browsing.as_(world.people["lead"]).words("/team")

    def test_words_of_the_child_are_contact_unless_they_are_for_the_worker_alone(self, browsing, recording, world):
        visitor = browsing.as_(world.people["lead"])
        quiet = recording.helps(recording.opens(given_names="Quiet", family_name="Child"))
        with recording.at_work():
            db.session.execute(
                update(Case.__table__).where(Case.__table__.c.id == quiet).values(opened_on=days_ago(60))
            )
        assert [row for row in rows(visitor.page("/team/no_contact")) if "Ama Okafor" in row]

        def says(only):
            with recording.at_work() as by:
                child = db.session.get(Child, world.child_id)
                voice.record_view(
                    child, id=new_id(), text="Words", speaker="child", said_on=clock.today(), how="told",
                    only_my_worker=only, by=by,
                )  # fmt: skip

        says(True)
        assert [row for row in rows(visitor.page("/team/no_contact")) if "Ama Okafor" in row]
        says(False)
        left = rows(visitor.page("/team/no_contact"))
        assert [row.split(" Last")[0] for row in left] == ["Quiet Child"]


class TestLists:
    @pytest.fixture
    def thirty(self, planning):
        return [planning.asks(f"Ring {n:02}", "health", due_on=days_ago(40 - n)) for n in range(30)]

    def test_twenty_five_at_a_time_forward_and_back(self, browsing, thirty, world):
        visitor = browsing.as_(world.people["manager"])
        first = visitor.page("/team/overdue")
        second = visitor.page(first.select_one('a[rel="next"]')["href"])
        assert (len(rows(first)), len(rows(second))) == (25, 5)
        assert not set(rows(first)) & set(rows(second))
        assert rows(visitor.page(second.select_one('a[rel="prev"]')["href"])) == rows(first)

    def test_as_a_table_to_take_away_that_runs_nothing(self, browsing, planning, world):
        planning.asks("=HYPERLINK(1)", "health", due_on=days_ago(3))
        answer = browsing.as_(world.people["manager"], just_proved=True).get("/team/overdue/download")
        assert answer.mimetype == "text/csv"
        lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert len(lines) == 2
        assert lines[1][1] == "'=HYPERLINK(1)"

    def test_nothing_by_another_name(self, browsing, world):
        assert browsing.as_(world.people["manager"]).get("/team/everything").status_code == 404

    @pytest.mark.parametrize("query", ["team=x", "after=x", "lead='", "before=GONE", "after=GONE"])
    def test_nonsense_in_the_address_does_no_harm(self, browsing, world, query):
        query = query.replace("GONE", str(new_id()))
        for address in ("/team", "/team/overdue", "/team/agencies"):
            assert browsing.as_(world.people["manager"]).get(f"{address}?{query}").status_code == 200

    def test_narrowed_to_a_lead(self, browsing, planning, recording, world):
        planning.asks("Ring the school", "health", due_on=days_ago(3))
        recording.helps(recording.opens("deputy", given_names="Two", family_name="Second"), "deputy")
        visitor = browsing.as_(world.people["manager"])
        assert len(rows(visitor.page(f"/team/overdue?lead={world.people['lead']}"))) == 1
        assert rows(visitor.page(f"/team/overdue?lead={world.people['deputy']}")) == []
        assert numbers(visitor.page(f"/team?lead={world.people['deputy']}"))["overdue actions"] == 0


class TestWhatItCosts:
    def test_at_most_eight_questions_however_much_there_is(
        self, app, browsing, planning, recording, world, something_of_each
    ):
        visitor = browsing.as_(world.people["manager"])
        addresses = ["/team", "/team/agencies", "/agency", *(f"/team/{what}" for what in WHATS)]
        addresses.append(f"/children/{world.child_id}/nobodys-job")
        costs = {}
        for address in addresses:
            visitor.page(address)
            with asked_of(app) as asked:
                visitor.page(address)
            costs[address] = asked
        for number in range(12):
            recording.helps(recording.opens(given_names="Child", family_name=f"Number {number}"))
            planning.says("need", f"Need {number}")
            planning.asks(f"Ring {number}", "health", due_on=days_ago(number))
        for address in addresses:
            with asked_of(app) as asked:
                visitor.page(address)
            assert len(asked) <= 8, (address, asked)
            # Adding actions counts the child's next review anew: that list is empty now.
            assert len(asked) == len(costs[address]) or address == "/team/reviews", (address, asked)


class TestNobodysJobOfOneChild:
    def test_a_need_of_the_ehc_plan_is_that_plans_and_stands_on_no_list_of_this_one(self, app, browsing, world):
        Planning(app, world).says("need", "Needs a quiet room")
        sections = Writing(app, world)
        plan_id = sections.starts()
        sections.writes(plan_id, "B", "Reads slowly", area="learning")
        sections.writes(plan_id, "E", "Reads a page aloud")
        for who in ("lead", "iro"):
            for address in ("/team/need", "/team/outcome", f"/children/{world.child_id}/nobodys-job"):
                words = browsing.as_(world.people[who]).words(address)
                assert "Reads slowly" not in words and "Reads a page aloud" not in words, address
        assert "Needs a quiet room" in browsing.as_(world.people["lead"]).words("/team/need")

    def test_each_with_the_page_to_mend_it(self, browsing, world, something_of_each):
        page = browsing.as_(world.people["senco"]).page(f"/children/{world.child_id}/nobodys-job")
        words = " ".join(page.get_text(" ").split())
        for said in ("Needs a quiet room", "Sleeps well", "Find a club"):
            assert said in words
        assert page.select('.insight-news a[href*="/plans/statements/"]')

    def test_a_stranger_finds_nothing(self, browsing, world):
        address = f"/children/{world.child_id}/nobodys-job"
        assert browsing.as_(world.people["stranger"]).get(address).status_code == 404

    def test_everything_is_somebodys_job_once_it_is_mended(self, browsing, planning, world):
        address = f"/children/{world.child_id}/nobodys-job"
        need = planning.says("need", "Needs a quiet room")
        visitor = browsing.as_(world.people["iro"])
        assert "Needs without an outcome" in visitor.words(address)
        outcome = planning.says("outcome", "Has a quiet room", need_id=need)
        assert "Needs without an outcome" not in visitor.words(address)
        assert "Outcomes without an action" in visitor.words(address)
        planning.asks("Find a room", "senco", outcome_id=outcome)
        assert "Outcomes without an action" not in visitor.words(address)

    def test_whoever_declined_leaves_it_to_nobody(self, browsing, planning, world):
        from coordination.plans import operations, queries

        key = planning.asks("Ring the doctor", "health")
        with planning.at_work("health") as by:
            operations.answer_action(queries.action(key), accept=False, reason="Not ours", by=by)
        assert "Ring the doctor" in browsing.as_(world.people["iro"]).words(f"/children/{world.child_id}/nobodys-job")


def test_help_that_ended_counts_nowhere(browsing, recording, world):
    key = recording.helps(recording.opens(given_names="Ended", family_name="Child"))
    with recording.at_work() as by:
        from coordination.cases import queries

        cases.close_case(queries.case(key), reason="outcomes_met", note="", by=by)
    assert "1 child with open help" in browsing.as_(world.people["manager"]).words("/team")
