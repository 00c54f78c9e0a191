"""What a foster carer may decide alone: the decisions of every day, and the few that the law keeps for
others.

What has not been agreed in writing is "ask first": a carer is never left to guess, and never told that they
may.
"""

from typing import NamedTuple

from coordination.web.languages import gettext as _


class Decisions(NamedTuple):
    """One part of life and the decisions in it."""

    category: str
    decisions: list[str]


class KeptByLaw(NamedTuple):
    """A decision that is neither the carer's nor the worker's, and why."""

    decision: str
    why: str


def to_ask_first() -> list[Decisions]:
    """Every decision a delegated-authority agreement speaks of, by part of life."""
    return [
        Decisions(
            _("Health"),
            [_("Visits to the doctor, dentist and optician"), _("Treatment, tests and injections")],
        ),
        Decisions(
            _("School"),
            [_("School trips for a day"), _("School trips with a night away"), _("Meetings at school")],
        ),
        Decisions(_("Friends and nights away"), [_("A sleepover with a friend"), _("Staying with your own family")]),
        Decisions(_("Clubs and activities"), [_("Joining a club or a sport"), _("Activities with more risk")]),
        Decisions(_("How they look"), [_("A haircut"), _("Piercings")]),
        Decisions(_("Photographs and phones"), [_("Photographs at school or a club"), _("Social media accounts")]),
        Decisions(_("Travel"), [_("A holiday in the United Kingdom"), _("A holiday abroad and a passport")]),
        Decisions(_("Faith"), [_("Going to a place of worship")]),
        Decisions(_("Seeing family"), [_("A change to when they see their family")]),
    ]


def kept_by_law() -> list[KeptByLaw]:
    """Decisions a carer never makes: Children Act 1989 ss.20, 33(6)-(8), and the Adoption and Children Act
    2002."""
    return [
        KeptByLaw(
            _("A change of surname"),
            _("Everybody with parental responsibility agrees in writing, or a court does."),
        ),
        KeptByLaw(
            _("Leaving the United Kingdom for a month or more"),
            _("Everybody with parental responsibility agrees in writing, or a court does."),
        ),
        KeptByLaw(_("A change of religion"), _("The council may not bring a child up in another religion.")),
        KeptByLaw(_("Adoption"), _("Only a court decides.")),
    ]
