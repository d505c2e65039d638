"""What nobody should send: a clear answer, nothing is lost, and the next save goes through."""

import gzip
import json
import random
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from fieldlog.domain.exchange import MOST_PUSH_BYTES, MOST_SAVES, PROTOCOL
from tests.sync_server.organisation import Laptop, Organisation, line_of, make_save, new_id
from tests.sync_server.web import Web

ENVELOPE = json.dumps({"protocol": PROTOCOL}).encode()
PACKED = gzip.compress(ENVELOPE, mtime=0)


@pytest.fixture
def laptop(organisation: Organisation) -> Laptop:
    return organisation.add_rep("小王")


def send(web: Web, laptop: Laptop, content: bytes, encoding: str = "") -> httpx.Response:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return web.ask("POST", "/v1/push", token=laptop.token, content=content, headers=headers)


def assert_next_save_goes_through(web: Web, laptop: Laptop) -> None:
    """Push on from where the server stands, wherever that is."""
    probe = web.push(laptop.token, [line_of(make_save(f"customer:{new_id()}"), 2**40)])
    number = probe.json()["expected"]
    result = web.push(laptop.token, [line_of(make_save(f"customer:{new_id()}"), number)]).json()["results"][0]
    assert result["status"] == "applied"


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"null",
        b"[]",
        b'{"protocol":7}',
        b"\xff\xfe",
        b'{"protocol":"\\ud800"}',
        b"[" * 100_000,
        b'{"protocol":"fieldlog-sync/1"',
        b"<html>portal</html>",
    ],
)
def test_an_envelope_that_cannot_be_read_is_refused(web: Web, laptop: Laptop, first: bytes) -> None:
    answer = send(web, laptop, first + b"\n" + line_of(make_save(f"customer:{new_id()}"), 1))
    assert (answer.status_code, answer.json()["code"]) == (422, "envelope-unreadable")
    assert_next_save_goes_through(web, laptop)


def test_another_protocol_is_told_how_to_upgrade(web: Web, laptop: Laptop) -> None:
    old = {"protocol": "fieldlog-sync/0"}
    for answer in (send(web, laptop, json.dumps(old).encode()), web.post("/v1/pull", old, laptop.token)):
        assert (answer.status_code, answer.json()["code"]) == (426, "client-too-old")
        assert "pipx install --force" in answer.json()["message"]
        assert answer.headers["upgrade"] == PROTOCOL


LINES = {
    "not JSON": b"no save",
    "not UTF-8": b'{"dseq":1,"gid":"\xff"}',
    "NUL": b"\x00\x00",
    "deep": b'{"dseq":1,"gid":"a","hash":"b","save":' + b"[" * 200_000,
    "wrong types": b'{"dseq":"1","gid":[],"hash":{},"save":5}',
    "huge number": b'{"dseq":' + b"9" * 5000 + b',"gid":"a","hash":"b","save":{}}',
    "negative number": b'{"dseq":-1,"gid":"aaaaaaaaaaaaaaaaaaaaaa","hash":"b","save":{}}',
    "zero": b'{"dseq":0,"gid":"aaaaaaaaaaaaaaaaaaaaaa","hash":"b","save":{}}',
    "NUL in the name": b'{"dseq":1,"gid":"aaaaaaaaaaaaaaaaaaaaa\\u0000","hash":"b","save":{}}',
    "NUL in the hash": b'{"dseq":1,"gid":"aaaaaaaaaaaaaaaaaaaaaa","hash":"'
    + b"\\u0000" * 64
    + b'","save":{}}',
    "surrogate": b'{"dseq":1,"gid":"aaaaaaaaaaaaaaaaaaaaa\\ud800","hash":"b","save":{}}',
    "empty object": b"{}",
    "empty line": b"",
    "a save of lists": b'{"dseq":1,"gid":"aaaaaaaaaaaaaaaaaaaaaa","hash":"' + b"0" * 64 + b'","save":[[[]]]}',
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_line_that_is_no_save_is_quarantined_with_its_bytes(web: Web, laptop: Laptop, line: bytes) -> None:
    body = b"\n".join([ENVELOPE, line, line_of(make_save(f"customer:{new_id()}"), 2)]) + b"\n"
    results = send(web, laptop, body).json()["results"]
    assert [one["status"] for one in results] == ["quarantined", "applied"]
    again = send(web, laptop, body).json()["results"]
    assert [one["status"] for one in again] == ["duplicate", "duplicate"]
    assert len(web.get("/v1/quarantine", laptop.token).json()["saves"]) == 1


def test_saves_that_were_damaged_at_random_places_never_stop_the_ones_after_them(
    web: Web, laptop: Laptop
) -> None:
    chance = random.Random(7)
    for number in range(1, 81, 2):
        line = bytearray(line_of(make_save(f"customer:{new_id()}"), number))
        # The number in front stays: a damaged number is a gap, which is another matter.
        for _ in range(chance.randint(1, 4)):
            line[chance.randrange(12, len(line))] = chance.choice(b'\x00"\\{}[]:,\xff9a')
        lines = [bytes(line), line_of(make_save(f"customer:{new_id()}"), number + 1)]
        answer = web.push(laptop.token, lines)
        assert answer.status_code == 200, bytes(line)
        assert answer.json()["results"][1]["status"] == "applied", bytes(line)


def test_too_many_saves_and_too_many_bytes_are_refused_so_that_the_laptop_halves(
    web: Web, laptop: Laptop
) -> None:
    lines = [line_of(make_save(f"customer:{new_id()}"), number) for number in range(1, MOST_SAVES + 2)]
    answer = web.push(laptop.token, lines)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-many-saves")
    answer = send(web, laptop, ENVELOPE + b"\n" + b"x" * MOST_PUSH_BYTES)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert_next_save_goes_through(web, laptop)


def test_a_bomb_is_not_inflated(web: Web, laptop: Laptop) -> None:
    bomb = gzip.compress(ENVELOPE + b"\n" + b"\x00" * 64 * MOST_PUSH_BYTES)
    assert len(bomb) < MOST_PUSH_BYTES
    answer = send(web, laptop, bomb, "gzip")
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert_next_save_goes_through(web, laptop)


@pytest.mark.parametrize(
    "packed",
    [
        b"no gzip",
        b"",
        PACKED[:-5],
        PACKED + b"more",
        PACKED * 2,
    ],
)
def test_a_broken_compression_is_refused(web: Web, laptop: Laptop, packed: bytes) -> None:
    answer = send(web, laptop, packed, "gzip")
    assert (answer.status_code, answer.json()["code"]) == (422, "body-unreadable")


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_a_compression_that_the_server_does_not_know_is_refused(
    web: Web, laptop: Laptop, encoding: str
) -> None:
    assert send(web, laptop, ENVELOPE, encoding).status_code == 415


def test_another_type_of_content_is_refused(web: Web, laptop: Laptop) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/v1/push", "/v1/pull", "/v1/enrol"):
        answer = web.ask("POST", path, token=laptop.token, content=ENVELOPE, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "media-type")


@pytest.mark.parametrize(
    "cursor",
    [
        {"feed_id": "x", "seq": -1, "doc_id": ""},
        {"feed_id": "", "seq": 2**62 + 1, "doc_id": ""},
        {"feed_id": "", "seq": 5, "doc_id": "\x00"},
        {"feed_id": "", "seq": 5, "doc_id": "' OR 1=1"},
        {"feed_id": "", "seq": "5", "doc_id": ""},
        {"feed_id": "", "seq": 10**30, "doc_id": ""},
        "null",
        [],
    ],
)
def test_a_forged_cursor_gives_nothing_that_is_not_the_users(
    organisation: Organisation, web: Web, laptop: Laptop, cursor: object
) -> None:
    other = organisation.add_rep("小张")
    organisation.push(other, make_save(f"customer:{new_id()}"))
    if isinstance(cursor, dict) and cursor["feed_id"] == "":
        cursor = {**cursor, "feed_id": web.pull(laptop.token).json()["feed_id"]}
    answer = web.pull(laptop.token, cursor)
    if answer.status_code == 200:
        assert {entry["scope"] for entry in answer.json()["entries"]} <= {
            "organisation",
            f"user:{laptop.user_id}",
        }
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "body-unreadable")


def test_a_cursor_ahead_of_the_server_is_set_back_to_what_there_is(web: Web, laptop: Laptop) -> None:
    known = web.pull(laptop.token).json()
    ahead = {**known["cursor"], "seq": 2**62}
    answer = web.pull(laptop.token, ahead).json()
    assert (answer["entries"], answer["cursor"]) == ([], known["cursor"])


@pytest.mark.parametrize("limit", [0, -5, 10**6])
def test_a_page_has_a_bounded_size_whatever_is_asked(web: Web, laptop: Laptop, limit: int) -> None:
    answer = web.pull(laptop.token, limit=limit)
    assert answer.status_code == 200
    assert 1 <= len(answer.json()["entries"]) <= 1000


@pytest.mark.parametrize(
    "more",
    [
        {"holding": ["\x00", "customer:x", "李" * 5000]},
        {"erased": ["\x00", "nothing", "' OR 1=1", "x" * 100_000]},
        {"unknown": {"deep": [[[[]]]]}},
    ],
)
def test_what_a_pull_tells_of_the_laptop_may_be_anything(
    web: Web, laptop: Laptop, more: dict[str, Any]
) -> None:
    assert web.pull(laptop.token, **more).status_code == 200


@pytest.mark.parametrize("holding", [None, "x", [1], {"a": 1}])
def test_wrong_types_are_refused(web: Web, laptop: Laptop, holding: object) -> None:
    assert web.pull(laptop.token, holding=holding).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "after=9999999999999999999", "limit=0", "limit=501", "limit=%00", "limit="],
)
def test_a_parameter_that_cannot_be_read_is_named_as_such(web: Web, laptop: Laptop, query: str) -> None:
    for path in ("/v1/conflicts", "/v1/quarantine"):
        answer = web.get(f"{path}?{query}", laptop.token)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad-parameter")


@pytest.mark.parametrize("token", ["x", "fieldlog_", "fieldlog_" + "a" * 43, "a b c", "\x01"])
def test_a_token_that_is_none_is_refused(web: Web, laptop: Laptop, token: str) -> None:
    answer = web.ask(
        "POST",
        "/v1/pull",
        content=b"{}",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_page_of_quarantine_goes_on_where_the_last_one_ended(web: Web, laptop: Laptop) -> None:
    web.push(laptop.token, [b"broken %d" % number for number in range(5)])
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        answer = web.get(f"/v1/quarantine?limit=2&after={quote(after)}", laptop.token).json()
        seen += [one["quarantine"] for one in answer["saves"]]
        after = answer["after"]
    assert (len(seen), len(set(seen))) == (5, 5)


def test_a_page_of_large_documents_ends_early(organisation: Organisation, web: Web, laptop: Laptop) -> None:
    values = {f"field_{number}": "x" * 9000 for number in range(100)}
    for _ in range(6):
        organisation.push(laptop, make_save(f"customer:{new_id()}", values=values))
    answer = web.pull(laptop.token)
    assert len(answer.content) < 5 * 1024 * 1024
    assert not answer.json()["done"]
    assert len([one for one in web.pull_all(laptop.token) if one["entry"] == "doc"]) == 6
