"""A timed visit under clocks that sleep, jump and start anew: its length is true and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.captures import Capture
from fieldlog.actions.finding import get_customer
from fieldlog.actions.running_visits import (
    freeze_end,
    get_running_visit,
    go_on,
    keep_as_typed,
    running_length,
    running_visit,
    typed_before,
    typed_minutes,
)
from fieldlog.actions.steady_clock import SteadyReading, read_steady_clock
from fieldlog.actions.visit_stories import VisitStory, read_visit_story
from fieldlog.actions.visits import discard_visit, start_visit, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.views import Visit, read_view
from fieldlog.store.drafts import VISIT_DRAFT, Draft
from tests.store.stores import NOW, Clock, add_customer, check_whole, make_workspace


class Laptop:
    """Both clocks of a laptop: real time passes on both, setting the clock moves one, a reboot the other."""

    def __init__(self) -> None:
        self.wall = Clock()
        self.steady = SteadyReading(50.25, "boot 1")

    def pass_time(self, **lengths: int) -> None:
        """Let time pass, awake or asleep."""
        self.wall.go_on(**lengths)
        seconds = self.steady.seconds + timedelta(**lengths).total_seconds()
        self.steady = self.steady._replace(seconds=seconds)

    def reboot(self) -> None:
        """Start the laptop anew: its steady clock begins again."""
        self.steady = SteadyReading(1.0, "boot 2")


@pytest.fixture
def laptop() -> Laptop:
    return Laptop()


@pytest.fixture
def workspace(tmp_path: Path, laptop: Laptop) -> Iterator[Workspace]:
    made = make_workspace(tmp_path / "home", clock=laptop.wall)
    with made.store:
        yield Workspace(made.store, laptop.wall, made.random_bytes, lambda: laptop.steady)


@pytest.fixture
def customer(workspace: Workspace) -> str:
    return add_customer(workspace)


def start(workspace: Workspace, customer: str) -> None:
    start_visit(workspace, get_customer(workspace, customer), "回访")


def story_of(workspace: Workspace, visit: str) -> VisitStory:
    document = workspace.store.find_document(visit)
    assert document is not None
    return read_visit_story(workspace, document)


def stopped(workspace: Workspace, minutes: int | None = None) -> Visit:
    visit = story_of(workspace, stop_visit(workspace, Capture(note="好"), minutes)).visit
    assert running_visit(workspace) is None
    check_whole(workspace.store)
    return visit


def test_sleep_counts_and_is_no_shift(workspace: Workspace, customer: str, laptop: Laptop) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=42)
    visit = stopped(workspace)
    assert (visit.start, visit.minutes, visit.clock_shift, visit.timed) == (NOW, 42, 0, True)


@pytest.mark.parametrize(
    "shift", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=400), timedelta(days=-9)]
)
def test_a_clock_set_during_a_visit_changes_neither_its_length_nor_its_end(
    workspace: Workspace, customer: str, laptop: Laptop, shift: timedelta
) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=10)
    laptop.wall.now += shift
    laptop.pass_time(minutes=25)
    visit = stopped(workspace)
    assert (visit.minutes, visit.end, visit.timed) == (35, laptop.wall.now, True)
    assert visit.clock_shift == shift.total_seconds()
    assert visit.purpose_set_at == visit.start


def test_the_length_rule_judges_the_true_length(workspace: Workspace, customer: str, laptop: Laptop) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=5)
    laptop.wall.go_on(hours=1)
    story = story_of(workspace, stop_visit(workspace, Capture()))
    assert ("visit-length", "missed") in {(one.rule, one.state) for one in story.findings}


def test_after_a_reboot_the_wall_times_count(workspace: Workspace, customer: str, laptop: Laptop) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=10)
    laptop.reboot()
    laptop.pass_time(minutes=25)
    visit = stopped(workspace)
    assert (visit.start, visit.minutes, visit.clock_shift) == (NOW, 35, 0)


def test_a_length_that_is_typed_counts_from_the_true_start(
    workspace: Workspace, customer: str, laptop: Laptop
) -> None:
    start(workspace, customer)
    laptop.pass_time(hours=3)
    laptop.wall.go_on(days=1)
    visit = stopped(workspace, minutes=40)
    assert (visit.minutes, visit.timed, visit.clock_shift) == (40, False, 86400)
    assert laptop.wall.now - visit.start == timedelta(hours=3)


def test_a_draft_of_an_older_version_without_a_mark_is_stopped_by_the_wall_clock(
    workspace: Workspace, customer: str, laptop: Laptop
) -> None:
    content = {
        "visit": "0123456789abcdef0123456789abcdef",
        "channel": "home",
        "purpose": "回访",
        "start": "2026-11-18T05:20:00Z",
        "zone": "Asia/Shanghai",
        "capture": {"note": "旧稿"},
    }
    workspace.store.write_draft(
        Draft(VISIT_DRAFT, VISIT_DRAFT, customer, content, {}, "2026-11-18T05:20:00Z")
    )
    running = running_length(workspace)
    assert running is not None
    assert (running.seconds(workspace.mark()), running.shift(workspace.mark())) == (2400, 0)
    visit = stopped(workspace)
    assert (visit.minutes, visit.clock_shift) == (40, 0)


def test_the_running_visit_is_shown_by_the_steady_clock(
    workspace: Workspace, customer: str, laptop: Laptop
) -> None:
    assert running_length(workspace) is None
    start(workspace, customer)
    running = running_length(workspace)
    assert running is not None
    assert (running.customer, running.name, running.purpose, running.channel) == (
        customer,
        "李明朗",
        "回访",
        "home",
    )
    laptop.pass_time(minutes=7)
    laptop.wall.go_on(hours=5)
    assert (running.seconds(workspace.mark()), running.shift(workspace.mark())) == (420, 18000)


@pytest.mark.parametrize("shift", [timedelta(days=3), timedelta(days=-3)])
def test_a_visit_is_discarded_whatever_the_clock_did(
    workspace: Workspace, customer: str, laptop: Laptop, shift: timedelta
) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=6)
    laptop.wall.now += shift
    document = workspace.store.find_document(discard_visit(workspace, "走错门"))
    assert document is not None
    visit = read_view(document)
    assert isinstance(visit, Visit)
    assert (visit.minutes, visit.clock_shift) == (6, shift.total_seconds())


def test_the_steady_clock_of_this_machine_goes_on_within_one_boot() -> None:
    first, second = read_steady_clock(), read_steady_clock()
    assert first.boot == second.boot != ""
    assert first.seconds <= second.seconds


def test_a_workspace_on_the_real_clock_reads_the_real_steady_one(tmp_path: Path) -> None:
    made = make_workspace(tmp_path / "home")
    with made.store:
        assert Workspace(made.store).mark().boot == read_steady_clock().boot
        assert made.mark().steady == NOW.timestamp()


def test_the_end_is_the_moment_it_was_frozen_not_the_moment_of_the_save(
    workspace: Workspace, customer: str, laptop: Laptop
) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=42, seconds=10)
    freeze_end(workspace)
    laptop.pass_time(minutes=3)
    freeze_end(workspace)
    running = running_length(workspace)
    assert running is not None
    assert running.seconds(workspace.mark()) == 42 * 60 + 10
    visit = stopped(workspace)
    assert (visit.seconds, visit.timed, visit.clock_shift) == (42 * 60 + 10, True, 0)


def test_a_clock_that_was_stopped_too_early_goes_on(
    workspace: Workspace, customer: str, laptop: Laptop
) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=10)
    freeze_end(workspace)
    laptop.pass_time(minutes=25)
    go_on(workspace)
    assert stopped(workspace).minutes == 35


@pytest.mark.parametrize("shift", [timedelta(days=400), timedelta(hours=-1), timedelta(days=-9)])
def test_a_clock_set_after_the_end_was_frozen_moves_the_visit_and_not_its_length(
    workspace: Workspace, customer: str, laptop: Laptop, shift: timedelta
) -> None:
    start(workspace, customer)
    laptop.pass_time(minutes=42)
    freeze_end(workspace)
    laptop.wall.now += shift
    laptop.pass_time(minutes=5)
    visit = stopped(workspace)
    assert (visit.start, visit.minutes, visit.clock_shift) == (NOW + shift, 42, 0)


def test_a_form_about_the_visit_is_kept_as_it_stands(workspace: Workspace, customer: str) -> None:
    start(workspace, customer)
    keep_as_typed(workspace, Capture(note="好", promises=("送报告 12月2日",)), "35")
    keep_as_typed(workspace, Capture(note="", promises=()), "3")
    running = get_running_visit(workspace)
    assert (typed_before(running), typed_minutes(running)) == (Capture(note=""), "3")


def test_a_refused_health_note_is_never_kept_with_the_form(workspace: Workspace, customer: str) -> None:
    start(workspace, customer)
    keep_as_typed(workspace, Capture(health={"body": "头晕"}))
    keep_as_typed(workspace, Capture(note="好", health={"body": "头晕"}, consent="refused"))
    assert typed_before(get_running_visit(workspace)) == Capture(note="好", consent="refused")
