"""The fixed words of papers for family, in the language of the paper: how something was said, an answer, a status."""

from coordination.web.languages import gettext as _


def way(how: str) -> str:
    """How somebody was heard."""
    return {
        "told": _("Told us"),
        "drew": _("Drew or made something"),
        "wrote": _("Wrote it"),
        "app": _("Through an app"),
        "observed": _("We watched how they were"),
        "advocate": _("Through an advocate"),
        "meeting": _("Said it in the meeting"),
    }.get(how, "")


def answer(given: str) -> str:
    """The answer to a wish."""
    return {"yes": _("Yes"), "part": _("Partly"), "no": _("No"), "not_yet": _("Not yet")}.get(given, "")


def status(of_action: str) -> str:
    """How an action is going."""
    return _("In progress") if of_action == "in_progress" else _("Not started")


def decision(made: str) -> str:
    """What a review decided about the help as a whole."""
    return {
        "continue": _("The plan carries on."),
        "frequency": _("The plan carries on, and we meet more or less often than before."),
        "step_up": _("We think more help is needed."),
        "step_down": _("We think less help is needed now."),
        "close": _("The help comes to an end."),
    }.get(made, "")


def none_due(reason: str) -> str:
    """Why no further review is due."""
    return {
        "closed": _("The help is ending."),
        "adoption": _("The child has been adopted."),
        "adulthood": _("The young person is now an adult."),
    }.get(reason, "")
