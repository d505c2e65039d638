"""Undo on every page: the last save is taken back at once and said in words; the same key brings it back.

A save of another day is named first, and taken back when the key is pressed once more: nobody undoes by
mistake what he no longer has before his eyes.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from fieldlog.actions.undo import Undone, find_last_save, undo_last_save
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, show_time
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import kind_word
from fieldlog.tui.messages import RunningVisitChanged, Saved

if TYPE_CHECKING:
    from fieldlog.tui.page import Page


class Answer(NamedTuple):
    """What was undone or, while ``asks``, would be: its save, and when that was made, in words."""

    gid: str
    undone: Undone
    time: str
    asks: bool


def _undo(workspace: Workspace, agreed: str) -> Answer:
    last = find_last_save(workspace)
    if last is None:
        undo_last_save(workspace)  # says that there is nothing
        raise AssertionError("an empty store undid something")
    saved, today = last.undone, workspace.today()
    is_of_today = local_day(from_text(saved.at), workspace.zone) == today
    asks = not is_of_today and agreed != last.gid
    undone = saved if asks else undo_last_save(workspace, last.gid)
    at = from_text(saved.at).astimezone(workspace.zone)
    time = show_time(at) if is_of_today else show_moment(at, workspace.zone, today)
    return Answer(last.gid, undone, time, asks)


async def take_back(page: "Page[Any]") -> None:
    """Take the last save back, or ask for the key once more; say which."""
    agreed, page.agreed_undo = page.agreed_undo, ""
    answer = await page.fieldlog.desk.run(_undo, agreed)
    if answer.asks:
        page.agreed_undo = answer.gid
    else:
        page.app.post_message(Saved(answer.undone.customer))
        page.app.post_message(RunningVisitChanged())
    template = _ASKED if answer.asks else _BROUGHT_BACK if answer.undone.brings_back else _TAKEN_BACK
    what = show_list(kind_word(kind) for kind in answer.undone.about)
    page.fieldlog.tell(template, what=what, name=answer.undone.name, time=answer.time)


_TAKEN_BACK = N_("Taken back: {what}, {name}, saved {time}. Undo again brings it back.")
_BROUGHT_BACK = N_("Brought back: {what}, {name}. Undo again takes it away.")
_ASKED = N_("The last save is of {time}: {what}, {name}. Press undo once more to take it back.")
