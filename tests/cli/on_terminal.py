"""A command before a person at a real terminal, where passphrases are typed without being shown."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROGRAM = "from fieldlog.cli.main import run; run()"
PATIENCE_SECONDS = 30


def type_at_terminal(home: Path, words: Sequence[str], answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Run a command, answer each question once it is asked; return the exit code and all that was shown."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "FIELDLOG_HOME": str(home), "FIELDLOG_LANG": "en", "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        env=environ,
        start_new_session=True,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        shown = "".join(_answer(ours, question, answer) for question, answer in answers)
        shown += _read_until(ours, None)
        return process.wait(PATIENCE_SECONDS), shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _answer(terminal: int, question: str, answer: str) -> str:
    shown = _read_until(terminal, question)
    os.write(terminal, f"{answer}\n".encode())
    return shown


def _read_until(terminal: int, words: str | None) -> str:
    """Read until some words are shown, or with ``None`` until the program has ended."""
    shown = b""
    while words is None or words not in shown.decode(errors="ignore"):
        ready, _, _ = select.select([terminal], [], [], PATIENCE_SECONDS)
        assert ready, f"waited for {words!r}, saw {shown.decode(errors='replace')}"
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            # Linux reports the end of the other side as an input error.
            piece = b""
        if not piece:
            assert words is None, f"ended before {words!r}: {shown.decode(errors='replace')}"
            break
        shown += piece
    return shown.decode()
