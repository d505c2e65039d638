"""A new rule pack: the form, what it would have changed, and publishing it.

The form is sent as a question, its answers stand in the address: looking changes nothing, and when the
password is asked for once more, nothing that was typed is lost.
"""

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.days import local_day
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.problems import N_, Problem
from sync_server.core.evaluation import Span, read_span
from sync_server.core.handover import LONGEST_REASON
from sync_server.core.pack_previews import WEEKS, Preview, preview, read_material
from sync_server.core.rule_packs import (
    CHOICES,
    NUMBERS,
    coming_mondays,
    last_version,
    make_pack,
    numbers_of,
    publish,
)
from sync_server.errors import RefusalError
from sync_server.locale import sentence_of
from sync_server.refusals import REFUSALS
from sync_server.review.call import PageCall
from sync_server.review.pack_words import MEANINGS, ask, lines_of, one_after_the_other
from sync_server.review.page import ADMINS, Answer, Page, Redirect, Shown
from sync_server.review.telling import RULE_TITLES

PATH = "/review/rules/new"


class Draft(NamedTuple):
    """What stands in the form, and the pack that it makes; ``None`` before it is asked for, or with
    problems.
    """

    given: dict[str, object]
    pack: RulePack | None
    problems: tuple[Problem, ...]


def _given(call: PageCall, span: Span, mondays: tuple[date, ...]) -> dict[str, object]:
    """Return what the address says, else the numbers that hold when the form is opened."""
    query = call.query
    if "start" not in query:
        return {"start": mondays[0].isoformat(), **numbers_of(pack_on(span.packs, mondays[0]))}
    given: dict[str, object] = {name: query.get(name, "") for name in ("start", *NUMBERS)}
    for name, choices in CHOICES.items():
        given[name] = tuple(one for one in choices if query.get(f"{name}.{one}"))
    return given


def _draft(call: PageCall, span: Span) -> Draft:
    today = local_day(call.now, span.zone)
    given = _given(call, span, coming_mondays(today))
    if "start" not in call.query:
        return Draft(given, None, ())
    try:
        return Draft(given, make_pack(span.packs, today, given), ())
    except BadInputError as error:
        return Draft(given, None, tuple(error.problems))


def _facts(call: PageCall) -> dict[str, object]:
    span = call.read(lambda connection: read_span(connection, call.now))
    draft = _draft(call, span)
    pack = draft.pack
    looked = _preview(call, pack) if pack else None
    return {
        "asked": ask(call, draft.given),
        "start": draft.given["start"],
        "mondays": coming_mondays(local_day(call.now, span.zone)),
        "pack": pack,
        "lines": lines_of(call, pack, pack_on(span.packs, pack.start)) if pack else [],
        "preview": looked,
        "about": _about(call, pack, looked) if pack and looked else "",
        "weeks": WEEKS,
        "titles": RULE_TITLES,
        "path": f"{PATH}?{urlencode(call.query)}",
        "seen": last_version(span.packs),
        "reason": "",
        "longest": LONGEST_REASON,
        "problems": [_told(call, one) for one in draft.problems],
    }


def _preview(call: PageCall, pack: RulePack) -> Preview:
    call.evaluate()
    # Judging takes longer than reading: by then no connection waits any more.
    material = call.read(lambda connection: read_material(connection, call.viewer.sight, call.now))
    return preview(material, pack, call.now)


def _about(call: PageCall, pack: RulePack, looked: Preview) -> str:
    """Return what a preview looked at, what it leaves as it is, and what it cannot know."""
    if looked.counted < looked.total:
        sample = N_("This is a sample: {counted} of {total} customers were looked at.")
    else:
        sample = N_("All customers were looked at ({total}).")
    weeks = N_("These weeks stay as they were judged; the new pack holds from {day} on.")
    unknown = N_(
        "What was not met, and fell due after the laptop had synced last, is unknown: neither met nor missed."
    )
    sentences = [
        call.say(sample, counted=looked.counted, total=looked.total),
        call.say(weeks, day=pack.start),
        call.say(unknown),
    ]
    return one_after_the_other(call, sentences)


def _told(call: PageCall, problem: Problem) -> tuple[str, str]:
    """Return a problem with the name of its field in front."""
    said = sentence_of(call.language, problem)
    if problem.field not in MEANINGS:
        return problem.field, said
    return problem.field, call.say(
        N_("{what}: {words}"), what=call.say(MEANINGS[problem.field].title), words=said
    )


def _show(call: PageCall) -> Answer:
    facts = _facts(call)
    return Shown("new_rules.html", facts, status=422 if facts["problems"] else 200)


def _submit(call: PageCall) -> Answer:
    reason, seen = call.form.get("reason"), call.form.get("seen")
    span = call.read(lambda connection: read_span(connection, call.now))
    given = _draft(call, span).given
    if not (seen.isascii() and seen.isdigit() and len(seen) <= 6):
        raise RefusalError("body-unreadable")
    try:
        call.write(
            lambda connection: publish(connection, call.viewer.user, given, reason, int(seen), call.now)
        )
    except BadInputError as error:
        problems = [_told(call, one) for one in error.problems]
        return Shown("new_rules.html", {**_facts(call), "reason": reason, "problems": problems}, status=422)
    except RefusalError as error:
        if error.code != "pack-overtaken":
            raise
        problems = [("numbers", call.say(REFUSALS[error.code].sentence))]
        return Shown("new_rules.html", {**_facts(call), "reason": reason, "problems": problems}, status=409)
    return Redirect("/review/rules", "rule-pack")


PAGE = Page(PATH, ADMINS, _show, _submit, is_fresh=True)
