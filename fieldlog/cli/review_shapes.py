"""What was said about visits, pauses and suggestions, as JSON and as lines."""

from fieldlog.actions.heard_reviews import ListedReview
from fieldlog.actions.matter_pages import MatterPage
from fieldlog.actions.visit_reviews import VisitReview
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.promise_shapes import local_words
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.kinds import VISIT
from fieldlog.domain.matters import tell_matter
from fieldlog.domain.problems import N_
from fieldlog.domain.reviews import MATTER_STATES, ThreadEntry
from fieldlog.domain.signals import SIGNALS, describe_signal
from fieldlog.domain.views import Pause
from fieldlog.locale import say, translate
from fieldlog.locale.words import decision_word


def review_json(review: VisitReview, workspace: Workspace) -> Json:
    """Return how a visit stands, what waits for an answer, the thread in the order of time, and the signals;
    ``decision`` is empty for an answer, which names its review in ``answers``.
    """
    comments = [
        {"signal": one.signal, "at": moment_json(one.at, workspace), "author": one.author, "text": one.text}
        for one in review.comments
    ]
    return {
        "state": review.state.state,
        "waiting": [one.id for one in review.state.waiting],
        "thread": [_entry_json(one, workspace) for one in review.thread],
        "signals": [{"signal": one.kind, "amount": one.amount} for one in review.signals],
        "comments": comments,
    }


def _entry_json(one: ThreadEntry, workspace: Workspace) -> Json:
    return {
        "id": one.id,
        "at": moment_json(one.at, workspace),
        "author": one.author,
        "decision": one.decision,
        "text": one.text,
        "answers": one.answers or None,
    }


def matter_json(page: MatterPage, workspace: Workspace) -> Json:
    """Return a pause or a suggestion with how it stands and the thread in the order of time."""
    matter = page.matter
    if isinstance(matter, Pause):
        words = {"start": str(matter.start), "until": str(matter.until), "reason": matter.reason}
    else:
        words = {"made": str(matter.made), "text": matter.text, "visit": matter.visit}
    return {
        page.kind: {"id": matter.id, **words, "author": page.author},
        "customer": customer_json(page.card["id"], workspace),
        "state": page.state.state,
        "waiting": [one.id for one in page.state.waiting],
        "thread": [_entry_json(one, workspace) for one in page.thread],
    }


def write_review(terminal: Terminal, review: VisitReview, workspace: Workspace) -> None:
    """Write who said what about a visit, and its signals."""
    if review.thread:
        terminal.write_heading(translate(N_("Supervisor and answers")))
    for entry in review.thread:
        what = decision_word(entry.decision)
        _write_said(terminal, local_words(entry.at.isoformat(), workspace), entry.author, what, entry.text)
    if review.state.waiting:
        terminal.write(translate(N_("Waits for your answer: fieldlog answer VISIT TEXT")))
    kinds = dict.fromkeys((*(one.kind for one in review.signals), *(one.signal for one in review.comments)))
    if kinds:
        terminal.write_heading(translate(N_("Signals: no judgement, only worth a word")))
    for kind in kinds:
        title = translate(SIGNALS[kind].title) if kind in SIGNALS else kind
        terminal.write(translate(N_("{what} ({name})"), what=title, name=kind))
        _write_meaning(terminal, review, kind)
        for one in review.comments:
            if one.signal == kind:
                when = local_words(one.at.isoformat(), workspace)
                _write_said(terminal, when, one.author, decision_word(""), one.text)


def _write_meaning(terminal: Terminal, review: VisitReview, kind: str) -> None:
    """Write how large a signal is, and what it says and does not say."""
    for one in review.signals:
        sentence = describe_signal(one.kind, one.amount) if one.kind == kind else None
        if sentence is not None:
            terminal.write(f"    {say(sentence)}")
    if kind in SIGNALS:
        terminal.write(f"    {translate(SIGNALS[kind].explanation)}")


def write_matter(terminal: Terminal, page: MatterPage, workspace: Workspace) -> None:
    """Write a pause or a suggestion, how it stands, and who said what about it."""
    what = say(tell_matter(page.matter), page.today)
    terminal.write_heading(translate(N_("{name}, {what}"), name=page.card["name"], what=what))
    matter = page.matter
    terminal.write(matter.reason if isinstance(matter, Pause) else matter.text)
    state = MATTER_STATES[page.kind].get(page.state.state)
    if state is not None:
        terminal.write(translate(state))
    for entry in page.thread:
        at = local_words(entry.at.isoformat(), workspace)
        _write_said(terminal, at, entry.author, decision_word(entry.decision, page.kind), entry.text)


def _write_said(terminal: Terminal, when: str, author: str, what: str, text: str) -> None:
    name = author or translate(N_("the supervisor"))
    terminal.write(translate(N_("{time} {name} {what}"), time=when, name=name, what=what))
    for line in text.splitlines():
        terminal.write(f"    {line}")


def listed_json(listed: ListedReview, workspace: Workspace) -> Json:
    """Return a decision of the list; its words may be shortened, as ``visit show`` has all of them.

    ``subject`` is the visit, pause or suggestion, by ``kind``.
    """
    one = listed.review
    return {
        "id": one.review,
        "kind": one.kind,
        "subject": one.subject,
        "visit": one.subject if one.kind == VISIT else None,
        "customer": customer_json(listed.card["id"], workspace),
        "decision": one.decision,
        "author": one.author,
        "at": moment_json(one.at, workspace),
        "words": one.words,
        "new": listed.is_new,
    }
