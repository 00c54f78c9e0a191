"""Room in a written document for its copies’ stamps: each copy is the same bytes with its own drawing put there."""

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

# What a stamp draws is filled up with spaces to a whole number of these.
ROOM = 512


def room_of(drawings: Iterable[bytes]) -> int:
    """How much room these drawings take, each of them."""
    return max(-(-len(drawing) // ROOM) * ROOM for drawing in drawings)


def packed(drawing: bytes, room: int) -> bytes:
    """A drawing as its stream holds it: deflated without being pressed, so that any drawing of a room is as long."""
    return zlib.compress(drawing.ljust(room), 0)


@dataclass(frozen=True)
class WithRoom:
    """A document with room for a stamp of each width, and where in its bytes those are, and its identifier."""

    written: bytes
    room: int
    places: tuple[int, ...]
    identifier: int

    def stamped(self, drawings: list[bytes]) -> bytes:
        """The document with these drawings in its room, and an identifier of its own (ISO 32000-1, 14.4)."""
        made = bytearray(self.written)
        for place, drawing in zip(self.places, drawings, strict=True):
            stream = packed(drawing, self.room)
            made[place : place + len(stream)] = stream
        mine = hashlib.sha256(self.written[self.identifier : self.identifier + 32] + b"".join(drawings)).hexdigest()
        made[self.identifier : self.identifier + 32] = mine[:32].encode()
        return bytes(made)


# The identifier of the file as it was first made, and of this copy of it: the second is the copy's.
IDENTIFIER = re.compile(rb"/ID *\[ *<[0-9a-f]{32}> *<([0-9a-f]{32})> *\]")
