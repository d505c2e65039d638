"""A field of a document is a register that keeps every write until somebody who saw it writes over it.

A write names in ``over`` the writes that its author had in front of him. A write is *live* as long as no
other write of the same register names it. Two live writes with different values are a conflict, which is kept
and shown until a person writes over both. Nothing here looks at a clock: the state follows from the set of
writes alone, in whatever order they arrive.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Write(NamedTuple):
    """One write to one field.

    ``value`` is JSON text, never parsed and printed again, so that what a newer version wrote survives byte
    for byte. ``seq`` is the server's number, ``None`` while the write is only on this laptop. ``at`` (UTC,
    ISO 8601) and ``by`` are for people to read.
    """

    op: str
    value: str
    over: tuple[str, ...]
    at: str
    by: str
    seq: int | None = None


Register = Mapping[str, Write]
"""The known writes of one field by their ``op``."""


def merge(one: Register, other: Register) -> dict[str, Write]:
    """Return the writes known to either side; a write that has got its server number keeps it."""
    return gather((*one.values(), *other.values()))


def gather(writes: Iterable[Write]) -> dict[str, Write]:
    """Return the register of these writes; of two under one ``op``, the one with its server number."""
    gathered: dict[str, Write] = {}
    for write in writes:
        known = gathered.get(write.op)
        if known is None or _completeness(write) > _completeness(known):
            gathered[write.op] = write
    return gathered


def _completeness(write: Write) -> tuple[int, tuple[object, ...]]:
    # The rest of the tuple only matters for a forged write under a known op: the choice must not depend on
    # the order.
    return (-1 if write.seq is None else write.seq, (write.value, write.over, write.at, write.by))


def live_writes(register: Register) -> tuple[Write, ...]:
    """Return the writes that no other write of this register names in ``over``, sorted by ``op``."""
    # Nobody has seen a write before making it: one that names itself is forged, and stays.
    named = {op for write in register.values() for op in write.over if op != write.op}
    return tuple(register[op] for op in sorted(register) if op not in named)


def distinct_values(writes: Iterable[Write]) -> tuple[str, ...]:
    """Return the different values (JSON text) among these writes, sorted."""
    return tuple(sorted({write.value for write in writes}))


def is_conflict(register: Register) -> bool:
    """Say whether more than one distinct value is live."""
    return len(distinct_values(live_writes(register))) > 1


def shown_write(register: Register) -> Write | None:
    """Return the live write to show first: this laptop's own unsent one, else the one with the highest server
    number.
    """
    live = live_writes(register)
    if not live:
        return None
    return max(live, key=lambda write: (write.seq is None, write.seq or 0, write.op))


def ops_to_name(register: Register, seen: Iterable[str]) -> tuple[str, ...]:
    """Return what a new write must name in ``over``: the ops its form was filled from, and what own unsent
    ones among them named.

    The second part matters when the server refuses an unsent write: what it stood over must not come back to
    life under the new one.
    """
    named = set(seen)
    for op in tuple(named):
        write = register.get(op)
        if write is not None and write.seq is None:
            named.update(write.over)
    return tuple(sorted(named))
