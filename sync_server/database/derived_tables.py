"""Tables that are derived from documents, so that pages are range queries.

Indexes whose names say what they are for hold all that is counted by them: the rows of a team lie apart from
each other, and each one would be a page of the file to read and to decrypt.

All of them can be emptied and made again; backups leave them out.

``owner_id`` is in every row that a page may show: who has the customer now. It decides who sees the row
(``visibility``), and a hand-over rewrites it in its own transaction. ``customer`` is the one that is kept
where several were joined.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
    false,
)

from sync_server.database.tables import metadata

_DERIVED = {"is_derived": True}


def is_derived(table: Table) -> bool:
    """Say whether a table can be made again from the documents."""
    return bool(table.info.get("is_derived"))


dirty_customers = Table(
    "dirty_customers",
    metadata,
    Column("customer", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("customer", "seq"),
    info=_DERIVED,
)
"""A mark for each push that changed a customer, by a number of it. Marks are only added and removed: a push
never waits for an evaluation, and an evaluation removes only the marks that it saw before it read."""

evaluations = Table(
    "evaluations",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("owner_id", Text, nullable=False),
    Column("kept", Text),
    Column("stamp", Text, nullable=False),
    Column("failure", Text),
    Index(None, "owner_id", "stamp"),
    Index(None, "stamp"),
    Index(None, "kept"),
    info=_DERIVED,
)
"""One row a customer, locked while it is evaluated. ``stamp`` says with which code, which rule packs, and up
to which Sunday; a lower one than wanted is out of date. ``kept`` is the customer that it was joined to.
``failure`` says why it could not be evaluated (an error and its place in the code): its rows are older."""

dirty_weeks = Table(
    "dirty_weeks",
    metadata,
    Column("rep_id", Text, nullable=False),
    Column("week", Text, nullable=False),
    Column("mark", Text, nullable=False),
    PrimaryKeyConstraint("rep_id", "week", "mark"),
    info=_DERIVED,
)
"""A mark for each evaluation that changed a visit of a rep in a week: its signals are to be found anew."""

merge_links = Table(
    "merge_links",
    metadata,
    Column("link_id", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("kept", Text, nullable=False),
    Column("joined", Text, nullable=False),
    Column("undoes", Text, nullable=False),
    Index(None, "customer"),
    info=_DERIVED,
)
"""The links between customers, whose documents lie in the scope of ``customer``."""

customer_cards = Table(
    "customer_cards",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("owner_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("find", Text, nullable=False),
    Column("letter", Text, nullable=False),
    Column("is_key", Boolean, nullable=False),
    Column("district", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("last_contact", Text, nullable=False),
    Column("last_attempt", Text),
    Column("paused_until", Text),
    Column("opted_out", Text),
    Column("consent", Text, nullable=False),
    Column("open_promises", Integer, nullable=False),
    Column("card", Text, nullable=False),
    Index(None, "owner_id", "sort", "customer"),
    Index("ix_customer_cards_seen", "owner_id", "last_contact", "customer", "opted_out"),
    info=_DERIVED,
)
"""One row a customer with a profile. ``sort`` begins with the pinyin, ``find`` holds what a search looks
into, ``last_contact`` is empty when there was none, ``card`` is the whole card as JSON
(``fieldlog.domain.cards``), as of the week of the evaluation; so is ``letter``."""

obligations = Table(
    "obligations",
    metadata,
    Column("customer", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("responsible_id", Text, nullable=False),
    Column("visit", Text),
    Column("week", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("met_at", Text),
    Column("excused", Text),
    Column("evidence", Text, nullable=False),
    PrimaryKeyConstraint("customer", "rule", "subject"),
    Index(None, "owner_id", "rule", "due"),
    Index(
        "ix_obligations_counted",
        "owner_id",
        "rule",
        "week",
        "responsible_id",
        "due",
        "met_at",
        "excused",
    ),
    Index(None, "rule", "due"),
    Index(None, "visit"),
    info=_DERIVED,
)
"""What the rules say (``fieldlog.domain.obligations``). ``responsible_id`` had the customer when it fell due;
``week`` is the ISO week of the due day, ``visit`` the visit it is about, ``evidence`` JSON."""

_is_open = and_(obligations.c.met_at.is_(None), obligations.c.excused.is_(None))
Index(
    "ix_obligations_open",
    obligations.c.owner_id,
    obligations.c.rule,
    obligations.c.due,
    obligations.c.week,
    obligations.c.responsible_id,
    obligations.c.met_at,
    obligations.c.excused,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)
was_late = and_(obligations.c.met_at > obligations.c.due, obligations.c.excused.is_(None))
"""What an index of its own holds: what was overdue for a while."""
Index(
    "ix_obligations_late",
    obligations.c.owner_id,
    obligations.c.rule,
    obligations.c.met_at,
    obligations.c.due,
    sqlite_where=was_late,
    postgresql_where=was_late,
)

visits = Table(
    "visits",
    metadata,
    Column("visit_id", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("week", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("is_reached", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_timed", Boolean, nullable=False),
    Column("entered_at", Text),
    Column("arrived_at", Text, nullable=False, server_default=""),
    Column("lag", Integer),
    Column("clock_shift", Integer, nullable=False),
    Column("amendments", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("is_short", Boolean, nullable=False, server_default=false()),
    Column("review_state", Text, nullable=False),
    Column("reviewed_at", Text),
    Index(None, "start", "visit_id"),
    Index(
        "ix_visits_log",
        "owner_id",
        "start",
        "visit_id",
        "day",
        "end",
        "is_reached",
        "channel",
        "seconds",
        "is_short",
    ),
    Index(
        "ix_visits_waiting",
        "owner_id",
        "review_state",
        "arrived_at",
        "start",
        "visit_id",
        "rep_id",
        "reviewed_at",
    ),
    Index(None, "rep_id", "start", "visit_id"),
    Index(None, "customer", "start", "visit_id"),
    info=_DERIVED,
)
"""One row a visit that was not taken back. ``rep_id`` is who saved it first, ``day`` and ``week`` are local,
``reason`` why nobody was reached or it was brief, ``arrived_at`` when the server got it, ``lag`` the seconds
from its end until it was saved, ``findings`` how many rules it misses, ``is_short`` whether the rule wanted a
longer one, whatever the reason, ``reviewed_at`` when something was said last."""

promises = Table(
    "promises",
    metadata,
    Column("promise_id", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("visit", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("planned", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("kept_at", Text),
    Column("closed_at", Text),
    Column("moves", Integer, nullable=False),
    Index(None, "owner_id", "state", "due_at"),
    Index(None, "customer"),
    info=_DERIVED,
)
"""One row a promise, as ``fieldlog.domain.promises`` says what became of it."""

matters = Table(
    "matters",
    metadata,
    Column("matter_id", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("written_at", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("review_state", Text, nullable=False),
    Column("reviewed_at", Text),
    Index(None, "owner_id", "kind", "review_state", "until"),
    Index(None, "customer"),
    info=_DERIVED,
)
"""One row a pause or a customer's suggestion (``fieldlog.domain.matters``) that was not taken back.

``rep_id`` wrote it down at ``written_at``; a suggestion has one day, on which it was made. ``text`` is the
reason of a pause, or what was suggested."""

signals = Table(
    "signals",
    metadata,
    Column("visit", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("week", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    PrimaryKeyConstraint("rep_id", "week", "kind", "visit"),
    Index(None, "owner_id", "start"),
    Index(None, "visit"),
    Index(None, "customer"),
    info=_DERIVED,
)
"""One row a signal (``fieldlog.domain.signals``) at a visit of ``rep_id``."""

searched_texts = Table(
    "searched_texts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("text_id", BigInteger, nullable=False, unique=True, autoincrement=False),
    Column("customer", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "customer"),
    info=_DERIVED,
)
"""What a search finds of a visit (purpose, note, promises made at it) or of a promise; never health notes."""

search_grams = Table(
    "search_grams",
    metadata,
    Column("gram", BigInteger, nullable=False),
    Column("text_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("gram", "text_id"),
    info=_DERIVED,
)
"""Every two neighbouring characters of a searched text as one number: two Chinese characters are a word."""

WITH_OWNER = (evaluations, customer_cards, obligations, visits, promises, matters, signals)
"""Tables whose rows say who sees them."""
