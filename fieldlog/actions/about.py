"""What a laptop's fieldlog is made of: read for the page of settings."""

from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from fieldlog.actions.backups import days_since_backup
from fieldlog.actions.keys import list_keys
from fieldlog.actions.preferences import Preferences, read_preferences
from fieldlog.actions.recovery_paper import is_code_on_paper
from fieldlog.actions.service_check import list_packs
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.store.keys.key_file import SlotInfo
from fieldlog.store.settings import Settings


class About(NamedTuple):
    """Preferences, what was fixed when the store was made, its keys by kind, whether the recovery code is
    known to be on paper, the rule pack of today, and the calendar days since the last backup (``None``: there
    was none).
    """

    home: Path
    version: str
    preferences: Preferences
    settings: Settings
    keys: dict[str, SlotInfo]
    is_code_on_paper: bool
    pack: RulePack
    days_since_backup: int | None


def read_about(workspace: Workspace) -> About:
    """Read everything that the page of settings shows."""
    home = workspace.store.home
    preferences, keys = read_preferences(workspace), list_keys(home)
    return About(
        home,
        version("fieldlog"),
        preferences,
        workspace.settings,
        {slot.kind: slot for slot in keys},
        is_code_on_paper(preferences, keys),
        pack_on(list_packs(workspace), workspace.today()),
        days_since_backup(workspace),
    )
