"""The entry point: picks the language and the command, runs it, and turns errors into messages and exit
codes.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from fieldlog.cli.command import Command
from fieldlog.cli.commands import COMMANDS
from fieldlog.cli.context import Context
from fieldlog.cli.parsing import Globals, Parser, UsageError, split_globals
from fieldlog.cli.places import default_home
from fieldlog.cli.terminal import Terminal, use_utf8
from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain_error, pick_language, translate, use_language
from fieldlog.locale.text_width import wrap
from fieldlog.store.translation import translated

USAGE_EXIT = 2
STORE_EXIT = 3
UNEXPECTED_EXIT = 70
INTERRUPTED_EXIT = 130
HELP_WORDS = ("--help", "-h")


def run() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    use_utf8()
    code = main(sys.argv[1:], os.environ)
    leave_at_once(code)


def leave_at_once(code: int) -> NoReturn:
    """End the process without taking its modules apart, which costs a tenth of a short command's time.

    Nothing waits for that: stores are closed by their commands, and what was written is flushed here.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            # The reader has gone; there is nobody left to tell.
            code = code or STORE_EXIT
    os._exit(code)


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command line and return its exit code; expected errors become messages on stderr."""
    use_language(pick_language(None, environ))
    terminal = Terminal(environ)
    try:
        given = split_globals(argv)
        use_language(pick_language(given.lang, environ))
        return _dispatch(given, environ, terminal)
    except UsageError as error:
        terminal.warn(str(error))
        terminal.warn(translate(N_("See: fieldlog --help, or fieldlog COMMAND --help")))
        return USAGE_EXIT
    except FieldlogError as error:
        terminal.warn(explain_error(error))
        return error.exit_code
    except KeyboardInterrupt:
        terminal.warn(translate(N_("Interrupted. What was reported as saved is saved.")))
        return INTERRUPTED_EXIT
    except BrokenPipeError:
        # The reader of our output has gone (| head): nothing is left to say, and Python must not complain at
        # exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STORE_EXIT
    except Exception:  # noqa: BLE001 - the outermost boundary: a defect must not look like exit code 1, "found something"
        import traceback

        terminal.warn(traceback.format_exc().rstrip())
        terminal.warn(
            translate(
                N_("This is a defect of fieldlog. What was reported as saved is saved; please report it.")
            )
        )
        return UNEXPECTED_EXIT


def _dispatch(given: Globals, environ: Mapping[str, str], terminal: Terminal) -> int:
    name, rest = _command_name(given.words)
    if name is None and not rest and not given.json and terminal.can_show_screens():
        return _open_screens(given, environ)
    if name is None:
        return _say_overview(rest, terminal)
    command = load_command(name)
    parser = make_parser(name, command)
    before_dashes = rest[: rest.index("--")] if "--" in rest else rest
    if any(word in HELP_WORDS for word in before_dashes):
        terminal.write_raw(parser.format_help().rstrip("\n"))
        return 0
    options = parser.parse_args(rest)
    home, is_named = _find_home(given, environ)
    environ = {**environ, "FIELDLOG_LANG": given.lang} if given.lang else environ
    with translated(home):
        return command.run(Context(home, environ, given.json, is_home_named=is_named), options)


def _find_home(given: Globals, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """Return the folder of the store, and whether it was named."""
    named = given.home or environ.get("FIELDLOG_HOME")
    return Path(named or default_home()), bool(named)


def _open_screens(given: Globals, environ: Mapping[str, str]) -> int:
    from fieldlog.tui.start import run_screens

    home, _ = _find_home(given, environ)
    return run_screens(home, {**environ, "FIELDLOG_LANG": given.lang} if given.lang else environ)


def _command_name(words: Sequence[str]) -> tuple[str | None, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in COMMANDS:
            return name, list(words[length:])
    return None, list(words)


def load_command(name: str) -> Command:
    """Import the module of a command and return the command."""
    module, _, attribute = COMMANDS[name].partition(":")
    command = getattr(import_module(f"fieldlog.cli.commands.{module}"), attribute)
    assert isinstance(command, Command)
    return command


def make_parser(name: str, command: Command) -> Parser:
    """Return the parser of a command, with its summary, example and the global options in its help."""
    summary = "\n".join(wrap(translate(command.summary), 78))
    closing = translate(N_("Everywhere: --home DIR, --lang zh|en, --json"))
    example = translate(N_("Example:"))
    parser = Parser(
        prog=f"fieldlog {name}",
        description=summary,
        epilog=f"{example}\n  {command.example}\n\n{closing}",
        add_help=False,
    )
    parser.add_argument(
        "-h", "--help", action="store_true", help=translate("show this help message and exit")
    )
    command.configure(parser)
    return parser


def _say_overview(words: Sequence[str], terminal: Terminal) -> int:
    first = words[0] if words else ""
    if first == "--version":
        from importlib.metadata import version

        terminal.write(f"fieldlog {version('fieldlog')}")
        return 0
    names = [name for name in COMMANDS if not first or first in HELP_WORDS or name.startswith(f"{first} ")]
    if not names or (len(words) > 1 and words[1] not in HELP_WORDS):
        raise UsageError(translate(N_('There is no command "{words}".'), words=" ".join(words[:2])))
    terminal.write(translate(N_("fieldlog: home visits and promises, recorded offline")))
    terminal.write()
    for name in names:
        terminal.write(f"  {name:<18}{translate(load_command(name).summary)}")
    terminal.write()
    terminal.write(translate(N_("fieldlog COMMAND --help explains a command with an example.")))
    terminal.write(translate(N_("Everywhere: --home DIR, --lang zh|en, --json")))
    return 0
