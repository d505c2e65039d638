"""fieldlog as a process of its own in a pseudo-terminal, alone or under tmux."""

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote
from time import monotonic, sleep
from uuid import uuid4

import pytest

from tests.store.stores import CHECKOUT

PROGRAM = "from fieldlog.cli.start import run; run()"
PATIENCE_SECONDS = 40
CTRL_Q = b"\x11"
WITHOUT_TMUX = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
LEFT_SCREEN, SHOWN_CURSOR = b"\x1b[?1049l", b"\x1b[?25h"


class TerminalProgram:
    """A program before a person; ``shown`` is all that it has written so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int) -> None:
        self.process = process
        self._terminal = terminal
        self._is_open = True
        self.shown = b""

    def until_shown(self, *words: str) -> None:
        """Read until all these words were written, from now on."""
        begin = len(self.shown)
        while not all(word.encode() in self.shown[begin:] for word in words):
            assert self._read(), f"ended before {words}: {self.shown.decode(errors='replace')}"

    def _read(self) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], PATIENCE_SECONDS)
        assert ready, f"nothing came: {self.shown.decode(errors='replace')}"
        try:
            piece = os.read(self._terminal, 65536)
        except OSError:
            # Linux reports the end of the other side as an input error.
            piece = b""
        self.shown += piece
        return bool(piece)

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._terminal)[3] & termios.ECHO)

    def press(self, keys: bytes) -> None:
        """Send keys as a terminal sends them."""
        os.write(self._terminal, keys)

    def hang_up(self) -> int:
        """Close the terminal's window, and return the exit code."""
        self.close()
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Close the terminal, if it is open."""
        if self._is_open:
            os.close(self._terminal)
            self._is_open = False

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self._read():
            pass
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def program_at_terminal(
    home: Path, *words: str, code: str = PROGRAM, **environ: str
) -> Iterator[TerminalProgram]:
    """Run ``fieldlog`` on a folder at a terminal of 80x24."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=CHECKOUT,
        env=_environ(home, environ),
        start_new_session=True,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    program = TerminalProgram(process, ours)
    try:
        yield program
    finally:
        process.kill()
        process.wait()
        program.close()


def _environ(home: Path, environ: Mapping[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FIELDLOG_")}
    return {
        **clean,
        "FIELDLOG_HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        **environ,
    }


class Tmux:
    """A window of tmux of its own server."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def ask(self, *words: str) -> str:
        """Run a tmux command and return what it says."""
        done = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), "-f", os.devnull, *words],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env=_environ(self._socket.parent, {}),
            timeout=PATIENCE_SECONDS,
        )
        return done.stdout

    def type(self, text: str) -> None:
        """Send a text whole, as an input method commits it."""
        self.ask("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        """Send keys by their names in tmux."""
        self.ask("send-keys", *keys)

    def lines(self) -> list[str]:
        """What is seen."""
        return self.ask("capture-pane", "-p").splitlines()

    def cursor(self) -> tuple[int, int]:
        """Where the real cursor is: column and line."""
        column, line = self.ask("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(column), int(line)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Look again and again until something is so."""
        end = monotonic() + PATIENCE_SECONDS
        while not condition():
            assert monotonic() < end, f"did not come: {what}\n" + "\n".join(self.lines())
            sleep(0.05)

    def until_ended(self) -> None:
        """Wait until the program has ended, and its window and the server with it."""
        end = monotonic() + PATIENCE_SECONDS
        with suppress(subprocess.CalledProcessError):
            while monotonic() < end:
                self.ask("has-session")
                sleep(0.05)
            raise AssertionError("did not end:\n" + "\n".join(self.lines()))

    def until_seen(self, words: str) -> None:
        """Wait until words are on the screen."""
        self.until(lambda: words in "\n".join(self.lines()), words)

    def until_gone(self, words: str) -> None:
        """Wait until words have left the screen."""
        self.until(lambda: words not in "\n".join(self.lines()), f"gone: {words}")


@contextmanager
def program_under_tmux(folder: Path, home: Path, **environ: str) -> Iterator[Tmux]:
    """Run ``fieldlog`` on a folder in a window of tmux of 80x24."""
    # The path of a socket must be short, and pytest's folders are not.
    socket = Path("/tmp") / f"tmux-{uuid4().hex[:12]}"
    tmux = Tmux(socket)
    variables = " ".join(
        f"{name}={quote(value)}" for name, value in {"FIELDLOG_HOME": str(home), **environ}.items()
    )
    # A program that fails leaves what it said on the screen.
    command = (
        f"cd {quote(str(CHECKOUT))} && "
        f"env {variables} {quote(sys.executable)} -c {quote(PROGRAM)} || exec sleep {PATIENCE_SECONDS}"
    )
    tmux.ask("new-session", "-d", "-x", "80", "-y", "24", command)
    try:
        yield tmux
    finally:
        with suppress(subprocess.CalledProcessError):
            # The last window that closes takes the server with it.
            tmux.ask("kill-server")
        socket.unlink(missing_ok=True)
