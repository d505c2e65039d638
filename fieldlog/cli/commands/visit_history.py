"""``fieldlog visit list|show|amend``: looking back at visits, and correcting them."""

from argparse import ArgumentParser, Namespace
from datetime import timedelta

from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.captures import CHANNELS
from fieldlog.actions.finding import get_customer, get_visit
from fieldlog.actions.visit_reviews import read_visit_review
from fieldlog.actions.visit_stories import list_visits, read_history, read_visit_story
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.capture_options import configure_texts, read_capture
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.inputs import read_day, read_moment
from fieldlog.cli.promise_shapes import SHORT_ID
from fieldlog.cli.review_shapes import review_json, write_review
from fieldlog.cli.shapes import customer_json
from fieldlog.cli.visit_shapes import (
    correction_json,
    visit_json,
    write_history,
    write_saved,
    write_visit,
    write_visits,
)
from fieldlog.domain.problems import N_
from fieldlog.locale import translate

DAYS_LISTED = 28


def _configure_list(parser: ArgumentParser) -> None:
    parser.add_argument("--customer", metavar="C", help=translate(N_("only the visits to one customer")))
    since = N_("from that day on; without it, the last 28 days")
    parser.add_argument("--since", metavar="D", help=translate(since))


def _run_list(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card = None if options.customer is None else get_customer(workspace, options.customer)
        since = workspace.today() - timedelta(days=DAYS_LISTED)
        if options.since is not None:
            since = read_day(options.since, workspace.today(), "since")
        stories = list_visits(workspace, since, card)
        if context.wants_json:
            context.terminal.write_json({"visits": [visit_json(story, workspace) for story in stories]})
        elif stories:
            write_visits(context.terminal, stories, workspace)
        else:
            nothing = N_("No visits since {day}. An earlier day: --since YYYY-MM-DD")
            context.terminal.write(translate(nothing, day=since.isoformat()))
    return FINE


def _configure_visit(parser: ArgumentParser) -> None:
    parser.add_argument(
        "visit", metavar="VISIT", help=translate(N_("id of the visit, or the beginning of it"))
    )


def _run_show(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        story = read_visit_story(workspace, get_visit(workspace, options.visit))
        history = read_history(workspace, story)
        review = read_visit_review(workspace, story)
        if context.wants_json:
            shown = [correction_json(one, workspace) for one in history]
            extras = {"history": shown, "review": review_json(review, workspace)}
            context.terminal.write_json({**visit_json(story, workspace), **extras})
        else:
            write_visit(context.terminal, story, workspace)
            write_history(context.terminal, history, workspace)
            write_review(context.terminal, review, workspace)
    return FINE


def _configure_amend(parser: ArgumentParser) -> None:
    _configure_visit(parser)
    parser.add_argument("--reason", metavar="R", required=True, help=translate(N_("why it is corrected")))
    parser.add_argument("--purpose", metavar="P", help=translate(N_("what the visit was for")))
    parser.add_argument("--start", metavar="T", help=translate(N_("when it began: YYYY-MM-DD HH:MM")))
    parser.add_argument("--minutes", metavar="N", type=int, help=translate(N_("how long it was")))
    parser.add_argument(
        "--channel", choices=CHANNELS, help=translate(N_("home, phone, store, event or message"))
    )
    configure_texts(parser)
    reached = N_("the customer was met or reached after all")
    parser.add_argument("--reached", action="store_const", const=True, help=translate(reached))
    withdraw = N_("take the whole visit back")
    parser.add_argument("--withdraw", action="store_true", help=translate(withdraw))


def _run_amend(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        document = get_visit(workspace, options.visit)
        amend_visit(workspace, document, _correction(options, workspace), options.reason)
        story = read_visit_story(workspace, get_visit(workspace, document.doc_id))
        if context.wants_json:
            history = [correction_json(one, workspace) for one in read_history(workspace, story)]
            context.terminal.write_json({**visit_json(story, workspace), "history": history})
        elif story.is_withdrawn:
            name = customer_json(story.visit.customer, workspace)["name"]
            sentence = N_("Taken back: the visit to {name} ({id}).")
            context.terminal.write(translate(sentence, name=name, id=story.visit.id[:SHORT_ID]))
        else:
            write_saved(context.terminal, story, workspace)
    return FINE


def _correction(options: Namespace, workspace: Workspace) -> VisitCorrection:
    start = None if options.start is None else read_moment(options.start, workspace.zone, "start")
    return VisitCorrection(
        purpose=options.purpose,
        start=start,
        minutes=options.minutes,
        channel=options.channel,
        capture=read_capture(options),
        reached=options.reached,
        withdraw=options.withdraw,
    )


LIST = Command(
    N_("visits of the last four weeks, newest first"),
    "fieldlog visit list --customer 李明朗 --since 2026-10-01",
    _configure_list,
    _run_list,
)
SHOW = Command(
    N_("one visit, with its promises, its corrections and its review"),
    "fieldlog visit show 7259196f",
    _configure_visit,
    _run_show,
)
AMEND = Command(
    N_("correct a visit with a reason; both versions stay visible"),
    "fieldlog visit amend 7259196f --minutes 35 --reason 看错表",
    _configure_amend,
    _run_amend,
)
