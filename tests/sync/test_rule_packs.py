"""A rule pack that an administrator publishes: a laptop pulls it, judges by it, and shows why it came."""

from datetime import datetime, timedelta

from fieldlog.actions.service_check import list_packs
from fieldlog.domain.days import local_day
from fieldlog.domain.packs import BUILT_IN, pack_on
from sync_server.core.evaluation import read_span
from sync_server.core.rule_packs import numbers_of, publish
from sync_server.core.users import ADMIN, add_user
from sync_server.database.engine import Connection
from sync_server.database.users import find_user
from tests.sync.laptops import Laptop
from tests.sync.office import Office
from tests.sync.supervised import PASSWORD

REASON = "试行更长的拜访"


def published(office: Office, now: datetime, minutes: int) -> str:
    """Publish a pack that begins on the next possible Monday, and return that day."""

    def work(connection: Connection) -> str:
        add_user(connection, "Admin", ADMIN, "", PASSWORD, "test", now)
        admin = find_user(connection, "Admin")
        assert admin is not None
        today = local_day(now, read_span(connection, now).zone)
        start = (today + timedelta(days=7 - today.weekday())).isoformat()
        given = {**numbers_of(BUILT_IN), "start": start, "visit_minutes": minutes}
        publish(connection, admin, given, REASON, 1, now)
        return start

    return office.do(work)


def test_a_published_pack_is_pulled_and_holds_on_the_laptop_from_its_day(
    office: Office, wang: Laptop
) -> None:
    wang.sync()
    assert [one.version for one in list_packs(wang.workspace)] == [1]
    start = published(office, wang.workspace.now(), 45)
    wang.sync()
    before, pack = list_packs(wang.workspace)
    assert (pack.version, pack.visit_minutes, pack.reason, pack.author) == (2, 45, REASON, "Admin")
    assert pack.start.isoformat() == start
    assert pack_on((before, pack), pack.start) is pack
