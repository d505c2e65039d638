"""``fieldlog enrol``, ``sync`` and ``status``: the exchange with the server."""

import os
import random
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from platform import node
from typing import TypeVar

from fieldlog.actions.workspace import Workspace, system_now
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.sync_shapes import left_words, status_json, write_journal, write_status
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.store.store import Store
from fieldlog.sync import patience
from fieldlog.sync.engine import Engine, Outcome, Surroundings
from fieldlog.sync.enrolment import enrol
from fieldlog.sync.ports import Desk, Progress

Result = TypeVar("Result")


def _configure_enrol(parser: ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help=translate(N_("the server's address, with https://")))
    parser.add_argument("code", metavar="CODE", help=translate(N_("the one-time code; it works once")))


def _configure_nothing(_parser: ArgumentParser) -> None:
    """These commands take no arguments."""


def _desk(workspace: Workspace) -> Desk:
    def run(work: Callable[[Store], Result]) -> Result:
        return work(workspace.store)

    return run


def _around() -> Surroundings:
    return Surroundings(system_now, os.urandom, os.getpid())


def _patiently(work: Callable[[], Result]) -> Result:
    seconds = patience.GIVES_UP_SECONDS
    return patience.try_for_a_while(work, time.monotonic, time.sleep, random.random, seconds)


def _run_enrol(context: Context, options: Namespace) -> int:
    from fieldlog.sync.transport import HttpTransport

    with context.workspace() as workspace, HttpTransport(seconds=patience.GIVES_UP_SECONDS) as transport:
        desk, around, label = _desk(workspace), _around(), node()
        state = _patiently(lambda: enrol(desk, transport, around, options.url, options.code, label))
        # The organisation may count its days in another zone.
        workspace = Workspace(workspace.store)
        if context.wants_json:
            context.terminal.write_json({**status_json(workspace), "zone": workspace.settings.zone})
            return FINE
        sentence = N_("This store belongs to {user} at {server} now.")
        context.terminal.write(translate(sentence, user=state.user, server=state.server))
        zone = N_("Days are counted in the time zone {zone}.")
        context.terminal.write(translate(zone, zone=workspace.settings.zone))
        context.terminal.write(translate(N_("Next: fieldlog sync")))
    return FINE


def _run_sync(context: Context, _options: Namespace) -> int:
    from fieldlog.sync.transport import HttpTransport

    with context.workspace() as workspace, HttpTransport(seconds=patience.GIVES_UP_SECONDS) as transport:
        desk, around = _desk(workspace), _around()
        total = 0

        def tell(progress: Progress) -> None:
            nonlocal total
            total = progress.done
            context.terminal.show_progress(progress.done, progress.total)

        outcome = _patiently(lambda: Engine(desk, transport, around, tell).run())
        context.terminal.show_progress(total, total)
        if context.wants_json:
            context.terminal.write_json(status_json(workspace))
        else:
            _write_outcome(context, outcome, workspace)
    return FINE


def _write_outcome(context: Context, outcome: Outcome, workspace: Workspace) -> None:
    sentence = N_("Sent {sent}, stored {stored}, received {received}.")
    counts = {"sent": outcome.sent, "stored": outcome.stored, "received": outcome.received}
    context.terminal.write(translate(sentence, **counts))
    for told in left_words(workspace, outcome.left):
        context.terminal.write(told)
    write_status(context.terminal, workspace)


def _run_status(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        if context.wants_json:
            context.terminal.write_json(status_json(workspace))
        else:
            write_status(context.terminal, workspace)
            write_journal(context.terminal, workspace)
    return FINE


ENROL = Command(
    N_("let this store belong to your company's server, by a one-time code"),
    "fieldlog enrol https://fieldlog.example.org 7K2M-9QXD-4HTB-W8ZE-3RNC",
    _configure_enrol,
    _run_enrol,
)
SYNC = Command(
    N_("exchange with the server what is new on both sides"), "fieldlog sync", _configure_nothing, _run_sync
)
STATUS = Command(
    N_("what waits, what is stored at the server, what needs you; asks nobody"),
    "fieldlog status",
    _configure_nothing,
    _run_status,
)
