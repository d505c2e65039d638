"""Who may write what: a breach is quarantined, never lost and never applied."""

from fieldlog.domain import kinds

SERVERS_KINDS = frozenset({kinds.RULE_PACK, kinds.REVIEW, "review-comment", "hand-over", "person"})
"""Kinds that only the server writes."""


def find_breach(scope: str, kind: str) -> str | None:
    """Return the code of what forbids a laptop to write a document of this kind in this scope."""
    if scope == "organisation":
        return "organisation-is-the-servers"
    return "kind-is-the-servers" if kind in SERVERS_KINDS else None
