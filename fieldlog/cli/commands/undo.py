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

_TAKEN_BACK = N_("Taken back: what was saved at {time} on {name} ({what}). Bring it back with: fieldlog undo")
_BROUGHT_BACK = N_(
    "Brought back: what was taken back at {time} on {name} ({what}). Take it away with: fieldlog undo"
)


def _configure(_parser: ArgumentParser) -> None:
    """``fieldlog undo`` takes no arguments."""


def _run(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        undone = undo_last_save(workspace)
        if context.wants_json:
            customer = {**customer_json(undone.customer, workspace), "name": undone.name}
            at = moment_json(undone.at, workspace)
            context.terminal.write_json({"customer": customer, "at": at, "kinds": list(undone.kinds)})
        else:
            what = show_list(kind_word(kind) for kind in undone.about)
            time = local_words(undone.at, workspace)
            template = _BROUGHT_BACK if undone.brings_back else _TAKEN_BACK
            context.terminal.write(translate(template, time=time, name=undone.name, what=what))
    return FINE


UNDO = Command(
    N_("take the last save back, as a correction; a second time brings it back"),
    "fieldlog undo",
    _configure,
    _run,
)
