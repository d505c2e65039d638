"""Words are found in texts as they are written, and names by their pinyin and initials too."""

import pytest

from fieldlog.domain.word_search import holds

TEXTS = ("  陈志远, 从未联系", "promised 送体检报告", "home visit, 40 min")


@pytest.mark.parametrize(
    "query", ["", "志远", "chenzhiyuan", "czy", "CZY", "homevisit", "visit home", "体检 czy", "40"]
)
def test_every_word_is_found_somewhere(query: str) -> None:
    assert holds(TEXTS, query)


@pytest.mark.parametrize("query", ["李", "czx", "home 李", "[/", "tjbgx"])
def test_one_word_that_is_nowhere_is_enough(query: str) -> None:
    assert not holds(TEXTS, query)


def test_without_texts_nothing_is_found_but_nothing() -> None:
    assert holds((), "")
    assert not holds((), "a")
