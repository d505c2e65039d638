"""The limits of a save and of the texts in it."""

import hashlib

import pytest

from fieldlog.domain.problems import SENTENCES, Problem
from fieldlog.domain.saves import (
    MAXIMUM_BYTES,
    MAXIMUM_DOCUMENTS,
    MAXIMUM_TEXT,
    DocumentWrites,
    FieldWrite,
    Save,
    apply_save,
    find_save_problems,
    find_text_problems,
    freeze,
    texts_in,
    to_json,
)


def save_of(*documents: DocumentWrites) -> Save:
    return Save("g", "customer:c1", "2026-11-22T02:00:00Z", "rep", documents)


def writes(number: int) -> DocumentWrites:
    return DocumentWrites(f"d{number}", "customer", 1, {"name": FieldWrite(f"op{number}", '"a"')})


def codes(save: Save, size: int = 10) -> list[str]:
    return [problem.code for problem in find_save_problems(save, size)]


def test_a_save_of_sixty_four_documents_fits_and_one_more_does_not() -> None:
    assert codes(save_of(*map(writes, range(MAXIMUM_DOCUMENTS)))) == []
    assert codes(save_of(*map(writes, range(MAXIMUM_DOCUMENTS + 1)))) == ["too-many-documents"]


def test_a_save_of_one_mebibyte_fits_and_one_byte_more_does_not() -> None:
    assert codes(save_of(writes(1)), MAXIMUM_BYTES) == []
    assert codes(save_of(writes(1)), MAXIMUM_BYTES + 1) == ["too-many-bytes"]


def test_an_empty_save_and_one_that_names_a_document_twice_are_refused() -> None:
    assert codes(save_of()) == ["empty-save"]
    assert codes(save_of(writes(1), writes(1))) == ["document-twice"]


def test_a_text_of_ten_thousand_characters_fits_and_one_more_does_not() -> None:
    assert list(find_text_problems("note", "好" * MAXIMUM_TEXT)) == []
    too_long = Problem("note", "too-long", {"length": MAXIMUM_TEXT + 1, "limit": MAXIMUM_TEXT})
    assert list(find_text_problems("note", "好" * (MAXIMUM_TEXT + 1))) == [too_long]


@pytest.mark.parametrize("bad", ["\0", chr(0xD800), chr(0xDFFF)], ids=["nul", "high", "low"])
def test_nul_and_half_surrogates_are_refused_with_their_place(bad: str) -> None:
    assert list(find_text_problems("note", f"ab{bad}c{bad}")) == [
        Problem("note", "forbidden-character", {"position": 3})
    ]


@pytest.mark.parametrize(
    "text", ["", "\u202eabc", "🎂", "\t\r\n\x1b[31m", "\ud7ff\ue000", "[brackets] {braces} %s"]
)
def test_other_texts_can_be_stored_and_come_back(text: str) -> None:
    assert list(find_text_problems("note", text)) == []
    fields = {"note": FieldWrite("op", to_json(text))}
    (document,) = apply_save({}, save_of(DocumentWrites("d", "visit", 1, fields)))
    assert document.parts["g"].writes["note"][1] == to_json(text)


def test_texts_are_found_at_every_depth_keys_included() -> None:
    assert sorted(texts_in({"a": ["b", {"c": ("d", 1, None)}], "e": True})) == ["a", "b", "c", "d", "e"]
    assert list(texts_in(3)) == []


def test_equal_values_have_one_text_whatever_the_order_of_their_keys() -> None:
    assert to_json({"b": 1, "a": "中"}) == to_json({"a": "中", "b": 1}) == '{"a":"中","b":1}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_know_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(number)


def test_the_same_save_has_the_same_bytes_and_they_name_neither_laptop_nor_number() -> None:
    assert freeze(save_of(writes(1))) == freeze(save_of(writes(1)))
    expected = (
        b'{"gid":"g","scope":"customer:c1","at":"2026-11-22T02:00:00Z","by":"rep","documents":['
        b'{"id":"d1","kind":"customer","schema":1,"fields":{"name":{"op":"op1","value":"a","over":[]}}}]}'
    )
    assert hashlib.sha256(freeze(save_of(writes(1)))).digest() == hashlib.sha256(expected).digest()


def test_every_problem_of_a_save_has_a_sentence_that_its_arguments_fill() -> None:
    problems = [
        *find_save_problems(save_of(), MAXIMUM_BYTES + 1),
        *find_save_problems(save_of(*[writes(1)] * (MAXIMUM_DOCUMENTS + 1)), 10),
        *find_text_problems("note", "\0" * (MAXIMUM_TEXT + 1)),
    ]
    assert len(problems) == 6
    for problem in problems:
        assert SENTENCES[problem.code].format_map(problem.arguments)
