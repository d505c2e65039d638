"""Draws the pictures of the README: what commands print in a practice territory, as SVG, in both languages.

Run it with ``make pictures``.
"""

import os
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from fieldlog.locale.text_width import width

FOLDER = Path("docs/pictures")
COMMANDS = ("overdue",)
LANGUAGES = ("zh", "en")
MOST_LINES = 30
CELL, LINE, MARGIN = 8.4, 19, 16
COLUMNS = 100
INK, PAPER, FRAME = "#d8dee4", "#1d2329", "#2a323a"
FONTS = "'Noto Sans Mono CJK SC', 'Sarasa Mono SC', 'Noto Sans Mono', Menlo, Consolas, monospace"


def run_command(home: Path, words: str, language: str) -> list[str]:
    """Return the lines that a command prints."""
    environ = {**os.environ, "FIELDLOG_HOME": str(home), "FIELDLOG_LANG": language, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", "from fieldlog.cli.main import run; run()", *words.split()]
    answer = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False)
    if answer.returncode > 1:
        raise RuntimeError(answer.stderr)
    return answer.stdout.splitlines()


def draw(prompt: str, lines: list[str]) -> str:
    """Return an SVG of a terminal with a command and what it printed; each run of characters sits on its own
    column.
    """
    shown = [f"$ {prompt}", "", *lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])]
    columns = max(COLUMNS, *(width(line) for line in shown))
    size = round(columns * CELL + 2 * MARGIN), round(len(shown) * LINE + 2 * MARGIN)
    rows = "\n".join(_row(line, MARGIN + (number + 0.75) * LINE) for number, line in enumerate(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
        f'width="{size[0]}" height="{size[1]}" '
        f'role="img" aria-label="{escape(prompt)}">\n'
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}" stroke="{FRAME}"/>\n'
        f'<g font-family="{FONTS}" font-size="14" fill="{INK}">\n{rows}\n</g>\n</svg>\n'
    )


def _row(line: str, y: float) -> str:
    runs: list[tuple[int, str]] = []
    column = 0
    for character in line:
        columns = width(character)
        # Words and double-width characters are placed one by one, so that fonts of other widths still line
        # up.
        if columns > 1 or not runs or width(runs[-1][1][-1]) > 1 or runs[-1][1][-1] == " ":
            runs.append((column, character))
        else:
            runs[-1] = runs[-1][0], runs[-1][1] + character
        column += columns
    return "".join(_run(MARGIN + start * CELL, y, text.rstrip()) for start, text in runs if text.strip())


def _run(x: float, y: float, text: str) -> str:
    length = width(text) * CELL
    return f'<text x="{x:.1f}" y="{y:.1f}" textLength="{length:.1f}">{escape(text)}</text>'


def main() -> None:
    """Make a practice territory and draw each command in each language."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "practice"
        run_command(home, "demo --no-open", "en")
        for language in LANGUAGES:
            for command in COMMANDS:
                lines = run_command(home, command, language)
                target = FOLDER / f"{command}-{language}.svg"
                target.write_text(draw(f"fieldlog {command}", lines), encoding="utf-8")
                print(target)


if __name__ == "__main__":
    main()
