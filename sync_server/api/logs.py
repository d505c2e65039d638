"""The log: one JSON object a line on stderr, without names, notes, tokens or addresses of pages."""

import sys
import traceback
from datetime import datetime
from typing import TextIO

import msgspec

from fieldlog.domain.days import to_text

_encoder = msgspec.json.Encoder()


class Log:
    """Writes lines; each is written whole, because it is one call."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def write(self, at: datetime, event: str, **facts: object) -> None:
        """Write what happened, with numbers, codes and patterns of paths."""
        line = _encoder.encode({"at": to_text(at), "event": event, **facts}).decode()
        stream = self._stream or sys.stderr
        stream.write(line + "\n")
        stream.flush()

    def write_defect(self, at: datetime, error: BaseException, **facts: object) -> None:
        """Write where an unexpected error arose; not its words, which may quote what was sent."""
        places = [
            f"{frame.name} {frame.filename.rpartition('site-packages')[2]}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
        ]
        self.write(at, "defect", error=type(error).__name__, places=places, **facts)
