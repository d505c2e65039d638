"""Who waits for a sync is not kept waiting by a server that stands still or drips; a long one is let go on.

The servers are real, on the loopback, because a time that is over is felt only on a real connection.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Event, Thread
from threading import enumerate as running_threads

import pytest

from fieldlog.sync.deadline import THREAD
from fieldlog.sync.patience import try_for_a_while
from fieldlog.sync.ports import Answer, Request
from fieldlog.sync.transport import HttpTransport
from fieldlog.sync.troubles import UnreachableError

SECONDS, LATE, PATIENCE = 1.0, 1.0, 20.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
Behaviour = Callable[[socket.socket, Event], None]


@contextmanager
def behaving(behaviour: Behaviour) -> Iterator[str]:
    """Give the address of a server that does so with each connection, until the test is over."""
    over, threads = Event(), list[Thread]()

    def accept() -> None:
        while not over.is_set():
            try:
                connection = listening.accept()[0]
            except OSError:
                continue
            threads.append(Thread(target=serve, args=(connection,)))
            threads[-1].start()

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                behaviour(connection, over)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        threads.append(Thread(target=accept))
        threads[0].start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            for thread in list(threads):
                thread.join()


def stands_still(_connection: socket.socket, over: Event) -> None:
    """The process was stopped: connections are taken, and nothing is read."""
    over.wait()


def drips(connection: socket.socket, over: Event, begun: bytes) -> None:
    """A byte now and then, so that no byte is ever late."""
    connection.recv(65536)
    connection.sendall(begun)
    while not over.wait(0.05):
        connection.sendall(b" ")


def drips_its_answer(connection: socket.socket, over: Event) -> None:
    """The beginning is there at once."""
    drips(connection, over, HEAD + b"100000\r\n\r\n{")


def drips_its_beginning(connection: socket.socket, over: Event) -> None:
    """Not even the status is there."""
    drips(connection, over, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def waited_for(address: str, transport: HttpTransport) -> Answer:
    """Ask as a command does."""
    request = Request(address, "/v1/pull", b"{}", "secret")
    return try_for_a_while(
        lambda: transport.send(request), time.monotonic, time.sleep, Random(1).random, SECONDS
    )


@pytest.mark.parametrize("behaviour", [stands_still, drips_its_answer, drips_its_beginning])
def test_a_server_that_does_not_get_on_is_given_up_in_time(behaviour: Behaviour) -> None:
    with behaving(behaviour) as address, HttpTransport(seconds=SECONDS) as transport:
        begun = time.monotonic()
        with pytest.raises(UnreachableError) as caught:
            waited_for(address, transport)
        assert SECONDS * 0.9 < time.monotonic() - begun < SECONDS + LATE
    assert caught.value.reason == "slow"


def test_a_long_answer_that_comes_on_is_waited_for() -> None:
    def brings_much(connection: socket.socket, over: Event) -> None:
        connection.recv(65536)
        connection.sendall(HEAD + b"40960\r\n\r\n")
        for _ in range(10):
            connection.sendall(b" " * 4096)
            over.wait(SECONDS / 5)

    with behaving(brings_much) as address, HttpTransport(seconds=SECONDS) as transport:
        begun = time.monotonic()
        assert len(waited_for(address, transport).body) == 40960
        assert time.monotonic() - begun > SECONDS


@pytest.mark.parametrize("behaviour", [drips_its_answer, drips_its_beginning])
def test_a_server_that_drips_leaves_no_request_behind(behaviour: Behaviour) -> None:
    with behaving(behaviour) as address, HttpTransport(seconds=SECONDS) as transport:
        before = set(running_threads())
        with pytest.raises(UnreachableError):
            transport.send(Request(address, "/v1/pull", b"{}", "secret"))
        for thread in set(running_threads()) - before:
            if thread.name == THREAD:
                thread.join(PATIENCE)
                assert not thread.is_alive()


@pytest.mark.parametrize("is_awaited", [True, False])
def test_the_time_for_the_next_answer_begins_when_it_is_asked_for(is_awaited: bool) -> None:
    def answers(connection: socket.socket, over: Event) -> None:
        while connection.recv(65536):
            connection.sendall(HEAD + b"2\r\n\r\n{}")
            over.wait(SECONDS * 0.2)

    request = Request("", "/v1/pull", b"{}", "secret")
    with behaving(answers) as address, HttpTransport(seconds=SECONDS, is_awaited=is_awaited) as transport:
        transport.send(request._replace(server=address))
        # What came is stored meanwhile, on a slow laptop.
        Event().wait(SECONDS * 1.5)
        assert transport.send(request._replace(server=address)).body == b"{}"


def test_beside_the_screens_every_answer_has_its_time_the_first_one_too() -> None:
    with behaving(stands_still) as address, HttpTransport(seconds=SECONDS, is_awaited=False) as transport:
        Event().wait(SECONDS)
        begun = time.monotonic()
        with pytest.raises(UnreachableError):
            transport.send(Request(address, "/v1/pull", b"{}", "secret"))
        assert SECONDS * 0.9 < time.monotonic() - begun < SECONDS + LATE


def test_a_sync_of_many_answers_goes_on_and_each_of_them_has_its_time() -> None:
    def answers(connection: socket.socket, over: Event) -> None:
        while connection.recv(65536):
            if over.wait(SECONDS * 0.4):
                return
            connection.sendall(HEAD + b"2\r\n\r\n{}")

    with behaving(answers) as address, HttpTransport(seconds=SECONDS) as transport:
        begun = time.monotonic()
        for _ in range(4):
            assert waited_for(address, transport).body == b"{}"
        assert time.monotonic() - begun > SECONDS
