"""The page of signals: counts beside the peers, what they mean, and what the reps say to them."""

import re

from fieldlog.domain import kinds
from tests.sync_server.review.visitor import Team, Visitor


def record(team: Team) -> str:
    """Let 王丽 make visits of exactly 30 and 60 minutes and say a word to one, 李强 others, 张伟 his own."""
    work = team.fieldwork
    work.add_rep("李强", "东区")
    of_rep = {rep: work.add_customer(rep) for rep in ("王丽", "李强", "张伟")}
    for day in range(10, 14):
        work.visit("王丽", of_rep["王丽"], f"2026-11-{day} 09:00", 30)
        work.visit("李强", of_rep["李强"], f"2026-11-{day} 09:00", 41)
        work.visit("张伟", of_rep["张伟"], f"2026-11-{day} 09:00", 60)
    visit = work.visit("王丽", of_rep["王丽"], "2026-11-16 09:00", 60)
    values = {
        "target": visit,
        "signal": "exact-length",
        "text": "计时器就是这样",
        "at": "2026-11-17T01:00:00Z",
        "author": "王丽",
    }
    work.save("王丽", of_rep["王丽"], kinds.SIGNAL_COMMENT, values)
    return visit


def test_signals_stand_beside_the_median_with_their_meaning_and_the_word_of_the_rep(
    visitor: Visitor, team: Team
) -> None:
    visit = record(team)
    visitor.sign_in("周敏")
    page = visitor.open("/review/signals", accept_language="en").text
    assert "A signal, not a judgement." in page
    assert 'name="team"' not in page
    assert "exactly 30 or 60 minutes" in page
    rows = re.findall(
        '<th scope="row">(.*?)</th>\n<td.*?>([0-9]+)<.*?\n<td.*?>([0-9]+)<.*?\n<td.*?>([0-9]+)<', page
    )
    assert rows == [("王丽", "5", "5", "2")]
    assert "计时器就是这样" in page
    assert f'href="/review/visits/{visit}"' in page


def test_a_supervisor_of_another_team_sees_none_of_it(visitor: Visitor, team: Team) -> None:
    record(team)
    visitor.sign_in("吴刚")
    page = visitor.open("/review/signals?weeks=12", accept_language="en").text
    assert "王丽" not in page
    assert "计时器就是这样" not in page
    assert "张伟" in page


def test_an_administrator_chooses_the_team_and_is_led_to_its_visits(visitor: Visitor, team: Team) -> None:
    record(team)
    visitor.sign_in("Admin")
    page = visitor.open("/review/signals", accept_language="en").text
    assert re.findall('<option value="(.区)"', page) == ["东区", "西区"]
    assert {"王丽", "张伟"} <= set(re.findall('<th scope="row">(.*?)</th>', page))
    page = visitor.open("/review/signals?team=西区", accept_language="en").text
    assert "王丽" not in page
    assert '<option value="西区" selected>' in page
    links = re.findall('href="(/review/visits[?][^"]*)"', page)
    assert links
    assert all("team=%E8%A5%BF%E5%8C%BA" in one for one in links)
    assert visitor.open("/review/signals?team=南区").status_code == 400


def test_without_signals_the_page_says_so(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    assert "No visit has a signal." in visitor.open("/review/signals?weeks=x", accept_language="en").text
