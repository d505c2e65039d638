"""``fieldlog doctor``: is the store well, and if not, what is the next step."""

from argparse import ArgumentParser, Namespace
from importlib.metadata import version

from fieldlog.actions.workspace import system_now
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.domain.errors import StoreError
from fieldlog.domain.problems import N_
from fieldlog.locale import say, translate
from fieldlog.locale.text_width import printable
from fieldlog.locale.words import key_word
from fieldlog.store.doctor import FAULT, WARNING, WELL, Check, examine, examine_closed, has_fault

_FAULT_EXIT = 3
_MARKS = {WELL: N_("well"), WARNING: N_("warning"), FAULT: N_("fault")}
_STYLES = {WELL: "32", WARNING: "33", FAULT: "31"}
_NAMES = {
    "store": N_("Store"),
    "file": N_("File"),
    "format": N_("Format"),
    "saves": N_("Saves"),
    "keys": N_("Keys"),
    "space": N_("Space"),
    "clock": N_("Clock"),
    "drafts": N_("Drafts"),
}


def _configure(_parser: ArgumentParser) -> None:
    """``fieldlog doctor`` takes no arguments."""


def _run(context: Context, _options: Namespace) -> int:
    checks = _examine(context)
    if context.wants_json:
        rows = [
            {"name": one.name, "state": one.state, "found": _say_found(one), "hint": say_hint(one)}
            for one in checks
        ]
        context.terminal.write_json({"checks": rows})
    else:
        _write(context, checks)
    return _FAULT_EXIT if has_fault(checks) else FINE


def _examine(context: Context) -> tuple[Check, ...]:
    try:
        with context.workspace() as workspace:
            return examine(workspace.store, system_now())
    except StoreError as error:
        return examine_closed(context.home, error)


def _line(check: Check) -> str:
    return translate(
        N_("{label}: {sentence}"), label=translate(_NAMES[check.name]), sentence=_say_found(check)
    )


def _say_found(check: Check) -> str:
    template, arguments = check.found
    kinds = arguments.get("slots")
    if isinstance(kinds, tuple):
        arguments = {**arguments, "slots": tuple(map(key_word, kinds))}
    return say((template, arguments))


def say_hint(check: Check) -> str:
    """Return the next step of a check in the current language."""
    return say((check.hint, check.found.arguments))


def _write(context: Context, checks: tuple[Check, ...]) -> None:
    terminal = context.terminal
    for one in checks:
        mark = terminal.emphasise(f"[{translate(_MARKS[one.state])}]", _STYLES[one.state])
        terminal.write_raw(f"{mark} {printable(_line(one))}")
        if one.hint:
            terminal.write(f"    {say_hint(one)}")
    terminal.write(
        translate(N_("fieldlog {version}, folder {home}"), version=version("fieldlog"), home=context.home)
    )


DOCTOR = Command(
    N_("examine the store: file, keys, space, clock; exit code 3 if something is at fault"),
    "fieldlog doctor",
    _configure,
    _run,
)
