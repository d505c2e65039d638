"""One customer on one screen, as JSON and as text."""

from argparse import Namespace
from datetime import datetime

from fieldlog.actions.customer_stories import CustomerStory, read_customer_story
from fieldlog.actions.finding import get_customer
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE
from fieldlog.cli.context import Context
from fieldlog.cli.customer_shapes import card_json
from fieldlog.cli.fields import write_fields
from fieldlog.cli.promise_shapes import SHORT_ID, promise_json, write_promises
from fieldlog.cli.shapes import Json
from fieldlog.cli.terminal import Terminal
from fieldlog.cli.visit_shapes import visit_json, write_visits
from fieldlog.domain.birthdays import describe_birthday
from fieldlog.domain.cards import Card
from fieldlog.domain.contact_strip import LEGEND_OF_ALL, NOT_DUE, describe_strip
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_list, translate
from fieldlog.locale.sentences import show_days_ago
from fieldlog.locale.words import consent_word

LONG_TEXTS = ("character", "taboos", "notes", "agreed_hours")


def run_show(context: Context, options: Namespace) -> int:
    """Answer ``fieldlog customer show``."""
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        story = read_customer_story(workspace, card)
        if context.wants_json:
            context.terminal.write_json(story_json(card, story, workspace))
        else:
            _write(context.terminal, card, story, workspace)
    return FINE


def story_json(card: Card, story: CustomerStory, workspace: Workspace) -> Json:
    """Return the shape of a customer with everything that belongs to it."""
    pauses = [
        {"from": one.start.isoformat(), "until": one.until.isoformat(), "reason": one.reason}
        for one in story.dossier.pauses
    ]
    return {
        **card_json(card, workspace),
        **{name: getattr(story.profile, name) for name in LONG_TEXTS},
        "family": [{"name": one.name, "relation": one.relation} for one in story.profile.family.values()],
        "pauses": pauses,
        "visits": [visit_json(one, workspace) for one in story.visits],
        "promises": [promise_json(one, workspace) for one in story.promises],
        "possible_duplicates": [{"id": one["id"], "name": one["name"]} for one in story.possible_duplicates],
        "joined": [{"id": one.id, "name": one.name} for one in story.dossier.joined],
    }


def _write(terminal: Terminal, card: Card, story: CustomerStory, workspace: Workspace) -> None:
    terminal.write_heading(f"{card['name']} {card['honorific']}".strip())
    rows = [(translate(title), text) for title, text in _lines(card, story, workspace) if text]
    write_fields(terminal, rows)
    if story.promises:
        terminal.write()
        write_promises(terminal, story.promises, workspace)
    if story.visits:
        terminal.write()
        write_visits(terminal, story.visits, workspace)
    if story.possible_duplicates:
        alike = show_list(f"{one['name']} {one['id'][:SHORT_ID]}" for one in story.possible_duplicates)
        terminal.write()
        terminal.write(
            translate(
                N_("May be the same person: {names}. If so: fieldlog customer merge {id} ID"),
                names=alike,
                id=card["id"][:SHORT_ID],
            )
        )


def _lines(card: Card, story: CustomerStory, workspace: Workspace) -> list[tuple[str, str]]:
    shape, profile = card_json(card, workspace), story.profile
    family = show_list(
        translate(N_("{name} ({relation})"), name=one.name, relation=one.relation)
        if one.relation
        else one.name
        for one in profile.family.values()
    )
    key = translate(N_("key customer")) if shape["key"] else ""
    return [
        (N_("Do not mention"), profile.taboos),
        (N_("Class"), f"{shape['class'] or ''} {key}".strip()),
        (N_("Phone"), show_list(card["phones"])),
        (N_("Address"), f"{card['district']} {card['address']}".strip()),
        (N_("Birthday"), say(describe_birthday(profile.birthday)) if profile.birthday else ""),
        (N_("Next birthday"), shape["next_birthday"] or ""),
        (N_("Family"), family),
        (N_("Character"), profile.character),
        (N_("Agreed hours"), profile.agreed_hours),
        (N_("Notes"), profile.notes),
        (N_("Consent to health notes"), consent_word(card["consent"])),
        (N_("Paused until"), shape["paused_until"] or ""),
        (N_("No regular contact since"), shape["opted_out_since"] or ""),
        (N_("Last contact"), _last_contact(shape)),
        (N_("Weekly contact"), _weekly_contact(card["strip"])),
        (N_("Joined"), show_list(f"{one.name} {one.id[:SHORT_ID]}" for one in story.dossier.joined)),
        (N_("Id"), card["id"]),
    ]


def _weekly_contact(strip: str) -> str:
    """Return the strip under its sentence and over its legend; nothing for who need not be contacted."""
    if set(strip) <= {NOT_DUE}:
        return ""
    legend = show_list(f"{mark} {translate(meaning)}" for mark, meaning in LEGEND_OF_ALL if mark in strip)
    return "\n".join((say(describe_strip(strip)), strip, legend))


def _last_contact(shape: Json) -> str:
    if shape["last_contact"] is None:
        return translate(N_("none yet"))
    return show_days_ago(datetime.fromisoformat(shape["last_contact"]).date(), shape["days_since_contact"])
