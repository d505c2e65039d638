"""``fieldlog settings``: how a rep likes the screens on this laptop."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.preferences import (
    SETTINGS,
    Preferences,
    change_setting,
    check_setting,
    read_preferences,
    setting_text,
)
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.shapes import moment_json
from fieldlog.domain.problems import N_
from fieldlog.locale import show_label, translate


def _configure(parser: ArgumentParser) -> None:
    name = N_("language, theme, lock_minutes, or keymap.ACTION, such as keymap.keep; without it, all")
    parser.add_argument("name", metavar="NAME", nargs="?", help=translate(name))
    value = N_("the new value, or: default; without it, the present one is shown")
    parser.add_argument("value", metavar="VALUE", nargs="?", help=translate(value))


def _run(context: Context, options: Namespace) -> int:
    names = SETTINGS if options.name is None else (options.name.replace("-", "_"),)
    for name in names:
        check_setting(name)
    with context.workspace() as workspace:
        if options.value is None:
            preferences = read_preferences(workspace)
        else:
            preferences = change_setting(workspace, names[0], options.value)
        backed_up = moment_json(preferences.last_backup_at or None, workspace)
    if context.wants_json:
        settings = {name: getattr(preferences, name) for name in SETTINGS}
        context.terminal.write_json({**settings, "last_backup_at": backed_up})
    else:
        titles = [translate(title) for title in (N_("Setting"), N_("Value"), N_("Meaning"))]
        context.terminal.write_table(titles, [_row(preferences, name) for name in names])
    return FINE


def _row(preferences: Preferences, name: str) -> tuple[str, str, str]:
    unset = N_("as the computer") if name == "language" else N_("as usual")
    return name, setting_text(preferences, name) or translate(unset), show_label(name)


SETTINGS_COMMAND = Command(
    N_("language, colours, keys and lock of the screens on this laptop"),
    "fieldlog settings theme light",
    _configure,
    _run,
)
