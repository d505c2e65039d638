"""``fieldlog conflicts`` and ``resolve``: what was changed in two places that did not know of each other."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.conflicts import get_conflict, keep_claim, list_conflicts, write_value
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.domain.conflicts import Claim, Conflict
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import show_list, translate
from fieldlog.locale.exchange import show_field, show_value
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import kind_word
from fieldlog.store.freshness import refresh_all

SHORT_ID = 12


def _configure_nothing(_parser: ArgumentParser) -> None:
    """``fieldlog conflicts`` takes no arguments."""


def _configure_resolve(parser: ArgumentParser) -> None:
    parser.add_argument("document", metavar="DOC", help=translate(N_("id of the entry, or its beginning")))
    parser.add_argument("field", metavar="FIELD", help=translate(N_("name of the field")))
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--keep", metavar="N", type=int, help=translate(N_("keep the value of this number")))
    choice.add_argument("--value", metavar="V", help=translate(N_("write another value")))


def _run_conflicts(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        refresh_all(workspace.store, workspace.now())
        found = list_conflicts(workspace)
        if context.wants_json:
            shapes = [_json(one, workspace) for one in found]
            context.terminal.write_json({"count": len(shapes), "conflicts": shapes})
        elif not found:
            context.terminal.write(translate(N_("Nothing is in conflict.")))
        else:
            for one in found:
                _write(context, one, workspace)
    return FINE


def _json(conflict: Conflict, workspace: Workspace) -> Json:
    return {
        "document": conflict.document,
        "kind": conflict.kind,
        "customer": customer_json(conflict.customer, workspace),
        "field": conflict.field,
        "values": [_claim_json(claim, workspace) for claim in conflict.claims],
    }


def _claim_json(claim: Claim, workspace: Workspace) -> Json:
    import json

    voices = [{"by": voice.by, "at": moment_json(voice.at, workspace)} for voice in claim.voices]
    value = json.loads(claim.value)
    return {"number": claim.number, "value": value, "written": voices, "only_here": claim.is_own}


def _write(context: Context, conflict: Conflict, workspace: Workspace) -> None:
    name = customer_json(conflict.customer, workspace)["name"]
    what = translate(
        N_("{name}, {kind}: {field}"),
        name=name,
        kind=kind_word(conflict.kind),
        field=show_field(conflict.field),
    )
    context.terminal.write_heading(what)
    for claim in conflict.claims:
        value = show_value(conflict.field, claim.value, workspace.zone)
        context.terminal.write(f"  {claim.number}  {value}  ({_who(claim, workspace)})")
    authors = {voice.by for claim in conflict.claims for voice in claim.voices}
    if len(authors) == 1:
        both = N_("{name} wrote them on two laptops, neither of which knew of the other.")
        context.terminal.write(translate(both, name=authors.pop()))
    command = f"fieldlog resolve {conflict.document[:SHORT_ID]} {conflict.field}"
    context.terminal.write(translate(N_("Keep one with: {command}"), command=f"{command} --keep N"))
    context.terminal.write(translate(N_("Or write another: {command}"), command=f"{command} --value V"))
    context.terminal.write()


def _who(claim: Claim, workspace: Workspace) -> str:
    return show_list(f"{voice.by} {show_instant(voice.at, workspace.zone)}" for voice in claim.voices)


def _run_resolve(context: Context, options: Namespace) -> int:
    if options.keep is None and options.value is None:
        raise BadInputError(Problem("value", "keep-or-value"))
    with context.workspace() as workspace:
        conflict = get_conflict(workspace, options.document, options.field)
        if options.keep is not None:
            keep_claim(workspace, conflict, options.keep)
        else:
            write_value(workspace, conflict, options.value)
        refresh_all(workspace.store, workspace.now())
        left = len(list_conflicts(workspace))
        if context.wants_json:
            customer = customer_json(conflict.customer, workspace)
            shape = {"document": conflict.document, "field": conflict.field, "customer": customer}
            context.terminal.write_json({**shape, "conflicts": left})
        else:
            context.terminal.write(translate(N_("Settled. Still in conflict: {count}."), count=left))
    return FINE


CONFLICTS = Command(
    N_("fields that were changed in two places, neither of which knew of the other"),
    "fieldlog conflicts",
    _configure_nothing,
    _run_conflicts,
)
RESOLVE = Command(
    N_("settle a conflict: keep one of the values, or write another"),
    "fieldlog resolve 1f3a9c address --keep 2",
    _configure_resolve,
    _run_resolve,
)
