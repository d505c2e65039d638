"""Shops' customer lists: rows of text become candidates, every bad row is named with field and reason."""

from fieldlog.domain.customer_list.candidates import Candidate, same_person
from fieldlog.domain.customer_list.phones import normalise_phone, split_phones
from fieldlog.domain.customer_list.reading import CustomerList, read_customer_list
from fieldlog.domain.customer_list.rows import RowProblem, SheetRow

__all__ = [
    "Candidate",
    "CustomerList",
    "RowProblem",
    "SheetRow",
    "normalise_phone",
    "read_customer_list",
    "same_person",
    "split_phones",
]
