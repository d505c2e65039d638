"""A shop's list for a rep: the rep's laptop pulls it, and importing it again changes nothing."""

import json
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.customer_list.rows import SheetRow
from sync_server.core.imports import ImportResult, import_customers
from sync_server.core.integrity import find_faults
from sync_server.database.engine import reading
from sync_server.errors import RefusalError
from tests.sync_server.organisation import Organisation, make_save
from tests.sync_server.web import Web

HEADER = ("姓名", "电话", "地址", "类别", "生日", "家人")


def rows(*lines: tuple[str, ...]) -> tuple[SheetRow, ...]:
    return tuple(SheetRow(number, line) for number, line in enumerate((HEADER, *lines), 1))


LIST = rows(
    ("李明朗", "13800000001", "东街1号", "A", "1950-03-05", "女儿王芳"),
    ("张桂英", "13800000002", "", "", "", ""),
    ("坏行", "123", "", "", "", ""),
)


def load(organisation: Organisation, given: tuple[SheetRow, ...], rep: str = "小王") -> ImportResult:
    return import_customers(
        organisation.engine, given, rep, organisation.clock.now(), ZoneInfo("Asia/Shanghai")
    )


def counts(result: ImportResult) -> tuple[int, int, int]:
    return result.imported, result.updated, result.unchanged


def profiles(web: Web, token: str) -> dict[str, dict[str, object]]:
    """Return the shown values of the customers that a laptop pulls, by name."""
    found = {}
    for entry in web.pull_all(token):
        if entry["entry"] == "doc" and entry["kind"] == "customer":
            values: dict[str, object] = {}
            for part in sorted(entry["parts"].values(), key=lambda part: part[2]):
                values |= {name.partition(".")[0]: json.loads(write[1]) for name, write in part[3].items()}
            found[str(values["name"])] = values
    return found


def test_good_rows_reach_the_reps_laptop_and_bad_ones_are_named(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    result = load(organisation, LIST)
    assert counts(result) == (2, 0, 0)
    assert [(row, problem.field) for row, problem in result.problems] == [(4, "phone")]
    found = profiles(web, laptop.token)
    assert set(found) == {"李明朗", "张桂英"}
    assert found["李明朗"]["phone"] == "13800000001"
    assert found["李明朗"]["birthday"] == {
        "calendar": "solar",
        "month": 3,
        "day": 5,
        "year": 1950,
        "leap": False,
    }
    kinds = [entry["kind"] for entry in web.pull_all(laptop.token) if entry["entry"] == "doc"]
    assert sorted(kinds) == ["class-change", "customer", "customer"]


def test_the_same_list_again_changes_nothing(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    load(organisation, LIST)
    before = web.pull(laptop.token).json()["cursor"]
    assert counts(load(organisation, LIST)) == (0, 0, 2)
    assert web.pull_all(laptop.token, before) == []


def test_a_later_list_fills_gaps_and_overwrites_nothing(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    load(organisation, LIST)
    later = rows(
        ("李明朗", "13800000001", "西街9号", "", "", ""),
        ("张桂英", "13800000002", "南街2号", "B", "", "儿子张强"),
    )
    result = load(organisation, later)
    assert counts(result) == (0, 1, 1)
    assert [(row, problem.field, problem.code) for row, problem in result.problems] == [
        (2, "address", "differs")
    ]
    found = profiles(web, laptop.token)
    assert (found["李明朗"]["address"], found["张桂英"]["address"]) == ("东街1号", "南街2号")


def test_what_the_laptop_saved_itself_is_known_to_an_import(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    values = {
        "name": "李明朗",
        "created": "2026-11-01",
        "phone.0001aaaaaaaa": "13800000001",
        "address": "东街1号",
    }
    customer = "a" * 32
    organisation.push(laptop, make_save(f"customer:{customer}", values=values))
    assert counts(load(organisation, LIST)) == (1, 1, 0)
    assert len(profiles(web, laptop.token)) == 2


def test_a_list_that_is_longer_than_one_push_arrives_whole(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    lines = [(f"顾客{chr(0x4E00 + number)}", f"139{number:08}", "", "", "", "") for number in range(450)]
    assert counts(load(organisation, rows(*lines))) == (450, 0, 0)
    assert len(profiles(web, laptop.token)) == 450
    with reading(organisation.engine) as connection:
        assert list(find_faults(connection)) == []


def test_a_list_for_nobody_is_refused(organisation: Organisation) -> None:
    with pytest.raises(RefusalError, match="user-unknown"):
        load(organisation, LIST, "nobody")
