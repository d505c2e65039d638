"""Every task of the screens has its twin on the command line, and both do it by the same action.

Followed in the source: from the class of a screen and from a command, through every name that their code
uses, to the functions of ``fieldlog.actions``.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from fieldlog.cli.commands import COMMANDS
from fieldlog.tui.screens import SCREENS

CHECKOUT = Path(__file__).resolve().parents[1]
ACTIONS = "fieldlog.actions."


class Task(NamedTuple):
    """What a rep does: on these screens, by these commands, through one action.

    ``in_full`` is the action of the commands where a screen reads a window of a list and a command all of it;
    tests/actions/test_promise_lists.py holds those of promises against each other.
    """

    screens: tuple[str, ...]
    commands: tuple[str, ...]
    action: str
    in_full: str = ""


TASKS = (
    Task(("welcome",), ("init",), "init_store"),
    Task(("today",), ("today",), "todays_entries"),
    Task(("today", "visit", "start_visit"), ("brief",), "read_brief"),
    Task(("snooze",), ("snooze",), "snooze"),
    Task(("not_done",), ("not-done",), "mark_not_done"),
    Task(("start_visit",), ("visit start",), "start_visit"),
    Task(("capture",), ("visit stop",), "stop_visit"),
    Task(("discard_visit",), ("visit discard",), "discard_visit"),
    Task(("past_visit",), ("visit add",), "add_visit"),
    Task(("visit_page", "visit_saved"), ("visit show",), "read_visit_story"),
    Task(("customer",), ("visit list",), "read_customer_page", "list_visits"),
    Task(("visit_correction",), ("visit amend",), "amend_visit"),
    Task(("promise_new",), ("promise add",), "add_promise"),
    Task(("promises",), ("promise list",), "open_promise_list", "list_promises"),
    Task(("promise_page",), ("promise show",), "read_story"),
    Task(("promise_keep", "promises", "promise_page"), ("promise keep",), "keep_promise"),
    Task(("promise_move",), ("promise move",), "move_promise"),
    Task(("promise_release",), ("promise release",), "release_promise"),
    Task(("promises",), ("overdue",), "open_promise_list", "overdue_promises"),
    Task(("check", "check_rule"), ("check",), "check_week"),
    Task(("rule_packs",), ("rules",), "list_packs"),
    Task(("customer_new",), ("customer add",), "add_customer"),
    Task(("customers", "find_customer", "palette"), ("customer list",), "open_customer_list"),
    Task(("customer",), ("customer show",), "get_profile"),
    Task(("customer_edit",), ("customer edit",), "edit_customer"),
    Task(("customer_join",), ("customer merge",), "merge_customers"),
    Task(("customer_join",), ("customer unmerge",), "unmerge_customer"),
    Task(("pause",), ("customer pause",), "pause_customer"),
    Task(("opt_out",), ("customer opt-out",), "opt_out"),
    Task(("consent",), ("customer consent",), "record_consent"),
    Task(("slip",), ("slip",), "make_slip"),
    Task(("slip_file",), ("slip",), "write_slip"),
    Task(("guidance",), ("guidance",), "card_standings"),
    Task(("today", "customer", "promises"), ("undo",), "undo_last_save"),
    Task(("backup",), ("backup",), "make_backup"),
    Task(("exchange",), ("status",), "read_sync_status"),
    Task(("exchange",), ("status",), "read_journal"),
    Task(("exchange",), ("conflicts",), "list_conflicts"),
    Task(("conflict",), ("resolve",), "keep_claim"),
    Task(("conflict_value",), ("resolve",), "write_value"),
    Task(("exchange",), ("quarantine",), "list_put_aside"),
    Task(("exchange",), ("handovers",), "list_hand_overs"),
    Task(("hand_over",), ("accept",), "accept_hand_over"),
    Task(("reviews",), ("reviews",), "list_reviews"),
    Task(("matter_page",), ("reviews",), "read_matter_page"),
    Task(("answer",), ("answer",), "answer_review"),
    Task(("answer",), ("answer",), "comment_on_signal"),
    Task(("visit_page", "answer"), ("visit show",), "read_visit_review"),
    Task(("settings", "keymap", "welcome"), ("settings",), "change_preferences"),
    Task(("settings",), ("key list",), "list_keys"),
    Task(("passphrase",), ("key add",), "add_passphrase"),
    Task(("passphrase",), ("key change",), "change_passphrase"),
    Task(("keyring",), ("key add",), "use_keyring"),
    Task(("new_code",), ("key add",), "prepare_recovery_code"),
    Task(("recover",), ("key recover",), "recover_store"),
)
WITHOUT_A_TASK = {
    "customer_filter": "chooses what the list of customers shows: the options of customer list",
    "too_small": "asks for a larger window",
    "problem": "tells an error, as commands do on stderr",
    "stopped": "tells why the store cannot be opened, as commands do on stderr",
    "unlock": "asks for the passphrase, as every command does",
    "recovery_code": "shows the code that init and key add print",
    "lock": "hides the screen; a command shows nothing when it has ended",
    "press_key": "asks for a key of the screens",
    "first_steps": "leads to the form of a first customer, or to Today",
    "check_code": "tries the recovery code without using it",
    "help": "the keys; of commands --help",
    "confirm": "asks yes or no",
}
ONLY_COMMANDS = {
    "demo": "opens the screens on practice data",
    "customer import": "takes a whole list from a file",
    "export": "writes a whole territory for another program",
    "restore": "replaces the store, which no screen may have open",
    "enrol": "is done once, with a code that the office gives; the page of the exchange names the command",
    "sync": "the screens sync by themselves, through the same engine",
    "doctor": "looks at a store that may not open",
}

Place = tuple[str, str]


@cache
def source(module: str) -> tuple[dict[str, ast.AST], dict[str, Place]]:
    """Return what a module defines, and where the names come from that it imports to run."""
    path = CHECKOUT / f"{module.replace('.', '/')}.py"
    path = path if path.exists() else path.with_suffix("") / "__init__.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign):
            defined |= {one.id: node for one in node.targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            defined[node.target.id] = node
    return defined, {
        alias.asname or alias.name: (node.module, alias.name)
        for node in running_nodes(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fieldlog")
        for alias in node.names
        if node.module
    }


def running_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Return all nodes below one, without what only the type checker reads."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from running_nodes(child)


def reached(module: str, name: str) -> set[str]:
    """Return the functions of ``fieldlog.actions`` that what a module defines under a name comes to."""
    seen: set[Place] = set()
    waiting = [(module, name)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        defined, imported = source(place[0])
        if place[1] not in defined:
            waiting += [imported[place[1]]] if place[1] in imported else []
            continue
        names = {one.id for one in running_nodes(defined[place[1]]) if isinstance(one, ast.Name)}
        waiting += [(place[0], one) for one in names if one in defined]
        waiting += [imported[one] for one in names if one in imported]
    return {function for where, function in seen if where.startswith(ACTIONS)}


@cache
def of_screen(name: str) -> set[str]:
    """Return the actions that a screen comes to."""
    module, _, class_name = SCREENS[name].partition(":")
    return reached(f"fieldlog.tui.screens.{module}", class_name)


@cache
def of_command(name: str) -> set[str]:
    """Return the actions that a command comes to."""
    module, _, command = COMMANDS[name].partition(":")
    return reached(f"fieldlog.cli.commands.{module}", command)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.screens[0]}-{task.commands[0]}")
def test_screen_and_command_do_a_task_by_the_same_action(task: Task) -> None:
    for screen in task.screens:
        assert task.action in of_screen(screen), f"the screen {screen} does not come to {task.action}"
    for command in task.commands:
        action = task.in_full or task.action
        assert action in of_command(command), f"{command} does not come to {action}"


def test_every_screen_is_in_the_list() -> None:
    listed = {screen for task in TASKS for screen in task.screens} | set(WITHOUT_A_TASK)
    assert listed == set(SCREENS)


def test_every_command_is_in_the_list() -> None:
    listed = {command for task in TASKS for command in task.commands} | set(ONLY_COMMANDS)
    assert listed == set(COMMANDS)


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert of_screen("too_small") == set()
    assert "merge_customers" not in of_command("customer pause")
