"""What a shop's list adds to a customer who is known already: gaps are filled, nothing is overwritten."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from fieldlog.domain.birthdays import Birthday, describe_birthday
from fieldlog.domain.customer_list.candidates import Candidate, birthdays_agree
from fieldlog.domain.customer_list.cells import fold
from fieldlog.domain.problems import Problem, Sentence
from fieldlog.domain.standing import standing_on, standings
from fieldlog.domain.views import ClassChange, Customer

LINES = ("honorific", "address", "district")
TEXTS = ("character", "taboos", "notes", "agreed_hours")
SHOWN_CHARACTERS = 40


class Additions(NamedTuple):
    """What a list adds to a customer, and where it says something else than what is known.

    ``None`` stands for what stays as it is; ``phones`` and ``family`` are whole collections.
    """

    texts: dict[str, str | None]
    phones: tuple[str, ...] | None
    family: tuple[tuple[str, str], ...] | None
    birthday: Birthday | None
    letter: str | None
    key: bool | None
    problems: tuple[Problem, ...]


class _Differences:
    """Gathers where a list and what is known disagree."""

    def __init__(self, customer: str) -> None:
        self._customer = customer
        self.problems: list[Problem] = []

    def add(self, field: str, listed: str | Sentence, known: str | Sentence) -> None:
        """Note that the list says one thing of a field, and what is known another."""
        shown = {"listed": _shorten(listed), "known": _shorten(known), "id": self._customer[:8]}
        self.problems.append(Problem(field, "differs", shown))


def compare_with_list(
    known: Customer, changes: Iterable[ClassChange], candidate: Candidate, today: date
) -> Additions:
    """Return what a list adds to a customer; ``changes`` are the customer's class changes."""
    differences = _Differences(known.id)
    texts = {name: _addition(name, candidate, known, differences) for name in (*LINES, *TEXTS)}
    birthday = _birthday(candidate.birthday, known.birthday, differences)
    letter, key = _standing(tuple(changes), candidate, today, differences)
    phones = _more(known.phones, candidate.phones)
    family = _more_family(known, candidate.family)
    return Additions(texts, phones, family, birthday, letter, key, tuple(differences.problems))


def _addition(name: str, candidate: Candidate, known: Customer, differences: _Differences) -> str | None:
    listed, present = getattr(candidate, name), getattr(known, name)
    if not listed:
        return None
    if not present:
        return str(listed)
    is_same = fold(listed) == fold(present) if name in LINES else f"\n{listed}\n" in f"\n{present}\n"
    if not is_same:
        differences.add(name, listed, present)
    return None


def _more(known: tuple[str, ...], listed: tuple[str, ...]) -> tuple[str, ...] | None:
    together = tuple(dict.fromkeys((*known, *listed)))
    return None if together == known else together


def _more_family(known: Customer, listed: str) -> tuple[tuple[str, str], ...] | None:
    members = [(one.name, one.relation) for one in known.family.values()]
    names = {fold(name) for name, _ in members} | {fold(name + relation) for name, relation in members}
    added = [(line, "") for line in listed.splitlines() if line.strip() and fold(line) not in names]
    return (*members, *added) if added else None


def _birthday(listed: Birthday | None, known: Birthday | None, differences: _Differences) -> Birthday | None:
    if listed is None or known is None:
        return listed
    if not birthdays_agree(listed, known):
        differences.add("birthday", _sentence(listed), _sentence(known))
        return None
    return listed if known.year is None else None


def _standing(
    changes: tuple[ClassChange, ...], candidate: Candidate, today: date, differences: _Differences
) -> tuple[str | None, bool | None]:
    letter, key = candidate.letter, candidate.key
    if letter is None and key is None:
        return None, None
    now = standing_on(standings(changes), today)
    if letter is not None and now.letter not in ("", letter):
        differences.add("class", letter, now.letter)
        letter = None
    if key is not None and key != now.key and any(change.key is not None for change in changes):
        differences.add("key", _flag(key), _flag(now.key))
        key = None
    return (None if letter == now.letter else letter), (None if key == now.key else key)


def _flag(key: bool) -> str:
    return "Y" if key else "N"


def _sentence(birthday: Birthday) -> Sentence:
    return Sentence(*describe_birthday(birthday))


def _shorten(text: str | Sentence) -> str | Sentence:
    if isinstance(text, Sentence):
        return text
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[: SHOWN_CHARACTERS - 1]}…"
