from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.problems import SENTENCES, Problem
from fieldlog.store.keys.recovery_codes import SYMBOLS, make_recovery_code, read_recovery_code

seeds = st.integers(0, 2**64)
positions = st.integers(0, 27)
other_values = st.integers(1, 31)


def code_of(seed: int) -> tuple[str, bytes]:
    return make_recovery_code(Random(seed).randbytes)


def with_mistake(plain: str, position: int, shift: int) -> str:
    wrong = SYMBOLS[(SYMBOLS.index(plain[position]) + shift) % 32]
    return plain[:position] + wrong + plain[position + 1 :]


def test_a_code_has_seven_groups_of_four_readable_symbols() -> None:
    code, secret = code_of(7)
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set(SYMBOLS)
    assert not set("ILOU") & set(SYMBOLS)
    assert len(secret) == 28


def test_every_symbol_of_the_random_part_depends_on_the_randomness() -> None:
    codes = {code_of(seed)[0].replace("-", "") for seed in range(200)}
    assert len(codes) == 200
    for position in range(26):
        assert len({code[position] for code in codes}) > 20


@settings(max_examples=50)
@given(seeds)
def test_a_code_reads_back(seed: int) -> None:
    code, secret = code_of(seed)
    assert read_recovery_code(code) == secret


@settings(max_examples=50)
@given(seeds, st.data())
def test_a_code_reads_back_however_it_was_written_down(seed: int, data: st.DataObject) -> None:
    code, secret = code_of(seed)
    alike = {"0": "0OoO", "1": "1IiLlI"}
    typed = ""
    for symbol in code.replace("-", ""):
        typed += data.draw(st.sampled_from(alike.get(symbol, symbol + symbol.lower())))
        typed += data.draw(st.sampled_from(["", "", " ", "-", "—", "\n", "　", "－"]))
    assert read_recovery_code(typed) == secret


def test_a_code_typed_with_a_chinese_input_method_reads_back() -> None:
    code, secret = code_of(3)
    full_width = "".join(chr(ord(symbol) + 0xFEE0) for symbol in code)
    assert read_recovery_code(full_width) == secret


@settings(max_examples=100)
@given(seeds, positions, other_values)
def test_one_wrong_symbol_is_found_in_its_group(seed: int, position: int, shift: int) -> None:
    plain = code_of(seed)[0].replace("-", "")
    answer = read_recovery_code(with_mistake(plain, position, shift))
    assert answer == Problem("recovery-code", "recovery-code-mistake", {"group": position // 4 + 1})


@settings(max_examples=100)
@given(seeds, st.lists(positions, min_size=2, max_size=2, unique=True), other_values, other_values)
def test_two_wrong_symbols_never_pass(seed: int, places: list[int], shift: int, other_shift: int) -> None:
    plain = code_of(seed)[0].replace("-", "")
    typed = with_mistake(with_mistake(plain, places[0], shift), places[1], other_shift)
    answer = read_recovery_code(typed)
    assert isinstance(answer, Problem)
    assert answer.code in ("recovery-code-mistake", "recovery-code-mistakes")


@settings(max_examples=100)
@given(seeds, positions, positions)
def test_two_swapped_symbols_never_pass(seed: int, left: int, right: int) -> None:
    code, secret = code_of(seed)
    symbols = list(code.replace("-", ""))
    symbols[left], symbols[right] = symbols[right], symbols[left]
    answer = read_recovery_code("".join(symbols))
    assert answer == secret if "".join(symbols) == code.replace("-", "") else isinstance(answer, Problem)


@settings(max_examples=60)
@given(seeds, positions)
def test_a_lost_or_doubled_symbol_is_counted(seed: int, position: int) -> None:
    plain = code_of(seed)[0].replace("-", "")
    lost = read_recovery_code(plain[:position] + plain[position + 1 :])
    doubled = read_recovery_code(plain[:position] + plain[position] + plain[position:])
    assert lost == Problem("recovery-code", "recovery-code-length", {"length": 27, "wanted": 28})
    assert doubled == Problem("recovery-code", "recovery-code-length", {"length": 29, "wanted": 28})


@pytest.mark.parametrize("typed", ["", "   ", "----"])
def test_an_empty_code_is_said_to_be_empty(typed: str) -> None:
    assert read_recovery_code(typed) == Problem("recovery-code", "empty")


@pytest.mark.parametrize("wrong", ["U", "u", "*", "送", "\x00", "\ud800", "🙂"])
def test_a_character_that_no_code_has_is_named_by_its_place(wrong: str) -> None:
    answer = read_recovery_code("7K2M-" + wrong + "234")
    assert answer == Problem("recovery-code", "recovery-code-character", {"position": 6})


@settings(max_examples=200)
@given(st.text())
def test_no_text_raises_and_every_problem_has_its_sentence(typed: str) -> None:
    answer = read_recovery_code(typed)
    assert isinstance(answer, Problem)
    assert SENTENCES[answer.code].format_map(answer.arguments)
