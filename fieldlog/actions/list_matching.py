"""Who of a shop's list is known already, and what the list adds to what is known."""

from typing import NamedTuple

from fieldlog.actions.customers import get_profile
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import Birthday, describe_birthday
from fieldlog.domain.customer_list import Candidate
from fieldlog.domain.customer_list.candidates import Person, birthdays_agree, identity_keys
from fieldlog.domain.customer_list.cells import fold
from fieldlog.domain.problems import Problem, Sentence
from fieldlog.domain.standing import standing_on, standings
from fieldlog.domain.views import Customer
from fieldlog.store.derived import read_customer
from fieldlog.store.reading import all_cards

LINES = ("honorific", "address", "district")
TEXTS = ("character", "taboos", "notes", "agreed_hours")
SHOWN_CHARACTERS = 40


class KnownPeople:
    """The customers of a store by what tells people apart: name and phone, else name and address."""

    def __init__(self, workspace: Workspace) -> None:
        self._owners: dict[tuple[str, str, str], set[str]] = {}
        for card in all_cards(workspace.store):
            self.add(card["id"], _KnownPerson(card["name"], tuple(card["phones"]), card["address"]))
            for joined in card["joined"]:
                _, profile = get_profile(workspace, joined)
                self.add(card["id"], _KnownPerson(profile.name, profile.phones, profile.address))

    def add(self, customer: str, person: Person) -> None:
        """Take in a person as this customer."""
        for key in identity_keys(person):
            self._owners.setdefault(key, set()).add(customer)

    def find(self, person: Person) -> list[str]:
        """Return the customers that this person may be, by id."""
        return sorted(set().union(*(self._owners.get(key, set()) for key in identity_keys(person))))


class _KnownPerson(NamedTuple):
    """A customer as far as identity goes."""

    name: str
    phones: tuple[str, ...]
    address: str


class Additions(NamedTuple):
    """What a list adds to a customer, and where it says something else than what is known."""

    profile: Profile
    standing: Standing
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


def find_additions(workspace: Workspace, customer: str, candidate: Candidate) -> Additions:
    """Return what a list adds to a customer: it fills what is empty, and adds phones and family members."""
    _, known = get_profile(workspace, customer)
    differences = _Differences(customer)
    texts = {name: _addition(name, candidate, known, differences) for name in (*LINES, *TEXTS)}
    profile = Profile(
        phones=_more(known.phones, candidate.phones),
        family=_more_family(known, candidate.family),
        birthday=_birthday(candidate.birthday, known.birthday, differences),
        **texts,
    )
    standing = _standing(workspace, customer, candidate, differences)
    return Additions(profile, standing, tuple(differences.problems))


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
    workspace: Workspace, customer: str, candidate: Candidate, differences: _Differences
) -> Standing:
    if candidate.letter is None and candidate.key is None:
        return Standing()
    changes = read_customer(workspace.store, customer).class_changes
    now = standing_on(standings(changes), workspace.today())
    letter, key = candidate.letter, candidate.key
    if letter is not None and now.letter not in ("", letter):
        differences.add("class", letter, now.letter)
        letter = None
    if key is not None and key != now.key and any(change.key is not None for change in changes):
        differences.add("key", _flag(key), _flag(now.key))
        key = None
    return Standing(letter, key)


def _flag(key: bool) -> str:
    return "Y" if key else "N"


def _sentence(birthday: Birthday) -> Sentence:
    return Sentence(*describe_birthday(birthday))


def _shorten(text: str | Sentence) -> str | Sentence:
    if isinstance(text, Sentence):
        return text
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[: SHOWN_CHARACTERS - 1]}…"
