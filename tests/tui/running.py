"""The screens as a rep uses them: keys in, what is seen out, on a real store in a folder of its own."""

import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from textual.events import Key
from textual.pilot import Pilot

from fieldlog.actions.steady_clock import SteadyReading
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language, use_language
from fieldlog.tui.app import FieldlogApp
from fieldlog.tui.store_thread import StoreThread
from tests.store.stores import Clock, make_workspace, open_again

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATES_SNAPSHOTS = os.environ.get("FIELDLOG_UPDATE_SNAPSHOTS") == "1"
PATIENCE_SECONDS = 20
NARROW, WIDE = (80, 24), (120, 40)
PORT = re.compile(r"(?<=127\.0\.0\.1:)\d{5}")
KEY_NAMES = {" ": "space", "/": "slash", "?": "question_mark", "-": "minus", ".": "full_stop", ":": "colon"}


class Rep:
    """A person before the screens."""

    def __init__(self, pilot: Pilot[int], home: Path, clock: Clock) -> None:
        self.pilot = pilot
        self.home = home
        self.clock = clock

    @property
    def app(self) -> FieldlogApp:
        """The application."""
        assert isinstance(self.pilot.app, FieldlogApp)
        return self.pilot.app

    def lines(self) -> list[str]:
        """What is seen, line by line, without spaces at the ends."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def seen(self) -> str:
        """What is seen, as one text."""
        return "\n".join(self.lines())

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.pilot.press(key)

    async def type(self, text: str) -> None:
        """Type a text, as an input method or a keyboard brings it: all of it at once."""
        for character in text:
            self.app.post_message(Key(KEY_NAMES.get(character, character), character))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until something is so; say what was seen when it does not come."""
        end = monotonic() + PATIENCE_SECONDS
        while not condition():
            assert monotonic() < end, f"did not come: {what}\n{self.seen()}"
            await self.pilot.pause(0.01)

    async def until_seen(self, *words: str) -> None:
        """Wait until words are on the screen."""
        for one in words:
            await self.until(lambda one=one: one in self.seen(), one)  # type: ignore[misc]

    async def until_screen(self, name: str) -> None:
        """Wait until a screen of a class is shown."""
        await self.until(lambda: type(self.app.screen).__name__ == name, f"the screen {name}")

    async def until_focused(self, name: str) -> None:
        """Wait until a widget of a class has the cursor."""
        await self.until(lambda: type(self.app.focused).__name__ == name, f"the cursor in a {name}")

    async def until_still(self) -> None:
        """Wait until nothing changes any more, such as a bar that comes once the lines have their places."""
        before: list[str] = []
        # A screen that was opened a moment ago has no lines yet.
        while (now := self.lines()) != before or not now:
            before = now
            await self.pilot.pause(0.1)

    async def until_gone(self, words: str) -> None:
        """Wait until words have left the screen."""
        await self.until(lambda: words not in self.seen(), f"gone: {words}")

    async def assert_looks(self, name: str, lines: int | None = None) -> None:
        """Wait until the screen, or its first ``lines``, is what a person last looked at and found good.

        FIELDLOG_UPDATE_SNAPSHOTS=1 writes down what is seen once nothing changes any more.
        """
        path = SNAPSHOTS / f"{name}.txt"
        if UPDATES_SNAPSHOTS:
            await self.until_still()
            path.write_text(self._picture(lines), encoding="utf-8")
        assert path.exists(), f"no snapshot {name}: run with FIELDLOG_UPDATE_SNAPSHOTS=1 and look at it"
        wanted = path.read_text(encoding="utf-8")
        # A screen has its place, its words and its keys one after the other: what it looks like is how it
        # looks in the end.
        await self.until(lambda: self._picture(lines) == wanted, f"the picture {name}")

    def _picture(self, lines: int | None) -> str:
        # A server of a test is at another port each time.
        return "\n".join(PORT.sub("50000", line) for line in self.lines()[:lines]).rstrip() + "\n"

    def looking(self) -> Workspace:
        """Open the store a second time, to see what is in it; close it after."""
        return open_again(self.home, clock=self.clock)


@asynccontextmanager
async def running(
    home: Path,
    fill: Callable[[Workspace], object] = lambda _workspace: None,
    size: tuple[int, int] = NARROW,
    language: Language = "zh",
    clock: Clock | None = None,
    steady_clock: Callable[[], SteadyReading] | None = None,
) -> AsyncIterator[Rep]:
    """Run the screens on a new store that ``fill`` has put something into; on the store that is there, if one
    is. Without a ``steady_clock`` nobody sets the other one.
    """
    use_language(language)
    clock = clock or Clock()
    if not home.exists():
        workspace = make_workspace(home, clock=clock)
        fill(workspace)
        workspace.store.close()
    desk = StoreThread(home, lambda: open_again(home, 7, clock, steady_clock))
    app = FieldlogApp(desk)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            rep = Rep(pilot, home, clock)
            await rep.until(lambda: app.screen.is_current and app.screen.children, "the first screen")
            await desk.run(lambda _workspace: None)
            await pilot.pause()
            yield rep
    finally:
        desk.close()
