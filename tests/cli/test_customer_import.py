"""fieldlog customer import: shops' lists as they come, and the second run that changes nothing."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from fieldlog.actions.imports import import_customers
from fieldlog.actions.workspace import Workspace
from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, opened, today_and

LISTS = Path(__file__).resolve().parents[1] / "data" / "customer_lists"
TITLES = ["姓名", "电话", "地址", "类别", "重点", "生日", "称呼", "备注", "家人"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def write_list(folder: Path, *rows: Sequence[str], titles: Sequence[str] = TITLES) -> str:
    """A CSV file with these rows, filled up on the right."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([titles, *rows])
    return str(path)


@pytest.mark.parametrize("name", sorted(path.name for path in LISTS.glob("shop-*")))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_messy_lists_are_imported_once_and_every_bad_row_is_named(
    rep: RunCommand, home: Path, name: str, language: str
) -> None:
    words = ["customer", "import", str(LISTS / name), "--json", "--lang", language]
    first = rep(*words)
    assert first.code == 2
    answer = first.json()
    assert set(answer) == {"imported", "updated", "unchanged", "problems"}
    assert answer["imported"] > 5
    assert answer["problems"]
    for problem in answer["problems"]:
        assert set(problem) == {"row", "field", "message"}
        assert problem["row"] > 1
        assert problem["message"]
    customers = rep("customer", "list", "--json").json()
    assert len(customers["customers"]) == answer["imported"] == count_saves(home)
    second = rep(*words)
    assert second.code == 2
    expected = {**answer, "imported": 0, "unchanged": answer["imported"]}
    assert second.json() == expected
    assert rep("customer", "list", "--json").json() == customers
    assert count_saves(home) == answer["imported"]


def test_a_clean_list_is_fine(rep: RunCommand, tmp_path: Path) -> None:
    path = write_list(
        tmp_path,
        ["李明朗", "13812345678", "和平里1号", "A", "是", "农历三月初八", "李叔叔", "爱喝茶", "女儿在上海"],
        ["王秀英", "13900000001"],
    )
    answer = rep("customer", "import", path, "--json")
    assert (answer.code, answer.json()) == (0, {"imported": 2, "updated": 0, "unchanged": 0, "problems": []})
    page = rep("customer", "show", "李明朗", "--json").json()
    assert (page["class"], page["key"], page["created"]) == ("A", True, today_and(0))
    assert page["birthday"]["calendar"] == "lunar"
    assert page["family"] == [{"name": "女儿在上海", "relation": ""}]
    text = rep("customer", "import", path)
    assert text.out == "0 imported, 0 updated, 2 unchanged.\n"


def test_a_later_list_fills_gaps_and_adds_phones(rep: RunCommand, tmp_path: Path, home: Path) -> None:
    rep("customer", "add", "李明朗", "--phone", "13812345678", "--family", "王芳:女儿")
    row = [
        "李 明朗",
        "13812345678/010-87654321",
        "和平里1号",
        "B",
        "是",
        "1950-03-05",
        "李叔叔",
        "爱喝茶",
        "儿子在上海",
    ]
    path = write_list(tmp_path, row)
    assert rep("customer", "import", path, "--json").json()["updated"] == 1
    page = rep("customer", "show", "李明朗", "--json").json()
    assert page["phones"] == ["13812345678", "010-87654321"]
    assert (page["address"], page["class"], page["key"], page["honorific"]) == (
        "和平里1号",
        "B",
        True,
        "李叔叔",
    )
    assert page["birthday"]["year"] == 1950
    assert [one["name"] for one in page["family"]] == ["王芳", "儿子在上海"]
    saves = count_saves(home)
    assert rep("customer", "import", path, "--json").json()["unchanged"] == 1
    assert count_saves(home) == saves


def test_what_is_known_is_never_overwritten_but_named(rep: RunCommand, tmp_path: Path, home: Path) -> None:
    words = [
        "--phone",
        "13812345678",
        "--address",
        "和平里1号",
        "--class",
        "A",
        "--key",
        "--birthday",
        "1950-03-05",
    ]
    known = rep(
        "customer", "add", "李明朗", *words, "--honorific", "李叔叔", "--notes", "爱喝茶", "--json"
    ).json()
    path = write_list(
        tmp_path, ["李明朗", "13812345678", "翠湖里2号", "B", "否", "1951-03-05", "老李", "爱下棋"]
    )
    saves = count_saves(home)
    answer = rep("customer", "import", path, "--json")
    assert answer.code == 2
    assert {name: answer.json()[name] for name in ("imported", "updated", "unchanged")} == {
        "imported": 0,
        "updated": 0,
        "unchanged": 1,
    }
    problems = {one["field"]: one["message"] for one in answer.json()["problems"]}
    assert set(problems) == {"address", "class", "key", "birthday", "honorific", "notes"}
    assert "翠湖里2号" in problems["address"]
    assert "和平里1号" in problems["address"]
    assert f"customer edit {known['id'][:8]}" in problems["address"]
    assert count_saves(home) == saves
    assert rep("customer", "list", "--json").json()["customers"] == [known]


def test_a_year_of_birth_is_added_to_the_same_day(rep: RunCommand, tmp_path: Path) -> None:
    rep("customer", "add", "李明朗", "--phone", "13812345678", "--birthday", "3月5日")
    path = write_list(tmp_path, ["李明朗", "13812345678", "", "", "", "1950-03-05"])
    assert rep("customer", "import", path, "--json").json()["updated"] == 1
    assert rep("customer", "show", "李明朗", "--json").json()["birthday"]["year"] == 1950


def test_the_same_name_elsewhere_is_another_person(rep: RunCommand, tmp_path: Path) -> None:
    rep("customer", "add", "李明朗", "--phone", "13812345678", "--address", "和平里1号")
    path = write_list(tmp_path, ["李明朗", "13700000000", "翠湖里2号"])
    assert rep("customer", "import", path, "--json").json()["imported"] == 1


def test_a_row_that_fits_two_customers_is_named(rep: RunCommand, tmp_path: Path, home: Path) -> None:
    for phone in ("13812345678", "13900000001"):
        rep("customer", "add", "李明朗", "--phone", phone, "--anyway")
    path = write_list(tmp_path, ["李明朗", "13812345678/13900000001"])
    saves = count_saves(home)
    answer = rep("customer", "import", path, "--json")
    assert answer.code == 2
    (problem,) = answer.json()["problems"]
    assert (problem["row"], problem["field"]) == (2, "name")
    assert "customer merge" in problem["message"]
    assert count_saves(home) == saves


def test_somebody_joined_to_another_customer_is_known(rep: RunCommand, tmp_path: Path) -> None:
    kept = rep("customer", "add", "李明朗", "--phone", "13812345678", "--json").json()["id"]
    joined = rep("customer", "add", "李明郎", "--phone", "13900000001", "--json").json()["id"]
    rep("customer", "merge", kept, joined)
    path = write_list(tmp_path, ["李明郎", "13900000001"])
    answer = rep("customer", "import", path, "--json").json()
    assert answer["imported"] == 0
    assert len(rep("customer", "list", "--json").json()["customers"]) == 1


def test_a_customer_taken_back_by_undo_can_come_again(rep: RunCommand, tmp_path: Path) -> None:
    rep("customer", "add", "李明朗", "--phone", "13812345678")
    rep("undo")
    path = write_list(tmp_path, ["李明朗", "13812345678"])
    assert rep("customer", "import", path, "--json").json()["imported"] == 1


def test_rows_that_together_hold_too_much_are_named_and_the_others_kept(
    rep: RunCommand, tmp_path: Path
) -> None:
    long_rows = [
        ["李明朗", "13812345678", "", "", "", "", "", f"{number}" + "字" * 1_990] for number in range(6)
    ]
    path = write_list(tmp_path, *long_rows, ["王秀英", "13900000001"])
    answer = rep("customer", "import", path, "--json")
    assert answer.code == 2
    assert answer.json()["imported"] == 1
    assert [one["field"] for one in answer.json()["problems"]] == ["notes"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.csv", None),
        ("empty.csv", b""),
        ("list.txt", b"x"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("broken.xlsx", b"PK\x03\x04 no workbook"),
        ("bytes.csv", bytes(range(256))),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    rep: RunCommand, tmp_path: Path, home: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for extra in ([], ["--json"], ["--lang", "zh"]):
        refused = rep("customer", "import", str(path), *extra)
        assert refused.code == 2
        assert refused.out == ""
        assert name in refused.err
    assert count_saves(home) == 0


def test_a_list_without_titles_is_a_problem_of_the_file(rep: RunCommand, tmp_path: Path) -> None:
    path = write_list(tmp_path, titles=["李明朗", "13812345678"])
    answer = rep("customer", "import", path, "--json")
    assert answer.code == 2
    assert [one["field"] for one in answer.json()["problems"]] == ["file"]


def test_columns_that_were_not_read_are_said(rep: RunCommand, tmp_path: Path) -> None:
    path = write_list(tmp_path, ["李明朗", "x"], titles=["姓名", "会员卡号"])
    answer = rep("customer", "import", path, "--json")
    assert answer.code == 0
    assert "会员卡号" in answer.err


def test_an_import_that_is_interrupted_leaves_nothing(rep: RunCommand, tmp_path: Path, home: Path) -> None:
    rows = [[f"李{number}明", f"138{number:08d}"] for number in range(60)]
    path = Path(write_list(tmp_path, *rows))

    def interrupt(done: int, total: int) -> None:
        assert total == 60
        if done == 40:
            raise KeyboardInterrupt

    with opened(home) as workspace, pytest.raises(KeyboardInterrupt):
        import_customers(workspace, path, interrupt)
    assert count_saves(home) == 0
    with opened(home) as workspace:
        _check_each_customer_has_a_save(workspace, path)


def _check_each_customer_has_a_save(workspace: Workspace, path: Path) -> None:
    result = import_customers(workspace, path)
    assert result.imported == 60
    assert len(workspace.store.outbox_rows()) == 60


def test_a_person_sees_how_far_a_long_list_has_come(
    rep: RunCommand, person: RunCommand, tmp_path: Path
) -> None:
    rows = [[f"李{number}明", f"138{number:08d}"] for number in range(60)]
    answer = person("", "customer", "import", write_list(tmp_path, *rows), "--json")
    assert answer.json()["imported"] == 60
    assert "30/60" in answer.err
