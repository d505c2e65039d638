"""The least a Textual application can be: the limit that the start of the screens is held against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        """Yield the word."""
        yield Static("READY")


if __name__ == "__main__":
    BareApp().run()
