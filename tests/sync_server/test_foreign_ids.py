"""Every place of a request that takes an id, under every role: what is somebody else's is answered as what is
nobody's, and as what is something else.

Where an id is taken it cannot be given again, and there the answer has to differ: it says that, and no more.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import select

from fieldlog.domain import kinds
from sync_server.api.endpoints import ENDPOINTS
from sync_server.core.enrolment import revoke
from sync_server.core.erasure import erase_customer
from sync_server.core.users import retire_user
from sync_server.database import tables
from sync_server.database.engine import reading, write
from tests.sync_server.organisation import Clock, Laptop, Organisation, line_of, make_save, new_id, new_name
from tests.sync_server.web import Web

VISIT = {"channel": "home", "start": "2026-11-24T07:00:00Z", "end": "2026-11-24T07:40:00Z"}
SECRETS = ("张奶奶", "膝盖", "血压", "老郑", "一组")
AT = "2026-11-24T08:00:00Z"
ROLES = ("rep", "supervisor", "admin", "leaving", "revoked", "nobody")
VARYING = ("server_time", "gid", "seq", "dseq")


class Theirs(NamedTuple):
    """The ids of a team that those who ask have nothing to do with."""

    customer: str
    visit: str
    device: str
    user: str
    quarantine: str
    erasure: str
    gid: str
    op: str


class Asker(NamedTuple):
    """Somebody who asks: a laptop, and a customer of its own."""

    web: Web
    laptop: Laptop
    customer: str

    def push(self, scope: str, kind: str, values: dict[str, object], **more: Any) -> httpx.Response:
        """Push one save."""
        save = make_save(scope, kind, values, **more)
        return self.web.push(self.laptop.token, self.laptop.lines(save))

    def get(self, path: str) -> httpx.Response:
        """Read something."""
        return self.web.get(path, self.laptop.token)


@pytest.fixture
def theirs(organisation: Organisation, clock: Clock) -> Theirs:
    laptop, customer, visit = organisation.add_rep("老郑", "一组"), new_id(), new_id()
    scope = f"customer:{customer}"
    organisation.push(laptop, make_save(scope, values={"name": "张奶奶", "created": "2026-11-24"}))
    save = make_save(scope, kinds.VISIT, {**VISIT, "note": "膝盖", "health.body": "血压"}, doc_id=visit)
    organisation.push(laptop, save, make_save(scope, "review", {"text": "膝盖"}))
    write(organisation.engine, lambda c: erase_customer(c, customer, "withdrawn", "test", clock.now()))
    with reading(organisation.engine) as connection:
        quarantine = connection.execute(select(tables.quarantine.c.quarantine_id)).scalar_one()
        erasure = connection.execute(select(tables.erasures.c.erasure_id)).scalar_one()
    op = save.documents[0].fields["note"].op
    return Theirs(customer, visit, laptop.device, laptop.user_id, quarantine, erasure, save.gid, op)


@pytest.fixture(params=ROLES)
def asker(request: pytest.FixtureRequest, organisation: Organisation, web: Web, clock: Clock) -> Asker:
    """Somebody of each role, in another team."""
    role, customer = request.param, new_id()
    if role == "admin":
        laptop = organisation.add_laptop("Admin")
    else:
        organisation.add_user("她", "supervisor" if role == "supervisor" else "rep", "二组")
        laptop = organisation.add_laptop("她")
    organisation.push(laptop, make_save(f"customer:{customer}"))
    if role == "leaving":
        write(organisation.engine, lambda c: retire_user(c, "她", 30, "test", clock.now()))
    elif role == "revoked":
        write(organisation.engine, lambda c: revoke(c, laptop.device, "test", clock.now()))
    elif role == "nobody":
        laptop = laptop._replace(token="")
    return Asker(web, laptop, customer)


Ask = Callable[[Asker, str], httpx.Response]


def pull(**more: Callable[[str], object]) -> Ask:
    """Return how to pull with an id somewhere."""

    def ask(asker: Asker, one: str) -> httpx.Response:
        message: dict[str, Any] = {name: made(one) for name, made in more.items()}
        return asker.web.pull(asker.laptop.token, **message)

    return ask


def push(kind: str, **values: Callable[[str], object]) -> Ask:
    """Return how to push a document into an own customer that names an id."""
    return lambda asker, one: asker.push(
        f"customer:{asker.customer}", kind, {name: made(one) for name, made in values.items()}
    )


class Place(NamedTuple):
    """A place for an id: at which endpoint, which id of theirs fits there, and which is of another kind."""

    endpoint: str
    fitting: str
    other: str
    ask: Ask


# Those that read come first: what is pushed would stand in their answers.
PLACES = {
    "path": Place("quarantined-save", "quarantine", "device", lambda a, one: a.get(f"/v1/quarantine/{one}")),
    "after": Place(
        "quarantine", "quarantine", "visit", lambda a, one: a.get(f"/v1/quarantine?after={AT} {one}")
    ),
    "number": Place("conflicts", "visit", "customer", lambda a, one: a.get(f"/v1/conflicts?after={one}")),
    "cursor": Place(
        "pull", "visit", "device", pull(cursor=lambda one: {"feed_id": "f", "seq": 0, "doc_id": one})
    ),
    "feed": Place("pull", "visit", "user", pull(cursor=lambda one: {"feed_id": one, "seq": 9, "doc_id": ""})),
    "holding": Place("pull", "customer", "user", pull(holding=lambda one: [f"customer:{one}"])),
    "erased": Place("pull", "erasure", "quarantine", pull(erased=lambda one: [one])),
    "scope of a user": Place(
        "push", "user", "device", lambda a, one: a.push(f"user:{one}", "note", {"text": "x"})
    ),
    "target": Place("push", "visit", "device", push(kinds.AMENDMENT, target=lambda one: one)),
    "link": Place(
        "push", "customer", "user", push(kinds.MERGE_LINK, kept=lambda one: one, joined=lambda one: one)
    ),
    "over": Place(
        "push",
        "op",
        "gid",
        lambda a, one: a.push(
            f"customer:{a.customer}", kinds.CUSTOMER, {"notes": "x"}, over={"notes": [one]}
        ),
    ),
}
TAKEN = {"enrol", "fork", "push"}
"""Endpoints with places in which an id that is taken has to be refused."""


def told(answer: httpx.Response) -> object:
    """Return what an answer tells, but for what differs from one request to the next."""
    return answer.status_code, _without(answer.json())


def _without(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _without(value) for name, value in found.items() if name not in VARYING}
    return [_without(one) for one in found] if isinstance(found, list) else found


def test_every_endpoint_that_takes_an_id_is_in_the_table() -> None:
    asking = {one.name for one in ENDPOINTS if one.message or one.parameters or one.name == "push"}
    assert asking - {"token"} == {place.endpoint for place in PLACES.values()} | TAKEN


def test_a_foreign_id_is_answered_as_nobodys_and_as_one_of_another_kind(asker: Asker, theirs: Theirs) -> None:
    for name, place in PLACES.items():
        fitting = getattr(theirs, place.fitting)
        nobodys = new_name() if len(fitting) < 32 else new_id()
        answers = [place.ask(asker, one) for one in (fitting, nobodys, getattr(theirs, place.other))]
        assert told(answers[0]) == told(answers[1]) == told(answers[2]), name
        assert all(answer.status_code < 500 for answer in answers), name
        assert not any(word in answer.text for answer in answers for word in SECRETS), name


def codes(answer: httpx.Response) -> list[object]:
    """Return the codes with which saves were put aside; of a refused push its own."""
    found = answer.json()
    return [one.get("code") for one in found["results"]] if "results" in found else [found["code"]]


@pytest.mark.parametrize("asker", ["rep", "supervisor", "admin"], indirect=True)
def test_a_name_that_is_taken_is_refused_and_nothing_else_is_told(asker: Asker, theirs: Theirs) -> None:
    scope = f"customer:{asker.customer}"
    mine = make_save(scope, "note", {"text": "x"})._replace(gid=theirs.gid)
    answers = {
        "foreign-scope": asker.push(f"customer:{theirs.customer}", "note", {"text": "x"}),
        "document-of-another-scope": asker.push(scope, kinds.VISIT, {"note": "x"}, doc_id=theirs.visit),
        "gid-reused": asker.web.push(asker.laptop.token, [line_of(mine, next(asker.laptop.numbers))]),
    }
    assert {code: codes(answer) for code, answer in answers.items()} == {code: [code] for code in answers}
    for answer in answers.values():
        (result,) = answer.json()["results"]
        assert set(result) <= {"dseq", "gid", "status", "code", "seq"}
        assert result.get("seq") is None
        assert not any(word in answer.text for word in SECRETS)
    pulled = asker.web.pull(asker.laptop.token).text
    assert not any(word in pulled for word in (*SECRETS, theirs.visit, theirs.device))


@pytest.mark.parametrize("asker", ["rep", "supervisor", "admin", "leaving"], indirect=True)
def test_a_laptop_cannot_take_the_identity_of_another_and_learns_nothing_of_it(
    asker: Asker, theirs: Theirs, organisation: Organisation
) -> None:
    fork = asker.web.post("/v1/fork", {"device": theirs.device}, asker.laptop.token)
    code = organisation.make_code("Admin")
    enrol = asker.web.post("/v1/enrol", {"code": code, "device": theirs.device})
    for answer in (fork, enrol):
        assert (answer.status_code, answer.json()["code"]) == (409, "device-of-another")
        assert not any(word in answer.text for word in (*SECRETS, theirs.device, theirs.user))
    # Ids of anything else are free: a laptop makes its own.
    for free in (new_id(), theirs.visit):
        assert asker.web.post("/v1/fork", {"device": free}, asker.laptop.token).status_code == 200
