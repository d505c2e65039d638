"""``fieldlog-server user``: the people of the organisation."""

from argparse import ArgumentParser, Namespace
from functools import partial

from fieldlog.domain.problems import N_
from sync_server.auth.passwords import totp_uri
from sync_server.cli.context import FINE, Command, Context, no_arguments
from sync_server.core.second_factors import make_practice_link
from sync_server.core.users import REP, ROLES, add_user, check_user, get_active, retire_user
from sync_server.database.engine import Connection, write
from sync_server.database.users import User, all_users
from sync_server.home.practice import open_practice_home
from sync_server.locale import translate
from sync_server.locale.words import ROLE_WORDS, USER_STATES


def _shape(user: User) -> dict[str, object]:
    return {
        "id": user.user_id,
        "name": user.name,
        "role": user.role,
        "team": user.team or None,
        "state": user.state,
        "retires_at": user.retires_at,
    }


def _configure_add(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument(
        "--team", default="", metavar="T", help=translate(N_("made when there is none of this name"))
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help=translate(N_("read the password from the first line"))
    )


def _add(context: Context, options: Namespace) -> int:
    password = None
    if options.role != REP or options.password_stdin:
        password = context.read_password(options.password_stdin)
    check_user(options.name, options.role, options.team, password)
    by, now = context.operator(), context.now()
    user, secret = context.write(
        lambda connection: add_user(connection, options.name, options.role, options.team, password, by, now)
    )
    uri = totp_uri(secret, user.name) if secret else None
    if context.wants_json:
        context.terminal.write_json({**_shape(user), **({"totp_uri": uri} if uri else {})})
        return FINE
    context.terminal.write(translate(N_("{name} is a user now."), name=user.name))
    if uri:
        context.terminal.write(translate(N_("For the authenticator app, shown this once:")))
        context.terminal.write(f"  {uri}")
    else:
        context.terminal.write(translate(N_("Next: fieldlog-server enrol-code {name}"), name=user.name))
    return FINE


def _list(context: Context, _options: Namespace) -> int:
    found = context.read(all_users)
    if context.wants_json:
        context.terminal.write_json({"users": [_shape(user) for user in found]})
        return FINE
    titles = [translate(title) for title in (N_("Name"), N_("Role"), N_("Team"), N_("State"))]
    rows = [
        (user.name, translate(ROLE_WORDS[user.role]), user.team, translate(USER_STATES[user.state]))
        for user in found
    ]
    context.terminal.write_table(titles, rows)
    return FINE


def _configure_retire(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _retire(context: Context, options: Namespace) -> int:
    with context.home() as home:
        days, by, now = home.settings.retiring_days, context.operator(), context.now()
        user = write(home.engine, lambda connection: retire_user(connection, options.name, days, by, now))
    if context.wants_json:
        context.terminal.write_json(_shape(user))
        return FINE
    sentence = N_("{name} has left: the laptop drops its customers, and may hand in work until {day}.")
    context.terminal.write(translate(sentence, name=user.name, day=(user.retires_at or "")[:10]))
    return FINE


def _configure_link(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _link(context: Context, options: Namespace) -> int:
    home = open_practice_home(context.folder)
    try:
        user, link = write(home.engine, partial(_make_link, name=options.name, context=context))
    finally:
        home.engine.dispose()
    if context.wants_json:
        context.terminal.write_json({"user": user.name, "link": link})
        return FINE
    context.terminal.write(translate(N_("Open this link to be {name}; it works once:"), name=user.name))
    context.terminal.write(f"  {link}")
    return FINE


def _make_link(connection: Connection, name: str, context: Context) -> tuple[User, str]:
    user = get_active(connection, name)
    return user, make_practice_link(connection, user, context.operator(), context.now())


ADD = Command(
    N_("add a rep, supervisor or administrator"),
    "fieldlog-server user add 王丽 --role rep --team 东区",
    _configure_add,
    _add,
)
LIST = Command(N_("list the users"), "fieldlog-server user list", no_arguments, _list)
RETIRE = Command(
    N_("let a user go: customers are taken back, pending work may still come in"),
    "fieldlog-server user retire 王丽",
    _configure_retire,
    _retire,
)
LINK = Command(
    N_("on a practice server: a new link that signs somebody in once"),
    "fieldlog-server user link 周敏",
    _configure_link,
    _link,
)
