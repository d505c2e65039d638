"""Guidance cards: a few words at the moment they help, which go once the habit is there.

A card is no rule and is never counted against anybody. The words are ours; the sources only say what to care
about.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fieldlog.domain.problems import N_

HABIT = 5
"""So often a habit must have been shown, or a card without a habit that can be seen, before the card goes."""

MOMENTS: dict[str, str] = {
    "before-visit": N_("Before a visit"),
    "start-visit": N_("At the door"),
    "complaint": N_("When a customer complains"),
    "advice": N_("When you give advice"),
    "refusing": N_("When you have to say no"),
    "inviting": N_("When you invite"),
    "why-we-ask": N_("When you ask about the person"),
}
"""The moments in the order of a day, with what they are called."""


class GuidanceCard(NamedTuple):
    """A card for a moment: a short title, one to four lines, and where it comes from.

    ``habit`` is the service rule that shows the habit, or empty where nothing that is noted could show it.
    """

    id: str
    moment: str
    title: str
    lines: tuple[str, ...]
    source: str
    habit: str = ""


CARDS: tuple[GuidanceCard, ...] = (
    GuidanceCard(
        "purpose",
        "before-visit",
        N_("What do you go for?"),
        (
            N_("Say it in a few words before you leave: bring something, invite, or simply talk."),
            N_("With a purpose in mind nothing is forgotten at the door."),
        ),
        "S0 r1",
        habit="purpose-first",
    ),
    GuidanceCard(
        "surprise",
        "before-visit",
        N_("A small surprise"),
        (
            N_("Something that shows you remembered: a cutting, a photo, news of a friend."),
            N_("It need not cost anything, and should not be the same as last time."),
        ),
        "S0 r2",
    ),
    GuidanceCard(
        "form-of-address",
        "before-visit",
        N_("How you say hello"),
        (
            N_("Use the form of address that this customer likes; it stands large in the brief."),
            N_("Look once more at what not to mention."),
        ),
        "S0 r18",
    ),
    GuidanceCard(
        "arriving",
        "start-visit",
        N_("Phone silent, smile on"),
        (
            N_("The phone stays in your bag, and so does anything to nibble."),
            N_("Smile when the door opens."),
        ),
        "S0 r19, r20",
    ),
    GuidanceCard(
        "listening",
        "start-visit",
        N_("Listen to the end"),
        (N_("Let every story be told to its end. What you want to say can wait."),),
        "S0 r20",
    ),
    GuidanceCard(
        "complaint-words",
        "complaint",
        N_("Three answers that hurt"),
        (
            N_("Never push it away: not your task, somebody else should have said so, others see to that."),
            N_("Listen, say that you understand, and say thank you for being told."),
            N_("Then say what you will do, and by when."),
        ),
        "S1 p13",
    ),
    GuidanceCard(
        "prevention-first",
        "advice",
        N_("Prevention first"),
        (
            N_("First what keeps this customer well: sleep, walking, meals, the doctor's word."),
            N_("Only then nutrition. It never takes the place of medicine."),
        ),
        "S0 r31",
    ),
    GuidanceCard(
        "gentle-no",
        "refusing",
        N_("A gentle no"),
        (
            N_("First show that you have understood the wish."),
            N_("Then say what you can do instead, and by when."),
        ),
        "S0 r5",
    ),
    GuidanceCard(
        "honour",
        "inviting",
        N_("It is their honour"),
        (
            N_("A talk or a check-up is something this customer is entitled to: invite, do not press."),
            N_("A no is fine. Ask once."),
        ),
        "S0 r23, r9",
    ),
    GuidanceCard(
        "why-we-ask",
        "why-we-ask",
        N_("Why do we ask?"),
        (
            N_("To address, visit and congratulate this customer in the right way, and for nothing else."),
            N_("Say so when you ask. One question a visit is enough, and no answer is an answer."),
        ),
        "S2",
    ),
    GuidanceCard(
        "consent-first",
        "why-we-ask",
        N_("Health notes need a yes"),
        (
            N_("Ask whether you may write down how the customer is, and say who reads it."),
            N_("A no is noted as well, and can become a yes at any time, or the other way round."),
        ),
        "S3",
    ),
)


def has_faded(card: GuidanceCard, shown: int, met: Sequence[bool]) -> bool:
    """Say whether a rep needs a card no more.

    ``met`` says of the last occasions, oldest first, whether they showed the card's habit; ``shown`` counts
    how often the card was seen. A habit that is lost brings its card back.
    """
    if not card.habit:
        return shown >= HABIT
    return len(met) >= HABIT and all(met[-HABIT:])
