"""The one thread that touches the store, so that no key ever waits for the disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from fieldlog.actions.workspace import Workspace, system_now
from fieldlog.store.keys.keyrings import PlatformKeyring
from fieldlog.store.opening import Unlocking, open_store
from fieldlog.store.translation import translated

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class StoreThread:
    """Opens a workspace on a thread of its own and runs actions there, one after the other.

    ``open_workspace`` raises a ``FieldlogError`` when the store cannot be opened; ``opened`` then raises it.
    """

    def __init__(self, home: Path, open_workspace: Callable[[], Workspace]) -> None:
        self.home = home
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._workspace: Future[Workspace] = self._thread.submit(open_workspace)

    async def opened(self) -> Workspace:
        """Wait until the store is open; its settings may be read, its data only through ``run``."""
        return await asyncio.wrap_future(self._workspace)

    def open_again(self, open_workspace: Callable[[], Workspace]) -> None:
        """Try another way to open the store, after the one before has failed."""
        self._workspace = self._thread.submit(open_workspace)

    def submit(
        self,
        action: Callable[Concatenate[Workspace, Parameters], Answer],
        *args: Parameters.args,
        **named: Parameters.kwargs,
    ) -> Future[Answer]:
        """Begin an action on the thread; its errors come with the answer, those of the file with the next
        step.
        """

        def work() -> Answer:
            workspace = self._workspace.result()
            with translated(self.home):
                return action(workspace, *args, **named)

        return self._thread.submit(work)

    async def run(
        self,
        action: Callable[Concatenate[Workspace, Parameters], Answer],
        *args: Parameters.args,
        **named: Parameters.kwargs,
    ) -> Answer:
        """Run an action on the thread and return its answer, or raise its error."""
        return await asyncio.wrap_future(self.submit(action, *args, **named))

    def close(self) -> None:
        """Finish what is under way, close the store and end the thread."""
        self._thread.submit(self._close_workspace).result()
        self._thread.shutdown()

    def _close_workspace(self) -> None:
        if self._workspace.done() and self._workspace.exception() is None:
            self._workspace.result().store.close()


def open_workspace(home: Path, passphrase: str | None) -> Workspace:
    """Open the store of a folder by a passphrase, or by the keyring where there is none; nobody is asked."""
    return Workspace(open_store(home, Unlocking(passphrase, PlatformKeyring()), system_now()))
