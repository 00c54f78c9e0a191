"""What the pages of the EHC process share: the blueprints, whose pages they are, and the strip of the record."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.web.forms import Form
from coordination.web.languages import speaks

blueprint = Blueprint("ehc", __name__)
# The pages of the family and of whoever a letter is to, in their language.
mine = speaks(Blueprint("my_ehc", __name__))


def record(child: Child) -> dict[str, Any]:
    """The strip of a record page, on the EHC tab."""
    return record_strip(child, "ehc")


def may(verb: str, row: Any, *, whole: bool = False) -> bool:
    """Whether to show a button of the EHC process."""
    return isinstance(guard.may(verb, "ehc_plan", row, whole=whole), Permit)


def refuse(form: Form, broken: RuleBroken) -> None:
    """A broken rule as an error of the form, beside its field where it has it."""
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)


def done_or_why_not(do: Callable[[], object], said: str, back: str) -> ResponseReturnValue:
    """Do what a button is for and go back to its page, which says that it is done, or why it is not."""
    try:
        do()
    except RuleBroken as broken:
        flash(broken.sentence, "information")
    else:
        flash(said, "success")
    return redirect(back, 303)
