"""The options that say something of a customer, for ``customer add`` and ``customer edit``."""

from argparse import ArgumentParser, Namespace
from datetime import date

from fieldlog.actions.profiles import Profile, Standing
from fieldlog.domain.birthdays import Birthday, read_birthday, read_lunar_birthday
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.family import read_member
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate

_TEXTS = {
    "honorific": ("H", N_("how the customer likes to be addressed, such as Auntie Zhang")),
    "address": ("A", N_("where the customer lives")),
    "district": ("D", N_("district or compound, for grouping")),
    "character": ("TEXT", N_("what kind of person this is")),
    "taboos": ("TEXT", N_("what not to mention")),
    "notes": ("TEXT", N_("anything else")),
    "agreed_hours": ("TEXT", N_("when a visit suits")),
}


def add_profile_options(parser: ArgumentParser) -> None:
    """Add every option but the name."""
    for name, (metavar, sentence) in _TEXTS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, help=translate(sentence))
    parser.add_argument(
        "--phone",
        metavar="P",
        action="append",
        help=translate(N_("may be repeated; takes the place of all numbers")),
    )
    parser.add_argument(
        "--family",
        metavar="NAME:RELATION",
        action="append",
        help=translate(N_("such as Wang Fang:daughter; may be repeated; takes the place of all members")),
    )
    parser.add_argument("--class", dest="letter", metavar="A|B|C", help=translate(N_("class, from today on")))
    birthday = parser.add_mutually_exclusive_group()
    birthday.add_argument(
        "--birthday", metavar="D", help=translate(N_("such as 1950-03-05, 5 March or lunar 3-8"))
    )
    birthday.add_argument("--lunar-birthday", metavar="D", help=translate(N_("such as 3-8 or 1950-3-8")))


def add_key_options(parser: ArgumentParser, may_remove: bool) -> None:
    """Add the flag that makes a customer a key customer, and if wanted the one that ends it."""
    flags = parser.add_mutually_exclusive_group()
    flags.add_argument(
        "--key", action="store_true", default=None, help=translate(N_("a key customer, from today on"))
    )
    if may_remove:
        flags.add_argument(
            "--no-key", dest="key", action="store_false", help=translate(N_("no key customer, from today on"))
        )


def read_profile(options: Namespace, name: str | None, today: date) -> Profile:
    """Return the profile that the options say; ``BadInputError`` names everything that cannot be read."""
    birthday = _read_birthday(options, today)
    family = [read_member(text) for text in options.family or () if text.strip()]
    problems = [one for one in (birthday, *family) if isinstance(one, Problem)]
    if problems or isinstance(birthday, Problem):
        raise BadInputError(*problems)
    return Profile(
        name=name,
        phones=None if options.phone is None else tuple(options.phone),
        birthday=birthday,
        family=None
        if options.family is None
        else tuple(one for one in family if not isinstance(one, Problem)),
        **{text: getattr(options, text) for text in _TEXTS},
    )


def read_standing(options: Namespace) -> Standing:
    """Return the class and key flag that the options say."""
    return Standing(None if options.letter is None else options.letter.strip().upper(), options.key)


def _read_birthday(options: Namespace, today: date) -> Birthday | Problem | None:
    if options.lunar_birthday is not None:
        return read_lunar_birthday(options.lunar_birthday, today)
    return None if options.birthday is None else read_birthday(options.birthday, today)
