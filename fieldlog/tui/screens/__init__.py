"""The screens, one file each. Adding one is its file, its style sheet and one line here."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

SCREENS: dict[str, str] = {
    "today": "today:TodayScreen",
    "customers": "customers:CustomersScreen",
    "customer": "customer:CustomerScreen",
    "customer_filter": "customer_filter:CustomerFilterScreen",
    "customer_new": "customer_new:CustomerNewScreen",
    "customer_edit": "customer_edit:CustomerEditScreen",
    "customer_join": "customer_join:CustomerJoinScreen",
    "pause": "pause:PauseScreen",
    "opt_out": "opt_out:OptOutScreen",
    "consent": "consent:ConsentScreen",
    "too_small": "too_small:TooSmallScreen",
    "problem": "problem:ProblemScreen",
    "stopped": "stopped:StoppedScreen",
    "unlock": "unlock:UnlockScreen",
    "recover": "recover:RecoverScreen",
    "welcome": "welcome:WelcomeScreen",
    "recovery_code": "recovery_code:RecoveryCodeScreen",
    "first_steps": "first_steps:FirstStepsScreen",
    "lock": "lock:LockScreen",
    "settings": "settings:SettingsScreen",
    "keymap": "keymap:KeymapScreen",
    "press_key": "press_key:PressKeyScreen",
    "rule_packs": "rule_packs:RulePacksScreen",
    "passphrase": "passphrase:PassphraseScreen",
    "keyring": "keyring:KeyringScreen",
    "new_code": "new_code:NewCodeScreen",
    "check_code": "check_code:CheckCodeScreen",
    "backup": "backup:BackupScreen",
    "help": "help:HelpScreen",
    "promises": "promises:PromisesScreen",
    "promise_page": "promise_page:PromisePageScreen",
    "promise_new": "promise_new:PromiseNewScreen",
    "promise_keep": "promise_keep:PromiseKeepScreen",
    "promise_move": "promise_move:PromiseMoveScreen",
    "promise_release": "promise_release:PromiseReleaseScreen",
    "exchange": "sync_page:SyncScreen",
    "conflict": "conflict:ConflictScreen",
    "conflict_value": "conflict_value:ConflictValueScreen",
    "hand_over": "hand_over:HandOverScreen",
    "check": "check:CheckScreen",
    "check_rule": "check_rule:CheckRuleScreen",
    "slip": "slip:SlipScreen",
    "slip_file": "slip_file:SlipFileScreen",
    "palette": "palette:PaletteScreen",
    "find_customer": "find_customer:FindCustomerScreen",
    "snooze": "snooze:SnoozeScreen",
    "not_done": "not_done:NotDoneScreen",
    "guidance": "guidance:GuidanceScreen",
    "start_visit": "start_visit:StartVisitScreen",
    "visit": "visit:VisitScreen",
    "capture": "capture:CaptureScreen",
    "visit_saved": "visit_saved:VisitSavedScreen",
    "past_visit": "past_visit:PastVisitScreen",
    "visit_page": "visit_page:VisitPage",
    "matter_page": "matter_page:MatterPageScreen",
    "answer": "answer:AnswerScreen",
    "reviews": "reviews:ReviewsScreen",
    "visit_correction": "visit_correction:VisitCorrectionScreen",
    "discard_visit": "discard_visit:DiscardVisitScreen",
    "confirm": "confirm:ConfirmScreen",
}
"""By name, the module and the class of each screen; a module is loaded when its screen is first shown."""

PAGES = ("today", "customers", "promises", "check", "settings")
"""The screens that the number keys lead to."""


def load_screen(name: str) -> "type[Screen[Any]]":
    """Import the module of a screen and return its class."""
    module, _, class_name = SCREENS[name].partition(":")
    screen: type[Screen[Any]] = getattr(import_module(f"fieldlog.tui.screens.{module}"), class_name)
    return screen
