"""When the sync beside the screens comes: soon after a save, now and then, and once the network is back.

The clock is steady, stands still while something is done, and is moved by waiting alone: nobody really waits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from threading import Condition

import pytest

from fieldlog.sync.background import BackgroundSync, News, Pace
from fieldlog.sync.ports import Answer, Request
from fieldlog.sync.troubles import BUSY, UnreachableError
from tests.store.stores import add_customer
from tests.sync.laptops import Laptop
from tests.sync.office import Office, is_offline

MIDDLE, LAST = 0.5, 0.999999


class Time:
    """A steady clock on which things happen at their seconds, while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.plans: list[tuple[float, Callable[[], object]]] = []

    def at(self, second: float, happens: Callable[[], object]) -> None:
        """Plan something; plan in order."""
        self.plans.append((second, happens))

    def wait(self, _turn: Condition, seconds: float) -> None:
        """Let time pass to the end of the wait, or to what happens before it."""
        if self.plans and self.plans[0][0] <= self.now + seconds:
            self.now, happens = self.plans.pop(0)
            happens()
        else:
            self.now += seconds


class Run:
    """The sync of one laptop on such a clock: when each began, and what it came to."""

    def __init__(self, laptop: Laptop, office: Office, chance: float = MIDDLE) -> None:
        self.laptop = laptop
        self.time = Time()
        self.begun: list[float] = []
        self.news: list[News] = []
        pace = Pace(lambda: self.time.now, self.time.wait, lambda: chance)

        @contextmanager
        def network() -> Iterator[Office]:
            yield office

        self.sync = BackgroundSync(laptop.desk, network, laptop.around, self._hear, pace=pace)

    def _hear(self, news: News) -> None:
        if news.is_running and news.progress is None:
            self.begun.append(round(self.time.now, 2))
        elif not news.is_running:
            self.news.append(news)

    def save(self) -> None:
        """Save something, as a screen does."""
        add_customer(self.laptop.workspace)
        self.sync.nudge()

    def until(self, second: float) -> list[float]:
        """Let time pass up to a second, and return when each sync began."""
        self.time.at(second, self.sync.stop)
        self.sync.run()
        assert [one.defect for one in self.news if one.defect] == []
        return self.begun

    @property
    def sent(self) -> list[int]:
        """How many saves each sync sent; those that were hindered are left out."""
        return [one.outcome.sent for one in self.news if one.outcome is not None]


@pytest.mark.parametrize(("chance", "pause"), [(0.0, 240), (MIDDLE, 300), (LAST, 360)])
def test_it_comes_at_once_and_then_about_every_five_minutes(
    chance: float, pause: int, wang: Laptop, office: Office
) -> None:
    run = Run(wang, office, chance)
    assert run.until(2.5 * pause) == pytest.approx([0, pause, 2 * pause], abs=0.01)


def test_saves_close_together_go_out_in_one_sync_soon_after_the_last(wang: Laptop, office: Office) -> None:
    run = Run(wang, office)
    for second in (10, 11, 12.5, 14):
        run.time.at(second, run.save)
    assert run.until(60) == [0, 17]
    assert run.sent == [0, 4]


def test_saves_without_a_break_go_out_after_a_while_all_the_same(wang: Laptop, office: Office) -> None:
    run = Run(wang, office)
    for second in range(10, 41, 2):
        run.time.at(second, run.save)
    assert run.until(60) == [0, 30, 43]
    assert sum(run.sent) == 16
    assert run.sent[1] >= 10


def test_what_is_saved_while_a_sync_runs_goes_out_right_behind_it(wang: Laptop, office: Office) -> None:
    run = Run(wang, office)

    def save_once(request: Request) -> None:
        office.before = None
        run.save()

    office.before = save_once
    assert run.until(60) == [0, 3]
    assert sum(run.sent) == 1


def test_while_there_is_no_network_it_tries_more_and_more_seldom_up_to_a_minute(
    wang: Laptop, office: Office
) -> None:
    run = Run(wang, office, LAST)
    office.before = is_offline
    begun = run.until(300)
    pauses = [later - earlier for earlier, later in pairwise(begun)]
    assert pauses == pytest.approx([1, 2, 4, 8, 16, 32, 60, 60, 60], abs=0.01)
    assert run.sent == []


@pytest.mark.parametrize("chance", [0.0, MIDDLE, LAST])
def test_a_network_that_returns_is_noticed_within_a_minute_and_all_is_as_usual(
    chance: float, wang: Laptop, office: Office
) -> None:
    run = Run(wang, office, chance)
    office.before = is_offline
    run.time.at(50, run.save)

    def network_returns() -> None:
        office.before = None

    run.time.at(2000, network_returns)
    begun = [second for second in run.until(2420) if second >= 2000]
    assert begun[0] <= 2060
    assert len(begun) == 2
    assert 240 <= begun[1] - begun[0] <= 360
    assert run.sent == [1, 0]


def test_a_save_without_network_is_tried_soon_and_does_not_wait_for_the_next_try(
    wang: Laptop, office: Office
) -> None:
    run = Run(wang, office, LAST)
    office.before = is_offline
    run.time.at(150, run.save)
    assert 153 in run.until(160)


def test_a_busy_server_is_asked_when_it_said_and_not_before_unless_a_person_wants_it(
    wang: Laptop, office: Office
) -> None:
    run = Run(wang, office)

    def busy(request: Request) -> Answer:
        raise UnreachableError(BUSY, request.server, 120.0, 503)

    office.before = busy
    run.time.at(10, run.save)
    begun = run.until(130)
    assert begun == [0, 120.5]
    again = Run(wang, office)
    again.time.at(20, again.sync.hurry)
    assert again.until(60) == [0, 20]


def test_a_laptop_that_is_refused_does_not_ask_again_and_again(wang: Laptop, office: Office) -> None:
    run = Run(wang, office)
    office.revoke(wang.state.device)
    assert run.until(1000) == [0, 300, 600, 900]
    assert run.sent == []
