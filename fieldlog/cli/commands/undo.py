"""``fieldlog undo``: taking the last save back."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.undo import undo_last_save
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.promise_shapes import local_words
from fieldlog.cli.shapes import customer_json, moment_json
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.locale.words import kind_word


def _configure(_parser: ArgumentParser) -> None:
    """``fieldlog undo`` takes no arguments."""


def _run(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        undone = undo_last_save(workspace)
        customer = customer_json(undone.customer, workspace)
        if context.wants_json:
            at = moment_json(undone.at, workspace)
            context.terminal.write_json({"customer": customer, "at": at, "kinds": list(undone.kinds)})
        else:
            sentence = N_(
                "Taken back: what was saved at {time} on {name} ({what}). Bring it back with: fieldlog undo"
            )
            context.terminal.write(
                translate(
                    sentence,
                    time=local_words(undone.at, workspace),
                    name=customer["name"],
                    what=show_list(kind_word(kind) for kind in undone.kinds),
                )
            )
    return FINE


UNDO = Command(
    N_("take the last save back, as a correction; a second time brings it back"),
    "fieldlog undo",
    _configure,
    _run,
)
