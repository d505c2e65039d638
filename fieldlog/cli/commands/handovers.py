"""``fieldlog handovers`` and ``accept``: customers that were handed over to you, and what comes along."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from fieldlog.actions.handovers import (
    HandOverPack,
    PackPromise,
    accept_hand_over,
    get_hand_over,
    list_hand_overs,
    read_pack,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.fields import write_fields
from fieldlog.cli.shapes import Json, customer_json, moment_json
from fieldlog.domain.problems import N_
from fieldlog.domain.review_views import Review
from fieldlog.locale import show_day, show_due, translate
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import decision_word
from fieldlog.store.freshness import refresh_all

SHORT_ID = 12


def _configure_nothing(_parser: ArgumentParser) -> None:
    """``fieldlog handovers`` takes no arguments."""


def _configure_accept(parser: ArgumentParser) -> None:
    help_text = translate(N_("id of the hand-over, or its beginning"))
    parser.add_argument("hand_over", metavar="HANDOVER", help=help_text)


def _run_list(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        refresh_all(workspace.store, workspace.now())
        packs = [read_pack(workspace, one) for one in list_hand_overs(workspace)]
        if context.wants_json:
            shapes = [_json(pack, workspace) for pack in packs]
            context.terminal.write_json({"count": len(shapes), "handovers": shapes})
        elif not packs:
            context.terminal.write(translate(N_("No hand-over waits for you.")))
        else:
            for pack in packs:
                _write(context, pack, workspace)
    return FINE


def _json(pack: HandOverPack, workspace: Workspace) -> Json:
    hand_over = pack.hand_over
    return {
        "id": hand_over.hand_over,
        "customer": customer_json(hand_over.customer, workspace),
        "from": hand_over.from_user,
        "given_at": moment_json(hand_over.given_at, workspace),
        "reason": hand_over.reason,
        "promises": _promises_json(pack.promises),
        "questions": _promises_json(pack.questions),
        "reviews": [
            {"id": one.id, "visit": one.target, "author": one.author, "text": one.comment}
            for one in pack.reviews
        ],
        "pauses": [
            {"start": one.start.isoformat(), "until": one.until.isoformat(), "reason": one.reason}
            for one in pack.pauses
        ],
        "taboos": pack.taboos,
        "agreed_hours": pack.agreed_hours,
        "family": [{"name": one.name, "relation": one.relation} for one in pack.family],
    }


def _promises_json(promises: Iterable[PackPromise]) -> list[Json]:
    return [{"id": one.promise, "text": one.text, "due": one.due} for one in promises]


def _write(context: Context, pack: HandOverPack, workspace: Workspace) -> None:
    hand_over, today = pack.hand_over, workspace.today()
    title = translate(
        N_("{name}, from {user} since {time}"),
        name=pack.name,
        user=hand_over.from_user,
        time=show_instant(hand_over.given_at, workspace.zone),
    )
    context.terminal.write_heading(title)
    pauses = (
        f"{show_day(one.start, today)} - {show_day(one.until, today)} {one.reason}" for one in pack.pauses
    )
    write_fields(
        context.terminal,
        [
            (translate(N_("Reason")), hand_over.reason),
            (translate(N_("Promises")), _lines(pack.promises, workspace)),
            (translate(N_("Open questions")), _lines(pack.questions, workspace)),
            (translate(N_("Waits for your answer")), "\n".join(map(_review_words, pack.reviews))),
            (translate(N_("Pauses")), "\n".join(pauses)),
            (translate(N_("Taboos")), pack.taboos),
            (translate(N_("Agreed hours")), pack.agreed_hours),
            (translate(N_("Family")), "\n".join(f"{one.name} {one.relation}" for one in pack.family)),
        ],
    )
    command = f"fieldlog accept {hand_over.hand_over[:SHORT_ID]}"
    context.terminal.write(translate(N_("When you have read it: {command}"), command=command))
    context.terminal.write()


def _review_words(review: Review) -> str:
    name, what = review.author or translate(N_("the supervisor")), decision_word(review.decision)
    who = translate(N_("{name} {what}"), name=name, what=what)
    return translate(N_("{label}: {sentence}"), label=who, sentence=" ".join(review.comment.split()))


def _lines(promises: Iterable[PackPromise], workspace: Workspace) -> str:
    today = workspace.today()
    return "\n".join(f"{show_due(one.due, today)}  {one.text}" for one in promises)


def _run_accept(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        hand_over = get_hand_over(workspace, options.hand_over)
        accept_hand_over(workspace, hand_over)
        refresh_all(workspace.store, workspace.now())
        customer = customer_json(hand_over.customer, workspace)
        if context.wants_json:
            context.terminal.write_json({"id": hand_over.hand_over, "customer": customer})
        else:
            context.terminal.write(translate(N_("Accepted: {name}."), name=customer["name"]))
    return FINE


HANDOVERS = Command(
    N_("customers that were handed over to you, with what comes along"),
    "fieldlog handovers",
    _configure_nothing,
    _run_list,
)
ACCEPT = Command(
    N_("say that you have read what comes along with a customer"),
    "fieldlog accept 7c21f09b",
    _configure_accept,
    _run_accept,
)
