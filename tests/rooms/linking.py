"""Somebody who comes by a one-time link: what they were mailed, the code they type, the browser they come with."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import text

from coordination.children import queries as children
from coordination.links import operations
from coordination.plans import queries as plans
from coordination.reviews import contributions
from tests.browsing import Browsing, Visitor, form_fields
from tests.rooms.contributing import Contributing


class Linking(Contributing):
    """Reviews and actions, and links to them."""

    def links(self, review_id: UUID, who: str = "health", by: str = "lead") -> UUID:
        """Send somebody a link to contribute."""
        with self.at_work(by) as sender:
            place = contributions.place_of(review_id, self.world.people[who])
            return operations.ask_for_contribution(place, by=sender).id

    def links_action(self, action_id: UUID, by: str = "lead") -> UUID:
        """Send the owner of an action a link about it."""
        with self.at_work(by) as sender:
            row = plans.action(action_id)
            return operations.ask_about_action(row, children.child(row.child_id), by=sender).id

    def mails(self, link_id: UUID) -> list[Any]:
        """What was mailed about a link, the newest first."""
        with self.at_work():
            from coordination.db import db

            return list(
                db.session.execute(
                    text(
                        "select template, subject, body, address from outbox_message where about_id = :id"
                        " order by queued_at desc, id desc"
                    ),
                    {"id": link_id},
                )
            )

    def token(self, link_id: UUID) -> str:
        """The token in the mail of a link."""
        found = next(
            re.search(r"/link/([\w-]+)", mail.body) for mail in self.mails(link_id) if mail.template != "link_code"
        )
        assert found
        return found.group(1)

    def code(self, link_id: UUID) -> str:
        """The code that was mailed last."""
        found = next(
            re.search(r"\b(\d{6})\b", mail.body) for mail in self.mails(link_id) if mail.template == "link_code"
        )
        assert found
        return found.group(1)


class Guest(Visitor):
    """The browser of somebody who holds a link and has no account."""

    def press(self, address: str, **data: Any) -> Any:
        """Send a form of one button, found on the page that has it."""
        page = self.client.get(data.pop("at", address))
        return self.client.post(address, data=form_fields(page.text, address) | data)


def comes_by(browsing: Browsing, work: Linking, link_id: UUID) -> Guest:
    """Somebody opens the mail, asks for the code and types it."""
    guest = Guest(browsing.app.test_client())
    token = work.token(link_id)
    assert guest.press(f"/link/{token}").status_code == 303
    answer = types(guest, token, work.code(link_id))
    assert answer.status_code == 303, answer.text
    return guest


def types(guest: Guest, token: str, code: str) -> Any:
    """Type a code into the page that asks for it."""
    address = f"/link/{token}/code"
    return guest.client.post(address, data=form_fields(guest.client.get(address).text, address) | {"code": code})


def form_of(guest: Guest, address: str, **answers: Any) -> dict[str, Any]:
    """The form behind a link as a browser would send it."""
    return form_fields(guest.get(address).text, address) | answers
