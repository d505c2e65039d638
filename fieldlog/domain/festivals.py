"""The festivals of the year that people are glad to be thought of at, with their days."""

from datetime import date, timedelta
from typing import NamedTuple

from fieldlog.domain.due.festivals import Festival, LunarDay, SolarDay, SolarTerm, next_festival
from fieldlog.domain.due.readings import NoDay
from fieldlog.domain.problems import N_, Sentence

GREETED: tuple[tuple[str, Festival], ...] = (
    (N_("New Year's Day"), SolarDay(1, 1)),
    (N_("Spring Festival"), LunarDay(1, 1)),
    (N_("Lantern Festival"), LunarDay(1, 15)),
    (N_("Women's Day"), SolarDay(3, 8)),
    (N_("Labour Day"), SolarDay(5, 1)),
    (N_("Dragon Boat Festival"), LunarDay(5, 5)),
    (N_("Mid-Autumn Festival"), LunarDay(8, 15)),
    (N_("National Day"), SolarDay(10, 1)),
    (N_("Double Ninth Festival"), LunarDay(9, 9)),
    (N_("Winter Solstice"), SolarTerm(12, 21.94, (2021,))),
)
"""Names to translate, and the festivals; days of mourning such as Qingming are not among them."""


class FestivalDay(NamedTuple):
    """A festival by its name (to translate), its day, and how many days are left to it."""

    name: str
    day: date
    days: int


def festivals_ahead(today: date, lead_days: int) -> tuple[FestivalDay, ...]:
    """Return the festivals from today to some days ahead, the next first; none beyond the lunar tables."""
    last = today + timedelta(days=lead_days)
    found = []
    for name, festival in GREETED:
        days = next_festival(festival, today)
        if not isinstance(days, NoDay) and days[0] <= last:
            found.append(FestivalDay(name, days[0], (days[0] - today).days))
    return tuple(sorted(found, key=lambda one: one.day))


def describe_festival(festival: FestivalDay) -> Sentence:
    """Return the line of a festival: "Spring Festival in 5 days"."""
    if festival.days == 0:
        return Sentence(N_("{festival} today"), {"festival": Sentence(festival.name)})
    template = N_("{festival} in {days} days") if festival.days > 1 else N_("{festival} tomorrow")
    return Sentence(template, {"festival": Sentence(festival.name), "days": festival.days})
