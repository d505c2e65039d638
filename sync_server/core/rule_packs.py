"""Rule packs as an administrator makes them: the bounds of every number, and publishing one.

A published pack is written once. It is followed by another one, never changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.days import ONE_WEEK, local_day, monday_of, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.problems import Problem
from sync_server.core.evaluation import read_span
from sync_server.core.handover import check_reason
from sync_server.core.server_saves import new_document, write_saves
from sync_server.core.users import ADMIN
from sync_server.database import evaluating
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.database.users import User
from sync_server.errors import RefusalError


class Bounds(NamedTuple):
    """The least and the most that a number of a pack may be."""

    least: int
    most: int


NUMBERS: dict[str, Bounds] = {
    "visit_minutes": Bounds(5, 240),
    "paused_days_that_excuse": Bounds(1, 7),
    "amber_weekday": Bounds(1, 7),
    "birthday_lead_days": Bounds(0, 60),
    "pause_end_lead_days": Bounds(0, 30),
    "snooze_days": Bounds(1, 60),
    "held_note_days": Bounds(1, 90),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "contact_channels": ("home", "phone", "store", "event"),
    "contact_classes": ("A", "B", "C"),
    "length_channels": ("home", "store", "event"),
}
"""Of what a pack may choose; of each at least one. A message is no contact (principle 3)."""
FIELDS = ("contact_channels", "contact_classes", *NUMBERS, "length_channels")
MONDAYS = 26
"""So many Mondays ahead a pack may start."""


def coming_mondays(today: date) -> tuple[date, ...]:
    """Return the days on which a pack may start: a Monday after the day of its publication.

    A week that has begun, today if it is a Monday, is judged by the pack that it began with.
    """
    first = monday_of(today) + ONE_WEEK
    return tuple(first + ONE_WEEK * ahead for ahead in range(MONDAYS))


def last_version(packs: Sequence[RulePack]) -> int:
    """Return the highest version among packs."""
    return max(pack.version for pack in packs)


def numbers_of(pack: RulePack) -> dict[str, object]:
    """Return what a pack sets, by its fields."""
    return {name: getattr(pack, name) for name in FIELDS}


def make_pack(packs: Sequence[RulePack], today: date, given: Mapping[str, object]) -> RulePack:
    """Return the pack that follows these, from what was typed into a form; ``BadInputError`` names the
    fields.

    ``given`` holds texts of numbers and of the start, and what was chosen of each of ``CHOICES``.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, bounds in NUMBERS.items():
        number = _whole_number(str(given.get(name, "")))
        if number is None or not bounds.least <= number <= bounds.most:
            problems.append(Problem(name, "number-out-of-range", bounds._asdict()))
        else:
            values[name] = number
    for name, choices in CHOICES.items():
        chosen = given.get(name, ())
        values[name] = tuple(one for one in choices if isinstance(chosen, Sequence) and one in chosen)
        if not values[name]:
            problems.append(Problem(name, "nothing-chosen"))
    starts = {day.isoformat(): day for day in coming_mondays(today)}
    start = starts.get(str(given.get("start", "")))
    if start is None:
        problems.append(Problem("start", "no-coming-monday"))
    if problems or start is None:
        raise BadInputError(*problems)
    pack = RulePack(id="", version=last_version(packs) + 1, start=start, **values)
    if numbers_of(pack) == numbers_of(pack_on(packs, start)):
        raise BadInputError(Problem("start", "pack-unchanged"))
    return pack


def _whole_number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def publish(
    connection: Connection,
    user: User,
    given: Mapping[str, object],
    reason: str,
    seen: int,
    now: datetime,
) -> RulePack:
    """Publish a pack in an administrator's name, and return it; ``BadInputError``, ``RefusalError``.

    ``seen`` is the highest version that the form was filled from: when another administrator has published
    one since, this one is refused with ``pack-overtaken``.
    """
    if user.role != ADMIN:
        raise RefusalError("page-not-yours")
    check_reason(reason)
    evaluating.lock_rule_packs(connection)
    span = read_span(connection, now)
    if last_version(span.packs) != seen:
        raise RefusalError("pack-overtaken")
    pack = make_pack(span.packs, local_day(now, span.zone), given)
    values = {
        "version": pack.version,
        "start": pack.start.isoformat(),
        **{name: list(one) if isinstance(one, tuple) else one for name, one in numbers_of(pack).items()},
        "author": user.name,
        "reason": " ".join(reason.split()),
        "at": to_text(now),
    }
    write_saves(connection, user, {"organisation": [new_document(kinds.RULE_PACK, values)]}, now)
    detail = f"{values['start']} {values['reason']}"
    add_deed(connection, Deed(to_text(now), user.name, "rule-pack", f"rule-pack:{pack.version}", detail))
    return pack
