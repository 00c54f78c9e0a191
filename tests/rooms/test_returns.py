"""The SEN2 return of an authority: what leaves, what is missing before it does, and what stays behind."""

import csv
import json
import stat
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from coordination import clock, database_logins
from coordination.agencies.models import Agency, Authority, Setting
from coordination.audit.models import AuditRow
from coordination.care.models import WhereaboutsKept
from coordination.children.identifiers import ENGLISH_AUTHORITIES
from coordination.children.models import Child, ChildAddress, ChildIdentifier, NetworkMember, SchoolPlace, SenNeed
from coordination.cli import commands
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines.models import Clock, ClockException
from coordination.ehc.models import AnnualReview, Assessment, Decision, Dispute
from coordination.ehc.plan_models import Budget, FormalPlan, PlanIssue
from coordination.events.models import Event
from coordination.exchange.returns import guarding, leaving, sen2
from coordination.insight import ehc_figures, ehc_measures
from coordination.insight.ehc_measures import Share
from coordination.insight.models import PublishedFigure
from coordination.protected import store
from tests.rooms.planning import asked_of

ON = date(2026, 1, 15)
SAID = {"dmo": "1", "dco": "1", "dsco": "0"}


class Council:
    """An authority with a school, and children for whom things were done on days of 2025."""

    def __init__(self):
        used = set(db.session.scalars(select(Authority.dfe_code)))
        self.code = next(str(code) for code in sorted(ENGLISH_AUTHORITIES, reverse=True) if str(code) not in used)
        council = Authority(name=f"Return{self.code}", dfe_code=self.code, duty_phone="1", out_of_hours_phone="2")
        self.school = Agency(kind="school", name="Oak")
        db.session.add_all([council, self.school])
        db.session.flush()
        self.id = council.id
        urn = f"1{new_id().int % 10**5:05}"
        db.session.add(Setting(agency_id=self.school.id, kind="school", name="Oak", urn=urn))
        self.urn = urn
        db.session.commit()

    def add(self, child, model, **facts):
        """A row about a child."""
        held = model(id=new_id(), authority_id=self.id, child_id=child.id, **facts)
        db.session.add(held)
        db.session.flush()
        return held

    def child(self, **facts):
        """A child of whom everything a return asks for is recorded."""
        usual = {
            "given_names": "Ann",
            "family_name": "Aster",
            "born_on": date(2015, 5, 1),
            "sex": "F",
            "ethnicity": "WBRI",
        }
        child = Child(id=new_id(), authority_id=self.id, **(usual | facts))
        db.session.add(child)
        db.session.flush()
        self.add(child, ChildIdentifier, kind="upn", value="B801200005001", checked=True)
        self.add(child, ChildAddress, kind="home", lines="1 High Street", postcode="zz1 1zz")
        return child

    def request(self, child, **facts):
        """A request of 3 March 2025, waiting for its decision."""
        return self.add(child, Assessment, **({"source": "parent", "received_on": date(2025, 3, 3)} | facts))

    def decides(self, assessment, child, kind, on, **facts):
        """A decision about it that was told on the day."""
        return self.add(
            child, Decision, kind=kind, assessment_id=assessment.id, decided_on=on, told_on=on, reasons="Why.", **facts
        )

    def plan(self, child, **facts):
        """A final plan of 14 July 2025 that names the school, where the child is."""
        usual = {
            "state": "final", "started_on": date(2025, 5, 1), "first_issued_on": date(2025, 7, 14),
            "issued_on": date(2025, 7, 14), "setting_id": self.school.id,
            "placement": {"name": "Oak", "type": "unit", "type_words": ""},
        }  # fmt: skip
        self.add(child, SchoolPlace, agency_id=self.school.id, name="Oak", from_on=date(2025, 9, 1))
        self.add(child, SenNeed, code="ASD", rank=1)
        return self.add(child, FormalPlan, **(usual | facts))

    def issued(self, **facts):
        """A child who was assessed in 2025 and has the plan."""
        child = self.child()
        plan = self.plan(child, **facts)
        held = self.request(child, state="issued", plan_id=plan.id)
        self.decides(held, child, "assess", date(2025, 4, 7))
        return child, held, plan

    def clock(self, child, on=date(2025, 3, 3)):
        """The 20 weeks of a final plan."""
        return self.add(
            child, Clock, rule="E8", from_on=on, due_on=date(2025, 7, 21), severity="statutory", answers_for="EHC"
        )

    def leaves(self, out, **more):
        """The return as it would leave."""
        db.session.commit()
        outcome = leaving.run("sen2", out, authority_code=self.code, reference_on=ON, said=SAID, **more)
        leaving.write(outcome, out)
        return outcome


@pytest.fixture
def council(owner_app):
    with owner_app.app_context():
        yield Council()


def read(out, name):
    """The rows of one file."""
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestACompleteRecord:
    def test_leaves_without_a_finding_in_files_with_the_columns_of_the_collection(self, council, tmp_path):
        council.issued()
        outcome = council.leaves(tmp_path)
        assert (outcome.gaps, outcome.leaves) == ([], True)
        for name, columns in sen2.columns().items():
            first = (tmp_path / f"{name}.csv").read_bytes().split(b"\r\n")[0]
            assert first.decode() == ",".join(columns)
            assert outcome.rows[name] == len(read(tmp_path, name)) == 1, name

    def test_says_what_happened_on_which_day(self, council, tmp_path):
        council.issued()
        council.leaves(tmp_path)
        (person,) = read(tmp_path, "person")
        assert (person["surname"], person["personbirthdate"], person["postcode"]) == ("Aster", "2015-05-01", "ZZ1 1ZZ")
        assert (person["upn"], person["upnunknown"]) == ("B801200005001", "")
        (request,) = read(tmp_path, "requests")
        assert (request["receiveddate"], request["requestoutcome"], request["requestoutcomedate"]) == (
            "2025-03-03", "Y", "2025-04-07",
        )  # fmt: skip
        (assessed,) = read(tmp_path, "assessment")
        assert (assessed["assessmentoutcome"], assessed["assessmentoutcomedate"], assessed["week20"]) == (
            "Y", "2025-07-14", "0",
        )  # fmt: skip
        (detail,) = read(tmp_path, "plandetail")
        assert (detail["urn"], detail["sensetting"], detail["senunitindicator"]) == (council.urn, "", "1")
        (place,) = read(tmp_path, "placementdetail")
        assert (place["urn"], place["entrydate"], place["senunitindicator"]) == (council.urn, "2025-09-01", "1")
        assert read(tmp_path, "senneed") == [{"sentype": "ASD", "sentyperank": "1"}]
        (header,) = read(tmp_path, "sen2")
        assert (header["collection"], header["year"], header["referencedate"]) == ("SEN2", "2026", "2026-01-15")
        assert (header["lea"], header["dsco"]) == (council.code, "0")

    def test_which_row_belongs_to_which_is_told_beside_them(self, council, tmp_path):
        council.issued()
        council.leaves(tmp_path)
        pairs = {(row["file"], row["under_file"]) for row in read(tmp_path, "belongs")}
        assert pairs == {
            ("requests.csv", "person.csv"), ("assessment.csv", "requests.csv"), ("namedplan.csv", "assessment.csv"),
            ("plandetail.csv", "namedplan.csv"), ("activeplans.csv", "namedplan.csv"),
            ("placementdetail.csv", "activeplans.csv"), ("senneed.csv", "person.csv"),
        }  # fmt: skip

    def test_only_its_owner_reads_the_files(self, council, tmp_path):
        council.issued()
        council.leaves(tmp_path / "out")
        assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}

    def test_a_name_that_a_spreadsheet_would_run_is_plain_text(self, council, tmp_path):
        child, _, _ = council.issued()
        child.family_name = "=1+1"
        council.leaves(tmp_path)
        assert read(tmp_path, "person")[0]["surname"] == "'=1+1"


class TestWhatIsMissing:
    def test_nothing_is_written_and_each_gap_is_named_by_record_and_rule(self, council, tmp_path):
        child, _, _ = council.issued()
        child.ethnicity = None
        outcome = council.leaves(tmp_path / "out")
        assert [(gap.file, gap.row, gap.column, gap.child) for gap in outcome.gaps] == [
            ("person.csv", 2, "ethnicity", child.reference)
        ]
        assert "module 1" in outcome.text() and "Aster" not in outcome.text()
        assert not (tmp_path / "out").exists()

    def test_it_is_written_anyway_when_somebody_says_so(self, council, tmp_path):
        child, _, _ = council.issued()
        child.ethnicity = None
        outcome = council.leaves(tmp_path, anyway=True)
        assert "although it is not complete" in outcome.text()
        assert read(tmp_path, "person")[0]["ethnicity"] == ""

    def test_a_plan_without_a_primary_need_is_found(self, council, tmp_path):
        child, _, _ = council.issued()
        db.session.delete(db.session.scalar(select(SenNeed).where(SenNeed.child_id == child.id)))
        assert [gap.column for gap in council.leaves(tmp_path).gaps] == ["sentype"]

    def test_a_named_school_without_a_number_is_found(self, council, tmp_path):
        _, _, plan = council.issued()
        plan.setting_id = None
        assert [(gap.file, gap.column) for gap in council.leaves(tmp_path).gaps] == [("plandetail.csv", "urn")]

    def test_a_child_too_young_for_school_needs_no_number(self, council, tmp_path):
        child = council.child(born_on=date(2022, 6, 1))
        db.session.delete(db.session.scalar(select(ChildIdentifier).where(ChildIdentifier.child_id == child.id)))
        council.request(child)
        assert council.leaves(tmp_path).gaps == []
        assert read(tmp_path, "person")[0]["upnunknown"] == "UN1"


class TestTheYearThatIsTold:
    def test_what_is_decided_after_it_still_waits(self, council, tmp_path):
        child = council.child()
        held = council.request(child, received_on=date(2025, 12, 1), state="refused")
        council.decides(held, child, "not_assess", date(2026, 1, 5))
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "requests")
        assert (row["requestoutcome"], row["requestoutcomedate"]) == ("A", "")
        assert read(tmp_path, "assessment") == []

    def test_what_came_after_it_or_ended_before_it_is_not_told(self, council, tmp_path):
        council.request(council.child(), received_on=date(2026, 1, 2))
        child = council.child()
        held = council.request(child, received_on=date(2024, 6, 3), state="refused")
        council.decides(held, child, "not_assess", date(2024, 7, 1))
        assert council.leaves(tmp_path).rows["person"] == 0

    def test_what_ended_in_it_is_told_whenever_it_came(self, council, tmp_path):
        child = council.child()
        held = council.request(child, received_on=date(2024, 12, 2), state="refused")
        council.decides(held, child, "not_assess", date(2025, 1, 10))
        council.leaves(tmp_path)
        assert read(tmp_path, "requests")[0]["requestoutcome"] == "N"

    def test_a_plan_of_an_earlier_year_is_there_as_history(self, council, tmp_path):
        child = council.child()
        council.plan(child, started_on=date(2020, 1, 1), first_issued_on=date(2020, 3, 1), issued_on=date(2024, 3, 1))
        outcome = council.leaves(tmp_path)
        assert outcome.gaps == []
        assert read(tmp_path, "requests")[0]["requestoutcome"] == "H"
        assert read(tmp_path, "assessment")[0]["assessmentoutcome"] == "H"
        assert read(tmp_path, "namedplan")[0]["startdate"] == "2020-03-01"

    def test_a_plan_that_ended_in_it_says_why_and_has_no_present(self, council, tmp_path):
        council.issued(state="ceased", ceased_on=date(2025, 11, 3), cease_reason="higher_education")
        assert council.leaves(tmp_path).gaps == []
        (row,) = read(tmp_path, "namedplan")
        assert (row["ceasedate"], row["ceasereason"]) == ("2025-11-03", "3")
        assert read(tmp_path, "activeplans") == read(tmp_path, "senneed") == []

    def test_a_plan_that_ended_before_it_is_not_told(self, council, tmp_path):
        child = council.child()
        council.plan(child, first_issued_on=date(2020, 3, 1), state="ceased", ceased_on=date(2024, 12, 31))
        assert council.leaves(tmp_path).rows["person"] == 0

    def test_a_withdrawn_request_and_one_withdrawn_while_assessing(self, council, tmp_path):
        council.request(council.child(), state="withdrawn", ended_on=date(2025, 3, 20))
        child = council.child()
        later = council.request(child, state="withdrawn", ended_on=date(2025, 6, 2))
        council.decides(later, child, "assess", date(2025, 4, 7))
        assert council.leaves(tmp_path).gaps == []
        assert sorted(row["requestoutcome"] for row in read(tmp_path, "requests")) == ["W", "Y"]
        assert [row["assessmentoutcome"] for row in read(tmp_path, "assessment")] == ["W"]


class TestWhatWasDone:
    def test_an_exception_to_20_weeks_is_told(self, council, tmp_path):
        child, _, _ = council.issued()
        clock = council.clock(child)
        council.add(child, ClockException, clock_id=clock.id, kind="later", ground="away", words="Away six weeks.")
        council.leaves(tmp_path)
        assert read(tmp_path, "assessment")[0]["week20"] == "1"

    def test_one_that_was_recorded_by_mistake_is_not(self, council, tmp_path):
        child, _, _ = council.issued()
        clock = council.clock(child)
        row = council.add(child, ClockException, clock_id=clock.id, kind="later", ground="away", words="Away.")
        council.add(child, ClockException, clock_id=clock.id, kind="end", ends_id=row.id, words="By mistake.")
        council.leaves(tmp_path)
        assert read(tmp_path, "assessment")[0]["week20"] == "0"

    def test_mediation_that_was_held_and_an_appeal(self, council, tmp_path):
        child = council.child()
        held = council.request(child, state="refused")
        refused = council.decides(held, child, "not_assess", date(2025, 4, 7))
        council.add(child, Dispute, decision_id=refused.id, kind="mediation", opened_on=date(2025, 4, 20))
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "requests")
        assert (row["requestmediation"], row["requesttribunal"]) == ("0", "0")
        db.session.scalar(select(Dispute).where(Dispute.child_id == child.id)).held_on = date(2025, 5, 6)
        council.add(child, Dispute, decision_id=refused.id, kind="appeal", opened_on=date(2025, 5, 20))
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "requests")
        assert (row["requestmediation"], row["requesttribunal"]) == ("1", "1")

    def test_an_appeal_about_what_the_plan_says_stands_apart(self, council, tmp_path):
        child, held, plan = council.issued()
        content = council.add(
            child, Decision, kind="plan_content", plan_id=plan.id, decided_on=date(2025, 7, 14), reasons="Why."
        )
        council.add(child, Dispute, decision_id=content.id, kind="appeal", opened_on=date(2025, 8, 20))
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "assessment")
        assert (row["assessmenttribunal"], row["othertribunal"]) == ("0", "1")

    def test_a_review_its_outcome_and_the_notice_after_it(self, council, tmp_path):
        child, _, plan = council.issued()
        council.add(
            child, AnnualReview, plan_id=plan.id, state="decided", met_on=date(2025, 10, 1), decision="amend",
            decided_on=date(2025, 10, 27),
        )  # fmt: skip
        council.add(child, PlanIssue, plan_id=plan.id, number=2, kind="amendment", issued_on=date(2025, 10, 27))
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "activeplans")
        assert [row[name] for name in ("reviewmeeting", "reviewoutcome", "reviewdraft", "lastreview")] == [
            "2025-10-01", "A", "2025-10-27", "2025-10-27",
        ]  # fmt: skip

    def test_a_move_to_the_next_phase(self, council, tmp_path):
        child, _, plan = council.issued()
        review = council.add(child, AnnualReview, plan_id=plan.id, type="phase_transfer")
        begun = council.add(
            child, Event, kind="ehc_phase_transfer_due", occurred_on=date(2025, 9, 8), about_kind="ehc_review",
            about_id=review.id, section="ehc_plan", label="S2",
        )  # fmt: skip
        council.add(
            child, Clock, rule="A8", started_by=begun.id, from_on=date(2025, 9, 8), due_on=date(2026, 2, 14),
            severity="statutory", answers_for="EHC",
        )  # fmt: skip
        council.add(child, PlanIssue, plan_id=plan.id, number=2, kind="amended", issued_on=date(2026, 1, 12))
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "activeplans")
        assert (row["phasetransferduedate"], row["phasetransferfinaldate"]) == ("2026-02-14", "2026-01-12")

    @pytest.mark.parametrize(
        ("arrangement", "told"), [("direct_payment", ("1", "0", "1")), ("notional", ("1", "1", "0"))]
    )
    def test_a_personal_budget(self, council, tmp_path, arrangement, told):
        child, _, plan = council.issued()
        council.add(child, Budget, plan_id=plan.id, what="A helper", arrangement=arrangement)
        council.leaves(tmp_path)
        (row,) = read(tmp_path, "namedplan")
        assert (row["pb"], row["oa"], row["dp"]) == told

    @pytest.mark.parametrize(
        ("type", "code", "other"),
        [("home_elective", "EHE", ""), ("elsewhere", "OLA", ""), ("special", "OTH", "Special school or college")],
    )
    def test_a_type_of_setting_alone(self, council, tmp_path, type, code, other):
        _, _, plan = council.issued()
        plan.setting_id, plan.placement = None, {"name": "", "type": type}
        assert council.leaves(tmp_path).gaps == []
        (row,) = read(tmp_path, "plandetail")
        assert (row["urn"], row["sensetting"], row["sensettingother"]) == ("", code, other)


class TestWhatStaysBehind:
    def test_where_a_child_lives_who_is_kept_from_somebody(self, council, tmp_path):
        child, _, _ = council.issued()
        father = council.add(child, NetworkMember, name="Somebody", relation="father")
        council.add(
            child, WhereaboutsKept, member_id=father.id, name="Somebody", ground="C1", why="Safety.",
            from_on=date(2025, 1, 1),
        )  # fmt: skip
        outcome = council.leaves(tmp_path)
        assert read(tmp_path, "person")[0]["postcode"] == ""
        assert {"what": "person.postcode", "count": 1, "reason": "Where the child lives is kept from somebody."} in (
            outcome.left_out
        )

    @pytest.mark.parametrize("kind", ["home", "school"])
    def test_no_protected_place_leaves_in_words_and_the_rest_does(self, council, tmp_path, kind):
        child, _, _ = council.issued()
        other, _, _ = council.issued()
        said = dict.fromkeys(store.FIELDS, "") | {"postcode": "ZZ1 1ZZ", "name": "Oak", "reason": "He followed her"}
        store.keep(
            id=new_id(), authority_id=council.id, child_id=child.id, kind=kind, held=said, decided_by="A strategy",
            review_on=clock.today() + timedelta(days=30), known_to=(), by=None,
        )  # fmt: skip
        outcome = council.leaves(tmp_path)
        assert outcome.leaves
        assert sorted(row["postcode"] for row in read(tmp_path, "person")) == ["", "ZZ1 1ZZ"], (
            "of one child, not of all"
        )
        assert {"what": "person.postcode", "count": 1, "reason": guarding.WHY} in outcome.left_out
        # What the collection asks for as a number stays what it asks for.
        assert [row["urn"] for row in read(tmp_path, "plandetail")] == [council.urn] * 2
        assert other.reference != child.reference

    def test_no_words_and_no_lines_of_an_address_leave(self, council, tmp_path):
        child, held, _ = council.issued()
        held.words = "narrativewords"
        council.leaves(tmp_path)
        everything = "".join(path.read_text() for path in tmp_path.iterdir())
        assert "narrativewords" not in everything and "High Street" not in everything and "Why." not in everything

    def test_a_sealed_record_and_a_second_assessment_are_counted(self, council, tmp_path):
        council.request(council.child(sealed=True))
        council.request(council.child(), kind="reassessment")
        outcome = council.leaves(tmp_path)
        assert outcome.rows["person"] == 0
        assert {(row["what"], row["count"]) for row in outcome.left_out} == {("person", 1), ("requests", 1)}

    def test_a_record_opened_by_hand_leaves_like_any_other(self, council, tmp_path):
        council.request(council.child(provisional=True))
        assert council.leaves(tmp_path).rows["person"] == 1

    def test_what_no_published_code_set_confirms_is_said_each_time(self, council, tmp_path):
        said = council.leaves(tmp_path).text()
        assert "Not confirmed with the guide of the year" in said
        for column in ("requests.requestsource", "activeplans.reviewoutcome", "namedplan.oa, dp", "sen2.release"):
            assert column in said

    def test_other_authorities_children_are_not_there(self, council, tmp_path):
        other = Council()
        other.issued()
        assert council.leaves(tmp_path).rows["person"] == 0

    def test_many_children_ask_as_little_of_the_database_as_one(self, council, tmp_path, owner_app):
        council.issued()
        db.session.commit()
        with asked_of(owner_app) as one:
            council.leaves(tmp_path)
        for _ in range(3):
            council.issued()
        db.session.commit()
        with asked_of(owner_app) as many:
            council.leaves(tmp_path)
        assert len(many) == len(one)


class TestTheDay:
    def test_one_that_has_not_come_is_refused(self, council, tmp_path):
        with pytest.raises(RuleBroken, match="today or earlier"):
            leaving.run("sen2", tmp_path, authority_code=council.code, reference_on=date(2999, 1, 1))

    def test_a_file_in_the_place_of_the_folder_is_refused(self, council, tmp_path):
        (tmp_path / "out").write_text("mine")
        with pytest.raises(RuleBroken, match="not a folder"):
            council.leaves(tmp_path / "out")
        assert (tmp_path / "out").read_text() == "mine"


class TestTheCommand:
    @pytest.fixture
    def asked(self, settings, monkeypatch):
        """The command as an operator runs it."""
        monkeypatch.setenv("COORDINATION_ENV", "test")
        monkeypatch.setenv("COORDINATION_INSTANCE", str(settings.instance))
        monkeypatch.setenv("SECRET_KEY", settings.secret_key)
        for login, url in settings.database_urls.items():
            monkeypatch.setenv(database_logins.SETTING[login], url)
        return lambda *words: CliRunner().invoke(commands, words)

    def test_it_ends_with_one_where_something_is_missing_and_each_run_is_in_the_audit(self, council, asked, tmp_path):
        council.issued()
        db.session.commit()
        words = [
            "export",
            "sen2",
            "--out",
            str(tmp_path / "out"),
            "--authority",
            council.code,
            "--reference-date",
            "2026-01-15",
        ]
        first = asked(*words, "--json")
        assert first.exit_code == 1
        assert {gap["column"] for gap in json.loads(first.output)["missing"]} == {"dmo", "dco", "dsco"}
        assert not (tmp_path / "out").exists()
        second = asked(*words, "--dmo", "1", "--dco", "1", "--dsco", "1")
        assert second.exit_code == 0
        assert "Written." in second.output
        rows = db.session.scalars(select(AuditRow).where(AuditRow.verb == "export").order_by(AuditRow.at)).all()
        assert [row.details["written"] for row in rows[-2:]] == [False, True]
        assert rows[-1].details["reference_on"] == "2026-01-15"
        assert rows[-1].process == "command line"

    def test_the_measures_stand_beside_what_was_published(self, council, asked, tmp_path):
        (tmp_path / "times.csv").write_text(
            "time_period,geographic_level,old_la_code,pc_plans_issued_within_20_weeks\n2025,National,,46.4\n"
        )
        said = asked("measures", "--year", "2025", "--authority", council.code, "--beside", str(tmp_path))
        assert said.exit_code == 0
        assert "England 46.4%" in said.output

    def test_published_figures_are_shown_first_then_kept_and_the_same_file_changes_nothing(
        self, council, asked, tmp_path
    ):
        file = tmp_path / "times.csv"
        file.write_text(
            "time_period,geographic_level,old_la_code,pc_plans_issued_within_20_weeks\n"
            f"2031,National,,46.4\n2031,Local authority,{council.code},51\n2031,Local authority,301,101\n"
        )
        words = ("import", "benchmarks", str(file), "--json")
        tried = json.loads(asked(*words).output)
        assert (tried["new"], tried["refused"], tried["accepted"]) == (2, 1, False)
        assert tried["refused_rows"][0]["row"] == 4
        assert json.loads(asked(*words).output)["new"] == 2, "a dry run keeps nothing"
        kept = json.loads(asked(*words, "--accept", "--source", "Test source").output)
        assert (kept["new"], kept["same"], kept["accepted"]) == (2, 0, True)
        again = json.loads(asked(*words, "--accept", "--source", "Another").output)
        assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
        assert [
            row.source for row in db.session.scalars(select(PublishedFigure).where(PublishedFigure.year == 2031))
        ] == ["Test source"] * 2
        assert db.session.scalars(
            select(AuditRow).where(AuditRow.verb == "import").order_by(AuditRow.at.desc())
        ).first()
        said = asked("measures", "--year", "2031", "--authority", council.code)
        assert "England 46.4%" in said.output
        file.write_text("nothing,here\n1,2\n")
        wrong = asked("import", "benchmarks", str(file))
        assert wrong.exit_code == 1
        assert "no published figures" in wrong.output


class TestThePublishedMeasures:
    def test_they_are_counted_from_what_was_done_in_the_year(self, council):
        for days in (True,) * 6 + (False,) * 5:
            child, _, plan = council.issued(first_issued_on=date(2025, 7, 21) if days else date(2025, 7, 22))
            council.add(
                child, AnnualReview, plan_id=plan.id, state="decided", met_on=date(2025, 10, 1), decision="amend",
                decided_on=date(2025, 10, 29) if days else date(2025, 10, 30),
            )  # fmt: skip
        for _ in range(5):
            child, _, _ = council.issued(first_issued_on=date(2025, 9, 1))
            council.add(
                child, ClockException, clock_id=council.clock(child).id, kind="later", ground="away", words="Away.",
            )  # fmt: skip
        other = council.child()
        council.decides(council.request(other, state="refused"), other, "not_assess", date(2026, 1, 2))
        db.session.commit()
        found = ehc_figures.of_year(council.id, 2025)
        assert (found.issued, found.issued_without_exceptions) == (Share(6, 16), Share(6, 11))
        assert (found.decided, found.reviews) == (Share(16, 16), Share(6, 11))
        assert found.outcomes == {"amend": 11, "cease": 0, "maintain": 0}
        assert ehc_figures.of_year(council.id, 2024).issued == Share(0, 0)

    def test_a_review_counts_by_the_day_its_letter_went(self, council, tmp_path):
        for number in range(12):
            child, _, plan = council.issued(first_issued_on=date(2024, 7, 1))
            review = council.add(
                child, AnnualReview, plan_id=plan.id, state="done", met_on=date(2025, 10, 1), decision="maintain",
                decided_on=date(2025, 10, 2),
                more={"completed_on": "2025-10-29" if number < 6 else "2025-10-30"},
            )  # fmt: skip
        db.session.commit()
        assert ehc_figures.of_year(council.id, 2025).reviews == Share(6, 12)
        assert review.decided_on == date(2025, 10, 2)
        council.leaves(tmp_path)
        assert {row["lastreview"] for row in read(tmp_path, "activeplans")} == {"2025-10-29", "2025-10-30"}

    def test_sealed_records_count_in_none(self, council):
        for _ in range(9):
            child, _, _ = council.issued()
            child.sealed = True
        db.session.commit()
        assert ehc_figures.of_year(council.id, 2025).issued == Share(0, 0)

    def test_a_year_with_few_says_nothing_of_them(self, council):
        council.issued()
        db.session.commit()
        found = ehc_figures.of_year(council.id, 2025)
        assert ehc_measures.as_json(found)["issued"] == {"part": None, "whole": None, "percent": None}
        assert "too few" in ehc_measures.text(found)
