"""Typed views of what supervisors and reps say about a visit; ``reviews`` reads them together."""

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
    """A supervisor's decision on the visit ``target``: ``approve``, ``praise``, ``send-back`` or ``ask``.

    ``replaces`` are the reviews of the visit that the author had seen; this one stands over them.
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
