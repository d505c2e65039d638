"""``fieldlog visit start|stop|discard|add``: timed visits, and visits typed afterwards."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.captures import CHANNELS, Capture
from fieldlog.actions.consents import GIVEN, REFUSED, current_consent
from fieldlog.actions.finding import get_customer, get_visit
from fieldlog.actions.held_notes import held_notes
from fieldlog.actions.homes import machine_zone
from fieldlog.actions.running_visits import (
    add_typed,
    completed,
    get_running_visit,
    is_refused,
    keep_typed,
    typed_before,
)
from fieldlog.actions.visit_stories import read_visit_story
from fieldlog.actions.visits import add_visit, discard_visit, start_visit, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.capture_options import configure_consent, configure_texts, read_capture, settle_consent
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.inputs import read_moment
from fieldlog.cli.shapes import customer_json
from fieldlog.cli.visit_shapes import running_json, visit_json, write_saved
from fieldlog.domain.days import from_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from fieldlog.locale import show_day, show_time, translate
from fieldlog.locale.words import consent_word
from fieldlog.store.drafts import Draft

CHANNEL_HELP = N_("home (the default), phone, store, event or message")


def _configure_start(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=translate(N_("name, pinyin initials or id")))
    parser.add_argument("--purpose", metavar="P", required=True, help=translate(N_("what the visit is for")))
    parser.add_argument("--channel", choices=CHANNELS, default="home", help=translate(CHANNEL_HELP))
    parser.add_argument(
        "--accept-clock", action="store_true", help=translate(N_("the laptop's clock is right"))
    )


def _run_start(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        zone = machine_zone()
        draft = start_visit(workspace, card, options.purpose, options.channel, zone, options.accept_clock)
        _warn_of_consent(context, workspace, draft.customer)
        if context.wants_json:
            context.terminal.write_json(running_json(draft, workspace))
        else:
            start = show_time(from_text(draft.content["start"]).astimezone(workspace.zone))
            sentence = N_("Started at {time}: {name}. Finish with: fieldlog visit stop")
            context.terminal.write(translate(sentence, time=start, name=card["name"]))
    return FINE


def _warn_of_consent(context: Context, workspace: Workspace, customer: str) -> None:
    state = current_consent(workspace, customer)
    if state != GIVEN:
        sentence = N_("Consent to health notes: {state}")
        context.terminal.warn(translate(sentence, state=consent_word(state or "not-asked")))


def _configure_stop(parser: ArgumentParser) -> None:
    configure_texts(parser)
    configure_consent(parser)
    minutes = N_("the true length, when the stop was forgotten")
    parser.add_argument("--minutes", metavar="N", type=int, help=translate(minutes))
    forget = N_("leave out what an earlier visit stop had typed")
    parser.add_argument("--forget-typed", action="store_true", help=translate(forget))


def _run_stop(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        running = get_running_visit(workspace)
        typed = Capture() if options.forget_typed else typed_before(running)
        if options.forget_typed:
            keep_typed(workspace, typed)
        try:
            visit = _stop(context, options, workspace, running, typed)
        except BadInputError as error:
            raise _with_kept(context, workspace, error) from error
        _answer(context, workspace, visit)
    return FINE


def _stop(context: Context, options: Namespace, workspace: Workspace, running: Draft, before: Capture) -> str:
    capture = completed(read_capture(options), before)
    if capture.consent != REFUSED and not is_refused(workspace, running.customer, capture):
        # Before anything is asked: a person may walk away from the question.
        add_typed(workspace, capture)
    settled = settle_consent(context, workspace, running.customer, capture, options.confirm_removal)
    if settled.consent == REFUSED:
        keep_typed(workspace, before._replace(health=before.health if settled.health else {}))
    return stop_visit(workspace, settled, options.minutes, options.confirm_removal)


def _with_kept(context: Context, workspace: Workspace, error: BadInputError) -> BadInputError:
    """Return the refusal with what was kept of the typing, where something was."""
    running = get_running_visit(workspace)
    typed = typed_before(running)
    if typed == Capture():
        return error
    message = _KEPT
    if is_refused(workspace, running.customer, typed):
        context.terminal.warn(
            translate(N_("The refused health note waits for its removal: --confirm-removal"))
        )
    elif any(problem.field == "health" for problem in error.problems):
        message = _KEPT_WITHOUT_HEALTH
    name = customer_json(running.customer, workspace)["name"]
    return BadInputError(*error.problems, message=message, name=name)


_KEPT = N_("The visit to {name} still runs; what was typed is kept in it. Correct it: fieldlog visit stop")
_KEPT_WITHOUT_HEALTH = N_(
    "The visit to {name} still runs; what was typed is kept in it, but not the health note. "
    "Correct it: fieldlog visit stop"
)


def _answer(context: Context, workspace: Workspace, visit: str) -> None:
    story = read_visit_story(workspace, get_visit(workspace, visit))
    if context.wants_json:
        context.terminal.write_json(visit_json(story, workspace))
    else:
        write_saved(context.terminal, story, workspace)
    for note in held_notes(workspace):
        if note.visit == visit:
            day = show_day(note.keep_until, workspace.today())
            sentence = N_(
                "The health note stays on this laptop until the customer was asked, at most to {day}."
            )
            context.terminal.warn(translate(sentence, day=day))


def _configure_discard(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", metavar="R", required=True, help=translate(N_("why it is taken back")))


def _run_discard(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        visit = discard_visit(workspace, options.reason)
        story = read_visit_story(workspace, get_visit(workspace, visit))
        if context.wants_json:
            context.terminal.write_json(visit_json(story, workspace))
        else:
            name = customer_json(story.visit.customer, workspace)["name"]
            context.terminal.write(translate(N_("Taken back: the visit to {name}."), name=name))
    return FINE


def _configure_add(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=translate(N_("name, pinyin initials or id")))
    parser.add_argument("--purpose", metavar="P", required=True, help=translate(N_("what the visit is for")))
    start = N_("when it began: YYYY-MM-DD HH:MM")
    parser.add_argument("--start", metavar="T", required=True, help=translate(start))
    length = N_("how long it was")
    parser.add_argument("--minutes", metavar="N", type=int, required=True, help=translate(length))
    parser.add_argument("--channel", choices=CHANNELS, default="home", help=translate(CHANNEL_HELP))
    configure_texts(parser)
    configure_consent(parser)


def _run_add(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        card = get_customer(workspace, options.customer)
        start = read_moment(options.start, workspace.zone, "start")
        typed = read_capture(options)
        capture = settle_consent(context, workspace, card["id"], typed, options.confirm_removal)
        visit = add_visit(
            workspace,
            card,
            options.purpose,
            start,
            options.minutes,
            options.channel,
            capture,
            options.confirm_removal,
        )
        _answer(context, workspace, visit)
    return FINE


START = Command(
    N_("start the timer of a visit; it survives a closed lid and a crash"),
    "fieldlog visit start 李明朗 --purpose 量血压",
    _configure_start,
    _run_start,
)
STOP = Command(
    N_("stop the timer and note what was said and promised"),
    'fieldlog visit stop --health "身体：血压 130/80" --consent given --promise "下周三前送体检报告"',
    _configure_stop,
    _run_stop,
)
DISCARD = Command(
    N_("take the running visit back"),
    "fieldlog visit discard --reason 走错门",
    _configure_discard,
    _run_discard,
)
ADD = Command(
    N_("type a visit, a phone call or another contact afterwards"),
    'fieldlog visit add 李明朗 --purpose 问候 --start "2026-11-20 14:05" --minutes 35 --channel phone',
    _configure_add,
    _run_add,
)
