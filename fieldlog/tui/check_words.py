"""The service check in rows: what each rule counted, what a week still needs, what a rule found."""

from datetime import date

from fieldlog.actions.service_check import RulePage, WeekPage
from fieldlog.domain.cards import Card, days_since_contact, paused_until
from fieldlog.domain.compliance import Finding, RuleCount
from fieldlog.domain.days import end_of_day
from fieldlog.domain.neighbours import Neighbours
from fieldlog.domain.outlook import Outlook
from fieldlog.domain.packs import RulePack
from fieldlog.domain.problems import N_
from fieldlog.domain.rules import RULES
from fieldlog.locale import say, show_day, translate, translate_plural
from fieldlog.locale.sentences import show_moment
from fieldlog.locale.words import state_word
from fieldlog.tui.customer_words import due_words, last_contact_words
from fieldlog.tui.widgets.row_list import Row

TONES = {"missed": "overdue", "open": "warn", "excused": "dim"}
NOTHING = "-"


def rule_title(rule: str) -> str:
    """Return the title of a rule; one from a newer version stands for itself."""
    return translate({one.RULE: one.TITLE for one in RULES}.get(rule, rule))


def rule_summary(rule: str, pack: RulePack) -> str:
    """Return what a rule asks, with the numbers of a pack."""
    summaries = {one.RULE: one.SUMMARY for one in RULES}
    return translate(summaries[rule], minutes=pack.visit_minutes) if rule in summaries else ""


def percent_words(count: RuleCount) -> str:
    """Return how much of what was due was met on time; a dash when nothing was due."""
    return NOTHING if count.percent is None else f"{count.percent} %"


def rule_rows(page: WeekPage) -> list[Row]:
    """Return a row for each rule."""
    return [_rule_row(count) for count in page.check.counts]


def _rule_row(count: RuleCount) -> Row:
    numbers = (count.met, count.missed, count.open, count.excused)
    shown = [str(number) if number else NOTHING for number in numbers]
    tone = "overdue" if count.missed else ""
    return Row(f"rule:{count.rule}", (rule_title(count.rule), *shown, percent_words(count)), tone)


def needed_rows(page: WeekPage) -> list[Row]:
    """Return what is still needed by Sunday, neighbours together; nothing for a week that is over."""
    outlook = page.outlook
    if outlook is None:
        return []
    rows = [_space(0), _heading("needed", _needed_title(outlook))]
    for number, place in enumerate(outlook.needed):
        if where := _place_words(place):
            rows.append(_heading(f"place-{number}", f"  {where}"))
        rows += [_customer_row(page, customer) for customer in place.customers]
    for promise in outlook.promises:
        name = page.cards[promise.customer]["name"] if promise.customer in page.cards else ""
        words = translate(
            N_('{name}, "{text}", {due}'),
            name=name,
            text=promise.text,
            due=due_words(promise.due, page.today),
        )
        rows.append(_wide(f"promise:{promise.promise}", words))
    return rows + _paused_rows(page, outlook)


def _needed_title(outlook: Outlook) -> str:
    count, promises = outlook.contacts_needed, len(outlook.promises)
    if not count and not promises:
        return translate(N_("Nothing more is needed by Sunday."))
    contacts = translate_plural("{count} contact", "{count} contacts", count, count=count)
    due = translate_plural("{count} promise", "{count} promises", promises, count=promises)
    return translate(
        N_("Needed by Sunday for 100 %: {contacts}, {promises}"), contacts=contacts, promises=due
    )


def _place_words(place: Neighbours) -> str:
    if place.compound:
        return translate_plural(
            "{place}: {count} lives here",
            "{place}: {count} live here together",
            len(place.customers),
            place=place.where,
            count=len(place.customers),
        )
    return place.district


def _customer_row(page: WeekPage, customer: str) -> Row:
    card = page.cards.get(customer, {})
    days = days_since_contact(card, page.today, page.zone) if card else None
    template = N_("{name}, last contact: {when}")
    words = translate(template, name=card.get("name", ""), when=last_contact_words(days))
    return _wide(f"customer:{customer}", words)


def _paused_rows(page: WeekPage, outlook: Outlook) -> list[Row]:
    rows = [_heading("paused", translate(N_("Paused to the end of the week")))] if outlook.paused else []
    for customer in outlook.paused:
        card: Card = page.cards.get(customer, {})
        words = translate(N_("{name}, {when}"), name=card.get("name", ""), when=_pause_words(card, page))
        rows.append(_wide(f"customer:{customer}", words)._replace(tone="dim"))
    return rows


def _pause_words(card: Card, page: WeekPage) -> str:
    until = paused_until(card, page.today) if card else None
    if until is None:
        return ""
    return translate(N_("paused until {day}"), day=show_day(date.fromisoformat(until), page.today))


def _wide(key: str, words: str) -> Row:
    return Row(key, (words,))


def _heading(key: str, words: str) -> Row:
    return Row(f"heading:{key}", (words,), is_heading=True)


def _space(number: int) -> Row:
    return _heading(f"space-{number}", "")


def _when_words(one: Finding, page: RulePage) -> str:
    # A visit is known by its start, whenever the rule was due in it.
    when, zone, today = page.starts.get(one.visit, one.due), page.week.zone, page.week.today
    day = when.astimezone(zone).date()
    # Most things are due some day: its last second says no more than the day.
    return show_day(day, today) if when == end_of_day(day, zone) else show_moment(when, zone, today)


def finding_rows(page: RulePage) -> list[Row]:
    """Return a row for each finding: state, customer, when, detail; a heading stands above what was met. The
    key of a row is the place of its finding.
    """
    rows = [_finding_row(number, one, page) for number, one in enumerate(page.findings)]
    others = sum(one.state != "met" for one in page.findings)
    if others < len(rows):
        gap = [_space(0)] if others else []
        rows[others:others] = [*gap, _heading("met", translate(N_("Met on time")))]
    return rows


def _finding_row(number: int, one: Finding, page: RulePage) -> Row:
    cells = (
        state_word(one.state),
        page.cards[one.customer]["name"] if one.customer in page.cards else "",
        _when_words(one, page),
        say(one.detail, page.week.today),
    )
    return Row(str(number), cells, TONES.get(one.state, ""))
