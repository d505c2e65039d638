"""How the draft of a form lies in the store, and taking a refused health note out of it.

Drafts never leave the laptop: they are in no save, no outbox row and no export, and an erased customer's go
with the customer.
"""

from collections.abc import Mapping
from typing import Any

from fieldlog.actions.captures import is_health
from fieldlog.store.drafts import Draft
from fieldlog.store.store import Store

FORM_PREFIX = "form/"
HEALTH = "health"

Typed = str | bool | list[str]
"""What a field of a form holds while it is typed."""


def form_draft_id(form: str, subject: str) -> str:
    """Return the id of the draft of a form (a name without a slash) about a subject, which may be empty."""
    return f"{FORM_PREFIX}{form}/{subject}"


def is_form(draft: Draft) -> bool:
    """Say whether a draft is that of a form, not the running visit or a held note."""
    return draft.draft_id.startswith(FORM_PREFIX)


def form_subject(draft: Draft) -> str:
    """Return what a form is about: the id that it was kept under, or the empty text."""
    return draft.draft_id.removeprefix(FORM_PREFIX).partition("/")[2]


def is_health_entry(field: str) -> bool:
    """Say whether a field of a form holds a health note."""
    return field == HEALTH or is_health(field)


def without_health_entries(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form holds besides health notes."""
    return {name: value for name, value in content.items() if not is_health_entry(name)}


def remove_health_from_forms(store: Store, customers: frozenset[str]) -> None:
    """Take the health notes out of all unfinished forms of some customers; inside ``writing``."""
    for draft in store.drafts():
        content = without_health_entries(draft.content)
        if is_form(draft) and draft.customer in customers and content != draft.content:
            if content:
                store.write_draft(draft._replace(content=content))
            else:
                store.remove_draft(draft.draft_id)
