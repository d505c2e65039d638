"""The slip for the customer: what was promised and by when, in large type, as a page to print."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple
from unicodedata import category

from fieldlog.actions.promises import PromiseStory, open_stories
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.problems import N_
from fieldlog.locale import current_language, show_day, show_due, translate
from fieldlog.store.derived import read_customer

HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
JOINERS = "\u200c\u200d"

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
    """One promise on a slip: its words, and its due date as stored (a local day, or an instant)."""

    text: str
    due: str


def open_promises(workspace: Workspace, card: Card) -> list[PromiseStory]:
    """Return what is still open for a customer, by the due date that stands on the slip."""
    dossier = read_customer(workspace.store, card["id"])
    return sorted(open_stories(workspace, dossier), key=lambda story: slip_line(story).due)


def slip_line(story: PromiseStory) -> SlipLine:
    """Return the line of a promise with the due date that the customer was told last."""
    agreed = [move.due for move in story.became.moves if move.agreed]
    return SlipLine(story.promise.text, agreed[-1] if agreed else story.promise.due)


def build_slip(addressed: str, rep: str, lines: Sequence[SlipLine], today: date) -> str:
    """Return the page (HTML, one file without scripts) for a customer, in the current language."""
    title = translate(N_("For {name}: what we promised"), name=addressed)
    footer = translate(N_("{rep}, {day}"), rep=rep, day=show_day(today, today))
    return _PAGE.format(
        language=HTML_LANGUAGES[current_language()],
        title=_safe(title),
        lines="\n".join(_line(line, today) for line in lines),
        footer=_safe(footer),
    )


def _line(line: SlipLine, today: date) -> str:
    by = translate(N_("by {due}"), due=show_due(line.due, today))
    return f'<li><bdi>{_safe(line.text)}</bdi> <span class="due">{_safe(by)}</span></li>'


def _safe(text: str) -> str:
    """Return text as HTML text on one line, without signs that could turn or hide the rest of the page."""
    plain = " ".join(text.split())
    return escape(
        "".join(sign for sign in plain if sign in JOINERS or category(sign) not in ("Cc", "Cf", "Cs"))
    )
