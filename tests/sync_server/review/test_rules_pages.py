"""The rule packs on the pages: what would change is seen before it holds, and what is published stays."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from fieldlog.domain.days import ONE_WEEK, local_day, monday_of
from fieldlog.domain.packs import RulePack
from sync_server.core.evaluation import read_span
from sync_server.core.rule_packs import CHOICES, NUMBERS
from sync_server.database.audits import deeds_about
from sync_server.database.engine import reading
from tests.sync_server.fieldwork import SHANGHAI
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]
BUILT_IN = {
    "visit_minutes": "30",
    "paused_days_that_excuse": "4",
    "amber_weekday": "4",
    "birthday_lead_days": "7",
    "pause_end_lead_days": "2",
    "snooze_days": "7",
    "held_note_days": "30",
    **{f"contact_channels.{one}": "1" for one in ("home", "phone", "store", "event")},
    "contact_classes.A": "1",
    "length_channels.home": "1",
    "length_channels.store": "1",
}


def today(visitor: Visitor) -> date:
    return local_day(visitor.clock.now(), SHANGHAI)


def next_monday(visitor: Visitor) -> str:
    day = today(visitor)
    return (day + timedelta(days=7 - day.weekday())).isoformat()


def address(visitor: Visitor, **changed: str) -> str:
    """Return the address of a form that was filled in; an empty value leaves a box without its tick."""
    given = {"start": next_monday(visitor), **BUILT_IN, **changed}
    return "/review/rules/new?" + urlencode({name: value for name, value in given.items() if value})


def offered(page: str) -> list[date]:
    """Return the days from which a pack may hold, as the form offers them."""
    select = page.split('<select id="start"')[1].split("</select>")[0]
    return [date.fromisoformat(one) for one in re.findall('<option value="([^"]+)"', select)]


def numbers_in(page: str, heading: str) -> dict[str, tuple[str, str]]:
    """Return the numbers before and after of a row by its heading, those that differ."""
    row = page.split(f'<th scope="row">{heading}</th>')[1].split("</tr>")[0]
    found = re.findall(r'data-label="(.+?)" class="number">\s*<span><del>(\d+)</del> → <ins>(\d+)</ins>', row)
    return {title: (before, after) for title, before, after in found}


def packs(team: Team) -> list[RulePack]:
    with reading(team.organisation.engine) as connection:
        return list(read_span(connection, team.organisation.clock.now()).packs)


def publish(visitor: Visitor, reason: str = "试行更长的拜访", **changed: str) -> str:
    visitor.open(address(visitor, **changed))
    return visitor.send(reason=reason).text


def test_a_supervisor_reads_the_packs_and_an_administrator_makes_them(visitor: Visitor) -> None:
    visitor.sign_in("周敏")
    page = visitor.open("/review/rules")
    assert "规则第 1 版，内置" in page.text
    assert "30 分钟" in page.text
    assert "/review/rules/new" not in page.text
    visitor.client.cookies.clear()
    visitor.sign_in("Admin")
    assert "/review/rules/new" in visitor.open("/review/rules").text


def test_the_form_holds_every_number_with_its_range_and_source(visitor: Visitor) -> None:
    visitor.sign_in("Admin")
    page = visitor.open("/review/rules/new").text
    for name, bounds in NUMBERS.items():
        assert f'name="{name}" type="text" value="{BUILT_IN[name]}"' in page
        assert f"可填 {bounds.least} 到 {bounds.most}。" in page
    for name, choices in CHOICES.items():
        for one in choices:
            ticked = " checked" if f"{name}.{one}" in BUILT_IN else ""
            assert f'name="{name}.{one}" value="1"{ticked}>' in page
    assert page.count("服务原则") >= 6
    assert "。 " not in page
    assert offered(page) == [date(2026, 11, 30) + timedelta(weeks=ahead) for ahead in range(26)]


def test_what_would_change_is_seen_before_and_nothing_holds_by_looking(visitor: Visitor, team: Team) -> None:
    work, last_week = team.fieldwork, monday_of(today(visitor)) - ONE_WEEK
    brief = work.add_customer("王丽", "李秀英")
    long = work.add_customer("张伟", "陈国强")
    other = work.add_customer("张伟", "赵玉兰", letter="B")
    for rep, customer, minutes in (("王丽", brief, 35), ("张伟", long, 60), ("张伟", other, 60)):
        work.visit(rep, customer, f"{last_week} 09:00", minutes)
    visitor.sign_in("Admin")
    page = visitor.open(address(visitor, visit_minutes="45")).text
    assert "所有顾客都看过了（3 位）" in page
    assert "结果会不同的顾客：1 位" in page
    assert f'/review/customers/{brief}">李秀英' in page
    assert f'/review/customers/{long}"' not in page
    assert f"{last_week} " in page
    assert "<del>30 分钟</del> → <ins>45 分钟</ins>" in page
    assert "家访达到规定时长<br><del>做到</del> → <ins>没做到</ins>" in page
    assert "至少 30 分钟" not in page
    page = visitor.open(address(visitor, **{"contact_classes.B": "1"})).text
    assert f'/review/customers/{other}">赵玉兰' in page
    assert "<del>不作要求</del>" in page
    assert "没有任何结果会不同" in visitor.open(address(visitor, birthday_lead_days="9")).text
    assert len(packs(team)) == 1


def test_a_large_organisation_is_looked_at_as_a_sample_that_says_so(
    visitor: Visitor, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.core.pack_previews.MOST_CUSTOMERS", 2)
    for name in ("甲", "乙", "丙"):
        team.fieldwork.add_customer("王丽", name, letter="B")
    visitor.sign_in("Admin")
    page = visitor.open(address(visitor, **{"contact_classes.B": "1"})).text
    assert "这是抽样：3 位顾客中看了 2 位" in page
    assert "单个业务员的数字说明不了多少" in page


def test_what_fell_due_after_the_last_sync_is_unknown_before_and_after(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    work.clock.move(days=-14)
    work.add_customer("王丽", "李秀英", created="2026-10-01")
    other = work.add_customer("王丽", "赵玉兰", created="2026-10-01", letter="B")
    work.clock.move(days=14)
    visitor.sign_in("Admin")
    page = visitor.open(address(visitor, **{"contact_classes.B": "1"})).text
    weekly = numbers_in(page, "每周联系一次")
    # The laptop spoke last on 10 November: of the four weeks two had ended by then.
    assert weekly == {"没做到": ("2", "4"), "不清楚": ("2", "4")}
    assert numbers_in(page, "王丽") == weekly
    assert f'/review/customers/{other}">赵玉兰' in page
    assert "没有做到、而电脑在到期以后还没同步过的，算「不清楚」，既不算做到，也不算没做到。" in page


def test_a_published_pack_holds_from_its_day_with_its_reason_and_is_in_the_log(
    visitor: Visitor, team: Team
) -> None:
    visitor.sign_in("Admin")
    page = publish(visitor, visit_minutes="45")
    assert "新一版规则已发布" in page
    assert "试行更长的拜访" in page
    pack = packs(team)[-1]
    assert (pack.version, pack.visit_minutes, pack.author) == (2, 45, "Admin")
    assert pack.start.isoformat() == next_monday(visitor)
    assert pack.contact_channels == ("home", "phone", "store", "event")
    with reading(team.organisation.engine) as connection:
        deeds = deeds_about(connection, "rule-pack:2")
    assert [(one.by, one.action) for one in deeds] == [("Admin", "rule-pack")]
    assert "服务规则第 2 版" in visitor.open("/review/audit?action=rule-pack").text
    page = publish(visitor, "改回", visit_minutes="30")
    assert [one.version for one in packs(team)] == [1, 2, 3]
    assert page.count("尚未启用就被新的版本取代") == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("visit_minutes", "4", "每次拜访至少：只能填 5 到 240 之间的整数。"),
        ("visit_minutes", "thirty", "每次拜访至少：只能填 5 到 240 之间的整数。"),
        ("visit_minutes", "３０", "每次拜访至少：只能填 5 到 240 之间的整数。"),
        ("snooze_days", "9" * 400, "「今天」上的事项可推迟：只能填 1 到 60 之间的整数。"),
        ("paused_days_that_excuse", "-1", "暂停几天免除当周联系：只能填 1 到 7 之间的整数。"),
        ("contact_classes.A", "", "每周都要联系的类别：请至少勾选一项。"),
        ("start", "2026-11-23", "请从列表里选一个还没到的周一"),
        ("start", "2026-11-24", "请从列表里选一个还没到的周一"),
        ("start", "2026-12-01", "请从列表里选一个还没到的周一"),
        ("start", "1999-01-04", "请从列表里选一个还没到的周一"),
        ("snooze_days", "7", "这些数字和届时本来就用的完全一样"),
    ],
)
def test_wrong_numbers_are_refused_with_the_field(
    visitor: Visitor, team: Team, field: str, value: str, said: str
) -> None:
    visitor.sign_in("Admin")
    page = visitor.open(address(visitor, **{field: value}))
    assert page.status_code == 422
    assert said in page.text
    assert 'name="reason"' not in page.text
    form = {"form": visitor.form_token(), "seen": "1", "reason": "x"}
    assert visitor.post(address(visitor, **{field: value}), form).status_code == 422
    assert len(packs(team)) == 1


def test_a_pack_never_holds_for_a_week_that_has_begun(visitor: Visitor, team: Team) -> None:
    # Half an hour before the Monday of the organisation's zone, on a Sunday in UTC.
    visitor.clock.move(days=5, hours=7.5)
    visitor.sign_in("Admin")
    assert offered(visitor.open("/review/rules/new").text)[0] == date(2026, 11, 30)
    path = address(visitor, visit_minutes="45", start="2026-11-30")
    assert visitor.open(path).status_code == 200
    visitor.clock.move(hours=1)
    visitor.sign_in("Admin")
    page = visitor.open("/review/rules/new").text
    assert offered(page)[0] == date(2026, 12, 7)
    assert '<option value="2026-12-07" selected>' in page
    assert visitor.open(path).status_code == 422
    form = {"form": visitor.form_token(), "seen": "1", "reason": "x"}
    assert visitor.post(path, form).status_code == 422
    assert len(packs(team)) == 1
    publish(visitor, visit_minutes="45", start="2026-12-07")
    assert packs(team)[-1].start == date(2026, 12, 7)


def test_a_pack_needs_a_reason(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("Admin")
    page = publish(visitor, reason=" ", visit_minutes="45")
    assert 'id="reason-wrong"' in page
    assert len(packs(team)) == 1


def test_of_two_administrators_the_second_is_told_and_may_go_on(
    visitor: Visitor, team: Team, new_visitor: NewVisitor
) -> None:
    team.organisation.add_user("Second", "admin", "")
    other = new_visitor("127.0.0.2")
    visitor.sign_in("Admin")
    visitor.open(address(visitor, visit_minutes="45"))
    second = packs(team)
    other.sign_in("Admin")
    publish(other, "先发布的", visit_minutes="40")
    assert visitor.send(reason="后发布的").status_code == 409
    assert "另一位管理员刚刚发布了新一版规则" in visitor.page.text
    assert "<del>40 分钟</del> → <ins>45 分钟</ins>" in visitor.page.text
    assert len(packs(team)) == len(second) + 1
    visitor.send(reason="后发布的")
    assert [(one.version, one.visit_minutes) for one in packs(team)] == [(1, 30), (2, 40), (3, 45)]


def test_nobody_else_publishes(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    path = address(visitor, visit_minutes="45")
    visitor.open("/review/rules")
    form = {"form": visitor.form_token(), "seen": "1", "reason": "x"}
    assert visitor.post(path, form).status_code == 403
    assert len(packs(team)) == 1


def test_the_password_is_asked_for_again_and_nothing_typed_is_lost(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("Admin")
    visitor.open(address(visitor, visit_minutes="45"))
    visitor.clock.move(seconds=601)
    visitor.send(reason="试行")
    assert visitor.path == "/review/confirm"
    assert len(packs(team)) == 1
    visitor.send("confirm", password="a long password")
    assert visitor.path == "/review/rules/new"
    visitor.send(reason="试行")
    assert packs(team)[-1].visit_minutes == 45
