"""Pushing over HTTP: every save is stored once and answered, whatever else stands in the request."""

import json

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.saves import MAXIMUM_TEXT, freeze
from tests.sync_server.organisation import Clock, Organisation, line_of, make_save, new_id, raw_line
from tests.sync_server.web import Web


def scope() -> str:
    return f"customer:{new_id()}"


def statuses(answer: object) -> list[str]:
    assert isinstance(answer, dict)
    return [result["status"] for result in answer["results"]]


def test_a_save_is_applied_and_comes_back_in_a_pull(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(scope())
    answer = web.push(laptop.token, laptop.lines(save))
    assert (answer.status_code, statuses(answer.json())) == (200, ["applied"])
    documents = [entry for entry in web.pull_all(laptop.token) if entry["entry"] == "doc"]
    assert [one["doc_id"] for one in documents] == [save.documents[0].doc_id]
    assert documents[0]["seq"] == answer.json()["results"][0]["seq"]


@pytest.mark.parametrize("packed", [False, True])
def test_the_same_push_again_is_answered_with_the_first_result(
    organisation: Organisation, web: Web, packed: bool
) -> None:
    laptop = organisation.add_rep("小王")
    lines = laptop.lines(make_save(scope()), make_save(scope()))
    first = web.push(laptop.token, lines, packed=packed).json()["results"]
    again = web.push(laptop.token, lines, packed=packed).json()["results"]
    assert [one["status"] for one in again] == ["duplicate", "duplicate"]
    assert [one["seq"] for one in again] == [one["seq"] for one in first]


def test_a_gap_names_the_number_that_is_expected_and_applies_nothing(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    one, other = make_save(scope()), make_save(scope())
    answer = web.push(laptop.token, [line_of(one, 1), line_of(other, 3)])
    assert (answer.status_code, answer.json()["code"], answer.json()["expected"]) == (409, "gap", 1)
    assert [entry["entry"] for entry in web.pull_all(laptop.token)] == ["grant", "grant"]
    assert statuses(web.push(laptop.token, [line_of(one, 1)]).json()) == ["applied"]


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (1, 2, 2)])
def test_numbers_out_of_order_or_repeated_are_a_gap(
    organisation: Organisation, web: Web, numbers: tuple[int, ...]
) -> None:
    laptop = organisation.add_rep("小王")
    answer = web.push(laptop.token, [line_of(make_save(scope()), number) for number in numbers])
    assert (answer.status_code, answer.json()["expected"]) == (409, 1)


def test_another_save_under_a_known_number_is_a_fork(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    web.push(laptop.token, laptop.lines(make_save(scope())))
    answer = web.push(laptop.token, [line_of(make_save(scope()), 1)])
    assert (answer.status_code, answer.json()["code"]) == (409, "fork")
    assert "expected" not in answer.json()


def test_what_was_put_aside_is_said_to_be_so_however_often_and_by_whichever_twin_it_is_sent(
    organisation: Organisation, web: Web
) -> None:
    one, twin = organisation.add_rep("小王"), organisation.add_laptop("小王")
    save = make_save(scope(), "review", {"text": "x"}, doc_id=new_id())
    first, lines = one.lines(save), twin.lines(save)
    results = [
        web.push(token, pushed).json()["results"][0]
        for token, pushed in (
            (one.token, first),
            (one.token, first),
            (twin.token, lines),
            (twin.token, lines),
        )
    ]
    assert [result["code"] for result in results] == ["kind-is-the-servers"] * 4
    assert [result["status"] for result in results] == ["quarantined", *["duplicate"] * 3]


def test_a_save_that_arrived_from_another_laptop_is_a_duplicate(organisation: Organisation, web: Web) -> None:
    one, other = organisation.add_rep("小王"), organisation.add_laptop("小王")
    save = make_save(scope())
    first = web.push(one.token, one.lines(save)).json()["results"][0]
    again = web.push(other.token, other.lines(save)).json()["results"][0]
    assert (again["status"], again["seq"]) == ("duplicate", first["seq"])


def test_another_save_under_a_known_name_is_quarantined(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(scope())
    web.push(laptop.token, laptop.lines(save))
    forged = make_save(scope())._replace(gid=save.gid)
    result = web.push(laptop.token, laptop.lines(forged)).json()["results"][0]
    assert (result["status"], result["code"]) == ("quarantined", "gid-reused")


def test_a_poisoned_save_delays_no_other(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    good, better = make_save(scope()), make_save(scope())
    lines = [line_of(good, 1), b"\xff\x00 no save at all", line_of(better, 3)]
    answer = web.push(laptop.token, lines).json()
    assert statuses(answer) == ["applied", "quarantined", "applied"]
    (kept,) = web.get("/v1/quarantine", laptop.token).json()["saves"]
    assert (kept["dseq"], kept["code"]) == (2, "line-unreadable")
    content = web.get(f"/v1/quarantine/{kept['quarantine']}", laptop.token).json()
    assert content["line"] == "/wAgbm8gc2F2ZSBhdCBhbGw="


def test_two_people_who_wrote_different_things_are_a_conflict_and_both_are_kept(
    organisation: Organisation, web: Web
) -> None:
    one, other = organisation.add_rep("小王"), organisation.add_laptop("小王")
    customer = scope()
    first = make_save(customer, values={"name": "李阿姨"})
    op = first.documents[0].fields["name"].op
    web.push(one.token, one.lines(first))
    mine = make_save(customer, values={"name": "李明朗"}, over={"name": [op]})
    yours = make_save(customer, values={"name": "李女士"}, over={"name": [op]})
    assert statuses(web.push(one.token, one.lines(mine)).json()) == ["applied"]
    assert statuses(web.push(other.token, other.lines(yours)).json()) == ["conflict"]
    (document,) = web.get("/v1/conflicts", one.token).json()["documents"]
    assert (document["scope"], document["fields"]) == (customer, ["name"])
    ops = [save.documents[0].fields["name"].op for save in (mine, yours)]
    settled = make_save(customer, values={"name": "李明朗"}, over={"name": ops})
    web.push(one.token, one.lines(settled))
    assert web.get("/v1/conflicts", one.token).json()["documents"] == []


def test_a_scope_that_the_user_never_had_is_quarantined(organisation: Organisation, web: Web) -> None:
    owner, stranger = organisation.add_rep("小王"), organisation.add_rep("小张")
    customer = scope()
    web.push(owner.token, owner.lines(make_save(customer)))
    foreign = make_save(customer, kinds.PAUSE, {"start": "2026-11-24", "until": "2026-12-01", "reason": "x"})
    result = web.push(stranger.token, stranger.lines(foreign)).json()["results"][0]
    assert (result["status"], result["code"]) == ("quarantined", "foreign-scope")
    assert all(entry.get("kind") != kinds.PAUSE for entry in web.pull_all(owner.token))


@pytest.mark.parametrize("scope_of", [lambda other: f"user:{other}", lambda _other: f"user:{new_id()}"])
def test_the_scope_of_another_user_cannot_be_taken_by_naming_it(
    organisation: Organisation, web: Web, scope_of: object
) -> None:
    assert callable(scope_of)
    owner, stranger = organisation.add_rep("小王"), organisation.add_rep("小张")
    save = make_save(scope_of(owner.user_id), "snippet", {"text": "x"})
    result = web.push(stranger.token, stranger.lines(save)).json()["results"][0]
    assert (result["status"], result["code"]) == ("quarantined", "foreign-scope")


@pytest.mark.parametrize(
    ("scope_of", "kind", "code"),
    [
        (lambda _: "organisation", kinds.RULE_PACK, "organisation-is-the-servers"),
        (lambda _: scope(), "review", "kind-is-the-servers"),
        (lambda _: "customer:short", kinds.CUSTOMER, "scope-unknown"),
        (lambda _: scope(), "UPPER", "document-unreadable"),
    ],
)
def test_what_a_laptop_may_not_write_is_quarantined_with_the_reason(
    organisation: Organisation, web: Web, scope_of: object, kind: str, code: str
) -> None:
    assert callable(scope_of)
    laptop = organisation.add_rep("小王")
    save = make_save(scope_of(None), kind, {"text": "x"}, doc_id=new_id())
    result = web.push(laptop.token, laptop.lines(save)).json()["results"][0]
    assert (result["status"], result["code"]) == ("quarantined", code)


def test_a_document_cannot_move_to_another_scope_nor_change_its_kind(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(scope())
    doc_id = save.documents[0].doc_id
    moved = make_save(scope(), doc_id=doc_id)
    changed = make_save(save.scope, kinds.VISIT, {"purpose": "x"}, doc_id=doc_id)
    results = web.push(laptop.token, laptop.lines(save, moved, changed)).json()["results"]
    codes = [one.get("code") for one in results]
    assert codes == [None, "document-of-another-scope", "document-of-another-kind"]


def test_a_fact_is_written_once(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    customer, fact = scope(), new_id()
    values = {"start": "2026-11-24", "reason": "x"}
    saves = [make_save(customer, kinds.OPT_OUT, values, doc_id=fact) for _ in range(2)]
    results = web.push(laptop.token, laptop.lines(*saves)).json()["results"]
    assert [one.get("code") for one in results] == [None, "written-once"]


def test_unknown_kinds_fields_and_spellings_come_back_byte_for_byte(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    value = '{ "b" : 1.50e1 ,"a": "\\u00e9\\ud83d\\ude00" , "\u6c49\U0001f600":[]}'
    save = make_save(scope(), "from-the-future", {"new_field": "PLACE"}, doc_id=new_id())
    frozen = freeze(save).replace(b'"PLACE"', value.encode())
    web.push(laptop.token, [raw_line(frozen, 1, save.gid)])
    (document,) = [entry for entry in web.pull_all(laptop.token) if entry["entry"] == "doc"]
    assert document["kind"] == "from-the-future"
    assert document["parts"][save.gid][3]["new_field"][1] == value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ('"\\u0000"', "forbidden-character"),
        ('"\\ud800"', "forbidden-character"),
        ('["a", {"b": "\\udfff"}]', "forbidden-character"),
        (json.dumps("长" * (MAXIMUM_TEXT + 1)), "too-long"),
        ("[" * 5000 + "]" * 5000, "save-unreadable"),
        ("[" * 101 + '"[["' + "]" * 101, "save-unreadable"),
        ('{"a":' * 60 + "[" * 41 + "]" * 41 + "}" * 60, "save-unreadable"),
    ],
)
def test_a_value_that_cannot_be_stored_is_quarantined_and_the_next_save_goes_through(
    organisation: Organisation, web: Web, value: str, code: str
) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(scope(), values={"name": "PLACE"})
    frozen = freeze(save).replace(b'"PLACE"', value.encode())
    lines = [raw_line(frozen, 1, save.gid), line_of(make_save(scope()), 2)]
    results = web.push(laptop.token, lines).json()["results"]
    assert [(one["status"], one.get("code")) for one in results][1] == ("applied", None)
    assert (results[0]["status"], results[0]["code"]) in (
        ("quarantined", code),
        ("quarantined", "line-unreadable"),
    )


@pytest.mark.parametrize("broken", [["not json"], ["not json", "nor this"], [""], ["x", "x"]])
def test_lines_without_any_number_are_taken_once_however_often_they_come(
    organisation: Organisation, web: Web, broken: list[str]
) -> None:
    laptop, twin = organisation.add_rep("小王"), organisation.add_rep("小陈")
    web.push(laptop.token, [line_of(make_save(scope()), 1)])
    lines = [one.encode() for one in broken]
    first = web.push(laptop.token, lines).json()["results"]
    again = web.push(laptop.token, lines).json()["results"]
    assert [one["status"] for one in first] == ["quarantined"] * len(broken)
    assert [one["dseq"] for one in first] == list(range(2, 2 + len(broken)))
    assert [(one["dseq"], one["status"]) for one in again] == [
        (number, "duplicate") for number in range(2, 2 + len(broken))
    ]
    assert [one["dseq"] for one in web.push(twin.token, lines).json()["results"]] == list(
        range(1, 1 + len(broken))
    )
    following = line_of(make_save(scope()), 2 + len(broken))
    assert statuses(web.push(laptop.token, [following]).json()) == ["applied"]


@pytest.mark.parametrize("value", ["[" * 100 + "]" * 100, json.dumps(["[{" * 200]), json.dumps([["["]] * 90)])
def test_a_value_that_only_holds_many_brackets_is_taken(
    organisation: Organisation, web: Web, value: str
) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(scope(), values={"name": "PLACE"})
    frozen = freeze(save).replace(b'"PLACE"', value.encode())
    assert statuses(web.push(laptop.token, [raw_line(frozen, 1, save.gid)]).json()) == ["applied"]


def test_a_blanked_save_keeps_its_hash_and_is_taken(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(scope(), values={"name": "李阿姨"})
    line = line_of(save, 1)
    blanked = line.replace('"李阿姨"'.encode(), b"null")
    damaged = web.push(laptop.token, [blanked]).json()["results"][0]
    assert (damaged["status"], damaged["code"]) == ("quarantined", "hash-differs")
    again = blanked.replace(b'{"dseq":1', b'{"dseq":2').removesuffix(b"}") + b',"erased":true}'
    assert statuses(web.push(laptop.token, [again]).json()) == ["applied"]


def test_the_clock_of_a_laptop_is_noted_and_changes_nothing(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    laptop = organisation.add_rep("小王")
    for times, time in enumerate(("1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "no time", "")):
        answer = web.push(laptop.token, [line_of(make_save(scope()), times + 1)], clock=time)
        assert statuses(answer.json()) == ["applied"]
        assert answer.json()["server_time"] == "2026-11-24T08:00:00Z"
