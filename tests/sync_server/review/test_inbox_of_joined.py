"""What waits about a customer that was joined to another, or that has no profile, goes on waiting."""

import re
from collections.abc import Callable

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.undone import UNDO
from tests.sync_server.fieldwork import instant
from tests.sync_server.organisation import make_save, new_id
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]


def join(team: Team, rep: str, joined: str) -> str:
    """Let a rep join a customer to another one; return that one, which is kept."""
    kept = team.fieldwork.add_customer(rep, "保留的人")
    team.fieldwork.save(rep, kept, kinds.MERGE_LINK, {"kept": kept, "joined": joined})
    return kept


def to_decide(visitor: Visitor) -> str:
    found = re.search('<dt><a href="/review/inbox">.*?</dt><dd>([0-9]+)</dd>', visitor.open("/review").text)
    assert found is not None
    return found[1]


def test_late_work_about_a_joined_customer_waits_with_the_one_that_was_kept(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    gone, author = team.late_of("王丽"), team.ids["王丽"]
    kept = join(team, "同事王丽", gone)
    visitor.sign_in("周敏")
    assert to_decide(visitor) == "1"
    inbox = visitor.open("/review/inbox").text
    assert f'href="/review/inbox/late/{kept}/{author}"' in inbox
    assert "保留的人" in inbox
    visitor.open("/review/language?to=en")
    for address in (kept, gone):
        page = visitor.open(f"/review/inbox/late/{address}/{author}").text
        assert "送体检报告" in page
        assert "王丽 had the customer until 2026-11-24 16:00. Then 同事王丽 got it (reason)." in page
    other = new_visitor()
    other.sign_in("吴刚")
    assert other.open(f"/review/inbox/late/{gone}/{author}").status_code == 404
    assert other.open(f"/review/inbox/late/{kept}/{author}").status_code == 404
    visitor.send(f"late/{kept}/{author}")
    assert to_decide(visitor) == "0"
    assert "保留的人" in visitor.open("/review/audit").text


def test_a_conflict_of_a_joined_customer_waits_with_the_one_that_was_kept(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    torn = team.conflict_of("王丽")
    kept = join(team, "王丽", torn)
    visitor.sign_in("周敏")
    inbox = visitor.open("/review/inbox").text
    assert f"/review/inbox/conflicts/{torn}" in inbox
    assert f'href="/review/customers/{kept}">保留的人' in inbox
    page = visitor.open(f"/review/inbox/conflicts/{torn}").text
    assert "东湖 1 号" in page
    assert "东湖 2 号" in page
    other = new_visitor()
    other.sign_in("吴刚")
    assert torn not in other.open("/review/inbox").text
    assert other.open(f"/review/inbox/conflicts/{torn}").status_code == 404


def test_the_address_of_a_joined_customer_leads_to_the_one_that_was_kept(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    joined = team.customer_of("王丽")
    kept = join(team, "王丽", joined)
    visitor.sign_in("周敏")
    assert visitor.open(f"/review/customers/{joined}").status_code == 200
    assert visitor.path == f"/review/customers/{kept}"
    assert visitor.open(f"/review/customers/{joined}/search").status_code == 200
    assert visitor.path == f"/review/customers/{kept}/search"
    other = new_visitor()
    other.sign_in("吴刚")
    assert other.open(f"/review/customers/{joined}").status_code == 404
    assert other.open(f"/review/customers/{joined}/search").status_code == 404


def test_an_undo_that_came_late_is_said_in_words(visitor: Visitor, team: Team) -> None:
    work, gone = team.fieldwork, team.customer_of("王丽")
    work.add_rep("李强", "东区")
    visit = work.visit("王丽", gone, "2026-11-20 09:00")
    work.hand_over(gone, "李强")
    changes = {"purpose": {"from": "送药", "to": "路过"}}
    undo = {"target": visit, "reason": UNDO, "at": to_text(instant("2026-11-23 20:00")), "changes": changes}
    work.save("王丽", gone, kinds.AMENDMENT, undo)
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/inbox/late/{gone}/{team.ids['王丽']}").text
    assert "已撤销" in page
    assert ">undo<" not in page


def test_the_log_calls_a_joined_customer_by_the_name_of_the_one_that_was_kept(
    visitor: Visitor, team: Team
) -> None:
    joined = team.customer_of("王丽")
    visitor.sign_in("周敏")
    visitor.open(f"/review/customers/{joined}")
    join(team, "王丽", joined)
    visitor.open("/review")
    log = visitor.open("/review/audit").text
    assert "保留的人" in log
    assert f">{joined[:8]}<" not in log


def test_what_waits_about_a_customer_without_a_profile_is_listed_by_its_id(
    visitor: Visitor, team: Team
) -> None:
    work, author = team.fieldwork, team.ids["王丽"]
    work.add_rep("李强", "东区")
    torn, gone = new_id(), new_id()
    visit = work.visit("王丽", torn, "2026-11-20 09:00", note="甲")
    other = make_save(f"customer:{torn}", kinds.VISIT, {"note": "乙"}, doc_id=visit)
    team.organisation.push(team.laptops["王丽"], other)
    work.promise("王丽", gone, "2026-12-01")
    work.hand_over(gone, "李强")
    work.promise("王丽", gone, "2026-12-02", "带药盒")
    visitor.sign_in("周敏")
    assert to_decide(visitor) == "1"
    inbox = visitor.open("/review/inbox").text
    assert f'href="/review/inbox/late/{gone}/{author}"' in inbox
    assert f"/review/inbox/conflicts/{visit}" in inbox
    for customer in (gone, torn):
        assert f">{customer[:8]}<" in inbox
        assert f"/review/customers/{customer}" not in inbox
    for page in (f"late/{gone}/{author}", f"conflicts/{visit}"):
        shown = visitor.open(f"/review/inbox/{page}")
        assert shown.status_code == 200
        assert "/review/customers/" not in shown.text.partition("<main")[2]
