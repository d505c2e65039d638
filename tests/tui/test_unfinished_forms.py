"""What was typed into any form and not saved is offered on Today, and can be gone on with there."""

import asyncio
from pathlib import Path

import pytest
from textual.events import Key

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.customers import edit_customer, seen_profile
from fieldlog.actions.drafts import keep_form
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.promises import make_promise
from fieldlog.actions.visits import add_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.reviews import SEND_BACK
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_card
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.screens import SCREENS, load_screen
from tests.store.stores import add_customer
from tests.tui.reviewing import decide
from tests.tui.running import running

ABOUT_PROMISES = {forms.KEEP_PROMISE, forms.MOVE_PROMISE, forms.RELEASE_PROMISE}
ABOUT_VISITS = {forms.VISIT_CORRECTION, forms.DISCARD_VISIT, forms.ANSWER}
ABOUT_ENTRIES = {forms.SNOOZE, forms.NOT_DONE}


def test_every_form_is_named_as_the_screen_that_it_is_typed_into() -> None:
    for name in forms.TITLES:
        screen = load_screen(name)
        assert issubclass(screen, FormScreen)
        assert screen.form == name
    screens = {name for name in SCREENS if issubclass(load_screen(name), FormScreen)}
    kept = {name for name in screens if load_screen(name).keeps_draft}  # type: ignore[attr-defined]
    assert kept - {"capture"} == set(forms.TITLES)


@pytest.mark.parametrize("form", sorted(forms.TITLES))
def test_a_form_that_was_left_is_offered_and_filled_with_what_was_typed(form: str, tmp_path: Path) -> None:
    typed = "写到一半 [/b]"
    known: dict[str, str] = {}

    def fill(workspace: Workspace) -> None:
        customer = "" if form == forms.NEW_CUSTOMER else add_customer(workspace, "王桂兰")
        known["field"] = FIRST_TEXTS[form]
        subject = subject_of(workspace, form, customer)
        keep_form(workspace, form, subject, customer, {known["field"]: typed})

    async def journey() -> None:
        async with running(tmp_path / "home", fill) as rep:
            await rep.until_seen("没做完")
            await rep.press("enter")
            await rep.until(lambda: isinstance(rep.app.screen, FormScreen), form)
            screen = rep.app.screen
            assert isinstance(screen, FormScreen)
            assert screen.form == form
            await rep.until(lambda: _value(screen, known["field"]) == typed, "what was typed")

    asyncio.run(journey())


FIRST_TEXTS = {
    forms.NEW_CUSTOMER: "name",
    forms.EDIT_CUSTOMER: "name",
    forms.NEW_PROMISE: "promise",
    forms.KEEP_PROMISE: "at",
    forms.MOVE_PROMISE: "reason",
    forms.RELEASE_PROMISE: "reason",
    forms.START_VISIT: "purpose",
    forms.DISCARD_VISIT: "reason",
    forms.TYPED_VISIT: "purpose",
    forms.VISIT_CORRECTION: "purpose",
    forms.PAUSE: "reason",
    forms.OPT_OUT: "reason",
    forms.CONSENT: "how",
    forms.SNOOZE: "reason",
    forms.NOT_DONE: "reason",
    forms.CONFLICT_VALUE: "value",
    forms.ANSWER: "text",
}


def _value(screen: "FormScreen[object]", name: str) -> str:
    return screen.fields.fields[name].value if name in screen.fields.fields else "no such field"


def subject_of(workspace: Workspace, form: str, customer: str) -> str:
    """Make what a form is about, and return its id; the customer's own id for forms about a customer."""
    if form in ABOUT_PROMISES | ABOUT_VISITS:
        refresh_all(workspace.store, workspace.now())
        card = find_card(workspace.store, customer)
        assert card is not None
        if form in ABOUT_PROMISES:
            return make_promise(workspace, card, "送体检报告", "2026-11-20")
        visit = add_visit(workspace, card, "量血压", workspace.now(), 0)
        if form == forms.ANSWER:
            decide(workspace, customer, visit, SEND_BACK, "为什么？")
        return visit
    if form == forms.CONFLICT_VALUE:
        seen = seen_profile(workspace, customer)
        for taboos in ("不提儿子", "不提房子"):
            edit_customer(workspace, customer, Profile(taboos=taboos), Standing(), seen)
        return f"{customer}/taboos"
    if form in ABOUT_ENTRIES:
        _, entries = todays_entries(workspace)
        return entries[0].id
    return customer


def test_what_is_typed_at_once_after_enter_goes_into_the_next_field(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home") as rep:
            await rep.press("n")
            await rep.until(lambda: isinstance(rep.app.screen, FormScreen))
            await rep.until(lambda: rep.app.screen.focused is not None)
            screen = rep.app.screen
            assert isinstance(screen, FormScreen)
            for key in ("王", "芳", "enter", "王", "姨"):
                # As a terminal sends them: all at once, before anything has been done about the first.
                rep.app.post_message(Key(key, None if key == "enter" else key))
            await rep.until(lambda: _value(screen, "honorific") == "王姨", "the form of address")
            assert _value(screen, "name") == "王芳"

    asyncio.run(journey())
