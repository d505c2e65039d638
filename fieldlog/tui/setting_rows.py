"""The page of settings in words: each setting with its value, and what it means."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.actions.about import About
from fieldlog.domain.days import local_day
from fieldlog.domain.problems import N_
from fieldlog.locale import current_language, show_label, translate, translate_plural
from fieldlog.locale.words import key_word
from fieldlog.tui.keymaps import key_of
from fieldlog.tui.themes import TITLES as THEME_TITLES

LANGUAGES = {"zh": "中文", "en": "English"}
LOCK_MINUTES = (0, 5, 10, 20, 30, 60)


class Setting(NamedTuple):
    """A line of the page: its name and value in words, what it means, the values that the arrow keys go
    through and which of them it has, and the screen that Enter opens; a heading has no value.
    """

    key: str
    label: str
    value: str = ""
    meaning: str = ""
    choices: Sequence[str] = ()
    chosen: str = ""
    screen: str = ""
    is_heading: bool = False


def settings_of(about: About) -> list[Setting]:
    """Return the lines of the page, in the current language."""
    return [*_screens(about), *_store(about), *_keys(about), *_backup(about), *_program(about)]


def _heading(key: str, words: str) -> Setting:
    return Setting(f"heading-{key}", translate(words), is_heading=True)


def _screens(about: About) -> Iterator[Setting]:
    yield _heading("screens", N_("The screens"))
    yield _language(about)
    yield _colours(about)
    yield _lock(about)
    yield _keymap(about)
    yield Setting(
        "guidance",
        translate(N_("Guidance")),
        translate(N_("fades as it becomes a habit")),
        translate(N_("Enter lets every card come again at its moment, as for somebody new.")),
        screen="call_back",
    )


def _language(about: About) -> Setting:
    language = about.preferences.language or current_language()
    return Setting(
        "language",
        translate(N_("Language")),
        LANGUAGES[language],
        _arrows(about, N_("The keys {previous} and {following} change it at once.")),
        tuple(LANGUAGES),
        language,
    )


def _colours(about: About) -> Setting:
    theme = about.preferences.theme
    contrast = N_(
        "The keys {previous} and {following} change it at once. High contrast helps in bright sunlight."
    )
    return Setting(
        "theme",
        translate(N_("Colours")),
        translate(THEME_TITLES.get(theme, theme)),
        _arrows(about, contrast),
        tuple(THEME_TITLES),
        theme,
    )


def _arrows(about: About, template: str) -> str:
    keys = {name: key_of(name, about.preferences.keymap) for name in ("previous", "following")}
    return translate(template, **keys)


def _lock(about: About) -> Setting:
    minutes = about.preferences.lock_minutes
    asleep = N_(
        "After so long without a key, and when the laptop wakes from sleep, no name is to be seen. "
        "{key} locks at once."
    )
    return Setting(
        "lock_minutes",
        translate(N_("Lock")),
        _lock_words(minutes),
        translate(asleep, key=key_of("lock", about.preferences.keymap)),
        tuple(str(one) for one in sorted({*LOCK_MINUTES, minutes})),
        str(minutes),
    )


def _keymap(about: About) -> Setting:
    changed = len(about.preferences.keymap)
    return Setting(
        "keymap",
        translate(N_("Which key does what")),
        translate_plural("{count} key changed", "{count} keys changed", changed, count=changed)
        if changed
        else translate(N_("as usual")),
        translate(N_("Enter shows every key, and gives an action another one.")),
        screen="keymap",
    )


def _lock_words(minutes: int) -> str:
    if minutes == 0:
        return translate(N_("only after sleep"))
    return translate_plural("after {count} minute", "after {count} minutes", minutes, count=minutes)


def _store(about: About) -> Iterator[Setting]:
    fixed = translate(N_("It was fixed when the store was made, because every save carries it."))
    yield _heading("store", N_("This store"))
    yield Setting("rep", show_label("rep"), about.settings.rep, fixed)
    zone = translate(N_("Days begin and end in this zone, wherever the laptop is."))
    yield Setting("zone", show_label("zone"), about.settings.zone, f"{zone} {fixed}")
    since = (
        translate(N_("version {version}, built in"), version=about.pack.version)
        if about.pack.id == "built-in"
        else translate(
            N_("version {version}, since {day}"), version=about.pack.version, day=about.pack.start.isoformat()
        )
    )
    yield Setting(
        "rules",
        translate(N_("Service rules")),
        since,
        translate(N_("Enter shows the rules, their numbers and where they come from.")),
        screen="rule_packs",
    )
    yield Setting(
        "home", show_label("home"), str(about.home), translate(N_("Everything lies here, encrypted."))
    )


def _keys(about: About) -> Iterator[Setting]:
    yield _heading("keys", N_("Keys and recovery code"))
    if about.settings.practice:
        everybody = translate(N_("Everybody can open a practice store; its people are made up."))
        yield Setting("practice", key_word("practice"), "", everybody)
        return
    has_passphrase = "passphrase" in about.keys
    change = N_("Enter changes it; the one before ends.")
    add = N_("Enter adds one: then the store opens on this laptop without its keyring, too.")
    yield Setting(
        "passphrase",
        key_word("passphrase"),
        _since(about, "passphrase"),
        translate(change if has_passphrase else add),
        screen="passphrase",
    )
    has_keyring = "keyring" in about.keys
    yield Setting(
        "keyring",
        key_word("keyring"),
        _since(about, "keyring"),
        translate(
            N_("With it fieldlog opens without asking.")
            if has_keyring
            else N_("With it fieldlog opens without asking. Enter adds it.")
        ),
        screen="" if has_keyring else "keyring",
    )
    yield from _on_paper(about) if about.is_code_on_paper else _not_on_paper()


def _on_paper(about: About) -> Iterator[Setting]:
    yield Setting(
        "recovery",
        key_word("recovery"),
        _since(about, "recovery"),
        translate(N_("Enter compares your paper with it. Lost the paper? A new code is made below.")),
        screen="check_code",
    )
    yield Setting(
        "new-code",
        translate(N_("A new code")),
        meaning=translate(N_("Enter makes one, when the paper is lost or somebody else has seen it.")),
        screen="new_code",
    )


def _not_on_paper() -> Iterator[Setting]:
    """A code that nobody has shown to be on paper: the window may have closed before it was written down."""
    yield Setting(
        "recovery",
        key_word("recovery"),
        translate(N_("not confirmed to be on paper")),
        translate(
            N_("It was shown once, and nobody has confirmed that it was written down. Enter makes a new one.")
        ),
        screen="new_code",
    )
    yield Setting(
        "compare-code",
        translate(N_("Compare the paper")),
        meaning=translate(N_("Enter compares your paper with it; then it is confirmed.")),
        screen="check_code",
    )


def _since(about: About, kind: str) -> str:
    if kind not in about.keys:
        return translate(N_("none"))
    day = local_day(about.keys[kind].created, ZoneInfo(about.settings.zone))
    return translate(N_("since {day}"), day=day.isoformat())


def _backup(about: About) -> Iterator[Setting]:
    days = about.days_since_backup
    yield _heading("backup", N_("Backup"))
    yield Setting(
        "backup",
        translate(N_("Last backup")),
        _days_words(days),
        translate(N_("Enter writes everything into one encrypted file. Keep it on another disk.")),
        screen="backup",
    )
    yield Setting(
        "restore",
        translate(N_("To bring it back")),
        translate(N_("fieldlog restore FILE")),
        translate(
            N_("Leave with Ctrl+Q and type this. The recovery code or that day's passphrase opens it.")
        ),
    )


def _days_words(days: int | None) -> str:
    if days is None:
        return translate(N_("none yet"))
    if days == 0:
        return translate(N_("today"))
    return translate_plural("{count} day ago", "{count} days ago", days, count=days)


def _program(about: About) -> Iterator[Setting]:
    yield _heading("program", N_("About"))
    command = translate(N_("Everything here can be done in a shell too: fieldlog --help"))
    yield Setting("version", "fieldlog", about.version, command)
