"""The keyring of the operating system, behind a port, so that a test or a server can bring its own.

Only the backend of the platform is imported: the plug-in scan of the keyring library costs more than the
whole start and would run whatever is installed beside it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final, NamedTuple, Protocol

from fieldlog.domain.errors import StoreError
from fieldlog.domain.problems import N_

SERVICE: Final = "fieldlog"


class KeyringUnavailableError(StoreError):
    """The keyring does not answer, is locked, refuses, or has no fitting entry."""


class Keyring(Protocol):
    """Where the operating system keeps secret texts; every call may raise KeyringUnavailableError."""

    def get(self, service: str, account: str) -> str | None:
        """The secret text, or None when there is none."""

    def set(self, service: str, account: str, secret: str) -> None:
        """Keep the secret text, in place of an earlier one."""


class _Backend(NamedTuple):
    """Where the keyring library keeps a platform's backend, and the foreign errors that it lets through."""

    module: str
    class_name: str
    errors: tuple[tuple[str, str], ...] = ()


_BACKENDS: Final = {
    "linux": _Backend(
        "keyring.backends.SecretService",
        "Keyring",
        (("secretstorage.exceptions", "SecretStorageException"), ("jeepney", "DBusErrorResponse")),
    ),
    "darwin": _Backend("keyring.backends.macOS", "Keyring"),
    "win32": _Backend(
        "keyring.backends.Windows", "WinVaultKeyring", (("win32ctypes.pywin32.pywintypes", "error"),)
    ),
}


class PlatformKeyring:
    """The keyring of this computer: Secret Service, macOS Keychain or Windows Credential Manager."""

    def __init__(self, platform: str = sys.platform) -> None:
        self._platform = platform
        self._opened: Any = None

    def get(self, service: str, account: str) -> str | None:
        """The secret text, or None; KeyringUnavailableError."""
        with self._translated():
            secret: str | None = self._backend().get_password(service, account)
            return secret

    def set(self, service: str, account: str, secret: str) -> None:
        """Keep the secret text; KeyringUnavailableError."""
        with self._translated():
            self._backend().set_password(service, account, secret)

    def _backend(self) -> Any:
        if self._opened is None:
            backend = _BACKENDS[self._platform]
            self._opened = getattr(import_module(backend.module), backend.class_name)()
        return self._opened

    @contextmanager
    def _translated(self) -> Iterator[None]:
        if self._platform not in _BACKENDS:
            raise _unavailable(self._platform)
        try:
            errors = import_module("keyring.errors")
            foreign = self._foreign_errors()
        except ImportError as error:
            raise _unavailable(_reason(error)) from error
        try:
            yield
        except errors.KeyringLocked as error:
            raise KeyringUnavailableError(
                N_("The keyring of this computer is locked or refused: {reason}."),
                N_("Unlock it and run the command again."),
                reason=_reason(error),
            ) from error
        # An unknown kind of bus address comes as RuntimeError, a half-installed backend as NameError.
        except (errors.KeyringError, OSError, RuntimeError, NameError, ImportError, *foreign) as error:
            raise _unavailable(_reason(error)) from error

    def _foreign_errors(self) -> tuple[type[Exception], ...]:
        named = _BACKENDS[self._platform].errors
        modules: list[tuple[ModuleType, str]] = [(import_module(module), name) for module, name in named]
        return tuple(getattr(module, name) for module, name in modules)


def _reason(error: Exception) -> str:
    return str(error).rstrip(".! ") or type(error).__name__


def _unavailable(reason: str) -> KeyringUnavailableError:
    return KeyringUnavailableError(
        N_("The keyring of this computer does not answer: {reason}."),
        N_("Use a passphrase instead: fieldlog key add passphrase"),
        reason=reason,
    )
