"""Hostile text in every field of every form, and in every place of every screen."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from textual import events

from fieldlog.actions.cards import get_card
from fieldlog.actions.consents import record_consent
from fieldlog.actions.customers import edit_customer, pause_customer, seen_profile
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.days import to_text
from fieldlog.domain.reviews import ASK, PRAISE, SEND_BACK
from fieldlog.domain.rules import weekly_contact
from fieldlog.locale.text_width import width
from fieldlog.store.scopes import Grant, write_grant
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.screens import PAGES
from fieldlog.tui.widgets.facts import Facts
from fieldlog.tui.widgets.fields import Field, TextLine, TextNote
from fieldlog.tui.widgets.form import Form
from tests.store.stores import add_customer, save_visit
from tests.tui.promising import promise
from tests.tui.reviewing import decide, suggest
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.test_unfinished_forms import subject_of

TURN = "\u202e"
MARKUP = "[x=north] [/ [b]好[/b] [@click=app.quit]x[/] {name} %s \\["
TURNED = f"a{TURN}drow 👵🏽 👨‍👩‍👧 e\u0301"
LONG = "长" * 10_000
TEXTS = {"hostile": f"{MARKUP} {TURNED}", "long": LONG}
COMMANDS = "\x1b[2J\x07\x00\x9b0m\x85\r\n二\r三"
PASTED = {"hostile": f"{TEXTS['hostile']}{COMMANDS}", "too-long": "长" * 10_001}
"""What is pasted into forms; the longest text that can be saved has one character less."""
TYPED = f"[/b]\u3000{TURNED}"
BEGINNINGS = {TEXTS["hostile"]: "[x=north", LONG: "长长长"}
"""What is seen of a text wherever there is room for any of it."""
ANY_TEXT = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def check_lines(rep: Rep, where: str) -> None:
    """Assert that every line fits and that nothing in it could turn it around or command the terminal."""
    for line in rep.lines():
        assert width(line) <= rep.app.size.width, (where, line)
        assert line.isprintable() or set(line) <= set(TURNED + line.replace(TURN, "")), (where, line)
        assert TURN not in line, (where, line)
        assert "\x1b" not in line, (where, line)


def texts_of(screen: "FormScreen[object]") -> list[Field]:
    """Return the fields that take text and are shown."""
    fields = screen.fields.fields.values()
    return [field for field in fields if isinstance(field, TextLine | TextNote) and field.display]


def held(pasted: str, field: Field) -> str:
    """Return what a field makes of a pasted text."""
    lines = pasted.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join("\ufffd" if one != "\n" and category(one) == "Cc" else one for one in lines)
    return shown if isinstance(field, TextNote) else shown.replace("\n", " ")


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize("form", sorted(forms.TITLES))
def test_every_field_of_a_form_takes_hostile_text_and_keeps_it(form: str, text: str, tmp_path: Path) -> None:
    found: dict[str, str] = {}

    def fill(workspace: Workspace) -> None:
        found["customer"] = "" if form == forms.NEW_CUSTOMER else add_customer(workspace, "王桂兰")
        found["subject"] = subject_of(workspace, form, found["customer"])

    async def journey() -> None:
        async with running(tmp_path / "home", fill) as rep:
            await rep.until_screen("TodayScreen")
            typed = await type_everywhere(rep, form, found, text)
            if text == PASTED["too-long"]:
                await check_refusals(rep)
            await rep.press("f8")
            await rep.until(lambda: has_answered(rep), "saved, or what is wrong")
            check_lines(rep, form)
            if isinstance(rep.app.screen, FormScreen):
                assert values_of(rep.app.screen) == typed
                await rep.press("escape")
                await rep.until_screen("TodayScreen")
                screen = await open_form(rep, form, found)
                assert values_of(screen) == typed
                if text == PASTED["too-long"]:
                    await shorten_everywhere(rep, screen)
                    await rep.press("f8")
                    await rep.until(lambda: has_answered(rep), "saved, or what is wrong")

    asyncio.run(journey())


async def open_form(rep: Rep, form: str, found: dict[str, str]) -> "FormScreen[object]":
    """Open a form and wait until it can be typed into."""
    arguments = [] if form == forms.NEW_CUSTOMER else [found["subject"], found["customer"]]
    rep.app.open_screen(form, *arguments)
    await rep.until(lambda: isinstance(rep.app.screen, FormScreen), form)
    await rep.until(lambda: rep.app.focused is not None and rep.app.screen.query(Form), "the fields")
    screen = rep.app.screen
    assert isinstance(screen, FormScreen)
    await rep.until(lambda: screen._is_filled, "what is known")
    return screen


async def type_everywhere(rep: Rep, form: str, found: dict[str, str], text: str) -> dict[str, str]:
    """Put the text into every field of a form; return what its fields hold then."""
    screen = await open_form(rep, form, found)
    for field in texts_of(screen):
        field.enter()
        await rep.until(lambda field=field: field.has_focus_within, field.field)  # type: ignore[misc]
        before = field.value
        assert rep.app.focused is not None
        rep.app.focused.post_message(events.Paste(text))
        wanted = before + held(text, field)
        if text == PASTED["hostile"]:
            await rep.type(TYPED)
            wanted += TYPED
        await rep.until(lambda field=field, wanted=wanted: field.value == wanted, field.field)  # type: ignore[misc]
    check_lines(rep, form)
    return values_of(screen)


async def check_refusals(rep: Rep) -> None:
    """Assert that each field whose text is too long says so by its name, also after a save was tried."""
    await rep.press("f8")
    await rep.pilot.pause()
    screen = rep.app.screen
    assert isinstance(screen, FormScreen)
    for field in texts_of(screen):
        problem = field.query_one(".field--problem", Facts)
        assert problem.display
        assert problem.lines(200)[0].text.startswith(field.label)


async def shorten_everywhere(rep: Rep, screen: "FormScreen[object]") -> None:
    """Take one character out of each field."""
    for field in texts_of(screen):
        field.enter()
        await rep.until(lambda field=field: field.has_focus_within, field.field)  # type: ignore[misc]
        await rep.press("end", "backspace")


def values_of(screen: Any) -> dict[str, str]:
    """Return what the fields of a form hold."""
    values: dict[str, str] = screen.fields.values()
    return values


def has_answered(rep: Rep) -> bool:
    """Say whether a save has ended: the form was left, or says what is wrong."""
    screen = rep.app.screen
    return not isinstance(screen, FormScreen) or bool(screen.query(".-wrong")) or "!" in rep.seen()


# What is stored


def hostile_territory(text: str, found: dict[str, str]) -> Callable[[Workspace], None]:
    """Fill a store in which everything that can hold text holds this one."""

    def fill(workspace: Workspace) -> None:
        family = {"family.a": {"name": text, "relation": text}}
        customer = add_customer(
            workspace,
            text,
            honorific=text,
            district=text,
            address=text,
            notes=text,
            taboos=text,
            character=text,
            agreed_hours=text,
            **{"phone.a": text[:40], **family},
        )
        twin = add_customer(workspace, text, honorific=text, address=text)
        card = get_card(workspace, customer)
        record_consent(workspace, card, "given", text)
        found["customer"], found["twin"] = customer, twin
        found["visit"] = save_visit(
            workspace, customer, purpose=text, note=text, **{"health.body": text, "health.mood": text}
        )
        decide(workspace, customer, found["visit"], SEND_BACK, text)
        decide(workspace, customer, found["visit"], PRAISE, text)
        found["promise"] = promise(workspace, customer, f"{text[:9_990]} 今天")
        pause_customer(workspace, get_card(workspace, twin), text, workspace.today(), workspace.today())
        found["suggestion"] = suggest(workspace, customer, found["visit"], text)
        decide(workspace, customer, found["suggestion"], ASK, text)
        grant = Grant("g1", f"customer:{twin}", 5, 1, "owner", to_text(workspace.now()), text, text)
        with workspace.store.writing():
            write_grant(workspace.store, grant)
        seen = seen_profile(workspace, twin)
        for taboos in (f"{text[:9_999]}1", f"{text[:9_999]}2"):
            edit_customer(workspace, twin, Profile(taboos=taboos), Standing(), seen)

    return fill


def places(found: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the screens that show something stored, with what they are told."""
    customer = found["customer"]
    return [
        ("customer", (customer,)),
        ("promise_page", (found["promise"],)),
        ("visit_page", (found["visit"],)),
        ("slip", (customer,)),
        ("find_customer", ()),
        ("palette", ()),
        ("customer_edit", (customer, customer)),
        ("promise_keep", (found["promise"], customer)),
        ("promise_move", (found["promise"], customer)),
        ("promise_release", (found["promise"], customer)),
        ("promise_new", (customer, customer)),
        ("visit_correction", (found["visit"], customer)),
        ("start_visit", (customer, customer)),
        ("past_visit", (customer, customer)),
        ("pause", (customer, customer)),
        ("consent", (customer, customer)),
        ("opt_out", (customer, customer)),
        ("visit_saved", (found["visit"],)),
        ("answer", (found["visit"], customer)),
        ("matter_page", (found["suggestion"],)),
        ("answer", (found["suggestion"], customer)),
        ("reviews", ()),
        ("check_rule", (weekly_contact.RULE,)),
        ("conflict", (found["twin"], "taboos")),
        ("hand_over", ("g1",)),
    ]


def begins(rep: Rep, text: str) -> bool:
    """Say whether a text is seen; large type has a space after each letter."""
    return BEGINNINGS[text] in rep.seen().replace(" ", "")


@ANY_TEXT
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_every_screen_shows_hostile_text_as_what_it_is(
    text: str, size: tuple[int, int], tmp_path: Path
) -> None:
    found: dict[str, str] = {}

    async def journey() -> None:
        async with running(tmp_path / "home", hostile_territory(text, found), size) as rep:
            for page in PAGES:
                await rep.app.action_show_page(page)
                if page != "settings":
                    await rep.until(lambda: begins(rep, text), text[:20])
                check_lines(rep, page)
            await rep.app.action_show_page("today")
            for name, arguments in places(found):
                rep.app.open_screen(name, *arguments)
                await rep.until(lambda: len(rep.app.screen_stack) == 2, name)
                if name == "palette":
                    await rep.type("x" if text != LONG else "长")
                await rep.until(lambda: begins(rep, text), text[:20])
                check_lines(rep, name)
                for key in ("right", "right", "right", "end"):
                    await rep.press(key)
                    check_lines(rep, f"{name} after {key}")
                while len(rep.app.screen_stack) > 1:
                    rep.app.pop_screen()
                    await rep.pilot.pause()

    asyncio.run(journey())
