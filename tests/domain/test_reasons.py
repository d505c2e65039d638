"""Reasons that are offered: several for each moment, each one another, in both languages."""

from typing import Literal

import pytest

from fieldlog.domain import reasons
from fieldlog.domain.saves import find_line_problems
from fieldlog.locale import translate, use_language

OFFERED = {name: value for name, value in vars(reasons).items() if isinstance(value, tuple)}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("moment", OFFERED)
def test_the_reasons_of_a_moment_can_be_told_apart_and_stored(
    moment: str, language: Literal["zh", "en"]
) -> None:
    use_language(language)
    said = [translate(reason) for reason in OFFERED[moment]]
    assert len(set(said)) == len(said) >= 3
    assert all(
        reason.strip() == reason and not [*find_line_problems("reason", reason, 60)] for reason in said
    )
