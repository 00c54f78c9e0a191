"""The family's pages: ``/my-plan`` for a young person, ``/caring`` for a carer, ``/family`` for a parent.

Each is its reader's own: somebody else opening it is told that it is not theirs, and a child they have
nothing to do with (any more) does not exist for them.
"""

from coordination.family.routes import (
    carer,
    carers_support,
    concern,
    diary,
    family_time,
    growing_up,
    invitation,
    moving,
    own_part,
    parent,
    statutory,
    tonight,
    wrong,
    young_life,
    young_page,
    young_person,
    young_story,
)
from coordination.family.routes.opening import blueprint

__all__ = [
    "blueprint",
    "carer",
    "carers_support",
    "concern",
    "diary",
    "family_time",
    "growing_up",
    "invitation",
    "moving",
    "own_part",
    "parent",
    "statutory",
    "tonight",
    "wrong",
    "young_life",
    "young_page",
    "young_person",
    "young_story",
]
