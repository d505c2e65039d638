"""The real program is killed in mid-visit: every typed field is there when it is started again."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldlog.actions.captures import Capture
from fieldlog.actions.running_visits import running_visit, typed_before
from fieldlog.actions.workspace import Workspace
from tests.store.stores import Clock, check_whole, make_workspace, open_again
from tests.tui.visiting import NAME, consenting_customer

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal needs a POSIX system", allow_module_level=True)

from tests.tui.at_terminal import AtTerminal

TYPED = Capture(
    health={"body": "血压130/80", "diet": "吃得清淡"},
    note="聊了孙女",
    questions=("喝什么茶 下周五",),
    promises=("送体检报告 下周三", "陪她去医院"),
)


def looking(home: Path) -> Workspace:
    return open_again(home, clock=Clock(datetime.now(UTC)))


def kept(home: Path) -> Capture | None:
    workspace = looking(home)
    with workspace.store:
        running = running_visit(workspace)
        return None if running is None else typed_before(running)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    workspace = make_workspace(path, clock=Clock(datetime.now(UTC)))
    consenting_customer(workspace)
    workspace.store.close()
    return path


def test_a_kill_in_mid_visit_loses_no_typed_field(home: Path) -> None:
    with AtTerminal(home) as rep:
        type_a_visit(rep, home)
        rep.kill()

    assert kept(home) == TYPED
    workspace = looking(home)
    with workspace.store:
        check_whole(workspace.store)

    with AtTerminal(home) as again:
        again.until_drawn("开始的家访还没结束")
        again.press("enter")
        again.until_drawn("送节日礼")
        again.press("enter")
        again.until_drawn("吃得清淡")
        again.until_drawn("聊了孙女")


def type_a_visit(rep: AtTerminal, home: Path) -> None:
    rep.until_drawn(NAME)
    rep.press("v")
    rep.until_drawn("这次去做什么")
    rep.until_drawn("量血压")
    rep.type("送节日礼")
    rep.press("f8")
    rep.until(lambda: kept(home) is not None, "the visit to begin")
    rep.until_drawn("写记录")
    rep.press("f7")
    rep.until_drawn("已停表")
    rep.until_drawn("[见到了]")
    rep.type("血压130/80")
    rep.press("enter")
    rep.type("吃得清淡")
    rep.press(*["tab"] * 6)
    rep.type("聊了孙女")
    rep.press("tab")
    rep.type("喝什么茶 下周五")
    rep.until_drawn("喝什么茶，")
    rep.press("tab", "tab")
    rep.type("送体检报告 下周三")
    rep.until_drawn("送体检报告，")
    rep.press("enter")
    rep.type("陪她去医院")
    rep.until(lambda: kept(home) == TYPED, f"everything typed on the disk, but {kept(home)}")
