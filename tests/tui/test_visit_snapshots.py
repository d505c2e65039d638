"""How the screens of a visit look: empty, filled, and with a problem, in both languages."""

import asyncio
import re
from pathlib import Path

import pytest

from fieldlog.locale import Language
from fieldlog.tui.customer_words import spaced
from tests.tui.running import NARROW, SNAPSHOTS, WIDE, running
from tests.tui.test_past_visits import look_back, one_visit
from tests.tui.visiting import NAME, begin, consenting_customer, one_customer, stop

LOOKS = pytest.mark.parametrize(
    ("language", "size"), [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)]
)


def name_of(screen: str, language: Language, size: tuple[int, int]) -> str:
    return f"{screen}-{language}-{size[0]}x{size[1]}"


@LOOKS
def test_before_a_visit(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await rep.until_seen(NAME)
            await rep.press("v")
            await rep.until_focused("LineInput")
            await rep.until_seen("不提老伴")
            await rep.until(lambda: rep.app.screen.query_one("GuidanceNote").display, "the guidance")
            await rep.pilot.pause()
            await rep.assert_looks(name_of("start-visit-empty", language, size))
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.assert_looks(name_of("start-visit-problem", language, size))

    asyncio.run(journey())


@LOOKS
def test_a_running_visit_and_its_capture(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=42, seconds=10)
            await rep.until_seen("42:10")
            await rep.until(lambda: rep.app.screen.query_one("GuidanceNote").display, "the guidance")
            await rep.pilot.pause()
            await rep.assert_looks(name_of("visit-filled", language, size))
            await stop(rep)
            await rep.until_seen("F7")
            await rep.assert_looks(name_of("capture-empty", language, size))
            await rep.type("血压130/80")
            await rep.press(*["tab"] * 9)
            await rep.type("送体检报告 下周三")
            await rep.press("enter")
            await rep.type("陪她看病")
            await rep.assert_looks(name_of("capture-filled", language, size))
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.assert_looks(name_of("capture-problem", language, size))
            await rep.press("end")
            await rep.type(" 后天")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("陪她看病")
            await rep.assert_looks(name_of("visit-saved-filled", language, size))

    asyncio.run(journey())


@LOOKS
def test_looking_back_and_correcting(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_visit, size, language) as rep:
            await rep.until_screen("TodayScreen")
            await look_back(rep)
            await rep.until_seen("F9")
            await rep.assert_looks(name_of("visit-page-filled", language, size))
            await rep.press("e")
            await rep.until_screen("VisitCorrectionScreen")
            await rep.until_focused("LineInput")
            await rep.until_seen("血压130")
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.assert_looks(name_of("visit-correction-problem", language, size))

    asyncio.run(journey())


@LOOKS
def test_typing_a_past_visit(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await rep.until_seen(NAME)
            await rep.press("l")
            await rep.until_screen("PastVisitScreen")
            await rep.until_focused("LineInput")
            await rep.until_seen(spaced(NAME))
            await rep.pilot.pause()
            await rep.assert_looks(name_of("past-visit-empty", language, size))
            await rep.press("f8")
            await rep.until(lambda: len(rep.app.screen.query(".-wrong")) == 3, "three problems")
            await rep.pilot.pause()
            await rep.assert_looks(name_of("past-visit-problem", language, size))

    asyncio.run(journey())


def test_no_chinese_screen_has_a_space_before_a_bracket() -> None:
    seen = {path.stem: path.read_text(encoding="utf-8") for path in SNAPSHOTS.glob("*-zh-*.txt")}
    assert [name for name, text in seen.items() if re.search("[\u4e00-\u9fff] （", text)] == []
