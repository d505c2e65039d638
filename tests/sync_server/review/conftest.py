"""Browsers before a server in this process, on both databases."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from sync_server.api.logs import Log
from sync_server.api.serving import Serving
from sync_server.review.app import make_app
from tests.sync_server.organisation import Clock, Organisation
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]


@pytest.fixture
def team(organisation: Organisation) -> Team:
    return Team(organisation)


@pytest.fixture
def new_visitor(serving: Serving, clock: Clock, log: object) -> Iterator[NewVisitor]:
    """Open another browser, at an address of its own if wanted."""
    app = make_app(serving, Log(log))  # type: ignore[arg-type]
    opened: list[Visitor] = []
    with asyncio.Runner() as runner:

        def make(address: str = "127.0.0.1") -> Visitor:
            opened.append(Visitor(runner, app, clock, address))
            return opened[-1]

        yield make
        for visitor in opened:
            visitor.close()
        serving.gate.close()


@pytest.fixture
def visitor(team: Team, new_visitor: NewVisitor) -> Visitor:
    """A browser before the server of two teams."""
    return new_visitor()
