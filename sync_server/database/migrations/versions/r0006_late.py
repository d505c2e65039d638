"""An index over what was met late: what was overdue at the end of a week that is over."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    was_late = sa.text("met_at > due AND excused IS NULL")
    op.create_index(
        "ix_obligations_late",
        "obligations",
        ["owner_id", "rule", "met_at", "due"],
        unique=False,
        sqlite_where=was_late,
        postgresql_where=was_late,
    )
