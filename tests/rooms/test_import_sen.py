"""An area-SEND Annex A workbook brought into the shared record: shown first, written once, refused rows named."""

import os
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from coordination import config
from coordination.agencies.models import Agency, Authority, Person, Setting, Team
from coordination.children.models import Child, ChildIdentifier, SchoolPlace, SenNeed
from coordination.db import db, new_id, new_reference
from coordination.deadlines.models import Clock
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan_models import FormalPlan, PlanIssue
from coordination.events.models import Event
from coordination.exchange.imports import accepting, sen

SAMPLES = Path(os.environ.get("COORDINATION_SHARED", config.ROOT.parent / "shared")) / "data" / "samples"
PLAN = {
    "child": "S1001",
    "upn": "B801200005001",
    "uln": 1000000043,
    "born_on": date(2012, 3, 14),
    "sex": "F",
    "ethnicity": "WBRI",
    "need": "ASD",
    "first_issued_on": date(2022, 2, 1),
    "issued_on": date(2024, 5, 1),
    "reviewed_on": date(2026, 3, 2),
    "suspensions": 3,
}
SUPPORT = {"child": "S1002", "born_on": date(2014, 2, 2), "sex": 1, "need": "SLCN"}


@pytest.fixture
def authority(owner_app):
    """An authority of its own with a team and its manager."""
    with owner_app.app_context():
        council = Authority(name="Senshire", dfe_code=new_reference(), duty_phone="1", out_of_hours_phone="2")
        manager = Person(kind="workforce", name="Manager", sort_name="manager")
        db.session.add_all([council, manager])
        db.session.flush()
        agency = Agency(kind="childrens_services", name="Services", authority_id=council.id)
        db.session.add(agency)
        db.session.flush()
        db.session.add(Team(agency_id=agency.id, authority_id=council.id, name="First", manager_id=manager.id))
        db.session.commit()
        yield council


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook with these rows."""

    def write(plans=(PLAN,), support=(SUPPORT,), leave=()):
        book = Workbook()
        book.remove(book.active)
        for number, rows in ((1, plans), (2, support)):
            sheet = book.create_sheet(f"List_{number}")
            names = [name for name in sen.columns(number) if name not in leave]
            sheet.append([sen.columns(number)[name]["heading"] for name in names])
            for row in rows:
                sheet.append([row.get(name) for name in names])
        book.save(tmp_path / "sen.xlsx")
        return tmp_path / "sen.xlsx"

    return write


def bring(council, path, accept=True):
    """One import, committed as the command does."""
    outcome = accepting.run("sen", path, authority_code=council.dfe_code, accept=accept)
    if accept:
        db.session.commit()
    return outcome


def of(model, council):
    """How many rows of a table this authority has."""
    return db.session.scalar(select(func.count()).select_from(model).where(model.authority_id == council.id))


def child_of(council, local_id="S1001"):
    return db.session.scalar(select(Child).where(Child.authority_id == council.id, Child.local_id == local_id))


class TestBringingIn:
    def test_a_dry_run_counts_what_acceptance_does_and_writes_nothing(self, authority, workbook):
        shown = bring(authority, workbook(), accept=False)
        assert of(Child, authority) == of(FormalPlan, authority) == 0
        assert bring(authority, workbook()).tables == shown.tables
        assert shown.tables["ehc_plan"]["new"] == 1

    def test_a_plan_stands_with_its_days_its_need_and_the_clock_of_its_next_review(self, authority, workbook):
        bring(authority, workbook())
        child = child_of(authority)
        plan = db.session.scalar(select(FormalPlan).where(FormalPlan.child_id == child.id))
        assert (plan.state, plan.first_issued_on, plan.issued_on, plan.reviewed_on) == (
            "final", date(2022, 2, 1), date(2024, 5, 1), date(2026, 3, 2),
        )  # fmt: skip
        need = db.session.scalar(select(SenNeed).where(SenNeed.child_id == child.id))
        assert (need.code, need.rank, need.provision) == ("ASD", 1, "E")
        numbers = dict(
            db.session.execute(
                select(ChildIdentifier.kind, ChildIdentifier.value).where(ChildIdentifier.child_id == child.id)
            ).all()
        )
        assert (numbers["upn"], numbers["uln"]) == ("B801200005001", "1000000043")
        due = db.session.scalar(
            select(Clock.due_on).where(Clock.child_id == child.id, Clock.rule == "A1", Clock.state == "running")
        )
        assert due == date(2027, 3, 1)

    def test_sen_support_is_a_need_without_a_plan(self, authority, workbook):
        bring(authority, workbook())
        child = child_of(authority, "S1002")
        assert db.session.scalar(select(SenNeed.provision).where(SenNeed.child_id == child.id)) == "K"
        assert db.session.scalar(select(FormalPlan.id).where(FormalPlan.child_id == child.id)) is None

    def test_the_same_file_again_changes_nothing(self, authority, workbook):
        path = workbook()
        bring(authority, path)
        before = [of(model, authority) for model in (Child, FormalPlan, SenNeed, Event, Clock, ChildIdentifier)]
        again = bring(authority, path)
        assert (again.counts()["new"], again.counts()["changed"]) == (0, 0)
        assert again.seen_before
        assert before == [of(model, authority) for model in (Child, FormalPlan, SenNeed, Event, Clock, ChildIdentifier)]

    def test_a_later_review_changes_the_plan_that_is_there(self, authority, workbook):
        bring(authority, workbook())
        later = bring(authority, workbook(plans=[{**PLAN, "reviewed_on": date(2026, 9, 1)}]))
        assert later.tables["ehc_plan"]["changed"] == 1
        assert of(FormalPlan, authority) == 1

    def test_a_plan_that_was_issued_here_since_stays_as_it_is(self, authority, workbook):
        bring(authority, workbook())
        plan = db.session.scalar(select(FormalPlan).where(FormalPlan.authority_id == authority.id))
        db.session.add(
            PlanIssue(
                id=new_id(), authority_id=authority.id, child_id=plan.child_id, plan_id=plan.id, number=1,
                kind="amended", issued_on=date(2026, 10, 1),
            )
        )  # fmt: skip
        plan.issued_on = date(2026, 10, 1)
        db.session.commit()
        outcome = bring(authority, workbook(plans=[{**PLAN, "issued_on": date(2025, 1, 1)}]))
        assert outcome.tables["ehc_plan"] == {"kept as it is here": 1}
        db.session.refresh(plan)
        assert plan.issued_on == date(2026, 10, 1)

    def test_so_does_one_that_was_reviewed_here_since(self, authority, workbook):
        bring(authority, workbook())
        plan = db.session.scalar(select(FormalPlan).where(FormalPlan.authority_id == authority.id))
        db.session.add(
            AnnualReview(
                id=new_id(), authority_id=authority.id, child_id=plan.child_id, plan_id=plan.id, decision="maintain"
            )
        )
        db.session.commit()
        outcome = bring(authority, workbook(plans=[{**PLAN, "reviewed_on": date(2025, 1, 1)}]))
        assert outcome.tables["ehc_plan"] == {"kept as it is here": 1}

    def test_a_school_that_is_known_by_its_number(self, authority, workbook):
        urn = f"2{new_id().int % 10**5:05}"
        oak = Agency(kind="school", name="Oak")
        db.session.add(oak)
        db.session.flush()
        db.session.add(Setting(agency_id=oak.id, kind="school", name="Oak", urn=urn))
        db.session.commit()
        bring(authority, workbook(plans=[{**PLAN, "urn": urn}]))
        place = db.session.scalar(select(SchoolPlace).where(SchoolPlace.child_id == child_of(authority).id))
        assert (place.agency_id, place.name) == (oak.id, "Oak")


class TestWrongRows:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"child": None}, "no child id"),
            ({"child": "Rosalind"}, "not an id"),
            ({"first_issued_on": None}, "empty"),
            ({"first_issued_on": "soon"}, "not a date"),
            ({"first_issued_on": date(2011, 1, 1)}, "older than the child"),
            ({"reviewed_on": date(2021, 1, 1)}, "before the plan was first issued"),
        ],
    )
    def test_one_is_named_with_its_reason_and_the_rest_is_kept(self, authority, workbook, change, says):
        outcome = bring(authority, workbook(plans=[PLAN, {**PLAN, "child": "S1003", **change}]))
        assert {(row["file"], row["row"]) for row in outcome.refused} == {("List_1", 3)}
        assert says in " ".join(row["reason"] for row in outcome.refused)
        assert "Rosalind" not in outcome.text()
        assert of(FormalPlan, authority) == 1

    def test_a_child_in_both_lists_has_a_plan(self, authority, workbook):
        outcome = bring(authority, workbook(support=[{**SUPPORT, "child": "S1001"}]))
        assert [(row["file"], row["row"], row["code"]) for row in outcome.refused] == [("List_2", 2, "told_twice")]
        assert db.session.scalar(select(SenNeed.provision).where(SenNeed.authority_id == authority.id)) == "E"

    def test_sen_support_without_a_need_is_refused(self, authority, workbook):
        outcome = bring(authority, workbook(support=[{**SUPPORT, "need": "Tall"}]))
        assert [row["code"] for row in outcome.refused] == ["no_need"]

    def test_what_is_not_carried_is_counted_with_the_reason(self, authority, workbook):
        (row,) = bring(authority, workbook(), accept=False).left_out
        assert (row["what"], row["count"]) == ("Suspensions", 1)


class TestWrongFiles:
    def test_one_without_the_lists_gets_one_sentence(self, authority, tmp_path):
        Workbook().save(tmp_path / "other.xlsx")
        outcome = bring(authority, tmp_path / "other.xlsx")
        assert outcome.refused_whole
        assert len(outcome.text().splitlines()) == 1

    def test_a_list_without_a_column_it_rests_on_gets_one_sentence(self, authority, workbook):
        outcome = bring(authority, workbook(leave=("first_issued_on",)))
        assert "Date initial EHC plan issued" in outcome.text()
        assert of(Child, authority) == 0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared reference data is not beside the project")
class TestTheSectorsOwnSample:
    def test_the_workbook_that_is_wrong_on_purpose_is_read_and_every_row_has_its_reason(self, authority):
        outcome = bring(authority, SAMPLES / "sen" / "fake_sen.xlsx")
        assert not outcome.refused_whole
        assert {(row["file"], row["row"]) for row in outcome.refused} == {
            ("List_1", 2), ("List_1", 3), ("List_2", 2), ("List_2", 3),
        }  # fmt: skip
        assert of(Child, authority) == 0
