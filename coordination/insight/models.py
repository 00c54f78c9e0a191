"""What was published for England and for each council, kept to read beside one's own. No child stands behind a row."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, new_id


class PublishedFigure(Base):
    """One published percentage of a calendar year: of England (``code`` is empty), or of the council with this code.

    ``measure``: a name of ``published.COLUMNS``. ``made_up``: invented for the demo, and said so wherever it is shown.
    """

    __tablename__ = "published_figure"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    year: Mapped[int]
    code: Mapped[str]
    measure: Mapped[str]
    percent: Mapped[float]
    source: Mapped[str]
    read_on: Mapped[date] = mapped_column(default=clock.today)
    made_up: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        CheckConstraint("percent between 0 and 100", name="percent"),
        UniqueConstraint("code", "measure", "year"),
    )


class PublishedNeighbour(Base):
    """One of the ten statistical neighbours of a council, by DfE code; ``place`` 1 is the nearest."""

    __tablename__ = "published_neighbour"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    place: Mapped[int]
    neighbour: Mapped[str]
    source: Mapped[str]
    read_on: Mapped[date] = mapped_column(default=clock.today)
    made_up: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        CheckConstraint("place between 1 and 10", name="place"),
        UniqueConstraint("code", "place"),
    )
