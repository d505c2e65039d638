"""Every screen was looked at in both languages; those that no journey of their own shows are shown here."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePosixPath

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import StoreBusyError, StoreFullError
from fieldlog.domain.problems import N_
from fieldlog.locale import Language, translate
from fieldlog.store.scopes import Grant, write_grant
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.keys import KEYS
from fieldlog.tui.screens import SCREENS
from tests.store.stores import add_customer, save_visit
from tests.tui.exchanging import journey
from tests.tui.promising import fill_week, promise
from tests.tui.running import SNAPSHOTS, Rep, assert_snapshot, running
from tests.tui.test_unfinished_forms import subject_of
from tests.tui.visiting import one_customer

LANGUAGES: list[Language] = ["zh", "en"]
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
CODE = "ABCDE-FGHJK-MNPQR-STVWX-YZ234-56789-ABCDE-FGHJK"
FILTERING = (CustomerFilter(), ("东湖", "柳荫"), print)
HELD = "fieldlog/store is held by another program."
Walk = Callable[[Rep], Awaitable[None]]
FORMS = {
    forms.EDIT_CUSTOMER: False,
    forms.RELEASE_PROMISE: True,
    forms.OPT_OUT: True,
    forms.DISCARD_VISIT: True,
    forms.CONFLICT_VALUE: False,
    forms.KEEP_PROMISE: False,
    forms.MOVE_PROMISE: True,
    forms.VISIT_CORRECTION: True,
}
"""Forms, and whether saving them as they come says what is missing."""


@IN_BOTH
@pytest.mark.parametrize("form", FORMS)
@journey
async def test_a_form_as_it_comes_and_with_what_is_missing(
    form: str, language: Language, tmp_path: Path
) -> None:
    found: dict[str, str] = {}

    def fill(workspace: Workspace) -> None:
        found["customer"] = add_customer(workspace, "王桂兰", honorific="王阿姨", taboos="不提老伴")
        found["subject"] = subject_of(workspace, form, found["customer"])

    async with running(tmp_path / "home", fill, language=language) as rep:
        await rep.until_screen("TodayScreen")
        rep.app.open_screen(form, found["subject"], found["customer"])
        await rep.until(lambda: isinstance(rep.app.screen, FormScreen), form)
        screen = rep.app.screen
        assert isinstance(screen, FormScreen)
        await rep.until(lambda: screen._is_filled and rep.app.focused is not None, "what is known")
        await look(rep, f"{form}-empty-{language}")
        if FORMS[form]:
            await rep.press("f8")
            await rep.until_seen(translate("is empty. Type something."))
            await look(rep, f"{form}-problem-{language}")


async def look(rep: Rep, name: str) -> None:
    """Compare the screen once it is drawn with its keys, and nothing moves any more."""
    leaving = translate(N_("Leave"))
    await rep.until(lambda: leaving in rep.seen() or "Esc" in rep.seen(), "the keys of the screen")
    await rep.pilot.pause(0.2)
    await rep.until_still()
    assert_snapshot(f"{name}-80x24", rep.lines())


# Screens that are no forms


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


def opening(name: str, *arguments: object) -> Walk:
    """Return how to come to a screen that is opened from anywhere."""

    async def walk(rep: Rep) -> None:
        rep.app.open_screen(name, *arguments)

    return walk


def pressing(*keys: str) -> Walk:
    """Return how to come to a screen with keys, from Today."""

    async def walk(rep: Rep) -> None:
        for key in keys:
            await rep.press(key)
            await rep.until_still()

    return walk


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


SHOWN: dict[str, tuple[Callable[[Workspace], object], Walk, str]] = {
    "today-empty": (lambda _workspace: None, pressing(), "TodayScreen"),
    "today-filled": (fill_week, pressing(), "TodayScreen"),
    "customer-filter": (one_customer, opening("customer_filter", *FILTERING), "CustomerFilterScreen"),
    "customer-join": (alike, pressing("2", "enter", "j"), "CustomerJoinScreen"),
    "problem": (one_customer, opening("problem", StoreFullError("The disk is full.")), "ProblemScreen"),
    "stopped": (one_customer, at_another_place, "StoppedScreen"),
    "confirm": (one_customer, opening("confirm", "王桂兰", "?"), "ConfirmScreen"),
    "recovery-code": (one_customer, opening("recovery_code", CODE), "RecoveryCodeScreen"),
    "passphrase": (one_customer, opening("passphrase"), "PassphraseScreen"),
    "check-code": (one_customer, opening("check_code"), "CheckCodeScreen"),
    "conflict": (torn, to_the_conflict, "ConflictScreen"),
    "hand-over": (handed_over, pressing("enter"), "HandOverScreen"),
    "exchange": (one_visit, pressing("y"), "SyncScreen"),
    "keymap": (one_customer, opening("keymap"), "KeymapScreen"),
    "press-key": (one_customer, opening("press_key", KEYS[0]), "PressKeyScreen"),
    "rule-packs": (one_customer, opening("rule_packs"), "RulePacksScreen"),
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
        assert_snapshot(f"too-small-{language}-40x10", rep.lines())


NAMING_A_FOLDER: dict[str, tuple[Walk, dict[Language, str]]] = {
    "slip_file": (pressing("3", "s", "x"), {"zh": "把字条写成网页", "en": "Write the slip"}),
    "backup": (opening("backup"), {"zh": "备份", "en": "To bring it back"}),
}
"""Screens that name a folder, which is another one on every computer."""


@IN_BOTH
@pytest.mark.parametrize("name", NAMING_A_FOLDER)
@journey
async def test_a_screen_that_names_a_folder(name: str, language: Language, tmp_path: Path) -> None:
    walk, words = NAMING_A_FOLDER[name]
    async with running(tmp_path / "home", one_visit, language=language) as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_seen(words[language])
        await rep.until_still()


def test_no_screen_is_without_a_picture_in_both_languages() -> None:
    shown = {re.sub("-", "_", one.stem) for one in SNAPSHOTS.glob("*.txt")}
    missing = [
        f"{screen} {language}"
        for screen in SCREENS.keys() - NAMING_A_FOLDER.keys()
        for language in LANGUAGES
        if not any(one.startswith(screen) and f"_{language}_" in one for one in shown)
    ]
    assert missing == []
