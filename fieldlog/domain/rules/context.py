"""What a rule is evaluated against besides the customer's facts."""

from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from fieldlog.domain.days import local_day, whole_seconds
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import RulePack, pack_on


class Context(NamedTuple):
    """The customer, the rule packs, the organisation's zone, the last day of interest, and who is
    responsible.
    """

    customer: str
    packs: tuple[RulePack, ...]
    zone: tzinfo
    through: date
    owner: str

    def pack_at(self, instant: datetime) -> RulePack:
        """Return the pack valid on the local day of an instant."""
        if len(self.packs) == 1:
            return self.packs[0]
        return pack_on(self.packs, local_day(instant, self.zone))

    def oblige(
        self,
        rule: str,
        subject: str,
        due: datetime,
        met_at: datetime | None = None,
        excused: str | None = None,
        **evidence: Any,
    ) -> Obligation:
        """Return an obligation of this customer; instants are cut to whole seconds."""
        met = None if met_at is None else whole_seconds(met_at)
        return Obligation(
            rule, self.customer, subject, whole_seconds(due), met, excused, self.owner, evidence
        )
