"""What commands share: an application on a database that answers, a way to report, and the audit row they leave."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask

from coordination import config
from coordination.db import db, new_id


@contextmanager
def application(login: str = "owner") -> Iterator[Flask]:
    """The application on a database that answers, for one command."""
    from coordination import create_app, serving

    with serving.database(config.read()) as settings:
        app = create_app(settings, login=login)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


def report(data: Any, as_json: bool, text: str) -> None:
    """Print for a person, or as JSON."""
    click.echo(json.dumps(data, indent=2, default=str) if as_json else text)


def leave_audit(verb: str, **details: Any) -> None:
    """The audit row of a command, and the end of its transaction: a named process, what it did, counts only.

    Called last, once: what is not written down is not done, and a command that only looks commits nothing.
    """
    from coordination.audit import operations as audit
    from coordination.audit.operations import Access

    audit.append(db.session(), Access(request_id=new_id(), verb=verb, process="command line", details=details))
    db.session.commit()
