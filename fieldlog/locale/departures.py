"""What has left the laptop, in sentences: customers who were handed over, and an account that has ended."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from fieldlog.domain.problems import N_
from fieldlog.locale.languages import show_list, translate, translate_plural
from fieldlog.locale.sentences import show_instant

NAMED = 5
"""So many customers are named; the others are counted."""


def show_left(left: Iterable[tuple[str, str]]) -> list[str]:
    """Return a sentence for each person to whom customers went: pairs of a customer's name and that person's
    (empty: nobody has the customer now).
    """
    by_person: dict[str, list[str]] = {}
    for name, person in left:
        by_person.setdefault(person, []).append(name)
    return [_left(names, person) for person, names in by_person.items()]


def _left(names: Sequence[str], person: str) -> str:
    count = len(names)
    words = {"names": _named(names), "user": person}
    if person:
        return translate_plural(
            "{names} was handed over to {user} and has left this laptop. What you saved went along.",
            "{names} were handed over to {user} and have left this laptop. What you saved went along.",
            count,
            **words,
        )
    return translate_plural(
        "{names} is no longer yours and has left this laptop. The office keeps what you saved.",
        "{names} are no longer yours and have left this laptop. The office keeps what you saved.",
        count,
        **words,
    )


def _named(names: Sequence[str]) -> str:
    known = [name for name in names if name]
    shown = known[:NAMED] if len(known) > NAMED + 1 else known
    if len(shown) == len(names):
        return show_list(shown)
    more = translate(N_("and {count} others"), count=len(names) - len(shown))
    return f"{show_list(shown)} {more}" if shown else _customers(len(names))


def _customers(count: int) -> str:
    return translate_plural("{count} customer", "{count} customers", count, count=count)


def show_left_with_account(count: int) -> str:
    """Return what has become of the customers of a rep whose account has ended."""
    return translate_plural(
        "{count} customer has left this laptop; the office keeps what you saved.",
        "{count} customers have left this laptop; the office keeps what you saved.",
        count,
        count=count,
    )


def show_ending(until: datetime | None, zone: tzinfo) -> str:
    """Return that the account has ended, until when work may come in (``None``: no longer), and what to
    do.
    """
    if until is None:
        return translate(
            N_(
                "Your account has ended, and the server takes nothing more from this laptop. "
                "Ask your supervisor what is to become of it."
            )
        )
    return translate(
        N_(
            "Your account has ended. What you have saved or still save can be handed in until {time}. "
            "Ask your supervisor what is to become of this laptop."
        ),
        time=show_instant(until, zone),
    )


def show_left_ever(count: int, at: datetime, zone: tzinfo) -> str:
    """Return how many customers have left this laptop, and when the last one did."""
    return translate(N_("{customers}, last {time}"), customers=_customers(count), time=show_instant(at, zone))
