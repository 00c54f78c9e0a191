"""Pages that no link leads to, since they exist only once something was sent: an emergency in the night, two changes at
once, a preview, a release. Each is looked at at a desk and on a small telephone.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from coordination import clock, create_app
from coordination.access.models import Reach
from coordination.accounts.models import Credential
from coordination.agencies.models import Agency, RoleHeld
from coordination.agencies.models import Person as PersonRow
from coordination.db import db, new_id
from tests.demo_copy import DemoCopy
from tests.journeys.conftest import AXE
from tests.journeys.person import Person

SitDown = Callable[[str], Person]
WIDTHS = (1280, 320)
SECOND = "secondduty"
STREET = "9 Wharf Cottages"


@pytest.fixture
def sits_down(browser: Any, served: str, demo: DemoCopy) -> Iterator[SitDown]:
    """Somebody at a browser of their own."""
    opened: list[Any] = []

    def sit_down(key: str) -> Person:
        context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, locale="en-GB")
        opened.append(context)
        return Person(context.new_page(), served, AXE).signs_in(f"{key}@demo.example", demo.settings.demo_password)

    yield sit_down
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def on_duty(demo: DemoCopy) -> None:
    """Two duty workers who cover Kai tonight: Kelly of the demo, and a second one who signs in as she does."""
    with create_app(demo.settings, login="owner").app_context():
        kelly, second = demo.people["duty"], new_id()
        printed = db.session.get_one(Credential, kelly)
        services = db.session.query(Agency.id).filter_by(name="Two Rivers Children's Services").scalar()
        db.session.add(
            PersonRow(
                id=second, kind="workforce", name="Aidan Frost", sort_name="aidan frost", demo=True,
                email=f"{SECOND}@demo.example",
            )
        )  # fmt: skip
        db.session.flush()
        since = clock.today() - timedelta(days=1)
        db.session.add_all(
            [
                Credential(person_id=second, password_hash=printed.password_hash),
                RoleHeld(
                    person_id=second, agency_id=services, authority_id=demo.authority_id, role="EDT", from_on=since
                ),
                *(_covers(demo, person, services) for person in (kelly, second)),
            ]
        )
        db.session.commit()
        db.engine.dispose()


def _covers(demo: DemoCopy, person: UUID, agency: UUID) -> Reach:
    return Reach(
        authority_id=demo.authority_id, child_id=demo.children["kai"], person_id=person, role="EDT", via="duty",
        agency_id=agency, functions=[], from_on=clock.today() - timedelta(days=1),
    )  # fmt: skip


def at_both_widths(somebody: Person) -> Person:
    """Nothing is in anybody's way on this page, at a desk or on a small telephone."""
    height = somebody.page.viewport_size["height"]
    for width in reversed(WIDTHS):
        somebody.page.set_viewport_size({"width": width, "height": height})
        somebody.finds_nothing_in_the_way()
    return somebody


def proves(somebody: Person, password: str) -> Person:
    """Show once more who they are, where they are asked."""
    if "/account/prove" in somebody.page.url:
        somebody.fills("Your password", password).presses("Continue")
    return somebody


@pytest.mark.usefixtures("on_duty")
class TestAnEmergencyInTheNight:
    def test_is_asked_confirmed_shown_and_looked_at_the_next_day(self, sits_down: SitDown, demo: DemoCopy) -> None:
        kai, password = demo.children["kai"], demo.settings.demo_password
        lead = proves(sits_down("lead").goes_to(f"/children/{kai}/protected-places/add"), password)
        at_both_widths(lead.sees("Protect a place"))
        lead.chooses("Where the child lives").fills("Address", STREET).fills("Postcode", "TR4 2BB")
        lead.fills("Why is it protected?", "He was followed home").fills("Who decided it?", "Strategy discussion")
        lead.enters_day("When should it be looked at again?", clock.today() + timedelta(days=60))
        lead.chooses("Denise Mullins").chooses("Kai Bennett").presses("Protect it")
        at_both_widths(lead.sees("It is protected"))

        # Who knows it already reads it on a page of their own.
        for knows in ("carer", "youngperson"):
            own = proves(sits_down(knows).goes_to(f"/children/{kai}/protected-places"), password)
            at_both_widths(own.sees("Kept private").sees(STREET)).does_not_see("followed home")

        # The duty worker asks, by keyboard alone, and waits.
        first = proves(sits_down("duty").goes_to(f"/children/{kai}/emergency-reveal"), password)
        at_both_widths(first.sees("Ask to see what is protected").does_not_see(STREET))
        first.tabs_to("What has happened?").types("He is missing and may be on his way there")
        first.tabs_to("Ask").goes_on_by("Enter").sees("Waiting for a second duty person").does_not_see(STREET)
        at_both_widths(first)
        waits_at = first.path()

        # A second one confirms, by keyboard alone, and is not shown it.
        second = proves(sits_down(SECOND).goes_to("/emergency-reveals"), password)
        at_both_widths(second.sees("Kelly Sharp asks about Kai").sees("He is missing"))
        second.tabs_to("Confirm").goes_on_by("Enter").sees("It is confirmed").does_not_see(STREET)
        at_both_widths(second)

        proves(first.goes_to(waits_at), password).sees("What is protected").sees(STREET).sees(
            "Confirmed by Aidan Frost"
        )
        at_both_widths(first)

        # The manager looks at it on the next working day.
        manager = proves(sits_down("manager").goes_to(f"/children/{kai}/protected-places"), password)
        at_both_widths(manager.sees("Look at it by"))
        proves(manager.follows("Look at it by"), password).sees("Look at an emergency").sees("He is missing")
        at_both_widths(manager)
        manager.tabs_to("What did you find?").types("I spoke with Kelly. It was right")
        manager.tabs_to("Record that you looked").goes_on_by("Enter").sees("It is recorded that you looked at it")
        at_both_widths(manager)


class TestTwoChangesAtOnce:
    def test_whoever_saves_second_is_asked_which_stands(self, sits_down: SitDown, demo: DemoCopy) -> None:
        lead, deputy = sits_down("lead"), sits_down("deputy")
        for writer in (lead, deputy):
            writer.goes_to(f"/children/{demo.children['kai']}/plan").follows("History and disagreements")
            writer.presses("Change it").sees("Change this")
        deputy.fills("What is going well?", "Kai tells his carer when something is wrong").presses("Save the change")
        lead.fills("What is going well?", "Kai tells people he trusts").presses("Save the change")
        at_both_widths(lead.sees("Two changes at once").sees("Tom Ashdown, saved first"))
        lead.tabs_to("Keep both, put together").hits("Space").tabs_to("Save the decision").goes_on_by("Enter")
        lead.sees("Kai tells his carer when something is wrong").sees("Kai tells people he trusts")
        assert "crossings" not in lead.path()


class TestAPreview:
    def test_of_whose_accounts_would_end_ends_none(self, sits_down: SitDown, demo: DemoCopy) -> None:
        admin = proves(sits_down("admin").goes_to("/people/leavers"), demo.settings.demo_password)
        admin.tabs_to("Email addresses").types("otherprovider@demo.example nobody@demo.example")
        admin.tabs_to("See whose accounts would end").goes_on_by("Enter")
        proves(admin, demo.settings.demo_password).sees("Whose accounts would end").sees("Sam Whitlock")
        at_both_widths(admin)
        sits_down("otherprovider").goes_to("/account")


class TestARelease:
    def test_of_what_is_proposed_leaves_the_rest_to_decide(self, sits_down: SitDown, demo: DemoCopy) -> None:
        lead = sits_down("lead")
        lead.goes_to(f"/children/{demo.children['kai']}/rights").follows("The young person").sees("Answer by")
        proves(lead.presses("proposed for release"), demo.settings.demo_password)
        at_both_widths(lead.sees("Request to see what is held"))
        assert "proposed for release" not in lead.page.inner_text("main .govuk-button-group")
