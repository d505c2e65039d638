"""The order of events of a seed: who does what next, what breaks before it, and the quiet at the end."""

from random import Random
from typing import TYPE_CHECKING

from tests.simulation import operators, people
from tests.simulation.chance import stream
from tests.simulation.crashes import CrashError
from tests.simulation.faults import Fault, Weather
from tests.simulation.invariants import check_everything, check_laptop
from tests.simulation.laptops import SimLaptop

if TYPE_CHECKING:
    from tests.simulation.world import World

EVENTS = 26
MOST_LAPTOPS = 6
MOST_ROUNDS = 12
KINDS_OF_WEATHER = (4, 9)


def weather_of(seed: str) -> frozenset[Weather]:
    """Return what may go wrong in a seed: some of it, so that each trouble is met alone and with others."""
    chance = stream(seed, "weather")
    return frozenset(chance.sample(sorted(Weather), chance.randint(*KINDS_OF_WEATHER)))


def play(world: "World", events: int = EVENTS) -> None:
    """Let events happen, and then let everything settle; raise ``ViolationError``."""
    pause = stream(world.seed, "pause").randrange(3 * events)
    for number in range(events):
        step(world)
        if number == pause:
            settle(world)
    settle(world)


def step(world: "World") -> None:
    """Let one thing happen."""
    chance = world.next_event()
    world.go_on(seconds=chance.choice((1, 20, 600, 4000, 30_000)))
    if chance.random() < 0.02:
        world.go_on(days=chance.choice((20, 36)))
    if chance.random() < 0.2 and operators.work(world):
        return
    if chance.random() < 0.1 and world.in_flight:
        arrive(world)
        return
    if chance.random() < 0.06 and world.past and world.has(Weather.NETWORK):
        arrive_again(world)
        return
    laptop = chance.choice(world.laptops)
    if chance.random() < 0.16 and disturb(world, laptop):
        return
    act(world, laptop, chance)


def act(world: "World", laptop: SimLaptop, chance: Random) -> None:
    """Let somebody work and sync on a laptop, whose process may be killed or its disk be full meanwhile."""
    works, syncs = chance.choice(((0, 1), (1, 0), (1, 1), (2, 1), (3, 0), (3, 1)))
    if world.has(Weather.CRASHES) and chance.random() < 0.25:
        laptop.points.arm(chance.randint(1, 30 * works + 160 * syncs))
    is_full = world.has(Weather.DISKS) and chance.random() < 0.2
    if is_full:
        laptop.points.fill_disk(True)
    try:
        for _ in range(works):
            people.work(world, laptop)
        for _ in range(syncs):
            people.sync(world, laptop)
    except CrashError as error:
        world.laptop_crashed(laptop, error)
    else:
        laptop.points.arm(None)
        if is_full:
            laptop.points.fill_disk(False)
    check_laptop(world, laptop)


# What befalls laptops and the network


def disturb(world: "World", laptop: SimLaptop) -> bool:
    """Let something befall a laptop; return whether anything may."""
    befalling = {
        Weather.IMAGES: (_take_image, _put_image_back, _put_image_back, _clone),
        Weather.CLOCKS: (_set_clock, _set_clock),
        Weather.REVOKING: (_enrol_again,),
    }
    found = [one for weather, some in befalling.items() if world.has(weather) for one in some]
    if found:
        world.chance.choice(found)(world, laptop)
        check_laptop(world, laptop)
    return bool(found)


def _take_image(world: "World", laptop: SimLaptop) -> None:
    image = world.folder / f"image-{laptop.name}-{world.event}"
    laptop.copy_home(image)
    world.images[laptop.name] = image
    world.note(laptop.name, "image")


def _put_image_back(world: "World", laptop: SimLaptop) -> None:
    image = world.images.get(laptop.name)
    if image is None:
        _take_image(world, laptop)
        return
    laptop.put_back(image)
    laptop.reseed(world.event)
    laptop.is_revoked = world.office.device_state(laptop.state.device) == "revoked"
    laptop.has_twin = True
    world.count(Fault.OLD_IMAGE)
    world.note_losses()


def _clone(world: "World", laptop: SimLaptop) -> None:
    if len(world.laptops) >= MOST_LAPTOPS:
        return
    name = f"{laptop.name.partition('-')[0]}-{world.event}"
    laptop.copy_home(world.folder / name)
    laptop.reseed(world.event)
    clone = SimLaptop(world, name, laptop.user, world.folder / name)
    clone.reseed(world.event)
    clone.known, clone.known_feed = set(laptop.known), laptop.known_feed
    clone.is_revoked = laptop.is_revoked
    clone.has_twin = laptop.has_twin = True
    clone.take_stock()
    world.laptops.append(clone)
    world.count(Fault.CLONE)


def _set_clock(world: "World", laptop: SimLaptop) -> None:
    from datetime import timedelta

    if world.chance.random() < 0.6:
        offset, fault = timedelta(minutes=world.chance.randint(-90, 90)), Fault.CLOCK_MINUTES
    else:
        offset, fault = timedelta(days=365 * world.chance.choice((-3, -1, 1, 3))), Fault.CLOCK_YEARS
    if not world.has_right_clocks:
        laptop.wall.offset = offset
        world.count(fault)


def _enrol_again(world: "World", laptop: SimLaptop) -> None:
    """Let a laptop that was revoked, or is unknown to a restored server, enrol again."""
    if laptop.user in world.retired or not (
        laptop.is_revoked or world.office.device_state(laptop.state.device) == ""
    ):
        return
    with world.calm():
        laptop.enrol(world.office.code_for(laptop.user))
    laptop.is_revoked = False
    world.note(laptop.name, "enrolled again")


def arrive(world: "World") -> None:
    """Let a request that was given up arrive after all."""
    asked, laptop = world.in_flight.pop(world.chance.randrange(len(world.in_flight)))
    with world.calm():
        world.deliver(asked, laptop, is_late=True)
    world.count(Fault.LATE)
    if laptop.served > asked.number:
        world.count(Fault.REORDERED)


def arrive_again(world: "World") -> None:
    """Let a request of the past arrive once more; first so that it has arrived, then as a repetition."""
    asked, laptop = world.past[world.chance.randrange(len(world.past))]
    with world.calm():
        first = world.deliver(asked, laptop, is_late=True)
        world.watch.replay(lambda: world.deliver(asked, laptop, is_late=True), asked, first)
    world.count(Fault.DUPLICATED)


# Quiet


def settle(world: "World") -> None:
    """Let the network be good and everybody sync until nothing moves, and then check everything (I14)."""
    world.next_event()
    world.note("settling")
    with world.calm():
        for laptop in world.laptops:
            for _ in range(len(laptop.store.drafts())):
                people.finish_draft(world, laptop)
        for number in range(MOST_ROUNDS):
            world.go_on(seconds=100)
            if _settle_once(world) and number:
                break
        else:
            world.check(False, "I14", "does not settle in", MOST_ROUNDS, "rounds", world.desk.undone)
        check_everything(world)


def _settle_once(world: "World") -> bool:
    """Let everybody sync once; return whether nothing has moved."""
    before = world.office.brief()
    is_quiet = True
    for laptop in sorted(world.laptops, key=lambda one: one.name):
        for draft in laptop.store.drafts():
            laptop.store.remove_draft(draft.draft_id)
        cursor = laptop.state.cursor
        has_synced = people.sync(world, laptop) or _help(world, laptop)
        is_quiet &= has_synced or laptop.user in world.retired
        is_quiet &= cursor == laptop.state.cursor
        check_laptop(world, laptop)
    world.desk.decide_again()
    _erase_again(world)
    return is_quiet and world.office.brief() == before


def _help(world: "World", laptop: SimLaptop) -> bool:
    """Let an administrator help a laptop that may not sign in any more; return whether it has synced then."""
    if laptop.user in world.retired or laptop.state.last_error not in ("device-revoked", "not-signed-in"):
        return False
    laptop.enrol(world.office.code_for(laptop.user))
    laptop.is_revoked = False
    world.note(laptop.name, "enrolled again")
    return people.sync(world, laptop)


def _erase_again(world: "World") -> None:
    """Erase anew what came back after it was erased, as the daily erasure does: to a restored server, or with
    damaged bytes, which every twin of a laptop sends once.
    """
    has_twins = world.counts[Fault.CLONE] or world.counts[Fault.OLD_IMAGE]
    if world.counts[Fault.SERVER_RESTORED] or (has_twins and Weather.POISON in world.weather):
        for decision in world.desk.decisions:
            if decision.what == "erase":
                operators.erase_at_server(world, decision.subject)
        world.ledger.erased |= world.office.books().erased
