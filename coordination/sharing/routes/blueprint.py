"""The blueprint of who may see a record, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.web.forms import Form, page

blueprint = Blueprint("sharing", __name__)


def who_page(child_id: UUID) -> str:
    """The address of who may see a record."""
    return url_for("sharing.who_may_see", child_id=child_id)


def form_page(template: str, form: Form, child: Child, **context: Any) -> ResponseReturnValue:
    """A page with a form, under the header of the child's record."""
    context.setdefault("back_url", who_page(child.id))
    return page(template, form=form, child=child, record=record_strip(child, "sharing"), **context)


def refuse(form: Form, broken: RuleBroken) -> None:
    """Show a broken rule beside its field, or at the top of the form."""
    form.refuse(broken.sentence, broken.field if broken.field in form else None)
