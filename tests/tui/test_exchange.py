"""The exchange with the server on the screens: by itself, and in words that say what to do next."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from fieldlog.actions.conflicts import list_conflicts
from fieldlog.actions.handovers import list_hand_overs
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import read_register
from fieldlog.domain.registers import live_writes
from fieldlog.locale import Language, translate
from fieldlog.store.drafts import Draft
from fieldlog.store.outbox import all_rows, write_rows
from fieldlog.sync import background
from fieldlog.sync.background import News
from fieldlog.tui.messages import ExchangeNews
from fieldlog.tui.widgets.row_list import RowList
from sync_server.core.users import retire_user
from tests.store.stores import Clock, add_customer, make_workspace, save_visit
from tests.sync.laptops import Laptop, take_the_practice_away
from tests.sync.office import Office
from tests.sync.served import served
from tests.sync.test_deadline import behaving, drips_its_beginning
from tests.tui.exchanging import Fill, answered, journey, prepared, sync_now, synced, to_row
from tests.tui.looking import IN_BOTH, LANGUAGES, look
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.visiting import NAME, begin

SIZES = [NARROW, WIDE]


@pytest.fixture
def office(office: Office) -> Office:
    office.add_rep("小陈")
    return office


@journey
async def test_what_was_saved_goes_out_by_itself_and_the_first_line_says_so(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    async with synced(tmp_path, office, clock, add_customer) as rep:
        await rep.until_seen("all stored 14:00")
        with rep.looking().store as store:
            assert [row.status for row in all_rows(store)] == ["applied"]


@journey
async def test_a_save_on_the_screens_is_sent_soon(tmp_path: Path, office: Office, clock: Clock) -> None:
    async with synced(tmp_path, office, clock) as rep:
        await rep.until_seen("all stored")
        await rep.press("n")
        await rep.until_screen("CustomerNewScreen")
        await rep.type("Li Ming")
        await rep.press("f8")
        await rep.until(lambda: answered(rep) == 1, "the answer of the server")


@journey
async def test_offline_the_first_line_says_what_waits_and_typing_goes_on(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    workspace = make_workspace(tmp_path / "home", clock=clock)
    with served(office) as address:
        prepared(address, office, clock, add_customer)(workspace)
    workspace.store.close()
    async with running(tmp_path / "home", size=WIDE, language="en", clock=clock) as rep:
        await rep.until_seen("offline, 1 waiting, oldest 0 min")
        await rep.press("n")
        await rep.until_screen("CustomerNewScreen")
        await rep.type("Li Ming")
        await rep.press("f8")
        await rep.until_seen("2 waiting")


async def assert_first_line(rep: Rep, name: str, size: tuple[int, int]) -> None:
    """Compare the first line alone: all else of the screen has pictures of its own."""
    await rep.assert_looks(f"first-line-{name}-{size[0]}x{size[1]}", lines=1)


@IN_BOTH
@pytest.mark.parametrize("size", SIZES)
@journey
async def test_the_first_line_says_since_when_all_is_stored(
    size: tuple[int, int], language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    async with synced(tmp_path, office, clock, add_customer, size, language) as rep:
        await rep.until(lambda: rep.lines()[0].endswith("14:00"), "since when")
        await assert_first_line(rep, f"stored-{language}", size)


@IN_BOTH
@pytest.mark.parametrize("size", SIZES)
@journey
async def test_the_first_line_says_offline_and_what_waits_since_when_and_beside_a_visit_too(
    size: tuple[int, int], language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    workspace = make_workspace(tmp_path / "home", clock=clock)
    with served(office) as address:
        prepared(address, office, clock, add_customer)(workspace)
    workspace.store.close()
    clock.go_on(hours=2)
    async with running(tmp_path / "home", size=size, language=language, clock=clock) as rep:
        await rep.until(lambda: translate("offline") in rep.lines()[0], "offline")
        assert "2" in rep.lines()[0]
        await assert_first_line(rep, f"offline-{language}", size)
        await begin(rep)
        clock.go_on(minutes=42, seconds=10)
        await rep.until(lambda: "42:10" in rep.lines()[0], "the clock")
        assert all(words in rep.lines()[0] for words in (NAME, translate("offline")))
        await assert_first_line(rep, f"visit-offline-{language}", size)


@journey
async def test_a_server_that_drips_is_given_up_and_the_first_line_says_so(
    tmp_path: Path, office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LONGEST_WAIT_FOR_ANSWER_SECONDS", 0.5)
    with behaving(drips_its_beginning) as address:
        workspace = make_workspace(tmp_path / "home", clock=clock)
        prepared(address, office, clock, add_customer)(workspace)
        workspace.store.close()
        async with running(tmp_path / "home", size=WIDE, language="en", clock=clock) as rep:
            await rep.until_seen("server slow, 1 waiting")


@journey
async def test_what_comes_from_the_server_is_shown_without_a_key(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    second = Laptop(tmp_path / "second", office, clock, 61, "小王")
    second.enrol(office.code_for("小王"))
    add_customer(second.workspace, "王秀英")
    second.sync()
    second.store.close()
    async with synced(tmp_path, office, clock) as rep:
        await rep.press("2")
        await rep.until_seen("王秀英")


@journey
async def test_news_that_comes_while_one_leaves_disturbs_nobody(tmp_path: Path) -> None:
    async with running(tmp_path / "home") as rep:
        app = rep.app
    await app.on_exchange_news(ExchangeNews(News(is_running=True)))
    assert app.defect is None


def conflicting(
    tmp_path: Path,
    office: Office,
    clock: Clock,
    here: Mapping[str, str] = MappingProxyType({"address": "东街3号"}),
    there: Mapping[str, str] = MappingProxyType({"address": "西街12号"}),
) -> Fill:
    """Fill a store with a customer that two laptops changed; the address, unless something else is said."""

    def fill(workspace: Workspace) -> None:
        customer = add_customer(workspace, address="旧址")
        sync_now(workspace, office, clock)
        second = Laptop(tmp_path / "second", office, clock, 62, "小王")
        second.enrol(office.code_for("小王"))
        second.sync()
        second.change(customer, **there)
        second.sync()
        second.store.close()
        document = workspace.store.find_document(customer)
        assert document is not None
        builder = SaveBuilder(workspace, customer)
        builder.change(document, here)
        builder.commit()
        sync_now(workspace, office, clock)

    return fill


async def to_the_conflict(rep: Rep) -> None:
    """Go from Today to the values of the one conflict."""
    await rep.until_seen("1 conflict")
    await rep.press("y")
    await rep.until_seen("Changed in two places")
    await to_row(rep, "conflict-")
    await rep.press("enter")
    await rep.until_seen("西街12号", "东街3号", "Written by")
    await rep.until_focused("ClaimPanel")


def live_addresses(rep: Rep) -> list[str]:
    """Return the values of the one customer's address that nobody has written over."""
    with (workspace := rep.looking()).store as store:
        assert list_conflicts(workspace) == ()
        (customer,) = store.documents_of_kind("customer")
        return [write.value for write in live_writes(read_register(customer, "address"))]


@journey
async def test_a_conflict_is_settled_with_the_keyboard_alone(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    async with synced(tmp_path, office, clock, conflicting(tmp_path, office, clock)) as rep:
        await to_the_conflict(rep)
        (line,) = (one for one in rep.lines() if "西街12号" in one)
        if line.index("西街12号") > line.index("东街3号"):
            await rep.press("right")
        await rep.press("enter")
        await rep.until_screen("SyncScreen")
        await rep.until_gone("Changed in two places")
        assert live_addresses(rep) == ['"西街12号"']
        await rep.until(lambda: answered(rep) == 3, "the server has it too")


@journey
async def test_a_narrow_first_line_names_what_needs_somebody_before_what_is_well(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    fill = conflicting(tmp_path, office, clock)
    async with synced(tmp_path, office, clock, fill, NARROW) as rep:
        await rep.until(lambda: rep.lines()[0].endswith("1 conflict"), "the conflict")
        assert "all stored" not in rep.lines()[0]


@journey
async def test_every_field_to_be_settled_counts_in_the_first_line_and_on_the_page(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    first = {"address": "东街3号", "taboos": "不提房价"}
    second = {"address": "西街12号", "taboos": "不提孩子"}
    fill = conflicting(tmp_path, office, clock, first, second)
    async with synced(tmp_path, office, clock, fill, NARROW) as rep:
        await rep.until(lambda: rep.lines()[0].endswith("2 conflicts"), "both")
        await rep.press("y")
        await rep.until_seen("Changed in two places (2)", "Address", "Taboos")
        await to_row(rep, "conflict-")
        await rep.press("enter")
        await rep.until_focused("ClaimPanel")
        await rep.press("enter")
        await rep.until_seen("Changed in two places (1)")
        await rep.until(lambda: rep.lines()[0].endswith("1 conflict"), "the other one")


@journey
async def test_another_value_is_written_over_both(tmp_path: Path, office: Office, clock: Clock) -> None:
    async with synced(tmp_path, office, clock, conflicting(tmp_path, office, clock)) as rep:
        await to_the_conflict(rep)
        await rep.press("e")
        await rep.until_screen("ConflictValueScreen")
        await rep.until_seen("西街12号", "东街3号")
        await rep.until(lambda: rep.app.focused is not None)
        await rep.type("South 5")
        await rep.press("f8")
        await rep.until_screen("SyncScreen")
        assert live_addresses(rep) == ['"South 5"']


@journey
async def test_a_customer_handed_over_stands_on_today_and_is_accepted(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    chen = Laptop(tmp_path / "chen", office, clock, 63, "小陈")
    chen.enrol(office.code_for("小陈"))
    customer = add_customer(chen.workspace, "王秀英", taboos="不提房价")
    save_visit(chen.workspace, customer)
    chen.sync()
    chen.store.close()
    office.hand_over(customer, "小王")
    async with synced(tmp_path, office, clock) as rep:
        await rep.until_seen("Handed over to you (1)", "handed over by 小陈")
        await rep.press("enter")
        await rep.until_seen("王秀英, from 小陈", "不提房价", "送体检报告")
        await rep.press("enter")
        # The page of the hand-over does not have these words either: it must be left first.
        await rep.until_screen("TodayScreen")
        await rep.until_gone("Handed over to you")
        with (workspace := rep.looking()).store:
            assert list_hand_overs(workspace) == ()


def one_to_go(office: Office, clock: Clock) -> Fill:
    """Fill a store with two customers, the first of whom is handed over since the last sync."""

    def fill(workspace: Workspace) -> None:
        first, _ = add_customer(workspace, "王秀英"), add_customer(workspace, "陈建国")
        sync_now(workspace, office, clock)
        office.hand_over(first, "小陈")

    return fill


@journey
async def test_the_screens_say_who_has_left_the_laptop_and_the_page_keeps_the_count(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    async with synced(tmp_path, office, clock, one_to_go(office, clock)) as rep:
        await rep.until_seen("王秀英 was handed over to 小陈")
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until_seen("Left this laptop")


@journey
async def test_a_locked_screen_says_who_has_left_when_it_is_open_again(tmp_path: Path) -> None:
    async with running(tmp_path / "home") as rep:
        rep.app.is_locked = True
        rep.app.tell_surely("王秀英 left")
        await rep.pilot.pause()
        assert "王秀英 left" not in rep.seen()
        rep.app._unlocked(None)
        await rep.until_seen("王秀英 left")


@IN_BOTH
@journey
async def test_whoever_left_is_told_so_instead_of_being_asked_to_add_a_customer(
    language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    def fill(workspace: Workspace) -> None:
        add_customer(workspace, "王秀英")
        sync_now(workspace, office, clock)
        office.do(lambda connection: retire_user(connection, "小王", 30, "admin", clock()))
        sync_now(workspace, office, clock)

    ended = {"zh": "您的账号已停用", "en": "Your account has ended"}[language]
    async with synced(tmp_path, office, clock, fill, NARROW, language) as rep:
        for page in "12":
            await rep.press(page)
            await rep.until_seen(ended)
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until_seen({"zh": "账号已停用", "en": "Account ended"}[language])


@journey
async def test_what_was_put_aside_of_a_customer_that_left_says_what_it_was(
    tmp_path: Path, office: Office, clock: Clock
) -> None:
    def fill(workspace: Workspace) -> None:
        customer = add_customer(workspace, "王秀英")
        sync_now(workspace, office, clock)
        office.hand_over(customer, "小陈")
        save_visit(workspace, customer)
        clock.go_on(minutes=40 * 24 * 60)
        sync_now(workspace, office, clock)

    async with synced(tmp_path, office, clock, fill) as rep:
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until(lambda: rep.app.screen.query_one(RowList).selected_key, "the list")
        await to_row(rep, "aside-")
        await rep.until_seen("A customer who was handed", "visit", "It arrived at the server")


def with_everything(tmp_path: Path, office: Office, clock: Clock) -> Fill:
    """Fill a store with all that the page can show."""

    def fill(workspace: Workspace) -> None:
        conflicting(tmp_path, office, clock)(workspace)
        leaving, given = add_customer(workspace, "王秀英"), add_customer(workspace, "陈建国")
        save_visit(workspace, leaving)
        sync_now(workspace, office, clock)
        office.hand_over(given, "小陈")
        sync_now(workspace, office, clock)
        office.hand_over(given, "小王", "小陈休假")
        begun = Draft("form/pause/", "pause", leaving, {"reason": "x"}, {}, "2026-11-18T06:00:00Z")
        workspace.store.write_draft(begun)
        office.hand_over(leaving, "小陈")
        sync_now(workspace, office, clock)
        with workspace.store.writing():
            row = next(row for row in reversed(all_rows(workspace.store)) if not row.is_gone)
            write_rows(workspace.store, [row._replace(status="quarantined", code="late-too-long")])

    return fill


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@journey
async def test_the_page_of_the_exchange_says_everything_with_its_next_step(
    size: tuple[int, int], language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    fill = with_everything(tmp_path, office, clock)
    async with synced(tmp_path, office, clock, fill, size, language) as rep:
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until(lambda: rep.app.screen.query_one(RowList).selected_key, "the list")
        await to_row(rep, "aside-")
        await rep.until_seen({"zh": "主管", "en": "supervisor"}[language])
        if size == NARROW:
            await look(rep, f"exchange-problem-{language}")
        await to_row(rep, "leaving-")
        await rep.until_seen("王秀英")


@pytest.mark.parametrize("language", LANGUAGES)
@journey
async def test_a_store_without_a_server_says_how_to_get_one(language: Language, tmp_path: Path) -> None:
    def own(workspace: Workspace) -> None:
        take_the_practice_away(workspace.store, "小王")

    async with running(tmp_path / "home", own, NARROW, language) as rep:
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until_seen("fieldlog enrol")
        await rep.assert_looks(f"exchange-empty-{language}-80x24")


@pytest.mark.parametrize("language", LANGUAGES)
@journey
async def test_a_store_with_a_server_where_all_is_well(
    language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    async with synced(tmp_path, office, clock, add_customer, NARROW, language) as rep:
        await rep.until_seen({"zh": "全部存好", "en": "all stored"}[language])
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until(lambda: rep.app.screen.query_one(RowList).selected_key, "the list")
        await look(rep, f"exchange-filled-{language}")


def with_much_to_send(workspace: Workspace) -> None:
    """Save a customer, two visits, and more changes than are listed one by one."""
    customer = add_customer(workspace)
    save_visit(workspace, customer)
    save_visit(workspace, customer)
    for number in range(20):
        document = workspace.store.find_document(customer)
        assert document is not None
        builder = SaveBuilder(workspace, customer)
        builder.change(document, {"address": f"东街{number}号"})
        builder.commit()


@IN_BOTH
@pytest.mark.parametrize("size", SIZES)
@journey
async def test_what_waits_and_what_was_stored_of_late_is_listed_save_by_save(
    size: tuple[int, int], language: Language, tmp_path: Path, office: Office, clock: Clock
) -> None:
    workspace = make_workspace(tmp_path / "home", clock=clock)
    with served(office) as address:
        prepared(address, office, clock, lambda workspace: add_customer(workspace, "王秀英"))(workspace)
        sync_now(workspace, office, clock)
        clock.go_on(hours=1)
        with_much_to_send(workspace)
    workspace.store.close()
    clock.go_on(hours=2)
    async with running(tmp_path / "home", size=size, language=language, clock=clock) as rep:
        await rep.until(lambda: translate("offline") in rep.lines()[0], "offline")
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until_seen(
            translate("{title} ({count})", title=translate("Waiting for the server"), count=23)
        )
        await to_row(rep, "waits-")
        await rep.until_still()
        await rep.assert_looks(f"exchange-waiting-{language}-{size[0]}x{size[1]}")
        await to_row(rep, "waits-more")
        await rep.until_seen(translate("and {count} more", count=3))
        await to_row(rep, "stored-")
        await rep.until_seen("王秀英")


@journey
async def test_a_practice_store_is_not_told_how_to_get_a_server(tmp_path: Path) -> None:
    async with running(tmp_path / "home", language="en") as rep:
        await rep.press("y")
        await rep.until_screen("SyncScreen")
        await rep.until_seen("made up", "fieldlog init --rep NAME")
        assert "fieldlog enrol" not in rep.seen()
