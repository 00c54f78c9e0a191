"""The first page: each person is taken to the place where their work or their plan is."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.guard import actor, public

blueprint = Blueprint("home", __name__)

# Who keeps children's records, and who works from their agency's actions.
KEEPS_RECORDS = frozenset({"SW", "LP", "TM", "IRO", "CPC", "PA", "EHC", "SSW", "VSH", "EDT"})

# Who answers for many children's records at once, and starts from how it stands with all of them.
OVERSEES = frozenset({"TM", "IRO", "CPC", "SW", "LP", "PA", "VSH"})
STARTS_FROM_ALL = frozenset({"TM", "IRO", "CPC"})

# Who reads what is raised about a child who may not be safe, and decides.
ACTS_ON_CONCERNS = frozenset({"SW", "TM", "EDT"})

# Who works for a school's pupils.
AT_SCHOOL = frozenset({"SEN", "DSL"})

# Who looks after the reviews of EHC plans.
LOOKS_AFTER_REVIEWS = frozenset({"SEN", "VSH", "EHC"})

# Who follows many young people on their way to 18.
FOLLOWS_TO_18 = frozenset({"TM", "PA", "IRO", "VSH"})

# Who looks after accounts and organisations, and who works with figures alone: these see no child's record.
ADMINISTERS = frozenset({"ADM", "IGO"})
FIGURES = frozenset({"ANL"})


def start_of(who: Actor) -> str:
    """The endpoint somebody starts at."""
    if not who.is_signed_in:
        return "accounts.sign_in"
    if who.kind == "young_person":
        return "family.my_plan"
    roles = {role.role for role in who.roles_on(clock.today())}
    if "FC" in roles:
        return "family.caring"
    if who.kind == "family":
        return "family.family"
    if roles & STARTS_FROM_ALL:
        return "insight.team"
    if roles & KEEPS_RECORDS:
        return "children.caseload"
    if roles == {"IGO"}:
        return "sharing.privacy"
    if roles and roles <= ADMINISTERS | FIGURES:
        return "agencies.organisations" if roles & ADMINISTERS else "insight.agencies"
    return "plans.agency_actions"


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """Take somebody to where they start."""
    return redirect(url_for(start_of(actor())), 303)
