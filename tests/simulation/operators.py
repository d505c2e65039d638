"""What happens at the office: customers change hands, people leave, laptops are revoked, values are erased,
backups are made and brought back. What was decided after a backup is decided again.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fieldlog.domain.exchange import PROTOCOL, PullRequest
from fieldlog.store.outbox import rows_after
from sync_server.core import handover as core
from sync_server.core.erasure import erase_customer
from sync_server.core.handover import OwnerChangedError
from sync_server.core.pull import pull
from sync_server.core.users import change_team, retire_user
from sync_server.database import devices
from sync_server.database.engine import reading
from sync_server.database.grants import OWNER
from sync_server.errors import RefusalError
from tests.simulation.duplicates import groups_of
from tests.simulation.faults import Fault, Weather
from tests.simulation.invariants import check_laptop
from tests.simulation.laptops import SimLaptop
from tests.simulation.network import Asked

if TYPE_CHECKING:
    from tests.simulation.world import World

RETIRING_DAYS = 60
LONG_AWAY = 36
REPS = ("小王", "小陈", "老李")
LEAVER = "老李"


class Decision(NamedTuple):
    """Something decided at the office: what, about whom, and to whom."""

    what: str
    subject: str
    to_user: str = ""


class Desk:
    """The desk of the administrator: backups, and decisions in their order."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.backup: Path | None = None
        self.decisions: list[Decision] = []
        self.at_backup = 0
        self.undone: list[Decision] = []

    # Deciding

    def decide(self, decision: Decision) -> bool:
        """Decide something; return whether the server could do it."""
        try:
            _DOINGS[decision.what](self.world, decision)
        except RefusalError as error:
            self.world.note("office", decision.what, decision.subject[-8:], "refused:", error.code)
            return error.code == "owner-already"
        self.world.note("office", *decision)
        self.decisions.append(decision)
        return True

    def decide_again(self) -> None:
        """Do again what a restored server has forgotten, as far as it knows whom it is about by now."""
        waiting, self.undone = self.undone, []
        self.undone = [one for one in waiting if not self.decide(one)]

    # Backups

    def back_up(self) -> None:
        """Make a backup."""
        self.backup = self.world.folder / "backup"
        self.world.office.back_up(self.backup)
        self.at_backup = len(self.decisions)
        self.world.note("office", "backup")

    def restore(self) -> None:
        """Bring the backup back."""
        world = self.world
        if self.backup is None:
            return
        before = world.office.books()
        world.office.restore(self.backup)
        world.count(Fault.SERVER_RESTORED)
        after = world.office.books()
        known = {save.gid for save in after.saves}
        world.ledger.stored &= known
        fresh = self.decisions[self.at_backup :]
        open_before = {(grant.user, grant.scope) for grant in before.grants if grant.to_seq is None}
        open_after = {(grant.user, grant.scope) for grant in after.grants if grant.to_seq is None}
        world.ledger.shaky |= {scope for _, scope in open_before ^ open_after}
        world.ledger.shaky |= world.ledger.created.keys() - {grant.scope for grant in after.grants}
        world.note_losses()
        self.decisions = self.decisions[: self.at_backup]
        self.undone += fresh
        self.decide_again()


# What an operator can do


def _hand_over(world: "World", decision: Decision) -> None:
    scope = f"customer:{decision.subject}"
    old = world.ledger.owner(scope)
    world.office.hand_over(decision.subject, decision.to_user)
    _count_hand_over(world, scope, old, decision.to_user)
    linked = groups_of(world.office.books().documents) if Weather.DUPLICATES in world.weather else ()
    if any(decision.subject in group for group in linked):
        world.count(Fault.LINKED_APART)
    world.ledger.hand_over(scope, decision.to_user, world.time)


def _count_hand_over(world: "World", scope: str, old: str, new: str) -> None:
    theirs = [laptop for laptop in world.laptops if laptop.user == old]
    if any(laptop.is_busy for laptop in theirs):
        world.count(Fault.HANDED_OVER_BETWEEN)
    elif any(_waits(laptop, scope) for laptop in theirs):
        world.count(Fault.HANDED_OVER_BEFORE)
    else:
        world.count(Fault.HANDED_OVER_AFTER)
    history = world.ledger.owners.get(scope, [])
    gone = next((one.until for one in reversed(history) if one.user == new and one.until), None)
    if gone is not None:
        world.count(Fault.HANDED_BACK)
        mine = [laptop for laptop in world.laptops if laptop.user == new]
        if all(laptop.last_contact <= gone for laptop in mine):
            world.count(Fault.HANDED_BACK_OFFLINE)


def _waits(laptop: SimLaptop, scope: str) -> bool:
    return any(row.scope == scope for row in rows_after(laptop.store, laptop.state.answered))


def _erase(world: "World", decision: Decision) -> None:
    scope = f"customer:{decision.subject}"
    before = world.office.books().erased
    erase_at_server(world, decision.subject)
    fresh = world.office.books().erased - before
    world.ledger.erased |= fresh
    if fresh and any(_waits(laptop, scope) for laptop in world.laptops if not laptop.is_busy):
        world.count(Fault.ERASED_PENDING)
    drafts = [draft for laptop in world.laptops if not laptop.is_busy for draft in laptop.store.drafts()]
    if any(not fresh.isdisjoint(ops) for draft in drafts for ops in draft.seen.values()):
        world.count(Fault.ERASED_IN_FORM)


def erase_at_server(world: "World", customer: str) -> None:
    """Erase health notes; where nobody makes any, everything."""
    office, is_everything = world.office, Weather.RESTORES in world.weather
    office.do(
        lambda connection: erase_customer(
            connection, customer, "撤回同意", "admin", office.clock(), is_everything=is_everything
        )
    )


def _retire(world: "World", decision: Decision) -> None:
    office = world.office
    office.do(
        lambda connection: retire_user(connection, decision.subject, RETIRING_DAYS, "admin", office.clock())
    )
    world.retired.add(decision.subject)
    for scope in world.ledger.owners:
        if world.ledger.owner(scope) == decision.subject:
            world.ledger.hand_over(scope, "", world.time)
    world.count(Fault.RETIRED)


def _change_team(world: "World", decision: Decision) -> None:
    office = world.office
    office.do(
        lambda connection: change_team(
            connection, decision.subject, decision.to_user, "admin", office.clock()
        )
    )
    world.count(Fault.LEFT_TEAM)


def _revoke(world: "World", decision: Decision) -> None:
    world.office.revoke(decision.subject)
    # Every identity that was taken from it goes with it.
    for laptop in world.laptops:
        laptop.is_revoked |= world.office.device_state(laptop.state.device) == devices.REVOKED


_DOINGS = {
    "hand-over": _hand_over,
    "erase": _erase,
    "retire": _retire,
    "team": _change_team,
    "revoke": _revoke,
}


def known_customers(world: "World") -> list[str]:
    """Return the customers that the server knows."""
    return sorted(scope.removeprefix("customer:") for scope in world.ledger.owners)


def hand_over(world: "World", of_user: str = "") -> None:
    """Hand a customer over (of somebody, if there is any), or back to who had it before."""
    customers = known_customers(world)
    customers = [one for one in customers if world.ledger.owner(f"customer:{one}") == of_user] or customers
    if not customers:
        return
    customer = world.chance.choice(customers)
    scope = f"customer:{customer}"
    others = [rep for rep in REPS if rep not in world.retired and rep != world.ledger.owner(scope)]
    former = [one.user for one in world.ledger.owners[scope] if one.user in others]
    to_user = world.chance.choice(former if former and world.chance.random() < 0.5 else others)
    world.desk.decide(Decision("hand-over", customer, to_user))


def hand_over_of_absent(world: "World") -> None:
    """Hand over a customer of whom something waits on a laptop that stays away for more than 35 days."""
    from tests.simulation.people import add_visit, customers_on

    laptops = [one for one in world.laptops if one.user not in world.retired and not one.is_revoked]
    laptop = world.chance.choice(laptops)
    mine = [one for one in customers_on(laptop) if world.ledger.owner(f"customer:{one}") == laptop.user]
    if not mine:
        return
    customer = world.chance.choice(mine)
    add_visit(world, laptop, (), customer)
    others = [rep for rep in REPS if rep not in world.retired and rep != laptop.user]
    world.desk.decide(Decision("hand-over", customer, world.chance.choice(others)))
    world.go_on(days=LONG_AWAY)


def hand_over_twice(world: "World") -> None:
    """Let two people look at the owner of a customer, and both decide: the second one is told, and nothing
    changes (rule 21).
    """
    hand_over(world)
    last = world.desk.decisions[-1] if world.desk.decisions else None
    if last is None or last.what != "hand-over":
        return
    office, before = world.office, world.office.books()
    scope = f"customer:{last.subject}"
    owners = {one.user for one in before.grants if one.scope == scope and one.why == OWNER and not one.to_seq}
    seen = next((rep for rep in REPS if owners and rep not in owners), "")
    if not seen:
        return
    try:
        office.do(lambda c: core.hand_over(c, last.subject, seen, "调岗", "admin", office.clock(), seen))
    except OwnerChangedError:
        world.count(Fault.OWNER_CHANGED)
    else:
        world.check(False, "rule 21", scope, "was taken from", owners, "by who believed it to be of", seen)
    after = office.books()
    same = (before.head, before.grants) == (after.head, after.grants)
    world.check(same, "rule 21", scope, "was changed by a hand-over that was refused")


def erase(world: "World") -> None:
    """Erase the health notes of a customer."""
    customers = known_customers(world)
    if customers:
        world.desk.decide(Decision("erase", world.chance.choice(customers)))


def change_teams(world: "World") -> None:
    """Let somebody change the team, or leave."""
    if LEAVER not in world.retired and world.chance.random() < 0.5:
        world.desk.decide(Decision("retire", LEAVER))
    else:
        world.desk.decide(Decision("team", "小陈", world.chance.choice(("一队", "二队"))))


def back_up_or_restore(world: "World") -> None:
    """Make a backup, or bring it back."""
    if world.desk.backup is None or world.chance.random() < 0.5:
        world.desk.back_up()
    else:
        world.desk.restore()


_HAND_OVERS = ((hand_over, 4.0), (hand_over_of_absent, 0.5), (hand_over_twice, 0.5))


def work(world: "World") -> bool:
    """Do one of the things that happen at an office; return whether there is any."""
    works = [
        *(_HAND_OVERS if world.has(Weather.HAND_OVERS) else []),
        *([(erase, 3)] if world.has(Weather.ERASING) else []),
        *([(change_teams, 1)] if world.has(Weather.TEAMS) else []),
        *([(back_up_or_restore, 3)] if world.has(Weather.RESTORES) else []),
    ]
    if works:
        (chosen,) = world.chance.choices([one for one, _ in works], [weight for _, weight in works])
        chosen(world)
    return bool(works)


# In the middle of a request


def happen_between(
    world: "World", laptop: SimLaptop, asked: Asked, is_writing: bool, has_snapshot: bool
) -> bool:
    """Let somebody else act between two statements of a request; return whether that was possible."""
    if is_writing:
        # SQLite has one writer: others can only look.
        if asked.path == "/v1/push":
            look_halfway(world)
            return True
        return False
    if asked.path not in ("/v1/push", "/v1/pull"):
        return False
    before = world.office.brief()[0]
    with world.deeper():
        _act(world, laptop, asked)
    if asked.path == "/v1/pull" and has_snapshot and world.office.brief()[0] != before:
        world.count(Fault.PULL_INTERLEAVED)
    return True


def _act(world: "World", laptop: SimLaptop, asked: Asked) -> None:
    from tests.simulation.people import add_visit, change_everything, sync

    chance = world.chance
    acts = ["sync", "sync"]
    acts += ["hand-over", "hand-over"] if Weather.HAND_OVERS in world.weather else []
    acts += ["erase"] if Weather.ERASING in world.weather else []
    acts += ["revoke"] * 4 if Weather.REVOKING in world.weather and asked.path == "/v1/push" else []
    chosen = chance.choice(acts)
    if chosen == "hand-over":
        hand_over(world, laptop.user)
    elif chosen == "erase":
        erase(world)
    elif chosen == "revoke":
        world.desk.decide(Decision("revoke", laptop.state.device))
        world.count(Fault.REVOKED_IN_PUSH)
        return
    idle = [one for one in world.laptops if not one.is_busy and one.home != laptop.home]
    if chosen == "hand-over" and world.desk.decisions:
        # Whoever has the customer now writes there at once.
        last = world.desk.decisions[-1]
        idle = [one for one in idle if one.user == last.to_user] or idle
        for other in idle[:1]:
            sync(world, other)
            # What this sync dropped is known before the next one: that one may number everything anew.
            check_laptop(world, other)
            change_everything(world, other, last.subject)
            sync(world, other)
            check_laptop(world, other)
            return
    if idle and (asked.path == "/v1/pull" or chosen == "sync"):
        twins = [one for one in idle if one.user == laptop.user]
        other = chance.choice(twins if twins and chance.random() < 0.5 else idle)
        add_visit(world, other)
        before = other.served
        sync(world, other)
        check_laptop(world, other)
        if asked.path == "/v1/push" and other.served != before:
            world.count(Fault.PUSHES_INTERLEAVED)


def look_halfway(world: "World") -> None:
    """Read while a push is being taken: it is seen whole or not at all."""
    office = world.office
    with reading(office.engine) as connection:
        from sqlalchemy import select

        from sync_server.database import tables

        users = select(tables.users.c.user_id, tables.users.c.name).order_by(tables.users.c.name)
        rows = connection.execute(users).all()
        row = rows[world.chance.randrange(len(rows))]
        request = PullRequest(PROTOCOL, None, 1000)
        pages = [pull(connection, row.user_id, False, request, world.time) for _ in range(2)]
        world.check(pages[0] == pages[1], "one snapshot", row.name, "sees a push half done")
    head, places, _, _ = office.brief()
    world.check(
        all(number <= head for _, number in places.values()), "one snapshot", "numbers above the head"
    )
    world.count(Fault.SEEN_HALFWAY)
