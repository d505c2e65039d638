"""The profile of a customer together with the entries that were joined to it: read as one, changed as one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, as_seen, seen_ops
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.merging import read_as_one, spread_changes
from fieldlog.domain.problems import Problem
from fieldlog.domain.views import Customer, read_view
from fieldlog.store.derived import read_customer

Seen = Mapping[str, Iterable[str]]
OF_ENTRY = "/"
"""Between the id of a joined entry and a field, in what a form was filled from."""


class ProfileEntries(NamedTuple):
    """The documents of the entry that is kept and of those joined to it, and how each was read."""

    documents: tuple[Document, ...]
    views: tuple[Customer, ...]

    @property
    def as_one(self) -> Customer:
        """The profile under which they are read."""
        return read_as_one(self.views[0], self.views[1:])

    @property
    def kept_alone(self) -> "ProfileEntries":
        """The entry that is kept, without the others."""
        return ProfileEntries(self.documents[:1], self.views[:1])

    def as_seen(self, seen: Seen) -> "ProfileEntries":
        """Return the entries as a form was filled from them: without one that had not come yet, and nothing
        where the kept one had not.
        """
        then = _entries([as_seen(one, self._seen_of(one, seen)) for one in self.documents])
        is_known = bool(then.documents) and then.documents[0].doc_id == self.documents[0].doc_id
        return then if is_known else ProfileEntries((), ())

    def seen(self) -> dict[str, list[str]]:
        """Return by field the writes that a form is filled from which shows all of them as one."""
        kept, *joined = self.documents
        found = dict(seen_ops(kept))
        for document in joined:
            found |= {_named(document, field): ops for field, ops in seen_ops(document).items()}
        return found

    def save(
        self, workspace: Workspace, changes: Mapping[str, object], seen: Seen | None, kept: SaveBuilder
    ) -> None:
        """Add the changes of what is read as one to the save of the entry that is kept; what has to be taken
        from a joined entry for that is saved there now, so that the last save is that of the kept one.
        """
        shown = self if seen is None else self.as_seen(seen)
        views = shown.views or self.views[:1]
        writes = spread_changes(changes, views[0], views[1:])
        for document in self.documents:
            if values := writes.get(document.doc_id):
                is_kept = document is self.documents[0]
                builder = kept if is_kept else SaveBuilder(workspace, document.doc_id)
                builder.change(document, values, None if seen is None else self._seen_of(document, seen))
                if not is_kept:
                    builder.commit()

    def _seen_of(self, document: Document, seen: Seen) -> dict[str, list[str]]:
        if document is self.documents[0]:
            return {field: list(ops) for field, ops in seen.items() if OF_ENTRY not in field}
        of_it = _named(document, "")
        return {
            field.removeprefix(of_it): list(ops) for field, ops in seen.items() if field.startswith(of_it)
        }


def read_entries(workspace: Workspace, customer: str) -> ProfileEntries:
    """Return the entries of a customer; ``BadInputError`` where its profile is not there."""
    dossier = read_customer(workspace.store, customer, (kinds.CUSTOMER,))
    is_kept = dossier.customer is not None and dossier.customer.id == customer
    joined = [one.id for one in dossier.joined] if is_kept else []
    found = [workspace.store.find_document(one) for one in (customer, *joined)]
    entries = _entries([one for one in found if one is not None])
    if not entries.documents or entries.documents[0].doc_id != customer:
        raise BadInputError(Problem("customer", "not-found", {"words": customer[:8]}))
    return entries


def _entries(documents: Sequence[Document]) -> ProfileEntries:
    read = [(one, view) for one in documents if isinstance(view := read_view(one), Customer)]
    return ProfileEntries(tuple(one for one, _ in read), tuple(view for _, view in read))


def _named(document: Document, field: str) -> str:
    return f"{document.doc_id}{OF_ENTRY}{field}"
