"""Handing many customers of one rep over at once: ticked, asked for the password, all or none."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from fieldlog.domain.exchange import PullRequest
from sync_server.core.giving import give
from sync_server.core.integrity import find_faults
from sync_server.core.users import retire_user
from sync_server.database.engine import reading, write
from sync_server.database.tables import audit, grants
from sync_server.errors import RefusalError
from sync_server.review.ticked_customers import read_ticked_ids, ticked_path
from tests.sync_server.organisation import PASSWORD, new_id
from tests.sync_server.review.test_hostile_forms import SCRIPTS, assert_harmless
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]
NAMES = ("李明朗", "王桂兰", "赵德福")
LIST = "/review/customers"


class Moving:
    """王丽 with three customers, 陈静 beside her in the team, and 张伟 in the other one."""

    def __init__(self, team: Team) -> None:
        self.team = team
        team.organisation.add_user("陈静", "rep", "东区")
        team.laptops["陈静"] = team.fieldwork.laptops["陈静"] = team.organisation.add_laptop("陈静")
        team.ids["陈静"] = team.laptops["陈静"].user_id
        self.customers = {name: team.fieldwork.add_customer("王丽", name, district="东湖") for name in NAMES}

    @property
    def of_rep(self) -> str:
        return f"{LIST}?rep={self.team.ids['王丽']}"

    def path(self, *names: str) -> str:
        return ticked_path(self.team.ids["王丽"], [self.customers[name] for name in names or NAMES])

    def open(self, visitor: Visitor, *names: str) -> None:
        """Open the page with ticked customers as a supervisor."""
        visitor.sign_in("周敏")
        visitor.open("/review/language?to=en")
        assert visitor.open(self.path(*names)).status_code == 200

    def send(self, visitor: Visitor, *names: str, **fields: str) -> str:
        """Send the page's form with ticked customers; return what is shown then."""
        found = visitor.form("")
        pairs = list({**found.fields, **fields}.items())
        pairs += [("customer", self.customers[name]) for name in names or NAMES]
        visitor.post_pairs(found.action, pairs)
        return visitor.follow().text

    def owners(self) -> dict[str, str]:
        """Return who has each customer now."""
        people = {user_id: name for name, user_id in self.team.ids.items()}
        query = select(grants).where(grants.c.to_seq.is_(None), grants.c.why == "owner")
        with reading(self.team.organisation.engine) as connection:
            found = {row.scope[9:]: people[row.user_id] for row in connection.execute(query)}
        return {name: found.get(customer, "") for name, customer in self.customers.items()}

    def deeds(self) -> list[tuple[str, str]]:
        query = select(audit).where(audit.c.action == "hand-over").order_by(audit.c.subject)
        with reading(self.team.organisation.engine) as connection:
            return [(row.by, row.subject) for row in connection.execute(query)]


@pytest.fixture
def moving(team: Team) -> Moving:
    return Moving(team)


ALL_STAY = dict.fromkeys(NAMES, "王丽")
ALL_MOVED = dict.fromkeys(NAMES, "陈静")


def test_ticked_customers_of_a_rep_are_handed_over_together(visitor: Visitor, moving: Moving) -> None:
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    page = visitor.open(moving.of_rep).text
    assert page.count('name="customer"') == 3
    assert "At most 200 at once." in page
    assert visitor.open(f"{moving.of_rep}&tick=all").text.count(" checked>") == 3
    page = moving.send(visitor)
    assert "<h1>Hand 3 customers of 王丽 over</h1>" in page
    assert all(name in page for name in NAMES)
    assert page.count(" checked>") == 3
    assert moving.owners() == ALL_STAY
    page = moving.send(visitor, to=moving.team.ids["陈静"], reason="王丽 病假")
    assert "Customers handed over: 3. The new rep has them on Today after the next sync." in page
    assert moving.owners() == ALL_MOVED
    scopes = sorted(f"customer:{one}" for one in moving.customers.values())
    assert moving.deeds() == [("周敏", scope) for scope in scopes]
    with reading(moving.team.organisation.engine) as connection:
        assert list(find_faults(connection)) == []
        query = select(grants.c.reason).where(grants.c.user_id == moving.team.ids["陈静"])
        assert set(connection.execute(query.where(grants.c.why == "owner")).scalars()) == {"王丽 病假"}


def test_nobody_is_ticked_where_nothing_may_be_handed_over(
    visitor: Visitor, new_visitor: NewVisitor, moving: Moving
) -> None:
    visitor.sign_in("周敏")
    assert 'name="customer"' not in visitor.open(LIST).text
    assert 'name="customer"' not in visitor.open(f"{LIST}?rep={moving.team.ids['张伟']}").text
    visitor = new_visitor()
    visitor.sign_in("吴刚")
    # 张伟 is alone in that team: there is nobody to whom customers could go.
    moving.team.customer_of("张伟")
    assert 'name="customer"' not in visitor.open(f"{LIST}?rep={moving.team.ids['张伟']}").text


def test_both_mistakes_are_named_at_their_fields_and_what_was_ticked_is_kept(
    visitor: Visitor, moving: Moving
) -> None:
    moving.open(visitor)
    page = moving.send(visitor, "李明朗", "赵德福", to="", reason=" ")
    assert visitor.page.status_code == 422
    assert 'id="to-wrong"' in page
    assert 'id="reason-wrong"' in page
    assert page.count('name="customer"') == 3
    assert f'value="{moving.customers["李明朗"]}" checked' in page
    assert f'value="{moving.customers["王桂兰"]}">' in page
    page = moving.send(visitor, "李明朗", to=moving.team.ids["陈静"], reason="x" * 501)
    assert f'<option value="{moving.team.ids["陈静"]}" selected>' in page
    assert 'id="reason-wrong"' in page
    assert 'id="to-wrong"' not in page
    assert moving.owners() == ALL_STAY
    moving.send(visitor, "李明朗", to=moving.team.ids["陈静"], reason="病假")
    assert moving.owners() == {**ALL_STAY, "李明朗": "陈静"}


def test_without_a_tick_the_page_says_what_to_do(visitor: Visitor, moving: Moving) -> None:
    moving.open(visitor)
    found = visitor.form()
    fields = {**found.fields, "to": moving.team.ids["陈静"], "reason": "病假"}
    assert "Tick at least one." in visitor.post(found.action, fields).text
    visitor.open(moving.of_rep)
    found = visitor.form("customers")
    visitor.post(found.action, found.fields)
    assert "No customer is ticked." in visitor.follow().text
    assert str(visitor.page.request.url).startswith(f"http://server{moving.of_rep}")
    assert "No customer is ticked." in visitor.open("/review/hand-over").text


@pytest.mark.parametrize("receiver", ["陈静", "张伟"])
def test_one_who_was_moved_meanwhile_stops_all_and_is_named(
    visitor: Visitor, moving: Moving, receiver: str
) -> None:
    """Also when it went to another team, where the viewer does not see it any more."""
    moving.open(visitor)
    moving.team.fieldwork.hand_over(moving.customers["王桂兰"], receiver)
    page = moving.send(visitor, to=moving.team.ids["陈静"], reason="病假")
    assert visitor.page.status_code == 409
    assert "王桂兰 is with somebody else by now and is not in the list any more. Nothing was changed." in page
    assert moving.owners() == {**ALL_STAY, "王桂兰": receiver}
    assert len(moving.deeds()) == 1
    page = moving.send(visitor, "李明朗", "赵德福", to=moving.team.ids["陈静"], reason="病假")
    assert "Customers handed over: 2." in page
    assert moving.owners() == {**ALL_MOVED, "王桂兰": receiver}


def test_one_who_was_moved_before_the_page_opens_is_named_there(visitor: Visitor, moving: Moving) -> None:
    moving.team.fieldwork.hand_over(moving.customers["王桂兰"], "陈静")
    moving.open(visitor)
    assert "王桂兰 is with somebody else by now" in visitor.page.text
    assert "<h1>Hand 2 customers of 王丽 over</h1>" in visitor.page.text


def test_customers_of_who_has_left_are_handed_over(visitor: Visitor, moving: Moving) -> None:
    now = moving.team.organisation.clock.now()
    write(moving.team.organisation.engine, lambda c: retire_user(c, "王丽", 30, "Admin", now))
    moving.open(visitor)
    assert "Customers handed over: 3." in moving.send(visitor, to=moving.team.ids["陈静"], reason="离职")
    assert moving.owners() == ALL_MOVED


def test_one_customer_of_who_has_left_is_handed_over_on_its_own_page(
    visitor: Visitor, moving: Moving
) -> None:
    now = moving.team.organisation.clock.now()
    write(moving.team.organisation.engine, lambda c: retire_user(c, "王丽", 30, "Admin", now))
    visitor.sign_in("周敏")
    visitor.open(f"{LIST}/{moving.customers['李明朗']}/hand-over")
    assert visitor.send("hand-over", to=moving.team.ids["陈静"], reason="离职").status_code == 200
    assert moving.owners()["李明朗"] == "陈静"


def test_the_password_is_asked_once_more_and_what_was_ticked_is_kept(
    visitor: Visitor, moving: Moving
) -> None:
    visitor.sign_in("周敏")
    visitor.open(moving.of_rep)
    visitor.clock.move(minutes=11)
    moving.send(visitor, "李明朗", "赵德福")
    assert visitor.path == "/review/confirm"
    page = visitor.send("confirm", password=PASSWORD).text
    assert visitor.path == "/review/hand-over"
    assert page.count(" checked>") == 2
    visitor.clock.move(minutes=11)
    moving.send(visitor, "李明朗", "赵德福", to=moving.team.ids["陈静"], reason="病假")
    assert visitor.path == "/review/confirm"
    assert moving.owners() == ALL_STAY
    assert visitor.send("confirm", password=PASSWORD).text.count(" checked>") == 2


def test_another_language_keeps_what_is_ticked(visitor: Visitor, moving: Moving) -> None:
    moving.open(visitor)
    way = re.search(r'href="(/review/language\?[^"]*)"', visitor.page.text)
    assert way is not None
    assert visitor.open(way[1].replace("&amp;", "&")).text.count(" checked>") == 3


def test_nobody_gives_customers_of_another_team_or_to_another_team(visitor: Visitor, moving: Moving) -> None:
    foreign = moving.team.customer_of("张伟")
    moving.open(visitor)
    ids = moving.team.ids
    assert visitor.ask("GET", ticked_path(ids["张伟"], [foreign])).status_code == 404
    assert visitor.ask("GET", ticked_path(ids["王丽"], [foreign])).status_code == 404
    assert visitor.ask("GET", ticked_path(ids["王丽"], [new_id()])).status_code == 404
    visitor.open(moving.path())
    for to in ("张伟", "周敏"):
        moving.send(visitor, to=ids[to], reason="病假")
        assert visitor.page.status_code == 404
        visitor.open(moving.path())
    fields = {**visitor.form().fields, "to": ids["陈静"], "reason": "x", "customer": foreign}
    assert visitor.post(visitor.form().action, fields).status_code == 404
    visitor.open(moving.path())
    moving.send(visitor, to=ids["王丽"], reason="病假")
    assert (visitor.page.status_code, 'id="to-wrong"' in visitor.page.text) == (409, True)
    assert moving.owners() == ALL_STAY


def test_more_than_can_be_handed_over_at_once_is_said(
    visitor: Visitor, moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.open(visitor)
    monkeypatch.setattr("sync_server.core.bulk_handover.MOST_AT_ONCE", 2)
    monkeypatch.setattr("sync_server.review.pages.customers.MOST_AT_ONCE", 2)
    page = moving.send(visitor, to=moving.team.ids["陈静"], reason="病假")
    assert visitor.page.status_code == 422
    assert "At most 2 at once. Untick some, and hand these over afterwards." in page
    page = visitor.open(moving.of_rep).text
    assert page.count('name="customer"') == 2
    assert "Next page" in page
    moving.send(visitor)
    assert "At most 200 customers can be handed over at once. Tick fewer." in visitor.page.text
    assert moving.owners() == ALL_STAY


def test_an_address_holds_two_hundred_and_no_rubbish(visitor: Visitor, moving: Moving) -> None:
    many = [new_id() for _ in range(200)]
    chosen = ticked_path("x", many).partition("chosen=")[2]
    assert read_ticked_ids(chosen) == many
    for bad in (chosen + "AAAA", "A", "AAAA", "'", "é" * 22):
        with pytest.raises(RefusalError, match="bad-parameter"):
            read_ticked_ids(bad)
    visitor.sign_in("周敏")
    visitor.open(moving.of_rep)
    visitor.clock.move(minutes=11)
    visitor.open(ticked_path(moving.team.ids["王丽"], many))
    assert visitor.form("confirm").fields["next"].endswith(chosen)
    token = {"form": visitor.form_token(), "rep": moving.team.ids["王丽"]}
    assert visitor.post(LIST, {**token, "customer": "x"}).status_code == 400


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_is_shown_as_text(visitor: Visitor, moving: Moving, script: str) -> None:
    moving.customers["李明朗"] = moving.team.fieldwork.add_customer("王丽", script, district=script)
    moving.open(visitor)
    assert_harmless(visitor.page.text, script)
    moving.team.fieldwork.hand_over(moving.customers["李明朗"], "陈静")
    page = moving.send(visitor, to=moving.team.ids["陈静"], reason=script)
    assert visitor.page.status_code == 409
    assert_harmless(page, script)
    for path in ("?done=handed-over-all&count={0}", "?rep={0}&tick={0}"):
        assert_harmless(visitor.open(LIST + path.format(script.replace("&", ""))).text, script)


def known_to(moving: Moving, *names: str) -> None:
    """Let laptops take what the server has for them."""
    organisation = moving.team.organisation
    for name in names:
        cursor, token = None, moving.team.laptops[name].token
        for _ in range(2):
            request = PullRequest("fieldlog-sync/1", cursor=cursor)
            cursor = give(organisation.engine, token, request, organisation.clock.now()).cursor


def test_who_has_no_laptop_or_a_silent_one_is_named_where_the_new_rep_is_chosen(
    visitor: Visitor, moving: Moving
) -> None:
    moving.team.organisation.add_user("刘洋", "rep", "东区")
    known_to(moving, "王丽", "陈静")
    of_one = f"{LIST}/{moving.customers['李明朗']}/hand-over"
    moving.open(visitor)
    for path in (moving.path(), of_one):
        page = visitor.open(path).text
        assert ">刘洋 · 东区 · ! no laptop</option>" in page
        assert ">陈静 · 东区</option>" in page
        assert "reaches this rep only when a laptop syncs" in page
        assert "A laptop here is silent" not in page
    moving.team.fieldwork.clock.move(days=3)
    moving.open(visitor)
    for path in (moving.path(), of_one):
        page = visitor.open(path).text
        assert ">陈静 · 东区 · ! laptop silent, last sync: 3 days ago</option>" in page
        assert "A laptop here is silent" in page
    visitor.open("/review/language?to=zh")
    assert ">陈静 · 东区 · ! 电脑很久没同步，上次：3 天前</option>" in visitor.open(of_one).text


def test_the_laptops_that_still_hold_what_is_handed_over_are_named(visitor: Visitor, moving: Moving) -> None:
    known_to(moving, "王丽", "陈静")
    laptop = moving.team.laptops["王丽"].device
    held = f'王丽 · \\s*<a href="/review/laptops/{laptop}">laptop</a>\\s*<span class="faint">customers: (\\d)'
    moving.open(visitor)
    assert re.findall(held, visitor.page.text) == ["3"]
    assert re.findall(held, visitor.open(moving.path("李明朗", "王桂兰")).text) == ["2"]
    one = visitor.open(f"{LIST}/{moving.customers['李明朗']}/hand-over").text
    assert re.findall(held, one) == ["1"]
    visitor.open(moving.path())
    moving.send(visitor, to=moving.team.ids["陈静"], reason="病假")
    # It was told nothing of it yet: the customers lie there still, and beside them on no other.
    again = visitor.open(ticked_path(moving.team.ids["陈静"], list(moving.customers.values()))).text
    assert re.findall(held, again) == ["3"]


def test_the_laptops_of_all_are_said_to_be_in_touch_when_they_are(visitor: Visitor, moving: Moving) -> None:
    known_to(moving, "陈静")
    moving.open(visitor)
    assert "The laptops of all of them have synced within two days." in visitor.page.text
