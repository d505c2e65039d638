"""The form of a customer's profile: filled from what is known, read into what is to be saved.

Every field is a text. A phone number or a person of the family stands on a line of its own; an empty field
clears.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from fieldlog.actions.customers import add_customer, edit_customer, seen_profile
from fieldlog.actions.joined_profiles import read_entries
from fieldlog.actions.profiles import LONG_TEXTS, Profile, Standing, find_profile_problems
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import Birthday, read_birthday, write_birthday
from fieldlog.domain.cards import card_standing
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.family import read_members, write_member
from fieldlog.domain.problems import Problem
from fieldlog.domain.views import Customer, FamilyMember
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_kept_card

LINES = ("name", "honorific", "address", "district")
YES = "yes"


class ProfileForm(NamedTuple):
    """A form with what is known: its values, and what they were read from (``seen``)."""

    values: Mapping[str, str]
    seen: Mapping[str, list[str]]


def open_profile_form(workspace: Workspace, customer: str) -> ProfileForm:
    """Return the form of a customer, filled; entries that were joined are shown as they are read, as one."""
    profile = read_entries(workspace, customer).as_one
    refresh_all(workspace.store, workspace.now())
    card = find_kept_card(workspace.store, customer)
    standing = None if card is None else card_standing(card, workspace.today())
    values = {
        **{name: getattr(profile, name) for name in (*LINES, *LONG_TEXTS)},
        "phones": "\n".join(profile.phones),
        "birthday": write_birthday(profile.birthday) if profile.birthday else "",
        "family": "\n".join(map(write_member, profile.family.values())),
        "class": standing.letter if standing else "",
        "key": YES if standing and standing.key else "",
    }
    return ProfileForm(values, seen_profile(workspace, customer))


def add_from_form(workspace: Workspace, values: Mapping[str, str], anyway: bool) -> str:
    """Add the customer that a form describes and return the id; one that may be known already is asked about
    unless ``anyway``.
    """
    profile = read_form(values, workspace.today(), before=None)
    standing = _read_standing(values)
    # Who has just become known was no key customer before: there is nothing to take back.
    return add_customer(workspace, profile, standing._replace(key=standing.key or None), anyway)


def edit_from_form(
    workspace: Workspace, customer: str, values: Mapping[str, str], seen: Mapping[str, Iterable[str]]
) -> bool:
    """Save what a form changed of a customer; return whether anything differed."""
    before = read_entries(workspace, customer).as_one
    profile = read_form(values, workspace.today(), before)
    return edit_customer(workspace, customer, profile, _read_standing(values), seen)


def read_form(values: Mapping[str, str], today: date, before: Customer | None) -> Profile:
    """Return the profile that a form says; ``BadInputError`` names everything that cannot be read.

    A birthday and a person of the family that stand there as they were filled in are those of ``before``.
    """
    birthday = _read_birthday(values["birthday"], today, before)
    known: Iterable[FamilyMember] = before.family.values() if before else ()
    members = read_members(values["family"], known)
    profile = Profile(
        phones=tuple(values["phones"].split("\n")),
        birthday="" if isinstance(birthday, Problem) else birthday,
        family=tuple(one for one in members if not isinstance(one, Problem)),
        **{name: values[name] for name in (*LINES, *LONG_TEXTS)},
    )
    unread = [one for one in (birthday, *members) if isinstance(one, Problem)]
    if unread:
        # What else is wrong is said at the same time: nobody likes to be sent back twice.
        raise BadInputError(*find_profile_problems(profile, Standing()), *unread)
    return profile


def _read_birthday(text: str, today: date, before: Customer | None) -> Birthday | Literal[""] | Problem:
    if before is not None and before.birthday is not None and text == write_birthday(before.birthday):
        return before.birthday
    return read_birthday(text, today) if text.strip() else ""


def _read_standing(values: Mapping[str, str]) -> Standing:
    return Standing(values["class"] or None, values["key"] == YES)
