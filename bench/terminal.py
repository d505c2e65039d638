"""A program in a real pseudo-terminal: started, read until something is seen, sent keys, timed (POSIX)."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from collections.abc import Mapping, Sequence
from time import perf_counter

PATIENCE = 60.0
QUIET = 0.08
"""Seconds without output after which a screen counts as painted."""
_SEQUENCES = re.compile(
    rb"\x1b(?:\[[0-9;:?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-_])"
)


class TerminalProgram:
    """A running program and its terminal. ``text`` is what it has written, without control sequences."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, rows: int = 40
    ) -> None:
        self.begun = perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), dict(environment))
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.text = b""

    def wait_for(self, words: str) -> float:
        """Read until words were written; return the seconds since the start."""
        wanted = words.encode()
        end = perf_counter() + PATIENCE
        while wanted not in self.text:
            if perf_counter() > end:
                raise TimeoutError(f"{words!r} was not written: {self.text[-2000:].decode(errors='replace')}")
            self._read(1.0)
        return perf_counter() - self.begun

    def settle(self, quiet: float = QUIET) -> None:
        """Read until nothing comes any more."""
        while self._read(quiet):
            pass

    def time_key(self, key: bytes) -> float:
        """Send a key and return the seconds until the screen was painted for it."""
        self.settle()
        begun = perf_counter()
        os.write(self._terminal, key)
        if not self._read(PATIENCE):
            raise TimeoutError(f"nothing was painted for {key!r}")
        last = perf_counter()
        # A paint may come in several pieces: the time is that of its last one.
        while self._read(0.004):
            last = perf_counter()
        return last - begun

    def send(self, keys: bytes) -> None:
        """Send keys and do not wait."""
        os.write(self._terminal, keys)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:
            return False
        self.text = (self.text + _SEQUENCES.sub(b"", data))[-200_000:]
        return bool(data)

    def peak_memory(self) -> float:
        """Return the most memory that the program has held until now, in megabytes (Linux)."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:  # noqa: PTH123 - a file of the kernel
            line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)
