"""Who of a shop's list is known already, and what the list adds to what is known."""

from typing import NamedTuple

from fieldlog.actions.customers import get_profile
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.customer_list import Candidate
from fieldlog.domain.customer_list.additions import compare_with_list
from fieldlog.domain.customer_list.candidates import Person, identity_keys
from fieldlog.domain.problems import Problem
from fieldlog.store.derived import read_customer
from fieldlog.store.reading import all_cards


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


def find_additions(workspace: Workspace, customer: str, candidate: Candidate) -> Additions:
    """Return what a list adds to a customer: it fills what is empty, and adds phones and family members."""
    _, known = get_profile(workspace, customer)
    says_class = candidate.letter is not None or candidate.key is not None
    changes = read_customer(workspace.store, customer).class_changes if says_class else ()
    found = compare_with_list(known, changes, candidate, workspace.today())
    profile = Profile(phones=found.phones, family=found.family, birthday=found.birthday, **found.texts)
    return Additions(profile, Standing(found.letter, found.key), found.problems)
