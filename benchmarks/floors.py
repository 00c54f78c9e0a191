"""The floor under each page: a bare Flask view that sends the same number of bytes from a hand-written template, with
the keyed SQL of the page, one session read and one audit INSERT with its COMMIT, because we owe them.
"""

import json
import os
from typing import Any

import psycopg_pool
from flask import Flask, Response, request
from jinja2 import Template

ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header"><a class="govuk-link" href="/x/{{ r[0] }}">'
    '{{ r[1] }}</a></th><td class="govuk-table__cell">{{ r[2] }}</td><td class="govuk-table__cell">{{ r[3] }}</td></tr>\n'
)
PAGE = Template(
    "<!DOCTYPE html><html lang=en><head><title>Floor</title></head><body><h1>Floor</h1><table>{% for r in rows %}"
    + ROW
    + "{% endfor %}</table><p>{{ padding }}</p></body></html>",
    autoescape=True,
)

QUERIES = {
    "caseload": (
        "select c.id, ch.sort_name, c.next_due_on, c.open_actions from case_episode c"
        " join child ch on ch.id = c.child_id where c.child_id = any(%(children)s) order by c.next_due_on, c.id limit 25"
    ),
    "actions": (
        "select a.id, s.wording->'professional'->>'en', a.due_on, a.status from action a join statement s on s.id = a.id"
        " where a.agency_id = %(agency)s and a.child_id = any(%(children)s)"
        " and a.status in ('not_started', 'in_progress', 'blocked') order by a.due_on, a.id limit 25"
    ),
    "record": "select id, sort_name, born_on, reference from child where id = %(child)s",
    "timetable": (
        "select c.id, c.rule, c.due_on, c.state from clock c where c.child_id = any(%(children)s) and c.state = 'running'"
        " order by c.due_on, c.id limit 25"
    ),
    "find": (
        "select i.child_id, i.family_norm, i.born_on, i.given_norm from child_index i"
        " where i.child_id = any(%(children)s) and i.family_keys && %(keys)s limit 25"
    ),
    "save": "insert into audit_once (key, until) values (sha256(uuidv7()::text::bytea), now())",
    "sign_in": "",
}
MORE = {"record": 4}


def make() -> Flask:
    """The floors as an application of their own; what it needs is in the environment."""
    app = Flask(__name__)
    given = json.loads(os.environ["FLOORS"])
    pool = psycopg_pool.ConnectionPool(given["owner"], min_size=1, max_size=5, open=True)
    sizes: dict[str, int] = {}

    @app.post("/size/<name>")
    def size(name: str) -> str:
        sizes[name] = int(request.form["bytes"])
        return "kept"

    @app.route("/<name>", methods=["GET", "POST"])
    def answer(name: str) -> Response:
        wanted = int(request.args.get("bytes", 0))
        if name == "sign_in":
            return Response(b"x" * wanted, mimetype="text/html")
        rows: list[Any] = []
        with pool.connection() as link:
            link.execute(
                "select id from login_session where token_digest = %s and ended_at is null", [given["digest"]]
            ).fetchone()
            found = link.execute(QUERIES[name], given)
            rows = found.fetchall() if found.description else []
            for _ in range(MORE.get(name, 0)):
                link.execute(QUERIES[name], given).fetchall()
            link.execute(
                "insert into floor_audit (at, body) values (now(), %s)",
                [json.dumps({"actor": given["digest"], "verb": "read", "children": given["child"]})],
            )
        page = PAGE.render(rows=rows, padding="")
        return Response(PAGE.render(rows=rows, padding="x" * max(0, wanted - len(page))), mimetype="text/html")

    return app
