"""One visit: everything recorded, and the one form with which a supervisor decides about it.

That health notes were read is written into the audit before they are shown.
"""

from functools import partial
from typing import NamedTuple

from fieldlog.domain.answered import says_what
from fieldlog.domain.compliance import Finding
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.kinds import VISIT
from fieldlog.domain.problems import N_, Problem
from fieldlog.domain.reviews import DECISIONS
from fieldlog.domain.signals import OVERLAP, SIGNALS, describe_signal, entry_lag
from fieldlog.domain.views import Visit
from sync_server.core.reviews import decide
from sync_server.core.visit_stories import VisitStory, read_story
from sync_server.database.figures.visit_lists import ListedVisit
from sync_server.review import telling
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.visit_filters import list_path

SHORTEST_LAG = 60
"""Fewer seconds are no whole minute after or before the end."""
STATE_ORDER = ("missed", "open", "excused", "met")
CHOICES: dict[str, tuple[str, str]] = {
    "approve": (N_("Approve"), N_("All is well; words are welcome and not needed.")),
    "praise": (N_("Praise"), N_("Something was done especially well: say what.")),
    "send-back": (N_("Send back"), N_("Something has to be corrected or explained. Needs a comment.")),
    "ask": (N_("Ask"), N_("You only want to know something. Needs a comment.")),
}
"""What can be decided, and what each means for the rep."""


def _show(call: PageCall) -> Answer:
    return Shown("visit.html", _facts(call))


def _facts(call: PageCall) -> dict[str, object]:
    call.evaluate()
    sight, now = call.viewer.sight, call.now
    story = call.read(lambda connection: read_story(connection, sight, call.names["visit"], now))
    if story.shows_health:
        call.note("saw-health", f"customer:{story.listed.customer}", story.listed.visit)
    return {
        "story": story,
        "visit": story.visit,
        "listed": story.listed,
        "timed": _timed(call, story.visit),
        "written_down": _written_down(call, story.visit),
        "findings": [_finding(call, one) for one in sorted(story.findings, key=_by_weight)],
        "signals": [_signal(call, story, *one) for one in story.signals.items()],
        "choices": CHOICES,
        "is_own": story.listed.rep_id == call.viewer.user.user_id,
        "seen": " ".join(entry.id for entry in story.thread if entry.decision),
        "given": {"decision": "", "comment": ""},
        "back": list_path(call.query.get("back", "")),
        "due_words": telling.due_words,
        "says_what": says_what,
        "length": partial(telling.length, call),
        "tell": partial(telling.tell, call),
        "field_words": partial(telling.field_words, call),
        "value_words": partial(telling.value_words, call),
    }


def _timed(call: PageCall, visit: Visit) -> str:
    """Return where the length of a visit is from; afterwards is only what was written down long after it."""
    if visit.timed:
        return call.say(N_("by the timer"))
    lag = entry_lag(visit.end, visit.entered_at)
    is_later = lag is not None and lag >= SHORTEST_LAG
    return call.say(N_("typed afterwards") if is_later else N_("typed in, not timed"))


def _written_down(call: PageCall, visit: Visit) -> str:
    """Return when a visit was saved first, beside its end; only what the timer measured was during it."""
    lag = entry_lag(visit.end, visit.entered_at)
    if lag is None:
        return call.say(N_("not known when"))
    if lag <= 0 and visit.timed:
        return call.say(N_("during the visit"))
    if abs(lag) < SHORTEST_LAG:
        return call.say(N_("when the visit ended"))
    if lag < 0:
        return call.say(N_("{length} before the visit ended"), length=telling.length(call, lag))
    return call.say(N_("{length} after the visit ended"), length=telling.length(call, lag))


def _by_weight(finding: Finding) -> int:
    return STATE_ORDER.index(finding.state)


def _finding(call: PageCall, finding: Finding) -> dict[str, str]:
    return {
        "title": call.say(telling.RULE_TITLES[finding.rule]),
        "state": finding.state,
        "detail": telling.tell(call, finding.detail),
        "source": telling.source_words(call, finding.source),
    }


class ToldSignal(NamedTuple):
    """A signal: its kind, how large it is and what it says and does not say, and the visit it is about."""

    kind: str
    amount: str
    explanation: str
    other: ListedVisit | None


def _signal(call: PageCall, story: VisitStory, kind: str, amount: int) -> ToldSignal:
    sentence = describe_signal(kind, amount)
    return ToldSignal(
        kind,
        telling.tell(call, sentence) if sentence is not None else "",
        call.say(SIGNALS[kind].explanation) if kind in SIGNALS else "",
        story.overlapped if kind == OVERLAP else None,
    )


def _submit(call: PageCall) -> Answer:
    decision, comment = call.form.get("decision"), call.form.get("comment")
    try:
        _decide(call, decision, comment)
    except BadInputError as error:
        facts = {
            **_facts(call),
            "given": {"decision": decision, "comment": comment},
            "back": list_path(call.form.get("back")),
            "problems": call.explain_error(error),
        }
        return Shown("visit.html", facts, status=422)
    return Redirect(list_path(call.form.get("back")), decision)


def _decide(call: PageCall, decision: str, comment: str) -> None:
    call.evaluate()
    viewer, visit, seen = call.viewer, call.names["visit"], call.form.get("seen").split()
    if decision not in DECISIONS[VISIT]:
        raise BadInputError(Problem("decision", "empty"))
    call.write(
        lambda connection: decide(
            connection, viewer.user, viewer.sight, visit, decision, comment, call.now, seen
        )
    )


PAGE = Page("/review/visits/{visit:str}", TEAM, _show, _submit)
