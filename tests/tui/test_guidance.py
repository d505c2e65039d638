"""The guidance cards: all of them to read, the faded ones to call back."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.guidance import card_standings, mark_shown
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.guidance import HABIT
from fieldlog.domain.kinds import CUSTOMER
from fieldlog.locale import Language, translate
from tests.tui.promising import REPORT, fill_promises
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.visiting import begin, one_customer, stop


def fade_the_surprise(workspace: Workspace) -> None:
    for _ in range(HABIT):
        mark_shown(workspace, "surprise")


def faded(rep: Rep) -> list[str]:
    with (workspace := rep.looking()).store:
        return [one.card.id for one in card_standings(workspace) if one.is_faded]


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)])
def test_a_faded_card_is_marked_and_called_back(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    mark = {"zh": "已不提示", "en": "faded"}
    again = {"zh": "重新提示", "en": "Show it again"}

    async def journey() -> None:
        async with running(tmp_path / "home", fade_the_surprise, size, language) as rep:
            await rep.press("3")
            await rep.until(lambda: rep.app.focused is not None, "a list")
            await rep.press("g")
            await rep.until_screen("GuidanceScreen")
            await rep.until_seen(mark[language])
            assert again[language] not in rep.seen()
            await rep.press("down")
            await rep.until_seen(again[language], translate("Service principles"))
            await rep.assert_looks(f"guidance-filled-{language}-{size[0]}x{size[1]}")
            assert faded(rep) == ["surprise"]
            await rep.press("enter")
            await rep.until_gone(mark[language])
            assert faded(rep) == []

    asyncio.run(journey())


def shown(rep: Rep) -> dict[str, int]:
    """Return by card how often it was shown; only one at a time is."""
    assert len([one for one in rep.app.screen.query("GuidanceNote") if one.display]) <= 1
    with (workspace := rep.looking()).store:
        return {one.card.id: one.shown for one in card_standings(workspace) if one.shown}


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_each_card_comes_at_its_moment_of_a_visit_and_what_is_typed_stays_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, size, "en") as rep:
            await begin(rep)
            rep.clock.go_on(minutes=42)
            await stop(rep)
            assert "Why do we ask?" not in rep.seen()
            await rep.type("blood pressure 130")
            await rep.until_seen("Why do we ask?", "blood pressure 130")
            await rep.press(*["tab"] * 7)
            await rep.press("right", "right")
            await rep.until_seen("A gentle no", "[refused]")
            await rep.press("tab")
            await rep.type("walks daily")
            await rep.until_gone("A gentle no")
            await rep.press("tab")
            await rep.type("which tea")
            await rep.until_seen("Prevention first", "which tea")
            await rep.press("tab", "tab", "tab")
            await rep.type("shorter queues")
            await rep.until_seen("Three answers that hurt", "shorter queues")
            seen = shown(rep)
            assert [seen[card] for card in ("why-we-ask", "gentle-no", "prevention-first")] == [1, 1, 1]
            assert seen["complaint-words"] == 1

    asyncio.run(journey())


def test_an_invitation_has_its_own_card(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, language="en") as rep:
            await rep.until_seen("李明朗")
            await rep.press("v")
            await rep.until_seen("What do you go for?")
            await rep.type("invite to a talk")
            await rep.until_seen("It is their honour")
            assert "What do you go for?" not in rep.seen()
            await rep.press("backspace", *["backspace"] * 15)
            await rep.until_seen("What do you go for?")
            assert shown(rep) == {"purpose": 1, "honour": 1}

    asyncio.run(journey())


def test_who_moves_a_promise_is_helped_to_say_so(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("m")
            await rep.until_seen("A gentle no", "New due date")

    asyncio.run(journey())


def test_a_no_to_health_notes_is_taken_kindly(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer, language="en") as rep:
            with (workspace := rep.looking()).store:
                (customer,) = (document.doc_id for document in workspace.store.documents_of_kind(CUSTOMER))
            rep.app.open_screen("consent", customer)
            await rep.until_focused("ChoiceLine")
            await rep.press("right")
            await rep.until_seen("A gentle no", "[refused]")
            await rep.press("left")
            await rep.until_gone("A gentle no")

    asyncio.run(journey())


def test_a_card_that_has_faded_does_not_come(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        one_customer(workspace)
        for card in ("why-we-ask", "consent-first"):
            for _ in range(HABIT):
                mark_shown(workspace, card)

    async def journey() -> None:
        async with running(tmp_path / "home", fill, language="en") as rep:
            await begin(rep)
            rep.clock.go_on(minutes=42)
            await stop(rep)
            await rep.type("blood pressure 130")
            await rep.until_seen("May we keep it?")
            await rep.pilot.pause(0.2)
            assert not rep.app.screen.query_one("GuidanceNote").display
            assert shown(rep)["why-we-ask"] == HABIT

    asyncio.run(journey())
