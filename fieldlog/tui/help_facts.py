"""The help in words: every key by screen, what the numbers mean, how typing is kept, where the data are."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.keymaps import key_of, keys_now
from fieldlog.tui.keys import KEYS, ORDER, Key, key_words
from fieldlog.tui.screens import SCREENS, load_screen
from fieldlog.tui.widgets.facts import Fact, heading

Keymap = Mapping[str, str]

PAGE_TITLES = {
    "today": N_("Today"),
    "customers": N_("Customers"),
    "customer": N_("A customer"),
    "promises": N_("Promises"),
    "promise_page": N_("A promise"),
    "visit": N_("The running visit"),
    "visit_page": N_("A visit"),
    "check": N_("Service check"),
    "check_rule": N_("A service rule"),
    "settings": N_("Settings"),
    "keymap": N_("The keys"),
    "slip": N_("Slip for the customer"),
}
"""The screens that the help names, in its order; what others have besides is listed once."""

MEANINGS = (
    ("today", N_("whom to see today, and why; the week so far")),
    ("customers", N_("everybody: search, filter, open")),
    ("promises", N_("overdue, today, upcoming and done")),
    ("check", N_("the service rules of a week, and what is missing")),
    ("settings", N_("language, colours, keys, backup")),
)
MOVES = (
    (N_("Up Down"), N_("one line; Page Up and Page Down: a screen; Home and End: first and last")),
    ("Enter", N_("open what is selected; in a form: the next field")),
    ("Tab", N_("the next field; Shift+Tab: the one before")),
    (N_("Left Right"), N_("in a row of words: another choice")),
    (N_("Up Down"), N_("in a line with suggestions: the next suggestion")),
)


def help_facts(home: Path, keymap: Keymap) -> list[Fact]:
    """Return the whole help, in the current language."""
    by_name = {key.name: key for key in KEYS}
    facts = [heading(translate(N_("The five screens")))]
    for page, meaning in MEANINGS:
        key = by_name[f"show_page_{page}"]
        facts.append(_fact(key, f"{translate(key.title)}: {translate(meaning)}", keymap))
    facts += [heading(translate(N_("Everywhere")))]
    facts += [_fact(by_name[name], translate(by_name[name].title), keymap) for name in _EVERYWHERE]
    facts += [heading(translate(N_("Moving about")))]
    facts += [Fact(translate(meaning), translate(keys)) for keys, meaning in MOVES]
    facts += _screens(by_name, keymap)
    facts += _typing(keymap) + _data(home)
    return facts


_EVERYWHERE = ("palette", "guidance", "exchange", "help", "lock", "back", "quit")


def _fact(key: Key, words: str, keymap: Keymap) -> Fact:
    return Fact(words, " ".join(map(key_words, keys_now(key, keymap))))


def _screens(by_name: Mapping[str, Key], keymap: Keymap) -> Iterator[Fact]:
    told: set[str] = set(_EVERYWHERE)
    for name, title in PAGE_TITLES.items():
        if name in SCREENS:
            bindings = bindings_of(load_screen(name))
            yield from _group(title, bindings, by_name, keymap)
            told |= {one.id or "" for one in bindings}
    yield from _group(N_("Forms"), _form_bindings(), by_name, keymap)
    told |= {one.id or "" for one in _form_bindings()}
    rest = {
        one.id: one
        for name in SCREENS
        for one in bindings_of(load_screen(name))
        if one.id not in told and one.id in by_name
    }
    yield from _group(N_("Other screens"), rest.values(), by_name, keymap)


def _form_bindings() -> list[Binding]:
    from fieldlog.tui.form_screen import FormScreen

    return bindings_of(FormScreen)


def bindings_of(screen: type[Screen[Any]]) -> list[Binding]:
    """Return the bindings of a kind of screen that stand in the table of keys, in its order."""
    found: dict[str, Binding] = {}
    for kind in reversed(screen.__mro__):
        for one in vars(kind).get("BINDINGS", ()):
            if isinstance(one, Binding) and one.id in ORDER:
                found[one.id] = one
    return sorted(found.values(), key=lambda one: ORDER[one.id or ""])


def _group(
    title: str, bindings: Iterable[Binding], by_name: Mapping[str, Key], keymap: Keymap
) -> Iterator[Fact]:
    shown = [one for one in bindings if one.id not in _EVERYWHERE]
    if shown:
        yield heading(translate(title))
    for one in shown:
        yield _fact(by_name[one.id or ""], translate(one.description), keymap)


def _typing(keymap: Keymap) -> list[Fact]:
    sentences = (
        N_("Every form keeps what you type within a quarter of a second, before it is saved."),
        N_("Escape goes back and keeps it; after a crash or a flat battery it is still there."),
        N_("Letters act only where nothing is typed. With an input method on, {palette} finds every action."),
    )
    palette = key_of("palette", keymap)
    return [
        heading(translate(N_("What you type"))),
        *(Fact(translate(one, palette=palette)) for one in sentences),
    ]


def _data(home: Path) -> list[Fact]:
    return [
        heading(translate(N_("Where the data are"))),
        Fact(translate(N_("On this laptop alone, encrypted: {home}"), home=home)),
        Fact(translate(N_("The recovery code on your paper opens them when the passphrase is forgotten."))),
        Fact(translate(N_("A backup is written on the page of settings."))),
    ]
