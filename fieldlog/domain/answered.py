"""A question that was answered on the spot: the line that notes it says so at its end."""

import re
from typing import Final, NamedTuple

from fieldlog.domain.due.writing import plain

_CHINESE: Final = (
    "(?:已[经經]?(?:[当當][场場])?|(?<![没未])(?<!没有)[当當][场場](?:就|已[经經]?)?)"
    "(?:回答|解答|答[复復複覆]?)[了过]?"
)
_ENGLISH: Final = (
    "(?<![a-z'])(?:(?:(?:was|is|has been|already) )*answered)"
    "(?: (?:already|at once|on the spot|right away))?(?![a-z'])"
)
_MARK: Final = f"(?:{_CHINESE}|{_ENGLISH})"
_LINE: Final = re.compile(
    rf"(?P<question>.*?[^ ,;:(\[（【-])[ ,;:-]*[(\[【]?(?P<mark>{_MARK})[)\]】]?"
    r"(?: *: *(?P<answer>\S.*)|[.!]?)\s*",
    re.DOTALL,
)
_DENIED: Final = re.compile(r".*(?:\bnot|\bnever|n't|\byet|\bnobody)", re.DOTALL)
_ONLY_THE_MARK: Final = re.compile(_MARK)


class AnsweredQuestion(NamedTuple):
    """A question that needs no day; ``answer`` is what was answered, or the word that says it was."""

    text: str
    answer: str


def read_answered(line: str) -> AnsweredQuestion | None:
    """Return the question of a line such as 鱼油能不能吃 已答, or "which tea - answered: green"; ``None`` for
    one that does not say that it was answered.
    """
    # One character stays one character there: a place in the one is the same place in the other.
    found = _LINE.fullmatch(plain(line))
    if found is None or _DENIED.fullmatch(found["question"]):
        return None
    question = line[: found.end("question")].strip()
    part = "mark" if found["answer"] is None else "answer"
    return AnsweredQuestion(question, line[found.start(part) : found.end(part)].strip())


def says_what(answer: str) -> bool:
    """Say whether an answer tells what was answered, not only that it was."""
    return _ONLY_THE_MARK.fullmatch(plain(answer)) is None
