"""The fixed words of a plan in sections on a family's own page, in their language: titles, labels, and what was chosen
from a list.

What somebody wrote stays as they wrote it, and so do titles that an authority chose for a plan of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.web.languages import gettext

# Marks words for the catalogues; they are said when a page is made.
N_ = str

TITLES = frozenset(
    {
        N_("Views, interests and aspirations"),
        N_("Special educational needs"),
        N_("Health needs"),
        N_("Social care needs"),
        N_("Outcomes"),
        N_("Special educational provision"),
        N_("Health provision"),
        N_("Social care provision under the Chronically Sick and Disabled Persons Act 1970"),
        N_("Other social care provision"),
        N_("Placement"),
        N_("Personal budget"),
        N_("Advice and information"),
    }
)
SENTENCES = frozenset(
    {
        N_("Empty until the plan is final (Children and Families Act 2014, section 38(5))."),
        N_("Not part of this notice. What the plan says now holds until the amended plan is final."),
        N_("There is no personal budget or direct payment."),
        N_("No advice is listed."),
        N_("Nothing is written in this section."),
        N_("Withheld."),
    }
)
LABELS = frozenset(
    {
        N_("About"),
        N_("Who said it"),
        N_("How it was gathered"),
        N_("Gathered on"),
        N_("Who helped"),
        N_("Area of need"),
        N_("What goes well"),
        N_("Where this is known from"),
        N_("How we know it was done"),
        N_("Where things are now"),
        N_("Diagnosis"),
        N_("What it means for the child"),
        N_("Has to do with the special educational needs"),
        N_("By when"),
        N_("How we will know"),
        N_("What we aim for"),
        N_("Steps on the way"),
        N_("Who watches over it"),
        N_("Preparing for adulthood"),
        N_("Organisation"),
        N_("Who"),
        N_("Due"),
        N_("How it is going"),
        N_("Expertise"),
        N_("Setting"),
        N_("How many together"),
        N_("Times a week"),
        N_("Minutes each time"),
        N_("Weeks a year"),
        N_("From"),
        N_("Looked at again"),
        N_("Paid for by"),
        N_("How it is watched over"),
        N_("Commissioner"),
        N_("Commissioner agreed on"),
        # Sections I, J and K.
        N_("School or college"),
        N_("Type"),
        N_("For"),
        N_("How"),
        N_("How much"),
        N_("Advice"),
        N_("Asked"),
        N_("Received"),
        N_("Why"),
        N_("Report"),
        N_("In short"),
        N_("Views"),
        N_("Strengths and what helps"),
        N_("Needs"),
        N_("Provision"),
        N_("Outcomes"),
    }
)
# Section I calls the school by a label that other languages keep for people.
_INSTEAD = {"Name": "School or college"}
# What was chosen from a list, by the label it stands under: beside these a value is somebody's own words.
CHOSEN: Mapping[str, frozenset[str]] = {
    "About": frozenset(
        {
            N_("What is important to me"),
            N_("What is important for me"),
            N_("What people like about me"),
            N_("A good day"),
            N_("A hard day"),
            N_("How to talk with me"),
            N_("Friends and play"),
            N_("Culture and faith"),
            N_("My story so far"),
            N_("What my parents say and hope"),
            N_("What I want soon"),
            N_("What I want later in life"),
            N_("Being independent and adult life"),
        }
    ),
    "Who said it": frozenset(
        {
            N_("The child or young person"),
            N_("A parent"),
            N_("A carer"),
            N_("Somebody else who knows them"),
        }
    ),
    "Area of need": frozenset(
        {
            N_("Communication and interaction"),
            N_("Cognition and learning"),
            N_("Social, emotional and mental health"),
            N_("Sensory and physical"),
        }
    ),
    "Preparing for adulthood": frozenset(
        {
            N_("Higher education and employment"),
            N_("Independent living"),
            N_("Friends, relationships and community"),
            N_("Being as healthy as possible"),
        }
    ),
    "Has to do with the special educational needs": frozenset({N_("Yes")}),
    "Type": frozenset(
        {
            N_("Mainstream school or college"),
            N_("SEN unit in a mainstream school"),
            N_("Resourced provision in a mainstream school"),
            N_("Special school or college"),
            N_("Independent special school"),
            N_("Alternative provision"),
            N_("Nursery or other early years setting"),
            N_("Educated at home by choice of the family"),
            N_("Education otherwise than in school (section 61)"),
        }
    ),
    "How": frozenset(
        {
            N_("Direct payment to the family or young person"),
            N_("The council or health holds the money"),
            N_("Somebody else holds the money for them"),
            N_("Some of each"),
        }
    ),
    "Received": frozenset({N_("Missing")}),
    "Report": frozenset({N_("One came with it. Ask the officer for a copy.")}),
    "Advice": frozenset(
        {
            N_("The child’s parents, or the young person"),
            N_("The school, nursery or college"),
            N_("A health care professional"),
            N_("An educational psychologist"),
            N_("Social care"),
            N_("Somebody else whose advice helps"),
            N_("Advice on preparing for adulthood, from year 9"),
            N_("Somebody the parents or young person reasonably ask for"),
            N_("A qualified teacher of children who cannot see or hear well"),
        }
    ),
}


def _say(text: str, known: Iterable[str]) -> str:
    return gettext(text) if text in known else text


def _fact(label: str, value: str) -> tuple[str, str]:
    return _say(_INSTEAD.get(label, label), LABELS), _say(value, CHOSEN.get(label, ()))


def sections(shown: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The sections of an issue (``issue_view.shown``) with their fixed words in the language of the page."""
    return [
        {
            **section,
            "title": _say(section["title"], TITLES),
            "none": _say(section["none"], SENTENCES),
            "rows": [[_fact(*pair) for pair in row] for row in section["rows"]],
            "entries": [{**entry, "facts": [_fact(*pair) for pair in entry["facts"]]} for entry in section["entries"]],
        }
        for section in shown
    ]


def changes(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a notice changes (``changes.between``), likewise."""
    return [
        {
            **one,
            "title": _say(one["title"], TITLES),
            "facts": [
                (_say(label, LABELS), _say(was, CHOSEN.get(label, ())), _say(now, CHOSEN.get(label, ())))
                for label, was, now in one["facts"]
            ],
        }
        for one in found
    ]
