"""The slip in large type for the customer, through the front door."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import RunCommand
from tests.cli.stores import today_and

HOSTILE = '<script>alert(1)</script>&"\x1b[31m\u202e{x}%s🙂'


class Page(HTMLParser):
    """The tags, attributes and visible text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(autouse=True)
def customer(rep: RunCommand) -> str:
    return str(rep("customer", "add", "李明朗", "--honorific", "李阿姨", "--json").json()["id"])


def promise(rep: RunCommand, text: str, *due: str) -> str:
    return str(rep("promise", "add", "李明朗", text, "--due", *due, "--json").json()["id"])


@pytest.mark.parametrize(("language", "name"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_holds_what_is_open_in_the_language_that_is_spoken(
    rep: RunCommand, language: str, name: str
) -> None:
    promise(rep, "送体检报告", "3天后")
    promise(rep, "打电话", f"{today_and(2)} 15:30")
    rep("promise", "keep", promise(rep, "送药", "明天"))
    page = Page(rep("slip", "李明朗", "--lang", language).out)
    assert page.attributes["lang"] == name
    assert "李阿姨" in page.text
    assert "小王" in page.text
    assert page.text.index("打电话") < page.text.index("15:30") < page.text.index("送体检报告")
    assert "送药" not in page.text


def test_the_type_is_large_and_the_page_needs_nothing_else(rep: RunCommand) -> None:
    promise(rep, "送体检报告", "3天后")
    out = rep("slip", "李明朗").out
    sizes = [int(size) for size in re.findall(r"(?:font|font-size): (\d+)pt", out)]
    assert min(sizes) >= 24
    assert not {"script", "link", "img", "iframe"} & set(Page(out).tags)
    assert "url(" not in out
    assert "://" not in out
    assert "@media print" in out


def test_text_of_a_person_is_text_on_the_page(rep: RunCommand) -> None:
    promise(rep, HOSTILE, "明天")
    rep("customer", "edit", "李明朗", "--honorific", "<b>阿姨")
    out = rep("slip", "李明朗").out
    page = Page(out)
    assert not {"script", "b"} & set(page.tags)
    assert '<script>alert(1)</script>&"[31m{x}%s🙂' in page.text
    assert not {"\x1b", "\u202e"} & set(out)


def test_a_move_that_the_customer_agreed_to_is_what_the_slip_says(rep: RunCommand) -> None:
    moved = promise(rep, "送药", f"{today_and(2)} 15:30")
    rep("promise", "move", moved, "--due", f"{today_and(3)} 16:40", "--reason", "r", "--agreed")
    rep("promise", "move", moved, "--due", f"{today_and(4)} 17:50", "--reason", "r")
    out = rep("slip", "李明朗").out
    assert [clock in out for clock in ("15:30", "16:40", "17:50")] == [False, True, False]


def test_the_page_goes_into_a_file_that_is_not_replaced_unasked(
    rep: RunCommand, customer: str, tmp_path: Path
) -> None:
    made = promise(rep, "送药", "明天")
    target = tmp_path / "李阿姨.html"
    shape = rep("slip", "李明朗", "--output", str(target), "--json").json()
    assert shape["customer"] == {"id": customer, "name": "李明朗"}
    assert [one["id"] for one in shape["promises"]] == [made]
    assert shape["file"] == str(target)
    assert "送药" in target.read_text(encoding="utf-8")
    target.write_text("mine", encoding="utf-8")
    refused = rep("slip", "李明朗", "--output", str(target))
    assert (refused.code, "--force" in refused.err) == (2, True)
    assert target.read_text(encoding="utf-8") == "mine"
    assert rep("slip", "李明朗", "--output", str(target), "--force").code == 0
    assert "送药" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["fieldlog.db", "keys.json"])
def test_the_page_never_takes_the_place_of_the_store(rep: RunCommand, tmp_path: Path, name: str) -> None:
    promise(rep, "送药", "明天")
    link = tmp_path / "page.html"
    link.symlink_to(tmp_path / "home" / name)
    before = link.read_bytes()
    refused = rep("slip", "李明朗", "--output", str(link), "--force")
    assert (refused.code, "belongs to the store" in refused.err) == (2, True)
    assert link.read_bytes() == before


def test_as_json_without_a_file_there_is_one_document(rep: RunCommand) -> None:
    promise(rep, "送药", "明天")
    shape = rep("slip", "李明朗", "--json").json()
    assert (shape["file"], len(shape["promises"])) == (None, 1)


def test_without_open_promises_there_is_no_slip(rep: RunCommand, tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    said = rep("slip", "李明朗", "--output", str(target), "--json")
    assert said.code == 0
    assert said.json()["promises"] == []
    assert said.json()["file"] is None
    assert "李明朗" in said.err
    assert not target.exists()
    assert rep("slip", "李明朗").out == ""


@pytest.mark.parametrize("name", ["a.txt", "nowhere/a.html", ".", "a" * 500 + ".html"])
def test_a_file_that_cannot_be_written_is_refused(rep: RunCommand, tmp_path: Path, name: str) -> None:
    promise(rep, "送药", "明天")
    refused = rep("slip", "李明朗", "--output", str(tmp_path / name))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("File: ")


def test_an_unknown_customer_is_refused(rep: RunCommand) -> None:
    refused = rep("slip", "张三")
    assert (refused.code, refused.err.startswith("Customer: ")) == (2, True)


def test_promises_stand_on_the_slip_by_the_day_that_is_written_there(rep: RunCommand) -> None:
    late = promise(rep, "送药", today_and(-3), "--made", today_and(-9))
    promise(rep, "送书", today_and(2))
    # Moved after it was due, so that the old day counts; the customer was told the new one.
    rep("promise", "move", late, "--due", today_and(5), "--reason", "下雨", "--agreed")
    shown = Page(rep("slip", "李明朗").out).text
    assert shown.index("送书") < shown.index("送药")
