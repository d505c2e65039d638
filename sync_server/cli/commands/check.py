"""``fieldlog-server check``: whether what the server holds fits together."""

from argparse import Namespace

from fieldlog.domain.problems import N_
from sync_server.cli.context import FINE, FOUND, Command, Context, no_arguments
from sync_server.core.integrity import find_faults
from sync_server.locale import translate

FAULTS: dict[str, str] = {
    "number-above-head": N_("a number above the head of the feed"),
    "answers-missing": N_("a laptop's saves without an answer"),
    "quarantine-missing": N_("a quarantined save whose content is not there"),
    "customer-without-grant": N_("a customer that nobody was ever given"),
    "conflict-flag": N_("a document whose mark of a conflict is wrong"),
    "part-number": N_("a document whose parts have impossible numbers"),
    "not-erased": N_("a value that was erased and is there"),
    "quarantine-hash": N_("a quarantined save that is not as it came"),
}


def _check(context: Context, _options: Namespace) -> int:
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


CHECK = Command(
    N_("examine what the server holds; exit code 1 when something does not fit"),
    "fieldlog-server check",
    no_arguments,
    _check,
)
