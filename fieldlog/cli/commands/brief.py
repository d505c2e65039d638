"""``fieldlog brief``: all that helps to meet a customer well, on one screen."""

from argparse import ArgumentParser, Namespace
from datetime import date

from fieldlog.actions.briefs import Brief, BriefBirthday, BriefPromise, BriefVisit, read_brief
from fieldlog.actions.finding import get_customer
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.fields import write_fields
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.birthdays import describe_birthday
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_day, show_due, show_list, show_minutes, translate, translate_plural
from fieldlog.locale.sentences import show_reading
from fieldlog.locale.words import area_word, channel_word, consent_word


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=translate(N_("name, pinyin initials or id")))


def _run(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        brief = read_brief(workspace, get_customer(workspace, options.customer))
        if context.wants_json:
            context.terminal.write_json(_brief_json(brief, workspace))
        else:
            _write(context.terminal, brief, workspace.today())
    return FINE


def _brief_json(brief: Brief, workspace: Workspace) -> Json:
    plain = ("character", "taboos", "agreed_hours", "notes", "district", "address", "days_since_contact")
    return {
        "customer": customer_json(brief.customer, workspace),
        "addressed": brief.addressed,
        "class": brief.letter or None,
        "key": brief.key,
        **{name: getattr(brief, name) for name in plain},
        "phones": list(brief.phones),
        "family": [{"name": one.name, "relation": one.relation} for one in brief.family],
        "birthday": None if brief.birthday is None else _birthday_json(brief.birthday),
        "consent": brief.consent or "not-asked",
        "paused_until": _day_text(brief.paused_until),
        "pause_reason": brief.pause_reason,
        "opted_out_since": _day_text(brief.opted_out),
        "visits": [_visit_json(one, workspace) for one in brief.visits],
        "promises": [_promise_json(one) for one in brief.promises],
        "question": None if brief.question is None else _promise_json(brief.question),
    }


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _birthday_json(birthday: BriefBirthday) -> Json:
    known = birthday.birthday
    members = ("calendar", "month", "day", "year", "leap")
    said = {name: getattr(known, name) for name in members}
    return {**said, "next": _day_text(birthday.day), "days": birthday.days}


def _visit_json(visit: BriefVisit, workspace: Workspace) -> Json:
    return {
        "id": visit.visit,
        "start": moment_json(visit.start, workspace),
        "purpose": visit.purpose,
        "channel": visit.channel,
        "minutes": visit.minutes,
        "reached": visit.reached,
        "note": visit.note,
        "health": dict(visit.health),
    }


def _promise_json(promise: BriefPromise) -> Json:
    return {
        "id": promise.promise,
        "text": promise.text,
        "due": promise.due,
        "days": promise.days,
        "late": promise.is_late,
        "form": promise.form,
    }


def _write(terminal: Terminal, brief: Brief, today: date) -> None:
    terminal.write_heading(brief.addressed)
    write_fields(terminal, [(translate(label), text) for label, text in _person(brief, today)])
    if brief.promises:
        terminal.write_heading(translate(N_("Promised")))
    for promise in brief.promises:
        terminal.write(_promise_line(promise, today))
    if brief.visits:
        terminal.write_heading(translate(N_("Last visits")))
    for visit in brief.visits:
        _write_visit(terminal, visit, today)


def _person(brief: Brief, today: date) -> list[tuple[str, str]]:
    key = translate(N_("key customer")) if brief.key else ""
    family = (
        translate(N_("{name} ({relation})"), name=one.name, relation=one.relation)
        if one.relation
        else one.name
        for one in brief.family
    )
    return [
        (N_("Name"), "" if brief.name == brief.addressed else brief.name),
        (N_("Do not mention"), brief.taboos),
        (N_("Class"), show_list(part for part in (brief.letter, key) if part)),
        (N_("Character"), brief.character),
        (N_("Family"), show_list(family)),
        (N_("Birthday"), _birthday_words(brief.birthday, today)),
        (N_("Last contact"), _contact_words(brief.days_since_contact)),
        (N_("Question"), _question_words(brief.question, today)),
        (N_("Consent to health notes"), consent_word(brief.consent)),
        (N_("Paused"), _pause_words(brief, today)),
        (N_("No regular contact since"), show_day(brief.opted_out, today) if brief.opted_out else ""),
        (N_("Agreed hours"), brief.agreed_hours),
        (N_("Address"), f"{brief.district} {brief.address}".strip()),
        (N_("Phone"), show_list(brief.phones)),
        (N_("Notes"), brief.notes),
    ]


def _birthday_words(birthday: BriefBirthday | None, today: date) -> str:
    if birthday is None:
        return ""
    known = say(describe_birthday(birthday.birthday))
    if birthday.day is None:
        return known
    following = show_reading(birthday.day.isoformat(), today)
    return translate(N_("{birthday}; next: {day}"), birthday=known, day=following)


def _contact_words(days: int | None) -> str:
    if days is None:
        return translate(N_("none yet"))
    if days <= 0:
        return translate(N_("today"))
    return translate_plural("{days} day ago", "{days} days ago", days, days=days)


def _question_words(question: BriefPromise | None, today: date) -> str:
    if question is None:
        return ""
    due = _due_words(question, today)
    return translate(N_("{text} (answer promised: {due})"), text=question.text, due=due)


def _pause_words(brief: Brief, today: date) -> str:
    if brief.paused_until is None:
        return ""
    day = show_day(brief.paused_until, today)
    return translate(N_("to {day}: {reason}"), day=day, reason=brief.pause_reason)


def _due_words(promise: BriefPromise, today: date) -> str:
    if promise.days >= 0:
        return show_reading(promise.due, today)
    late = translate_plural("{count} day late", "{count} days late", -promise.days, count=-promise.days)
    return translate(N_("{due}, {late}"), due=show_due(promise.due, today), late=late)


def _promise_line(promise: BriefPromise, today: date) -> str:
    mark = "!" if promise.is_late else "-"
    return translate(N_("{mark} {text}, {due}"), mark=mark, text=promise.text, due=_due_words(promise, today))


def _write_visit(terminal: Terminal, visit: BriefVisit, today: date) -> None:
    length = show_minutes(visit.minutes) if visit.reached else translate(N_("not reached"))
    line = translate(
        N_("- {day}, {channel}, {length}: {purpose}"),
        day=show_day(visit.start.date(), today),
        channel=channel_word(visit.channel),
        length=length,
        purpose=visit.purpose,
    )
    terminal.write(line)
    if visit.note:
        terminal.write(f"  {visit.note}")
    for area, text in visit.health.items():
        said = translate(N_("{label}: {sentence}"), label=area_word(area), sentence=" ".join(text.split()))
        terminal.write(f"  {said}")


BRIEF = Command(
    N_("all that helps before a visit: how to address the customer, promises, the last visits"),
    "fieldlog brief 李明朗",
    _configure,
    _run,
)
