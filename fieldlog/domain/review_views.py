"""Typed views of what supervisors and reps say to each other; ``reviews`` reads them together."""

from fieldlog.domain.days import is_placeable
from fieldlog.domain.view import Instant, View


class Said(View, frozen=True, kw_only=True):
    """Something that ``author`` (a name) said about the document ``target`` at an instant."""

    target: str
    at: Instant
    author: str = ""

    def __post_init__(self) -> None:
        """Refuse times that no calendar of ours holds."""
        if not is_placeable(self.at):
            raise ValueError("outside the years that can be reckoned with")


class Review(Said, frozen=True, kw_only=True):
    """A supervisor's decision (``decisions``) on ``target``: a visit, a pause, or a customer's suggestion.

    ``replaces`` are the reviews of it that the author had seen; this one stands over them.
    """

    decision: str
    comment: str = ""
    replaces: tuple[str, ...] = ()


class ReviewAnswer(Said, frozen=True, kw_only=True):
    """What a rep answered to the review ``target``."""

    text: str


class SignalComment(Said, frozen=True, kw_only=True):
    """What a rep says to a signal (``signals``) that was found at the visit ``target``."""

    signal: str
    text: str
