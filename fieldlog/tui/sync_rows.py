"""The page of the exchange in words: what waits, what is stored, what needs a person, and with whom."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from fieldlog.actions.conflicts import list_conflicts
from fieldlog.actions.handovers import HandOver, list_hand_overs
from fieldlog.actions.journal import Journal, JournalEntry, read_journal
from fieldlog.actions.put_aside import PutAside, list_put_aside
from fieldlog.actions.sync_status import SyncStatus, read_sync_status
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.conflicts import Conflict
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.locale.departures import show_ending, show_left_ever
from fieldlog.locale.exchange import show_age, show_field, show_offset, show_trouble, show_value
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import kind_word
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_kept_card
from fieldlog.store.scopes import Drop, pending_drops

CONFLICT, HAND_OVER, CUSTOMER = "conflict", "hand_over", "customer"
SAFE = N_("Saves that the server has not answered yet. They are safe on this laptop.")
SOON = N_("They go out by themselves as soon as the network allows it.")


class ExchangePage(NamedTuple):
    """All that the page shows, as of ``now``; ``names`` are those of the customers it names."""

    status: SyncStatus
    conflicts: tuple[Conflict, ...]
    put_aside: tuple[PutAside, ...]
    hand_overs: tuple[HandOver, ...]
    leaving: tuple[Drop, ...]
    journal: Journal
    names: dict[str, str]
    now: datetime
    zone: tzinfo
    is_practice: bool


class Line(NamedTuple):
    """A line of the page: two texts, what it means and the next step, and what Enter opens (the name of a
    screen and what it is told); a heading has one text.
    """

    key: str
    label: str
    value: str = ""
    meaning: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    tone: str = ""
    is_heading: bool = False


def read_exchange_page(workspace: Workspace) -> ExchangePage:
    """Return what the page shows."""
    refresh_all(workspace.store, workspace.now())
    conflicts, put_aside = list_conflicts(workspace), list_put_aside(workspace)
    hand_overs, leaving = list_hand_overs(workspace), tuple(pending_drops(workspace.store))
    customers = {one.customer for one in conflicts} | {one.customer for one in put_aside}
    customers |= {one.customer for one in hand_overs} | {one.customer for one in leaving}
    cards = {one: find_kept_card(workspace.store, one) for one in customers}
    names = {one: card["name"] if card else one[:8] for one, card in cards.items()}
    status, now = read_sync_status(workspace), workspace.now()
    practice = workspace.store.settings().practice
    found = (status, conflicts, put_aside, hand_overs, leaving, read_journal(workspace), names)
    return ExchangePage(*found, now, workspace.zone, practice)


def lines_of(page: ExchangePage, progress: str | None) -> list[Line]:
    """Return the lines of the page, in the current language."""
    if not page.status.is_enrolled:
        return [*_not_enrolled(page.is_practice)]
    return [
        *_state(page, progress),
        *_ending(page),
        *_hand_overs(page),
        *_conflicts(page),
        *_put_aside(page),
        *_leaving(page),
        *_waiting_saves(page),
        *_server(page),
        *_stored_saves(page),
    ]


def _heading(key: str, words: str, count: int = 0) -> Line:
    title = translate(words)
    if count:
        title = translate(N_("{title} ({count})"), title=title, count=count)
    return Line(f"heading-{key}", title, is_heading=True)


def _not_enrolled(is_practice: bool) -> Iterator[Line]:
    yield _heading("server", N_("Exchange with the server"))
    how = N_("In a shell: fieldlog enrol URL CODE. Your administrator gives you the address and the code.")
    fine = N_("Everything stays on this laptop, and nothing is missing for that.")
    if is_practice:
        how = N_("For customers of your own make a store of your own: fieldlog init --rep NAME")
        fine = N_("These people are made up, and nothing of them is ever sent.")
    none = translate(N_("this store belongs to none"))
    yield Line("none", translate(N_("Server")), none, (translate(fine), translate(how)))


def _state(page: ExchangePage, progress: str | None) -> Iterator[Line]:
    status = page.status
    yield _heading("state", N_("Exchange with the server"))
    if progress is not None:
        yield Line("progress", translate(N_("On its way")), progress)
    yield Line("waiting", translate(N_("Waiting")), _waiting(page), (translate(SAFE), translate(SOON)))
    full = show_instant(status.last_full, page.zone) if status.last_full else translate(N_("never"))
    both = N_("Then the server had everything of this laptop, and this laptop everything of the server.")
    yield Line("full", translate(N_("Last full check")), full, (translate(both),), tone="good")
    if status.error:
        at = show_instant(status.error_at, page.zone) if status.error_at else ""
        words = f"{show_trouble(status.error)}  {at}".rstrip()
        again = translate(N_("It is tried again by itself. Nothing is lost meanwhile."))
        yield Line("trouble", translate(N_("Hindered by")), words, (again,), tone="warn")


def _waiting(page: ExchangePage) -> str:
    status = page.status
    if not status.waiting:
        return translate(N_("nothing"))
    if status.oldest_waiting is None:
        return str(status.waiting)
    age = show_age(page.now - status.oldest_waiting)
    return translate(N_("{count}, oldest {age}"), count=status.waiting, age=age)


def _ending(page: ExchangePage) -> Iterator[Line]:
    ending = page.status.ending
    if ending is not None:
        until = show_instant(ending.until, page.zone) if ending.until else translate(N_("it is over"))
        label, told = translate(N_("Account ended")), show_ending(ending.until, page.zone)
        value = translate(N_("hand in until: {time}"), time=until)
        yield Line("ended", label, value, (told,), tone="warn")


def _hand_overs(page: ExchangePage) -> Iterator[Line]:
    if page.hand_overs:
        yield _heading("hand-overs", N_("Handed over to you"), len(page.hand_overs))
    for one in page.hand_overs:
        since = show_instant(one.given_at, page.zone)
        words = translate(N_("from {user}, {time}"), user=one.from_user, time=since)
        read = translate(N_("Enter shows what comes along with the customer."))
        opens = (HAND_OVER, one.hand_over)
        yield Line(f"hand-over-{one.hand_over}", page.names[one.customer], words, (one.reason, read), opens)


def _conflicts(page: ExchangePage) -> Iterator[Line]:
    if page.conflicts:
        yield _heading("conflicts", N_("Changed in two places"), len(page.conflicts))
    for one in page.conflicts:
        values = " / ".join(show_value(one.field, claim.value, page.zone) for claim in one.claims)
        field = translate(N_("{field}: {values}"), field=show_field(one.field), values=values)
        why = translate(
            N_("It was changed in two places, and neither knew of the other. Both words are kept.")
        )
        step = translate(N_("Enter shows them side by side; keep one, or write another."))
        opens = (CONFLICT, one.document, one.field)
        name = page.names.get(one.customer, "")
        yield Line(f"conflict-{one.document}-{one.field}", name, field, (why, step), opens, "warn")


def _put_aside(page: ExchangePage) -> Iterator[Line]:
    if page.put_aside:
        yield _heading("put-aside", N_("Put aside by the server"), len(page.put_aside))
    for one in page.put_aside:
        what = show_list(kind_word(kind) for kind in one.kinds)
        when = show_instant(one.at, page.zone) if one.at else ""
        safe = N_("Nothing of it is lost: the server keeps it.")
        arrived = show_instant(one.answered_at, page.zone) if one.answered_at else ""
        came = translate(N_("It arrived at the server {time}."), time=arrived) if arrived else ""
        meaning = (*filter(None, [translate(one.why), came]), translate(one.next_step), translate(safe))
        gone = translate(N_("A customer who was handed over"))
        name = gone if one.has_left else page.names.get(one.customer, "")
        yield Line(f"aside-{one.dseq}", name, f"{what}  {when}".strip(), meaning, tone="warn")


def _leaving(page: ExchangePage) -> Iterator[Line]:
    left_at = page.status.left_at
    if page.leaving or left_at is not None:
        yield _heading("leaving", N_("Handed over to somebody else"), len(page.leaving))
    for one in page.leaving:
        to_user = translate(N_("to {user}"), user=one.to_user) if one.to_user else ""
        step = N_("Finish or discard what was begun there; then the customer leaves this laptop by itself.")
        opens = (CUSTOMER, one.customer) if one.customer else ()
        name = page.names.get(one.customer, "")
        yield Line(f"leaving-{one.scope}", name, to_user, (translate(step),), opens, "dim")
    if left_at is not None:
        value = show_left_ever(page.status.left_ever, left_at, page.zone)
        meaning = N_("Customers who were handed over. The office keeps what you saved; no name is left here.")
        yield Line("left", translate(N_("Left this laptop")), value, (translate(meaning),), tone="dim")


def _waiting_saves(page: ExchangePage) -> Iterator[Line]:
    """Yield what waits, the oldest first; how many more there are where they are too many to list."""
    listed, count = page.journal.waiting, page.status.waiting
    if listed:
        yield _heading("waiting", N_("Waiting for the server"), count)
    safe, soon = translate(SAFE), translate(SOON)
    for one in listed:
        yield _save_line("waits", one, one.at, page, (_saved(one, page), safe, soon))
    if listed and count > len(listed):
        more = translate(N_("and {count} more"), count=count - len(listed))
        yield Line("waits-more", translate(N_("Younger ones")), more, (safe, soon), tone="dim")


def _stored_saves(page: ExchangePage) -> Iterator[Line]:
    """Yield what the server has stored of late, the newest first, each with when it said so."""
    if page.journal.stored:
        yield _heading("stored", N_("Stored by the server of late"))
    for one in page.journal.stored:
        meaning = translate(N_("The server has this save, and answered so at this time by its clock."))
        yield _save_line("stored", one, one.answered_at, page, (meaning, _saved(one, page)))


def _saved(one: JournalEntry, page: ExchangePage) -> str:
    return translate(N_("Saved {time}"), time=show_instant(one.at, page.zone)) if one.at else ""


def _save_line(key: str, one: JournalEntry, at: str, page: ExchangePage, meaning: tuple[str, ...]) -> Line:
    # The time first: it is of the same length in every line.
    when = show_instant(at, page.zone) if at else ""
    what = show_list(kind_word(kind) for kind in one.kinds)
    opens = (CUSTOMER, one.customer) if one.customer and one.name else ()
    name = one.name or one.customer[:8] or translate(N_("of no customer"))
    return Line(f"{key}-{one.dseq}", name, f"{when}  {what}".strip(), meaning, opens)


def _server(page: ExchangePage) -> Iterator[Line]:
    status = page.status
    yield _heading("server", N_("With whom"))
    yield Line("server", translate(N_("Server")), status.server)
    yield Line("user", translate(N_("User")), status.user)
    lost = translate(N_("By this name your administrator can revoke this laptop, should it be lost."))
    yield Line("device", translate(N_("Device")), status.device[:12], (lost,))
    if status.clock_offset is not None:
        is_doubtful = status.has_doubtful_clock
        words = show_offset(status.clock_offset) if is_doubtful else translate(N_("right"))
        step = translate(N_("Set the clock of this laptop. No clock decides what is kept."))
        tone = "warn" if is_doubtful else ""
        yield Line("clock", translate(N_("Clock")), words, (step,) if is_doubtful else (), (), tone)
