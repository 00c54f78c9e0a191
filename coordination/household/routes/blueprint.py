"""The pages about the household of a looked-after child. A carer has pages of their own."""

from flask import Blueprint

blueprint = Blueprint("household", __name__)
