"""The plans that the law asks for, in the demo: Kai's, and in fewer words those of the others who are looked after."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.care import queries as care
from coordination.children.models import Child
from coordination.db import new_id
from coordination.demo import statutory_words
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.plans import queries as plans
from coordination.reviews import operations as reviews
from coordination.reviews.models import ReviewKind
from coordination.reviews.said import Decisions, Held, Next, People, Said, Views
from coordination.statutory_plans import checking, leaving, operations, queries, terms
from coordination.statutory_plans.models import StatutoryPlan
from coordination.timescales import Term

_OF_THE_TEAM = ("carer", "young_person")


def kai(teller: Teller) -> None:
    """All of Kai's plans."""
    peps(teller)
    care_and_placement(teller)
    pathway(teller)


def peps(teller: Teller) -> None:
    """Kai's personal education plans of two terms, each looked at by the virtual school."""
    first = _begun(teller, "pep", 195, by="senco", term=_term(teller.borough, days_ago(195)))
    _written(teller, first, statutory_words.FIRST_PEP, days=194, by="senco", section="education")
    _agreed(teller, first, days=188, by="senco", words="It is fine. The tutor can come.")
    _checked(teller, first, statutory_words.FOUND, days=185)
    second = _begun(teller, "pep", 30, by="senco", term=_term(teller.borough, clock.today()))
    _written(teller, second, statutory_words.THIS_PEP, days=28, by="senco", section="education")
    with clock.frozen(on_the_day(days_ago(27))):
        plan = _plan(second)
        theme = plan.regime.theme("targets")
        support = plans.current_plan(teller.child_id)
        assert theme is not None and support is not None
        keys = [row.id for row in plans.statements(support.id) if row.kind == "outcome" and row.domain == "education"]
        operations.tie(plan, theme, keys, among=keys, by=teller.borough.actor("senco"))
    _agreed(teller, second, days=24, by="senco", words="Good. I want the knives.")
    _checked(teller, second, dict.fromkeys(statutory_words.FOUND, ("green", "")), days=20)


def care_and_placement(teller: Teller) -> None:
    """Kai's care plan, which his social worker writes and the manager agrees, and the plan of his home."""
    care_plan = _begun(teller, "care", 192, by="lead")
    _written(teller, care_plan, statutory_words.CARE, days=190, by="lead", section="placement")
    _agreed(
        teller, care_plan, days=187, by="manager", words="Yes, if I can stay.", look_on=days_ago(-21),
        audiences=["young_person"],
    )  # fmt: skip
    home = care.running_placement(teller.child_id)
    plan = _begun(teller, "placement", 185, by="lead", placement=home)
    _written(teller, plan, statutory_words.PLACEMENT, days=184, by="lead", section="placement")
    _agreed(
        teller, plan, days=182, by="manager", words="The lock is what I want.", look_on=days_ago(-21),
        audiences=["carer", "young_person"],
    )  # fmt: skip


def pathway(teller: Teller) -> None:
    """Kai is an eligible child: assessed, with a pathway plan that his adviser writes with him, and that was reviewed."""
    adviser = teller.borough.actor("adviser")
    with clock.frozen(on_the_day(days_ago(105))):
        status = leaving.confirm(
            teller.child,
            id=new_id(),
            status="eligible",
            from_on=days_ago(4),
            why=teller.say("Looked after for 13 weeks, at 16. No short breaks before", "pathway", ("young_person",)),
            by=teller.borough.actor("lead"),
        )
    with clock.frozen(on_the_day(days_ago(62))):
        leaving.assess(
            status,
            assessed_on=clock.today(),
            found=teller.say("Strong in the kitchen and on his own feet. Money is what he fears", "pathway"),
            by=adviser,
        )
    key = _begun(teller, "pathway", 60, by="adviser")
    asked = ("now", "strengths", "need", "goal", "what_if", "sure_me", "sure_adviser")
    _written(
        teller,
        key,
        {theme: dict(zip(asked, said, strict=True)) for theme, said in statutory_words.PATHWAY.items()},
        days=58,
        by="adviser",
        section="pathway",
    )
    _agreed(
        teller,
        key,
        days=45,
        by="adviser",
        words="Yes. Except the ironing.",
        look_on=days_ago(-120),
        child_agrees="part",
    )
    with clock.frozen(on_the_day(days_ago(12))):
        _reviewed(teller)
    # The next one is begun, and waits for his own part.
    _begun(teller, "pathway", 10, by="adviser")


def _reviewed(teller: Teller) -> None:
    """A pathway review, held and signed by the personal adviser."""
    by = teller.borough.actor("adviser")
    held = reviews.begin_record(
        teller.case,
        id=new_id(),
        kind=ReviewKind.PATHWAY.value,
        held_on=clock.today(),
        by=by,
        invitees=[who for who in teller.invitees() if who["role"] in {"SW", "PA", "FC", "YP"}],
    )
    decided = teller.say("Denise and Chris write the staying-put agreement", "reviews", ("carer", "young_person"))
    said = Said(
        held=Held(on=clock.today()),
        people=People(attendance={who.id: "in_person" for who in held.people}),
        views=Views(
            participation="attended",
            rows=[
                {
                    "id": new_id(),
                    "text": teller.say("I want to know what money I get.", "own_words", ("young_person",)),
                    "how": "meeting",
                }
            ],
        ),
        decisions=Decisions(decision="continue", rows=[{"id": new_id(), "text": decided, "owner_id": by.person_id}]),
        carried={
            action.id: {"status": "in_progress", "note": "Goes on"} for action in plans.open_actions(teller.child_id)
        },
        considered={
            code: teller.say(words, "reviews")
            for code, words in {
                "accommodation": "Suitable, and he wants to stay",
                "adviser": "Every Friday, as agreed",
                "future": "Staying put",
            }.items()
        },
        next=Next(on=clock.today() + timedelta(days=150)),
    )
    reviews.record_review(held, said, by=by, seen=held.version)
    reviews.sign_review(held, by=by)


def elsewhere(borough: Borough, child: Child, *kinds: str) -> None:
    """Plans that were made before this record was, and are kept in another place."""
    for kind in kinds:
        operations.record_elsewhere(
            child,
            kind,
            id=new_id(),
            agreed_on=clock.today(),
            elsewhere="The file of before",
            term=_term(borough, clock.today()) if kind == "pep" else None,
            placement=care.running_placement(child.id) if kind == "placement" else None,
            by=borough.actor("lead"),
        )


def _term(borough: Borough, on: date) -> Term:
    return terms.term_on(terms.terms_of(borough.authority_id, on), on)


def _plan(key: UUID) -> StatutoryPlan:
    found = queries.plan(key)
    assert found is not None
    return found


def _begun(teller: Teller, kind: str, days: int, *, by: str, **more: Any) -> UUID:
    with clock.frozen(on_the_day(days_ago(days))):
        return operations.begin(teller.child, kind, id=new_id(), by=teller.borough.actor(by), **more).id


def _written(teller: Teller, key: UUID, said: dict[str, dict[str, Any]], *, days: int, by: str, section: str) -> None:
    with clock.frozen(on_the_day(days_ago(days))):
        plan = _plan(key)
        for code, answers in said.items():
            theme = plan.regime.theme(code)
            assert theme is not None
            kinds = {question.code: question.kind for question in theme.questions}
            operations.write(
                plan,
                theme,
                {
                    name: teller.say(answer, section, _OF_THE_TEAM) if kinds[name] == "words" else answer
                    for name, answer in answers.items()
                },
                by=teller.borough.actor(by),
            )


def _agreed(teller: Teller, key: UUID, *, days: int, by: str, words: str, **more: Any) -> None:
    with clock.frozen(on_the_day(days_ago(days))):
        plan = _plan(key)
        operations.agree(
            plan,
            agreed_on=clock.today(),
            agreed_with=["Hannah Doyle", "Priya Nair", "Denise Mullins"],
            child_words=teller.say(words, plan.section, _OF_THE_TEAM),
            by=teller.borough.actor(by),
            **{"look_on": None, "child_agrees": "yes", **more},
        )


def _checked(teller: Teller, key: UUID, found: dict[str, tuple[str, str]], *, days: int) -> None:
    with clock.frozen(on_the_day(days_ago(days))):
        checking.check(
            _plan(key),
            id=new_id(),
            findings={
                code: (colour, teller.say(do, "education") if do else "") for code, (colour, do) in found.items()
            },
            by=teller.borough.actor("virtualschool"),
        )
