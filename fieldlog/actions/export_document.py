"""Everything as one JSON document: the customers as they are now, and every document with its history.

::

    {"format": 1, "exported_at", "rep", "zone",
     "customers": [{profile, "class_changes", "pauses", ..., "visits": [...], "promises": [...]}],
     "documents": [{"id", "scope", "kind", "schema", "withdrawn", "history": [{"at", "by", "fields"}]}]}
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from fieldlog.actions.export_facts import ExportFacts, Portrait
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.promises import promise_state
from fieldlog.domain.views import Promise

FORMAT = 1
FACTS = ("class_changes", "opt_outs", "pauses", "consents", "amendments", "suggestions")
HEALTH = "health"
Json = dict[str, Any]


def export_document(facts: ExportFacts, workspace: Workspace) -> Json:
    """Return the document; health notes are where the facts show them."""
    documents = [row for one in facts.customers for row in _documents(one, workspace)]
    return {
        "format": FORMAT,
        "exported_at": to_text(workspace.now()),
        "rep": workspace.settings.rep,
        "zone": workspace.settings.zone,
        "customers": [_customer(one, workspace) for one in facts.customers],
        "documents": documents,
    }


def _customer(portrait: Portrait, workspace: Workspace) -> Json:
    dossier = portrait.dossier
    shape = {
        **msgspec.to_builtins(dossier.customer),
        **{name: msgspec.to_builtins(getattr(dossier, name)) for name in FACTS},
        "joined": msgspec.to_builtins(dossier.joined),
        "visits": msgspec.to_builtins(dossier.visits),
        "promises": [_promise(portrait, promise, workspace) for promise in dossier.promises],
    }
    return shape if portrait.shows_health else _without_health(shape)


def _promise(portrait: Portrait, promise: Promise, workspace: Workspace) -> Json:
    dossier = portrait.dossier
    became = promise_state(dossier, promise, workspace.zone)
    events = {
        name: msgspec.to_builtins(getattr(dossier, name).get(promise.id, ()))
        for name in ("kept", "moved", "released")
    }
    return {**msgspec.to_builtins(promise), "state": became.state, "due_now": became.due, **events}


def _documents(portrait: Portrait, workspace: Workspace) -> Iterator[Json]:
    members = (portrait.card["id"], *portrait.card["joined"])
    for document in (one for member in members for one in workspace.store.documents_of(member)):
        row = {
            "id": document.doc_id,
            "scope": document.scope,
            "kind": document.kind,
            "schema": document.schema,
            "withdrawn": document.doc_id in portrait.dossier.withdrawn,
            "history": _history(document),
        }
        yield row if portrait.shows_health else _without_health(row)


def _history(document: Document) -> list[Json]:
    parts = sorted(document.parts.values(), key=lambda part: part.at)
    return [
        {
            "at": part.at,
            "by": part.by,
            "fields": {name: json.loads(value) for name, (_, value, _) in part.writes.items()},
        }
        for part in parts
    ]


def _without_health(value: Any) -> Any:
    """Return a JSON-like value without members named ``health`` or ``health.<area>``, at any depth."""
    if isinstance(value, Mapping):
        kept = {name: one for name, one in value.items() if str(name).partition(".")[0] != HEALTH}
        return {name: _without_health(one) for name, one in kept.items()}
    if isinstance(value, list | tuple):
        return [_without_health(one) for one in value]
    return value
