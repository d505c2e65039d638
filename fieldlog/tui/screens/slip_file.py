"""Where to write the slip as a page to print."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fieldlog.actions.slips import Slip, suggest_slip_name, write_slip
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import show_label, translate
from fieldlog.tui.form_screen import FormScreen
from fieldlog.tui.widgets.fields import Field, TextLine

FILE = "file"
FOLDERS = ("Documents", "文档", "Downloads", "下载")
"""Folders of a home that people look into first."""


class SlipFileScreen(FormScreen[str]):
    """Asks for the file; one that is there is replaced when that is said twice. Answers with its path."""

    page = "promises"
    form = "slip_file"
    keeps_draft = False

    def __init__(self, customer: str, slip: Slip) -> None:
        super().__init__(customer, customer)
        self._slip = slip
        self._replaces = ""

    def title_words(self) -> str:
        """Return what is written."""
        return translate(N_("Write the slip as a page to print"))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the file."""
        suggested = usual_folder(Path.home()) / suggest_slip_name(self._slip)
        hint = N_("Who opens it in a browser can print it in large letters.")
        yield TextLine(FILE, show_label(FILE), str(suggested), translate(hint))

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Write the page."""
        slip, typed = self._slip, values[FILE].strip()
        target = usual_folder(Path.home()) / Path(typed).expanduser()
        replaces = self._replaces == typed

        def write(workspace: Workspace) -> str:
            write_slip(slip, target, workspace.store.home, replaces)
            return str(target)

        return write

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Offer to replace a file that is there."""
        found = tuple(problems)
        field = self.fields.fields[FILE]
        super().show_problems(found)
        if any(problem.code == "file-exists" for problem in found):
            self._replaces = field.value.strip()
            again = N_("There is such a file already. {key} again replaces it.")
            field.show_problem(translate(again, key=self.key_of("save")))


def usual_folder(home: Path) -> Path:
    """Return the folder where people look for what they have written: the first of ``FOLDERS``, or home."""
    return next((home / name for name in FOLDERS if (home / name).is_dir()), home)
