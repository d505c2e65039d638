"""The form for a new customer, with saves running beside it or not: for ``bench.screens``.

python -m bench.typing_app HOME idle|saving
"""

import sys
from pathlib import Path

import fieldlog.tui
from bench.stores import open_workspace
from fieldlog.actions.customers import add_customer
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import use_language
from fieldlog.tui.app import FieldlogApp
from fieldlog.tui.store_thread import StoreThread


class TypingApp(FieldlogApp):
    """Opens the form at once, and saves one customer after the other when it is told to."""

    CSS_PATH = str(Path(fieldlog.tui.__file__).parent / "styles" / "app.tcss")
    is_saving = False

    def on_mount(self) -> None:
        """Open the form."""
        self.set_timer(1.0, self._begin)

    def _begin(self) -> None:
        self.open_screen("customer_new")
        if self.is_saving:
            self.run_worker(self._save())

    async def _save(self) -> None:
        number = 0
        while True:
            number += 1
            await self.desk.run(_add, number)


def _add(workspace: Workspace, number: int) -> None:
    add_customer(workspace, Profile(name=f"基准 {number}"), Standing("B"), anyway=True)


def main() -> None:
    """Run the application."""
    home, mode = Path(sys.argv[1]), sys.argv[2]
    use_language("zh")
    desk = StoreThread(home, lambda: open_workspace(home))
    app = TypingApp(desk)
    app.is_saving = mode == "saving"
    app.run()
    desk.close()
    if app.defect is not None:
        raise app.defect


if __name__ == "__main__":
    main()
