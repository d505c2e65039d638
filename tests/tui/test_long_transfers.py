"""A long transfer says how far it is, hinders nobody, and goes on later where it was broken off."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.locale import Language, translate
from tests.store.stores import Clock, add_customer, make_workspace, save_visit
from tests.sync.laptops import Laptop
from tests.sync.office import Office
from tests.sync.served import served
from tests.tui.exchanging import answered, journey, prepared
from tests.tui.looking import IN_BOTH
from tests.tui.running import NARROW, Rep, running

VISITS = 300
SAVES = VISITS + 1
PATIENCE_SECONDS = 60
LATER_MINUTES = 2
"""The process of a test does not end with its screens: what was broken off keeps its lease until then."""


class Held(httpx.BaseTransport):
    """Before an office: lets some requests for a path through, and holds the next one until it is let go."""

    def __init__(self, carrier: httpx.BaseTransport, path: str, passing: int) -> None:
        self._carrier = carrier
        self._path = path
        self._passing = passing
        self.is_over = Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hold a request, or let it through."""
        if request.url.path == self._path:
            self._passing -= 1
            if self._passing < 0:
                assert self.is_over.wait(PATIENCE_SECONDS)
        return self._carrier.handle_request(request)


@contextmanager
def held(office: Office, path: str) -> Iterator[None]:
    """Hold what comes after the first request for a path, until the block ends."""
    direct = office.carrier
    office.carrier = between = Held(direct, path, 1)
    try:
        yield
    finally:
        office.carrier = direct
        between.is_over.set()


def fill(workspace: Workspace) -> None:
    """Save a customer and the visits of years, all in one transaction."""
    with workspace.store.writing():
        customer = add_customer(workspace, "王秀英")
        for _ in range(VISITS):
            save_visit(workspace, customer)


def visits_of(rep: Rep) -> int:
    """Return how many visits the laptop holds."""
    with rep.looking().store as store:
        return store.count_documents(kinds.VISIT)


@IN_BOTH
@journey
async def test_a_long_push_says_how_much_of_how_much_and_is_left_and_taken_up_again(
    language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    with served(office) as address:
        workspace = make_workspace(tmp_path / "home", clock=clock)
        prepared(address, office, clock, fill)(workspace)
        workspace.store.close()
        with held(office, "/v1/push"):
            async with running(tmp_path / "home", size=NARROW, language=language, clock=clock) as rep:
                words = translate("sending {done} of {total}", done=200, total=SAVES)
                await rep.until(lambda: rep.lines()[0].endswith(words), words)
                await rep.press("y")
                await rep.until_screen("SyncScreen")
                await rep.until_seen(translate("On its way"))
                assert sum(words in line for line in rep.lines()) == 2
                await rep.press("escape")
                await rep.press("ctrl+q")
                await rep.until(lambda: not rep.app.is_running, "the screens are left")
            assert answered(rep) == 200
        clock.go_on(minutes=LATER_MINUTES)
        async with running(tmp_path / "home", size=NARROW, language=language, clock=clock) as rep:
            await rep.until(lambda: answered(rep) == SAVES, "all is stored")
            await rep.until(lambda: words not in rep.seen(), "nothing is on its way")


@journey
async def test_a_first_sync_says_how_much_has_come_hinders_no_typing_and_is_left_and_taken_up_again(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    other = Laptop(tmp_path / "other", office, clock, 71, "小王")
    other.enrol(office.code_for("小王"))
    fill(other.workspace)
    other.sync()
    other.store.close()
    with served(office) as address:
        workspace = make_workspace(tmp_path / "home", clock=clock)
        prepared(address, office, clock, lambda _workspace: None)(workspace)
        workspace.store.close()
        with held(office, "/v1/pull"):
            async with running(tmp_path / "home", size=NARROW, language="en", clock=clock) as rep:
                await rep.until(lambda: rep.lines()[0].endswith("received 500"), "the first page")
                await rep.press("n")
                await rep.until_screen("CustomerNewScreen")
                await rep.type("Li Ming")
                await rep.press("f8")
                await rep.until_seen("Li Ming")
                await rep.press("ctrl+q")
                await rep.until(lambda: not rep.app.is_running, "the screens are left")
            assert 0 < visits_of(rep) < VISITS
        clock.go_on(minutes=LATER_MINUTES)
        async with running(tmp_path / "home", size=NARROW, language="en", clock=clock) as rep:
            await rep.until(lambda: visits_of(rep) == VISITS, "the rest has come")
            await rep.until(lambda: answered(rep) == 1, "what was saved meanwhile is stored")
