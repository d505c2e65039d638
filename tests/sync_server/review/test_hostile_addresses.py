"""Numbers, weeks, days and places in addresses that no page has written: refused or left out, no fault."""

import re
from importlib.resources import files
from urllib.parse import urlencode

import pytest

from sync_server.core.rule_packs import CHOICES, NUMBERS
from sync_server.review.export_tables import EXPORTS
from sync_server.review.inbox_lists import LISTS
from sync_server.review.pages.customers import FIELDS
from sync_server.review.visit_filters import SORTS, Filters
from tests.sync_server.review.test_rules_pages import address
from tests.sync_server.review.visitor import Team, Visitor

HUGE = "9" * 32
VALUES = (
    HUGE,
    f"{HUGE} a",
    f"{HUGE} {'0' * 32}",
    "٣",
    "٣ a",
    "9999-W52",
    "0001-W01",
    "9999-12-31",
    "0001-01-01",
    f"9999-12-31T23:59:59Z {'0' * 32}",
)
OF_VISITS = (*Filters._fields, "before", "behind", "tick")
Ask = tuple[str, tuple[str, ...]]


def asked_of_lists(rep: str) -> list[Ask]:
    """Return addresses of lists, and the parameters that each of them reads behind what stands there."""
    return [
        ("/review?", ("team", "done", "count")),
        ("/review/inbox?", ("list", "behind")),
        *((f"/review/inbox?list={name}&", ("behind",)) for name in LISTS),
        ("/review/visits?", OF_VISITS),
        *((f"/review/visits?sort={sort}&", ("before", "behind")) for sort in SORTS),
        ("/review/visits?channel=meeting&", ("first", "last", "since")),
        ("/review/customers?", (*FIELDS, "behind", "tick")),
        (f"/review/customers?was={rep}&", ("week",)),
        ("/review/promises?", ("team", "rep", "age", "behind")),
        ("/review/promises/due?", ("team", "week", "became", "behind")),
        ("/review/report?", ("team", "week")),
        ("/review/signals?", ("team", "weeks")),
        ("/review/audit?", ("by", "action", "behind")),
    ]


def asked_of_others(visitor: Visitor, team: Team) -> list[Ask]:
    """Return the same of exports, of forms, and of pages about one person or one thing."""
    numbers = (*NUMBERS, "start", *(f"{name}.{one}" for name in CHOICES for one in CHOICES[name]))
    return [
        ("/review/export?", ("table", "format")),
        *((f"/review/export?table={name}&format=csv&", one.fields) for name, one in EXPORTS.items()),
        (f"{address(visitor)}&", numbers),
        ("/review/hand-over?", ("from", "chosen")),
        (f"/review/customers/{team.customer_of('王丽')}?", ("all", "health")),
        (f"/review/visits/{team.visit_of('王丽')}?", ("back",)),
        ("/review/language?", ("to", "next")),
        *(
            (f"/review/{name}?", ("next",))
            for name in ("confirm", "recovery-code", "second-factor", "sign-in")
        ),
    ]


def faults(visitor: Visitor, asked: list[Ask]) -> list[tuple[str, int]]:
    """Return what was answered with a fault of the server, and what was not tried for being too much."""
    tried = [
        f"{start}{urlencode({name: value})}" for start, names in asked for name in names for value in VALUES
    ]
    answers = [(path, visitor.ask("GET", path).status_code) for path in tried]
    return [(path, status) for path, status in answers if status == 429 or status >= 500]


def test_no_number_week_day_or_place_in_an_address_of_a_list_is_a_fault(visitor: Visitor, team: Team) -> None:
    team.conflict_of("王丽"), team.late_of("王丽"), team.matter_of("王丽"), team.visit_of("王丽")
    visitor.sign_in("Admin")
    assert faults(visitor, asked_of_lists(team.ids["王丽"])) == []


def test_no_number_week_day_or_place_in_an_address_of_another_page_is_a_fault(
    visitor: Visitor, team: Team
) -> None:
    team.visit_of("王丽")
    visitor.sign_in("Admin")
    assert faults(visitor, asked_of_others(visitor, team)) == []


def test_every_parameter_that_a_page_reads_is_tried(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("Admin")
    asked = asked_of_lists(team.ids["王丽"]) + asked_of_others(visitor, team)
    tried = {name for _, names in asked for name in names}
    sources = [one for one in files("sync_server.review").iterdir() if one.name.endswith(".py")]
    sources += [one for one in files("sync_server.review.pages").iterdir() if one.name.endswith(".py")]
    read = {
        name
        for one in sources
        for name in re.findall(r'query(?:\.get\(|\[)"([\w.-]+)"', one.read_text(encoding="utf-8"))
    }
    assert {"week", "behind", "weeks", "chosen"} <= read
    assert read - tried == set()


@pytest.mark.parametrize(
    "path",
    [
        f"/review/inbox?list=conflicts&behind={HUGE}+a",
        "/review/inbox?list=conflicts&behind=٣+a",
        "/review/customers?week=9999-W52",
        "/review/customers?week=0001-W01",
        "/review/customers?week=٢٠٢٦-W٤٦",
        "/review/customers?week=x",
    ],
)
def test_a_place_and_a_week_that_are_none_are_refused(visitor: Visitor, path: str) -> None:
    visitor.sign_in("周敏")
    assert visitor.open(path).status_code == 400
