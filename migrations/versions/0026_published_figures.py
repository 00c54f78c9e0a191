"""Published figures to read beside one's own, and the counts of the measures of the EHC process"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    op.create_table(
        "published_figure",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("percent", sa.Float(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("made_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("percent between 0 and 100", name=op.f("ck_published_figure_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
        sa.UniqueConstraint("code", "measure", "year", name=op.f("uq_published_figure_code_measure_year")),
    )
    op.create_table(
        "published_neighbour",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("neighbour", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("made_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("place between 1 and 10", name=op.f("ck_published_neighbour_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_neighbour")),
        sa.UniqueConstraint("code", "place", name=op.f("uq_published_neighbour_code_place")),
    )
    op.execute("grant select on published_figure, published_neighbour to coordination_app, coordination_worker")
    op.get_bind().connection.driver_connection.execute((SQL / "ehc_measured.sql").read_text())


def downgrade() -> None:
    op.execute("drop function ehc_measured(uuid, date, date)")
    op.drop_table("published_neighbour")
    op.drop_table("published_figure")
