"""The sheets of an export, with titles and words in the current language; moments are local ones."""

from collections.abc import Iterable
from datetime import date, datetime

from fieldlog.actions.export_facts import ExportFacts, Portrait, PromiseFacts, VisitFacts
from fieldlog.actions.service_check import check_week
from fieldlog.actions.tables_out import Column, Kind, Sheet
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import describe_birthday
from fieldlog.domain.cards import card_standing
from fieldlog.domain.days import ONE_WEEK, from_text, monday_of, week_name
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.domain.rules import RULES
from fieldlog.domain.table_cells import CellValue
from fieldlog.locale import say, translate
from fieldlog.locale.words import area_word, channel_word, consent_word, source_words, state_word

WEEKS_CHECKED = 8
Row = tuple[CellValue, ...]


def _columns(*titles: tuple[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(translate(title), kind) for title, kind in titles)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(instant: datetime | None, workspace: Workspace) -> datetime | None:
    return None if instant is None else instant.astimezone(workspace.zone).replace(tzinfo=None)


def _yes(value: bool) -> str:
    return translate(N_("yes")) if value else translate(N_("no"))


def customers_sheet(facts: ExportFacts, workspace: Workspace) -> Sheet:
    """Return one row for each customer."""
    columns = _columns(
        (N_("Name"), "text"),
        (N_("Honorific"), "text"),
        (N_("Class"), "text"),
        (N_("Key customer"), "text"),
        (N_("Phone"), "phone"),
        (N_("Address"), "text"),
        (N_("District"), "text"),
        (N_("Birthday"), "text"),
        (N_("Next birthday"), "date"),
        (N_("Character"), "text"),
        (N_("Taboos"), "text"),
        (N_("Family"), "text"),
        (N_("Notes"), "text"),
        (N_("Agreed hours"), "text"),
        (N_("Consent to health notes"), "text"),
        (N_("No regular contact since"), "date"),
        (N_("Last contact"), "datetime"),
        (N_("Open promises"), "number"),
        (N_("Created"), "date"),
        (N_("Id"), "phone"),
    )
    rows = [row for row in (_customer_row(one, workspace) for one in facts.customers) if row]
    return Sheet(translate(N_("Customers")), columns, rows)


def _customer_row(portrait: Portrait, workspace: Workspace) -> Row:
    card, profile = portrait.card, portrait.dossier.customer
    if profile is None:
        return ()
    standing = card_standing(card, workspace.today())
    last = card.get("last_contact")
    family = (f"{one.name} ({one.relation})" if one.relation else one.name for one in profile.family.values())
    return (
        profile.name,
        profile.honorific,
        standing.letter,
        _yes(standing.key),
        "、".join(profile.phones),
        profile.address,
        profile.district,
        say(describe_birthday(profile.birthday)) if profile.birthday else "",
        _day(card.get("next_birthday")),
        profile.character,
        profile.taboos,
        "、".join(family),
        profile.notes,
        profile.agreed_hours,
        consent_word(card["consent"]),
        _day(card["opted_out"]),
        _moment(from_text(last), workspace) if last else None,
        card["open_promises"],
        profile.created,
        profile.id,
    )


def visits_sheet(facts: ExportFacts, workspace: Workspace, with_health: bool) -> Sheet:
    """Return one row for each visit; the health column is there only if it is wanted."""
    health: tuple[tuple[str, Kind], ...] = ((N_("Health"), "text"),) if with_health else ()
    columns = _columns(
        (N_("Start"), "datetime"),
        (N_("Customer"), "text"),
        (N_("Channel"), "text"),
        (N_("Minutes"), "number"),
        (N_("By the timer"), "text"),
        (N_("Reached"), "text"),
        (N_("Reason not reached"), "text"),
        (N_("Purpose"), "text"),
        (N_("Reason for a brief visit"), "text"),
        (N_("Note"), "text"),
        (N_("Questions"), "text"),
        (N_("Suggestions"), "text"),
        *health,
        (N_("Entered at"), "datetime"),
        (N_("Customer id"), "phone"),
        (N_("Id"), "phone"),
    )
    rows = [_visit_row(one, workspace, with_health) for one in facts.visits]
    return Sheet(translate(N_("Visits")), columns, rows)


def _visit_row(facts: VisitFacts, workspace: Workspace, with_health: bool) -> Row:
    visit = facts.visit
    notes = visit.health if facts.shows_health else {}
    health = "\n".join(f"{area_word(area)}: {text}" for area, text in notes.items())
    return (
        _moment(visit.start, workspace),
        facts.card["name"],
        channel_word(visit.channel),
        visit.minutes,
        _yes(visit.timed),
        _yes(visit.reached),
        visit.not_reached_reason,
        visit.purpose,
        visit.brief_reason,
        visit.note,
        "\n".join(one.text for one in visit.question.values()),
        "\n".join(facts.suggestions),
        *((health,) if with_health else ()),
        _moment(visit.entered_at, workspace),
        facts.card["id"],
        visit.id,
    )


def promises_sheet(facts: ExportFacts, workspace: Workspace) -> Sheet:
    """Return one row for each promise."""
    columns = _columns(
        (N_("Due"), "date"),
        (N_("Time"), "text"),
        (N_("Customer"), "text"),
        (N_("What"), "text"),
        (N_("State"), "text"),
        (N_("Made"), "date"),
        (N_("Kept at"), "datetime"),
        (N_("Times moved"), "number"),
        (N_("Planned for"), "date"),
        (N_("Reason of the release"), "text"),
        (N_("Customer id"), "phone"),
        (N_("Id"), "phone"),
    )
    return Sheet(translate(N_("Promises")), columns, [_promise_row(one, workspace) for one in facts.promises])


def _promise_row(facts: PromiseFacts, workspace: Workspace) -> Row:
    promise, became = facts.story
    day = due_day(became.due)
    return (
        day,
        "" if became.due == day.isoformat() else became.due[11:16],
        facts.card["name"],
        promise.text,
        state_word(became.state),
        promise.made,
        _moment(became.kept_at, workspace),
        len(became.moves),
        due_day(became.planned),
        became.release_reason,
        facts.card["id"],
        promise.id,
    )


def check_sheet(facts: ExportFacts, workspace: Workspace) -> Sheet:
    """Return the findings of the service check, of this week and the ones before it."""
    columns = _columns(
        (N_("Week"), "text"),
        (N_("State"), "text"),
        (N_("Customer"), "text"),
        (N_("Rule"), "text"),
        (N_("Source"), "text"),
        (N_("Due"), "datetime"),
        (N_("Detail"), "text"),
    )
    names = {one.card["id"]: one.card["name"] for one in facts.customers}
    this_week = monday_of(workspace.today())
    mondays = [this_week - ONE_WEEK * ago for ago in range(WEEKS_CHECKED)]
    rows = [row for monday in mondays for row in _finding_rows(workspace, monday, names)]
    return Sheet(translate(N_("Service check")), columns, rows)


def _finding_rows(workspace: Workspace, monday: date, names: dict[str, str]) -> Iterable[Row]:
    titles = {rule.RULE: translate(rule.TITLE) for rule in RULES}
    for one in check_week(workspace, monday).findings:
        yield (
            week_name(monday),
            state_word(one.state),
            names.get(one.customer, ""),
            titles[one.rule],
            source_words(one.source),
            _moment(one.due, workspace),
            say(one.detail),
        )
