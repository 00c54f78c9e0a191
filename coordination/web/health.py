"""Whether the product is alive and ready: for supervisors and load balancers. Says nothing about anybody."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from coordination.access.guard import public
from coordination.db import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
def ready() -> ResponseReturnValue:
    """Live, and ready when the database answers."""
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return jsonify(live=True, ready=False), 503
    finally:
        db.session.rollback()
    return jsonify(live=True, ready=True)


@blueprint.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(live=True)
