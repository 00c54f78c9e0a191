"""Delegated authority in words: the decisions of everyday life, who may take each, and what the law keeps for others.

What has not been agreed in writing is "ask first": a carer is never left to guess, and never told that they may. Each
function words its answer in the language of the page it is asked for.
"""

from typing import NamedTuple

from coordination.web.languages import gettext as _

# Each answer that can be agreed: who decides, and whether anybody is told after or asked before.
ANSWERS = (
    ("carer", "no"),
    ("carer", "notify"),
    ("carer", "ask_first"),
    ("child", "no"),
    ("child", "notify"),
    ("social_worker", "ask_first"),
    ("parent", "ask_first"),
)

# On what footing somebody may agree, by the legal status of the SSDA903 return.
_COUNCIL_SHARES = frozenset({"C1", "C2"})
_AGENCY_HOLDS = frozenset({"D1", "E1"})
_FOR_A_WHILE = frozenset({"L1", "L2", "L3"})


class Category(NamedTuple):
    """One part of life and the decisions in it: code and words each."""

    code: str
    words: str
    decisions: tuple[tuple[str, str], ...]


class KeptByLaw(NamedTuple):
    """A decision that is neither the carer's nor the worker's, and why."""

    decision: str
    who: str
    why: str
    source: str


class Footing(NamedTuple):
    """Who may agree that a decision is delegated. ``parents_sign``: nothing is agreed without somebody who holds
    parental responsibility."""

    words: str
    source: str
    parents_sign: bool


def categories() -> tuple[Category, ...]:
    """Every decision that delegated authority speaks of, by part of life."""
    return (
        Category(
            "health",
            _("Health"),
            (
                ("routine_health", _("Visits to the doctor, dentist and optician")),
                ("treatment", _("Treatment, tests and injections")),
                ("medicines", _("Everyday medicines from the chemist")),
            ),
        ),
        Category(
            "education",
            _("School"),
            (
                ("school_day_trip", _("School trips for a day")),
                ("school_night_trip", _("School trips with a night away")),
                ("school_meetings", _("Meetings and forms at school")),
            ),
        ),
        Category(
            "social_life",
            _("Friends and nights away"),
            (
                ("sleepover", _("A sleepover with a friend")),
                ("with_own_family", _("Staying with your own family")),
                ("clubs", _("Joining a club or a sport")),
                ("more_risk", _("Activities with more risk")),
            ),
        ),
        Category("hair", _("How they look"), (("haircut", _("A haircut")), ("piercing", _("Piercings")))),
        Category(
            "trips",
            _("Holidays"),
            (
                ("holiday_uk", _("A holiday in the United Kingdom")),
                ("holiday_abroad", _("A holiday abroad of less than a month")),
            ),
        ),
        Category("passports", _("Passports"), (("passport", _("Applying for a passport")),)),
        Category(
            "photos",
            _("Photographs and social media"),
            (
                ("photographs", _("Photographs at school or a club")),
                ("social_media", _("Social media accounts")),
            ),
        ),
        Category("faith", _("Faith"), (("worship", _("Going to a place of worship")),)),
        Category("contact", _("Seeing family"), (("contact_change", _("A change to when they see their family")),)),
    )


def decisions() -> dict[str, str]:
    """The words of every decision by its code."""
    return {code: words for part in categories() for code, words in part.decisions}


def kept_by_law() -> list[KeptByLaw]:
    """Decisions that no agreement gives to a carer, each with its source."""
    everybody = _("Everybody with parental responsibility together, or a court,")
    written = _("Everybody with parental responsibility agrees in writing, or a court does.")
    return [
        KeptByLaw(_("A change of surname"), everybody, written, "Children Act 1989 s.33(7)(a)"),
        KeptByLaw(
            _("Leaving the United Kingdom for a month or more"),
            everybody,
            written,
            "Children Act 1989 s.33(7)(b), (8)(a)",
        ),
        KeptByLaw(
            _("A change of religion"),
            _("The family"),
            _("The council may not bring a child up in another religion."),
            "Children Act 1989 s.33(6)(a)",
        ),
        KeptByLaw(
            _("Adoption"),
            _("A court"),
            _("Parents agree, or a court decides without them. A carer or a worker never does."),
            "Children Act 1989 s.33(6)(b); Adoption and Children Act 2002 ss.19-22, 47 and 52",
        ),
    ]


def footing(code: str | None) -> Footing:
    """Who may agree, by the legal status (SSDA903 code) that holds today. None: none is recorded."""
    if code in _COUNCIL_SHARES:
        return Footing(
            _(
                "A care order: the council shares parental responsibility with the parents and may decide what is"
                " delegated, after asking the child, the parents and the carer what they think."
            ),
            "Children Act 1989 ss.22(4) and 33(3)",
            False,
        )
    if code in _AGENCY_HOLDS:
        return Footing(
            _(
                "A placement order: the council shares parental responsibility and decides how far the parents may use"
                " theirs."
            ),
            "Adoption and Children Act 2002 s.25",
            False,
        )
    if code in _FOR_A_WHILE:
        return Footing(
            _("An order of days: only what keeps the child safe is decided. Ask before anything else."),
            "Children Act 1989 ss.43, 44(5) and 46(9)",
            True,
        )
    if code is None:
        return Footing(
            _("No order is recorded. Until one is, nothing is delegated without somebody who holds parental"
              " responsibility."),
            "Children Act 1989 s.2(9)",
            True,
        )  # fmt: skip
    return Footing(
        _("No care order: the parents hold parental responsibility, and they sign what is delegated."),
        "Children Act 1989 ss.2(9), 3(5) and 20",
        True,
    )


def answer_words(decides: str, tell: str) -> str:
    """One answer as a carer reads it."""
    return {
        ("carer", "no"): _("You decide"),
        ("carer", "notify"): _("You decide, then tell the social worker"),
        ("carer", "ask_first"): _("Talk to the social worker first, then you decide"),
        ("child", "no"): _("They decide themselves"),
        ("child", "notify"): _("They decide themselves; you tell the social worker"),
        ("social_worker", "ask_first"): _("Ask first: the social worker decides"),
        ("parent", "ask_first"): _("Ask first: a parent decides"),
    }[(decides, tell)]


def answers_for_workers() -> list[tuple[str, str]]:
    """Every answer as a worker chooses it: its value and words."""
    words = {
        ("carer", "no"): "The carer decides",
        ("carer", "notify"): "The carer decides, then tells the social worker",
        ("carer", "ask_first"): "The carer decides, after talking to the social worker",
        ("child", "no"): "The young person decides",
        ("child", "notify"): "The young person decides; the carer tells the social worker",
        ("social_worker", "ask_first"): "Ask first: the social worker decides",
        ("parent", "ask_first"): "Ask first: a parent decides",
    }
    return [(f"{decides}|{tell}", words[(decides, tell)]) for decides, tell in ANSWERS]
