"""The stories of the demo: two families whose stories reach every page, and many children in fewer words."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.care import operations as care
from coordination.cases import operations as cases
from coordination.cases import team
from coordination.cases.models import Case
from coordination.children import index
from coordination.children import operations as children
from coordination.children.models import (
    Alert,
    Child,
    ChildIdentifier,
    ChildProfile,
    NetworkMember,
    SchoolPlace,
    SenNeed,
)
from coordination.db import db, new_id
from coordination.demo import words
from coordination.demo.borough import Borough, a_weekday, days_ago, on_the_day
from coordination.events import operations as events
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.plans.models import Action, Plan
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind
from coordination.voice import operations as voice

FAMILY = ("carer", "parent", "young_person")
EVERYBODY = ("carer", "health", "parent", "provider", "school", "young_person")


class Teller:
    """Tells one child's story: each method is a day on which something happened."""

    def __init__(self, borough: Borough, key: str, lead: str, members: tuple[str, ...]) -> None:
        self.borough = borough
        self.key = key
        self.lead = lead
        self.members = members
        self.child_id = new_id()
        borough.children[key] = self.child_id

    def say(self, text: str, section: str, audiences: tuple[str, ...] = ()) -> str:
        """A text of this child, marked in the test copy."""
        return self.borough.mark(text, self.key, section, audiences)

    @property
    def child(self) -> Child:
        """The child's row."""
        found = db.session.get(Child, self.child_id)
        if found is None:
            raise LookupError(self.key)
        return found

    @property
    def case(self) -> Case:
        """The child's case."""
        return db.session.scalars(select(Case).where(Case.child_id == self.child_id)).one()

    def open(
        self,
        *,
        born_on: date,
        given: str,
        family: str,
        preferred: str,
        kind: str,
        reason: str,
        pronouns: str | None = None,
        sex: str | None = None,
    ) -> Plan:
        """The record is opened and help begins, with its team and an empty plan."""
        borough, by = self.borough, self.borough.actor(self.lead)
        child = children.create_child(
            id=self.child_id,
            authority_id=borough.authority_id,
            given_names=self.say(given, "core_identity", EVERYBODY),
            family_name=family,
            preferred_name=self.say(preferred, "core_identity", EVERYBODY),
            born_on=born_on,
            by=by,
            role=borough.role_of(self.lead),
            agency_id=borough.agency_of(self.lead),
            team_id=borough.team_id,
            pronouns=pronouns,
            sex=sex,
        )
        case = cases.open_case(
            child,
            id=new_id(),
            kind=kind,
            reason=self.say(reason, "support_plan"),
            opened_on=clock.today(),
            team_id=borough.team_id,
            lead_id=borough.people[self.lead],
            lead_role=borough.role_of(self.lead),
            lead_agency_id=borough.agency_of(self.lead),
            by=by,
        )
        for key in self.members:
            team.add_member(
                case,
                id=new_id(),
                person_id=borough.people[key],
                agency_id=borough.agency_of(key),
                role=borough.role_of(key),
                function="deputy" if key == "deputy" else "member",
                basis="agreement" if borough.role_of(key) in {"PAR", "YP"} else "public task",
                by=borough.actor("manager"),
            )
        return plans.start_plan(case, by=by)

    def record(
        self, *, school: str, school_key: str, year: str, sen: str | None, nhs: str, languages: list[str]
    ) -> None:
        """What the shared record holds beside the name."""
        child, by = self.child, self.borough.actor(self.lead)
        common = {"authority_id": child.authority_id, "child_id": child.id, "recorded_by": by.person_id}
        profile = db.session.scalars(select(ChildProfile).where(ChildProfile.child_id == child.id)).one()
        profile.languages = languages
        profile.communication = self.say("Short sentences, one thing at a time, time to answer.", "profile", EVERYBODY)
        profile.what_matters = self.say("Knowing what is going to happen, and being asked first.", "profile", EVERYBODY)
        profile.people_like = self.say(
            "Funny, kind to younger children, never gives up on a drawing.", "profile", EVERYBODY
        )
        profile.good_day = self.say("A quiet morning, lunch with friends, time outside.", "profile", EVERYBODY)
        profile.hard_day = self.say("Surprises, loud rooms, being talked about.", "profile", EVERYBODY)
        profile.daily_essentials = self.say(
            "Inhaler in the blue bag. No nuts. Lights low at bedtime.", "profile", ("carer",)
        )
        db.session.add_all(
            [
                SchoolPlace(
                    agency_id=self.borough.agencies[school_key],
                    name=school,
                    year_group=year,
                    from_on=days_ago(400),
                    **common,
                ),
                ChildIdentifier(kind="nhs_number", value=nhs, source="health", checked=True, **common),
            ]
        )
        if sen:
            db.session.add(SenNeed(code=sen, rank=1, provision="K", from_on=days_ago(300), **common))
        db.session.flush()
        index.write(child, by=by.person_id)

    def network(self, *rows: dict[str, object]) -> None:
        """Who is around the child."""
        child = self.child
        for row in rows:
            db.session.add(NetworkMember(authority_id=child.authority_id, child_id=child.id, **row))
        db.session.flush()

    def alert(self, instruction: str, reason: str) -> None:
        """Something to know first."""
        child = self.child
        db.session.add(
            Alert(
                authority_id=child.authority_id,
                child_id=child.id,
                kind="worker_safety",
                instruction=self.say(instruction, "alerts"),
                reason=self.say(reason, "alerts"),
                from_on=clock.today(),
                review_on=clock.today() + timedelta(days=180),
            )
        )
        db.session.flush()

    def add(self, plan: Plan, kind: str, text: str, young: str, audiences: tuple[str, ...], **facts: object) -> UUID:
        """Something for the plan."""
        key = new_id()
        plans.add_statement(
            plan,
            id=key,
            kind=kind,
            text=self.say(text, "support_plan", audiences),
            # The young person's page has no heading for needs: their wording is for the plan's own page.
            young_text=self.say(
                young, "support_plan", ("young_person", "plan") if kind == "need" else ("young_person",)
            )
            if young
            else "",
            family_text=self.say(young, "support_plan", ("carer", "parent")) if young else "",
            audiences=audiences,
            by=self.borough.actor(self.lead),
            **facts,
        )
        return key

    def act(self, plan: Plan, owner: str, text: str, young: str, due_on: date, outcome_id: UUID | None = None) -> UUID:
        """An action for somebody on the team."""
        key = new_id()
        plans.add_action(
            plan,
            id=key,
            text=self.say(text, "actions", EVERYBODY),
            young_text=self.say(young, "actions", ("young_person",)),
            # What one parent is to do is nothing of the other's.
            family_text=self.say(
                young, "actions", ("carer", "parent", "own") if owner == "parent" else ("carer", "parent")
            ),
            owner_id=self.borough.people[owner],
            agency_id=self.borough.agency_of(owner),
            due_on=due_on,
            outcome_id=outcome_id,
            audiences=EVERYBODY,
            by=self.borough.actor(self.lead),
        )
        if owner != self.lead and self.borough.chance.random() < 0.85:
            plans.answer_action(self.action(key), accept=True, by=self.borough.actor(owner))
        return key

    def action(self, key: UUID) -> Action:
        """One of the child's actions."""
        found = db.session.get(Action, key)
        if found is None:
            raise LookupError(key)
        return found

    def finish(self, key: UUID, owner: str, note: str) -> None:
        """The owner has done it."""
        plans.update_action(
            self.action(key), status="done", note=note, done_on=clock.today(), by=self.borough.actor(owner)
        )

    def agree(self, plan: Plan) -> None:
        """The lead agrees the plan: what names an audience is published to it."""
        held = db.session.get(Plan, plan.id)
        if held is not None:
            plans.agree_plan(held, note="Agreed with the family", by=self.borough.actor(self.lead))

    def invitees(self) -> list[dict[str, object]]:
        """Everybody on the team, as people asked to a review."""
        from coordination.agencies import queries as agencies

        keys = [self.lead, *self.members]
        people = agencies.people(self.borough.people[key] for key in keys)
        return [
            {
                "person_id": self.borough.people[key],
                "agency_id": self.borough.agency_of(key),
                "name": people[self.borough.people[key]].name,
                "role": self.borough.role_of(key),
            }
            for key in keys
        ]

    def review(self, *, kind: ReviewKind, signs: str, view: str, wish: str, decision: str, next_on: date) -> None:
        """A review is held today, recorded and signed by its owner."""
        by = self.borough.actor(self.lead)
        held = reviews.begin_record(
            self.case, id=new_id(), kind=kind.value, held_on=clock.today(), by=by, invitees=self.invitees()
        )
        wish_id = new_id()
        reviews.record_review(
            held,
            by=by,
            seen=held.version,
            held_on=clock.today(),
            attendance={who.id: "in_person" for who in held.people[:-1]} | {held.people[-1].id: "apologies"},
            participation="attended",
            views=[
                {"id": new_id(), "text": self.say(view, "own_words", ("young_person",)), "how": "meeting"},
                {
                    "id": wish_id,
                    "text": self.say(wish, "own_words", ("young_person",)),
                    "how": "meeting",
                    "wish": True,
                    "wish_owner_id": by.person_id,
                },
            ],
            changes=self.say("A calmer term. One change of teacher.", "reviews"),
            decisions=[{"id": new_id(), "text": self.say(decision, "reviews", FAMILY), "owner_id": by.person_id}],
            carried={
                action.id: {"status": "in_progress", "note": "Begun"}
                for action in plan_queries.open_actions(self.child_id)
            },
            decision="continue",
            next_on=next_on,
        )
        reviews.sign_review(held, by=self.borough.actor(signs))
        events.record(
            authority_id=held.authority_id,
            child_id=held.child_id,
            kind="review_circulated",
            about=held,
            by=by.person_id,
        )


def telling(borough: Borough, children_wanted: int) -> Iterator[Callable[[], None]]:
    """One call for each child's story, the two whole ones first."""
    yield partial(_kai, borough)
    yield partial(_ama, borough)
    for number in range(max(0, children_wanted - 3)):
        yield partial(_one_of_many, borough, number)
    yield partial(_elsewhere, borough)


def _kai(borough: Borough) -> None:
    """Kai, 17, looked after with a foster carer: reviews, a carer's page, a young person's page."""
    members = (
        "deputy", "iro", "senco", "dsl", "health", "provider", "supervisor", "virtualschool", "adviser", "advocate", "carer",
        "youngperson",
    )  # fmt: skip
    teller = Teller(borough, "kai", "lead", members)
    with clock.frozen(on_the_day(days_ago(200))):
        plan = teller.open(
            born_on=days_ago(17 * 365 + 150),
            given="Kai",
            family="Bennett",
            preferred="Kai",
            kind="looked_after",
            reason="Kai could not go on living at home",
            pronouns="he/him",
            sex="M",
        )
        teller.record(
            school="Alderbrook Academy",
            school_key="school",
            year="12",
            sen="SEMH",
            nhs="9990000018",
            languages=["English"],
        )
        teller.network(
            {
                "name": "Sharon Bennett",
                "relation": "mother",
                "parental_responsibility": True,
                "responsibility_how": "birth mother",
            },
            {"name": "Lorraine Bennett", "relation": "grandmother", "parental_responsibility": False},
        )
        teller.alert("Ring before you visit the family home", "Threats were made to a worker")
        by = borough.actor("lead")
        care.become_looked_after(
            teller.child, id=new_id(), from_on=clock.today(), legal_status="C2", need_code="N5", by=by
        )
        care.start_placement(
            teller.child,
            id=new_id(),
            code="U4",
            from_on=clock.today(),
            provider_code="PR4",
            agency_id=borough.agencies["fostering"],
            carer_id=borough.people["carer"],
            lasts_to_adulthood=True,
            by=by,
        )
        teller.add(
            plan,
            "strength",
            "Kai tells people when something is wrong",
            "You tell people when something is wrong",
            EVERYBODY,
            domain="emotional",
        )
        need = teller.add(
            plan,
            "need",
            "Needs a settled place to study",
            "You need a quiet place to study",
            EVERYBODY,
            domain="education",
        )
        teller.add(
            plan,
            "worry",
            "Contact with his mother is unreliable and upsets him for days",
            "Seeing your mum does not always happen when it should",
            ("carer", "young_person"),
            domain="family",
            goal="Kai knows each week when he will see her",
        )
        teller.add(plan, "worry", "Professional concern about debts owed by older friends", "", (), domain="safety")
        outcome = teller.add(
            plan,
            "outcome",
            "Kai passes his first year at sixth form",
            "Pass your first year",
            EVERYBODY,
            need_id=need,
            domain="education",
            baseline="Attends 70 in 100 lessons",
            measure="Attendance each half-term",
            target="90 in 100",
            target_on=clock.today() + timedelta(days=330),
            progress_at_start=3,
            progress=3,
        )
        teller.add(
            plan,
            "outcome",
            "Kai cooks and budgets for a week by himself",
            "Cook and shop for a week by yourself",
            EVERYBODY,
            domain="independence",
            baseline="Cooks twice a week with help",
            measure="Meals a week by himself",
            target="7 meals",
            target_on=clock.today() + timedelta(days=300),
            progress_at_start=2,
            progress=2,
        )
        teller.add(
            plan,
            "contingency",
            "If Kai does not come home: ring Denise, then the duty team",
            "If things go wrong, ring Denise",
            ("carer", "young_person"),
            who="Denise, then duty",
            phone="01632 960199",
        )
        teller.act(
            plan,
            "senco",
            "Arrange a study place in the library for free periods",
            "Hannah will sort out a quiet place to study",
            clock.today() + timedelta(days=150),
            outcome,
        )
        teller.act(
            plan,
            "senco",
            "Review exam access arrangements",
            "Hannah will check what help you get in exams",
            clock.today() + timedelta(days=210),
            outcome,
        )
        teller.act(
            plan,
            "health",
            "Complete the annual health assessment",
            "Leila will see you for your health check",
            clock.today() + timedelta(days=190),
        )
        teller.act(
            plan,
            "carer",
            "Plan the weekly shop with Kai on Sundays",
            "You and Denise plan the shop on Sundays",
            clock.today() + timedelta(days=220),
        )
        teller.act(
            plan,
            "youngperson",
            "Bring one recipe to try each week",
            "Choose one thing to cook each week",
            clock.today() + timedelta(days=215),
        )
        teller.act(
            plan,
            "lead",
            "Agree a weekly time for family contact",
            "Priya will agree when you see your mum",
            clock.today() + timedelta(days=195),
            outcome,
        )
        teller.agree(plan)
    with clock.frozen(on_the_day(days_ago(180))):
        teller.review(
            kind=ReviewKind.LOOKED_AFTER,
            signs="iro",
            view="I like it at Denise's. I want to stay here.",
            wish="I want to see my nan every fortnight",
            decision="Denise's home is the plan until Kai is 18",
            next_on=clock.today() + timedelta(days=85),
        )
    with clock.frozen(on_the_day(days_ago(95))):
        teller.review(
            kind=ReviewKind.LOOKED_AFTER,
            signs="iro",
            view="College is all right. Lunch is too loud.",
            wish="Can I learn to drive?",
            decision="The study place is arranged before the next term",
            next_on=clock.today() + timedelta(days=175),
        )
        _answer_first_wish(teller)
    care.record_visit(teller.child, id=new_id(), visited_on=days_ago(20), seen_alone=True, by=borough.actor("lead"))
    reviews.plan_review(
        teller.case,
        id=new_id(),
        kind=ReviewKind.LOOKED_AFTER.value,
        starts_at=on_the_day(a_weekday(clock.today() + timedelta(days=21)), 14),
        place="Alderbrook Academy",
        reason="The next looked-after review",
        chair_id=borough.people["iro"],
        invitees=teller.invitees(),
        by=borough.actor("lead"),
    )


def _answer_first_wish(teller: Teller) -> None:
    from coordination.voice import queries

    wish = queries.unanswered_wishes(teller.child_id)[0]
    voice.answer_wish(
        wish,
        answer="yes",
        reason=teller.say("Your nan said yes too. It starts this month.", "own_words", ("young_person",)),
        told_on=clock.today(),
        by=teller.borough.actor("lead"),
    )


def _ama(borough: Borough) -> None:
    """Ama, 9, child in need, two parents who live apart: the parents' page and a younger child's summary."""
    members = (
        "deputy",
        "schoollead",
        "health",
        "provider",
        "parent",
        "otherparent",
        "youngerchild",
        "advocate",
    )
    teller = Teller(borough, "ama", "lead", members)
    with clock.frozen(on_the_day(days_ago(120))):
        plan = teller.open(
            born_on=days_ago(9 * 365 + 60),
            given="Amara",
            family="Okafor",
            preferred="Ama",
            kind="child_in_need",
            reason="The family asked for help after separating",
            pronouns="she/her",
            sex="F",
        )
        teller.record(
            school="Willow Lane Primary School",
            school_key="otherschool",
            year="4",
            sen="SLCN",
            nhs="9990000026",
            languages=["English", "Igbo"],
        )
        teller.network(
            {
                "name": "Blessing Okafor",
                "relation": "mother",
                "person_id": borough.people["parent"],
                "parental_responsibility": True,
                "responsibility_how": "birth mother",
                "lives_with_child": True,
            },
            {
                "name": "Daniel Okafor",
                "relation": "father",
                "person_id": borough.people["otherparent"],
                "parental_responsibility": True,
                "responsibility_how": "on the birth certificate",
            },
        )
        teller.add(
            plan,
            "strength",
            "Ama reads to her little cousin every week",
            "You read to your cousin every week",
            ("parent", "school", "young_person"),
            domain="education",
        )
        need = teller.add(
            plan,
            "need",
            "Needs adults to agree who collects her",
            "You need to know who will collect you",
            ("parent", "school", "young_person"),
            domain="family",
        )
        teller.add(
            plan,
            "worry",
            "Ama hears arguments at the door and does not sleep after",
            "Arguments make it hard to sleep",
            ("parent", "young_person"),
            domain="emotional",
            goal="Handovers are calm",
        )
        teller.add(plan, "worry", "Concern about alcohol at one address, not yet confirmed", "", (), domain="safety")
        outcome = teller.add(
            plan,
            "outcome",
            "Ama sleeps through five nights a week",
            "Sleep well most nights",
            ("parent", "young_person"),
            need_id=need,
            domain="health",
            baseline="Two nights a week",
            measure="Sleep diary",
            target="Five nights",
            target_on=clock.today() + timedelta(days=200),
            progress_at_start=2,
            progress=5,
        )
        teller.act(
            plan,
            "schoollead",
            "Meet Ama at the gate on Mondays",
            "Beth will meet you at the gate on Mondays",
            clock.today() + timedelta(days=125),
            outcome,
        )
        teller.act(
            plan,
            "health",
            "Refer to speech and language therapy",
            "Leila will ask for help with talking",
            clock.today() + timedelta(days=100),
            outcome,
        )
        teller.act(
            plan,
            "parent",
            "Keep the sleep diary",
            "Mum will write down how you sleep",
            clock.today() + timedelta(days=130),
            outcome,
        )
        teller.act(
            plan,
            "provider",
            "Run four sessions on calm handovers",
            "Ellie will help the grown-ups",
            clock.today() + timedelta(days=140),
            outcome,
        )
        teller.agree(plan)
    with clock.frozen(on_the_day(days_ago(60))):
        teller.review(
            kind=ReviewKind.CHILD_IN_NEED,
            signs="lead",
            view="I like it when Beth waits for me.",
            wish="I want everybody to stop shouting at the door",
            decision="Handovers are at school for now",
            next_on=clock.today() + timedelta(days=80),
        )


def _one_of_many(borough: Borough, number: int) -> None:
    """One of many children: a case, a team, a small plan; some with a review, some overdue."""
    chance = borough.chance
    given, family = words.GIVEN[number % len(words.GIVEN)], words.FAMILY[(number * 7) % len(words.FAMILY)]
    members = tuple(
        key for key in ("senco", "health", "provider", "schoollead", "deputy") if chance.random() < 0.7
    ) or ("senco",)
    lead = chance.choice(("lead", "lead", "deputy")) if "deputy" not in members else "lead"
    teller = Teller(borough, f"child{number}", lead, members)
    began = chance.randint(30, 260)
    with clock.frozen(on_the_day(days_ago(began))):
        plan = teller.open(
            born_on=days_ago(chance.randint(2 * 365, 16 * 365)),
            given=given,
            family=family,
            preferred=given,
            kind=chance.choice(("early_help", "family_help", "child_in_need", "send", "child_protection")),
            reason="Support was asked for",
        )
        domain, strength = chance.choice(words.STRENGTHS)
        teller.add(plan, "strength", strength, "", ("parent", "school"), domain=domain)
        domain, need = chance.choice(words.NEEDS)
        need_id = teller.add(plan, "need", need, "", ("school",), domain=domain)
        domain, text, baseline, measure, target = chance.choice(words.OUTCOMES)
        outcome = teller.add(
            plan,
            "outcome",
            text,
            text,
            ("parent", "school", "young_person"),
            need_id=need_id,
            domain=domain,
            baseline=baseline,
            measure=measure,
            target=target,
            target_on=clock.today() + timedelta(days=200),
            progress_at_start=3,
            progress=chance.randint(2, 8),
        )
        owners = {*members, lead}
        given: list[tuple[UUID, str]] = []
        for owner, action, young in words.ACTIONS:
            if owner in owners:
                key = teller.act(
                    plan,
                    owner,
                    action,
                    young,
                    clock.today() + timedelta(days=began + chance.randint(-12, 40)),
                    outcome,
                )
                given.append((key, owner))
        if number % 2 == 0:
            teller.agree(plan)
    if number % 3 == 0 and began > 60:
        with clock.frozen(on_the_day(days_ago(began - 45))):
            teller.review(
                kind=ReviewKind.TAC_REVIEW,
                signs=lead,
                view=chance.choice(words.VIEWS),
                wish="I want to know who is coming to my house",
                decision="The plan goes on as it is",
                next_on=clock.today() + timedelta(days=60),
            )
    # Most of what was due is done; some is not, and the pages say so.
    for key, owner in given:
        late = teller.action(key).due_on
        if late is not None and late < clock.today() and chance.random() < 0.75:
            with clock.frozen(on_the_day(late)):
                teller.finish(key, owner, "Done as agreed")


def _elsewhere(borough: Borough) -> None:
    """A child of the other authority: nobody of this one may know of them."""
    by = borough.actor("otherauthority")
    child = children.create_child(
        id=new_id(),
        authority_id=borough.other_authority_id,
        given_names=borough.mark("Robin", "elsewhere", "core_identity", ()),
        family_name="Hartley",
        born_on=days_ago(11 * 365),
        by=by,
        role="SW",
        agency_id=borough.agencies["otherservices"],
        team_id=borough.other_team_id,
    )
    borough.children["elsewhere"] = child.id
    case = cases.open_case(
        child,
        id=new_id(),
        kind="child_in_need",
        reason=borough.mark("Support was asked for", "elsewhere", "support_plan", ()),
        opened_on=clock.today(),
        team_id=borough.other_team_id,
        lead_id=by.person_id,
        lead_role="SW",
        lead_agency_id=borough.agencies["otherservices"],
        by=by,
    )
    plans.start_plan(case, by=by)
