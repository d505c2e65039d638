"""Founding: an empty database becomes the one of an organisation, with its first administrator."""

from datetime import datetime
from uuid import uuid4

from fieldlog.domain.days import to_text
from fieldlog.domain.problems import N_
from sync_server.core.users import ADMIN, add_user, check_user
from sync_server.database import feeds, grants
from sync_server.database.engine import Connection
from sync_server.database.grants import ORGANISATION
from sync_server.database.users import User
from sync_server.errors import HomeExistsError


def found_organisation(
    connection: Connection, admin: str, password: str, zone: str, by: str, now: datetime
) -> tuple[User, str]:
    """Begin the feed and add the first administrator; return the user and the secret of TOTP."""
    check_user(admin, ADMIN, "", password)
    if feeds.read_setting(connection, "server_id"):
        raise HomeExistsError(
            N_("The database holds a server already."), N_("Name another one in FIELDLOG_SERVER_DATABASE.")
        )
    feeds.make_feed(connection, uuid4().hex)
    for name, value in (("server_id", uuid4().hex), ("zone", zone), ("made_at", to_text(now))):
        feeds.write_setting(connection, name, value)
    grants.add_scope(connection, ORGANISATION, by, to_text(now))
    return add_user(connection, admin, ADMIN, "", password, by, now)
