"""Reviews that are parts of one day, pathway reviews, and which children's clocks are counted anew"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = (
    "'initial_tac', 'tac_review', 'child_in_need', 'core_group', 'looked_after', 'pep', 'ehc_annual', 'conference',"
    " 'stability', 'professionals', 'family_network', 'closure'"
)


def upgrade() -> None:
    op.add_column("review", sa.Column("day_id", sa.UUID(), nullable=True))
    op.create_index(op.f("ix_review_day_id"), "review", ["day_id"])
    _kinds(f"{BEFORE}, 'pathway'")
    op.get_bind().connection.driver_connection.execute((SQL / "recounting.sql").read_text())


def downgrade() -> None:
    op.execute("drop function children_with_clocks(uuid, text[])")
    # A kind that is not known any more becomes the nearest that is.
    op.execute("update review set kind = 'professionals' where kind = 'pathway'")
    _kinds(BEFORE)
    op.drop_index(op.f("ix_review_day_id"), "review")
    op.drop_column("review", "day_id")


def _kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_review_kind"), "review", type_="check")
    op.create_check_constraint(op.f("ck_review_kind"), "review", f"kind in ({kinds})")
