"""How a week stands, as JSON and as text."""

from collections.abc import Iterable

from fieldlog.actions.workspace import Workspace
from fieldlog.cli.shapes import Json, customer_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.days import week_name
from fieldlog.domain.neighbours import Neighbours
from fieldlog.domain.outlook import Outlook
from fieldlog.domain.problems import N_
from fieldlog.locale import show_due, show_list, show_minutes, translate, translate_plural


def outlook_json(outlook: Outlook, workspace: Workspace) -> Json:
    """Return the shape of a week's outlook."""
    return {
        "week": outlook.week,
        "to_contact": outlook.to_contact,
        "contacted": outlook.contacted,
        "overdue": outlook.overdue,
        "median_minutes": outlook.median_minutes,
        "contacts_needed": outlook.contacts_needed,
        "needed": [
            {
                "district": place.district,
                "compound": place.compound or None,
                "customers": [customer_json(one, workspace) for one in place.customers],
            }
            for place in outlook.needed
        ],
        "paused": [customer_json(one, workspace) for one in outlook.paused],
        "promises": [
            {
                "id": one.promise,
                "customer": customer_json(one.customer, workspace),
                "text": one.text,
                "due": one.due,
            }
            for one in outlook.promises
        ],
    }


def write_outlook(
    terminal: Terminal, outlook: Outlook, workspace: Workspace, with_everybody: bool = False
) -> None:
    """Write how the week stands and what is missing: who lives near another; with everybody, each customer
    and promise.
    """
    terminal.write(_contacted(outlook, workspace))
    if outlook.median_minutes is not None:
        length = show_minutes(outlook.median_minutes)
        terminal.write(translate(N_("Median length of the visits: {length}"), length=length))
    _write_needed(terminal, outlook, workspace, with_everybody)
    if outlook.promises:
        count = translate(N_("Promises due by Sunday: {count}"), count=len(outlook.promises))
        terminal.write(count)
    for one in outlook.promises if with_everybody else ():
        name = customer_json(one.customer, workspace)["name"]
        due = show_due(one.due, workspace.today())
        sentence = translate(N_('{name}, "{text}", {due}'), name=name, text=one.text, due=due)
        terminal.write(f"  {sentence}")


def _contacted(outlook: Outlook, workspace: Workspace) -> str:
    numbers = {"contacted": outlook.contacted, "to_contact": outlook.to_contact}
    if outlook.week != week_name(workspace.today()):
        # What is overdue now says nothing about another week.
        sentence = N_("Week {week}: {contacted} of {to_contact} contacted")
        return translate(sentence, week=outlook.week, **numbers)
    return translate_plural(
        "This week: {contacted} of {to_contact} contacted, {overdue} promise overdue",
        "This week: {contacted} of {to_contact} contacted, {overdue} promises overdue",
        outlook.overdue,
        overdue=outlook.overdue,
        **numbers,
    )


def _write_needed(terminal: Terminal, outlook: Outlook, workspace: Workspace, with_everybody: bool) -> None:
    count = outlook.contacts_needed
    if count:
        sentence = translate_plural(
            "To reach 100 % by Sunday: {count} contact",
            "To reach 100 % by Sunday: {count} contacts",
            count,
            count=count,
        )
        terminal.write(sentence)
    for place in outlook.needed:
        if place.compound or with_everybody:
            terminal.write(f"  {_place_line(place, workspace)}")
    if outlook.paused:
        names = _names(outlook.paused, workspace)
        terminal.write(translate(N_("Paused to the end of the week: {names}"), names=names))


def _names(customers: Iterable[str], workspace: Workspace) -> str:
    return show_list(str(customer_json(one, workspace)["name"]) for one in customers)


def _place_line(place: Neighbours, workspace: Workspace) -> str:
    names = _names(place.customers, workspace)
    if place.compound:
        where = f"{place.district} {place.compound}".strip()
        return translate(N_("{place}: {names} live near one another"), place=where, names=names)
    district = place.district or translate(N_("without a district"))
    return translate(N_("{label}: {sentence}"), label=district, sentence=names)
