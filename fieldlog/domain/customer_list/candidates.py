"""Candidates for customers, and when two of them are one person."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from fieldlog.domain.birthdays import Birthday
from fieldlog.domain.customer_list.cells import fold
from fieldlog.domain.customer_list.rows import RowProblem
from fieldlog.domain.problems import Problem


class Candidate(NamedTuple):
    """A customer as a list has them; ``letter`` is the class, empty or ``None`` what the list leaves open."""

    row: int
    name: str
    honorific: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    district: str = ""
    letter: str | None = None
    key: bool | None = None
    birthday: Birthday | None = None
    character: str = ""
    taboos: str = ""
    family: str = ""
    agreed_hours: str = ""
    notes: str = ""


class Person(Protocol):
    """What tells people apart in a list."""

    @property
    def name(self) -> str: ...
    @property
    def phones(self) -> tuple[str, ...]: ...
    @property
    def address(self) -> str: ...


def same_person(one: Person, other: Person) -> bool:
    """Same name, and a shared phone or the same address (or neither on either side)."""
    return not identity_keys(one).isdisjoint(identity_keys(other))


def identity_keys(person: Person) -> set[tuple[str, str, str]]:
    """The keys of which two entries of the same person share at least one."""
    name = fold(person.name)
    keys = {(name, "phone", phone) for phone in person.phones}
    address = fold(person.address)
    if address:
        keys.add((name, "address", address))
    return keys or {(name, "name", "")}


def join_candidates(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], tuple[RowProblem, ...]]:
    """Each person once, in the list's order; a row that contradicts an earlier one is a problem."""
    joined: dict[int, Candidate] = {}
    owners: dict[tuple[str, str, str], int] = {}
    problems: list[RowProblem] = []
    for candidate in candidates:
        rows = sorted({owners[key] for key in identity_keys(candidate) if key in owners})
        person, contradictions = _join_all([joined[row] for row in rows], candidate)
        if contradictions:
            problems += contradictions
            continue
        for row in rows[1:]:
            del joined[row]
        joined[person.row] = person
        owners.update(dict.fromkeys(identity_keys(person), person.row))
    return tuple(joined.values()), tuple(problems)


def _join_all(earlier: Sequence[Candidate], candidate: Candidate) -> tuple[Candidate, list[RowProblem]]:
    problems = [problem for person in earlier for problem in _contradictions(person, candidate)]
    people = [*earlier, candidate]
    person = people[0]
    for following in people[1:]:
        # Two earlier rows that only this row links must agree with each other too.
        problems = problems or _contradictions(person, following, candidate.row)
        person = _joined(person, following)
    return person, problems


def _contradictions(earlier: Candidate, later: Candidate, row: int | None = None) -> list[RowProblem]:
    pairs = {
        "honorific": (fold(earlier.honorific), fold(later.honorific)),
        "address": (fold(earlier.address), fold(later.address)),
        "district": (fold(earlier.district), fold(later.district)),
        "class": (earlier.letter, later.letter),
        "key": (earlier.key, later.key),
    }
    fields = [
        field
        for field, (one, other) in pairs.items()
        if one not in ("", None, other) and other not in ("", None)
    ]
    if not birthdays_agree(earlier.birthday, later.birthday):
        fields.append("birthday")
    place = later.row if row is None else row
    arguments = {"row": place, "earlier": earlier.row}
    return [RowProblem(place, Problem(field, "rows-disagree", arguments)) for field in fields]


def birthdays_agree(one: Birthday | None, other: Birthday | None) -> bool:
    """Whether two birthdays may be one; a year that only one of them has does not count."""
    if one is None or other is None:
        return True
    if one.year is not None and other.year is not None and one.year != other.year:
        return False
    return (one.calendar, one.month, one.day, one.leap) == (
        other.calendar,
        other.month,
        other.day,
        other.leap,
    )


def _joined(earlier: Candidate, later: Candidate) -> Candidate:
    birthday = earlier.birthday
    if birthday is None or (birthday.year is None and later.birthday is not None):
        birthday = later.birthday
    return earlier._replace(
        honorific=earlier.honorific or later.honorific,
        phones=tuple(dict.fromkeys(earlier.phones + later.phones)),
        address=earlier.address or later.address,
        district=earlier.district or later.district,
        letter=earlier.letter or later.letter,
        key=later.key if earlier.key is None else earlier.key,
        birthday=birthday,
        character=join_texts(earlier.character, later.character),
        taboos=join_texts(earlier.taboos, later.taboos),
        family=join_texts(earlier.family, later.family),
        agreed_hours=join_texts(earlier.agreed_hours, later.agreed_hours),
        notes=join_texts(earlier.notes, later.notes),
    )


def join_texts(*texts: str) -> str:
    """Free texts below each other, each once."""
    joined = ""
    for text in texts:
        if text and f"\n{text}\n" not in f"\n{joined}\n":
            joined = f"{joined}\n{text}" if joined else text
    return joined
