"""Records of long ago: one whose time is over and that waits for a second person, one that a claim holds, one that two
people have had destroyed.
"""

from datetime import date, timedelta
from uuid import UUID

from coordination import clock
from coordination.cases import operations as cases
from coordination.children import operations as children
from coordination.db import new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.rights.retention import operations as retention

YEARS_AGO = 9


def long_ago(borough: Borough) -> None:
    """Families who had early help years ago: what is left of them is a reference on the privacy officer's list."""
    kept = [
        _closed(borough, key, given, family)
        for key, given, family in (
            ("past0", "Leo", "Marchetti"),
            ("past1", "Imogen", "Sayer"),
            ("past2", "Callum", "Frith"),
        )
    ]
    officer = borough.actor("privacy")
    with clock.frozen(on_the_day(days_ago(40))):
        retention.set_period(
            borough.authority_id,
            "R6",
            id=new_id(),
            years=6,
            reason="The council’s retention schedule, agreed by the information governance board",
            under_law="",
            by=officer,
        )
    with clock.frozen(on_the_day(days_ago(2))):
        retention.propose(borough.authority_id, kept[0], id=new_id(), by=officer)
        retention.hold(
            borough.authority_id,
            id=new_id(),
            subject_id=kept[1],
            ground="claim",
            papers="Legal services, file 2231",
            until_on=None,
            by=officer,
        )

    gone = _closed(borough, "past3", "Rosa", "Delgado")
    with clock.frozen(on_the_day(days_ago(9))):
        asked = retention.propose(borough.authority_id, gone, id=new_id(), by=officer)
    with clock.frozen(on_the_day(days_ago(8))):
        retention.approve(asked, by=borough.actor("admin"))
    # The worker destroys it when it begins: nothing leads to it any more.
    del borough.children["past3"]


def _closed(borough: Borough, key: str, given: str, family: str) -> UUID:
    """A record on which early help began and ended years ago."""
    by = borough.actor("lead")
    began = date(clock.today().year - YEARS_AGO, 3, 4)
    with clock.frozen(on_the_day(began)):
        child = children.create_child(
            id=new_id(),
            authority_id=borough.authority_id,
            given_names=borough.mark(given, key, "core_identity", ()),
            family_name=family,
            born_on=began - timedelta(days=11 * 365),
            by=by,
            role="SW",
            agency_id=borough.agencies["services"],
        )
        case = cases.open_case(
            child,
            id=new_id(),
            kind="early_help",
            reason=borough.mark("The family asked for help with mornings", key, "support_plan", ()),
            opened_on=began,
            team_id=borough.team_id,
            lead_id=by.person_id,
            lead_role="SW",
            lead_agency_id=borough.agencies["services"],
            by=by,
        )
    with clock.frozen(on_the_day(began + timedelta(days=200))):
        cases.close_case(
            case, reason="outcomes_met", note=borough.mark("It goes well now", key, "support_plan", ()), by=by
        )
    borough.children[key] = child.id
    return child.id
