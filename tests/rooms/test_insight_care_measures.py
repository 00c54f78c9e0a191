"""The measures of children looked after: counted twice on the same files, for analysts alone, and none of a few."""

import csv
import random
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from coordination import clock, timescales
from coordination.agencies.models import Authority, Person, RoleHeld, Team
from coordination.db import db, new_id
from coordination.exchange.imports import accepting
from coordination.insight.care_measures import of_years, year_end
from tests.rooms.planning import asked_of

ADDRESS = "/care/measures"
HEADER = ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]
EPISODES = (
    "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN".split()  # noqa: SIM905
)
REVIEWS = ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]
OC2 = [
    "CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
    "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
]  # fmt: skip


def uk(day):
    return day.strftime("%d/%m/%Y")


def months_on(day, months):
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(day)


@pytest.fixture
def council(world, owner_app):
    """The council of the small world, with a team that imported children come to."""
    with owner_app.app_context():
        yield db.session.get(Authority, world.authority_id)


@pytest.fixture
def analyst(world, owner_engine):
    """Somebody of children's services who works with figures alone."""
    key = new_id()
    with Session(owner_engine) as owner:
        owner.add(Person(id=key, name="Figures", sort_name="figures", email=f"{key}@world.example", kind="workforce"))
        owner.flush()
        owner.add(
            RoleHeld(
                person_id=key, agency_id=world.agencies["services"], authority_id=world.authority_id, role="ANL",
                from_on=date(2020, 1, 1),
            )
        )  # fmt: skip
        owner.commit()
    return key


@pytest.fixture
def written(tmp_path):
    """A return of a hundred children, whom chance moves about; the seed is fixed, the days follow today."""
    chance, end = random.Random(903), year_end(clock.today())
    header, episodes, reviews, health = [], [], [], []
    for number in range(100):
        child = str(5000 + number)
        began = end - timedelta(days=chance.randint(5, 1700))
        born = began - timedelta(days=chance.randint(365, 14 * 365))
        header.append((child, chance.choice("FM"), uk(born), "WBRI", "", "0", ""))
        legal = "V3" if number % 17 == 0 else "C2"
        day, moves = began, chance.choice((0, 0, 1, 2, 3, 4))
        days = sorted({began + timedelta(days=chance.randint(3, 1700)) for _ in range(moves)})
        days = [each for each in days if each < end - timedelta(days=2)]
        left = began + timedelta(days=400) if number % 9 == 0 and began + timedelta(days=400) < end else None
        days = [each for each in days if left is None or each < left - timedelta(days=2)]
        for place, (start, until) in enumerate(zip([day, *days], [*days, left], strict=True)):
            code = chance.choice(("U4", "U6", "K2", "U1")) if place or legal == "C2" else "U6"
            last = until is None or until == left
            episodes.append(
                (child, uk(start), "P" if place else "S", legal, "N1", code, "PR1", uk(until) if until else "",
                 ("E4A" if last else "X1") if until else "", "" if last else "CARPL", "", "", "")
            )  # fmt: skip
        if began <= months_on(end, -12) and left is None:
            done = [chance.choice("0111") for _ in range(3)]
            score, why = (str(chance.randint(0, 40)), "") if chance.random() < 0.7 else ("", "SDQ2")
            health.append((child, uk(born), score, why, "0", "", done[0], done[1], done[2], "0", "", ""))
        if legal == "C2" and began > months_on(end, -12):
            held, step = began, timedelta(days=chance.choice((14, 20, 45)))
            held += step
            while held <= end and (left is None or held < left):
                reviews.append((child, uk(born), uk(held), "PN1"))
                held = months_on(held, 3) - timedelta(days=chance.choice((5, -12)))
    for name, head, rows in (
        ("header", HEADER, header),
        ("episodes", EPISODES, episodes),
        ("reviews", REVIEWS, reviews),
        ("oc2", OC2, health),
    ):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head, *rows])
    return tmp_path


def read(path, name):
    with (path / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return date(*reversed([int(part) for part in text.split("/")])) if text else None


class Independent:
    """The same counts, from the rows of the files and nothing of the product but its calendar of working days."""

    def __init__(self, path, end):
        self.path, self.end, self.began = path, end, months_on(end, -12)
        self.born = {row["CHILD"]: day(row["DOB"]) for row in read(path, "header")}
        self.episodes = {}
        for row in read(path, "episodes"):
            self.episodes.setdefault(row["CHILD"], []).append(row)
        self.reviews = {}
        for row in read(path, "reviews"):
            self.reviews.setdefault(row["CHILD"], []).append(day(row["REVIEW"]))

    def looked_after(self):
        """Who was looked after on the day: the episode of the day, by child."""
        found = {}
        for child, rows in self.episodes.items():
            for row in rows:
                until = day(row["DEC"])
                if (
                    day(row["DECOM"]) <= self.end
                    and (until is None or until > self.end)
                    and row["LS"] not in ("V3", "V4")
                ):
                    found[child] = row
        return found

    def moves(self):
        shares = []
        for child in self.looked_after():
            held = [row for row in self.episodes[child] if day(row["DEC"]) is None or day(row["DEC"]) > self.began]
            shares.append(sum(day(row["DECOM"]) <= self.end for row in held) >= 3)
        return sum(shares), len(shares)

    def lasting(self):
        shares = []
        for child, row in self.looked_after().items():
            since = min(day(each["DECOM"]) for each in self.episodes[child])
            if self.born[child] > months_on(self.end, -16 * 12) and since <= months_on(self.end, -30):
                shares.append(day(row["DECOM"]) <= months_on(self.end, -24))
        return sum(shares), len(shares)

    def in_health(self, column):
        """Of those looked after for twelve months: how many the return says it of."""
        said = {row["CHILD"]: row[column] for row in read(self.path, "oc2")}
        held = [
            child
            for child in self.looked_after()
            if min(day(each["DECOM"]) for each in self.episodes[child]) <= months_on(self.end, -12)
        ]
        if column == "SDQ_SCORE":
            held = [c for c in held if months_on(self.end, -17 * 12) < self.born[c] <= months_on(self.end, -4 * 12)]
            return sum(bool(said.get(child)) for child in held), len(held)
        return sum(said.get(child) == "1" for child in held), len(held)

    def in_time(self):
        calendar, shares = timescales.england(), []
        for child in self.looked_after():
            since = min(day(each["DECOM"]) for each in self.episodes[child])
            due, count, first_day = since, 0, self.began + timedelta(days=1)
            while count < 20:
                due += timedelta(days=1)
                count += calendar.is_working_day(due)
            # Of earlier years the return does not tell: somebody reviewed before is due within six months of its start.
            if since < first_day:
                due = months_on(first_day, 6)
            said = []
            for number, held in enumerate([*sorted(self.reviews.get(child, [])), None], since < first_day):
                if due > self.end:
                    break
                if due > self.began:
                    said.append(held is not None and held <= due)
                if held is None:
                    break
                due = months_on(held, 3 if number == 0 else 6)
            if said:
                shares.append(all(said))
        return sum(shares), len(shares)


class TestTheSameFilesCountedTwice:
    def test_agree(self, council, written, owner_app):
        end = year_end(clock.today())
        team = db.session.scalar(db.select(Team).where(Team.authority_id == council.id))
        assert team is not None
        outcome = accepting.run("ssda903", written, authority_code=council.dfe_code, accept=True)
        db.session.commit()
        assert outcome.refused == []
        ours, theirs = of_years(council.id, [end])[end], Independent(written, end)
        assert (ours["looked_after"].part, ours["looked_after"].whole) == (len(theirs.looked_after()),) * 2
        for name, counted in (("moves", theirs.moves()), ("lasting", theirs.lasting())):
            assert (ours[name].part, ours[name].whole) == counted, name
            assert counted[1] >= 20 and 0 < counted[0] < counted[1], f"{name}: the files say nothing"
        for name, column in (
            ("health", "HEALTH_ASSESSMENT"),
            ("dental", "TEETH_CHECK"),
            ("immunised", "IMMUNISATIONS"),
            ("sdq", "SDQ_SCORE"),
        ):
            counted = theirs.in_health(column)
            assert (ours[name].part, ours[name].whole) == counted, name
            assert 0 < counted[0] < counted[1], f"{name}: the files say nothing"
        assert (ours["reviews"].part, ours["reviews"].whole) == theirs.in_time()
        assert theirs.in_time()[1] >= 10


class TestWhoReadsThem:
    def test_an_analyst_and_nobody_else(self, browsing, world, analyst, app):
        visitor = browsing.as_(analyst)
        page = visitor.words(ADDRESS)
        assert "Three or more placements in the year" in page and "How this is counted" in page
        assert "Care measures" in visitor.get(ADDRESS).text
        for who in ("lead", "manager", "iro", "senco", "carer", "parent", "youngperson", "admin", "privacy"):
            assert browsing.as_(world.people[who]).get(ADDRESS).status_code in {403, 404}, who
        with asked_of(app) as asked:
            visitor.page(ADDRESS)
        assert len(asked) <= 8, asked

    def test_the_database_gives_nothing_to_others(self, app, world):
        with app.app_context():
            found = of_years(world.authority_id, [year_end(clock.today())])
            assert all(share.whole == 0 for shares in found.values() for share in shares.values())

    def test_a_few_are_not_shown(self, browsing, council, analyst, tmp_path, owner_app):
        end = year_end(clock.today())
        rows = [(str(7000 + n), uk(end - timedelta(days=90)), "S", "C2", "N1", "U6", "PR1", "", "", "", "", "", "")
                for n in range(3)]  # fmt: skip
        born = uk(end - timedelta(days=9 * 365))
        for name, head, lines in (
            ("header", HEADER, [(row[0], "F", born, "WBRI", "", "0", "") for row in rows]),
            ("episodes", EPISODES, rows),
        ):
            with (tmp_path / f"{name}.csv").open("w", newline="") as file:
                csv.writer(file).writerows([head, *lines])
        accepting.run("ssda903", tmp_path, authority_code=council.dfe_code, accept=True)
        db.session.commit()
        page = browsing.as_(analyst).page(ADDRESS)
        table = next(one for one in page.select("table") if "looked after on 31 March" in one.caption.get_text())
        assert "not shown: fewer than 5" in table.get_text() and ">3<" not in str(table)
