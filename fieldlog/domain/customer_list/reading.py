"""Reading a shop's list: every row below the header becomes a candidate or names what is wrong."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from fieldlog.domain.birthdays import Birthday, read_birthday, read_lunar_birthday
from fieldlog.domain.customer_list.candidates import Candidate, join_candidates, join_texts
from fieldlog.domain.customer_list.cells import (
    LIMITS,
    LONG_TEXT_LIMIT,
    check_text,
    fold,
    means_nothing,
    read_class,
    read_key,
    read_name,
    tidy_line,
    tidy_paragraphs,
)
from fieldlog.domain.customer_list.columns import LUNAR_BIRTHDAY, Header, find_header
from fieldlog.domain.customer_list.phones import split_phones
from fieldlog.domain.customer_list.rows import RowProblem, SheetRow
from fieldlog.domain.problems import Problem

Value = TypeVar("Value")


class CustomerList(NamedTuple):
    """The candidates, what is wrong with which row, and the titles of columns that were not read."""

    candidates: tuple[Candidate, ...]
    problems: tuple[RowProblem, ...]
    unknown_columns: tuple[str, ...] = ()


def read_customer_list(rows: Sequence[SheetRow], today: date) -> CustomerList:
    """Read a list: good rows become candidates, a row with a bad field is left out, its problems named."""
    header = find_header(rows)
    if header is None:
        first = rows[0].number if rows else 1
        return CustomerList((), (RowProblem(first, Problem("file", "no-header")),))
    candidates: list[Candidate] = []
    problems: list[RowProblem] = []
    for row in rows[header.position + 1 :]:
        if _is_blank(row, header) or _repeats(row, header):
            continue
        reader = _RowReader(row, header, today)
        candidate = reader.read()
        if reader.problems:
            problems += (RowProblem(row.number, problem) for problem in reader.problems)
        else:
            candidates.append(candidate)
    joined, contradictions = join_candidates(candidates)
    ordered = sorted((*problems, *contradictions), key=lambda problem: problem.row)
    return CustomerList(joined, tuple(ordered), header.unknown)


def _is_blank(row: SheetRow, header: Header) -> bool:
    """Whether nothing stands under the known titles; a running number alone makes no customer."""
    positions = (index for indexes in header.columns.values() for index in indexes)
    return not any(index < len(row.cells) and tidy_line(row.cells[index]) for index in positions)


def _repeats(row: SheetRow, header: Header) -> bool:
    """Whether the row is the header again, as lists have it that were made for printed pages."""
    return [fold(cell) for cell in row.cells] == [fold(title) for title in header.titles]


class _RowReader:
    """Reads one row and gathers its problems."""

    def __init__(self, row: SheetRow, header: Header, today: date) -> None:
        self.row = row
        self.header = header
        self.today = today
        self.problems: list[Problem] = []

    def read(self) -> Candidate:
        birthday, other_birthday = self.birthday()
        return Candidate(
            row=self.row.number,
            name=self.one("name", read_name) or "",
            honorific=self.one("honorific", tidy_line) or "",
            phones=self.phones(),
            address=self.one("address", tidy_line) or "",
            district=self.one("district", tidy_line) or "",
            letter=self.one("class", read_class),
            key=self.one("key", read_key),
            birthday=birthday,
            character=self.long_text("character"),
            taboos=self.long_text("taboos"),
            family=self.long_text("family"),
            agreed_hours=self.long_text("agreed_hours"),
            notes=join_texts(self.long_text("notes"), other_birthday),
        )

    def cells(self, column: str, field: str, limit: int) -> list[str]:
        """The filled cells of a field that may be stored."""
        indexes = (index for index in self.header.columns.get(column, ()) if index < len(self.row.cells))
        cells = (self.row.cells[index] for index in indexes if self.row.cells[index].strip())
        found = [(cell, check_text(field, cell, limit)) for cell in cells]
        self.problems += (problem for _, problem in found if problem is not None)
        return [cell for cell, problem in found if problem is None]

    def one(self, field: str, read: Callable[[str], Value | Problem], column: str = "") -> Value | None:
        """The one value of a field; ``None`` when the row does not say it or has a problem there."""
        before = len(self.problems)
        cells = self.cells(column or field, field, LIMITS[field])
        texts = list({fold(cell): cell for cell in cells if not means_nothing(cell)}.values())
        if len(self.problems) > before:
            return None
        if len(texts) > 1:
            self.problems.append(Problem(field, "two-values", {"first": texts[0], "second": texts[1]}))
            return None
        if not texts and field != "name":
            return None
        value = read(texts[0] if texts else "")
        if isinstance(value, Problem):
            self.problems.append(value)
            return None
        return value

    def phones(self) -> tuple[str, ...]:
        numbers: dict[str, None] = {}
        for cell in self.cells("phone", "phone", LIMITS["phone"]):
            for number in () if means_nothing(cell) else split_phones(cell):
                if isinstance(number, Problem):
                    self.problems.append(number)
                else:
                    numbers[number] = None
        return tuple(numbers)

    def birthday(self) -> tuple[Birthday | None, str]:
        """The birthday; of two the lunar one, and the solar one in its own words for the notes."""
        solar = self.one("birthday", lambda text: read_birthday(text, today=self.today))
        lunar = self.one("birthday", lambda text: read_lunar_birthday(text, today=self.today), LUNAR_BIRTHDAY)
        if solar is None or lunar is None:
            return lunar or solar, ""
        positions = self.header.columns["birthday"]
        filled = (index for index in positions if index < len(self.row.cells))
        index = next(index for index in filled if not means_nothing(self.row.cells[index]))
        return lunar, f"{tidy_line(self.header.titles[index])}: {tidy_line(self.row.cells[index])}"

    def long_text(self, field: str) -> str:
        return join_texts(*map(tidy_paragraphs, self.cells(field, field, LONG_TEXT_LIMIT)))
