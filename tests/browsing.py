"""A client that is signed in as somebody, sends tokens like a browser, and reads pages."""

import re
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from coordination.accounts import sessions
from coordination.db import db


class Visitor:
    """One person's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **rest: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(address, **rest)

    def page(self, address: str, status: int = 200) -> BeautifulSoup:
        """Open a page that must answer ``status`` (redirects followed) and read it."""
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
        return BeautifulSoup(answer.text, "lxml")

    def words(self, address: str) -> str:
        """The words of a page, white space folded."""
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return words_of(answer.text)

    def send(
        self, address: str, data: dict[str, Any] | None = None, *, form_at: str | None = None, to: str | None = None
    ) -> TestResponse:
        """Fill in the form of the page at ``address`` (or at ``form_at``) and send it to ``address``.

        Hidden fields, ticks and what already stands in the page's form are sent too, as a browser would; ``data``
        replaces them. ``to`` picks the form by its action where the page has several.
        """
        page = self.client.get(form_at or address)
        fields = form_fields(page.text, to or address)
        sent = {**fields, **(data or {})}
        return self.client.post(address, data={k: v for k, v in sent.items() if v is not None})

    def press(self, address: str, **data: Any) -> TestResponse:
        """Send a form of one button, with a token made for this browser."""
        token = self.token()
        return self.client.post(address, data={"csrf_token": token, **data})

    def token(self) -> str:
        """A token for this browser's forms."""
        page = self.client.get("/account")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        assert found, "no token on the account page"
        return found.group(1)


def words_of(page: str) -> str:
    """What somebody reads on a page, white space folded: no script, style or comment."""
    tree = html.document_fromstring(page)
    etree.strip_elements(tree, etree.Comment, "script", "style", "template", with_tail=False)
    return " ".join(" ".join(tree.itertext()).split())


def form_fields(page: str, action: str) -> dict[str, Any]:
    """What a browser would send for the page's form as it stands: the one with this action, else the main one."""
    forms = html.document_fromstring(page).xpath("//form[translate(@method, 'POST', 'post') = 'post']")
    main = [form for form in forms if form.xpath("ancestor::main")]
    path = action.split("?")[0]
    chosen = [form for form in main if form.get("action", "").split("?")[0] == path] or main or forms
    if not chosen:
        return {}
    fields: dict[str, Any] = {}
    for field in chosen[0].iter("input", "textarea", "select"):
        name = field.get("name")
        if not name or "disabled" in field.attrib:
            continue
        if field.tag == "textarea":
            fields[name] = field.text_content().removeprefix("\n")
        elif field.tag == "select":
            option = next(iter(field.xpath(".//option[@selected]")), None)
            if option is not None:
                fields[name] = option.get("value", option.text_content())
        elif field.get("type") in ("checkbox", "radio"):
            if "checked" in field.attrib:
                value = field.get("value", "on")
                if field.get("type") == "checkbox" and name in fields:
                    held = fields[name] if isinstance(fields[name], list) else [fields[name]]
                    fields[name] = [*held, value]
                else:
                    fields[name] = value
        elif field.get("type") not in ("submit", "button", "file"):
            fields[name] = field.get("value", "")
    return fields


class Browsing:
    """Makes signed-in clients."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def as_(self, person_id: UUID, *, second_factor: bool = True, just_proved: bool = False) -> Visitor:
        """A browser in which this person has signed in; ``just_proved``: and has just proved again who they are."""
        with self.app.test_request_context():
            token = sessions.begin(person_id, second_factor=second_factor, stepped_up=just_proved)
            db.session.commit()
            name = sessions.cookie_name()
        client = self.app.test_client()
        client.set_cookie(name, token)
        return Visitor(client)

    def nobody(self) -> Visitor:
        """A browser in which nobody has signed in."""
        return Visitor(self.app.test_client())
