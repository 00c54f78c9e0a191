"""Facts of a certificate: that a record was destroyed, by which rule and on whose word. No personal data of a child."""

from typing import TypedDict

from coordination.documents.facts.shared import Cover, When


class ErasureStep(TypedDict):
    """What somebody did on the way, and when. ``who`` is "" for what the product did by itself."""

    what: str
    who: str
    on: When


class ErasureCount(TypedDict):
    """How many rows of one kind there were."""

    what: str
    many: int


class ErasureCertificate(TypedDict):
    """Facts of ``erasure_certificate``."""

    cover: Cover
    number: str
    rule: str
    source: str
    basis: str
    due_on: When
    steps: list[ErasureStep]
    counts: list[ErasureCount]
    backups: str
    remains: str
