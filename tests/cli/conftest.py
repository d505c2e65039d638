"""Running the command line as a user does, in a folder of its own."""

import json
import os
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fieldlog.cli.main import main


class Answer(NamedTuple):
    """Exit code, stdout and stderr of a command."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


RunCommand = Callable[..., Answer]


class NoTerminal(StringIO):
    """A standard stream of a script: nobody to ask."""

    def isatty(self) -> bool:
        return False


class AtTerminal(StringIO):
    """A standard stream with a person before it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Run ``fieldlog`` in this process on a store of its own: ``command("overdue", "--json")``; English
    unless --lang is given.
    """

    def run(*words: str, **environ: str) -> Answer:
        out, err = NoTerminal(), NoTerminal()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", NoTerminal())
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            variables = {
                **os.environ,
                "FIELDLOG_HOME": str(tmp_path / "home"),
                "FIELDLOG_LANG": "en",
                **environ,
            }
            code = main(list(words), variables)
        return Answer(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def rep(command: RunCommand, tmp_path: Path) -> RunCommand:
    """The same on a store that exists already (a practice store without people, which opens without a
    passphrase).
    """
    from datetime import UTC, datetime
    from secrets import token_bytes

    from fieldlog.actions.homes import init_practice_store

    workspace = init_practice_store(
        tmp_path / "home", "小王", "Asia/Shanghai", datetime.now(UTC), token_bytes
    )
    workspace.store.close()
    return command


@pytest.fixture
def person(rep: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Run a command before a person who answers its questions: ``person("g", "visit", "stop", ...)``, one
    line an answer.
    """

    def run(answers: str, *words: str) -> Answer:
        out, err = NoTerminal(), AtTerminal()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", AtTerminal(answers))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(
                list(words), {**os.environ, "FIELDLOG_HOME": str(tmp_path / "home"), "FIELDLOG_LANG": "en"}
            )
        return Answer(code, out.getvalue(), err.getvalue())

    return run
