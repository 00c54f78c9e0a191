"""The people map: through whom somebody is related, partnerships, years, homes with dates, and trusted adults"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LINKS = ("relation_to_id", "partner_id")


def columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("sex", sa.Text()),
        sa.Column("born_year", sa.Integer()),
        sa.Column("died_year", sa.Integer()),
        sa.Column("relation_to_id", UUID(as_uuid=True)),
        sa.Column("partner_id", UUID(as_uuid=True)),
        sa.Column("partnership", sa.Text()),
        sa.Column("partners_from_on", sa.Date()),
        sa.Column("partners_to_on", sa.Date()),
        sa.Column("tie", sa.Text()),
        sa.Column("trusted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("trusted_since_on", sa.Date()),
        sa.Column("in_touch", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    )


def upgrade() -> None:
    for column in columns():
        op.add_column("network_member", column)
    for name in LINKS:
        op.create_foreign_key(f"fk_network_member_{name}", "network_member", "network_member", [name], ["id"])
        op.create_index(f"ix_network_member_{name}", "network_member", [name])
    op.create_table(
        "network_home",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("member_id", UUID(as_uuid=True)),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("to_on", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", UUID(as_uuid=True)),
        sa.Column("authority_id", UUID(as_uuid=True), nullable=False),
        sa.Column("child_id", UUID(as_uuid=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_network_home"),
        sa.ForeignKeyConstraint(["member_id"], ["network_member.id"], name="fk_network_home_member_id"),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_network_home_child",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_network_home_member_id", "network_home", ["member_id"])
    op.create_index("ix_network_home_child", "network_home", ["authority_id", "child_id"])
    op.execute("select protect_child_table('network_home')")


def downgrade() -> None:
    op.drop_table("network_home")
    for name in LINKS:
        op.drop_index(f"ix_network_member_{name}", "network_member")
        op.drop_constraint(f"fk_network_member_{name}", "network_member", type_="foreignkey")
    for column in reversed(columns()):
        op.drop_column("network_member", column.name)
