"""Every expected error of fieldlog, as one tree.

::

    FieldlogError                exit code, message, hint
    ├── BadInputError        2   what was typed cannot be taken; carries the problems, each with its field
    ├── ServerUnreachableError  4   no answer of a fieldlog server could be got; work goes on offline
    ├── ServerRefusedError   5   the server has answered, and refuses; carries its code
    └── StoreError           3   the laptop's store cannot do what was asked
        ├── StoreMissingError    there is no store in this folder yet
        ├── StoreExistsError     there is one already
        ├── StoreBusyError       another program holds it for too long
        ├── StoreFullError       the disk is full
        ├── StoreReadOnlyError   the folder cannot be written
        ├── WrongKeyError        passphrase, recovery code or keyring entry does not open it
        ├── CorruptStoreError    the file is damaged, cut short or not a store
        └── NewerStoreError      written by a newer fieldlog

Messages and hints are English templates marked with ``N_``; the edge translates them and fills in the
arguments, so that the domain knows no language.
"""

from collections.abc import Mapping

from fieldlog.domain.problems import N_, Problem


class FieldlogError(Exception):
    """An expected error: what happened, what to do next, and the exit code a script sees."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "", **arguments: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.arguments: Mapping[str, object] = arguments

    def __str__(self) -> str:
        return " ".join(part.format_map(self.arguments) for part in (self.message, self.hint) if part)


class BadInputError(FieldlogError):
    """Input that cannot be taken as it is; nothing was changed, unless ``message`` says what was kept."""

    exit_code = 2

    def __init__(
        self, *problems: Problem, message: str = N_("Nothing was changed."), **arguments: object
    ) -> None:
        super().__init__(message, "", problems=problems, **arguments)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(
            f"{problem.field}: {problem.code} {dict(problem.arguments)}" for problem in self.problems
        )


class ServerUnreachableError(FieldlogError):
    """No answer of a fieldlog server could be got: no network, a slow one, or a page of somebody else."""

    exit_code = 4


class ServerRefusedError(FieldlogError):
    """The server has answered and refuses: sign-in, protocol, or the store of somebody else."""

    exit_code = 5

    def __init__(self, code: str, message: str, hint: str = "", **arguments: object) -> None:
        super().__init__(message, hint, **arguments)
        self.code = code


class StoreError(FieldlogError):
    """The laptop's store cannot do what was asked; what is in it is whole."""


class StoreMissingError(StoreError):
    """There is no store in this folder yet."""


class StoreExistsError(StoreError):
    """There is a store in this folder already."""


class StoreBusyError(StoreError):
    """Another program holds the store for too long."""


class StoreFullError(StoreError):
    """The disk is full; the save did not happen."""


class StoreReadOnlyError(StoreError):
    """The folder or file cannot be written."""


class WrongKeyError(StoreError):
    """The passphrase, recovery code or keyring entry does not open this store."""


class CorruptStoreError(StoreError):
    """The file is damaged, cut short, or not a fieldlog store."""


class NewerStoreError(StoreError):
    """The store was written by a newer fieldlog than this one."""
