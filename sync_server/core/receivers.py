"""To whom customers can be handed over, and whether their laptops will get them soon."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sync_server.core.admission import ACTIVE
from sync_server.core.figures.weeks import silent_before
from sync_server.core.holdings import Holding, holders_of
from sync_server.core.users import REP
from sync_server.database import devices, people
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.database.users import User


class Receiver(NamedTuple):
    """A rep who can receive customers: ``has_laptop`` that is in use, ``seen_at`` is when one of these spoke
    last (UTC text; empty: never), ``is_silent`` when that is long ago.
    """

    user: User
    has_laptop: bool
    seen_at: str
    is_silent: bool

    @property
    def is_slow(self) -> bool:
        """Say whether customers will not reach the rep soon."""
        return self.is_silent or not self.has_laptop


class HeldPart(NamedTuple):
    """A laptop that has some of these customers still; ``is_silent`` as above, ``is_seen`` is false of one of
    another team.
    """

    laptop: Holding
    customers: int
    is_silent: bool
    is_seen: bool


def read_receivers(connection: Connection, sight: Sight, but_not: str, now: datetime) -> tuple[Receiver, ...]:
    """Return the reps within a sight who can receive customers of a user, by name."""
    spoken: dict[str, list[str]] = {}
    for laptop in people.laptops(connection, sight):
        if laptop.state == devices.ACTIVE:
            spoken.setdefault(laptop.user_id, []).append(laptop.seen_at or "")
    silent = silent_before(now)
    return tuple(
        _receiver(user, spoken.get(user.user_id, ()), silent)
        for user in people.people(connection, sight)
        if user.role == REP and user.state == ACTIVE and user.user_id != but_not
    )


def _receiver(user: User, spoken: Collection[str], silent: str) -> Receiver:
    seen_at = max(spoken, default="")
    return Receiver(user, bool(spoken), seen_at, bool(spoken) and seen_at <= silent)


def read_held(
    connection: Connection, sight: Sight, customers: Iterable[str], now: datetime
) -> tuple[HeldPart, ...]:
    """Return the laptops that have some of these customers, those that spoke longest ago first."""
    wanted, silent = set(customers), silent_before(now)
    seen = {device.device_id for device in people.laptops(connection, sight)}
    found = [
        HeldPart(
            one,
            len(wanted.intersection(one.customers + one.to_drop)),
            (one.device.seen_at or "") <= silent,
            one.device.device_id in seen,
        )
        for one in holders_of(connection, wanted)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.laptop.device.seen_at or "", one.laptop.device.device_id))
    )
