"""What keeps a server answering: attempts come back with time, and who would wait too long comes again."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from sync_server.api import bodies, limits
from sync_server.api.app import make_app
from sync_server.api.limits import MOST_ADDRESSES, Buckets, Gate, Rate
from sync_server.api.serving import Serving
from sync_server.errors import RefusalError
from sync_server.home.settings import ServerSettings
from tests.sync_server.organisation import Clock, Organisation, new_id
from tests.sync_server.web import Web


def attempts(buckets: Buckets, address: str, count: int) -> int:
    """Take attempts until one is refused; return how many there were."""
    for number in range(count):
        try:
            buckets.take(address)
        except RefusalError:
            return number
    return count


def test_each_address_has_its_own_attempts() -> None:
    buckets = Buckets(Clock().steady, Rate(3, 1), Rate(100, 1))
    assert [attempts(buckets, address, 10) for address in ("a", "b", "a")] == [3, 3, 0]


def test_all_addresses_together_have_a_limit_that_comes_back() -> None:
    clock = Clock()
    buckets = Buckets(clock.steady, Rate(3, 1), Rate(5, 1))
    assert sum(attempts(buckets, str(number), 3) for number in range(10)) == 5
    clock.move(seconds=2)
    assert sum(attempts(buckets, str(number), 3) for number in range(20, 30)) == 2


def test_the_seconds_that_are_said_are_enough() -> None:
    clock = Clock()
    buckets = Buckets(clock.steady, Rate(1, 1 / 7), Rate(100, 1))
    buckets.take("a")
    with pytest.raises(RefusalError) as refused:
        buckets.take("a")
    clock.move(seconds=refused.value.retry_after or 0)
    buckets.take("a")


def test_addresses_without_end_take_no_memory_without_end() -> None:
    buckets = Buckets(Clock().steady, Rate(1, 1), Rate(1e9, 1))
    for number in range(MOST_ADDRESSES + 50):
        buckets.take(str(number))
    assert len(buckets) <= MOST_ADDRESSES


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def test_who_comes_when_too_many_wait_is_asked_to_come_again_at_different_times(
    runner: asyncio.Runner,
) -> None:
    gate = Gate(threads=1, most_waiting=2)

    async def come() -> list[int]:
        waits = []
        async with gate.entered(), gate.entered():
            for _ in range(50):
                with pytest.raises(RefusalError) as refused:
                    async with gate.entered():
                        pass
                waits.append(refused.value.retry_after or 0)
        async with gate.entered():
            return waits

    waits = runner.run(come())
    assert len(set(waits)) > 1
    assert set(waits) <= set(range(limits.RETRY_SECONDS[0], limits.RETRY_SECONDS[1] + 1))
    gate.close()


def test_bytes_in_flight_are_counted_and_given_back(runner: asyncio.Runner) -> None:
    gate = Gate(most_bytes=100)

    async def hold() -> None:
        async with gate.holding() as more:
            more(60)
            with pytest.raises(RefusalError):
                async with gate.holding() as other:
                    other(60)
            more(40)
        async with gate.holding() as more:
            more(100)

    runner.run(hold())
    gate.close()


def test_who_waits_too_long_for_a_thread_is_asked_to_come_again(
    runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LONGEST_WAIT", 0.05)
    gate, go_on = Gate(threads=1), threading.Event()

    async def wait() -> None:
        first = asyncio.ensure_future(gate.run(lambda: go_on.wait(20)))
        await asyncio.sleep(0)
        with pytest.raises(RefusalError, match="busy"):
            await gate.run(lambda: None)
        go_on.set()
        await first
        assert await gate.run(lambda: "free") == "free"

    runner.run(wait())
    gate.close()


def test_all_at_the_same_instant_are_answered_or_asked_to_come_again(
    organisation: Organisation, serving: Serving
) -> None:
    serving.gate = Gate(threads=1, most_waiting=5)
    app = make_app(serving)
    laptop = organisation.add_rep("小王")

    async def come() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {laptop.token}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers) as client:
            message = {"protocol": "fieldlog-sync/1"}
            return await asyncio.gather(*(client.post("/v1/pull", json=message) for _ in range(40)))

    answers = asyncio.run(come())
    serving.gate.close()
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 503}
    assert all(one.headers["retry-after"].isdigit() for one in answers if one.status_code == 503)


def test_a_body_that_does_not_come_is_given_up(
    organisation: Organisation, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
    laptop = organisation.add_rep("小王")

    async def never() -> object:
        await asyncio.sleep(20)
        yield b""

    with Web(make_app(serving)) as web:
        answer = web.ask("POST", "/v1/push", token=laptop.token, content=never())  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (503, "too-slow")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "is_shared"),
    [
        ((), "1.1.1.{}", True),
        (("127.0.0.1",), "1.1.1.{}", False),
        (("127.0.0.1",), "9.9.9.9, 1.1.1.{}", False),
    ],
)
def test_the_address_of_a_laptop_behind_a_proxy_is_believed_only_of_proxies_that_are_named(
    organisation: Organisation, clock: Clock, proxies: tuple[str, ...], forwarded: str, is_shared: bool
) -> None:
    serving = Serving(organisation.engine, ServerSettings(proxies=proxies), clock.now, clock.steady)
    with Web(make_app(serving)) as web:
        statuses = [
            web.ask(
                "POST",
                "/v1/enrol",
                content=b'{"code":"x","device":"%s"}' % new_id().encode(),
                headers={"X-Forwarded-For": forwarded.format(number)},
            ).status_code
            for number in range(int(limits.BY_ADDRESS.burst) + 1)
        ]
    assert (429 in statuses) == is_shared


@pytest.mark.parametrize(
    ("proxies", "told", "is_encrypted"),
    [((), "https", False), (("127.0.0.1",), "https", True), (("127.0.0.1",), "https, http", False)],
)
def test_browsers_are_told_to_stay_with_tls_where_a_believed_proxy_speaks_it(
    organisation: Organisation, clock: Clock, proxies: tuple[str, ...], told: str, is_encrypted: bool
) -> None:
    serving = Serving(organisation.engine, ServerSettings(proxies=proxies), clock.now, clock.steady)
    with Web(make_app(serving)) as web:
        for path in ("/health", "/nowhere", "/review"):
            answer = web.ask("GET", path, headers={"X-Forwarded-Proto": told})
            assert ("strict-transport-security" in answer.headers) == is_encrypted, path
