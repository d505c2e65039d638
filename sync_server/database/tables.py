"""The tables of the server. What laptops wrote stays text, byte for byte; times are UTC ISO 8601 texts.

A PostgreSQL compares the texts byte by byte, as the embedded database does (``r0009_bytewise``).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

organisation = Table(
    "organisation",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the server knows of itself, by name: ``zone``, ``feed_id``, ``made_at``."""

feed = Table(
    "feed", metadata, Column("feed", Integer, primary_key=True), Column("head", BigInteger, nullable=False)
)
"""One row: the number that was given last."""

teams = Table(
    "teams",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

users = Table(
    "users",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("team_id", Text, ForeignKey("teams.team_id")),
    Column("state", Text, nullable=False),
    Column("retires_at", Text),
    Column("password_hash", Text),
    Column("totp_secret", Text),
    Column("totp_step", BigInteger),
    Column("made_at", Text, nullable=False),
    Column("language", Text),
)
"""``role`` rep, supervisor or admin; ``state`` active, retiring (pushes until ``retires_at``) or retired;
``totp_step`` is the half minute of the code that was taken last, ``language`` the one chosen on the pages."""

sessions = Table(
    "sessions",
    metadata,
    Column("session_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("proved_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("pending_secret", Text),
    Index(None, "user_id"),
    Index(None, "made_at"),
)
"""Who is signed in to the pages; ``proved_at`` is when the password was given last, ``tries`` counts wrong
codes, ``pending_secret`` is a second factor that is being set up."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("made_at", Text, nullable=False),
    Index(None, "user_id"),
)
"""What is left of a user's recovery codes: one that was used is gone."""

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("attempt_hash", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("next_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Index(None, "seen_at"),
)
"""How often somebody failed to sign in, by a hash of the name and the address, and when to try again."""

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("link_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Index(None, "user_id"),
)
"""One-time links: ``purpose`` welcome (choose a password) or practice (signs in to a practice server)."""

enrol_codes = Table(
    "enrol_codes",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    Column("device_id", Text),
)
"""``device_id`` is the laptop that used the code: it may ask again until its token has arrived."""

devices = Table(
    "devices",
    metadata,
    Column("device_id", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("token_hash", Text, unique=True),
    Column("next_token_hash", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("last_dseq", BigInteger, nullable=False),
    Column("cursor_seq", BigInteger, nullable=False),
    Column("holding", Text, nullable=False),
    Column("clock_offset", Integer),
    Column("made_at", Text, nullable=False),
    Column("seen_at", Text),
    Column("forked_from", Text),
)
"""``cursor_seq`` is what the laptop has applied, ``holding`` (JSON list) the scopes whose drop waits there;
``state`` active, forked (another identity was taken from it), revoked, or server (imports, without token)."""

scopes = Table(
    "scopes",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
)
"""One row a scope, which a push locks while it writes there."""

grants = Table(
    "grants",
    metadata,
    Column("grant_id", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("from_seq", BigInteger, nullable=False),
    Column("to_seq", BigInteger),
    Column("given_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("reason", Text, nullable=False),
    Column("from_user", Text),
    Index(None, "user_id", "scope"),
    Index(None, "scope"),
)
"""``why`` owner, self (the user's own scope), organisation, or team (for the pages; never pulled)."""

documents = Table(
    "documents",
    metadata,
    Column("doc_id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("is_conflict", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "scope", "seq", "doc_id"),
    Index(None, "seq", unique=True),
    Index(None, "is_conflict", "seq"),
)
"""``body`` is the JSON text of the parts: ``{gid: [at, by, seq, {field: [op, value, [over]]}]}``."""

saves = Table(
    "saves",
    metadata,
    Column("device_id", Text, ForeignKey("devices.device_id"), nullable=False),
    Column("dseq", BigInteger, nullable=False),
    Column("gid", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("seq", BigInteger),
    Column("code", Text),
    Column("received_at", Text, nullable=False),
    PrimaryKeyConstraint("device_id", "dseq"),
    Index(None, "gid"),
    Index(None, "status", "received_at"),
)
"""The answer to every save that was ever pushed; ``hash`` is the SHA-256 of its frozen bytes."""

late_decisions = Table(
    "late_decisions",
    metadata,
    Column("gid", Text, primary_key=True),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
)
"""The late saves that a supervisor has looked at; all others wait for one."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", Text, primary_key=True),
    Column("device_id", Text, ForeignKey("devices.device_id"), nullable=False),
    Column("user_id", Text, nullable=False),
    Column("dseq", BigInteger, nullable=False),
    Column("scope", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Text),
    Index(None, "state", "received_at"),
)
"""What was not taken, with its bytes; ``state`` open, accepted, moved or returned."""

erasures = Table(
    "erasures",
    metadata,
    Column("erasure_id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("scope", Text, nullable=False),
    Column("doc_id", Text, nullable=False),
    Column("ops", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Index(None, "scope"),
)
"""``ops`` (JSON list) are the writes of a document whose values were blanked."""

erasure_reports = Table(
    "erasure_reports",
    metadata,
    Column("erasure_id", Text, ForeignKey("erasures.erasure_id"), nullable=False),
    Column("device_id", Text, ForeignKey("devices.device_id"), nullable=False),
    Column("done_at", Text, nullable=False),
    PrimaryKeyConstraint("erasure_id", "device_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "at"),
    Index(None, "subject", "at"),
)
"""Who did what to whom; never what was written."""
