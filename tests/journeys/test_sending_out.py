"""The lead sends Kai's record out again: what each gets, one withheld with a reason, and who has read it."""

from collections.abc import Callable

from sqlalchemy import create_engine, text

from coordination.db import psycopg_url
from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


def last_signed(demo: DemoCopy) -> str:
    """The key of Kai's last signed review."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    with engine.connect() as connection:
        key = connection.execute(
            text("select id from review where child_id = :child and state = 'signed' order by held_on desc limit 1"),
            {"child": demo.children["kai"]},
        ).scalar_one()
    engine.dispose()
    return str(key)


class TestTheLead:
    def test_sees_who_has_read_it_and_sends_it_to_one_more(self, person: SitDown, demo: DemoCopy) -> None:
        key = last_signed(demo)
        lead = person("lead").goes_to(f"/reviews/{key}")
        lead.sees("Who has read it").sees("papers are read").sees("Outstanding").finds_nothing_in_the_way()
        lead.sees("Not sent: ")
        lead.presses("Send it to more people, or again").finds_nothing_in_the_way()
        lead.follows("carer’s sheet").sees("What is left out, and why").finds_nothing_in_the_way()
        lead.goes_to(f"/reviews/{key}/circulate")

        ellie = lead.page.locator("section", has=lead.page.get_by_role("heading", name="Ellie", exact=False)).first
        ellie.get_by_label("Not sent", exact=True).check(force=True)
        ellie.get_by_label("Why not?").fill("")
        lead.presses("Send it out").sees("There is a problem").finds_nothing_in_the_way()
        ellie = lead.page.locator("section", has=lead.page.get_by_role("heading", name="Ellie", exact=False)).first
        ellie.get_by_label("Why not?").fill("She has the dates by phone")
        lead.presses("Send it out").sees("It is written down who gets nothing, and why.")
        lead.sees("Not sent: She has the dates by phone").finds_nothing_in_the_way()


class TestAnybodyWithAPaper:
    def test_checks_its_code_without_signing_in(self, person: SitDown, demo: DemoCopy) -> None:
        somebody = person("carer").goes_to("/check").finds_nothing_in_the_way()
        somebody.fills("Code", "K7QX-9M2T4A").presses("Check the code").sees("Not found").finds_nothing_in_the_way()
