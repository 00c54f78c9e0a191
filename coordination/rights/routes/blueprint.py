"""The blueprint of the room."""

from flask import Blueprint

blueprint = Blueprint("rights", __name__)
