"""The obligation: the one shape in which every rule says what was, is and will be due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from fieldlog.domain.days import from_text, to_text, whole_seconds


class Obligation(NamedTuple):
    """Something due to a customer.

    ``subject`` is the visit, promise, question or week it is about. ``due`` and ``met_at`` are UTC, whole
    seconds; it is met on time when ``met_at <= due`` and overdue when it is open and ``due`` lies before now.
    ``excused`` is the reason, if it is excused. ``evidence`` holds the numbers that an explanation shows,
    JSON-like.
    """

    rule: str
    customer: str
    subject: str
    due: datetime
    met_at: datetime | None = None
    excused: str | None = None
    responsible: str = ""
    evidence: Mapping[str, Any] = {}

    @property
    def is_open(self) -> bool:
        """Neither met nor excused."""
        return self.met_at is None and self.excused is None

    def state(self, now: datetime) -> str:
        """Return ``met``, ``missed``, ``open`` or ``excused`` as of an instant; met late counts as missed."""
        if self.excused is not None:
            return "excused"
        if self.met_at is not None:
            return "met" if self.met_at <= self.due else "missed"
        return "missed" if self.due < whole_seconds(now) else "open"


def to_stored(obligation: Obligation) -> dict[str, Any]:
    """Return the JSON-like form.

    ``open`` is there only while the obligation is open, so that an index over it finds open ones only;
    ``done`` only for a promise that is not open any more.
    """
    stored: dict[str, Any] = {
        "rule": obligation.rule,
        "customer": obligation.customer,
        "subject": obligation.subject,
        "due": to_text(obligation.due),
        "responsible": obligation.responsible,
        "evidence": dict(obligation.evidence),
    }
    if obligation.met_at is not None:
        stored["met_at"] = to_text(obligation.met_at)
    if obligation.excused is not None:
        stored["excused"] = obligation.excused
    if obligation.is_open:
        stored["open"] = f"{obligation.rule}/{stored['due']}/{obligation.subject}"
    elif "closed_at" in obligation.evidence:
        stored["done"] = f"{obligation.evidence['closed_at']}/{obligation.subject}"
    return stored


def open_span(rule: str, first: str, last: str) -> tuple[str, str]:
    """Return the bounds between which ``open`` of one rule lies, the upper one left out, for due texts in
    [``first``, ``last``].
    """
    # "0" comes right after "/", which stands behind the due text.
    return f"{rule}/{first}", f"{rule}/{last}0"


def from_stored(stored: Mapping[str, Any]) -> Obligation:
    """Return the obligation of a stored form."""
    met_at = stored.get("met_at")
    return Obligation(
        rule=stored["rule"],
        customer=stored["customer"],
        subject=stored["subject"],
        due=from_text(stored["due"]),
        met_at=None if met_at is None else from_text(met_at),
        excused=stored.get("excused"),
        responsible=stored["responsible"],
        evidence=stored["evidence"],
    )


def obligation_key(stored: Mapping[str, Any]) -> str:
    """Return what names an obligation within the store: rule, subject and customer."""
    return f"{stored['rule']}/{stored['subject']}/{stored['customer']}"
