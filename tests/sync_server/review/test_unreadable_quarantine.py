"""What was not taken and is not what it says it is would appear nowhere: it goes back to the rep."""

import re

import pytest

from fieldlog.domain import kinds
from sync_server.database.engine import reading
from sync_server.database.tables import quarantine
from tests.sync_server.organisation import new_id
from tests.sync_server.review.visitor import Team, Visitor

UNREADABLE = {"start": "坏", "end": 5, "channel": "home"}


def push_about_a_colleagues_customer(team: Team, values: dict[str, object], doc_id: str = "") -> str:
    """Let 王丽 push a visit to a customer of 李强; return the address of its decision."""
    work = team.fieldwork
    if "李强" not in work.laptops:
        work.add_rep("李强", "东区")
    work.save("王丽", work.add_customer("李强"), kinds.VISIT, values, doc_id)
    with reading(team.organisation.engine) as connection:
        (row,) = connection.execute(quarantine.select())
    return f"/review/inbox/{row.quarantine_id}"


@pytest.mark.parametrize("wanted", ["accepted", "moved"])
def test_what_cannot_be_read_is_only_returned(visitor: Visitor, team: Team, wanted: str) -> None:
    path = push_about_a_colleagues_customer(team, dict(UNREADABLE))
    mine = team.fieldwork.add_customer("王丽")
    visitor.sign_in("周敏")
    page = visitor.open(path).text
    assert re.findall('name="do" value="([a-z]+)"', page) == ["returned"]
    token = visitor.form_token()
    fields = {"form": token, "do": wanted, "customer": mine}
    assert visitor.post(path, fields).status_code == 409
    visitor.open(path)
    visitor.post(path, {"form": visitor.form_token(), "do": "returned"})
    assert path not in visitor.follow().text


def test_a_change_of_what_the_server_has_is_read_together_with_it(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    work.add_rep("李强", "东区")
    customer = work.add_customer("李强", "孙玉兰")
    visit = work.visit("李强", customer, "2026-11-20 09:00")
    work.save("王丽", customer, kinds.VISIT, {"note": "补一句"}, visit)
    with reading(team.organisation.engine) as connection:
        (row,) = connection.execute(quarantine.select())
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/inbox/{row.quarantine_id}").text
    assert "accepted" in re.findall('name="do" value="([a-z]+)"', page)


def test_a_visit_that_can_be_read_is_accepted(visitor: Visitor, team: Team) -> None:
    times = {"start": "2026-11-20T01:00:00Z", "end": "2026-11-20T01:45:00Z", "zone": "Asia/Shanghai"}
    path = push_about_a_colleagues_customer(team, {**times, "channel": "home"}, new_id())
    visitor.sign_in("周敏")
    page = visitor.open(path).text
    assert "accepted" in re.findall('name="do" value="([a-z]+)"', page)
