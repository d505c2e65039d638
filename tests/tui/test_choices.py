"""Typing where one chooses: nothing typed is lost, and Enter takes what is marked."""

import asyncio
from pathlib import Path

from textual.events import Key, Paste

from fieldlog.locale import translate
from fieldlog.tui.keys import KEYS, ORDER
from fieldlog.tui.widgets.form import Form
from tests.tui.running import Rep, running
from tests.tui.visiting import begin, is_running, one_customer, stop, typed


def values(rep: Rep) -> dict[str, str]:
    return rep.app.screen.query_one(Form).values()


def test_after_the_stop_one_writes_at_once(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await rep.press("f7")
            await rep.until_screen("CaptureScreen")
            await rep.until_focused("AreaInput")
            await rep.type("血压130")
            await rep.until(lambda: typed(rep).health == {"body": "血压130"}, "the note")

    asyncio.run(journey())


def test_the_stop_leaves_who_writes_already_where_he_writes(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await rep.press("enter")
            await rep.until_screen("CaptureScreen")
            await rep.until_focused("AreaInput")
            await rep.press("tab")
            await rep.type("清")
            await rep.press("f7")
            await rep.until_seen("已停表")
            await rep.type("淡")
            assert values(rep)["health.diet"] == "清淡"
            await rep.press("up", "up", "f7", "f7")
            await rep.until_focused("AreaInput")
            await rep.type("血压130")
            assert values(rep)["health.body"] == "血压130"

    asyncio.run(journey())


def test_a_text_typed_on_a_choice_goes_on_to_the_next_text_whole_and_behind_what_is_there(
    tmp_path: Path,
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await stop(rep)
            await rep.type("头晕")
            await rep.press("up")
            await rep.until_focused("ChoiceLine")
            for character in "，血压140/90":
                # As an input method sends them: all at once.
                rep.app.post_message(Key("slash" if character == "/" else character, character))
            await rep.until(lambda: values(rep)["health.body"] == "头晕，血压140/90", "the note")
            await rep.until_focused("AreaInput")
            assert values(rep)["reached"] == "yes"

    asyncio.run(journey())


def test_a_text_pasted_on_a_choice_goes_on_too(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await stop(rep)
            await rep.press("shift+tab", "right")
            rep.app.post_message(Paste("去了女儿家\n下周回"))
            await rep.until(lambda: values(rep)["not_reached"] == "去了女儿家 下周回", "the reason")

    asyncio.run(journey())


def test_a_letter_that_is_a_choice_is_chosen_and_others_go_on(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.press("n")
            await rep.until_screen("CustomerNewScreen")
            await rep.until_focused("LineInput")
            await rep.type("王芳")
            while not _is_inside(rep, "field-class"):
                await rep.press("tab")
            await rep.press("b")
            assert values(rep)["class"] == "B"
            assert _is_inside(rep, "field-class")

    asyncio.run(journey())


def test_no_field_takes_a_key_of_the_table(tmp_path: Path) -> None:
    fields = {"left", "right", "enter"}
    own = {one for key in KEYS for one in key.keys.split(",") if len(one) > 1} - fields

    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await rep.press("enter")
            await rep.until_screen("CaptureScreen")
            await rep.until_focused("AreaInput")
            for kind in ("AreaInput", "NoteInput", "EntryInput", "LineInput", "ChoiceLine"):
                while type(rep.app.focused).__name__ != kind:
                    await rep.press("tab")
                active = rep.app.screen.active_bindings
                taken = {key for key in own & set(active) if active[key].binding.id not in ORDER}
                assert not taken, kind

    asyncio.run(journey())


def _is_inside(rep: Rep, field: str) -> bool:
    focused = rep.app.focused
    return focused is not None and any(one.id == field for one in focused.ancestors)


def test_where_no_text_comes_after_a_choice_typing_says_how_to_choose(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("v")
            await rep.until_focused("LineInput")
            await rep.press("tab")
            await rep.until_focused("ChoiceLine")
            await rep.type("电")
            words = translate("Nothing is typed here: the left and right arrow keys choose.")
            await rep.until_seen(words)
            await rep.press("right")
            await rep.until_gone(words)

    asyncio.run(journey())


def test_enter_takes_the_marked_purpose(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("v")
            await rep.until_focused("LineInput")
            await rep.until_seen("> 看望，问问近况")
            assert values(rep)["purpose"] == ""
            await rep.press("enter")
            assert values(rep)["purpose"] == "看望，问问近况"
            await rep.until_focused("ChoiceLine")
            await rep.press("f8")
            await rep.until_screen("VisitScreen")
            await rep.until(lambda: is_running(rep), "the visit")

    asyncio.run(journey())


def test_down_goes_on_from_the_marked_purpose_and_a_purpose_of_ones_own_stays(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("v")
            await rep.until_focused("LineInput")
            await rep.until_seen("> 看望，问问近况")
            await rep.press("down")
            await rep.until_seen(f"> {values(rep)['purpose']}")
            assert values(rep)["purpose"] not in ("", "看望，问问近况")
            await rep.press("ctrl+u")
            await rep.type("送锦旗")
            await rep.press("enter")
            assert values(rep)["purpose"] == "送锦旗"

    asyncio.run(journey())


def test_a_reason_is_never_taken_by_enter_alone(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await stop(rep)
            await rep.press("up", "right", "enter")
            await rep.until_focused("LineInput")
            await rep.press("enter")
            assert values(rep)["not_reached"] == ""

    asyncio.run(journey())


def test_a_problem_names_the_field_as_the_form_does_and_its_mark_never_stands_alone(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await begin(rep)
            await stop(rep)
            rep.app.post_message(Paste("长" * 10_001))
            await rep.until_seen("身体：有 10001 个字")
            assert "健康：" not in rep.seen()
            assert not [line for line in rep.lines() if line.strip() == "!"]
            await rep.press("f8")
            await rep.until_seen("身体：有 10001 个字")

    asyncio.run(journey())


def test_what_is_wrong_with_a_part_of_a_field_is_named_by_the_part(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", one_customer) as rep:
            await rep.until_seen("李明朗")
            await rep.press("p")
            await rep.until_screen("PromiseNewScreen")
            await rep.until_focused("LineInput")
            await rep.type("送药")
            await rep.press("f8")
            await rep.until_seen("!  到期日：「送药」里没有写")

    asyncio.run(journey())
