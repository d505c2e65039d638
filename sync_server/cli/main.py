"""The entry point: language and command, and errors as messages and exit codes."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from sync_server.cli.commands import COMMANDS
from sync_server.cli.context import Command, Context
from sync_server.cli.parsing import Globals, Parser, UsageError, split_globals
from sync_server.cli.terminal import Terminal, use_utf8
from sync_server.locale import explain_error, pick_language, translate, use_language

USAGE_EXIT, BROKEN_PIPE_EXIT, UNEXPECTED_EXIT, INTERRUPTED_EXIT = 2, 3, 70, 130
HELP_WORDS = ("--help", "-h")


def run() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    use_utf8()
    leave_at_once(main(sys.argv[1:], os.environ))


def leave_at_once(code: int) -> NoReturn:
    """End the process without taking its modules apart, which threads of granian do not bear.

    Nothing waits for that: the database is closed by its command, and what was written is flushed here.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            # The reader has gone; there is nobody left to tell.
            code = code or BROKEN_PIPE_EXIT
    os._exit(code)


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command line and return its exit code; expected errors become messages on stderr."""
    use_language(pick_language(None, environ))
    terminal = Terminal()
    try:
        given = split_globals(argv)
        use_language(pick_language(given.lang, environ))
        return _dispatch(given, environ, terminal)
    except UsageError as error:
        terminal.warn(str(error))
        terminal.warn(translate(N_("See: fieldlog-server --help, or fieldlog-server COMMAND --help")))
        return USAGE_EXIT
    except FieldlogError as error:
        terminal.warn(explain_error(error))
        return error.exit_code
    except KeyboardInterrupt:
        terminal.warn(translate(N_("Interrupted.")))
        return INTERRUPTED_EXIT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE_EXIT
    except Exception:  # noqa: BLE001 - the outermost boundary: a defect must not look like exit code 1
        import traceback

        terminal.warn(traceback.format_exc().rstrip())
        terminal.warn(translate(N_("This is a defect of fieldlog-server; please report it.")))
        return UNEXPECTED_EXIT


def _dispatch(given: Globals, environ: Mapping[str, str], terminal: Terminal) -> int:
    name, rest = _command_name(given.words)
    if name is None:
        return _say_overview(rest, terminal)
    command = load_command(name)
    parser = make_parser(name, command)
    if any(word in HELP_WORDS for word in rest):
        terminal.write_raw(parser.format_help().rstrip("\n"))
        return 0
    options = parser.parse_args(rest)
    folder = Path(given.home or environ.get("FIELDLOG_SERVER_HOME") or default_home())
    named = Path(given.home) if given.home else None
    return command.run(Context(folder, environ, given.json, named), options)


def default_home() -> Path:
    """Return the folder of a server that is not told another one."""
    from platformdirs import user_data_path

    return user_data_path("fieldlog-server", appauthor=False)


def _command_name(words: Sequence[str]) -> tuple[str | None, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in COMMANDS:
            return name, list(words[length:])
    return None, list(words)


def load_command(name: str) -> Command:
    """Import the module of a command and return the command."""
    module, _, attribute = COMMANDS[name].partition(":")
    command = getattr(import_module(f"sync_server.cli.commands.{module}"), attribute)
    assert isinstance(command, Command)
    return command


def make_parser(name: str, command: Command) -> Parser:
    """Return the parser of a command, with its summary, example and the global options in its help."""
    closing = translate(N_("Everywhere: --home DIR, --lang zh|en, --json"))
    example = translate(N_("Example:"))
    parser = Parser(
        prog=f"fieldlog-server {name}",
        description=translate(command.summary),
        epilog=f"{example}\n  {command.example}\n\n{closing}",
        add_help=False,
    )
    parser.add_argument(
        "-h", "--help", action="store_true", help=translate(N_("show this help message and exit"))
    )
    command.configure(parser)
    return parser


def _say_overview(words: Sequence[str], terminal: Terminal) -> int:
    first = words[0] if words else ""
    if first == "--version":
        from importlib.metadata import version

        terminal.write(f"fieldlog-server {version('fieldlog')}")
        return 0
    names = [name for name in COMMANDS if not first or first in HELP_WORDS or name.startswith(f"{first} ")]
    if not names or (len(words) > 1 and words[1] not in HELP_WORDS):
        raise UsageError(translate(N_('There is no command "{words}".'), words=" ".join(words[:2])))
    terminal.write(translate(N_("fieldlog-server: where laptops bring their work, and get what is theirs")))
    terminal.write()
    for name in names:
        terminal.write(f"  {name:<18}{translate(load_command(name).summary)}")
    terminal.write()
    terminal.write(translate(N_("fieldlog-server COMMAND --help explains a command with an example.")))
    terminal.write(translate(N_("Everywhere: --home DIR, --lang zh|en, --json")))
    return 0
