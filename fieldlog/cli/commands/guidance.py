"""``fieldlog guidance``: the cards that help at a moment, and calling them back."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.guidance import CardStanding, call_back, card_standings
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.guidance import HABIT, MOMENTS
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.words import source_words

EVERY = "all"


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--all", action="store_true", help=translate(N_("also the cards that are not needed any more"))
    )
    parser.add_argument(
        "--call-back",
        metavar="ID",
        help=translate(N_("show this card again at its moment; all: every card")),
    )


def _run(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        if options.call_back is not None:
            call_back(workspace, None if options.call_back == EVERY else options.call_back)
        standings = card_standings(workspace)
    shown = [one for one in standings if options.all or not one.is_faded]
    if context.wants_json:
        context.terminal.write_json({"cards": [_json(one) for one in shown]})
    else:
        _write(context.terminal, shown, len(standings))
    return FINE


def _json(standing: CardStanding) -> dict[str, object]:
    card, shown, is_faded = standing
    return {
        "id": card.id,
        "moment": card.moment,
        "title": translate(card.title),
        "lines": [translate(line) for line in card.lines],
        "source": card.source,
        "shown": shown,
        "faded": is_faded,
    }


def _write(terminal: Terminal, shown: list[CardStanding], count: int) -> None:
    for moment, title in MOMENTS.items():
        cards = [one for one in shown if one.card.moment == moment]
        if cards:
            terminal.write_heading(translate(title))
        for card, _, is_faded in cards:
            template = (
                N_("{title} ({id}, {source}); a habit by now") if is_faded else N_("{title} ({id}, {source})")
            )
            terminal.write(
                translate(template, title=translate(card.title), id=card.id, source=source_words(card.source))
            )
            for line in card.lines:
                terminal.write(f"    {translate(line)}")
    if len(shown) < count:
        terminal.write(
            translate(
                N_("Some cards are a habit by now. See them with --all; bring one back with --call-back ID.")
            )
        )
    sentence = N_(
        "A card goes once you have seen it {count} times, or kept its habit {count} visits in a row."
    )
    terminal.write(translate(sentence, count=HABIT))


GUIDANCE = Command(
    N_("a few words for each moment of a visit; they go once the habit is there"),
    "fieldlog guidance --call-back purpose",
    _configure,
    _run,
)
