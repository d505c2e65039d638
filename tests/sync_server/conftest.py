"""A server in this process, on both databases: without HTTP, and over HTTP without a network."""

from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy import URL

from sync_server.api.logs import Log
from sync_server.api.serving import Serving
from sync_server.database.engine import Engine, open_engine
from sync_server.home.settings import ServerSettings
from sync_server.review.app import make_app
from tests.sync_server.databases import KINDS, Databases
from tests.sync_server.organisation import Clock, Organisation
from tests.sync_server.web import Web


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> URL:
    return databases.make(request.param)


@pytest.fixture
def engine(database_url: URL) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def organisation(engine: Engine, clock: Clock) -> Organisation:
    """An organisation with an administrator, on a new database."""
    return Organisation(engine, clock)


@pytest.fixture
def log() -> StringIO:
    return StringIO()


@pytest.fixture
def serving(organisation: Organisation, clock: Clock) -> Serving:
    return Serving(organisation.engine, ServerSettings(), clock.now, clock.steady)


@pytest.fixture
def web(serving: Serving, log: StringIO) -> Iterator[Web]:
    """A client of the server's HTTP; no network is between."""
    with Web(make_app(serving, Log(log))) as client:
        yield client
