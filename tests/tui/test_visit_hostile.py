"""Text that would be markup, a command to the terminal or a flood elsewhere, in every field of a visit."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from fieldlog.tui.widgets.form import Form
from tests.tui.running import Rep, running
from tests.tui.visiting import begin, consenting_customer, saved_promises, saved_visit, saved_visits, stop

RIGHT_TO_LEFT = "\u202e"
MARKUP = "[clinic=north] [/ [b]好[/b] [@click=app.quit]x[/] {name} %s \\["
TURNED = f"a{RIGHT_TO_LEFT}drow 👵🏽 👨‍👩‍👧"
LONG = "长" * 10_000
COMMANDS = "\x1b[2J\x07\x00\x9b"
PASTED = (MARKUP, f"{TURNED}{COMMANDS}", LONG)
ENTRY = 9_990
"""A line with a day in it has room for the day."""
NAMES = ("markup", "turned", "long")


def held(pasted: str) -> str:
    """Return what a field makes of a pasted text."""
    return pasted.replace(COMMANDS, "\ufffd[2J\ufffd\ufffd\ufffd")


async def paste(rep: Rep, text: str) -> None:
    """Paste a text where the cursor is."""
    assert rep.app.focused is not None
    rep.app.focused.post_message(events.Paste(text))
    await rep.pilot.pause()


async def go_to(rep: Rep, field: str) -> None:
    """Go down to a field with the Tab key."""
    for _ in range(40):
        focused = rep.app.focused
        if focused is not None and any(one.id == field for one in focused.ancestors):
            return
        await rep.press("tab")
    raise AssertionError(f"no way to {field}")


@pytest.mark.parametrize("pasted", PASTED, ids=NAMES)
def test_every_field_of_a_visit_holds_and_stores_hostile_text(tmp_path: Path, pasted: str) -> None:
    text = held(pasted)
    entry = text[:ENTRY]

    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer) as rep:
            await begin(rep, "x")
            await rep.press("f9")
            await rep.until_screen("DiscardVisitScreen")
            await rep.press("escape")
            await rep.until_screen("VisitScreen")
            rep.clock.go_on(minutes=12)
            await stop(rep)
            areas = ("body", "diet", "rest", "living", "family", "mood", "general")
            for field in (*(f"field-health-{area}" for area in areas), "field-note"):
                await go_to(rep, field)
                await paste(rep, pasted)
            for field in ("field-question", "field-promise"):
                await go_to(rep, field)
                await paste(rep, f"{pasted[:ENTRY]} 12月2日")
            for field in ("field-suggestion", "field-brief"):
                await go_to(rep, field)
                await paste(rep, pasted)
            await rep.until_seen("12月2日 周三")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            visit = saved_visit(rep)
            assert dict(visit.health) == dict.fromkeys(areas, text)
            assert (visit.note, visit.brief_reason) == (text, text)
            assert [one.text for one in visit.question.values()] == [entry]
            assert [one.text for one in saved_promises(rep)] == [entry, entry]
            assert [one.text for one in saved_visits(rep)[0].story.suggestions] == [text]
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            rep.app.open_screen("visit_page", visit.id)
            await rep.until_screen("VisitPage")
            await rep.until_seen({MARKUP: "[/ [b]好[/b]", PASTED[1]: "a\\u202edrow", LONG: "长长长"}[pasted])
            assert RIGHT_TO_LEFT not in rep.seen()
            await rep.press("e")
            await rep.until_screen("VisitCorrectionScreen")
            await rep.until(lambda: rep.app.screen.query_one(Form).values()["note"] == text, "the note")
            assert RIGHT_TO_LEFT not in rep.seen()

    asyncio.run(journey())


@pytest.mark.parametrize("pasted", PASTED, ids=NAMES)
def test_purpose_and_reasons_hold_hostile_text(tmp_path: Path, pasted: str) -> None:
    text = held(pasted)

    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("v")
            await rep.until_screen("StartVisitScreen")
            await rep.until_focused("LineInput")
            await paste(rep, pasted)
            await rep.press("f8")
            await rep.until_screen("VisitScreen")
            await rep.until(lambda: rep.app.clock.is_running, "the clock")
            assert RIGHT_TO_LEFT not in rep.seen()
            await rep.press("f9")
            await rep.until_screen("DiscardVisitScreen")
            await rep.until_focused("LineInput")
            await paste(rep, pasted)
            await rep.press("f8")
            await rep.until_screen("TodayScreen")
            [page] = saved_visits(rep)
            assert page.story.visit.purpose == text
            assert page.history[0].reason == text
            rep.app.open_screen("visit_page", page.story.visit.id)
            await rep.until_screen("VisitPage")
            await rep.until_seen("撤回")
            assert RIGHT_TO_LEFT not in rep.seen()

    asyncio.run(journey())


def test_a_character_that_commands_terminals_becomes_a_visible_one(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=31)
            await stop(rep)
            await go_to(rep, "field-note")
            await paste(rep, "好\x1b[2J\x07了\r\n第二行")
            await go_to(rep, "field-promise")
            await paste(rep, "送\x1b[2J茶\n12月2日")
            await rep.press("f8")
            await rep.until_screen("VisitSavedScreen")
            assert saved_visit(rep).note == "好\ufffd[2J\ufffd了\n第二行"
            assert [one.text for one in saved_promises(rep)] == ["送\ufffd[2J茶"]

    asyncio.run(journey())


def test_a_text_that_is_too_long_says_so_at_its_field_and_stays(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", consenting_customer) as rep:
            await begin(rep)
            rep.clock.go_on(minutes=31)
            await stop(rep)
            await go_to(rep, "field-health-diet")
            await paste(rep, "长" * 10_001)
            await rep.press("f8")
            await rep.until_seen("10001", "10000")
            assert [one.id for one in rep.app.screen.query(".-wrong")] == ["field-health-diet"]
            assert rep.app.screen.query_one(Form).values()["health.diet"] == "长" * 10_001

    asyncio.run(journey())
