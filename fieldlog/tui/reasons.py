"""Reasons that are often given (``domain.reasons``) as a person reads them."""

from collections.abc import Iterable

from fieldlog.locale import translate


def said(reasons: Iterable[str]) -> list[str]:
    """Return reasons in the current language."""
    return [translate(reason) for reason in reasons]
