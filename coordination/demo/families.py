"""Two families whose stories reach every page: Kai, looked after, and Ama, whose parents live apart."""

from datetime import timedelta

from coordination import clock
from coordination.children.statements import Statement
from coordination.db import db, new_id
from coordination.demo import (
    dates,
    growing_up,
    households,
    in_care,
    openings,
    own_pages,
    protecting,
    relatives,
    sending_out,
    stability,
    statutory,
)
from coordination.demo.borough import Borough, a_weekday, days_ago, on_the_day
from coordination.demo.record_teller import EVERYBODY
from coordination.demo.teller import Teller
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind
from coordination.voice import operations as voice


def kai(borough: Borough) -> None:
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
        relatives.of_kai(teller)
        teller.alert("Ring before you visit the family home", "Threats were made to a worker")
        in_care.before(teller)
        households.first_home(teller)
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
            clock.today() + timedelta(days=148),
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
            numbers={"Kai": (6, "I have my own room"), "Denise Mullins": (7, "He brings friends home")},
        )
    with clock.frozen(on_the_day(days_ago(150))):
        households.not_told(teller)
    with clock.frozen(on_the_day(days_ago(130))):
        dates.pep(teller)
    with clock.frozen(on_the_day(days_ago(95))):
        teller.review(
            kind=ReviewKind.LOOKED_AFTER,
            signs="iro",
            view="College is all right. Lunch is too loud.",
            wish="Can I learn to drive?",
            decision="The study place is arranged before the next term",
            next_on=clock.today() + timedelta(days=175),
            numbers={
                "Kai": (8, "It is home"),
                "Denise Mullins": (8, "He rings when he is late"),
                "Hannah Doyle": (6, "Tired on Mondays"),
            },
            drafts=sending_out.the_draft,
        )
        _answer_first_wish(teller)
    households.with_denise(teller)
    households.health_of(teller)
    statutory.kai(teller)
    growing_up.kai(teller)
    growing_up.handed_over(teller)
    stability.kai(teller)
    stability.kai_unsettled(teller)
    stability.kai_sees(teller)
    stability.kai_moves(teller)
    households.the_night_away(teller)
    with clock.frozen(on_the_day(days_ago(93))):
        why = teller.say("Ellie needs the dates of the cooking group only, and has them by phone", "reviews")
        sending_out.the_record(teller, {"provider": why})
    with clock.frozen(on_the_day(days_ago(91))):
        sending_out.some_read(teller, "iro", "senco", "carer", "youngperson")
    with clock.frozen(on_the_day(days_ago(3))):
        teller.postpone("deputy", 14)
    households.visits(teller)
    coming = reviews.plan_review(
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
    teller.contribute(
        coming,
        "senco",
        seen_on=[days_ago(12), days_ago(5)],
        going_well="Kai uses the library in two free periods a week and has handed in every essay",
        worries="Lunch is still hard: he leaves the site most days and comes back late",
        asks="Could somebody agree with Kai where he eats before the new term?",
        score=7,
        score_reason="Lessons are a 9, lunch is a 4",
        will_come=True,
    )
    teller.contribute(
        coming,
        "supervisor",
        going_well="Denise and Kai have settled a Sunday routine around the shopping",
        worries="The weekend after a missed family visit is still difficult for everybody at home",
        withheld="Something about another young person in the home",
        withheld_why="It is theirs to tell",
        score=8,
        will_come=False,
        deputy="Joan from the fostering team",
    )
    teller.ask_by_link(coming, "health")
    own_pages.kai(teller)
    openings.kai(teller)


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


def ama(borough: Borough) -> None:
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
        relatives.of_ama(teller)
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
        worry = teller.add(
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
            "otherparent",
            "Ring Ama on Wednesdays at six",
            "Dad will ring you on Wednesdays at six",
            clock.today() + timedelta(days=127),
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
    protecting.of_ama(teller)
    own_pages.ama(teller)
    own_pages.amas_story(teller)
    statement = db.session.get(Statement, worry)
    assert statement is not None
    households.two_parents(teller, statement)
    stability.ama_sees(teller)
