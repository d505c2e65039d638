"""``fieldlog promise add|list|show|keep|move|release``: what was promised, and what became of it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from fieldlog.actions.finding import get_customer, get_promise
from fieldlog.actions.promises import (
    PromiseStory,
    keep_promise,
    list_promises,
    make_promise,
    move_promise,
    read_stories,
    read_story,
    release_promise,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.inputs import read_day, read_moment
from fieldlog.cli.promise_shapes import (
    SHORT_ID,
    promise_json,
    promise_line,
    write_promise,
    write_promises,
)
from fieldlog.cli.shapes import customer_json
from fieldlog.domain.documents import Document
from fieldlog.domain.problems import N_
from fieldlog.locale import show_due, translate
from fieldlog.locale.sentences import show_reading
from fieldlog.locale.words import state_word

DUE_HELP = N_("the due date: 2026-12-02, 2 Dec, next wednesday, in 3 days, end of month, ...")


def _configure_add(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=translate(N_("name, pinyin initials or id")))
    parser.add_argument("text", metavar="TEXT", help=translate(N_("what was promised")))
    parser.add_argument("--due", metavar="DUE", required=True, help=translate(DUE_HELP))
    made = N_("the day it was promised, from which the due date counts; without it, today")
    parser.add_argument("--made", metavar="D", help=translate(made))


def _run_add(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        made = None if options.made is None else read_day(options.made, workspace.today(), "made")
        promise = make_promise(workspace, card, options.text, options.due, made)
        _answer(context, workspace, promise, promise_line)
    return FINE


Sentence = Callable[[PromiseStory, Workspace], str]


def _answer(context: Context, workspace: Workspace, promise: str, sentence: Sentence) -> None:
    story = read_story(workspace, get_promise(workspace, promise))
    if context.wants_json:
        context.terminal.write_json(promise_json(story, workspace))
    else:
        name = customer_json(story.promise.customer, workspace)["name"]
        words = sentence(story, workspace)
        context.terminal.write(translate(N_("{label}: {sentence}"), label=name, sentence=words))


def _configure_list(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--overdue", action="store_true", help=translate(N_("only those past their due date")))
    which.add_argument(
        "--open", action="store_true", help=translate(N_("only those not kept or released yet"))
    )
    within = N_("only open ones due within so many days, overdue ones too")
    which.add_argument("--within", metavar="DAYS", type=int, help=translate(within))


def _run_list(context: Context, options: Namespace) -> int:
    which = "overdue" if options.overdue else "open" if options.open else "all"
    with context.workspace() as workspace:
        stories = read_stories(workspace, list_promises(workspace, which, options.within))
        # What can still be done comes first; sorting keeps the order by due date.
        stories.sort(key=lambda story: story.became.state != "open")
        if context.wants_json:
            context.terminal.write_json({"promises": [promise_json(story, workspace) for story in stories]})
        elif stories:
            write_promises(context.terminal, stories, workspace)
        else:
            context.terminal.write(translate(N_("No such promises.")))
    return FINE


def _configure_promise(parser: ArgumentParser) -> None:
    parser.add_argument(
        "promise", metavar="PROMISE", help=translate(N_("id of the promise, or the beginning of it"))
    )


def _run_show(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        story = read_story(workspace, get_promise(workspace, options.promise))
        if context.wants_json:
            context.terminal.write_json(promise_json(story, workspace))
        else:
            write_promise(context.terminal, story, workspace)
    return FINE


def _change(
    context: Context, options: Namespace, change: Callable[[Workspace, Document], object], sentence: Sentence
) -> int:
    with context.workspace() as workspace:
        document = get_promise(workspace, options.promise)
        change(workspace, document)
        _answer(context, workspace, document.doc_id, sentence)
    return FINE


def _configure_keep(parser: ArgumentParser) -> None:
    _configure_promise(parser)
    at = N_("when it was done: YYYY-MM-DD HH:MM; without it, now")
    parser.add_argument("--at", metavar="T", help=translate(at))


def _run_keep(context: Context, options: Namespace) -> int:
    def keep(workspace: Workspace, document: Document) -> None:
        at = None if options.at is None else read_moment(options.at, workspace.zone, "at")
        keep_promise(workspace, document, at)

    return _change(context, options, keep, _say_state)


def _say_state(story: PromiseStory, _workspace: Workspace) -> str:
    return translate(
        N_("{state}: {text} ({id})"),
        state=state_word(story.became.state),
        text=story.promise.text,
        id=story.promise.id[:SHORT_ID],
    )


def _configure_move(parser: ArgumentParser) -> None:
    _configure_promise(parser)
    parser.add_argument("--due", metavar="DUE", required=True, help=translate(DUE_HELP))
    parser.add_argument("--reason", metavar="R", required=True, help=translate(N_("why it is moved")))
    agreed = N_("the customer agreed; without that the old due date goes on counting")
    parser.add_argument("--agreed", action="store_true", help=translate(agreed))


def _run_move(context: Context, options: Namespace) -> int:
    def move(workspace: Workspace, document: Document) -> None:
        move_promise(workspace, document, options.due, options.reason, options.agreed)

    return _change(context, options, move, _say_moved)


def _say_moved(story: PromiseStory, workspace: Workspace) -> str:
    template = N_("moved: {text}, due {due} ({id})")
    if story.became.due != story.became.planned:
        template = N_("moved: {text}, planned {due}, but {counting} goes on counting ({id})")
    return translate(
        template,
        text=story.promise.text,
        due=show_reading(story.became.planned, workspace.today()),
        counting=show_due(story.became.due, workspace.today()),
        id=story.promise.id[:SHORT_ID],
    )


def _configure_release(parser: ArgumentParser) -> None:
    _configure_promise(parser)
    reason = N_("why the customer does not want it any more")
    parser.add_argument("--reason", metavar="R", required=True, help=translate(reason))


def _run_release(context: Context, options: Namespace) -> int:
    def release(workspace: Workspace, document: Document) -> None:
        release_promise(workspace, document, options.reason)

    return _change(context, options, release, _say_state)


ADD = Command(
    N_("write down what was promised to a customer, with its due date"),
    "fieldlog promise add 李明朗 送体检报告 --due 下周三",
    _configure_add,
    _run_add,
)
LIST = Command(
    N_("promises by due date, the open ones first"),
    "fieldlog promise list --within 7",
    _configure_list,
    _run_list,
)
SHOW = Command(
    N_("one promise and what became of it"), "fieldlog promise show 1a2b3c4d", _configure_promise, _run_show
)
KEEP = Command(
    N_("a promise was done"),
    'fieldlog promise keep 1a2b3c4d --at "2026-11-20 15:00"',
    _configure_keep,
    _run_keep,
)
MOVE = Command(
    N_("give a promise another due date"),
    "fieldlog promise move 1a2b3c4d --due 周五 --reason 顾客住院 --agreed",
    _configure_move,
    _run_move,
)
RELEASE = Command(
    N_("the customer no longer wants what was promised"),
    "fieldlog promise release 1a2b3c4d --reason 已自己买了",
    _configure_release,
    _run_release,
)
