"""``fieldlog-server enrol-code`` and ``device``: laptops come and go."""

from argparse import ArgumentParser, Namespace
from datetime import tzinfo

from fieldlog.domain.days import to_text
from fieldlog.domain.problems import N_
from sync_server.cli.context import FINE, Command, Context, no_arguments
from sync_server.cli.times import local_time
from sync_server.core.enrolment import make_enrol_code, revoke
from sync_server.core.figures.weeks import read_zone
from sync_server.core.holdings import Holding, holdings
from sync_server.database.engine import write
from sync_server.locale import translate
from sync_server.locale.words import DEVICE_STATES

SHOWN_DIGITS = 8


def _configure_code(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _code(context: Context, options: Namespace) -> int:
    with context.home() as home:
        hours, by, now = home.settings.code_hours, context.operator(), context.now()
        made = write(
            home.engine, lambda connection: make_enrol_code(connection, options.name, by, now, hours)
        )
    if context.wants_json:
        shape = {"code": made.code, "user": made.user, "expires": to_text(made.expires)}
        context.terminal.write_json(shape)
        return FINE
    sentence = N_("One laptop of {name} can be enrolled with this code until {time}:")
    if made.is_leaving:
        sentence = N_("{name} has left: one laptop can hand in work with this code, enrolled until {time}:")
    time = local_time(to_text(made.expires), context.read(read_zone))
    context.terminal.write(translate(sentence, name=made.user, time=time))
    context.terminal.write(f"  {made.code}")
    return FINE


def _shape(holding: Holding) -> dict[str, object]:
    device = holding.device
    return {
        "id": device.device_id,
        "user": device.user_name,
        "label": device.label,
        "state": device.state,
        "saves": device.last_dseq,
        "seen_at": device.seen_at,
        "forked_from": device.forked_from,
        "customers": len(holding.customers),
        "still_holds": list(holding.to_drop),
        "to_erase": holding.to_erase,
    }


def _list(context: Context, _options: Namespace) -> int:
    found = context.read(holdings)
    if context.wants_json:
        context.terminal.write_json({"devices": [_shape(one) for one in found]})
        return FINE
    columns = (
        N_("Id"),
        N_("User"),
        N_("Laptop"),
        N_("State"),
        N_("Saves"),
        N_("Seen"),
        N_("Customers"),
        N_("To drop"),
        N_("To erase"),
    )
    zone = context.read(read_zone)
    rows = [_row(one, zone) for one in found]
    context.terminal.write_table([translate(title) for title in columns], rows)
    return FINE


def _row(holding: Holding, zone: tzinfo) -> tuple[str, ...]:
    device = holding.device
    state = translate(DEVICE_STATES.get(device.state, device.state))
    counts = (str(len(holding.customers)), str(len(holding.to_drop)), str(holding.to_erase))
    name = (device.device_id[:SHOWN_DIGITS], device.user_name, device.label, state)
    return (*name, str(device.last_dseq), local_time(device.seen_at or "", zone), *counts)


def _configure_revoke(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=translate(N_("the laptop's id, or its first digits")))


def _revoke(context: Context, options: Namespace) -> int:
    by, now = context.operator(), context.now()
    revoked = context.write(lambda connection: revoke(connection, options.id.lower(), by, now))
    if context.wants_json:
        context.terminal.write_json({"revoked": revoked})
        return FINE
    for device_id in revoked:
        context.terminal.write(
            translate(N_("{device} cannot sign in any more."), device=device_id[:SHOWN_DIGITS])
        )
    return FINE


ENROL_CODE = Command(
    N_("make a one-time code that enrols a laptop"), "fieldlog-server enrol-code 王丽", _configure_code, _code
)
LIST = Command(
    N_("list the laptops, and what each still holds"), "fieldlog-server device list", no_arguments, _list
)
REVOKE = Command(
    N_("sign a laptop out at once"), "fieldlog-server device revoke 3f2a91c0", _configure_revoke, _revoke
)
