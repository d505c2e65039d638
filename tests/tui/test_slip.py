"""The slip: large type for the customer, nobody else's name, and a page to print where the rep finds it."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.domain.kinds import CUSTOMER
from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.promising import ALBUM, REPORT, WANG, ZHANG, fill_promises
from tests.tui.running import NARROW, WIDE, Rep, running


async def open_slip(rep: Rep) -> None:
    await rep.press("3")
    await rep.until_seen(REPORT)
    await rep.press("s")
    await rep.until_screen("SlipScreen")
    rep.app.clear_notifications()
    await rep.until(lambda: not rep.app.screen.query("Toast"), "no notes")


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)])
def test_the_slip_names_this_customer_and_nobody_else(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            await open_slip(rep)
            await rep.until_seen("张 阿 姨", "送 体 检 报 告", " ".join(ALBUM))
            assert WANG not in rep.seen()
            assert " ".join(WANG) not in rep.seen()
            await rep.assert_looks(f"slip-filled-{language}-{size[0]}x{size[1]}")

    asyncio.run(journey())


def test_the_page_is_written_into_the_home_folder_and_the_screen_says_where(
    tmp_path: Path, clean_environment: Path
) -> None:
    (clean_environment / "Documents").mkdir()
    written = clean_environment / "Documents" / "张阿姨.html"

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, WIDE, "en") as rep:
            await open_slip(rep)
            await rep.press("x")
            await rep.until_screen("SlipFileScreen")
            await rep.until_seen(str(written)[-30:])
            await rep.press("f8")
            await rep.until_screen("SlipScreen")
            await rep.until_seen("Written: ")
            assert ALBUM in written.read_text("utf-8")
            assert WANG not in written.read_text("utf-8")

    asyncio.run(journey())


def test_a_file_that_is_there_is_replaced_when_it_is_said_twice(
    tmp_path: Path, clean_environment: Path
) -> None:
    written = clean_environment / "张阿姨.html"
    written.write_text("before", "utf-8")

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, WIDE, "en") as rep:
            await open_slip(rep)
            await rep.press("x")
            await rep.until_focused("LineInput")
            await rep.press("f8")
            await rep.until_seen("F8 again replaces it")
            assert written.read_text("utf-8") == "before"
            await rep.press("f8")
            await rep.until_screen("SlipScreen")
            assert ALBUM in written.read_text("utf-8")

    asyncio.run(journey())


def test_a_folder_that_is_not_there_is_said_at_the_field(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, WIDE, "en") as rep:
            await open_slip(rep)
            await rep.press("x")
            await rep.until_focused("LineInput")
            await rep.press("home", *["delete"] * len(rep.app.focused.value))  # type: ignore[union-attr]
            await rep.type("/nowhere/at/all/slip.html")
            await rep.press("f8")
            await rep.until_seen("!  File:")
            await rep.until_screen("SlipFileScreen")

    asyncio.run(journey())


def test_where_all_is_done_there_is_nothing_to_write(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("right")
            await rep.until_seen(WANG)
            await rep.press("k")
            await rep.until_seen("Nothing is due today")
            await rep.press("right", "right")
            await rep.until_seen(WANG)
            await rep.press("s")
            await rep.until_seen("Everything that was promised is done.")
            assert "Write a page" not in rep.seen()
            assert ZHANG not in rep.seen()

    asyncio.run(journey())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nothing is promised at present."), ("zh", "目 前 没 有 答 应 您 的 事。")]
)
def test_where_nothing_was_ever_promised_nothing_is_said_to_be_done(
    tmp_path: Path, language: Language, words: str
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda one: add_customer(one, WANG), language=language) as rep:
            with (workspace := rep.looking()).store:
                (customer,) = (document.doc_id for document in workspace.store.documents_of_kind(CUSTOMER))
            rep.app.open_screen("slip", customer)
            await rep.until_screen("SlipScreen")
            await rep.until_seen(words)

    asyncio.run(journey())
