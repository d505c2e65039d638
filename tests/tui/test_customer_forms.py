"""Forms about customers: nothing typed is lost, and everything is stored exactly as it was typed."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path

import pytest
from textual import events

from fieldlog.actions.customer_pages import CustomerPage, read_customer_page
from fieldlog.actions.drafts import unfinished_forms
from fieldlog.actions.held_notes import held_notes, hold_note
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.domain.birthdays import Birthday
from fieldlog.locale import Language, show_label
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import all_cards
from tests.store.stores import add_customer, save_visit
from tests.tui.running import NARROW, WIDE, Rep, running

SIZES = {"80x24": NARROW, "120x40": WIDE}
HOSTILE = "[b]王[/b] [/ \u202e反 👨\u200d👩\u200d👧 %s {x} \\"


def go(journey: Callable[[], Coroutine[object, object, None]]) -> None:
    """Run a journey."""
    asyncio.run(journey())


async def open_customers(rep: Rep) -> None:
    """Go to the list."""
    await rep.press("2")
    await rep.until(lambda: rep.app.screen.query("#customers"), "the list")


async def paste(rep: Rep, text: str) -> None:
    """Paste into the field that has the focus."""
    focused = rep.app.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await rep.pilot.pause()


async def fill_in(rep: Rep, **texts: str) -> None:
    """Go through the fields of the form and paste what is wanted."""
    for field, text in texts.items():
        await rep.until(lambda: rep.app.focused is not None, "a field")
        for _ in range(30):
            focused = rep.app.focused
            assert focused is not None
            if any(one.id == f"field-{field}" for one in focused.ancestors):
                break
            await rep.press("tab")
        await paste(rep, text)


def pages(rep: Rep) -> list[CustomerPage]:
    """What is stored of every customer, by name."""
    workspace = rep.looking()
    refresh_all(workspace.store, workspace.now())
    cards = sorted(all_cards(workspace.store), key=lambda card: str(card["name"]))
    found = [read_customer_page(workspace, card["id"]) for card in cards]
    workspace.store.close()
    return found


def drafts(rep: Rep) -> list[str]:
    """The forms that were typed into and not saved."""
    workspace = rep.looking()
    found = [draft.form for draft in unfinished_forms(workspace)]
    workspace.store.close()
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_new_customer_is_added_with_everything(tmp_path: Path, size: str) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", size=SIZES[size]) as rep:
            await open_customers(rep)
            await rep.until_seen("按 n 添加第一位")
            await rep.press("n")
            await rep.until_seen("新顾客")
            await fill_in(
                rep,
                name="张桂英",
                honorific="张奶奶",
                phones="138 1234 5678\n010-12345678",
                district="和平里",
                address="3号楼502",
            )
            await rep.press("tab", "right", "tab", "right")
            await fill_in(rep, birthday="农历1944年十月二十")
            await rep.until_seen("11月28日")
            await fill_in(
                rep, taboos="不提股票", character="爱唱评剧", family="王芳:女儿\n小宝：外孙", notes="信佛"
            )
            await rep.press("f8")
            await rep.until_seen("张 奶 奶", "不要提起：不提股票")
            (page,) = pages(rep)
            assert page.profile.name == "张桂英"
            assert page.profile.phones == ("13812345678", "010-12345678")
            assert page.profile.birthday == Birthday("lunar", 10, 20, 1944)
            members = [(one.name, one.relation) for one in page.profile.family.values()]
            assert members == [("王芳", "女儿"), ("小宝", "外孙")]
            assert (page.brief.letter, page.brief.key) == ("A", True)
            assert drafts(rep) == []

    go(journey)


def test_who_may_be_known_already_is_asked_about_and_can_be_somebody_else(tmp_path: Path) -> None:
    async def journey() -> None:
        fill = lambda workspace: add_customer(workspace, "李明朗", district="和平里")  # noqa: E731
        async with running(tmp_path / "home", fill, language="en") as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("n")
            await rep.until_seen("New customer")
            await fill_in(rep, name="李明朗")
            await rep.press("f8")
            await rep.until_seen("May be known already: 李明朗 (和平里, the same name).", "[I look first]")
            assert len(pages(rep)) == 1
            await rep.press("right")
            await rep.until_seen("[somebody else, add]")
            await rep.press("f8")
            await rep.until_seen("李明朗 was added.")
            assert len(pages(rep)) == 2

    go(journey)


def test_what_is_wrong_stands_at_its_field_and_saves_nothing(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en", size=WIDE) as rep:
            await open_customers(rep)
            await rep.press("n")
            await rep.until_seen("New customer")
            await fill_in(rep, phones="12345", birthday="2月30日", family="王芳")
            await rep.press("f8")
            await rep.until_seen("!  Family", "!  Birthday")
            assert pages(rep) == []
            assert drafts(rep) == [forms.NEW_CUSTOMER]

    go(journey)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_half_typed_customer_is_there_again_after_leaving_and_after_a_restart(
    tmp_path: Path, language: Language
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language=language) as rep:
            await open_customers(rep)
            await rep.press("n")
            await rep.until(lambda: rep.app.screen.query("#field-name"), "the form")
            await fill_in(rep, name="王", notes="写到一半")
            await rep.press("escape")
            await rep.until(lambda: rep.app.screen.query("#customers"), "the list")
            await rep.press("n")
            await rep.until(lambda: rep.app.screen.query("#field-name"), "the form")
            await rep.until_seen("王")
        async with running(tmp_path / "home", language=language) as rep:
            await open_customers(rep)
            await rep.press("n")
            await rep.until_seen("王")
            await rep.press("f9")
            await rep.until_screen("ConfirmScreen")
            await rep.until_seen(show_label("name"), show_label("notes"))
            await rep.press("enter")
            assert type(rep.app.screen).__name__ == "ConfirmScreen"
            await rep.press("escape")
            await rep.until(lambda: rep.app.screen.query("#field-name"), "the form")
            assert len(drafts(rep)) == 1
            await rep.press("f9")
            await rep.until_screen("ConfirmScreen")
            await rep.press("f9")
            await rep.until(lambda: rep.app.screen.query("#customers"), "the list")
            await rep.until(lambda: drafts(rep) == [], "no draft")

    go(journey)


def test_editing_changes_only_what_differs_and_can_clear(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        birthday = {"calendar": "solar", "month": 3, "day": 5, "year": 1950}
        family = {"family.0001": {"name": "a:b", "relation": "c:d"}}
        add_customer(workspace, "李明朗", birthday=birthday, notes="一\n二", district="和平里", **family)

    async def journey() -> None:
        async with running(tmp_path / "home", fill) as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("e")
            await rep.until_seen("修改：李明朗", "1950-03-05")
            assert drafts(rep) == []
            await fill_in(rep, honorific="李叔叔", birthday="")
            await rep.press("end", "ctrl+u", "f8")
            await rep.until_seen("已修改 李明朗")
            (page,) = pages(rep)
            assert page.profile.honorific == "李叔叔"
            assert page.profile.birthday is None
            assert page.profile.notes == "一\n二"
            assert [(one.name, one.relation) for one in page.profile.family.values()] == [("a:b", "c:d")]

    go(journey)


def test_a_form_that_was_opened_and_left_keeps_no_draft(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", add_customer) as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("e")
            await rep.until_seen("修改：李明朗")
            await fill_in(rep, notes="")
            await rep.press("escape")
            await rep.until(lambda: rep.app.screen.query("#customers"), "the list")
            assert drafts(rep) == []

    go(journey)


@pytest.mark.parametrize("size", SIZES)
def test_hostile_text_in_every_field_is_shown_right_and_stored_exactly(tmp_path: Path, size: str) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", size=SIZES[size], language="en") as rep:
            await open_customers(rep)
            await rep.press("n")
            await rep.until_seen("New customer")
            lines = f"{HOSTILE}\n[second](line)"
            await fill_in(rep, name=HOSTILE, honorific=HOSTILE[:40], district=HOSTILE, address=HOSTILE)
            await fill_in(rep, taboos=lines, character=lines, family=f"{HOSTILE}:[i]女儿")
            await fill_in(rep, agreed_hours=lines, notes="字" * 10_000)
            await rep.press("f8")
            await rep.until_seen("[b]王[/b] [/ \\u202e反")
            (page,) = pages(rep)
            profile = page.profile
            assert (profile.name, profile.district, profile.address) == (HOSTILE, HOSTILE, HOSTILE)
            assert profile.honorific == HOSTILE[:40].strip()
            assert profile.taboos == profile.character == profile.agreed_hours == lines
            assert profile.notes == "字" * 10_000
            members = [(one.name, one.relation) for one in profile.family.values()]
            assert members == [(HOSTILE.strip(), "[i]女儿")]
            await rep.press("right", "right")
            await rep.until_seen("[second](line)")

    go(journey)


def test_a_pause_takes_a_preset_reason_and_a_day_in_words(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", add_customer, language="en") as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("a")
            await rep.until_seen("Pause: 李明朗", "in hospital")
            await rep.press("down")
            await rep.until_seen("> in hospital")
            await rep.press("f8")
            await rep.until_seen("!  Until: is empty")
            await fill_in(rep, until="end of month")
            await rep.until_seen("Mon 30 Nov")
            await rep.press("f8")
            await rep.until_seen("Pause noted: 李明朗", "paused")
            (page,) = pages(rep)
            (pause,) = page.dossier.pauses
            assert (pause.reason, pause.start, pause.until) == (
                "in hospital",
                date(2026, 11, 18),
                date(2026, 11, 30),
            )

    go(journey)


def test_an_opt_out_is_noted_and_undone(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", add_customer) as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("enter")
            await rep.until_seen("李 明 朗")
            await rep.press("o")
            await rep.until_seen("不愿被联系：李明朗", "不想被打扰")
            await rep.press("down", "f8")
            await rep.until_seen("不愿被联系")
            await rep.until(lambda: pages(rep)[0].dossier.opt_outs, "the opt-out")
            await rep.press("u")
            await rep.until(lambda: not pages(rep)[0].dossier.opt_outs, "the opt-out is gone")

    go(journey)


def test_consent_asks_how_it_was_given(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", add_customer, language="en") as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("c")
            await rep.until_seen("Consent to health notes: 李明朗", "[given]")
            await rep.press("f8")
            await rep.until_seen("!  Consent: needs how")
            await rep.press("down", "f8")
            await rep.until(lambda: pages(rep)[0].dossier.consents, "the consent")
            (consent,) = pages(rep)[0].dossier.consents
            assert (consent.state, consent.how) == ("given", "spoken")

    go(journey)


def test_waiting_notes_go_only_when_that_is_chosen(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        customer = add_customer(workspace)
        hold_note(workspace, customer, save_visit(workspace, customer), {"body": "膝盖疼"})

    async def journey() -> None:
        async with running(tmp_path / "home", fill, language="en") as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            await rep.press("c")
            await rep.until_seen("[given]")
            await rep.press("right")
            await rep.until_seen("[refused]", "[keep them, ask again later]")
            await rep.press("f8")
            await rep.until_seen("Choose whether they are removed")
            workspace = rep.looking()
            assert len(held_notes(workspace)) == 1
            workspace.store.close()
            await rep.press("right", "f8")
            await rep.until(lambda: pages(rep)[0].brief.consent == "refused", "the answer")
            workspace = rep.looking()
            assert held_notes(workspace) == []
            workspace.store.close()

    go(journey)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_forms_look_as_they_were_found_good(tmp_path: Path, language: Language, size: str) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", add_customer, size=SIZES[size], language=language) as rep:
            await open_customers(rep)
            await rep.until_seen("李明朗")
            for key, name in (("n", "customer-new"), ("a", "pause"), ("c", "consent")):
                await rep.press(key)
                await rep.until(lambda: rep.app.screen.query(".form-title") and rep.app.focused, "a form")
                if key != "n":
                    await rep.until_seen(": 李明朗" if language == "en" else "：李明朗")
                await rep.pilot.pause()
                await rep.assert_looks(f"{name}-empty-{language}-{size}")
                await rep.press("f8")
                await rep.until_seen("! ")
                await rep.assert_looks(f"{name}-problem-{language}-{size}")
                await rep.press("f9")
                await rep.until(lambda: rep.app.screen.query("#customers"), "the list")

    go(journey)
