"""A visit that was begun before the screens were closed or the battery was flat: nothing typed is gone."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.captures import Capture
from fieldlog.locale import Language
from fieldlog.tui.capture_form import capture_of
from fieldlog.tui.widgets.form import Form
from tests.store.stores import Clock
from tests.tui.running import NARROW, WIDE, running
from tests.tui.visiting import (
    NAME,
    begin,
    consenting_customer,
    is_running,
    minutes_typed,
    saved_promises,
    saved_visit,
    stop,
    typed,
)

TYPED = Capture(
    health={"body": "血压130", "general": "精神好"},
    note="第一行\n第二行",
    questions=("喝什么茶 下周五", "没有日子的问题"),
    promises=("送体检报告 下周三", "还没写完"),
    suggestion="门口放把椅子",
)


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_a_visit_is_offered_by_name_and_time_with_every_typed_field(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    clock = Clock()

    async def first_run() -> None:
        async with running(tmp_path / "home", consenting_customer, size, language, clock) as rep:
            await begin(rep)
            clock.go_on(minutes=40)
            await stop(rep)
            await rep.type("血压130")
            await rep.press(*["tab"] * 6)
            await rep.type("精神好")
            await rep.press("tab")
            await rep.type("第一行")
            await rep.press("enter")
            await rep.type("第二行")
            await rep.press("tab")
            await rep.type("喝什么茶 下周五")
            await rep.press("enter")
            await rep.type("没有日子的问题")
            await rep.press("enter", "enter")
            await rep.type("送体检报告 下周三")
            await rep.press("enter")
            await rep.type("还没写完")
            await rep.press(*["tab"] * 2)
            await rep.type("门口放把椅子")
            await rep.press("tab")
            await rep.type("45")
            await rep.until(
                lambda: (typed(rep), minutes_typed(rep)) == (TYPED, "45"), "everything typed on the disk"
            )

    async def second_run() -> None:
        async with running(tmp_path / "home", language=language, size=size, clock=clock) as rep:
            await rep.until_seen("40:00", NAME, "14:00", "送节日礼")
            await rep.until_focused("RowList")
            await rep.press("enter")
            await rep.until_screen("VisitScreen")
            await rep.until_seen("送节日礼")
            await rep.press("enter")
            await rep.until_screen("CaptureScreen")
            await rep.until_focused("AreaInput")
            await rep.until_seen("血压130", "精神好", "第一行", "没有日子的问题")
            shown = rep.app.screen.query_one(Form).values()
            assert (capture_of(shown), shown["minutes"]) == (TYPED, "45")
            assert is_running(rep)
            assert typed(rep) == TYPED

    asyncio.run(first_run())
    clock.go_on(minutes=20)
    asyncio.run(second_run())


def test_what_was_typed_while_the_clock_went_on_is_there_after_the_stop(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer) as rep:
            await begin(rep)
            await rep.press("enter")
            await rep.until_screen("CaptureScreen")
            await rep.until_focused("AreaInput")
            await rep.type("血压130")
            await rep.press("escape")
            await rep.until_screen("VisitScreen")
            rep.clock.go_on(minutes=33)
            await stop(rep)
            await rep.until_seen("血压130", "33:00")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            assert dict(saved_visit(rep).health) == {"body": "血压130"}
            assert saved_promises(rep) == []

    asyncio.run(journey())
