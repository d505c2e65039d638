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

_TABLES_WITH_TEXTS = (
    "audit",
    "customer_cards",
    "devices",
    "dirty_customers",
    "dirty_weeks",
    "documents",
    "enrol_codes",
    "erasure_reports",
    "erasures",
    "evaluations",
    "grants",
    "late_decisions",
    "matters",
    "merge_links",
    "obligations",
    "organisation",
    "promises",
    "quarantine",
    "recovery_codes",
    "saves",
    "scopes",
    "searched_texts",
    "sessions",
    "sign_in_attempts",
    "sign_in_links",
    "signals",
    "teams",
    "users",
    "visits",
)
# PostgreSQL 14 has no column for who compares, as only the C library does there.
_IS_BYTEWISE = """
    SELECT datcollate IN ('C', 'POSIX') AND coalesce(to_jsonb(one)->>'datlocprovider', 'c') = 'c'
    FROM pg_database AS one WHERE datname = current_database()"""
_TEXTS = """SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = :table AND data_type = 'text'
    ORDER BY column_name"""


def upgrade() -> None:
    """Set the order of texts, make the column from what the rules said, and the index of the log anew."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    # Where all of a database is compared so, as docs/deployment makes it, there is nothing to build anew.
    if is_postgresql and not op.get_bind().execute(sa.text(_IS_BYTEWISE)).scalar_one():
        for table in _TABLES_WITH_TEXTS:
            _compare_bytes(table)
    op.add_column("visits", sa.Column("is_short", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE visits SET is_short = true WHERE visit_id IN"
        " (SELECT visit FROM obligations WHERE rule = 'visit-length' AND met_at IS NULL)"
    )
    op.drop_index(op.f("ix_visits_log"), table_name="visits")
    columns = ["owner_id", "start", "visit_id", "day", "end", "is_reached", "channel", "seconds", "is_short"]
    op.create_index(op.f("ix_visits_log"), "visits", columns, unique=False)
    if is_postgresql:
        op.execute("ANALYZE visits")


def _compare_bytes(table: str) -> None:
    columns = op.get_bind().execute(sa.text(_TEXTS), {"table": table}).scalars()
    # All of a table at once: its indexes are built anew only once.
    changes = ", ".join(f'ALTER COLUMN "{one}" TYPE text COLLATE "C"' for one in columns)
    op.execute(f'ALTER TABLE "{table}" {changes}')
    # What is known of a column goes with its change, and the database would not ask for it by itself.
    op.execute(f'ANALYZE "{table}"')
