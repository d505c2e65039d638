"""The screens from the very beginning, on whatever there is in a folder: no store, one with a passphrase, a
damaged one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fieldlog.actions.homes import init_store
from fieldlog.actions.workspace import system_now
from fieldlog.locale import Language, use_language
from fieldlog.tui.app import FieldlogApp
from fieldlog.tui.store_thread import StoreThread, open_workspace
from tests.store.stores import Clock
from tests.tui.running import NARROW, Rep

PASSPHRASE = "blue mountain tea"


def make_locked_store(home: Path) -> str:
    """Make a store that a passphrase opens, and return its recovery code."""
    return init_store(home, "王芳", "Asia/Shanghai", system_now(), PASSPHRASE, None).recovery_code


@asynccontextmanager
async def entering(
    home: Path, size: tuple[int, int] = NARROW, language: Language = "zh", passphrase: str | None = None
) -> AsyncIterator[Rep]:
    """Start the screens as ``fieldlog`` does."""
    use_language(language)
    desk = StoreThread(home, partial(open_workspace, home, passphrase))
    app = FieldlogApp(desk)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            yield Rep(pilot, home, Clock())
    finally:
        desk.close()
