"""The real program before a person at a real terminal, killed as a flat battery would."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

PROGRAM = "from fieldlog.cli.main import run; run()"
PATIENCE_SECONDS = 60
QUIET_SECONDS = 0.03
"""So long nothing is drawn any more when a key has been answered."""
LINES, COLUMNS = 24, 80
KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "f7": "\x1b[18~", "f8": "\x1b[19~"}


class AtTerminal:
    """fieldlog on a pseudo-terminal; what it draws is read all the time, so that it never waits."""

    def __init__(self, home: Path) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environ = {**os.environ, "FIELDLOG_HOME": str(home), "FIELDLOG_LANG": "zh", "TERM": "xterm-256color"}
        command = [sys.executable, "-c", PROGRAM]
        self._process = subprocess.Popen(
            command, env=environ, start_new_session=True, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self._drawn = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._ours, 65536)
            except OSError:
                # Linux reports the end of the other side as an input error.
                return
            if not piece:
                return
            self._drawn += piece

    @property
    def drawn(self) -> str:
        """All that was drawn so far, with the sequences that move the cursor."""
        return self._drawn.decode(errors="ignore")

    def type(self, text: str) -> None:
        """Type a text, a character at a time."""
        self.press(*text)

    def press(self, *keys: str) -> None:
        """Press keys as a person does, who looks at what each of them did: the cursor at the least moves."""
        for key in keys:
            before = len(self._drawn)
            os.write(self._ours, KEYS.get(key, key).encode())
            self.until(lambda before=before: len(self._drawn) > before, f"an answer to {key}")  # type: ignore[misc]
            self._until_quiet()

    def _until_quiet(self) -> None:
        before = -1
        while before != len(self._drawn):
            before = len(self._drawn)
            sleep(QUIET_SECONDS)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until something is so."""
        end = monotonic() + PATIENCE_SECONDS
        while not condition():
            assert monotonic() < end, f"did not come: {what}\n{self.drawn[-2000:]!r}"
            assert self._process.poll() is None, f"ended before {what}:\n{self.drawn[-2000:]}"
            sleep(0.02)

    def until_drawn(self, words: str) -> None:
        """Wait until words were drawn."""
        self.until(lambda: words in self.drawn, words)

    def kill(self) -> None:
        """Kill the program as a flat battery would."""
        self._process.kill()
        self._process.wait(PATIENCE_SECONDS)

    def __enter__(self) -> "AtTerminal":
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        self._reader.join(PATIENCE_SECONDS)
        os.close(self._ours)
