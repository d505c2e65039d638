"""The tables of the supervisors' pages, all derived; every customer that there is has to be evaluated."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _whole(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def _big(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False) for name in names]


def _flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{table}"))


def _index(table: str, *names: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names), unique=False)


def upgrade() -> None:
    """Make the tables, and mark every customer."""
    _make_evaluations()
    _make_cards()
    _make_obligations()
    _make_visits()
    _make_promises_and_signals()
    _make_search()
    op.execute(
        "INSERT INTO dirty_customers (customer, seq)"
        " SELECT substr(scope, 10), 0 FROM scopes WHERE scope LIKE 'customer:%'"
    )


def _make_evaluations() -> None:
    op.create_table(
        "dirty_customers",
        *_texts("customer"),
        *_big("seq"),
        _key("dirty_customers", "customer", "seq"),
    )
    op.create_table(
        "evaluations",
        *_texts("customer", "owner_id"),
        *_texts("kept", nullable=True),
        *_texts("stamp"),
        _key("evaluations", "customer"),
    )
    _index("evaluations", "owner_id", "stamp")
    _index("evaluations", "stamp")
    _index("evaluations", "kept")
    op.create_table(
        "dirty_weeks",
        *_texts("rep_id", "week", "mark"),
        _key("dirty_weeks", "rep_id", "week", "mark"),
    )
    op.create_table(
        "merge_links",
        *_texts("link_id", "customer", "kept", "joined", "undoes"),
        _key("merge_links", "link_id"),
    )
    _index("merge_links", "customer")


def _make_cards() -> None:
    op.create_table(
        "customer_cards",
        *_texts("customer", "owner_id", "name", "sort", "find", "letter"),
        *_flags("is_key"),
        *_texts("district", "address", "created", "last_contact"),
        *_texts("last_attempt", "paused_until", "opted_out", nullable=True),
        *_texts("consent"),
        *_whole("open_promises"),
        *_texts("card"),
        _key("customer_cards", "customer"),
    )
    _index("customer_cards", "owner_id", "sort", "customer")
    _index("customer_cards", "owner_id", "last_contact", "customer")


def _make_obligations() -> None:
    op.create_table(
        "obligations",
        *_texts("customer", "rule", "subject", "owner_id", "responsible_id"),
        *_texts("visit", nullable=True),
        *_texts("week", "due"),
        *_texts("met_at", "excused", nullable=True),
        *_texts("evidence"),
        _key("obligations", "customer", "rule", "subject"),
    )
    _index("obligations", "owner_id", "rule", "due")
    _index("obligations", "rule", "due")
    _index("obligations", "visit")
    is_open = sa.text("met_at IS NULL AND excused IS NULL")
    op.create_index(
        "ix_obligations_open",
        "obligations",
        ["owner_id", "rule", "due"],
        unique=False,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _make_visits() -> None:
    op.create_table(
        "visits",
        *_texts("visit_id", "customer", "owner_id", "rep_id", "start", "end", "day", "week"),
        *_whole("seconds"),
        *_texts("channel", "purpose", "note"),
        *_flags("is_reached"),
        *_texts("reason"),
        *_flags("is_timed"),
        *_texts("entered_at", nullable=True),
        *_whole("lag", nullable=True),
        *_whole("clock_shift", "amendments", "findings"),
        *_texts("review_state"),
        *_texts("reviewed_at", nullable=True),
        _key("visits", "visit_id"),
    )
    _index("visits", "start", "visit_id")
    _index("visits", "owner_id", "start", "visit_id")
    _index("visits", "owner_id", "review_state", "start")
    _index("visits", "rep_id", "start", "visit_id")
    _index("visits", "customer", "start", "visit_id")


def _make_promises_and_signals() -> None:
    op.create_table(
        "promises",
        *_texts("promise_id", "customer", "owner_id", "rep_id", "visit", "text", "form"),
        *_texts("made", "due", "due_at", "planned", "state"),
        *_texts("kept_at", "closed_at", nullable=True),
        *_whole("moves"),
        _key("promises", "promise_id"),
    )
    _index("promises", "owner_id", "state", "due_at")
    _index("promises", "customer")
    op.create_table(
        "signals",
        *_texts("visit", "kind", "customer", "owner_id", "rep_id", "week", "start"),
        *_whole("amount"),
        _key("signals", "rep_id", "week", "kind", "visit"),
    )
    _index("signals", "owner_id", "start")
    _index("signals", "visit")
    _index("signals", "customer")


def _make_search() -> None:
    op.create_table(
        "searched_texts",
        *_texts("subject"),
        *_big("text_id"),
        *_texts("customer", "text"),
        _key("searched_texts", "subject"),
        sa.UniqueConstraint("text_id", name=op.f("uq_searched_texts_text_id")),
    )
    _index("searched_texts", "customer")
    op.create_table("search_grams", *_big("gram", "text_id"), _key("search_grams", "gram", "text_id"))
