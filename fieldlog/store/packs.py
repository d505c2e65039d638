"""The rule packs that a store knows."""

from fieldlog.domain import kinds
from fieldlog.domain.packs import BUILT_IN, RulePack
from fieldlog.store.store import Store


def rule_packs(store: Store) -> tuple[RulePack, ...]:
    """Return the built-in rule pack and the published ones."""
    documents = {document.doc_id: document for document in store.documents_of_kind(kinds.RULE_PACK)}
    if not documents:
        return (BUILT_IN,)
    # Loading every kind of view takes longer than all else that reads a day.
    from fieldlog.domain.views import read_views

    return (BUILT_IN, *read_views(documents, RulePack))
