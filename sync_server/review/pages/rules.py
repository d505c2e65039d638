"""The rule packs: what each asks for, from when on, and who published it and why. Nothing is changed here."""

from datetime import date
from typing import NamedTuple

from fieldlog.domain.days import local_day
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.problems import N_
from sync_server.core.evaluation import read_span
from sync_server.core.users import ADMIN
from sync_server.review.call import PageCall
from sync_server.review.pack_words import Line, lines_of
from sync_server.review.page import TEAM, Answer, Page, Shown

IN_FORCE, TO_COME, OVER, REPLACED = "in-force", "to-come", "over", "replaced"
STATES = {
    IN_FORCE: N_("holds now"),
    TO_COME: N_("to come"),
    OVER: N_("held until another one started"),
    REPLACED: N_("replaced before it started, or on the same day"),
}


class ShownPack(NamedTuple):
    """A pack, how it stands today, and its numbers beside those of the pack before."""

    pack: RulePack
    state: str
    lines: list[Line]


def _show(call: PageCall) -> Answer:
    span = call.read(lambda connection: read_span(connection, call.now))
    packs = sorted(span.packs, key=lambda pack: (pack.start, pack.version))
    today = local_day(call.now, span.zone)
    shown = [
        ShownPack(pack, _state(packs, pack, today), lines_of(call, pack, _before(packs, pack)))
        for pack in packs
    ]
    facts = {
        "packs": shown[::-1],
        "states": STATES,
        "may_write": call.viewer.user.role == ADMIN,
    }
    return Shown("rules.html", facts)


def _before(packs: list[RulePack], pack: RulePack) -> RulePack | None:
    """Return the pack that a pack follows: the one that would hold at its start without it."""
    others = [one for one in packs if one.version < pack.version]
    return pack_on(others, pack.start) if others else None


def _state(packs: list[RulePack], pack: RulePack, today: date) -> str:
    if pack_on(packs, pack.start) is not pack:
        return REPLACED
    if pack.start > today:
        return TO_COME
    return IN_FORCE if pack_on(packs, today) is pack else OVER


PAGE = Page("/review/rules", TEAM, _show, entry=N_("Rules"))
