"""Every endpoint under every role: who may do what, in which shape refusals come, and what stands around."""

import json
from io import StringIO

import httpx
import pytest

from fieldlog.domain.exchange import PROTOCOL, Refusal
from sync_server.api.endpoints import ENDPOINTS, Endpoint
from sync_server.api.schema import codes_of
from sync_server.auth.tokens import make_token
from sync_server.core.enrolment import revoke
from sync_server.core.users import retire_user
from sync_server.database.engine import Engine, open_engine, write
from sync_server.refusals import REFUSALS
from tests.sync_server.organisation import Clock, Organisation, make_save, new_id
from tests.sync_server.web import Web

BODIES = {
    "enrol": {"code": "0000-0000-0000-0000-0000", "device": new_id()},
    "pull": {"protocol": PROTOCOL},
    "token": {},
    "fork": {"device": "f" * 32},
}
WITH_TOKEN = tuple(one for one in ENDPOINTS if not one.is_open)
OPEN = tuple(one for one in ENDPOINTS if one.is_open)
PROTECTING = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")
NOT_ALLOWED = {
    "nobody": "not-signed-in",
    "unknown token": "not-signed-in",
    "revoked": "device-revoked",
    "retired": "user-retired",
}


def by_name(endpoint: Endpoint) -> str:
    return endpoint.name


def ask(web: Web, endpoint: Endpoint, token: str = "", quarantine: str = "0" * 32) -> httpx.Response:
    """Ask an endpoint in the right form."""
    path = endpoint.path.replace("{quarantine}", quarantine)
    if endpoint.name == "push":
        return web.push(token, [])
    if endpoint.method == "POST":
        return web.post(path, BODIES[endpoint.name], token)
    return web.get(path, token)


class Roles:
    """A token of every role."""

    def __init__(self, organisation: Organisation, clock: Clock) -> None:
        self.tokens = {"nobody": "", "unknown token": make_token()}
        for role in ("rep", "supervisor"):
            organisation.add_user(role, role, "东区")
            self.tokens[role] = organisation.add_laptop(role).token
        self.tokens["admin"] = organisation.add_laptop("Admin").token
        for state in ("revoked", "leaving", "retired"):
            laptop = organisation.add_rep(state)
            self.tokens[state] = laptop.token
            if state == "revoked":
                write(organisation.engine, lambda c, one=laptop: revoke(c, one.device, "test", clock.now()))  # type: ignore[misc]
            else:
                days = 30 if state == "leaving" else 0
                write(
                    organisation.engine,
                    lambda c, name=state, days=days: retire_user(c, name, days, "test", clock.now()),  # type: ignore[misc]
                )


@pytest.fixture
def roles(organisation: Organisation, clock: Clock) -> Roles:
    return Roles(organisation, clock)


def test_every_role_at_every_endpoint(organisation: Organisation, web: Web, roles: Roles) -> None:
    for endpoint in WITH_TOKEN:
        for role, token in roles.tokens.items():
            answer = ask(web, endpoint, token)
            where = (endpoint.name, role, answer.text)
            if role in NOT_ALLOWED:
                assert answer.json()["code"] == NOT_ALLOWED[role], where
            elif role == "leaving" and endpoint.method == "GET":
                assert answer.json()["code"] == "user-leaving", where
            elif endpoint.name == "quarantined-save":
                assert answer.json()["code"] == "not-found", where
            elif endpoint.name == "fork" and role != "rep":
                assert answer.status_code in (200, 409), where
            else:
                assert answer.status_code == 200, where


def test_what_is_somebody_elses_is_not_there_for_any_role(organisation: Organisation, web: Web) -> None:
    owner = organisation.add_rep("小王", "东区")
    web.push(owner.token, [b"no save"])
    (mine,) = web.get("/v1/quarantine", owner.token).json()["saves"]
    assert web.get(f"/v1/quarantine/{mine['quarantine']}", owner.token).status_code == 200
    organisation.add_user("主管", "supervisor", "东区")
    for name in ("主管", "Admin"):
        token = organisation.add_laptop(name).token
        assert web.get("/v1/quarantine", token).json()["saves"] == []
        assert web.get(f"/v1/quarantine/{mine['quarantine']}", token).status_code == 404
    assert web.get("/v1/conflicts", owner.token).json() == {"documents": [], "after": None}


@pytest.mark.parametrize("endpoint", OPEN, ids=by_name)
def test_what_needs_no_token_tells_nothing_of_people(
    organisation: Organisation, web: Web, endpoint: Endpoint
) -> None:
    laptop = organisation.add_rep("小王")
    organisation.push(laptop, make_save(f"customer:{new_id()}"))
    answer = ask(web, endpoint)
    assert answer.status_code == (403 if endpoint.name == "enrol" else 200)
    assert not any(word in answer.text for word in ("小王", "李阿姨", laptop.device, laptop.token))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=by_name)
def test_protecting_headers_stand_on_every_answer(
    organisation: Organisation, web: Web, endpoint: Endpoint
) -> None:
    for answer in (ask(web, endpoint), web.ask("PATCH", endpoint.path), web.get("/nothing")):
        assert all(name in answer.headers for name in PROTECTING)
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=by_name)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_is_refused_with_the_ones_there_are(
    organisation: Organisation, web: Web, endpoint: Endpoint, method: str
) -> None:
    if method == endpoint.method:
        return
    answer = web.ask(method, endpoint.path.replace("{quarantine}", "0" * 32))
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert endpoint.method in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/schema", "/v1/quarantine", "/nothing"])
def test_head_answers_as_get_does_without_the_body(organisation: Organisation, web: Web, path: str) -> None:
    get, head = web.get(path), web.ask("HEAD", path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/push/", "/v2/push", "/%00", "/v1/quarantine/..%2f", "/schema.json"]
)
def test_an_unknown_address_is_a_refusal_like_any_other(
    organisation: Organisation, web: Web, path: str
) -> None:
    answer = web.get(path)
    assert answer.status_code in (401, 404, 405)
    assert set(answer.json()) >= {"code", "message", "message_zh"}


def test_a_refusal_says_its_sentence_in_both_languages(organisation: Organisation, web: Web) -> None:
    refusal = web.pull("").json()
    assert set(refusal) <= set(Refusal.__struct_fields__)
    assert refusal["message"].startswith("This laptop is not signed in.")
    assert refusal["message_zh"].startswith("这台电脑没有登记。")


def test_every_refusal_of_the_document_is_known_and_says_when_to_come_again() -> None:
    for endpoint in ENDPOINTS:
        assert set(codes_of(endpoint)) <= set(REFUSALS)


def test_the_database_that_cannot_be_reached_is_answered_with_when_to_come_again(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    web.app.serving.engine.dispose()
    web.app.serving.engine = unreachable()
    for answer in (web.pull(laptop.token), web.push(laptop.token, []), web.get("/ready")):
        assert (answer.status_code, answer.json()["code"]) == (503, "database-unreachable")
        assert answer.headers["retry-after"].isdigit()
    assert web.get("/health").status_code == 200


def unreachable() -> Engine:
    return open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")


def test_the_log_has_a_line_of_json_for_each_request_and_nothing_that_is_a_secret(
    organisation: Organisation, web: Web, log: StringIO
) -> None:
    laptop = organisation.add_rep("小王")
    web.push(laptop.token, laptop.lines(make_save(f"customer:{new_id()}")))
    web.get("/v1/quarantine/李阿姨", laptop.token)
    web.get("/health")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["route"] for line in lines] == ["/v1/push", "/v1/quarantine/{quarantine}"]
    assert {"at", "event", "method", "status", "bytes", "ms"} <= set(lines[0])
    assert not any(word in log.getvalue() for word in ("小王", "李阿姨", laptop.token, laptop.device))


def test_the_numbers_count_requests_by_pattern_and_saves_by_status(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    web.push(laptop.token, [*laptop.lines(make_save(f"customer:{new_id()}")), b"no save"])
    web.get("/nothing/李阿姨")
    answer = web.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.text
    assert 'fieldlog_requests_total{route="/v1/push",status="200"} 1.0' in text
    assert 'fieldlog_requests_total{route="unmatched",status="404"} 1.0' in text
    assert 'fieldlog_saves_total{status="applied"} 1.0' in text
    assert "fieldlog_quarantine_open 1.0" in text
    assert "fieldlog_feed_head 7.0" in text
