"""Reasons that are often given, to choose from; every other one may be typed."""

from collections.abc import Iterable

from fieldlog.domain.problems import N_
from fieldlog.locale import translate

MOVED = (
    N_("the customer asked for another day"),
    N_("not ready in the shop yet"),
    N_("customer in hospital"),
    N_("customer is away"),
    N_("I could not make it"),
)
RELEASED = (
    N_("no longer needed"),
    N_("got it somewhere else"),
    N_("the customer changed their mind"),
    N_("the family takes care of it"),
)
PUT_OFF = (
    N_("customer is away"),
    N_("customer in hospital"),
    N_("with the children"),
    N_("agreed on another day"),
    N_("no time left today"),
)
NOT_DONE = (
    N_("nobody at home"),
    N_("did not answer the phone"),
    N_("customer in hospital"),
    N_("with the children"),
    N_("asked not to come now"),
)


def said(reasons: Iterable[str]) -> list[str]:
    """Return reasons in the current language."""
    return [translate(reason) for reason in reasons]
