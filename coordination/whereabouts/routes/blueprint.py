"""The blueprint of protected places, and what its pages share."""

from typing import Any

from flask import Blueprint

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.access.standing import towards_child
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.protected import store
from coordination.protected.models import SECTION, ProtectedPlace
from coordination.web.forms import Form
from coordination.whereabouts import words

blueprint = Blueprint("whereabouts", __name__)

# Who decides about held words and looks at emergency reveals.
ANSWERS_FOR = frozenset({"SW", "TM"})


def record(child: Child) -> dict[str, Any]:
    """The strip of the record, on the tab of protected places."""
    return record_strip(child, "places")


def refuse(form: Form, broken: RuleBroken) -> None:
    """A broken rule beside its field, or at the top."""
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)


def shown(held: ProtectedPlace, *, reason: bool = True) -> list[tuple[str, str]]:
    """What is kept of a place, label by label; why it is protected is for those who work with the child."""
    said: Any = store.said(held)
    return [(label, said[name]) for name, label in words.FIELDS.items() if said[name] and (reason or name != "reason")]


def answers_for(row: Any) -> None:
    """The social worker or the manager of the child; everybody else, a grant or not, has no such page."""
    permit = guard.demand("read", SECTION, row)
    if permit.role not in ANSWERS_FOR:
        raise guard.Refused(Deny("not-theirs", 4, True))


def on_duty(child: Child) -> None:
    """A duty worker who covers this child, in their shift and post; for everybody else there is no such page."""
    guard.demand("read", "core_identity", child)
    stands = towards_child(guard.know([child.id]), child.id, child.authority_id, clock.today())
    now = clock.now()
    if not any(one.role == "EDT" and one.via == "duty" and one.live_at(now) for one in stands):
        raise guard.Refused(Deny("not-on-duty", 4, True))
