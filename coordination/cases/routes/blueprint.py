"""The blueprint of help and the team, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.web.forms import Form, page

blueprint = Blueprint("cases", __name__)


def team_page(child_id: UUID) -> str:
    """The address of a child's team."""
    return url_for("cases.team", child_id=child_id)


def form_page(template: str, form: Form, child: Child, **context: Any) -> ResponseReturnValue:
    """A page with a form, under the header of the child's record."""
    context.setdefault("back_url", team_page(child.id))
    return page(template, form=form, child=child, record=record_strip(child, "team"), **context)


def refuse(form: Form, broken: RuleBroken) -> None:
    """Show a broken rule beside its field, or at the top of the form."""
    form.refuse(broken.sentence, broken.field if broken.field in form else None)
