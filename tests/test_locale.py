"""Two languages: every sentence is translated, and sentences, dates and problems are said right in both."""

import gettext
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.domain.problems import Problem, Sentence
from fieldlog.locale import (
    Language,
    current_language,
    explain,
    explain_error,
    pick_language,
    say,
    show_date,
    show_day,
    show_list,
    show_minutes,
    show_time,
    translate,
    translate_plural,
    use_language,
)
from tools import messages

PACKAGE = messages.CHECKOUT / "fieldlog"


def test_every_sentence_is_translated_and_compiled() -> None:
    assert messages.check(PACKAGE) == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    catalogue = messages.read_catalogue(messages.catalogue_path(PACKAGE, "zh_CN"), "zh_CN")
    wrong = re.compile(r"[一-鿿][,;:!?]|[,;!?][一-鿿]|[一-鿿]\.$")
    assert [message.string for message in catalogue if message.id and wrong.search(str(message.string))] == []


def test_chinese_quotation_marks_take_two_columns_in_every_terminal() -> None:
    catalogue = messages.read_catalogue(messages.catalogue_path(PACKAGE, "zh_CN"), "zh_CN")
    narrow_or_wide = re.compile("[“”‘’]")
    assert [one.string for one in catalogue if one.id and narrow_or_wide.search(str(one.string))] == []


def test_a_new_sentence_is_found_missing_until_it_is_collected_and_translated(tmp_path: Path) -> None:
    package = _package(tmp_path, 'N_("Hello, {name}.")')
    assert any("is missing: Hello, {name}." in fault for fault in messages.check(package))
    assert messages.update(package) == ["fieldlog.po (zh_CN): is not translated: Hello, {name}."]
    _translate(package, 'msgid "Hello, {name}."\nmsgstr "{name}，您好。"')
    assert any("is stale" in fault for fault in messages.check(package))
    assert messages.update(package) == []


def test_collecting_again_changes_no_byte(tmp_path: Path) -> None:
    package = _package(tmp_path, 'N_("b"), N_("a"), translate_plural("one", "{n} many", 2)')
    messages.update(package)
    before = _contents(package)
    messages.update(package)
    assert _contents(package) == before
    assert "Date" not in before["zh_CN/LC_MESSAGES/fieldlog.po"].decode()


def test_a_sentence_that_left_the_code_leaves_the_catalogues(tmp_path: Path) -> None:
    package = _package(tmp_path, 'N_("stays"), N_("goes")')
    messages.update(package)
    (package / "words.py").write_text('N_("stays")', encoding="utf-8")
    assert any("is no longer in the code: goes" in fault for fault in messages.check(package))
    messages.update(package)
    assert b"goes" not in b"".join(_contents(package).values())


@pytest.mark.parametrize("translation", ["{nome}，您好。", "您好。", "{name}{name2}", "{name"])
def test_a_translation_with_other_arguments_is_a_fault(tmp_path: Path, translation: str) -> None:
    package = _package(tmp_path, 'N_("Hello, {name}.")')
    messages.update(package)
    _translate(package, f'msgid "Hello, {{name}}."\nmsgstr "{translation}"')
    assert messages.update(package) == ["fieldlog.po (zh_CN): has other arguments than: Hello, {name}."]


def test_a_sentence_of_argparse_keeps_its_arguments_too(tmp_path: Path) -> None:
    package = _package(tmp_path, 'N_("argument %(name)s: %(message)s")')
    messages.update(package)
    _translate(package, 'msgid "argument %(name)s: %(message)s"\nmsgstr "参数 %(name)s"')
    assert len(messages.update(package)) == 1


def test_a_doubtful_translation_is_a_fault(tmp_path: Path) -> None:
    package = _package(tmp_path, 'N_("Hello")')
    messages.update(package)
    _translate(package, '#, fuzzy\nmsgid "Hello"\nmsgstr "您好"')
    assert "fieldlog.po (zh_CN): is doubtful (fuzzy): Hello" in messages.update(package)


def test_both_sentences_of_a_choice_are_collected(tmp_path: Path) -> None:
    assert set(messages.collect(_package(tmp_path, 'translate("yes" if x else "no", a=b)'))) == {"yes", "no"}


def test_an_f_string_is_refused_because_it_cannot_be_translated(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="f-string"):
        messages.collect(_package(tmp_path, 'translate(f"hello {name}")'))


def test_a_plural_of_marked_sentences_is_refused_because_gettext_would_not_find_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="plural"):
        messages.collect(_package(tmp_path, 'translate_plural(N_("{n} day"), N_("{n} days"), 2, n=2)'))


@pytest.mark.parametrize(
    ("option", "environ", "language"),
    [
        (None, {}, "zh"),
        ("en", {"FIELDLOG_LANG": "zh", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"FIELDLOG_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        (None, {"FIELDLOG_LANG": "", "LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LC_ALL": "zh_TW.Big5", "LC_MESSAGES": "en_US", "LANG": "en_US"}, "zh"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "zh_CN"}, "en"),
        (None, {"LC_ALL": "C"}, "en"),
        (None, {"LANG": "POSIX"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8@euro"}, "en"),
        (None, {"LANG": "zh-Hans-CN"}, "zh"),
        (None, {"LANG": "12345"}, "zh"),
    ],
)
def test_the_language_is_the_option_then_the_setting_then_the_locale(
    option: str | None, environ: Mapping[str, str], language: Language
) -> None:
    assert pick_language(option, environ) == language


def test_fieldlog_speaks_the_language_that_was_chosen_last() -> None:
    assert (current_language(), translate("Name")) == ("zh", "姓名")
    use_language("en")
    assert (current_language(), translate("Name")) == ("en", "Name")


@given(st.text())
def test_what_a_person_typed_is_never_read_as_a_template(typed: str) -> None:
    use_language("en")
    assert (
        translate("{label}: {sentence}", label=typed, sentence="{label} {0} %s")
        == f"{typed}: {{label}} {{0}} %s"
    )


def test_an_empty_template_stays_empty() -> None:
    assert translate("") == ""


def test_a_plural_is_chosen_by_the_number() -> None:
    use_language("en")
    shown = [
        translate_plural("{count} promise", "{count} promises", number, count=number) for number in (0, 1, 2)
    ]
    assert shown == ["0 promises", "1 promise", "2 promises"]
    use_language("zh")
    assert translate_plural("{count} promise", "{count} promises", 2, count=2) == "2 项承诺"


@pytest.mark.parametrize(("language", "shown"), [("zh", "甲、{乙}"), ("en", "甲, {乙}")])
def test_words_are_listed_as_the_language_lists_them(language: Language, shown: str) -> None:
    use_language(language)
    assert show_list(["甲", "{乙}"]) == shown
    assert say(("{words}", {"words": ("甲", "{乙}")})) == shown


def test_a_plural_needs_two_sentences_in_english_and_one_in_chinese(tmp_path: Path) -> None:
    package = _package(tmp_path, 'translate_plural("{n} visit", "{n} visits", n, n=n)')
    messages.update(package)
    _translate(package, 'msgid "{n} visit"\nmsgid_plural "{n} visits"\nmsgstr[0] "{n}次拜访"')
    assert messages.update(package) == []
    said = {
        language: [
            gettext.translation("fieldlog", package / "locale", [language]).ngettext(
                "{n} visit", "{n} visits", number
            )
            for number in (1, 2)
        ]
        for language in messages.LANGUAGES
    }
    assert said == {"zh_CN": ["{n}次拜访", "{n}次拜访"], "en": ["{n} visit", "{n} visits"]}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh", ["12月2日 周三", "2月28日 周六", "2027年1月2日 周六"]),
        ("en", ["Wed 2 Dec", "Sat 28 Feb", "Sat 2 Jan 2027"]),
    ],
)
def test_a_day_is_shown_with_its_weekday_and_its_year_when_that_is_another(
    language: Language, shown: list[str]
) -> None:
    use_language(language)
    today = date(2026, 11, 22)
    days = [date(2026, 12, 2), date(2026, 2, 28), date(2027, 1, 2)]
    assert [show_day(day, today) for day in days] == shown
    assert show_date(days[0]) == shown[0]


@given(st.dates())
def test_every_date_can_be_shown_in_both_languages(day: date) -> None:
    use_language("zh")
    assert show_date(day).startswith(f"{day.month}月{day.day}日 周")
    use_language("en")
    assert show_date(day) == f"{day:%a} {day.day} {day:%b}"


def test_a_time_is_shown_on_a_clock_of_24_hours() -> None:
    assert [show_time(time(9, 5)), show_time(datetime(2026, 11, 22, 21, 30))] == ["09:05", "21:30"]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh", ["0 分钟", "59 分钟", "60 分钟", "65 分钟"]),
        ("en", ["0 min", "59 min", "60 min", "65 min"]),
    ],
)
def test_a_length_is_shown_in_minutes_everywhere(language: Language, shown: list[str]) -> None:
    use_language(language)
    assert [show_minutes(minutes) for minutes in (0, 59, 60, 65)] == shown


def test_a_problem_is_explained_with_its_label_in_front() -> None:
    problem = Problem("due", "too-long", {"length": 300, "limit": 200})
    assert explain(problem).startswith("到期日：")
    use_language("en")
    assert explain(problem) == "Due date: has 300 characters; at most 200 fit. Shorten it or split it."


def test_the_element_of_a_field_has_the_label_of_the_field_and_an_unknown_field_its_own_name() -> None:
    use_language("en")
    assert explain(Problem("phone.k3x", "empty")) == "Phone: is empty. Type something."
    assert explain(Problem("shoe_size", "empty")) == "shoe_size: is empty. Type something."


def test_a_problem_of_a_newer_version_is_explained_by_its_code() -> None:
    assert explain(Problem("name", "from-the-future", {"x": 1})) == "姓名：from-the-future"


def test_a_problem_is_explained_in_chinese_altogether() -> None:
    assert not re.search("[A-Za-z]", explain(Problem("name", "empty")))


def test_a_sentence_shows_its_dates_in_the_language_and_with_a_year_that_is_not_this_one() -> None:
    sentence = Sentence("{due}, in {days} days", {"due": date(2027, 1, 2), "days": 41})
    assert say(sentence, date(2026, 11, 22)) == "2027年1月2日 周六，41 天后"
    use_language("en")
    assert say(sentence, date(2026, 11, 22)) == "Sat 2 Jan 2027, in 41 days"
    assert say(sentence) == "Sat 2 Jan, in 41 days"


def test_a_sentence_within_a_sentence_is_said_in_the_same_language() -> None:
    inner = Sentence("birthday today")
    assert say(Sentence("{label}: {sentence}", {"label": "1", "sentence": inner})) == f"1：{say(inner)}"
    assert say(inner) != "birthday today"


def test_an_error_is_explained_by_what_happened_and_what_to_do_next() -> None:
    error = FieldlogError("There is no store in {home} yet.", "Make one with: fieldlog init", home="/tmp/{x}")
    use_language("en")
    assert explain_error(error) == "There is no store in /tmp/{x} yet. Make one with: fieldlog init"
    use_language("zh")
    assert explain_error(error) == "/tmp/{x} 里还没有资料库。请新建一个：fieldlog init"


def test_an_error_without_a_hint_is_one_sentence() -> None:
    use_language("en")
    assert explain_error(FieldlogError("Nothing was changed.")) == "Nothing was changed."


def test_bad_input_is_explained_problem_by_problem() -> None:
    use_language("en")
    error = BadInputError(Problem("name", "empty"), Problem("due", "empty"))
    assert explain_error(error).splitlines() == [
        "Name: is empty. Type something.",
        "Due date: is empty. Type something.",
        "Nothing was changed.",
    ]


def _package(folder: Path, code: str) -> Path:
    package = folder / "package"
    package.mkdir()
    (package / "words.py").write_text(code, encoding="utf-8")
    return package


def _translate(package: Path, entry: str) -> None:
    path = messages.catalogue_path(package, "zh_CN")
    header = path.read_text(encoding="utf-8").split("\n\n")[0]
    path.write_text(f"{header}\n\n{entry}\n", encoding="utf-8")


def _contents(package: Path) -> dict[str, bytes]:
    folder = package / "locale"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_english_sentences_give_english_examples() -> None:
    titles_of_lists = {
        "a .csv or .xlsx with a row of titles such as 姓名, 电话, 地址",
        "has no row of titles with a name column (such as 姓名 or Name). Put one above the customers.",
    }
    chinese = {
        sentence
        for package in (messages.FIELDLOG, messages.SERVER)
        for sentence in messages.collect(package)
        if re.search("[\u4e00-\u9fff]", sentence)
    }
    assert chinese == titles_of_lists
