"""fieldlog customer add, list, show, edit, merge, unmerge, pause, opt-out and consent."""

from pathlib import Path

import pytest

from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, opened, today_and
from tests.store.stores import add_customer as add_known_customer
from tests.store.stores import save_visit

SHAPE = {
    "id",
    "name",
    "honorific",
    "phones",
    "address",
    "district",
    "class",
    "key",
    "birthday",
    "next_birthday",
    "created",
    "paused_until",
    "opted_out_since",
    "consent",
    "last_contact",
    "days_since_contact",
    "open_promises",
    "contact_strip",
}
PAGE = SHAPE | {
    "character",
    "taboos",
    "family",
    "notes",
    "agreed_hours",
    "pauses",
    "visits",
    "promises",
    "possible_duplicates",
    "joined",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def customer(rep: RunCommand) -> str:
    return str(
        rep("customer", "add", "李明朗", "--phone", "13812345678", "--class", "A", "--json").json()["id"]
    )


def test_a_new_customer_has_everything_that_was_said(rep: RunCommand) -> None:
    options = ["--honorific", "李叔叔", "--phone", "１３８ 1234 5678", "--phone", "010-87654321"]
    options += [
        "--address",
        "和平里3号楼",
        "--district",
        "和平里",
        "--class",
        "a",
        "--key",
        "--birthday",
        "1950年3月5日",
    ]
    options += [
        "--character",
        "爱说笑",
        "--taboos",
        "不提股票",
        "--notes",
        "[备注] 🙂",
        "--agreed-hours",
        "下午",
    ]
    options += ["--family", "王芳:女儿", "--family", "小宝：外孙"]
    added = rep("customer", "add", " 李 明朗 ", *options, "--json")
    assert added.code == 0
    shape = added.json()
    assert set(shape) == SHAPE
    assert shape["phones"] == ["13812345678", "010-87654321"]
    assert (shape["class"], shape["key"], shape["consent"], shape["open_promises"]) == (
        "A",
        True,
        "not-asked",
        0,
    )
    assert shape["birthday"] == {"calendar": "solar", "month": 3, "day": 5, "year": 1950, "leap": False}
    assert shape["created"] == today_and(0)
    page = rep("customer", "show", shape["id"][:6], "--json").json()
    assert set(page) == PAGE
    assert page["family"] == [{"name": "王芳", "relation": "女儿"}, {"name": "小宝", "relation": "外孙"}]
    assert (page["notes"], page["taboos"], page["agreed_hours"]) == ("[备注] 🙂", "不提股票", "下午")
    assert rep("customer", "list", "--json").json() == {"customers": [shape]}


def test_a_lunar_birthday_keeps_its_calendar(rep: RunCommand) -> None:
    shape = rep("customer", "add", "张桂芳", "--lunar-birthday", "腊月廿三", "--json").json()
    assert shape["birthday"] == {"calendar": "lunar", "month": 12, "day": 23, "year": None, "leap": False}
    assert "lunar month 12, day 23" in rep("customer", "show", "张桂芳").out
    assert "腊月廿三" in rep("--lang", "zh", "customer", "show", "张桂芳").out


def test_the_list_finds_names_pinyin_phones_and_districts(rep: RunCommand, customer: str) -> None:
    rep("customer", "add", "王秀英", "--district", "东湖", "--phone", "13900000001")
    for query, names in (
        ("lml", ["李明朗"]),
        ("wangxiu", ["王秀英"]),
        ("139", ["王秀英"]),
        ("东湖", ["王秀英"]),
        ("无", []),
    ):
        found = rep("customer", "list", query, "--json").json()["customers"]
        assert [one["name"] for one in found] == names
    assert "2 customers" in rep("customer", "list").out
    assert "No customer matches" in rep("customer", "list", "无").out


def test_a_key_customer_is_marked_by_a_word(rep: RunCommand) -> None:
    rep("customer", "add", "王秀英", "--class", "B", "--key")
    listed = rep("customer", "list").out
    assert "B key" in listed
    assert "★" not in listed


def test_an_empty_list_says_what_to_do(rep: RunCommand) -> None:
    assert "fieldlog customer add" in rep("customer", "list").out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_somebody_alike_is_asked_about(rep: RunCommand, customer: str, home: Path, language: str) -> None:
    saves = count_saves(home)
    for words in (["李明朗"], ["王芳", "--phone", "+86 138-1234-5678"]):
        refused = rep("customer", "add", *words, "--lang", language)
        assert refused.code == 2
        assert "--anyway" in refused.err
        assert customer[:8] in refused.err
    assert count_saves(home) == saves
    second = rep("customer", "add", "李明朗", "--anyway", "--json").json()
    page = rep("customer", "show", customer, "--json").json()
    assert page["possible_duplicates"] == [{"id": second["id"], "name": "李明朗"}]
    assert "customer merge" in rep("customer", "show", customer).out


def test_an_edit_changes_what_is_given_and_leaves_the_rest(rep: RunCommand, customer: str) -> None:
    words = [
        "--name",
        "李明亮",
        "--address",
        "翠湖里1号",
        "--phone",
        "13911112222",
        "--class",
        "B",
        "--family",
        "王芳:女儿",
    ]
    edited = rep("customer", "edit", customer, *words, "--json")
    assert edited.code == 0
    shape = edited.json()
    assert (shape["name"], shape["address"], shape["class"]) == ("李明亮", "翠湖里1号", "B")
    assert shape["phones"] == ["13911112222"]
    cleared = rep(
        "customer", "edit", customer, "--address", "", "--phone", "", "--family", "", "--json"
    ).json()
    assert (cleared["address"], cleared["phones"], cleared["name"]) == ("", [], "李明亮")
    assert rep("customer", "show", customer, "--json").json()["family"] == []


def test_an_edit_that_changes_nothing_saves_nothing(rep: RunCommand, customer: str, home: Path) -> None:
    saves = count_saves(home)
    same = rep("customer", "edit", customer, "--phone", "13812345678", "--class", "A", "--no-key")
    assert same.code == 0
    assert "already" in same.out
    refused = rep("customer", "edit", customer)
    assert refused.code == 2
    assert "customer edit --help" in refused.err
    assert count_saves(home) == saves


BAD_PROFILES = [
    (["--phone", "12345"], "Phone"),
    (["--phone", "87654321"], "Phone"),
    (["--birthday", "2月30日"], "Birthday"),
    (["--birthday", "2050-01-01"], "Birthday"),
    (["--birthday", ""], "Birthday"),
    (["--lunar-birthday", "正月三十一"], "Birthday"),
    (["--lunar-birthday", "1956年闰八月初一"], "Birthday"),
    (["--class", "200%"], "Class"),
    (["--class", ""], "Class"),
    (["--honorific", "李" * 61], "Honorific"),
    (["--address", "里\x00"], "Address"),
    (["--district", "\x1b]0;x\x07"], "District"),
    (["--notes", "字" * 10_001], "Notes"),
    (["--taboos", "\udcff"], "Taboos"),
    (["--family", "王芳"], "Family"),
    (["--family", ":女儿"], "Family"),
]


@pytest.mark.parametrize(("options", "label"), BAD_PROFILES)
def test_bad_profiles_name_the_field_and_save_nothing(
    rep: RunCommand, customer: str, home: Path, options: list[str], label: str
) -> None:
    saves = count_saves(home)
    for words in (["customer", "add", "新顾客"], ["customer", "edit", customer]):
        refused = rep(*words, *options)
        assert refused.code == 2
        assert refused.err.startswith(f"{label}: ")
        assert rep(*words, *options, "--lang", "zh", "--json").code == 2
    assert count_saves(home) == saves


@pytest.mark.parametrize("name", ["", "  ", "字" * 101, "x" * 10_000, "王\x07", "\udc80"])
def test_bad_names_save_nothing(rep: RunCommand, home: Path, name: str) -> None:
    saves = count_saves(home)
    refused = rep("customer", "add", name)
    assert refused.code == 2
    assert refused.err.startswith("Name: ")
    assert count_saves(home) == saves


@pytest.mark.parametrize(
    "name", ["👵🏽王奶奶", "(李) [明] {name}", "محمد", "O'Neil <b>&amp;</b>", "%s %(x)s", "字" * 100]
)
def test_unusual_names_are_kept_as_typed(rep: RunCommand, name: str) -> None:
    added = rep("customer", "add", name, "--json").json()
    assert added["name"] == name
    assert rep("customer", "show", added["id"], "--json").json()["name"] == name
    assert rep("customer", "list").code == 0


def test_several_bad_fields_are_all_named(rep: RunCommand) -> None:
    refused = rep("customer", "add", "", "--phone", "1", "--class", "Z")
    assert [line.partition(":")[0] for line in refused.err.splitlines()[:3]] == ["Name", "Phone", "Class"]


def test_a_birthday_in_both_calendars_is_a_usage_error(rep: RunCommand) -> None:
    refused = rep("customer", "add", "王芳", "--birthday", "3月5日", "--lunar-birthday", "三月初八")
    assert refused.code == 2


@pytest.mark.parametrize("words", ["nobody", "", "ffffffff", "\x00", "x" * 10_000])
def test_a_customer_who_is_not_known_is_a_problem_of_the_argument(
    rep: RunCommand, customer: str, words: str
) -> None:
    for command in (
        ["show", words],
        ["edit", words, "--name", "x"],
        ["merge", customer, words],
        ["unmerge", words],
    ):
        refused = rep("customer", *command)
        assert refused.code == 2
        assert refused.err.startswith("Customer: ")


def test_merged_customers_are_read_as_one_until_taken_back(rep: RunCommand, customer: str) -> None:
    other = rep("customer", "add", "李明郎", "--phone", "13700000000", "--json").json()["id"]
    rep("promise", "add", other, "送茶", "--due", "明天")
    merged = rep("customer", "merge", customer, other, "--json")
    assert merged.code == 0
    assert (merged.json()["id"], merged.json()["open_promises"]) == (customer, 1)
    page = rep("customer", "show", other, "--json").json()
    assert (page["id"], page["joined"]) == (customer, [{"id": other, "name": "李明郎"}])
    assert [one["text"] for one in page["promises"]] == ["送茶"]
    assert len(rep("customer", "list", "--json").json()["customers"]) == 1
    again = rep("customer", "merge", customer, other)
    assert again.code == 2
    assert "Customer" in again.err
    assert rep("customer", "unmerge", customer, "--json").json()["open_promises"] == 0
    assert rep("customer", "show", other, "--json").json()["open_promises"] == 1
    assert rep("customer", "unmerge", customer).code == 2


def test_a_bare_twin_hides_nothing_of_the_entry_that_is_joined_to_it(rep: RunCommand) -> None:
    known = [
        "--taboos",
        "不提股票",
        "--family",
        "儿子:李强",
        "--address",
        "和平路 8 号",
        "--honorific",
        "李老师",
    ]
    known += ["--character", "开朗", "--phone", "13800000001"]
    full = rep("customer", "add", "李明", *known, "--json").json()["id"]
    bare = rep("customer", "add", "李明", "--anyway", "--json").json()["id"]
    assert rep("customer", "merge", bare, full).code == 0
    page, brief = (rep(*words, bare, "--json").json() for words in (("customer", "show"), ("brief",)))
    for shown in (page, brief):
        assert (shown["taboos"], shown["character"]) == ("不提股票", "开朗")
        assert (shown["address"], shown["phones"]) == ("和平路 8 号", ["13800000001"])
        assert len(shown["family"]) == 1
    assert (page["honorific"], brief["addressed"]) == ("李老师", "李老师")
    assert [one["id"] for one in rep("customer", "list", "13800000001", "--json").json()["customers"]] == [
        bare
    ]
    rep("customer", "edit", bare, "--taboos", "不提前妻", "--honorific", "李姐")
    edited = rep("customer", "show", bare, "--json").json()
    assert (edited["taboos"], edited["honorific"]) == ("不提前妻\n不提股票", "李姐")
    rep("customer", "unmerge", bare)
    parted = [rep("customer", "show", one, "--json").json() for one in (bare, full)]
    assert [one["taboos"] for one in parted] == ["不提前妻", "不提股票"]
    assert [one["address"] for one in parted] == ["", "和平路 8 号"]


def test_a_page_shows_the_last_three_visits_and_the_open_promises(rep: RunCommand, customer: str) -> None:
    for day in (5, 4, 3, 2):
        start = f"{today_and(-day)} 10:00"
        visit = ["visit", "add", customer, "--purpose", f"回访{day}", "--start", start, "--minutes", "40"]
        assert rep(*visit, "--promise", "送资料 后天").code == 0
    page = rep("customer", "show", customer, "--json").json()
    assert [one["purpose"] for one in page["visits"]] == ["回访2", "回访3", "回访4"]
    assert page["days_since_contact"] == 2
    assert page["last_contact"].startswith(today_and(-2))
    dues = [one["due"] for one in page["promises"]]
    assert dues == sorted(dues)
    assert len(dues) == page["open_promises"] == 4
    text = rep("customer", "show", customer).out
    assert "回访2" in text
    assert "送资料" in text


def test_a_pause_shows_until_when(rep: RunCommand, customer: str) -> None:
    paused = rep("customer", "pause", customer, "--reason", "住院", "--until", "3天后", "--json")
    assert paused.code == 0
    assert paused.json()["paused_until"] == today_and(3)
    (pause,) = rep("customer", "show", customer, "--json").json()["pauses"]
    assert pause == {"from": today_and(0), "until": today_and(3), "reason": "住院"}
    later = rep(
        "customer", "pause", customer, "--reason", "旅行", "--from", today_and(30), "--until", today_and(40)
    )
    assert later.code == 0
    assert rep("customer", "show", customer, "--json").json()["paused_until"] == today_and(3)


@pytest.mark.parametrize(
    ("options", "label"),
    [
        (["--reason", " ", "--until", "明天"], "Reason"),
        (["--reason", "字" * 10_001, "--until", "明天"], "Reason"),
        (["--reason", "x", "--until", "昨天"], "Until"),
        (["--reason", "x", "--until", "2月30日"], "Until"),
        (["--reason", "x", "--until", "2000-01-01"], "Until"),
        (["--reason", "x", "--until", "9999-12-31"], "Until"),
        (["--reason", "x", "--until", "明天", "--from", "后天"], "Until"),
        (["--reason", "x", "--until", "明天", "--from", "nonsense"], "Start"),
    ],
)
def test_bad_pauses_save_nothing(
    rep: RunCommand, customer: str, home: Path, options: list[str], label: str
) -> None:
    saves = count_saves(home)
    refused = rep("customer", "pause", customer, *options)
    assert refused.code == 2
    assert refused.err.startswith(f"{label}: ")
    assert count_saves(home) == saves


def test_an_opt_out_counts_from_today_and_can_be_undone(rep: RunCommand, customer: str) -> None:
    assert rep("customer", "opt-out", customer, "--reason", " ").code == 2
    gone = rep("customer", "opt-out", customer, "--reason", "不想被打扰", "--json")
    assert (gone.code, gone.json()["opted_out_since"]) == (0, today_and(0))
    assert "no regular contact" in rep("customer", "list").out
    assert rep("undo").code == 0
    assert rep("customer", "show", customer, "--json").json()["opted_out_since"] is None


def test_consent_is_given_refused_and_withdrawn(rep: RunCommand, customer: str) -> None:
    for words, state in (
        (["--given", "口头"], "given"),
        (["--withdrawn"], "withdrawn"),
        (["--refused"], "refused"),
    ):
        answer = rep("customer", "consent", customer, *words, "--json")
        assert (answer.code, answer.json()["consent"]) == (0, state)
    assert rep("customer", "consent", customer, "--given", " ").code == 2
    assert rep("customer", "consent", customer).code == 2
    assert rep("customer", "consent", customer, "--refused", "--withdrawn").code == 2


def _hold_a_note(run: RunCommand, customer: str) -> None:
    words = [
        "--purpose",
        "回访",
        "--start",
        f"{today_and(-1)} 10:00",
        "--minutes",
        "40",
        "--health",
        "血压142",
    ]
    assert run("visit", "add", customer, *words, "--consent", "not-asked").code == 0


def test_consent_given_later_brings_the_held_note_in(rep: RunCommand, customer: str, home: Path) -> None:
    _hold_a_note(rep, customer)
    assert rep("customer", "show", customer, "--json").json()["visits"][0]["health"] == ""
    assert rep("customer", "consent", customer, "--given", "书面").code == 0
    assert rep("customer", "show", customer, "--json").json()["visits"][0]["health"] == "血压142"
    with opened(home) as workspace:
        assert workspace.store.drafts() == []


def test_a_script_must_confirm_that_a_held_note_goes(rep: RunCommand, customer: str, home: Path) -> None:
    _hold_a_note(rep, customer)
    saves = count_saves(home)
    refused = rep("customer", "consent", customer, "--refused")
    assert refused.code == 2
    assert "--confirm-removal" in refused.err
    assert count_saves(home) == saves
    with opened(home) as workspace:
        assert len(workspace.store.drafts()) == 1
    assert rep("customer", "consent", customer, "--refused", "--confirm-removal").code == 0
    with opened(home) as workspace:
        assert workspace.store.drafts() == []


def test_a_person_is_asked_before_a_held_note_goes(
    rep: RunCommand, person: RunCommand, customer: str, home: Path
) -> None:
    _hold_a_note(rep, customer)
    assert person("n\n", "customer", "consent", customer, "--refused").code == 2
    with opened(home) as workspace:
        assert len(workspace.store.drafts()) == 1
    assert person("y\n", "customer", "consent", customer, "--refused").code == 0
    with opened(home) as workspace:
        assert workspace.store.drafts() == []


def test_answers_of_the_facts_are_sentences_in_both_languages(rep: RunCommand, customer: str) -> None:
    for language in ("en", "zh"):
        for words in (
            ["pause", customer, "--reason", "旅行", "--until", "后天"],
            ["consent", customer, "--given", "口头"],
            ["edit", customer, "--honorific", f"李叔{language}"],
            ["opt-out", customer, "--reason", "搬走"],
        ):
            answer = rep("customer", *words, "--lang", language)
            assert (answer.code, answer.err) == (0, "")
            assert "李明朗" in answer.out


def test_numbers_stay_in_the_order_in_which_they_came(rep: RunCommand, customer: str) -> None:
    numbers = ["13812345678", *(f"1390000000{digit}" for digit in range(8))]
    for count in range(2, len(numbers) + 1):
        options = [word for number in numbers[:count] for word in ("--phone", number)]
        assert rep("customer", "edit", customer, *options, "--json").json()["phones"] == numbers[:count]


def test_the_id_of_a_joined_customer_finds_the_one_it_was_joined_to(rep: RunCommand, customer: str) -> None:
    other = rep("customer", "add", "王芳", "--anyway", "--json").json()["id"]
    rep("customer", "merge", customer, other)
    assert rep("customer", "show", other[:8], "--json").json()["id"] == customer
    assert other[:8] in rep("customer", "show", customer).out
    assert rep("customer", "unmerge", other[:8]).code == 0
    assert rep("customer", "show", other[:8], "--json").json()["id"] == other


def test_a_pause_to_a_past_day_is_refused_without_talk_of_promises(rep: RunCommand, customer: str) -> None:
    refused = rep("customer", "pause", customer, "--reason", "住院", "--until", "昨天")
    assert (refused.code, refused.err.startswith("Until: ")) == (2, True)
    assert "promise" not in refused.err


def test_a_list_shows_only_those_asked_for(rep: RunCommand) -> None:
    rep("customer", "add", "陈一", "--class", "A", "--key", "--district", "南湖", "--anyway")
    rep("customer", "add", "李二", "--class", "B", "--district", "南湖", "--anyway")
    rep("customer", "add", "王三", "--class", "A", "--district", "东城", "--anyway")

    def listed(*words: str) -> list[str]:
        answer = rep("customer", "list", *words, "--json")
        assert answer.code == 0
        return [one["name"] for one in answer.json()["customers"]]

    assert listed() == ["王三", "陈一", "李二"]
    assert listed("--class", "a") == ["王三", "陈一"]
    assert listed("--key") == ["陈一"]
    assert listed("--district", "南湖") == ["陈一", "李二"]
    assert listed("--district", "南湖", "--class", "B", "le") == ["李二"]
    assert listed("--district", "南") == []
    assert "No customer matches." in rep("customer", "list", "--class", "C").out
    assert rep("customer", "list", "--class", "D").code == 2


def test_weekly_contact_is_shown_in_marks_and_words_and_asked_for_in_the_list(
    rep: RunCommand, home: Path
) -> None:
    with opened(home) as workspace:
        first, _ = (add_known_customer(workspace, name) for name in ("陈一", "王三"))
        save_visit(workspace, first)
    rep("customer", "add", "李二", "--class", "B")
    strip = rep("customer", "show", "陈一", "--json").json()["contact_strip"]
    assert len(strip) == 52
    assert strip.endswith("xx#")
    page = rep("customer", "show", "陈一").out
    assert strip in page
    assert f"contacted in 1 of {52 - strip.count('.')} weeks due" in page
    assert "x not contacted" in page
    assert "Weekly contact" not in rep("customer", "show", "李二").out
    found = rep("customer", "list", "--not-contacted", "--json").json()["customers"]
    assert [one["name"] for one in found] == ["王三"]
