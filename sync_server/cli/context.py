"""What a command runs in: the server's folder, the environment, the terminal; and what a command is."""

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from sync_server.cli.terminal import Terminal
from sync_server.database import schema
from sync_server.database.engine import Connection, reading, write
from sync_server.home.opening import Home, open_home
from sync_server.locale import translate

Answer = TypeVar("Answer")


class Context:
    """The surroundings of one command; ``named`` is the folder that the command line itself names."""

    def __init__(
        self, folder: Path, environ: Mapping[str, str], wants_json: bool, named: Path | None = None
    ) -> None:
        self.folder = folder
        self.named = named
        self.environ = environ
        self.wants_json = wants_json
        self.terminal = Terminal()

    @contextmanager
    def home(self, is_serving: bool = False) -> Iterator[Home]:
        """Open the folder and its database for the length of a block."""
        home = open_home(self.folder, self.environ, is_serving)
        try:
            schema.require_tables(home.engine)
            schema.upgrade(home.engine)
            yield home
        finally:
            home.engine.dispose()

    def write(self, work: Callable[[Connection], Answer]) -> Answer:
        """Run work in a transaction that writes."""
        with self.home() as home:
            return write(home.engine, work)

    def read(self, work: Callable[[Connection], Answer]) -> Answer:
        """Run work on one state of the database."""
        with self.home() as home, reading(home.engine) as connection:
            return work(connection)

    def now(self) -> datetime:
        """Return the present time, in UTC."""
        return datetime.now(UTC)

    def operator(self) -> str:
        """Return who runs the command, for the audit."""
        try:
            return getpass.getuser()[:60]
        except (KeyError, OSError):
            return "?"

    def read_password(self, from_stdin: bool) -> str:
        """Return the password from stdin, or asked for twice on a terminal."""
        if from_stdin:
            return self.terminal.read_line()
        password = self.terminal.ask_secret(translate(N_("Password:")))
        if password is None:
            raise BadInputError(Problem("password", "password-missing"))
        if self.terminal.ask_secret(translate(N_("Once more:"))) != password:
            raise BadInputError(Problem("password", "typed-differently"))
        return password


class Command(NamedTuple):
    """A command: ``example`` is a whole line, as typed; ``run`` does it and returns the exit code."""

    summary: str
    example: str
    configure: Callable[[ArgumentParser], None]
    run: Callable[[Context, Namespace], int]


FINE, FOUND = 0, 1


def no_arguments(_parser: ArgumentParser) -> None:
    """Take no arguments."""
