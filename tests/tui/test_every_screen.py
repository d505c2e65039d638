"""Every screen was looked at in both languages; those that no journey of their own shows are shown here."""

import re
from pathlib import Path, PurePosixPath

import pytest

from fieldlog.actions.finding import get_customer
from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.visits import start_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms, kinds
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import StoreBusyError, StoreFullError
from fieldlog.domain.problems import N_
from fieldlog.domain.rules import weekly_contact
from fieldlog.locale import Language, translate
from fieldlog.store.freshness import refresh_all
from fieldlog.store.scopes import Grant, write_grant
from fieldlog.store.tinydb_sqlcipher.errors import Damaged
from fieldlog.store.translation import translated
from fieldlog.tui.keys import KEYS
from fieldlog.tui.not_read import NOT_READ
from fieldlog.tui.screens import PAGES, SCREENS
from tests.store.stores import add_customer, save_visit
from tests.tui.exchanging import journey
from tests.tui.looking import IN_BOTH, LANGUAGES, Fill, Walk, look, opening, opening_document, pressing
from tests.tui.promising import ZHANG, fill_week, promise
from tests.tui.reviewing import much_was_said, suggest
from tests.tui.running import SNAPSHOTS, Rep, running
from tests.tui.test_unfinished_forms import subject_of
from tests.tui.visiting import NAME, one_customer

CODE = "ABCDE-FGHJK-MNPQR-STVWX-YZ234-56789-ABCDE-FGHJK"
FILTERING = (CustomerFilter(), ("东湖", "柳荫"), print)
FILTERED = (CustomerFilter(letter="B", key=True, district="东湖"), ("东湖", "柳荫"), print)
STATES = ("empty", "filled", "problem")
FULL = StoreFullError("The disk is full.")
PLACE = Path("/home/rep/fieldlog")
HELD = "fieldlog/store is held by another program."


def fails(*_arguments: object, **_named: object) -> None:
    """Be a store whose file is damaged."""
    with translated(PLACE):
        raise Damaged


def nothing(_workspace: Workspace) -> None:
    """Leave the store as it was made."""


def a_running_visit(workspace: Workspace) -> None:
    """Begin a visit."""
    one_customer(workspace)
    refresh_all(workspace.store, workspace.now())
    start_visit(workspace, get_customer(workspace, NAME), "量血压")


def one_suggestion(workspace: Workspace) -> None:
    """Put a customer with a suggestion into the store."""
    customer = add_customer(workspace, "王桂兰", honorific="王阿姨")
    suggest(workspace, customer, save_visit(workspace, customer))


def handed_over(workspace: Workspace) -> None:
    """Put a customer that was handed over, with a promise and a taboo, into the store."""
    customer = add_customer(workspace, "王桂兰", honorific="王阿姨", taboos="不提老伴")
    promise(workspace, customer, "送体检报告 11月25日")
    given = to_text(workspace.now())
    with workspace.store.writing():
        grant = Grant("g1", f"customer:{customer}", 5, 1, "owner", given, "小陈", "调岗")
        write_grant(workspace.store, grant)


def alike(workspace: Workspace) -> None:
    """Put two customers into the store that may be one person."""
    for district in ("东湖", "柳荫"):
        add_customer(workspace, "王桂兰", honorific="王阿姨", district=district, address="东湖花园5号楼")


def torn(workspace: Workspace) -> None:
    """Put a customer into the store about whom two people wrote something different."""
    customer = add_customer(workspace, "王桂兰")
    subject_of(workspace, forms.CONFLICT_VALUE, customer)


def one_visit(workspace: Workspace) -> None:
    """Put a customer with a visit and a promise into the store."""
    customer = add_customer(workspace, "王桂兰", honorific="王阿姨")
    save_visit(workspace, customer)
    promise(workspace, customer, "送体检报告 11月25日")


async def to_the_conflict(rep: Rep) -> None:
    """Open what two people wrote different things about."""
    with (workspace := rep.looking()).store as store:
        (customer,) = [one.doc_id for one in store.documents_of_kind("customer")]
    assert workspace
    rep.app.open_screen("conflict", customer, "taboos")
    await rep.until_seen("不提儿子", "不提房子")


async def at_another_place(rep: Rep) -> None:
    """Show why the store cannot be opened; the folder has the same name on every computer."""
    rep.app.desk.home = PurePosixPath("/home/rep/fieldlog")  # type: ignore[assignment]
    rep.app.open_screen("stopped", StoreBusyError(HELD))


async def pressing_a_letter(rep: Rep) -> None:
    """Choose a key that is typed into fields."""
    rep.app.open_screen("press_key", KEYS[0])
    await rep.until_screen("PressKeyScreen")
    await rep.press("k")


async def searching_in_help(rep: Rep) -> None:
    """Look for what no help has."""
    await rep.press("f1")
    await rep.until_screen("HelpScreen")
    await rep.press("slash")
    await rep.until_focused("LineInput")
    await rep.type("zzzz")
    await rep.until_seen(translate(N_("Nothing here has these words. Escape shows everything again.")))


def with_a_key_of_ones_own(workspace: Workspace) -> None:
    """Let another key lock."""
    change_preferences(workspace, keymap={"lock": "f11"})


SHOWN: dict[str, tuple[Fill, Walk, str]] = {
    "today-empty": (nothing, pressing(), "TodayScreen"),
    "today-filled": (fill_week, pressing(), "TodayScreen"),
    "customer-filter-empty": (one_customer, opening("customer_filter", *FILTERING), "CustomerFilterScreen"),
    "customer-filter-filled": (one_customer, opening("customer_filter", *FILTERED), "CustomerFilterScreen"),
    "customer-join-filled": (alike, pressing("2", "enter", "j"), "CustomerJoinScreen"),
    "problem-problem": (one_customer, opening("problem", FULL), "ProblemScreen"),
    "stopped-problem": (one_customer, at_another_place, "StoppedScreen"),
    "confirm-filled": (one_customer, opening("confirm", "王桂兰", "?"), "ConfirmScreen"),
    "recovery-code-filled": (one_customer, opening("recovery_code", CODE), "RecoveryCodeScreen"),
    "conflict-filled": (torn, to_the_conflict, "ConflictScreen"),
    "hand-over-filled": (handed_over, pressing("enter"), "HandOverScreen"),
    "exchange-empty-practice": (one_visit, pressing("y"), "SyncScreen"),
    "keymap-empty": (one_customer, opening("keymap"), "KeymapScreen"),
    "keymap-filled": (with_a_key_of_ones_own, opening("keymap"), "KeymapScreen"),
    "press-key-empty": (one_customer, opening("press_key", KEYS[0]), "PressKeyScreen"),
    "press-key-problem": (one_customer, pressing_a_letter, "PressKeyScreen"),
    "rule-packs-filled": (one_customer, opening("rule_packs"), "RulePacksScreen"),
    "check-rule-empty": (nothing, opening("check_rule", weekly_contact.RULE), "CheckRuleScreen"),
    "check-rule-filled": (fill_week, opening("check_rule", weekly_contact.RULE), "CheckRuleScreen"),
    "slip-empty": (one_customer, opening_document("slip", kinds.CUSTOMER), "SlipScreen"),
    "find-customer-empty": (nothing, opening("find_customer"), "FindCustomerScreen"),
    "help-empty": (nothing, searching_in_help, "HelpScreen"),
    "reviews-empty": (nothing, opening("reviews"), "ReviewsScreen"),
}
"""By name: what is in the store, how to come there, and the class of the screen."""


@IN_BOTH
@pytest.mark.parametrize("name", SHOWN)
@journey
async def test_a_screen_as_it_was_found_good(name: str, language: Language, tmp_path: Path) -> None:
    fill, walk, screen = SHOWN[name]
    async with running(tmp_path / "home", fill, language=language) as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        await look(rep, f"{name}-{language}")


@IN_BOTH
@journey
async def test_a_window_that_is_too_small_says_so(language: Language, tmp_path: Path) -> None:
    async with running(tmp_path / "home", one_customer, (40, 10), language) as rep:
        await rep.until_screen("TooSmallScreen")
        await rep.until_still()
        await rep.assert_looks(f"too-small-problem-{language}-40x10")


OPENED: dict[str, tuple[Fill, Walk, Walk, str]] = {
    "customers": (fill_week, pressing(), pressing("2"), "CustomersScreen"),
    "customer": (fill_week, pressing("2"), pressing("enter"), "CustomerScreen"),
    "promises": (fill_week, pressing(), pressing("3"), "PromisesScreen"),
    "promise-page": (fill_week, pressing("3"), pressing("enter"), "PromisePageScreen"),
    "slip": (fill_week, pressing("3"), pressing("s"), "SlipScreen"),
    "check": (fill_week, pressing(), pressing("4"), "CheckScreen"),
    "check-rule": (fill_week, pressing("4", "down"), pressing("enter"), "CheckRuleScreen"),
    "settings": (nothing, pressing(), pressing("5"), "SettingsScreen"),
    "rule-packs": (nothing, pressing(), opening("rule_packs"), "RulePacksScreen"),
    "guidance": (nothing, pressing(), pressing("g"), "GuidanceScreen"),
    "visit-page": (one_visit, pressing(), opening_document("visit_page", kinds.VISIT), "VisitPage"),
    "matter-page": (
        one_suggestion,
        pressing(),
        opening_document("matter_page", kinds.SUGGESTION),
        "MatterPageScreen",
    ),
    "reviews": (much_was_said, pressing(), opening("reviews"), "ReviewsScreen"),
    "hand-over": (handed_over, pressing(), pressing("enter"), "HandOverScreen"),
}
"""By the name of a screen that reads the store: what is in the store, how to come near, the last step, and
the class of the screen.
"""


@IN_BOTH
@pytest.mark.parametrize("name", OPENED)
@journey
async def test_a_screen_that_cannot_be_read_says_so_and_how_to_go_on(
    name: str, language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill, walk, last, screen = OPENED[name]
    async with running(tmp_path / "home", fill, language=language) as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        monkeypatch.setattr(rep.app.desk, "submit", fails)
        await last(rep)
        await rep.until_screen("ProblemScreen")
        await rep.press("escape")
        await rep.until_screen(screen)
        await rep.until_seen(translate(NOT_READ))
        # Nothing is there that could be opened or searched.
        assert not [one for one in ("Enter ", "/ ") if one in rep.seen()]
        await look(rep, f"{name}-problem-{language}")
        monkeypatch.undo()
        if rep.app.current_mode == "today":
            await rep.press("escape")
            await rep.until_screen("TodayScreen")
        else:
            await rep.press(str(1 + PAGES.index(rep.app.current_mode)))
        await rep.until_gone(translate(NOT_READ))


@IN_BOTH
@journey
async def test_today_that_cannot_be_read_is_read_when_its_key_is_pressed(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldlog.tui.screens.today.read_today", fails)
    async with running(tmp_path / "home", fill_week, language=language) as rep:
        await rep.until_screen("ProblemScreen")
        await rep.press("escape")
        await rep.until_seen(translate(NOT_READ))
        await look(rep, f"today-problem-{language}")
        monkeypatch.undo()
        await rep.press("1")
        await rep.until_seen(ZHANG)
        assert translate(NOT_READ) not in rep.seen()


COMING_BACK = pressing("f1", "escape")
SHOWING: dict[str, tuple[Fill, Walk, str, Walk]] = {
    "today": (fill_week, pressing(), "TodayScreen", COMING_BACK),
    "customers": (fill_week, pressing("2"), "CustomersScreen", COMING_BACK),
    "customer": (fill_week, pressing("2", "enter"), "CustomerScreen", COMING_BACK),
    "promises": (fill_week, pressing("3"), "PromisesScreen", COMING_BACK),
    "conflict": (torn, to_the_conflict, "ConflictScreen", COMING_BACK),
    "customer_join": (alike, pressing("2", "enter", "j"), "CustomerJoinScreen", pressing("enter")),
    "find_customer": (fill_week, opening("find_customer"), "FindCustomerScreen", pressing("w")),
    "visit": (a_running_visit, opening("visit"), "VisitScreen", pressing("f7")),
}
"""Screens that show something when the store fails: what is done there, or on coming back."""


@pytest.mark.parametrize("name", SHOWING)
@journey
async def test_what_was_read_stays_when_the_store_fails_and_the_problem_can_be_left(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill, walk, screen, act = SHOWING[name]
    async with running(tmp_path / "home", fill) as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        await rep.until_still()
        shown = rep.lines()[1:]
        monkeypatch.setattr(rep.app.desk, "submit", fails)
        await act(rep)
        await rep.until_screen("ProblemScreen")
        await rep.press("escape")
        await rep.until_screen(screen)
        await rep.until_still()
        assert type(rep.app.screen).__name__ == screen
        assert name == "find_customer" or rep.lines()[1:] == shown
        monkeypatch.undo()


OVER_IT = "what fails is told over it, by problem"
NO_SUCH_STATE = {
    "confirm": {"empty": "asks about one thing", "problem": "neither reads nor saves"},
    "conflict": {"empty": "is about one value", "problem": OVER_IT},
    "customer_filter": {"problem": "neither reads nor saves"},
    "customer_join": {"empty": "opens only where somebody is alike", "problem": OVER_IT},
    "find_customer": {"problem": OVER_IT},
    "first_steps": {"filled": "has nothing to fill", "problem": "neither reads nor saves"},
    "guidance": {"empty": "the cards are part of the program"},
    "hand_over": {"empty": "is about one customer"},
    "help": {"problem": "reads nothing"},
    "keymap": {"problem": "a key that cannot be is refused by press_key"},
    "matter_page": {"empty": "is about one matter"},
    "press_key": {"filled": "leaves with the first good key"},
    "problem": {"empty": "is the problem", "filled": "is the problem"},
    "promise_page": {"empty": "is about one promise"},
    "recovery_code": {"empty": "shows a code", "problem": "neither reads nor saves"},
    "rule_packs": {"empty": "there is always one"},
    "settings": {"empty": "a setting always has a value"},
    "stopped": {"empty": "is the problem", "filled": "is the problem"},
    "too_small": {"empty": "is the problem", "filled": "is the problem"},
    "visit": {"empty": "is about one visit", "problem": OVER_IT},
    "visit_page": {"empty": "is about one visit"},
    "visit_saved": {
        "empty": "is about one visit",
        "problem": "a save that fails is told by its form",
    },
}
"""States that a screen cannot be in, and why."""


def test_every_screen_has_a_picture_of_each_of_its_states_in_both_languages() -> None:
    shown = {one.stem for one in SNAPSHOTS.glob("*.txt")}
    wanted = {
        (screen, state, language)
        for screen in SCREENS
        for state in STATES
        for language in LANGUAGES
        if state not in NO_SUCH_STATE.get(screen, {})
    }
    missing = {
        one
        for one in wanted
        if not any(re.match(f"{one[0].replace('_', '-')}-{one[1]}-(.+-)?{one[2]}-", name) for name in shown)
    }
    assert sorted(missing) == []
