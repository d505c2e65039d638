"""The service check on the screen: rules by result, weeks back and forward, down to the evidence."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.locale import Language, translate
from tests.tui.promising import REPORT, ZHANG, fill_week
from tests.tui.running import NARROW, WIDE, Rep, running

EVERY_LOOK = [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)]
THIS_WEEK = "2026-W47"
LAST_WEEK = "2026-W46"


async def open_check(rep: Rep, week: str = THIS_WEEK) -> None:
    await rep.press("4")
    await rep.until_seen(week)
    await rep.until_focused("RowList")


@pytest.mark.parametrize(("language", "size"), EVERY_LOOK)
def test_rules_by_result_and_what_sunday_still_needs(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    neighbours = {"zh": "2 位同住一处", "en": "2 live here together"}

    async def journey() -> None:
        async with running(tmp_path / "home", fill_week, size, language) as rep:
            await open_check(rep)
            await rep.until_seen("33 %", "50 %", neighbours[language])
            await rep.assert_looks(f"check-filled-{language}-{size[0]}x{size[1]}")

    asyncio.run(journey())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_week_without_anything_due_shows_no_percent(tmp_path: Path, language: Language) -> None:
    nothing = {"zh": "还要补做的事", "en": "Nothing more is needed"}

    async def journey() -> None:
        async with running(tmp_path / "home", language=language) as rep:
            await open_check(rep)
            await rep.until_seen(nothing[language])
            assert "%" not in rep.seen()
            await rep.assert_looks(f"check-empty-{language}-80x24")

    asyncio.run(journey())


def test_weeks_go_back_and_forward_but_not_into_the_future(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_week, language="en") as rep:
            await open_check(rep)
            assert "Week after" not in rep.seen()
            await rep.press("right")
            await rep.press("left")
            await rep.until_seen(LAST_WEEK, "Week after")
            assert "Needed by Sunday" not in rep.seen()
            await rep.press("right")
            await rep.until_seen(THIS_WEEK, "Needed by Sunday")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_a_rule_leads_to_its_findings_and_these_to_the_promise(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_week, size, language) as rep:
            await open_check(rep)
            await rep.press("down", "down", "enter")
            await rep.until_screen("CheckRuleScreen")
            await rep.until_seen(translate("Service principles"), REPORT, ZHANG)
            await rep.assert_looks(f"check-rule-filled-promises-{language}-{size[0]}x{size[1]}")
            await rep.press("enter")
            await rep.until_screen("PromisePageScreen")
            await rep.until_seen(REPORT)
            await rep.press("escape", "escape")
            await rep.until_screen("CheckScreen")

    asyncio.run(journey())


def test_a_short_visit_is_named_with_its_minutes_and_leads_to_the_visit(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_week, language="en") as rep:
            await open_check(rep)
            await rep.press("down", "enter")
            await rep.until_seen("12 of 30 min", "Service principles, no. 4", "Tue 17 Nov 10:00")
            assert "10:12" not in rep.seen()
            await rep.assert_looks("check-rule-filled-visits-en-80x24")
            await rep.press("enter")
            await rep.until_screen("VisitPage")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", NARROW), ("zh", WIDE)])
def test_what_was_met_stands_after_the_rest_and_leads_to_the_visit(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_week, size, language) as rep:
            await open_check(rep)
            await rep.press("down", "enter")
            await rep.until_screen("CheckRuleScreen")
            await rep.until_seen({"zh": "按时做到的", "en": "Met on time"}[language])
            rows = [line for line in rep.lines() if ZHANG in line]
            assert len(rows) == 2
            await rep.press("down")
            await rep.until_seen({"zh": "> 做到", "en": "> met"}[language])
            await rep.assert_looks(f"check-rule-filled-met-{language}-{size[0]}x{size[1]}")
            await rep.press("enter")
            await rep.until_screen("VisitPage")

    asyncio.run(journey())


def test_a_rule_without_findings_says_so(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_check(rep)
            await rep.press("enter")
            await rep.until_seen("Nothing was due in this week", "Service principles, no. 3")
            assert "To the evidence" not in rep.seen()
            await rep.press("enter")
            await rep.until_screen("CheckRuleScreen")

    asyncio.run(journey())


def test_who_is_still_needed_leads_to_the_customer(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_week, language="en") as rep:
            await open_check(rep)
            await rep.press(*["down"] * 5)
            await rep.press("enter")
            await rep.until_screen("CustomerScreen")

    asyncio.run(journey())


def test_the_rules_themselves_are_one_key_away(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_check(rep)
            await rep.press("i")
            await rep.until_screen("RulePacksScreen")
            await rep.until_seen("Service principles, no. 3")

    asyncio.run(journey())
