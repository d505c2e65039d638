"""``fieldlog reviews`` and ``answer``: what supervisors said, and what you say to it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from fieldlog.actions.heard_reviews import ListedReview, list_reviews, mark_seen, mark_subject_seen
from fieldlog.actions.matter_pages import find_matter, read_matter_page
from fieldlog.actions.visit_reviews import (
    answer_review,
    comment_on_signal,
    get_to_answer,
    read_visit_review,
)
from fieldlog.actions.visit_stories import read_visit_story
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.promise_shapes import SHORT_ID
from fieldlog.cli.review_shapes import listed_json, matter_json, review_json, write_matter
from fieldlog.cli.shapes import customer_json
from fieldlog.domain.decisions import tell_decision
from fieldlog.domain.documents import Document
from fieldlog.domain.matters import MATTERS, tell_matter
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.signals import SIGNALS
from fieldlog.locale import say, show_day, translate


def _configure_reviews(parser: ArgumentParser) -> None:
    named = N_("a pause or a suggestion, by its id: all that was said about it")
    parser.add_argument("matter", metavar="ID", nargs="?", help=translate(named))


def _run_reviews(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        if options.matter is not None:
            _show_matter(context, workspace, options.matter)
            return FINE
        found = list_reviews(workspace)
        if context.wants_json:
            shapes = {
                "waiting": [listed_json(one, workspace) for one in found.waiting],
                "heard": [listed_json(one, workspace) for one in found.heard],
            }
            context.terminal.write_json(shapes)
        else:
            _write(context, workspace, N_("Waits for your answer"), found.waiting)
            _write(context, workspace, N_("Heard from the supervisor"), found.heard)
            if not found.waiting and not found.heard:
                nothing = N_("No supervisor has looked at your visits in the last four weeks.")
                context.terminal.write(translate(nothing))
        mark_seen(workspace, [one.review for one in found.heard])
    return FINE


def _show_matter(context: Context, workspace: Workspace, words: str) -> None:
    page = read_matter_page(workspace, find_matter(workspace, words))
    if context.wants_json:
        context.terminal.write_json(matter_json(page, workspace))
    else:
        write_matter(context.terminal, page, workspace)
    mark_subject_seen(workspace, page.card, page.matter.id)


def _write(context: Context, workspace: Workspace, title: str, members: Sequence[ListedReview]) -> None:
    if not members:
        return
    today = workspace.today()
    context.terminal.write_heading(translate(title))
    titles = (N_("Id"), N_("Customer"), N_("What"), N_("Date"))
    context.terminal.write_table(
        [translate(one) for one in titles],
        [
            (
                one.review.subject[:SHORT_ID],
                one.card["name"],
                say(_told(one, workspace), today),
                show_day(one.review.day(workspace.zone), today),
            )
            for one in members
        ],
    )
    context.terminal.write()


def _told(listed: ListedReview, workspace: Workspace) -> Sentence:
    one = listed.review
    return tell_decision(one.kind, one.decision, one.author, one.subject_day(workspace.zone), one.words)


def _configure_answer(parser: ArgumentParser) -> None:
    named = N_("id of the visit, pause, suggestion or review, or the beginning of it")
    parser.add_argument("visit", metavar="ID", help=translate(named))
    parser.add_argument("text", metavar="TEXT", help=translate(N_("what you answer")))
    signal = N_("say it to a signal at the visit instead")
    parser.add_argument("--signal", choices=tuple(SIGNALS), help=translate(signal))


def _run_answer(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        subject, review = get_to_answer(workspace, options.visit)
        if options.signal is None:
            answer = answer_review(workspace, subject, options.text, review)
        else:
            answer = comment_on_signal(workspace, subject, options.signal, options.text)
        if subject.kind in MATTERS:
            _tell_matter(context, workspace, subject.doc_id, answer)
        else:
            _tell_visit(context, workspace, subject, answer)
    return FINE


def _tell_visit(context: Context, workspace: Workspace, visit: Document, answer: str) -> None:
    story = read_visit_story(workspace, visit)
    customer = customer_json(story.visit.customer, workspace)
    if context.wants_json:
        said = review_json(read_visit_review(workspace, story), workspace)
        shape = {"id": answer, "visit": visit.doc_id, "customer": customer, "review": said}
        context.terminal.write_json(shape)
    else:
        day = show_day(story.visit.start.astimezone(workspace.zone).date(), workspace.today())
        sentence = N_("Answered: {name}, visit of {day} ({id}). It goes out with the next sync.")
        words = {"name": customer["name"], "day": day, "id": visit.doc_id[:SHORT_ID]}
        context.terminal.write(translate(sentence, **words))


def _tell_matter(context: Context, workspace: Workspace, matter: str, answer: str) -> None:
    page = read_matter_page(workspace, matter)
    if context.wants_json:
        context.terminal.write_json({"id": answer, **matter_json(page, workspace)})
    else:
        what = say(tell_matter(page.matter), page.today)
        sentence = N_("Answered: {name}, {what} ({id}). It goes out with the next sync.")
        words = {"name": page.card["name"], "what": what, "id": matter[:SHORT_ID]}
        context.terminal.write(translate(sentence, **words))


ANSWER = Command(
    N_("answer what a supervisor said about a visit, a pause or a suggestion"),
    "fieldlog answer 7259196f 顾客累了，所以提早告辞",
    _configure_answer,
    _run_answer,
)
REVIEWS = Command(
    N_("what supervisors said: what waits for an answer, and what is new"),
    "fieldlog reviews",
    _configure_reviews,
    _run_reviews,
)
