"""When visits arrived: they wait for a review from then on, however long ago they were made.

The evaluator fills the column in; until then they count as having arrived when they were made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column, and the index of what waits anew."""
    op.add_column("visits", sa.Column("arrived_at", sa.Text(), nullable=False, server_default=""))
    op.execute('UPDATE visits SET arrived_at = "end"')
    op.drop_index(op.f("ix_visits_waiting"), table_name="visits")
    op.create_index(
        op.f("ix_visits_waiting"),
        "visits",
        ["owner_id", "review_state", "arrived_at", "start", "visit_id", "rep_id", "reviewed_at"],
        unique=False,
    )
