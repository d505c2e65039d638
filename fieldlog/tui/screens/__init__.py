"""The screens, one file each. Adding one is its file, its style sheet and one line here."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

SCREENS: dict[str, str] = {
    "today": "today:TodayScreen",
    "problem": "problem:ProblemScreen",
    "stopped": "stopped:StoppedScreen",
    "unlock": "unlock:UnlockScreen",
    "recover": "recover:RecoverScreen",
    "welcome": "welcome:WelcomeScreen",
    "lock": "lock:LockScreen",
    "settings": "settings:SettingsScreen",
    "help": "help:HelpScreen",
}
"""By name, the module and the class of each screen; a module is loaded when its screen is first shown."""

PAGES = ("today", "customers", "promises", "check", "settings")
"""The screens that the number keys lead to."""


def load_screen(name: str) -> "type[Screen[Any]]":
    """Import the module of a screen and return its class."""
    module, _, class_name = SCREENS[name].partition(":")
    screen: type[Screen[Any]] = getattr(import_module(f"fieldlog.tui.screens.{module}"), class_name)
    return screen
