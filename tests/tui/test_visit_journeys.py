"""Visits by keyboard alone, from the door to what was saved."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.steady_clock import SteadyReading
from fieldlog.locale import Language, translate
from tests.store.stores import NOW, Clock
from tests.tui.running import NARROW, WIDE, running
from tests.tui.visiting import (
    begin,
    consenting_customer,
    is_running,
    one_customer,
    saved_promises,
    saved_visit,
    saved_visits,
    stop,
    typed,
)

EVERYWHERE = pytest.mark.parametrize(
    ("language", "size"), [("zh", NARROW), ("zh", WIDE), ("en", NARROW), ("en", WIDE)]
)


@EVERYWHERE
def test_a_visit_from_its_purpose_to_what_was_promised(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer, size, language) as rep:
            await begin(rep)
            await rep.until_seen("李 阿 姨")
            rep.clock.go_on(minutes=42, seconds=10)
            await rep.until_seen("42:10")
            await stop(rep)
            rep.clock.go_on(minutes=3)
            await rep.type("血压130/80")
            await rep.press("enter")
            await rep.type("清淡")
            await rep.until_seen("42:10")
            await rep.press(*["tab"] * 6)
            await rep.type("心情好")
            await rep.press("tab")
            await rep.type("喝什么茶 下周五")
            await rep.until_seen("喝什么茶")
            await rep.press("tab", "tab")
            await rep.type("送体检报告 下周三")
            await rep.until_seen("11月25日 周三" if language == "zh" else "Wed 25 Nov")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("42", "送体检报告", "喝什么茶")
            visit = saved_visit(rep)
            assert (visit.seconds, visit.timed, visit.clock_shift) == (42 * 60 + 10, True, 0)
            assert visit.start == NOW
            assert dict(visit.health) == {"body": "血压130/80", "diet": "清淡"}
            assert visit.note == "心情好"
            assert [one.text for one in visit.question.values()] == ["喝什么茶"]
            assert [(one.text, one.due) for one in saved_promises(rep)] == [
                ("送体检报告", "2026-11-25"),
                ("喝什么茶", "2026-11-27"),
            ]
            assert not is_running(rep)
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            await rep.until(lambda: not rep.app.running_words, "the clock to go")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "line"), [("zh", "喝什么茶 已答"), ("en", "喝什么茶, answered")])
def test_a_question_that_was_answered_on_the_spot_asks_for_no_day(
    tmp_path: Path, language: Language, line: str
) -> None:
    words = {"zh": ("「已答」", "喝什么茶，已回复"), "en": ('or "answered"', "喝什么茶, answered")}[language]

    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer, WIDE, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=42)
            await stop(rep)
            await rep.press(*["tab"] * 8)
            await rep.type(line[:4])
            await rep.until_seen(words[0])
            await rep.type(line[4:])
            await rep.until_seen(words[1])
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            (question,) = saved_visit(rep).question.values()
            assert (question.text, question.answer_by) == ("喝什么茶", "")
            assert question.answer in line
            assert saved_promises(rep) == []
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            (page,) = saved_visits(rep)
            rep.app.open_screen("visit_page", page.story.visit.id)
            await rep.until_screen("VisitPage")
            await rep.until_seen(words[1].replace(", answered", " - answered"))

    asyncio.run(journey())


@EVERYWHERE
def test_nobody_at_home(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=2)
            await stop(rep)
            await rep.press("up", "right", "enter", "down")
            await rep.until_seen(f"> {translate('nobody at home')}")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen(translate("not reached"))
            visit = saved_visit(rep)
            assert (visit.reached, visit.not_reached_reason) == (False, translate("nobody at home"))
            assert visit.brief_reason == ""

    asyncio.run(journey())


@EVERYWHERE
def test_a_reason_is_needed_when_nobody_was_reached(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            await stop(rep)
            await rep.press("up", "right", "f8")
            await rep.until_seen(translate("is empty. Type something."))
            await rep.until_focused("LineInput")
            await rep.type("abc")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            assert saved_visit(rep).not_reached_reason == "abc"

    asyncio.run(journey())


@EVERYWHERE
def test_what_the_customer_refuses_is_asked_for_and_nothing_of_it_stays(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=31)
            await stop(rep)
            await rep.type("头晕")
            await rep.press("f8")
            await rep.until_seen(
                translate("is needed to keep a health note. Choose what the customer said.")[:8]
            )
            await rep.until_focused("ChoiceLine")
            await rep.press("right", "right")
            await rep.press("f8")
            await rep.until_screen("ConfirmScreen")
            await rep.press("escape")
            await rep.until_screen("CaptureScreen")
            assert is_running(rep)
            await rep.press("f8")
            await rep.until_screen("ConfirmScreen")
            await rep.press("f9")
            await rep.until_screen("VisitSavedScreen")
            [page] = saved_visits(rep)
            assert (dict(page.story.visit.health), page.story.consent) == ({}, "refused")
            assert "头晕".encode() not in b"".join(one.read_bytes() for one in rep.home.rglob("*.db"))

    asyncio.run(journey())


@EVERYWHERE
def test_consent_given_with_how_it_was_given(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=31)
            await stop(rep)
            await rep.type("头晕")
            await rep.until_seen(translate("May we keep it?"))
            await rep.press(*["tab"] * 7, "right")
            await rep.until_seen(translate("spoken"))
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            [page] = saved_visits(rep)
            assert (dict(page.story.visit.health), page.story.consent) == ({"body": "头晕"}, "given")

    asyncio.run(journey())


def test_a_note_whose_consent_was_not_asked_for_waits(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=31)
            await stop(rep)
            await rep.type("头晕")
            await rep.until_seen(translate("May we keep it?"))
            await rep.press(*["tab"] * 7, "left")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("12月18日")
            [page] = saved_visits(rep)
            assert (dict(page.story.visit.health), page.held_until is not None) == ({}, True)

    asyncio.run(journey())


@EVERYWHERE
def test_a_brief_visit_is_asked_why_once(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=12)
            await stop(rep)
            await rep.press("f8")
            await rep.until_seen(translate("Why so short"))
            await rep.until_focused("LineInput")
            await rep.press("down", "f8")
            await rep.until_screen("VisitSavedScreen")
            visit = saved_visit(rep)
            assert (visit.minutes, visit.brief_reason) == (12, translate("the customer asked to be brief"))

    asyncio.run(journey())


def test_the_first_key_names_all_that_a_brief_visit_lacks(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=12)
            await stop(rep)
            await rep.type("血压130/80")
            promise = rep.app.screen.query_one("#field-promise")
            while promise not in rep.app.focused.ancestors:  # type: ignore[union-attr]
                await rep.press("tab")
            await rep.type("陪她看病")
            await rep.press("f8")
            wrong = rep.app.screen.query(".-wrong")
            await rep.until(lambda: wrong, "what is missing")
            assert [field.id for field in wrong] == ["field-consent", "field-promise"]
            hint = rep.app.screen.query_one("#field-brief .field--hint")
            assert hint.display
            assert is_running(rep)

    asyncio.run(journey())


def test_a_brief_visit_may_be_saved_without_a_reason(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=12)
            await stop(rep)
            await rep.press("f8")
            await rep.until_seen("不到 30 分钟")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("! 家访达到规定时长")
            assert saved_visit(rep).brief_reason == ""

    asyncio.run(journey())


@EVERYWHERE
def test_two_promises_and_one_that_is_not_understood(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=31)
            await stop(rep)
            await rep.press(*["tab"] * 9)
            await rep.type("送茶 后天")
            await rep.press("enter")
            await rep.type("陪她看病")
            await rep.until_seen(translate("by when? such as 2 Dec, next Wednesday or in 3 days"))
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.until(lambda: getattr(rep.app.focused, "value", "") == "陪她看病", "the cursor there")
            assert is_running(rep)
            await rep.press("end")
            await rep.type(" 12月2日")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("送茶", "陪她看病")
            assert [(one.text, one.due) for one in saved_promises(rep)] == [
                ("送茶", "2026-11-20"),
                ("陪她看病", "2026-12-02"),
            ]

    asyncio.run(journey())


@EVERYWHERE
def test_a_visit_that_was_started_by_mistake_is_taken_back(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, language) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=1)
            await rep.press("f9")
            await rep.until_screen("DiscardVisitScreen")
            await rep.press("f8")
            await rep.until_seen(translate("is empty. Type something."))
            await rep.press("down", "down", "f8")
            await rep.until_screen("TodayScreen")
            [page] = saved_visits(rep)
            assert page.story.is_withdrawn
            assert page.history[0].reason == translate("started by mistake")
            await rep.until(lambda: not rep.app.running_words, "the clock to go")

    asyncio.run(journey())


def test_a_clock_put_forward_during_the_visit_changes_no_length(tmp_path: Path) -> None:
    async def journey() -> None:
        steady = Clock()
        read = lambda: SteadyReading(steady().timestamp(), "a boot")  # noqa: E731
        async with running(tmp_path / "home", one_customer, steady_clock=read) as rep:
            await begin(rep)
            steady.go_on(minutes=33)
            rep.clock.go_on(minutes=33, hours=5)
            await rep.until_seen("33:00", "5 小时")
            await stop(rep)
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            await rep.until_seen("33 分钟", "5 小时")
            visit = saved_visit(rep)
            assert (visit.minutes, visit.clock_shift) == (33, 5 * 3600)

    asyncio.run(journey())


def test_a_clock_that_was_stopped_too_early_goes_on(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=20)
            await stop(rep)
            rep.clock.go_on(minutes=15)
            await rep.until_seen("20:00，已停表")
            await rep.press("f7")
            await rep.until_seen("35:00，正在计时")
            await rep.press("f7")
            await rep.until_seen("35:00，已停表")
            rep.clock.go_on(minutes=15)
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            assert saved_visit(rep).minutes == 35

    asyncio.run(journey())


def test_the_true_length_when_the_stop_was_forgotten(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            rep.clock.go_on(hours=26)
            await stop(rep)
            await rep.press("f8")
            await rep.until_seen("26 小时")
            await rep.until_focused("LineInput")
            await rep.type("四十")
            await rep.press("f8")
            await rep.until_seen("「四十」不是时长")
            await rep.press("backspace", "backspace")
            await rep.type("40分钟")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            visit = saved_visit(rep)
            assert (visit.minutes, visit.timed) == (40, False)

    asyncio.run(journey())


def test_the_purpose_comes_first(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("v")
            await rep.until_focused("LineInput")
            await rep.until_seen("不提老伴")
            await rep.press("f8")
            await rep.until_seen(translate("is empty. Type something."))
            assert not is_running(rep)
            await rep.press("enter", "enter", "enter")
            await rep.until_screen("VisitScreen")
            await rep.until_seen("看望，问问近况")

    asyncio.run(journey())


def test_a_clock_behind_the_last_save_is_asked_about_in_place(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            rep.clock.go_on(days=-30)
            await rep.press("v")
            await rep.until_focused("LineInput")
            await rep.type("回访")
            await rep.press("f8")
            await rep.until_seen("时间对吗", "2026-10-19 14:00", "2026-11-18 14:00")
            await rep.until_focused("ChoiceLine")
            assert not is_running(rep)
            await rep.press("right", "f8")
            await rep.until_screen("VisitScreen")
            assert is_running(rep)

    asyncio.run(journey())


def test_one_visit_at_a_time_and_the_way_to_the_one_that_runs(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await rep.press("escape")
            await rep.until_screen("TodayScreen")
            customer = rep.app.clock.visit.customer if rep.app.clock.visit else ""
            rep.app.open_screen("start_visit", customer)
            await rep.until_screen("VisitScreen")
            await rep.until_seen("李明朗")

    asyncio.run(journey())


def test_a_number_typed_where_one_chooses_does_not_leave_the_form(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await stop(rep)
            await rep.press("up", "1", "4", "question_mark", "5")
            await rep.until_screen("CaptureScreen")
            await rep.until(lambda: typed(rep).health == {"body": "14?5"}, "the note")
            assert rep.app.current_mode == "today"

    asyncio.run(journey())
