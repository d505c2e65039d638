"""Guidance cards: few words at the right moment, gone once the habit is there."""

import pytest

from fieldlog.domain.guidance import CARDS, HABIT, MOMENTS, GuidanceCard, has_faded
from fieldlog.domain.rules import RULES
from fieldlog.locale import Language, translate, use_language
from fieldlog.locale.text_width import width

SEEN = GuidanceCard("seen", "advice", "t", ("l",), "S0 r1")
HABITUAL = SEEN._replace(habit="purpose-first")


def test_every_moment_has_a_card_and_every_card_a_moment() -> None:
    assert {card.moment for card in CARDS} == set(MOMENTS)
    assert len({card.id for card in CARDS}) == len(CARDS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_is_read_at_a_glance(language: Language) -> None:
    use_language(language)
    for card in CARDS:
        assert width(translate(card.title)) <= 32
        assert 1 <= len(card.lines) <= 4
        assert max(width(translate(line)) for line in card.lines) <= 100
        assert card.source


def test_a_habit_that_a_card_names_is_one_of_the_service_rules() -> None:
    rules = {rule.RULE for rule in RULES}
    assert {card.habit for card in CARDS if card.habit} <= rules


def test_a_card_without_a_habit_goes_after_it_was_seen_often_enough() -> None:
    assert not has_faded(SEEN, HABIT - 1, [True] * 9)
    assert has_faded(SEEN, HABIT, [])


@pytest.mark.parametrize(
    ("met", "is_faded"),
    [
        ([True] * (HABIT - 1), False),
        ([True] * HABIT, True),
        ([False] + [True] * HABIT, True),
        ([True] * HABIT + [False], False),
        ([], False),
    ],
)
def test_a_card_with_a_habit_goes_when_the_last_occasions_all_showed_it(
    met: list[bool], is_faded: bool
) -> None:
    assert has_faded(HABITUAL, 99, met) is is_faded
