"""Reading the command line: global options anywhere, argparse for the rest, usage errors in two languages."""

import argparse
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.text_width import wrap

# argparse looks its own words up through these two names; they are listed here so that they are translated.
ARGPARSE_WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)


HELP_COLUMNS = 78


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
    found: dict[str, str | None] = {"--home": None, "--lang": None}
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


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help text wrapped by display columns, because Chinese characters take two."""

    def __init__(self, prog: str) -> None:
        # argparse makes a formatter to check each argument; without a width it would load shutil to ask for
        # one.
        super().__init__(prog, width=HELP_COLUMNS)

    class _Section(argparse.HelpFormatter._Section):
        """A section whose heading ends in the colon of the language."""

        def format_help(self) -> str:
            heading = translate(N_("{label}:"), label=self.heading)
            return super().format_help().replace(f"{self.heading}:\n", f"{heading}\n", 1)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(" ".join(text.split()), width)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises ``UsageError`` in the user's language."""

    def __init__(self, **options: Any) -> None:
        argparse._ = translate  # type: ignore[attr-defined]
        super().__init__(allow_abbrev=False, formatter_class=Formatter, **options)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the command line."""
        raise UsageError(message)
