"""The team's page: every figure in one look, each with the way to its list, and nothing of other teams."""

import gc
import re

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from sync_server.database.engine import writing
from sync_server.database.tables import devices
from sync_server.review.charts import UNKNOWN, WIDTH, Column, Label, Scale, draw, steps
from sync_server.review.heat_map import HeatRow
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.review.visitor import Team, Visitor

CELL = re.compile(r'<td class="(\w+)" data-week="([\d-]+)">')


@pytest.fixture
def work(team: Team) -> Fieldwork:
    return team.fieldwork


@pytest.fixture
def supervisor(visitor: Visitor) -> Visitor:
    visitor.sign_in("周敏")
    return visitor


def follow(visitor: Visitor, pattern: str) -> str:
    """Open the address that a pattern finds on the page, and return what is there."""
    found = re.search(pattern, visitor.page.text)
    assert found is not None, pattern
    page = visitor.open(found[1].replace("&amp;", "&"))
    assert page.status_code == 200
    return page.text


def test_a_week_is_good_poor_open_or_unknown_and_leads_to_its_list(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    seen = work.add_customer("王丽", "李秀英", created="2026-10-27")
    work.add_customer("王丽", "张桂兰", created="2026-11-10")
    work.visit("王丽", seen, "2026-11-04 09:00")
    work.visit("王丽", seen, "2026-11-10 09:00")
    work.visit("王丽", seen, "2026-11-17 09:00", 20)
    page = supervisor.open("/review").text
    kinds = {week: kind for kind, week in CELL.findall(page)}
    assert (kinds["11-02"], kinds["11-09"], kinds["11-16"], kinds["11-23"]) == (
        "good",
        "good",
        "poor",
        "open",
    )
    assert kinds["10-26"] == "none"
    assert "2 次联系完成 1 次" in page
    assert "张桂兰" in follow(supervisor, r'data-week="11-16"><a href="([^"]+)"')
    supervisor.open("/review")
    assert "2026-11-04 09:00" in follow(supervisor, r'data-week="11-02"><a href="([^"]+)"')
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-12T00:00:00Z"))
    page = supervisor.open("/review").text
    assert {week: kind for kind, week in CELL.findall(page)}["11-16"] == "unknown"
    assert "电脑之后没有同步" in page


def test_each_figure_counts_and_leads_to_its_list(supervisor: Visitor, team: Team, work: Fieldwork) -> None:
    customer = work.add_customer("王丽", "李秀英", district="东城")
    work.visit("王丽", customer, "2026-11-18 09:00", 20)
    work.promise("王丽", customer, "2026-11-20", "送体检报告")
    never = work.add_customer("王丽", "张桂兰", created="2026-11-02")
    team.visit_of("张伟")
    page = supervisor.open("/review").text
    for words in ("送体检报告", "晚了 4 天", "张桂兰", "1 次家访中，有 1 次不到 30 分钟", "到本周日要完成的"):
        assert words in page, words
    assert "张伟" not in page
    assert f"/review/customers/{never}" in page
    assert "20 分钟" in follow(supervisor, r'href="([^"]*finding=visit-length[^"]*)"')
    supervisor.open("/review")
    assert "李秀英" in follow(supervisor, r'href="(/review/visits\?since=[^"]*)"')
    for path in ("/review/promises", "/review/customers", "/review/people"):
        assert path in page
    assert supervisor.open("/review/promises").status_code == 200


def test_a_week_that_was_not_whole_leads_to_who_was_not_reached(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    reached = work.add_customer("王丽", "李秀英", created="2026-11-02")
    work.visit("王丽", reached, "2026-11-10 09:00", 45)
    work.add_customer("王丽", "张桂兰", created="2026-11-02")
    supervisor.open("/review")
    listed = follow(supervisor, r'href="(/review/customers\?week=2026-W46&[^"]*)"')
    assert "张桂兰" in listed
    assert "李秀英" not in listed
    assert "2026-11-09 – 2026-11-15" in listed
    assert "王丽" in listed
    assert "李秀英" in supervisor.open("/review/customers?week=2026-W46&was=../x").text
    for week in ("2026-W99", "0000-W01", "2026-w46", "x"):
        assert supervisor.open(f"/review/customers?week={week}&was=x").status_code == 400


def test_as_many_short_visits_are_listed_as_are_counted(supervisor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽")
    for day, minutes, reason in ((2, 20, ""), (10, 25, ""), (11, 10, "她要出门"), (18, 25, ""), (19, 45, "")):
        work.visit("王丽", customer, f"2026-11-{day:02} 09:00", minutes, brief_reason=reason)
    work.visit("王丽", customer, "2026-11-12 09:00", 5, channel="phone")
    work.visit("王丽", customer, "2026-10-12 09:00", 5)
    work.publish_pack("2026-11-16", visit_minutes=20)
    counted = re.search(r"有 (\d+) 次不到 \d+ 分钟", supervisor.open("/review").text)
    assert counted is not None
    listed = follow(supervisor, r'href="([^"]*finding=visit-length[^"]*)"')
    assert len(re.findall(r'<th scope="row"><a href="/review/visits/', listed)) == int(counted[1]) == 3


def test_contacts_that_are_needed_lead_to_the_customers_of_each_rep(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    seen = work.add_customer("王丽", "李秀英", created="2026-11-02")
    work.visit("王丽", seen, "2026-11-23 09:00")
    work.add_customer("王丽", "张桂兰", created="2026-11-02")
    supervisor.open("/review")
    assert "本周 2 位顾客已联系 1 位，还剩 1 位" in supervisor.page.text
    for pattern in (r'href="([^"]*contact=needed&[^"]*)"', r'href="([^"?]*\?contact=needed)"'):
        supervisor.open("/review")
        customers = follow(supervisor, pattern)
        assert "张桂兰" in customers
        assert "李秀英" not in customers
        assert '<option value="needed" selected>' in customers


def test_who_is_paused_to_sunday_is_told_beside_who_is_left(visitor: Visitor, work: Fieldwork) -> None:
    seen = work.add_customer("王丽", "李秀英", created="2026-11-02")
    work.visit("王丽", seen, "2026-11-23 09:00")
    away = work.add_customer("王丽", "张桂兰", created="2026-11-02")
    work.clock.move(days=3)
    pause = {"start": "2026-11-27", "until": "2026-11-29", "reason": "trip"}
    work.save("王丽", away, kinds.PAUSE, pause)
    work.clock.move(days=1)
    visitor.sign_in("周敏")
    page = visitor.open("/review").text
    assert "本周 2 位顾客已联系 1 位，还剩 0 位。" in page
    assert "另有 1 位暂停到周日。" in page
    assert "本周的联系都已完成" not in page
    assert "已完成 1/2，暂停到周日 1" in page
    listed = follow(visitor, r'href="([^"]*contact=paused[^"]*)"')
    assert "张桂兰" in listed
    assert "李秀英" not in listed


def least_seen(page: str) -> dict[str, str]:
    """Return what is read in each row of the customers seen longest ago, by name."""
    (section,) = re.findall('aria-labelledby="least-seen">(.*?)</ul>', page, re.S)
    rows = re.findall(r"<li><a[^>]*>(.*?)</a>(.*?)</li>", section, re.S)
    return {name: re.sub(r"\s*<[^>]*>\s*", " ", row) for name, row in rows}


def test_who_was_seen_long_ago_is_told_with_class_and_pause_and_whether_that_is_known(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    away = work.add_customer("王丽", "李秀英", created="2026-11-02")
    work.save("王丽", away, kinds.PAUSE, {"start": "2026-11-20", "until": "2026-11-29", "reason": "住院"})
    work.add_customer("王丽", "张桂兰", created="2026-11-02", letter="C")
    work.add_customer("王丽", "赵德福", created="2026-11-02", letter="")
    rows = least_seen(supervisor.open("/review").text)
    assert "A 类" in rows["李秀英"]
    assert "暂停到 2026-11-29" in rows["李秀英"]
    assert "C 类" in rows["张桂兰"]
    assert not [row for row in rows.values() if "就目前所知" in row or "从未 ?" in row]
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-12T00:00:00Z"))
    for row in least_seen(supervisor.open("/review").text).values():
        assert "从未 ?" in row
        assert "就目前所知：电脑之后没有同步" in row


def test_an_administrator_chooses_a_team_and_every_list_behind_is_of_that_team(
    visitor: Visitor, work: Fieldwork
) -> None:
    for rep, name in (("王丽", "李秀英"), ("张伟", "外队顾客")):
        customer = work.add_customer(rep, name, created="2026-11-02")
        work.visit(rep, customer, "2026-11-18 09:00", 20)
        work.promise(rep, customer, "2026-11-20", f"给{name}送报告")
        work.add_customer(rep, f"{name}二", created="2026-10-05")
    visitor.sign_in("Admin")
    page = visitor.open("/review").text
    assert "李秀英" in page
    assert "外队顾客" in page
    assert '<form class="card filters" method="get" action="/review"' in page
    page = visitor.open("/review?team=西区").text
    assert "外队顾客" in page
    assert "李秀英" not in page
    assert '<option value="西区" selected>' in page
    links = sorted(set(re.findall(r'href="(/review/[a-z]+\?[^"]*team=[^"]*)"', page)))
    assert {link.partition("?")[0].rpartition("/")[2] for link in links} == {
        *("customers", "export", "promises", "report", "visits")
    }
    for link in links:
        behind = visitor.open(link.replace("&amp;", "&"))
        assert behind.status_code in (200, 303), link
        assert "李秀英" not in behind.text, link
        if "/export" not in link:
            assert "外队顾客" in behind.text, link
    assert visitor.open("/review?team=没有").status_code == 400


def test_a_supervisor_has_no_choice_of_teams(supervisor: Visitor, work: Fieldwork) -> None:
    work.add_customer("王丽", "李秀英", created="2026-11-02")
    work.add_customer("张伟", "外队顾客", created="2026-11-02")
    for path in ("/review", "/review/customers", "/review/promises", "/review/visits?review=all"):
        page = supervisor.open(f"{path}{'&' if '?' in path else '?'}team=西区").text
        assert 'name="team"' not in page
        assert "外队顾客" not in page
    assert "李秀英" in supervisor.open("/review/customers?team=西区").text


def test_a_silent_laptop_is_named_and_is_no_more_after_it_spoke(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    quiet = to_text(work.clock.now())
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at=quiet))
    assert 'id="silent"' not in supervisor.open("/review").text
    work.clock.move(days=3)
    supervisor.sign_in("周敏")
    page = supervisor.open("/review").text
    assert 'id="silent"' in page
    assert "3 天前" in page


def test_a_team_without_work_is_told_what_to_do(supervisor: Visitor) -> None:
    page = supervisor.open("/review").text
    assert "还没有到期的联系" in page
    assert "没有逾期的承诺" in page
    assert 'href="/review/people"' in page


def test_every_chart_has_a_name_and_a_table_behind_it(supervisor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽", "李秀英")
    work.visit("王丽", customer, "2026-11-18 09:00", 200)
    page = supervisor.open("/review").text
    named = re.findall(r'<svg class="chart"[^>]* role="(?:img|group)" aria-labelledby="(\w+)"', page)
    assert named == ["promises", "lengths"]
    assert all(f'id="{one}"' in page for one in named)
    assert page.count("看表格") == 2
    assert "120+" in page


RECT = re.compile(
    r'<rect x="([\d.]+)" y="([\d.]+)" rx="0" ry="0" width="([\d.]+)" height="([\d.]+)" class="(\w+)"'
)


def test_columns_stand_side_by_side_within_the_drawing() -> None:
    columns = (Column(0), Column(5, "5", "below"), Column(10), Column(10, "?", UNKNOWN))
    drawn = draw("name", columns, Scale((Label(0, "0"), Label(2, "30")), (0, 10), "30"))
    found = RECT.findall(drawn)
    assert [kind for *_, kind in found] == ["good", "below", "good", "unknown"]
    heights = [float(height) for _, _, _, height, _ in found]
    assert heights[0] == 0
    assert heights[2] == heights[3] == pytest.approx(2 * heights[1])
    assert len({round(float(y) + float(height), 3) for _, y, _, height, _ in found}) == 1
    edges = [edge for x, _, width, *_ in found for edge in (float(x), float(x) + float(width))]
    assert edges == sorted(edges)
    assert edges[-1] <= WIDTH
    (line,) = re.findall(r'd="M([\d.]+) [^"]*" class="major guide line"', drawn)
    assert edges[3] < float(line) < edges[4]


def test_a_drawing_holds_nothing_that_the_policy_of_the_pages_forbids() -> None:
    hostile = "</svg><script>alert(1)</script>"
    drawn = draw("name", (Column(1, hostile, UNKNOWN),), Scale((Label(0, hostile),), (0, 1)))
    for bad in ("<script", "<style", "style=", "http:", "<!--", "<title", "onload"):
        assert bad not in drawn, bad
    assert drawn.count("&lt;script&gt;") == 2
    assert drawn.startswith('<svg class="chart"')
    assert 'id="name-hatching"' in drawn
    assert 'fill="url(#name-hatching)"' in drawn


@pytest.mark.parametrize(
    ("most", "amounts"), [(0, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 5, 10)), (61, (0, 50, 100))]
)
def test_amounts_beside_a_chart_are_round_and_reach_the_highest_column(
    most: int, amounts: tuple[int, ...]
) -> None:
    assert steps(most) == amounts


PROMISE_ROW = re.compile('<td data-label="[^"]*">(?:送|修|量)')
VISIT_ROW = re.compile('<th scope="row"><a href="/review/visits/')


def counted_links(page: str, path: str) -> list[tuple[str, int]]:
    """Return the numbers of a page that lead to a list, with their addresses."""
    found = re.findall(rf'<a href="({path}\?[^"]*)">(\d+)<span class="unseen">', page)
    return [(address.replace("&amp;", "&"), int(count)) for address, count in found]


def bars(page: str, path: str) -> list[str]:
    """Return where the columns of a chart lead."""
    found = re.findall(rf'<a href="({path}\?[^"]*)" aria-label="[^"]+" tabindex="-1">', page)
    return [address.replace("&amp;", "&") for address in found]


def promise_some(work: Fieldwork, rep: str) -> None:
    customer = work.add_customer(rep, f"{rep}的顾客")
    for due, kept in (
        ("2026-11-17", "2026-11-17T02:00:00Z"),
        ("2026-11-18", "2026-11-18T02:00:00Z"),
        ("2026-11-19", "2026-11-21T02:00:00Z"),
        ("2026-11-20", ""),
        ("2026-11-26", ""),
        ("2026-10-07", "2026-10-07T02:00:00Z"),
    ):
        promise = work.promise(rep, customer, due, f"送{due}")
        if kept:
            work.save(rep, customer, kinds.PROMISE_KEPT, {"target": promise, "at": kept})
    released = work.promise(rep, customer, "2026-11-20", "修轮椅")
    values = {"target": released, "at": "2026-11-19T10:00:00Z", "reason": "不用了"}
    work.save(rep, customer, kinds.PROMISE_RELEASED, values)


@pytest.mark.parametrize("name", ["周敏", "Admin"])
def test_each_number_of_promises_is_that_of_the_rows_of_its_list(
    visitor: Visitor, work: Fieldwork, name: str
) -> None:
    for rep in ("王丽", "张伟"):
        promise_some(work, rep)
    visitor.sign_in(name)
    page = visitor.open("/review").text
    found = counted_links(page, "/review/promises/due")
    times = 2 if name == "Admin" else 1
    assert sorted(count for _, count in found) == [times, times, *(2 * times,) * 2]
    for address, count in found:
        assert len(PROMISE_ROW.findall(visitor.open(address).text)) == count, address
    weeks = bars(page, "/review/promises/due")
    assert len(weeks) == 3
    rows = [len(PROMISE_ROW.findall(visitor.open(address).text)) for address in weeks]
    assert rows == [times, 5 * times, times]


@pytest.mark.parametrize("name", ["周敏", "Admin"])
def test_each_number_of_visits_is_that_of_the_rows_of_its_list(
    visitor: Visitor, work: Fieldwork, name: str
) -> None:
    for rep in ("王丽", "张伟"):
        customer = work.add_customer(rep)
        for number, minutes in enumerate((4, 4.9, 5, 29.9, 30, 34, 119.9, 120, 200)):
            work.visit(rep, customer, f"2026-11-{10 + number} 09:00", minutes)
        work.visit(rep, customer, "2026-11-23 00:10", 31, channel="store")
        # None of these is in the chart: no meeting, nobody reached, and too long ago.
        work.visit(rep, customer, "2026-11-12 09:00", 31, channel="phone")
        work.visit(rep, customer, "2026-11-13 09:00", 31, reached=False)
        work.visit(rep, customer, "2026-11-01 23:50", 31)
    visitor.sign_in(name)
    for path in ("/review", "/review/report"):
        page = visitor.open(path).text
        found = counted_links(page, "/review/visits")
        assert sum(count for _, count in found) > 0
        assert [address for address, _ in found] == bars(page, "/review/visits")
        for address, count in found:
            assert len(VISIT_ROW.findall(visitor.open(address).text)) == count, address


def test_the_channels_of_a_list_of_lengths_are_those_of_the_chart(
    supervisor: Visitor, work: Fieldwork
) -> None:
    customer = work.add_customer("王丽")
    for channel in ("home", "event"):
        work.visit("王丽", customer, "2026-11-24 09:00", 31, channel=channel)
    work.publish_pack("2026-11-23", length_channels=["home", "event"])
    ((address, count),) = counted_links(supervisor.open("/review").text, "/review/visits")
    assert len(VISIT_ROW.findall(supervisor.open(address).text)) == count == 2
    work.clock.move(days=7)
    supervisor.sign_in("周敏")
    assert len(VISIT_ROW.findall(supervisor.open(address).text)) == 2


def test_the_promises_of_a_week_are_read_page_by_page_and_week_by_week(
    supervisor: Visitor, work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.review.pages.promises_due.ON_A_PAGE", 2)
    promise_some(work, "王丽")
    supervisor.open("/review/language?to=en")
    page = supervisor.open("/review/promises/due?week=2026-W47").text
    assert "Promises due 2026-11-16 to 2026-11-22" in re.sub("<[^>]*>", "", page)
    assert '<time datetime="2026-11-16">2026-11-16</time>' in page
    assert "Promises: 5 · 2026-W47" in page
    rows = len(PROMISE_ROW.findall(page))
    while "behind=" in page:
        page = follow(supervisor, r'<a href="([^"]*behind=[^"]*)">Next page')
        rows += len(PROMISE_ROW.findall(page))
    assert rows == 5
    assert "2026-W46" in follow(supervisor, r'<a href="([^"]*)">← Week before')
    assert "No promise fell due in this week." in supervisor.page.text
    assert "2026-W47" in follow(supervisor, r'<a href="([^"]*)">Week after')
    assert "kept late" in supervisor.open("/review/promises/due?week=2026-W47&became=late").text


@pytest.mark.parametrize("query", ["week=2026-W99", "week=x", "week=0001-W01", "behind=x", "behind=a b;c"])
def test_an_address_that_names_no_week_or_place_is_refused(supervisor: Visitor, query: str) -> None:
    assert supervisor.open(f"/review/promises/due?{query}").status_code == 400
    assert supervisor.open("/review/promises/due?became=nothing").status_code == 200


def test_a_strip_of_weeks_is_told_in_words_too(supervisor: Visitor, work: Fieldwork) -> None:
    seen = work.add_customer("王丽", "李秀英", created="2026-10-27")
    work.visit("王丽", seen, "2026-11-04 09:00")
    work.save("王丽", seen, kinds.PAUSE, {"start": "2026-11-16", "until": "2026-11-22", "reason": "住院"})
    english = "last 12 weeks: contacted in 1, not contacted in 1, paused in 1, no contact due in 8, "
    english += "this week still open"
    chinese = "最近 12 周：联系过 1 周、没有联系 1 周、暂停 1 周、不用联系 8 周、本周还没联系"
    for path in ("/review", "/review/customers"):
        supervisor.open("/review/language?to=en")
        assert f'role="img" aria-label="{english}"' in supervisor.open(path).text
        supervisor.open("/review/language?to=zh")
        assert f'role="img" aria-label="{chinese}"' in supervisor.open(path).text


def test_nothing_of_a_page_stays_in_memory_until_somebody_has_to_wait_for_all_of_it(
    supervisor: Visitor, work: Fieldwork
) -> None:
    work.add_customer("王丽", "李秀英", created="2026-10-27")
    gc.collect()
    gc.disable()
    try:
        supervisor.open("/review")
        assert not [one for one in gc.get_objects() if isinstance(one, HeatRow)]
    finally:
        gc.enable()


PROMISE_COLUMN = re.compile(
    r'<a href="/review/promises/due\?week=2026-(W\d+)" aria-label="([^"]*)"[^>]*>\s*<rect [^>]*class="(\w+)"'
)


def test_a_week_of_promises_that_is_not_settled_is_marked_and_not_green(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    promise_some(work, "王丽")
    supervisor.open("/review/language?to=en")
    columns = {
        week: (words, kind) for week, words, kind in PROMISE_COLUMN.findall(supervisor.open("/review").text)
    }
    assert columns["W41"] == ("week from 10-05, promises: 1", "good")
    assert columns["W47"][1] == "below"
    words = "week from 11-23, promises: 1, 0 of 1 kept on time so far, still open: 1"
    assert columns["W48"] == (words, "open")
    assert '<th scope="row">11-23&nbsp;<b aria-hidden="true">…</b></th>' in supervisor.page.text
    assert "11-16&nbsp;<b" not in supervisor.page.text
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-19T00:00:00Z"))
    page = supervisor.open("/review").text
    columns = {week: (words, kind) for week, words, kind in PROMISE_COLUMN.findall(page)}
    words = "week from 11-16, promises: 5, 2 of 4 kept on time so far, unknown: 1"
    assert columns["W47"] == (words, "unknown")
    assert columns["W48"][1] == "unknown"
    assert '<th scope="row">11-16&nbsp;<b aria-hidden="true">?</b></th>' in page


def test_an_overdue_promise_that_a_silent_laptop_may_have_kept_is_marked(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    customer = work.add_customer("王丽", "李秀英")
    work.promise("王丽", customer, "2026-11-11", "送药盒")
    work.promise("王丽", customer, "2026-11-20", "送体检报告")
    with writing(team.organisation.engine) as connection:
        connection.execute(devices.update().values(seen_at="2026-11-12T00:00:00Z"))
    supervisor.open("/review/language?to=en")
    page = supervisor.open("/review").text
    known, unknown = page.split('<h2 id="overdue">')[1].split("</section>")[0].split("<li>")[1:]
    assert 'tag warn">13 days late' in known
    assert "as far as is known" not in known
    assert 'tag plain">? 4 days late' in unknown
    assert "as far as is known: the laptop has not synced since" in unknown
