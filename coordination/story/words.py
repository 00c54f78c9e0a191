"""What the parts of a story and the reasons for leaving something out are called, in the language of the page."""

from coordination.web.languages import gettext as _


def parts() -> dict[str, str]:
    """What a part is about, by code."""
    return {
        "home": _("A home"),
        "school": _("A school"),
        "person": _("Somebody who matters"),
        "achievement": _("Something I did"),
        "day": _("A day to remember"),
    }


def left_out() -> dict[str, str]:
    """Why something is not told, by code."""
    return {
        "other_child": _("Something about another child: it is theirs to tell."),
        "other_adult": _("Something about another adult: it is theirs to tell."),
        "address": _("Where somebody lives: it must stay private, to keep people safe."),
        "being_decided": _("Something that is still being decided. Ask again when it is."),
        "not_sure": _("Something we do not know for sure. We do not guess about your life."),
    }
