"""``fieldlog-server check``: whether what the server holds fits together."""

from argparse import ArgumentParser, Namespace

from fieldlog.domain.problems import N_
from sync_server.cli.context import FINE, FOUND, Command, Context
from sync_server.core import evaluation
from sync_server.core.integrity import find_faults
from sync_server.database.engine import write
from sync_server.locale import translate

FAULTS: dict[str, str] = {
    "number-above-head": N_("a number above the head of the feed"),
    "answers-missing": N_("a laptop's saves without an answer"),
    "quarantine-missing": N_("a quarantined save whose content is not there"),
    "customer-without-grant": N_("a customer that nobody was ever given"),
    "conflict-flag": N_("a document whose mark of a conflict is wrong"),
    "part-number": N_("a document whose parts have impossible numbers"),
    "not-erased": N_("a value that was erased and is there"),
    "not-evaluated": N_("a customer that could not be reckoned; pages show it as it was before"),
    "quarantine-hash": N_("a quarantined save that is not as it came"),
}


def _configure(parser: ArgumentParser) -> None:
    anew = N_("also reckon anew all that the pages show; the server may be running")
    parser.add_argument("--rebuild", action="store_true", help=translate(anew))


def _check(context: Context, options: Namespace) -> int:
    if options.rebuild:
        _rebuild(context)
    faults = context.read(lambda connection: list(find_faults(connection)))
    if context.wants_json:
        shape = [{"code": fault.code, "subject": fault.subject} for fault in faults]
        context.terminal.write_json({"count": len(faults), "faults": shape})
        return FOUND if faults else FINE
    for fault in faults:
        context.terminal.write(f"{translate(FAULTS[fault.code])}: {fault.subject}")
    if not faults:
        context.terminal.write(translate(N_("Everything fits together.")))
    return FOUND if faults else FINE


def _rebuild(context: Context) -> None:
    with context.home() as home:
        write(home.engine, evaluation.rebuild)
        evaluation.drain(home.engine, context.now())
    context.terminal.warn(translate(N_("All that the pages show was reckoned anew.")))


CHECK = Command(
    N_("examine what the server holds; exit code 1 when something does not fit"),
    "fieldlog-server check",
    _configure,
    _check,
)
