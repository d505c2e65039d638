"""What laptop and server say to each other: the messages of fieldlog-sync/1 (sync_server/PROTOCOL.md).

Bodies of saves and documents travel as raw JSON, so that what neither side understands passes unchanged.
"""

from typing import Literal

import msgspec

PROTOCOL = "fieldlog-sync/1"
MOST_SAVES = 200
MOST_PUSH_BYTES = 4 * 1024 * 1024
USUAL_PUSH_BYTES = 512 * 1024
MOST_ENTRIES = 1000

ERASED = "null"
"""The JSON text that stands in place of a value that was erased."""

STATUSES = ("applied", "conflict", "late", "quarantined", "duplicate")
"""Every one of them means: durably stored at the server."""


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first line of a push: ``feed_id`` is the feed that the laptop knows."""

    protocol: str
    feed_id: str | None = None
    clock: str = ""


class PushLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One save of a push: its number, its name, the SHA-256 of its frozen bytes, and these.

    ``erased``: values in these bytes were blanked since (to ``ERASED``), so that they no longer have the
    hash, which stays that of the save as it was made.
    """

    dseq: int
    gid: str
    hash: str
    save: msgspec.Raw
    erased: bool = False


class PushResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one save: one of ``STATUSES``, the number of the feed, and why it was quarantined."""

    dseq: int
    gid: str
    status: str
    seq: int | None = None
    code: str | None = None


class PushAnswer(msgspec.Struct, frozen=True):
    """The answer to a push."""

    results: list[PushResult]
    feed_id: str
    server_time: str


class Cursor(msgspec.Struct, frozen=True):
    """What a laptop has applied: all below a number, and of that number all up to a document."""

    feed_id: str
    seq: int
    doc_id: str = ""


class PullRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Asks for what follows a cursor. ``holding`` are the scopes whose drop waits on the laptop, ``erased``
    the erasures that it has carried out.
    """

    protocol: str
    cursor: Cursor | None = None
    limit: int = 500
    holding: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()


class GrantEntry(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="entry", tag="grant"):
    """A scope becomes the user's; ``from_user`` (a name) and ``reason`` tell of a hand-over."""

    seq: int
    scope: str
    grant: str
    why: str
    given_at: str
    from_user: str = ""
    reason: str = ""


class DocumentEntry(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="entry", tag="doc"):
    """A whole document with all its parts: its effective number, and ``number``, that of the document."""

    seq: int
    number: int
    doc_id: str
    scope: str
    kind: str
    schema: int
    parts: msgspec.Raw


class DropEntry(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="entry", tag="drop"):
    """A scope is no longer the user's; ``to_user`` is the name of who has it now."""

    seq: int
    scope: str
    grant: str
    to_user: str = ""
    reason: str = ""


class EraseEntry(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="entry", tag="erase"):
    """The values of some writes of a document are gone."""

    seq: int
    erasure: str
    scope: str
    doc_id: str
    ops: tuple[str, ...]


Entry = GrantEntry | DocumentEntry | DropEntry | EraseEntry


class PullAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of entries in their order; each is read on its own, because a newer server may send others.

    ``leaves_at``: the user has left, and may hand in work until then (UTC text).
    """

    entries: list[msgspec.Raw]
    cursor: Cursor
    done: bool
    feed_id: str
    server_time: str
    leaves_at: str = ""


class EnrolRequest(msgspec.Struct, frozen=True):
    """A one-time code, and what the laptop is called; ``device`` is the id that it made for itself."""

    code: str
    device: str
    label: str = ""


class EnrolAnswer(msgspec.Struct, frozen=True):
    """The laptop's token, shown once, and whom and what it now belongs to."""

    token: str
    device: str
    user: str
    user_id: str
    role: str
    zone: str
    feed_id: str
    server: str


class ForkRequest(msgspec.Struct, frozen=True):
    """Asks once, with the token of a laptop whose numbers belong to two, for an identity of its own.

    ``device`` is the new id, which the laptop has made and kept before it asks: the same request again gives
    a token for the same id, so that a lost answer locks nobody out.
    """

    device: str


class TokenAnswer(msgspec.Struct, frozen=True):
    """A new token; the one before stays good until this one has been used."""

    token: str
    device: str


class QuarantinedSave(msgspec.Struct, frozen=True):
    """A save of the user's that was not taken: why, and whether somebody has decided about it."""

    quarantine: str
    device: str
    dseq: int
    scope: str
    code: str
    received_at: str
    state: str


class QuarantineAnswer(msgspec.Struct, frozen=True):
    """The user's quarantined saves, oldest first; ``after`` asks for those that follow, ``None``: no more."""

    saves: list[QuarantinedSave]
    after: str | None


class QuarantinedContent(msgspec.Struct, frozen=True):
    """A quarantined save with the bytes of its line, as base64."""

    save: QuarantinedSave
    line: bytes


class ConflictingDocument(msgspec.Struct, frozen=True):
    """A document of the user's in which fields have more than one distinct live value."""

    doc_id: str
    scope: str
    kind: str
    seq: int
    fields: list[str]


class ConflictsAnswer(msgspec.Struct, frozen=True):
    """Documents with conflicts by their numbers; ``after`` asks for those that follow, ``None``: no more."""

    documents: list[ConflictingDocument]
    after: int | None


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The one shape of an error: a stable code, a sentence in both languages, and what may help."""

    code: str
    message: str
    message_zh: str
    expected: int | None = None
    retry_after: int | None = None


Status = Literal["applied", "conflict", "late", "quarantined", "duplicate"]
