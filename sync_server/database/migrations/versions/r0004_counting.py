"""Indexes that hold all that the figures count."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REPLACED = (
    ("obligations", "ix_obligations_open"),
    ("customer_cards", "ix_customer_cards_owner_id_last_contact_customer"),
    ("visits", "ix_visits_owner_id_start_visit_id"),
    ("visits", "ix_visits_owner_id_review_state_start"),
)
_MADE = {
    ("obligations", "ix_obligations_counted"): (
        ["owner_id", "rule", "week", "responsible_id", "due", "met_at", "excused"]
    ),
    ("customer_cards", "ix_customer_cards_seen"): (["owner_id", "last_contact", "customer", "opted_out"]),
    ("visits", "ix_visits_log"): (
        ["owner_id", "start", "visit_id", "day", "end", "is_reached", "channel", "seconds"]
    ),
    ("visits", "ix_visits_waiting"): (
        ["owner_id", "review_state", "start", "visit_id", "rep_id", "reviewed_at", "entered_at", "end"]
    ),
}


def upgrade() -> None:
    """Make the new indexes and drop those that they begin like."""
    for table, name in _REPLACED:
        op.drop_index(op.f(name), table_name=table)
    for (table, name), columns in _MADE.items():
        op.create_index(op.f(name), table, columns, unique=False)
    is_open = sa.text("met_at IS NULL AND excused IS NULL")
    op.create_index(
        "ix_obligations_open",
        "obligations",
        ["owner_id", "rule", "due", "week", "responsible_id", "met_at", "excused"],
        unique=False,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
