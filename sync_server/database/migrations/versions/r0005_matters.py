"""Pauses and customers' suggestions as rows, and why a customer could not be evaluated."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which the evaluator fills, and the column."""
    op.create_table(
        "matters",
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("review_state", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_matters")),
    )
    op.create_index(
        op.f("ix_matters_owner_id_kind_review_state_until"),
        "matters",
        ["owner_id", "kind", "review_state", "until"],
        unique=False,
    )
    op.create_index(op.f("ix_matters_customer"), "matters", ["customer"], unique=False)
    op.add_column("evaluations", sa.Column("failure", sa.Text(), nullable=True))
