"""The blueprint of insight. Its pages are for those who work with children."""

from flask import Blueprint

blueprint = Blueprint("insight", __name__)
