"""Reading a spreadsheet that a shop sends: the file's bytes here, their rows in the domain."""

import stat
from pathlib import Path

from fieldlog.domain.customer_list.rows import SheetRow
from fieldlog.domain.customer_list.sheets import MOST_BYTES, MOST_ROWS, check_ending, refusal, rows_in

__all__ = ["MOST_BYTES", "MOST_ROWS", "read_rows"]


def read_rows(path: Path) -> tuple[SheetRow, ...]:
    """Read the rows that hold anything; BadInputError about the field ``file`` if that cannot be done."""
    check_ending(path.name)
    return rows_in(_read_bytes(path), path.name)


def _read_bytes(path: Path) -> bytes:
    try:
        # A pipe or a device would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise refusal("file-not-a-file", path.name)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refusal("file-missing", path.name) from error
    except (OSError, ValueError) as error:
        raise refusal(
            "file-unreadable", path.name, reason=getattr(error, "strerror", None) or str(error)
        ) from error
