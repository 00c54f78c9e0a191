"""What a parent who is not told where the child lives is sent of the EHC papers"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ehc_place_decision",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("advice_from", sa.Text(), nullable=False),
        sa.Column("advice_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("answer in ('withheld', 'in_full')", name=op.f("ck_ehc_place_decision_answer")),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_ehc_place_decision_child",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ehc_place_decision_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ehc_place_decision")),
    )
    op.create_index("ix_ehc_place_decision_child", "ehc_place_decision", ["authority_id", "child_id"])
    op.create_index(op.f("ix_ehc_place_decision_person_id"), "ehc_place_decision", ["person_id"])
    op.create_index(
        "uq_ehc_place_decision_standing",
        "ehc_place_decision",
        ["child_id", "key"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.execute("select protect_child_table('ehc_place_decision')")
    op.add_column("formal_plan_sent", sa.Column("withheld", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("formal_plan_sent", "withheld")
    op.drop_table("ehc_place_decision")
