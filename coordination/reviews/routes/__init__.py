"""Pages of reviews, and of the papers made from them."""

from coordination.reviews.routes import (
    checking,
    circulation,
    contributing,
    kinds,
    live,
    one_day,
    papers,
    planning,
    recording,
    room,
    together,
)
from coordination.reviews.routes.blueprint import blueprint

# The papers' pages have addresses and endpoints of their own.
documents = papers.blueprint

__all__ = [
    "blueprint",
    "checking",
    "circulation",
    "contributing",
    "documents",
    "kinds",
    "live",
    "one_day",
    "papers",
    "planning",
    "recording",
    "room",
    "together",
]
