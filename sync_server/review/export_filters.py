"""Whether what an export is asked for is there, and within what the viewer sees: a table that leaves a filter
out holds more than whoever takes it along believes, and the log would say that it was filtered.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from fieldlog.domain.problems import N_
from sync_server.core.figures.overdue_promises import AGES
from sync_server.database import evaluating, people
from sync_server.database.engine import Connection
from sync_server.database.figures.customer_lists import districts
from sync_server.review.call import PageCall
from sync_server.review.filter_words import LABELS, TYPED
from sync_server.review.visit_filters import Filters, read_filters

PLACE = "chosen"
"""Where the page says what is wrong."""


def find_unknown(call: PageCall, choice: Mapping[str, str]) -> tuple[str, ...]:
    """Return the filters of a choice whose values are not there, or not for the viewer to see."""
    return tuple(call.read(lambda connection: list(_unknown(call, connection, choice))))


def tell_unknown(call: PageCall, unknown: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what is wrong with these filters, as the macro ``problems`` shows it."""
    sentence = N_(
        "{what}: this choice is not there, or you do not see it. Choose again on the page that you come from."
    )
    return [(PLACE, call.say(sentence, what=call.say_known(LABELS, name))) for name in unknown]


def _unknown(call: PageCall, connection: Connection, choice: Mapping[str, str]) -> Iterator[str]:
    sight, viewer = call.viewer.sight, call.viewer.user
    known = {
        "team": lambda name: name in (people.team_names(connection) if sight.sees_all else [viewer.team]),
        "rep": lambda name: people.find_person(connection, sight, name) is not None,
        "customer": lambda name: bool(evaluating.members_within(connection, sight, name)),
        "district": lambda name: name in districts(connection, sight),
        "age": AGES.__contains__,
    }
    kept, usual = read_filters(choice)._asdict(), Filters()._asdict()
    for name, value in choice.items():
        is_known = known.get(name) or partial(_is_kept, kept.get(name, ""), usual.get(name, ""))
        if name not in TYPED and not is_known(value):
            yield name


def _is_kept(kept: str, usual: str, value: str) -> bool:
    """Say whether a value is one of its filter's: what is none of them was left out."""
    return kept != usual or value == usual
