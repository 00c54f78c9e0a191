"""What is known of a move and of a visit, and health checks"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_OF_A_PLACEMENT = (
    ("planned", sa.Boolean()),
    ("in_authority", sa.Boolean()),
    ("distance_miles", sa.Numeric(6, 1)),
    ("siblings", sa.Text()),
    ("siblings_why", sa.Text()),
    ("why_here", sa.Text()),
    ("lives_with", sa.Text()),
    ("fewer_visits_on", sa.Date()),
)


def upgrade() -> None:
    for name, kind in _OF_A_PLACEMENT:
        op.add_column("placement", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(
        op.f("ck_placement_siblings"), "placement", "siblings in ('none', 'together', 'some', 'apart')"
    )
    op.create_check_constraint(op.f("ck_placement_distance"), "placement", "distance_miles >= 0")
    op.add_column("visit", sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("visit", "seen", server_default=None)
    op.add_column("visit", sa.Column("kind", sa.Text(), nullable=False, server_default="looked_after"))
    op.alter_column("visit", "kind", server_default=None)
    op.add_column("visit", sa.Column("place", sa.Text(), nullable=True))
    op.add_column("visit", sa.Column("found", sa.Text(), nullable=True))
    op.add_column("visit", sa.Column("view_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_visit_view_id"), "visit", "statement", ["view_id"], ["id"], ondelete="SET NULL")
    op.create_check_constraint(
        op.f("ck_visit_kind"),
        "visit",
        "kind in ('looked_after', 'child_protection', 'child_in_need', 'adviser', 'other')",
    )
    op.create_check_constraint(op.f("ck_visit_seen_alone"), "visit", "seen or not seen_alone")
    op.create_check_constraint(op.f("ck_visit_place"), "visit", "place in ('home', 'school', 'elsewhere')")
    op.create_table(
        "health_check",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("up_to_date", sa.Boolean(), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_health_check_child",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_check")),
        sa.UniqueConstraint("child_id", "source_key", name=op.f("uq_health_check_child_id_source_key")),
        sa.CheckConstraint(
            "kind in ('assessment', 'dental', 'immunisations', 'sdq')", name=op.f("ck_health_check_kind")
        ),
        sa.CheckConstraint("score between 0 and 40", name=op.f("ck_health_check_score")),
        sa.CheckConstraint("score is null or reason is null", name=op.f("ck_health_check_score_or_reason")),
        sa.CheckConstraint("report_on is null or report_on >= held_on", name=op.f("ck_health_check_report_on")),
    )
    op.create_index("ix_health_check_child", "health_check", ["authority_id", "child_id"])
    op.execute("select protect_child_table('health_check')")


def downgrade() -> None:
    op.drop_table("health_check")
    for name in ("kind", "view_id", "found", "place", "seen"):
        op.drop_column("visit", name)
    for name, _ in reversed(_OF_A_PLACEMENT):
        op.drop_column("placement", name)
