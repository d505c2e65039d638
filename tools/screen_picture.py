"""Draws what a Textual screen shows as an SVG whose columns line up in every font, double-width ones too."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App

CELL, LINE, SIZE, MARGIN = 10, 25, 20, 12
INK, PAPER, FRAME = "#dfe3e2", "#1b2023", "#2d3539"
BOXES = "'DejaVu Sans Mono', 'Noto Sans Mono', Menlo, Consolas, monospace"
"""Fonts of Chinese draw box lines and arrows two columns wide."""
FONTS = "'Noto Sans Mono CJK SC', 'Sarasa Mono SC', 'Noto Sans Mono', Menlo, Consolas, monospace"


def screen_lines(app: App[Any]) -> list[list[Segment]]:
    """Return what the present screen of an application shows, line by line."""
    return [list(strip) for strip in app.screen._compositor.render_strips()]


def draw_screen(lines: Sequence[Iterable[Segment]], columns: int, label: str) -> str:
    """Return an SVG of lines of styled text, so many columns wide; ``label`` is for those who cannot see."""
    width, height = columns * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    rows = "\n".join(
        piece for number, line in enumerate(lines) for piece in _row(line, MARGIN + number * LINE)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(label)}">\n'
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}" stroke="{FRAME}"/>\n'
        f'<g font-family="{FONTS}" font-size="{SIZE}" xml:space="preserve">\n{rows}\n</g>\n</svg>\n'
    )


def _row(line: Iterable[Segment], top: int) -> Iterator[str]:
    column = 0
    for text, style, _ in line:
        length = cell_len(text)
        ink, paper = _colours(style or Style())
        left = MARGIN + column * CELL
        if paper != PAPER:
            yield f'<rect x="{left}" y="{top}" width="{length * CELL}" height="{LINE}" fill="{paper}"/>'
        for start, run in _runs(text):
            yield _text(run, left + start * CELL, top, ink, style or Style())
        column += length


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield pieces with their columns: words, and wide characters one by one, each at its place."""
    column, begun, run = 0, 0, ""
    for character in text:
        columns = cell_len(character)
        if columns != 1 or character == " ":
            if run:
                yield begun, run
            run = ""
            if columns > 1:
                yield column, character
        else:
            if not run:
                begun = column
            run += character
        column += columns
    if run:
        yield begun, run


def _text(run: str, left: int, top: int, ink: str, style: Style) -> str:
    weight = ' font-weight="bold"' if style.bold else ""
    line = ' text-decoration="underline"' if style.underline else ""
    length = cell_len(run) * CELL
    is_narrow_sign = "\u2190" <= run[0] <= "\u21ff" or "\u2500" <= run[0] <= "\u259f"
    fonts = f' font-family="{BOXES}"' if is_narrow_sign else ""
    return (
        f'<text x="{left}" y="{top + 18}" fill="{ink}" textLength="{length}"{weight}{line}{fonts}>'
        f"{escape(run)}</text>"
    )


def _colours(style: Style) -> tuple[str, str]:
    ink, paper = _hex(style.color, INK), _hex(style.bgcolor, PAPER)
    return (paper, ink) if style.reverse else (ink, paper)


def _hex(colour: Color | None, default: str) -> str:
    if colour is None or colour.is_default:
        return default
    return colour.get_truecolor().hex
