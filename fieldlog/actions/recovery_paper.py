"""Whether the recovery code of a store is on paper: it is shown once, and a window may close meanwhile.

A note names the code by when it was made, so that a later code is not on paper yet. A store without a note,
also one from before there were notes, does not claim what nobody has shown.
"""

from collections.abc import Iterable

from fieldlog.actions.keys import list_keys
from fieldlog.actions.preferences import Preferences, remember
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.store.keys.key_file import SlotInfo


def note_code_on_paper(workspace: Workspace) -> None:
    """Note durably that the present recovery code was read from paper."""
    remember(workspace, code_on_paper=_made(list_keys(workspace.store.home)))


def is_code_on_paper(preferences: Preferences, keys: Iterable[SlotInfo]) -> bool:
    """Say whether somebody has shown that the present recovery code is on paper."""
    made = _made(keys)
    return bool(made) and preferences.code_on_paper == made


def _made(keys: Iterable[SlotInfo]) -> str:
    return next((to_text(slot.created) for slot in keys if slot.kind == "recovery"), "")
