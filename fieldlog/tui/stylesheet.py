"""A style sheet that reads no style twice.

Textual reads every style of the application again whenever a screen is shown for the first time or the
colours are set, even where nothing has changed: most of the time that it takes to show a screen.
"""

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """Keeps what was read until a variable (a colour of the theme) has another value."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._kept = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables that styles name; forget what was read only if one is new or different."""
        if variables != self._kept:
            self._kept = variables
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read the styles that have not been read with the present variables."""
        self.parse()
