"""What happened, told to whoever shows it."""

from textual.message import Message


class Saved(Message):
    """Something was saved durably; ``customer`` is whom it was about (empty: several or none)."""

    def __init__(self, customer: str = "") -> None:
        super().__init__()
        self.customer = customer


class RunningVisitChanged(Message):
    """A visit was started, stopped or discarded."""
