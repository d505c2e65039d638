"""``fieldlog slip``: what was promised to a customer, in large type to print."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.actions.finding import get_customer
from fieldlog.actions.slips import check_slip_target, make_slip, open_promises, slip_page, write_slip
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.promise_shapes import promise_json
from fieldlog.cli.shapes import customer_json
from fieldlog.domain.problems import N_
from fieldlog.locale import translate


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=translate(N_("name, pinyin initials or id")))
    output = N_("write the page into this file; without it, it is written out")
    parser.add_argument("--output", metavar="FILE.html", help=translate(output))
    parser.add_argument("--force", action="store_true", help=translate(N_("replace a file that is there")))


def _run(context: Context, options: Namespace) -> int:
    target = None if options.output is None else Path(options.output)
    if target is not None:
        check_slip_target(target, context.home, options.force)
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        stories = open_promises(workspace, card)
        slip = make_slip(workspace, card, stories)
        shown = [promise_json(story, workspace) for story in stories]
        customer = customer_json(card["id"], workspace)
    if not stories:
        nothing = N_("Nothing is promised to {name} that is still open; there is no slip to print.")
        context.terminal.warn(translate(nothing, name=card["name"]))
        target = None
    elif target is not None:
        write_slip(slip, target, context.home, options.force)
    _answer(context, {"customer": customer, "promises": shown}, target, slip_page(slip) if stories else "")
    return FINE


def _answer(context: Context, shape: dict[str, object], target: Path | None, page: str) -> None:
    if context.wants_json:
        context.terminal.write_json({**shape, "file": None if target is None else str(target)})
    elif target is not None:
        sentence = N_("Written: {file}. Open it in a browser and print it.")
        context.terminal.write(translate(sentence, file=str(target)))
    elif page:
        context.terminal.write_raw(page.rstrip("\n"))


SLIP = Command(
    N_("a slip in large type for the customer: what was promised and by when"),
    "fieldlog slip 李明朗 --output 李叔叔.html",
    _configure,
    _run,
)
