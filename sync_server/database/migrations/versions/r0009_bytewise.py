"""Texts are compared byte by byte, and visits say whether they were shorter than their rule wanted.

A PostgreSQL compares texts as its locale does, unless a column says otherwise: names would stand in another
order than on the embedded database, and each step along an index of days would take twice as long. Tables
that later steps make have to say so themselves (``collation="C"``); a test looks at all columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXTS = """SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
    ORDER BY table_name, column_name"""


def upgrade() -> None:
    """Set the order of texts, make the column from what the rules said, and the index of the log anew."""
    if op.get_bind().dialect.name == "postgresql":
        _compare_bytes()
    op.add_column("visits", sa.Column("is_short", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE visits SET is_short = true WHERE visit_id IN"
        " (SELECT visit FROM obligations WHERE rule = 'visit-length' AND met_at IS NULL)"
    )
    op.drop_index(op.f("ix_visits_log"), table_name="visits")
    columns = ["owner_id", "start", "visit_id", "day", "end", "is_reached", "channel", "seconds", "is_short"]
    op.create_index(op.f("ix_visits_log"), "visits", columns, unique=False)


def _compare_bytes() -> None:
    tables: dict[str, list[str]] = {}
    for table, column in op.get_bind().execute(sa.text(_TEXTS)):
        tables.setdefault(table, []).append(column)
    for table, columns in tables.items():
        # All of a table at once: its indexes are built anew only once.
        changes = ", ".join(f'ALTER COLUMN "{one}" TYPE text COLLATE "C"' for one in columns)
        op.execute(f'ALTER TABLE "{table}" {changes}')
