"""What each number of a rule pack is called, in which unit it counts, and where it comes from."""

from collections.abc import Sequence
from typing import NamedTuple

from fieldlog.domain.packs import RulePack
from fieldlog.domain.problems import N_
from fieldlog.domain.rules import visit_length, weekly_contact
from sync_server.core.rule_packs import CHOICES, FIELDS, NUMBERS
from sync_server.review.call import PageCall
from sync_server.review.telling import source_words
from sync_server.review.words import word


class Meaning(NamedTuple):
    """The title of a field, what it does, its unit (empty for choices), and its source (empty: fieldlog's
    own).
    """

    title: str
    hint: str
    unit: str = ""
    source: str = ""


_MINUTES, _DAYS = N_("{count} minutes"), N_("{count} days")

MEANINGS: dict[str, Meaning] = {
    "contact_channels": Meaning(
        N_("What counts as a contact"),
        N_("Only contacts that reached the customer count."),
        source=weekly_contact.SOURCE,
    ),
    "contact_classes": Meaning(
        N_("Classes with a contact every week"),
        N_("Key customers always have one, whatever their class."),
        source=weekly_contact.SOURCE,
    ),
    "visit_minutes": Meaning(
        N_("A visit lasts at least"),
        N_("Exactly so many minutes pass."),
        _MINUTES,
        visit_length.SOURCE,
    ),
    "paused_days_that_excuse": Meaning(
        N_("Paused days that excuse a week"),
        N_("A week with so many paused days needs no contact."),
        _DAYS,
        weekly_contact.SOURCE,
    ),
    "amber_weekday": Meaning(
        N_("Day on which a missing contact begins to show"),
        N_("1 is Monday, 7 is Sunday."),
        N_("day {count} of the week"),
        weekly_contact.SOURCE,
    ),
    "birthday_lead_days": Meaning(
        N_("Birthdays on Today"), N_("So many days ahead."), N_("{count} days ahead"), "S0 r33"
    ),
    "pause_end_lead_days": Meaning(
        N_("Ends of pauses on Today"), N_("So many days ahead."), N_("{count} days ahead")
    ),
    "snooze_days": Meaning(N_("Putting off on Today"), N_("At most so many days."), _DAYS),
    "held_note_days": Meaning(
        N_("Health notes waiting for consent"),
        N_("Without consent they are removed from the laptop after so many days."),
        _DAYS,
    ),
    "length_channels": Meaning(
        N_("What has to last that long"),
        N_("Only meetings that reached the customer count."),
        source=visit_length.SOURCE,
    ),
}

ORDER = (
    "visit_minutes",
    "length_channels",
    *(one for one in FIELDS if one not in ("visit_minutes", "length_channels")),
)
"""The order in which a form asks: what belongs together stands together."""


class Line(NamedTuple):
    """A number of a pack as it is shown: ``before`` is that of the pack before, where it was another one."""

    title: str
    value: str
    before: str
    source: str


def choice_word(call: PageCall, name: str, code: str) -> str:
    """Return what a choice is called: a channel, or the letter of a class."""
    return code if name == "contact_classes" else word(call, "channel", code)


def value_words(call: PageCall, pack: RulePack, name: str) -> str:
    """Return the value of a field with its unit."""
    value = getattr(pack, name)
    if name in CHOICES:
        return call.say(N_(", ")).join(choice_word(call, name, one) for one in value)
    return call.say(MEANINGS[name].unit, count=value)


def lines_of(call: PageCall, pack: RulePack, before: RulePack | None) -> list[Line]:
    """Return the numbers of a pack beside those of the pack before it."""
    found = []
    for name in ORDER:
        meaning, value = MEANINGS[name], value_words(call, pack, name)
        old = value if before is None else value_words(call, before, name)
        source = source_words(call, meaning.source) if meaning.source else ""
        found.append(Line(call.say(meaning.title), value, "" if old == value else old, source))
    return found


class Asked(NamedTuple):
    """A field of the form: its name, title, hint with the range, and source; ``choices`` are (code, word,
    ticked), ``value`` is what is typed.
    """

    name: str
    title: str
    hint: str
    value: str
    choices: list[tuple[str, str, bool]]


def ask(call: PageCall, given: dict[str, object]) -> list[Asked]:
    """Return the fields of the form, filled in with what was given."""
    asked = []
    for name in ORDER:
        meaning, value = MEANINGS[name], given[name]
        hints = [call.say(meaning.hint)]
        if name in NUMBERS:
            hints.append(call.say(N_("From {least} to {most}."), **NUMBERS[name]._asdict()))
        if meaning.source:
            hints.append(call.say(N_("Source: {source}."), source=source_words(call, meaning.source)))
        chosen = value if isinstance(value, tuple) else ()
        choices = [(one, choice_word(call, name, one), one in chosen) for one in CHOICES.get(name, ())]
        typed = "" if name in CHOICES else str(value)
        asked.append(Asked(name, call.say(meaning.title), one_after_the_other(call, hints), typed, choices))
    return asked


def one_after_the_other(call: PageCall, sentences: Sequence[str]) -> str:
    """Return sentences as one text; a Chinese full stop needs no space behind it."""
    return ("" if call.language == "zh" else " ").join(sentences)
