"""Instants as the commands show them."""

from datetime import tzinfo

from fieldlog.domain.days import from_text


def local_time(at: str, zone: tzinfo) -> str:
    """Return an instant (UTC text) in a zone; empty for none."""
    return from_text(at).astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""
