"""Serving in this process: granian, embedded, so that nothing is left when the process dies."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from sync_server.api.logs import Log
from sync_server.api.serving import Serving
from sync_server.cli.addresses import is_answering
from sync_server.cli.evaluator import Evaluator
from sync_server.home.opening import Home
from sync_server.review.app import make_app
from sync_server.review.rendering import compile_templates

BACKLOG = 2048
HEADER_MILLISECONDS = 15_000
READY_SECONDS = 0.02
GARBAGE_THRESHOLDS = 50_000, 20, 50
"""A push makes tens of thousands of small objects, none of them in cycles: looking for cycles after every
700, as Python does, takes a third of its time.
"""


class Listening(NamedTuple):
    """Where to listen, and the files that encrypt it (empty: nothing does)."""

    host: str
    port: int
    certificate: str
    certificate_key: str


def serve(
    home: Home,
    listening: Listening,
    on_ready: Callable[[], None],
    watch: "Watch | None" = None,
    log: Log | None = None,
) -> None:
    """Serve until a signal asks to stop, or until what ``watch`` watches has gone.

    A worker of several does not evaluate; who started them does.
    """
    with Evaluator(home.engine, log) if watch is None else nullcontext():
        server = _make_server(home, listening, log)
        asyncio.run(_serve(server, listening, on_ready, watch))


Watch = Callable[[Callable[[], None]], None]
"""Begins to watch something, and calls what it is given when that has gone."""


async def _serve(
    server: Server, listening: Listening, on_ready: Callable[[], None], watch: Watch | None
) -> None:
    _tame_garbage_collection()
    loop = asyncio.get_running_loop()
    _stop_on_signals(loop, server)
    if watch is not None:
        watch(lambda: _call_in(loop, server.stop))
    running = asyncio.ensure_future(server.serve())
    while not running.done() and not is_answering(listening.host, listening.port):
        await asyncio.sleep(READY_SECONDS)
    if not running.done():
        on_ready()
    compiling = loop.run_in_executor(None, compile_templates)
    await running
    await compiling


def _tame_garbage_collection() -> None:
    """Leave what was loaded for good alone, and look for cycles less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def _call_in(loop: asyncio.AbstractEventLoop, action: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(action)


def _make_server(home: Home, listening: Listening, log: Log | None) -> Server:
    return Server(
        make_app(Serving(home.engine, home.settings), log),
        address=listening.host,
        port=listening.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
        ssl_cert=Path(listening.certificate) if listening.certificate else None,
        ssl_key=Path(listening.certificate_key) if listening.certificate else None,
    )


def _stop_on_signals(loop: asyncio.AbstractEventLoop, server: Server) -> None:
    for one in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(one, lambda *_: _call_in(loop, server.stop))
        else:
            loop.add_signal_handler(one, server.stop)
