"""Two languages on the server, and what a server loads."""

import re
from pathlib import Path

import pytest

from fieldlog.domain.problems import Problem
from sync_server.locale import explain, in_language, pick_language, use_language
from sync_server.refusals import REFUSALS
from tests.test_imports import loaded_by, packages
from tools import messages


def test_every_sentence_is_translated_and_compiled() -> None:
    assert messages.check(messages.SERVER, known=messages.collect(messages.FIELDLOG)) == []


def test_sentences_of_templates_are_collected_both_of_a_choice_too(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "page.html"
    page.write_text(
        """{{ _("One, {name}", name=name) }}{{ _("two" if yes else "three") }}{{ _(sentence) }}""", "utf-8"
    )
    assert set(messages.collect(tmp_path)) == {"One, {name}", "two", "three"}


def test_chinese_sentences_have_chinese_punctuation_and_wide_quotes() -> None:
    path = messages.catalogue_path(messages.SERVER, "zh_CN")
    catalogue = messages.read_catalogue(path, "zh_CN")
    wrong = re.compile(r"[一-鿿][,;:!?]|[,;!?][一-鿿]|[一-鿿]\.$|[“”‘’]")
    assert [one.string for one in catalogue if one.id and wrong.search(str(one.string))] == []


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_is_said_in_both_languages(code: str) -> None:
    sentence = REFUSALS[code].sentence
    assert in_language("en", sentence) == sentence
    assert re.search("[一-鿿]", in_language("zh", sentence))


def test_what_the_domain_finds_is_said_in_the_words_of_the_laptop() -> None:
    use_language("zh")
    assert explain(Problem("name", "empty")).startswith("姓名：")
    use_language("en")
    assert explain(Problem("name", "empty")) == "Name: is empty. Type something."
    assert explain(Problem("shoe", "from-the-future")) == "shoe: from-the-future"
    use_language("zh")


@pytest.mark.parametrize(
    ("environ", "language"),
    [({}, "zh"), ({"LANG": "en_US.UTF-8"}, "en"), ({"FIELDLOG_LANG": "zh", "LANG": "C"}, "zh")],
)
def test_the_language_is_the_settings_then_the_locales(environ: dict[str, str], language: str) -> None:
    assert pick_language(None, environ) == language


@pytest.mark.parametrize(
    "module",
    ["sync_server.api.app", "sync_server.cli.serving", "sync_server.core.backups", "sync_server.cli.main"],
)
def test_a_server_loads_nothing_of_a_laptop(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert packages(loaded) & {"textual", "rich", "tinydb", "httpx", "keyring"} == set()
    own = {name for name in loaded if name.startswith("fieldlog.")}
    assert {name for name in own if not name.startswith("fieldlog.domain")} == set()


def test_the_help_of_the_server_loads_neither_http_nor_database() -> None:
    loaded = packages(loaded_by("import sync_server.cli.main"))
    assert loaded & {"litestar", "granian", "alembic", "prometheus_client"} == set()
