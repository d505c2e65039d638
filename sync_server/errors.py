"""Every expected error of the server, as one tree below ``FieldlogError``.

::

    FieldlogError                  exit code, message, hint
    ├── RefusalError           5   a request that is refused; carries a code of ``refusals.py``; 2 where it
    │                              names what is not there
    └── ServerError            3   the server cannot do what was asked
        ├── HomeMissingError       there is no server in this folder yet
        ├── HomeExistsError        there is one already
        ├── HomeInUseError         another fieldlog-server runs on this folder
        ├── NotPracticeError       what was asked is only for made-up people
        ├── WrongKeyError          the key does not open the database or the backup
        ├── BackupUnreadableError  the file is no backup, or damaged
        ├── NewerDatabaseError     written by a newer fieldlog-server than this one
        ├── DatabaseMissingError   the database has no tables yet
        ├── DatabaseDamagedError   its file is damaged
        ├── DatabaseBusyError      it did not take a transaction in several tries; come again later
        └── DatabaseUnreachableError  it cannot be reached, or its disk is full
"""

from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_

NAMES_NOTHING = frozenset({"user-unknown", "customer-unknown", "device-unknown"})
"""What a command names and is not there: on the command line this is bad input."""


class RefusalError(FieldlogError):
    """A request that is refused, with the code that says why."""

    exit_code = 5

    def __init__(self, code: str, expected: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        if code in NAMES_NOTHING:
            self.exit_code = 2
        self.expected = expected
        self.retry_after = retry_after


class ServerError(FieldlogError):
    """The server cannot do what was asked; what it holds is whole."""


class HomeMissingError(ServerError):
    """There is no server in this folder yet."""


class HomeExistsError(ServerError):
    """There is a server in this folder already."""


class HomeInUseError(ServerError):
    """Another fieldlog-server runs on this folder, or serves its database."""


class NotPracticeError(ServerError):
    """People are real here, and what was asked is only for made-up ones."""

    def __init__(self) -> None:
        super().__init__(
            N_("This is no practice server; only there a link signs in without a password."),
            N_("Elsewhere an administrator makes a link to choose a password, on the page of the person."),
        )


class WrongKeyError(ServerError):
    """The key does not open the database or the backup."""


class BackupUnreadableError(ServerError):
    """The file is no backup of a server, or it is damaged."""


class NewerDatabaseError(ServerError):
    """The database was written by a newer fieldlog-server."""


class DatabaseMissingError(ServerError):
    """The database has no tables yet."""


class DatabaseDamagedError(ServerError):
    """The file of the database is damaged."""


class DatabaseBusyError(ServerError):
    """The database did not take a transaction in several tries."""

    def __init__(self) -> None:
        super().__init__(N_("The database is busy."), N_("Nothing was changed. Try again in a moment."))


class DatabaseUnreachableError(ServerError):
    """The database cannot be reached, or cannot write."""

    def __init__(self) -> None:
        super().__init__(
            N_("The database cannot be reached, or its disk is full."),
            N_("Check FIELDLOG_SERVER_DATABASE, the database and the room on its disk."),
        )
