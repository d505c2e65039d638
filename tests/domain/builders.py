"""Small makers of documents and dossiers from plain values, through saves as the program makes them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import count
from zoneinfo import ZoneInfo

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier, read_dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import BUILT_IN, RulePack
from fieldlog.domain.rules import evaluate
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, apply_save, to_json

SHANGHAI = ZoneInfo("Asia/Shanghai")
CUSTOMER = "c1"
SUNDAY = date(2026, 11, 29)
"""The last day of interest where a test names none: the end of the week after 2026-W47."""

_numbers = count(1)


def moment(text: str, zone: tzinfo = SHANGHAI, fold: int = 0) -> datetime:
    """Return the instant of a local time ``YYYY-MM-DD HH:MM[:SS]``."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def instant_text(text: str, zone: tzinfo = SHANGHAI) -> str:
    """Return the stored text of a local time."""
    return to_text(moment(text, zone))


def document(kind: str, doc_id: str = "", customer: str = CUSTOMER, /, **values: object) -> Document:
    """Return a document with these fields; ``phone__1`` stands for ``phone.1``, ``None`` for null."""
    texts = {name.replace("__", "."): to_json(value) for name, value in values.items()}
    return raw_document(kind, texts, doc_id, customer)


def raw_document(kind: str, texts: dict[str, str], doc_id: str = "", customer: str = CUSTOMER) -> Document:
    """Return a document whose fields hold these JSON texts as they are."""
    number = next(_numbers)
    fields = {name: FieldWrite(f"op{number}.{name}", text) for name, text in texts.items()}
    writes = DocumentWrites(doc_id or f"{kind}-{number:06}", kind, 1, fields)
    save = Save(f"gid{number}", f"customer:{customer}", "2026-11-22T02:00:00Z", "rep", (writes,))
    return apply_save({}, save)[0]


def customer(created: str = "2026-01-01", doc_id: str = CUSTOMER, **values: object) -> Document:
    """Return a profile."""
    return document(kinds.CUSTOMER, doc_id, doc_id, **{"name": "李明朗", "created": created, **values})


def made_class(
    start: str, letter: str | None = None, key: bool | None = None, doc_id: str = "", **values: object
) -> Document:
    """Return a class change."""
    return document(kinds.CLASS_CHANGE, doc_id, start=start, letter=letter, key=key, **values)


def paused(start: str, until: str, reason: str = "hospital") -> Document:
    """Return a pause."""
    return document(kinds.PAUSE, start=start, until=until, reason=reason)


def opted_out(start: str, doc_id: str = "") -> Document:
    """Return an opt-out."""
    return document(kinds.OPT_OUT, doc_id, start=start, reason="does not want it")


def visit(
    start: str,
    minutes: float = 45,
    channel: str = "home",
    zone: str = "Asia/Shanghai",
    doc_id: str = "",
    **values: object,
) -> Document:
    """Return a contact that began at a local time of its zone and lasted some minutes."""
    began = moment(start, ZoneInfo(zone))
    return visit_between(began, timedelta(minutes=minutes), channel, zone, doc_id, **values)


def visit_between(
    began: datetime,
    length: timedelta,
    channel: str = "home",
    zone: str = "Asia/Shanghai",
    doc_id: str = "",
    **values: object,
) -> Document:
    """Return a contact that began at an instant; its length is the time that really passed."""
    times = {"start": to_text(began), "end": to_text(datetime.fromisoformat(to_text(began)) + length)}
    return document(kinds.VISIT, doc_id, channel=channel, zone=zone, **times, **values)


def promise(
    due: str, doc_id: str = "p1", made: str = "2026-11-01", text: str = "送体检报告", **values: object
) -> Document:
    """Return a promise."""
    return document(kinds.PROMISE, doc_id, text=text, due=due, made=made, **values)


def kept(at: str, target: str = "p1", zone: tzinfo = SHANGHAI) -> Document:
    """Return that a promise was done at a local time."""
    return document(kinds.PROMISE_KEPT, target=target, at=instant_text(at, zone))


def moved(at: str, due: str, agreed: bool = True, target: str = "p1", doc_id: str = "") -> Document:
    """Return that a promise was moved at a local time."""
    values = {"at": instant_text(at), "due": due, "reason": "ill", "agreed": agreed}
    return document(kinds.PROMISE_MOVED, doc_id, target=target, **values)


def released(at: str, target: str = "p1") -> Document:
    """Return that the customer let a promise go at a local time."""
    return document(kinds.PROMISE_RELEASED, target=target, at=instant_text(at), reason="no longer wanted")


def withdrawal(target: str, doc_id: str = "", at: str = "2026-11-20 10:00") -> Document:
    """Return the amendment that takes a document back."""
    values = {"target": target, "at": instant_text(at), "reason": "mistyped", "withdraws": True}
    return document(kinds.AMENDMENT, doc_id, **values)


def consent(state: str, at: str, doc_id: str = "", **values: object) -> Document:
    """Return what the customer said about health notes."""
    said: dict[str, object] = {
        "purpose": "health-notes",
        "wording": "health-notes/1",
        "state": state,
        "at": instant_text(at),
    }
    return document(kinds.CONSENT, doc_id, **{**said, **values})


def dossier(*documents: Document, customer_id: str = CUSTOMER) -> Dossier:
    """Return the dossier of these documents."""
    return read_dossier(customer_id, documents)


def pack(start: str, version: int = 2, **settings: object) -> RulePack:
    """Return a rule pack from a day on."""
    plain = {"start": date.fromisoformat(start), "version": version, **settings}
    return RulePack(**plain)  # type: ignore[arg-type]


def obligations(
    documents: Iterable[Document],
    rule: str = "",
    zone: tzinfo = SHANGHAI,
    through: date = SUNDAY,
    packs: Sequence[RulePack] = (BUILT_IN,),
) -> list[Obligation]:
    """Return the obligations of one rule (or of all) of these documents."""
    found = evaluate(dossier(*documents), packs, zone, through, "rep")
    return [one for one in found if not rule or one.rule == rule]
