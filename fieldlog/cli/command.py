"""What a command is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import NamedTuple

from fieldlog.cli.context import Context


class Command(NamedTuple):
    """A command of the command line.

    ``summary`` and ``example`` (a whole line, as typed) appear in its help; ``configure`` adds its arguments
    to a parser, ``run`` does it and returns the exit code.
    """

    summary: str
    example: str
    configure: Callable[[ArgumentParser], None]
    run: Callable[[Context, Namespace], int]


FINE, FOUND = 0, 1
"""Exit codes of commands that did what was asked; errors carry their own."""
