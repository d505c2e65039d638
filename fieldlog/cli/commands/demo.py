"""``fieldlog demo``: the practice territory."""

import shlex
from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.actions.practice import (
    Territory,
    count_territory,
    is_practice_of_today,
    make_practice_store,
    may_become_practice,
)
from fieldlog.actions.workspace import system_now
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.places import practice_home
from fieldlog.domain.problems import N_
from fieldlog.locale import translate

COMMANDS_TO_TRY = (
    "today",
    "overdue --by district",
    "check",
    "customer list wang",
    "visit list",
)


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("--no-open", action="store_true", help=translate(N_("only make it, show nothing")))


def _run(context: Context, options: Namespace) -> int:
    home = _choose_home(context)
    if not (context.wants_json or options.no_open) and context.terminal.can_show_screens():
        with context.terminal.hushed():
            return _run_screens(context, home)
    territory = _territory(context, home)
    if context.wants_json:
        context.terminal.write_json({"home": str(home), **territory._asdict()})
    elif not options.no_open:
        _show(Context(home, context.environ, wants_json=False))
    return FINE


def _run_screens(context: Context, home: Path) -> int:
    from fieldlog.tui.start import run_screens

    _territory(context, home)
    # Letters are keys of the screens: those pressed while there was nothing to see would act at random.
    context.terminal.forget_typed()
    return run_screens(home, context.environ)


def _choose_home(context: Context) -> Path:
    # The folder of the rep's own store stays free for it, unless somebody names it for practice.
    if context.is_home_named and may_become_practice(context.home):
        return context.home
    return practice_home()


def _territory(context: Context, home: Path) -> Territory:
    now = system_now()
    if is_practice_of_today(home, now):
        return count_territory(home, now)
    context.terminal.warn(translate(N_("Making the practice territory in {home} ..."), home=str(home)))
    return make_practice_store(home, now)


def _show(context: Context) -> None:
    from fieldlog.cli.main import load_command

    terminal = context.terminal
    load_command("today").run(context, Namespace())
    terminal.write()
    terminal.write_heading(translate(N_("Promise-overdue check")))
    load_command("overdue").run(context, Namespace(as_of=None, by=None))
    terminal.write()
    terminal.write(translate(N_("Try these commands:")))
    for words in COMMANDS_TO_TRY:
        terminal.write(f"  fieldlog --home {shlex.quote(str(context.home))} {words}")


DEMO = Command(
    N_("the practice territory: made-up customers with a year of visits and promises"),
    "fieldlog demo",
    _configure,
    _run,
)
