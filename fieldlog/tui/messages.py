"""What happened, told to whoever shows it."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from fieldlog.sync.background import News


class Saved(Message):
    """Something was saved durably; ``customer`` is whom it was about (empty: several or none)."""

    def __init__(self, customer: str = "") -> None:
        super().__init__()
        self.customer = customer


class PageLoaded(Message):
    """A page has read what it shows."""


class RunningVisitChanged(Message):
    """A visit was started, stopped or discarded."""


class ExchangeNews(Message):
    """A sync in the background has begun, is under way, or has ended."""

    def __init__(self, news: "News") -> None:
        super().__init__()
        self.news = news
