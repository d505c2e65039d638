"""What a command runs in: the folder, the ways to the key, the terminal, and the open workspace."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fieldlog.actions.workspace import Workspace, system_now
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.errors import StoreError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain_error, translate
from fieldlog.store.opening import Unlocking, open_store

if TYPE_CHECKING:
    from fieldlog.store.keys.keyrings import Keyring


class Context:
    """The surroundings of one command; the workspace is opened when it is first asked for."""

    def __init__(
        self, home: Path, environ: Mapping[str, str], wants_json: bool, is_home_named: bool = True
    ) -> None:
        self.home = home
        self.is_home_named = is_home_named
        self.environ = environ
        self.wants_json = wants_json
        self.terminal = Terminal(environ)

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the store of the folder for the length of a block."""
        with open_store(self.home, self.ways(), system_now()) as store:
            yield Workspace(store)

    def passphrase(self) -> str | None:
        """Return FIELDLOG_PASSPHRASE if it is set."""
        return self.environ.get("FIELDLOG_PASSPHRASE")

    def ways(self) -> Unlocking:
        """Return the ways to the data key: FIELDLOG_PASSPHRASE, the keyring, a prompt on a terminal."""
        return Unlocking(
            self.passphrase(), self.keyring(), self._ask_passphrase if self.terminal.can_ask() else None
        )

    def keyring(self) -> "Keyring":
        """Return the keyring of this computer, whether it answers or not."""
        from fieldlog.store.keys.keyrings import PlatformKeyring

        return PlatformKeyring()

    def _ask_passphrase(self, trouble: StoreError | None) -> str | None:
        if trouble is not None:
            self.terminal.warn(explain_error(trouble))
        return self.terminal.ask_secret(translate(N_("Passphrase:")))
