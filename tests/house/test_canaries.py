"""The canary crawl: every page a person can reach, as every person of the cast, looking for words that are not theirs.

What somebody may see is worked out here from the access rules' own file and the demo's words, never by asking the
policy: no leaks, and no omissions of what they must see.
"""

import csv
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, text

from coordination.config import ROOT
from coordination.db import psycopg_url
from coordination.demo.cast import CAST
from tests.browsing import Browsing
from tests.demo_copy import ROLE_OF, Canary, DemoCopy
from tests.turns import has_its_turn

RULES = ROOT / "coordination" / "access" / "rules.csv"
FAMILY = {"FC": "carer", "PAR": "parent", "YP": "young_person"}
SEEN_BY_THE_TEAM = {"support_plan", "actions", "profile", "alerts", "sen_support", "education"}
STORIES = ("kai", "ama", "zara", "elsewhere")
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
WORD = re.compile(r"Qy[bcdfghjkmnpqrstvwxz]{4}")
# Far more than anybody reaches: a whole crawl ends because there is nothing more, and says so where it does not.
MOST_PAGES, MOST_ALIKE = 2500, 100
# Those who can reach hundreds of pages are crawled whole by turns; in between, a good part of every kind of page.
SOME_PAGES, SOME_ALIKE = 150, 8
WIDE = sorted(who.key for who in CAST if who.kind == "workforce" and who.role not in {None, "ADM", "ANL"})
PARTS = 4
# Addresses that leave, change or only repeat.
NOT_FOLLOWED = ("/sign-out", "/static", "/calendar", "language=", "/demo/outbox")


def extents() -> dict[tuple[str, str], set[str]]:
    """Which extents of reading each role has in each section, from the rules' own file."""
    found: dict[tuple[str, str], set[str]] = {}
    with RULES.open() as file:
        for row in csv.DictReader(file):
            if row["verb"] == "read":
                found.setdefault((row["role"], row["section"]), set()).add(row["extent"])
    return found


READS = extents()


def runs_reviews() -> set[str]:
    """The roles that may change the record of any review: they read what everybody sent before it."""
    with RULES.open() as file:
        return {
            row["role"]
            for row in csv.DictReader(file)
            if row["section"] == "reviews" and row["verb"] == "update" and not row["condition"]
        }


RUNS_REVIEWS = runs_reviews()
AGENCY_OF = {who.key: who.agency for who in CAST if who.role not in FAMILY}


def sent_before_a_review(canary: Canary, key: str) -> bool:
    """Whether a word of a contribution is this person's: they run the review, or it is their organisation's own."""
    authors = {word.removeprefix("by:") for word in canary.audiences if word.startswith("by:")}
    mine = AGENCY_OF.get(key)
    return ROLE_OF[key] in RUNS_REVIEWS or (mine is not None and mine in {AGENCY_OF.get(author) for author in authors})


def decided_by_theirs(canary: Canary, key: str) -> bool:
    """Whether a decision to share is this person's, or that of somebody of their organisation."""
    authors = {word.removeprefix("by:") for word in canary.audiences if word.startswith("by:")}
    mine = AGENCY_OF.get(key)
    return mine is not None and mine in {AGENCY_OF.get(author) for author in authors}


def reached(demo: DemoCopy, where: str) -> dict[str, set[str]]:
    """The children of the demo that each person reaches, from the database itself. ``where``: the end of the query."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    with engine.connect() as connection:
        rows = connection.execute(text(f"select person_id, child_id from reach {where}")).all()
    engine.dispose()
    people = {value: key for key, value in demo.people.items()}
    children = {value: key for key, value in demo.children.items()}
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.person_id in people and row.child_id in children:
            found.setdefault(people[row.person_id], set()).add(children[row.child_id])
    return found


def members(demo: DemoCopy) -> dict[str, set[str]]:
    """Who has a live relationship with which child of the demo."""
    return reached(demo, "where from_on <= current_date and (to_on is null or to_on > current_date)")


def invited(demo: DemoCopy) -> dict[str, set[str]]:
    """To which children each person came by an invitation alone: they read what they wrote, and nothing else."""
    return reached(demo, "group by person_id, child_id having bool_and(via = 'invitation')")


# What a limited view of an EHC plan shows: the letters of its sections (access.md, "Limited").
EHC_LIMITED = {
    "PRV": {"F", "G", "H1", "H2"},
    "SSW": {"A", "B", "E", "F"},
    "CMS": {"B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J"},
}


def reads_of_an_ehc_plan(canary: Canary, key: str, by_invitation: set[str]) -> bool:
    """Whether a word of the EHC process is this person's, who has to do with the child: by their role, footnotes 11 and
    12, the letter of its section and whose service gives it. The same answer says what they must find.
    """
    role = ROLE_OF[key]
    held = READS.get((role, "ehc_plan"), set()) if role is not None else set()
    if not held or held <= {"aggregate"}:
        return False
    if canary.child in by_invitation:
        return f"by:{key}" in canary.audiences
    if role in FAMILY:
        # Finals and what was sent to them; of a young person who holds no right yet, what was written for them.
        return FAMILY[role] in canary.audiences
    if "published" in held and "full" not in held:
        return False
    if role in EHC_LIMITED:
        letters = {said.removeprefix("section:") for said in canary.audiences if said.startswith("section:")}
        theirs = role != "PRV" or f"agency:{AGENCY_OF[key]}" in canary.audiences
        return theirs and bool(letters & EHC_LIMITED[role])
    return True


def updates(section: str) -> set[str]:
    """The roles that may change a section's entries: they put two versions of one together."""
    with RULES.open() as file:
        return {row["role"] for row in csv.DictReader(file) if (row["section"], row["verb"]) == (section, "update")}


def parts_read(canary: Canary) -> set[str] | None:
    """Of a carer's own record, who may read which part: the author apart, only these roles. None: no such part."""
    if "diary" in canary.audiences:
        return {"SSW"}
    return {"SSW", "SW", "TM"} if "strain" in canary.audiences else None


def may_be_seen(canary: Canary, key: str, related: set[str], by_invitation: set[str] = frozenset()) -> bool:
    """Whether a word may be anywhere this person can look."""
    role = ROLE_OF[key]
    if f"own:{key}" in canary.audiences:
        # What somebody wrote stays theirs to read, when nothing else of the record is.
        return True
    parts = parts_read(canary)
    if parts is not None:
        return role in parts and canary.child in related
    if role is None or canary.child not in related:
        return False
    if "crossed" in canary.audiences:
        # Sent second and kept beside what stands: for whoever may change it, until somebody decides.
        return role in updates(canary.section) and canary.child not in by_invitation
    if canary.section == "messages":
        # Whoever takes part, and nobody else: a young person's circles until they share them.
        return FAMILY.get(role) in canary.audiences
    if canary.section == "ehc_plan":
        return reads_of_an_ehc_plan(canary, key, by_invitation)
    held = READS.get((role, canary.section), set())
    if not held:
        return False
    if "contribution" in canary.audiences:
        return sent_before_a_review(canary, key)
    if canary.section == "sharing_decisions" and role not in FAMILY:
        return "full" in held or decided_by_theirs(canary, key)
    if role in FAMILY:
        audience = FAMILY[role]
        return audience in canary.audiences or "full" in held or canary.section == "core_identity"
    if held <= {"published"}:
        return bool(canary.audiences)
    return True


def must_be_seen(canary: Canary, key: str, related: set[str], by_invitation: set[str] = frozenset()) -> bool:
    """Whether a word must be on some page this person can open: leaving it out would fail them."""
    role = ROLE_OF[key]
    if f"own:{key}" in canary.audiences:
        return True
    parts = parts_read(canary)
    if parts is not None:
        return role in parts and canary.child in related
    if canary.child not in related or canary.child not in STORIES or role is None:
        return False
    if canary.child in by_invitation and canary.section != "ehc_plan":
        return False
    if "crossed" in canary.audiences:
        return role in updates(canary.section)
    if canary.section == "ehc_plan":
        # What is written for the child is on their paper; the crawl reads pages.
        return role != "YP" and reads_of_an_ehc_plan(canary, key, by_invitation)
    held = READS.get((role, canary.section), set())
    if "contribution" in canary.audiences:
        return sent_before_a_review(canary, key)
    if canary.section == "sharing_decisions":
        mine = FAMILY.get(role) in canary.audiences if role in FAMILY else decided_by_theirs(canary, key)
        return bool(held) and ("full" in held or mine)
    if role == "FC" and canary.section in {"placement", "health", "profile"}:
        return canary.audiences == {"carer"}
    if role in FAMILY:
        audience = FAMILY[role]
        mine = {"carer": frozenset({"carer", "parent"}), "parent": frozenset({"carer", "parent"})}.get(
            audience, frozenset({audience})
        )
        told = {"support_plan", "actions", "messages"} if role == "YP" else {"support_plan", "actions"}
        return canary.section in told and canary.audiences == mine and bool(held)
    return "full" in held and canary.section in SEEN_BY_THE_TEAM


def links(html: str, here: str) -> Iterator[str]:
    """Where a page leads within the product."""
    for found in re.findall(r'(?:href|src|data-draft-url|action)="([^"]+)"', html):
        target = urlsplit(unescape(found))
        if target.netloc or target.scheme:
            continue
        path = target.path or urlsplit(here).path
        address = path + (f"?{target.query}" if target.query else "")
        if not address.startswith("/") or any(part in address for part in NOT_FOLLOWED):
            continue
        yield address


def shape(address: str) -> str:
    """An address without its keys: pages of the same shape are alike."""
    return re.sub(r"[0-9a-f-]{36}", "*", address.split("?")[0])


def mailed(demo: DemoCopy) -> dict[str, list[str]]:
    """Where the messages each person was sent lead to, within the product."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    with engine.connect() as connection:
        rows = connection.execute(
            text("select person_id, body from outbox_message where person_id is not null order by id")
        ).all()
    engine.dispose()
    people = {value: key for key, value in demo.people.items()}
    found: dict[str, list[str]] = {}
    for person_id, body in rows:
        if person_id in people:
            paths = (urlsplit(link).path for link in re.findall(r"https?://[^\s<>\"]+", body))
            found.setdefault(people[person_id], []).extend(path for path in paths if path.startswith("/ehc/"))
    return found


def crawl(
    browsing: Browsing, demo: DemoCopy, key: str, *, whole: bool = True, more: tuple[str, ...] = ()
) -> dict[str, set[str]]:
    """Every page this person comes to, from the first one: the words found, by word. Else some pages of each kind."""
    most, alike = (MOST_PAGES, MOST_ALIKE) if whole else (SOME_PAGES, SOME_ALIKE)
    visitor = browsing.as_(demo.people[key])
    stories = {str(demo.children[name]) for name in STORIES}
    waiting = ["/", "/account", "/children", "/actions", "/timetable", "/my-plan", "/caring", "/family"]
    waiting += [f"/children/{child}" for child in stories]
    waiting += more
    # Pages somebody may type although nothing leads them there.
    waiting += [at.format(demo.children["ama"]) for at in ("/children/{}/sent-plans", "/my-ehc/{}", "/children/{}/ehc")]
    seen: set[str] = set()
    shapes: dict[str, int] = {}
    found: dict[str, set[str]] = {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        child = re.match(r"/children/([0-9a-f-]{36})", address)
        if child and child.group(1) not in stories:
            continue
        if shapes.get(shape(address), 0) > alike:
            continue
        seen.add(address)
        shapes[shape(address)] = shapes.get(shape(address), 0) + 1
        answer = visitor.get(address)
        assert answer.status_code < 500, f"{key} at {address}: {answer.status_code}"
        if answer.status_code in (301, 302, 303):
            waiting.append(urlsplit(answer.headers["Location"]).path)
            continue
        body = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        for word in WORD.findall(body):
            found.setdefault(word, set()).add(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            onwards = links(body, address)
            if not KEY.search(address):
                # A list of many children leads on to the stories' own pages; the others are alike.
                onwards = (to for to in onwards if not KEY.search(to) or any(child in to for child in stories))
            waiting.extend(onwards)
    assert not whole or len(seen) < most, f"{key} reaches more than {most} pages: the crawl stopped before its end"
    return found


@pytest.fixture(scope="module")
def related(demo: DemoCopy) -> dict[str, set[str]]:
    """Who is related to whom."""
    return members(demo)


@pytest.fixture(scope="module")
def by_invitation(demo: DemoCopy) -> dict[str, set[str]]:
    """Who came to whom by an invitation alone."""
    return invited(demo)


@pytest.fixture(scope="module")
def letters(demo: DemoCopy) -> dict[str, list[str]]:
    """Where the messages of each person lead."""
    return mailed(demo)


@pytest.mark.parametrize("key", sorted(ROLE_OF))
class TestEverybodySeesTheirOwnAndNoMore:
    def test_on_every_page(self, demo_app, demo, related, by_invitation, letters, key):
        by_word = {canary.word: canary for canary in demo.canaries}
        theirs, asked = related.get(key, set()), by_invitation.get(key, set())
        whole = key not in WIDE or has_its_turn(WIDE.index(key), PARTS)
        found = crawl(Browsing(demo_app), demo, key, whole=whole, more=tuple(letters.get(key, ())))
        leaks = [
            f"{by_word[word].child}/{by_word[word].section}{sorted(by_word[word].audiences)} at {sorted(places)[:2]}"
            for word, places in found.items()
            if not may_be_seen(by_word[word], key, theirs, asked)
        ]
        assert not leaks, f"{key} finds {len(leaks)} words that are not theirs:\n" + "\n".join(sorted(leaks)[:12])
        if not whole:
            return
        missing = [
            f"{canary.child}/{canary.section}{sorted(canary.audiences)}"
            for canary in demo.canaries
            if must_be_seen(canary, key, theirs, asked) and canary.word not in found
        ]
        assert not missing, f"{key} misses {len(missing)} words:\n" + "\n".join(sorted(set(missing))[:12])


class TestNothingOfAChildLeavesByMail:
    def test_no_message_and_no_calendar_file_holds_a_canary(self, demo):
        engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
        with engine.connect() as connection:
            rows = connection.execute(text("select subject, body, coalesce(invitation, '') from outbox_message")).all()
        engine.dispose()
        assert rows, "the demo sends messages"
        assert [row for row in rows if WORD.search(" ".join(row))] == []

    def test_the_logs_and_the_audit_hold_none(self, demo):
        engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
        with engine.connect() as connection:
            held = connection.execute(
                text("select count(*) from audit_row r where r::text ~ 'Qy[b-z]{4}'")
            ).scalar_one()
            jobs = connection.execute(
                text("select count(*) from jobs.procrastinate_jobs j where j.args::text ~ 'Qy[b-z]{4}'")
            ).scalar_one()
        engine.dispose()
        assert (held, jobs) == (0, 0)


class TestTheAdvocate:
    def test_finds_a_page_behind_every_tab_of_a_record(self, demo_app, demo):
        advocate = Browsing(demo_app).as_(demo.people["advocate"])
        for story in ("kai", "ama"):
            page = advocate.page(f"/children/{demo.children[story]}")
            tabs = {
                link.get_text(strip=True): link["href"]
                for link in page.select("nav a")
                if str(demo.children[story]) in link["href"]
            }
            assert {"Record", "Views and wishes", "Reviews"} <= set(tabs)
            assert "Plan" not in tabs
            shut = [name for name, to in tabs.items() if advocate.get(to, follow_redirects=True).status_code != 200]
            assert shut == []
