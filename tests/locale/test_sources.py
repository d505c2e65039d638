"""Where a rule or a guidance card comes from, in words that a person understands."""

import re

import pytest

from fieldlog.domain.guidance import CARDS
from fieldlog.domain.rules import RULES
from fieldlog.locale import Language, use_language
from fieldlog.locale.words import source_words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_source_has_words_and_no_code(language: Language) -> None:
    use_language(language)
    for source in {rule.SOURCE for rule in RULES} | {card.source for card in CARDS}:
        assert not re.search(r"\bS\d|\b[rp]\d", source_words(source)), source


def test_a_source_names_its_principles_or_its_page() -> None:
    use_language("zh")
    assert source_words("S0 r3") == "服务原则第 3 条"
    use_language("en")
    assert source_words("S0 r19, r20") == "Service principles, no. 19, 20"
    assert source_words("S1 p13") == "Training on caring for members, page 13"
    assert source_words("S2") == "Guide to regular customers"


def test_the_source_of_a_rule_from_elsewhere_stands_for_itself() -> None:
    assert source_words("Handbook 7") == "Handbook 7"
