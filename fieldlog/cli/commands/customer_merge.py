"""``fieldlog customer merge|unmerge``: two entries for one person, read as one."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.finding import get_customer
from fieldlog.actions.merging import merge_customers, unmerge_customer
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.customer_shapes import find_customer_json
from fieldlog.domain.problems import N_
from fieldlog.locale import translate, translate_plural


def _configure_merge(parser: ArgumentParser) -> None:
    parser.add_argument(
        "kept", metavar="CUSTOMER", help=translate(N_("the one under whose name both are read"))
    )
    parser.add_argument("joined", metavar="OTHER", help=translate(N_("the one that is the same person")))


def _run_merge(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        kept, joined = (get_customer(workspace, words) for words in (options.kept, options.joined))
        merge_customers(workspace, kept, joined)
        shape = find_customer_json(workspace, kept["id"])
    if context.wants_json:
        context.terminal.write_json(shape)
    else:
        sentence = N_("{joined} is now read as {kept}. Take it back with: fieldlog customer unmerge {id}")
        arguments = {"joined": joined["name"], "kept": kept["name"], "id": kept["id"][:8]}
        context.terminal.write(translate(sentence, **arguments))
    return FINE


def _configure_unmerge(parser: ArgumentParser) -> None:
    parser.add_argument(
        "customer", metavar="CUSTOMER", help=translate(N_("id, name, pinyin or its initials"))
    )


def _run_unmerge(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        count = unmerge_customer(workspace, card)
        shape = find_customer_json(workspace, card["id"])
    if context.wants_json:
        context.terminal.write_json(shape)
    else:
        sentence = translate_plural(
            "{count} customer stands alone again beside {name}.",
            "{count} customers stand alone again beside {name}.",
            count,
            count=count,
            name=card["name"],
        )
        context.terminal.write(sentence)
    return FINE


MERGE = Command(
    N_("declare two entries one person; nothing is lost, it can be taken back"),
    "fieldlog customer merge 3f2a91c0 李明朗",
    _configure_merge,
    _run_merge,
)
UNMERGE = Command(
    N_("take the merging of a customer back"),
    "fieldlog customer unmerge 李明朗",
    _configure_unmerge,
    _run_unmerge,
)
