"""The practice server: what a new supervisor is to find is there, and nothing real is ever touched."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import text

from fieldlog.domain.days import from_text
from sync_server.auth.passwords import is_password
from sync_server.core import evaluation
from sync_server.core.holdings import holdings
from sync_server.core.integrity import find_faults
from sync_server.core.quarantine import read_quarantined
from sync_server.core.territory.desk import LineDesk
from sync_server.core.territory.office import PASSWORD, found_practice_office
from sync_server.core.territory.scenes import Scenes
from sync_server.database import credentials, schema
from sync_server.database.engine import Engine, open_engine, reading, sqlite_url
from sync_server.database.people import Sight
from sync_server.database.quarantines import open_within
from sync_server.database.users import find_user
from sync_server.home.practice import PRACTICE_MARK
from tests.sync_server.databases import KEY
from tests.sync_server.test_process import PATIENCE, Machine, end

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(sqlite_url(tmp_path_factory.mktemp("practice") / "x.db", KEY))
    schema.upgrade(engine)
    found_practice_office(engine, NOW)
    yield engine
    engine.dispose()


def ask(engine: Engine, query: str) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(text(query)))


OF_EAST = "JOIN users u ON u.user_id = owner_id JOIN teams t ON t.team_id = u.team_id WHERE t.name = '东区'"


def test_two_teams_have_a_year_behind_them_that_fits_together_and_is_evaluated(office: Engine) -> None:
    found = ask(office, f"SELECT MIN(day), MAX(day), COUNT(*) FROM visits {OF_EAST}")
    first, last, count = found[0]
    assert date.fromisoformat(first) < TODAY - timedelta(days=350)
    assert date.fromisoformat(last) >= TODAY - timedelta(days=1)
    assert count > 3000
    assert ask(office, "SELECT COUNT(*) FROM customer_cards") == [(240,)]
    assert evaluation.is_up_to_date(office, NOW)
    with reading(office) as connection:
        assert list(find_faults(connection)) == []


def test_somebody_has_not_been_seen_for_three_weeks_though_nothing_excuses_it(office: Engine) -> None:
    query = f"SELECT u.name, customer, MAX(day) FROM visits {OF_EAST} AND is_reached GROUP BY 1, 2"
    unseen = {
        customer
        for name, customer, day in ask(office, query)
        if name == "王丽" and date.fromisoformat(day) <= TODAY - timedelta(days=21)
    }
    missed = "met_at IS NULL AND excused IS NULL AND rule = 'weekly-contact' AND due < '2026-11-23'"
    late = ask(office, f"SELECT customer FROM obligations WHERE {missed} GROUP BY 1 HAVING COUNT(*) >= 2")
    assert unseen & {row.customer for row in late}


def test_one_promise_is_overdue_for_far_longer_than_any_other(office: Engine) -> None:
    found = ask(office, f"SELECT due FROM promises {OF_EAST} AND promises.state = 'open' ORDER BY due")
    first, second = (date.fromisoformat(row.due) for row in found[:2])
    assert first == TODAY - timedelta(days=41)
    assert second > first + timedelta(days=7)


@pytest.mark.parametrize("hour", range(24))
def test_nobody_looks_in_at_night_whenever_the_practice_is_made(hour: int) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 30, hour, 30, tzinfo=zone).astimezone(UTC)
    save = Scenes(LineDesk("王丽", Random(1), now), ["0" * 32], now, zone).look_in("0" * 32, "跟她道别")
    values = {name: json.loads(write.value) for name, write in save.documents[0].fields.items()}
    start, end = (from_text(values[name]).astimezone(zone) for name in ("start", "end"))
    assert (start.hour, end.hour) >= (8, 9)
    assert end.hour < 19
    # After the hand-over two days ago, and before the sync.
    assert now - timedelta(days=2) < start < end <= now - timedelta(hours=3)


def test_suggestions_and_pauses_wait_and_others_were_decided_about(office: Engine) -> None:
    for kind, done in (("suggestion", "replied"), ("pause", "approved")):
        found = ask(office, f"SELECT DISTINCT review_state FROM matters {OF_EAST} AND kind = '{kind}'")
        assert {row[0] for row in found} >= {done}
    open_ones = ask(office, f"SELECT kind FROM matters {OF_EAST} AND review_state = 'unreviewed'")
    assert {row[0] for row in open_ones} == {"suggestion", "pause"}


def test_every_laptop_holds_the_customers_of_its_rep(office: Engine) -> None:
    with reading(office) as connection:
        found = holdings(connection)
    assert {len(one.customers) for one in found if one.device.label} >= {30}
    assert all(one.customers for one in found)


def test_what_needs_a_supervisor_is_there(office: Engine) -> None:
    states = {row[0] for row in ask(office, f"SELECT review_state FROM visits {OF_EAST}")}
    assert states == {"unreviewed", "approved", "praised", "sent-back", "asked", "answered"}
    kinds = {row[0] for row in ask(office, f"SELECT kind FROM signals {OF_EAST}")}
    assert kinds >= {"typed-late", "overlap", "exact-length", "repeated-note", "sunday-batch", "clock-jump"}
    assert ask(office, "SELECT code FROM quarantine") == [("foreign-scope",)]
    assert ask(office, "SELECT COUNT(*) FROM documents WHERE is_conflict") == [(1,)]
    assert ask(office, "SELECT COUNT(*) FROM saves WHERE status = 'late'") == [(1,)]
    silent = ask(office, "SELECT MIN(seen_at) FROM devices WHERE label != 'fieldlog-server'")
    assert silent[0][0] < "2026-11-18"
    (short,) = ask(office, "SELECT seconds, reason FROM visits WHERE note LIKE '%头晕，昨晚%'")
    assert (short.seconds, short.reason) == (660, "")


def test_visits_arrived_as_time_went_by(office: Engine) -> None:
    waiting = "FROM visits WHERE review_state = 'unreviewed'"
    ((first, last),) = ask(office, f"SELECT MIN(arrived_at), MAX(arrived_at) {waiting}")
    assert first < (NOW - timedelta(hours=24)).isoformat() < last
    ((latest,),) = ask(office, 'SELECT MAX(julianday(arrived_at) - julianday("end")) FROM visits')
    assert latest < 14


def test_what_was_not_taken_can_be_read_and_decided_about(office: Engine) -> None:
    with reading(office) as connection:
        supervisor = find_user(connection, "周敏")
        assert supervisor is not None
        sight = Sight(supervisor.user_id, supervisor.team_id, False)
        (waiting,) = open_within(connection, sight, None, 2)
        found = read_quarantined(connection, sight, waiting.quarantine_id)
    assert found.save is not None
    assert "邻居请我顺便看看她。" in found.save.documents[0].fields["note"].value
    assert (found.may_accept, found.may_move) == (True, True)


def test_the_published_password_is_that_of_the_supervisor(office: Engine) -> None:
    with reading(office) as connection:
        found = credentials.credentials_of_name(connection, "周敏")
    assert found is not None
    assert is_password(found.password_hash or "", PASSWORD)


def start_demo(machine: Machine, *words: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = machine._start("demo", "--json", *words)
    machine.processes.append(process)
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    shape = ""
    for line in lines:
        shape += line
        if line == "}\n":
            break
    return process, json.loads(shape)


def come_in(browser: httpx.Client, url: str, link: str) -> httpx.Response:
    """Follow a one-time link and press its button."""
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', browser.get(link).text))
    return browser.post(link, data=form, headers={"Origin": url})


def test_all_three_come_in_and_again_by_a_new_link(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "real")
    home = str(tmp_path / "practice")
    _, said = start_demo(machine, "--home", home)
    url = str(said["url"])
    try:
        assert said["home"] == home
        people = [(one["user"], one["role"]) for one in said["links"]]
        assert people == [("周敏", "supervisor"), ("吴强", "supervisor"), ("练习管理员", "admin")]
        assert said["links"][0]["link"] == said["link"]
        with httpx.Client(follow_redirects=True, timeout=PATIENCE) as browser:
            for one in said["links"]:
                page = come_in(browser, url, one["link"])
                assert (page.status_code, page.url.path) == (200, "/review")
                assert f'href="/review/account">{one["user"]}</a>' in page.text
            assert browser.get(f"{url}/review/people").status_code == 200
            form = dict(re.findall(r'name="(form)" value="([^"]*)"', page.text))
            page = browser.post(f"{url}/review/sign-out", data=form, headers={"Origin": url})
            assert page.url.path == "/review/sign-in"
            assert "fieldlog-server user link" in page.text
            again = machine.ask("user", "link", "练习管理员", "--home", home)
            assert again["user"] == "练习管理员"
            page = come_in(browser, url, again["link"])
            assert (page.status_code, page.url.path) == (200, "/review")
            assert come_in(browser, url, again["link"]).status_code == 422
            # What an administrator does asks for the practice password, which is theirs too.
            assert "rules/new" in browser.get(f"{url}/review/rules").text
        code, _, err = machine.call("user", "link", "Nobody", "--home", home)
        assert (code, "no user" in err) == (2, True), err
    finally:
        machine.stop()


def test_no_link_is_made_for_a_real_server_even_one_that_is_marked(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "real")
    machine.ask("init", "--admin", "Chen", "--zone", "UTC", "--password-stdin", given="a long password\n")
    for _ in range(2):
        code, out, err = machine.call("user", "link", "Chen")
        assert (code, out) == (3, "")
        assert "no practice server" in err
        # Somebody who puts the mark there has not made it one: its database says what it is.
        (machine.home / PRACTICE_MARK).write_text("practice\n", encoding="ascii")
    key = (machine.home / "server.key").read_text(encoding="ascii").strip()
    engine = open_engine(sqlite_url(machine.home / "fieldlog-server.db", key))
    assert ask(engine, "SELECT COUNT(*) FROM audit WHERE action = 'sign-in-link'") == [(0,)]
    engine.dispose()


def test_a_link_signs_in_once_and_the_server_is_gone_with_its_process(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "real")
    process, said = start_demo(machine)
    try:
        with httpx.Client(follow_redirects=True, timeout=PATIENCE) as browser:
            page = come_in(browser, said["url"], said["link"])
            assert page.status_code == 200
            assert said["user"] == "周敏"
            assert "周敏" in page.text
        with httpx.Client(timeout=PATIENCE) as browser:
            assert come_in(browser, said["url"], said["link"]).status_code == 422
        assert end(process, signal.SIGTERM) == 0
        assert not (tmp_path / "real").exists()
    finally:
        machine.stop()


def test_a_folder_that_holds_anything_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "real")
    machine.ask("init", "--admin", "Chen", "--zone", "UTC", "--password-stdin", given="a long password\n")
    before = {path.name: path.read_bytes() for path in machine.home.iterdir()}
    code, out, err = machine.call("demo", "--home", str(machine.home))
    assert (code, out) == (2, "")
    assert "something else than a practice store" in err
    assert {path.name: path.read_bytes() for path in machine.home.iterdir()} == before
    assert PRACTICE_MARK not in before
