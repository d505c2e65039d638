"""``fieldlog overdue``: the contract that scripts rely on."""

from tests.cli.conftest import RunCommand
from tests.cli.stores import today_and as _day


def _add_customer(rep: RunCommand, name: str, district: str) -> str:
    return str(rep("customer", "add", name, "--district", district, "--json").json()["id"])


def _promise(rep: RunCommand, customer: str, text: str, due: int, made: int = -20) -> str:
    answer = rep("promise", "add", customer, text, "--due", _day(due), "--made", _day(made), "--json")
    assert answer.code == 0, answer.err
    return str(answer.json()["id"])


def test_nothing_overdue_is_exit_0_and_an_empty_list(rep: RunCommand) -> None:
    answer = rep("overdue", "--json")
    assert answer.code == 0
    assert answer.json()["count"] == 0
    assert answer.json()["overdue"] == []
    assert rep("overdue").out == "Nothing is overdue.\n"


def test_an_overdue_promise_is_exit_1_with_everything_a_script_needs(rep: RunCommand) -> None:
    customer = _add_customer(rep, "李明朗", "桃园里")
    late = _promise(rep, customer, "送体检报告", due=-3)
    _promise(rep, customer, "打电话", due=2)
    answer = rep("overdue", "--json")
    assert answer.code == 1
    assert answer.json()["count"] == 1
    (found,) = answer.json()["overdue"]
    assert found["id"] == late
    assert found["customer"] == {"id": customer, "name": "李明朗"}
    assert found["text"] == "送体检报告"
    assert found["due"] == _day(-3)
    assert found["days_late"] in {3, 4}, "the organisation's day may be one ahead of this machine's"


def test_the_oldest_comes_first_and_grouping_leaves_the_json_alone(rep: RunCommand) -> None:
    west, east = _add_customer(rep, "王秀英", "西街"), _add_customer(rep, "张桂兰", "东街")
    second = _promise(rep, west, "带药盒", due=-2)
    first = _promise(rep, east, "修收音机", due=-9)
    plain = rep("overdue", "--json").json()
    assert [one["id"] for one in plain["overdue"]] == [first, second]
    assert rep("overdue", "--by", "district", "--json").json() == plain
    lines = rep("overdue", "--by", "district").out.splitlines()
    assert lines.index("东街") < lines.index("西街")


def test_a_kept_moved_or_released_promise_is_not_overdue(rep: RunCommand) -> None:
    customer = _add_customer(rep, "李明朗", "桃园里")
    kept, released = (_promise(rep, customer, text, due=-3) for text in ("送报告", "带茶叶"))
    assert rep("promise", "keep", kept).code == 0
    assert rep("promise", "release", released, "--reason", "女儿买了").code == 0
    moved_in_time = _promise(rep, customer, "陪去医院", due=1)
    assert rep("promise", "move", moved_in_time, "--due", _day(9), "--reason", "下雨", "--agreed").code == 0
    assert rep("overdue").code == 0


def test_as_of_a_past_day_shows_what_was_overdue_then(rep: RunCommand) -> None:
    customer = _add_customer(rep, "李明朗", "桃园里")
    promise = _promise(rep, customer, "送报告", due=-6)
    assert rep("promise", "keep", promise, "--at", f"{_day(-2)} 10:00").code == 0
    assert rep("overdue").code == 0
    then = rep("overdue", "--as-of", _day(-4), "--json")
    assert then.code == 1
    assert [one["days_late"] for one in then.json()["overdue"]] == [2]
    assert rep("overdue", "--as-of", _day(-6)).code == 0, "due that day is not late at its end"
    assert rep("overdue", "--as-of", _day(-1)).code == 0


def test_as_of_a_coming_day_shows_what_will_be_overdue(rep: RunCommand) -> None:
    customer = _add_customer(rep, "李明朗", "桃园里")
    _promise(rep, customer, "送报告", due=3)
    assert rep("overdue", "--as-of", _day(3)).code == 0
    assert rep("overdue", "--as-of", _day(5), "--json").json()["count"] == 1


def test_a_bad_day_is_exit_2_and_names_the_field(rep: RunCommand) -> None:
    answer = rep("overdue", "--as-of", "2026-02-30")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("As of:")


def test_without_a_store_it_is_exit_3_with_the_next_step(command: RunCommand) -> None:
    answer = command("overdue", "--json")
    assert answer.code == 3
    assert answer.out == ""
    assert "fieldlog init" in answer.err


def test_customers_without_a_district_have_a_heading_beside_the_others(rep: RunCommand) -> None:
    for name, district in (("李明朗", "桃园里"), ("王芳", "")):
        _promise(rep, _add_customer(rep, name, district), "送报告", due=-3)
    lines = rep("overdue", "--by", "district").out.splitlines()
    assert {"Without a district", "桃园里"} <= set(lines)
