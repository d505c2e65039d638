"""Teams, hand-overs and leaving: who has what changes in one transaction, and laptops learn of it."""

from typing import Any

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.errors import BadInputError
from sync_server.auth.tokens import hash_secret
from sync_server.core.handover import HandOver, hand_over
from sync_server.core.holdings import holdings
from sync_server.core.people import read_laptops
from sync_server.core.push import LATE_DAYS
from sync_server.core.users import add_user, change_team, retire_user
from sync_server.core.viewers import open_session
from sync_server.database import audits, grants, sessions
from sync_server.database.engine import Connection, reading, write
from sync_server.database.grants import OWNER, TEAM
from sync_server.database.sessions import COMPLETE
from sync_server.database.users import find_user
from sync_server.database.visibility import EVERYTHING
from sync_server.errors import RefusalError
from tests.sync_server.databases import captured
from tests.sync_server.organisation import Clock, Laptop, Organisation, make_save, new_id
from tests.sync_server.web import Web


def add_customer(organisation: Organisation, laptop: Laptop) -> str:
    """Let a laptop save a new customer, and return the id."""
    customer = new_id()
    assert organisation.push(laptop, make_save(f"customer:{customer}")).results[0].status == "applied"
    return customer


def give(organisation: Organisation, customer: str, to: str, **more: Any) -> HandOver:
    now = organisation.clock.now()
    return write(
        organisation.engine, lambda c: hand_over(c, customer, to, "new district", "test", now, **more)
    )


def readers(organisation: Organisation, customer: str, why: str = TEAM) -> list[str]:
    """Return the names of those who have a customer for a reason."""
    from sync_server.database.users import get_user

    with reading(organisation.engine) as connection:
        found = grants.open_grants_of_scope(connection, f"customer:{customer}", why)
        return sorted(get_user(connection, grant.user_id).name for grant in found)


def names(entries: list[Any], kind: str) -> list[str]:
    return [entry["scope"] for entry in entries if entry["entry"] == kind and "customer" in entry["scope"]]


def test_a_hand_over_gives_the_new_rep_everything_once_and_lets_the_old_one_drop(
    organisation: Organisation, web: Web
) -> None:
    old, new = organisation.add_rep("小王"), organisation.add_rep("小张")
    customer = add_customer(organisation, old)
    before = [web.pull(laptop.token).json()["cursor"] for laptop in (old, new)]
    done = give(organisation, customer, "小张")
    assert (done.from_user, done.to_user) == ("小王", "小张")
    received = web.pull_all(new.token, before[1])
    (grant,) = [entry for entry in received if entry["entry"] == "grant"]
    assert (grant["from_user"], grant["reason"], grant["seq"]) == ("小王", "new district", done.seq)
    assert [entry["doc_id"] for entry in received if entry["entry"] == "doc"] == [customer]
    (drop,) = web.pull_all(old.token, before[0])
    assert (drop["entry"], drop["to_user"], drop["reason"]) == ("drop", "小张", "new district")


def test_a_page_may_end_in_the_middle_of_a_grant_and_nothing_is_lost_or_doubled(
    organisation: Organisation, web: Web
) -> None:
    old, new = organisation.add_rep("小王"), organisation.add_rep("小张")
    customer = add_customer(organisation, old)
    facts = [
        make_save(f"customer:{customer}", kinds.OPT_OUT, {"start": "2026-11-24", "reason": "x"})
        for _ in range(7)
    ]
    organisation.push(old, *facts)
    give(organisation, customer, "小张")
    documents = [one["doc_id"] for one in web.pull_all(new.token, limit=2) if one["entry"] == "doc"]
    assert sorted(documents) == sorted([customer, *(save.documents[0].doc_id for save in facts)])


def test_a_customer_that_goes_away_and_comes_back_is_not_dropped(
    organisation: Organisation, web: Web
) -> None:
    one = organisation.add_rep("小王")
    organisation.add_rep("小张")
    customer = add_customer(organisation, one)
    cursor = web.pull(one.token).json()["cursor"]
    give(organisation, customer, "小张")
    give(organisation, customer, "小王")
    assert [entry["entry"] for entry in web.pull_all(one.token, cursor)] == ["grant", "doc"]


def test_an_owner_who_changed_meanwhile_stops_a_hand_over(organisation: Organisation) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王"))
    organisation.add_rep("小张")
    organisation.add_rep("小李")
    give(organisation, customer, "小张", expected="小王")
    with pytest.raises(RefusalError, match="owner-changed"):
        give(organisation, customer, "小李", expected="小王")
    assert readers(organisation, customer, OWNER) == ["小张"]


@pytest.mark.parametrize(
    ("to", "code"), [("小王", "owner-already"), ("nobody", "user-unknown"), ("gone", "user-left")]
)
def test_a_hand_over_to_the_wrong_person_changes_nothing(
    organisation: Organisation, to: str, code: str
) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王"))
    organisation.add_user("gone")
    write(organisation.engine, lambda c: retire_user(c, "gone", 30, "test", organisation.clock.now()))
    with pytest.raises(RefusalError, match=code):
        give(organisation, customer, to)
    assert readers(organisation, customer, OWNER) == ["小王"]


def test_an_unknown_customer_cannot_be_handed_over(organisation: Organisation) -> None:
    organisation.add_user("小王")
    with pytest.raises(RefusalError, match="customer-unknown"):
        give(organisation, new_id(), "小王")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00b"])
def test_a_hand_over_needs_a_reason_of_one_line(organisation: Organisation, reason: str) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王"))
    organisation.add_user("小张")
    with pytest.raises(BadInputError):
        write(
            organisation.engine,
            lambda c: hand_over(c, customer, "小张", reason, "test", organisation.clock.now()),
        )


def test_late_saves_are_folded_for_35_days_and_quarantined_after(
    organisation: Organisation, clock: Clock
) -> None:
    old = organisation.add_rep("小王")
    organisation.add_rep("小张")
    customer = add_customer(organisation, old)
    give(organisation, customer, "小张")
    fact = {"start": "2026-11-24", "reason": "x"}
    clock.move(days=LATE_DAYS)
    assert organisation.push(old, make_save(f"customer:{customer}", kinds.OPT_OUT, fact)).results[
        0
    ].status == ("late")
    clock.move(seconds=1)
    result = organisation.push(old, make_save(f"customer:{customer}", kinds.OPT_OUT, fact)).results[0]
    assert (result.status, result.code) == ("quarantined", "late-too-long")


def test_supervisors_of_the_team_have_the_customers_of_their_reps_and_no_laptop_receives_them(
    organisation: Organisation, web: Web
) -> None:
    organisation.add_user("主管", "supervisor", "东区")
    supervisor = organisation.add_laptop("主管")
    customer = add_customer(organisation, organisation.add_rep("小王", "东区"))
    assert readers(organisation, customer) == ["主管"]
    assert names(web.pull_all(supervisor.token), "grant") == []


def test_without_a_team_administrators_have_the_customer(organisation: Organisation) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王"))
    assert readers(organisation, customer) == ["Admin"]


def test_a_supervisor_who_comes_later_has_what_is_there(organisation: Organisation) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王", "东区"))
    assert readers(organisation, customer) == []
    organisation.add_user("主管", "supervisor", "东区")
    assert readers(organisation, customer) == ["主管"]


def test_a_change_of_team_changes_who_has_the_customers(organisation: Organisation) -> None:
    organisation.add_user("东主管", "supervisor", "东区")
    organisation.add_user("西主管", "supervisor", "西区")
    customer = add_customer(organisation, organisation.add_rep("小王", "东区"))
    move = organisation.clock.now()
    write(organisation.engine, lambda c: change_team(c, "小王", "西区", "test", move))
    assert readers(organisation, customer) == ["西主管"]
    write(organisation.engine, lambda c: change_team(c, "西主管", "东区", "test", move))
    assert readers(organisation, customer) == []
    write(organisation.engine, lambda c: change_team(c, "小王", "", "test", move))
    assert readers(organisation, customer) == ["Admin"]


def signed_in(organisation: Organisation, name: str) -> str:
    """Add a supervisor who is signed in, and return the id of the session."""
    organisation.add_user(name, "supervisor", "东区")
    now = organisation.clock.now()

    def enter(connection: Connection) -> str:
        user = find_user(connection, name)
        assert user is not None
        return open_session(connection, user.user_id, COMPLETE, now)

    return write(organisation.engine, enter)


def is_signed_in(organisation: Organisation, session_id: str) -> bool:
    with reading(organisation.engine) as connection:
        return sessions.find_session(connection, hash_secret(session_id)) is not None


@pytest.mark.parametrize("team", ["西区", ""])
def test_a_change_of_team_ends_the_own_sessions_alone(organisation: Organisation, team: str) -> None:
    moved, other = (signed_in(organisation, name) for name in ("主管", "副主管"))
    now = organisation.clock.now()
    write(organisation.engine, lambda c: change_team(c, "主管", "东区", "test", now))
    assert is_signed_in(organisation, moved)
    write(organisation.engine, lambda c: change_team(c, "主管", team, "test", now))
    assert not is_signed_in(organisation, moved)
    assert is_signed_in(organisation, other)


def test_who_leaves_is_signed_out(organisation: Organisation) -> None:
    gone, other = (signed_in(organisation, name) for name in ("主管", "副主管"))
    now = organisation.clock.now()
    write(organisation.engine, lambda c: retire_user(c, "主管", 30, "test", now))
    assert not is_signed_in(organisation, gone)
    assert is_signed_in(organisation, other)


def test_a_hand_over_to_another_team_changes_the_supervisors_too(organisation: Organisation) -> None:
    organisation.add_user("东主管", "supervisor", "东区")
    organisation.add_user("西主管", "supervisor", "西区")
    customer = add_customer(organisation, organisation.add_rep("小王", "东区"))
    organisation.add_rep("小张", "西区")
    give(organisation, customer, "小张")
    assert readers(organisation, customer) == ["西主管"]


def test_who_left_may_hand_in_for_some_days_and_receives_drops_only(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    laptop = organisation.add_rep("小王")
    customer = add_customer(organisation, laptop)
    cursor = web.pull(laptop.token).json()["cursor"]
    write(organisation.engine, lambda c: retire_user(c, "小王", 30, "test", clock.now()))
    late = web.push(laptop.token, laptop.lines(make_save(f"customer:{customer}", values={"notes": "x"})))
    assert late.json()["results"][0]["status"] == "late"
    assert [entry["entry"] for entry in web.pull_all(laptop.token, cursor)] == ["drop"]
    assert {entry["entry"] for entry in web.pull_all(laptop.token)} == {"drop"}
    assert web.get("/v1/conflicts", laptop.token).json()["code"] == "user-leaving"
    clock.move(days=30)
    for answer in (web.push(laptop.token, []), web.pull(laptop.token)):
        assert (answer.status_code, answer.json()["code"]) == (403, "user-retired")


def test_the_customer_of_who_left_can_be_handed_over_and_the_new_rep_reads_from_whom(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王", "东区"))
    new = organisation.add_rep("小张", "东区")
    organisation.add_user("主管", "supervisor", "东区")
    write(organisation.engine, lambda c: retire_user(c, "小王", 30, "test", clock.now()))
    assert readers(organisation, customer) == ["主管"]
    give(organisation, customer, "小张", expected="")
    grant = next(one for one in web.pull_all(new.token) if "customer" in one["scope"])
    assert grant["from_user"] == "小王"


def test_the_server_knows_which_laptop_still_holds_a_customer(organisation: Organisation, web: Web) -> None:
    old = organisation.add_rep("小王")
    organisation.add_rep("小张")
    customer = add_customer(organisation, old)
    cursor = web.pull(old.token).json()["cursor"]
    web.pull(old.token, cursor)
    give(organisation, customer, "小张")

    def still_held() -> tuple[str, ...]:
        with reading(organisation.engine) as connection:
            return next(one.to_drop for one in holdings(connection) if one.device.device_id == old.device)

    assert still_held() == (customer,)
    cursor = web.pull(old.token, cursor).json()["cursor"]
    web.pull(old.token, cursor, holding=[f"customer:{customer}"])
    assert still_held() == (customer,)
    web.pull(old.token, cursor)
    assert still_held() == ()


def test_however_many_laptops_there_are_it_takes_as_many_statements(
    organisation: Organisation, web: Web
) -> None:
    counts = []
    for number in range(1, 4):
        laptop = organisation.add_rep(f"小{number}")
        customer = add_customer(organisation, laptop)
        web.pull(laptop.token, web.pull(laptop.token).json()["cursor"])
        with reading(organisation.engine) as connection, captured(organisation.engine) as statements:
            found = read_laptops(connection, EVERYTHING)
        assert len(found) == number
        assert (customer,) in [one.customers for one in found]
        counts.append(len(statements))
    assert len(set(counts)) == 1


def test_a_hand_over_is_written_down(organisation: Organisation) -> None:
    customer = add_customer(organisation, organisation.add_rep("小王"))
    organisation.add_rep("小张")
    give(organisation, customer, "小张")
    with reading(organisation.engine) as connection:
        deeds = audits.deeds_about(connection, f"customer:{customer}")
    assert [(deed.by, deed.action) for deed in deeds] == [("test", "hand-over")]
    assert "new district" not in str(deeds)


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("", "rep", None),
        ("x" * 61, "rep", None),
        ("a\nb\x07", "rep", None),
        ("甲", "king", None),
        ("甲", "admin", "short"),
        ("Admin", "rep", None),
    ],
)
def test_a_user_that_cannot_be_is_refused(
    organisation: Organisation, name: str, role: str, password: str | None
) -> None:
    now = organisation.clock.now()
    with pytest.raises(BadInputError):
        write(organisation.engine, lambda c: add_user(c, name, role, "", password, "test", now))
