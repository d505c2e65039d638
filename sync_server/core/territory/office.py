"""Founding the practice office: its people, their year, what the supervisors said, and the scenes in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.domain import kinds
from fieldlog.domain.days import from_text, to_text, week_name
from fieldlog.domain.decisions import APPROVE, ASK, PRAISE, SEND_BACK
from fieldlog.domain.reviews import answer_values, review_values
from fieldlog.domain.saves import MAXIMUM_DOCUMENTS, DocumentWrites, Save
from fieldlog.domain.territory.telling import ORDERLY, Fresh
from fieldlog.domain.territory.year import YEAR, PracticeYear
from sync_server.core import evaluation
from sync_server.core.admission import ACTIVE
from sync_server.core.handover import hand_over
from sync_server.core.organisations import found_organisation
from sync_server.core.push import Push
from sync_server.core.second_factors import PRACTICE
from sync_server.core.server_saves import line_of, new_document, write_saves
from sync_server.core.territory.desk import LineDesk, ToldVisit
from sync_server.core.territory.scenes import Scenes
from sync_server.core.territory.wishes import countersigned, make_wish
from sync_server.core.users import REP, SUPERVISOR, add_user
from sync_server.database import devices, feeds
from sync_server.database.engine import Connection, Engine, write
from sync_server.database.pushes import Device, lock_device
from sync_server.database.users import User

SEED = 20260102
ZONE = "Asia/Shanghai"
PASSWORD = "practice-practice"
"""Published, like all of it: it protects nothing."""
ADMIN, BY = "练习管理员", "practice"
TEAMS = {"东区": "周敏", "西区": "吴强"}
REPS = {"东区": ("王丽", "张伟", "陈静", "刘洋"), "西区": ("赵燕", "孙磊", "何芳", "马超")}
CUSTOMERS = 30
HURRIED, GONE, TYPED, SILENT, TRAVELLED = "陈静", "王丽", "刘洋", "张伟", "马超"
SILENCES = {SILENT: timedelta(days=9), TRAVELLED: timedelta(days=4)}
HANDED_OVER = 8
DAILY = timedelta(days=7)
REVIEWED = timedelta(days=3)
"""Visits of the last days wait for their supervisor."""
PRAISED, ASKED = 0.03, 0.01
PRAISES = ("听得很仔细，做得好。", "该记的都记了，谢谢。", "约定都按时兑现，辛苦了。")
QUESTIONS = ("这次比平时短，她身体还好吗？", "下次什么时候再去看她？", "她女儿知道这件事吗？")
ANSWERS = ("她那天要出门，我周四又打了电话。", "约好下周二上午。", "知道，我和她女儿通过电话。")
LABEL = "练习笔记本"
AT_ONCE = 60
Work = list[tuple["Rep", LineDesk]]


class Rep(NamedTuple):
    """A rep of the practice office, the laptop, and the customers."""

    user: User
    device: Device
    customers: tuple[str, ...]


class Verdict(NamedTuple):
    """What a supervisor said to a visit, what the rep answered, and whether that was the end of it."""

    decision: str
    words: str = ""
    answer: str = ""
    is_done: bool = True


LAST_WORDS = {
    GONE: Verdict(SEND_BACK, "她女儿托的事，后来办了吗？请补上。"),
    HURRIED: Verdict(ASK, "她的血压药还够吃几天？", "还有十天的量，我下周帮她取。", is_done=False),
    TYPED: Verdict(ASK, "这次是电话还是上门？"),
}
"""What was said last, by rep: one sent back, one answered that waits for its author, one asked."""


def found_practice_office(engine: Engine, now: datetime) -> User:
    """Fill an empty database with the practice office, evaluated up to now.

    Return the supervisor for whom a sign-in link is to be made. Visits are dated relative to ``now``.
    """
    chance = Random(SEED)
    users = write(engine, partial(_add_people, now=now))
    work: Work = []
    for number, name in enumerate(name for names in REPS.values() for name in names):
        work.append(_tell_year(users[name], number, chance, now))
    for rep, desk in work:
        write(engine, partial(_sync_year, rep=rep, desk=desk))
    supervisors = {team: users[name] for team, name in TEAMS.items()}
    for team, supervisor in supervisors.items():
        mine = [(rep, desk) for rep, desk in work if rep.user.team == team]
        write(engine, partial(_review, supervisor=supervisor, work=mine, chance=chance, now=now))
        write(engine, partial(_decide_matters, supervisor=supervisor, work=mine, now=now))
    write(engine, partial(_trouble, work=work, now=now))
    evaluation.drain(engine, now, at_once=AT_ONCE)
    return supervisors["东区"]


def _add_people(connection: Connection, now: datetime) -> dict[str, User]:
    since = now - YEAR - timedelta(days=40)
    found_organisation(connection, ADMIN, PASSWORD, ZONE, BY, since)
    feeds.write_setting(connection, PRACTICE, "yes")
    users: dict[str, User] = {}
    for team, supervisor in TEAMS.items():
        users[supervisor], _ = add_user(connection, supervisor, SUPERVISOR, team, PASSWORD, ADMIN, since)
        for name in REPS[team]:
            users[name], _ = add_user(connection, name, REP, team, None, ADMIN, since)
    return users


def _tell_year(user: User, number: int, chance: Random, now: datetime) -> tuple[Rep, LineDesk]:
    zone = ZoneInfo(ZONE)
    last_sync = now - SILENCES.get(user.name, timedelta(minutes=7 * number + 3))
    desk = LineDesk(user.name, chance, last_sync)
    year = PracticeYear(desk, chance, now, zone, ORDERLY, CUSTOMERS * number)
    customers = tuple(year.add_customer(one, CUSTOMERS) for one in range(CUSTOMERS))
    scenes = Scenes(desk, customers, now, zone)
    if user.name == GONE:
        scenes.leave_alone(0)
        scenes.forget_promise(2)
    elif user.name == HURRIED:
        scenes.hurry(3)
        scenes.pause_since_yesterday(9)
    elif user.name == TYPED:
        scenes.type_on_sunday()
        scenes.shift_clock(7)
    device = Device(desk.new_document_id(), user.user_id, user.name, user.role, ACTIVE)
    return Rep(user, device, customers), desk


def _sync_year(connection: Connection, rep: Rep, desk: LineDesk) -> None:
    """Send what is on a desk as time went by: each week of the year, and each day of the last one."""
    last_days = to_text(desk.last_sync - DAILY)

    def evening(save: Save) -> str:
        return save.at[:10] if save.at >= last_days else week_name(from_text(save.at).date())

    parts = [list(saves) for _, saves in groupby(desk.synced(), key=evening)]
    for saves in parts[:-1]:
        _sync(connection, rep, saves, from_text(saves[-1].at))
    _sync(connection, rep, parts[-1], desk.last_sync)


def _sync(connection: Connection, rep: Rep, saves: Sequence[Save], now: datetime) -> None:
    device = rep.device.device_id
    if devices.find_device(connection, device) is None:
        devices.add_device(connection, device, rep.user.user_id, rep.user.made_at, label=LABEL)
    last = lock_device(connection, device)
    Push(connection, rep.device, now).take([line_of(save, dseq) for dseq, save in enumerate(saves, last + 1)])
    devices.note_seen(connection, device, to_text(now), cursor_seq=feeds.read_head(connection))


# What the supervisors said


def _review(connection: Connection, supervisor: User, work: Work, chance: Random, now: datetime) -> None:
    for rep, desk in work:
        told = [one for one in desk.visits() if one.end < now - REVIEWED]
        last = max(told, key=lambda one: one.end)
        scopes: dict[str, list[DocumentWrites]] = {}
        for one in told:
            verdict = LAST_WORDS.get(rep.user.name) if one is last else None
            said = _documents(one, verdict or _verdict(chance), supervisor, desk)
            scopes.setdefault(f"customer:{one.customer}", []).extend(said)
        for start in range(0, max(map(len, scopes.values())), MAXIMUM_DOCUMENTS):
            part = {scope: found[start : start + MAXIMUM_DOCUMENTS] for scope, found in scopes.items()}
            write_saves(connection, supervisor, {scope: found for scope, found in part.items() if found}, now)
        answers = [save for save in desk.synced() if save.documents[0].kind == kinds.REVIEW_ANSWER]
        _sync(connection, rep, answers, desk.last_sync)


def _verdict(chance: Random) -> Verdict:
    luck, place = chance.random(), chance.randrange(len(QUESTIONS))
    if luck < ASKED:
        return Verdict(ASK, QUESTIONS[place], ANSWERS[place])
    return Verdict(PRAISE, PRAISES[place]) if luck < ASKED + PRAISED else Verdict(APPROVE)


def _documents(
    told: ToldVisit, verdict: Verdict, supervisor: User, desk: LineDesk
) -> Iterator[DocumentWrites]:
    """Yield what was said on the next day, and keep the answer of the day after it on the rep's desk."""
    at, name = told.end + timedelta(days=1), supervisor.name
    first = new_document(
        kinds.REVIEW, review_values(told.visit, verdict.decision, verdict.words, name, at, ())
    )
    yield first
    if verdict.answer:
        answered = at + timedelta(days=1)
        values = answer_values(first.doc_id, verdict.answer, desk.author, answered)
        desk.save(answered, told.customer, [Fresh(kinds.REVIEW_ANSWER, values)])
    if verdict.answer and verdict.is_done:
        approved = review_values(told.visit, APPROVE, "", name, at + timedelta(days=2), [first.doc_id])
        yield new_document(kinds.REVIEW, approved)


def _decide_matters(connection: Connection, supervisor: User, work: Work, now: datetime) -> None:
    scopes: dict[str, list[DocumentWrites]] = {}
    for number, (rep, desk) in enumerate(work):
        wish = make_wish(desk, number, supervisor.name, now, ZoneInfo(ZONE))
        _sync(connection, rep, [wish.save], desk.last_sync)
        if wish.reply is not None:
            scopes.setdefault(wish.save.scope, []).append(wish.reply)
        for scope, decision in countersigned(desk, supervisor.name, now):
            scopes.setdefault(scope, []).append(decision)
    write_saves(connection, supervisor, scopes, now)


# What went wrong


def _trouble(connection: Connection, work: Work, now: datetime) -> None:
    found = {rep.user.name: (rep, desk) for rep, desk in work}
    rep, desk = found[GONE]
    scenes = Scenes(desk, rep.customers, now, ZoneInfo(ZONE))
    tablet = rep._replace(device=rep.device._replace(device_id=desk.new_document_id()))
    _sync(connection, tablet, [scenes.correct_address(1, "翠竹苑3号楼201室")], now - timedelta(days=1))
    handed_over = rep.customers[HANDED_OVER]
    hand_over(connection, handed_over, HURRIED, "调区，离陈静家近", ADMIN, now - timedelta(days=2))
    _sync(connection, rep, [scenes.look_in(handed_over, "跟她道别，说了陈静会来。")], desk.last_sync)
    silent, silent_desk = found[SILENT]
    stray = Scenes(silent_desk, silent.customers, now, ZoneInfo(ZONE))
    lost = stray.look_in(rep.customers[5], "邻居请我顺便看看她。")
    _sync(connection, silent, [lost], silent_desk.last_sync)
