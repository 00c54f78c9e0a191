"""The sheet a review is recorded on: what is at hand when it opens, what a save says, and two saves put together."""

from coordination.reviews.sheet.answers import said
from coordination.reviews.sheet.at_hand import AtHand
from coordination.reviews.sheet.crossing import Crossing, crossed
from coordination.reviews.sheet.filling import everybody_came, form_for, offer, stored, take

__all__ = ["AtHand", "Crossing", "crossed", "everybody_came", "form_for", "offer", "said", "stored", "take"]
