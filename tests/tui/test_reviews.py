"""What supervisors say, on the screens: seen on Today, answered offline, and the office has the answer."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from fieldlog.actions.visit_pages import read_visit_page
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.review_views import SignalComment
from fieldlog.domain.reviews import ANSWERED, SEND_BACK
from fieldlog.domain.signals import EXACT_LENGTH
from fieldlog.domain.views import read_view
from fieldlog.locale import Language, translate
from fieldlog.tui.widgets.facts import FactsScroll
from tests.store.stores import Clock, add_customer, save_visit
from tests.sync.office import Office
from tests.sync.served import served
from tests.sync.supervised import SUPERVISOR, add_supervisor, decided, looked_at, said
from tests.tui.exchanging import Fill, journey, prepared, sync_now
from tests.tui.looking import opening_document
from tests.tui.reviewing import GOOD, WHY, decide, much_was_said, one_sent_back, short_visit
from tests.tui.running import NARROW, WIDE, Rep, running

SIZES = [NARROW, WIDE]
LANGUAGES: list[Language] = ["zh", "en"]
ANSWER = "她那天累了，我提早告辞"


@pytest.fixture
def office(office: Office) -> Office:
    add_supervisor(office)
    return office


def name_of(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def threads(rep: Rep) -> list[tuple[str, str]]:
    """Return state and last words of every reviewed visit in the store."""
    with (workspace := rep.looking()).store as store:
        found = [
            read_visit_page(workspace, one.doc_id).review for one in store.documents_of_kind(kinds.VISIT)
        ]
    return [(one.state.state, one.thread[-1].text) for one in found if one.thread]


def sent_back(address: str, office: Office, clock: Clock, visits: list[str]) -> Fill:
    """Fill a store with a visit that is handed in; the office sends it back while the laptop is away."""

    def fill(workspace: Workspace) -> None:
        visits.append(save_visit(workspace, add_customer(workspace)))
        sync_now(workspace, office, clock)
        decided(office, visits[0], SEND_BACK, WHY)

    return prepared(address, office, clock, fill)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@journey
async def test_sent_back_at_the_office_seen_on_today_answered_offline_and_the_office_has_it(
    size: tuple[int, int], language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    visits: list[str] = []
    with ExitStack() as network:
        address = network.enter_context(served(office))
        fill = sent_back(address, office, clock, visits)
        async with running(tmp_path / "home", fill, size, language, clock) as rep:
            await rep.until_seen(translate("Sent back by the supervisor"), SUPERVISOR)
            network.close()
            await rep.press("enter")
            await rep.until_screen("VisitPage")
            await rep.until_seen(translate("Supervisor and answers"), WHY)
            await rep.press("h")
            await rep.until_screen("AnswerScreen")
            await rep.until_seen(WHY)
            await rep.until_focused("NoteInput")
            await rep.type(ANSWER)
            await rep.press("f8")
            await rep.until_screen("VisitPage")
            await rep.until_seen(ANSWER)
            assert threads(rep) == [(ANSWERED, ANSWER)]
            assert looked_at(office, visits[0]).state.waiting
            await rep.press("escape")
            await rep.until_gone(translate("Sent back by the supervisor"))
            port = int(address.rpartition(":")[2])
            network.enter_context(served(office, port))
            await rep.press("y")
            await rep.until_screen("SyncScreen")
            await rep.press("y")
            await rep.until(
                lambda: not looked_at(office, visits[0]).state.waiting, "the answer at the office"
            )
    assert said(office, visits[0]) == [(SUPERVISOR, SEND_BACK, WHY), ("小王", "", ANSWER)]


@journey
async def test_what_the_supervisor_says_meanwhile_appears_without_a_key(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    visits: list[str] = []
    with served(office) as address:

        def fill(workspace: Workspace) -> None:
            visits.append(save_visit(workspace, add_customer(workspace)))

        prepare = prepared(address, office, clock, fill)
        async with running(tmp_path / "home", prepare, WIDE, "en", clock) as rep:
            await rep.until_seen("all stored 14:00")
            decided(office, visits[0], SEND_BACK, WHY)
            rep.app.exchange.hurry()
            await rep.until_seen("Sent back by the supervisor (1)", SUPERVISOR)


# On one laptop


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@journey
async def test_today_the_list_the_visit_and_the_customer_tell_it(
    size: tuple[int, int], language: Language, tmp_path: Path
) -> None:
    async with running(tmp_path / "home", much_was_said, size, language) as rep:
        await rep.until_seen(translate("Heard from the supervisor"), translate("Sent back by the supervisor"))
        await rep.pilot.pause()
        await rep.assert_looks(f"today-filled-reviewed-{language}-{name_of(size)}")
        await rep.press("enter")
        await rep.until_seen(WHY[:8], translate("Signals: no judgement, only worth a word"))
        await rep.until_seen(translate("If you want to say something to it: press {key}.", key="h"))
        await rep.assert_looks(f"visit-page-filled-reviewed-{language}-{name_of(size)}")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_focused("NoteInput")
        await rep.until_seen(WHY)
        await rep.assert_looks(f"answer-empty-{language}-{name_of(size)}")
        await rep.press("f8")
        await rep.until_seen(translate("is empty. Type something."))
        await rep.assert_looks(f"answer-problem-{language}-{name_of(size)}")
        await rep.press("escape", "escape")
        await rep.until_screen("TodayScreen")
        await rep.press("end", "enter")
        await rep.until_screen("ReviewsScreen")
        await rep.until_seen("陈建国", "赵玉兰")
        await rep.assert_looks(f"reviews-filled-{language}-{name_of(size)}")


@journey
async def test_praise_leaves_today_once_it_was_opened(tmp_path: Path) -> None:
    async with running(tmp_path / "home", much_was_said, WIDE, "en") as rep:
        await rep.until_seen("your visits: 1 praised, 1 approved")
        await rep.press("end", "enter")
        await rep.until_screen("ReviewsScreen")
        await rep.until_seen("Not seen before (2)", GOOD)
        await rep.pilot.pause()
        assert "is not here any more" not in rep.seen()
        await rep.press("escape")
        await rep.until_gone("Heard from the supervisor")
        await rep.until_seen("Sent back by the supervisor (2)")
        await rep.press("ctrl+p")
        await rep.until_screen("PaletteScreen")
        await rep.type("heard")
        await rep.until_seen("Heard from the supervisor")
        await rep.press("enter")
        await rep.until_screen("ReviewsScreen")
        await rep.until_seen("Waits for your answer (2)", "Seen before (2)")


@journey
async def test_nothing_said_yet_is_told_calmly(tmp_path: Path) -> None:
    async with running(tmp_path / "home", language="en") as rep:
        await rep.until_seen("Nothing is due today")
        rep.app.open_screen("reviews")
        await rep.until_seen("No supervisor has looked at your visits")
        await rep.assert_looks("reviews-empty-en-80x24")


@journey
async def test_what_was_typed_is_kept_and_stands_on_today(tmp_path: Path) -> None:
    async with running(tmp_path / "home", one_sent_back, NARROW, "en") as rep:
        await rep.until_seen("Sent back by the supervisor")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_focused("NoteInput")
        await rep.type("half of it")
        await rep.press("escape")
        await rep.until_seen("unfinished: answer to the supervisor")
        await rep.press("home", "enter")
        await rep.until_screen("AnswerScreen")
        await rep.until_seen("half of it", WHY)
        await rep.press("f8")
        await rep.until_screen("TodayScreen")
        await rep.until_gone("Sent back by the supervisor")
        assert threads(rep) == [(ANSWERED, "half of it")]


@journey
async def test_from_the_review_the_visit_can_be_corrected_and_goes_with_its_thread(tmp_path: Path) -> None:
    async with running(tmp_path / "home", one_sent_back, WIDE, "en") as rep:
        await rep.until_seen("Sent back by the supervisor")
        await rep.press("enter")
        await rep.until_seen("Supervisor and answers")
        await rep.press("e")
        await rep.until_screen("VisitCorrectionScreen")
        await rep.press("escape")
        await rep.until_seen("Supervisor and answers")


@journey
async def test_of_two_that_wait_the_form_asks_which_one(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        customer = add_customer(workspace)
        visit = short_visit(workspace, customer)
        decide(workspace, customer, visit, SEND_BACK, WHY)
        decide(workspace, customer, visit, "ask", "她女儿回来了吗？")

    async with running(tmp_path / "home", fill, NARROW, "zh") as rep:
        await rep.until_seen("主管退回的（2）")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_seen("答复哪一条")
        await rep.until_focused("NoteInput")
        await rep.press("shift+tab", "right")
        await rep.until(lambda: "她女儿回来了吗？" in rep.seen() or WHY in rep.seen(), "what was asked")
        await rep.press("tab")
        await rep.type("好的")
        await rep.press("f8")
        await rep.until_seen("主管退回的（1）")


@journey
async def test_a_review_as_long_as_it_may_be_leaves_room_for_the_answer(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        customer = add_customer(workspace)
        decide(workspace, customer, short_visit(workspace, customer), SEND_BACK, "why? " * 800)

    async with running(tmp_path / "home", fill, NARROW, "en") as rep:
        await rep.until_seen("Sent back by the supervisor")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_focused("NoteInput")
        await rep.until(lambda: rep.app.screen.query_one(FactsScroll).size.height > 1)
        await rep.type("so")
        await rep.until_seen("so", "Save")
        await rep.press("f8")
        await rep.until_gone("Sent back by the supervisor")


@journey
async def test_a_word_about_a_signal_is_saved_with_the_visit(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        short_visit(workspace, add_customer(workspace), 30)

    async with running(tmp_path / "home", fill, WIDE, "en") as rep:
        await rep.until_screen("TodayScreen")
        await opening_document("visit_page", kinds.VISIT)(rep)
        await rep.until_seen("exactly 30 or 60 minutes")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_focused("NoteInput")
        await rep.type(ANSWER)
        await rep.press("f8")
        await rep.until_screen("VisitPage")
        await rep.until_seen(ANSWER)
        with rep.looking().store as store:
            (visit,) = [one.doc_id for one in store.documents_of_kind(kinds.VISIT)]
            comments = [read_view(one) for one in store.documents_of_kind(kinds.SIGNAL_COMMENT)]
        assert [(one.target, one.signal, one.text) for one in comments if isinstance(one, SignalComment)] == [
            (visit, EXACT_LENGTH, ANSWER)
        ]


@journey
async def test_the_customer_tells_what_the_supervisor_said_and_leads_to_the_answer(tmp_path: Path) -> None:
    async with running(tmp_path / "home", one_sent_back, WIDE, "en") as rep:
        await rep.until_screen("TodayScreen")
        await opening_document("customer", kinds.CUSTOMER)(rep)
        await rep.until_screen("CustomerScreen")
        await rep.until_seen(f"{SUPERVISOR} sent the visit of")
        await rep.press("enter")
        await rep.until_screen("VisitPage")
        await rep.press("h")
        await rep.until_screen("AnswerScreen")
        await rep.until_seen(WHY)
