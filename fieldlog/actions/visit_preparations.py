"""What a person needs to know to begin a visit, to note it while it runs, or to type it afterwards."""

from datetime import date
from typing import NamedTuple

from fieldlog.actions.captures import Capture
from fieldlog.actions.cards import get_card
from fieldlog.actions.consents import current_consent
from fieldlog.actions.running_visits import (
    get_running_visit,
    span_until_now,
    typed_before,
    typed_minutes,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.days import local_day
from fieldlog.domain.packs import pack_on
from fieldlog.domain.purposes import last_purposes
from fieldlog.store.derived import read_customer
from fieldlog.store.packs import rule_packs


class Preparation(NamedTuple):
    """A customer before a visit is begun or typed: the purposes used last, the recorded consent, today, and
    below how many minutes a visit is brief, by channel.
    """

    card: Card
    purposes: tuple[str, ...]
    consent: str
    today: date
    least_minutes: dict[str, int]


class Typing(NamedTuple):
    """The running visit as its form begins: whom it is with, from which day on days in words count, what was
    typed before, and below how many seconds it is brief (0: never).
    """

    card: Card
    visit: str
    consent: str
    made: date
    least_seconds: int
    capture: Capture
    minutes: str


def prepare_visit(workspace: Workspace, customer: str) -> Preparation:
    """Return what to know before a visit to a customer; BadInputError for one that is not known."""
    card, today = get_card(workspace, customer), workspace.today()
    purposes = last_purposes(read_customer(workspace.store, card["id"]).visits)
    least = least_minutes(workspace, today)
    return Preparation(card, purposes, current_consent(workspace, card["id"]), today, least)


def least_minutes(workspace: Workspace, day: date) -> dict[str, int]:
    """Return by channel how many minutes a visit of a day must last; the other channels have no least."""
    pack = pack_on(rule_packs(workspace.store), day)
    return dict.fromkeys(pack.length_channels, pack.visit_minutes)


def read_typing(workspace: Workspace) -> Typing:
    """Return how the form of the running visit begins; BadInputError when none runs."""
    running = get_running_visit(workspace)
    made = local_day(span_until_now(workspace, running).start, workspace.zone)
    least = least_minutes(workspace, made).get(running.content["channel"], 0)
    return Typing(
        get_card(workspace, running.customer),
        running.content["visit"],
        current_consent(workspace, running.customer),
        made,
        least * 60,
        typed_before(running),
        typed_minutes(running),
    )
