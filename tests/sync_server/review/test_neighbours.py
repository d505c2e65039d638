"""A visit leads to those of its rep and of its customer around it; a customer's story names all reps."""

import re

from tests.sync_server.review.visitor import Team, Visitor

LINK = re.compile(r'href="/review/visits/(\w+)')


def test_a_visit_leads_to_those_of_its_rep_and_to_those_of_its_customer(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    team.organisation.add_user("李强", "rep", "东区")
    team.laptops["李强"] = work.laptops["李强"] = team.organisation.add_laptop("李强")
    customer, other = work.add_customer("王丽", "李秀英"), work.add_customer("王丽", "张桂兰")
    before = work.visit("王丽", customer, "2026-11-16 09:00")
    beside = [work.visit("王丽", other, "2026-11-18 09:00")]
    visit = work.visit("王丽", customer, "2026-11-19 09:00")
    beside.append(work.visit("王丽", other, "2026-11-20 09:00"))
    work.hand_over(customer, "李强")
    after = work.visit("李强", customer, "2026-11-21 09:00")
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/visits/{visit}").text
    around = page[page.index('<nav class="around"') :]
    assert LINK.findall(around[: around.index("</nav>")]) == [*beside, before, after]
    timeline = visitor.open(f"/review/customers/{customer}").text
    for one, rep in ((before, "王丽"), (visit, "王丽"), (after, "李强")):
        entry = timeline[timeline.index(f"/review/visits/{one}") :]
        assert f" · {rep}</span>" in entry[: entry.index("</li>")]
