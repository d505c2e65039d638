"""What keeps everything at the server, switched off: each function says what is done instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from fieldlog.domain.exchange import PushResult
from sync_server.core import admission, giving, handover, lines, pull, push, receiving
from sync_server.core import erasure as server_erasure
from sync_server.database import engine as database
from sync_server.database import feeds, pushes
from sync_server.errors import RefusalError
from tests.simulation.switching import Off, all_of, replaced

NO_BEGIN = {"fieldlog_begin": "PRAGMA foreign_keys=ON"}
"""No transaction is begun, and each statement is one of its own."""


def numbers_taken_early() -> Off:
    """A push takes its numbers like a sequence gives them: before it has the lock, not last of all."""
    write, take = database.write, feeds.take_numbers
    reserved: list[int] = []

    def taken(connection: Any, count: int) -> int:
        if not reserved or reserved[0] + count > reserved[1]:
            return take(connection, count)
        first = reserved[0]
        reserved[0] += count
        return first

    def written(at: Any, work: Any) -> Any:
        first = write(at, lambda connection: take(connection, 100))
        mine = [first, first + 100]

        def worked(connection: Any) -> Any:
            reserved[:] = mine
            try:
                return work(connection)
            finally:
                reserved.clear()

        return write(at, worked)

    return all_of(replaced(receiving, "write", written), replaced(feeds, "take_numbers", taken))


def many_snapshots() -> Off:
    """Each statement of a pull sees the database as it is at that moment."""

    @contextmanager
    def reading(at: Any) -> Iterator[Any]:
        with (
            at.connect().execution_options(fieldlog_begin="PRAGMA foreign_keys=ON") as connection,
            connection.begin(),
        ):
            yield connection

    return replaced(giving, "reading", reading)


def not_idempotent() -> Off:
    """A number that the server knows is taken again."""
    take = push.Push.take

    def taken(self: push.Push, found: Any) -> Any:
        with replaced(pushes, "lock_device", lambda *_: found[0].dseq - 1 if found else 0):
            return take(self, found)

    return replaced(push.Push, "take", taken)


def answered_as_applied() -> Off:
    """A repeated push is answered as if everything had been taken."""
    return replaced(
        push, "_repeated", lambda saved: PushResult(saved.dseq, saved.gid, "duplicate", saved.seq, None)
    )


def no_gaps() -> Off:
    """Numbers that are missing are not asked for."""

    def found(taken: Any, last: int, known: Any) -> Any:
        return next(
            (
                push.Fork(line.dseq)
                for line in taken
                if line.dseq <= last and known[line.dseq].hash != line.hash
            ),
            None,
        )

    return replaced(push, "_find_break", found)


def no_forks() -> Off:
    """Another save under a known number is taken for the same one."""
    find_break = push._find_break

    def found(taken: Any, last: int, known: Any) -> Any:
        alike = {
            dseq: save._replace(hash=line.hash)
            for line in taken
            if (dseq := line.dseq) in known
            for save in (known[dseq],)
        }
        return find_break(taken, last, {**known, **alike})

    return replaced(push, "_find_break", found)


def gids_not_looked_at() -> Off:
    """A save that came from a twin is taken once more."""
    return replaced(push.Push, "_known_save", lambda *_: None)


def poison_stops_all() -> Off:
    """A push with a save that cannot be taken is refused as a whole."""

    def refuse(*_: Any) -> None:
        raise RefusalError("envelope-unreadable")

    return replaced(push.Push, "_quarantine", refuse)


def ended_grants_count() -> Off:
    """A pull gives what the user has had."""

    def oldest(mine: Any) -> dict[str, int]:
        return {grant.scope: grant.from_seq for grant in reversed(list(mine))}

    return replaced(pull, "_oldest_open", oldest)


def own_numbers_only() -> Off:
    """Old documents of a new owner keep their own numbers."""
    return replaced(pull, "_oldest_open", lambda mine: {g.scope: 0 for g in mine if g.to_seq is None})


def revoked_may_speak() -> Off:
    """A revoked laptop is let in."""
    find = admission.device_of

    def found(*asked: Any) -> Any:
        row = find(*asked)
        return row if row is None else row._replace(state="active")

    return replaced(admission, "device_of", found)


def leavers_pull() -> Off:
    """Who has left receives everything."""
    return replaced(
        giving, "pull", lambda c, user, _leaving, request, now: pull.pull(c, user, False, request, now)
    )


def rights_not_asked() -> Off:
    """Everybody writes everywhere."""
    return replaced(push.Push, "_scope_breach", lambda *_: None)


def never_too_late() -> Off:
    """What comes long after a hand-over is folded in as what comes soon after it."""
    return replaced(push, "LATE_DAYS", 36_500)


def owner_not_compared() -> Off:
    """A hand-over takes a customer from whoever has it."""
    give = handover._give

    def given(connection: Any, granting: Any, scope: str, order: Any) -> str:
        return give(connection, granting, scope, order._replace(expected=None))

    return replaced(handover, "_give", given)


def kinds_not_asked() -> Off:
    """Everybody writes every kind."""
    return replaced(lines, "find_breach", lambda *_: None)


def written_more_than_once() -> Off:
    """Facts can be changed."""
    return replaced(push.Push, "_find_breach", lambda self, save: self._scope_breach(save.scope))


def hash_not_compared() -> Off:
    """The bytes of a save need not be those that were frozen."""
    read = lines._decoder

    class Decoder:
        """Takes every line for one that was erased in part."""

        def decode(self, content: bytes) -> Any:
            """Return a line."""
            return msgspec.structs.replace(read.decode(content), erased=True)

    return replaced(lines, "_decoder", Decoder())


def quarantine_not_erased() -> Off:
    """An erasure leaves the values in the quarantine."""
    return replaced(server_erasure, "_erase_in_quarantine", lambda *_: None)


def server_statement_by_statement() -> Off:
    """A push is written statement by statement."""

    @contextmanager
    def writing(at: Any) -> Iterator[Any]:
        with (
            at.connect().execution_options(fieldlog_begin="PRAGMA foreign_keys=ON") as connection,
            connection.begin(),
        ):
            yield connection

    return replaced(database, "writing", writing)
