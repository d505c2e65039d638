"""One slip, for the screen and for the printer."""

from pathlib import Path

import pytest

from fieldlog.actions.finding import get_customer
from fieldlog.actions.promises import make_promise
from fieldlog.actions.slips import Slip, SlipLine, make_slip, slip_page, suggest_slip_name, write_slip
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.locale import use_language
from tests.store.stores import add_customer


def slip_for(workspace: Workspace) -> Slip:
    return make_slip(workspace, get_customer(workspace, "李明朗"))


def test_the_slip_holds_what_is_open_by_its_day_as_the_page_shows_it(workspace: Workspace) -> None:
    use_language("en")
    card = get_customer(workspace, add_customer(workspace, honorific="李阿姨"))
    make_promise(workspace, card, "送体检报告", "2026-12-02")
    make_promise(workspace, card, "打电话", "2026-11-20 15:30")
    slip = slip_for(workspace)
    assert slip.lines == (
        SlipLine("打电话", "by Fri 20 Nov 15:30"),
        SlipLine("送体检报告", "by Wed 2 Dec"),
    )
    assert slip.addressed == "李阿姨"
    assert slip.title == "For 李阿姨: what we promised"
    page = slip_page(slip)
    for text in (slip.title, slip.footer, *(text for line in slip.lines for text in line)):
        assert text in page


def test_hostile_words_stand_on_one_line_and_turn_nothing(workspace: Workspace) -> None:
    card = get_customer(workspace, add_customer(workspace, honorific="李\u202e[/]\n阿姨"))
    make_promise(workspace, card, "<b>送药\x9b\u2066 [bold]", "2026-12-02")
    slip = slip_for(workspace)
    assert slip.addressed == "李[/] 阿姨"
    assert slip.lines[0].text == "<b>送药 [bold]"
    assert "<b>" not in slip_page(slip)


def test_nothing_promised_is_a_slip_without_lines(workspace: Workspace) -> None:
    add_customer(workspace)
    assert slip_for(workspace).lines == ()


@pytest.mark.parametrize(
    ("addressed", "name"),
    [
        ("李阿姨", "李阿姨.html"),
        ("../../etc/x", "etcx.html"),
        ("?*", "slip.html"),
        ("", "slip.html"),
        ("字" * 500, "字" * 60 + ".html"),
    ],
)
def test_the_suggested_name_is_one_that_every_system_takes(addressed: str, name: str) -> None:
    assert suggest_slip_name(Slip(addressed, "", (), "", has_kept=False)) == name


def test_the_page_is_written_whole_and_over_a_file_only_when_that_was_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    slip, target = Slip("李阿姨", "t", (SlipLine("送药", "b"),), "f", has_kept=False), tmp_path / "a.html"
    write_slip(slip, target, workspace.store.home)
    assert target.read_text(encoding="utf-8") == slip_page(slip)
    for refused in (target, tmp_path / "a.txt", tmp_path / "no" / "a.html"):
        with pytest.raises(BadInputError):
            write_slip(slip, refused, workspace.store.home)
    write_slip(slip._replace(title="other"), target, workspace.store.home, force=True)
    assert "other" in target.read_text(encoding="utf-8")
