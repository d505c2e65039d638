"""Which laptop still holds what: from what it has applied, and what it says of drops that wait."""

from typing import NamedTuple

from sync_server.database import devices, grants
from sync_server.database.devices import DeviceRow
from sync_server.database.engine import Connection


class Holding(NamedTuple):
    """A laptop, the customers it has now, and those that it still has to drop."""

    device: DeviceRow
    customers: tuple[str, ...]
    to_drop: tuple[str, ...]


def holdings(connection: Connection) -> list[Holding]:
    """Return what each laptop holds."""
    return [holding_of(connection, device) for device in devices.all_devices(connection)]


def holding_of(connection: Connection, device: DeviceRow) -> Holding:
    """Return what one laptop holds."""
    mine = [
        grant
        for grant in grants.all_grants(connection, device.user_id)
        if grant.why == grants.OWNER and grant.from_seq <= device.cursor_seq
    ]
    is_open = {grant.scope for grant in mine if grant.to_seq is None}
    ended = {grant.scope for grant in mine if grant.to_seq is not None and grant.to_seq > device.cursor_seq}
    waiting = {scope for scope in device.holding if scope.startswith("customer:")}
    return Holding(device, _ids(is_open), _ids((ended | waiting) - is_open))


def _ids(scopes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(scope[9:] for scope in scopes))
