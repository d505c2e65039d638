"""What telling a year needs: chance, a desk where it is written down, and the manner in which a rep works."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from fieldlog.domain.territory import people

WEEKS_OF_A_YEAR = 54
"""Weeks that a year of 364 days touches, and one more."""


class Fresh(NamedTuple):
    """A new document to be saved."""

    kind: str
    values: Mapping[str, object]
    doc_id: str | None = None


Thing = TypeVar("Thing")


class Chance(Protocol):
    """What decides; ``random.Random`` is one."""

    def random(self) -> float:
        """Return a number from 0 up to, but not, 1."""

    def randrange(self, start: int, stop: int = ..., /) -> int:
        """Return a whole number from ``start`` (0 where one is given alone) up to, but not, ``stop``."""

    def choice(self, things: Sequence[Thing], /) -> Thing:
        """Return one of some things."""

    def choices(self, things: Sequence[Thing], weights: Sequence[float]) -> list[Thing]:
        """Return one of some things, each as likely as its weight says, as a list."""


class Desk(Protocol):
    """Where what is told becomes documents: a laptop's store, or the lines that a server takes."""

    def new_document_id(self) -> str:
        """Return the id of a new document."""

    def save(self, at: datetime, customer: str, documents: Sequence[Fresh]) -> None:
        """Keep new documents of a customer in one save, made at an instant."""

    def hold(self, at: datetime, customer: str, visit: str, health: Mapping[str, str]) -> None:
        """Keep a health note of a visit, by area, until the customer has been asked."""


class Manner(NamedTuple):
    """How a rep works.

    ``patience`` is how many weeks at most go by without a customer being reached, ``notes`` what is written
    down, ``is_orderly`` says that no visit begins before another one has ended.
    """

    patience: int
    notes: Sequence[str]
    is_orderly: bool


AS_IT_COMES = Manner(WEEKS_OF_A_YEAR, people.NOTES, is_orderly=False)
ORDERLY = Manner(1, people.LONG_NOTES, is_orderly=True)
