"""``fieldlog quarantine``: what the server has put aside, why, and what to do next."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.put_aside import PutAside, list_put_aside
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import kind_word
from fieldlog.store.freshness import refresh_all


def _configure(_parser: ArgumentParser) -> None:
    """``fieldlog quarantine`` takes no arguments."""


def _run(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        refresh_all(workspace.store, workspace.now())
        found = list_put_aside(workspace)
        if context.wants_json:
            shapes = [_json(one, workspace) for one in found]
            context.terminal.write_json({"count": len(shapes), "quarantined": shapes})
        elif not found:
            context.terminal.write(translate(N_("The server has put nothing aside.")))
        else:
            for one in found:
                _write(context, one, workspace)
    return FINE


def _json(one: PutAside, workspace: Workspace) -> Json:
    return {
        "save": one.gid,
        "customer": customer_json(one.customer, workspace),
        "saved_at": moment_json(one.at or None, workspace),
        "answered_at": moment_json(one.answered_at or None, workspace),
        "kinds": list(one.kinds),
        "code": one.code,
        "has_left": one.has_left,
        "reason": translate(one.why),
        "next_step": translate(one.next_step),
    }


def _write(context: Context, one: PutAside, workspace: Workspace) -> None:
    name = customer_json(one.customer, workspace)["name"] or one.customer[:8]
    if one.has_left:
        name = translate(N_("A customer who was handed over"))
    what = show_list(kind_word(kind) for kind in one.kinds)
    when = show_instant(one.at, workspace.zone) if one.at else ""
    context.terminal.write_heading(f"{name}  {what}  {when}".rstrip())
    if one.answered_at:
        arrived = show_instant(one.answered_at, workspace.zone)
        context.terminal.write(f"  {translate(N_('It arrived at the server {time}.'), time=arrived)}")
    context.terminal.write(f"  {translate(one.why)}")
    context.terminal.write(f"  {translate(one.next_step)}")


QUARANTINE = Command(
    N_("saves that the server has put aside, with the reason and the next step"),
    "fieldlog quarantine",
    _configure,
    _run,
)
