"""Erasing takes values away everywhere on the server, and leaves everything that refers to them whole."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldlog.domain import kinds
from fieldlog.domain.saves import Save, freeze
from sync_server.core.erasure import Erasure, erase_customer, erase_due
from sync_server.core.holdings import holdings
from sync_server.core.integrity import find_faults
from sync_server.core.receiving import receive
from sync_server.database import tables
from sync_server.database.engine import reading, write
from sync_server.errors import RefusalError
from tests.sync_server.organisation import Clock, Laptop, Organisation, make_save, new_id, raw_line
from tests.sync_server.web import Web

SECRET = "血压偏高"
VISIT = {
    "channel": "home",
    "start": "2026-11-24T07:00:00Z",
    "end": "2026-11-24T07:40:00Z",
    "zone": "Asia/Shanghai",
    "note": "喝了茶",
}


def stored(organisation: Organisation) -> str:
    """Return everything in the database as text."""
    with reading(organisation.engine) as connection:
        rows = [connection.execute(select(one)).all() for one in tables.metadata.sorted_tables]
    lines = [
        bytes(row.line).decode("utf-8", "replace") for found in rows for row in found if hasattr(row, "line")
    ]
    return str(rows) + "".join(lines)


def erase(organisation: Organisation, customer: str, **more: bool) -> Erasure:
    now = organisation.clock.now()
    return write(organisation.engine, lambda c: erase_customer(c, customer, "withdrawn", "test", now, **more))


def add_visit(organisation: Organisation, laptop: Laptop, customer: str, end: str = VISIT["end"]) -> str:
    visit = new_id()
    values = {**VISIT, "end": end, "health.body": SECRET}
    organisation.push(laptop, make_save(f"customer:{customer}", kinds.VISIT, values, doc_id=visit))
    return visit


def test_health_notes_go_and_the_rest_of_the_visit_stays(organisation: Organisation, web: Web) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    organisation.push(laptop, make_save(f"customer:{customer}"))
    visit = add_visit(organisation, laptop, customer)
    cursor = web.pull(laptop.token).json()["cursor"]
    done = erase(organisation, customer)
    assert (done.values, done.documents) == (1, 1)
    assert SECRET not in stored(organisation)
    assert "喝了茶" in stored(organisation)
    (entry,) = web.pull_all(laptop.token, cursor)
    assert (entry["entry"], entry["doc_id"], len(entry["ops"]), entry["seq"]) == ("erase", visit, 1, done.seq)
    with reading(organisation.engine) as connection:
        assert list(find_faults(connection)) == []


def test_what_an_amendment_repeats_goes_too(organisation: Organisation) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    visit = add_visit(organisation, laptop, customer)
    changes = {"health": {"from": {"body": SECRET}, "to": {"body": "好"}}}
    values = {"target": visit, "reason": "x", "at": VISIT["end"], "changes": changes}
    other = {**values, "changes": {"note": {"from": "甲", "to": "乙"}}}
    for one in (values, other):
        organisation.push(laptop, make_save(f"customer:{customer}", kinds.AMENDMENT, one))
    erase(organisation, customer)
    assert SECRET not in stored(organisation)
    assert "甲" in stored(organisation)


def test_what_waits_in_quarantine_goes_too_and_keeps_the_hash_of_its_answer(
    organisation: Organisation,
) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    save = make_save(f"customer:{customer}")
    forged = make_save(f"customer:{customer}", kinds.VISIT, {**VISIT, "health.body": SECRET})
    results = organisation.push(laptop, save, forged._replace(gid=save.gid)).results
    assert results[1].code == "gid-reused"
    assert SECRET in stored(organisation)
    erase(organisation, customer)
    assert SECRET not in stored(organisation)
    with reading(organisation.engine) as connection:
        assert list(find_faults(connection)) == []


def test_a_broken_line_that_names_what_was_erased_loses_everything(
    organisation: Organisation, web: Web
) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    save = make_save(f"customer:{customer}", kinds.VISIT, {**VISIT, "health.body": SECRET})
    line = laptop.lines(save)[0]
    web.push(laptop.token, [line])
    web.push(laptop.token, [b'{"dseq":2,' + line[12:-3]])
    assert SECRET in stored(organisation)
    erase(organisation, customer)
    assert SECRET not in stored(organisation)


def test_everything_of_a_customer_can_go(organisation: Organisation) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    organisation.push(
        laptop, make_save(f"customer:{customer}", values={"name": "李阿姨", "phone.1": "13800000000"})
    )
    erase(organisation, customer, is_everything=True)
    assert "李阿姨" not in stored(organisation)
    assert "13800000000" not in stored(organisation)


def test_erasing_again_finds_nothing(organisation: Organisation) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    add_visit(organisation, laptop, customer)
    erase(organisation, customer)
    assert erase(organisation, customer) == Erasure(0, 0, 0)


def test_an_unknown_customer_cannot_be_erased(organisation: Organisation) -> None:
    with pytest.raises(RefusalError, match="customer-unknown"):
        erase(organisation, new_id())


def test_a_laptop_that_no_longer_has_the_customer_is_told_too_and_reports_when_it_is_done(
    organisation: Organisation, web: Web
) -> None:
    from sync_server.core.handover import hand_over

    old, customer = organisation.add_rep("小王"), new_id()
    new = organisation.add_rep("小张")
    add_visit(organisation, old, customer)
    cursor = web.pull(old.token).json()["cursor"]
    now = organisation.clock.now()
    write(organisation.engine, lambda c: hand_over(c, customer, "小张", "x", "test", now))
    erase(organisation, customer)
    entries = web.pull_all(old.token, cursor)
    assert [one["entry"] for one in entries] == ["drop", "erase"]

    def waiting() -> dict[str, int]:
        with reading(organisation.engine) as connection:
            return {one.device.device_id: one.to_erase for one in holdings(connection)}

    assert waiting() == {old.device: 1, new.device: 1}
    later = organisation.add_rep("小李")
    write(organisation.engine, lambda c: hand_over(c, customer, "小李", "x", "test", now))
    # Whoever receives the customer afterwards never had what was erased.
    assert waiting() == {old.device: 1, new.device: 1, later.device: 0}
    web.pull(old.token, cursor, erased=[entries[1]["erasure"]])
    web.pull(old.token, cursor, erased=[entries[1]["erasure"]])
    assert waiting() == {old.device: 0, new.device: 1, later.device: 0}


def test_old_notes_and_those_without_consent_are_due(organisation: Organisation, clock: Clock) -> None:
    laptop = organisation.add_rep("小王")
    fresh, old, withdrawn = new_id(), new_id(), new_id()
    add_visit(organisation, laptop, fresh)
    add_visit(organisation, laptop, old, "2024-01-01T08:00:00Z")
    add_visit(organisation, laptop, withdrawn)
    consent = {
        "purpose": "health-notes",
        "wording": "health-notes/1",
        "state": "withdrawn",
        "at": VISIT["end"],
    }
    organisation.push(laptop, make_save(f"customer:{withdrawn}", kinds.CONSENT, consent))
    before = clock.now() - timedelta(days=730)
    done = {
        customer: write(
            organisation.engine,
            lambda c, one=customer: erase_due(c, f"customer:{one}", before, "test", clock.now()),  # type: ignore[misc]
        ).values
        for customer in (fresh, old, withdrawn)
    }
    assert done == {fresh: 0, old: 1, withdrawn: 1}


def push_damaged(organisation: Organisation, laptop: Laptop, save: Save, dseq: int) -> None:
    """Push a save whose bytes are not those that its hash was made of."""
    frozen = freeze(save)
    damaged = raw_line(frozen, dseq, save.gid).replace(
        hashlib.sha256(frozen).hexdigest().encode(), hashlib.sha256(b"other").hexdigest().encode()
    )
    body = b"\n".join([b'{"protocol":"fieldlog-sync/1"}', damaged])
    (result,) = receive(organisation.engine, laptop.token, body, organisation.clock.now()).results
    assert result.code == "hash-differs"


def test_a_damaged_line_in_quarantine_is_erased_and_still_fits_its_answer(organisation: Organisation) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    organisation.push(laptop, make_save(f"customer:{customer}"))
    save = make_save(f"customer:{customer}", kinds.VISIT, {**VISIT, "health.body": SECRET})
    push_damaged(organisation, laptop, save, 2)
    erase(organisation, customer, is_everything=True)
    assert SECRET not in stored(organisation)
    with reading(organisation.engine) as connection:
        assert list(find_faults(connection)) == []


def test_a_damaged_line_that_a_twin_sends_after_the_erasure_is_erased_by_the_next(
    organisation: Organisation,
) -> None:
    laptop, customer = organisation.add_rep("小王"), new_id()
    organisation.push(laptop, make_save(f"customer:{customer}"))
    save = make_save(f"customer:{customer}", kinds.VISIT, {**VISIT, "health.body": SECRET})
    push_damaged(organisation, laptop, save, 2)
    erase(organisation, customer)
    push_damaged(organisation, organisation.add_laptop("小王"), save, 1)
    erase(organisation, customer)
    assert SECRET not in stored(organisation)
    with reading(organisation.engine) as connection:
        assert list(find_faults(connection)) == []
