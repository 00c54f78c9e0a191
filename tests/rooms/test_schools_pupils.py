"""A school's own pages: adding a pupil, the provision map and its CSV, the briefing for staff, the parents' sheet."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.access.models import Reach
from coordination.cases.models import Case
from coordination.children.models import Child, SchoolPlace
from coordination.db import RuleBroken, db, new_id
from coordination.documents import operations as documents
from coordination.documents import shape
from coordination.documents.models import DocumentCopy
from coordination.schools import mapping, operations, queries, sheet
from tests.rooms.planning import Planning
from tests.rooms.schooling import Schooling


@pytest.fixture
def school(app, world):
    """The SENCO at work."""
    return Schooling(app, world)


BORN = {"born_on-day": "3", "born_on-month": "4", "born_on-year": str(clock.today().year - 11)}


class TestAddingAPupil:
    def add(self, visitor, **more):
        return visitor.send(
            "/school/pupils/add", {"given_names": "Zadie", "family_name": "Quill", "year_group": "6", **BORN, **more}
        )

    def test_opens_a_record_led_by_the_senco_at_their_school(self, school, browsing, world, owner_app):
        senco = browsing.as_(world.people["senco"])
        answer = self.add(senco)
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/sen/start")
        with owner_app.app_context():
            child = db.session.scalars(
                select(Child).where(Child.authority_id == world.authority_id, Child.family_name == "Quill")
            ).one()
            case = db.session.scalars(select(Case).where(Case.child_id == child.id)).one()
            assert (case.kind, case.lead_id) == ("send", world.people["senco"])
            place = db.session.scalars(select(SchoolPlace).where(SchoolPlace.child_id == child.id)).one()
            assert place.agency_id == world.agencies["school"]
            live = db.session.scalars(select(Reach).where(Reach.child_id == child.id, Reach.to_on.is_(None))).all()
            assert {(row.person_id, row.role) for row in live} == {
                (world.people["senco"], "SEN"), (world.people["senco"], "LP"),
            }  # fmt: skip
        assert "Zadie Quill" in senco.words("/school")
        assert "Zadie" not in browsing.as_(world.people["othersenco"]).get("/school").text

    def test_sent_twice_is_one_pupil(self, school, browsing, world, owner_app):
        senco = browsing.as_(world.people["senco"])
        key = str(new_id())
        assert [self.add(senco, id=key).status_code for _ in range(2)] == [303, 303]
        with owner_app.app_context():
            found = select(Child).where(Child.authority_id == world.authority_id, Child.family_name == "Quill")
            assert len(db.session.scalars(found).all()) == 1

    def test_offers_a_pupil_they_know_first_and_keeps_what_was_typed(self, school, browsing, world, owner_app):
        senco = browsing.as_(world.people["senco"])
        self.add(senco)
        again = self.add(senco)
        assert again.status_code == 200
        assert "Is it one of these?" in again.text and "Zadie Quill" in again.text and 'value="Zadie"' in again.text
        assert self.add(senco, another="y").status_code == 303

    @pytest.mark.parametrize("who", ["dsl", "health", "provider", "lead", "commissioner"])
    def test_is_for_the_senco_of_a_school(self, school, browsing, world, who):
        assert browsing.as_(world.people[who]).get("/school/pupils/add").status_code == 403

    def test_says_what_is_missing(self, school, browsing, world):
        answer = self.add(browsing.as_(world.people["senco"]), given_names="", **{"born_on-year": ""})
        assert answer.status_code == 422 and "Enter the pupil’s first name" in answer.text


class TestTheProvisionMap:
    def test_counts_a_group_once_for_the_adult_and_each_pupil_for_the_pupils(self):
        def row(child, *, hours=1.0, group=4, what="Reading group"):
            return mapping.Given(
                child_id=child, child="", year="", what=what, area="Learning", who="Ms Lowe", hours=hours,
                group_size=group, how_often="", teacher="",
            )  # fmt: skip

        five = [row(new_id()) for _ in range(5)]
        alone = [row(new_id(), hours=0.5, group=1, what="Talking"), row(new_id(), hours=0.5, group=1, what="talking ")]
        groups = mapping.together([*five, *alone])
        assert [(held.what, held.hours, held.adult_hours) for held in groups] == [
            ("Reading group", 5.0, 2.0),
            ("Talking", 1.0, 1.0),
        ]
        (total,) = mapping.totals([*five, *alone], "who")
        assert (total.pupils, total.hours, total.adult_hours) == (7, 6.0, 3.0)

    def test_is_a_table_and_the_same_rows_as_csv(self, school, browsing, world):
        cycle_id, _ = school.starts()
        with school.at_work() as by:
            cycle = queries.cycle(cycle_id)
            operations.add_line(cycle, kind="provision", id=new_id(), text="=HYPERLINK(1)", who="+Mr X", by=by)
        senco = browsing.as_(world.people["senco"], just_proved=True)
        words = senco.words("/school/provision")
        assert "Reading group" in words and "1 pupil gets 2 hours a week together" in words
        answer = senco.get("/school/provision?as=csv")
        assert answer.mimetype == "text/csv" and "Ama" not in answer.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
        assert {row["Provision"] for row in rows} == {"Reading group", "'=HYPERLINK(1)"}
        assert {row["Who"] for row in rows} == {"Ms Lowe", "'+Mr X"}
        assert {row["Pupil"] for row in rows} == {"Ama Okafor"}

    def test_is_narrowed_by_term_area_and_adult(self, school, browsing, world):
        school.starts()
        senco = browsing.as_(world.people["senco"])
        assert "Reading group" in senco.words("/school/provision?area=learning&who=Ms+Lowe")
        assert "Nothing is provided" in senco.words("/school/provision?area=senses")
        assert "Reading group" in senco.words("/school/provision?term=nonsense")


class TestTheBriefing:
    def test_gives_each_adult_their_pupils_and_nobody_elses(self, school, browsing, world):
        school.starts()
        Planning(school.app, world).asks("Ring the club", "senco", due_on=clock.today() + timedelta(days=2))
        senco = browsing.as_(world.people["senco"])
        everybody = senco.words("/school/briefing")
        assert "Mr Iqbal" in everybody and "Ms Lowe" in everybody and "Ring the club" in everybody
        teacher = senco.page("/school/briefing?adult=Mr+Iqbal").select_one(".school-sheet").get_text(" ")
        assert "One instruction at a time" in teacher and "Reads a page aloud" in teacher
        assert "Reading group" not in teacher and "Ring the club" not in teacher
        assert "Reads slowly" not in everybody, "what is hard is not on paper for the classroom"


class TestTheParentsSheet:
    def test_is_made_for_the_parents_on_the_team_and_for_print(self, school, browsing, world, owner_app):
        cycle_id, _ = school.starts(pupil_said="It is loud", parent_said="He is tired", parent_name="Mum")
        senco = browsing.as_(world.people["senco"])
        page = senco.page(f"/sen/cycles/{cycle_id}/sheet")
        offered = {label.get_text(strip=True) for label in page.select(".govuk-checkboxes__label")}
        assert offered == {"Parent Person", "Otherparent Person", "Carer Person"}
        keys = [box["value"] for box in page.select("input[name=people]")]
        answer = senco.send(f"/sen/cycles/{cycle_id}/sheet", {"people": keys, "on_paper_for": "Grandma Okafor"})
        assert answer.status_code == 303
        with owner_app.app_context():
            copies = db.session.scalars(select(DocumentCopy).where(DocumentCopy.child_id == world.child_id)).all()
            assert {copy.recipient_name for copy in copies} == offered | {"Grandma Okafor"}
            facts = documents.facts_waiting(copies[0].document)
            shape.check("sen_parent_sheet", facts)
            said = json.dumps(facts)
            for wanted in (
                "Reading group",
                "2 hours a week, in a group of 4",
                "Ten minutes together",
                "Reads a page aloud",
            ):
                assert wanted in said
            for kept_back in ("Reads slowly", "It is loud", "He is tired", "Mum", "Grandma"):
                assert kept_back not in said

    def test_a_parent_finds_their_own_copy(self, school, browsing, world, owner_app):
        cycle_id, _ = school.starts()
        with school.at_work() as by:
            places = [held for held in sheet.recipients(world.child_id) if held.person_id == world.people["parent"]]
            (copy,) = sheet.give_out(queries.cycle(cycle_id), places=places, on_paper_for="", by=by)
            key = copy.id
        assert browsing.as_(world.people["parent"]).get(f"/documents/copies/{key}").status_code == 200
        for other in ("otherparent", "youngperson", "othersenco"):
            assert browsing.as_(world.people[other]).get(f"/documents/copies/{key}").status_code in (403, 404), other

    def test_is_for_somebody(self, school):
        cycle_id, _ = school.starts()
        with school.at_work() as by, pytest.raises(RuleBroken, match="Choose who it is for"):
            sheet.give_out(queries.cycle(cycle_id), places=[], on_paper_for=" ", by=by)

    def test_is_not_for_the_lead_to_make(self, school, browsing, world):
        cycle_id, _ = school.starts()
        assert browsing.as_(world.people["lead"]).get(f"/sen/cycles/{cycle_id}/sheet").status_code == 403
