"""Rule packs: every number of the service rules, with the Monday from which it holds.

A week is judged by the pack that was valid in it. Version 1 is built in; later ones are published by the
organisation. Source of the numbers: the service rules of the company (principles 3, 4, 24, 26, 27, 33).
"""

from collections.abc import Sequence
from datetime import date

from fieldlog.domain.view import Instant, View


class RulePack(View, frozen=True, kw_only=True):
    """The settings of all rules from ``start`` (a Monday) on.

    Lengths are whole minutes and days. ``contact_channels`` count as a contact, ``length_channels`` must last
    ``visit_minutes``; ``contact_classes`` are to be contacted weekly. ``amber_weekday`` (1 = Monday) is when
    a missing contact begins to show. ``author``, ``reason`` and ``at`` say who published it, why and when.
    """

    id: str = "built-in"
    version: int
    start: date
    contact_channels: tuple[str, ...] = ("home", "phone", "store", "event")
    contact_classes: tuple[str, ...] = ("A",)
    paused_days_that_excuse: int = 4
    amber_weekday: int = 4
    length_channels: tuple[str, ...] = ("home", "store")
    visit_minutes: int = 30
    birthday_lead_days: int = 7
    pause_end_lead_days: int = 2
    snooze_days: int = 7
    held_note_days: int = 30
    author: str = ""
    reason: str = ""
    at: Instant | None = None


BUILT_IN = RulePack(version=1, start=date(1970, 1, 5))


def pack_on(packs: Sequence[RulePack], day: date) -> RulePack:
    """Return the pack valid on a day: the latest start, then the highest version; before all of them, the
    earliest.
    """
    if len(packs) == 1:
        return packs[0]
    started = [pack for pack in packs if pack.start <= day]
    if started:
        return max(started, key=lambda pack: (pack.start, pack.version))
    return min(packs, key=lambda pack: (pack.start, -pack.version), default=BUILT_IN)
