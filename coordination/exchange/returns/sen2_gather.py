"""Gathering the SEN2 return of one authority from the EHC process, the plans and the children's records.

No words that anybody wrote leave, and no place that is kept from somebody. What happened after the year that is told
is not in it: a request decided later still waits for its decision here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from coordination import clock
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.ehc.models import AnnualReview, Assessment, Decided, Decision
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.words import SETTING_TYPES
from coordination.exchange.returns import sen2, sen2_held
from coordination.exchange.returns.rows import Gathered, Row, Window

SOFTWARE, RELEASE = "Coordination", "1.3"
_REQUEST = {Decided.ASSESS.value: "Y", Decided.NOT_ASSESS.value: "N"}
_ASSESSMENT = {Decided.ISSUE.value: "Y", Decided.NOT_ISSUE.value: "N"}
_AFTER_REVIEW = {Decided.MAINTAIN.value, Decided.AMEND.value, Decided.CEASE.value}
_AGAIN = "It is about a child who has a plan already: the collection asks for first assessments."
_UNKNOWN = "It is not recorded here. Fill it in where it applies."
# Under six a child may have no number yet (UN1).
NUMBERED_FROM = 6


def gather(authority: Authority, held: Window, said: Mapping[str, str]) -> Gathered:
    """Every row of the return. ``said``: what only whoever sends it knows, by column of the header."""
    found = Gathered()
    header = found.add(
        "sen2", collection="SEN2", year=held.reference_on.year, referencedate=held.reference_on, sourcelevel="L",
        lea=authority.dfe_code, softwarecode=SOFTWARE, release=RELEASE, serialno=1,
        datetime=clock.now().replace(microsecond=0, tzinfo=None).isoformat(),
    )  # fmt: skip
    header.values.update({name: said.get(name) or None for name in ("dmo", "dco", "dsco")})
    records = sen2_held.read(authority.id, held.reference_on)
    for child in records.children.values():
        _Child(child, records, held, found).gather()
    return found


class _Child:
    """One child's rows, under their person row."""

    def __init__(self, child: Child, records: sen2_held.Held, held: Window, found: Gathered) -> None:
        self.child, self.records, self.window, self.found = child, records, held, found

    def gather(self) -> None:
        """The person, each request with its assessment and plan, and what stands about the plan now."""
        plans = [plan for plan in self.records.plans.get(self.child.id, []) if self._in_force(plan)]
        told: list[Assessment] = []
        for each in self.records.assessments.get(self.child.id, []):
            if each.kind != "first":
                self.found.leave("requests", _AGAIN)
            elif self._is_told(each, plans):
                told.append(each)
        if not told and not plans:
            return
        if self.child.sealed:
            self.found.leave("person", "The record is sealed.")
            return
        person = self._person()
        left = list(plans)
        for each in told:
            plan = next((held for held in left if self._led_to(each, held)), None)
            if plan is not None:
                left.remove(plan)
            self._request(person, each, plan)
        for plan in left:
            self._historical(person, plan)
        if any(self._stands(plan) for plan in plans):
            self._needs(person)

    # -- which ones ----------------------------------------------------------------------------------------------

    def _in_force(self, plan: FormalPlan) -> bool:
        """A final plan that was kept on some day of the year, or is on the day of the picture."""
        began = _began(plan)
        ended = plan.ceased_on
        return (
            began is not None
            and began <= self.window.reference_on
            and (ended is None or ended >= self.window.opens_on)
            and plan.state in ("final", "ceased")
        )

    def _stands(self, plan: FormalPlan) -> bool:
        """Whether the plan is kept on the day of the picture."""
        return plan.ceased_on is None or plan.ceased_on > self.window.reference_on

    def _is_told(self, each: Assessment, plans: Iterable[FormalPlan]) -> bool:
        if each.received_on > self.window.closes_on:
            return False
        ended = self._ended(each)
        return ended is None or ended >= self.window.opens_on or any(self._led_to(each, plan) for plan in plans)

    def _ended(self, each: Assessment) -> date | None:
        """The day nothing of it waited any more, on or before the end of the year."""
        request, assessed = self._decided(each, _REQUEST), self._decided(each, _ASSESSMENT)
        plan = next((held for held in self._plans() if self._led_to(each, held)), None)
        days = [
            plan.first_issued_on if plan is not None else None,
            _told(assessed) if assessed is not None and _ASSESSMENT[assessed.kind] == "N" else None,
            _told(request) if request is not None and _REQUEST[request.kind] == "N" else None,
            each.ended_on if each.state == "withdrawn" else None,
        ]
        return min((day for day in days if day is not None and day <= self.window.closes_on), default=None)

    def _plans(self) -> list[FormalPlan]:
        return self.records.plans.get(self.child.id, [])

    def _led_to(self, each: Assessment, plan: FormalPlan) -> bool:
        if each.plan_id is not None:
            return each.plan_id == plan.id
        came = (plan.front or {}).get("came_from")
        made = plan.first_issued_on
        return not came and made is not None and made >= each.received_on and each.state in ("issued", "drafting")

    def _decided(self, each: Assessment, kinds: Mapping[str, str]) -> Decision | None:
        """The last decision of these kinds about an assessment, by the end of the year."""
        rows = [
            row for row in self.records.decisions.get(self.child.id, [])
            if row.assessment_id == each.id and row.kind in kinds and _told(row) <= self.window.closes_on
        ]  # fmt: skip
        return rows[-1] if rows else None

    # -- the rows ------------------------------------------------------------------------------------------------

    def _add(self, module: str, under: Row | None, **values: Any) -> Row:
        return self.found.add(module, self.child.reference, under, **values)

    def _person(self) -> Row:
        upn, uln = self._number("upn"), self._number("uln")
        return self._add(
            "person", None,
            surname=self.child.family_name, forename=self.child.given_names, personbirthdate=self.child.born_on,
            sex=self.child.sex, ethnicity=self.child.ethnicity, postcode=self._postcode(), upn=upn,
            uniquelearnernumber=uln, upnunknown="UN1" if upn is None and self._under_six() else None,
        )  # fmt: skip

    def _under_six(self) -> bool:
        born = self.child.born_on
        on = self.window.reference_on
        return born is not None and on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < NUMBERED_FROM

    def _number(self, kind: str) -> str | None:
        rows = [
            row for row in self.records.numbers.get(self.child.id, [])
            if row.kind == kind and (row.to_on is None or row.to_on > self.window.reference_on)
        ]  # fmt: skip
        return rows[-1].value if rows else None

    def _postcode(self) -> str | None:
        """The postcode of the home, unless where the child lives is kept from somebody: then it does not leave."""
        on = self.window.reference_on
        homes = [
            row.postcode for row in self.records.addresses.get(self.child.id, [])
            if row.kind == "home" and row.postcode and (row.from_on is None or row.from_on <= on)
            and (row.to_on is None or row.to_on > on)
        ]  # fmt: skip
        if homes and self.child.id in self.records.kept:
            self.found.leave("person.postcode", "Where the child lives is kept from somebody.")
            return None
        if not homes:
            self.found.leave("person.postcode", _UNKNOWN)
        return homes[-1].strip().upper() if homes else None

    def _request(self, person: Row, each: Assessment, plan: FormalPlan | None) -> None:
        decided = self._decided(each, _REQUEST)
        withdrawn = each.state == "withdrawn" and each.ended_on is not None and each.ended_on <= self.window.closes_on
        outcome, on = "A", None
        if decided is not None:
            outcome, on = _REQUEST[decided.kind], _told(decided)
        elif withdrawn:
            outcome, on = "W", each.ended_on
        elif plan is not None and (plan.first_issued_on or self.window.reference_on) <= self.window.closes_on:
            outcome = "Y"
        if on is not None and on < self.window.opens_on and outcome != "A":
            outcome = "H" if outcome == "Y" else outcome
        self.found.leave("requests.exported", "Requests handed to another council are not told apart: 0 in each row.")
        request = self._add(
            "requests", person,
            receiveddate=each.received_on, requestsource=sen2.written()["sources"].get(each.source),
            rya=int(each.youth_accommodation), requestoutcomedate=on, requestoutcome=outcome,
            requestmediation=self._disputed(each, "mediation", {"not_assess"}),
            requesttribunal=self._disputed(each, "appeal", {"not_assess"}), exported=0,
        )  # fmt: skip
        if outcome in ("Y", "H"):
            self._assessment(request, each, plan, withdrawn)

    def _assessment(self, request: Row, each: Assessment, plan: FormalPlan | None, withdrawn: bool) -> None:
        decided = self._decided(each, _ASSESSMENT)
        issued = plan.first_issued_on if plan is not None else None
        outcome, on = "A", None
        if issued is not None and issued <= self.window.closes_on:
            outcome, on = "Y", issued
        elif decided is not None and decided.kind == Decided.NOT_ISSUE.value:
            outcome, on = "N", _told(decided)
        elif withdrawn:
            outcome, on = "W", each.ended_on
        if on is not None and on < self.window.opens_on:
            outcome = "H"
        until = on or self.window.closes_on
        days = self.records.excepted.get(self.child.id, [])
        excepted = any(each.received_on <= day <= until for day in days)
        row = self._add(
            "assessment", request,
            assessmentoutcome=outcome, assessmentoutcomedate=on,
            assessmentmediation=self._disputed(each, "mediation", {"not_issue"}),
            assessmenttribunal=self._disputed(each, "appeal", {"not_issue"}),
            othermediation=self._about_plan(plan, "mediation"), othertribunal=self._about_plan(plan, "appeal"),
            week20=int(excepted) if outcome in ("Y", "N") else None,
        )  # fmt: skip
        if plan is not None:
            self._plan(row, plan)

    def _historical(self, person: Row, plan: FormalPlan) -> None:
        """A plan whose request is not told: made before, or by another council."""
        request = self._add("requests", person, requestoutcome="H")
        row = self._add(
            "assessment", request, assessmentoutcome="H", assessmentoutcomedate=plan.first_issued_on,
            othermediation=self._about_plan(plan, "mediation"), othertribunal=self._about_plan(plan, "appeal"),
        )  # fmt: skip
        self._plan(row, plan)

    def _plan(self, under: Row, plan: FormalPlan) -> None:
        if _began(plan) is None or not self._in_force(plan):
            return
        on = self.window.reference_on
        budgets = [
            each for each in self.records.budgets.get(plan.id, [])
            if (each.agreed_on is None or each.agreed_on <= on) and (each.ended_on is None or each.ended_on > on)
        ]  # fmt: skip
        ways = {each.arrangement for each in budgets}
        ended = not self._stands(plan)
        self.found.leave("namedplan.planres, planwbp", _UNKNOWN)
        named = self._add(
            "namedplan", under,
            startdate=plan.first_issued_on, planres=None, planwbp=None, pb=int(bool(budgets)),
            oa=int(bool(ways & {"notional", "third_party", "mixed"})), dp=int(bool(ways & {"direct_payment", "mixed"})),
            ceasedate=plan.ceased_on if ended else None,
            ceasereason=sen2.written()["cease_reasons"].get(plan.cease_reason or "") if ended else None,
        )  # fmt: skip
        self._named(named, plan)
        if not ended:
            self._active(named, plan)

    def _named(self, under: Row, plan: FormalPlan) -> None:
        """What section I says: a setting by its number, one without a number, or a type of setting alone."""
        said = plan.placement or {}
        kind = str(said.get("type") or "")
        urn = self.records.urns.get(plan.setting_id) if plan.setting_id is not None else None
        setting = None if urn else sen2.written()["settings"].get(kind)
        if urn is None and setting is None and kind and not said.get("name"):
            setting = "OTH"
        self._add(
            "plandetail", under,
            urn=urn, ukprn=None, sensetting=setting,
            sensettingother=SETTING_TYPES.get(kind) if setting == "OTH" else None, placementrank=1,
            senunitindicator=int(kind == "unit"), resourcedprovisionindicator=int(kind == "resourced"),
        )  # fmt: skip

    def _active(self, under: Row, plan: FormalPlan) -> None:
        on = self.window.reference_on
        reviews = [each for each in self.records.reviews.get(plan.id, []) if each.met_on and each.met_on <= on]
        last = reviews[-1] if reviews else None
        decided = [each for each in reviews if each.decided_on and each.decided_on <= on]
        due, final = self._move(plan)
        row = self._add(
            "activeplans", under,
            transferla=self._came_from(plan), reviewmeeting=last.met_on if last else None,
            reviewoutcome=_outcome(last, on),
            reviewdraft=self._issued(plan, {"amendment"}, last.met_on if last else None),
            phasetransferduedate=due, phasetransferfinaldate=final,
            lastreview=max((day for each in decided if (day := self._told_of(each))), default=plan.reviewed_on),
        )  # fmt: skip
        self._places(row, plan)

    def _told_of(self, review: AnnualReview) -> date | None:
        """The day the parents or the young person were written to about the decision after a review; where no letter
        is recorded here, as of a review that came with an import, the day it was decided.
        """
        told = _day((review.more or {}).get("completed_on"))
        kept = any(row.review_id == review.review_id for row in self._decisions(_AFTER_REVIEW) if row.review_id)
        return told or (None if kept else review.decided_on)

    def _came_from(self, plan: FormalPlan) -> str | None:
        front = plan.front or {}
        came = str(front.get("came_from") or "")
        if not came or not self.window.within(_day(front.get("came_on"))):
            return None
        code = self.records.councils.get(came)
        if code is None:
            self.found.leave("activeplans.transferla", "The number of the council it came from is not known here.")
        return code

    def _move(self, plan: FormalPlan) -> tuple[date | None, date | None]:
        """The last day to name the next phase's place, and the day the plan that does so was issued."""
        moves = [
            move for each in self.records.reviews.get(plan.id, []) for move in self.records.moves.get(each.id, [])
            if move[0] <= self.window.reference_on
        ]  # fmt: skip
        if not moves:
            return None, None
        since, due = max(moves)
        return due, self._issued(plan, {"amended"}, since)

    def _issued(self, plan: FormalPlan, kinds: set[str], since: date | None) -> date | None:
        """The first issue of these kinds from a day on."""
        days = [
            issue.issued_on for issue in self.records.issues.get(plan.id, [])
            if issue.kind in kinds and since is not None and since <= issue.issued_on <= self.window.reference_on
        ]  # fmt: skip
        return min(days, default=None)

    def _places(self, under: Row, plan: FormalPlan) -> None:
        """Where the child learns on the day of the picture."""
        on = self.window.reference_on
        kind = str((plan.placement or {}).get("type") or "")
        rank = 0
        for place in self.records.schools.get(self.child.id, []):
            if (place.from_on and place.from_on > on) or (place.to_on and place.to_on <= on):
                continue
            rank += 1
            urn = self.records.urns.get(place.agency_id) if place.agency_id is not None else None
            own = rank == 1 and place.agency_id is not None and place.agency_id == plan.setting_id
            self._add(
                "placementdetail", under,
                urn=urn, ukprn=None, sensetting=None if urn else sen2.written()["settings"].get(kind),
                placementrank=rank, entrydate=place.from_on, leavingdate=place.to_on, res=None, wbp=None,
                senunitindicator=int(own and kind == "unit"),
                resourcedprovisionindicator=int(own and kind == "resourced"),
            )  # fmt: skip
            self.found.leave("placementdetail.res, wbp", _UNKNOWN)
        if rank == 0:
            self.found.leave("placementdetail", "Where the child learns is not recorded.")

    def _needs(self, person: Row) -> None:
        on = self.window.reference_on
        standing = [
            need for need in self.records.needs.get(self.child.id, [])
            if (need.from_on is None or need.from_on <= on) and (need.to_on is None or need.to_on > on)
        ]  # fmt: skip
        for need in standing:
            if need.rank in (1, 2):
                self._add("senneed", person, sentype=need.code, sentyperank=need.rank)
            else:
                self.found.leave("senneed", "Only a primary and a secondary need are asked for.")
        if not any(need.rank == 1 for need in standing):
            self._add("senneed", person, sentype=None, sentyperank=1)

    # -- mediation and appeals -----------------------------------------------------------------------------------

    def _disputed(self, each: Assessment, kind: str, about: set[str]) -> int:
        return self._any(kind, (row for row in self._decisions(about) if row.assessment_id == each.id))

    def _about_plan(self, plan: FormalPlan | None, kind: str) -> int:
        about = {"plan_content", "maintain", "amend", "not_amend", "cease"}
        return self._any(kind, (row for row in self._decisions(about) if plan is not None and row.plan_id == plan.id))

    def _decisions(self, about: set[str]) -> list[Decision]:
        return [row for row in self.records.decisions.get(self.child.id, []) if row.kind in about]

    def _any(self, kind: str, decisions: Iterable[Decision]) -> int:
        """Whether mediation was held, or an appeal opened, by the end of the year."""
        end = self.window.closes_on
        for decision in decisions:
            for held in self.records.disputes.get(decision.id, []):
                on = held.held_on if kind == "mediation" else held.opened_on
                if held.kind == kind and on is not None and on <= end:
                    return 1
        return 0


def _began(plan: FormalPlan) -> date | None:
    """The day we began to keep a plan: it was issued, or came from another council."""
    return _day((plan.front or {}).get("came_on")) or plan.first_issued_on


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _told(decision: Decision) -> date:
    return decision.told_on or decision.decided_on


def _outcome(review: AnnualReview | None, on: date) -> str | None:
    if review is None or review.decided_on is None or review.decided_on > on:
        return None
    found: str | None = sen2.written()["review_outcomes"].get(review.decision or "")
    return found
