"""Today: whom to see and why."""

import asyncio
from pathlib import Path

from tests.store.stores import add_customer
from tests.tui.running import running
from tests.tui.visiting import one_customer


def test_today_lists_who_has_not_been_contacted_this_week(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda workspace: add_customer(workspace, "王桂兰")) as rep:
            await rep.until_seen("王桂兰")

    asyncio.run(journey())


def test_an_empty_today_says_what_to_do(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await rep.until_seen("Nothing is due today.")

    asyncio.run(journey())


def test_a_customer_is_found_from_today_by_the_first_letters_of_the_name(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("slash")
            await rep.until_screen("FindCustomerScreen")
            await rep.until_focused("LineInput")
            await rep.type("lml")
            await rep.until_seen("李明朗")
            await rep.press("enter")
            await rep.until_screen("CustomerScreen")

    asyncio.run(journey())
