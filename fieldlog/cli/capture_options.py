"""What is noted after a visit, as options: reading them, and asking for what only a person can answer."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from fieldlog.actions.captures import HEALTH_AREAS, Capture, has_health
from fieldlog.actions.consents import GIVEN, NOT_ASKED, REFUSED, current_consent, find_consent_problem
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.context import Context
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate

GENERAL = "general"
CHINESE_AREAS = {
    "body": ("身体", "健康"),
    "diet": ("饮食", "吃饭"),
    "rest": ("休息", "睡眠", "作息"),
    "living": ("起居", "生活", "居住"),
    "family": ("家庭", "家人"),
    "mood": ("心情", "情绪"),
    GENERAL: ("一般", "总体", "其他"),
}
AREA_NAMES = {name: area for area in HEALTH_AREAS for name in (area, *CHINESE_AREAS[area])}
ANSWERS = {
    **dict.fromkeys(("g", "given", "y", "yes", "同意", "是"), GIVEN),
    **dict.fromkeys(("r", "refused", "拒绝", "不同意", "否"), REFUSED),
    **dict.fromkeys(("n", "not-asked", "not asked", "没问", "未问", "没有问"), NOT_ASKED),
}
QUESTIONS_ASKED = 3


def configure_texts(parser: ArgumentParser) -> None:
    """Add the options for the texts of a visit."""
    parser.add_argument(
        "--not-reached", metavar="R", help=translate(N_("nobody was met or reached, and why"))
    )
    parser.add_argument("--health", metavar="TEXT", action="append", default=[], help=translate(_HEALTH_HELP))
    parser.add_argument("--note", metavar="TEXT", help=translate(N_("a free note")))
    parser.add_argument("--brief", metavar="R", help=translate(N_("why it was shorter than the rules ask")))
    parser.add_argument(
        "--question", metavar="TEXT", action="append", default=[], help=translate(_QUESTION_HELP)
    )
    parser.add_argument(
        "--promise", metavar="TEXT", action="append", default=[], help=translate(_PROMISE_HELP)
    )
    suggested = N_("what the customer suggests to the company; the supervisor replies")
    parser.add_argument("--suggestion", metavar="TEXT", help=translate(suggested))


def configure_consent(parser: ArgumentParser) -> None:
    """Add the options for the customer's consent to health notes."""
    consents = (GIVEN, REFUSED, NOT_ASKED)
    how = N_("how consent was given, such as spoken or in writing")
    parser.add_argument("--consent", choices=consents, help=translate(N_("may health notes be kept?")))
    parser.add_argument("--consent-how", metavar="HOW", default="spoken", help=translate(how))
    removal = N_("the customer refuses: remove the health notes that were typed or wait")
    parser.add_argument("--confirm-removal", action="store_true", help=translate(removal))


_HEALTH_HELP = N_(
    'a health note; may be given again. "body: ..." puts it under body; '
    "so do diet, rest, living, family and mood"
)
_QUESTION_HELP = N_(
    'a question with the day promised for its answer: "which tea next wednesday", '
    'or with "answered" at its end when it was answered on the spot; may be given again'
)
_PROMISE_HELP = N_('a promise with its due date: "bring the report next wednesday"; may be given again')


def read_capture(options: Namespace) -> Capture:
    """Return what the options note; consent is left out where the command has no option for it."""
    return Capture(
        not_reached_reason=options.not_reached,
        health=read_health(options.health),
        note=options.note,
        brief_reason=options.brief,
        questions=tuple(options.question),
        promises=tuple(options.promise),
        consent=getattr(options, "consent", None),
        consent_how=getattr(options, "consent_how", "spoken"),
        suggestion=options.suggestion,
    )


def read_health(texts: Iterable[str]) -> dict[str, str]:
    """Return health notes by area; one area noted twice gets two lines."""
    health: dict[str, str] = {}
    for typed in texts:
        area, text = _area_and_text(typed)
        health[area] = f"{health[area]}\n{text}" if area in health else text
    return health


def _area_and_text(typed: str) -> tuple[str, str]:
    for colon in (":", "："):
        name, found, text = typed.partition(colon)
        area = AREA_NAMES.get(name.strip().casefold())
        if found and area is not None:
            return area, text.strip()
    return GENERAL, typed


def settle_consent(
    context: Context, workspace: Workspace, customer: str, capture: Capture, confirmed: bool
) -> Capture:
    """Return the capture with the customer's answer about health notes, asked for where a person is there.

    What the customer refused is taken out once its removal is confirmed.
    """
    if not has_health(capture):
        return capture
    capture = _with_answer(context, workspace, customer, capture)
    if capture.consent != REFUSED:
        return capture
    question = N_("The customer refuses. Remove the health note that was typed?")
    if not (confirmed or context.terminal.confirm(translate(question))):
        return capture
    context.terminal.warn(translate(N_("The health note was removed; nothing of it is kept.")))
    return capture._replace(health={})


def _with_answer(context: Context, workspace: Workspace, customer: str, capture: Capture) -> Capture:
    problem = find_consent_problem(current_consent(workspace, customer), capture.consent)
    if problem is None or capture.consent is not None or not context.terminal.can_ask():
        return capture
    return capture._replace(consent=_ask_consent(context))


def _ask_consent(context: Context) -> str:
    question = translate(N_("May health notes be kept? [g] given, [r] refused, [n] not asked:"))
    for _ in range(QUESTIONS_ASKED):
        answer = context.terminal.ask(question)
        if answer is None:
            break
        if answer.strip().casefold() in ANSWERS:
            return ANSWERS[answer.strip().casefold()]
    raise BadInputError(Problem("consent", "consent-missing"))
