"""``fieldlog customer add|list|edit``; showing one is in ``customer_page``."""

from argparse import ArgumentParser, Namespace
from datetime import date

from fieldlog.actions.customer_lists import open_customer_list
from fieldlog.actions.customers import add_customer, edit_customer
from fieldlog.actions.ending import find_ending
from fieldlog.actions.finding import get_customer
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.customer_page import run_show
from fieldlog.cli.customer_shapes import card_json, find_customer_json
from fieldlog.cli.profile_options import add_key_options, add_profile_options, read_profile, read_standing
from fieldlog.domain.cards import Card, card_standing, days_since_contact, paused_until
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import show_list, translate, translate_plural
from fieldlog.locale.departures import show_ending

SHORT_ID = 8
_EDITABLE = (
    "name",
    "honorific",
    "phone",
    "address",
    "district",
    "letter",
    "key",
    "birthday",
    "lunar_birthday",
)
_EDITABLE_TEXTS = ("character", "taboos", "notes", "agreed_hours", "family")


def _configure_add(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=translate(N_("the customer's name")))
    add_profile_options(parser)
    add_key_options(parser, may_remove=False)
    parser.add_argument(
        "--anyway", action="store_true", help=translate(N_("add, although somebody alike is known already"))
    )


def _run_add(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        profile = read_profile(options, options.name, workspace.today())
        customer = add_customer(workspace, profile, read_standing(options), options.anyway)
        shape, ending = find_customer_json(workspace, customer), find_ending(workspace)
        if ending is not None:
            context.terminal.warn(show_ending(ending.until, workspace.zone))
    if context.wants_json:
        context.terminal.write_json(shape)
    else:
        arguments = {"name": shape["name"], "id": customer[:SHORT_ID]}
        context.terminal.write(translate(N_("{name} was added ({id})."), **arguments))
    return FINE


def _configure_list(parser: ArgumentParser) -> None:
    parser.add_argument(
        "query",
        metavar="QUERY",
        nargs="?",
        default="",
        help=translate(N_("part of a name, its pinyin or initials, a phone, an address, a district")),
    )
    parser.add_argument(
        "--class",
        dest="letter",
        metavar="A|B|C",
        type=str.upper,
        choices=("A", "B", "C"),
        help=translate(N_("only this class")),
    )
    parser.add_argument("--key", action="store_true", help=translate(N_("only key customers")))
    parser.add_argument("--district", metavar="D", help=translate(N_("only this district")))
    parser.add_argument(
        "--not-contacted",
        action="store_true",
        help=translate(N_("only those whose weekly contact is due and not made yet")),
    )


def _run_list(context: Context, options: Namespace) -> int:
    wanted = CustomerFilter(
        options.query, options.letter, options.key, options.district, options.not_contacted
    )
    with context.workspace() as workspace:
        found = open_customer_list(workspace, wanted)
        cards = found.cards(0, len(found))
        if context.wants_json:
            context.terminal.write_json({"customers": [card_json(card, workspace) for card in cards]})
            return FINE
        rows = [_row(card, workspace) for card in cards]
        if not cards:
            context.terminal.write(_nobody(workspace, wanted))
            return FINE
    context.terminal.write_table([translate(title) for title in _TITLES], rows, right=frozenset({6, 7}))
    context.terminal.write(
        translate_plural("{count} customer", "{count} customers", len(rows), count=len(rows))
    )
    return FINE


_TITLES = (
    N_("Id"),
    N_("Name"),
    N_("Honorific"),
    N_("Class"),
    N_("District"),
    N_("Phone"),
    N_("Days since contact"),
    N_("Open promises"),
    N_("Remark"),
)


def _nobody(workspace: Workspace, wanted: CustomerFilter) -> str:
    ending = find_ending(workspace)
    if wanted != CustomerFilter():
        return translate(N_("No customer matches."))
    if ending is not None:
        return show_ending(ending.until, workspace.zone)
    commands = "fieldlog customer add NAME, fieldlog customer import FILE"
    return translate(N_("There are no customers yet. Add one: {next}"), next=commands)


def _row(card: Card, workspace: Workspace) -> tuple[str, ...]:
    days = days_since_contact(card, workspace.today(), workspace.zone)
    standing = card_standing(card, workspace.today())
    return (
        card["id"][:SHORT_ID],
        card["name"],
        card["honorific"],
        f"{standing.letter} {translate(N_('key')) if standing.key else ''}".strip(),
        card["district"],
        show_list(card["phones"]),
        "" if days is None else str(days),
        str(card["open_promises"]),
        _remark(card, workspace.today()),
    )


def _remark(card: Card, today: date) -> str:
    until = paused_until(card, today)
    if card["opted_out"] is not None:
        return translate(N_("wants no regular contact"))
    return translate(N_("paused until {day}"), day=until) if until else ""


def _configure_edit(parser: ArgumentParser) -> None:
    parser.add_argument(
        "customer", metavar="CUSTOMER", help=translate(N_("id, name, pinyin or its initials"))
    )
    parser.add_argument("--name", metavar="NAME", help=translate(N_("the customer's name")))
    add_profile_options(parser)
    add_key_options(parser, may_remove=True)


def _run_edit(context: Context, options: Namespace) -> int:
    if all(getattr(options, name) is None for name in (*_EDITABLE, *_EDITABLE_TEXTS)):
        raise BadInputError(Problem("customer", "nothing-said"))
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        profile = read_profile(options, options.name, workspace.today())
        has_changed = edit_customer(workspace, card["id"], profile, read_standing(options))
        shape = find_customer_json(workspace, card["id"])
    if context.wants_json:
        context.terminal.write_json(shape)
    else:
        sentence = (
            N_("{name} was changed ({id}).") if has_changed else N_("{name} was like that already ({id}).")
        )
        context.terminal.write(translate(sentence, name=shape["name"], id=card["id"][:SHORT_ID]))
    return FINE


def _configure_show(parser: ArgumentParser) -> None:
    parser.add_argument(
        "customer", metavar="CUSTOMER", help=translate(N_("id, name, pinyin or its initials"))
    )


ADD = Command(
    N_("add a customer; one that may be known already is asked about"),
    "fieldlog customer add 李明朗 --honorific 李叔叔 --phone 13812345678 --class A --lunar-birthday 三月初八",
    _configure_add,
    _run_add,
)
LIST = Command(
    N_("your customers, all or those that match"), "fieldlog customer list lml", _configure_list, _run_list
)
SHOW = Command(
    N_("what is known of a customer, on one screen"), "fieldlog customer show lml", _configure_show, run_show
)
EDIT = Command(
    N_("change what is known of a customer; an empty text clears"),
    "fieldlog customer edit lml --address 和平里3号楼 --class B",
    _configure_edit,
    _run_edit,
)
