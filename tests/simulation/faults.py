"""Everything that goes wrong, by name. A fault is counted when it has happened, not when it is drawn."""

from enum import StrEnum


class Fault(StrEnum):
    """One way in which something goes wrong, or comes at a bad moment."""

    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost after commit"
    LATE = "request arrives late"
    REORDERED = "older request arrives after a newer one"
    DUPLICATED = "request arrives twice"
    TRUNCATED = "answer truncated"
    PORTAL = "HTML with status 200"
    REDIRECT = "redirect to a sign-in page"
    BUSY = "429 or 503 with Retry-After"
    TOO_LARGE = "413 of a proxy"
    LAPTOP_CRASH = "laptop crashes at a statement"
    SERVER_CRASH = "server crashes at a statement"
    LAPTOP_FULL = "disk of a laptop full"
    SERVER_FULL = "disk of the server full"
    TWO_PROCESSES = "two processes on one store"
    LEASE_LOST = "a sync slept through its lease"
    OLD_IMAGE = "laptop restored from an older image"
    CLONE = "laptop cloned"
    SERVER_RESTORED = "server restored from a backup"
    CLOCK_MINUTES = "clock off by minutes"
    CLOCK_YEARS = "clock off by years"
    PUSHES_INTERLEAVED = "two pushes interleaved"
    SEEN_HALFWAY = "read between the statements of a push"
    PULL_INTERLEAVED = "change between head and rows of a pull"
    PAGE_IN_GRANT = "page boundary inside a grant"
    HANDED_OVER_BEFORE = "hand-over before the push"
    HANDED_OVER_BETWEEN = "hand-over in the middle of a sync"
    HANDED_OVER_AFTER = "hand-over after the push"
    HANDED_BACK = "hand-over there and back"
    HANDED_BACK_OFFLINE = "hand-over there and back, all offline"
    OWNER_CHANGED = "hand-over from somebody who has not got it any more"
    TOO_LATE = "save more than 35 days after a hand-over"
    OPEN_FORM = "form open while a pull arrives"
    LEFT_TEAM = "user leaves the team"
    RETIRED = "user leaves"
    REVOKED_IN_PUSH = "device revoked in mid-push"
    NEWER_SCHEMA = "kinds and fields of a newer schema"
    OLDER_SCHEMA = "older laptop edits a newer document"
    NEWER_ENTRY = "entry of a newer protocol"
    UNREAD_COPY = "document in an entry of a newer protocol"
    POISON = "poison save"
    ERASED_PENDING = "erase with pending edits"
    LINKED = "two customers declared one"
    LINKED_AGAIN = "customer declared one with two others"
    LINK_UNDONE = "two customers no longer one"
    LINKED_APART = "one of linked customers handed over"
    ERASED_IN_FORM = "erase of what a form shows"


class Weather(StrEnum):
    """Faults that come together. A seed has some kinds of weather and lacks others, so that each meets the
    others and is also seen alone."""

    NETWORK = "network"
    CRASHES = "crashes"
    DISKS = "disks"
    PROCESSES = "processes"
    IMAGES = "images"
    RESTORES = "restores"
    CLOCKS = "clocks"
    INTERLEAVING = "interleaving"
    HAND_OVERS = "hand-overs"
    TEAMS = "teams"
    REVOKING = "revoking"
    SCHEMAS = "schemas"
    POISON = "poison"
    ERASING = "erasing"
    DUPLICATES = "duplicates"


FAULTS_OF: dict[Weather, tuple[Fault, ...]] = {
    Weather.NETWORK: (
        Fault.REQUEST_LOST,
        Fault.ANSWER_LOST,
        Fault.LATE,
        Fault.REORDERED,
        Fault.DUPLICATED,
        Fault.TRUNCATED,
        Fault.PORTAL,
        Fault.REDIRECT,
        Fault.BUSY,
        Fault.TOO_LARGE,
        Fault.OPEN_FORM,
    ),
    Weather.CRASHES: (Fault.LAPTOP_CRASH, Fault.SERVER_CRASH),
    Weather.DISKS: (Fault.LAPTOP_FULL, Fault.SERVER_FULL),
    Weather.PROCESSES: (Fault.TWO_PROCESSES, Fault.LEASE_LOST),
    Weather.IMAGES: (Fault.OLD_IMAGE, Fault.CLONE),
    Weather.RESTORES: (Fault.SERVER_RESTORED,),
    Weather.CLOCKS: (Fault.CLOCK_MINUTES, Fault.CLOCK_YEARS),
    Weather.INTERLEAVING: (Fault.PUSHES_INTERLEAVED, Fault.SEEN_HALFWAY, Fault.PULL_INTERLEAVED),
    Weather.HAND_OVERS: (
        Fault.HANDED_OVER_BEFORE,
        Fault.HANDED_OVER_AFTER,
        Fault.HANDED_BACK,
        Fault.HANDED_BACK_OFFLINE,
        Fault.HANDED_OVER_BETWEEN,
        Fault.OWNER_CHANGED,
        Fault.TOO_LATE,
        Fault.PAGE_IN_GRANT,
    ),
    Weather.TEAMS: (Fault.LEFT_TEAM, Fault.RETIRED),
    Weather.REVOKING: (Fault.REVOKED_IN_PUSH,),
    Weather.SCHEMAS: (Fault.NEWER_SCHEMA, Fault.OLDER_SCHEMA, Fault.NEWER_ENTRY, Fault.UNREAD_COPY),
    Weather.POISON: (Fault.POISON,),
    Weather.DUPLICATES: (
        Fault.LINKED,
        Fault.LINKED_AGAIN,
        Fault.LINK_UNDONE,
        Fault.LINKED_APART,
    ),
    Weather.ERASING: (Fault.ERASED_PENDING, Fault.ERASED_IN_FORM),
}
"""What each kind of weather shall bring about."""

NEEDS: dict[Weather, frozenset[Weather]] = {
    Weather.HAND_OVERS: frozenset({Weather.INTERLEAVING}),
    Weather.REVOKING: frozenset({Weather.INTERLEAVING}),
    Weather.DUPLICATES: frozenset({Weather.HAND_OVERS}),
}
"""What must be there as well, for everything of a kind to happen."""
