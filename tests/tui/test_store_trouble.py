"""The store fails while somebody types: it is said with the next step, and nothing typed is lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fieldlog.domain.errors import StoreFullError
from fieldlog.domain.problems import N_
from fieldlog.locale import current_language, translate
from fieldlog.store.tinydb_sqlcipher.errors import Damaged, Full
from fieldlog.store.translation import translated
from fieldlog.tui import draft_keeper
from fieldlog.tui.screens.problem import STILL_THERE
from tests.store.stores import add_customer
from tests.tui.exchanging import journey
from tests.tui.looking import IN_BOTH
from tests.tui.running import Rep, running

TYPED = "送药 后天"
FULL = {"zh": "磁盘已满", "en": "The disk is full"}


def is_full(*_arguments: object) -> None:
    """Be a store on a full disk."""
    with translated(Path("/home/rep")):
        raise Full


def is_damaged(*_arguments: object) -> None:
    """Be a store whose file is damaged."""
    with translated(Path("/home/rep")):
        raise Damaged


async def typing(rep: Rep) -> None:
    """Type a promise and do not save it."""
    await rep.until_screen("TodayScreen")
    await rep.until_seen("李明朗")
    await rep.press("p")
    await rep.until_screen("PromiseNewScreen")
    await rep.until_focused("LineInput")
    await rep.type(TYPED)


async def typing_on_a_full_disk(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type a promise that cannot be kept, and read why."""
    monkeypatch.setattr("fieldlog.tui.form_screen.keep_form", is_full)
    await typing(rep)
    await rep.until_screen("ProblemScreen")
    await rep.until_seen(FULL[current_language()], translate(STILL_THERE))
    await rep.press("escape")
    await rep.until_screen("PromiseNewScreen")


def kept(rep: Rep) -> list[str]:
    """Return what is kept of unfinished promises."""
    with (workspace := rep.looking()).store:
        return [str(draft.content["promise"]) for draft in workspace.store.drafts()]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon."""
    monkeypatch.setattr(draft_keeper, "AGAIN_SECONDS", 0.2)


@journey
async def test_typing_on_a_full_disk_is_told_once_and_kept_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "home", add_customer) as rep:
        await typing_on_a_full_disk(rep, monkeypatch)
        await rep.until_seen(TYPED)
        # It is tried again and again, and said only once.
        await rep.pilot.pause(0.6)
        assert type(rep.app.screen).__name__ == "PromiseNewScreen"
        assert kept(rep) == []
        monkeypatch.undo()
        await rep.until(lambda: kept(rep) == [TYPED], "what was typed, in the store")


@journey
async def test_escape_does_not_leave_a_form_that_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "home", add_customer) as rep:
        await typing_on_a_full_disk(rep, monkeypatch)
        await rep.press("escape")
        await rep.until_screen("ProblemScreen")
        await rep.press("escape")
        await rep.until_screen("PromiseNewScreen")
        await rep.until_seen(TYPED)
        monkeypatch.undo()
        await rep.press("escape")
        await rep.until_screen("TodayScreen")
        assert kept(rep) == [TYPED]


@IN_BOTH
@journey
async def test_leaving_warns_once_where_what_was_typed_cannot_be_kept(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "home", add_customer, language="zh" if language == "zh" else "en") as rep:
        await typing_on_a_full_disk(rep, monkeypatch)
        await rep.press("ctrl+q")
        await rep.until_screen("ProblemScreen")
        await rep.until_seen(translate(N_("Press {key} again to leave without it."), key="Ctrl+Q"))
        assert rep.app.is_running
        await rep.press("ctrl+q")
        await rep.until(lambda: rep.app._exit, "the end")


@contextmanager
def held(rep: Rep) -> Iterator[None]:
    """Hold the store as another program does that writes for long."""
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with (workspace := rep.looking()).store, workspace.store.writing():
            holding.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(60)
    try:
        yield
    finally:
        done.set()
        holder.join()


@journey
async def test_typing_while_another_program_holds_the_store_is_kept_when_it_has_ended(tmp_path: Path) -> None:
    async with running(tmp_path / "home", add_customer) as rep:
        await rep.until_seen("李明朗")
        with held(rep):
            await typing(rep)
            await rep.until_screen("ProblemScreen")
        await rep.press("escape")
        await rep.until_seen(TYPED)
        await rep.until(lambda: kept(rep) == [TYPED], "what was typed, in the store")


@journey
async def test_a_store_that_cannot_say_how_the_exchange_stands_is_no_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldlog.actions.sync_status.read_sync_status", is_damaged)
    async with running(tmp_path / "home", add_customer) as rep:
        await rep.until_screen("ProblemScreen")
        await rep.until_seen("fieldlog restore")
        await rep.press("escape")
        await rep.until_seen("李明朗")
        assert rep.app.defect is None


@journey
async def test_the_same_problem_is_told_once_though_several_readers_meet_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "home", add_customer) as rep:
        await rep.until_seen("李明朗")
        for _ in range(3):
            rep.app.tell_error(StoreFullError(N_("The disk is full.")))
        await rep.until_screen("ProblemScreen")
        await rep.press("escape")
        await rep.until_screen("TodayScreen")
