"""Statutory files brought into the shared record: shown first, written once, refused rows named with their reasons."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from coordination import clock, config
from coordination.agencies.models import Agency, Authority, Person, Team
from coordination.care.models import CarePeriod, HealthCheck, LegalStatus, Placement
from coordination.cases.models import Case
from coordination.children.models import Child, ChildIdentifier
from coordination.db import RuleBroken, db, identify, new_reference
from coordination.deadlines.models import Clock
from coordination.events.models import Event
from coordination.exchange.imports import accepting
from coordination.exchange.imports.storing import Store
from coordination.reviews.models import Review

SAMPLES = Path(os.environ.get("COORDINATION_SHARED", config.ROOT.parent / "shared")) / "data" / "samples"

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n"


@pytest.fixture
def authority(owner_app):
    """An authority of its own with a team and its manager."""
    with owner_app.app_context():
        council = Authority(name="Importshire", dfe_code=new_reference(), duty_phone="1", out_of_hours_phone="2")
        manager = Person(kind="workforce", name="Manager", sort_name="manager")
        db.session.add_all([council, manager])
        db.session.flush()
        agency = Agency(kind="childrens_services", name="Services", authority_id=council.id)
        db.session.add(agency)
        db.session.flush()
        team = Team(agency_id=agency.id, authority_id=council.id, name="First", manager_id=manager.id)
        db.session.add(team)
        db.session.commit()
        yield council


@pytest.fixture
def folder(tmp_path):
    """Two children: one looked after now, whose second episode moves her; one row that cannot be true."""
    (tmp_path / "header.csv").write_text(
        HEADER + "1001,F,14/03/2012,WBRI,B801200005001,0,\n1002,M,02/02/2014,WBRI,,0,\n"
    )
    (tmp_path / "episodes.csv").write_text(
        EPISODES
        + "1001,03/06/2024,S,C2,N1,U4,PR1,01/09/2024,X1,CARPL,LN1 1YL,SW1A 2AA,SC010203\n"
        + "1001,01/09/2024,P,C2,N1,U6,PR1,,,,LN1 1YL,SW1A 2AA,SC010203\n"
        + "1002,03/06/2024,S,ZZ,N1,U4,PR1,,,,LN1 1YL,SW1A 2AA,SC010203\n"
    )
    (tmp_path / "reviews.csv").write_text(REVIEWS + "1001,14/03/2012,27/06/2024,PN1\n1001,14/03/2012,20/09/2024,PN1\n")
    return tmp_path


def bring(council, path, kind="ssda903", accept=True):
    """One import, committed as the command does."""
    outcome = accepting.run(kind, path, authority_code=council.dfe_code, accept=accept)
    if accept:
        db.session.commit()
    return outcome


def of(model, council):
    """How many rows of a table this authority has."""
    return db.session.scalar(select(func.count()).select_from(model).where(model.authority_id == council.id))


class TestShowingFirst:
    def test_a_dry_run_counts_and_writes_nothing(self, authority, folder):
        outcome = bring(authority, folder, accept=False)
        assert outcome.counts()["new"] > 0
        assert not outcome.accepted
        assert (of(Child, authority), of(Event, authority), of(CarePeriod, authority)) == (0, 0, 0)

    def test_it_counts_what_acceptance_then_does(self, authority, folder):
        shown = bring(authority, folder, accept=False).tables
        assert bring(authority, folder).tables == shown

    def test_a_wrong_row_is_named_with_its_reason_and_the_rest_is_kept(self, authority, folder):
        outcome = bring(authority, folder)
        assert [(row["file"], row["row"]) for row in outcome.refused] == [("episodes.csv", 4)]
        assert "ZZ" in outcome.refused[0]["reason"] or "legal status" in outcome.refused[0]["reason"].lower()
        assert of(Child, authority) == 2

    def test_postcodes_are_left_out_and_the_reason_is_said(self, authority, folder):
        outcome = bring(authority, folder)
        assert {row["what"] for row in outcome.left_out} >= {"HOME_POST", "PL_POST"}
        assert "SW1A" not in outcome.text()


class TestWhatLiesBeforeTheFile:
    """Looked after since 2019, brought by the return of the year to 31 March 2025: the file begins in between."""

    @pytest.fixture
    def clocks(self, authority, tmp_path):
        (tmp_path / "header.csv").write_text(HEADER + "1001,F,14/03/2012,WBRI,,0,\n")
        (tmp_path / "episodes.csv").write_text(EPISODES + "1001,03/06/2019,S,C2,N1,U4,PR1,,,,,,\n")
        (tmp_path / "reviews.csv").write_text(REVIEWS + "1001,14/03/2012,27/06/2024,PN1\n")
        bring(authority, tmp_path)
        held = select(Clock).where(Clock.authority_id == authority.id).order_by(Clock.from_on)
        return [(held.rule, held.state, str(held.due_on)) for held in db.session.scalars(held)]

    def test_a_review_of_the_file_is_not_taken_for_the_first_of_all(self, clocks):
        assert [row for row in clocks if row[0] in {"L3", "L4", "L5"}] == [
            ("L5", "met", "2024-10-01"),
            ("L5", "running", "2024-12-27"),
        ]

    def test_no_first_visit_or_check_of_long_ago_is_asked_for(self, clocks):
        assert not {"L3", "L6", "L12"} & {rule for rule, _, _ in clocks}

    def test_what_comes_again_is_asked_for_within_its_time_of_the_first_day_told(self, clocks):
        assert ("L14", "running", "2025-04-01") in clocks
        assert ("L18", "running", "2025-04-01") in clocks

    def test_visits_which_no_return_tells_of_are_counted_from_the_day_the_file_came(self, clocks):
        due = clock.today() + timedelta(weeks=6)
        assert [row for row in clocks if row[0] == "L7"] == [("L7", "running", due.isoformat())]

    def test_the_chronology_says_that_earlier_years_lie_elsewhere(self, clocks, authority):
        kinds = select(Event.kind).where(Event.authority_id == authority.id, Event.occurred_on == date(2024, 4, 1))
        assert db.session.scalars(kinds).all() == ["history_begins"]


class TestTheHealthOfAYear:
    """What OC2 says: that something was done in the year, and no day."""

    OC2 = "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,\
SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n"

    @pytest.fixture
    def child(self, authority, tmp_path):
        (tmp_path / "header.csv").write_text(HEADER + "1001,F,14/03/2012,WBRI,,0,\n")
        (tmp_path / "episodes.csv").write_text(EPISODES + "1001,03/06/2019,S,C2,N1,U4,PR1,,,,,,\n")
        (tmp_path / "reviews.csv").write_text(REVIEWS + "1001,14/03/2012,27/06/2024,PN1\n")
        (tmp_path / "oc2.csv").write_text(self.OC2 + "1001,14/03/2012,17,,0,,1,0,1,0,,\n")
        self.outcome = bring(authority, tmp_path)
        return db.session.scalar(select(Child).where(Child.authority_id == authority.id))

    def test_is_kept_without_a_day(self, child):
        found = db.session.scalars(select(HealthCheck).where(HealthCheck.child_id == child.id))
        assert sorted((row.kind, str(row.held_on), row.day_known, row.score) for row in found) == [
            ("assessment", "2025-03-31", False, None),
            ("immunisations", "2025-03-31", False, None),
            ("sdq", "2025-03-31", False, 17),
        ]

    def test_the_next_assessment_is_due_a_year_after_the_last_day_it_can_have_been(self, child):
        held = db.session.execute(
            select(Clock.rule, Clock.state, Clock.due_on).where(
                Clock.child_id == child.id, Clock.rule.in_(["L14", "L18"])
            )
        )
        assert sorted((rule, state, str(due)) for rule, state, due in held) == [
            ("L14", "met", "2025-04-01"),
            ("L14", "running", "2026-03-31"),
            ("L18", "running", "2025-04-01"),
        ]

    def test_what_is_not_health_is_named_as_left_out(self, child):
        assert any("convictions and substance misuse stay" in row["reason"] for row in self.outcome.left_out)


class TestPlansBeforeTheFile:
    @pytest.mark.parametrize(("days", "asked"), [(400, []), (4, ["L1", "L15", "L2"])])
    def test_are_asked_for_only_where_they_lie_ahead(self, authority, tmp_path, days, asked):
        began = clock.today() - timedelta(days=days)
        (tmp_path / "header.csv").write_text(HEADER + "1001,F,14/03/2012,WBRI,,0,\n")
        (tmp_path / "episodes.csv").write_text(EPISODES + f"1001,{began:%d/%m/%Y},S,C2,N1,U4,PR1,,,,,,\n")
        bring(authority, tmp_path)
        rules = select(Clock.rule).where(Clock.authority_id == authority.id, Clock.rule.in_(["L1", "L2", "L15"]))
        assert sorted(set(db.session.scalars(rules))) == asked


class TestAccepting:
    def test_the_history_stands_with_its_dates(self, authority, folder):
        bring(authority, folder)
        child = db.session.scalar(select(Child).where(Child.authority_id == authority.id, Child.local_id == "1001"))
        placements = db.session.scalars(
            select(Placement).where(Placement.child_id == child.id).order_by(Placement.from_on)
        ).all()
        assert [(p.code, str(p.from_on), str(p.to_on)) for p in placements] == [
            ("U4", "2024-06-03", "2024-09-01"),
            ("U6", "2024-09-01", "None"),
        ]
        statuses = db.session.scalars(select(LegalStatus).where(LegalStatus.child_id == child.id)).all()
        assert [(s.code, str(s.from_on), s.to_on) for s in statuses] == [("C2", statuses[0].from_on.isoformat(), None)]
        upn = db.session.scalar(
            select(ChildIdentifier).where(ChildIdentifier.child_id == child.id, ChildIdentifier.kind == "upn")
        )
        assert upn.value == "B801200005001"

    def test_nobody_is_given_a_name_and_an_open_case_waits_for_a_lead(self, authority, folder):
        bring(authority, folder)
        child = db.session.scalar(select(Child).where(Child.authority_id == authority.id, Child.local_id == "1001"))
        case = db.session.scalar(select(Case).where(Case.child_id == child.id))
        assert (child.given_names, child.family_name) == (None, None)
        assert (case.kind, case.state, case.lead_id) == ("looked_after", "open", None)

    def test_the_clocks_run_from_the_last_review_that_was_held(self, authority, folder):
        bring(authority, folder)
        child = db.session.scalar(select(Child).where(Child.authority_id == authority.id, Child.local_id == "1001"))
        running = {
            clock.rule: str(clock.due_on)
            for clock in db.session.scalars(select(Clock).where(Clock.child_id == child.id, Clock.state == "running"))
        }
        # Six months after the second review, held 20 September 2024 (CPPCR 2010 reg 33(2)).
        assert running["L5"] == "2025-03-20"
        assert "L3" not in running

    def test_the_same_folder_again_changes_nothing(self, authority, folder):
        bring(authority, folder)
        before = (of(Event, authority), of(Placement, authority), of(Clock, authority), of(Review, authority))
        again = bring(authority, folder)
        assert again.counts()["new"] == again.counts()["changed"] == 0
        assert again.seen_before
        assert (of(Event, authority), of(Placement, authority), of(Clock, authority), of(Review, authority)) == before

    def test_an_end_that_is_known_later_changes_the_row_that_is_there(self, authority, folder):
        bring(authority, folder)
        episodes = folder / "episodes.csv"
        episodes.write_text(episodes.read_text().replace("U6,PR1,,,", "U6,PR1,01/02/2025,E3,"))
        outcome = bring(authority, folder)
        assert outcome.tables["placement"]["changed"] == 1
        child = db.session.scalar(select(Child).where(Child.authority_id == authority.id, Child.local_id == "1001"))
        last = db.session.scalars(
            select(Placement).where(Placement.child_id == child.id).order_by(Placement.from_on.desc())
        ).first()
        assert str(last.to_on) == "2025-02-01"

    def test_the_teams_manager_reaches_them_and_nobody_else_does(self, app, authority, folder, world):
        bring(authority, folder)
        team = db.session.scalar(select(Team).where(Team.authority_id == authority.id))
        with app.app_context():
            identify(db.session(), team.manager_id)
            assert of(Child, authority) == 2
        with app.app_context():
            identify(db.session(), world.people["lead"])
            assert of(Child, authority) == 0


class TestWrongFiles:
    def test_a_folder_that_is_no_return_gets_one_sentence(self, authority, tmp_path):
        (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
        outcome = bring(authority, tmp_path, accept=False)
        assert outcome.refused_whole
        assert len(outcome.text().splitlines()) == 1

    def test_an_authority_that_is_not_here_is_named(self, authority, folder):
        with pytest.raises(RuleBroken, match="DfE code"):
            accepting.run("ssda903", folder, authority_code="000", accept=True)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared reference data is not beside the project")
class TestTheSectorsOwnSamples:
    def test_the_return_that_is_wrong_on_purpose(self, authority):
        first = bring(authority, SAMPLES / "ssda903_dirty")
        assert first.tables["child"]["new"] == 200
        assert first.counts()["refused"] > 0
        assert all(row["reason"] and row["row"] for row in first.refused)
        second = bring(authority, SAMPLES / "ssda903_dirty")
        assert (second.counts()["new"], second.counts()["changed"]) == (0, 0)

    def test_the_clean_one_has_nothing_refused(self, authority):
        assert bring(authority, SAMPLES / "ssda903_clean").counts()["refused"] == 0

    def test_the_annex_a_workbook(self, authority):
        workbook = SAMPLES / "annex_a" / "Annex_A_2024_Jan.xlsx"
        assert bring(authority, workbook, kind="annex-a").tables["child"]["new"] == of(Child, authority)
        again = bring(authority, workbook, kind="annex-a")
        assert (again.counts()["new"], again.counts()["changed"]) == (0, 0)


class TestAFaultOfOurs:
    def test_writes_nothing_says_so_and_tells_the_engineer_where_without_a_word_of_the_files(
        self, authority, folder, monkeypatch
    ):
        def breaks(store, record, child):
            raise ZeroDivisionError("WORDS OF A CHILD")

        monkeypatch.setattr(Store, "_review", breaks)
        with capture_logs() as logged, pytest.raises(RuleBroken, match="nothing was written") as broken:
            bring(authority, folder)
        assert "ZeroDivisionError" in broken.value.sentence
        assert of(Child, authority) == 0
        (line,) = [one for one in logged if one["event"] == "import stopped"]
        assert line["fault"] == "ZeroDivisionError" and any("storing.py" in where for where in line["where"])
        assert "WORDS OF A CHILD" not in f"{line} {broken.value.sentence}"
