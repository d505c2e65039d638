"""A pause and a customer's suggestion on the screens: noted, asked about, answered, replied to."""

from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.actions.customers import pause_customer
from fieldlog.actions.finding import get_customer
from fieldlog.actions.matter_pages import read_matter_page
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.reviews import ANSWERED, APPROVE, ASK, REPLY
from fieldlog.locale import Language, translate
from tests.store.stores import add_customer
from tests.tui.exchanging import journey
from tests.tui.reviewing import SUPERVISOR, WISH, decide, short_visit, suggest
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.test_reviews import name_of
from tests.tui.visiting import begin, consenting_customer, saved_visits, stop

LANGUAGES: list[Language] = ["zh", "en"]
QUESTION, HERE = "放在门的哪一边？", "左边，靠着花台"
REPLIED = "下周放两把，请代我谢谢她。"


def paused(workspace: Workspace, customer: str) -> str:
    card = get_customer(workspace, customer)
    pause_customer(workspace, card, "住院", workspace.today() + timedelta(days=30))
    return workspace.store.documents_of_kind(kinds.PAUSE)[-1].doc_id


def asked_about(workspace: Workspace) -> None:
    """Put a suggestion with a question, and a pause that was countersigned, into the store."""
    customer = add_customer(workspace, honorific="李阿姨")
    suggestion = suggest(workspace, customer, short_visit(workspace, customer, 40))
    decide(workspace, customer, suggestion, ASK, QUESTION)
    other = add_customer(workspace, "王秀英")
    decide(workspace, other, paused(workspace, other), APPROVE, "")


def replied_to(workspace: Workspace) -> None:
    """Put a suggestion with a reply into the store."""
    customer = add_customer(workspace, honorific="李阿姨")
    suggestion = suggest(workspace, customer, short_visit(workspace, customer, 40))
    decide(workspace, customer, suggestion, REPLY, REPLIED)


def states(rep: Rep) -> list[tuple[str, str]]:
    """Return the state and the last words of each suggestion in the store."""
    with (workspace := rep.looking()).store as store:
        found = store.documents_of_kind(kinds.SUGGESTION)
        pages = [read_matter_page(workspace, one.doc_id) for one in found]
    return [(one.state.state, one.thread[-1].text) for one in pages]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [NARROW, WIDE])
@journey
async def test_a_question_about_a_suggestion_is_seen_and_answered(
    size: tuple[int, int], language: Language, tmp_path: Path
) -> None:
    async with running(tmp_path / "home", asked_about, size, language) as rep:
        await rep.until_seen(translate("Sent back by the supervisor"), translate("Heard from the supervisor"))
        await rep.press("enter")
        await rep.until_screen("MatterPageScreen")
        await rep.until_seen(WISH, QUESTION, SUPERVISOR)
        await rep.pilot.pause()
        await rep.assert_looks(f"matter-page-filled-asked-{language}-{name_of(size)}")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_seen(QUESTION)
        await rep.until_focused("NoteInput")
        await rep.type(HERE)
        await rep.assert_looks(f"answer-empty-suggestion-{language}-{name_of(size)}")
        await rep.press("f8")
        await rep.until_screen("MatterPageScreen")
        await rep.until_seen(HERE)
        assert states(rep) == [(ANSWERED, HERE)]
        await rep.press("escape")
        await rep.until_gone(translate("Sent back by the supervisor"))
        await rep.press("end", "enter")
        await rep.until_screen("MatterPageScreen")
        await rep.until_seen(translate("countersigned"), "住院")
        # What was told of the answer may still stand here, or already be gone.
        rep.app.clear_notifications()
        await rep.until_still()
        await rep.assert_looks(f"matter-page-filled-pause-{language}-{name_of(size)}")
        await rep.press("escape")
        await rep.until_gone(translate("Heard from the supervisor"))


@journey
async def test_a_reply_is_on_today_until_it_was_opened_and_leads_to_the_customer(tmp_path: Path) -> None:
    async with running(tmp_path / "home", replied_to, WIDE, "en") as rep:
        await rep.until_seen("replied to the customer's suggestion", REPLIED)
        await rep.press("end", "enter")
        await rep.until_screen("MatterPageScreen")
        await rep.until_seen(REPLIED, "replied to")
        await rep.press("enter")
        await rep.until_screen("CustomerScreen")
        await rep.until_seen(REPLIED, "the customer suggests")
        await rep.press("enter")
        await rep.until_screen("MatterPageScreen")
        await rep.press("escape", "escape", "escape")
        await rep.until_gone("Heard from the supervisor")


@journey
async def test_a_suggestion_is_noted_after_a_visit_and_opened_from_the_customer(tmp_path: Path) -> None:
    async with running(tmp_path / "home", consenting_customer, NARROW, "zh") as rep:
        await begin(rep)
        rep.clock.go_on(minutes=40)
        await stop(rep)
        while not any(one.id == "field-suggestion" for one in rep.app.focused.ancestors):  # type: ignore[union-attr]
            await rep.press("tab")
        await rep.type("椅子")
        await rep.press("f8")
        await rep.until_screen("VisitSavedScreen")
        (page,) = saved_visits(rep)
        assert [one.text for one in page.story.suggestions] == ["椅子"]
        await rep.press("enter")
        await rep.until_screen("TodayScreen")
        rep.app.open_screen("customer", page.card["id"])
        await rep.until_seen("顾客建议：椅子")
        rep.app.open_screen("visit_page", page.story.visit.id)
        await rep.until_seen("建议", "椅子")
