"""The slip for the customer: what was promised and by when, in large type, on a screen or to print."""

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from fieldlog.actions.promises import PromiseStory, open_stories
from fieldlog.actions.tables_out import publish
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import current_language, show_day, show_due, translate
from fieldlog.store.derived import read_customer
from fieldlog.store.targets import check_target

ENDINGS = (".html", ".htm")
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
JOINERS = "\u200c\u200d"
LONGEST_NAME = 60
# What Windows, macOS or Linux forbid in the name of a file.
NOT_IN_FILE_NAMES = '<>:"/\\|?*.'

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
@page {{ size: A5; margin: 14mm; }}
body {{ font: 24pt/1.4 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #000;
  background: #fff; max-width: 30em; margin: 1em auto; padding: 0 0.5em; }}
h1 {{ font-size: 30pt; margin: 0 0 0.5em; }}
ol {{ padding-left: 1.3em; margin: 0; }}
li {{ margin: 0 0 0.8em; break-inside: avoid; overflow-wrap: anywhere; }}
.due {{ display: block; font-size: 28pt; font-weight: bold; }}
footer {{ border-top: 1pt solid #000; margin-top: 1em; padding-top: 0.3em; }}
@media print {{ body {{ margin: 0; max-width: none; padding: 0; }} }}
@media print and (min-width: 190mm) {{
  body {{ font-size: 30pt; }} h1 {{ font-size: 38pt; }} .due {{ font-size: 34pt; }}
}}
</style>
</head>
<body>
<h1><bdi>{title}</bdi></h1>
<ol>
{lines}
</ol>
<footer><bdi>{footer}</bdi></footer>
</body>
</html>
"""


class SlipLine(NamedTuple):
    """One promise on a slip: what was promised, and the words that say by when."""

    text: str
    by: str


class Slip(NamedTuple):
    """A slip, each text on one line and in the language of now: how the customer is addressed, the title, the
    promises by their due date, and who promised on which day. Without ``lines`` nothing is promised; then
    ``has_kept`` says that something was, and is done.
    """

    addressed: str
    title: str
    lines: tuple[SlipLine, ...]
    footer: str
    has_kept: bool


def open_promises(workspace: Workspace, card: Card) -> list[PromiseStory]:
    """Return what is still open for a customer, by the due date that stands on the slip."""
    dossier = read_customer(workspace.store, card["id"])
    return sorted(open_stories(workspace, dossier), key=_told_due)


def _told_due(story: PromiseStory) -> str:
    """Return the due date that the customer was told last."""
    agreed = [move.due for move in story.became.moves if move.agreed]
    return agreed[-1] if agreed else story.promise.due


def make_slip(workspace: Workspace, card: Card, stories: Sequence[PromiseStory] | None = None) -> Slip:
    """Return the slip for a customer, of these promises (default: all that are open)."""
    dossier = read_customer(workspace.store, card["id"])
    chosen = open_promises(workspace, card) if stories is None else stories
    addressed, today = _one_line(card["honorific"] or card["name"]), workspace.today()
    rep = _one_line(workspace.settings.rep)
    return Slip(
        addressed,
        translate(N_("For {name}: what we promised"), name=addressed),
        tuple(_slip_line(story, today) for story in chosen),
        translate(N_("{rep}, {day}"), rep=rep, day=show_day(today, today)),
        any(promise.id in dossier.kept for promise in dossier.promises),
    )


def _slip_line(story: PromiseStory, today: date) -> SlipLine:
    by = translate(N_("by {due}"), due=show_due(_told_due(story), today))
    return SlipLine(_one_line(story.promise.text), by)


def slip_page(slip: Slip) -> str:
    """Return the page of a slip to print: HTML, one file without scripts."""
    return _PAGE.format(
        language=HTML_LANGUAGES[current_language()],
        title=escape(slip.title),
        lines="\n".join(map(_page_line, slip.lines)),
        footer=escape(slip.footer),
    )


def _page_line(line: SlipLine) -> str:
    return f'<li><bdi>{escape(line.text)}</bdi> <span class="due">{escape(line.by)}</span></li>'


def suggest_slip_name(slip: Slip) -> str:
    """Return a file name for a slip that every system takes."""
    name = "".join(sign for sign in slip.addressed if sign not in NOT_IN_FILE_NAMES).strip()
    return f"{name[:LONGEST_NAME].rstrip() or 'slip'}.html"


def check_slip_target(target: Path, home: Path, force: bool) -> None:
    """Raise ``BadInputError`` about the field ``file`` when a page cannot or must not be put there."""
    if target.suffix.casefold() not in ENDINGS:
        raise BadInputError(Problem("file", "file-not-html", {"file": target.name}))
    check_target(target, home, force)


def write_slip(slip: Slip, target: Path, home: Path, force: bool = False) -> None:
    """Write the page of a slip whole or not at all; BadInputError about ``file`` as ``check_slip_target``."""
    check_slip_target(target, home, force)
    page = slip_page(slip)
    publish(target, force, lambda draft: draft.write_text(page, encoding="utf-8", newline="\n"))


def _one_line(text: str) -> str:
    """Return text on one line, without signs that could turn or hide the rest of the slip."""
    plain = " ".join(text.split())
    return "".join(sign for sign in plain if sign in JOINERS or category(sign) not in ("Cc", "Cf", "Cs"))
