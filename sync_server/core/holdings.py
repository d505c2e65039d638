"""Which laptop still holds what: from what it has applied, and what it says of drops that wait."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sync_server.database import devices, erasures, grants
from sync_server.database.devices import DeviceRow
from sync_server.database.engine import Connection
from sync_server.database.grants import Grant


class Holding(NamedTuple):
    """A laptop, the customers it has now, those that it still has to drop, and how many erasures it has not
    reported as done.
    """

    device: DeviceRow
    customers: tuple[str, ...]
    to_drop: tuple[str, ...]
    to_erase: int = 0


def holdings(connection: Connection) -> list[Holding]:
    """Return what each laptop holds."""
    return holdings_of(connection, devices.all_devices(connection))


def holdings_of(connection: Connection, laptops: Sequence[DeviceRow]) -> list[Holding]:
    """Return what each of these laptops holds; asked once for all of them."""
    owned: dict[str, list[Grant]] = {device.user_id: [] for device in laptops}
    for grant in grants.grants_of_users(connection, list(owned), grants.OWNER):
        owned[grant.user_id].append(grant)
    owed = erasures.count_waiting(connection, [device.device_id for device in laptops])
    return [
        _holding(device, owned[device.user_id])._replace(to_erase=owed.get(device.device_id, 0))
        for device in laptops
    ]


def holding_of(connection: Connection, device: DeviceRow) -> Holding:
    """Return what one laptop holds."""
    return holdings_of(connection, [device])[0]


def holders_of(connection: Connection, customers: Collection[str]) -> list[Holding]:
    """Return what the laptops hold that have one of these customers, or still have to drop one."""
    wanted = set(customers)
    given = grants.grants_of_scopes(connection, [f"customer:{one}" for one in sorted(wanted)], grants.OWNER)
    laptops = devices.devices_of(connection, sorted({grant.user_id for grant in given}))
    found = holdings_of(connection, laptops)
    return [one for one in found if wanted.intersection(one.customers + one.to_drop)]


def _holding(device: DeviceRow, owned: Iterable[Grant]) -> Holding:
    mine = [grant for grant in owned if grant.from_seq <= device.cursor_seq]
    is_open = {grant.scope for grant in mine if grant.to_seq is None}
    ended = {grant.scope for grant in mine if grant.to_seq is not None and grant.to_seq > device.cursor_seq}
    waiting = {scope for scope in device.holding if scope.startswith("customer:")}
    return Holding(device, _ids(is_open), _ids((ended | waiting) - is_open))


def _ids(scopes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(scope[9:] for scope in scopes))
