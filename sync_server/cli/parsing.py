"""Reading the command line: global options anywhere, argparse for the rest, usage errors in two languages."""

import argparse
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from fieldlog.domain.problems import N_
from sync_server.locale import translate

_TAKING_A_VALUE = ("--home", "--lang")


class UsageError(Exception):
    """The command line is not of the command's form."""


class Globals(NamedTuple):
    """The global options, and the words that are left."""

    home: str | None
    lang: str | None
    json: bool
    words: tuple[str, ...]


def split_globals(argv: Sequence[str]) -> Globals:
    """Take the global options out of the command line, before or after the command."""
    found: dict[str, str | None] = dict.fromkeys(_TAKING_A_VALUE)
    words: list[str] = []
    wants_json = False
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            words += [word, *rest]
            break
        if word == "--json":
            wants_json = True
        elif name in found:
            if not equals and not rest:
                raise UsageError(translate(N_("{option} needs a value."), option=name))
            found[name] = value if equals else rest.pop(0)
        else:
            words.append(word)
    if found["--lang"] not in (None, "zh", "en"):
        raise UsageError(translate(N_("--lang is zh or en.")))
    return Globals(found["--home"], found["--lang"], wants_json, tuple(words))


class Parser(argparse.ArgumentParser):
    """An argument parser that raises ``UsageError`` in the user's language."""

    def __init__(self, **options: Any) -> None:
        argparse._ = translate  # type: ignore[attr-defined]
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the command line."""
        raise UsageError(message)
