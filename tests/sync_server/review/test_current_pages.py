"""Pages that show figures, lists or one customer first evaluate what came in since the last look."""

import pytest

from sync_server.core.evaluation import page_stamp
from sync_server.database import marks
from sync_server.database.engine import reading
from tests.sync_server.review.visitor import Team, Visitor

PAGES = (
    "/review",
    "/review/visits",
    "/review/customers",
    "/review/promises",
    "/review/promises/due?week=2026-W47",
    "/review/signals",
    "/review/inbox",
    "/review/report",
    "/review/export?table=visits",
    "/review/visits/{visit}",
    "/review/customers/{customer}",
    "/review/customers/{customer}/hand-over",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_evaluates_what_came_in_since(page: str, visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    visitor.sign_in("周敏")
    customer = work.add_customer("王丽", "李秀英")
    visit = work.visit("王丽", customer, "2026-11-17 09:00")
    sight = work.sight("周敏")
    with reading(team.organisation.engine) as connection:
        assert marks.is_dirty(connection, sight, page_stamp(connection, work.clock.now()))
    assert visitor.open(page.format(visit=visit, customer=customer)).status_code == 200
    with reading(team.organisation.engine) as connection:
        assert not marks.is_dirty(connection, sight, page_stamp(connection, work.clock.now()))
