"""``fieldlog-server init``: the folder, the key, the database, and the first administrator."""

from argparse import ArgumentParser, Namespace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from sync_server.auth.passwords import totp_uri
from sync_server.cli.context import FINE, Command, Context
from sync_server.core.organisations import found_organisation
from sync_server.core.users import ADMIN, check_user
from sync_server.database import schema
from sync_server.database.engine import Connection, write
from sync_server.database.users import User
from sync_server.home.opening import finish_home, make_home, refuse_existing
from sync_server.locale import translate


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--admin", required=True, metavar="NAME", help=translate(N_("the first administrator"))
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help=translate(N_("read the password from the first line"))
    )
    parser.add_argument("--zone", metavar="Z", help=translate(N_("where days begin, such as Asia/Shanghai")))


def _run(context: Context, options: Namespace) -> int:
    refuse_existing(context.folder)
    zone = _read_zone(options.zone)
    password = context.read_password(options.password_stdin)
    check_user(options.admin, ADMIN, "", password)
    home = make_home(context.folder, context.environ)

    def found(connection: Connection) -> tuple[User, str]:
        by, now = context.operator(), context.now()
        return found_organisation(connection, options.admin, password, zone, by, now)

    schema.upgrade(home.engine)
    admin, secret = write(home.engine, found)
    finish_home(home)
    home.engine.dispose()
    uri = totp_uri(secret, admin.name)
    if context.wants_json:
        context.terminal.write_json({"home": str(home.folder), "admin": admin.name, "totp_uri": uri})
        return FINE
    terminal = context.terminal
    terminal.write(translate(N_("The server is in {home}."), home=str(home.folder)))
    terminal.write(translate(N_("For the administrator's authenticator app, shown this once:")))
    terminal.write(f"  {uri}")
    terminal.write(translate(N_("Keep a copy of the key file elsewhere: a backup needs it.")))
    terminal.write(translate(N_("Next: fieldlog-server user add NAME --role rep; fieldlog-server run")))
    return FINE


def _read_zone(named: str | None) -> str:
    zone = named or _machine_zone()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInputError(Problem("zone", "no-such-zone", {"words": zone[:40]})) from error
    return zone


def _machine_zone() -> str:
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


INIT = Command(
    N_("make a server: its folder, key, database and first administrator"),
    "fieldlog-server init --admin Chen --zone Asia/Shanghai",
    _configure,
    _run,
)
