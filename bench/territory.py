"""A made-up territory, deterministic: the same shape, day and seed give the same saves, byte for byte."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, to_json

ZONE = "Asia/Shanghai"
REP = "bench"
LONGEST_HISTORY = 4 * 52 * 7
FAMILY_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN_NAMES = ("秀英", "桂兰", "玉珍", "建国", "志强", "凤英", "淑华", "国强", "丽华", "永福")
DISTRICTS = ("东城", "西城", "南湖", "北苑", "河滨", "花园")
PROMISES = ("送体检报告", "带血压计来检查", "问医生关于饮食的建议", "帮忙预约社区体检", "送新的产品说明")
NOTES = (
    "睡眠比上月好，早上散步半小时。",
    "膝盖有点疼，饮食清淡，女儿周末来看望。",
    "血压平稳，问到了钙片的用法。",
)
PURPOSES = ("每周回访", "送体检报告", "查看产品使用情况", "节日问候")


class Shape(NamedTuple):
    """How much: customers, visits and promises of each, and how many promises of all are overdue."""

    customers: int
    visits: int
    promises: int
    overdue: int


A_YEAR = Shape(customers=120, visits=52, promises=25, overdue=120)


def territory_saves(shape: Shape, today: date, seed: int = 1) -> Iterator[Save]:
    """Yield the saves of a whole territory, customer by customer, up to the day before ``today``."""
    share, rest = divmod(shape.overdue, shape.customers)
    for number in range(shape.customers):
        yield from CustomerHistory(number, today, seed).saves(
            shape.visits, shape.promises, share + (number < rest)
        )


class CustomerHistory:
    """Makes the saves of one customer."""

    def __init__(self, number: int, today: date, seed: int = 1, chapter: str = "history") -> None:
        """Another ``chapter`` tells other visits of the same customer."""
        self.customer = UUID(bytes=Random(f"{seed}/{number}").randbytes(16), version=4).hex
        self._random = Random(f"{seed}/{number}/{chapter}")
        self._today = today

    def saves(self, visits: int, promises: int, overdue: int) -> Iterator[Save]:
        """Yield the profile, visits, promises and what became of them; the last promises stay open."""
        visit_step = min(7.0, LONGEST_HISTORY / max(visits, 1))
        promise_step = min(14.0, LONGEST_HISTORY / max(promises, 1))
        yield self._profile(int(max(visit_step * visits, promise_step * promises)) + 14)
        for number in range(visits):
            yield self.visit(int(visit_step * (visits - number)) + 1)
        for number in range(promises - overdue):
            yield from self._settled_promise(int(promise_step * (promises - number)) + 14)
        for number in range(overdue):
            yield self._promise(20 + number % 20)[1]

    def _day(self, days_ago: int, hour: int = 9) -> datetime:
        minutes = self._random.randrange(60)
        return datetime.combine(self._today - timedelta(days=days_ago), time(hour - 8, minutes), UTC)

    def _save(self, at: datetime, *documents: tuple[str, Mapping[str, object]]) -> Save:
        written = tuple(self._document(kind, values) for kind, values in documents)
        return Save(self._random_id(), f"customer:{self.customer}", to_text(at), REP, written)

    def _document(self, kind: str, values: Mapping[str, object]) -> DocumentWrites:
        doc_id = (
            self.customer if kind == kinds.CUSTOMER else UUID(bytes=self._random.randbytes(16), version=4).hex
        )
        fields = {name: FieldWrite(self._random_id(), to_json(value)) for name, value in values.items()}
        return DocumentWrites(doc_id, kind, kinds.KINDS[kind].schema, fields)

    def _random_id(self) -> str:
        return urlsafe_b64encode(self._random.randbytes(16)).rstrip(b"=").decode()

    def _profile(self, days_ago: int) -> Save:
        choose = self._random.choice
        created = self._today - timedelta(days=days_ago)
        profile = {
            "name": choose(FAMILY_NAMES) + choose(GIVEN_NAMES),
            "created": created.isoformat(),
            "district": choose(DISTRICTS),
            "address": f"{choose(DISTRICTS)}路{self._random.randrange(1, 400)}号",
            "phone.1": f"1{self._random.randrange(3 * 10**9, 10**10):010d}",
        }
        standing = {"start": created.isoformat(), "letter": choose("AAAABBC"), "reasons": ["每周见面"]}
        at = datetime.combine(created, time(2), UTC)
        consent = {
            "purpose": "health-notes",
            "wording": "health-notes/1",
            "state": "given",
            "at": to_text(at),
            "how": "spoken",
        }
        return self._save(
            at, (kinds.CUSTOMER, profile), (kinds.CLASS_CHANGE, standing), (kinds.CONSENT, consent)
        )

    def visit(self, days_ago: int) -> Save:
        """Return the save of one visit, with health notes and a note as a rep types them."""
        choose = self._random.choice
        start = self._day(days_ago, self._random.randrange(9, 18))
        end = start + timedelta(minutes=self._random.choice((25, 32, 35, 40, 55, 60)))
        values = {
            "channel": choose(("home", "home", "home", "phone", "store")),
            "purpose": choose(PURPOSES),
            "purpose_set_at": to_text(start),
            "start": to_text(start),
            "end": to_text(end),
            "zone": ZONE,
            "timed": True,
            "entered_at": to_text(end),
            "health.body": choose(NOTES),
            "health.rest": choose(NOTES),
            "note": choose(NOTES) * 2,
        }
        return self._save(end, (kinds.VISIT, values))

    def _promise(self, days_ago: int) -> tuple[str, Save]:
        made = self._day(days_ago)
        due = (made + timedelta(days=7)).date()
        values = {
            "text": self._random.choice(PROMISES),
            "due": due.isoformat(),
            "made": made.date().isoformat(),
            "form": "promise",
        }
        save = self._save(made, (kinds.PROMISE, values))
        return save.documents[0].doc_id, save

    def _settled_promise(self, days_ago: int) -> Iterator[Save]:
        promise, save = self._promise(days_ago)
        yield save
        outcome = self._random.random()
        if outcome < 0.1:
            at = self._day(days_ago - 5)
            due = (at + timedelta(days=6)).date().isoformat()
            moved = {"target": promise, "at": to_text(at), "due": due, "reason": "出门旅行", "agreed": True}
            yield self._save(at, (kinds.PROMISE_MOVED, moved))
        at = self._day(days_ago - (9 if outcome > 0.9 else 6))
        yield self._save(at, (kinds.PROMISE_KEPT, {"target": promise, "at": to_text(at)}))
