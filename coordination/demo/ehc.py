"""EHC stories of the demo: Ama's plan from the request to the final, a request that waits, and advice that is late."""

from typing import Any
from uuid import UUID

from coordination import clock
from coordination.agencies.models import Person
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.ehc import queries, words
from coordination.ehc import recipients as rights
from coordination.ehc.models import Advice, Assessment
from coordination.ehc.plan import issuing, papers, settings_asked, writing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import Consultation, FormalPlan
from coordination.ehc.process import advising, deciding, requesting

ADVICE = {
    "family": {"views": "She is happiest outside. At night she asks who will collect her tomorrow."},
    "school": {
        "strengths": "Reads well above her age and helps younger children",
        "needs": "Follows one instruction at a time; loses the thread in a busy room",
        "outcomes": "Asks for help before she is lost",
        "provision": "A language group three times a week",
        "summary": "She does well one to one and is lost in a group of thirty.",
    },
    "psychologist": {
        "needs": "Understanding of spoken language is at the level of a child of six",
        "outcomes": "Follows three instructions in class",
        "provision": "Thirty minutes, three times a week, in a group of four",
        "summary": "Her understanding of language holds her back, not her ability.",
    },
    "health": {"needs": "Hearing is within usual limits", "summary": "No health need that has to do with learning."},
    "social_care": {
        "needs": "Collecting is not agreed between two homes",
        "summary": "Support for the family goes on.",
    },
}


def ama(borough: Borough) -> None:
    """Ama's EHC plan: asked for by her mother, advice from everybody, a draft, and final four weeks ago."""
    story = Story(borough, "ama", "lead")
    asked = story.asks(115, "parent", "She is falling behind and comes home in tears.", by="parent")
    story.decides(asked, 100)
    story.everybody_advises(asked, asked_ago=98, given_ago=70)
    plan = story.plans(asked, 62)
    story.writes(plan, 60)
    story.issues(plan, 58, 28, school="Willow Lane Primary School", key="otherschool")
    story.writes_more(plan, 3)


def waiting(borough: Borough) -> None:
    """A school asked three weeks ago, and nobody has decided yet."""
    story = Story(borough, "ehc_waiting", "lead")
    story.begins(60, given="Leo", family="Marsden", years=7, school="Willow Lane Primary School", key="otherschool")
    story.asks(21, "school", "Two cycles of support have not been enough.", by="lead")


def late(borough: Borough) -> None:
    """Advice was asked of everybody seven weeks ago, and that of health has not come."""
    story = Story(borough, "ehc_late", "lead")
    story.begins(120, given="Noor", family="Haddad", years=13, school="Alderbrook Academy", key="school")
    asked = story.asks(84, "school", "He cannot keep up without somebody beside him.", by="lead")
    story.decides(asked, 56)
    story.everybody_advises(asked, asked_ago=49, given_ago=14, but_not=("health",))


class Story:
    """One child's way through the process, told in days ago."""

    def __init__(self, borough: Borough, key: str, lead: str) -> None:
        self.borough = borough
        self.key = key
        self.lead = lead

    def say(self, text: str, *more: str) -> str:
        """A text of the process or the plan: everybody the law calls a parent may read it once it is sent."""
        return self.borough.mark(text, self.key, "ehc_plan", ("carer", "parent", *more))

    def says_apart(self, text: str, *whose: str) -> str:
        """A text the family is not sent: its author's and the team's."""
        return self.borough.mark(text, self.key, "ehc_plan", whose)

    @property
    def child(self) -> Child:
        found = db.session.get(Child, self.borough.children[self.key])
        assert found is not None
        return found

    def begins(self, ago: int, *, given: str, family: str, years: int, school: str, key: str) -> None:
        """The record is opened, with the team that helps."""
        teller = Teller(self.borough, self.key, self.lead, ("senco", "health"))
        with clock.frozen(on_the_day(days_ago(ago))):
            teller.open(
                born_on=days_ago(years * 365 + 100),
                given=given,
                family=family,
                preferred=given,
                kind="send",
                reason="Support at school was asked for",
            )
            teller.record(school=school, school_key=key, year=str(years - 5), sen="SLCN", nhs="", languages=["English"])

    def asks(self, ago: int, source: str, said: str, *, by: str) -> Assessment:
        """Somebody asks for an assessment, and a caseworker takes it."""
        with clock.frozen(on_the_day(days_ago(ago))):
            held = requesting.receive(
                self.child,
                id=new_id(),
                source=source,
                channel="letter",
                received_on=clock.today(),
                said=self.says_apart(said, *([f"own:{by}"] if self.borough.role_of(by) == "PAR" else [])),
                by=self.borough.actor(by),
            )
            return requesting.take(
                held, officer_id=self.borough.people["sendofficer"], by=self.borough.actor("sendofficer")
            )

    def decides(self, held: Assessment, ago: int) -> None:
        """It is decided to assess, and everybody is told."""
        with clock.frozen(on_the_day(days_ago(ago))):
            deciding.whether_to_assess(
                held,
                id=new_id(),
                yes=True,
                reasons=self.say("Support at school has not been enough, and what is needed is not yet clear."),
                decided_on=clock.today(),
                told_on=clock.today(),
                by=self.borough.actor("sendofficer"),
            )

    def everybody_advises(
        self, held: Assessment, *, asked_ago: int, given_ago: int, but_not: tuple[str, ...] = ()
    ) -> None:
        """Everybody the law names is asked, and answers unless they are left out here."""
        people = {"school": "senco", "health": "health", "psychologist": "psychologist", "social_care": "lead"}
        if self.key == "ama":
            people = {"family": "parent", **people, "school": "schoollead"}
        without = {
            source: "Their views came with the request."
            for source, adviser in words.ADVISERS.items()
            if adviser.must and source not in people
        }
        with clock.frozen(on_the_day(days_ago(asked_ago))):
            advising.ask_all(
                held,
                asked=[self.asks_of(source, key) for source, key in people.items()],
                without=without,
                by=self.borough.actor("sendofficer"),
            )
        with clock.frozen(on_the_day(days_ago(given_ago))):
            for row in queries.advice_of(held.id):
                if row.source in people and row.source not in but_not:
                    self._give(row, people[row.source])

    def asks_of(self, source: str, key: str) -> dict[str, Any]:
        """What asks somebody of the cast for the advice of a source."""
        person = db.session.get(Person, self.borough.people[key])
        role = self.borough.role_of(key)
        return {
            "id": new_id(),
            "source": source,
            "person": person,
            "role": role if role == "PAR" else words.ADVISERS[source].role,
            "agency_id": self.borough.agency_of(key) if role != "PAR" else None,
        }

    def _give(self, row: Advice, key: str) -> None:
        """What one of the family says is theirs; what everybody else says stands in section K of the plan."""
        by, wanted = self.borough.actor(key), set(advising.headings(row))
        said = {
            name: self.says_apart(text, f"own:{key}") if row.source == "family" else self.say(text, f"by:{key}")
            for name, text in ADVICE[row.source].items()
            if name in wanted
        }
        advising.give(row, id=new_id(), said=said, qualification=by.name, received_on=clock.today(), by=by)

    def plans(self, held: Assessment, ago: int) -> FormalPlan:
        """The panel says that a plan is written."""
        with clock.frozen(on_the_day(days_ago(ago))):
            deciding.whether_to_write_a_plan(
                held,
                id=new_id(),
                yes=True,
                reasons=self.say("What she needs goes beyond what her school can provide by itself."),
                decided_on=clock.today(),
                told_on=clock.today(),
                panel_on=clock.today(),
                by=self.borough.actor("sendofficer"),
            )
            assert held.plan_id is not None
            found = queries.plan(held.plan_id)
            assert found is not None
            return found

    def writes(self, plan: FormalPlan, ago: int) -> None:
        """The sections, each tied to what it answers."""
        with clock.frozen(on_the_day(days_ago(ago))):
            wish = self._entry(
                plan, "A", "I want to have a friend to eat lunch with", prompt="soon", said_by="child",
                gathered_how="Talked while drawing", gathered_on=clock.today(),
            )  # fmt: skip
            need = self._entry(
                plan, "B", "Understands one instruction at a time", area="communication",
                strength="Reads well above her age", evidence="Educational psychologist", impact="Lost in a busy room",
                young_text="It is hard to follow when many people talk",
            )  # fmt: skip
            care = self._entry(plan, "D", "Two homes have not agreed who collects her", evidence="Social worker")
            outcome = self._entry(
                plan, "E", "By the end of year 6 she follows three instructions in class", answers=[wish, need],
                baseline="One instruction", measure="Observed twice a term", target="Three instructions",
                target_on=days_ago(-600), monitored_by="The SENCO", young_text="You know what to do next in class",
            )  # fmt: skip
            self._entry(
                plan, "F", "A language group with a planned programme", answers=[need, outcome],
                who="A teaching assistant", expertise="Trained and watched over by a speech and language therapist",
                group_size=4, sessions_per_week=3, session_minutes=30, weeks_per_year=38, setting="School",
                monitoring="Every term, by the SENCO", young_text="You practise in a small group three times a week",
            )  # fmt: skip
            self._entry(
                plan, "H2", "A family worker visits every two weeks", answers=[care], who="Ellie Marsh",
                agency_id=self.borough.agencies["provider"],
            )  # fmt: skip

    def issues(self, plan: FormalPlan, draft_ago: int, final_ago: int, *, school: str, key: str) -> None:
        """The draft is sent and a school asked for, which can meet the needs; after the 15 days the plan is final."""
        by = self.borough.actor("sendofficer")
        self.sends_draft(plan, draft_ago)
        asked = self.asks_setting(plan, draft_ago, school, key, "Her mother")
        with clock.frozen(on_the_day(days_ago((draft_ago + final_ago) // 2))):
            settings_asked.answer(asked, answer="yes", reasons="", places_left=1, answered_on=clock.today(), by=by)
        with clock.frozen(on_the_day(days_ago(final_ago))):
            papers.give_out(
                issuing.finalise(
                    plan,
                    id=new_id(),
                    to=rights.recipients(self.child),
                    signed_by="Jamal Carter",
                    reasons=self.say("The draft was answered, and her school can meet her needs."),
                    named=asked.id,
                    to_child=True,
                    by=by,
                ),
                by=by,
            )

    def sends_draft(self, plan: FormalPlan, ago: int) -> None:
        """The draft goes to everybody the law calls a parent."""
        by = self.borough.actor("sendofficer")
        with clock.frozen(on_the_day(days_ago(ago))):
            papers.give_out(
                issuing.send_draft(
                    plan, id=new_id(), to=rights.recipients(self.child), why="For you to read and answer", by=by
                ),
                by=by,
            )

    def asks_setting(
        self, plan: FormalPlan, ago: int, school: str, key: str, asked_for_by: str, person: str | None = None
    ) -> Consultation:
        """A school that somebody asked for is asked in its turn: by letter, or one of its people who signs in."""
        with clock.frozen(on_the_day(days_ago(ago))):
            return settings_asked.ask(
                plan,
                id=new_id(),
                name=school,
                path="request",
                asked_for_by=asked_for_by,
                setting_type="mainstream",
                agency_id=self.borough.agencies[key],
                person=db.session.get_one(Person, self.borough.people[person]) if person else None,
                sent_on=clock.today(),
                by=self.borough.actor("sendofficer"),
            )

    def writes_more(self, plan: FormalPlan, ago: int) -> None:
        """Something to propose at the next notice of changes: nobody was sent it yet."""
        with clock.frozen(on_the_day(days_ago(ago))):
            outcome = next(held for held in plan_queries.places(plan.id, ["E"]))
            self._entry(
                plan, "F", "A quiet place to go after lunch", answers=[outcome.statement_id], who="A teaching assistant",
                sent=False,
            )  # fmt: skip

    def _entry(self, plan: FormalPlan, letter: str, text: str, *, sent: bool = True, **facts: Any) -> UUID:
        spot = writing.spot(plan.id, letter)
        assert spot is not None
        by = self.borough.actor("sendofficer")
        whose = ["young_person"] if facts.get("said_by") == "child" else []
        if "young_text" in facts:
            young = ("young_person", f"section:{letter}")
            facts["young_text"] = self.borough.mark(facts["young_text"], self.key, "ehc_plan", young)
        if "agency_id" in facts:
            whose += [f"agency:{key}" for key, held in self.borough.agencies.items() if held == facts["agency_id"]]
        mark = self.say if sent else self.says_apart
        text = mark(text, f"section:{letter}", *whose)
        return writing.add(spot, id=new_id(), text=text, by=by, **facts).statement_id
