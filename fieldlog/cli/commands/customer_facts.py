"""``fieldlog customer pause|opt-out|consent``: dated facts about a customer."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.consents import GIVEN, REFUSED, WITHDRAWN, held_notes_of, record_consent
from fieldlog.actions.customers import opt_out, pause_customer
from fieldlog.actions.finding import get_customer
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.customer_shapes import find_customer_json
from fieldlog.cli.inputs import read_day
from fieldlog.domain.cards import Card
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, translate, translate_plural
from fieldlog.locale.words import consent_word


def _add_customer(parser: ArgumentParser) -> None:
    parser.add_argument(
        "customer", metavar="CUSTOMER", help=translate(N_("id, name, pinyin or its initials"))
    )


def _configure_pause(parser: ArgumentParser) -> None:
    _add_customer(parser)
    parser.add_argument("--reason", metavar="R", required=True, help=translate(N_("such as: in hospital")))
    parser.add_argument(
        "--until", metavar="D", required=True, help=translate(N_("the last day, as a date or in words"))
    )
    parser.add_argument(
        "--from", dest="start", metavar="D", help=translate(N_("the first day; default: today"))
    )


def _run_pause(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card, today = get_customer(workspace, options.customer), workspace.today()
        start = today if options.start is None else read_day(options.start, today, "start")
        until = read_day(options.until, today, "until")
        pause_customer(workspace, card, options.reason, until, start)
        arguments = {"name": card["name"], "start": show_day(start, today), "until": show_day(until, today)}
        return _answer(
            context, workspace, card, translate(N_("{name} is paused from {start} to {until}."), **arguments)
        )


def _configure_opt_out(parser: ArgumentParser) -> None:
    _add_customer(parser)
    parser.add_argument("--reason", metavar="R", required=True, help=translate(N_("what the customer said")))


def _run_opt_out(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        opt_out(workspace, card, options.reason)
        sentence = N_("{name} wants no regular contact from today on. Take it back with: fieldlog undo")
        return _answer(context, workspace, card, translate(sentence, name=card["name"]))


def _configure_consent(parser: ArgumentParser) -> None:
    _add_customer(parser)
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument(
        "--given",
        metavar="HOW",
        help=translate(N_("health notes may be kept; how it was said, such as: spoken")),
    )
    answer.add_argument("--refused", action="store_true", help=translate(N_("no health notes")))
    answer.add_argument("--withdrawn", action="store_true", help=translate(N_("no health notes any more")))
    parser.add_argument(
        "--confirm-removal",
        action="store_true",
        help=translate(N_("health notes that wait for the answer may be removed")),
    )


def _run_consent(context: Context, options: Namespace) -> int:
    state = GIVEN if options.given is not None else REFUSED if options.refused else WITHDRAWN
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        may_remove = options.confirm_removal or (state != GIVEN and _confirms(context, workspace, card))
        record_consent(workspace, card, state, options.given or "", may_remove)
        arguments = {"name": card["name"], "state": consent_word(state)}
        sentence = translate(N_("Consent of {name} to health notes: {state}."), **arguments)
        return _answer(context, workspace, card, sentence)


def _confirms(context: Context, workspace: Workspace, card: Card) -> bool:
    """Ask whether the notes that wait may go; with none waiting there is nothing to ask."""
    count = len(held_notes_of(workspace, card["id"]))
    question = translate_plural(
        "{count} health note waits for the answer and is removed for good. Go on?",
        "{count} health notes wait for the answer and are removed for good. Go on?",
        count,
        count=count,
    )
    return count > 0 and context.terminal.confirm(question)


def _answer(context: Context, workspace: Workspace, card: Card, sentence: str) -> int:
    if context.wants_json:
        context.terminal.write_json(find_customer_json(workspace, card["id"]))
    else:
        context.terminal.write(sentence)
    return FINE


PAUSE = Command(
    N_("no contact is expected for some days, with the reason"),
    "fieldlog customer pause 李明朗 --reason 住院 --until 月底",
    _configure_pause,
    _run_pause,
)
OPT_OUT = Command(
    N_("the customer wants no regular contact any more"),
    "fieldlog customer opt-out 李明朗 --reason 不想被打扰",
    _configure_opt_out,
    _run_opt_out,
)
CONSENT = Command(
    N_("what the customer said about keeping health notes"),
    "fieldlog customer consent 李明朗 --given 口头",
    _configure_consent,
    _run_consent,
)
