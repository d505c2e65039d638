"""What can be said of a customer: checked, and turned into the fields of profile and class changes."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

from fieldlog.actions.save_builder import SaveBuilder, new_random_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.birthdays import Birthday, birthday_value
from fieldlog.domain.customer_list import normalise_phone
from fieldlog.domain.elements import element_values
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import MAXIMUM_TEXT, find_line_problems
from fieldlog.domain.views import Customer, FamilyMember

CLASSES = ("A", "B", "C")
LINE_LIMITS = {"name": 100, "honorific": 60, "address": 300, "district": 100}
LONG_TEXTS = ("character", "taboos", "notes", "agreed_hours")


class Profile(NamedTuple):
    """What can be said of a customer; ``None`` leaves a part as it is, an empty text clears it."""

    name: str | None = None
    honorific: str | None = None
    phones: tuple[str, ...] | None = None
    address: str | None = None
    district: str | None = None
    birthday: Birthday | Literal[""] | None = None
    character: str | None = None
    taboos: str | None = None
    notes: str | None = None
    agreed_hours: str | None = None
    family: tuple[tuple[str, str], ...] | None = None


class Standing(NamedTuple):
    """The class letter and key flag to give; ``None`` leaves what was before."""

    letter: str | None = None
    key: bool | None = None
    reasons: tuple[str, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Say whether there is something to give."""
        return self.letter is not None or self.key is not None


def check_profile(profile: Profile, standing: Standing) -> Profile:
    """Return the profile with lines and phone numbers tidied; ``BadInputError`` names all that is wrong."""
    problems = find_profile_problems(profile, standing)
    if problems:
        raise BadInputError(*problems)
    lines = {name: getattr(profile, name) for name in LINE_LIMITS}
    tidy: dict[str, Any] = {
        name: None if text is None else " ".join(text.split()) for name, text in lines.items()
    }
    phones = [one for one in _read_phones(profile) if isinstance(one, str)]
    return profile._replace(phones=None if profile.phones is None else tuple(dict.fromkeys(phones)), **tidy)


def find_profile_problems(profile: Profile, standing: Standing) -> list[Problem]:
    """Return all that is wrong with a profile and a standing, in no order."""
    problems: list[Problem] = []
    lines = {name: getattr(profile, name) for name in LINE_LIMITS}
    texts = {name: getattr(profile, name) for name in LONG_TEXTS}
    if lines["name"] is not None and not lines["name"].strip():
        problems.append(Problem("name", "empty"))
    for name, text in (lines | texts).items():
        problems += find_line_problems(name, text or "", LINE_LIMITS.get(name, MAXIMUM_TEXT))
    for one in (text for pair in profile.family or () for text in pair):
        problems += find_line_problems("family", one, MAXIMUM_TEXT)
    problems += [one for one in _read_phones(profile) if isinstance(one, Problem)]
    if standing.letter is not None and standing.letter not in CLASSES:
        arguments = {"choices": tuple(CLASSES), "words": standing.letter[:20]}
        problems.append(Problem("class", "unknown-choice", arguments))
    return problems


def _read_phones(profile: Profile) -> list[str | Problem]:
    return [normalise_phone(phone) for phone in profile.phones or () if phone.strip()]


def profile_values(workspace: Workspace, profile: Profile, before: Customer | None) -> dict[str, object]:
    """Return the fields of a profile that differ from ``before``, or of a new customer those not empty."""
    new_id = partial(new_random_id, workspace)
    plain = profile._asdict()
    phones, family, birthday = (plain.pop(name) for name in ("phones", "family", "birthday"))
    values: dict[str, object] = {
        name: value
        for name, value in plain.items()
        if value is not None and value != (getattr(before, name) if before else "")
    }
    if birthday == "":
        values |= {"birthday": None} if before and before.birthday else {}
    elif birthday is not None and (before is None or before.birthday != birthday):
        values["birthday"] = birthday_value(birthday)
    if phones is not None:
        values |= element_values("phone", phones, before.phone if before else {}, new_id)
    if family is not None:
        members = [{"name": name, "relation": relation} for name, relation in family]
        known = {key: {"name": one.name, "relation": one.relation} for key, one in _family(before)}
        values |= element_values("family", members, known, new_id)
    return values


def _family(before: Customer | None) -> Iterable[tuple[str, FamilyMember]]:
    return before.family.items() if before else ()


def add_class_change(builder: SaveBuilder, standing: Standing, start: date, replaces: Iterable[str]) -> None:
    """Add the class change of a standing to a save, if it says anything."""
    if not standing.says_anything:
        return
    values = {
        "start": start.isoformat(),
        "letter": standing.letter,
        "key": standing.key,
        "reasons": list(standing.reasons) or None,
        "replaces": list(replaces) or None,
    }
    builder.create(kinds.CLASS_CHANGE, values)
