"""Teams of reps with a year of work in a server's database: one is told and evaluated, others copy it."""

from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Text, text

from fieldlog.domain.days import from_text, week_name
from fieldlog.domain.territory.telling import ORDERLY
from fieldlog.domain.territory.year import YEAR, PracticeYear
from sync_server.core import evaluation
from sync_server.core.admission import ACTIVE
from sync_server.core.push import Push
from sync_server.core.server_saves import line_of
from sync_server.core.territory.desk import LineDesk
from sync_server.core.users import REP, SUPERVISOR, add_user
from sync_server.core.viewers import open_session
from sync_server.database import devices, tables
from sync_server.database.derived_tables import WITH_OWNER
from sync_server.database.engine import Connection, Engine, write
from sync_server.database.pushes import Device, lock_device
from sync_server.database.sessions import COMPLETE
from sync_server.database.users import User

REPS, CUSTOMERS = 20, 120
ZONE, BY, TEAM, PASSWORD = "Asia/Shanghai", "bench", "bench", "a long password"
AT_ONCE = 60
_HEX = "0123456789abcdef"


class FilledTeam(NamedTuple):
    """A team's supervisor, signed in: the id of the session."""

    supervisor: User
    session: str


def fill_team(engine: Engine, now: datetime) -> FilledTeam:
    """Tell a year of 20 reps with 120 customers each, as their laptops would send it, and evaluate it."""
    since = now - YEAR - timedelta(days=40)
    chance = Random(0)
    supervisor, reps = write(engine, partial(_add_people, since=since))
    for number, rep in enumerate(reps):
        print(f"telling the year of rep {number + 1} of {REPS} ...", flush=True)
        desk = LineDesk(rep.name, chance, now)
        year = PracticeYear(desk, chance, now, ZoneInfo(ZONE), ORDERLY, CUSTOMERS * number)
        for customer in range(CUSTOMERS):
            year.add_customer(customer, CUSTOMERS)
        push_year(engine, rep, desk)
    evaluation.drain(engine, now, at_once=AT_ONCE)
    session = write(engine, lambda connection: open_session(connection, supervisor.user_id, COMPLETE, now))
    return FilledTeam(supervisor, session)


def _add_people(connection: Connection, since: datetime) -> tuple[User, list[User]]:
    supervisor, _ = add_user(connection, "supervisor", SUPERVISOR, TEAM, PASSWORD, BY, since)
    reps = [add_user(connection, f"rep {one}", REP, TEAM, None, BY, since)[0] for one in range(REPS)]
    return supervisor, reps


def push_year(engine: Engine, rep: User, desk: LineDesk) -> None:
    """Send what is on a desk from a new laptop, at the end of each week: visits wait for a review since."""
    device = Device(desk.new_document_id(), rep.user_id, rep.name, rep.role, ACTIVE)
    weeks = groupby(desk.synced(), key=lambda save: week_name(from_text(save.at).date()))
    pushes = [list(saves) for _, saves in weeks]

    def push(connection: Connection) -> None:
        devices.add_device(connection, device.device_id, rep.user_id, rep.made_at, label="bench")
        last = lock_device(connection, device.device_id)
        for saves in pushes:
            lines = [line_of(save, dseq) for dseq, save in enumerate(saves, last + 1)]
            Push(connection, device, from_text(saves[-1].at)).take(lines)
            last += len(lines)

    write(engine, push)


# Copies


def copy_team(engine: Engine, first: User, number: int) -> None:
    """Add a copy of a team with all that is derived from its documents (PostgreSQL): what pages read.

    Every id is written with other digits, so that it is nobody else's; names get a number.
    """
    write(engine, partial(_copy, team=first.team_id or "", number=number))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _copy(connection: Connection, team: str, number: int) -> None:
    members = "SELECT user_id FROM users WHERE team_id = :team"
    chosen = {tables.teams: "team_id = :team", tables.users: "team_id = :team"}
    chosen[tables.devices] = f"user_id IN ({members})"
    chosen |= dict.fromkeys(WITH_OWNER, f"owner_id IN ({members})")
    for table, condition in chosen.items():
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        copied = ", ".join(_copied(column, number) for column in table.columns)
        statement = f"INSERT INTO {table.name} ({names}) SELECT {copied} FROM {table.name} WHERE {condition}"
        connection.execute(text(statement), {"team": team})


def _copied(column: Column[Any], number: int) -> str:
    name = f'"{column.name}"'
    if column.unique and column.name == "name":
        return f"{name} || ' {number}'"
    if not isinstance(column.type, Text):
        return name
    digits = _HEX[number:] + _HEX[:number]
    return (
        f"CASE WHEN {name} ~ '^[0-9a-f]{{32}}$' THEN translate({name}, '{_HEX}', '{digits}') ELSE {name} END"
    )
