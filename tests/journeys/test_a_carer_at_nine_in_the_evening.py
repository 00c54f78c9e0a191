"""A foster carer with a telephone, at nine in the evening: what the body needs, whom to ring, also without a signal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import create_engine, text

from coordination import clock
from coordination.db import psycopg_url
from tests.demo_copy import DemoCopy
from tests.journeys.conftest import AXE
from tests.journeys.person import Person

Phone = Callable[[str], Person]

# Everything a browser can keep, as text: stores, shelves, and what scripts may read.
STORED = """async () => {
    const said = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
    for (const {name, version} of await indexedDB.databases()) {
        const database = await new Promise((done) => {
            const asked = indexedDB.open(name, version);
            asked.onsuccess = () => done(asked.result);
        });
        for (const store of database.objectStoreNames) {
            const rows = await new Promise((done) => {
                const asked = database.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => done(asked.result);
            });
            for (const row of rows) {
                said.push(`${name}/${store}: ` + Object.keys(row).sort() + ' ' + row.key.extractable);
                said.push(new TextDecoder('latin1').decode(row.sealed));
                said.push(JSON.stringify(row));
            }
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        const shelf = await caches.open(name);
        for (const asked of await shelf.keys()) {
            const url = new URL(asked.url);
            said.push(`${name}: ${url.pathname}`);
            if (!url.pathname.startsWith('/static/')) said.push(await (await shelf.match(asked)).text());
        }
    }
    said.push('workers: ' + (await navigator.serviceWorker.getRegistrations()).length);
    return said.join('\\n');
}"""
NOTHING = "workers: 0"


def keeps(carer: Person, demo: DemoCopy) -> Person:
    """Keep Kai's sheet on this phone."""
    carer.goes_to(f"/caring/{demo.children['kai']}").follows("Tonight on one sheet").sees("Nuts of every kind")
    carer.presses("Keep it on this phone").sees("Kept on this phone until").finds_nothing_in_the_way()
    carer.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return carer


def without_signal(carer: Person, path: str) -> Person:
    """Open an address where there is no signal."""
    carer.page.context.set_offline(True)
    carer.page.goto(carer.base + path)
    return carer


def is_kept(carer: Person) -> str:
    stored: str = carer.page.evaluate(STORED)
    return stored


def erased(carer: Person) -> None:
    """Nothing is left. What goes in the background may take a moment."""
    for _ in range(40):
        stored = is_kept(carer)
        if NOTHING in stored and "tonight" not in stored:
            return
        carer.page.wait_for_timeout(150)
    raise AssertionError(stored)


class TestACarerAtNine:
    def test_finds_allergies_and_whom_to_ring_writes_and_says_how_they_are(self, phone: Phone, demo: DemoCopy) -> None:
        carer = phone("carer").goes_to(f"/caring/{demo.children['kai']}")
        carer.follows("Tonight on one sheet").sees("Allergies").sees("Nuts of every kind").sees("01632 960199")
        carer.finds_nothing_in_the_way()
        keeps(carer, demo)
        without_signal(carer, f"/caring/{demo.children['kai']}").sees("There is no signal").sees("Nuts of every kind")
        carer.sees("01632 960199").finds_nothing_in_the_way()
        carer.page.context.set_offline(False)

        carer.goes_to(f"/caring/{demo.children['kai']}").follows("Write in my diary")
        carer.fills("What happened?", "He asked for the light to stay on").presses("Save in my diary")
        carer.sees("It is in your diary").finds_nothing_in_the_way()
        carer.goes_to(f"/caring/{demo.children['kai']}/how-i-am").chooses("6").fills(
            "What would help?", "One night off"
        )
        carer.presses("Save").sees("you said 6 of 10").finds_nothing_in_the_way()


class TestASheetWithoutASignal:
    def test_is_read_on_any_of_the_carers_pages_and_nothing_else_is_there(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)
        for path in ("/caring", f"/caring/{demo.children['kai']}/tonight", "/caring/diary"):
            without_signal(carer, path).sees("Tonight: Kai").sees("Nuts of every kind").sees("Yvonne Clarke")
            carer.does_not_see("Lights low at bedtime").does_not_see("Bennett")
        carer.page.context.set_offline(False)

    def test_stands_sealed_in_the_browser_and_no_other_word_of_the_record(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)
        for path in ("", "/told", "/how-i-am", "/tonight"):
            carer.goes_to(f"/caring/{demo.children['kai']}{path}")
        stored = is_kept(carer)
        assert "tonight/sheets: child,key,nonce,seal" in stored and "extractable" not in stored
        assert "workers: 1" in stored
        for word in ("Kai", "Nuts", "Inhaler", "Clarke", "01632", "Bennett", *(held.word for held in demo.canaries)):
            assert word not in stored, word

    def test_is_over_after_a_day_or_when_the_clock_goes_back(self, phone: Phone, demo: DemoCopy) -> None:
        for moved in (timedelta(hours=24, minutes=1), timedelta(hours=-2)):
            carer = keeps(phone("carer"), demo)
            carer.page.clock.install()
            carer.page.clock.set_fixed_time(clock.now() + moved)
            without_signal(carer, "/caring").sees("Nothing is kept on this phone").does_not_see("Nuts")
            carer.page.context.set_offline(False)
            erased(carer)

    def test_is_still_there_before_the_day_is_over(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)
        carer.page.clock.install()
        carer.page.clock.set_fixed_time(clock.now() + timedelta(hours=23, minutes=50))
        without_signal(carer, "/caring").sees("Nuts of every kind")

    def test_goes_when_the_child_is_no_longer_theirs(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)
        owner = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
        where = {"child": demo.children["kai"], "person": demo.people["carer"]}
        ends = text("update reach set to_on = current_date - 1 where child_id = :child and person_id = :person")
        with owner.begin() as connection:
            connection.execute(ends, where)
        try:
            # The next page of the service, whichever it is.
            carer.goes_to("/account")
            erased(carer)
        finally:
            with owner.begin() as connection:
                connection.execute(
                    text("update reach set to_on = null where child_id = :child and person_id = :person"), where
                )
            owner.dispose()

    def test_goes_with_whoever_signs_out(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)
        carer.goes_to("/account").presses("Sign out").sees("You have signed out")
        erased(carer)

    def test_goes_when_the_page_is_left_in_a_hurry(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)

        def weather(route: Any) -> None:
            route.fulfill(status=200, content_type="text/html", body="<p>Sunny</p>")

        carer.page.context.route("https://www.bbc.co.uk/**", weather)
        carer.page.locator("[data-leave]").first.click()
        carer.page.wait_for_url("https://www.bbc.co.uk/**")
        carer.goes_to("/sign-in")
        erased(carer)

    def test_goes_when_somebody_else_signs_in_on_the_phone(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo)
        carer.page.context.clear_cookies()
        carer.goes_to("/sign-in")
        carer.fills("Email", "parent@demo.example").fills("Password", demo.settings.demo_password).presses("Sign in")
        erased(carer)

    def test_goes_by_its_own_button(self, phone: Phone, demo: DemoCopy) -> None:
        carer = keeps(phone("carer"), demo).presses("Erase it from this phone").sees("It is erased from this phone")
        erased(carer)

    def test_is_an_ordinary_page_without_scripts(self, browser: Any, served: str, demo: DemoCopy) -> None:
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        page = context.new_page()
        carer = Person(page, served, AXE, javascript=False)
        carer.signs_in("carer@demo.example", demo.settings.demo_password)
        carer.goes_to(f"/caring/{demo.children['kai']}/tonight").sees("Nuts of every kind").sees("01632 960199")
        assert not page.get_by_role("button", name="Keep it on this phone").count()
        context.close()
