"""Writing one thing as lines of label and text."""

from collections.abc import Iterable

from fieldlog.cli.terminal import Terminal
from fieldlog.domain.problems import N_
from fieldlog.locale import translate


def write_fields(terminal: Terminal, fields: Iterable[tuple[str, str]]) -> None:
    """Write each label with its text; empty ones are left out, further lines of a text are indented."""
    for label, text in fields:
        first, *more = text.splitlines() or [""]
        if text:
            terminal.write(translate(N_("{label}: {sentence}"), label=label, sentence=first))
        for line in more:
            terminal.write(f"    {line}")
