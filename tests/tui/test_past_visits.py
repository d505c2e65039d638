"""Visits that are typed afterwards, and looking back: the page of a visit, corrections, taking back."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language, translate
from tests.store.stores import add_customer, save_visit
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.visiting import (
    NAME,
    consenting_customer,
    one_customer,
    saved_promises,
    saved_visit,
    saved_visits,
)

EVERYWHERE = pytest.mark.parametrize(
    ("language", "size"), [("zh", NARROW), ("zh", WIDE), ("en", NARROW), ("en", WIDE)]
)


def one_visit(workspace: Workspace) -> None:
    """Put a customer who allows health notes and a visit with a promise into the store."""
    consenting_customer(workspace)
    [card] = workspace.store.documents_of_kind("customer")
    save_visit(workspace, card.doc_id, note="聊了\n很久", **{"health.body": "血压130"})


async def look_back(rep: Rep) -> None:
    """Open the page of the one visit."""
    [page] = saved_visits(rep)
    rep.app.open_screen("visit_page", page.story.visit.id)
    await rep.until_screen("VisitPage")
    await rep.until_seen("血压130")


@EVERYWHERE
def test_a_visit_of_yesterday_is_typed_and_marked_so(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await rep.until_seen(NAME)
            await rep.press("l")
            await rep.until_screen("PastVisitScreen")
            await rep.until_focused("LineInput")
            await rep.until_seen("李 明 朗")
            await rep.press("enter", "right", "enter")
            await rep.type("昨天 9:30" if language == "zh" else "yesterday 9:30")
            await rep.until_seen("11月17日 周二 09:30" if language == "zh" else "Tue 17 Nov 09:30")
            await rep.press("enter")
            await rep.type("35")
            await rep.press("enter", *["tab"] * 10)
            await rep.type("送体检报告 后天")
            await rep.until_seen("11月19日" if language == "zh" else "Thu 19 Nov")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("送体检报告")
            visit = saved_visit(rep)
            assert (visit.minutes, visit.timed, visit.channel) == (35, False, "phone")
            assert visit.start.isoformat() == "2026-11-17T01:30:00+00:00"
            assert visit.purpose == translate("see how things are")
            assert [one.due for one in saved_promises(rep)] == ["2026-11-19"]
            await rep.press("escape")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())


@EVERYWHERE
def test_a_past_visit_says_with_whom_and_can_be_with_somebody_else(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    def two_customers(workspace: Workspace) -> None:
        one_customer(workspace)
        add_customer(workspace, "王佩兰", district="和平新村")

    async def journey() -> None:
        async with running(tmp_path / "home", two_customers, size, language) as rep:
            await rep.until_seen(NAME)
            await rep.press("2")
            await rep.until_seen("王佩兰")
            await rep.press("l")
            await rep.until_focused("LineInput")
            names = ["李 明 朗", "王 佩 兰"]
            await rep.until(lambda: any(name in rep.seen() for name in names), "with whom")
            before, after = sorted(names, key=lambda name: name not in rep.seen())
            await rep.type("送报告")
            await rep.press("shift+tab")
            await rep.type("5gx")
            await rep.until_screen("PastVisitScreen")
            await rep.press("enter")
            await rep.until_screen("FindCustomerScreen")
            await rep.type(after.replace(" ", ""))
            await rep.until(lambda: before.replace(" ", "") not in rep.seen(), "the one who is meant alone")
            await rep.press("enter")
            await rep.until_screen("PastVisitScreen")
            await rep.until_seen(after, "送报告")
            await rep.press("escape", "1")
            await rep.until_seen(translate("visit typed afterwards"))
            assert before.replace(" ", "") not in "".join(
                line for line in rep.lines() if translate("visit typed afterwards") in line
            )

    asyncio.run(journey())


@EVERYWHERE
def test_what_is_wrong_with_a_typed_visit_is_said_at_its_fields(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await rep.until_seen(NAME)
            await rep.press("l")
            await rep.until_focused("LineInput")
            await rep.press("down", "tab", "tab")
            await rep.type("25:99")
            promise = rep.app.screen.query_one("#field-promise")
            while promise not in rep.app.focused.ancestors:  # type: ignore[union-attr]
                await rep.press("tab")
            await rep.type("陪她看病")
            await rep.press("f8")
            await rep.until(lambda: rep.app.screen.query(".-wrong"), "a problem at a field")
            wrong = [field.id for field in rep.app.screen.query(".-wrong")]
            assert wrong == ["field-start", "field-minutes", "field-promise"]
            assert saved_visits(rep) == []
            await rep.press("escape")
            await rep.until_screen("TodayScreen")
            await rep.until_seen(translate("visit typed afterwards"))
            await rep.press("l")
            await rep.until_seen("25:99")

    asyncio.run(journey())


@EVERYWHERE
def test_a_visit_is_looked_back_at_with_all_that_was_recorded(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_visit, size, language) as rep:
            await rep.until_screen("TodayScreen")
            await look_back(rep)
            await rep.until_seen(
                "聊了", "很久", "送体检报告", translate("by the timer"), translate("Service principles")
            )
            await rep.press("escape")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())


@EVERYWHERE
def test_a_correction_changes_what_was_changed_and_keeps_both(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_visit, size, language) as rep:
            await rep.until_screen("TodayScreen")
            await look_back(rep)
            await rep.press("e")
            await rep.until_screen("VisitCorrectionScreen")
            await rep.until_focused("LineInput")
            await rep.until_seen("血压130")
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.press("down", *["tab"] * 6, "end")
            await rep.type("/80")
            await rep.press("f8")
            await rep.until_screen("VisitPage")
            await rep.until_seen("血压130/80", translate("a typing mistake"))
            [page] = saved_visits(rep)
            visit = page.story.visit
            assert (dict(visit.health), visit.note) == ({"body": "血压130/80"}, "聊了\n很久")
            assert (visit.minutes, visit.timed) == (40, True)
            [correction] = page.history
            assert correction.reason == translate("a typing mistake")
            assert correction.changes == {"health.body": {"from": "血压130", "to": "血压130/80"}}

    asyncio.run(journey())


def test_a_form_that_was_only_looked_at_leaves_nothing_unfinished(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_visit) as rep:
            await rep.until_screen("TodayScreen")
            await look_back(rep)
            await rep.press("e")
            await rep.until_screen("VisitCorrectionScreen")
            await rep.until_seen("血压130")
            await rep.press("escape")
            await rep.until_screen("VisitPage")
            workspace = rep.looking()
            with workspace.store:
                assert workspace.store.drafts() == []

    asyncio.run(journey())


@EVERYWHERE
def test_a_saved_visit_is_taken_back_with_a_reason(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_visit, size, language) as rep:
            await rep.until_screen("TodayScreen")
            await look_back(rep)
            await rep.press("f9")
            await rep.until_screen("DiscardVisitScreen")
            await rep.until_focused("LineInput")
            await rep.press("down", "f8")
            await rep.until_screen("VisitPage")
            await rep.until_seen(translate("This visit was taken back."), translate("the wrong customer"))
            [page] = saved_visits(rep)
            assert page.story.is_withdrawn

    asyncio.run(journey())
