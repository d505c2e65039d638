"""Where a new passphrase comes from: stdin, FIELDLOG_NEW_PASSPHRASE, or a person who types it twice."""

import sys
from argparse import ArgumentParser

from fieldlog.actions.keys import NEW_PASSPHRASE, find_passphrase_problems
from fieldlog.cli.context import Context
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate


def add_option(parser: ArgumentParser) -> None:
    """Add the option by which a script hands over a new passphrase."""
    parser.add_argument(
        "--new-passphrase-stdin",
        action="store_true",
        help=translate(
            N_("read the new one from the first line of stdin; else FIELDLOG_NEW_PASSPHRASE, else ask")
        ),
    )


def read_new_passphrase(context: Context, from_stdin: bool) -> str:
    """Return the new passphrase, or raise ``BadInputError`` where no way leads to one."""
    passphrase = _find(context, from_stdin)
    if passphrase is None:
        raise BadInputError(Problem(NEW_PASSPHRASE, "new-passphrase-missing"))
    problems = find_passphrase_problems(passphrase)
    if problems:
        raise BadInputError(*problems)
    return passphrase


def _find(context: Context, from_stdin: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given = context.environ.get("FIELDLOG_NEW_PASSPHRASE")
    return ask_twice(context) if given is None else given


def ask_twice(context: Context) -> str | None:
    """Ask a person for a new passphrase until both answers agree; ``None`` where nobody can answer."""
    while True:
        first = context.terminal.ask_secret(translate(N_("New passphrase:")))
        if not first:
            return None
        if context.terminal.ask_secret(translate(N_("The same again:"))) == first:
            return first
        context.terminal.warn(translate(N_("The two differ. Type it again.")))
